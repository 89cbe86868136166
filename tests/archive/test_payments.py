"""Payments in the archive, the same on both databases: each once, wherever its files were written, and none without its run."""

import hashlib
import json
import os
import pwd
import shutil
import signal
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from payout.archive import ArchiveRefused, RunChanged, completed, published
from payout.archive.approvals import KeyFault, Voider, revoke, sign_approvers, system_user
from payout.archive.approvals.trust import day_of
from payout.archive.approvals.voids import sign_void
from payout.archive.kept import keep_payment, not_paid, open_archive, place_of, runs, verify, void
from payout.archive.kept.chain import append, entries
from payout.archive.kept.payments import KEPT_FILES, SAID
from payout.text import NOTHING
from tests.archive.kept import dying, ended, execute, forked, keep, made, unguarded
from tests.archive.test_approvals import ROLES, Office
from tests.archive.test_kept import reseal


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def paid(folder, out, **more):
    """A folder as `payout pay` seals it, of a run; `more` says otherwise."""
    folder.mkdir(parents=True)
    (folder / "not_paid.csv").write_bytes(b"key,name,amount\nP9,x,12.00\n")
    (folder / "residuals.csv").write_bytes(b"key,name,due,paid,residual\n")
    (folder / "csv-001.csv").write_bytes(b"6200001,100.00\n")
    said = {
        "manifest_sha256": sha256((out / "manifest.json").read_bytes()),
        "list": "people",
        "files": {"csv-001.csv": {"rows": 3, "yuan": "100.00"}},
        "owed": "112.00",
        "paid": "100.00",
        "carried": "0.00",
        "not_paid": {"rows": 1, "yuan": "12.00", "sha256": sha256(b"key,name,amount\nP9,x,12.00\n")},
        "residuals": {"rows": 0, "yuan": "0.00", "sha256": sha256(b"key,name,due,paid,residual\n")},
        **more,
    }
    (folder / "payment.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def digest(folder):
    return sha256((folder / "payment.json").read_bytes())


def keeping(where, out, folder):
    with open_archive(place_of(where)) as archive:
        return keep_payment(archive, out, folder)


def voided(where, number, reason="bank was closed", signer=None):
    with open_archive(place_of(where)) as archive:
        return void(archive, number, reason, Voider("zhang", signer))


def found(where):
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        return runs(connection)


def chain(where):
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        return [(one.number, one.kind) for one in entries(connection)]


def faults(where, **how):
    with open_archive(place_of(where)) as archive:
        return verify(archive, **how).faults


def correcting(out, folder, of):
    """A run that says it corrects another, and keeps as paid what that paid."""
    shutil.copytree(out, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    totals = manifest["totals"]
    (folder / "evidence/paid").mkdir(parents=True)
    files = dict(manifest["files"])
    for name in totals:
        data = (of / f"{name}.parquet").read_bytes()
        (folder / f"evidence/paid/{name}.parquet").write_bytes(data)
        files[f"evidence/paid/{name}.parquet"] = {"sha256": sha256(data), "size": len(data)}
    run = sha256((of / "manifest.json").read_bytes())
    reseal(folder, {**manifest, "corrects": {"run": run, "number": 1}, "files": files})
    return folder


def test_a_payment_is_kept_with_its_run_and_told(where, outs, tmp_path):
    entry = keeping(where, outs[0], paid(tmp_path / "bank", outs[0]))
    assert chain(where) == [(1, "run"), (2, "payment")]
    (kept,) = found(where)
    (one,) = kept.payments
    assert (one.number, one.listed, one.rows, one.paid, one.not_paid, one.stands) == (
        2, "people", 3, "100.00", "12.00", True,
    )  # fmt: skip
    assert one.digest == digest(tmp_path / "bank")
    assert one.day == day_of(entry.at)
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        assert not_paid(connection, one) == (tmp_path / "bank/not_paid.csv").read_bytes()
    assert faults(where, head=entry.digest) == ()


def test_accounts_are_not_kept(where, outs, tmp_path):
    keeping(where, outs[0], paid(tmp_path / "bank", outs[0]))
    (kept,) = found(where)
    assert set(kept.payments[0].files) == set(KEPT_FILES)
    assert "csv-001.csv" not in kept.files


def test_a_run_is_paid_once_from_whatever_folder(where, outs, tmp_path):
    keeping(where, outs[0], paid(tmp_path / "one", outs[0]))
    before = chain(where)
    for name, more in (("two", {}), ("three", {"paid": "99.00"})):
        with pytest.raises(ArchiveRefused) as told:
            keeping(where, outs[0], paid(tmp_path / name, outs[0], **more))
        problem = told.value.problem
        day = found(where)[0].payments[0].day
        assert all(part in problem.en for part in ("record 2", day, "100.00 yuan", "3 payments of people"))
        assert all(part in problem.zh for part in ("第 2 号记录", day, "100.00 元", "payout archive void 2"))
    assert chain(where) == before
    keeping(where, outs[0], paid(tmp_path / "units", outs[0], list="units"))
    keeping(where, outs[1], paid(tmp_path / "other", outs[1]))
    assert len(chain(where)) == 5


def test_a_run_that_is_not_sound_is_not_paid_into_the_archive(where, outs, tmp_path):
    out = shutil.copytree(outs[0], tmp_path / "out")
    folder = paid(tmp_path / "bank", out)
    (out / "people.csv").write_text("mine")
    with pytest.raises(RunChanged):
        keeping(where, out, folder)
    assert chain(where) == []


def test_the_rest_is_paid_once_and_its_rest_again(where, outs, tmp_path):
    one, out = paid(tmp_path / "one", outs[0]), outs[0]
    keeping(where, out, one)
    rest = paid(tmp_path / "rest", out, rest_of=digest(one), paid="7.00")
    keeping(where, out, rest)
    with pytest.raises(ArchiveRefused, match="What was not paid is paid already"):
        keeping(where, out, paid(tmp_path / "again", out, rest_of=digest(one), paid="6.00"))
    keeping(where, out, paid(tmp_path / "last", out, rest_of=digest(rest), paid="5.00"))
    assert [one.paid for one in found(where)[0].payments] == ["100.00", "7.00", "5.00"]


def test_residuals_are_carried_once(where, outs, tmp_path):
    keeping(where, outs[0], paid(tmp_path / "one", outs[0], carried_of="a" * 64))
    with pytest.raises(ArchiveRefused, match="added to the payment of record 2"):
        keeping(where, outs[1], paid(tmp_path / "two", outs[1], carried_of="a" * 64))
    assert len(chain(where)) == 2


def test_a_run_that_was_corrected_is_not_paid_and_its_rest_is(where, outs, tmp_path):
    out = outs[0]
    first = paid(tmp_path / "one", out)
    keep(where, out)
    correction = correcting(outs[1], tmp_path / "correction", out)
    keep(where, correction)
    with pytest.raises(ArchiveRefused, match="corrected by record 2"):
        keeping(where, out, first)
    assert chain(where) == [(1, "run"), (2, "run")]
    keeping(where, out, paid(tmp_path / "rest", out, rest_of=digest(first)))
    keeping(where, correction, paid(tmp_path / "diff", correction, corrects="x"))
    assert faults(where) == ()


def test_what_is_corrected_must_be_kept_before_the_correction_is_paid(where, outs, tmp_path):
    correction = correcting(outs[1], tmp_path / "correction", outs[0])
    with pytest.raises(ArchiveRefused, match="Keep the run that is corrected first"):
        keeping(where, correction, paid(tmp_path / "diff", correction))
    assert chain(where) == []


def test_a_payment_that_never_left_is_void_and_paid_anew(where, outs, tmp_path):
    out = outs[0]
    one = paid(tmp_path / "one", out)
    keeping(where, out, one)
    rest = paid(tmp_path / "rest", out, rest_of=digest(one))
    keeping(where, out, rest)
    with pytest.raises(ArchiveRefused, match="record 3 rests on it"):
        voided(where, 2)
    for number in (1, 4, 99):
        with pytest.raises(ArchiveRefused, match="no payment"):
            voided(where, number)
    voided(where, 3)
    voided(where, 2)
    with pytest.raises(ArchiveRefused, match="void already"):
        voided(where, 2)
    with pytest.raises(ArchiveRefused, match="record 2 is void, and leaves nothing"):
        keeping(where, out, rest)
    keeping(where, out, paid(tmp_path / "again", out, paid="101.00"))
    assert [(one.paid, one.stands) for one in found(where)[0].payments] == [
        ("100.00", False), ("100.00", False), ("101.00", True),
    ]  # fmt: skip
    said = found(where)[0].payments[0].void
    assert (said.reason, said.user, said.who) == ("bank was closed", "zhang", "zhang")
    assert faults(where) == ()


# Who said that it never left


@pytest.fixture
def signed(outs, tmp_path, where):
    """A run that its office signed, and a payment of it: record 2."""
    office, out = Office(tmp_path / "office"), shutil.copytree(outs[0], tmp_path / "signed")
    for role in ROLES:
        office.sign(out, role)
    keeping(where, out, paid(tmp_path / "one", out))
    return office


def test_of_a_signed_run_somebody_of_its_office_signs_that_a_payment_is_void(where, signed, tmp_path):
    with pytest.raises(ArchiveRefused, match="signed by somebody whom the office lists"):
        voided(where, 2)
    stranger = Office(tmp_path / "stranger")
    with pytest.raises(ArchiveRefused, match="approved by another office"):
        voided(where, 2, signer=stranger.signer("approved"))
    with pytest.raises(KeyFault, match="signed by another key than the office's"):
        voided(where, 2, signer=signed.signer("approved", approvers=stranger.list))
    with pytest.raises(KeyFault, match="not the key of"):
        voided(where, 2, signer=signed.signer("approved", key_file=signed.folder / "prepared.pem"))
    assert chain(where) == [(1, "run"), (2, "payment")]
    voided(where, 2, signer=signed.signer("reviewed"))
    (payment,) = found(where)[0].payments
    assert (payment.stands, payment.void.number, payment.void.who) == (False, 3, "李二 / zhang")
    assert faults(where, office=signed.fingerprint) == ()
    assert {one.number for one in faults(where, office=stranger.fingerprint)} >= {3}


def test_a_revoked_key_makes_nothing_void(where, signed):
    revoke(signed.list, "李二", date(2020, 1, 1))
    sign_approvers(signed.list, signed.folder / "office.pem")
    with pytest.raises(KeyFault, match="revoked since 2020-01-01"):
        voided(where, 2, signer=signed.signer("reviewed"))


FORGED = {
    "another name": lambda body: body["signed"]["statement"].update(name="王三"),
    "another reason": lambda body: body.update(reason="another"),
    "another list": lambda body: body["signed"].update(approvers=body["signed"]["approvers"] + "\n"),
    "no statement": lambda body: body["signed"].update(statement={"name": "x"}),
    "no signature": lambda body: body.pop("signed"),
}


@pytest.mark.parametrize("how", FORGED)
def test_who_writes_past_the_program_is_found(where, signed, how):
    """Somebody who may write to the database puts a record of his own behind the last one, its digest right."""
    run = found(where)[0]
    body = {"run": run.run, "files": {}, "payment": 2, "reason": "closed", "user": "li"}
    body["signed"] = sign_void(run.payments[0].digest, "closed", signed.signer("reviewed"))
    FORGED[how](body)
    with open_archive(place_of(where)) as archive, archive.writing() as connection:
        append(connection, "void", body)
    assert [one.number for one in faults(where)] == [3]


def test_the_user_is_whom_the_system_names(monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody else")
    monkeypatch.setenv("USER", "somebody else")
    assert system_user() == pwd.getpwuid(os.getuid()).pw_name


# Append-only, and the chain


def test_the_database_refuses_to_unpay(where, outs, tmp_path):
    keeping(where, outs[0], paid(tmp_path / "one", outs[0]))
    for statement in (
        "DELETE FROM payout_records WHERE number = 2",
        "UPDATE payout_records SET kind = 'void' WHERE number = 2",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            execute(where, statement)
    assert len(found(where)[0].payments) == 1


CHANGES = {
    "sum": "UPDATE payout_records SET body = replace(body, '100.00', '10.00') WHERE number = 2",
    "kind": "UPDATE payout_records SET kind = 'beside' WHERE number = 2",
    "void": "UPDATE payout_records SET body = replace(body, '\"payment\"', '\"nothing\"') WHERE number = 3",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_payment_changed_after_the_fact_is_found(where, outs, tmp_path, change):
    keeping(where, outs[0], paid(tmp_path / "one", outs[0]))
    voided(where, 2)
    assert faults(where) == ()
    unguarded(where, CHANGES[change])
    assert (3 if change == "void" else 2) in {fault.number for fault in faults(where)}


@pytest.mark.parametrize("name", KEPT_FILES)
def test_a_content_of_a_payment_that_is_gone_is_found(where, outs, tmp_path, name):
    folder = paid(tmp_path / "one", outs[0])
    keeping(where, outs[0], folder)
    gone = sha256((folder / name).read_bytes())
    unguarded(where, f"DELETE FROM payout_pieces WHERE sha256 = '{gone}'")  # noqa: S608 -- a digest of ours
    assert [(fault.number, fault.problem.en) for fault in faults(where)] == [(2, f"{name} is damaged")]


def test_a_record_that_says_other_sums_than_its_payment_is_found(where, outs, tmp_path, monkeypatch):
    """Whoever makes the whole chain anew still holds payment.json to its digest."""
    from payout.archive.kept import payments  # noqa: PLC0415

    true = payments.summary
    monkeypatch.setattr(payments, "summary", lambda said: {**true(said), "paid": "1.00"})
    keeping(where, outs[0], paid(tmp_path / "one", outs[0]))
    monkeypatch.undo()
    assert [fault.problem.en for fault in faults(where)] == ["the record is not what its payment.json says"]


def test_an_older_program_does_not_open_it(where):
    """It would take a payment's files for those of the run: the version tells it."""
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        (version,) = connection.exec_driver_sql("SELECT version_num FROM payout_version").one()
    assert version == "0003"
    assert "rest_of" in SAID


# Several at once, and those who die


def test_of_two_who_pay_at_once_one_does(where, outs, tmp_path):
    folders = [paid(tmp_path / name, outs[0], paid=f"{number}.00") for number, name in enumerate("abcd")]
    both = [forked(lambda folder=folder: keeping(where, outs[0], folder)) for folder in folders]
    assert sorted(ended(one) for one in both) == [0, 1, 1, 1]
    assert chain(where) == [(1, "run"), (2, "payment")]
    assert faults(where) == ()


def test_who_is_killed_while_he_pays_leaves_what_was(where, outs, tmp_path):
    folder = paid(tmp_path / "one", outs[0])
    counting = made(str(tmp_path / "counting.db"))
    for place in (where, counting):
        keep(place, outs[0])

    def work(archive):
        keep_payment(archive, outs[0], folder)

    whole = 100_000
    steps = whole - dying(counting, work, whole)[1]
    for nth in (*range(1, steps, 2), steps):
        assert dying(where, work, nth) == (-signal.SIGKILL, 0)
        assert chain(where) == [(1, "run")]
    dying(where, work, whole)
    assert chain(where) == [(1, "run"), (2, "payment")]
    assert faults(where) == ()


def test_a_folder_that_was_kept_and_never_took_its_place_takes_it_once(tmp_path):
    """Kept in the archive, killed before the last rename: what stands aside is put there, and is not written anew."""
    out = tmp_path / "bank"

    def work():
        with published(out, settle=lambda _: None) as folder:
            (folder / "payment.json").write_text("{}")
            import payout.archive.publish as module  # noqa: PLC0415

            module._move = lambda *_, **__: signal.raise_signal(signal.SIGKILL)

    assert ended(forked(work)) == -signal.SIGKILL
    assert not out.exists()
    assert not completed(out, lambda _: False)
    assert completed(out, lambda left: (left / "payment.json").is_file())
    assert [path.name for path in out.iterdir()] == ["payment.json"]
    assert not completed(out, lambda _: True)
    assert [path.name for path in tmp_path.iterdir()] == ["bank"]


def test_what_the_archive_refuses_leaves_nothing_aside(tmp_path):
    def refuse(_):
        raise ArchiveRefused(NOTHING)

    with pytest.raises(ArchiveRefused), published(tmp_path / "bank", settle=refuse) as folder:
        (folder / "payment.json").write_text("{}")
    assert list(tmp_path.iterdir()) == []
