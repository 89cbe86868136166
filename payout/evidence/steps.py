"""The steps of an explanation: one column of one row each, as records, as lines of text and as plain values for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.masking import veil_key
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.text import Language


@dataclass(frozen=True)
class Branch:
    """A branch that was not taken, and why."""

    formula: str
    why: str


@dataclass(frozen=True)
class Term:
    """A value as a formula in numbers prints it, in the order of the text.

    `exact`: the fraction, where the decimals do not end. `of`: which of the steps it is the value of, counted in `rests_on`; −1: of
    none. `kind`: what gave it. `parts`: what stands behind it in brackets (the keys of a table's entry, what a condition
    found). `unit`: what a share is cut to whole ones of. `listed`: the list of the batch that it was taken from, if one is kept.
    """

    text: str
    exact: str = ""
    of: int = -1
    kind: str = ""
    parts: tuple[Term, ...] = ()
    unit: str = ""
    listed: str = ""
    name: str = ""  # what it is called, in short
    measure: str = ""

    @property
    def printed(self) -> str:
        """What stands in the formula."""
        return f"{self.text} ({', '.join(part.text for part in self.parts)})" if self.parts else self.text

    def record(self) -> dict[str, object]:
        """The value for JSON; what says nothing is left out."""
        plain: dict[str, object] = {
            name: value
            for name, value in vars(self).items()
            if value and name not in {"of", "parts", "listed"}
        }
        if self.of >= 0:
            plain["of"] = self.of
        if self.parts:
            plain["parts"] = [part.record() for part in self.parts]
        return plain


@dataclass(frozen=True)
class Condition:
    """A condition on which a branch was taken, or left: as it is told, in numbers, and whether it holds.

    `given`: it only asks whether a value is there.
    """

    told: str
    numbers: str
    terms: tuple[Term, ...]
    holds: bool
    given: bool = False

    def record(self) -> dict[str, object]:
        """The condition for JSON."""
        terms = [term.record() for term in self.terms]
        return {"numbers": self.numbers, "terms": terms, "holds": self.holds}


@dataclass(frozen=True)
class Step:
    """One column of one row: how it came about, and the steps it rests on."""

    column: str
    label: str
    subject: str
    value: str
    exact: str = ""  # the value as a fraction, where the decimals do not end
    clause: str = ""
    measure: str = ""
    words: str = ""
    numbers: str = ""
    before_rounding: str = ""
    notes: tuple[str, ...] = ()  # shares of a pool, sums over rows that are not listed
    unlisted: tuple[str, ...] = ()  # those of `notes` that say so of sums
    held: tuple[str, ...] = ()  # the conditions of the branches taken
    not_taken: tuple[Branch, ...] = ()
    rests_on: tuple[Step, ...] = ()
    origin: str = "rule"  # rule, input, derived, parameter
    level: str = ""
    terms: tuple[Term, ...] = ()  # the values of `numbers`
    conditions: tuple[Condition, ...] = ()

    @property
    def unheld(self) -> tuple[str, ...]:
        """The conditions that do not hold, where a value was stated because of it."""
        stated = len(self.terms) == 1 and self.terms[0].kind == "constant" and not self.held
        return tuple(one.told for one in self.conditions if not (one.holds or one.given)) if stated else ()

    def __post_init__(self) -> None:
        """Mask what looks like a number of a person in the name of its row; figures stay as they are."""
        object.__setattr__(self, "subject", veil_key(self.subject))

    @property
    def place(self) -> tuple[str, str, str]:
        """Which column of which row it is."""
        return (self.column, self.label, self.subject)

    def record(
        self, deepest: int | None = None, shown: set[tuple[str, str, str]] | None = None
    ) -> dict[str, object]:
        """The step as plain values for JSON, `deepest` steps deep; what is blank is left out.

        A rule that was written already (`shown`) is not written out `again`.
        """
        shown = set() if shown is None else shown
        again = self.origin == "rule" and self.place in shown
        if again:
            told = ("column", "label", "subject", "value", "exact", "clause", "measure", "origin")
            return {name: getattr(self, name) for name in told if getattr(self, name)} | {"again": True}
        shown.add(self.place)
        nested = {"not_taken", "rests_on", "terms", "conditions", "unlisted"}
        plain = {name: value for name, value in vars(self).items() if value and name not in nested}
        if self.not_taken:
            plain["not_taken"] = [vars(branch) for branch in self.not_taken]
        plain |= {
            name: [one.record() for one in getattr(self, name)]
            for name in ("terms", "conditions")
            if getattr(self, name)
        }
        if self.rests_on and deepest != 1:
            deeper = None if deepest is None else deepest - 1
            plain["rests_on"] = [step.record(deeper, shown) for step in self.rests_on]
        return plain


def every(*steps: Step) -> Iterator[Step]:
    """The steps and all that they rest on, each once, from the top."""
    seen: set[int] = set()
    waiting = list(reversed(steps))
    while waiting:
        step = waiting.pop()
        if id(step) not in seen:
            seen.add(id(step))
            yield step
            waiting += reversed(step.rests_on)


def render(
    step: Step,
    lang: Language,
    depth: int = 0,
    deepest: int | None = None,
    shown: set[tuple[str, str, str]] | None = None,
) -> Iterator[str]:
    """Write a step and what it rests on as indented lines, at most `deepest` steps deep.

    `shown` are the steps that were written out so far: of those "see above" is said, and of no other.
    """
    shown = set() if shown is None else shown
    pad = "  " * depth
    clause = f" 〔{step.clause}〕" if step.clause else ""
    yield f"{pad}{step.label} = {step.value}{clause}  {step.subject}" + _mark(step, lang, shown)
    if step.place in shown or step.origin != "rule":
        return
    shown.add(step.place)
    yield from (f"{pad}    {line}" for line in _told(step, lang))
    if deepest is None or depth + 1 < deepest:
        for child in step.rests_on:
            yield from render(child, lang, depth + 1, deepest, shown)


def _told(step: Step, lang: Language) -> Iterator[str]:
    """How the step's value came about, line by line."""
    yield step.words
    if step.numbers not in {step.words, step.value}:
        yield f"= {step.numbers}"
    cut = dict.fromkeys((term.text, term.exact) for term in step.terms if term.exact and term.of < 0)
    if step.numbers != step.value:
        yield from (f"{Text('其中', 'where')(lang)} {text} = {exact}" for text, exact in cut)
    if step.exact:
        yield f"= {step.exact}"
    if step.before_rounding:
        yield f"{Text('舍入前', 'before rounding')(lang)} {step.before_rounding}"
    yield from (f"· {note}" for note in step.notes)
    yield from (f"✓ {condition}" for condition in step.held)
    yield from (f"✗ {branch.formula} ← {branch.why}" for branch in step.not_taken)


def _mark(step: Step, lang: Language, shown: set[tuple[str, str, str]]) -> str:
    if step.origin == "rule" and step.place in shown:
        return f"  ({Text('见上', 'see above')(lang)})"
    words = {"input": Text("输入", "input"), "derived": Text("推导", "derived")}
    return f"  [{words[step.origin](lang)}]" if step.origin in words else ""
