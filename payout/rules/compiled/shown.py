"""What outputs show: the sheets and files of policy.toml, with what it leaves out made from the levels and rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.card import OutputFile, SheetPlan


def files_of(compiled: CompiledPolicy) -> tuple[OutputFile, ...]:
    """The output tables. One that names nothing has its level's plural, and what tells rows apart first."""
    return tuple(
        replace(
            file,
            name=file.name or compiled.levels[file.level].plural,
            first=file.first or _identity(compiled, file.level),
        )
        for file in compiled.policy.card.files
    )


def sheets_of(compiled: CompiledPolicy) -> tuple[SheetPlan, ...]:
    """The sheets of the workbook, each complete."""
    return tuple(complete(compiled, sheet) for sheet in compiled.policy.card.sheets)


def with_carried(
    sheets: tuple[SheetPlan, ...], carried: Mapping[str, tuple[str, ...]]
) -> tuple[SheetPlan, ...]:
    """The sheets, on the first of each level that shows all of its rows the columns that go along with it."""
    waiting = dict(carried)
    return tuple(
        replace(sheet, columns=(*sheet.columns, *waiting.pop(sheet.level, ()))) if not sheet.where else sheet
        for sheet in sheets
    )


def complete(compiled: CompiledPolicy, sheet: SheetPlan) -> SheetPlan:
    """Rows by what tells them apart; a sheet without columns shows all of its level, sums its amounts, and is signed by names."""
    level = compiled.levels[sheet.level]
    columns = sheet.columns or _all_columns(compiled, sheet.level)
    amounts = () if sheet.columns else _amounts(compiled, sheet.level)
    title = sheet.title if sheet.title.zh else Text(level.zh, level.plural.replace("_", " ").capitalize())
    order = (
        tuple(name for name in level.identity if name in columns)
        if "order" not in sheet.said
        else sheet.order
    )
    totals = sheet.totals if "totals" in sheet.said else amounts
    named = bool(amounts) and any(column.personal for column in level.columns.values())
    signature = sheet.signature if "signature" in sheet.said else named
    return replace(sheet, columns=columns, title=title, order=order, totals=totals, signature=signature)


def _all_columns(compiled: CompiledPolicy, name: str) -> tuple[str, ...]:
    """A level's own inputs and rules, and what its parents are called."""
    level = compiled.levels[name]
    named = [
        f"{parent}.{column.name}"
        for parent in level.parents
        for column in compiled.levels[parent].columns.values()
        if column.kind == "text" and column.name.endswith("name")
    ]
    rules = [rule.name for rule in compiled.policy.rules if rule.level == name]
    return (*level.columns, *named, *rules)


def _identity(compiled: CompiledPolicy, level: str) -> tuple[str, ...]:
    return compiled.levels[level].identity


def _amounts(compiled: CompiledPolicy, level: str) -> tuple[str, ...]:
    """The columns of amounts in yuan that the rules of a level give."""
    rules = (rule.name for rule in compiled.policy.rules if rule.level == level)
    return tuple(name for name in rules if compiled.schema_of(level, name).measure == "yuan")
