"""Both languages of a text, and how numbers, days and blanks are written. What everybody speaks in: imports nothing of ours.

Nor does it import pandas or NumPy, which take half a second: `payout --help` needs words and no column. Their
values are told by the names of their types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, TypeAlias

Language = Literal["zh", "en"]

DAY = "%Y-%m-%d"
BLANKS = ("NAType", "NaTType")  # of pandas: it has one value of each
FLAGS = ("bool", "bool_")  # Python's and NumPy's
SHOWN_PLACES = 6
# A text that begins so is a formula to a spreadsheet that opens a CSV; one that is set to Chinese or Japanese takes
# full-width and small signs for the plain ones. Ours get an apostrophe there, and lose it again when they are read.
FORMULA_SIGNS = r"=+\-@\t\r＝＋－＠﹦﹢﹣﹫"


@dataclass(frozen=True)
class Text:
    """One text in both languages of the program."""

    zh: str
    en: str

    def __call__(self, lang: Language) -> str:
        """The text in one language."""
        return self.en if lang == "en" else self.zh


Progress: TypeAlias = Callable[[Text], None]  # is told each stage of a run as it begins
NOTHING = Text("", "")
YES, NO, MISSING = Text("是", "yes"), Text("否", "no"), Text("缺", "missing")


def quiet(_stage: object) -> None:
    """Tell nobody how far something has come."""


def level_and_key(subject: str) -> tuple[str, str]:
    """The identifier of a row's level and its key, of `unit E09`, as a finding has it, and of `unit:E09`, as a decision does."""
    sign = ":" if ":" in subject.partition(" ")[0] else " "
    level, _, key = subject.partition(sign)
    return level, key


def row_named(level: Text, subject: str) -> Text:
    """A row as people name it: 单位 E09; as it is where its level has no word."""
    _, key = level_and_key(subject)
    return (
        Text(subject, subject)
        if level == NOTHING
        else Text(f"{level.zh} {key}".strip(), f"{level.en} {key}".strip())
    )


def said(identifier: str) -> str:
    """An identifier as it is read in English: key functions, where files have key_functions."""
    return identifier.replace("_", " ")


def is_missing(value: object) -> bool:
    """Tell whether one value of any column is missing; a missing option comes out of pandas as nan."""
    return (
        value is None or type(value).__name__ in BLANKS or (isinstance(value, float) and value != value)  # noqa: PLR0124 -- only nan differs from itself
    )


def text_of(value: object) -> str:
    """Write one value as people read it: missing is nothing, a number a decimal where it ends."""
    if is_missing(value):
        return ""
    if isinstance(value, datetime):
        return value.strftime(DAY)
    if type(value).__name__ in FLAGS:
        return "yes" if value else "no"
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return show_number(Fraction(value.numerator, value.denominator))
    return str(value)


def show_value(value: object, lang: Language) -> str:
    """Write a value: numbers by `show_fraction`, flags and days in words."""
    if is_missing(value):
        return MISSING(lang)
    if type(value).__name__ in FLAGS:
        return (YES if value else NO)(lang)
    if isinstance(value, Fraction):
        return show_fraction(value)
    if isinstance(value, date):
        return value.strftime(DAY)
    return str(value)


def plain_decimal(value: Fraction, places: int) -> str:
    """Write a fraction with so many decimals; ValueError if it has more."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {places} decimals")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


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


def show_fraction(value: Fraction) -> str:
    """Write a number: decimals of up to six places as they are, others cut there with …."""
    text = show_number(value)
    places = len(text.partition(".")[2])
    if "/" not in text and places <= SHOWN_PLACES:
        return text
    scaled = abs(value.numerator) * 10**SHOWN_PLACES // value.denominator
    digits = str(scaled).rjust(SHOWN_PLACES + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-SHOWN_PLACES]}.{digits[-SHOWN_PLACES:]}…"


def letter(index: int) -> str:
    """Name a column by its index from 0: A, B, …, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
