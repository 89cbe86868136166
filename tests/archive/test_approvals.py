"""A run is signed by three people in their order, each by a key that the office's list gives him; whatever else is told."""

import json
import shutil
import subprocess

import pytest

from payout.archive import OutputExists, RunChanged, check_free, intact, write_run
from payout.archive.approvals import (
    ApprovalRefused,
    KeyFault,
    Signer,
    approval_of,
    file_of,
    make_key,
    require_sound,
    sign,
    sign_approvers,
)

WHO = {"prepared": "张一", "reviewed": "李二", "approved": "王三"}
ROLES = tuple(WHO)
WORDS, WRONG = "口令 word", "word"


class Office:
    """Three officers with their keys, and the list of them, signed."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        keys = {role: make_key(folder / f"{role}.pem") for role in ROLES}
        make_key(folder / "office.pem")
        self.list = folder / "approvers.toml"
        self.write({role: (WHO[role], [role], keys[role]) for role in ROLES})

    def write(self, rows):
        text = "".join(
            f'[[approver]]\nname = "{name}"\nroles = {json.dumps(roles)}\nkey = "{key}"\n\n'
            for name, roles, key in rows.values()
        )
        self.list.write_text(text, encoding="utf-8")
        self.fingerprint = sign_approvers(self.list, self.folder / "office.pem")

    def signer(self, role, **more):
        said = {"name": WHO[role], "key_file": self.folder / f"{role}.pem", "approvers": self.list}
        return Signer(**{**said, "office": self.fingerprint, **more})

    def sign(self, out, role, **more):
        return sign(out, role, self.signer(role, **more))


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path / "office")


@pytest.fixture
def out(result, tmp_path):
    return write_run(result, tmp_path / "out")


def changed(path, change):
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def test_three_sign_in_their_order_and_the_seal_stays_true(office, out):
    assert approval_of(out, office.fingerprint).missing == ROLES
    for role in ROLES:
        assert not approval_of(out, office.fingerprint).complete
        found = office.sign(out, role)
    assert [(one.role, one.name) for one in found.signed] == list(WHO.items())
    assert found.complete
    assert intact(out).sha256 == json.loads((out / file_of("approved")).read_text())["statement"]["run"]
    assert (out / file_of("approved")).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in out.parent.iterdir()) == ["office", "out"]


def test_without_the_pin_nothing_is_complete(office, out):
    for role in ROLES:
        office.sign(out, role)
    found = approval_of(out)
    assert not found.complete
    assert not found.problems
    assert found.offices == (office.fingerprint,)
    stranger = approval_of(out, "0" * 64)
    assert not stranger.complete
    assert "another key than the office's" in stranger.problems[0].en


@pytest.mark.parametrize("role", ["reviewed", "approved"])
def test_nobody_signs_before_his_turn(office, out, role):
    with pytest.raises(ApprovalRefused, match="Somebody else signs first"):
        office.sign(out, role)
    assert intact(out)
    assert not (out / file_of(role)).exists()


def test_nobody_signs_twice_or_in_two_roles(office, out):
    key = make_key(office.folder / "both.pem")
    office.write({"both": ("赵四", list(ROLES), key)})
    both = {"name": "赵四", "key_file": office.folder / "both.pem"}
    office.sign(out, "prepared", **both)
    with pytest.raises(ApprovalRefused, match="signed already"):
        office.sign(out, "prepared", **both)
    with pytest.raises(ApprovalRefused, match="in no second role"):
        office.sign(out, "reviewed", **both)


def test_a_list_that_renames_somebody_does_not_let_him_sign_twice(office, out):
    key = make_key(office.folder / "both.pem")
    office.write({"both": ("赵四", list(ROLES), key)})
    office.sign(out, "prepared", name="赵四", key_file=office.folder / "both.pem")
    office.write({"both": ("赵四(二)", list(ROLES), key)})
    office.sign(out, "reviewed", name="赵四(二)", key_file=office.folder / "both.pem")
    found = approval_of(out, office.fingerprint)
    assert [one.en for one in found.problems] == ["somebody signed twice"]
    assert not found.complete


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": "无名"}, "not in the list"),
        ({"name": "李二"}, "not the key"),
        ({"office": "0" * 64}, "another key than the office's"),
    ],
)
def test_a_signer_that_the_office_does_not_know_is_refused(office, out, more, says):
    with pytest.raises(KeyFault, match=says):
        office.sign(out, "prepared", **more)
    assert approval_of(out).missing == ROLES


def test_a_role_that_the_list_does_not_give_is_refused(office, out):
    with pytest.raises(KeyFault, match="no such role"):
        sign(out, "reviewed", office.signer("prepared"))


def test_a_list_changed_since_it_was_signed_is_refused(office, out):
    office.list.write_text(office.list.read_text().replace("张一", "张二"), encoding="utf-8")
    with pytest.raises(KeyFault, match="changed since"):
        office.sign(out, "prepared", name="张二")


def test_a_run_that_was_changed_is_not_signed(office, out):
    (out / "people.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(RunChanged):
        office.sign(out, "prepared")


SPOILT = {
    "another run": (lambda r: r["statement"].update(run="0" * 64), "another run"),
    "another name": (lambda r: r["statement"].update(name="王三"), "does not hold"),
    "another time": (lambda r: r["statement"].update(at="2012-01-01T00:00:00+00:00"), "does not hold"),
    "another signature": (lambda r: r.update(signature="A" * 86 + "=="), "does not hold"),
    "no base64": (lambda r: r.update(signature="!"), "does not hold"),
    "another list": (lambda r: r.update(approvers=r["approvers"] + "\n"), "office's signature"),
    "another office": (lambda r: r.update(office="A" * 43 + "="), "another key"),
    "no statement": (lambda r: r.pop("statement"), "damaged"),
    "no text": (lambda r: r.update(office=1), "damaged"),
}


@pytest.mark.parametrize(("change", "says"), SPOILT.values(), ids=SPOILT)
def test_a_signature_that_was_changed_is_told(office, out, change, says):
    office.sign(out, "prepared")
    changed(out / file_of("prepared"), change)
    found = approval_of(out, office.fingerprint)
    assert not found.complete
    assert any(says in one.en for one in found.problems)
    with pytest.raises(RunChanged, match="do not hold"):
        require_sound(out, office.fingerprint)
    with pytest.raises(RunChanged, match="do not hold"):
        office.sign(out, "reviewed")


@pytest.mark.parametrize("content", [b"", b"[", b"[]", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_signature_is_told(office, out, content):
    (out / file_of("prepared")).write_bytes(content)
    assert "damaged" in approval_of(out, office.fingerprint).problems[0].en


def test_a_signature_between_that_is_taken_away_or_exchanged_is_told(office, out, tmp_path):
    other = shutil.copytree(out, tmp_path / "other")
    for role in ROLES:
        office.sign(out, role)
    office.sign(other, "prepared")
    changed(other / file_of("prepared"), lambda _: None)  # the same signature, written otherwise
    shutil.copy(other / file_of("prepared"), out / file_of("prepared"))
    assert [one.en for one in approval_of(out, office.fingerprint).problems] == [
        "reviewed: it is out of order"
    ]
    (out / file_of("reviewed")).unlink()
    assert "a role before it is not signed" in [
        one.en for one in approval_of(out, office.fingerprint).problems
    ]


def test_an_approved_run_is_not_replaced_and_one_under_review_is(office, out, result):
    office.sign(out, "prepared")
    office.sign(out, "reviewed")
    check_free(out, force=True)
    office.sign(out, "approved")
    before = {path.name: path.read_bytes() for path in out.glob("*.*")}
    with pytest.raises(OutputExists, match="is approved"):
        write_run(result, out, force=True)
    assert {path.name: path.read_bytes() for path in out.glob("*.*")} == before


def test_a_key_that_others_may_read_signs_nothing(office, out):
    (office.folder / "prepared.pem").chmod(0o644)
    with pytest.raises(KeyFault, match="can be read by others"):
        office.sign(out, "prepared")


def test_a_key_is_made_once_for_its_owner_alone_and_opens_by_its_passphrase(tmp_path, office, out):
    path = tmp_path / "guarded.pem"
    key = make_key(path, "口令 word")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_key(path)
    office.write({"one": ("孙五", ["prepared"], key)})
    with pytest.raises(KeyFault, match="passphrase is wrong"):
        office.sign(out, "prepared", name="孙五", key_file=path, passphrase=WRONG)
    assert office.sign(out, "prepared", name="孙五", key_file=path, passphrase=WORDS).signed


def test_openssl_reads_our_keys(tmp_path):
    """The file is the usual one: an office may make and keep its keys by other means."""
    public = make_key(tmp_path / "one.pem", "word")
    command = [
        "openssl",
        "pkey",
        "-in",
        tmp_path / "one.pem",
        "-passin",
        "pass:word",
        "-pubout",
        "-outform",
        "DER",
    ]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    import base64  # noqa: PLC0415

    assert base64.b64encode(told[-32:]).decode() == public


LISTS = {
    "no toml": "[",
    "nobody": "",
    "more": 'office = "x"\n[[approver]]\nname = "a"\nroles = ["prepared"]\nkey = "KEY"\n',
    "no role": '[[approver]]\nname = "a"\nroles = []\nkey = "KEY"\n',
    "unknown role": '[[approver]]\nname = "a"\nroles = ["boss"]\nkey = "KEY"\n',
    "no key": '[[approver]]\nname = "a"\nroles = ["prepared"]\nkey = "abc"\n',
    "twice": '[[approver]]\nname = "a"\nroles = ["prepared"]\nkey = "KEY"\n'
    '[[approver]]\nname = "b"\nroles = ["reviewed"]\nkey = "KEY"\n',
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_a_list_that_is_none_is_not_signed(office, text):
    office.list.write_text(text.replace("KEY", "A" * 43 + "="), encoding="utf-8")
    with pytest.raises(KeyFault):
        sign_approvers(office.list, office.folder / "office.pem")
