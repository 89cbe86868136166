"""Runs kept in a database, the same on SQLite and on a server of PostgreSQL: whole, once, in a chain, by one at a time."""

import json
import shutil
import signal
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from payout.archive import ArchiveRefused, ArchiveUnreachable, OutputExists, RunChanged, write_run
from payout.archive.approvals import file_of
from payout.archive.kept import add, differences, export, find, make, open_archive, place_of, runs, verify
from payout.archive.kept import database as database_module
from payout.archive.kept.chain import START, ChainRecord, digest_of, entries
from payout.archive.kept.database import _engine, migrate
from payout.archive.kept.schema import metadata
from tests.archive.kept import (
    TABLES,
    database,
    dying,
    ended,
    execute,
    files_of,
    forked,
    keep,
    made,
    unguarded,
)
from tests.archive.test_approvals import Office
from tests.outputs.sample import county


def verified(where, **how):
    with open_archive(place_of(where)) as archive:
        return verify(archive, **how)


def chain(where):
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        return list(entries(connection))


def back(where, said, out):
    with open_archive(place_of(where)) as archive:
        with archive.reading() as connection:
            kept = find(connection, said)
        return export(archive, kept, out)


def test_a_run_is_given_back_byte_for_byte(where, outs, tmp_path):
    one, two = keep(where, *outs)
    assert files_of(back(where, "1", tmp_path / "one")) == files_of(outs[0])
    assert files_of(back(where, two.run[:8], tmp_path / "two")) == files_of(outs[1])
    assert oct((tmp_path / "one" / "people.csv").stat().st_mode & 0o777) == "0o600"
    assert verified(where, head=one.entry.digest).faults == ()
    with pytest.raises(OutputExists):
        back(where, "1", tmp_path / "one")


def test_a_content_is_kept_once(where, outs):
    one, two = keep(where, *outs)
    distinct = {data for out in outs for data in files_of(out).values()}
    report = verified(where)
    assert report.contents == len(distinct) < one.files + two.files
    assert two.contents == len(set(files_of(outs[1]).values()) - set(files_of(outs[0]).values()))
    assert report.size == sum(map(len, distinct))


def test_a_run_is_kept_once_also_where_it_was_made_again(where, outs, tmp_path):
    (first,) = keep(where, outs[0])
    again = write_run(county(), tmp_path / "again")
    provenance = json.loads((again / "provenance.json").read_text())
    (again / "provenance.json").write_text(json.dumps({**provenance, "run_at": "2013-01-01T00:00:00+00:00"}))
    (second,) = keep(where, again)
    assert not second.new
    assert second.entry == first.entry
    assert len(chain(where)) == 1


def test_signatures_that_came_since_are_added_and_none_is_exchanged(where, outs, tmp_path):
    office, out = Office(tmp_path / "office"), tmp_path / "signed"
    shutil.copytree(outs[0], out)
    other = shutil.copytree(out, tmp_path / "other")
    keep(where, out)
    for role in ("prepared", "reviewed"):
        office.sign(out, role)
        (receipt,) = keep(where, out)
        assert receipt.files == 2  # the signature, and the page anew
    assert [entry.kind for entry in chain(where)] == ["run", "beside", "beside"]
    assert files_of(back(where, "1", tmp_path / "back")) == files_of(out)
    assert verified(where, office=office.fingerprint).faults == ()
    assert [fault.number for fault in verified(where, office="0" * 64).faults] == [3, 3]
    time.sleep(1)  # a signature says the second
    office.sign(other, "prepared")
    with pytest.raises(RunChanged, match="approval-prepared"):
        keep(where, other)
    assert len(chain(where)) == 3


def test_what_was_changed_is_not_kept(where, outs, tmp_path):
    out = shutil.copytree(outs[0], tmp_path / "out")
    (out / "people.csv").write_text("mine")
    with pytest.raises(RunChanged, match=r"people\.csv"):
        keep(where, out)
    forged = shutil.copytree(outs[0], tmp_path / "forged")
    (forged / file_of("prepared")).write_text("{}")
    with pytest.raises(RunChanged, match="damaged"):
        keep(where, forged)
    assert chain(where) == []
    assert verified(where).contents == 0


def test_a_file_that_is_changed_while_it_is_kept_leaves_nothing(where, outs, tmp_path, monkeypatch):
    from payout.archive.kept import adding  # noqa: PLC0415

    out = shutil.copytree(outs[0], tmp_path / "out")
    whole = adding.require_sound

    def then_changed(place):
        (out / "units.csv").write_text("late")
        return whole(place)

    monkeypatch.setattr(adding, "require_sound", then_changed)
    with pytest.raises(RunChanged, match="while it was being kept"):
        keep(where, out)
    assert chain(where) == []


# Append-only


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_the_database_refuses_to_change_or_take_away(where, outs, table, statement):
    keep(where, outs[0])
    column = "number" if table == "payout_records" else "sha256"
    with pytest.raises(DBAPIError, match="append-only"):
        execute(where, statement.format(table, column))
    assert verified(where).faults == ()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_not_replaced_nor_a_table_emptied(where, outs, table):
    keep(where, outs[0])
    sqlite = place_of(where).file is not None
    statement = (
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" if sqlite else f"TRUNCATE {table} CASCADE"
    )
    with pytest.raises(DBAPIError, match="append-only"):
        execute(where, statement)
    assert verified(where).records == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_record_that_does_not_follow_is_refused(where, outs, number):
    keep(where, outs[0])
    values = f"{number}, '{'1' * 64}', '{'2' * 64}', 'now', 'run', 'mine'"
    with pytest.raises(DBAPIError, match="append-only"):
        execute(
            where, f"INSERT INTO payout_records (number, digest, previous, at, kind, body) VALUES ({values})"
        )


# The chain


CHANGES = {
    "body": ("UPDATE payout_records SET body = replace(body, 'run', 'ran') WHERE number = 2", [2]),
    "time": ("UPDATE payout_records SET at = '2013-01-01T00:00:00+00:00' WHERE number = 2", [2]),
    "digest": (f"UPDATE payout_records SET digest = '{'5' * 64}' WHERE number = 2", [2, 3]),
    "previous": (f"UPDATE payout_records SET previous = '{'5' * 64}' WHERE number = 2", [2]),
    "gone": ("DELETE FROM payout_records WHERE number = 2", [3]),
    "first gone": ("DELETE FROM payout_records WHERE number = 1", [2]),
    "content": ("UPDATE payout_pieces SET data = substr(data, 1, 1)", [1]),
    "contents gone": ("DELETE FROM payout_pieces", [1]),
    "size": ("UPDATE payout_contents SET size = size + 1", [1]),
}


@pytest.mark.parametrize(("statement", "numbers"), CHANGES.values(), ids=CHANGES)
def test_a_change_after_the_fact_is_found_and_its_record_named(where, outs, tmp_path, statement, numbers):
    three = write_run(county(), tmp_path / "three")
    manifest = json.loads((three / "manifest.json").read_text())
    reseal(three, {**manifest, "year": "2031"})
    keep(where, *outs, three)
    assert verified(where).faults == ()
    unguarded(where, statement)
    told = {fault.number for fault in verified(where).faults}
    assert set(numbers) <= told


def reseal(out, manifest):
    """A run of another content, sealed as ours are."""
    import hashlib  # noqa: PLC0415

    (out / "manifest.json").write_text(json.dumps(manifest))
    provenance = json.loads((out / "provenance.json").read_text())
    digest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    (out / "provenance.json").write_text(json.dumps({**provenance, "manifest_sha256": digest}))


def test_a_tail_that_was_cut_off_is_found_by_a_receipt(where, outs):
    _, two = keep(where, *outs)
    assert verified(where, head=two.entry.digest).faults == ()
    unguarded(where, "DELETE FROM payout_records WHERE number = 2")
    assert verified(where).faults == ()
    (fault,) = verified(where, head=two.entry.digest).faults
    assert "cut off" in fault.problem.en


def test_a_chain_that_was_made_anew_is_found_by_a_receipt_and_by_the_seals(where, outs):
    one, two = keep(where, *outs)
    body = one.entry.body.replace('"total": "', '"total": "9')
    bare = ChainRecord(1, "", START, one.entry.at, "run", body)
    first = digest_of(bare)
    second = digest_of(ChainRecord(2, "", first, two.entry.at, "run", two.entry.body))
    unguarded(
        where,
        f"UPDATE payout_records SET digest = '{first}', body = '{body.replace(chr(39), chr(39) * 2).replace(':', chr(92) + ':')}' "
        "WHERE number = 1",
        f"UPDATE payout_records SET digest = '{second}', previous = '{first}' WHERE number = 2",
    )
    found = verified(where)
    assert [(fault.number, fault.problem.en) for fault in found.faults] == [
        (1, "the record is not what its manifest.json says")
    ]
    assert len(verified(where, head=two.entry.digest).faults) == 2


# Several at once, and those who die


def test_two_processes_add_at_once_and_make_one_chain(where, outs, tmp_path):
    manifest = json.loads((outs[0] / "manifest.json").read_text())
    made_runs = []
    for number in range(8):
        out = shutil.copytree(outs[0], tmp_path / str(number))
        reseal(out, {**manifest, "year": str(2000 + number)})
        made_runs.append(out)
    shares = (made_runs[:5], made_runs[3:])  # two of them are in both
    both = [forked(lambda share=share: [keep(where, out) for out in share]) for share in shares]
    assert [ended(one) for one in both] == [0, 0]
    assert len(chain(where)) == 8
    report = verified(where)
    assert report.faults == ()
    assert report.runs == 8


def adding(out):
    return lambda archive: add(archive, out)


def test_a_writer_killed_at_any_statement_leaves_what_was(where, outs, tmp_path):
    """Killed before and behind statements of every sort, at the commit, and once it is done."""
    keep(where, outs[0])
    before = chain(where)
    counting = made(str(tmp_path / "counting.db"))
    keep(counting, outs[0])
    whole = 100_000
    steps = whole - dying(counting, adding(outs[1]), whole)[1]
    assert steps > 10
    for nth in (*range(1, steps, 3), steps - 1, steps):
        assert dying(where, adding(outs[1]), nth) == (-signal.SIGKILL, 0)
        assert chain(where) == before
    assert verified(where).faults == ()
    dying(where, adding(outs[1]), whole)
    assert [entry.number for entry in chain(where)] == [1, 2]
    assert verified(where).faults == ()


def test_who_cannot_wait_any_longer_is_told(where, outs, monkeypatch):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 1)
    with (
        open_archive(place_of(where)) as archive,
        archive.writing(),
        pytest.raises(ArchiveUnreachable, match="Somebody else is writing"),
    ):
        keep(where, outs[0])


# Places and versions


def test_there_must_be_an_archive(empty, outs):
    with pytest.raises(ArchiveRefused, match="holds no archive"):
        keep(empty, outs[0])
    with pytest.raises(ArchiveRefused, match="holds no archive"):
        make(place_of(empty), upgrade=True)
    assert make(place_of(empty)) == ""
    with pytest.raises(ArchiveRefused, match="already"):
        make(place_of(empty))


def test_an_older_archive_is_upgraded_when_told_and_only_then(empty, outs):
    place = place_of(empty)
    with _engine(place) as engine, engine.begin() as connection:
        migrate(connection, "0001")
    with pytest.raises(ArchiveRefused, match=r"older version \(0001\)"):
        keep(empty, outs[0])
    assert make(place, upgrade=True) == "0001"
    keep(empty, outs[0])
    assert verified(empty).faults == ()
    assert make(place, upgrade=True) == "0003"  # nothing left to do


def test_a_newer_archive_is_left_alone(where, outs):
    execute(where, "UPDATE payout_version SET version_num = '9999'")
    with pytest.raises(ArchiveRefused, match="newer than this program"):
        keep(where, outs[0])
    with pytest.raises(ArchiveRefused, match="newer than this program"):
        make(place_of(where), upgrade=True)


def test_the_tables_are_those_that_the_versions_make(where):
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "payout_version"})
        assert compare_metadata(context, metadata) == []


def test_a_file_that_is_no_database_is_told(tmp_path, outs):
    (tmp_path / "notes.db").write_text("my own notes, and not a little of them" * 40)
    with pytest.raises(RunChanged, match="damaged, or is none"):
        keep(str(tmp_path / "notes.db"), outs[0])
    assert (tmp_path / "notes.db").read_text().startswith("my own")


def test_a_database_that_fills_up_keeps_what_it_had(tmp_path, outs, monkeypatch):
    where = made(str(tmp_path / "kept.db"))
    connected = database_module._sqlite_connected

    def small(connection, record):
        connected(connection, record)
        connection.execute("PRAGMA max_page_count = 1")

    monkeypatch.setattr(database_module, "_sqlite_connected", small)
    with pytest.raises(ArchiveUnreachable, match="SQLITE_FULL"):
        keep(where, outs[0])
    assert chain(where) == []


def test_an_archive_is_its_owners_alone(tmp_path):
    made(str(tmp_path / "kept.db"))
    assert (tmp_path / "kept.db").stat().st_mode & 0o777 == 0o600


SECRET = "hunter2geheim"  # noqa: S105 -- what must not be seen
CLERK = "clerk"


@pytest.mark.parametrize(
    "said",
    [
        f"postgresql://somebody:{SECRET}@127.0.0.1:1/none",
        f"postgresql://somebody:{SECRET}@127.0.0.1:x/none",
        f"mysql://somebody:{SECRET}@host/none",
        f"postgresql://somebody:{SECRET}@host",
        f"postgresql://somebody:{SECRET}@host/none?{SECRET}=1",
        f"://{SECRET}",
    ],
)
def test_nothing_of_an_address_is_told_but_the_place(said):
    with pytest.raises((ArchiveRefused, ArchiveUnreachable)) as told:
        keep(said)
    seen = told.value.problem.zh + told.value.problem.en + repr(told.value) + str(told.value.__cause__)
    assert SECRET not in seen
    assert "somebody" not in seen


def test_a_wrong_password_is_told_without_it(address):
    said = address.replace("owner:", f"owner:{SECRET}")
    with pytest.raises(ArchiveUnreachable) as told:
        keep(said)
    assert SECRET not in told.value.problem.en + told.value.problem.zh
    assert "127.0.0.1" in told.value.problem.en


def test_who_may_only_read_and_insert_keeps_runs_and_can_do_no_more(address, outs):
    """The rights that docs/archive.md gives a clerk's account."""
    with database(address) as owner:
        made(owner)
        schema = make_url(owner).query["options"].partition("=")[2]
        role = f"clerk_{schema}"
        execute(
            owner,
            f"CREATE ROLE {role} LOGIN PASSWORD '{CLERK}'",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT SELECT, INSERT ON {', '.join(TABLES)} TO {role}",
            f"GRANT SELECT ON payout_version TO {role}",
        )
        try:
            clerk = make_url(owner).set(username=role, password=CLERK).render_as_string(hide_password=False)
            keep(clerk, *outs)
            assert verified(clerk).faults == ()
            for statement in (
                "ALTER TABLE payout_records DISABLE TRIGGER USER",
                "UPDATE payout_records SET at = ''",
            ):
                with pytest.raises(DBAPIError):
                    execute(clerk, statement)
        finally:
            execute(owner, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


# What is asked of it


def test_a_run_is_named_by_its_number_or_its_digest(where, outs):
    one, two = keep(where, *outs)
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        assert find(connection, "2").run == find(connection, two.run[:8]).run == find(connection, two.run).run
        assert [kept.run for kept in runs(connection)] == [one.run, two.run]
        for said in ("3", two.run[:7], "", "people", "0" * 64, "²"):
            with pytest.raises(ArchiveRefused, match="No such run"):
                find(connection, said)


def test_two_like_runs_differ_in_nothing_but_their_language(where, outs):
    keep(where, *outs)
    with open_archive(place_of(where)) as archive, archive.reading() as connection:
        found = differences(connection, find(connection, "1"), find(connection, "2"))
    assert found.pairs == ()
    assert [one.rows for one in found.amounts] == [()] * len(found.amounts)
