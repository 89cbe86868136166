"""A year of a small county's finance office, by the commands: from the template to the archive, and every step killed while it works.

What stands after a kill is what stood before, or the whole of what the step writes; the same command then succeeds.
"""

import csv
import os
import shutil
import signal
import sys
from contextlib import suppress
from datetime import date
from fractions import Fraction

import openpyxl
import pytest

from payout.archive.roles import ROLES
from payout.cli.main import code_of
from payout.rules.policy.loading import load_policy
from tests.archive.test_approvals import WHO, Office
from tests.cli.conftest import POLICY, County
from tests.cli.test_commands import tied
from tests.cli.test_pay import KEYS, NAMES, payees, write

FIRST, GROWS = 2, 5  # the call at which a step is killed first, and by what each next one grows
CALLED = dict(zip(KEYS, NAMES, strict=True))
NOTICE = ("--from", "2013-02-01", "--days", "5", "--objections-to", "县考核办", "--no-pdf")
COUNTY = ("--policy", "county_target_bonus")
CALLS = ("open", "os.", "shutil.", "ctypes.call_function")


def filled(book, county):
    """Fill the workbook of `payout template`, as an office does: under its own headings."""
    declared = {table.name: table for table in load_policy(POLICY).tables}
    workbook = openpyxl.load_workbook(book)
    for name, (header, *rows) in county.tables.items():
        table = declared[name]
        sheet = workbook[table.zh]
        headings = {str(cell.value): cell.column for cell in sheet[1]}
        for at, row in enumerate(rows, start=2):
            for column, text in zip((table.by_name[one] for one in header), row, strict=True):
                number = next(at for heading, at in headings.items() if column.zh in heading)
                sheet.cell(at, number).value = _value(column, text)
    workbook.save(book)
    return book


def _value(column, text):
    if not text:
        return None
    if column.kind == "number":
        return float(text)
    return date.fromisoformat(text) if column.kind == "date" else column.options.get(text, text)


def seen(place):
    """Everything that stands in a folder, but what a dead process left under a hidden name."""
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(place).parts)
    }


def forked(arguments, nth, *, inner=False):
    """Run a command in a process of its own that kills itself at its nth call; its exit code, None where it was killed.

    `inner`: calls into the database count, not those of the system.
    """
    child = os.fork()
    if not child:
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        left = [nth]

        def called():
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        if inner:
            names = {"execute", "commit"}
            sys.setprofile(
                lambda _, event, what: (
                    called()
                    if event in {"c_call", "c_return"} and getattr(what, "__name__", "") in names
                    else None
                )
            )
        else:
            sys.addaudithook(lambda event, _: called() if event.startswith(CALLS) else None)
        with suppress(BaseException):
            os._exit(code_of([str(one) for one in arguments]))
        os._exit(99)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return None if code == -signal.SIGKILL else code


class Year:
    """A folder in which the year is played, and how its commands are run: undisturbed, or killed again and again first."""

    def __init__(self, folder, tell):
        self.tell, self.county, self.office = tell, tied(County()), Office(folder / "office")
        self.place = folder / "year"
        self.place.mkdir()
        self.book, self.db, self.blank = self.place / "county.xlsx", self.place / "kept.db", b""
        self.accounts = write(folder / "payees.csv", payees())
        self.pinned = ("--office", self.office.fingerprint)

    def run(self, number):
        return self.place / f"run{number}"

    def fill(self, *cell):
        """The workbook as the office has it now, with one more cell of a person changed."""
        if cell:
            self.county.cell("people", *cell)
        self.book.write_bytes(self.blank)
        return filled(self.book, self.county)

    def paying(self, run, name):
        out = ("--out", self.place / name)
        return ("pay", run, "--payees", self.accounts, "--format", "csv", *self.pinned, *out)

    def pays(self, run, name, *, code):
        return self.does(*self.paying(run, name), code=code)

    def does(self, *arguments, code=0):
        told = self.tell(*arguments)
        assert told.code == code, told.both
        return told

    def in_spite_of_kills(self, *arguments, out=None, inner=False):
        """Kill a command at ever later calls until it ends by itself; then what it wrote is what any killed one had finished."""
        early, nth, kills = [], FIRST, 0
        before = seen(self.place)
        while (code := forked(arguments, nth, inner=inner)) is None:
            kills += 1
            nth *= GROWS
            if out is not None and out.exists():  # it died behind the last rename
                early.append(_steady(out))
                shutil.rmtree(out)
            assert {
                name: data for name, data in seen(self.place).items() if not name.endswith("-journal")
            } == before
        assert code == 0, (arguments, code)
        assert kills >= 2, arguments
        after = seen(self.place)
        assert {name: after.get(name) for name in before if name != "kept.db"} == {
            name: data for name, data in before.items() if name != "kept.db"
        }
        if out is not None:
            assert all(one == _steady(out) for one in early)
            assert [path.name for path in out.parent.iterdir() if path.name.startswith(f".{out.name}.")] == []


def _steady(out):
    """What is the same whenever it is written: all but the times of a run's making."""
    return {name: data for name, data in seen(out).items() if name != "provenance.json"}


def paid_in(bank):
    """What a bank reads in the files of a payment, by name."""
    found = {}
    for path in sorted(bank.glob("csv-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found[row["户名"]] = found.get(row["户名"], Fraction(0)) + Fraction(row["金额"])
    return found


def reclaimed_in(bank):
    with (bank / "clawbacks.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: Fraction(row["clawback"]) for row in csv.DictReader(file)}


def due_by(out):
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        return {CALLED[row["person_id"]]: Fraction(row["payable"]) for row in csv.DictReader(file)}


def decided(county, points):
    """Answer the open points with as many yes as there are places: the first."""
    for at, line in enumerate(points):
        subject, question = line.split("\t")[0].strip(), line.split("\t")[1]
        county.add("decisions", f"{subject},{question},{'no' if at else 'yes'},会议,纪要1号,张县长")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="steps are killed in processes of their own")
def test_a_year_from_the_template_to_the_archive(tmp_path, tell, monkeypatch):
    monkeypatch.delenv("PAYOUT_OFFICE", raising=False)
    monkeypatch.delenv("PAYOUT_ARCHIVE", raising=False)
    year = Year(tmp_path, tell)
    computed(year)
    shown(year)
    paid(year)
    corrected(year)
    told_apart(year)


def computed(year):
    """The template out, the data in: a grade in short, mended; a tie, decided."""
    county, run = year.county, year.run(1)
    year.does("template", "county_target_bonus", "--out", year.book)
    year.blank = year.book.read_bytes()
    assert "E204" in year.does("check", year.fill("P1", "grade", "优"), *COUNTY, code=3).err
    told = year.does("run", year.fill("P1", "grade", "competent"), *COUNTY, "--out", run, code=5)
    decided(county, [line for line in told.err.splitlines() if line.strip().startswith("unit:")])
    year.does("check", year.fill(), *COUNTY)
    year.in_spite_of_kills("run", year.book, *COUNTY, "--out", run, out=run)


def shown(year):
    """Papers, slips, a draft of the notice; an objection is upheld, and all is computed again."""
    run, place = year.run(1), year.place
    year.in_spite_of_kills("papers", run, "--per-unit", place / "units", out=place / "units")
    year.in_spite_of_kills("slips", run, "--out", place / "slips", "--no-pdf", out=place / "slips")
    year.does("notice", run, "--out", place / "draft", *NOTICE, code=5)
    year.does("notice", run, "--out", place / "draft", *NOTICE, "--draft")
    register = place / "objections.csv"
    register.write_text(
        "编号,事项,提出日期,处理结果,说明\nP2,考核分漏计,2013-02-05,成立,\n", encoding="utf-8"
    )
    told = year.does("notice", run, *NOTICE, "--draft", "--objections", register, code=5)
    assert "P2" in told.out
    year.does("run", year.fill("P2", "score", "92"), *COUNTY, "--out", year.run(2))
    assert due_by(run) != due_by(year.run(2))


def paid(year):
    """Three sign, the notice goes up, the bank is paid, the archive keeps it."""
    run, place = year.run(2), year.place
    year.pays(run, "bank2", code=5)
    for role in ROLES:
        signs(year, run, role)
    year.in_spite_of_kills(
        "notice", run, "--out", place / "notice", *NOTICE, *year.pinned, out=place / "notice"
    )
    year.in_spite_of_kills(*year.paying(run, "bank2"), out=place / "bank2")
    assert paid_in(place / "bank2") == {name: yuan for name, yuan in due_by(run).items() if yuan}
    year.does("archive", "init", "--db", year.db)
    year.in_spite_of_kills("archive", "add", run, "--db", year.db, inner=True)


def corrected(year):
    """Late, one score was too high: differences alone are paid, and the year sums to the last batch."""
    before, run, place = year.run(2), year.run(3), year.place
    year.fill("P3", "score", "80")
    year.in_spite_of_kills("correct", before, year.book, "--out", run, "--db", year.db, out=run)
    for role in ROLES:
        year.does(*signing(year.office, run, role))
    year.in_spite_of_kills(*year.paying(run, "bank3"), out=place / "bank3")
    then, now = due_by(before), due_by(run)
    back_pay, clawbacks = paid_in(place / "bank3"), reclaimed_in(place / "bank3")
    assert back_pay == {name: now[name] - then[name] for name in now if now[name] > then[name]}
    assert clawbacks == {name: then[name] - now[name] for name in now if now[name] < then[name]}
    assert back_pay
    assert clawbacks
    banked = sum(sum(paid_in(place / name).values()) for name in ("bank2", "bank3"))
    assert banked - sum(clawbacks.values()) == sum(now.values())


def told_apart(year):
    """Nothing is paid twice; the archive holds; the papers of the correction say that it is one."""
    before, run, place = year.run(2), year.run(3), year.place
    for one in (before, run):
        assert "两次" in year.pays(one, "again", code=2).err
        year.does("verify", one, *year.pinned)
    assert not (place / "again").exists()
    year.does("archive", "add", run, "--db", year.db)
    year.does("archive", "verify", "--db", year.db, *year.pinned)
    assert "correction.xlsx" in year.does("papers", run, "--per-unit", place / "units3", code=2).err
    year.does("slips", run, "--out", place / "slips3", "--no-pdf", "--person", "P3")
    year.does("notice", run, "--out", place / "notice3", *NOTICE, *year.pinned)
    assert "全额" in year.does("list", run, "--out", place / "due.csv").err
    pages = [*(place / "slips3").glob("0*.html"), place / "notice3" / "notice.html"]
    assert all("本次更正运行" in path.read_text(encoding="utf-8") for path in pages)
    assert "本次更正运行" not in (place / "notice" / "notice.html").read_text(encoding="utf-8")


def signing(office, out, role):
    key = ("--key", office.folder / f"{role}.pem", "--approvers", office.list, "--office", office.fingerprint)
    return ("approve", out, "--as", WHO[role], *key)


def signs(year, out, role):
    """Sign a run in a role, killed again and again: the signature stands or it does not, and the page follows."""
    nth, names = FIRST, {f"{out.name}/approval-{role}.json", f"{out.name}/approval.html"}
    before = seen(year.place)
    signed = out / f"approval-{role}.json"
    while (code := forked(signing(year.office, out, role), nth)) is None:
        nth *= GROWS
        changed = {name for name, data in seen(year.place).items() if before.get(name) != data}
        assert changed <= names
        assert signed.exists() or not changed
    assert code == 0
    assert signed.exists()
    year.does("verify", out, *year.pinned)


def test_those_without_an_account_are_paid_later_once(tmp_path, tell, pay, county):
    office, run = Office(tmp_path / "office"), tmp_path / "out"
    assert pay(county.csv(tmp_path / "in")).code == 0
    for role in ROLES:
        office.sign(run, role)
    first, then = (
        write(tmp_path / "few.csv", payees(P2={"account": ""}, P9=None)),
        write(tmp_path / "all.csv", payees()),
    )

    def paying(accounts, name, *more):
        said = ("--format", "csv", "--office", office.fingerprint, "--out", tmp_path / name, *more)
        return tell("pay", run, "--payees", accounts, *said)

    assert paying(first, "one").code == 0
    assert "--rest" in paying(then, "two").err
    assert paying(then, "two", "--rest", tmp_path / "in").code == 2
    done = paying(then, "two", "--rest", tmp_path / "one")
    assert done.code == 0, done.err
    due = due_by(run)
    assert paid_in(tmp_path / "two") == {name: due[name] for name in ("钱二二", "冯九九") if due[name]}
    together = {**paid_in(tmp_path / "one"), **paid_in(tmp_path / "two")}
    assert together == {name: yuan for name, yuan in due.items() if yuan}
    assert paying(then, "three", "--rest", tmp_path / "one").code == 2  # that rest was paid
    listed = tmp_path / "one" / "not_paid.csv"
    listed.write_text(listed.read_text(encoding="utf-8-sig").replace("P9", "P1"), encoding="utf-8")
    assert paying(then, "three", "--rest", tmp_path / "one").code == 7
    assert not (tmp_path / "three").exists()


def test_a_signature_whose_page_is_behind_gets_it_by_the_same_command(tmp_path, tell, pay, county):
    office, out = Office(tmp_path / "office"), tmp_path / "out"
    assert pay(county.csv(tmp_path / "in")).code == 0
    assert tell(*signing(office, out, "prepared")).code == 0
    page = out / "approval.html"
    whole = page.read_bytes()
    page.unlink()
    assert tell(*signing(office, out, "prepared")).code == 0
    assert page.read_bytes() == whole
    assert tell(*signing(office, out, "prepared")).code == 2  # it is somebody else's turn
