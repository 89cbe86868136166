"""A cell beyond the least or the most that its column can be, in every scheme and every format: refused at that cell, and there alone."""

import pandas as pd
import pytest

from payout.intake import Frames
from tests.intake.schemes import FORMATS, SCHEMES, place_of, scheme, write


def columns_with(bound):
    return [
        (name, table.name, column.name)
        for name in SCHEMES
        for table in scheme(name).tables
        for column in table.columns
        if getattr(column, bound) not in (None, 0) and len(scheme(name).rows[table.name]) > 1
    ]


BEYOND = [(*case, "E223", "at_most", 1) for case in columns_with("at_most")]
BEYOND += [(*case, "E208", "at_least", -1) for case in columns_with("at_least")]


def changed(name, table, column, value):
    """The rows of a scheme, with one cell of the first row of a table replaced."""
    rows = {one: [list(row) for row in below] for one, below in scheme(name).rows.items()}
    header, first, *_ = rows[table]
    first[header.index(column)] = str(value)
    return rows


def frames_of(rows):
    return Frames({name: pd.DataFrame(below, columns=header) for name, (header, *below) in rows.items()})


def found_in(name, rows, kind, folder):
    if kind == "frames":
        return scheme(name).read(frames_of(rows)).findings
    return scheme(name).read(write(folder, scheme(name).tables, rows, kind)).findings


def declared(name, table):
    return next(one for one in scheme(name).tables if one.name == table)


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("kind", [*FORMATS, "frames"])
@pytest.mark.parametrize(("name", "table", "column", "code", "bound", "step"), BEYOND)
def test_a_cell_beyond_what_can_be_right(name, table, column, code, bound, step, kind, tmp_path):
    limit = getattr(declared(name, table)[column], bound)
    found = found_in(name, changed(name, table, column, limit + step), kind, tmp_path)
    (told,) = [one for one in found if one.code == code]
    assert (told.severity, told.column, told.value) == ("error", column, str(limit + step))
    assert str(limit) in told.problem.zh
    assert str(limit) in told.expected.en
    assert told.place.row == 2 or kind == "frames"
    if kind == "workbook":
        assert told.place.cell == place_of(kind, declared(name, table), 2, column)
    inside = found_in(name, changed(name, table, column, limit), kind, tmp_path / "inside")
    assert not [one for one in inside if one.code == code]


def test_the_schemes_declare_such_columns():
    assert len(columns_with("at_most")) > 15
