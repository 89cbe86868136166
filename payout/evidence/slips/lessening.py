"""What lessened an amount, read off its steps: a share below one that it was multiplied by, what was taken off, a part below zero.

Only what a rule or the input says of the payee's own row or of those above it counts, and only outside brackets: in
`9 × (score − mean)` nothing is taken off. Of shares of a pool every weight is below one, and none is told.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.evidence.folding import SHARES
from payout.evidence.rereading.grammar import ROUNDING
from payout.evidence.slips.slip import SlipLine
from payout.evidence.steps import every
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from payout.evidence.slips.figures import Figures
    from payout.evidence.steps import Step, Term

ADDED, TAKEN_OFF, TIMES = " + ", " − ", " × "
SHARED_OUT = "→"
MEASURES = frozenset({"yuan", "points"})


def lessened(roots: Iterable[Step], own: frozenset[tuple[str, str]], figures: Figures) -> Iterator[SlipLine]:
    """The lines of what lessened an amount or points of `own` rows (level and subject), each once, from the result downward."""
    told: set[tuple[str, str, str]] = set()
    for step in every(*roots):
        if (step.level, step.subject) in own and step.measure in MEASURES and SHARED_OUT not in step.numbers:
            for sign, term in _signed(step):
                below = step.rests_on[term.of]
                if _lessens(sign, term, below, step) and below.place not in told:
                    told.add(below.place)
                    how = figures.how(below) if below.origin == "rule" else ""
                    label = below.label.partition(" = ")[0]
                    yield SlipLine(
                        label, _figure(sign, term, step, figures), how, below.clause or step.clause
                    )


def _signed(step: Step) -> Iterator[tuple[str, Term]]:
    """The values that stand in a formula outside brackets and come from a step, each with the sign before or behind it."""
    text, at, depth, sign = _opened(step.numbers), 0, 0, ADDED
    for term in step.terms:
        found = text.find(term.printed, at)
        if found < 0:
            return
        between = text[at:found]
        depth += between.count("(") - between.count(")")
        sign = next(
            (one for one in (ADDED, TAKEN_OFF, TIMES) if between.endswith(one)), sign if not at else ""
        )
        at = found + len(term.printed)
        if depth <= 0 and term.of >= 0:
            behind = text[at : at + len(TIMES)] == TIMES
            yield (TIMES if behind and sign == ADDED else sign), term


def _opened(numbers: str) -> str:
    """A formula without the brackets of its rounding and of its floor, which hold the whole of it."""
    rounding = ROUNDING.match(numbers)
    text = numbers[rounding.end() : -1] if rounding is not None and numbers.endswith(")") else numbers
    for word in ("最高(", "greatest("):
        if text.startswith(word) and text.endswith(", 0)"):
            return text[len(word) : -4]
    return text


def _lessens(sign: str, term: Term, below: Step, step: Step) -> bool:
    value = _number(term)
    if value is None or below.origin not in {"rule", "input"}:
        return False
    if sign == TIMES:
        return step.measure == "yuan" and below.origin == "rule" and term.measure in SHARES and 0 <= value < 1
    alike = below.measure == step.measure
    return alike and (value > 0 if sign == TAKEN_OFF else sign == ADDED and value < 0 and _is_sum(step))


def _is_sum(step: Step) -> bool:
    return ADDED in step.numbers or TAKEN_OFF in step.numbers


def _figure(sign: str, term: Term, step: Step, figures: Figures) -> str:
    shown = figures.number(term.text, term.exact, term.measure or step.measure)
    unit = Text(" 元", " yuan")(figures.lang) if step.measure == "yuan" and sign != TIMES else ""
    return f"{sign.strip() if sign != ADDED else ''}{shown}{unit}"


def _number(term: Term) -> Fraction | None:
    try:
        return Fraction(term.exact or term.text)
    except ValueError:
        return None
