"""The operators of an exact column: + - * /, comparison, sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

import numpy as np
import pandas as pd

from payout.exact.build import Parts, blank, from_anything, select
from payout.exact.kernels import add, as_rows, both, either, multiply, reciprocal, sides
from payout.exact.rounding import round_scaled
from payout.exact.scalars import is_missing, is_number, ratio_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas.arrays import BooleanArray

    from payout.exact.kernels import Part, Vector

DEFERS = (pd.Series, pd.Index, pd.DataFrame)


class OperandSide(NamedTuple):
    """The other side of an operation; a scalar keeps its numerator as one integer."""

    num: Part
    den: Part
    mask: Vector | bool


class Operators:
    """Mixin for ExactArray; every result is exact, and a row missing on either side is missing."""

    _num: Vector
    _den: Part
    _mask: Vector

    if TYPE_CHECKING:

        @classmethod
        def from_parts(cls, parts: Parts) -> Self:
            """Wrap parts."""

        @property
        def parts(self) -> Parts:
            """Numerators, denominators and mask together."""

        def __len__(self) -> int: ...

    def _operand(self, other: Any) -> OperandSide | None:
        """Read the other side.

        None if it is no number at all; TypeError for floats, ValueError for another length.
        """
        if isinstance(other, pd.Series | pd.Index):
            other = other.array
        if isinstance(other, Operators):
            found = OperandSide(*other.parts)
        elif is_missing(other):
            return OperandSide(0, 1, True)
        elif is_number(other):
            return OperandSide(*ratio_of(other), False)
        elif isinstance(other, np.ndarray) and other.ndim == 0:
            return self._operand(other[()])
        elif pd.api.types.is_list_like(other) and getattr(other, "ndim", 1) == 1:
            found = OperandSide(*from_anything(other))
        else:
            return None
        if isinstance(found.mask, np.ndarray) and found.mask.size != len(self):
            raise ValueError(f"Lengths must match to operate: {len(self)} rows and {found.mask.size}")
        return found

    def _column_of(self, operand: OperandSide) -> Parts:
        """The other side with a row for each row of this column."""
        mask = operand.mask if isinstance(operand.mask, np.ndarray) else np.full(len(self), operand.mask)
        return Parts(as_rows(operand.num, len(self)), operand.den, mask)

    def _apply(self, other: Any, kernel: Callable[..., tuple[Vector, Part]]) -> Self:
        if isinstance(other, DEFERS):
            return cast("Self", NotImplemented)
        operand = self._operand(other)
        if operand is None:
            return cast("Self", NotImplemented)
        num, den = kernel(self._num, self._den, operand.num, operand.den)
        return self.from_parts(blank(num, den, either(self._mask, operand.mask)))

    def __add__(self, other: Any) -> Self:
        return self._apply(other, add)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Self:
        return self._apply(other, multiply)

    __rmul__ = __mul__

    def __sub__(self, other: Any) -> Self:
        return self._apply(other, lambda a, b, c, d: add(a, b, -c, d))

    def __rsub__(self, other: Any) -> Self:
        return self._apply(other, lambda a, b, c, d: add(-a, b, c, d))

    def __truediv__(self, other: Any) -> Self:
        if isinstance(other, DEFERS) or (operand := self._operand(other)) is None:
            return NotImplemented
        return self._divided(operand, None)

    def __rtruediv__(self, other: Any) -> Self:
        if isinstance(other, DEFERS) or (operand := self._operand(other)) is None:
            return NotImplemented
        return self.from_parts(self._column_of(operand)) / self

    def __floordiv__(self, other: Any) -> Self:
        quotient = self.__truediv__(other)
        return quotient if quotient is NotImplemented else self._floored(quotient)

    def __rfloordiv__(self, other: Any) -> Self:
        quotient = self.__rtruediv__(other)
        return quotient if quotient is NotImplemented else self._floored(quotient)

    def __mod__(self, other: Any) -> Self:
        wholes = self.__floordiv__(other)
        return wholes if wholes is NotImplemented else self - wholes * other

    def __rmod__(self, other: Any) -> Self:
        wholes = self.__rfloordiv__(other)
        return wholes if wholes is NotImplemented else other - wholes * self

    def __divmod__(self, other: Any) -> tuple[Self, Self]:
        wholes = self.__floordiv__(other)
        return wholes if wholes is NotImplemented else (wholes, self - wholes * other)

    def __rdivmod__(self, other: Any) -> tuple[Self, Self]:
        wholes = self.__rfloordiv__(other)
        return wholes if wholes is NotImplemented else (wholes, other - wholes * self)

    def __pow__(self, other: Any) -> Self:
        if isinstance(other, DEFERS):
            return NotImplemented
        raise TypeError("a power of exact numbers need not be exact; multiply instead")

    __rpow__ = __pow__

    def _floored(self, quotient: Self) -> Self:
        num, den, mask = quotient.parts
        return self.from_parts(Parts(round_scaled(num, den, 0, "floor"), 1, mask))

    def divide(self, other: Any, *, where_zero: Any = None) -> Self:
        """Divide by a column or scalar; rows with a zero divisor take `where_zero`.

        Without `where_zero` such rows raise ZeroDivisionError with their count; missing rows are not counted.
        """
        operand = self._operand(other)
        if operand is None:
            raise TypeError(f"{type(other).__name__} is not exact")
        return self._divided(operand, where_zero)

    def _divided(self, by: OperandSide, where_zero: Any) -> Self:
        mask: Vector = either(self._mask, by.mask)
        zero: Vector = both(~mask, by.num == 0)
        count = int(np.count_nonzero(zero))
        if count and where_zero is None:
            raise ZeroDivisionError(f"division by zero in {count} of {mask.size} rows")
        num, den = by.num, by.den
        if isinstance(num, int):
            num = num or 1
        elif count or mask.any():
            num = np.where(num == 0, 1, num)
        above, below = multiply(self._num, self._den, *reciprocal(num, den))
        result = blank(above, below, mask)
        if not count:
            return self.from_parts(result)
        fill = self._operand(where_zero)
        if fill is None:
            raise TypeError(f"{type(where_zero).__name__} is not exact")
        return self.from_parts(blank(*select(zero, self._column_of(fill), result)))

    def __neg__(self) -> Self:
        return self._with(-self._num)

    def __pos__(self) -> Self:
        return self._with(self._num.copy())

    def _with(self, num: Vector) -> Self:
        """Other numerators over the same denominators, of which nothing is shared."""
        den = self._den if isinstance(self._den, int) else self._den.copy()
        return self.from_parts(Parts(num, den, self._mask.copy()))

    def __abs__(self) -> Self:
        return self._with(np.abs(self._num))

    def _compare(self, other: Any, name: str) -> BooleanArray:
        if isinstance(other, DEFERS):
            return cast("BooleanArray", NotImplemented)
        operand = self._operand(other)
        if operand is None:
            return self._unlike(other, name)
        left, right = sides(self._num, self._den, operand.num, operand.den)
        mask: Vector = either(self._mask, operand.mask)
        answer = np.asarray(getattr(np, name)(left, right), dtype=bool)
        return pd.arrays.BooleanArray(answer & ~mask, mask)

    def _unlike(self, other: Any, name: str) -> BooleanArray:
        """Answer a comparison with what is no number: never equal, never in order."""
        if name not in ("equal", "not_equal"):
            raise TypeError(f"an exact number has no order with {type(other).__name__}")
        answer = np.full(len(self), name == "not_equal")
        return pd.arrays.BooleanArray(answer & ~self._mask, self._mask.copy())

    def __eq__(self, other: object) -> Any:
        return self._compare(other, "equal")

    def __ne__(self, other: object) -> Any:
        return self._compare(other, "not_equal")

    def __lt__(self, other: Any) -> BooleanArray:
        return self._compare(other, "less")

    def __le__(self, other: Any) -> BooleanArray:
        return self._compare(other, "less_equal")

    def __gt__(self, other: Any) -> BooleanArray:
        return self._compare(other, "greater")

    def __ge__(self, other: Any) -> BooleanArray:
        return self._compare(other, "greater_equal")

    __hash__ = None  # type: ignore[assignment]
