"""A workbook of live formulas as it was calculated, held against the engine."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.exact import ExactArray
from payout.outputs.formulas.level import FIRST, HEADER
from payout.outputs.formulas.values import decimals_of
from payout.outputs.workbook.names import sheet_names
from payout.rendering.excel import live_plan

if TYPE_CHECKING:
    from payout.engines.reference.run import Run
    from payout.rendering.excel import LivePlan
    from payout.rules.compiled.compiled import Built


@dataclass(frozen=True)
class Calculated:
    """The sheets of one workbook by level, and what stands in a column."""

    plan: LivePlan
    sheets: dict[str, list[list[str]]]

    @classmethod
    def of(
        cls, run: Run, rows: dict[tuple[str, str], list[list[str]]], stem: str, lang: str = "zh"
    ) -> Calculated:
        plan = live_plan(run.compiled, lang, decimals_of(run))
        shown = [sheet for sheet in plan.sheets.values() if len(sheet.columns) > 1]
        names = sheet_names(["核对", "参数与口径", *(sheet.title for sheet in shown)])[2:]
        return cls(plan, {sheet.level: rows[stem, name] for sheet, name in zip(shown, names, strict=True)})

    def column(self, level: str, header: str, size: int) -> list[str]:
        rows = self.sheets[level]
        place = rows[HEADER].index(header)
        return [row[place] for row in rows[FIRST : FIRST + size]]

    def rule(self, built: Built, size: int) -> list[str]:
        return self.column(built.rule.level, self.plan.rule(built).header, size)


def differing(run: Run, calculated: Calculated) -> list[str]:
    """Every cell of every rule that is not what the engine says: to the fen where it is rounded, else to all digits that show."""
    found = []
    for built in run.compiled.rules:
        level, name = built.key
        rows = run.data[level].columns[name]
        shown = calculated.rule(built, len(rows))
        for place, (cell, exact) in enumerate(zip(shown, said(rows), strict=True)):
            if not same(cell, exact, built, calculated.plan):
                found.append(f"{level}.{name} {place}: {cell!r}, not {exact!r}")
    return found


def said(rows: object) -> list[object]:
    """A column as plain values, missing as None."""
    missing = np.asarray(rows.isna())
    return [
        None if gone else rows.value_at(row) if isinstance(rows, ExactArray) else rows[row]
        for row, gone in enumerate(missing)
    ]


def same(cell: str, exact: object, built: Built, plan: LivePlan) -> bool:
    if exact is None:
        return cell == ""
    if isinstance(exact, Fraction):
        return cell != "" and is_number(cell) and agree(Fraction(cell), exact, built.schema.places)
    if isinstance(exact, (bool, np.bool_)):
        return cell == str(bool(exact)).upper()
    if hasattr(exact, "isoformat"):
        return cell == exact.strftime("%Y-%m-%d")
    return cell == (plan.word(exact) if built.schema.kind == "enumeration" else exact)


def is_number(cell: str) -> bool:
    try:
        Fraction(cell)
    except ValueError:
        return False
    return True


def agree(shown: Fraction, exact: Fraction, places: int | None) -> bool:
    """The same decimal where it has few places; else, with no end, to nine decimals: differences lose digits of a double."""
    if places is not None and places <= 6:
        return shown == exact
    return abs(shown - exact) * 10**9 <= max(abs(exact), 1)
