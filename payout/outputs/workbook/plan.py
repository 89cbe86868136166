"""What a view shows, worked out before it is written: rows in order, groups, columns of cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from payout.outputs.columns import arrow_values, decimal_texts, shown_places
from payout.outputs.workbook.cells import clean, fits_double, text_width
from payout.outputs.workbook.words import NO, YES, header

if TYPE_CHECKING:
    from datetime import date

    from payout.rules.compiled.result import Field, Result
    from payout.rules.policy.card import SheetPlan
    from payout.text import Language

MAX_ROWS = 100_000  # a view with more rows is left to the CSV: nobody reads it, and spreadsheets choke on it
WHOLE = ("rank", "count", "year")


@dataclass(frozen=True)
class Cells:
    """One column of a sheet. `values` are texts (decimals where `number`), days, or None where missing."""

    path: str
    field: Field
    header: str
    values: tuple[str | date | None, ...]
    number_format: str
    summed: bool
    exact_total: str = ""  # where the values shown are shortened, and their sum is not that of the values

    @property
    def number(self) -> bool:
        """Whether the cells are numbers."""
        return self.field.kind == "number"

    @property
    def places(self) -> int:
        """The decimals of the values."""
        return shown_places(self.field)


@dataclass(frozen=True)
class Group:
    """Rows `start` to `stop` that share a value of the view's group column."""

    label: str
    start: int
    stop: int


@dataclass(frozen=True)
class Plan:
    """One view, ready to be written. `rows` counts them even where they are too many to be shown."""

    view: SheetPlan
    rows: int
    columns: tuple[Cells, ...] = ()
    groups: tuple[Group, ...] = ()
    positions: Any = ()  # of the rows in their level

    @property
    def left_out(self) -> bool:
        """Whether the view has too many rows for the workbook."""
        return self.rows > MAX_ROWS


def plan_view(result: Result, view: SheetPlan, lang: Language) -> Plan:
    """Work a view out."""
    positions = _chosen(result, view)
    if positions.size > MAX_ROWS:
        return Plan(view, int(positions.size))
    positions, bounds = _arranged(result, view, positions)
    columns = tuple(_cells(result, view, path, positions, lang) for path in view.columns)
    groups = _groups(result, view, positions, bounds, columns)
    return Plan(view, int(positions.size), columns, groups, positions)


def total_text(cells: Cells, start: int, stop: int) -> str:
    """Sum the shown values exactly, and give the sum in decimals."""
    if cells.exact_total:
        return cells.exact_total
    shown = [value for value in cells.values[start:stop] if isinstance(value, str)]
    places = cells.places
    units = sum(_units(value, places) for value in shown)
    digits = str(abs(units)).rjust(places + 1, "0")
    return ("-" if units < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _units(decimal: str, places: int) -> int:
    whole, _, part = decimal.partition(".")
    return int(whole + part.ljust(places, "0"))


def is_live(cells: Cells, start: int, stop: int, total: str) -> bool:
    """Tell whether a formula gives the total: every cell it reads is a number, and so is what it gives."""
    if cells.exact_total:
        return False
    shown = (value for value in cells.values[start:stop] if isinstance(value, str))
    return stop > start and fits_double(total) and all(fits_double(value) for value in shown)


def _chosen(result: Result, view: SheetPlan) -> Any:
    rows = len(result.frames[view.level].table)
    if not view.where:
        return np.arange(rows)
    _, flags = result.column(view.level, view.where)
    return np.flatnonzero(np.asarray(flags.fillna(False), dtype=bool))


def _arranged(result: Result, view: SheetPlan, positions: Any) -> tuple[Any, list[int]]:
    """Order rows by the view's columns, then by identifier; a group stands where its first row stood."""
    paths = [*view.order, *result.frames[view.level].identity]
    keys = [_sort_key(*result.column(view.level, path))[positions] for path in paths]
    if keys:
        positions = positions[np.lexsort(keys[::-1])]
    if not view.group:
        return positions, []
    values = _group_codes(result, view)[positions]
    _, first, member = np.unique(values, return_index=True, return_inverse=True)
    together = np.argsort(first[member], kind="stable")
    starts = np.flatnonzero(np.diff(first[member][together], prepend=-1))
    return positions[together], [*starts.tolist(), int(positions.size)]


def _group_codes(result: Result, view: SheetPlan) -> Any:
    """The group of each row: by the row above whose column is named, else by the value; two units of one name are two."""
    *parents, _ = view.group.split(".")
    if not parents:
        return _sort_key(*result.column(view.level, view.group))
    frame, positions = result.frames[view.level], None
    for parent in parents:
        link = frame.links[parent]
        positions = link if positions is None else np.append(link, [-1])[positions]
        frame = result.frames[parent]
    return positions


def _sort_key(field: Field, values: Any) -> Any:
    """Integers in the order of the values, missing ones last."""
    missing = np.asarray(values.isna())
    if field.kind == "number":
        codes = values.sort_keys()
    elif field.kind == "enumeration":
        codes = np.array(values.codes)
    else:
        texts = np.where(missing, "", np.asarray(values.astype(object), dtype=object).astype(str))
        codes = np.unique(texts, return_inverse=True)[1]
    _, dense = np.unique(codes, return_inverse=True)
    return np.where(missing, len(dense), dense)


def _cells(result: Result, view: SheetPlan, path: str, positions: Any, lang: Language) -> Cells:
    field, values = result.column(view.level, path)
    return cells_of(path, field, values.take(positions), lang, summed=path in view.totals)


def cells_of(path: str, field: Field, values: Any, lang: Language, *, summed: bool = False) -> Cells:
    """A column as it is shown."""
    shown = shown_texts(field, values, lang)
    return Cells(path, field, header(field, lang), shown, _number_format(field, shown), summed)


def shown_texts(field: Field, values: Any, lang: Language) -> tuple[str | date | None, ...]:
    """Values as a reader sees them: texts, days, None where missing."""
    shown = arrow_values(field, values)
    if field.kind == "number":
        return tuple(_without_zeros(field, text) for text in decimal_texts(field, shown).to_pylist())
    if field.kind == "flag":
        words = {True: YES(lang), False: NO(lang), None: None}
        return tuple(words[value] for value in shown.to_pylist())
    if field.kind == "enumeration" and lang == "zh":
        return tuple(field.options.get(value, value) for value in shown.to_pylist())
    return tuple(shown.to_pylist())


def _without_zeros(field: Field, text: str | None) -> str | None:
    """Drop the zeros that end an unrounded figure; an amount keeps two places."""
    if text is None or field.places is not None or "." not in text:
        return text
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    if field.measure == "yuan":
        part = part.ljust(2, "0")
    return f"{whole}.{part}" if part else whole


def _number_format(field: Field, shown: tuple[str | date | None, ...]) -> str:
    """The format of a column: as many decimals in every row as its longest value has."""
    if field.kind == "date":
        return "yyyy-mm-dd"
    if field.kind != "number":
        return "@"
    if field.measure == "ratio":
        return "0.00%"
    places = max((len(value.partition(".")[2]) for value in shown if isinstance(value, str)), default=0)
    return decimal_format(places, thousands=field.measure not in WHOLE)


def decimal_format(places: int, *, thousands: bool = True) -> str:
    """A number format with so many decimals."""
    return ("#,##0" if thousands else "0") + ("." + "0" * places if places else "")


def _groups(
    result: Result, view: SheetPlan, positions: Any, bounds: list[int], columns: tuple[Cells, ...]
) -> tuple[Group, ...]:
    if not view.group:
        return ()
    field, values = result.column(view.level, view.group)
    names = shown_texts(field, values.take(positions), "zh")
    texts = (cells.values for cells in columns if "." in cells.path and cells.field.kind == "text")
    beside = [values for values in texts if _same_within(values, bounds)]
    found = []
    for start, stop in pairwise(bounds):
        parts = (names[start], *(values[start] for values in beside))
        label = " ".join(dict.fromkeys(clean(str(part)) for part in parts if part is not None))
        found.append(Group(label, start, stop))
    return tuple(found)


def _same_within(values: tuple[str | date | None, ...], bounds: list[int]) -> bool:
    """Tell whether a column says one thing in each group, and so belongs to the group's name."""
    return all(len(set(values[start:stop])) <= 1 for start, stop in pairwise(bounds))


def content_width(cells: Cells) -> int:
    """The width of a column's widest value as it is shown, in half-width characters."""
    if cells.field.kind == "date":
        return 10
    widest = max((text_width(value) for value in cells.values if isinstance(value, str)), default=0)
    if not cells.number:
        return widest
    whole = max((len(value.partition(".")[0]) for value in cells.values if isinstance(value, str)), default=1)
    if cells.field.measure == "ratio":
        return whole + 5
    return len(cells.number_format.partition(".")[2]) + 1 + whole + (whole - 1) // 3
