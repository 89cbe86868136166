"""How the rows that are looked at are named and their figures written: in both languages, with what is personal masked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.engines.checks import place_of
from payout.evidence.rows import name_of, subject
from payout.masking import mask, veil, veil_key
from payout.rendering.words import label_of, option_label
from payout.rules.compiled.look import Listed, Seen
from payout.text import NOTHING, Text, is_missing, show_fraction, show_number, show_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions
    from payout.rules.policy.checked import CheckedTable
    from payout.text import Language

SMALL = 100  # a fraction by so much is read as it is
MOST_LISTED = 200  # rows of one sort that are listed one by one; the rest are counted


def in_both(write: Callable[[Language], str]) -> Text:
    """A text that is written once in each language."""
    return Text(write("zh"), write("en"))


@dataclass(frozen=True)
class Eye:
    """Names the rows and figures of one run, with their places in what was read."""

    run: Run
    tables: Mapping[str, CheckedTable]

    def level(self, name: str) -> Text:
        """What a level is called."""
        return self.run.compiled.levels[name].label

    def label(self, level: str, name: str) -> Text:
        """What a column is called."""
        return label_of(self.run.compiled, level, name)

    def subject(self, level: str, row: int) -> Text:
        """Name a row: its level and what tells it apart."""
        info = self.run.compiled.levels[level]
        if info.identity:  # one name in both languages
            name = name_of(self.run, level, row)
            if any(info.columns[one].personal for one in info.identity):
                return Text(f"{info.zh} {mask(name)}", f"{info.name} {mask(name)}")
            return Text(veil_key(f"{info.zh} {name}".strip()), veil_key(f"{info.name} {name}".strip()))
        return in_both(lambda lang: veil_key(subject(self.run, lang, level, row, codes=True)))

    def value(self, level: str, name: str, row: int) -> Text:
        """Write what a column says of a row."""
        declared = self.run.compiled.levels[level].columns.get(name)
        value = self.run.data[level].columns[name][row]
        if is_missing(value):
            return Text("空", "blank")
        if declared is not None and declared.personal:
            hidden = mask(str(value) if not isinstance(value, Fraction) else show_number(value))
            return Text(hidden, hidden)
        if isinstance(value, Fraction):
            text = show_number(value) if value.denominator <= SMALL else show_fraction(value)  # 2/3
            return Text(text, text)
        if isinstance(value, str):
            column = self.run.compiled.column(level, name)
            return in_both(lambda lang: veil(option_label(column, value, lang, codes=True)))
        return in_both(lambda lang: show_value(value, lang))

    def figure(self, level: str, name: str, row: int) -> str:
        """Write a figure alone: an amount in yuan has two decimals."""
        return self.of_measure(level, name, self.value(level, name, row).zh)

    def of_measure(self, level: str, name: str, decimal: str) -> str:
        """A number of a column as its measure is written: yuan with two decimals at least."""
        whole, _, part = decimal.partition(".")
        is_amount = self.run.compiled.schema_of(level, name).measure == "yuan" and "…" not in decimal
        return f"{whole}.{part.ljust(2, '0')}" if is_amount and whole.lstrip("-").isdecimal() else decimal

    def seen(self, level: str, row: int, name: str, why: Text = NOTHING) -> Seen:
        """A row that is looked at for one of its columns, at that column's cell where it has one."""
        return Seen(
            self.subject(level, row),
            self.figure(level, name, row),
            veil(self.run.called(level, row)),
            self.label(level, name),
            why,
            place_of(self.run, level, row, name, self.tables),
        )

    def listed(self, level: str, rows: Positions, name: str, why: Callable[[int], Text]) -> Listed:
        """Rows that are looked at for one column: all counted, the first of them listed."""
        shown = tuple(self.seen(level, row, name, why(row)) for row in rows[:MOST_LISTED].tolist())
        return Listed(len(rows), shown)
