"""A key is revoked since a day: what it signed before holds and says so, what it signs since does not, whichever list is shown."""

import json
import re
from datetime import date, timedelta

import pytest

from payout.archive import RunChanged, write_run
from payout.archive.approvals import (
    KeyFault,
    approval_of,
    file_of,
    make_key,
    require_sound,
    revocations,
    revoke,
    sign,
    sign_approvers,
)
from payout.archive.approvals.trust import accepted, current, day_of, succeeded, today
from tests.archive.test_approvals import ROLES, WHO, Office, changed

TODAY = date.fromisoformat(today())
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path / "office")


@pytest.fixture
def out(result, tmp_path):
    return write_run(result, tmp_path / "out")


def revoked(office, role, day, reason="遗失"):
    """The list with a key revoked, signed anew; the list as it was stays beside it."""
    old = office.list.with_name("old.toml")
    old.write_bytes(office.list.read_bytes())
    office.list.with_name("old.toml.sig").write_bytes(
        office.list.with_name(f"{office.list.name}.sig").read_bytes()
    )
    assert revoke(office.list, WHO[role], day, reason)
    sign_approvers(office.list, office.folder / "office.pem")
    return old


def now(office, out):
    """The signatures of a run, judged by the office's list of now."""
    return approval_of(out, office.fingerprint, revocations(office.list, office.fingerprint))


def test_what_was_signed_before_holds_and_says_so(office, out):
    for role in ROLES:
        office.sign(out, role)
    revoked(office, "reviewed", TOMORROW)
    found = now(office, out)
    assert found.complete
    assert [one.revoked for one in found.signed] == ["", TOMORROW.isoformat(), ""]
    assert [one.revoked for one in approval_of(out, office.fingerprint).signed] == ["", "", ""]


def test_who_was_revoked_signs_no_more_and_is_told_by_name_and_day(office, out):
    revoked(office, "prepared", TODAY)
    with pytest.raises(KeyFault) as told:
        office.sign(out, "prepared")
    assert re.search(rf"张一.*{TODAY}.*遗失", told.value.problem.zh)
    assert re.search(rf"张一.*{TODAY}.*遗失", told.value.problem.en)
    assert approval_of(out).missing == ROLES


def test_a_key_that_is_revoked_later_signs_until_then(office, out):
    revoked(office, "prepared", TOMORROW)
    assert office.sign(out, "prepared").signed


@pytest.mark.parametrize("day", [TODAY, YESTERDAY])
def test_who_signs_by_an_older_list_is_found_by_the_new_one(office, out, day):
    """Whoever has the lost key has the old list too, which the office did sign."""
    old = revoked(office, "prepared", day)
    office.sign(out, "prepared", approvers=old)
    assert not approval_of(out, office.fingerprint).problems
    (problem,) = now(office, out).problems
    assert f"张一 的密钥自 {day} 起注销,此签名在其后({TODAY})" in problem.zh
    with pytest.raises(RunChanged, match="is revoked since"):
        require_sound(out, office.fingerprint, revocations(office.list))


def test_the_next_who_signs_brings_the_new_list_and_refuses(office, out):
    old = revoked(office, "prepared", TODAY)
    office.sign(out, "prepared", approvers=old)
    with pytest.raises(RunChanged, match="张一 is revoked since"):
        office.sign(out, "reviewed")


def test_a_list_in_one_signature_judges_the_others(office, out, monkeypatch):
    """Where nobody shows the list of now, the newest of those in the signatures counts."""
    from payout.archive.approvals import signing  # noqa: PLC0415

    old = revoked(office, "prepared", TODAY)
    office.sign(out, "prepared", approvers=old)
    monkeypatch.setattr(signing, "require_sound", lambda out, office, *_: approval_of(out, office))
    sign(out, "reviewed", office.signer("reviewed"))
    with pytest.raises(RunChanged, match="张一"):
        require_sound(out, office.fingerprint)
    assert "张一" in approval_of(out, office.fingerprint).problems[0].zh


def test_who_signs_by_an_older_list_than_that_of_who_signed_before_is_refused(office, out):
    old = revoked(office, "reviewed", TODAY)
    office.sign(out, "prepared")
    with pytest.raises(KeyFault, match=f"李二 is revoked since {TODAY}"):
        office.sign(out, "reviewed", approvers=old)
    assert not (out / file_of("reviewed")).exists()


def test_a_new_key_of_the_same_name_signs(office, out):
    revoked(office, "prepared", YESTERDAY)
    key = make_key(office.folder / "new.pem")
    with office.list.open("a", encoding="utf-8") as file:
        file.write(f'[[approver]]\nname = "张一"\nroles = ["prepared"]\nkey = "{key}"\n')
    sign_approvers(office.list, office.folder / "office.pem")
    with pytest.raises(KeyFault, match="is revoked since"):
        office.sign(out, "prepared")
    office.sign(out, "prepared", key_file=office.folder / "new.pem")
    assert not now(office, out).problems


def test_another_offices_list_revokes_nothing_here(office, out, tmp_path):
    office.sign(out, "prepared")
    other = Office(tmp_path / "other")
    with pytest.raises(KeyFault, match="another key than the office's"):
        revocations(other.list, office.fingerprint)


SPOILT = {
    "the day": lambda text: text.replace(TODAY.isoformat(), "2099-01-01"),
    "the line": lambda text: text.replace(f"revoked = {TODAY}\n", "").replace('reason = "遗失"\n', ""),
    "the reason": lambda text: text.replace("遗失", "调离"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_day_that_was_changed_is_found(office, out, spoil):
    revoked(office, "prepared", TODAY)
    text = office.list.read_text(encoding="utf-8")
    assert spoil(text) != text
    office.list.write_text(spoil(text), encoding="utf-8")
    for use in (lambda: office.sign(out, "prepared"), lambda: revocations(office.list)):
        with pytest.raises(KeyFault, match="changed since"):
            use()


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_day_that_was_changed_in_a_signature_is_found(office, out, spoil):
    revoked(office, "prepared", TODAY)
    key = make_key(office.folder / "new.pem")
    with office.list.open("a", encoding="utf-8") as file:
        file.write(f'[[approver]]\nname = "张一"\nroles = ["prepared"]\nkey = "{key}"\n')
    sign_approvers(office.list, office.folder / "office.pem")
    office.sign(out, "prepared", key_file=office.folder / "new.pem")
    changed(out / file_of("prepared"), lambda record: record.update(approvers=spoil(record["approvers"])))
    assert "the office's signature" in approval_of(out, office.fingerprint).problems[0].en


def test_a_time_that_was_set_back_in_a_signature_is_found(office, out):
    old = revoked(office, "prepared", TODAY)
    office.sign(out, "prepared", approvers=old)
    changed(
        out / file_of("prepared"), lambda record: record["statement"].update(at="2012-01-01T00:00:00+00:00")
    )
    assert "does not hold" in now(office, out).problems[0].en


def test_a_revocation_is_written_once_and_nothing_else_is_touched(office):
    before = office.list.read_text(encoding="utf-8")
    office.list.write_text(f"# 签名人\n{before}# 完\n", encoding="utf-8")
    assert revoke(office.list, "李二", TODAY, '遗失 "x"')
    after = office.list.read_text(encoding="utf-8")
    more = f'revoked = {TODAY}\nreason = "遗失 \\"x\\""\n'
    assert after.replace(more, "") == f"# 签名人\n{before}# 完\n"
    assert not revoke(office.list, "李二", TODAY)
    assert office.list.read_text(encoding="utf-8") == after
    for name, day, says in (
        ("无名", TODAY, "not in the list"),
        ("李二", TOMORROW, "that day is not changed"),
    ):
        with pytest.raises(KeyFault, match=says):
            revoke(office.list, name, day)
    assert office.list.read_text(encoding="utf-8") == after


def test_a_list_of_another_form_is_left_to_its_writer(office):
    rows = ", ".join(
        f'{{name = "{name}", roles = ["{role}"], key = "{make_key(office.folder / f"{role}2.pem")}"}}'
        for role, name in WHO.items()
    )
    office.list.write_text(f"approver = [{rows}]\n", encoding="utf-8")
    before = office.list.read_bytes()
    with pytest.raises(KeyFault, match="Write revoked = "):
        revoke(office.list, "李二", TODAY)
    assert office.list.read_bytes() == before


LINES = {
    "a text": 'revoked = "2026-03-01"',
    "a time": "revoked = 2026-03-01T00:00:00",
    "no day": "revoked = 2026",
    "a reason alone": 'reason = "left"',
    "no reason": "revoked = 2026-03-01\nreason = 3",
    "a word more": "revoked = 2026-03-01\nwhy = 3",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_day_that_is_none_is_not_signed(office, line):
    text = re.sub(r"(?m)^(key = .*)$", rf"\1\n{line}", office.list.read_text(encoding="utf-8"), count=1)
    office.list.write_text(text, encoding="utf-8")
    with pytest.raises(KeyFault, match="Approver 1"):
        sign_approvers(office.list, office.folder / "office.pem")


def test_a_day_is_that_of_beijing():
    assert day_of("2026-02-28T15:59:59+00:00") == "2026-02-28"
    assert day_of("2026-02-28T16:00:00+00:00") == "2026-03-01"
    assert day_of("mine") > "2099"


# The office's own key


def test_the_office_takes_another_key_and_what_it_signed_before_holds(office, out, result, tmp_path):
    for role in ROLES:
        office.sign(out, role)
    old = office.fingerprint
    make_key(office.folder / "office2.pem")
    office.fingerprint = sign_approvers(office.list, office.folder / "office2.pem")
    pins = succeeded(old, office.fingerprint, TOMORROW.isoformat())
    assert current(pins) == office.fingerprint
    assert not approval_of(out, office.fingerprint).complete
    assert approval_of(out, pins).complete
    assert not approval_of(out, succeeded(old, office.fingerprint, TODAY.isoformat())).complete
    again = write_run(result, tmp_path / "again")
    for role in ROLES:
        sign(again, role, office.signer(role, office=pins))
    assert approval_of(again, pins).complete


def test_a_list_of_the_key_before_signs_nothing_more(office, out):
    pins = succeeded(office.fingerprint, "f" * 64, TOMORROW.isoformat())
    with pytest.raises(KeyFault, match="another key than the office's"):
        sign(out, "prepared", office.signer("prepared", office=pins))


def test_pins_name_each_key_once_with_the_day_it_ended():
    one, two, three = "1" * 64, "2" * 64, "3" * 64
    assert succeeded("", one, "2026-01-01") == one
    assert succeeded(one, one, "2026-01-01") == one
    pins = succeeded(succeeded(one, two, "2026-01-01"), three, "2026-02-01")
    assert pins.split("\n") == [three, f"{two} 2026-02-01", f"{one} 2026-01-01"]
    assert succeeded(pins, one, "2026-03-01").split("\n") == [one, f"{three} 2026-03-01", f"{two} 2026-02-01"]
    assert [accepted(pins, key, "2026-01-31") for key in (one, two, three)] == [False, True, True]
    assert [accepted(pins, key, "2025-12-31") for key in (one, two, three)] == [True, True, True]
    assert not accepted(pins, "4" * 64, "2025-01-01")
    assert json.dumps(pins).count("2026") == 2
