"""The reading "amounts": one function a node, which gives its value for each row, exactly.

What works on groups of rows stands in `grouped`, tables of parameters in `entries`, what people settle in `decisions`.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from operator import and_, or_
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import pandas as pd

from payout.engines.reference.decisions import answers_of
from payout.engines.reference.entries import banded, looked_up
from payout.engines.reference.grouped import aggregate, allocated, ranked
from payout.engines.reference.values import (
    equal,
    flags,
    flags_of,
    gather,
    is_number,
    is_rows,
    known_rows,
    numbers,
    ordered,
    select,
)
from payout.exact import ExactArray, greatest, least
from payout.exact.filtered import quotient
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
    positions = run.up(node.home.name, node.path)
    return gather(run.value(node.operand), positions, run.tally_for(positions.size))


def _linked(run: Run, node: Through) -> Value:
    positions = run.data[node.link.level].links[node.link.name]
    return gather(run.value(node.operand), positions, run.tally_for(positions.size))


def _chosen(run: Run, node: Choose) -> Value:
    return run.value(dict(node.branches)[run.reading_of(node)])


def _arithmetic(run: Run, node: Arithmetic) -> Value:
    left, right = run.value(node.left), run.value(node.right)
    if left is None or right is None:
        return None
    # scalars are Fractions and columns exact: schemas admit nothing else here
    first, second = cast("ExactArray", left), cast("ExactArray", right)
    match node.op:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
        case _ if isinstance(right, Fraction) and right != 0:
            return first / second
    return _divided(numbers(left, run.size(node)), numbers(right, run.size(node)), run)


def _divided(left: ExactArray, right: ExactArray, run: Run) -> Value:
    """A quotient, missing where the divisor is zero; of many rows one that stays unsettled."""
    tally = run.tally_for(len(left))
    return left.divide(right, where_zero=pd.NA) if tally is None else quotient(left, right, tally)


def _compared(run: Run, node: Compare) -> Value:  # noqa: PLR0911 - one case an operator
    left, right, size = run.value(node.left), run.value(node.right), run.size(node)
    if left is None or right is None:
        return None
    if not is_number(left) and not is_number(right):
        if node.op not in {"==", "!="}:
            return ordered(node.op, left, right, size)
        same = equal(left, right, size)
        return same if node.op == "==" else _opposite(same, size)
    first, second = cast("ExactArray", left), cast("ExactArray", right)
    match node.op:
        case "==":
            return cast("Value", first == second)
        case "!=":
            return cast("Value", first != second)
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
        case _:
            return first >= second


def _logical(run: Run, node: Logic) -> Value:
    size = run.size(node)
    first, second = flags(run.value(node.left), size), flags(run.value(node.right), size)
    return cast("Value", (and_ if node.op == "&" else or_)(first, second))


def _negated(run: Run, node: Not) -> Value:
    return _opposite(run.value(node.operand), run.size(node))


def _opposite(value: Value, size: int) -> Value:
    if value is None or isinstance(value, bool):
        return None if value is None else not value
    return ~flags(value, size)


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
