"""Bounds of a parameter: what is said of a number outside them, with what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.text import NOTHING, Text, show_number

if TYPE_CHECKING:
    from fractions import Fraction

SHARES = frozenset(("ratio", "coefficient", "weight"))
HUNDRED = 100


def beyond(value: Fraction, bounds: tuple[Fraction, Fraction], measure: str) -> Text:
    """What is said of a number that is not within bounds; of one that is, nothing."""
    low, high = bounds
    if low <= value <= high:
        return NOTHING
    meant = _meant(value, bounds, measure)
    shown, least, most = (show_number(one) for one in (value, low, high))
    return Text(
        f"{shown} 超出范围,应在 {least} 至 {most} 之间{meant.zh}",
        f"{shown} is not within its bounds, {least} to {most}{meant.en}",
    )


def _meant(value: Fraction, bounds: tuple[Fraction, Fraction], measure: str) -> Text:
    """What the author of the number probably meant, where that can be told."""
    low, high = bounds
    if measure == "year":
        return Text(";年度写四位数,如 2012", "; a year is written with four digits, such as 2012")
    part, shown = value / HUNDRED, show_number(value)
    if measure in SHARES and value > high and value >= 1 and low <= part <= high and "/" not in shown:
        share = show_number(part)
        return Text(f";{shown}% 写作 {share}", f"; {shown} % is written {share}")
    if value < 0 <= low <= -value <= high:
        unsigned = show_number(-value)
        return Text(f";写 {unsigned},不带负号", f"; write {unsigned}, without a sign")
    return NOTHING
