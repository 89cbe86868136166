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
    held: tuple[str, ...] = ()  # the conditions of the branches taken
    not_taken: tuple[Branch, ...] = ()
    rests_on: tuple[Step, ...] = ()
    origin: str = "rule"  # rule, input, derived, parameter
    again: bool = False  # explained further up

    def __post_init__(self) -> None:
        """Mask what looks like a number of a person in the name of its row; figures stay as they are."""
        object.__setattr__(self, "subject", veil_key(self.subject))

    @property
    def place(self) -> tuple[str, str, str]:
        """Which column of which row it is."""
        return (self.column, self.label, self.subject)

    def record(self, deepest: int | None = None) -> dict[str, object]:
        """The step as plain values for JSON, `deepest` steps deep; what is blank is left out."""
        plain = {
            name: value
            for name, value in vars(self).items()
            if value and name not in {"not_taken", "rests_on"}
        }
        if self.not_taken:
            plain["not_taken"] = [vars(branch) for branch in self.not_taken]
        if self.rests_on and deepest != 1:
            plain["rests_on"] = [
                step.record(None if deepest is None else deepest - 1) for step in self.rests_on
            ]
        return plain


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
    if step.again or step.origin != "rule":
        return
    shown.add(step.place)
    inner = pad + "    "
    yield f"{inner}{step.words}"
    if step.numbers != step.words:
        yield f"{inner}= {step.numbers}"
    if step.exact:
        yield f"{inner}= {step.exact}"
    if step.before_rounding:
        yield f"{inner}{Text('舍入前', 'before rounding')(lang)} {step.before_rounding}"
    for note in step.notes:
        yield f"{inner}· {note}"
    for condition in step.held:
        yield f"{inner}✓ {condition}"
    for branch in step.not_taken:
        yield f"{inner}✗ {branch.formula} ← {branch.why}"
    if deepest is not None and depth + 1 >= deepest:
        return
    for child in step.rests_on:
        yield from render(child, lang, depth + 1, deepest, shown)


def _mark(step: Step, lang: Language, shown: set[tuple[str, str, str]]) -> str:
    if step.again and step.place in shown:
        return f"  ({Text('见上', 'see above')(lang)})"
    words = {"input": Text("输入", "input"), "derived": Text("推导", "derived")}
    return f"  [{words[step.origin](lang)}]" if step.origin in words else ""
