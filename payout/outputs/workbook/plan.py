"""What a view shows, worked out before it is written: rows in order, groups, columns of cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.outputs.columns import arrow_values, decimal_texts, decimal_units, is_trimmed, shown_places
from payout.outputs.workbook.cells import SAFE_DIGITS, clean, fits_double, text_width
from payout.outputs.workbook.words import NO, YES, header
from payout.text import Text

if TYPE_CHECKING:
    from datetime import date

    from payout.rules.compiled.result import Field, Result
    from payout.rules.policy.card import SheetPlan
    from payout.text import Language

DETAILS = Text("明细", ", details")
WHOLE = ("rank", "count", "year")  # written without commas: 2014 is no quantity


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of a sheet. `shown` holds texts (decimals where `number`) or days; missing is missing.

    Of a number, `units` are the shown values in units of their last place, 0 where missing, and `fits` says which of
    them a double holds without loss.
    """

    path: str
    field: Field
    header: str
    shown: pa.Array
    number_format: str
    summed: bool
    units: Any = None
    fits: Any = None
    exact_total: str = ""  # where the values shown are shortened, and their sum is not that of the values

    @property
    def number(self) -> bool:
        """Whether the cells are numbers."""
        return self.field.kind == "number"

    @property
    def places(self) -> int:
        """The decimals of the values."""
        return shown_places(self.field)

    @cached_property
    def each(self) -> tuple[str | date | None, ...]:
        """Each cell by itself, for what is drawn; a long list is written by column."""
        return tuple(self.shown.to_pylist())


@dataclass(frozen=True)
class Group:
    """Rows `start` to `stop` that share a value of the view's group column; `cut`: others stand on another sheet."""

    label: str
    start: int
    stop: int
    cut: bool = False


@dataclass(frozen=True)
class Plan:
    """One view, ready to be written. `together`: where rows begin that belong on one sheet, if they are too many for one."""

    view: SheetPlan
    rows: int
    columns: tuple[Cells, ...] = ()
    groups: tuple[Group, ...] = ()
    together: tuple[int, ...] = ()
    positions: Any = ()  # of the rows in their level


def plan_view(result: Result, view: SheetPlan, lang: Language) -> Plan:
    """Work a view out."""
    positions, bounds = _arranged(result, view, _chosen(result, view))
    columns = tuple(_cells(result, view, path, positions, lang) for path in view.columns)
    groups = _groups(result, view, positions, bounds, columns)
    together = _together(result, view, positions, bounds)
    return Plan(view, int(positions.size), columns, groups, together, positions)


def outline_view(result: Result, view: SheetPlan) -> Plan:
    """A view's rows and where its groups stand, without what its cells hold."""
    positions, bounds = _arranged(result, view, _chosen(result, view))
    groups = tuple(Group("", start, stop) for start, stop in pairwise(bounds)) if view.totals else ()
    return Plan(view, int(positions.size), (), groups, _together(result, view, positions, bounds))


def unsigned(plan: Plan) -> Plan:
    """A view as the details behind the list that is signed."""
    title = Text(*(getattr(plan.view.title, lang) + getattr(DETAILS, lang) for lang in ("zh", "en")))
    return replace(plan, view=replace(plan.view, signature=False, title=title))


def total_text(cells: Cells, start: int, stop: int) -> str:
    """Sum the shown values exactly, and give the sum in decimals."""
    if cells.exact_total:
        return cells.exact_total
    places, units = cells.places, int(cells.units[start:stop].sum())
    digits = str(abs(units)).rjust(places + 1, "0")
    return ("-" if units < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def is_live(cells: Cells, start: int, stop: int, total: str) -> bool:
    """Tell whether a formula gives the total: every cell it reads is a number, and so is what it gives."""
    if cells.exact_total:
        return False
    return stop > start and fits_double(total) and bool(cells.fits[start:stop].all())


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


def _together(result: Result, view: SheetPlan, positions: Any, bounds: list[int]) -> tuple[int, ...]:
    """Where groups begin; without groups where the first column changes that orders the rows, unless it tells every row apart."""
    if view.group:
        return tuple(bounds[:-1])
    if not view.order or view.order[0] in result.frames[view.level].identity[-1:]:
        return ()
    keys = _sort_key(*result.column(view.level, view.order[0]))[positions]
    return tuple(np.flatnonzero(np.diff(keys, prepend=-1)).tolist())


def _cells(result: Result, view: SheetPlan, path: str, positions: Any, lang: Language) -> Cells:
    field, values = result.column(view.level, path)
    return cells_of(path, field, values.take(positions), lang, summed=path in view.totals)


def cells_of(path: str, field: Field, values: Any, lang: Language, *, summed: bool = False) -> Cells:
    """A column as it is shown."""
    arrow = arrow_values(field, values)
    if field.kind != "number":
        number_format = "yyyy-mm-dd" if field.kind == "date" else "@"
        return Cells(path, field, header(field, lang), _texts(field, arrow, lang), number_format, summed)
    shown = _without_zeros(field, decimal_texts(field, arrow))
    return Cells(
        path,
        field,
        header(field, lang),
        shown,
        _number_format(field, shown),
        summed,
        decimal_units(arrow),
        _fits_double(shown),
    )


def _texts(field: Field, arrow: pa.Array, lang: Language) -> pa.Array:
    if field.kind == "flag":
        return pc.if_else(arrow, YES(lang), NO(lang))
    if field.kind == "enumeration" and lang == "zh":
        coded = arrow.dictionary_encode()
        words = [field.options.get(value, value) for value in coded.dictionary.to_pylist()]
        return pa.array(words, pa.string()).take(coded.indices)
    return arrow


def _without_zeros(field: Field, texts: pa.Array) -> pa.Array:
    """Drop the zeros that end an unrounded figure; an amount keeps two places."""
    if field.places is not None or is_trimmed(field):
        return texts
    if field.measure == "yuan":
        return pc.replace_substring_regex(texts, f"0{{1,{shown_places(field) - 2}}}$", "")
    return pc.ascii_rtrim(pc.ascii_rtrim(texts, "0"), ".")


def _fits_double(decimals: pa.Array) -> Any:
    """As `fits_double`, of a column; what is missing fits."""
    digits = pc.ascii_ltrim(pc.replace_substring(decimals, ".", ""), "-0")
    return np.asarray(pc.fill_null(pc.less_equal(pc.binary_length(digits), SAFE_DIGITS), True))


def _number_format(field: Field, shown: pa.Array) -> str:
    """The format of a column: as many decimals in every row as its longest value has."""
    if field.measure == "ratio":
        return "0.00%"
    point = pc.find_substring(shown, ".")
    decimals = pc.if_else(pc.less(point, 0), 0, pc.subtract(pc.subtract(pc.binary_length(shown), point), 1))
    return decimal_format(pc.max(decimals).as_py() or 0, thousands=field.measure not in WHOLE)


def decimal_format(places: int, *, thousands: bool = True) -> str:
    """A number format with so many decimals."""
    return ("#,##0" if thousands else "0") + ("." + "0" * places if places else "")


def _groups(
    result: Result, view: SheetPlan, positions: Any, bounds: list[int], columns: tuple[Cells, ...]
) -> tuple[Group, ...]:
    if not (view.group and view.totals):
        return ()  # rows stand together all the same; a subtotal of nothing is none
    field, values = result.column(view.level, view.group)
    starts = pa.array(bounds[:-1], pa.int64())
    names = cells_of(view.group, field, values.take(positions[bounds[:-1]]), "zh").shown
    texts = (cells.shown for cells in columns if "." in cells.path and cells.field.kind == "text")
    beside = [shown.take(starts) for shown in texts if _same_within(shown, bounds)]
    found = []
    parts = zip(*(column.to_pylist() for column in (names, *beside)), strict=True)
    for (start, stop), words in zip(pairwise(bounds), parts, strict=True):
        label = " ".join(dict.fromkeys(clean(str(word)) for word in words if word is not None))
        found.append(Group(label, start, stop))
    return tuple(found)


def _same_within(texts: pa.Array, bounds: list[int]) -> bool:
    """Tell whether a column says one thing in each group, and so belongs to the group's name."""
    codes = np.asarray(pc.fill_null(texts.dictionary_encode().indices, -1))
    return bool(np.isin(np.flatnonzero(np.diff(codes)) + 1, bounds).all())


def content_width(cells: Cells) -> int:
    """The width of a column's widest value as it is shown, in half-width characters."""
    if cells.field.kind == "date":
        return 10
    if not cells.number:
        return _widest(cells.shown)
    point = pc.find_substring(cells.shown, ".")
    whole = pc.max(pc.if_else(pc.less(point, 0), pc.binary_length(cells.shown), point)).as_py() or 1
    if cells.field.measure == "ratio":
        return int(whole) + 5
    return len(cells.number_format.partition(".")[2]) + 1 + int(whole) + (int(whole) - 1) // 3


def _widest(texts: pa.Array) -> int:
    """The width of the widest text. A character is as wide as two at the most, and never wider than its bytes are many."""
    different = pc.drop_null(pc.unique(texts))
    most = pc.min_element_wise(pc.binary_length(different), pc.multiply(pc.utf8_length(different), 2))
    order = pc.array_sort_indices(most, order="descending")
    widest = 0
    for row in order.to_numpy():
        if most[row].as_py() <= widest:
            break
        widest = max(widest, text_width(different[row].as_py()))
    return widest
