"""The words and numbers of cases: as a cell is read, and as a message writes them."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 6  # names that a message lists
LONGEST = 20  # decimals that a message shows of a number


def plain(text: str) -> str:
    """Write a text without full-width characters, as all of a case is read."""
    return unicodedata.normalize("NFKC", text)


def near_to(word: str, known: Sequence[str]) -> list[str]:
    """The words that are near one: those that it is a part of, and those spelt nearly so."""
    parts = [one for one in known if word and word in one.split("/")]
    return list(dict.fromkeys([*parts, *get_close_matches(word, known, 3)]))[:SHOWN]


def among(word: str, known: Sequence[str], lead: Text) -> Text:
    """List the words that are near one; else the first of all."""
    near = near_to(word, known)
    listed = ", ".join(near or known[:SHOWN]) + (" …" if not near and len(known) > SHOWN else "")
    return (
        Text(f"相近的有 {listed}", f"near it: {listed}")
        if near
        else Text(f"{lead.zh} {listed}", f"{lead.en} {listed}")
    )


def but(zh: str, en: str, near: Sequence[str]) -> Text:
    """Add what is near, if anything."""
    listed = ", ".join(near)
    return Text(f"{zh},相近的有 {listed}", f"{en}; near it: {listed}") if near else Text(zh, en)


def number_of(text: str) -> Fraction | None:
    """Read a number as it is written, a fraction too; None for anything else."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def decimal_of(exact: Fraction) -> str:
    """Write a number in decimals: all of them, or six and the fraction where they do not end."""
    places = next((each for each in range(LONGEST) if 10**each % exact.denominator == 0), None)
    rounded, shown = half_up(exact, 6), 6 if places is None else places
    value = rounded if places is None else exact
    whole, part = divmod(abs(value.numerator) * 10**shown // value.denominator, 10**shown)
    decimal = f"{'-' if value < 0 else ''}{whole}" + (f".{part:0{shown}d}" if shown else "")
    return decimal if places is not None else f"{decimal} ({exact})"


def written_places(text: str) -> int:
    """Count the decimals that a number is written with."""
    return len(text.partition(".")[2])


def half_up(value: Fraction, places: int) -> Fraction:
    """Round a number to so many decimals, a half away from nought."""
    scale = 10**places
    size = Fraction((abs(value) * scale + Fraction(1, 2)).__floor__(), scale)
    return size if value >= 0 else -size
