"""What one looks at before paying: frozen records, in both languages, that the screen and the workbook show.

They forbid nothing. What is masked in findings is masked here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from payout.findings import Place
from payout.text import NOTHING, Text

BEFORE_PAYING = Text("发放前看一看", "Look before you pay")
BEFORE_PUBLISHING = Text("定稿前看一看", "Look before you publish")


@dataclass(frozen=True)
class Seen:
    """One row that is looked at: what it is, what it is called, which figure of it, and why it is shown."""

    subject: Text  # 人员 P00002
    value: str  # a decimal, or what stands in the cell
    called: str = ""
    column: Text = NOTHING
    why: Text = NOTHING
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Listed:
    """Rows of one sort: how many there are, the first of them, and how often each reason was found among those."""

    count: int = 0
    rows: tuple[Seen, ...] = ()
    reasons: tuple[tuple[Text, int], ...] = ()
    total: str = ""  # what is paid to all of them, as a decimal


@dataclass(frozen=True)
class Paid:
    """The amounts of one kind of payees."""

    level: Text
    label: Text  # of the amount
    count: int  # who is paid anything
    most: tuple[Seen, ...]
    least: tuple[Seen, ...]  # of those who are paid anything
    nothing: Listed  # who is paid nothing
    left: Listed | None = (
        None  # who is paid and not in service at the end of the year; None: the policy does not say who is
    )


@dataclass(frozen=True)
class Blanks:
    """The blank cells of a column, and what they mean."""

    table: Text
    column: Text
    count: int
    of: int
    meaning: Text


@dataclass(frozen=True)
class Childless:
    """The rows of a level that pays through another's rows and has none."""

    level: Text
    below: Text
    found: Listed


@dataclass(frozen=True)
class Look:
    """All that is looked at before paying; before publishing where the policy pays nobody."""

    pays: bool = True  # whether the policy's results have an amount that is paid
    paid: tuple[Paid, ...] = ()
    blanks: tuple[Blanks, ...] = ()
    unlike: Listed = field(default_factory=Listed)  # cells ten times, or a tenth of, what stands beside them
    childless: tuple[Childless, ...] = ()

    @property
    def title(self) -> Text:
        """What it is called."""
        return BEFORE_PAYING if self.pays else BEFORE_PUBLISHING

    @property
    def rows(self) -> int:
        """How many rows there are to look at."""
        paid = sum(len(one.most) + len(one.least) + one.nothing.count for one in self.paid)
        left = sum(one.left.count for one in self.paid if one.left is not None)
        below = sum(one.found.count for one in self.childless)
        return paid + left + below + self.unlike.count + len(self.blanks)
