"""How the figures of a comparison are written: exact where they end, and what does not end so that it is told from nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.text import plain_decimal, show_number

if TYPE_CHECKING:
    from payout.exact import ExactArray

FEN_PLACES, LONG_PLACES = 2, 6


def amount(value: Fraction) -> str:
    """An amount as decimal text, of two decimals where it has no more; a fraction where its decimals do not end."""
    return plain_decimal(value, 2) if (value * 100).denominator == 1 else show_number(value)


def known(value: Fraction | None) -> str | None:
    """The same of an amount that a side may not have."""
    return None if value is None else amount(value)


def amounts(column: ExactArray) -> list[str]:
    """The amounts of a column as `amount` writes them; a missing one is blank."""
    texts = list(column.to_strings(FEN_PLACES))
    for row in (~((column * 100).is_integer() | column.isna())).nonzero()[0]:
        texts[row] = amount(Fraction(column[row]))
    return texts


def is_to_the_fen(column: ExactArray) -> bool:
    """Whether every amount of a column has two decimals or fewer."""
    return bool(((column * 100).is_integer() | column.isna()).all())


def shown(column: ExactArray) -> list[str]:
    """The amounts of a column as decimals: of two places, or of six, half up, where one of them has more."""
    return list(column.to_strings(FEN_PLACES if is_to_the_fen(column) else LONG_PLACES))


def signed(value: Fraction) -> str:
    """A difference with its sign, thousands apart; of more decimals than a fen those that tell it from nothing."""
    text = amount(abs(value))
    if "/" in text or len(text.partition(".")[2]) > LONG_PLACES:
        text = "≈" + plain_decimal(rounded(abs(value), 4), 4)
    whole, point, rest = text.lstrip("≈").partition(".")
    told = f"{'≈' * text.startswith('≈')}{int(whole):,}{point}{rest}"
    return f"{'+' if value > 0 else '-' if value < 0 else ''}{told}"


def plain(value: Fraction | None) -> str:
    """An amount without a sign before it if it is above nothing; a dash where a side has none."""
    return "—" if value is None else signed(value).lstrip("+")


def average(total: Fraction, rows: int) -> Fraction:
    """A total a row, to the fen; nothing where there are no rows."""
    return rounded(total / rows, FEN_PLACES) if rows else Fraction(0)


def per_cent(part: Fraction, whole: Fraction) -> str:
    """A part of a whole in hundredths with its sign; blank where the whole is nothing."""
    return f"{signed(rounded(part / abs(whole) * 100, 2))} %" if whole else ""


def rounded(value: Fraction, places: int) -> Fraction:
    """A figure to be looked at, of so many decimals; half goes away from nothing."""
    whole = (abs(value) * 10**places * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole, 10**places)


def whole(value: Fraction) -> str:
    """A round figure: without fen where it has none."""
    return signed(value).lstrip("+").removesuffix(".00")
