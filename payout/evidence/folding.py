"""The short form of an explanation: what is no, nothing or as usual, and moved no amount, is folded away and counted.

It is read off the steps alone, for every scheme. A step keeps its formula in words and in numbers, so no number that made
an amount is lost; the steps that it rests on stay where their value counts in it:

- a number, unless it is nothing in a value that is something, or a share of one (a ratio of 1 leaves what it is applied to);
- a step that only hands on the value of another, of the same row, is told with it in one: "bonus per head = bonus by score = 7,000";
- a condition that holds, and what it found, where a branch was taken on it; those that only ask whether a value is there are folded;
- where a value is stated since no condition held, those conditions, since nothing else tells why;
- of inputs, numbers: words and answers stand in the conditions that they settle.

What else is there (branches not taken, conditions that do not hold, the steps under them) is folded. What stays is printed close: the
formula in words and numbers on one line where they fit, a step's inputs on one line, a step that stands above not again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from payout.evidence.steps import every
from payout.text import MISSING, NO, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.steps import Condition, Step, Term
    from payout.text import Language

NOTHING = frozenset({"0", *(word(lang) for word in (NO, MISSING) for lang in ("zh", "en"))})
ONE_LINE = 76
SHARES = frozenset({"ratio", "coefficient"})


@dataclass(frozen=True)
class Folded:
    """The short form of steps, and how many steps, branches and conditions it leaves out."""

    steps: tuple[Step, ...]
    left_out: int

    def lines(self, lang: Language, deepest: int | None = None) -> Iterator[str]:
        """The short form as text, at most `deepest` steps deep, and how much is left out."""
        shown: set[tuple[str, str, str]] = set()
        for number, step in enumerate(self.steps):
            yield from [""] if number else []
            yield from _lines(step, lang, 0, deepest, shown)
        if self.left_out:
            yield self.says(lang)

    def says(self, lang: Language) -> str:
        """Say how many were left out; blank where none were."""
        zh = f"另有 {self.left_out} 项为“否”、未填或未起作用,--all 列出"
        en = f"{self.left_out} more are no, not given or changed nothing; --all shows them"
        return Text(zh, en)(lang) if self.left_out else ""


def folded(steps: tuple[Step, ...]) -> Folded:
    """The short form of steps."""
    short = tuple(map(Folder().fold, steps))
    return Folded(short, _items(steps) - _items(short))


def _items(steps: tuple[Step, ...]) -> int:
    places = {step.place: step for step in every(*steps)}.values()
    return sum(1 + len(step.not_taken) + len(step.held) for step in places)


@dataclass
class Folder:
    """Makes short forms of steps: of one that several rest on, or that is asked for again, once."""

    made: dict[int, Step] = field(default_factory=dict)

    def fold(self, step: Step) -> Step:
        """The step without what moved nothing; one and the same wherever it stands."""
        if id(step) not in self.made:
            self.made[id(step)] = _handed_on(self._fold(step))
        return self.made[id(step)]

    def _fold(self, step: Step) -> Step:
        kept = list(dict.fromkeys((*_counting(step), *_holding(step))))
        at = {old: new for new, old in enumerate(kept)}
        stated = step.unheld
        asked = tuple(one for one in step.conditions if not one.given and (one.holds or one.told in stated))
        told = {one.told for one in asked}
        return replace(
            step,
            not_taken=(),
            notes=tuple(note for note in step.notes if note not in step.unlisted),
            unlisted=(),
            held=tuple(one for one in step.held if one in told),
            terms=_moved(step.terms, at),
            conditions=tuple(_condition(one, at) for one in asked),
            rests_on=tuple(self.fold(step.rests_on[old]) for old in kept),
        )


def _handed_on(step: Step) -> Step:
    """A step that is the value of one other, together with it: as it is, or with constants that leave it so (× 1)."""
    below = step.rests_on[0] if len(step.rests_on) == 1 else None
    if below is None or step.held or step.notes or step.before_rounding or below.origin != "rule":
        return step
    alone = all(term.of == 0 or term.kind == "constant" for term in step.terms)
    read = sum(term.of == 0 for term in step.terms) == 1
    if not (alone and read) or (below.subject, below.value, below.exact) != (
        step.subject,
        step.value,
        step.exact,
    ):
        return step
    clauses = dict.fromkeys(", ".join(one.clause for one in (step, below) if one.clause).split(", "))
    return replace(
        below, column=step.column, label=f"{step.label} = {below.label}", clause=", ".join(clauses)
    )


def _moved(terms: tuple[Term, ...], at: dict[int, int]) -> tuple[Term, ...]:
    """Terms that point to where steps stand now; those of steps that are folded to none."""
    return tuple(_term(one, at) for one in terms)


def _condition(condition: Condition, at: dict[int, int]) -> Condition:
    terms = _moved(condition.terms, at)
    return condition if terms == condition.terms else replace(condition, terms=terms)


def _term(term: Term, at: dict[int, int]) -> Term:
    of = at.get(term.of, -1)
    parts = _moved(term.parts, at) if term.parts else ()
    return term if (of, parts) == (term.of, term.parts) else replace(term, of=of, parts=parts)


def _counting(step: Step) -> Iterator[int]:
    """The steps whose value counts in the formula."""
    for term in step.terms:
        if term.of >= 0 and counts(step.rests_on[term.of], step):
            yield term.of


def counts(below: Step, step: Step) -> bool:
    """Whether the value of a step makes a difference in that of the step above it."""
    if below.value == "1" and below.measure in SHARES:
        return False
    if below.value in NOTHING:
        return step.value in NOTHING or below.measure in SHARES
    return below.origin == "rule" or below.value[-1] in "0123456789…"


def _holding(step: Step) -> Iterator[int]:
    """The rules that a branch was taken on."""
    for one in step.conditions:
        if one.holds and not one.given:
            for term in (part for whole in one.terms for part in (whole, *whole.parts)):
                below = step.rests_on[term.of] if term.of >= 0 else None
                if below is not None and below.origin == "rule" and below.value not in NOTHING:
                    yield term.of


def _lines(
    step: Step, lang: Language, depth: int, deepest: int | None, shown: set[tuple[str, str, str]]
) -> Iterator[str]:
    shown.add(step.place)
    clause = f" 〔{step.clause}〕" if step.clause else ""
    yield f"{'  ' * depth}{step.label} = {step.value}{clause}  {step.subject}"
    yield from (f"{'  ' * depth}    {line}" for line in _told(step, lang))
    if deepest is None or depth + 1 < deepest:
        for below in step.rests_on:
            if below.origin == "rule" and below.place not in shown:
                yield from _lines(below, lang, depth + 1, deepest, shown)


def _told(step: Step, lang: Language) -> Iterator[str]:
    numbers = "" if step.numbers in {step.words, step.value} else f"= {step.numbers}"
    together = " ".join(part for part in (step.words, numbers) if part)
    if len(together) <= ONE_LINE:
        yield together
    else:
        yield from (part for part in (step.words, numbers) if part)
    if step.exact or step.before_rounding:
        before = Text("舍入前", "before rounding")(lang)
        yield f"{before} {step.before_rounding}" if step.before_rounding else f"= {step.exact}"
    yield from (f"· {note}" for note in step.notes)
    yield from (f"✓ {condition}" for condition in step.held)
    yield from (f"✗ {condition}" for condition in step.unheld)
    given = _given(step)
    if given:
        yield f"{Text('其中输入:', 'given: ')(lang)}{Text(';', '; ')(lang).join(given)}"


def _given(step: Step) -> list[str]:
    """What a step was given: values of one column together, with the clause that asks for it."""
    values: dict[tuple[str, str], list[str]] = {}
    for below in step.rests_on:
        if below.origin != "rule":
            values.setdefault((below.label, below.clause), []).append(below.value)
    return [
        f"{label} {', '.join(found)}" + (f" 〔{clause}〕" if clause else "")
        for (label, clause), found in values.items()
    ]
