"""Reads a formula in numbers as it is printed, in either language, and computes it in Python's fractions.

It knows the text and the values that it prints, in their order, and nothing of rules, rows or the engine:

    formula    = side [connective side] | "set to " value | formula " → " value
    side       = "not " side | sum [relation sum]
    sum        = product {(" + " | " − ") product}
    product    = factor {(" × " | " ÷ ") factor}
    factor     = "(" formula ")" | function "(" formula {", " formula} ")" | value
    value      = text [" (" text {", " text} ")"]

A missing value makes what is worked out from it missing, but for a condition that is settled without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from payout.evidence.steps import Term

Value: TypeAlias = Fraction | bool | str | None

MISSING, YES, NO = {"缺", "missing"}, {"是", "yes"}, {"否", "no"}
AND, OR = (" 且 ", " and "), (" 或 ", " or ")
NOT = ("不是:", "not ")
STATED = ("定为 ", "set to ")
BECOMES = " → "
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?…?")
NAUGHT = re.compile(r"/0+$")  # a fraction that somebody changed to one of nothing
ROUNDING = re.compile(
    r"(?P<zh>四舍五入|四舍六入五成双|五舍六入|进位|去尾|向下取|向上取)"
    r"(?:(?P<whole>整|到整数)|(?P<fen>到分)|到 (?P<places>-?\d+) 位小数)\("
    r"|rounded (?P<en>half up|half to even|half down|away from zero|toward zero|down|up)"
    r" to (?:(?P<whole_en>whole)|(?P<fen_en>the fen)|(?P<places_en>-?\d+) decimals)\("
)
MODES = {
    "四舍五入": "half up", "四舍六入五成双": "half to even", "五舍六入": "half down", "进位": "away from zero",
    "去尾": "toward zero", "向下取": "down", "向上取": "up",
}  # fmt: skip


class NotAsPrinted(Exception):  # noqa: N818 - it says what a text is
    """A printed formula does not follow the grammar, or does not hold the values beside it."""


def number(text: str, exact: str = "") -> Fraction:
    """The number of a printed text: of one that is cut, its fraction, which must begin with the same decimals."""
    if not NUMBER.fullmatch(text) or any(NAUGHT.search(one) for one in (text, exact)):
        raise NotAsPrinted(f"{text} is no number")
    if not text.endswith("…"):
        if exact and Fraction(exact) != Fraction(text):
            raise NotAsPrinted(f"{text} is not {exact}")
        return Fraction(text)
    if not exact:
        raise NotAsPrinted(f"{text} stands without its fraction")
    found = Fraction(exact)
    places = len(text.rstrip("…").partition(".")[2])
    scaled = abs(found) * 10**places
    cut = Fraction(scaled.numerator // scaled.denominator, 10**places)
    if cut != abs(Fraction(text.rstrip("…"))) or cut == abs(found) or (found < 0) != text.startswith("-"):
        raise NotAsPrinted(f"{text} is not {exact}")
    return found


def value(text: str, exact: str = "") -> Value:
    """What a printed value is: missing, yes or no, a number, else its words."""
    if text in MISSING:
        return None
    if text in YES | NO:
        return text in YES
    return number(text, exact) if exact or NUMBER.fullmatch(text) else text


def rounded(found: Fraction, mode: str, places: int) -> Fraction:
    """A number rounded to decimal places."""
    scaled = found * Fraction(10) ** places
    low = scaled.numerator // scaled.denominator
    rest, half = scaled - low, Fraction(1, 2)
    up = {
        "down": False,
        "up": rest > 0,
        "toward zero": scaled < 0 and rest > 0,
        "away from zero": scaled > 0 and rest > 0,
        "half up": rest > half or (rest == half and scaled > 0),
        "half down": rest > half or (rest == half and scaled < 0),
        "half to even": rest > half or (rest == half and low % 2 == 1),
    }[mode]
    return Fraction(low + up) / Fraction(10) ** places


@dataclass
class Reader:
    """Reads one printed formula from left to right; `terms` are the values that it prints."""

    text: str
    terms: Sequence[Term]
    at: int = 0
    used: int = 0

    def whole(self) -> Value:
        """Compute the whole text. Raises NotAsPrinted where something is left over."""
        found = self._value() if self._takes(*STATED) else self._formula()
        if self._takes(BECOMES):
            found = self._cut(found)
        if self.at != len(self.text) or self.used != len(self.terms):
            raise NotAsPrinted(f"{self.text!r} cannot be read from {self.text[self.at : self.at + 20]!r} on")
        return found

    def _takes(self, *words: str) -> bool:
        for word in words:
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return True
        return False

    def _cut(self, ideal: Value) -> Value:
        """A share that was cut to whole units: less than one away from the part that is printed before it."""
        unit, given = Fraction(self.terms[self.used].unit or "0"), self._value()
        if not isinstance(given, Fraction) or not isinstance(ideal, Fraction) or not unit:
            raise NotAsPrinted(f"{self.text!r} is no share")
        if abs(given - ideal) >= unit or (given / unit).denominator != 1:
            raise NotAsPrinted(f"{given} is not {ideal} in whole {unit}")
        return given

    def _formula(self) -> Value:
        found = self._side()
        if self._takes(*AND):
            return both(found, self._side())
        if self._takes(*OR):
            return either(found, self._side())
        return found

    def _side(self) -> Value:
        if self._next_value() is None and self._takes(*NOT):
            return opposite(self._side())
        found = self._sum()
        for sign, relation in RELATIONS.items():
            if self._takes(sign):
                return compared(relation, found, self._sum())
        return found

    def _sum(self) -> Value:
        found = self._product()
        while sign := next((sign for sign in (" + ", " − ") if self._takes(sign)), ""):
            found = worked(sign, found, self._product())
        return found

    def _product(self) -> Value:
        found = self._factor()
        while sign := next((sign for sign in (" × ", " ÷ ") if self._takes(sign)), ""):
            found = worked(sign, found, self._factor())
        return found

    def _factor(self) -> Value:
        if self._next_value() is not None:
            return self._value()
        if self._takes("("):
            found = self._formula()
            self._close()
            return found
        if rounding := ROUNDING.match(self.text, self.at):
            self.at = rounding.end()
            found = self._formula()
            self._close()
            return _rounded(found, rounding)
        for word, function in FUNCTIONS.items():
            if self._takes(f"{word}("):
                return function(self._members())
        raise NotAsPrinted(f"{self.text!r} cannot be read from {self.text[self.at : self.at + 20]!r} on")

    def _members(self) -> list[Value]:
        found = [self._formula()]
        while self._takes(", "):
            found.append(self._formula())
        self._close()
        return found

    def _close(self) -> None:
        if not self._takes(")"):
            raise NotAsPrinted(f"{self.text!r} lacks a bracket at {self.text[self.at : self.at + 20]!r}")

    def _next_value(self) -> Term | None:
        term = self.terms[self.used] if self.used < len(self.terms) else None
        return term if term is not None and self.text.startswith(term.printed, self.at) else None

    def _value(self) -> Value:
        term = self._next_value()
        if term is None:
            raise NotAsPrinted(
                f"{self.text!r} does not hold its values at {self.text[self.at : self.at + 20]!r}"
            )
        self.at, self.used = self.at + len(term.printed), self.used + 1
        return value(term.text, term.exact)


def worked(sign: str, left: Value, right: Value) -> Value:
    """One step of arithmetic; a quotient by zero is missing."""
    if left is None or right is None:
        return None
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        raise NotAsPrinted(f"{left} {sign} {right} is no arithmetic")
    if sign == " ÷ ":
        return None if right == 0 else left / right
    return left + right if sign == " + " else left - right if sign == " − " else left * right


def compared(relation: Callable[[Value, Value], bool], left: Value, right: Value) -> Value:
    """Whether a relation holds; with a missing side it is neither true nor false."""
    if left is None or right is None:
        return None
    if isinstance(left, Fraction) != isinstance(right, Fraction):
        raise NotAsPrinted(f"{left} cannot be compared with {right}")
    return relation(left, right)


def both(left: Value, right: Value) -> Value:
    """Whether both hold; a missing side leaves it open, unless the other settles it."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Value, right: Value) -> Value:
    """Whether one of two holds, as `both`."""
    return opposite(both(opposite(left), opposite(right)))


def opposite(found: Value) -> Value:
    """The opposite of a condition."""
    if found is None or isinstance(found, bool):
        return None if found is None else not found
    raise NotAsPrinted(f"{found} is no condition")


def _rounded(found: Value, rounding: re.Match[str]) -> Value:
    said = rounding.groupdict()
    mode = MODES[said["zh"]] if said["zh"] else said["en"]
    whole, fen = said["whole"] or said["whole_en"], said["fen"] or said["fen_en"]
    places = 0 if whole else 2 if fen else int(said["places"] or said["places_en"])
    if found is None or not isinstance(found, Fraction):
        return None
    return rounded(found, mode, places)


def _numbers(found: Sequence[Value]) -> list[Fraction] | None:
    """The numbers of a list; None where one is missing."""
    known = [one for one in found if isinstance(one, Fraction) and not isinstance(one, bool)]
    return known if len(known) == len(found) else None


def total(found: Sequence[Value]) -> Value:
    """The sum; missing where one is."""
    known = _numbers(found)
    return None if known is None else sum(known, Fraction(0))


def mean(found: Sequence[Value]) -> Value:
    """The mean; missing where one is, or none is there."""
    known = _numbers(found)
    return None if not known else sum(known, Fraction(0)) / len(known)


def highest(found: Sequence[Value]) -> Value:
    """The greatest; missing where one is, or none is there."""
    known = _numbers(found)
    return None if not known else max(known)


def lowest(found: Sequence[Value]) -> Value:
    """The least; missing where one is, or none is there."""
    known = _numbers(found)
    return None if not known else min(known)


def count(found: Sequence[Value]) -> Value:
    """How many hold; of values, how many are there."""
    return Fraction(sum(one is not None and one is not False for one in found))


def count_distinct(found: Sequence[Value]) -> Value:
    """How many different ones are there."""
    return Fraction(len({one for one in found if one is not None}))


def exists(found: Sequence[Value]) -> Value:
    """Whether one holds."""
    return any(one is not None and one is not False for one in found)


def year(found: Sequence[Value]) -> Value:
    """The year of a day."""
    return None if found[0] is None else Fraction(str(found[0])[:4])


AGGREGATES: dict[str, Callable[[Sequence[Value]], Value]] = {
    "total": total,
    "mean": mean,
    "highest": highest,
    "lowest": lowest,
    "count": count,
    "count_distinct": count_distinct,
    "exists": exists,
}
FUNCTIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    **AGGREGATES,
    "合计": total, "平均": mean, "最高": highest, "最低": lowest, "个数": count, "不同个数": count_distinct, "有": exists,
    "least": lowest, "greatest": highest, "different": count_distinct, "there is": exists, "年份": year, "year": year,
}  # fmt: skip
RELATIONS: dict[str, Callable[[Value, Value], bool]] = {
    " = ": lambda left, right: left == right,
    " ≠ ": lambda left, right: left != right,
    " ≤ ": lambda left, right: left <= right,  # type: ignore[operator]
    " ≥ ": lambda left, right: left >= right,  # type: ignore[operator]
    " < ": lambda left, right: left < right,  # type: ignore[operator]
    " > ": lambda left, right: left > right,  # type: ignore[operator]
}
