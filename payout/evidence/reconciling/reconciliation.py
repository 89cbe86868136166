"""A reconciliation as frozen records that every output reads."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from payout.text import Text

if TYPE_CHECKING:
    from payout.evidence.comparing.sides import Target
    from payout.evidence.reconciling.inputs import Guess
    from payout.evidence.reconciling.ways import WayKind

Status = Literal["agreed", "explained", "guessed", "different", "only_theirs", "only_ours", "no_amount"]
CERTAIN, LIKELY = (
    40,
    10,
)  # bits saved beyond what the way takes to say, and beyond what one of a thousand saves by chance


@dataclass(frozen=True)
class Cause:
    """One way of the smallest set: how it is said, and what it accounts for.

    `rows`: those that agree with it and would not without, `also`: how many of them need another way of the set besides.
    `yuan`: how much of the rows' difference it makes. `broken`: rows that agreed before it. `chance`: how many rows would agree if
    their differences were dealt out at random. `surplus`: bits that it saves beyond what it takes to say it.
    `alike`: other ways under which the same rows agree, which this list cannot tell from it.
    """

    kind: WayKind
    name: str
    label: Text
    clause: str
    rows: int
    also: int
    yuan: Fraction
    broken: int
    chance: Fraction
    surplus: int
    alike: tuple[Text, ...] = ()
    names_alike: tuple[str, ...] = ()

    @property
    def certainty(self) -> Text:
        """How sure it is, in a word."""
        if self.surplus >= CERTAIN and self.chance * 2 <= self.rows and not self.alike:
            return Text("确定", "certain")
        if self.surplus >= CERTAIN and not self.alike:
            return Text("很可能", "very likely")
        if self.surplus >= CERTAIN:
            return Text("金额确定,原因有几种", "certain as to the amounts, several causes")
        return Text("可能", "likely") if self.surplus >= LIKELY else Text("或许碰巧", "perhaps by chance")


@dataclass(frozen=True)
class Line:
    """One row of either side. `by`: the explanations that it needs, counted from 1; `left`: what they leave."""

    key: str
    called: str
    theirs: Fraction | None
    ours: Fraction | None
    difference: Fraction
    status: Status
    by: tuple[int, ...] = ()
    left: Fraction | None = None
    guess: Guess | None = None


@dataclass(frozen=True)
class Reconciliation:
    """A list against a run. `tried`: how many ways were computed; `loose`: keys that match only once they are written alike."""

    target: Target
    label: Text
    list_name: str
    list_place: str
    lines: tuple[Line, ...]
    causes: tuple[Cause, ...]
    tried: int
    loose: tuple[tuple[str, str], ...] = ()
    unrounded: int = 0  # amounts of more than two decimals

    def of(self, *statuses: Status) -> tuple[Line, ...]:
        """The rows of some statuses."""
        return tuple(line for line in self.lines if line.status in statuses)

    @cached_property
    def matched(self) -> tuple[Line, ...]:
        """The rows that both sides have."""
        return self.of("agreed", "explained", "guessed", "different")

    @property
    def differing(self) -> tuple[Line, ...]:
        """The rows that both sides have with other amounts."""
        return self.of("explained", "guessed", "different")

    @property
    def agrees(self) -> bool:
        """Whether every row is on both sides with the same amount; who is paid nothing may be missing in the list."""
        return not self.differing and not self.of("only_theirs", "no_amount") and not self.missing

    @property
    def missing(self) -> tuple[Line, ...]:
        """The rows that the list lacks, though they are paid something."""
        return tuple(line for line in self.of("only_ours") if line.ours)

    @property
    def left(self) -> Fraction:
        """What no explanation accounts for, in yuan."""
        return sum(
            (line.left for line in self.of("guessed", "different") if line.left is not None), Fraction(0)
        )

    def total(self, side: Literal["theirs", "ours"], lines: tuple[Line, ...] | None = None) -> Fraction:
        """The sum of one side, over all rows or some."""
        amounts = (getattr(line, side) for line in (self.lines if lines is None else lines))
        return sum((one for one in amounts if one is not None), Fraction(0))
