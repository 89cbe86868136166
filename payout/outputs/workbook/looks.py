"""How the workbook looks on screen and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payout.outputs.errors import OutputError
from payout.printing import A4, FULL, SMALLEST, UNSCALED, fits_across
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.workbook.cells import Format, Sheet
    from payout.outputs.workbook.plan import Cells
    from payout.rules.compiled.result import Stamp
    from payout.text import Language

LINE = "#A6A6A6"
HEADER_FILL, SUM_FILL = "#DDE6F0", "#F2F2F2"
QUIET, ALARM, LINKED = "#595959", "#C00000", "#0563C1"
FONTS = {"zh": "宋体", "en": "Arial"}
MAX_PAGE_TEXT = 80  # of 255 characters for the whole of a page's header


class Looks:
    """The formats of one workbook, each made once: a sheet asks for the look of a cell as often as it has cells."""

    def __init__(self, workbook: Any, lang: Language) -> None:
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self._add = workbook.add_format
        self._font = {"font_name": FONTS[lang], "font_size": 10, "valign": "vcenter"}
        self.plain = self._make()
        self.title = self._make(bold=True, font_size=16, align="center")
        self.long_title = self._make(bold=True, font_size=16, align="center", text_wrap=True)
        self.quiet = self._make(font_color=QUIET, align="center")
        self.about = self._make(font_color=QUIET, align="center", text_wrap=True)
        self.note = self._make(text_wrap=True)
        self.unit_line = self._make(bold=True, align="left")
        self.unit_side = self._make(align="right")
        self.capitals = self._make(bold=True, align="left", border=1, border_color=LINE)
        self.remark = self._grid(num_format="@", text_wrap=True)
        self.section = self._make(bold=True, font_size=11, bottom=1, bottom_color=LINE)
        self.header = self._grid(bold=True, align="center", text_wrap=True, bg_color=HEADER_FILL)
        self.text = self._grid(num_format="@")
        self.wrapped = self._grid(num_format="@", text_wrap=True)
        self.beside = self._grid(num_format="@", text_wrap=True, indent=1)  # right of a number
        self.value = self._grid(num_format="@", align="right", indent=1)
        self.alarm = self._grid(num_format="@", bold=True, font_color=ALARM, text_wrap=True)
        self.link = self._grid(font_color=LINKED, underline=1, text_wrap=True)
        self.number = self._grid(num_format="0", align="center")
        self.sum_of_counts = self._grid(num_format="0", align="center", bold=True, bg_color=SUM_FILL)
        self.empty = self._grid(align="center", font_color=QUIET)
        self.label = self._grid(bold=True, bg_color=SUM_FILL, **self._open())
        self.label_cell = self._grid(num_format="@", text_wrap=True, bold=True, bg_color=SUM_FILL)

    def column(self, cells: Cells, *, wrapped: bool = False) -> Format:
        """The look of a column's cells; `wrapped` where its texts are longer than it is wide."""
        more = {"text_wrap": True} if wrapped else {}
        return self._grid(num_format=cells.number_format, align=_align(cells), **more)

    def sum(self, cells: Cells) -> Format:
        """The look of a column's subtotals and total."""
        return self._grid(num_format=cells.number_format, align="right", bold=True, bg_color=SUM_FILL)

    def figure(self, number_format: str, *, bold: bool = False) -> Format:
        """The look of a number that stands by itself, beside its label."""
        return self._grid(num_format=number_format, align="left", bold=bold)

    def amount(self, number_format: str, *, indent: int = 0, bold: bool = False) -> Format:
        """The look of a number in a table that no view planned; a bold one is a sum."""
        more = {
            **({"indent": indent} if indent else {}),
            **({"bold": True, "bg_color": SUM_FILL} if bold else {}),
        }
        return self._grid(num_format=number_format, align="right", **more)

    def _make(self, **more: Any) -> Format:
        wanted = {**self._font, **more}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._add(wanted)
        return self._made[key]

    def _grid(self, **more: Any) -> Format:
        return self._make(**{"border": 1, "border_color": LINE, **more})

    @staticmethod
    def _open() -> dict[str, int]:
        """Leave out the lines between cells, so that a label can run over several."""
        return {"left": 0, "right": 0}


def _align(cells: Cells) -> str:
    if cells.number:
        return "center" if cells.field.measure == "rank" else "right"
    return "left" if cells.field.kind in ("text", "identifier", "reference") else "center"


def paper(  # noqa: PLR0913 -- what stands on the page, and how it lies, by keyword only
    sheet: Sheet,
    stamp: Stamp,
    title: str,
    lang: Language,
    *,
    portrait: bool = False,
    one_page: bool | None = None,
    scale: int = 0,
) -> None:
    """Set a sheet, whose columns are known by now, to print on A4, with the policy above and page numbers below.

    It takes one page across (a portrait one all of one page), or several where letters would be below nine points there.
    `scale`: so many in a hundred of its size, broken where it says.
    """
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_paper(A4)
    if scale or not fits_across(sheet, portrait=portrait):
        sheet.set_print_scale(scale or FULL)
        sheet.print_across()
    else:
        sheet.fit_to_pages(1, 1 if (portrait if one_page is None else one_page) else 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    sheet.center_horizontally()
    pages = Text("第 &P 页，共 &N 页", "Page &P of &N")(lang)
    _checked(
        sheet.set_header(
            f"&L&{SMALLEST}{_page_text(stamp.title(lang))}&R&{SMALLEST}{_page_text(title)}", UNSCALED
        )
    )
    digest = stamp.digest[:12]
    left = _page_text(f"{stamp.id} {stamp.version}  {digest}")
    _checked(sheet.set_footer(f"&L&{SMALLEST} {left}&R&{SMALLEST} {pages}", UNSCALED))


def _page_text(text: str) -> str:
    """Keep a text short, and double its ampersands, which give orders there; a digit may not follow the size of its letters."""
    short = text if len(text) <= MAX_PAGE_TEXT else text[: MAX_PAGE_TEXT - 1] + "…"
    return " " + short.replace("&", "&&").replace("\n", " ")


def _checked(code: int | None) -> None:
    if code:
        raise OutputError(Text("页眉页脚过长。", "a page's header or footer is too long."))
