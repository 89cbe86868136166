"""Who is paid how much, into which account, in which file; and who is listed instead, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from payout.intake import PayeeAccount

Reason = Literal["no_amount", "nothing", "negative", "not_in_payees", "no_account"]
REASONS: dict[Reason, Text] = {
    "no_amount": Text("没有金额", "no amount"),
    "nothing": Text("金额为零", "an amount of nothing"),
    "negative": Text("金额为负", "a negative amount"),
    "not_in_payees": Text("收款账户表中没有此人", "not in the table of accounts"),
    "no_account": Text("没有账号", "no account"),
}


@dataclass(frozen=True)
class Payable:
    """One row of a run's list: what it is called, and what it is to receive; None where the run has no amount."""

    key: str
    name: str
    amount: Fraction | None


@dataclass(frozen=True)
class Owed:
    """What a payment is to settle: the rows to be paid and, of a correction, the amounts to be reclaimed, above nothing as well.

    `known` are the keys of the whole list: an account of anybody else is a stranger's.
    """

    rows: tuple[Payable, ...]
    reclaimed: tuple[Payable, ...]
    known: frozenset[str]

    def only(self, keys: Collection[str]) -> Owed:
        """The rows of some keys alone, and nothing that is reclaimed: what an earlier payment could not pay."""
        return replace(self, rows=tuple(one for one in self.rows if one.key in keys), reclaimed=())

    @property
    def total(self) -> Fraction:
        """What it all comes to: of a correction the difference between both batches."""
        return sum_of(self.rows) - sum_of(self.reclaimed)


def sum_of(rows: Iterable[Payable]) -> Fraction:
    """What rows come to; one that has no amount counts as none."""
    return sum((one.amount or Fraction(0) for one in rows), Fraction(0))


@dataclass(frozen=True)
class PayLine:
    """One payment: an amount, into an account."""

    payee: PayeeAccount
    amount: Fraction


@dataclass(frozen=True)
class NotPaid:
    """One row that is listed, and not paid, and why."""

    payable: Payable
    reason: Reason


@dataclass(frozen=True)
class Residual:
    """What is left of what somebody is due, once whole units of it are paid: above nothing, or below where it was rounded up."""

    key: str
    name: str
    due: Fraction  # the amount, and what an earlier payment left
    paid: Fraction

    @property
    def left(self) -> Fraction:
        """What is due still."""
        return self.due - self.paid


@dataclass(frozen=True)
class Payment:
    """A whole payment: its files, each a run of lines, what is listed, what rounding leaves, what is to be reclaimed.

    To the fen: files + list + residuals = `owed` + `reclaim` + `carried`. A bank's file has no line of what is reclaimed.
    """

    files: tuple[tuple[PayLine, ...], ...]
    not_paid: tuple[NotPaid, ...]
    residuals: tuple[Residual, ...]
    reclaimed: tuple[Payable, ...]
    owed: Fraction
    carried: Fraction  # what an earlier payment left
    strangers: int  # accounts of which the run knows no payee

    @property
    def paid(self) -> Fraction:
        """What the lines of all files sum to."""
        return sum((line.amount for lines in self.files for line in lines), Fraction(0))

    @property
    def residual(self) -> Fraction:
        """What all residuals sum to."""
        return sum((one.left for one in self.residuals), Fraction(0))

    @property
    def reclaim(self) -> Fraction:
        """What is to be reclaimed, above nothing."""
        return sum_of(self.reclaimed)

    @property
    def left(self) -> Fraction:
        """What the listed rows sum to; negative amounts count as they are."""
        return sum_of(one.payable for one in self.not_paid)
