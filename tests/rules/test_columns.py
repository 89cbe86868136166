"""Columns: what is declared of a blank, of the least and the most, of a clause; and a pool that cannot be paid in whole units."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from bench import head_of, policy_of, rule, run, table_of, values
from pandera.errors import SchemaError

from payout.engines.pools import uneven_pools
from payout.intake.cells import empty
from payout.intake.schemas import table_schema
from payout.rules import LanguageError
from payout.rules.policy.tables import (
    Derived,
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
from payout.text import NOTHING, Text

REVIEWS = {"satisfied": "满意", "low": "较低"}
SAID = "按满意 | as satisfied"
COLUMNS = [
    text("a", "甲", blank=SAID),
    reference("a", "unit", "甲", blank=SAID),
    enumeration("a", REVIEWS, "甲", blank=SAID),
    flag("a", "甲", blank=SAID),
    number("a", "甲", measure="points", places=2, blank=SAID),
    money("a", "甲", blank=SAID),
    points("a", "甲", blank=SAID),
    count("a", "甲", blank=SAID),
    date("a", "甲", blank=SAID),
]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda one: f"{one.kind} {one.measure}")
def test_a_blank_that_says_what_it_means(column):
    assert column.blank_means == Text("按满意", "as satisfied")
    assert column.nullable
    assert not column.required
    assert column.schema.missing


@pytest.mark.parametrize(
    ("column", "means"),
    [
        (flag("a", "甲", default=False), Text("否", "no")),
        (flag("a", "甲", default=True), Text("是", "yes")),
        (enumeration("a", REVIEWS, "甲", default="low"), Text("较低", "low")),
        (count("a", "甲", default=0), Text("0", "0")),
        (
            enumeration("a", REVIEWS, "甲", default="low", blank="按较低计 | as low"),
            Text("按较低计", "as low"),
        ),
        (text("a", "甲", blank=True), NOTHING),
        (text("a", "甲"), NOTHING),
    ],
)
def test_a_default_says_itself_and_what_is_only_missing_says_nothing(column, means):
    assert column.blank_means == means


def test_what_a_blank_means_is_said_in_both_languages():
    with pytest.raises(LanguageError, match="lacks one language"):
        text("a", "甲", blank="按满意")


def test_a_number_within_the_least_and_the_most():
    column = number("a", "甲", measure="points", places=2, signed=True, at_least=-100, at_most=100)
    assert (column.schema.low, column.schema.high) == (-100, 100)
    checks = {check.name for check in table_schema(Table("t", "t", "表").of(column)).columns["a"].checks}
    assert checks == {"at_least_-100", "at_most_100"}


@pytest.mark.parametrize(
    "column",
    [text("a", "甲"), flag("a", "甲"), date("a", "甲"), enumeration("a", REVIEWS, "甲"), money("a", "甲")],
    ids=lambda column: column.kind,
)
def test_a_column_of_another_dtype_is_refused(column):
    schema = table_schema(Table("t", "t", "表").of(column))
    schema.validate(pd.DataFrame({"a": empty(column, 0)}))
    for other in (
        "object",
        pd.StringDtype(na_value=np.nan),
        "float64",
        "Int64",
        "bool",
        "category",
        "datetime64[ns]",
    ):
        with pytest.raises(SchemaError, match="to have type"):
            schema.validate(pd.DataFrame({"a": pd.Series([], dtype=other)}))


def test_columns_of_a_table_and_of_a_derived_level_have_its_clause_where_they_name_none():
    own, other = identifier("a", "甲"), identifier("b", "乙", clause="9")
    assert [one.clause for one in Table("t", "t", "表", clause="1").of(own, other).columns] == ["1", "9"]
    derived = Derived("d", "ds", "推导", by=list, clause="2").of(own, other)
    assert [one.clause for one in derived.columns] == ["2", "9"]


PARAMETERS = """
since = 2024-01-01
["1"]
least = { label = "最小支付单位 | smallest payment", money = 0.01, bounds = [0.01, 10] }
way = { label = "读法", choice = "shared", why = "因", options = { shared = "分", none = "不分" } }
"""
TABLES = """
from payout.rules.tables import *

units = Table("units", "unit", "单位", key="unit_id").of(identifier("unit_id", "编码"), money("pool", "总额", blank=True))
people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "编号"), reference("unit_id", "unit", "单位", parent=True), points("weight", "权"))
"""
SHARE = rule(
    "person", "choose(p.way, shared=allocate(unit.pool, person.weight, unit=p.least), none=0)", name="share"
)
UNITS = [{"unit_id": "U1", "pool": 30}, {"unit_id": "U2", "pool": "30.05"}, {"unit_id": "U3", "pool": None}]
PEOPLE = [{"person_id": f"P{n}", "unit_id": f"U{n % 3 + 1}", "weight": 1} for n in range(6)]


def shared(tmp_path, *sets):
    policy = policy_of(tmp_path, SHARE, tables=TABLES, parameters=PARAMETERS, head=head_of("unit", "person"))
    changed = policy.changed(sets=sets)
    found = run(changed, units=UNITS, people=PEOPLE)
    read = {"units": table_of(changed, "units", UNITS), "people": table_of(changed, "people", PEOPLE)}
    return values(found, "person", "share"), list(uneven_pools(found, read))


def test_a_pool_in_whole_units_is_shared_and_nothing_is_found(tmp_path):
    shares, found = shared(tmp_path)
    assert shares == [15, Fraction("15.03"), None, 15, Fraction("15.02"), None]
    assert found == []


def test_a_pool_that_is_no_multiple_of_the_smallest_payment_is_found_at_its_row(tmp_path):
    shares, (found,) = shared(tmp_path, "least=0.1")
    assert shares == [15, None, None, 15, None, None]
    assert (found.code, found.subject, found.place.row, found.value) == ("E395", "unit U2", 3, "30.05")
    assert (found.severity, found.clause, found.column) == ("error", "1", "share")
    assert found.problem.zh == "要分配的 30.05 不是最小单位 0.1 的整数倍"
    assert "最小支付单位" in found.fix.zh
    assert "least" in found.fix.en


def test_a_pool_that_another_reading_would_share_is_not_found(tmp_path):
    assert shared(tmp_path, "least=0.1", "way=none") == ([0] * 6, [])
