"""`payout archive` as a user meets it: what it prints, what it refuses, and what it ends with."""

import csv
import json
import sqlite3
import subprocess
import sys
from fractions import Fraction

import pytest

from payout.cli.archive import command
from tests.cli.conftest import ROOT


@pytest.fixture
def db(tmp_path, monkeypatch):
    """The place of an archive, said by the environment."""
    monkeypatch.setenv("PAYOUT_ARCHIVE", str(tmp_path / "kept.db"))
    return tmp_path / "kept.db"


@pytest.fixture
def kept(county, tmp_path, tell, db):
    """An archive with two runs: the small county, and the same with another score of a person."""
    assert tell("archive", "init").code == 0
    sources = (county.csv(tmp_path / "a"), county.cell("people", "P3", "score", "80").csv(tmp_path / "b"))
    for source in sources:
        out = tmp_path / f"out-{source.name}"
        sets = ("--set", "county_average=7500") if source.name == "b" else ()
        assert tell("run", source, "-p", "county_target_bonus", "-o", out, *sets).code == 0
        assert tell("archive", "add", out).code == 0
    return db


@pytest.mark.usefixtures("kept")
def test_runs_are_listed_shown_verified_and_given_back(tell, tmp_path):
    listed = json.loads(tell("archive", "list", "--json").out)
    assert [(one["record"], one["policy"], one["year"]) for one in listed] == [
        (1, "county_target_bonus", "2012"),
        (2, "county_target_bonus", "2012"),
    ]
    assert json.loads(tell("archive", "list", "--policy", "district_nsx", "--json").out) == []
    assert json.loads(tell("archive", "list", "--year", "2011", "--json").out) == []
    shown = json.loads(tell("archive", "show", "2", "--json", "--lang", "en").out)
    assert shown["changed"]["county_average"]["value"] == "7500"
    assert shown["approval"]["missing"] == ["prepared", "reviewed", "approved"]
    assert "制表" in tell("archive", "show", "2").out
    told = tell("archive", "verify", "--head", shown["receipts"][0]["digest"])
    assert told.code == 0
    assert "完好" in told.out
    assert tell("archive", "export", "1", tmp_path / "again").code == 0
    assert tell("verify", tmp_path / "again").code == 0
    assert tell("archive", "export", "1", tmp_path / "again").code == 2


@pytest.mark.usefixtures("kept")
def test_a_receipt_is_printed_and_again_where_it_is_kept_already(tell, tmp_path):
    receipt = json.loads(tell("archive", "add", tmp_path / "out-a", "--json").out)
    assert (receipt["record"], receipt["new"]) == (1, False)
    assert receipt["digest"] in tell("archive", "add", tmp_path / "out-a").out


@pytest.mark.usefixtures("kept")
def test_what_differs_is_told_by_input_value_total_and_row(tell, tmp_path):
    found = json.loads(tell("archive", "diff", "1", "2", "--json").out)
    whats = {(one["what"], one["name"]) for one in found["differs"]}
    assert {("tables", "people"), ("settings", "county_average"), ("totals", "people")} <= whats
    assert not {name for what, name in whats if what == "tables"} - {"people"}
    (amounts,) = found["amounts"]
    paid = [rows_of(tmp_path / f"out-{side}" / "people.csv") for side in "ab"]
    told = {row["key"]: (Fraction(row["a"]), Fraction(row["b"])) for row in amounts["rows"]}
    assert told == {key: (a, paid[1][key]) for key, a in paid[0].items() if a != paid[1][key]}
    told = tell("archive", "diff", "1", "2", "--lang", "en").out
    assert "rows differ, B has" in told
    assert "赵一一" not in told
    assert "没有不同" in tell("archive", "diff", "1", "1").out


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["person_id"]: Fraction(row["payable"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("list",), 2, "holds no archive"),
        (("show", "1"), 2, "holds no archive"),
        (("init", "--upgrade"), 2, "holds no archive"),
        (("list", "--db", "mysql://me:secret@host/x"), 2, "An archive is a path"),
        (("list", "--db", "postgresql://me:secret@127.0.0.1:1/x"), 6, "refused (OperationalError)"),
    ],
)
@pytest.mark.usefixtures("db")
def test_what_cannot_be_is_told_in_both_languages(tell, arguments, code, says):
    told = tell("archive", *arguments, "--lang", "en")
    assert (told.code, says in told.err) == (code, True), told.err
    assert "secret" not in told.both
    zh = tell("archive", *arguments)
    assert zh.code == code
    assert "存档" in zh.err


def test_a_place_must_be_said(tell, monkeypatch):
    monkeypatch.delenv("PAYOUT_ARCHIVE", raising=False)
    assert tell("archive", "list").code == 2


@pytest.mark.usefixtures("kept")
def test_a_run_that_is_not_there_or_was_changed_is_not_kept(tell, tmp_path):
    assert tell("archive", "show", "7").code == 2
    assert tell("archive", "add", tmp_path / "nowhere").code == 2
    assert tell("archive", "add", tmp_path / "a").code == 7
    (tmp_path / "out-a" / "people.csv").write_text("mine", encoding="utf-8")
    assert tell("archive", "add", tmp_path / "out-a").code == 7


def test_a_change_after_the_fact_ends_with_7_and_names_the_record(kept, tell):
    with sqlite3.connect(kept) as connection:
        connection.execute("DROP TRIGGER payout_records_update")
        connection.execute("UPDATE payout_records SET at = '2011-01-01T00:00:00+00:00' WHERE number = 2")
    connection.close()
    told = tell("archive", "verify", "--lang", "en")
    assert told.code == 7
    assert "record 2: it was changed" in told.err
    assert json.loads(tell("archive", "verify", "--json").out)["faults"][0]["record"] == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(command.commands))
def test_help_of_each_is_in_one_language_and_ends_in_an_example(tell, name, lang):
    shown = tell("archive", name, "--help", "--lang", lang)
    assert shown.code == 0
    assert f"payout archive {name}" in shown.out
    assert "----" not in shown.out
    listed = tell("archive", "--help", "--lang", lang).out
    assert ("Make an archive" in listed) is (lang == "en")


@pytest.mark.parametrize(
    ("lacks", "extra"), [("sqlalchemy", "archive"), ("alembic", "archive"), ("psycopg", "postgresql")]
)
def test_without_the_extra_it_is_told_how_to_install_it(tmp_path, lacks, extra):
    code = f"""
import sys
sys.modules[{lacks!r}] = None
from payout.cli.main import code_of
sys.exit(code_of(["archive", "list", "--lang", "en", "--db", "postgresql://127.0.0.1:1/x"]))
"""
    command = [sys.executable, "-c", code]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}
    )
    assert told.returncode == 2
    assert f"pip install 'payout[{extra}]'" in told.stderr
