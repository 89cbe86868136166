"""Both languages of a text; how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """One text in both languages of the program."""

    zh: str
    en: str

    def __call__(self, lang: Language) -> str:
        """Give the text in one language."""
        return self.en if lang == "en" else self.zh


NOTHING = Text("", "")


def show_number(value: Fraction) -> str:
    """Write a rational: whole or decimal where it ends, else as a fraction."""
    rest = value.denominator
    places = 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places += max(twos, fives)
    scaled = value.numerator * 10**places // value.denominator
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text
