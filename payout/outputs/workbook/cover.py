"""The first sheet: which policy, what came out, what is still open, which sheets follow, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.outputs.capital import LIMIT_YUAN, capital_amount
from payout.outputs.totals import batch_total, grand_total
from payout.outputs.workbook import words
from payout.outputs.workbook.breaks import keep_headings
from payout.outputs.workbook.cells import At, broken, put_number, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import decimal_format
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.outputs.totals import Total
    from payout.outputs.workbook.cells import Format, Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.rules.compiled.result import Result
    from payout.text import Language

WIDTHS = (24, 20, 16, 34)
LONGEST_PAIR = 1000  # characters: a row is no higher than 409 points
LAST = len(WIDTHS) - 1
LINE_HEIGHT = 15.0


@dataclass(frozen=True)
class IndexLine:
    """A line of the index: a sheet's name, how many rows it has, what it shows."""

    name: str
    rows: int
    shows: str


class Pen:
    """Writes the cover line by line, downwards."""

    def __init__(self, sheet: Sheet, looks: Looks, lang: Language) -> None:
        self.sheet, self.looks, self.lang, self.row = sheet, looks, lang, 0
        self.leading: set[int] = set()  # rows that stand on the page of the next one

    def wide(self, text: str, look: Format, height: float = LINE_HEIGHT) -> None:
        """Write a text across the page."""
        put_wide(self.sheet, At(self.row, 0, look), LAST, text)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def section(self, title: Text) -> None:
        """Write a heading after an empty line."""
        self.leading |= {self.row, self.row + 1}
        self.row += 1
        self.wide(title(self.lang), self.looks.section, LINE_HEIGHT + 5)

    def pair(self, label: str, text: str, look: Format | None = None) -> None:
        """Write a label and a text beside it."""
        put_text(self.sheet, At(self.row, 0, self.looks.wrapped), label)
        text = broken(text, sum(WIDTHS[1:]))
        put_wide(self.sheet, At(self.row, 1, look or self.looks.wrapped), LAST, text)
        lines = max(text_lines(label, WIDTHS[0] - 1), text_lines(text, sum(WIDTHS[1:])))
        self.sheet.set_row(self.row, LINE_HEIGHT * lines + 5)
        self.row += 1

    def figure(self, label: str, decimal: str, look: Format) -> None:
        """Write a label and a number beside it."""
        put_text(self.sheet, At(self.row, 0, self.looks.wrapped), label)
        put_wide(self.sheet, At(self.row, 1, look), LAST, "")
        put_number(self.sheet, At(self.row, 1, look), decimal)
        self.sheet.set_row(self.row, LINE_HEIGHT * text_lines(label, WIDTHS[0] - 1) + 5)
        self.row += 1

    def line(self, texts: Iterable[str], looks: tuple[Format, ...]) -> None:
        """Write a line of the index: name, rows, and what it shows across the rest."""
        name, rows, shows = texts
        shows = broken(shows, sum(WIDTHS[2:]) - 1)
        put_text(self.sheet, At(self.row, 0, looks[0]), name)
        put_text(self.sheet, At(self.row, 1, looks[1]), rows)
        put_wide(self.sheet, At(self.row, 2, looks[2]), LAST, shows)
        height = max(text_lines(name, WIDTHS[0] - 1), text_lines(shows, sum(WIDTHS[2:]) - 1))
        self.sheet.set_row(self.row, LINE_HEIGHT * height + 5)
        self.row += 1


def write_cover(  # noqa: PLR0913 -- what stands on it, and with what it is written, as everywhere in this folder
    sheet: Sheet,
    result: Result,
    entries: list[IndexLine],
    looks: Looks,
    lang: Language,
    *,
    split: list[Text],
) -> None:
    """Write the cover. `split`: what is to be said of the lists that do not fit one sheet."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, looks.plain)
    pen = Pen(sheet, looks, lang)
    pen.wide(result.stamp.title(lang), looks.title, 40)
    pen.wide(result.stamp.document(lang), looks.quiet)
    _figures(pen, result)
    _state(pen, result)
    for line in split:
        pen.pair(words.SPLIT(lang), line(lang), looks.alarm)
    _policy(pen, result)
    _signatures(pen, result)
    _index(pen, entries)
    keep_headings(sheet, pen.leading, pen.row, portrait=True)
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, pen.row - 1, LAST)
    paper(sheet, result.stamp, words.COVER(lang), lang, portrait=True, one_page=False)


def _figures(pen: Pen, result: Result) -> None:
    pen.section(Text("主要数字", "Key figures"))
    if result.year:
        pen.pair(Text("年度", "Year")(pen.lang), result.year, pen.looks.wrapped)
    for file in result.files:
        frame = result.frames[file.level]
        rows = len(frame.table)
        label = words.level_word(file.level, frame.label, pen.lang) + Text("数", "")(pen.lang)
        pen.figure(label, str(rows), pen.looks.figure(decimal_format(0)))
    totals = [total for file in result.files if (total := batch_total(result, file)) is not None]
    for total in totals:
        _total(pen, total)
    whole = grand_total(totals)
    if whole is not None:
        _total(pen, whole)
    if not any(file.total for file in result.files):
        pen.pair(Text("结果", "Result")(pen.lang), words.NO_AMOUNTS(pen.lang))


def _total(pen: Pen, total: Total) -> None:
    measure = words.measure_word(total.measure, pen.lang)
    label = total.label(pen.lang)
    label += "" if label.endswith(("合计", "总计", "total")) else Text("合计", ", total")(pen.lang)
    label += _in(measure, pen.lang)
    places = len(total.text.partition(".")[2])
    if "/" in total.text:
        pen.pair(label, total.text)
        return
    pen.figure(label, total.text, pen.looks.figure(decimal_format(places), bold=True))
    if total.measure == "yuan" and places == 2 and abs(total.value) < LIMIT_YUAN:
        capital = Text("大写金额", "In Chinese capitals")
        pen.pair(capital(pen.lang), "人民币" + capital_amount(total.value), pen.looks.wrapped)


def _in(measure: str, lang: Language) -> str:
    return Text(f"（{measure}）", f" ({measure})")(lang) if measure else ""


def _state(pen: Pen, result: Result) -> None:
    errors = sum(finding.severity == "error" for finding in result.lasting)
    warnings = len(result.lasting) - errors
    pen.section(Text("核对情况", "State"))
    absent = words.tables_text(result.not_provided, pen.lang)
    pen.pair(words.NOT_PROVIDED(pen.lang), absent or words.NONE(pen.lang))
    found = Text(f"错误 {errors} 项，提醒 {warnings} 项", f"{errors} errors, {warnings} warnings")
    pen.pair(words.FINDINGS(pen.lang), found(pen.lang), pen.looks.alarm if errors else pen.looks.wrapped)
    points = len(result.open_points)
    if points:
        warning = Text(
            f"{points} 项未决定。决定之前，本表不得作为发放依据。",
            f"{points} to be settled. Until then nothing may be paid on the strength of this workbook.",
        )
        pen.pair(words.OPEN_POINTS(pen.lang), warning(pen.lang), pen.looks.alarm)
    else:
        pen.pair(words.OPEN_POINTS(pen.lang), words.NONE(pen.lang))
    moved = [s for s in result.settings if s.kind == "choice" and s.value != s.default]
    names = Text("、", ", ")(pen.lang).join(setting.label(pen.lang) for setting in moved)
    pen.pair(Text("非默认口径", "Readings not the default")(pen.lang), names or words.NONE(pen.lang))
    changed = [setting for setting in result.settings if setting.changed]
    if changed:
        lines = "\n".join(words.change_text(setting)(pen.lang) for setting in changed)
        pen.pair(Text("改动的数值", "Values changed")(pen.lang), lines, pen.looks.alarm)
    if result.mapping is not None:
        label = words.MAPPING(pen.lang)
        for line in result.mapping.lines:
            for part in _parts(line(pen.lang)):
                pen.pair(label, part)
                label = ""
    if result.decisions:
        told = Text(
            f"{len(result.decisions)} 项,见“{words.DECISIONS.zh}”",
            f"{len(result.decisions)}, see {words.DECISIONS.en}",
        )
        pen.pair(Text("已作决定", "Decided")(pen.lang), told(pen.lang))


def _parts(text: str) -> list[str]:
    """A text in parts that a row can show whole."""
    return [text[at : at + LONGEST_PAIR] for at in range(0, len(text), LONGEST_PAIR)]


def _policy(pen: Pen, result: Result) -> None:
    stamp = result.stamp
    pen.section(Text("依据", "What it rests on"))
    pen.pair(Text("办法", "Policy")(pen.lang), f"{stamp.id}  {stamp.version}")
    if stamp.year_note.zh:
        pen.pair(Text("年度说明", "About the year")(pen.lang), stamp.year_note(pen.lang))
    about = Text(
        f"办法和数据的校验码见“{words.DIGESTS.zh}”",
        f"digests of the policy and the tables: {words.DIGESTS.en}",
    )
    pen.pair(words.DIGESTS(pen.lang), about(pen.lang))


def _index(pen: Pen, entries: list[IndexLine]) -> None:
    pen.section(Text("目录", "Sheets"))
    heads = (Text("工作表", "Sheet"), Text("行数", "Rows"), Text("内容", "What it shows"))
    pen.leading.add(pen.row)
    pen.line((text(pen.lang) for text in heads), (pen.looks.header,) * 3)
    for entry in entries:
        texts = (entry.name, words.rows_text(entry.rows, pen.lang), entry.shows)
        pen.line(texts, (pen.looks.wrapped, pen.looks.text, pen.looks.wrapped))


def _signatures(pen: Pen, result: Result) -> None:
    """The places to sign, right below what is signed for, all on one page."""
    top = pen.row
    pen.section(Text("签字", "Signatures"))
    totals = [total for file in result.files if (total := batch_total(result, file)) is not None]
    for total in [grand_total(totals) or totals[0]] if totals else []:
        _total(pen, total)
    for signer in words.SIGNERS:
        cells = (signer(pen.lang), "", words.DATE(pen.lang), words.DATE_BLANK(pen.lang))
        for column, text in enumerate(cells):
            put_text(pen.sheet, At(pen.row, column, pen.looks.text), text)
        pen.sheet.set_row(pen.row, 28)
        pen.row += 1
    pen.leading.update(range(top, pen.row - 1))
