"""Writing single cells: a text is only ever a text, a number only one that a double holds without loss."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from payout.outputs.errors import CellTooLong, OutputError
from payout.text import Text, letter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

Sheet: TypeAlias = Any  # xlsxwriter.worksheet.Worksheet, which has no types
Format: TypeAlias = Any

MAX_TEXT = 32_767  # UTF-16 code units that a cell holds
SAFE_DIGITS = 15  # significant digits that a double holds without loss
FIRST_YEAR = 1901  # spreadsheets disagree about the days of 1900
PARTS = re.compile(
    r"[!-~]+ *|[^!-~] *"
)  # words and numbers, or single characters, with the blanks behind them
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"
NOT_FIRST = frozenset("、，。；：？！）》〉」』】〕”’…·%％,.;:?!)]}")  # no line begins with one
NOT_LAST = frozenset("（《〈「『【〔“‘([{")  # nor ends with one of these
ROOMIER = 1.35  # times as much as we reckon a line may hold where it is shown: digits of some fonts are wide, and columns with them


@dataclass(frozen=True)
class At:
    """A cell's position, counted from 0, and how it looks."""

    row: int
    column: int
    look: Format = None

    @property
    def name(self) -> str:
        """What a workbook calls the cell: `B7`."""
        return f"{letter(self.column)}{self.row + 1}"


def clean(text: str) -> str:
    """Replace what XML cannot hold or a screen cannot show by U+FFFD; line ends become LF."""
    if text.isprintable():
        return text
    return UNWRITABLE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def put_text(sheet: Sheet, at: At, text: str) -> None:
    """Write a text as a text, never as a formula, link or number. Raises CellTooLong rather than cut it."""
    text = clean(text)
    if not text:
        put_blank(sheet, at)
        return
    if len(text) * 2 > MAX_TEXT and utf16_length(text) > MAX_TEXT:
        raise too_long(sheet.get_name(), at, text)
    if text.startswith("<r>") and text.endswith(
        "</r>"
    ):  # XlsxWriter takes it for markup of its own, but not in parts
        _checked(sheet, at, sheet.write_rich_string(at.row, at.column, "<", "r", text[2:], at.look))
        return
    _checked(sheet, at, sheet.write_string(at.row, at.column, text, at.look))


def put_number(sheet: Sheet, at: At, decimal: str) -> None:
    """Write an exact decimal as a number, or as a text if a double would lose digits of it."""
    if fits_double(decimal):
        _checked(sheet, at, sheet.write_number(at.row, at.column, float(decimal), at.look))
    else:
        put_text(sheet, at, decimal)


def put_formula(sheet: Sheet, at: At, formula: str, decimal: str) -> None:
    """Write a formula with its exact value, which readers that do not calculate show."""
    _checked(sheet, at, sheet.write_formula(at.row, at.column, formula, at.look, float(decimal)))


def put_link(sheet: Sheet, at: At, place: str, text: str) -> None:
    """Write a text that leads to a place in the same workbook."""
    if text:
        _checked(sheet, at, sheet.write_url(at.row, at.column, f"internal:{place}", at.look, clean(text)))


def put_date(sheet: Sheet, at: At, day: date) -> None:
    """Write a day; those before 1901 as a text."""
    if day.year < FIRST_YEAR:
        put_text(sheet, at, day.isoformat())
    else:
        _checked(sheet, at, sheet.write_datetime(at.row, at.column, day, at.look))


def put_blank(sheet: Sheet, at: At) -> None:
    """Write an empty cell that keeps its look."""
    _checked(sheet, at, sheet.write_blank(at.row, at.column, None, at.look))


def put_wide(sheet: Sheet, at: At, last_column: int, text: str) -> None:
    """Write a text across columns."""
    if last_column > at.column:
        _checked(sheet, at, sheet.merge_range(at.row, at.column, at.row, last_column, "", at.look))
    put_text(sheet, at, text)


def put_title(sheet: Sheet, at: At, widths: Sequence[float], text: str, height: float) -> None:
    """Write a title of sixteen points across columns of these widths, on as many lines as it needs, each so tall."""
    width = sum(widths) * 10 / 16
    text = broken(text, width)
    put_wide(sheet, at, len(widths) - 1, text)
    sheet.set_row(at.row, height * text_lines(text, width))


def fits_double(decimal: str) -> bool:
    """Tell whether a decimal has no more significant digits than a double holds."""
    return len(decimal.lstrip("-").replace(".", "").lstrip("0")) <= SAFE_DIGITS


def text_width(text: str) -> int:
    """The width of a text's longest line in columns of half-width characters."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(_width(character) for character in line) for line in text.split("\n"))


def text_lines(text: str, width: float) -> int:
    """How many lines a text takes when it is wrapped to a width."""
    return sum(max(1, -(-text_width(line) // max(1, int(width)))) for line in text.split("\n"))


def broken(text: str, width: float) -> str:
    """A text with its own ends of lines, where a line that is wrapped at a width would begin with a full stop, or end with a bracket.

    A spreadsheet breaks Chinese between any two characters. How many it puts on a line is not known to the character, hence the
    text is broken wherever any number that may be would make such a line, and left as it is elsewhere.
    """
    return "\n".join(_broken(line, max(1, int(width))) for line in text.split("\n"))


def _broken(line: str, width: int) -> str:
    if text_width(line) <= width or not any(
        _is_ill(line, room) for room in range(width, int(width * ROOMIER) + 1)
    ):
        return line
    lines = [""]
    for piece in _pieces(line):
        if lines[-1] and text_width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(one.rstrip() for one in lines)


def _is_ill(line: str, room: int) -> bool:
    """Whether a line that is broken between any two characters begins one with a mark, or ends one with a bracket."""
    used = 0
    for before, character in zip(" " + line, line, strict=False):
        used += _width(character)
        if used > room:
            if character in NOT_FIRST or before in NOT_LAST:
                return True
            used = _width(character)
    return False


def _pieces(line: str) -> list[str]:
    """What of a line stays together: words and numbers, and characters with the marks around them."""
    found: list[str] = []
    for part in PARTS.findall(line):
        if found and (part[0] in NOT_FIRST or found[-1][-1] in NOT_LAST):
            found[-1] += part
        else:
            found.append(part)
    return found


@cache
def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def utf16_length(text: str) -> int:
    """How long a text is as spreadsheets count."""
    return len(text.encode("utf-16-le")) // 2


def too_long(name: str, at: At, text: str) -> CellTooLong:
    """Say that a text does not fit its cell of the sheet `name`."""
    where, size = f"{name}!{at.name}", f"{len(text):,}"
    return CellTooLong(
        Text(
            f"{where}：文字长 {size} 个字符，超过单元格上限 {MAX_TEXT:,}。",
            f"{where}: a text of {size} characters is longer than the {MAX_TEXT:,} that a cell holds.",
        ),
        Text("在输入文件中缩短这段文字。", "shorten the text in the input file."),
    )


def _checked(sheet: Sheet, at: At, code: int | None) -> None:
    if code:
        where = f"{sheet.get_name()}!{at.name}"
        raise OutputError(Text(f"{where} 无法写入（{code}）。", f"{where} cannot be written ({code})."))
