"""A place to run the documents' commands in: the fixtures, a county workbook, one with faults, one with a tie."""

from __future__ import annotations

import csv
import os
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from payout.cli.main import code_of

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "county_target_bonus"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder as the documents suppose it, with the county computed in out/county."""
    place = tmp_path_factory.mktemp("place")
    (place / "fixtures").symlink_to(ROOT / "fixtures")
    shutil.copy(FIXTURES / "county.xlsx", place / "county.xlsx")
    with_faults(place / "bad.xlsx")
    with_tie(place / "tie")
    with_list(place / "old.xlsx")
    before = Path.cwd()
    os.chdir(place)
    try:
        assert code_of(["run", "county.xlsx", "-p", "county_target_bonus", "-o", "out/county"]) == 0
    finally:
        os.chdir(before)
    return place


@pytest.fixture
def place(prepared, tmp_path, monkeypatch):
    """A copy of the prepared folder, as the working directory."""
    folder = tmp_path / "place"
    shutil.copytree(prepared, folder, symlinks=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PAYOUT_LANG", raising=False)
    return folder


@pytest.fixture
def payout(capsys):
    """Run a command in process; give its exit code and what it printed."""

    def run(arguments):
        capsys.readouterr()
        code = code_of(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def with_faults(path):
    """The county's workbook with a grade in short, an amount of three decimals and an unknown unit."""
    book = openpyxl.load_workbook(FIXTURES / "county.xlsx")
    for sheet, row, header, value in (
        ("人员", 37, "考核等次", "优"),
        ("人员", 52, "领导奖标准", 9000.125),
        ("单位", 5, "参照单位", "U999"),
    ):
        columns = {cell.value: cell.column for cell in book[sheet][1]}
        book[sheet].cell(row, columns[header]).value = value
    book.save(path)


def with_list(path):
    """An office's own list of the county, which agrees with ours."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "人员编号", "应发合计"])
    for number, row in enumerate(_rows(FIXTURES / "expected_people.csv"), start=1):
        book.active.append([number, row["person_id"], float(row["payable"])])
    book.save(path)


def with_tie(folder):
    """The county as CSV files, with the tenth and the eleventh department at one score."""
    shutil.copytree(FIXTURES / "csv", folder)
    category = {row["unit_id"]: row["category"] for row in _rows(folder / "units.csv")}
    ranked = {
        row["rank"]: row
        for row in _rows(FIXTURES / "expected_units.csv")
        if category[row["unit_id"]] == "department"
    }
    more = Decimal(ranked["10"]["score_total"]) - Decimal(ranked["11"]["score_total"])
    scores = _rows(folder / "scores.csv")
    for row in scores:
        if (row["unit_id"], row["component"]) == (ranked["11"]["unit_id"], "common"):
            row["points"] = str((Decimal(row["points"]) + more).quantize(Decimal("0.01")))
    with (folder / "scores.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, scores[0].keys())
        writer.writeheader()
        writer.writerows(scores)


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
