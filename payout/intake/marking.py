"""A copy of what was handed in, its bad cells coloured and commented, for those who must mend it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import range_boundaries

from payout.findings import Place
from payout.intake.apart import Allowance, Exceeded, apart
from payout.intake.delimited import decode
from payout.intake.package import open_package
from payout.intake.refusing import SourceChanged, Unreadable
from payout.intake.workbook import open_workbook
from payout.text import letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from xml.parsers.expat import XMLParserType

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from payout.findings import Finding
    from payout.intake.package import Package
    from payout.text import Language

RED = PatternFill("solid", fgColor="FFFFC7CE")
YELLOW = PatternFill("solid", fgColor="FFFFEB9C")
MOST_CELLS = 2_000_000
MOST_MERGED = 200_000  # cells under merged ranges and links: openpyxl makes each of them
MOST_TEXT = 32_000
LISTING = "x_findings"
FORBIDDEN = re.compile(r"[\\[\]:*?/]")  # in the name of a sheet


def mark(  # noqa: PLR0913, PLR0917 -- what and where to, and what is known of it
    source: Path,
    out: Path,
    findings: Sequence[Finding],
    lang: Language,
    known: Mapping[str, str],
    size: int,
) -> None:
    """Write the copy, as `write_marked_copy` says. `known`: the digest of each file that was checked, `size` the bytes of a folder's."""
    size = source.stat().st_size if source.is_file() else size
    try:
        apart(partial(_write, source, out, findings, known, lang), Allowance.for_file(size))
    except Exceeded:
        _save(openpyxl.Workbook(), out, findings, lang)


def _write(
    source: Path, out: Path, findings: Sequence[Finding], known: Mapping[str, str], lang: Language
) -> None:
    of_texts = source.is_dir() or source.suffix.lower() == ".csv"  # one file is read by a mapping
    folder = source if source.is_dir() else source.parent
    book = _from_folder(folder, findings, known) if of_texts else _from_workbook(source, known)
    _save(book, out, findings, lang)


def _held(path: Path, known: Mapping[str, str]) -> bytes:
    """The bytes of a file, which are those that were checked."""
    data = path.read_bytes()
    if known.get(path.name, digest := hashlib.sha256(data).hexdigest()) != digest:
        raise SourceChanged(path.name)
    return data


def _save(book: Workbook, out: Path, findings: Sequence[Finding], lang: Language) -> None:
    by_sheet: dict[str, dict[Place, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        by_sheet[_sheet_name(finding.place)][replace(finding.place, sheet="", file="")].append(finding)
    for sheet in book.worksheets:
        for place, found in by_sheet.get(sheet.title, {}).items():
            _mark(sheet, place, found, lang)
    _list(book, findings, lang)
    book.save(out)


def _sheet_name(place: Place) -> str:
    """The sheet that a place is marked on; of a CSV the name of its file, but for what no sheet's name may hold."""
    if place.sheet:
        return place.sheet
    stem = place.file.rpartition(".")[0] or place.file
    return FORBIDDEN.sub("_", stem)[:31].strip("'") or "x"


def _from_workbook(source: Path, known: Mapping[str, str]) -> Workbook:
    data = _held(source, known)
    try:
        package = open_package(data, source.name)
        with package.archive:
            sheets = open_workbook(package).sheets
            if any(_merged_cells(package, sheet.part) > MOST_MERGED for sheet in sheets):
                return openpyxl.Workbook()
        if sum(package.sizes.values()) > 40 * MOST_CELLS:
            return openpyxl.Workbook()
        # by its bytes: openpyxl judges a path by its suffix, and a workbook may be named anything
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep; it names paths of the machine
            book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except (Unreadable, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError):
        return openpyxl.Workbook()  # openpyxl raises all of these for a workbook that it does not understand
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):  # noqa: SLF001 - those that are there: iter_rows makes all up to the last corner
            if cell.data_type == "f":
                _put(cell, f"{cell.value if isinstance(cell.value, str) else '='}")
    return book


def _merged_cells(package: Package, part: str) -> int:
    """How many cells the merged ranges and the links of a sheet cover: openpyxl makes every one of them."""
    areas: list[str] = []

    def handlers(parser: XMLParserType) -> None:
        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag.rpartition(":")[2] in ("mergeCell", "hyperlink"):
                areas.append(attributes.get("ref", ""))

        parser.StartElementHandler = start

    package.parse(part, handlers)
    return sum(_area(ref) for ref in areas)


def _area(ref: str) -> int:
    try:
        left, top, right, bottom = range_boundaries(ref)
    except (ValueError, TypeError):
        return 0
    return int((right - left + 1) * (bottom - top + 1))


def _put(cell: object, text: str) -> None:
    """Write a text that stays a text, whatever it begins with."""
    plain = "".join(char for char in text[:MOST_TEXT] if char in "\n\t" or char >= " ")
    cell.value = plain  # type: ignore[attr-defined]
    if plain:
        cell.data_type = "s"  # type: ignore[attr-defined]


def _from_folder(source: Path, findings: Sequence[Finding], known: Mapping[str, str]) -> Workbook:
    """Make a sheet of each CSV that has findings, cells as they stand."""
    book = openpyxl.Workbook()
    for name in sorted({finding.place.file for finding in findings}):
        path = source / name
        if path.suffix.lower() != ".csv" or not path.is_file():
            continue
        sheet = book.create_sheet(_sheet_name(Place(name)))
        try:
            body, _ = decode(_held(path, known), Place(name))
            _fill(sheet, csv.reader(io.StringIO(body.decode(), newline="")))
        except (Unreadable, csv.Error):
            continue
    return book


def _fill(sheet: Worksheet, records: Iterable[list[str]]) -> None:
    for row, record in enumerate(records, start=1):
        for column, text in enumerate(record[:16_384], start=1):
            if text:
                _put(sheet.cell(row, column), text)
        if row * max(len(record), 1) > MOST_CELLS:
            return


def _mark(sheet: Worksheet, place: Place, findings: list[Finding], lang: Language) -> None:
    cell = _cell(sheet, place)
    if cell is None:
        return
    grave = any(finding.severity == "error" for finding in findings)
    cell.fill = RED if grave else YELLOW  # type: ignore[attr-defined]
    text = "\n".join(_comment(finding, lang) for finding in findings)[:MOST_TEXT]
    comment = Comment(text, "payout")
    comment.width, comment.height = 320, min(60 + 40 * len(findings), 400)
    cell.comment = comment  # type: ignore[attr-defined]


def _cell(sheet: Worksheet, place: Place) -> object | None:
    """Find the cell of a place; a CSV's column is found by its header, a row alone by its first cell."""
    row = max(place.row, 1)
    column = place.column
    if column and not (
        column.isascii() and column.isupper() and len(column) <= 3 and not _has_header(sheet, column)
    ):
        column = next(
            (letter(i) for i, head in enumerate(sheet[1]) if str(head.value or "").strip() == column.strip()),
            "A",
        )
    cell = sheet[f"{column or 'A'}{row}"]
    return None if type(cell).__name__ == "MergedCell" else cell


def _has_header(sheet: Worksheet, name: str) -> bool:
    return any(cell.value == name for cell in sheet[1])


def _comment(finding: Finding, lang: Language) -> str:
    parts = [finding.problem(lang), finding.expected(lang), finding.fix(lang)]
    return f"{finding.code} " + " · ".join(part for part in parts if part)


def _list(book: Workbook, findings: Sequence[Finding], lang: Language) -> None:
    """Put all findings on a first sheet."""
    if book.sheetnames == ["Sheet"] or (book.sheetnames[:1] == ["Sheet"] and book["Sheet"].max_row == 1):
        del book["Sheet"]
    name = LISTING if LISTING not in book.sheetnames else f"{LISTING}_2"
    sheet = book.create_sheet(name, 0)
    heads = ("编号", "文件", "表", "位置", "对象", "列", "值", "问题", "应为", "改法")
    if lang == "en":
        heads = ("code", "file", "sheet", "cell", "subject", "column", "value", "problem", "expected", "fix")
    _line(sheet, 1, heads)
    for row, one in enumerate(findings, start=2):
        place = one.place
        what = (one.row, one.heading, one.shown, one.problem, one.expected, one.fix)
        where = (one.code, place.file, place.sheet, place.cell)
        _line(sheet, row, (*where, *(text(lang) for text in what)))
    sheet.freeze_panes = "A2"


def _line(sheet: Worksheet, row: int, texts: Iterable[str]) -> None:
    for column, text in enumerate(texts, start=1):
        _put(sheet.cell(row, column), text)
