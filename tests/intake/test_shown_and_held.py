"""What a cell shows against what it holds: number formats that make a number another one for whoever reads the sheet."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
import xlsxwriter

from payout.intake import read
from payout.intake.formats import BUILT_IN, NumberFormat, format_of, shown_as_identifier
from payout.rules.policy.tables import Table, identifier, number, points
from tests.intake import builders as b
from tests.intake.schemes import SCHEMES, place_of, scheme, write

DOUBTFUL = [
    # format, what is held, measure of the column, what is shown
    ("0%", "0.85", "points", "85%"),
    ("0.00%", "0.85", "ratio", "85.00%"),
    ('0" "%', "0.5", "ratio", "50 %"),
    ("0\\%", "85", "points", "85%"),
    ('0.0,"万"', "12345", "yuan", "12.3万"),
    ('0.0"万"', "1.2", "yuan", "1.2万"),
    ('0.0"万元"', "1.2", "yuan", "1.2万元"),
    ("#,##0,", "12000", "yuan", "12"),
    ("0.00,,", "12000000", "yuan", "12.00"),
    ("0!.0,万", "12345", "yuan", "1.2万"),
    ('0"."0', "12", "count", "1.2"),
    ("0\\,0", "12", "count", "1,2"),
    ("000-0000", "1234567", "count", "123-4567"),
    ('0"分"', "85", "yuan", "85分"),
    ('0"元"', "85", "points", "85元"),
    ("$#,##0", "5", "yuan", "$5"),
    ("# ?/?", "0.85", "points", "6/7"),
    (";;;", "5", "points", ""),
    ("0;-0;;@", "0", "points", ""),
    ("#,###", "0", "points", ""),
    ('"合格"', "85", "points", "合格"),
    ("0.00;0.00", "-5", "yuan", "5.00"),
    ("-0", "5", "points", "-5"),
    ('[>=10000]0.0,"万";0', "12000", "yuan", "12.0万"),
]
HARMLESS = [
    ("General", "93.27", "points"),
    ("@", "93.27", "points"),
    ("G/通用格式", "93.27", "points"),
    ("0", "93.27", "points"),  # rounded for the eye
    ("0.0", "93.27", "points"),
    ("00000", "1", "count"),
    ("#,##0.00", "1234567.5", "yuan"),
    ("#\\ ##0.00", "1234567.5", "yuan"),
    ('#,##0.00"元"', "1234567.5", "yuan"),
    ("¥#,##0.00", "1234.5", "yuan"),
    ("[$¥-804]#,##0.00;[Red]-[$¥-804]#,##0.00", "-12", "yuan"),
    ("0.00;[Red]0.00", "-5", "yuan"),
    ("#,##0.00_);(#,##0.00)", "-1.5", "yuan"),
    ('_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-', "0", "yuan"),
    ('_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-', "-1234.5", "yuan"),
    ('0"分"', "85", "points"),
    ('General"分"', "85.5", "points"),
    ('0"个月"', "7", "months"),
    ('0"人"', "7", "people"),
    ("0%", "0", "points"),  # nothing is nothing
    ("#,##0,", "0", "yuan"),
    ("# ?/?", "0.5", "points"),
    ("# ??/100", "1.25", "points"),
    ("0.00E+00", "93.27", "points"),
    ("##0.0E+0", "93270", "points"),
    ("[DBNum1][$-804]General", "93", "points"),
    ("[DBNum2]0.00", "93.5", "yuan"),
    ("+0;-0", "-5", "yuan"),
    ("0.###", "1.5", "points"),
    ("?.??", "0.5", "points"),
]


@pytest.mark.parametrize(("code", "held", "measure", "shown"), DOUBTFUL)
def test_a_format_that_makes_another_number_is_seen(code, held, measure, shown):
    cell = NumberFormat(code)
    assert cell.shown(Decimal(held)).strip() == shown
    assert cell.differs(Decimal(held), measure)


@pytest.mark.parametrize(("code", "held", "measure"), HARMLESS)
def test_a_format_that_only_writes_the_number_is_harmless(code, held, measure):
    assert not NumberFormat(code).differs(Decimal(held), measure)


def test_built_in_formats_scale_nothing_but_per_cent():
    doubtful = {number for number in BUILT_IN if format_of(number, {}).differs(Decimal("1234.5"), "yuan")}
    assert doubtful == {9, 10, 67, 68}


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("yyyy-mm-dd", True),
        ('yyyy"年"m"月"', True),
        ("[h]:mm", True),
        ('0.0"mm"', False),
        ("[Red]0", False),
        ("General", False),
        ("[$-804]yyyy", True),
    ],
)
def test_dates_are_told_from_numbers(code, date):
    assert NumberFormat(code).is_date is date


@pytest.mark.parametrize(
    "code", ["[" * 200_000, '"' * 200_001, "[[" + "0;" * 100_000, "\\", "_", "*", "0/", "%" * 10_000]
)
def test_no_format_takes_long_or_breaks(code):
    before = time.process_time()
    cell = NumberFormat(code)
    assert cell.is_date in (True, False)
    cell.differs(Decimal("1.5"), "yuan")
    assert time.process_time() - before < 2


@pytest.mark.parametrize("value", ["1e308", "1e-300", "-1e308", "123456789012345678"])
@pytest.mark.parametrize("code", [code for code, *_ in DOUBTFUL])
def test_no_number_breaks_a_format(code, value):
    assert NumberFormat(code).differs(Decimal(value), "yuan") in (True, False)


@pytest.mark.parametrize(
    ("code", "digits", "shown"),
    [
        ("00000", "1", "00001"),
        ('"P"00000', "1", "P00001"),
        ("000-000", "123456", "123-456"),
        ("00000", "12345", ""),
        ("0", "10031", ""),
        ("#,##0", "10031", ""),
        ("0.00", "7", ""),
        ("0.00E+00", "123456789012", ""),
    ],
)
def test_identifiers_that_a_format_pads_are_seen(code, digits, shown):
    assert shown_as_identifier(NumberFormat(code), digits) == shown


def _numbers(one, code=""):
    """The number columns; those that a cell in per cent may fill are none of them where the code is per cent."""
    return [
        (table, column)
        for table in one.tables
        for column in table.columns
        if column.kind == "number" and not (column.shown and code == "0%")
    ]


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("code", ["0%", '0.0,"万"', ";;;", "0!.0,万"])
def test_every_number_column_of_every_scheme_refuses_it_at_its_cell(name, code, tmp_path):
    one = scheme(name)
    cells = {
        (table.name, 1, table.columns.index(column)): (12000, code)
        for table, column in _numbers(one, code)
        if len(one.rows[table.name]) > 1
    }
    found = [
        f
        for f in one.read(write(tmp_path, one.tables, one.rows, "workbook", cells)).findings
        if f.code == "E221"
    ]
    expected = {
        (table.zh, place_of("workbook", table, 2, column.name))
        for table, column in _numbers(one, code)
        if len(one.rows[table.name]) > 1
    }
    assert expected
    assert {(f.place.sheet, f.place.cell) for f in found} == expected
    assert all("12000" in f.problem("zh") and f.fix("zh") for f in found)


@pytest.mark.parametrize("name", SCHEMES)
def test_harmless_formats_change_nothing_in_any_scheme(name, tmp_path):
    one = scheme(name)
    plain, dressed = ({} for _ in range(2))
    for table, column in _numbers(one):
        at = table.columns.index(column)
        for row, cells in enumerate(one.rows[table.name][1:], start=1):
            if cells[at]:
                unit = {"yuan": '"元"', "points": '"分"', "months": '"个月"'}.get(column.measure, "")
                plain[table.name, row, at] = (float(cells[at]), "General")
                dressed[table.name, row, at] = (
                    float(cells[at]),
                    f"[Blue]#,##0.0####{unit}_ ;[Red]-#,##0.0####{unit}_ ",
                )
    first, second = (
        one.read(write(tmp_path / kind, one.tables, one.rows, "workbook", cells))
        for kind, cells in (("plain", plain), ("dressed", dressed))
    )
    assert [f.code for f in first.findings] == [f.code for f in second.findings]
    for table in one.tables:
        assert first.tables[table.name].frame.equals(second.tables[table.name].frame)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_identifier_of_every_scheme_refuses_padding_by_format(name, tmp_path):
    one = scheme(name)
    keys = [
        (table, column)
        for table in one.tables
        for column in table.columns
        if column.kind in ("identifier", "reference")
        and not column.personal
        and len(one.rows[table.name]) > 1
    ]
    cells = {(table.name, 1, table.columns.index(column)): (7, "00000") for table, column in keys}
    found = [
        f
        for f in one.read(write(tmp_path, one.tables, one.rows, "workbook", cells)).findings
        if f.code == "E222"
    ]
    assert {(f.place.sheet, f.place.cell) for f in found} == {
        (table.zh, place_of("workbook", table, 2, column.name)) for table, column in keys
    }
    assert all("00007" in f.fix("zh") for f in found)


DECLARED = Table("rates", "rate", "比例", key="rate_id").of(
    identifier("rate_id", "编码"),
    number("as_percent", "完成率", measure="ratio", places=2, shown="percent", blank=True),
    number("as_fraction", "系数", measure="ratio", places=4, shown="fraction", blank=True),
    points("score", "得分", blank=True),
)


def _rates(tmp_path, *cells):
    path = tmp_path / "rates.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("比例")
        sheet.write_row(0, 0, ["编码", "完成率", "系数", "得分"])
        sheet.write_string(1, 0, "A")
        for column, (value, code) in enumerate(cells, start=1):
            sheet.write_number(1, column, value, book.add_format({"num_format": code}))
    return read(path, [DECLARED])


def test_a_column_may_declare_what_per_cent_means(tmp_path):
    intake = _rates(tmp_path, (0.8535, "0.00%"), (0.8535, "0.0%"), (85, "0.00"))
    assert intake.findings == ()
    row = intake.tables["rates"].frame.iloc[0]
    assert (row["as_percent"], row["as_fraction"]) == (Fraction("85.35"), Fraction("0.8535"))


def test_what_is_declared_is_per_cent_and_nothing_else(tmp_path):
    intake = _rates(tmp_path, (8535, '0.0,"万"'), (0.85, '0.0"%"'), (0.85, "0%"))
    assert [(f.code, f.place.cell) for f in intake.findings] == [
        ("E221", "B2"),
        ("E221", "C2"),
        ("E221", "D2"),
    ]


def test_a_sheet_that_hides_zeros_shows_nothing_where_there_is_one(tmp_path):
    def hidden(book, sheets):
        del book
        sheets["人员"].hide_zero()

    people = b.rows_of(["person_id", "unit_id", "score", "bonus"], ["1", "U1", 0, 5], ["2", "U1", 90, 0])
    found = read(b.workbook(tmp_path, people, more=hidden), b.TABLES).findings
    assert [(f.code, f.place.cell) for f in found] == [("E221", "C2"), ("E221", "D3")]


def test_the_finding_says_what_is_shown_and_what_is_held(tmp_path):
    def percent(book, sheets):
        sheets["人员"].write_number("C2", 0.85, book.add_format({"num_format": "0%"}))

    people = b.rows_of(["person_id", "unit_id", "score"], ["1", "U1", ""])
    [found] = read(b.workbook(tmp_path, people, more=percent), b.TABLES).findings
    assert found.problem("zh") == "单元格显示为“85%”，存的却是 0.85"
    assert found.problem("en") == "the cell shows “85%” and holds 0.85"
    assert found.severity == "error"
