"""ExactArray: a pandas column of rational numbers without error."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.api.indexers import check_array_indexer

from payout.exact import text
from payout.exact.build import (
    Parts,
    alike,
    blank,
    constant,
    from_anything,
    from_integers,
    from_scalars,
    select,
)
from payout.exact.dtype import ExactDtype
from payout.exact.kernels import reduce, sides
from payout.exact.keys import sort_keys
from payout.exact.operators import Operators
from payout.exact.reductions import REDUCTIONS
from payout.exact.rounding import Mode, round_scaled
from payout.exact.scalars import Exact, is_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from payout.exact.kernels import Column, Part


class ExactArray(Operators, ExtensionArray):
    """A column of rationals: numerators over denominators, with a mask of missing rows.

    Numerators are int64, or object (Python integers) in a column that holds a value beyond int64. The denominator is
    one positive integer for the whole column, or an array with one a row. Values are not always in lowest terms. No
    operation rounds unless it is called `round`, and none lets a float in: TypeError.
    """

    _num: Column
    _den: Part
    _mask: NDArray[np.bool_]

    def __init__(self, num: Any, den: Any = 1, mask: Any = None) -> None:
        self._num, self._den, self._mask = from_integers(num, den, mask)

    @classmethod
    def _of(cls, parts: Parts) -> Self:
        """Wrap parts that are known to be sound."""
        array = cls.__new__(cls)
        array._num, array._den, array._mask = parts
        return array

    @classmethod
    def from_integers(cls, num: Any, den: Any = 1, mask: Any = None) -> Self:
        """Build num/den from integer arrays of shape (n,); `den` may be one integer; `mask` is true where missing.

        Raises TypeError for anything but integers, ValueError for a denominator that is not positive.
        """
        return cls(num, den, mask)

    @classmethod
    def from_fractions(cls, values: Iterable[Exact | None]) -> Self:
        """Build from Fractions, integers and Decimals; None and pd.NA are missing.

        Raises TypeError for a float or truth value, ValueError for a Decimal that is not finite.
        """
        return cls._of(from_scalars(values))

    @classmethod
    def full(cls, n: int, value: Exact | None) -> Self:
        """Build a column of `n` rows that all hold `value`."""
        return cls._of(constant(n, value))

    # Parts.

    @property
    def parts(self) -> Parts:
        """Numerators, denominators and mask together."""
        return Parts(self._num, self._den, self._mask)

    @property
    def numerators(self) -> Column:
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

    def value_at(self, i: int) -> Fraction | None:
        """Give row `i` as a Fraction, None if it is missing."""
        if self._mask[i]:
            return None
        den = self._den if isinstance(self._den, int) else int(self._den[i])
        return Fraction(int(self._num[i]), den)

    def lowest_terms(self) -> Self:
        """Give the same values with every row in lowest terms; one denominator where all rows then share it."""
        num, den = reduce(self._num, np.broadcast_to(np.asarray(self._den), self._num.shape))
        if not isinstance(den, int) and den.size and (den == den[0]).all():
            den = int(den[0])
        return self._of(Parts(num, 1 if not self._num.size else den, self._mask.copy()))

    # Rows.

    def gather(self, positions: Column) -> Self:
        """Give the rows at `positions` (int64); a position of -1 gives a missing row, any other stray IndexError."""
        positions = np.asarray(positions, dtype=np.int64)
        stray = positions < 0
        if not stray.any():
            den = self._den if isinstance(self._den, int) else self._den[positions]
            return self._of(Parts(self._num[positions], den, self._mask[positions]))
        if (positions < -1).any():
            raise ValueError("a position below -1 is not a row")
        if len(self) == 0 and stray.all():
            return self.full(positions.size, None)
        safe = self.gather(np.where(stray, 0, positions))
        return self._of(blank(safe._num, safe._den, safe._mask | stray))

    def where(self, flags: Any, other: Any) -> Self:
        """Take self where a flag is true and `other` (column or scalar) where it is false; missing where it is missing."""
        parts = self._operand(other)
        if parts is None:
            raise TypeError(f"{type(other).__name__} is not exact")
        chosen, unknown = flag_parts(flags)
        picked = select(chosen, self.parts, self._column_of(parts))
        return self._of(blank(picked.num, picked.den, picked.mask | unknown))

    # Rounding and text.

    def round(self, decimals: int = 0, mode: Mode = "half_up") -> Self:
        """Round to `decimals` places, negative ones left of the point; the default mode goes away from zero at a tie."""
        num = round_scaled(self._num, self._den, decimals, mode)
        if decimals < 0:
            num = num * 10**-decimals if num.dtype == object else (self.full(1, 10**-decimals) * self._of(Parts(num, 1, self._mask)))._num
        return self._of(Parts(num, 10 ** max(decimals, 0), self._mask.copy()))

    def floor(self) -> Self:
        """Give the largest whole numbers not above the values."""
        return self.round(0, "floor")

    def is_integer(self) -> NDArray[np.bool_]:
        """Tell which rows hold whole numbers; False where missing."""
        whole: NDArray[np.bool_] = (self._num % self._den == 0) & ~self._mask
        return whole.astype(bool)

    def to_strings(self, places: int, mode: Mode = "half_up", missing: str = "") -> NDArray[np.object_]:
        """Give decimal text with exactly `places` decimals, rounded by `mode`, as an object array."""
        return text.decimal_text(self._num, self._den, self._mask, places, mode, missing)

    def to_fraction_strings(self, missing: str = "") -> NDArray[np.object_]:
        """Give each value in lowest terms as text: "1/3", "7000"."""
        return text.fraction_text(self._num, self._den, self._mask, missing)

    def to_decimal128(self, places: int) -> Any:
        """Give an Arrow decimal128(38, places) array; ValueError if any value is not exactly representable."""
        return text.decimal128(self._num, self._den, self._mask, places)

    def to_scaled(self, places: int) -> NDArray[np.int64]:
        """Give the values in units of 10**-places as int64, 0 where missing.

        Raises ValueError if a row is not a multiple of 10**-places or lies beyond int64.
        """
        return text.scaled_int64(self._num, self._den, places)

    # What pandas asks of a column.

    @property
    def dtype(self) -> ExactDtype:
        """The dtype, "exact"."""
        return ExactDtype()

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        den = 0 if isinstance(self._den, int) else self._den.nbytes
        return int(self._num.nbytes + den + self._mask.nbytes)

    def __len__(self) -> int:
        return int(self._num.size)

    def __getitem__(self, item: Any) -> Any:
        item = check_array_indexer(self, item)
        if isinstance(item, int | np.integer):
            value = self.value_at(int(item))
            return pd.NA if value is None else value
        if isinstance(item, tuple):
            item = self._unpack_tuple(item)
        den = self._den if isinstance(self._den, int) else self._den[item]
        result = self._of(Parts(self._num[item], den, self._mask[item]))
        if isinstance(item, slice):
            result._readonly = self._readonly
        return result

    @staticmethod
    def _unpack_tuple(item: tuple[Any, ...]) -> Any:
        rest = [part for part in item if part is not Ellipsis]
        if len(rest) > 1 or len(item) - len(rest) > 1:
            raise IndexError("an exact column has one dimension")
        return rest[0] if rest else slice(None)

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        key = check_array_indexer(self, key)
        if isinstance(value, pd.Series | pd.Index):
            value = value.array
        if pd.api.types.is_list_like(value):
            if pd.api.types.is_integer(key):
                raise ValueError("setting an array element with a sequence.")
            given = self._from_sequence(value).parts
        else:
            given = from_scalars([value], nan_is_missing=True)
        mine, given = alike([self.parts, given])
        if given.num.dtype != mine.num.dtype:
            mine = mine._replace(num=mine.num.astype(object))
        if not isinstance(mine.den, int) and not isinstance(given.den, int):
            below = mine.den if given.den.dtype == mine.den.dtype else mine.den.astype(object)
            below[key] = given.den if given.den.size != 1 else given.den[0]
            mine = mine._replace(den=below)
        mine.num[key] = given.num if given.num.size != 1 else given.num[0]
        mine.mask[key] = given.mask if given.mask.size != 1 else given.mask[0]
        self._num, self._den, self._mask = mine

    def isna(self) -> NDArray[np.bool_]:
        """Tell which rows are missing."""
        return self._mask.copy()

    def copy(self) -> Self:
        """Give a column that shares nothing with this one."""
        den = self._den if isinstance(self._den, int) else self._den.copy()
        return self._of(Parts(self._num.copy(), den, self._mask.copy()))

    def view(self, dtype: Any = None) -> Any:
        """Give the same rows as another column object."""
        return super().view(dtype) if dtype is not None else self[:]

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """Give the rows at `indices`; with `allow_fill`, -1 gives `fill_value` (missing by default)."""
        positions = np.asarray(indices, dtype=np.int64)
        size = len(self)
        if not allow_fill:
            if positions.size and size == 0:
                raise IndexError("cannot do a non-empty take from an empty axes.")
            if (positions < -size).any():
                raise IndexError("an index is out of bounds")
            return self.gather(np.where(positions < 0, positions + size, positions))
        if size == 0 and (positions >= 0).any():
            raise IndexError("cannot do a non-empty take from an empty axes.")
        taken = self.gather(positions)
        if is_missing(fill_value) or fill_value is np.nan:
            return taken
        return taken.where(positions >= 0, fill_value)

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Self:
        if isinstance(scalars, cls):
            return scalars.copy() if copy else scalars
        if isinstance(scalars, pd.Series | pd.Index):
            return cls._from_sequence(scalars.array, dtype=dtype, copy=copy)
        return cls._of(from_anything(scalars, nan_is_missing=True))

    @classmethod
    def _from_sequence_of_strings(cls, strings: Any, *, dtype: Any = None, copy: bool = False) -> Self:
        return cls._of(from_scalars([None if pd.isna(text_) else fraction_of(text_) for text_ in strings]))

    @classmethod
    def _from_factorized(cls, values: Any, original: Any) -> Self:
        return cls._from_sequence(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Any]) -> Self:
        several = alike([array.parts for array in to_concat])
        den: Part = several[0].den if several else 1
        if not isinstance(den, int):
            den = np.concatenate([part.den for part in several])
        num = np.concatenate([part.num for part in several])
        return cls._of(Parts(num, den, np.concatenate([part.mask for part in several])))

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Convert; integers only where every row is whole, text as `to_fraction_strings`, floats when asked for."""
        kind = pd.api.types.pandas_dtype(dtype)
        if isinstance(kind, ExactDtype):
            return self.copy() if copy else self
        if isinstance(kind, np.dtype) and kind.kind in "iu":
            if self._mask.any():
                raise ValueError("a missing row is no integer")
            return self.to_scaled(0).astype(kind)
        if isinstance(kind, pd.StringDtype):
            return pd.array(self.to_fraction_strings(missing=None), dtype=kind)  # type: ignore[arg-type]
        if kind == np.dtype("U") or (isinstance(kind, np.dtype) and kind.kind == "U"):
            return self.to_fraction_strings(missing="<NA>").astype(kind)
        return super().astype(kind, copy=copy)

    def equals(self, other: object) -> bool:
        """Tell whether another exact column holds the same values and the same missing rows."""
        if not isinstance(other, ExactArray) or len(self) != len(other):
            return False
        left, right = sides(self._num, self._den, other._num, other._den)
        return bool((self._mask == other._mask).all() and (left == right).all())

    def sort_keys(self) -> NDArray[np.int64]:
        """Give int64 keys that order as the values do and are equal where they are equal; any value where missing."""
        return sort_keys(self._num, self._den)

    def _values_for_argsort(self) -> Column:
        return self.sort_keys()

    def _values_for_factorize(self) -> tuple[Column, Any]:
        return self.to_numpy(dtype=object), pd.NA

    def factorize(self, use_na_sentinel: bool = True) -> tuple[NDArray[np.intp], Self]:
        """Give codes in order of appearance and the distinct values; missing rows get -1, or a code of their own."""
        keys = pd.arrays.IntegerArray(self.sort_keys().astype(np.int64), self._mask.copy())
        codes, _ = pd.factorize(keys, use_na_sentinel=use_na_sentinel)
        first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
        seen = np.flatnonzero(codes >= 0)[::-1]
        first[codes[seen]] = seen
        return codes, self.gather(first)

    def unique(self) -> Self:
        """Give the distinct values in order of appearance."""
        return self.factorize(use_na_sentinel=False)[1]

    def _hash_pandas_object(self, *, encoding: str, hash_key: str, categorize: bool) -> NDArray[np.uint64]:
        texts = self.to_fraction_strings(missing="<NA>")
        return pd.util.hash_array(texts, encoding=encoding, hash_key=hash_key, categorize=categorize)

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str | None]:
        return str

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        if name not in REDUCTIONS or kwargs.get("min_count", 0) not in (0, None) and name != "sum":
            raise TypeError(f"exact columns have no {name}")
        missing = self._mask.any()
        rows = self[~self._mask] if missing and skipna else self
        enough = len(rows) >= kwargs.get("min_count", 0) and (skipna or not missing)
        value = REDUCTIONS[name](rows.parts) if enough else None
        if keepdims:
            return self.full(1, value)
        return pd.NA if value is None else value

    # Short ways to the reductions.

    def sum(self, *, skipna: bool = True) -> Any:
        """Give the exact total; of no rows, 0."""
        return self._reduce("sum", skipna=skipna)

    def min(self, *, skipna: bool = True) -> Any:
        """Give the least value; of no rows, pd.NA."""
        return self._reduce("min", skipna=skipna)

    def max(self, *, skipna: bool = True) -> Any:
        """Give the greatest value; of no rows, pd.NA."""
        return self._reduce("max", skipna=skipna)

    def mean(self, *, skipna: bool = True) -> Any:
        """Give the exact mean, a Fraction; of no rows, pd.NA."""
        return self._reduce("mean", skipna=skipna)


def flag_parts(flags: Any) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Give (true, unknown) from a boolean array or a pandas BooleanArray; TypeError for anything else."""
    if isinstance(flags, pd.Series):
        flags = flags.array
    if isinstance(flags, pd.arrays.BooleanArray):
        unknown = np.asarray(flags.isna())
        return flags.to_numpy(dtype=bool, na_value=False), unknown
    array = np.asarray(flags)
    if array.dtype != bool:
        raise TypeError(f"flags are true or false, not {array.dtype}")
    return array, np.zeros(array.shape, dtype=bool)


def fraction_of(value: object) -> Fraction:
    """Read "1/3", "-7000" or "0.25", as `to_fraction_strings` and decimal texts have them."""
    if isinstance(value, str) and value.isascii() and not set(value) - set("0123456789+-./"):
        return Fraction(value)
    raise ValueError("not the text of an exact number")


def _readonly_view(column: Column) -> Column:
    view = column.view()
    view.flags.writeable = False
    return view
