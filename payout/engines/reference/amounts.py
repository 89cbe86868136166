"""The reading "amounts": one function a node, which gives its value for each row, exactly.

What works on groups of rows stands in `grouped`, tables of parameters in `entries`, what people settle in `decisions`.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from payout.engines.reference.above import path_above, value_above
from payout.engines.reference.decisions import answers_of
from payout.engines.reference.entries import banded, looked_up
from payout.engines.reference.grouped import aggregate, allocated, ranked
from payout.engines.reference.operations import arithmetic, comparison, opposite
from payout.engines.reference.values import (
    flags,
    flags_of,
    gather,
    is_rows,
    known_rows,
    logical,
    numbers,
    select,
)
from payout.exact import ExactArray, greatest, least
from payout.rules.tree import (
    Aggregate,
    Allocate,
    Arithmetic,
    Band,
    Choose,
    ColumnValue,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    Logic,
    Lookup,
    Not,
    ParameterValue,
    Rank,
    Reading,
    Round,
    Rows,
    Through,
    Up,
    When,
    YearOf,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Value
    from payout.exact.rounding import Mode
    from payout.rules.tree import Node


def _constant(_run: Run, node: Constant) -> Value:
    return node.value


def _parameter(run: Run, node: ParameterValue) -> Value:
    return cast("Value", run.parameter(node.name))


def _column(run: Run, node: ColumnValue) -> Value:
    return run.data[node.level].columns[node.name]


def _row_numbers(run: Run, node: Rows) -> Value:
    return ExactArray.from_integers(np.arange(run.size(node)))


def _above(run: Run, node: Up) -> Value:
    return _of_row_above(run, run.value(node.operand), node.home.name, node.path)


def _of_row_above(run: Run, value: Value, level: str, path: tuple[str, ...]) -> Value:
    """What a row of the level at the end of a path has, for each row of a level."""
    positions = run.up(level, path)
    return gather(value, positions, run.tally_for(positions.size), whole=run.whole(level, path))


def _linked(run: Run, node: Through) -> Value:
    positions = run.data[node.link.level].links[node.link.name]
    return gather(run.value(node.operand), positions, run.tally_for(positions.size))


def _chosen(run: Run, node: Choose) -> Value:
    return run.value(dict(node.branches)[run.reading_of(node)])


def _arithmetic(run: Run, node: Arithmetic) -> Value:
    if found := _above_alone(run, node):
        return found[0]
    size = run.size(node)
    return arithmetic(node.op, run.value(node.left), run.value(node.right), size, run.tally_for(size))


def _compared(run: Run, node: Compare) -> Value:
    if found := _above_alone(run, node):
        return found[0]
    return comparison(node.op, run.value(node.left), run.value(node.right), run.size(node))


def worked_out_above(run: Run, node: Node) -> tuple[str, ...]:
    """The path to the row above where a step is worked out for its rows, and for none of these; else none."""
    if not (run.filters and run.reading is AMOUNTS and isinstance(node, (Arithmetic, Compare))):
        return ()
    return path_above(run, node)


def _above_alone(run: Run, node: Arithmetic | Compare) -> tuple[Value] | None:
    """What rests on the row above alone, worked out there; None where it does not, or where each row is to be worked out by itself."""
    path = worked_out_above(run, node)
    if not path:
        return None
    return (_of_row_above(run, value_above(run, node), node.schema.level, path),)


def _logical(run: Run, node: Logic) -> Value:
    size = run.size(node)
    return logical(node.op, flags(run.value(node.left), size), flags(run.value(node.right), size))


def _negated(run: Run, node: Not) -> Value:
    return opposite(run.value(node.operand), run.size(node))


def _is_known(run: Run, node: Known) -> Value:
    return flags_of(known_rows(run.value(node.operand), run.size(node)))


def _rounded(run: Run, node: Round) -> Value:
    return numbers(run.value(node.operand), run.size(node)).round(node.places, mode=cast("Mode", node.mode))


def _year(run: Run, node: YearOf) -> Value:
    value = run.value(node.operand)
    if value is None or isinstance(value, date):
        return None if value is None else Fraction(value.year)
    known = known_rows(value, run.size(node))
    years = np.asarray(value).astype("datetime64[Y]").astype(np.int64) + 1970
    return ExactArray.from_integers(np.where(known, years, 0), mask=~known)


def _where_it_holds(run: Run, node: When) -> Value:
    return _first((node,), None, run, node)


def _first_match(run: Run, node: FirstMatch) -> Value:
    return _first(node.cases, node.otherwise, run, node)


def _first(cases: tuple[When, ...], otherwise: Node | None, run: Run, node: Node) -> Value:
    size = run.size(node)
    taken = [(run.holds(case.condition, size), run.value(case.value)) for case in cases]
    rest = None if otherwise is None else run.value(otherwise)
    return select(taken, rest, node.schema.storage, node.schema.words)


def _extreme(run: Run, node: Extreme) -> Value:
    """The least or greatest of the members that take part in each row; missing where one of those is missing."""
    size = run.size(node)
    pick = least if node.which == "least" else greatest
    always = [run.value(member) for member in node.members if not isinstance(member, When)]
    always.sort(key=lambda value: not is_rows(value))  # columns first: numbers may stand behind them
    result = pick(numbers(always[0], size), *always[1:]) if always else ExactArray.full(size, None)
    any_yet = np.full(size, bool(always))
    for member in node.members:
        if isinstance(member, When):
            taking = run.holds(member.condition, size)
            candidate = numbers(run.value(member.value), size)
            joined = pick(result, candidate).where(any_yet, candidate)
            result = joined.where(taking, result)
            any_yet = any_yet | taking
    return result


Amount: TypeAlias = "Callable[[Run, Node], Value]"
AMOUNTS: Reading[Amount] = Reading(
    "amounts",
    {
        Constant: _constant,
        ParameterValue: _parameter,
        ColumnValue: _column,
        Rows: _row_numbers,
        Up: _above,
        Through: _linked,
        Arithmetic: _arithmetic,
        Compare: _compared,
        Logic: _logical,
        Not: _negated,
        Known: _is_known,
        Round: _rounded,
        YearOf: _year,
        Lookup: looked_up,
        Band: banded,
        When: _where_it_holds,
        FirstMatch: _first_match,
        Choose: _chosen,
        Extreme: _extreme,
        Aggregate: aggregate,
        Rank: ranked,
        Allocate: allocated,
        Decide: answers_of,
    },
)
