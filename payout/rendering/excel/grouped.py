"""What looks beyond the row, as formulas: SUMIFS and its like over columns, places, shares of a pool, answers of people."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.rendering.excel.certainty import MOST_PLACES, NOTHING_GIVEN, facts
from payout.rendering.excel.pieces import (
    PRODUCT,
    SUM,
    Lack,
    Piece,
    both,
    condition,
    missing,
    quoted,
    together,
    unless,
)
from payout.rendering.excel.plan import LiveColumn, LiveRow, LiveShare
from payout.rules.tree import (
    Aggregate,
    Arithmetic,
    ColumnValue,
    Compare,
    Constant,
    FirstMatch,
    Known,
    Logic,
    Round,
    Rows,
    Up,
    When,
)
from payout.text import Text

if TYPE_CHECKING:
    from payout.rules.tree import Allocate, Decide, Grouping, Node, Rank

ANY_NUMBER, ANY_TEXT = (
    ">-1E+300",
    "?*",
)  # asked for instead of blanks, which LibreOffice counts five times as slowly
OVER_ALL = {"total": "SUM", "mean": "AVERAGE", "highest": "MAX", "lowest": "MIN"}
# The last two came with Excel 2019: what older ones have instead (AGGREGATE over a product of conditions) reads badly and is slow.
OVER_SOME = {"total": "SUMIFS", "mean": "AVERAGEIFS", "highest": "_xlfn.MAXIFS", "lowest": "_xlfn.MINIFS"}
FIRST = Text("首行", "first")
SHARE, WHOLE_UNITS, REST, LEFT, PLACE = (
    Text("应分单位数", "units due"),
    Text("整单位数", "whole units"),
    Text("余数", "remainder"),
    Text("余下单位数", "units left"),
    Text("余数位次", "place by remainder"),
)


def aggregate(row: LiveRow, node: Aggregate) -> Piece:
    """One value from many rows: in the row above, or in each row of the group."""
    groups = node.groups
    if groups.into is None and groups.path:
        above = row.plan.target(groups.rows.name, groups.path)
        once = replace(node, groups=replace(groups, into=row.plan.compiled.placer.homes[above]))
        return row.read(Up(once, groups.rows, groups.path))
    members = LiveRow(row.plan, groups.rows.name)
    pairs, lacks = _members(row, groups)
    given = NOTHING_GIVEN
    if node.where is not None:
        pairs += [_flagged(members, node.where)]
        given = facts(node.where)
    return _reduced(members, node, pairs, lacks, certain=members.knowing(given).always(node.operand))


def _members(row: LiveRow, groups: Grouping) -> tuple[list[tuple[str, str]], tuple[Lack, ...]]:
    """What the rows of this row's group have in common: pairs of a column and what it says there; and where a row has no group."""
    plan, rows = row.plan, groups.rows.name
    if groups.path:
        link = plan.sheets[rows].whole(plan.link(rows, groups.path).header)
        return [(link, row.sheet.here(plan.row(row.level).header))], ()
    if groups.keys:
        header = plan.group(rows, groups.keys).header
        own = row.sheet.here(header)
        certain = all(plan.certainty.always(key) for key in groups.keys)
        return [(row.sheet.whole(header), own)], () if certain else missing(own)
    return [], ()


def _flagged(members: LiveRow, flag: Node) -> tuple[str, str]:
    return members.sheet.whole(members.plan.column(members.level, flag).header), "TRUE"


def _listed(pairs: list[tuple[str, str]]) -> str:
    return ",".join(f"{column},{value}" for column, value in pairs)


def _count(members: LiveRow, pairs: list[tuple[str, str]]) -> str:
    if pairs:
        return f"COUNTIFS({_listed(pairs)})"
    return f"COUNT({members.sheet.whole(members.plan.row(members.level).header)})"


def _reduced(
    members: LiveRow, node: Aggregate, pairs: list[tuple[str, str]], lacks: tuple[Lack, ...], *, certain: bool
) -> Piece:
    operand = node.operand
    every = isinstance(operand, Rows) and operand.home == node.groups.rows
    if node.which == "exists":
        asked = pairs if every else [*pairs, _flagged(members, operand)]
        return _known_where(lacks, f"{_count(members, asked)}>0")
    if node.which == "count_distinct":
        return Piece(_count(members, [*pairs, _first_of_each(members, node, operand)]), lacks=lacks)
    if node.which == "count":
        asked = [] if every or certain else [_there(members, operand)]
        asked = [_flagged(members, operand)] if operand.schema.kind == "flag" else asked
        return Piece(_count(members, [*pairs, *asked]), lacks=lacks)
    values = members.sheet.whole(members.plan.column(members.level, operand).header)
    lacks = (*lacks, *_none_or_blank(members, node, pairs, certain=certain))
    whole = unless(lacks, _over(node.which, values, pairs))
    return Piece(whole, opaque=True) if lacks else Piece(whole)


def _none_or_blank(
    members: LiveRow, node: Aggregate, pairs: list[tuple[str, str]], *, certain: bool
) -> tuple[Lack, ...]:
    """When an aggregate is missing: a value of the group is; a mean, a greatest or least also where the group has no row."""
    every = _count(members, pairs)
    if certain:
        return () if node.which == "total" else (Lack(f"{every}=0", f"{every}>0"),)
    there = _count(members, [*pairs, _there(members, node.operand)])
    least = every if node.which == "total" else f"MAX(1,{every})"
    return (Lack(f"{there}<{least}", f"{there}>={least}"),)


def _there(members: LiveRow, operand: Node) -> tuple[str, str]:
    """What a column says where its value is there: some number, some text."""
    said = ANY_NUMBER if operand.schema.kind in {"number", "date", "row"} else ANY_TEXT
    return members.sheet.whole(members.plan.column(members.level, operand).header), quoted(said)


def _known_where(lacks: tuple[Lack, ...], text: str) -> Piece:
    if not lacks:
        return condition(text)
    there = [lack.unless for lack in lacks]
    return condition(both([*there, text]), both([*there, f"NOT({text})"]))


def _over(which: str, values: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return f"{OVER_ALL[which]}({values})"
    return f"{OVER_SOME[which]}({values},{_listed(pairs)})"


def _first_of_each(members: LiveRow, node: Aggregate | Rank, operand: Node) -> tuple[str, str]:
    """The column of the rows that are the first of their group to say what they say."""
    plan, groups = members.plan, node.groups
    above = plan.compiled.placer.homes[plan.target(members.level, groups.path)]
    path = (Up(Rows(above), groups.rows, groups.path),) if groups.path else ()
    counted: Node = Known(operand)
    counted = counted if node.where is None else Logic("&", node.where, counted)
    asked = tuple(FirstMatch((When(counted, key),), None) for key in (*path, *groups.keys, operand))
    own, number = (
        members.sheet.here(one.header) for one in (plan.group(members.level, asked), plan.row(members.level))
    )
    made = LiveColumn("first", plan.labelled(FIRST), f"={own}={number}", node, keys=asked)
    return members.sheet.whole(plan.beside(members.level, made).header), "TRUE"


def ranked(row: LiveRow, node: Rank) -> Piece:
    """A row's place in its group: one more than those ahead; with places shared from below, those ahead or equal."""
    members = LiveRow(row.plan, node.groups.rows.name)
    held = members.plan.certainty.held_in_a_cell(node.operand)
    operand = node.operand if held else Round(node.operand, MOST_PLACES, "half_up")
    members.plan.certain_turns.add(operand)
    values = members.plan.column(members.level, operand).header
    pairs, lacks = _members_of_level(row, node.groups)
    if node.where is not None:
        pairs = [*pairs, _flagged(members, node.where)]
        own = row.own_cell(node.where) if not isinstance(node.where, ColumnValue) else row.read(node.where)
        lacks = (*lacks, Lack(own.false, own.text))
    there = row.refer(values, operand)
    if not (node.where is not None and operand in facts(node.where)):
        lacks = (*lacks, *there.lacks)
    ahead = quoted(">" if node.best == "highest" else "<")
    whole, own_value = row.sheet.whole(values), row.sheet.here(values)
    if node.ties == "highest":
        ahead = quoted(ahead[1:-1] + "=")
    elif node.ties == "dense":
        pairs = [*pairs, _first_of_each(members, node, operand)]
    better = f"COUNTIFS({_listed([*pairs, (whole, f'{ahead}&{own_value}')])})"
    text = better if node.ties == "highest" else f"1+{better}"
    return Piece(unless(lacks, text), opaque=True) if lacks else Piece(text, SUM)


def _members_of_level(row: LiveRow, groups: Grouping) -> tuple[list[tuple[str, str]], tuple[Lack, ...]]:
    """As `_members`, for a value that stands in each row of the group: rows of one row above have one link."""
    if not groups.path:
        return _members(row, groups)
    header = row.plan.link(row.level, groups.path).header
    own = row.sheet.here(header)
    certain = row.plan.certainty.linked(row.level, groups.path)
    return [(row.sheet.whole(header), own)], () if certain else missing(own)


def allocated(row: LiveRow, node: Allocate) -> Piece:
    """A share of a pool by largest remainder, every step in a column: due, whole, remainder, left, place."""
    plan = row.plan
    total = Aggregate("total", node.weight, None, node.groups)
    zero = Constant(Fraction(0))
    units = Arithmetic("/", Arithmetic("/", Arithmetic("*", node.pool, node.weight), total), node.unit)
    due = FirstMatch((When(Compare("==", total, zero), zero),), units)
    whole = Round(due, 0, "floor")
    rest = Round(Arithmetic("-", due, whole), MOST_PLACES, "half_up")
    paid = Arithmetic("/", node.pool, node.unit)
    left = Round(Arithmetic("-", paid, Aggregate("total", whole, None, node.groups)), 0, "half_up")
    plan.certain_turns.update({rest, left})
    plan.step(row.level, due, plan.labelled(SHARE))
    floor = row.own_cell(whole, plan.labelled(WHOLE_UNITS))
    remaining = row.own_cell(left, plan.labelled(LEFT))
    place = row.sheet.here(_place(row, node, plan.step(row.level, rest, plan.labelled(REST)).header, rest))
    text = f"({floor.text}+IF({place}<={remaining.text},1,0))*{row.read(node.unit).side('*', first=False)}"
    lacks = together(floor, remaining)
    return Piece(unless(lacks, text), opaque=True) if lacks else Piece(text, PRODUCT)


def _place(row: LiveRow, node: Allocate, remainder: str, rest: Node) -> str:
    """The place by remainder, then by the larger weight, then by key."""
    plan, sheet = row.plan, row.sheet
    pairs, _ = _members_of_level(row, node.groups)
    columns = (remainder, plan.column(row.level, node.weight).header, plan.order(row.level, node).header)
    text, equal = "1", pairs
    for header, ahead in zip(columns, (">", ">", "<"), strict=True):
        text += (
            f"+COUNTIFS({_listed([*equal, (sheet.whole(header), f'{quoted(ahead)}&{sheet.here(header)}')])})"
        )
        equal = [*equal, (sheet.whole(header), sheet.here(header))]
    formula = "=" + unless(row.refer(remainder, rest).lacks, text)
    keys = (rest, node.weight)
    made = plan.beside(
        row.level, LiveColumn("place", plan.labelled(PLACE), formula=formula, node=node, keys=keys)
    )
    plan.shares.append(LiveShare(row.level, made.header, node))
    return made.header


def answered(row: LiveRow, node: Decide) -> Piece:
    """What people answered where they are asked: their answers are values, whether they are asked is a formula."""
    given = row.sheet.here(row.plan.answer(row.level, node).header)
    asked = row.read(node.where).text
    otherwise = quoted(row.plan.word(node.otherwise)) if node.otherwise else '""'
    return Piece(f'IF({asked},IF({given}="",{otherwise},{given}),"")', opaque=True)
