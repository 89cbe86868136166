"""A small county that every command can run, and how to write it down: as CSV files or as a workbook."""

import csv
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter

from payout.cli.main import code_of
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policies" / "county_target_bonus"
FIXTURES = ROOT / "fixtures" / "county_target_bonus"
SMALL = {
    "units": """
        unit_id,unit_name,category,assessed,base_score,review,follows_unit,has_unit_targets,has_staff_targets
        U1,财政局,department,yes,960,,,yes,yes
        U2,水利局,department,yes,,,,yes,yes
        U3,农业局,department,yes,840,,,yes,yes
        T1,城关镇,township,yes,900,,,yes,yes
        O1,县府办,office,no,,,,,
        F1,机关食堂,department,no,,,U3,,
    """,
    "scores": """
        unit_id,component,points
        U2,key_functions,240
        U2,general_functions,170
        U2,common,450
        U2,township_review,20
        U2,leader_review,20
    """,
    "people": """
        person_id,name,unit_id,position,score,leader_bonus_yearly,allocated,grade
        P1,赵一一,U1,chief,95,12000,,competent
        P2,钱二二,U1,staff,90,,,competent
        P3,孙三三,U1,staff,90.5,,,competent
        P4,李四四,U2,staff,85,,,competent
        P5,周五五,U2,leader,,9000,,competent
        P6,吴六六,U3,staff,,,,competent
        P7,郑七七,T1,staff,,,,competent
        P8,王八八,O1,staff,,,,undetermined
        P9,冯九九,F1,staff,,,,competent
    """,
    "spells": """
        person_id,unit_id,start,end,reason
        P4,U1,2012-01-01,2012-03-20,transfer
        P4,U2,2012-03-21,2012-12-31,
    """,
    "awards": "unit_id,project,scope,level,system,multi_system\nU1,平安单位,overall,county,,",
    "discipline": "person_id,kind,count,date\nP2,party,1,2012-04-26",
}


class County:
    """The small county as rows of texts by table; change `tables`, then write it."""

    def __init__(self):
        self.tables = {name: [line.split(",") for line in text.split()] for name, text in SMALL.items()}

    def cell(self, table, key, column, value):
        rows = self.tables[table]
        row = next(row for row in rows[1:] if key in row)
        row[rows[0].index(column)] = value
        return self

    def add(self, table, row):
        header = {"vetoes": "unit_id,matter", "decisions": "subject,question,answer,reason,document,approver"}
        self.tables.setdefault(table, [header.get(table, "").split(",")]).append(row.split(","))
        return self

    def csv(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        return folder

    def xlsx(self, path, more=None):
        """Write a workbook with Chinese names; `more(book, sheets)` spoils it."""
        declared = {table.name: table for table in load_policy(POLICY).tables}
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            day, sheets = book.add_format({"num_format": "yyyy-mm-dd"}), {}
            for name, rows in self.tables.items():
                table = declared[name]
                sheet = sheets[name] = book.add_worksheet(table.zh)
                columns = [table.by_name.get(header) for header in rows[0]]
                for c, header in enumerate(rows[0]):
                    sheet.write_string(0, c, columns[c].zh if columns[c] else header)
                for r, row in enumerate(rows[1:], start=1):
                    for c, text in enumerate(row):
                        _write(sheet, r, c, text, columns[c], day)
            if more:
                more(book, sheets)
        return path


def _write(sheet, r, c, text, column, day):
    kind = column.kind if column else "text"
    if not text:
        return
    if kind == "number" and text.replace(".", "", 1).isdecimal():
        sheet.write_number(r, c, float(text))
    elif kind == "date" and text.count("-") == 2 and text.replace("-", "").isdecimal():
        sheet.write_datetime(r, c, date.fromisoformat(text), day)
    else:
        sheet.write_string(r, c, column.options.get(text, text) if column else text)


@pytest.fixture
def county():
    return County()


@pytest.fixture
def tell(capsys):
    """Run the program here; gives its exit code, standard output and standard error."""

    def run(*arguments):
        capsys.readouterr()
        code = code_of([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return SimpleNamespace(code=code, out=shown.out, err=shown.err, both=shown.out + shown.err)

    return run


@pytest.fixture
def pay(tell, tmp_path):
    """Run `payout run` on a source into `tmp_path`/out."""

    def run(source, *more):
        return tell("run", source, "--policy", "county_target_bonus", "--out", tmp_path / "out", *more)

    return run
