"""Where things stand in the document: names that links lead to, the same in both languages and in every version."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payout.rules.compiled.compiled import CompiledPolicy


def of_rule(level: str, name: str) -> str:
    """A rule."""
    return f"rule-{level}.{name}"


def of_input(level: str, name: str) -> str:
    """A column of a table, or of a level that is derived."""
    return f"column-{level}.{name}"


def of_table(level: str) -> str:
    """A table, by its level."""
    return f"table-{level}"


def of_parameter(name: str) -> str:
    """A parameter or a choice."""
    return f"parameter-{name}"


def of_decision(question: str) -> str:
    """What people are asked."""
    return f"decision-{question}"


def of_check(level: str, name: str) -> str:
    """A check."""
    return f"check-{level}.{name}"


def of_clause(place: int) -> str:
    """A clause, by its place in the text: its number may be no name."""
    return f"clause-{place + 1}"


def of_section(place: int) -> str:
    """A section, by its place among the sections."""
    return f"section-{place + 1}"


def of_cases(place: int) -> str:
    """The cases of a clause, by its place."""
    return f"cases-{place + 1}"


def of_column(compiled: CompiledPolicy, level: str, name: str) -> str:
    """Where a column is defined: at its rule, or in the table that it is read from."""
    if (level, name) in compiled.by_key:
        return of_rule(level, name)
    grouped = compiled.levels[level].grouped
    return of_column(compiled, grouped.of, name) if grouped is not None else of_input(level, name)
