"""A bench for policies: a folder made of texts, small tables, and what its rules give."""

from __future__ import annotations

import textwrap
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.exact import ExactArray
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.checked import CheckedTable, Origin
from payout.engines.reference.data import arrange
from payout.engines.reference.engine import evaluate
from payout.rules.compiled.lint import lint
from payout.rules.policy.loading import load_policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.engines.reference.engine import Evaluation
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Column

CARD = """
[policy]
id = "bench"
version = "1"
zh = "试验办法"
document = "试验"
as_of = 2024-12-31
clauses = ["1"]
"""

TABLES = """
from payout.rules import Derived, DerivedColumn, Grouped
from payout.rules.policy.tables import *

units = Table("units", level="unit", zh="单位", key="unit_id", columns=(
    identifier("unit_id", zh="编码"), enumeration("category", {"a": "甲", "b": "乙"}, zh="类别", blank=True),
    number("score", zh="得分", measure="points", places=2, signed=True, blank=True), flag("assessed", zh="考核", blank=True),
    reference("follows", "unit", zh="参照", blank=True), text("county", zh="县", blank=True), text("town", zh="镇", blank=True),
    text("name", zh="名称", blank=True)))
people = Table("people", level="person", zh="人员", key="person_id", columns=(
    identifier("person_id", zh="编号"), reference("unit_id", "unit", zh="单位", parent=True),
    reference("seconded", "unit", zh="借调", blank=True),
    number("points", zh="分", measure="points", places=2, signed=True, blank=True), flag("present", zh="在岗", blank=True),
    date("joined", zh="入职", blank=True), text("name", zh="姓名", blank=True),
    enumeration("grade", {"x": "优", "y": "良"}, zh="等次", blank=True)))
spells = Table("spells", level="spell", zh="区间", required=False, columns=(
    reference("person_id", "person", zh="编号", parent=True), reference("unit_id", "unit", zh="单位", parent=True),
    number("months", zh="月数", measure="months", places=2), text("level", zh="级", blank=True)))
decisions = decisions_table()
county = Grouped("county", "counties", "县", of="unit", by=("county",))
"""

HEAD = """
from fractions import Fraction
from payout.rules import *

policy = Policy.load(__file__)
county, unit, person, spell = (policy.level(name) for name in ("county", "unit", "person", "spell"))
"""


def folder(
    path: Path, rules: str, *, parameters: str = "", card: str = CARD, tables: str = TABLES, head: str = HEAD
) -> Path:
    """Write a policy folder."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "policy.toml").write_text(card)
    (path / "parameters.toml").write_text(textwrap.dedent(parameters))
    (path / "tables.py").write_text(tables)
    (path / "rules.py").write_text(head + textwrap.dedent(rules))
    return path


def policy_of(path: Path, rules: str = "", **texts: str) -> Policy:
    return load_policy(folder(path, rules, **texts))


def rule(level: str, body: str, *names: str, name: str = "result") -> str:
    """State one rule whose body is one expression."""
    return f'\n@{level}.rule(clause="1", zh="结果")\ndef {name}({", ".join(names)}):\n    """Result."""\n    return {body}\n'


def findings_of(path: Path, rules: str = "", **texts: str) -> list[tuple[str, str, str, str, str]]:
    """Give code, file, subject, problem and fix of all that the linter finds."""
    found = lint(policy_of(path, rules, **texts))
    return [(one.code, one.place.file, one.subject, one.problem.en, one.fix.en) for one in found]


def run(policy: Policy, **tables: Sequence[dict[str, object]]) -> Evaluation:
    """Evaluate a policy over rows; what a row leaves out is missing."""
    scheme = compiled(policy)
    read = {table.name: _table(table.columns, tables.get(table.name, ())) for table in policy.tables}
    return evaluate(scheme, arrange(scheme, read), read)


def table_of(policy: Policy, name: str, rows: Sequence[dict[str, object]]) -> CheckedTable:
    """Make one of a policy's tables."""
    return _table(next(table.columns for table in policy.tables if table.name == name), rows)


def values(evaluation: Evaluation, level: str, name: str = "result") -> list[object]:
    """Give a column as plain values: numbers as Fractions, missing as None."""
    rows = evaluation.data[level].columns[name]
    missing = np.asarray(rows.isna())
    return [None if gone else _plain(rows, row) for row, gone in enumerate(missing)]


def _plain(rows: object, row: int) -> object:
    if isinstance(rows, ExactArray):
        return rows.value_at(row)
    value = rows[row]  # type: ignore[index]
    return bool(value) if isinstance(value, (bool, np.bool_)) else value


def _table(columns: tuple[Column, ...], rows: Sequence[dict[str, object]]) -> CheckedTable:
    frame = pd.DataFrame(
        {column.name: _series(column, [row.get(column.name) for row in rows]) for column in columns}
    )
    places = np.arange(len(rows), dtype=np.int64) + 2
    return CheckedTable(frame, Origin("bench.xlsx", "", places, {column.name: "A" for column in columns}))


def _series(column: Column, cells: list[object]) -> pd.Series:
    match column.kind:
        case "number":
            return pd.Series(
                ExactArray.from_fractions([None if cell is None else Fraction(str(cell)) for cell in cells])
            )
        case "flag":
            return pd.Series(pd.array([pd.NA if cell is None else cell for cell in cells], dtype="boolean"))
        case "enumeration":
            return pd.Series(pd.Categorical(cells, categories=list(column.options)))
        case "date":
            return pd.Series(
                np.array([np.datetime64(cell or "NaT", "s") for cell in cells], dtype="datetime64[s]")
            )
        case _:
            return pd.Series(
                pd.array([pd.NA if cell is None else cell for cell in cells], dtype=column.dtype)
            )
