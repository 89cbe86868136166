"""Workings: arithmetic that shows where a number comes from (`7000 * 1/12 * 2/3`), worked out exactly."""

from __future__ import annotations

import ast
import math
import operator
import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {
    "min": lambda *members: min(members),
    "max": lambda *members: max(members),
    "floor": lambda number: Fraction(math.floor(number)),
}
SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-"})
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def calculate(working: str) -> Fraction:
    """Work out numbers, + - * / × ÷ %, parentheses, min, max and floor, exactly; ValueError for anything else."""
    text = PERCENT.sub(r"(\1/100)", unicodedata.normalize("NFKC", working).translate(SIGNS).strip())
    try:
        return _calculated(ast.parse(text, mode="eval").body, text)
    except (SyntaxError, TypeError, ZeroDivisionError, RecursionError) as error:
        raise ValueError(f"{working!r}: {error}") from error


def _calculated(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return Fraction(ast.get_source_segment(text, node) or "")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_calculated(left, text), _calculated(right, text))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_calculated(operand, text)
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as members, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*[_calculated(member, text) for member in members])
        case _:
            raise ValueError(f"{ast.get_source_segment(text, node)!r} is not arithmetic")
