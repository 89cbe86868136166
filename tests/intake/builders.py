"""Small tables, and files made of plain rows: what the intake tests are built from."""

import csv
import io
import zipfile

import xlsxwriter

from payout.rules.compiled.distinctions import ComparedTexts, Distinctions
from payout.rules.policy.tables import (
    Table,
    count,
    date,
    enumeration,
    flag,
    identifier,
    money,
    number,
    points,
    reference,
    text,
)

UNITS = Table(
    "units",
    zh="单位",
    level="unit",
    key="unit_id",
    columns=(
        identifier("unit_id", zh="单位编码", clause="1"),
        text("unit_name", zh="单位名称", blank=True),
        reference("follows_unit", "unit", zh="参照单位", blank=True),
    ),
)
PEOPLE = Table(
    "people",
    zh="人员",
    level="person",
    key="person_id",
    columns=(
        identifier("person_id", zh="人员编号"),
        text("name", zh="姓名", personal=True, blank=True),
        reference("unit_id", "unit", zh="单位编码"),
        enumeration(
            "grade",
            {"excellent": "优秀", "competent": "称职", "unfit": "不称职"},
            zh="考核等次",
            blank=True,
            clause="6.8",
        ),
        enumeration("funding", {"fiscal": "财政", "self": "自筹"}, zh="经费来源", default="fiscal"),
        flag("multi", zh="对应多家", default=False),
        points("score", zh="考核分", blank=True),
        money("bonus", zh="奖金", blank=True),
        number("delta", zh="增减", measure="yuan", places=2, signed=True, blank=True),
        count("times", zh="次数", at_least=1, blank=True),
        count("nights", zh="夜班", default=0),
        date("start", zh="起始日期", blank=True),
        text("account", zh="账号", personal=True, blank=True),
    ),
)
SPELLS = Table(
    "spells",
    zh="任职区间",
    level="spell",
    required=False,
    columns=(
        reference("person_id", "person", zh="人员编号"),
        date("start", zh="起始日期"),
        text("note", zh="备注", blank=True),
    ),
)
MONTHS = Table(
    "months",
    zh="月度",
    level="month_score",
    unique=("unit_id", "month"),
    required=False,
    columns=(reference("unit_id", "unit", zh="单位编码"), count("month", zh="月份")),
)
YEAR = Table(
    "year", zh="年度", level="year", single=True, required=False, columns=(money("budget", zh="预算"),)
)
FINES = Table(
    "fines",
    zh="扣分",
    level="fine",
    required=False,
    columns=(reference("unit_id", "unit", zh="单位编码", parent=True), text("matter", zh="事项")),
)
TABLES = (UNITS, PEOPLE, SPELLS, MONTHS, YEAR, FINES)
# As rules would have it that group fines by their matter and sum them.
BY = Distinctions((ComparedTexts(frozenset({("fines", "matter")})),), frozenset({"fines"}))
UNIT_ROWS = [["unit_id", "unit_name"], ["U1", "一局"], ["U2", "二局"]]


def rows_of(header, *rows):
    return [list(header), *[list(row) for row in rows]]


def write_csv(path, rows, encoding="utf-8"):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))


def folder(tmp_path, people, units=UNIT_ROWS, **more):
    path = tmp_path / "in"
    path.mkdir(exist_ok=True)
    for name, rows in {"units": units, "people": people, **more}.items():
        if rows is not None:
            write_csv(path / f"{name}.csv", rows)
    return path


def workbook(tmp_path, people, units=UNIT_ROWS, more=None, name="book.xlsx"):
    """Write a workbook; `more(book, sheets)` adds what the rows cannot say."""
    path = tmp_path / name
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheets = {}
        for sheet_name, rows in (("单位", units), ("人员", people)):
            if rows is None:
                continue
            sheet = sheets[sheet_name] = book.add_worksheet(sheet_name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell not in ("", None):
                        sheet.write(r, c, cell)
        if more:
            more(book, sheets)
    return path


def repack(source, out, change=None, *, add=(), compress=zipfile.ZIP_DEFLATED):
    """Copy a workbook's parts, changing or adding some."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", compress) as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item.filename, change(item.filename, data) if change else data)
        for name, data in add:
            new.writestr(name, data)
    return out


def codes(intake):
    return [finding.code for finding in intake.findings]
