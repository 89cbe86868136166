"""Entries of table parameters, read for every row at once: by keys, or by the band that a number falls in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from payout.engines.reference.values import (
    categories,
    codes_of,
    gather,
    holds,
    is_rows,
    known_rows,
    numbers,
    select,
)
from payout.exact import ExactArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Positions, Rows, Value
    from payout.rules.policy.parameters import BandRow, Entry
    from payout.rules.tree import Band, Lookup, Node


def looked_up(run: Run, node: Lookup) -> Value:
    """The entry for each row's keys; missing where a key is, or where the table has no such entry."""
    entries = cast("Mapping[tuple[str, ...], Entry]", run.parameter(node.table.name))
    given = [run.value(key) for key in node.keys]
    if not any(is_rows(one) for one in given):
        return _entry(entries, tuple(map(_word, given)))
    place: Positions = np.zeros(run.size(node), dtype=np.int64)
    missing = np.zeros(len(place), dtype=bool)
    weights: list[dict[str, int]] = []
    for position, key in enumerate(node.keys):
        options = tuple(dict.fromkeys(entry[position] for entry in entries))
        codes = _codes(run, key, len(place), options)
        missing |= codes < 0
        place = place * len(options) + codes
        weights.append({option: number for number, option in enumerate(options)})
    flat: list[Entry | None] = [None] * int(np.prod([len(options) for options in weights], dtype=np.int64))
    for keys, value in entries.items():
        number = 0
        for part, options_of in zip(keys, weights, strict=True):
            number = number * len(options_of) + options_of[part]
        flat[number] = value
    place[missing] = -1
    return gather(_column(flat), place)


def _entry(entries: Mapping[tuple[str, ...], Entry], words: tuple[str | None, ...]) -> Value:
    """The entry of one key, the same for every row."""
    found = entries.get(cast("tuple[str, ...]", words))
    worded = any(isinstance(entry, str) for entry in entries.values())
    if found is None or worded:
        return None if found is None else str(found)
    return found if isinstance(found, Fraction) else None


def _word(key: Value) -> str | None:
    """A key as the table writes it: whole numbers and fractions in lowest terms."""
    if isinstance(key, bool):
        return "yes" if key else "no"
    return str(key) if isinstance(key, (str, Fraction)) else None


def _codes(run: Run, key: Node, size: int, options: tuple[str, ...]) -> Positions:
    rows = run.rows(key, size)
    if key.schema.kind == "flag":
        true, known = holds(rows, len(rows)), known_rows(rows, len(rows))
        rows = categories(np.where(known, np.where(true, 0, 1), -1), ("yes", "no"))
    elif isinstance(rows, ExactArray):
        rows = pd.Categorical(rows.to_fraction_strings())
    return codes_of(rows, options)


def _column(flat: list[Entry | None]) -> Rows:
    if any(isinstance(entry, str) for entry in flat):
        options = tuple(dict.fromkeys(str(entry) for entry in flat if entry is not None))
        codes = [-1 if entry is None else options.index(str(entry)) for entry in flat]
        return categories(np.array(codes, dtype=np.int64), options)
    return ExactArray.from_fractions(entry if isinstance(entry, Fraction) else None for entry in flat)


def banded(run: Run, node: Band) -> Value:
    """The entry of the band that each row's number falls in.

    Missing where the number is, or outside every band.
    """
    bands = cast("tuple[BandRow, ...]", run.parameter(node.table.name))
    size = run.size(node)
    value = numbers(run.value(node.operand), size)
    known = known_rows(value, size)
    cases: list[tuple[Flags, Value]] = []
    for row in bands:
        above = known if row.floor is None else holds(_above(value, row), size)
        below = known if row.ceiling is None else holds(_below(value, row), size)
        cases.append((above & below, row.gives))
    return select(cases, None, node.schema.storage, node.schema.words)


def _above(value: ExactArray, row: BandRow) -> Value:
    return value > row.floor if row.open else value >= row.floor


def _below(value: ExactArray, row: BandRow) -> Value:
    return value <= row.ceiling if row.closed else value < row.ceiling
