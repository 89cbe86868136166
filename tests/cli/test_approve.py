"""`payout keys` and `payout approve` as three officers meet them: in their order, by their own keys, and what is refused."""

import json

import pytest

from payout.archive.approvals import file_of

WHO = {"prepared": "张一", "reviewed": "李二", "approved": "王三"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder with the keys of three officers and of the office, and the list, signed."""
    from payout.cli.main import code_of  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("office")
    listed = folder / "approvers.toml"
    assert code_of(["keys", "make", str(folder / "office.pem"), "--no-passphrase"]) == 0
    for role, name in WHO.items():
        key = folder / f"{role}.pem"
        more = ["--name", name, "--role", role, "--list", str(listed), "--no-passphrase"]
        assert code_of(["keys", "make", str(key), *more]) == 0
    said = [
        "keys",
        "sign",
        str(listed),
        "--key",
        str(folder / "office.pem"),
        "--pin",
        str(folder / "office.pin"),
    ]
    assert code_of(said) == 0
    return folder


@pytest.fixture
def approve(office, tmp_path, tell):
    """Sign the run in `tmp_path`/out in a role."""

    def run(role, *more):
        said = ("--key", office / f"{role}.pem", "--approvers", office / "approvers.toml")
        return tell(
            "approve", tmp_path / "out", "--as", WHO[role], *said, "--office", office / "office.pin", *more
        )

    return run


@pytest.fixture
def out(county, tmp_path, pay):
    assert pay(county.csv(tmp_path / "in")).code == 0
    return tmp_path / "out"


def test_three_sign_and_the_run_is_approved(approve, out, tell, office, tmp_path, pay, monkeypatch):
    monkeypatch.delenv("PAYOUT_OFFICE", raising=False)
    for role in WHO:
        told = approve(role, "--json")
        assert told.code == 0, told.err
    record = json.loads(told.out)
    assert record["approval"]["complete"]
    assert [one["name"] for one in record["approval"]["signed"]] == list(WHO.values())
    unpinned = tell("verify", out)
    assert unpinned.code == 0
    assert "未与所认可的指纹核对" in unpinned.out
    assert json.loads(tell("verify", out, "--office", office / "office.pin", "--json").out)["approval"][
        "complete"
    ]
    assert tell("verify", out, "--office", "0" * 64).code == 7
    page = (out / "approval.html").read_text(encoding="utf-8")
    assert all(name in page for name in WHO.values())
    assert "三人签齐" in page
    assert "人民币" in page
    refused = pay(tmp_path / "in", "--force")
    assert refused.code == 2
    assert "已经审批" in refused.err
    assert approve("prepared").code == 5
    db = tmp_path / "kept.db"
    assert tell("archive", "init", "--db", db).code == 0
    assert tell("archive", "add", out, "--db", db).code == 0
    assert "王三" in tell("archive", "show", "1", "--db", db).out
    assert "制表/复核/审批" in tell("archive", "list", "--db", db).out
    assert tell("archive", "verify", "--db", db, "--office", office / "office.pin").code == 0


def test_the_order_is_kept_and_nobody_signs_for_another(approve, out):
    told = approve("reviewed", "--role", "reviewed")
    assert told.code == 5
    assert "应先由制表签名" in told.err
    assert approve("reviewed").code == 2  # its turn is who prepared it, and that is not his role
    assert approve("prepared").code == 0
    assert approve("prepared", "--role", "reviewed", "--lang", "en").code == 2
    assert sorted(path.name for path in out.glob("approval*")) == ["approval-prepared.json", "approval.html"]


def test_a_run_that_was_changed_is_signed_by_nobody(approve, out):
    (out / "people.csv").write_text("mine", encoding="utf-8")
    assert approve("prepared").code == 7
    assert not (out / file_of("prepared")).exists()


def test_a_page_that_says_otherwise_is_found_and_an_older_one_is_true(approve, out, tell):
    assert approve("prepared").code == 0
    page = out / "approval.html"
    older = page.read_bytes()
    assert approve("reviewed").code == 0
    page.write_bytes(older)
    assert tell("verify", out).code == 0
    page.write_text(page.read_text(encoding="utf-8").replace("张一", "张三"), encoding="utf-8")
    told = tell("verify", out, "--lang", "en")
    assert told.code == 7
    assert "approval.html" in told.err
    for role in WHO:
        (out / file_of(role)).unlink(missing_ok=True)
    page.write_bytes(older)
    assert tell("verify", out).code == 7


def test_a_passphrase_is_asked_for_and_a_wrong_one_refused(office, out, tell, tmp_path, monkeypatch):
    monkeypatch.setenv("PAYOUT_PASSPHRASE", "门 gate")
    listed = tmp_path / "own.toml"
    more = ("--name", "孙五", "--role", "prepared", "--list", listed)
    assert tell("keys", "make", tmp_path / "own.pem", *more).code == 0
    assert b"ENCRYPTED" in (tmp_path / "own.pem").read_bytes()
    monkeypatch.delenv("PAYOUT_PASSPHRASE")
    assert tell("keys", "sign", listed, "--key", office / "office.pem").code == 0
    said = (
        "--as",
        "孙五",
        "--key",
        tmp_path / "own.pem",
        "--approvers",
        listed,
        "--office",
        office / "office.pin",
    )
    monkeypatch.setenv("PAYOUT_PASSPHRASE", "gate")
    told = tell("approve", out, *said)
    assert told.code == 2
    assert "口令不对" in told.err
    assert "gate" not in told.err
    monkeypatch.setenv("PAYOUT_PASSPHRASE", "门 gate")
    assert tell("approve", out, *said).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--office", "abc"), "64 hexadecimal digits"),
        (("--office", ""), "--office is missing"),
        (("--office", "0" * 64), "another key"),
        (("--role", "boss"), "not one of"),
    ],
)
def test_what_is_said_wrong_is_told(approve, out, arguments, says):
    told = approve("prepared", *arguments, "--lang", "en")
    assert told.code == 2
    assert says in told.err
    assert not (out / file_of("prepared")).exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("make", "FOLDER/office.pem", "--no-passphrase"), 2),
        (("make", "FOLDER/new.pem", "--no-passphrase", "--name", "赵"), 2),
        (("make", "FOLDER/new.pem", "--no-passphrase", "--list", "FOLDER/x.toml"), 2),
        (("make", "FOLDER/none/new.pem", "--no-passphrase"), 6),
        (("sign", "FOLDER/office.pin", "--key", "FOLDER/office.pem"), 2),
        (("sign", "FOLDER/approvers.toml", "--key", "FOLDER/office.pin"), 2),
    ],
)
def test_keys_that_cannot_be_made_or_used(office, tell, arguments, code):
    before = {path.name: path.read_bytes() for path in office.iterdir()}
    said = [one.replace("FOLDER", str(office)) for one in arguments]
    (office / "office.pin").chmod(0o600)
    assert tell("keys", *said).code == code
    assert {path.name: path.read_bytes() for path in office.iterdir()} == before


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["make", "sign", "revoke"])
def test_help_of_each_ends_in_an_example(tell, name, lang):
    shown = tell("keys", name, "--help", "--lang", lang)
    assert f"payout keys {name}" in shown.out
    assert "----" not in shown.out


def test_a_key_is_revoked_and_the_office_takes_another(approve, office, out, tell, tmp_path):
    import shutil  # noqa: PLC0415

    listed, old = tmp_path / "approvers.toml", ("--approvers", office / "approvers.toml")
    for name in ("approvers.toml", "approvers.toml.sig", "office.pin"):
        shutil.copy(office / name, tmp_path / name)
    said = ("keys", "revoke", listed, "--key", office / "office.pem", "--reason", "遗失")
    assert tell(*said, "--name", "张一", "--from", "三月").code == 2
    assert tell(*said, "--name", "无名", "--from", "2026-03-01").code == 2
    told = tell(*said, "--name", "张一", "--from", "2026-03-01")
    assert told.code == 0, told.err
    assert "张一 的密钥自 2026-03-01 起注销" in told.out
    assert "早已注销" in tell(*said, "--name", "张一", "--from", "2026-03-01").out
    new = ("--approvers", listed)
    refused = approve("prepared", *new)
    assert refused.code == 2
    assert "张一" in refused.err
    assert "2026-03-01" in refused.err
    for role in WHO:
        assert approve(role, *old).code == 0
    pinned = ("--office", tmp_path / "office.pin")
    assert tell("verify", out, *pinned).code == 0
    for lang, words in (
        ("zh", "张一 的密钥自 2026-03-01 起注销"),
        ("en", "the key of 张一 is revoked since"),
    ):
        told = tell("verify", out, *pinned, *new, "--lang", lang)
        assert told.code == 7
        assert words in told.err
    paying = ("pay", out, "--payees", listed, "--format", "csv", *pinned, *new, "--out", tmp_path / "bank")
    told = tell(*paying)
    assert told.code == 5
    assert "张一 的密钥自 2026-03-01 起注销" in told.err
    assert tell("keys", "make", tmp_path / "office2.pem", "--no-passphrase").code == 0
    told = tell("keys", "sign", listed, "--key", tmp_path / "office2.pem", "--pin", tmp_path / "office.pin")
    assert told.code == 0
    assert "单位密钥已更换" in told.err
    assert len((tmp_path / "office.pin").read_text().splitlines()) == 2
    assert tell("verify", out, *pinned).code == 7  # it ended today


def test_what_was_signed_before_a_revocation_says_so(approve, office, out, tell, tmp_path):
    import shutil  # noqa: PLC0415

    listed = tmp_path / "approvers.toml"
    for name in ("approvers.toml", "approvers.toml.sig"):
        shutil.copy(office / name, tmp_path / name)
    for role in WHO:
        assert approve(role).code == 0
    said = (
        "keys",
        "revoke",
        listed,
        "--key",
        office / "office.pem",
        "--name",
        "李二",
        "--from",
        "2099-01-01",
    )
    assert tell(*said).code == 0
    told = tell("verify", out, "--office", office / "office.pin", "--approvers", listed)
    assert told.code == 0
    assert "密钥自 2099-01-01 起注销,此前的签名有效" in told.out
