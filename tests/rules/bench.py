"""A bench for policies: a folder made of texts, small tables, and what its rules give."""

from __future__ import annotations

import textwrap
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.engines.reference.engine import computed
from payout.exact import ExactArray
from payout.exact.columns import dtype_of
from payout.rules.compiled.compiled import compiled
from payout.rules.compiled.lint import lint
from payout.rules.policy.checked import CheckedTable, Origin
from payout.rules.policy.loading import load_policy
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.engines.reference.run import Run
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Column

CARD = """
[policy]
id = "bench"
version = "1"
label = "试验办法 | A bench"
document = "试验 | A trial"
as_of = 2024-12-31
clauses = ["1"]
"""

TABLES = """
from payout.rules.tables import *

units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "编码"), enumeration("category", {"a": "甲", "b": "乙"}, "类别", blank=True),
    number("score", "得分", measure="points", places=2, signed=True, blank=True), flag("assessed", "考核", blank=True),
    reference("follows", "unit", "参照", blank=True), text("county", "县", blank=True), text("town", "镇", blank=True),
    text("name", "名称", blank=True))
people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "编号"), reference("unit_id", "unit", "单位", parent=True),
    reference("seconded", "unit", "借调", blank=True),
    number("points", "分", measure="points", places=2, signed=True, blank=True), flag("present", "在岗", blank=True),
    date("joined", "入职", blank=True), text("name", "姓名", blank=True),
    enumeration("grade", {"x": "优", "y": "良"}, "等次", blank=True))
spells = Table("spells", "spell", "区间", required=False).of(
    reference("person_id", "person", "编号", parent=True), reference("unit_id", "unit", "单位", parent=True),
    number("months", "月数", measure="months", places=2), text("level", "级", blank=True))
decisions = decisions_table()
county = Grouped("county", "counties", "县", of="unit", by=("county",))
"""

# `word` promises no kind: the same helper states every formula that a test tries
BEGINS = """
from datetime import date as Date
from fractions import Fraction
from payout.rules import *
from payout.rules.language.statements import _measured

word = _measured("", "")
policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
"""


def head_of(*levels: str) -> str:
    """Begin a rules.py of these levels."""
    return BEGINS + "".join(f'({name},) = policy.symbols("{name}")\n' for name in levels)


HEAD = head_of("county", "unit", "person", "spell")


def folder(
    path: Path,
    rules: str,
    *,
    parameters: str = "",
    card: str = CARD,
    tables: str = TABLES,
    head: str = HEAD,
    checks: str = "",
) -> Path:
    """Write a policy folder."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "policy.toml").write_text(card)
    (path / "parameters.toml").write_text(textwrap.dedent(parameters))
    (path / "tables.py").write_text(tables)
    (path / "rules.py").write_text(head + textwrap.dedent(rules))
    if checks:
        (path / "checks.py").write_text(
            "from payout.rules import *\n\nfrom .rules import *\n" + textwrap.dedent(checks)
        )
    return path


def policy_of(path: Path, rules: str = "", **texts: str) -> Policy:
    return load_policy(folder(path, rules, **texts))


def rule(
    level: str,
    formula: str,
    *more: str,
    name: str = "result",
    word: str = "word",
    label: str = "结果 | result",
) -> str:
    """State one rule, or by a word of checks one check: `level.name = word(label, formula, more …)` in a section of clause 1."""
    said = ", ".join((f'"{label}"', formula, *more))
    return f'\nwith clause("1", "一 | one"):\n    {level}.{name} = {word}({said})\n'


def findings_of(path: Path, rules: str = "", **texts: str) -> list[tuple[str, str, str, str, str]]:
    """Code, file, subject, problem and fix of all that is found before data; of what stops the loading its message."""
    try:
        found = lint(policy_of(path, rules, **texts))
    except LanguageError as error:
        return [("L401", "rules.py", "", str(error), "")]
    return [(one.code, one.place.file, one.subject, one.problem.en, one.fix.en) for one in found]


def run(policy: Policy, **tables: Sequence[dict[str, object]]) -> Run:
    """Compute a policy over rows; what a row leaves out is missing."""
    read = {table.name: _table(table.columns, tables.get(table.name, ())) for table in policy.tables}
    return computed(compiled(policy), read)


def table_of(policy: Policy, name: str, rows: Sequence[dict[str, object]]) -> CheckedTable:
    """Make one of a policy's tables."""
    return _table(next(table.columns for table in policy.tables if table.name == name), rows)


def values(found: Run, level: str, name: str = "result") -> list[object]:
    """A column as plain values: numbers as Fractions, missing as None."""
    rows = found.data[level].columns[name]
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
            texts = [pd.NA if cell is None else cell for cell in cells]
            return pd.Series(pd.array(texts, dtype=dtype_of(column.kind)))
