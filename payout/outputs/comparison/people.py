"""Everybody in a comparison as columns: who, what he belongs to, both amounts, the difference and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from payout.masking import veil_key
from payout.outputs.columns import Shown, arrow_values
from payout.outputs.comparison.figures import FEN_PLACES, is_to_the_fen
from payout.outputs.comparison.words import DIFFERENCE, KEY, NAME, SIDES
from payout.rules.compiled.result import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.comparing import Alteration, Comparison
    from payout.exact import ExactArray
    from payout.text import Language, Text

OWN = ("key", "name", "a", "b", "difference")


@dataclass(frozen=True)
class PeopleColumn:
    """One column over all rows: what it is, and its values (texts, or exact numbers). `read`: texts as people read them."""

    field: Field
    values: Any
    read: Any = None  # where lists for programs have identifiers

    @property
    def told(self) -> Any:
        """The values as people read them."""
        return self.values if self.read is None else self.read

    @property
    def name(self) -> str:
        """What programs call it."""
        return self.field.name


def people(found: Comparison, lang: Language) -> tuple[PeopleColumn, ...]:
    """The columns, in their order: key, name, one a breakdown, A, B, the difference, one a change."""
    return (*_who(found, lang), *_figures(found))


def shown(column: PeopleColumn) -> Shown:
    """A column as a list writes it: decimals of two places, or of six where it has more."""
    values = column.values if column.field.kind == "number" else pa.array(column.values, pa.string())
    return Shown(column.name, column.field, arrow_values(column.field, values))


def _who(found: Comparison, lang: Language) -> Iterator[PeopleColumn]:
    level = found.target.level
    keys = [veil_key(name) for name in found.pairing.names]
    read = (
        [found.key_shown(row)(lang) or key for row, key in enumerate(keys)]
        if found.is_keyed_by_words
        else None
    )
    yield PeopleColumn(_text(level, "key", KEY), keys, read)
    called = [found.called(row) for row in range(len(found.pairing))]
    if any(called):
        yield PeopleColumn(_text(level, "name", NAME), called)
    for group in found.groups:
        codes = group.codes.tolist()
        values, read = (
            [veil_key(text(lang)) for text in texts]
            for texts in zip(*((each.label, each.word) for each in group.groups), strict=True)
        )
        yield PeopleColumn(
            _text(level, group.column, group.label),
            [values[code] for code in codes],
            [read[code] for code in codes],
        )


def _figures(found: Comparison) -> Iterator[PeopleColumn]:
    for name, label, values in zip(("a", "b"), SIDES, found.given, strict=True):
        yield _number(found, name, label, values)
    yield _number(found, "difference", DIFFERENCE, found.difference)
    for change, name, part in zip(found.changes, names(found), found.parts, strict=True):
        yield _number(found, name, change.label, part, change.clause)


def names(found: Comparison) -> list[str]:
    """What programs call the column of each change: its name; with its kind where another column is called so."""
    taken = {*OWN, *(group.column for group in found.groups)}
    return [_free(change, taken) for change in found.changes]


def _free(change: Alteration, taken: set[str]) -> str:
    return f"{change.kind}.{change.name}" if change.name in taken else change.name


def _text(level: str, name: str, label: Text) -> Field:
    return Field(name, level, label, "text", "input")


def _number(found: Comparison, name: str, label: Text, values: ExactArray, clause: str = "") -> PeopleColumn:
    places = FEN_PLACES if is_to_the_fen(values) else None
    field = Field(name, found.target.level, label, "number", "rule", found.field.measure, places, clause)
    return PeopleColumn(field, values)
