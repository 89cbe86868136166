"""Values as an explanation prints them: numbers, answers in words, personal ones masked; and where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from payout.evidence.rows import row_up, value_at
from payout.masking import mask
from payout.rendering.words import asked_of, option_label, settled
from payout.rules.tree import ColumnValue, Decide, Through, Up
from payout.text import Text, is_missing, show_fraction, show_value

if TYPE_CHECKING:
    from payout.engines.reference.run import Run
    from payout.rules.tree import Node
    from payout.text import Language

Place: TypeAlias = tuple[str, str, int]  # level, column, row


def exact_of(value: object) -> str:
    """The fraction of a number whose decimals are cut where it is shown; blank for any other value."""
    cut = isinstance(value, Fraction) and show_fraction(value).endswith("…")
    return f"{value.numerator}/{value.denominator}" if cut and isinstance(value, Fraction) else ""


@dataclass(frozen=True)
class Values:
    """Prints values of one run in one language."""

    run: Run
    lang: Language
    codes: bool = False  # options in English as files have them

    def told(self, node: Node, row: int) -> str:
        """Write the value of a part; of what is settled by one value also that value: no (leader)."""
        shown = self.plain(node, row)
        asked = asked_of(node) if settled(node) else None
        return shown if asked is None else f"{shown} ({self.found(asked, row)})"

    def plain(self, node: Node, row: int) -> str:
        """Write the value of a part alone."""
        value = value_at(self.run, node, row)
        if isinstance(value, str):
            return self._veiled(node, option_label(node, value, self.lang, codes=self.codes))
        return show_value(value, self.lang)

    def _veiled(self, node: Node, text: str) -> str:
        while isinstance(node, (Up, Through)):
            node = node.operand
        if not isinstance(node, ColumnValue):
            return text
        column = self.run.compiled.levels[node.level].columns.get(node.name)
        return mask(text) if column is not None and column.personal else text

    def found(self, asked: Node, row: int) -> str:
        """Write what a condition found; of a question that nobody had to answer, that."""
        if not isinstance(asked, Decide):
            return self.plain(asked, row)
        if is_missing(value_at(self.run, asked, row)):
            return Text("无须决定", "nothing to decide")(self.lang)
        return f"{Text('决定:', 'decided: ')(self.lang)}{self.plain(asked, row)}"

    def place(self, node: Node, row: int) -> Place | None:
        """The column and row that a part is the value of; None where it is worked out, or belongs to no row."""
        match node:
            case ColumnValue(level=level, name=name) if row >= 0:
                return level, name, row
            case Up(operand=operand, home=home, path=path):
                return self.place(operand, row_up(self.run, home.name, path, row))
            case Through(link=link, operand=operand) if row >= 0:
                return self.place(operand, int(self.run.data[link.level].links[link.name][row]))
            case _:
                return None
