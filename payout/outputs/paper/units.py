"""A workbook a unit, for the unit to sign: its section of each list of payments, what did not fit behind it, and an index of all.

What the units' workbooks come to is added up and held against the batch before anything is given away.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from payout.outputs.errors import OutputError
from payout.outputs.paper.pages import NUMBER_WIDTH, TITLE, only, pay_list
from payout.outputs.paper.write import write_pay_list
from payout.outputs.workbook.book import begun
from payout.outputs.workbook.cells import At, put_blank, put_number, put_text, put_title, put_wide
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.names import sheet_names
from payout.outputs.workbook.plan import Group, Plan, plan_view, total_text, unsigned
from payout.outputs.workbook.rows import RowSheet
from payout.outputs.workbook.sheet import write_view
from payout.outputs.workbook.words import NUMBER, TOTAL, counted
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.outputs.paper.pages import PayList
    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.outputs.workbook.plan import Cells
    from payout.rules.compiled.result import Result
    from payout.text import Language, Progress

INDEX = "index.xlsx"
NO_NAME = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u202a-\u202e\u2066-\u2069]')
LONGEST_NAME = 60
ABOUT = Text(
    "每单位一个工作簿,供该单位核对、签字;各单位合计等于本次运行的合计。",
    "A workbook a unit, to be checked and signed; together they come to the batch.",
)
FILE = Text("文件", "File")
PDF_SECONDS = 600


@dataclass(frozen=True)
class UnitBook:
    """A unit's workbook: its name, whose it is, and its part of a list."""

    name: str
    group: Group
    pay: PayList
    place: int


def unit_files(result: Result, lang: Language) -> list[UnitBook]:
    """The workbooks of all units, in the order of the lists. A list that is not by unit has none."""
    found: list[UnitBook] = []
    for view in result.sheets:
        plan = plan_view(result, view, lang) if view.signature and view.group else None
        if plan is None:
            continue
        pay = pay_list(result, plan, lang)
        for place, section in enumerate(pay.sections):
            number = len(found) + 1
            found.append(
                UnitBook(f"{number:04} {_file_name(section.group.label)}.xlsx", section.group, pay, place)
            )
    return found


def write_units(
    result: Result, files: Sequence[UnitBook], folder: Path, *, lang: Language, progress: Progress = quiet
) -> None:
    """Write every unit's workbook and the index into a folder. Raises OutputError where they do not come to the batch."""
    _prove(files)
    for number, file in enumerate(files, start=1):
        if number % 20 == 1:
            progress(
                Text(
                    f"写出单位工作簿 {number}/{len(files)}",
                    f"writing workbooks of units, {number}/{len(files)}",
                )
            )
        _write_unit(result, file, folder / file.name, lang)
    _write_index(result, files, folder / INDEX, lang)


def converter() -> str | None:
    """The program that makes PDF of a workbook, where one is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def write_pdfs(folder: Path, program: str, profile: Path) -> int:
    """Make a PDF beside each workbook of a folder; give how many. Raises OutputError where one is lacking."""
    books = sorted(folder.glob("*.xlsx"))
    for start in range(0, len(books), 100):
        some = books[start : start + 100]
        command = [
            program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        try:
            subprocess.run(  # noqa: S603 -- a program on the path, and files of our own
                [*command, "--outdir", folder, *some], check=False, capture_output=True, timeout=PDF_SECONDS
            )
        except subprocess.TimeoutExpired:
            break  # what is lacking is told
    lacking = [book.name for book in books if not book.with_suffix(".pdf").is_file()]
    if lacking:
        raise OutputError(
            Text(
                f"LibreOffice 没有转出 {lacking[0]} 等 {len(lacking)} 个 PDF。",
                f"LibreOffice made no PDF of {lacking[0]} ({len(lacking)} in all).",
            )
        )
    return len(books)


def _file_name(label: str) -> str:
    """A unit's name as every system takes it in a file's."""
    return NO_NAME.sub("_", label).strip(" .")[:LONGEST_NAME].strip(" .") or "_"


def _prove(files: Sequence[UnitBook]) -> None:
    """Add up each sum over the units, and hold it against that of the list."""
    for pay in {id(file.pay): file.pay for file in files}.values():
        for cells in (cells for cells in pay.columns if cells.summed):
            parts = sum(Decimal(_total(cells, section.group)) for section in pay.sections)
            whole = Decimal(total_text(cells, 0, pay.plan.rows))
            if parts != whole:
                raise OutputError(
                    Text(
                        f"{cells.header}:各单位合计 {parts},不等于总计 {whole}。",
                        f"{cells.header}: the units come to {parts}, not to {whole}.",
                    )
                )


def _total(cells: Cells, group: Group) -> str:
    return total_text(cells, group.start, group.stop)


def _write_unit(result: Result, file: UnitBook, path: Path, lang: Language) -> None:
    details = unsigned(part(file.pay.plan, file.group))
    behind = [details.view.title(lang)] if file.pay.left_over else []
    names = sheet_names([file.pay.plan.view.title(lang), *behind])
    with begun(path, result.stamp, lang) as (workbook, looks):
        sheets = [
            workbook.add_worksheet(name, kind) for name, kind in zip(names, (None, RowSheet), strict=False)
        ]
        write_pay_list(sheets[0], only(file.pay, file.place), result, looks, lang)
        for sheet in sheets[1:]:
            write_view(sheet, details, result.stamp, looks, lang)


def part(plan: Plan, group: Group) -> Plan:
    """A view's rows of one group, as a view of their own."""
    rows = slice(group.start, group.stop)
    count = group.stop - group.start
    columns = tuple(_rows_of(cells, rows) for cells in plan.columns)
    only_one = (Group(group.label, 0, count),)
    return Plan(plan.view, count, columns, only_one, (0,), plan.positions[rows])


def _rows_of(cells: Cells, rows: slice) -> Cells:
    shown = cells.shown.slice(rows.start, rows.stop - rows.start)
    units, fits = (None if one is None else one[rows] for one in (cells.units, cells.fits))
    return replace(cells, shown=shown, units=units, fits=fits, exact_total="")


def _write_index(result: Result, files: Sequence[UnitBook], path: Path, lang: Language) -> None:
    lists = list({id(file.pay): file.pay for file in files}.values())
    names = sheet_names([pay.plan.view.title(lang) for pay in lists])
    with begun(path, result.stamp, lang) as (workbook, looks):
        for name, pay in zip(names, lists, strict=True):
            own = [file for file in files if file.pay is pay]
            _index_of(workbook.add_worksheet(name), own, result, looks, lang)


def _index_of(sheet: Sheet, files: Sequence[UnitBook], result: Result, looks: Looks, lang: Language) -> None:
    pay = files[0].pay
    summed = [(at, cells) for at, cells in enumerate(pay.columns) if cells.summed]
    widths = [NUMBER_WIDTH, 40, 44, 8, *(pay.widths[at] + 3 for at, _ in summed)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, looks.plain)
    title = f"{result.stamp.title(lang)}  {pay.plan.view.title(lang)}"
    put_title(sheet, At(0, 0, looks.long_title), widths, title, TITLE)
    put_wide(sheet, At(1, 0, looks.quiet), len(widths) - 1, ABOUT(lang))
    for column, text in enumerate(
        [
            NUMBER(lang),
            pay.grouped(lang),
            FILE(lang),
            pay.payees(lang),
            *(cells.header for _, cells in summed),
        ]
    ):
        put_text(sheet, At(2, column, looks.header), text)
    for row, file in enumerate(files, start=3):
        put_number(sheet, At(row, 0, looks.number), str(row - 2))
        put_text(sheet, At(row, 1, looks.text), file.group.label)
        put_text(sheet, At(row, 2, looks.text), file.name)
        put_number(sheet, At(row, 3, looks.number), str(file.group.stop - file.group.start))
        for column, (_, cells) in enumerate(summed, start=4):
            put_number(sheet, At(row, column, looks.column(cells)), _total(cells, file.group))
    row = 3 + len(files)
    for column in range(4):
        put_blank(sheet, At(row, column, looks.label))
    put_text(sheet, At(row, 0, looks.label), counted(TOTAL(lang), len(files), lang))
    for column, (_, cells) in enumerate(summed, start=4):
        put_number(sheet, At(row, column, looks.sum(cells)), total_text(cells, 0, pay.plan.rows))
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    paper(sheet, result.stamp, title, lang)
