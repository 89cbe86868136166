"""The page before paying: what one looks at before the list is signed.

No cell of a file is named here, so that the order of rows in a file changes nothing; `payout check` and `payout run` name them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.outputs.workbook import words
from payout.outputs.workbook.breaks import keep_headings
from payout.outputs.workbook.cells import At, put_number, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import decimal_format
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.rules.compiled.look import Blanks, Listed, Look, Paid, Seen
    from payout.rules.compiled.result import Stamp
    from payout.text import Language

WIDTHS = (24, 14, 17, 41)
LAST = len(WIDTHS) - 1
LINE_HEIGHT = 15.0
MOST_SHOWN = 20  # rows of one sort on the page; how many more there are stands below

ABOUT = Text(
    "这些行不一定有错，请逐项看过再发放。单元格位置见 payout check 的输出。",
    "None of these need be wrong; look at each before paying. `payout check` names their cells.",
)
ABOUT_RESULTS = Text(
    "这些行不一定有错，请逐项看过再定稿。单元格位置见 payout check 的输出。",
    "None of these need be wrong; look at each before publishing. `payout check` names their cells.",
)
HEADS = (
    Text("对象", "Row"),
    Text("项目", "Figure"),
    Text("数值", "Value"),
    Text("说明", "Why it is shown"),
)


@dataclass
class LookPage:
    """The page while it is written, downwards."""

    sheet: Sheet
    looks: Looks
    lang: Language
    row: int = 0
    leading: set[int] = field(default_factory=set)  # rows that stand on the page of the next one
    above: set[int] = field(
        default_factory=set
    )  # notes since the last heading: they lead where a table follows

    def wide(self, text: str, look: object, height: float = LINE_HEIGHT) -> None:
        """Write a text across the page."""
        put_wide(self.sheet, At(self.row, 0, look), LAST, text)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def section(self, title: Text) -> None:
        """Write a heading after an empty line."""
        self.above.clear()
        self.leading |= {self.row, self.row + 1}
        self.row += 1
        self.wide(title(self.lang), self.looks.section, LINE_HEIGHT + 5)

    def note(self, text: str) -> None:
        """Write a text across the page, as tall as it needs."""
        self.above.add(self.row)
        self.wide(text, self.looks.note, LINE_HEIGHT * text_lines(text, sum(WIDTHS) - 2) + 2)

    def heads(self) -> None:
        """Write the headers of a table: notes above it stand with it."""
        for column, text in enumerate(HEADS):
            put_text(self.sheet, At(self.row, column, self.looks.header), text(self.lang))
        self.sheet.set_row(self.row, LINE_HEIGHT + 5)
        self.leading |= {*self.above, self.row}
        self.row += 1

    def line(self, texts: tuple[str, str, str, str], *, amount: bool = False) -> None:
        """Write a row of a table."""
        subject, what, value, why = texts
        for column, text in ((0, subject), (1, what), (3, why)):
            put_text(self.sheet, At(self.row, column, self.looks.wrapped), text)
        at = At(self.row, 2, self.looks.amount(decimal_format(2), indent=1) if amount else self.looks.value)
        put_number(self.sheet, at, value) if amount else put_text(self.sheet, at, value)
        lines = max(text_lines(text, width - 1) for text, width in zip(texts, WIDTHS, strict=True))
        self.sheet.set_row(self.row, LINE_HEIGHT * lines + 4)
        self.row += 1

    def rows(self, found: Iterable[Seen], *, amount: bool = False) -> None:
        """Write a table."""
        self.heads()
        for one in found:
            subject = f"{one.subject(self.lang)}  {one.called}".strip()
            self.line((subject, one.column(self.lang), one.value, one.why(self.lang)), amount=amount)

    def listed(self, found: Listed, *, amount: bool = False) -> None:
        """The first rows of a list, and how many more there are; where there are none, that."""
        if not found.count:
            self.note(words.NONE(self.lang))
            return
        self.rows(found.rows[:MOST_SHOWN], amount=amount)
        more = found.count - min(MOST_SHOWN, len(found.rows))
        if more:
            self.note(Text(f"另有 {more:,} 行。", f"{more:,} more.")(self.lang))


def write_look(sheet: Sheet, look: Look, stamp: Stamp, looks: Looks, lang: Language) -> None:
    """Write the page, upright on A4 and one page wide."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, looks.plain)
    page = LookPage(sheet, looks, lang)
    page.wide(look.title(lang), looks.title, 30)
    page.wide((ABOUT if look.pays else ABOUT_RESULTS)(lang), looks.quiet, LINE_HEIGHT + 3)
    for paid in look.paid:
        _amounts(page, paid)
    _unlike(page, look)
    _blanks(page, look.blanks)
    _childless(page, look)
    keep_headings(sheet, page.leading, page.row, portrait=True)
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, page.row - 1, LAST)
    paper(sheet, stamp, look.title(lang), lang, portrait=True, one_page=False)


def _amounts(page: LookPage, paid: Paid) -> None:
    zh, en = f"{paid.level.zh}：{paid.label.zh}", f"{paid.level.en}: {paid.label.en}"
    page.section(Text(f"{zh}最多的 {len(paid.most)} 笔", f"{en}, the largest {len(paid.most)}"))
    page.rows(paid.most, amount=True)
    page.section(Text(f"{zh}最少的 {len(paid.least)} 笔", f"{en}, the smallest {len(paid.least)}"))
    page.rows(paid.least, amount=True)
    page.section(
        Text(f"{zh}为 0 的 {paid.nothing.count:,} 行", f"{en} of nothing, {paid.nothing.count:,} rows")
    )
    if paid.nothing.count > len(paid.nothing.rows):
        first = len(paid.nothing.rows)
        page.note(Text(f"以下是前 {first:,} 行的原因。", f"The reasons of the first {first:,}:")(page.lang))
    for why, count in paid.nothing.reasons[:MOST_SHOWN]:
        page.note(Text(f"{count:,} 行：{why.zh}", f"{count:,} rows: {why.en}")(page.lang))
    if paid.nothing.count <= paid.count:  # else nothing is what most are paid, and no list is looked at
        page.listed(paid.nothing, amount=True)
    if paid.left is not None:
        count, total = paid.left.count, paid.left.total
        page.section(
            Text(
                f"{paid.level.zh}：年末不在岗而有发放的 {count:,} 行，共 {total}",
                f"{paid.level.en}: paid and not in service at the end of the year, {count:,} rows, {total} in all",
            )
        )
        page.listed(paid.left, amount=True)


def _unlike(page: LookPage, look: Look) -> None:
    count = look.unlike.count
    page.section(
        Text(
            f"与同组其他行相差十倍以上的 {count:,} 格",
            f"Cells ten times, or a tenth of, those beside them: {count:,}",
        )
    )
    page.listed(look.unlike)


def _blanks(page: LookPage, blanks: tuple[Blanks, ...]) -> None:
    page.section(Text("空白按规定含义处理的格", "Blank cells that mean something"))
    if not blanks:
        page.note(words.NONE(page.lang))
        return
    page.heads()
    for one in blanks:
        meaning = Text(f"空白 = {one.meaning.zh}", f"blank = {one.meaning.en}")
        share = Text(f"{one.count:,} / {one.of:,} 格", f"{one.count:,} of {one.of:,}")
        page.line((one.table(page.lang), one.column(page.lang), share(page.lang), meaning(page.lang)))


def _childless(page: LookPage, look: Look) -> None:
    for one in look.childless:
        zh = f"没有{one.below.zh}的{one.level.zh}：{one.found.count:,} 行"
        en = f"{one.level.en} without any {one.below.en}: {one.found.count:,} rows"
        page.section(Text(zh, en))
        page.listed(one.found)
