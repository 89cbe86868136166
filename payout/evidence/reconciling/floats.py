"""Binary arithmetic, as spreadsheets and pandas compute: a reading of the tree that guesses how a list was made. It decides no amount.

Each step's exact result is brought to the nearest double, which is what a processor gives for + − × ÷. Sums of many rows are brought
there once, where a program would after each row.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.values import numbers
from payout.evidence.reconciling.trials import Twist
from payout.evidence.reconciling.ways import Way
from payout.exact import ExactArray
from payout.rules.tree import (
    NODES,
    Aggregate,
    Arithmetic,
    ColumnValue,
    Lookup,
    ParameterValue,
    Reading,
    Round,
)
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Value
    from payout.evidence.reconciling.trials import Amounts, Ground
    from payout.rules.tree import Node

BITS = 7
IN_BINARY = (Arithmetic, Aggregate, ColumnValue, Lookup, ParameterValue)
DIGITS_OF_TWO, MOST_OF_TWO = 53, 62
WHOLE = 2**DIGITS_OF_TWO
SHOWN_PLACES = 9
DIGITS = 15  # that a spreadsheet goes by


def floats(ground: Ground) -> Iterator[Way]:
    """All steps in doubles, the roundings as three programs do them."""
    if any(isinstance(node, Round) for node in ground.nodes):
        for name, (said, reading) in READINGS.items():
            label = Text(f"用双精度浮点数计算,按 {said} 舍入", f"computed in doubles, rounded as {said} does")
            yield Way("float", label, "", Twist(reading=reading, last=(_shown,)), BITS, name)


def _shown(amounts: ExactArray) -> ExactArray:
    """What a cell shows of a double that is near a decimal."""
    return amounts.round(SHOWN_PLACES)


def _nearest(value: Value) -> Value:
    """The double nearest to each value, exactly."""
    if isinstance(value, Fraction):
        return Fraction(float(value))
    if not isinstance(value, ExactArray):
        return value
    return _at_once(value) if _is_small(value) else _each(lambda one: Fraction(float(one)), value)


def _is_small(column: ExactArray) -> bool:
    """Whether a processor divides each numerator by its denominator as it would the exact number: both are doubles themselves."""
    num, den = column.numerators, np.asarray(column.denominators)
    whole = num.dtype == np.int64 and den.dtype == np.int64
    return whole and (not len(num) or (int(np.abs(num).max()) <= WHOLE and int(den.max()) <= WHOLE))


def _at_once(column: ExactArray) -> ExactArray:
    """The nearest doubles of a column, as the whole numbers and powers of two that they are."""
    parts, exponents = np.frexp(column.numerators / np.asarray(column.denominators))
    num = (parts * WHOLE).astype(np.int64)
    below = np.where(num == 0, 0, DIGITS_OF_TWO - exponents.astype(np.int64))
    if bool(((below < 0) | (below > MOST_OF_TWO)).any()):
        return _each(lambda one: Fraction(float(one)), column)
    den = np.left_shift(np.int64(1), below)
    common = np.minimum(np.where(num == 0, den, num & -num), den)
    return ExactArray.from_integers(num // common, den // common, column.mask)


def _each(change: Callable[[Fraction], Fraction], column: ExactArray) -> ExactArray:
    """Each value changed; equal ones once."""
    known: dict[Fraction, Fraction] = {}

    def of(one: object) -> Fraction | None:
        if not isinstance(one, Fraction):
            return None
        if one not in known:
            known[one] = change(one)
        return known[one]

    return ExactArray.from_fractions([of(one) for one in column])


def _in_binary(first: Amounts, run: Run, node: Node) -> Value:
    return _nearest(first(run, node)) if node.schema.kind == "number" else first(run, node)


def _rounded(how: Callable[[float, int], float], run: Run, node: Round) -> Value:
    column = numbers(run.value(node.operand), run.size(node))
    return _each(lambda one: _decimal(how(float(one), node.places), node.places), column)


def _decimal(value: float, places: int) -> Fraction:
    """What is shown of a double at so many places."""
    return Fraction(format(value, f".{max(places, 0)}f"))


def _of_python(value: float, places: int) -> float:
    return round(value, places)


def _of_numpy(value: float, places: int) -> float:
    return float(np.round(np.float64(value), places))


def _of_excel(value: float, places: int) -> float:
    """Half away from zero, on what fifteen digits say of the double."""
    shown = Fraction(format(value, f".{DIGITS}g")) if value else Fraction(0)
    scaled = abs(shown) * 10 ** max(places, 0)
    whole = floor(scaled + Fraction(1, 2))
    return float(Fraction(-whole if value < 0 else whole, 10 ** max(places, 0)))


def _of_int(value: float, places: int) -> float:
    """`int(x * 100) / 100`: what binary leaves a hair below is cut off."""
    return int(value * 10.0**places) / 10.0**places


def _reading(name: str, how: Callable[[float, int], float]) -> Reading[Amounts]:
    answers = {
        one: partial(_in_binary, _amounts_of(one)) if one in IN_BINARY else _amounts_of(one) for one in NODES
    }
    return Reading(name, {**answers, Round: partial(_rounded, how)})


def _amounts_of(_: type[Node]) -> Amounts:
    return lambda run, node: AMOUNTS[node](run, node)


READINGS = {
    "excel": ("Excel ROUND", _reading("excel", _of_excel)),
    "python": ("Python round", _reading("python", _of_python)),
    "numpy": ("NumPy/pandas round", _reading("numpy", _of_numpy)),
    "int": ("int(x×100)÷100", _reading("int", _of_int)),
}
