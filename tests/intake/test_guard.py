"""A frame that is found to be as declared, without pandera, is one that pandera finds no fault in, and no other."""

import random
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.errors
import pytest

from payout.exact.columns import dtype_of
from payout.intake.cells import empty
from payout.intake.guard import as_declared
from payout.intake.schemas import table_schema
from payout.rules.policy.loading import find_policy, load_policy
from payout.rules.policy.tables import Table, date, enumeration, flag, identifier, number, points, text

SCHEMES = sorted(
    found.name
    for found in (Path(__file__).parents[2] / "policies").iterdir()
    if (found / "policy.toml").is_file()
)

GRADES = {"good": "优", "fair": "良"}
VALUES = {
    "number": ["-3", "0", "2", "7.5", "100"],
    "flag": [True, False],
    "enumeration": [*GRADES],
    "date": [np.datetime64("2024-01-01"), np.datetime64("2023-05-06")],
    "text": ["甲", ""],
    "identifier": ["P1", "P2"],
}
TABLE = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "编号"),
    text("name", "姓名", blank="没有 | none"),
    number("pay", "工资", measure="yuan", places=2, signed=True, at_least=0),
    points("score", "得分", at_most=100, places=2, blank="没有 | none"),
    enumeration("grade", GRADES, "等次"),
    flag("there", "在岗", blank="没有 | none"),
    date("since", "入职"),
)
OTHERS = ["object", pd.StringDtype(na_value=np.nan), "float64", "Int64", "bool", "category", "datetime64[ns]"]


def found_right(frame):
    try:
        table_schema(TABLE).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


def some(drawn, column, rows):
    """A column of values, most of them as declared."""
    blanks = drawn.random() < 0.2
    values = [
        None if blanks and drawn.random() < 0.5 else drawn.choice(VALUES[column.kind]) for _ in range(rows)
    ]
    if column.kind == "number":
        within = ["0", "2", "7.5", "100"] if drawn.random() < 0.8 else [*VALUES["number"], "100.01"]
        values = [value and Decimal(drawn.choice(within)) for value in values]
        return pd.Series(pd.array(values, dtype=dtype_of("number")))
    return pd.Series(pd.array(values, dtype=dtype_of(column.kind, column.options)))


@pytest.mark.parametrize("seed", range(4))
def test_it_says_what_pandera_says(seed):
    drawn = random.Random(seed)
    said = set()
    for _ in range(60):
        rows = drawn.randrange(4)
        frame = pd.DataFrame({column.name: some(drawn, column, rows) for column in TABLE.columns})
        if drawn.random() < 0.1:
            frame = frame.drop(columns=drawn.choice(list(frame.columns)))
        if drawn.random() < 0.1:
            frame["more"] = 1
        if drawn.random() < 0.3:
            frame = frame[drawn.sample(list(frame.columns), len(frame.columns))]
        right = as_declared(TABLE, frame)
        assert right == found_right(frame)
        said.add(right)
    assert said == {True, False}


@pytest.mark.parametrize("column", TABLE.columns, ids=lambda column: column.kind)
def test_a_column_of_another_dtype_is_not_right(column):
    table = Table("t", "t", "表").of(column)
    assert as_declared(table, pd.DataFrame({column.name: empty(column, 0)}))
    for other in OTHERS:
        frame = pd.DataFrame({column.name: pd.Series([], dtype=other)})
        assert not as_declared(table, frame), other


@pytest.mark.parametrize("scheme", SCHEMES)
def test_tables_without_rows_are_right_by_every_policy(scheme):
    for table in load_policy(find_policy(scheme)).tables:
        frame = pd.DataFrame({column.name: empty(column, 0) for column in table.columns})
        assert as_declared(table, frame)
        table_schema(table).validate(frame, lazy=True)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_schemas_hold_nothing_that_the_guard_does_not_look_at(scheme):
    for table in load_policy(find_policy(scheme)).tables:
        schema = table_schema(table)
        assert not any((schema.checks, schema.unique, schema.index, schema.ordered, schema.parsers))
        for column in schema.columns.values():
            assert (column.required, column.unique, column.regex, column.parsers) == (True, False, False, [])
            assert {str(check.name).rpartition("_")[0] for check in column.checks} <= {"at_least", "at_most"}
