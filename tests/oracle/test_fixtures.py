"""The fixtures are what the script makes, and the workbook says what the CSV files say."""

from datetime import datetime

import openpyxl
import pytest

from scripts.fixtures import county_target_bonus as make_fixtures
from tests.oracle import county

FOLDER = make_fixtures.FOLDER


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fixtures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make_fixtures, "FOLDER", folder)
        make_fixtures.main()
    return folder


def test_fixtures_are_made_by_the_script(made):
    names = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.csv"))
    assert names == sorted(path.relative_to(made) for path in made.rglob("*.csv"))
    for name in names:
        assert (made / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_workbook_is_the_same_each_time(made, tmp_path):
    tables = make_fixtures.believable_county()
    make_fixtures.write_workbook(tables, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (made / "county.xlsx").read_bytes()


def test_workbook_says_what_the_csv_files_say():
    book = openpyxl.load_workbook(FOLDER / "county.xlsx")
    tables = county.TABLES | county.OPTIONAL_TABLES
    assert book.sheetnames == list(tables.values())
    said = county.read_county(FOLDER / "csv")
    for table, sheet in zip(tables, book, strict=True):
        header, *rows = sheet.iter_rows(values_only=True)
        records = [dict(zip(header, map(cell_text, row), strict=True)) for row in rows]
        assert [county._canonical(table, record) for record in records] == said[table]
        assert sheet.freeze_panes == "A2"


def cell_text(value):
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def test_expected_files_are_what_the_oracle_says():
    people, units = county.compute(county.read_county(FOLDER / "csv"))
    for name, rows in {"people": county.people_rows(people), "units": county.unit_rows(units)}.items():
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
        assert (FOLDER / f"expected_{name}.csv").read_text().splitlines() == lines
