"""Amounts in Chinese capitals (大写金额), as cheques and payment lists need them.

The rules and their examples are those of 正确填写票据和结算凭证的基本规定 (annex one of 支付结算办法,
People's Bank of China, 1997): 整 after 元, none after 角 or 分; one 零 for any run of zeros inside the
number; 零 between 元 and 角 where the yuan end in zero, and between 元 and 分 where there is no 角. Where
that text leaves 零 open (万 or 元 is zero and the next digit is not) its first spelling is taken:
107,000.53 is 壹拾万柒仟元零伍角叁分.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
WAN, YI = 10**4, 10**8
LIMIT_YUAN = 10**16  # the words end at 万亿


def capital_amount(amount: Decimal | Fraction | int) -> str:
    """Write an amount of yuan in capitals: 1409.50 → 壹仟肆佰零玖元伍角. Without the word 人民币.

    Raises ValueError for an amount that is not whole fen or has more than 16 digits of yuan.
    """
    fen_exact = Fraction(amount) * 100
    if fen_exact.denominator != 1:
        raise ValueError(f"{amount} is not a whole number of fen")
    yuan, fen = divmod(abs(fen_exact.numerator), 100)
    if yuan >= LIMIT_YUAN:
        raise ValueError(f"{amount} has more than 16 digits of yuan")
    sign = "负" if fen_exact < 0 else ""
    if not yuan and not fen:
        return "零元整"
    return sign + (_whole(yuan) + "元" if yuan else "") + _after_point(yuan, fen)


def _after_point(yuan: int, fen: int) -> str:
    jiao, rest = divmod(fen, 10)
    if not fen:
        return "整"
    gap = "零" if yuan and (yuan % 10 == 0 or not jiao) else ""
    return gap + (DIGITS[jiao] + "角" if jiao else "") + (DIGITS[rest] + "分" if rest else "")


def _whole(number: int) -> str:
    """Write a whole number above zero, split at 亿 and 万; 零 stands where the lower part is short."""
    for unit, name in ((YI, "亿"), (WAN, "万")):
        high, low = divmod(number, unit)
        if high:
            gap = "零" if 0 < low < unit // 10 else ""
            return _whole(high) + name + gap + (_whole(low) if low else "")
    return _four(number)


def _four(number: int) -> str:
    """Write 1 to 9999: no zero before the first digit or after the last, one for any run between."""
    words, gap = "", False
    for place, name in zip((1000, 100, 10, 1), PLACES, strict=True):
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
        gap = not digit
    return words
