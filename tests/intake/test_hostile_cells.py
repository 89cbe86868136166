"""What no spreadsheet writes and a hand or a program may: endless numbers, two values, other encodings, damaged columns."""

import io
import random
import time
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.intake import Frames, read
from payout.intake.cells import _day
from payout.intake.delimited import read_csv
from payout.outputs.columns import Shown
from payout.outputs.tables import write_csv
from payout.rules.compiled.result import Field
from payout.text import Text
from tests.intake import builders as b

PEOPLE = b.rows_of(["person_id", "unit_id", "score", "bonus"], ["1", "U1", 8, 5])
SHEET = "sheet2.xml"


def _with_part(tmp_path, old, new, part=SHEET, people=PEOPLE):
    def change(name, data):
        if name.endswith(part):
            assert old in data
            return data.replace(old, new, 1)
        return data

    return b.repack(b.workbook(tmp_path, people), tmp_path / "changed.xlsx", change)


def _codes(path):
    return [(f.code, f.place.cell) for f in read(path, b.TABLES).findings]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="C2"><v>8</v><v>5</v></c>',
        b'<c r="C2"><v>8</v><x:v xmlns:x="urn:x">5</x:v></c>',
        b'<c r="C2" t="inlineStr"><is><t>8</t></is><is><t>5</t></is></c>',
        b'<c r="C2" t="inlineStr"><v>8</v><is><t>5</t></is></c>',
        b'<c r="C2" t="inlineStr"><is><t>8</t><t>5</t></is></c>',
        b'<c r="C2" t="inlineStr"><is><t>8</t><r><t>5</t></r></is></c>',
        b'<c r="C2" t="inlineStr"><is><r><t>8</t></r><t>5</t></is></c>',
        b'<c r="C2" t="inlineStr"><is><r><t>8</t><t>5</t></r></is></c>',
        b'<c r="C2"><v>8<b/>5</v></c>',
        '<c r="C2"><v>８</v></c>'.encode(),
        b'<c r="C2"><v>8_5</v></c>',
        b'<c r="C2"><v>nan</v></c>',
        b'<c r="C2"><v>INF</v></c>',
        b'<c r="C2"><v>0x8</v></c>',
        '<c r="C2" t="s"><v>１</v></c>'.encode(),
    ],
)
def test_a_cell_that_no_spreadsheet_writes_is_refused(cell, tmp_path):
    path = _with_part(tmp_path, b'<c r="C2"><v>8</v></c>', cell)
    found = read(path, b.TABLES).findings
    assert [(f.code, f.place.cell) for f in found] == [("E108", "C2")]
    assert "C2" in found[0].problem("zh")


@pytest.mark.parametrize(
    "item",
    [
        b"<si><t>U1</t><t>U1</t></si>",
        b"<si><t>U1</t><r><t>U1</t></r></si>",
        b"<si><r><t>U1</t></r><t>U1</t></si>",
        b"<si><r><t>U</t><t>1</t></r></si>",
        b"<si><t>U<b/>1</t></si>",
    ],
)
def test_a_shared_text_that_no_spreadsheet_writes_is_refused(item, tmp_path):
    found = read(_with_part(tmp_path, b"<si><t>U1</t></si>", item, "sharedStrings.xml"), b.TABLES).findings
    assert {f.code for f in found} == {"E108"}


def test_a_shared_text_in_runs_is_one(tmp_path):
    runs = b"<si><r><t>U</t></r><r><rPr><b/></rPr><t>1</t></r><rPh><t>you</t></rPh><phoneticPr/></si>"
    path = _with_part(tmp_path, b"<si><t>U1</t></si>", runs, "sharedStrings.xml")
    assert read(path, b.TABLES).findings == ()


def test_a_value_in_pieces_is_one_value(tmp_path):
    people = b.rows_of(["person_id", "unit_id", "name"], ["1", "U1", ""])
    rich = '<c r="C2" t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></is></c></row>'.encode()
    path = _with_part(tmp_path, b'<c r="B2" t="s"><v>', b'<c r="B2" t="s"><v>', people=people)
    path = b.repack(
        path, tmp_path / "rich.xlsx", lambda n, d: _last_row_with(d, rich) if n.endswith(SHEET) else d
    )
    intake = read(path, b.TABLES)
    assert intake.findings == ()
    assert intake.tables["people"].frame["name"].tolist() == ["张三"]


def _last_row_with(data, cell):
    head, _, tail = data.rpartition(b"</row>")
    return head + cell + tail


@pytest.mark.parametrize("part", ["sheet2.xml", "workbook.xml", "sharedStrings.xml", "styles.xml"])
@pytest.mark.parametrize("encoding", ["gbk", "iso-8859-1", "utf-7", "us-ascii", "no-such"])
def test_a_part_in_another_encoding_is_refused(part, encoding, tmp_path):
    path = _with_part(tmp_path, b'encoding="UTF-8"', f'encoding="{encoding}"'.encode(), part)
    found = read(path, b.TABLES).findings
    assert "E108" in {f.code for f in found}
    assert encoding in next(f for f in found if f.code == "E108").problem("zh")


@pytest.mark.parametrize(
    "part", ["sheet2.xml", "workbook.xml", "sharedStrings.xml", "styles.xml", "workbook.xml.rels"]
)
def test_a_part_of_another_namespace_is_refused(part, tmp_path):
    """Our reader goes by the names of elements; a program that goes by the namespace sees none of them."""
    path = _with_part(tmp_path, b'xmlns="http://schemas.', b'xmlns="http://schema.', part)
    assert "E108" in {f.code for f in read(path, b.TABLES).findings}


def test_utf_16_is_read(tmp_path):
    def change(name, data):
        text = data.decode()
        return text.replace("UTF-8", "UTF-16").encode("utf-16") if name.endswith(SHEET) else data

    path = b.repack(b.workbook(tmp_path, PEOPLE), tmp_path / "wide.xlsx", change)
    assert read(path, b.TABLES).findings == ()


VERSIONS = (
    b'<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x">%s</mc:Choice>'
    b"<mc:Fallback>%s</mc:Fallback></mc:AlternateContent>"
)
CELL = b'<c r="C2"><v>8</v></c>'


def test_two_versions_of_a_cell_are_refused(tmp_path):
    assert [code for code, _ in _codes(_with_part(tmp_path, CELL, VERSIONS % (CELL, CELL)))] == ["E108"]
    row = b'<c r="C2"><v>8</v></c><c r="D2"><v>5</v></c></row>'
    assert [code for code, _ in _codes(_with_part(tmp_path, row, row + VERSIONS % (b"", b"")))] == ["E108"]


def test_two_versions_of_a_control_say_nothing_of_cells(tmp_path):
    control = (
        b'<controls xmlns:xdr="urn:d"><control><anchor><from><xdr:col>1</xdr:col><xdr:row>1</xdr:row></from>'
        b"</anchor></control></controls>"
    )
    path = _with_part(tmp_path, b"</worksheet>", VERSIONS % (control, b"") + b"</worksheet>")
    assert _codes(path) == []


@pytest.mark.parametrize(
    ("part", "old"),
    [("sharedStrings.xml", b"<si>"), ("styles.xml", b"<cellXfs"), ("workbook.xml", b"<sheet ")],
)
def test_two_versions_of_what_cells_rest_on_are_refused(part, old, tmp_path):
    if part == "styles.xml":
        new = b'<cellXfs count="2">' + VERSIONS % (b"<xf/>", b"<xf/>") + b"</cellXfs><cellXfs"
    elif part == "workbook.xml":
        new = VERSIONS % (b'<sheet name="a" sheetId="9"/>', b"") + old
    else:
        new = b"<si>" + VERSIONS % (b"<t>a</t>", b"<t>b</t>") + b"</si>" + old
    assert {code for code, _ in _codes(_with_part(tmp_path, old, new, part))} == {"E108"}


ENDLESS = ["9" * 5000, "9" * 500_000, "0." + "1" * 100_000, "-" + "9" * 5000, "1e999999999", "1" + "0" * 400]


@pytest.mark.parametrize("number", ENDLESS, ids=range(len(ENDLESS)))
@pytest.mark.parametrize("kind", ["csv", "workbook", "text cell", "parquet", "frame"])
def test_endless_numbers_are_told_at_their_cell(kind, number, tmp_path):
    before = time.process_time()
    people = b.rows_of(["person_id", "unit_id", "bonus"], ["1", "U1", number if kind != "workbook" else 7])
    if kind == "csv":
        source = b.folder(tmp_path, people)
    elif kind == "workbook":
        source = _with_part(
            tmp_path, b'<c r="C2"><v>7</v>', f'<c r="C2"><v>{number}</v>'.encode(), people=people
        )
    elif kind == "text cell":
        if len(number) > 32_767:
            pytest.skip("a cell holds no more")
        source = b.workbook(tmp_path, people)
    elif kind == "parquet":
        source = b.folder(tmp_path, None)
        pq.write_table(
            pa.table(dict(zip(people[0], ([cell] for cell in people[1]), strict=True))),
            source / "people.parquet",
        )
    else:
        units = pd.DataFrame({"unit_id": ["U1"]})
        source = Frames({"units": units, "people": pd.DataFrame([people[1]], columns=people[0])})
    [found] = read(source, b.TABLES).findings
    beyond = ("E104",) if kind == "workbook" and len(number) > 32_767 else ()  # a cell holds no more
    assert found.code in ("E205", "E206", "E207", "E220", *beyond)
    assert found.place.row == 2
    assert len(found.value) <= 60
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "value",
    [
        10**5000, Fraction(1, 10**5000), Fraction(10**9000, 7), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
        Decimal("1e999999999"), Decimal("-1e-999999"), 2**70,
    ],
    ids=range(9),
)  # fmt: skip
def test_endless_numbers_in_memory_are_told(value):
    people = pd.DataFrame({"person_id": ["1"], "unit_id": ["U1"], "bonus": pd.Series([value], dtype=object)})
    found = read(Frames({"units": pd.DataFrame({"unit_id": ["U1"]}), "people": people}), b.TABLES).findings
    assert [f.code in ("E205", "E206", "E220", "E231") for f in found] == [True]


def test_decimals_and_fractions_in_memory_are_exact():
    numbers = pd.Series([Decimal("0.29"), Fraction(5, 4)], dtype=object)
    people = pd.DataFrame({"person_id": ["1", "2"], "unit_id": ["U1", "U1"], "bonus": numbers})
    intake = read(Frames({"units": pd.DataFrame({"unit_id": ["U1"]}), "people": people}), b.TABLES)
    assert intake.findings == ()
    assert [str(value) for value in intake.tables["people"].frame["bonus"]] == ["29/100", "5/4"]


@pytest.mark.parametrize(
    "text", [" " * 32_000 + "x", "T " * 16_000, "2012-03-01" + " " * 32_000 + "1:00x", "1:" * 16_000]
)
def test_no_text_takes_the_square_of_its_length(text):
    before = time.process_time()
    assert _day(text) == "E210"
    assert time.process_time() - before < 0.5


def _bad_texts():
    return pa.Array.from_buffers(
        pa.string(), 3, pa.array([b"ok", b"\xff\xfe", b"\xd5\xc5"], pa.binary()).buffers()
    )


def _parquet(tmp_path, field, values):
    path = b.folder(tmp_path, None)
    columns = {"person_id": pa.array(["1", "2", "3"]), "unit_id": pa.array(["U1", "U1", "U1"]), field: values}
    pq.write_table(pa.table(columns), path / "people.parquet")
    return path


@pytest.mark.parametrize(
    "field", ["person_id", "unit_id", "name", "grade", "multi", "score", "start", "x_own"]
)
def test_parquet_texts_that_are_not_utf_8_are_told(field, tmp_path):
    found = read(_parquet(tmp_path, field, _bad_texts()), b.TABLES).findings
    assert [(f.code, f.place.cell) for f in found] == [("E117", f"row 3 {field}")]


def test_a_parquet_dictionary_that_is_not_utf_8_is_told(tmp_path):
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int32()), _bad_texts())
    found = read(_parquet(tmp_path, "name", words), b.TABLES).findings
    assert [f.code for f in found] == ["E117"]
    assert found[0].place.column == "name"


@pytest.mark.parametrize(
    "words",
    [pa.array([1, 2, 3]), pa.array([b"a", b"b", b"c"]), pa.array([1, 2, 3], pa.int32()).cast(pa.date32())],
)
def test_dictionaries_of_other_things_are_told(words, tmp_path):
    coded = pa.DictionaryArray.from_arrays(pa.array([2, 1, 0], pa.int8()), words)
    codes = {f.code for f in read(_parquet(tmp_path, "name", coded), b.TABLES).findings}
    assert codes <= {"E103", "E128", "E214", "E216"}
    assert codes


@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_a_damaged_parquet_file_is_refused_or_says_something(compression, tmp_path):
    """Bytes changed one at a time, seeded: whatever comes of it is a finding or another value, never an exception."""
    path = b.folder(tmp_path, None)
    columns = {
        "person_id": [f"P{i}" for i in range(20)],
        "unit_id": pa.array(["U1"] * 20).dictionary_encode(),
        "score": pa.array(range(20)).cast(pa.decimal128(38, 2)),
        "start": pa.array([15000] * 20, pa.int32()).cast(pa.date32()),
        "multi": [True] * 20,
    }
    pq.write_table(pa.table(columns), path / "people.parquet", compression=compression)
    whole = (path / "people.parquet").read_bytes()
    seeded = random.Random(8)
    for _ in range(60):
        data = bytearray(whole)
        data[seeded.randrange(len(data))] = seeded.randrange(256)
        (path / "people.parquet").write_bytes(data)
        read(path, b.TABLES)


GUARDED = [
    "=1+1",
    "＝1+1",
    "+1",
    "＋1",
    "-1",
    "－1",
    "@x",
    "＠x",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫x",
    "\tx",
    "'=1",
    "''＋1",
]
PLAIN = ["a=1", "'x", "张三", "1＝1", ""]


@pytest.mark.parametrize("text", GUARDED + PLAIN)
def test_what_a_spreadsheet_would_run_is_guarded_and_read_back(text):
    field = Field("name", "unit", Text("名称", "name"), "text", "input")
    stream = io.BytesIO()
    write_csv([Shown("name", field, pa.array([text, "x"]))], stream)
    line = stream.getvalue().decode().splitlines()[1]
    assert line == (f"'{text}" if text in GUARDED else text)
    raw = read_csv(stream.getvalue(), "units.csv") if text else None
    assert raw is None or raw.columns[0].texts[0].as_py() == text
