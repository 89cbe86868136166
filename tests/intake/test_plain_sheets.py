"""Sheets in the plain shape are read in one go, and as cell by cell; whatever is not plain is left to the scan."""

import random
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from payout.intake import sheet as sheets
from payout.intake import workbook as books
from payout.intake.package import open_package
from payout.intake.plain import plain_cells, plain_strings
from payout.intake.refusing import Unreadable
from tests.intake import builders as b
from tests.intake.test_bad_inputs import CASES

FIXTURES = sorted(Path(__file__).parents[2].glob("fixtures/**/*.xlsx"))


def _read(data):
    """All that is found of a workbook, sheet by sheet."""
    try:
        package = open_package(data, "book.xlsx")
        workbook = books.open_workbook(package)
    except Unreadable as refused:
        return refused.finding
    found = [tuple(workbook.strings)]
    for sheet in workbook.sheets:
        try:
            raw = sheets.read_sheet(workbook, sheet)
        except Unreadable as refused:
            found.append(refused.finding)
            continue
        columns = [
            (one.header, one.letter, one.texts.to_pylist(), _list(one.kinds), _list(one.looks), one.formats)
            for one in raw.columns
        ]
        found.append((raw.rows.tolist(), columns, raw.findings, raw.header_rows))
    return found


def _list(values):
    return None if values is None else np.asarray(values).tolist()


def _both(data, monkeypatch):
    quick = _read(data)
    with monkeypatch.context() as patch:
        patch.setattr(sheets, "_scanned_plain", lambda *_: None)
        patch.setattr(books, "_plain_strings", lambda *_: None)
        return quick, _read(data)


def _plain(data):
    package = open_package(data, "book.xlsx")
    workbook = books.open_workbook(package)
    return [sheets._scanned_plain(workbook, sheet) is not None for sheet in workbook.sheets]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_every_fixture_is_read_alike(path, monkeypatch):
    quick, walked = _both(path.read_bytes(), monkeypatch)
    assert quick == walked
    assert any(_plain(path.read_bytes()))


def test_every_bad_workbook_is_read_alike(tmp_path, monkeypatch):
    tried = 0
    for number, (_, _, make) in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = make(folder)
        if path.is_file() and path.suffix == ".xlsx":
            quick, walked = _both(path.read_bytes(), monkeypatch)
            assert quick == walked
            tried += 1
    assert tried > 40


def _by_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    day, shown = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0%"})
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["person_id", "score", " x ", "start", "multi", "share"])
    for row in range(1, 40):
        sheet.write_string(
            row, 0, f"P{row} & <{row}>" if row == 7 else ["P_x0041_", "  ", "乙", "P1"][row % 4]
        )
        sheet.write_number(row, 1, row / 7)
        sheet.write_blank(row, 2, None, day)
        sheet.write_number(row, 3, 40_000 + row, day)
        sheet.write_boolean(row, 4, row % 2 == 0)
        sheet.write_number(row, 5, 0.5, shown if row % 3 else None)
    book.close()


def _by_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "人员"
    for row in [["person_id", "score"], ["1", 5], [None, 1.5], ["3", True]]:
        sheet.append(row)
    book.save(path)


@pytest.mark.parametrize(("write", "plain"), [(_by_xlsxwriter, True), (_by_openpyxl, False)])
def test_what_libraries_write_is_read_alike(write, plain, tmp_path, monkeypatch):
    write(tmp_path / "book.xlsx")
    data = (tmp_path / "book.xlsx").read_bytes()
    quick, walked = _both(data, monkeypatch)
    assert quick == walked
    assert _plain(data) == [plain]  # texts inside their cells are walked


@pytest.mark.parametrize("seed", range(60))
def test_changed_bytes_are_read_alike(seed, tmp_path, monkeypatch):
    rng = random.Random(seed)
    rows = [["person_id", "unit_id", "score"], *[[f"P{n}", "U1", n] for n in range(6)]]
    part = rng.choice(["sheet2.xml", "sharedStrings.xml"])

    def change(name, data):
        if not name.endswith(part):
            return data
        for _ in range(rng.randrange(1, 3)):
            at = rng.randrange(data.find(b"<s"), len(data))
            data = (
                data[:at]
                + rng.choice([b"", b" ", b'"', b"<", b"9", b"\xff", data[at - 9 : at]])
                + data[at + 1 :]
            )
        return data

    path = b.repack(b.workbook(tmp_path, rows), tmp_path / "changed.xlsx", change)
    quick, walked = _both(path.read_bytes(), monkeypatch)
    assert quick == walked


GOOD = b'<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"/></row><row r="4" spans="1:3"><c r="B4"><v>1.5</v></c></row>'


def test_cells_in_the_plain_shape():
    found = plain_cells(GOOD)
    assert (found.rows.tolist(), found.columns.tolist()) == ([2, 4], [0, 1])
    assert (found.kinds.to_pylist(), found.values.to_pylist()) == (["s", ""], ["0", "1.5"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="C2" s="1"', b'r="A2" s="1"'),
        (b'r="C2" s="1"', b'r="C3" s="1"'),
        (b'r="4"', b'r="2"'),
        (b'r="4"', b'r="5"'),
        (b"<v>1.5</v></c></row>", b"<v>1.5</v></c>"),
        (b"</c></row>", b"</c></row></row>"),
        (b'<row r="4" spans="1:3">', b""),
        (b"<v>1.5</v>", b"<f>1</f><v>1.5</v>"),
        (b"<v>1.5</v>", b"<v>1.5</v><v>2</v>"),
        (b"<v>1.5</v>", b"<v>1.5 </v>"),
        (b'<row r="4"', b'<row r="4" hidden="1"'),
        (b't="s"', b't="e"'),
        (b"<c ", b"<!-- --><c "),
        (b'<row r="2">', b' <row r="2">'),
        (b"0</v>", "０</v>".encode()),
    ],
)
def test_anything_else_is_left_to_the_scan(old, new):
    assert old in GOOD
    assert plain_cells(GOOD.replace(old, new, 1)) is None


@pytest.mark.parametrize(
    ("inner", "texts"),
    [
        ("<si><t>a</t></si><si><t/></si>", ["a", ""]),
        ('<si><t xml:space="preserve"> a\n</t></si>', [" a\n"]),
        ("<si><t>a&amp;b</t></si>", None),
        ("<si><r><t>a</t></r></si>", None),
        ("<si><t>a</t><t>b</t></si>", None),
        ("<si><t>a\rb</t></si>", None),
        ("<si><t>a</t></si> <si><t>b</t></si>", None),
    ],
)
def test_shared_texts_in_the_plain_shape(inner, texts):
    found = plain_strings(f"<sst>{inner}</sst>".encode())
    assert (None if found is None else found[1]) == texts
