"""The sheet that proves the places for excellent grades: each unit's figures as formulas, then every nominee.

An auditor's spreadsheet can calculate it again: a ratio stands in a formula as its fraction (`=D6*3/20`), so that the
quotient of whole numbers is rounded where the true value lies, ties included. Nominees are counted from the list below.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from payout.masking import mask_name
from payout.outputs.workbook.cells import (
    At,
    broken,
    put_blank,
    put_formula,
    put_number,
    put_text,
    put_wide,
    text_lines,
    text_width,
)
from payout.outputs.workbook.listings import MAX_ROWS, Heading, Listing
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import decimal_format
from payout.outputs.workbook.words import NONE, NUMBER, TOTAL
from payout.text import NOTHING, Text, letter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from payout.outputs.workbook.cells import Format, Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.rules.compiled.result import Stamp
    from payout.rules.policy.quota import Nominee, Places, Quota, Reason
    from payout.text import Language

QUOTA = Text("优秀名额核定表", "Excellent places")
NOMINEES = Text("优秀提名人员", "Nominees")
NOMINEE_HEADINGS = (
    Heading(Text("人员编号", "Person"), 20),
    Heading(Text("姓名", "Name"), 20),
    Heading(Text("名额所在", "Places of"), 20),
    Heading(Text("名额所在的名称", "Which is"), 30),
    Heading(Text("能否评优", "Can be"), 12),
    Heading(Text("原因", "Why not"), 60),
)
HEADER = 3
FIRST = HEADER + 1
LINE_HEIGHT = 15.0
FORMULA = {"half_up": "ROUND", "floor": "ROUNDDOWN"}
MOST_COUNTED = 2_000_000  # cells that formulas may compare; beyond, figures stand as values
DECIMALS = 6
NARROW, WIDE = 9, 26

CellValue: TypeAlias = "Fraction | str"


@dataclass(frozen=True)
class QuotaColumn:
    """One column of the table: its header, its cells' values, and the formula of a row's cell, if it has one."""

    header: str
    value: Callable[[Places], CellValue]
    kind: str = "count"  # count, ratio, exact, text
    formula: Callable[[Places, int], str] | None = None
    summed: bool = False


@dataclass(frozen=True)
class QuotaPage:
    """The sheet and all that is known of it before it is written."""

    sheet: Sheet
    quota: Quota
    looks: Looks
    lang: Language
    columns: tuple[QuotaColumn, ...]
    rows: tuple[Places, ...]  # all of them, read more than once

    @property
    def total(self) -> int:
        """The row of the sums."""
        return FIRST + max(1, len(self.rows))

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How wide the columns are, the row's number first."""
        return (6, *(_width(column, self.rows) for column in self.columns))


@dataclass(frozen=True)
class Ink:
    """What a quota is written with, and the name of the sheet that lists the nominees ("" without one)."""

    stamp: Stamp
    looks: Looks
    lang: Language
    nominees: str = ""


def write_quota(sheet: Sheet, quota: Quota, ink: Ink) -> None:
    """Write the sheet."""
    columns = tuple(quota_columns(quota, ink.lang, ink.nominees))
    page = QuotaPage(sheet, quota, ink.looks, ink.lang, columns, tuple(quota.rows))
    _write_top(page, ink.stamp)
    _write_rows(page)
    _write_totals(page)
    end = _write_ceilings(page) if quota.ceilings else page.total
    sheet.freeze_panes(FIRST, 3)
    sheet.repeat_rows(HEADER)
    sheet.print_area(0, 0, end, len(columns))
    paper(sheet, ink.stamp, QUOTA(ink.lang), ink.lang)


def nominees(quota: Quota, lang: Language, *, masked: bool = False) -> Listing:
    """List everybody who is nominated: whose places they take, whether they can be excellent, and why not; names in full unless masked."""

    def row(nominee: Nominee) -> tuple[str, ...]:
        can_be = Text("否", "no") if nominee.reasons else Text("是", "yes")
        called = mask_name(nominee.called) if masked else nominee.called
        place = nominee.of, nominee.of_name
        return nominee.key, called, *place, can_be(lang), reasons_text(nominee, lang)

    about = Text("提名为优秀的全部人员。", "Everybody who is nominated to be excellent.")
    return Listing(NOMINEES, about, NOMINEE_HEADINGS, quota.nominees.each(row))


def _write_top(page: QuotaPage, stamp: Stamp) -> None:
    sheet, looks, lang, last = page.sheet, page.looks, page.lang, len(page.columns)
    for at, width in enumerate(page.widths):
        sheet.set_column(at, at, width, looks.plain)
    put_wide(sheet, At(0, 0, looks.title), last, QUOTA(lang))
    sheet.set_row(0, 28)
    put_wide(sheet, At(1, 0, looks.quiet), last, f"{stamp.document(lang)}  ·  {stamp.id} {stamp.version}")
    note = broken(quota_note(page.quota, lang), sum(page.widths) * 0.95)
    put_wide(sheet, At(2, 0, looks.note), last, note)
    sheet.set_row(2, LINE_HEIGHT * text_lines(note, sum(page.widths) * 0.95) + 5)
    headers = [NUMBER(lang), *(column.header for column in page.columns)]
    for at, text in enumerate(headers):
        put_text(sheet, At(HEADER, at, looks.header), text)
    lines = max(text_lines(text, width - 2) for text, width in zip(headers, page.widths, strict=True))
    sheet.set_row(HEADER, LINE_HEIGHT * lines + 6)


def quota_columns(quota: Quota, lang: Language, sheet: str = "") -> list[QuotaColumn]:
    """The table's columns; formulas know their neighbours by the letters of these positions, and the sheet of the nominees."""
    label = {name: reason.label(lang) for name, reason in quota.labels.items()}
    parts = 1 + len(quota.adjustments)
    letters = [letter(at) for at in range(1, 12 + parts)]
    heads, first_part, places, taken = letters[2], letters[3], letters[5 + parts], letters[6 + parts]
    columns = [
        QuotaColumn(Text("编码", "Identifier")(lang), lambda row: row.key, "text"),
        QuotaColumn(Text("名称", "Name")(lang), lambda row: row.name, "text"),
        QuotaColumn(label["headcount"], lambda row: row.headcount, summed=True),
        QuotaColumn(label["base_ratio"], lambda row: row.base_ratio, "ratio"),
    ]
    for number, reason in enumerate(quota.adjustments):
        added = "+ " + reason.label(lang)
        columns.append(QuotaColumn(added, lambda row, n=number: row.adjustments[n], "ratio"))  # type: ignore[misc]
    columns += [
        QuotaColumn(
            label["ratio"],
            lambda row: row.ratio,
            "ratio",
            lambda _, at: f"=SUM({first_part}{at}:{letters[2 + parts]}{at})",
        ),
        QuotaColumn(
            label["exact"],
            lambda row: row.exact,
            "exact",
            lambda row, at: f"={_product(heads, at, row.ratio)}",
            summed=True,
        ),
        QuotaColumn(
            label["places"],
            lambda row: row.places,
            formula=_rounding(quota, heads),
            summed=not quota.shares,
        ),
        QuotaColumn(label["taken"], lambda row: row.taken, formula=_counting(quota, sheet), summed=True),
    ]
    if quota.shares:
        columns += [
            QuotaColumn(
                Text("合并名额", "Shares places")(lang),
                lambda row: Text("是", "yes")(lang) if row.shares else "",
                "text",
            ),
            QuotaColumn(
                Text("合并后应得名额", "Exact places, shared")(lang), lambda row: row.pool_exact, "exact"
            ),
            QuotaColumn(Text("合并后提名人数", "Nominated, shared")(lang), lambda row: row.pool_taken),
        ]
    return [
        *columns,
        QuotaColumn(
            label["left"],
            lambda row: row.left,
            formula=lambda row, at: "" if row.shares else f"={places}{at}-{taken}{at}",
        ),
        QuotaColumn(
            Text("不得评优的提名", "Nominees barred")(lang), lambda row: Fraction(row.barred), summed=True
        ),
        QuotaColumn(Text("结论", "Verdict")(lang), lambda row: _verdict(row, lang), "text"),
    ]


def _product(heads: str, at: int, ratio: Fraction) -> str:
    return f"{heads}{at}*{ratio.numerator}/{ratio.denominator}"


def _rounding(quota: Quota, heads: str) -> Callable[[Places, int], str] | None:
    word = FORMULA.get(quota.mode)
    if word is None:
        return None
    return lambda row, at: "" if row.shares or row.kinds else f"={word}({_product(heads, at, row.ratio)},0)"


def _counting(quota: Quota, sheet: str) -> Callable[[Places, int], str] | None:
    if not sheet or not quota.nominees or len(quota.nominees) > MAX_ROWS:
        return None
    if len(quota.rows) * len(quota.nominees) > MOST_COUNTED:
        return None
    quoted = sheet.replace("'", "''")
    area = f"'{quoted}'!$D$4:$D${3 + len(quota.nominees)}"
    return lambda row, at: "" if row.reported else f"=SUMPRODUCT(--({area}=B{at}))"


def _verdict(row: Places, lang: Language) -> str:
    found = [fault(lang) for fault in row.faults]
    if row.left < 0:
        found.append(Text(f"超额 {-row.left}", f"{-row.left} too many")(lang))
    if row.barred:
        found.append(Text(f"{row.barred} 人不得评优", f"{row.barred} barred")(lang))
    return Text(";", "; ")(lang).join(found) or Text("符合", "holds")(lang)


def quota_note(quota: Quota, lang: Language) -> str:
    """Say how the headcount was counted, and the clause of each figure."""
    reasons = [quota.labels[name] for name in ("headcount", "counted", "base_ratio") if name in quota.labels]
    reasons += [*quota.adjustments, quota.labels["places"]]
    cited = Text("、", ", ")(lang).join(f"{reason.label(lang)}({reason.clause})" for reason in reasons)
    how = (
        Text(",取整方式见口径登记表", ", rounded as the register of choices says") if quota.mode else NOTHING
    )
    rule = Text(f"名额 = 人数 × 比例{how.zh}。条款:", f"Places are headcount × ratio{how.en}. Clauses: ")
    return rule(lang) + cited


def _width(column: QuotaColumn, rows: Sequence[Places]) -> int:
    if column.kind != "text":
        return max(NARROW, -(-text_width(column.header) // 2) + 3)
    widest = max((text_width(str(column.value(row))) for row in rows), default=0)
    return min(WIDE, max(NARROW, widest + 2, text_width(column.header) + 2))


def _looks(page: QuotaPage, *, bold: bool = False) -> dict[str, Format]:
    looks = page.looks
    exact = [figure for row in page.rows for figure in (row.exact, row.pool_exact)]
    exact += [row.exact for row in page.quota.ceilings]
    places = max((len(shown(figure).partition(".")[2]) for figure in exact), default=0)
    return {
        "text": looks.wrapped,
        "count": looks.sum_of_counts if bold else looks.number,
        "ratio": looks.amount("0.00%", bold=bold),
        "exact": looks.amount(decimal_format(places), bold=bold),
    }


def _write_rows(page: QuotaPage) -> None:
    formats = _looks(page)
    verdict = page.columns[-1]
    for number, row in enumerate(page.rows, start=1):
        line = FIRST + number - 1
        put_number(page.sheet, At(line, 0, page.looks.number), str(number))
        for at, column in enumerate(page.columns, start=1):
            look = page.looks.alarm if row.broken and column is verdict else formats[column.kind]
            _write_cell(page.sheet, At(line, at, look), column, row)


def _write_cell(sheet: Sheet, at: At, column: QuotaColumn, row: Places) -> None:
    value = column.value(row)
    if isinstance(value, str):
        put_text(sheet, at, value)
        return
    formula = "" if column.formula is None else column.formula(row, at.row + 1)
    decimal = shown(value)
    if formula:
        put_formula(sheet, at, formula, decimal)
    else:
        put_number(sheet, at, decimal)


def shown(value: Fraction) -> str:
    """Write a figure with six decimals at most, half up, without trailing zeros."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 10**DECIMALS
    units = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    digits = str(units).rjust(DECIMALS + 1, "0")
    text = f"{digits[:-DECIMALS]}.{digits[-DECIMALS:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and units else text


def _write_totals(page: QuotaPage) -> None:
    sheet, looks, rows, first = page.sheet, page.looks, page.rows, FIRST
    line = page.total
    sums = {**_looks(page, bold=True), "text": looks.label}
    if not rows:
        put_wide(sheet, At(first, 0, looks.empty), len(page.columns), NONE(page.lang))
    put_text(sheet, At(line, 0, looks.label), TOTAL(page.lang))
    for at, column in enumerate(page.columns, start=1):
        if not column.summed or not rows:
            put_blank(sheet, At(line, at, looks.label))
            continue
        cell = At(line, at, sums[column.kind])
        name = letter(at)
        values = [value for row in rows if isinstance(value := column.value(row), Fraction)]
        formula = f"=SUM({name}{first + 1}:{name}{first + len(rows)})"
        put_formula(sheet, cell, formula, shown(sum(values, Fraction(0))))


CEILING = (
    Text("地区上限", "Ceiling"),
    Text("计入人数", "Headcount"),
    Text("上限(未取整)", "Ceiling, exact"),
    Text("上限名额", "Most places"),
    Text("核定名额", "Places given"),
    Text("结论", "Verdict"),
)


def _write_ceilings(page: QuotaPage) -> int:
    """Write all places of a jurisdiction against the most that it may give; give the last row."""
    sheet, looks, lang, top = page.sheet, page.looks, page.lang, page.total + 2
    formats = _looks(page)
    for at, header in enumerate(CEILING, start=1):
        put_text(sheet, At(top, at, looks.header), header(lang))
    lines = (text_lines(head(lang), width - 2) for head, width in zip(CEILING, page.widths[1:], strict=False))
    sheet.set_row(top, LINE_HEIGHT * max(lines) + 6)
    for line, row in enumerate(page.quota.ceilings, start=top + 1):
        put_text(sheet, At(line, 1, looks.wrapped), row.key or Text("全部", "all")(lang))
        put_number(sheet, At(line, 2, looks.number), shown(row.headcount))
        put_number(sheet, At(line, 3, formats["exact"]), shown(row.exact))
        put_formula(sheet, At(line, 4, looks.number), f"=ROUNDDOWN({At(line, 3).name},0)", shown(row.places))
        put_number(sheet, At(line, 5, looks.number), shown(row.granted))
        verdict = Text("超过上限", "above the ceiling") if row.broken else Text("未超过", "within")
        put_text(sheet, At(line, 6, looks.alarm if row.broken else looks.wrapped), verdict(lang))
    return top + len(page.quota.ceilings)


def reasons_text(nominee: Nominee, lang: Language) -> str:
    """Say why a nominee cannot be excellent, with clauses."""

    def cited(reason: Reason) -> str:
        return f"{reason.label(lang)}({reason.clause})" if reason.clause else reason.label(lang)

    return Text(";", "; ")(lang).join(cited(reason) for reason in nominee.reasons)
