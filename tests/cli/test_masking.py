"""Personal data written into every column of every scheme: they stand in no byte that is shown or passed on."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from payout.masking import mask, veil
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
BY_PROGRAM = SCHEMES[::2]  # as JSON; the others as lines
NAME = "欧阳试验"
NUMBERS = {
    "identity": "110101199003077758",
    "with X": "11010119900307775X",
    "old identity": "110101900307775",
    "full-width": "１１０１０１１９９００３０７７７５８",
    "in parts": "110101 19900307 7758",
    "bank card": "6222020200112233445",
    "bank card in parts": "6222 0202 0011 2233",
    "mobile": "13912345678",
    "mobile in parts": "139-1234-5678",
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_number_of_a_person_is_masked_wherever_it_stands(number):
    assert number not in veil(f"before{number}behind")
    assert veil(number) == mask(number)


@pytest.mark.parametrize(
    "text",
    ["2012-03-01", "1234567890", "15535137501/854627", "854627/15535137501", "15535137501.25", "1,553,513,750,112,233.00",
     "P00002", "a" * 40],
)  # fmt: skip
def test_figures_and_codes_are_shown_as_they_are(text):
    assert veil(text) == text


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def planted(scheme, folder, marks):
    """The scheme's fixture, and for each column of each table a row more for each mark, which stands in that column."""
    folder.mkdir()
    tables = {table.name: table for table in load_policy(ROOT / "policies" / scheme).tables}
    for path in sorted((ROOT / "fixtures" / scheme / "csv").glob("*.csv")):
        header, *rest = rows_of(path)
        first = rest[0] if rest else [""] * len(header)
        table = tables[path.stem]
        more = []
        for at, _ in enumerate(header):
            for number, marked in enumerate(marks):
                row = [*first]
                if table.key in header:
                    row[header.index(table.key)] = f"X{at}{number}"
                row[at] = marked
                more.append(row)
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rest, *more])
    return folder


def texts_beside_cells(path):
    """What a marked copy says beside the cells that were handed in: its comments, and its sheet of findings."""
    book = openpyxl.load_workbook(path)
    comments = [
        cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment
    ]
    listing = book.worksheets[0]
    return "\n".join([*comments, *(str(cell.value) for row in listing.iter_rows() for cell in row)])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_wrong_is_told_without_what_is_personal(scheme, tmp_path, tell):
    source = planted(scheme, tmp_path / "in", list(NUMBERS.values()))
    marked = tmp_path / "marked.xlsx"
    words = ("--marked-copy", marked, *(("--json",) if scheme in BY_PROGRAM else ()))
    shown = tell("check", source, "-p", scheme, *words)
    assert shown.code == 3
    everything = shown.both + texts_beside_cells(marked)
    assert [name for name, number in NUMBERS.items() if number in everything] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_name_is_shown_only_where_no_person_is_named(scheme, tmp_path, tell):
    """A row that is shifted has a name in a column of numbers, days, options or codes."""
    source = planted(scheme, tmp_path / "in", [NAME])
    tables = {table.name: table for table in load_policy(ROOT / "policies" / scheme).tables}
    public = {
        column.name
        for table in tables.values()
        for column in table.columns
        if column.kind in ("text", "identifier", "reference") and not column.personal
    }
    shown = tell("check", source, "-p", scheme, "--json")
    findings = json.loads(shown.out)["findings"]
    bare = [one for one in findings if NAME in one["value"] and one["column"] not in public]
    assert bare == []


def names_people(scheme):
    tables = load_policy(ROOT / "policies" / scheme).tables
    return any(column.personal for table in tables for column in table.columns)


@pytest.mark.parametrize("scheme", [*filter(names_people, SCHEMES)])
def test_what_a_run_passes_on_holds_no_name(scheme, tmp_path, tell):
    """Every text of a personal column of the fixture, in what is printed, the manifest and the provenance."""
    source = ROOT / "fixtures" / scheme / "csv"
    out = tmp_path / "out"
    run = tell("run", source, "-p", scheme, "-o", out)
    assert run.code == 0, run.err
    names = set()
    for table in load_policy(ROOT / "policies" / scheme).tables:
        path = source / f"{table.name}.csv"
        header, *rows = rows_of(path) if path.exists() else [[]]
        for column in table.columns:
            if column.personal and column.name in header:
                names |= {row[header.index(column.name)] for row in rows} - {""}
    assert names
    public = run.both + (out / "manifest.json").read_text() + (out / "provenance.json").read_text()
    shown = tell("run", source, "-p", scheme, "-o", tmp_path / "again", "--json", "--lang", "en")
    assert {name for name in names if name in public + shown.both} == set()


def test_an_overlay_and_a_set_value_are_masked_on_the_screen(tmp_path, tell):
    overlay = tmp_path / "13912345678.toml"
    overlay.write_text('baseline = "county_target_bonus"\n[county_average]\nvalue = 110101199003077758\n')
    source = ROOT / "fixtures" / "county_target_bonus" / "csv"
    shown = [
        tell("check", source, "-p", "county_target_bonus", "--overlay", overlay),
        tell("check", source, "-p", "county_target_bonus", "--set", "county_average=6222020200112233445"),
        tell("explain", tmp_path, "110101199003077758"),
        tell("check", tmp_path / "110101199003077758.xlsx", "-p", "county_target_bonus"),
    ]
    everything = "".join(one.both for one in shown)
    assert all(one.code for one in shown)
    assert [number for number in NUMBERS.values() if number in everything] == []
