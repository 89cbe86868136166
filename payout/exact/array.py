"""ExactArray: a pandas column of rational numbers without error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.exact import text
from payout.exact.build import Parts, blank, flag_parts, from_integers, from_scalars, select, single
from payout.exact.common import common_of
from payout.exact.dtype import ExactDtype
from payout.exact.kernels import INT64_MAX, as_rows, reduce, rescale
from payout.exact.pandas_column import PandasColumn
from payout.exact.rounding import round_scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from payout.exact.kernels import Part, Vector
    from payout.exact.rounding import Mode
    from payout.exact.scalars import Exact


class ExactArray(PandasColumn):
    """A column of rationals: numerators over denominators, with a mask of missing rows.

    Numerators are int64, or object (Python integers) in a column that holds a value beyond int64. The
    denominator is one positive integer for the whole column, or an array with one a row. Values are not
    always in lowest terms. No operation rounds unless it is called `round`, and none lets a float in:
    TypeError.
    """

    def __init__(self, num: Any, den: Any = 1, mask: Any = None) -> None:
        self._num, self._den, self._mask = from_integers(num, den, mask)

    @classmethod
    def from_integers(cls, num: Any, den: Any = 1, mask: Any = None) -> Self:
        """Build num/den from integer arrays of shape (n,).

        `den` may be one integer; `mask` is true where missing.

        Raises TypeError for anything but integers, ValueError for a denominator that is not positive.
        """
        return cls(num, den, mask)

    @classmethod
    def from_fractions(cls, values: Iterable[Exact | None]) -> Self:
        """Build from Fractions, integers and Decimals; None and pd.NA are missing.

        Raises TypeError for a float or truth value, ValueError for a Decimal that is not finite.
        """
        return cls.from_parts(from_scalars(values))

    lazy: ClassVar[bool] = False  # whether its exact values are computed when they are asked for (`filtered`)

    def where_not(self, flags: Any, other: ExactArray) -> ExactArray:
        """Take `other` where a flag is true and self where it is false."""
        return other.where(flags, self)

    def reduced(self, groups: Any, exactly: Callable[[ExactArray, Any], ExactArray], how: str) -> ExactArray:
        """One value a group, as `exactly` gives it; a lazy column knows `how` to approach it."""
        del how
        return exactly(self, groups)

    def outermost(
        self, arrays: tuple[Any, ...], exactly: Callable[..., ExactArray], pick: np.ufunc
    ) -> ExactArray | None:
        """The greatest or least of columns as a lazy one approaches it; None of a column that is not lazy."""
        del arrays, exactly, pick
        return None

    # Parts.

    @property
    def numerators(self) -> Vector:
        """The numerators as a read-only view, int64 or object; 0 in missing rows."""
        return _readonly_view(self._num)

    @property
    def denominators(self) -> Part:
        """One positive integer for the column, or a read-only view with one a row."""
        return self._den if isinstance(self._den, int) else _readonly_view(self._den)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """True where a row is missing; a read-only view."""
        return _readonly_view(self._mask)

    def lowest_terms(self) -> Self:
        """The same values with every row in lowest terms.

        One denominator where all rows then share it.
        """
        num, den = reduce(self._num, as_rows(self._den, len(self)))
        if not isinstance(den, int):
            den = single(den)
        return self.from_parts(Parts(num, den, self._mask.copy()))

    # Rows.

    def common(self) -> NDArray[np.bool_] | None:
        """The rows that hold what more than half of them hold, or that are missing as they are; None where nothing is so common."""
        return common_of(self.parts)

    def expect(self, rows: NDArray[np.int64]) -> None:
        """Say which rows will be asked for one by one; a lazy column computes them together."""

    def where(self, flags: Any, other: Any) -> Self:
        """Take self where a flag is true and `other` (column or scalar) where it is false.

        Missing where it is missing.
        """
        if isinstance(other, ExactArray) and other.lazy:
            return cast("Self", other.where_not(flags, self))
        parts = self._operand(other)
        if parts is None:
            raise TypeError(f"{type(other).__name__} is not exact")
        chosen, unknown = flag_parts(flags)
        picked = select(chosen, self.parts, parts)
        return self.from_parts(
            blank(picked.num, picked.den, picked.mask | unknown) if unknown.any() else picked
        )

    # Rounding and text.

    def round(self, decimals: int = 0, mode: Mode = "half_up") -> Self:
        """Round to `decimals` places, negative ones left of the point.

        The default mode goes away from zero at a tie.
        """
        num = round_scaled(self._num, self._den, decimals, mode)
        if decimals < 0:
            num = rescale(num, 10**-decimals)
        return self.from_parts(Parts(num, 10 ** max(decimals, 0), self._mask.copy()))

    def floor(self) -> Self:
        """The largest whole numbers not above the values."""
        return self.round(0, "floor")

    def is_integer(self) -> NDArray[np.bool_]:
        """Tell which rows hold whole numbers; False where missing."""
        if isinstance(self._den, int) and self._den > INT64_MAX:
            return np.array(self._num.astype(object) % self._den == 0, dtype=bool) & ~self._mask
        return np.array(self._num % self._den == 0, dtype=bool) & ~self._mask

    def to_strings(self, places: int, mode: Mode = "half_up", missing: str = "") -> NDArray[np.object_]:
        """Decimal text with exactly `places` decimals, rounded by `mode`, as an object array."""
        return text.decimal_text(self.parts, places, mode, missing)

    def to_fraction_strings(self, missing: str = "") -> NDArray[np.object_]:
        """Each value in lowest terms as text: "1/3", "7000"."""
        return text.fraction_text(self.parts, missing)

    def to_fraction_texts(self) -> Any:
        """Each value in lowest terms as an Arrow array of texts, null where it is missing."""
        texts = text.fraction_texts(self.parts)
        return pc.if_else(pa.array(~self._mask), texts, None) if self._mask.any() else texts

    def to_decimal128(self, places: int) -> Any:
        """An Arrow decimal128(38, places) array.

        ValueError if any value is not exactly representable.
        """
        return text.decimal128(self.parts, places)

    def to_scaled(self, places: int) -> NDArray[np.int64]:
        """The values in units of 10**-places as int64, 0 where missing.

        Raises ValueError if a row is not a multiple of 10**-places or lies beyond int64.
        """
        return text.scaled_int64(self.parts, places)

    # Short ways to the reductions.

    def sum(self, *, skipna: bool = True, min_count: int = 0) -> Any:
        """The exact total; of no rows, 0; of fewer than `min_count`, pd.NA."""
        return self._reduce("sum", skipna=skipna, min_count=min_count)

    def min(self, *, skipna: bool = True) -> Any:
        """The least value; of no rows, pd.NA."""
        return self._reduce("min", skipna=skipna)

    def max(self, *, skipna: bool = True) -> Any:
        """The greatest value; of no rows, pd.NA."""
        return self._reduce("max", skipna=skipna)

    def mean(self, *, skipna: bool = True) -> Any:
        """The exact mean, a Fraction; of no rows, pd.NA."""
        return self._reduce("mean", skipna=skipna)


ExactDtype.array_type = ExactArray


def _readonly_view(column: Vector) -> Vector:
    view = column.view()
    view.flags.writeable = False
    return view
