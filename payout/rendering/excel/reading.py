"""The reading "excel": one function a node, which writes it as a part of a formula for one row of a sheet.

Only functions that Excel 2019, WPS and LibreOffice have. Values of the row above stand in a column of their own on the sheet that reads
them, and so do conditions of aggregates: sums over rows are SUMIFS over such columns.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from payout.rendering.excel.certainty import MOST_PLACES, facts, never_zero
from payout.rendering.excel.grouped import aggregate, allocated, answered, ranked
from payout.rendering.excel.pieces import (
    ATOM,
    OPPOSITE,
    PRODUCT,
    SIGN,
    SUM,
    Lack,
    Piece,
    both,
    condition,
    either,
    missing,
    negated,
    quoted,
    together,
    unless,
)
from payout.rendering.words import is_first_known
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
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.rendering.excel.plan import LiveRow
    from payout.rules.tree import Node

STEADY = 6  # decimals that a value keeps between being scaled and being made whole
TO_WHOLE = {
    "floor": "INT({0})",
    "ceiling": "-INT(-({0}))",
    "half_down": "SIGN({0})*-INT(0.5-ABS({0}))",
    "half_even": "IF(MOD({0},1)=0.5,2*ROUND(({0})/2,0),ROUND({0},0))",
}
RELATIONS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _constant(row: LiveRow, node: Constant) -> Piece:
    match node.value:
        case bool():
            return condition("TRUE" if node.value else "FALSE")
        case Fraction():
            text = show_number(node.value)
            return Piece(text, PRODUCT if "/" in text else SIGN if node.value < 0 else ATOM)
        case date():
            return Piece(f"DATE({node.value.year},{node.value.month},{node.value.day})")
        case _:
            return Piece(quoted(row.plan.word(node.value)))


def _parameter(row: LiveRow, node: ParameterValue) -> Piece:
    return Piece(row.plan.parameters.cell(node.name))


def _column(row: LiveRow, node: ColumnValue) -> Piece:
    column = row.plan.column(row.level, node)
    text = row.sheet.here(column.header)
    if column.sort not in {"input", "derived"} or row.always(node):
        return row.refer(column.header, node)
    if node.schema.kind == "flag":  # an empty cell equals FALSE
        return condition(f"{text}=TRUE", both([f'{text}<>""', f"{text}=FALSE"]))
    return Piece(text, lacks=missing(text))


def _rows(row: LiveRow, _node: Rows) -> Piece:
    return Piece(row.sheet.here(row.plan.row(row.level).header))


def _above(row: LiveRow, node: Up) -> Piece:
    if isinstance(node.operand, Rows):
        return row.refer(row.plan.link(row.level, node.path).header, node)
    return _of_row(row, node, node.operand, node.path)


def _linked(row: LiveRow, node: Through) -> Piece:
    return _of_row(row, node, node.operand, (node.link.name,))


def _of_row(row: LiveRow, node: Node, operand: Node, path: tuple[str, ...]) -> Piece:
    """What another row says, in a column of its own: where that is being written, the formula of it."""
    plan = row.plan
    if operand.schema.home is None:
        return row.read(operand)
    if not plan.is_being_written(row.level, node):
        column = plan.column(row.level, node)
        return row.refer(column.header, node)
    link = row.sheet.here(plan.link(row.level, path).header)
    target = plan.target(row.level, path)
    of = plan.column(target, operand)
    text = f"INDEX({plan.sheets[target].whole(of.header)},{link})"
    lacks = () if plan.certainty.linked(row.level, path) else missing(link)
    if operand.schema.kind == "flag":
        return _flag_of_row(text, lacks, certain=plan.certainty.always(operand))
    blank = of.sort in {"input", "derived"} and not plan.certainty.always(operand)
    whole = unless(lacks, unless(missing(text) if blank else (), text))  # one within the other: OR reads both
    return Piece(text, whole=whole, opaque=not plan.certainty.always(node))


def _flag_of_row(text: str, lacks: tuple[Lack, ...], *, certain: bool) -> Piece:
    if certain and not lacks:
        return condition(text)
    there = "".join(lack.unless for lack in lacks)
    holds, fails = f"{text}=TRUE", f'AND({text}<>"",{text}=FALSE)'
    if not there:
        return condition(holds, fails)
    return condition(f"IF({there},{holds},FALSE)", f"IF({there},{fails},FALSE)")


def _arithmetic(row: LiveRow, node: Arithmetic) -> Piece:
    left, right = row.strict(node.left), row.strict(node.right)
    lacks = together(left, right)
    if node.op == "/" and not never_zero(node.right):
        if not right.plain:
            right = row.own_cell(node.right)
            lacks = together(left, right)
        lacks = (*lacks, Lack(f"{right.text}=0", f"{right.text}<>0"))
    text = f"{left.side(node.op, first=True)}{node.op}{right.side(node.op, first=False)}"
    return Piece(text, SUM if node.op in "+-" else PRODUCT, lacks)


def _compared(row: LiveRow, node: Compare) -> Piece:
    op = RELATIONS[node.op]
    if node.left.schema.kind == "flag":
        return _same_flags(row, node)
    left, right, text, plain = _sides(row, node)
    lacks = together(left, right)
    if not lacks:
        return condition(text(op))
    names_text = op == "=" and any(side.text.startswith('"') for side in (left, right))
    there = [lack.unless for lack in lacks]
    if not plain:
        asked = either([lack.when for lack in lacks])
        return condition(f"IF({asked},FALSE,{text(op)})", f"IF({asked},FALSE,{text(OPPOSITE[op])})")
    holds = text(op) if names_text else both([*there, text(op)])
    return condition(holds, both([*there, text(OPPOSITE[op])]))


def _sides(row: LiveRow, node: Compare) -> tuple[Piece, Piece, Callable[[str], str], bool]:
    """The sides of a comparison, its text by the sign, and whether that may be read where a side is missing.

    Numbers of any decimals are rounded before they are compared.
    """
    if node.left.schema.kind == "number":
        (left, known), (right, also) = row.number(node.left), row.number(node.right)
    else:
        (left, known), (right, also) = (row.strict(node.left), True), (row.strict(node.right), True)
    if known and also:
        plain = left.plain and right.plain
        return left, right, lambda op: f"{left.side(op, first=True)}{op}{right.side(op, first=False)}", plain
    if right.text == "0":
        return left, right, lambda op: f"ROUND({left.text},{MOST_PLACES}){op}0", False
    apart = f"{left.side('-', first=True)}-{right.side('-', first=False)}"
    return left, right, lambda op: f"ROUND({apart},{MOST_PLACES}){op}0", False


def _same_flags(row: LiveRow, node: Compare) -> Piece:
    left, right = row.read(node.left), row.read(node.right)
    alike = either([both([left.text, right.text]), both([left.false, right.false])])
    other = either([both([left.text, right.false]), both([left.false, right.text])])
    holds, fails = (alike, other) if node.op == "==" else (other, alike)
    return condition(holds, fails if left.fails or right.fails else "")


def _logical(row: LiveRow, node: Logic) -> Piece:
    left, right = row.read(node.left), row.read(node.right)
    join, opposite = (both, either) if node.op == "&" else (either, both)
    fails = opposite([left.false, right.false]) if left.fails or right.fails else ""
    return condition(join([left.text, right.text]), fails)


def _negated(row: LiveRow, node: Not) -> Piece:
    inner = row.read(node.operand)
    return condition(inner.false, inner.text if inner.fails else "")


def _is_known(row: LiveRow, node: Known) -> Piece:
    if row.always(node.operand):
        return condition("TRUE")
    if isinstance(node.operand, (ColumnValue, Up, Through)):
        return condition(f'{row.sheet.here(row.plan.column(row.level, node.operand).header)}<>""')
    if node.operand.schema.kind == "flag":
        inner = row.read(node.operand)
        return condition(either([inner.text, inner.fails])) if inner.fails else condition("TRUE")
    return condition(both([lack.unless for lack in row.strict(node.operand).lacks]))


def _rounded(row: LiveRow, node: Round) -> Piece:
    inner, held = row.number(node.operand)
    if held:
        return Piece(_to_places(inner, node), lacks=inner.lacks)
    column = row.plan.column(row.level, node.operand)
    inner = row.refer(column.header, node.operand)
    digits = max(row.plan.decimals(node.operand), node.places + 1)
    row.plan.near(row.level, column.header, node, digits)
    steadied = Piece(f"ROUND({inner.text},{digits})")
    return Piece(_to_places(steadied, node), lacks=inner.lacks)


def _to_places(inner: Piece, node: Round) -> str:
    """The text of a rounding. ROUND goes away from zero at a tie, ROUNDUP always, ROUNDDOWN never."""
    text, places, mode = inner.text, node.places, node.mode
    low = node.operand.schema.low
    if low is not None and low >= 0:
        mode = {"floor": "down", "ceiling": "up"}.get(mode, mode) if places else mode
    plain = {"half_up": "ROUND", "up": "ROUNDUP", "down": "ROUNDDOWN"}.get(mode)
    if plain:
        return f"{plain}({text},{places})"
    if places == 0:
        return TO_WHOLE[mode].format(text)
    factor = show_number(Fraction(10) ** abs(places))
    there, back = ("*", "/") if places > 0 else ("/", "*")
    return f"{TO_WHOLE[mode].format(f'ROUND({inner.side(there, first=True)}{there}{factor},{STEADY})')}{back}{factor}"


def _year(row: LiveRow, node: YearOf) -> Piece:
    inner = row.strict(node.operand)
    return Piece(f"YEAR({inner.text})", lacks=inner.lacks)


def _entry(row: LiveRow, node: Lookup) -> Piece:
    table = row.plan.parameters.entry_table(node.table.name)
    keys = [_key(row, key) for key in node.keys]
    asked = '&"|"&'.join(keys)
    text = f"INDEX({table.table}[{table.value}],MATCH({asked},{table.table}[{table.key}],0))"
    return Piece(text) if row.always(node) else Piece(f'IFERROR({text},"")', opaque=True)


def _key(row: LiveRow, key: Node) -> str:
    if key.schema.kind == "flag":
        piece = row.read(key)
        no = f'IF({piece.fails},"no","")' if piece.fails else '"no"'
        return f'IF({piece.text},"yes",{no})'
    text = row.strict(key).side("&", first=True)
    return f'{text}&""' if key.schema.kind == "number" else text  # entries are written as texts


def _banded(row: LiveRow, node: Band) -> Piece:
    table = row.plan.parameters.band_table(node.table.name)
    number, floor, ceiling, top, bottom, value = (f"{table.table}[{header}]" for header in table.headers)
    inner, held = row.number(node.operand)
    text = inner.text if held and inner.binds == ATOM else f"ROUND({inner.text},{MOST_PLACES})"
    above, below = (
        f"({text}>{floor})+({text}={floor})*{bottom}",
        f"({text}<{ceiling})+({text}={ceiling})*{top}",
    )
    found = f"SUMPRODUCT(({above})*({below})*{number})"
    whole = unless(inner.lacks, f'IFERROR(INDEX({value},1/(1/{found})),"")')
    return Piece(whole, opaque=True)


def _where_it_holds(row: LiveRow, node: When) -> Piece:
    held = row.read(node.condition)
    value = row.knowing(facts(node.condition)).read(node.value)
    if node.schema.kind == "flag":
        return condition(both([held.text, value.text]), both([held.text, value.false]))
    return Piece(f'IF({held.text},{value.complete},"")', opaque=True)


def _first_match(row: LiveRow, node: FirstMatch) -> Piece:
    if node.schema.kind == "flag":
        return _first_flag(row, node)
    text = '""' if node.otherwise is None else row.read(node.otherwise).complete
    for case in reversed(node.cases):
        value = row.knowing(facts(case.condition)).read(case.value)
        text = f"IF({row.read(case.condition).text},{value.complete},{text})"
    return Piece(text, opaque=not row.always(node))


def _first_flag(row: LiveRow, node: FirstMatch) -> Piece:
    if is_first_known(node) and len(node.cases) == 1 and isinstance(node.otherwise, Constant):
        known = row.read(node.cases[0].value)  # this, or what stands for a missing one
        return condition(negated(known.false) if node.otherwise.value is True else known.text)
    rest = condition("FALSE", "FALSE") if node.otherwise is None else row.read(node.otherwise)
    holds, fails = rest.text, rest.false
    for case in reversed(node.cases):
        held = row.read(case.condition).text
        value = row.knowing(facts(case.condition)).read(case.value)
        holds, fails = _branch(held, value.text, holds), _branch(held, value.false, fails)
    return condition(holds, "" if row.always(node) else fails)


def _branch(held: str, then: str, rest: str) -> str:
    """IF over conditions, shorter where one side is settled."""
    match then, rest:
        case "TRUE", _:
            return either([held, rest])
        case "FALSE", "FALSE":
            return "FALSE"
        case _, "FALSE":
            return both([held, then])
        case _:
            return f"IF({held},{then},{rest})"


def _chosen(row: LiveRow, node: Choose) -> Piece:
    cell = row.plan.parameters.cell(node.choice)
    pieces = [(f"{cell}={quoted(option)}", row.read(branch)) for option, branch in node.branches]
    if node.schema.kind == "flag":
        holds, fails = pieces[-1][1].text, pieces[-1][1].false
        for asked, piece in reversed(pieces[:-1]):
            holds, fails = f"IF({asked},{piece.text},{holds})", f"IF({asked},{piece.false},{fails})"
        return condition(holds, "" if row.always(node) else fails)
    text = pieces[-1][1].complete
    for asked, piece in reversed(pieces[:-1]):
        text = f"IF({asked},{piece.complete},{text})"
    return Piece(text, opaque=not row.always(node))


def _extreme(row: LiveRow, node: Extreme) -> Piece:
    """The least or greatest; a member that takes no part stands in a cell of its own, whose empty text MIN and MAX pass over."""
    word = "MIN" if node.which == "least" else "MAX"
    parts: list[str] = []
    lacks: tuple[Lack, ...] = ()
    certain = False
    for member in node.members:
        if isinstance(member, When):
            cell = row.own_cell(member)
            parts.append(cell.text)
            if not row.knowing(facts(member.condition)).always(member.value):
                held = row.read(member.condition).text
                lacks = (
                    *lacks,
                    Lack(both([held, f'{cell.text}=""']), either([f"NOT({held})", f'{cell.text}<>""'])),
                )
        else:
            piece = row.strict(member)
            parts.append(piece.text)
            lacks = (*lacks, *piece.lacks)
            certain = True
    if not certain:
        count = f"COUNT({','.join(parts)})"
        lacks = (*lacks, Lack(f"{count}=0", f"{count}>0"))
    return Piece(f"{word}({','.join(parts)})", lacks=tuple(dict.fromkeys(lacks)))


Excel: TypeAlias = "Callable[[LiveRow, Node], Piece]"
EXCEL: Reading[Excel] = Reading(
    "excel",
    {
        Constant: _constant,
        ParameterValue: _parameter,
        ColumnValue: _column,
        Rows: _rows,
        Up: _above,
        Through: _linked,
        Arithmetic: _arithmetic,
        Compare: _compared,
        Logic: _logical,
        Not: _negated,
        Known: _is_known,
        Round: _rounded,
        YearOf: _year,
        Lookup: _entry,
        Band: _banded,
        When: _where_it_holds,
        FirstMatch: _first_match,
        Choose: _chosen,
        Extreme: _extreme,
        Aggregate: aggregate,
        Rank: ranked,
        Allocate: allocated,
        Decide: answered,
    },
)
