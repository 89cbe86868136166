"""Make the files that the documents' commands name: a folder in which every command of README and docs/ can be run.

    python scripts/make_examples.py FOLDER

writes a new folder with the county's workbook (`county.xlsx`), one with three faults (`bad.xlsx`), the county with a tie (`tie/`),
an office's own list (`old.xlsx`), and a copy of `fixtures/`.
"""

from __future__ import annotations

import csv
import shutil
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
COUNTY = FIXTURES / "county_target_bonus"
FAULTS = (  # sheet, row, header, what is written there: a grade in short, an amount of three decimals, an unknown unit
    ("人员", 37, "考核等次", "优"),
    ("人员", 52, "领导奖标准", "9000.125"),
    ("单位", 5, "参照单位", "U999"),
)


def write_examples(folder: Path) -> None:
    """Write all of them but the fixtures to a folder that stands."""
    shutil.copy(COUNTY / "county.xlsx", folder / "county.xlsx")
    with_faults(folder / "bad.xlsx")
    with_tie(folder / "tie")
    with_list(folder / "old.xlsx")


def with_faults(path: Path) -> None:
    """The county's workbook with a grade in short, an amount of three decimals and an unknown unit."""
    book = openpyxl.load_workbook(COUNTY / "county.xlsx")
    for sheet, row, header, value in FAULTS:
        columns = {cell.value: cell.column for cell in book[sheet][1]}
        book[sheet].cell(row, columns[header]).value = float(value) if value[0].isdigit() else value
    book.save(path)


def with_list(path: Path) -> None:
    """An office's own list of the county, which agrees with ours."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "人员编号", "应发合计"])
    for number, row in enumerate(_rows(COUNTY / "expected_people.csv"), start=1):
        book.active.append([number, row["person_id"], float(row["payable"])])
    book.save(path)


def with_tie(folder: Path) -> None:
    """The county as CSV files, with the tenth and the eleventh department at one score."""
    shutil.copytree(COUNTY / "csv", folder)
    category = {row["unit_id"]: row["category"] for row in _rows(folder / "units.csv")}
    ranked = {
        row["rank"]: row
        for row in _rows(COUNTY / "expected_units.csv")
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


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(name: str) -> None:
    """Write a new folder."""
    folder = Path(name)
    folder.mkdir(parents=True)
    shutil.copytree(FIXTURES, folder / "fixtures")
    write_examples(folder)
    print(f"{folder}: {', '.join(sorted(path.name for path in folder.iterdir()))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
