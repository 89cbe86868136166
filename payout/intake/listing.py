"""A list of identifiers and amounts, as an office has it: any sheet of any workbook, or a CSV, read by the grammar of cells.

It is read as a source of another form is: by a mapping, which people write or which is worked out from the headers where nothing is in
doubt. Where something is, it is refused with what it may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from payout.findings import Place, errors
from payout.intake.apart import Allowance, Exceeded, apart, size_of
from payout.intake.catalogue import make
from payout.intake.grids import grids_of
from payout.intake.mapping.cutting import TOTALS, headers_of
from payout.intake.mapping.declared import ColumnMap, SheetMap, Skip, SourceMap, TableMap
from payout.intake.mapping.reading import read_mapping
from payout.intake.mapping.words import Pattern, letter_of, squeezed
from payout.intake.raw import RawGrid
from payout.intake.reading import read
from payout.intake.refusing import Unreadable
from payout.rules.policy.tables import Table, identifier, number
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from payout.findings import Finding
    from payout.intake.raw import RawTable

LIST, KEY, AMOUNT = "list", "key", "amount"
DEEPEST_HEADER = 20  # rows down to which a header is looked for
MOST_PLACES = 20  # decimals: what a spreadsheet computed and nobody rounded is taken as it stands
MOST_NAMED = 12
WORDS = (
    "应发合计",
    "应发金额",
    "实发金额",
    "实发合计",
    "发放金额",
    "应发数",
    "应发",
    "实发",
    "奖金",
    "金额",
    "合计",
    "amount",
    "payable",
    "total",
)


class UnclearList(Exception):  # noqa: N818 - it says what a list is
    """Which sheet or column is meant is not clear. `problem` says what there is."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass(frozen=True)
class Named:
    """What the key and the amount may be headed by: what is said on the command line alone, else labels and identifiers."""

    keys: tuple[str, ...]
    amounts: tuple[str, ...]
    sheet: str = ""
    key_column: str = ""
    amount_column: str = ""


@dataclass(frozen=True)
class AmountList:
    """A list as it was read, in its own order. An amount is None where its cell is blank."""

    name: str
    place: str  # the sheet, and the columns
    keys: tuple[str, ...]
    amounts: tuple[Fraction | None, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether findings forbid to go on."""
        return bool(errors(self.findings))


def list_table(key_label: str) -> Table:
    """A list as a table: what a mapping of one names is `list` with its columns `key` and `amount`."""
    return Table(LIST, LIST, "名单", key=KEY).of(
        identifier(KEY, key_label or "编号"),
        number(AMOUNT, "金额", measure="yuan", places=MOST_PLACES, signed=True, blank="没有金额 | no amount"),
    )


def read_list(path: Path, named: Named, *, policy: str = "", mapping: Path | None = None) -> AmountList:
    """Read a list. Raises UnclearList, MappingFault, OSError."""
    table = list_table("")
    try:
        how, place = _mapped(mapping, policy, table) if mapping else _found(path, named)
    except Unreadable as refused:
        return AmountList(path.name, "", (), (), (refused.finding,))
    intake = read(path, (table,), mapping=how)
    checked = intake.tables[LIST]
    order = np.argsort(checked.origin.rows, kind="stable")
    keys = [str(key) for key in checked.frame[KEY].array.take(order)]
    column = checked.frame[AMOUNT].array.take(order)
    amounts = tuple(Fraction(one) if isinstance(one, Fraction) else None for one in column)
    return AmountList(path.name, place, tuple(keys), amounts, intake.findings)


def _mapped(mapping: Path, policy: str, table: Table) -> tuple[SourceMap, str]:
    how = read_mapping(mapping, policy, (table,))
    sheet = how.sheets[0]
    columns = {one.name: one.column for one in sheet.tables[0].columns}
    return how, _place(sheet.name, columns.get(KEY, ""), columns.get(AMOUNT, ""))


def _place(sheet: str, key: str, amount: str) -> str:
    return f"[{sheet}] {key} · {amount}"


# ---- what is which --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Header:
    """A row of a sheet that names a key and amounts: letters of the columns by their headers."""

    sheet: str
    row: int
    keys: tuple[tuple[str, str], ...]  # header, letter
    amounts: tuple[tuple[str, str], ...]
    letters: tuple[str, ...]


def _found(path: Path, named: Named) -> tuple[SourceMap, str]:
    try:
        headers = apart(partial(_headers, path, named), Allowance.for_file(size_of(path)))
    except Exceeded as exceeded:
        raise Unreadable(make("E135", Place(path.name), what=exceeded.what)) from exceeded
    whole = [one for one in headers if one.keys and one.amounts]
    if len(whole) != 1:
        raise UnclearList(_no_sheet(headers, whole, named))
    one = whole[0]
    key, amount = _one(one, one.keys, "--key-column"), _one(one, one.amounts, "--amount-column")
    others = tuple(f"@{letter}" for letter in one.letters if letter not in (key, amount))
    columns = (ColumnMap(KEY, f"@{key}"), ColumnMap(AMOUNT, f"@{amount}"))
    skip = tuple(
        Skip(Pattern(f"*{word}*"), column) for word in TOTALS for column in ("", f"@{key}")
    )  # a total is told by its first cell, or where the key stands
    sheet = SheetMap(one.sheet, 1, one.row, skip=skip, ignore=others, tables=(TableMap(LIST, columns),))
    rest = tuple(dict.fromkeys(other.sheet for other in headers if other.sheet != one.sheet))
    said = {letter: text for text, letter in (*one.keys, *one.amounts)}
    place = _place(one.sheet, said[key], said[amount])
    return SourceMap(path.with_name("--with"), b"", (sheet,), ignore=rest), place


def _headers(path: Path, named: Named) -> list[Header]:
    """The header of each sheet, as far as it names what is wanted; of a sheet without any its first row."""
    grids = grids_of(path)
    if named.sheet:
        grids = {name: one for name, one in grids.items() if squeezed(name) == squeezed(named.sheet)} or grids
    return [_header(name, one, named) for name, one in grids.items()]


def _header(name: str, given: RawGrid | RawTable, named: Named) -> Header:
    rows = _rows(given)
    letters = tuple(column.letter for column in given.columns)
    found = [_named(name, row, dict(zip(letters, texts, strict=True)), named, letters) for row, texts in rows]
    best = [one for one in found if one.keys and one.amounts]
    return (
        best[0]
        if best
        else next((one for one in found if one.keys or one.amounts), Header(name, 1, (), (), letters))
    )


def _rows(given: RawGrid | RawTable) -> Iterator[tuple[int, list[str]]]:
    """The first rows that may be a header, as texts."""
    if not isinstance(given, RawGrid):
        yield 1, [column.header for column in given.columns]
        return
    for row in given.rows[:DEEPEST_HEADER].tolist():
        yield row, headers_of(given, row, row)


def _named(name: str, row: int, texts: Mapping[str, str], named: Named, letters: tuple[str, ...]) -> Header:
    keys = _matching(texts, (named.key_column,) if named.key_column else named.keys)
    if named.amount_column:
        amounts = _matching(texts, (named.amount_column,))
    else:
        amounts = _matching(texts, named.amounts) or _matching(texts, WORDS) or _containing(texts)
    return Header(name, row, keys, tuple(one for one in amounts if one not in keys), letters)


def _matching(texts: Mapping[str, str], words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The columns that the first word which names any of them names."""
    for word in words:
        letter = letter_of(word)
        found = tuple(
            (text, at) for at, text in texts.items() if _is_said(text, word) or (letter and at == letter)
        )
        if found:
            return found
    return ()


def _is_said(text: str, word: str) -> bool:
    bare = squeezed(text).replace("(元)", "").replace("(yuan)", "")
    return bool(text) and squeezed(word) in (bare, squeezed(text))


def _containing(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    words = [squeezed(word) for word in WORDS]
    return tuple((text, at) for at, text in texts.items() if any(word in squeezed(text) for word in words))


def _one(header: Header, found: tuple[tuple[str, str], ...], option: str) -> str:
    if len(found) == 1:
        return found[0][1]
    zh = "、".join(f"“{text}”(@{letter})" for text, letter in found)
    en = ", ".join(f"{text} (@{letter})" for text, letter in found)
    raise UnclearList(
        Text(
            f"[{header.sheet}] 有几列都可能是:{zh}。用 {option} 写明",
            f"[{header.sheet}]: it may be {en}; say which by {option}",
        )
    )


def _no_sheet(headers: Sequence[Header], whole: Sequence[Header], named: Named) -> Text:
    if whole:
        names = [one.sheet for one in whole]
        return Text(
            f"几张工作表都像是名单:{'、'.join(names)}。用 --sheet 写明",
            f"several sheets may be the list: {', '.join(names)}; say which by --sheet",
        )
    if named.sheet and not any(squeezed(one.sheet) == squeezed(named.sheet) for one in headers):
        names = [one.sheet for one in headers]
        return Text(
            f"没有工作表“{named.sheet}”;有 {'、'.join(names)}",
            f"there is no sheet {named.sheet}; there are {', '.join(names)}",
        )
    key = named.key_column or " / ".join(named.keys)
    amount = named.amount_column or "、".join((*named.amounts, "金额、应发、合计等"))
    return Text(
        f"没有找到表头同时写着编号列({key})和金额列({amount})的工作表。用 --key-column 和 --amount-column 写明列名或列标(如 @B)",
        f"no sheet has a header with a key ({key}) and an amount ({named.amount_column or ', '.join(named.amounts)}): "
        "say which columns by --key-column and --amount-column, by header or letter (@B)",
    )
