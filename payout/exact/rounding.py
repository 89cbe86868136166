"""Rounding modes, each defined by what it does with the remainder of an exact division."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from payout.exact.kernels import Formula, proven, quotient, rescale

if TYPE_CHECKING:
    from payout.exact.kernels import Part, Vector

Mode: TypeAlias = Literal["half_up", "half_even", "half_down", "up", "down", "floor", "ceiling"]
MODES: tuple[Mode, ...] = get_args(Mode)
SIGN_BIT = 63


def round_scaled(num: Vector, den: Part, places: int, mode: Mode) -> Vector:
    """Round num/den to a multiple of 10**-places and give the whole numbers of those multiples.

    At a tie "half_up" goes away from zero, "half_down" toward zero, "half_even" to the even neighbour; "up"
    is away from zero, "down" toward zero, always. Raises ValueError for another mode.
    """
    if mode not in MODES:
        raise ValueError(f"rounding mode {mode!r} is not one of {', '.join(MODES)}")
    if places < 0:
        den, by = _times(den, 10**-places), 1
    else:
        by = 10**places
    if isinstance(den, int):
        if by % den == 0:
            return rescale(num, by // den)
        common = math.gcd(by, den)
        den, by = den // common, by // common
        found = _half_up_at_once(num, den, by) if mode == "half_up" else None
        if found is not None:
            return found
    return quotient(num, den, by, _STEPS[mode])


def _half_up_at_once(num: Vector, den: int, by: int) -> Vector | None:
    """Num * by / den by one floor division; None where int64 might not hold what it meets.

    Above zero the half goes up: floor(x + 1/2), with s = num * by that is floor((2 s + den) / (2 den)). Below zero it goes down:
    ceil(x - 1/2) = floor((2 s - den + 2 den - 1) / (2 den)), which is one less above the line: the sign's own bits, num >> 63.
    """

    def compute(num: Any, twice: Any, den: Any) -> tuple[Any, ...]:
        above = num * twice
        above += den
        above += num >> SIGN_BIT
        above //= 2 * den
        return (above,)

    formula = Formula(compute, lambda num, twice, den: num * twice + 2 * den + 1, ratio=False)
    found = proven(formula, (num, 2 * by, den))
    return None if found is None else found[0]


def _times(den: Part, by: int) -> Part:
    return den * by if isinstance(den, int) else rescale(den, by)


def _beyond_half(remainder: Any, den: Any) -> Any:
    """What is above zero past the tie, zero at it.

    Written so that nothing grows beyond the denominator.
    """
    return remainder - (den - remainder)


def _half_up(num: Any, _floor: Any, remainder: Any, den: Any) -> Any:
    beyond = _beyond_half(remainder, den)
    return (beyond + (num > 0)) > 0


def _half_down(num: Any, _floor: Any, remainder: Any, den: Any) -> Any:
    beyond = _beyond_half(remainder, den)
    return (beyond + (num < 0)) > 0


def _half_even(_num: Any, floor: Any, remainder: Any, den: Any) -> Any:
    beyond = _beyond_half(remainder, den)
    return (beyond + floor % 2) > 0


def _up(num: Any, _floor: Any, remainder: Any, _den: Any) -> Any:
    return (remainder > 0) & (num > 0)


def _down(num: Any, _floor: Any, remainder: Any, _den: Any) -> Any:
    return (remainder > 0) & (num < 0)


def _floor(_num: Any, _whole: Any, _remainder: Any, _den: Any) -> Any:
    return 0


def _ceiling(_num: Any, _floor: Any, remainder: Any, _den: Any) -> Any:
    return remainder > 0


_STEPS = {
    "half_up": _half_up,
    "half_even": _half_even,
    "half_down": _half_down,
    "up": _up,
    "down": _down,
    "floor": _floor,
    "ceiling": _ceiling,
}
