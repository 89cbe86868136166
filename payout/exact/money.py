"""The one grammar in which text becomes an exact number.

    number = [sign] digits [ "." digits ]

with ASCII digits and at most the places that the column allows. A column may declare more: a sign,
full-width digits, commas between groups of three, a currency mark (¥ or ￥ before, or 元 after, not both).
Blanks around a text are dropped; blanks inside it are refused. Decided: a decimal beyond the declared places
is refused even if it is zero ("1.100" with two places), for what was meant cannot be seen from the text;
leading zeros are accepted; nothing is ever rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.exact.array import ExactArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.exact.kernels import Vector

BLANKS = " \t\r\n\u00a0\u3000"
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
FAST_DIGITS = 18  # a number with no more digits than this, point aside, fits int64
# Of a number: no amount has so many, and to make a whole number of thousands of digits takes the square of them.
MOST_CHARACTERS = 400

DIGITS = "digits"
EMPTY = "empty"
SIGN = "sign"
PLACES = "places"
THOUSANDS = "thousands"
CURRENCY = "currency"
FULL_WIDTH_DIGITS = "full_width"
BLANK_INSIDE = "blank_inside"
PERCENT = "percent"
POINT = "point"
EXPONENT = "exponent"
SPECIAL = "not_finite"
TOO_LONG = "too_long"
REASONS = (
    *(DIGITS, EMPTY, SIGN, PLACES, THOUSANDS, CURRENCY, FULL_WIDTH_DIGITS),
    *(BLANK_INSIDE, PERCENT, POINT, EXPONENT, SPECIAL, TOO_LONG),
)


@dataclass(frozen=True)
class NumberGrammar:
    """What a column of numbers may be written as.

    `places` is the most decimals; `signed` allows + and -; `full_width` allows ０-９ ．，－＋;
    `thousands` allows commas between proper groups of three; `currency` allows 元 after or ¥/￥
    before the number.
    """

    places: int = 2
    signed: bool = False
    full_width: bool = False
    thousands: bool = False
    currency: bool = False

    def __post_init__(self) -> None:
        if self.places < 0:
            raise ValueError("a grammar allows no negative number of places")

    @property
    def pattern(self) -> str:
        """A regular expression, the same for Python and RE2, over text without full-width characters."""
        sign = "[+-]?" if self.signed else ""
        whole = "(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)" if self.thousands else "[0-9]+"
        number = whole + (rf"(?:\.[0-9]{{1,{self.places}}})?" if self.places else "")
        if not self.currency:
            return f"^{sign}{number}$"
        yen = "[¥￥]"
        signed_yen = f"(?:{sign}{yen}|{yen}{sign})" if self.signed else yen
        return f"^(?:{sign}{number}元?|{signed_yen}{number})$"

    @property
    def expected(self) -> str:
        """What a text must look like, in words for a finding."""
        places = f"at most {self.places} decimals" if self.places else "no decimals"
        allowed = [
            *(["a sign"] if self.signed else []),
            *(["commas between thousands"] if self.thousands else []),
            *(["¥ or 元"] if self.currency else []),
            *(["full-width digits"] if self.full_width else []),
        ]
        return f"digits with {places}" + (f"; {', '.join(allowed)} allowed" if allowed else "")


class MoneyTextError(ValueError):
    """A text that the grammar refuses: `reason` is one of REASONS, `expected` says what would be accepted.

    The message never holds the text itself, which may be personal data.
    """

    def __init__(self, reason: str, expected: str) -> None:
        super().__init__(f"{reason}: expected {expected}")
        self.reason = reason
        self.expected = expected

    def __reduce__(self) -> tuple[type[MoneyTextError], tuple[str, str]]:
        """Travel between processes whole."""
        return MoneyTextError, (self.reason, self.expected)


def parse_number(text: str, grammar: NumberGrammar) -> Fraction:
    """Read one number exactly; raises MoneyTextError if the grammar refuses the text."""
    plain = text.strip(BLANKS)
    if grammar.full_width:
        plain = plain.translate(FULL_WIDTH)
    if not re.fullmatch(grammar.pattern, plain):
        raise MoneyTextError(_reason(plain, grammar), grammar.expected)
    if len(plain) > MOST_CHARACTERS:
        raise MoneyTextError(TOO_LONG, grammar.expected)
    return Fraction(re.sub("[,¥￥元]", "", plain))


def _reason(plain: str, grammar: NumberGrammar) -> str:
    """Say which rule a refused text breaks first."""
    for reason, broken in _CHECKS:
        if broken(plain, grammar):
            return reason
    return DIGITS


_WORDS = {"nan", "inf", "infinity", "-inf", "+inf", "-nan", "-infinity", "+infinity", "∞", "-∞"}
_CHECKS: tuple[tuple[str, Callable[[str, NumberGrammar], bool]], ...] = (
    (EMPTY, lambda text, _: not text),
    (SPECIAL, lambda text, _: text.lower() in _WORDS),
    (BLANK_INSIDE, lambda text, _: any(char.isspace() for char in text)),
    (PERCENT, lambda text, _: any(char in "%％‰" for char in text)),
    (FULL_WIDTH_DIGITS, lambda text, _: any(chr(char) in text for char in FULL_WIDTH)),
    (
        CURRENCY,
        lambda text, g: bool(re.search("[¥￥元$€£]", text)) and not (g.currency and _mark_in_place(text)),
    ),
    (EXPONENT, lambda text, _: bool(re.search("[0-9.][eE][+-]?[0-9]", text))),
    (
        SIGN,
        lambda text, g: bool(re.search("[+\\-−()（）]", text)) and not (g.signed and _sign_in_place(text)),
    ),
    (THOUSANDS, lambda text, _: "," in text),
    (POINT, lambda text, _: bool(re.search(r"^\D*\.|\.\D*$|\..*\.", text))),
    (PLACES, lambda text, _: bool(re.fullmatch(r"\D*[0-9]+\.[0-9]+\D*", text))),
)


def _mark_in_place(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[¥￥][^¥￥元$€£]*|[¥￥]?[^¥￥元$€£]*|[^¥￥元$€£]*元", text))


def _sign_in_place(text: str) -> bool:
    return bool(re.fullmatch(r"[¥￥]?[+-][^+\-−()（）]*", text))


def parse_column(texts: Any, grammar: NumberGrammar) -> tuple[ExactArray, list[tuple[int, MoneyTextError]]]:
    """Read texts, shape (n,), into exact numbers over 10**places, and (row, error) for each refused.

    None, pandas' missing values and texts of nothing but blanks are missing; so are refused rows. Anything
    else that is not a text raises TypeError: numbers from a workbook go through `number_from_double` first.
    """
    arrow = _arrow_texts(texts)
    trimmed = pc.utf8_trim(arrow, BLANKS)
    absent = (
        pc.or_kleene(pc.is_null(trimmed), pc.equal(trimmed, ""))
        .fill_null(True)
        .to_numpy(zero_copy_only=False)
    )
    plain = _half_width(trimmed) if grammar.full_width else trimmed
    good = pc.match_substring_regex(plain, grammar.pattern).fill_null(False)
    scaled, fits = _scaled(pc.if_else(good, plain, "0"), grammar)
    quick = good.to_numpy(zero_copy_only=False) & fits
    slow = np.flatnonzero(~absent & ~quick)
    column = ExactArray.from_integers(np.where(quick, scaled, 0), 10**grammar.places, ~quick)
    return _with_slow_rows(column, arrow, slow, grammar)


def _arrow_texts(texts: Any) -> Any:
    if isinstance(texts, np.ndarray) and texts.dtype.kind not in "OUT":
        raise TypeError(f"texts are needed, not {texts.dtype}")
    try:
        arrow = pa.array(texts, type=pa.large_string(), from_pandas=True)
    except (pa.ArrowTypeError, pa.ArrowInvalid) as error:
        raise TypeError("a column of texts holds something else") from error
    return arrow.combine_chunks() if isinstance(arrow, pa.ChunkedArray) else arrow


def _half_width(texts: Any) -> Any:
    for wide, narrow in FULL_WIDTH.items():
        texts = pc.replace_substring(texts, chr(wide), chr(int(narrow)))
    return texts


def _scaled(plain: Any, grammar: NumberGrammar) -> tuple[Vector, Vector]:
    """Numbers in units of 10**-places as int64, and which rows are short enough to be sure of it."""
    if grammar.thousands:
        plain = pc.replace_substring(plain, ",", "")
    if grammar.currency:
        plain = pc.replace_substring_regex(plain, "[¥￥元]", "")
    negative = None
    if grammar.signed:
        negative = pc.starts_with(plain, "-").to_numpy(zero_copy_only=False)
        plain = pc.ascii_ltrim(plain, "+-")
    fits = pc.less_equal(pc.utf8_length(plain), FAST_DIGITS - grammar.places)
    plain = pc.if_else(fits, plain, "0")
    scaled = _digits(plain, grammar.places)
    if negative is not None:
        scaled = np.where(negative, -scaled, scaled)
    return scaled, fits.to_numpy(zero_copy_only=False)


def _digits(plain: Any, places: int) -> Vector:
    """Read unsigned decimals of at most 18 digits: a decimal of Arrow's is 16 bytes, low word first."""
    if places == 0:
        whole: Vector = pc.cast(plain, pa.int64()).to_numpy()
        return whole
    decimals = pc.cast(plain, pa.decimal128(38, places))
    words = np.frombuffer(decimals.buffers()[1], dtype=np.int64)
    return words[2 * decimals.offset : 2 * (decimals.offset + len(decimals)) : 2]


def _with_slow_rows(
    column: ExactArray, arrow: Any, slow: Vector, grammar: NumberGrammar
) -> tuple[ExactArray, list[tuple[int, MoneyTextError]]]:
    """Read what the fast way left: numbers beyond int64, and texts to refuse."""
    errors: list[tuple[int, MoneyTextError]] = []
    numbers: dict[int, Fraction] = {}
    for row, text in zip(slow.tolist(), arrow.take(pa.array(slow)).to_pylist(), strict=True):
        try:
            numbers[row] = parse_number(text, grammar)
        except MoneyTextError as error:
            errors.append((row, error))
    if numbers:
        column[np.array(list(numbers))] = ExactArray.from_fractions(numbers.values())
    return column, errors


def number_from_double(x: float) -> str:
    """The shortest decimal, without exponent, that reads back as the same double: "0.29", "5".

    Raises ValueError for nan and infinities.
    """
    shortest = Decimal(repr(float(x)))
    if not shortest.is_finite():
        raise ValueError("a number that is not finite has no decimal")
    text = format(shortest, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
