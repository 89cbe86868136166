"""Whether a trace is right as it is printed: each step from its numbers, each number from the step that it came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.evidence.rereading.grammar import AGGREGATES, NotAsPrinted, Reader, value
from payout.evidence.steps import every
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.evidence.lists import ManyRows
    from payout.evidence.rereading.grammar import Value
    from payout.evidence.steps import Step, Term

GIVEN = ("table", "rank", "share", "decision", "condition", "branch", *AGGREGATES)


@dataclass(frozen=True)
class Difference:
    """A step that is not what its printed numbers give: where, what is printed, and what is wrong with it."""

    subject: str
    column: str
    label: str
    printed: str
    why: Text

    def record(self, lang: str) -> dict[str, str]:
        """The difference for JSON."""
        return {**vars(self), "why": self.why.en if lang == "en" else self.why.zh}


@dataclass
class Checked:
    """What was read back: traces, steps, amounts; what was taken as it is printed, by kind; lists; and what differs."""

    traces: int = 0
    amounts: int = 0
    steps: int = 0
    given: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Checker:
    """Reads traces back. `lists`: what values over many rows were taken from, by name; a step that many share is read once."""

    lists: Mapping[str, ManyRows] = field(default_factory=dict)
    found: Checked = field(default_factory=Checked)
    read: dict[int, Step] = field(default_factory=dict)
    lists_read: set[str] = field(default_factory=set)

    def trace(self, steps: tuple[Step, ...]) -> None:
        """Read back the traces of one row."""
        self.found.traces += 1
        self.found.amounts += len(steps)
        for step in every(*steps):
            if id(step) not in self.read:
                self.read[id(step)] = step  # kept: what is read must not make room for another at its address
                self.step(step)

    def step(self, step: Step) -> None:
        """Read back one step: its value from its formula, its numbers from the steps that it rests on."""
        if step.origin != "rule":
            return
        self.found.steps += 1
        try:
            for why in self._wrong(step):
                self._differs(step, why)
        except NotAsPrinted as error:
            self._differs(step, Text(f"印出的算式读不回来:{error}", f"it cannot be read back: {error}"))
        for term in step.terms:
            if term.kind in GIVEN:
                self.found.given[term.kind] += 1
            if term.listed:
                self._list(step, term)

    def _differs(self, step: Step, why: Text) -> None:
        self.found.differences.append(Difference(step.subject, step.column, step.label, step.value, why))

    def _wrong(self, step: Step) -> Iterator[Text]:
        printed = value(step.value, step.exact)
        found = Reader(step.numbers, step.terms).whole()
        if found != printed or isinstance(found, bool) != isinstance(printed, bool):
            yield Text(
                f"{step.numbers} 得 {_plain(found)},印的是 {step.value}",
                f"{step.numbers} gives {_plain(found)}, and {step.value} is printed",
            )
        if step.before_rounding:
            yield from self._before(step)
        yield from self._rests(step, step.terms)
        for condition in step.conditions:
            holds = Reader(condition.numbers, condition.terms).whole()
            if (holds is True) != condition.holds:
                yield Text(f"条件不对:{condition.told}", f"a condition is not so: {condition.told}")
            yield from self._rests(step, condition.terms)

    def _before(self, step: Step) -> Iterator[Text]:
        """What stands before rounding, which is what the formula gives without its outermost rounding."""
        shown, _, exact = step.before_rounding.partition(" = ")
        inner = step.numbers[step.numbers.index("(") + 1 : -1]
        found = Reader(inner, step.terms).whole()
        if found != value(shown, exact):
            yield Text(
                f"舍入前不是 {step.before_rounding}", f"before rounding it is not {step.before_rounding}"
            )

    def _rests(self, step: Step, terms: tuple[Term, ...]) -> Iterator[Text]:
        """Each value that is another step's is printed as that step prints it."""
        for term in (part for one in terms for part in (one, *one.parts)):
            if term.of < 0:
                continue
            below = step.rests_on[term.of]
            if (term.text, term.exact) != (below.value, below.exact) and not term.text.endswith(
                f":{below.value}"
            ):
                yield Text(
                    f"算式里的 {term.text} 不是{below.label}的 {below.value}",
                    f"{term.text} in the formula is not {below.value}, which {below.label} is",
                )

    def _list(self, step: Step, term: Term) -> None:
        listed = self.lists.get(term.listed)
        if listed is None:
            return
        if term.listed not in self.lists_read:
            self.lists_read.add(term.listed)
            self.found.lists[listed.kind] += 1
            if not right(listed):
                self._differs(step, Text("名册各行之数对不上", "it is not what the rows of the list come to"))
        if not agrees(term, listed):
            self._differs(
                step, Text(f"{term.text} 不是各行之数", f"{term.text} is not what the rows come to")
            )


def right(listed: ManyRows) -> bool:
    """Whether what is printed of a group of rows is what the values of its rows come to."""
    values = [value(one.text, one.exact) for one in listed.values]
    if listed.kind in AGGREGATES:
        return AGGREGATES[listed.kind](values) == value(listed.total.text, listed.total.exact)
    return listed.kind != "share" or _shared(listed, values)


def agrees(term: Term, listed: ManyRows) -> bool:
    """Whether a value that is printed in a formula is the list's, or is among what the list gives."""
    if listed.kind in AGGREGATES:
        return (term.text, term.exact) == (listed.total.text, listed.total.exact)
    if listed.kind == "share":
        return any(term.text == one.text for one in listed.values)
    return rank_of(listed, term) == value(term.text)


def rank_of(listed: ManyRows, term: Term) -> Value:
    """The place of a value among those of its group: equals share the lowest, the highest, or count once."""
    own = value(term.parts[0].text, term.parts[0].exact)
    values = [value(one.text, one.exact) for one in listed.values]
    if not isinstance(own, Fraction) or not all(isinstance(one, Fraction) for one in values):
        return value(term.text)
    better = [one for one in values if (one > own if listed.best == "highest" else one < own)]  # type: ignore[operator]
    if listed.ties == "dense":
        return Fraction(len(set(better)) + 1)
    return Fraction(len(better) + (values.count(own) if listed.ties == "highest" else 1))


def _shared(listed: ManyRows, values: list[Value]) -> bool:
    """Whether shares come to the pool, each cut to whole units, what is left by the largest remainders."""
    pool, unit = value(listed.total.text, listed.total.exact), Fraction(listed.unit)
    weights = [value(one.text, one.exact) for one in listed.weights]
    numbers = [one for one in (pool, *values, *weights) if isinstance(one, Fraction)]
    if len(numbers) != len(values) + len(weights) + 1:
        return all(one is None for one in values)
    given, weight = numbers[1 : len(values) + 1], numbers[len(values) + 1 :]
    whole = sum(weight, Fraction(0))
    ideal = [numbers[0] * one / whole / unit for one in weight]
    rests = [one - one.numerator // one.denominator for one in ideal]
    more = [one / unit - (part - rest) for one, part, rest in zip(given, ideal, rests, strict=True)]
    took = [rest for rest, one in zip(rests, more, strict=True) if one == 1]
    left = [rest for rest, one in zip(rests, more, strict=True) if one == 0]
    whole_units = len(took) + len(left) == len(more)
    return (
        whole_units and sum(given, Fraction(0)) == numbers[0] and min(took, default=1) >= max(left, default=0)
    )


def _plain(found: Value) -> str:
    return "缺/missing" if found is None else str(found)
