"""Gates: how far a comparison may go before a script must stop, and who goes farther."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.rules.tree import LanguageError
from payout.text import Text, show_number

if TYPE_CHECKING:
    from payout.evidence.comparing.comparison import Comparison, Payee

LIMIT = re.compile(r"(\d+(?:\.\d+)?)(%?)")
WORST = 10


@dataclass(frozen=True)
class MostChange:
    """The most that something may change, either way: an amount, or a part of the first side's."""

    text: str
    amount: Fraction
    is_part: bool

    def of(self, first: Fraction) -> Fraction:
        """The most that this may change."""
        return abs(first) * self.amount if self.is_part else self.amount


def limit(text: str) -> MostChange:
    """Read a limit: `500` or `2%`. Raises LanguageError."""
    found = LIMIT.fullmatch(text.strip().replace("％", "%"))
    if found is None:
        raise LanguageError(
            f"{text} is no limit: write 500 for yuan, or 2% of the first side's",
            f"{text} 不是限额:写作 500(元)或 2%(占前者的比例)",
        )
    number = Fraction(found[1])
    return MostChange(text.strip(), number / 100 if found[2] else number, bool(found[2]))


@dataclass(frozen=True)
class Gates:
    """What a comparison may not exceed."""

    total: MostChange | None = None
    person: MostChange | None = None
    no_losers: bool = False


@dataclass(frozen=True)
class Breach:
    """A gate that is exceeded: what it says, and of rows how many and the worst."""

    told: Text
    count: int = 0
    worst: tuple[Payee, ...] = ()


def breaches(found: Comparison, gates: Gates) -> tuple[Breach, ...]:
    """The gates that a comparison exceeds."""
    checked = (
        _of_total(found, gates.total),
        _of_persons(found, gates.person),
        _losers(found, gates.no_losers),
    )
    return tuple(one for one in checked if one is not None)


def _of_total(found: Comparison, most: MostChange | None) -> Breach | None:
    moved = found.total_second - found.total_first
    if most is None or abs(moved) <= most.of(found.total_first):
        return None
    shown = show_number(moved)
    return Breach(
        Text(
            f"总额变动 {shown},超过 --max-total-change {most.text}",
            f"the total changes by {shown}, more than --max-total-change {most.text}",
        )
    )


def _of_persons(found: Comparison, most: MostChange | None) -> Breach | None:
    if most is None:
        return None
    allowed = abs(found.first) * most.amount if most.is_part else most.amount
    over = np.asarray(abs(found.difference) > allowed, dtype=bool)
    return _rows(
        found,
        over,
        Text(
            f"个人变动超过 --max-person-change {most.text}",
            f"change by more than --max-person-change {most.text}",
        ),
    )


def _losers(found: Comparison, no_losers: bool) -> Breach | None:
    if not no_losers:
        return None
    return _rows(
        found, np.asarray(found.difference < 0, dtype=bool), Text("减少(--no-losers)", "lose (--no-losers)")
    )


def _rows(found: Comparison, over: np.ndarray, told: Text) -> Breach | None:
    rows = np.flatnonzero(over)
    if not len(rows):
        return None
    sizes = abs(found.difference.take(rows))
    worst = rows[np.argsort(-sizes, kind="stable")[:WORST]]
    return Breach(told, len(rows), tuple(found.payee(int(row)) for row in worst))
