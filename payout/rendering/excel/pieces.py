"""Pieces of formulas: their text, how tightly it binds, and when the value is missing.

A missing value is an empty cell or an empty text, and `x=""` is true of both. Text and arithmetic do not go together in a spreadsheet,
so what may be missing is asked first: `IF(OR(a="",b=""),"",a+b)`. What can never be missing is written without that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ATOM, SIGN, PRODUCT, SUM, JOIN, RELATION = 9, 8, 6, 5, 4, 3
# A column in this row, the name of a cell, a text, a number: what is read again without being worked out again.
PLAIN = re.compile(r'[\w.]+(\[\[#This Row\],\[[^\]]*\]\])?|"[^"]*"')
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class Lack:
    """A condition under which a value is missing, and the opposite."""

    when: str
    unless: str


@dataclass(frozen=True)
class Piece:
    """A part of a formula. `text` is worth reading where none of `lacks` holds.

    `whole`: a text that is empty where the value is missing, where it is another than the one made of both. `opaque`: only the
    whole tells whether it is missing, so that whoever calculates with it needs it in a cell of its own. Of a condition `text` says
    where it holds and `fails` where it does not (blank: everywhere else); both are never missing.
    """

    text: str
    binds: int = ATOM
    lacks: tuple[Lack, ...] = ()
    whole: str = ""
    opaque: bool = False
    fails: str = ""

    @property
    def complete(self) -> str:
        """The value, or an empty text where it is missing."""
        if self.fails:
            return f'IF({self.text},TRUE,IF({self.fails},FALSE,""))'
        return self.whole or unless(self.lacks, self.text)

    @property
    def plain(self) -> bool:
        """Whether it is one cell, or one value."""
        return bool(PLAIN.fullmatch(self.text))

    @property
    def false(self) -> str:
        """Where a condition does not hold."""
        return self.fails or negated(self.text)

    def side(self, op: str, *, first: bool) -> str:
        """The text beside a sign: in brackets where it binds less."""
        level = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "&": JOIN}.get(op, RELATION)
        tied = not first and self.binds == level and op in "-/"
        return f"({self.text})" if self.binds < level or tied or self.binds == RELATION else self.text


def missing(text: str) -> tuple[Lack, ...]:
    """What makes a cell's value missing: that it is empty."""
    return (Lack(f'{text}=""', f'{text}<>""'),)


def together(*pieces: Piece) -> tuple[Lack, ...]:
    """What makes a value missing that needs all of several."""
    return tuple(dict.fromkeys(lack for piece in pieces for lack in piece.lacks))


def unless(lacks: Iterable[Lack], text: str) -> str:
    """A value, or an empty text where something that it needs is missing."""
    asked = [lack.when for lack in lacks]
    return f'IF({either(asked)},"",{text})' if asked else text


def both(parts: Iterable[str]) -> str:
    """All of several conditions; those that are an AND themselves are taken in."""
    return _joined("AND", "TRUE", parts)


def either(parts: Iterable[str]) -> str:
    """One of several conditions."""
    return _joined("OR", "FALSE", parts)


def _joined(word: str, none: str, parts: Iterable[str]) -> str:
    flat = list(dict.fromkeys(part for part in parts if part != none))
    absorbing = {"AND": "FALSE", "OR": "TRUE"}[word]
    if absorbing in flat:
        return absorbing
    inner = [part[len(word) + 1 : -1] if _is_call(word, part) else part for part in flat]
    return none if not flat else flat[0] if len(flat) == 1 else f"{word}({','.join(inner)})"


def _is_call(word: str, text: str) -> bool:
    """Whether a text is one call of a function, from its first bracket to its last."""
    if not (text.startswith(word + "(") and text.endswith(")")):
        return False
    depth, quoted = 0, False
    for place, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character == "(") - (character == ")")
            if character == ")" and depth == 0:
                return place == len(text) - 1
    return False


def negated(text: str) -> str:
    """The opposite of a condition that is never missing."""
    if text in {"TRUE", "FALSE"}:
        return "FALSE" if text == "TRUE" else "TRUE"
    return text[4:-1] if _is_call("NOT", text) else f"NOT({text})"


def condition(holds: str, fails: str = "", lacks: tuple[Lack, ...] = ()) -> Piece:
    """A condition: where it holds, and where it does not, if that is not everywhere else."""
    known = either([holds, fails])
    told = (Lack(f"NOT({known})", known),) if fails else lacks
    return Piece(
        holds, ATOM if holds.endswith(")") or holds in {"TRUE", "FALSE"} else RELATION, told, fails=fails
    )


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'
