"""Exact columns as text, scaled integers and Arrow decimals."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.exact.kernels import INT64_MAX, as_rows, is_big, reduce, rescale, shrink, span
from payout.exact.rounding import round_scaled

if TYPE_CHECKING:
    from payout.exact.build import Parts
    from payout.exact.kernels import Part, Vector
    from payout.exact.rounding import Mode

DECIMAL128_DIGITS = 38


def exact_scaled(num: Vector, den: Part, places: int) -> Vector:
    """The ratios num/den in units of 10**-places.

    Raises ValueError with the count of rows that are no multiple of it.
    """
    if isinstance(den, int) and places >= 0 and 10**places % den == 0:
        return shrink(rescale(num, 10**places // den))
    low = round_scaled(num, den, places, "floor")
    uneven = int(np.count_nonzero(low != round_scaled(num, den, places, "ceiling")))
    if uneven:
        raise ValueError(f"{uneven} rows are not a multiple of 10**-{places}")
    return shrink(low)


def decimal_text(parts: Parts, places: int, mode: Mode, missing: str) -> Vector:
    """Each value rounded to `places` decimals as text, all places shown, in an object column."""
    if places < 0:
        raise ValueError("a text shows no negative number of decimals")
    scaled = shrink(round_scaled(parts.num, parts.den, places, mode))
    if scaled.dtype == object:
        return _filled(_python_text(scaled, places), parts.mask, missing)
    return _filled(_arrow_text(scaled, places), parts.mask, missing)


def _arrow_text(scaled: Vector, places: int) -> Vector:
    digits = pc.cast(pa.array(np.abs(scaled)), pa.string())
    if places:
        digits = pc.ascii_lpad(digits, places + 1, padding="0")
        whole = pc.utf8_slice_codeunits(digits, 0, -places)
        digits = pc.binary_join_element_wise(whole, pc.utf8_slice_codeunits(digits, -places), ".")
    if scaled.size and scaled.min() < 0:
        sign = pc.if_else(pa.array(scaled < 0), "-", "")
        digits = pc.binary_join_element_wise(sign, digits, "")
    return _objects(digits)


def _python_text(scaled: Vector, places: int) -> Vector:
    texts = np.empty(scaled.size, dtype=object)
    for row, value in enumerate(scaled):
        digits = str(abs(value)).rjust(places + 1, "0")
        sign = "-" if value < 0 else ""
        texts[row] = sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
    return texts


def fraction_text(parts: Parts, missing: str | None) -> Vector:
    """Each value in lowest terms, "1/3" or "7000", in an object column."""
    return _filled(_objects(fraction_texts(parts)), parts.mask, missing)


def fraction_texts(parts: Parts) -> Any:
    """Each value in lowest terms as Arrow texts; 0 where it is missing."""
    num, den, _ = parts
    if isinstance(den, int) and den == 1 and not is_big(num):
        return pc.cast(pa.array(num), pa.string())
    above, reduced = reduce(num, as_rows(den, num.size))
    if isinstance(reduced, int) or is_big(above) or is_big(reduced):
        pairs = zip(above.tolist(), as_rows(reduced, num.size).tolist(), strict=True)
        return pa.array([str(a) if b == 1 else f"{a}/{b}" for a, b in pairs], pa.string())
    texts, parted = pc.cast(pa.array(above), pa.string()), np.flatnonzero(reduced != 1)
    if not parted.size:
        return texts
    below = pc.cast(pa.array(reduced[parted]), pa.string())
    return pc.replace_with_mask(
        texts, pa.array(reduced != 1), pc.binary_join_element_wise(texts.take(pa.array(parted)), below, "/")
    )


def decimal128(parts: Parts, places: int) -> Any:
    """An Arrow array of decimals; ValueError if a value needs more than `places` or 38 digits."""
    num, den, mask = parts
    scaled = exact_scaled(num, den, places)
    if span(scaled) >= 10**DECIMAL128_DIGITS:
        raise ValueError(f"a value has more than {DECIMAL128_DIGITS} digits")
    kind = pa.decimal128(DECIMAL128_DIGITS, places)
    if scaled.dtype == object:
        whole = Context(prec=DECIMAL128_DIGITS)
        values = [
            None if gone else Decimal(v).scaleb(-places, whole) for v, gone in zip(scaled, mask, strict=True)
        ]
        return pa.array(values, type=kind)
    words = np.empty((scaled.size, 2), dtype=np.int64)
    words[:, 0], words[:, 1] = scaled, scaled >> 63  # little-endian low word, then the sign carried on
    valid = pa.array(~mask).buffers()[1] if mask.any() else None
    return pa.Array.from_buffers(kind, scaled.size, [valid, pa.py_buffer(words)])


def scaled_int64(parts: Parts, places: int) -> Vector:
    """The ratios num/den in units of 10**-places as int64; ValueError where that is not exact or does not fit."""
    scaled = exact_scaled(parts.num, parts.den, places)
    if scaled.dtype == object:
        raise ValueError(f"a value lies beyond {INT64_MAX} units of 10**-{places}")
    return scaled


def _objects(texts: Any) -> Vector:
    column: Vector = texts.to_numpy(zero_copy_only=False)
    return column.astype(object)


def _filled(texts: Vector, mask: Vector, missing: str | None) -> Vector:
    if mask.any():
        texts[mask] = missing
    return texts
