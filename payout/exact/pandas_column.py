"""The storage of an exact column, and what pandas asks of it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray, no_default
from pandas.api.indexers import check_array_indexer

from payout.exact.build import Parts, alike, blank, constant, from_anything, from_scalars, put, select
from payout.exact.dtype import ExactDtype
from payout.exact.kernels import as_rows, is_whole, sides
from payout.exact.keys import sort_keys
from payout.exact.operators import Operators
from payout.exact.reductions import REDUCTIONS
from payout.exact.scalars import is_missing
from payout.exact.text import fraction_text, scaled_int64
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from payout.exact.kernels import Part, Vector
    from payout.exact.scalars import Exact


class PandasColumn(Operators, ExtensionArray):
    """Parts held as a pandas extension array; ExactArray adds what callers use."""

    _num: Vector
    _den: Part
    _mask: NDArray[np.bool_]
    __pandas_priority__ = 1500  # above the nullable floats of pandas, which would compare by themselves
    _readonly: bool = False  # pandas sets it on arrays that others still see

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Wrap parts that are known to be sound."""
        array = cls.__new__(cls)
        array._num, array._den, array._mask = parts  # noqa: SLF001 -- its own instance
        return array

    @classmethod
    def full(cls, n: int, value: Exact | None) -> Self:
        """Build a column of `n` rows that all hold `value`."""
        return cls.from_parts(constant(n, value))

    @property
    def parts(self) -> Parts:
        """Numerators, denominators and mask together."""
        return Parts(self._num, self._den, self._mask)

    def value_at(self, i: int) -> Fraction | None:
        """Row `i` as a Fraction, None if it is missing."""
        if self._mask[i]:
            return None
        den = self._den if isinstance(self._den, int) else int(self._den[i])
        return Fraction(int(self._num[i]), den)

    def gather(self, positions: Vector, *, whole: bool = False) -> Self:
        """The rows at `positions` (int64); `whole`: none of them is known to be negative.

        A position of -1 gives a missing row, any other stray IndexError.
        """
        positions = np.asarray(positions, dtype=np.int64)
        if whole or is_whole(positions):
            den = self._den if isinstance(self._den, int) else self._den.take(positions)
            mask = self._mask.take(positions) if self._mask.any() else np.zeros(positions.size, dtype=bool)
            return self.from_parts(Parts(self._num.take(positions), den, mask))
        stray = positions < 0
        if (positions < -1).any():
            raise ValueError("a position below -1 is not a row")
        if len(self) == 0 and stray.all():
            return self.full(positions.size, None)
        num, den, mask = self.gather(np.where(stray, 0, positions)).parts
        return self.from_parts(blank(num, den, mask | stray))

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
        item = item if type(item) is int else check_array_indexer(self, item)
        if isinstance(item, int | np.integer):
            value = self.value_at(int(item))
            return pd.NA if value is None else value
        if isinstance(item, tuple):
            item = _only_axis(item)
        den = self._den if isinstance(self._den, int) else self._den[item]
        result = self.from_parts(Parts(self._num[item], den, self._mask[item]))
        if isinstance(item, slice):
            result._readonly = self._readonly  # noqa: SLF001 -- its own instance
        return result

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        key = check_array_indexer(self, key)
        if isinstance(value, pd.Series | pd.Index):
            value = value.array
        if not pd.api.types.is_list_like(value):
            given = from_scalars([value], nan_is_missing=True)
        elif pd.api.types.is_integer(key):
            raise ValueError("setting an array element with a sequence.")
        else:
            given = self._from_sequence(value).parts
        self._num, self._den, self._mask = put(self.parts, key, given)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Vector:
        if copy is False:
            raise ValueError("exact numbers become objects only by a copy")
        den = as_rows(self._den, len(self)).tolist()
        values = np.empty(len(self), dtype=object)
        values[:] = [Fraction(a, b) for a, b in zip(self._num.tolist(), den, strict=True)]
        values[self._mask] = pd.NA
        return values if dtype is None else values.astype(dtype)

    def to_numpy(self, dtype: Any = None, copy: bool = False, na_value: Any = no_default) -> Vector:  # noqa: ARG002 -- always a copy
        """Fractions in an object array, or another dtype when asked.

        `na_value` stands for missing rows.
        """
        values = self.__array__()
        if na_value is not no_default:
            values[self._mask] = na_value
        return values if dtype is None else values.astype(dtype)

    def isna(self) -> NDArray[np.bool_]:
        """Tell which rows are missing."""
        return self._mask.copy()

    def copy(self) -> Self:
        """A column that shares nothing with this one."""
        den = self._den if isinstance(self._den, int) else self._den.copy()
        return self.from_parts(Parts(self._num.copy(), den, self._mask.copy()))

    def view(self, dtype: Any = None) -> Any:
        """The same rows as another column object."""
        return super().view(dtype) if dtype is not None else self[:]

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """The rows at `indices`; with `allow_fill`, -1 gives `fill_value` (missing by default)."""
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
        if is_missing(fill_value) or (isinstance(fill_value, float) and np.isnan(fill_value)):
            return taken
        fill = constant(positions.size, fill_value)
        return self.from_parts(select(positions >= 0, taken.parts, fill))

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Self:
        if isinstance(scalars, cls):
            return scalars.copy() if copy else scalars
        if isinstance(scalars, pd.Series | pd.Index):
            return cls._from_sequence(scalars.array, dtype=dtype, copy=copy)
        return cls.from_parts(from_anything(scalars, nan_is_missing=True))

    @classmethod
    def _from_sequence_of_strings(cls, strings: Any, *, dtype: Any = None, copy: bool = False) -> Self:  # noqa: ARG003
        return cls.from_parts(
            from_scalars([None if pd.isna(item) else fraction_of(item) for item in strings])
        )

    @classmethod
    def _from_factorized(cls, values: Any, original: Any) -> Self:  # noqa: ARG003 -- pandas' signature
        return cls._from_sequence(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Any]) -> Self:
        several = alike([array.parts for array in to_concat])
        den: Part = several[0].den if several else 1
        if not isinstance(den, int):
            den = np.concatenate([part.den for part in several])
        num = np.concatenate([part.num for part in several])
        return cls.from_parts(Parts(num, den, np.concatenate([part.mask for part in several])))

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Convert.

        Integers only where every row is whole, text as `to_fraction_strings`, floats when asked for.
        """
        kind = pd.api.types.pandas_dtype(dtype)
        if isinstance(kind, ExactDtype):
            return self.copy() if copy else self
        if isinstance(kind, np.dtype) and kind.kind in "iu":
            if self._mask.any():
                raise ValueError("a missing row is no integer")
            return scaled_int64(self.parts, 0).astype(kind)
        if isinstance(kind, pd.StringDtype):
            return pd.array(fraction_text(self.parts, None), dtype=kind)
        if isinstance(kind, np.dtype) and kind.kind == "U":
            return fraction_text(self.parts, "<NA>").astype(kind)
        return super().astype(kind, copy=copy)

    def equals(self, other: object) -> bool:
        """Tell whether another exact column holds the same values and the same missing rows."""
        if not isinstance(other, PandasColumn) or len(self) != len(other):
            return False
        num, den, mask = other.parts
        left, right = sides(self._num, self._den, num, den)
        return bool((self._mask == mask).all() and (left == right).all())

    def sort_keys(self) -> NDArray[np.int64]:
        """Keys in int64 that order as the values do and are equal where they are equal.

        Any value where missing.
        """
        return sort_keys(self._num, self._den)

    def _values_for_argsort(self) -> Vector:
        return self.sort_keys()

    def _values_for_factorize(self) -> tuple[Vector, Any]:
        return self.to_numpy(dtype=object), pd.NA

    def factorize(self, use_na_sentinel: bool = True) -> tuple[NDArray[np.intp], Self]:
        """Codes in order of appearance and the distinct values.

        Missing rows get -1, or a code of their own.
        """
        keys: Any = pd.arrays.IntegerArray(self.sort_keys().astype(np.int64), self._mask.copy())
        codes, _ = pd.factorize(keys, use_na_sentinel=use_na_sentinel)
        first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
        seen = np.flatnonzero(codes >= 0)[::-1]
        first[codes[seen]] = seen
        return codes, self.gather(first)

    def unique(self) -> Self:
        """The distinct values in order of appearance."""
        return self.factorize(use_na_sentinel=False)[1]

    def _hash_pandas_object(self, *, encoding: str, hash_key: str, categorize: bool) -> NDArray[np.uint64]:
        texts = fraction_text(self.parts, "<NA>")
        return pd.util.hash_array(texts, encoding=encoding, hash_key=hash_key, categorize=categorize)

    def _values_for_json(self) -> NDArray[np.object_]:
        return fraction_text(self.parts, None)

    def value_counts(self, dropna: bool = True) -> pd.Series[Any]:
        """Count the distinct values; Int64, indexed by them in order of appearance."""
        codes, distinct = self.factorize(use_na_sentinel=dropna)
        counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
        return pd.Series(pd.array(counts, dtype="Int64"), index=pd.Index(distinct), name="count")

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str | None]:  # noqa: ARG002 -- pandas calls it so
        return _shown

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        if name == "count":
            return int(np.count_nonzero(~self._mask))
        if name not in REDUCTIONS:
            raise TypeError(f"dtype 'exact' does not support operation '{name}'")
        missing = bool(self._mask.any())
        rows = self[~self._mask] if missing and skipna else self
        enough = len(rows) >= kwargs.get("min_count", 0) and (skipna or not missing)
        value = REDUCTIONS[name](rows.parts) if enough else None
        if keepdims:
            return self.full(1, value)
        return pd.NA if value is None else value


def _only_axis(item: tuple[Any, ...]) -> Any:
    rest = [part for part in item if part is not Ellipsis]
    if len(rest) > 1 or len(item) - len(rest) > 1:
        raise IndexError("an exact column has one dimension")
    return rest[0] if rest else slice(None)


def fraction_of(value: object) -> Fraction:
    """Read "1/3", "-7000" or "0.25", as `to_fraction_strings` and decimal texts have them."""
    if isinstance(value, str) and value.isascii() and not set(value) - set("0123456789+-./"):
        return Fraction(value)
    raise ValueError("not the text of an exact number")


def _shown(value: object) -> str:
    """How one number stands in a printed frame: a decimal where it ends, else a fraction."""
    return show_number(value) if isinstance(value, Fraction) else str(value)
