"""Two explanations of one row side by side: only what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.evidence.explain import Explainer

if TYPE_CHECKING:
    from payout.evidence.comparing.sides import Side, Target
    from payout.evidence.steps import Step
    from payout.text import Language


@dataclass(frozen=True)
class Differing:
    """One column of one row whose value or formula is another on the second side; what a side lacks is blank."""

    label: str
    subject: str
    clause: str
    first: str
    second: str
    first_numbers: str
    second_numbers: str


def differing(
    sides: tuple[Side, Side], target: Target, rows: tuple[int, int], lang: Language
) -> tuple[Differing, ...]:
    """What differs in the two explanations of a row, the amount first, then what it rests on; a side at -1 has no such row.

    What only one of them rests on is told where the other has no such rule; else the formula above it says all.
    """
    first, second = (_steps(side, target, row, lang) for side, row in zip(sides, rows, strict=True))
    known = [
        {name for _, name in side.compiled.by_key} if row >= 0 else None
        for side, row in zip(sides, rows, strict=True)
    ]
    places = [*first, *(place for place in second if place not in first)]
    pairs = [(first.get(place), second.get(place)) for place in places]
    return tuple(_pair(one, other) for one, other in pairs if _differ(one, other, known))


def _steps(side: Side, target: Target, row: int, lang: Language) -> dict[tuple[str, str, str], Step]:
    if row < 0:
        return {}
    found: dict[tuple[str, str, str], Step] = {}
    for step in Explainer(side.run, lang).explain(target.level, row, (target.column,)):
        _collect(step, found)
    return found


def _collect(step: Step, found: dict[tuple[str, str, str], Step]) -> None:
    """A step and those that it rests on, each once; one that stands in several places is one."""
    if step.place not in found:
        found[step.place] = step
        for part in step.rests_on:
            _collect(part, found)


def _differ(first: Step | None, second: Step | None, known: list[set[str] | None]) -> bool:
    if first is None or second is None:
        there = known[0] if first is None else known[1]
        told = first or second
        return there is None or (told is not None and told.origin == "rule" and told.column not in there)
    return (first.value, first.exact, first.words) != (second.value, second.exact, second.words)


def _pair(first: Step | None, second: Step | None) -> Differing:
    told = first or second
    assert told is not None  # noqa: S101 - a place is of one of them
    values = [step.value if step else "" for step in (first, second)]
    numbers = [step.numbers if step else "" for step in (first, second)]
    return Differing(told.label, told.subject, told.clause, values[0], values[1], numbers[0], numbers[1])
