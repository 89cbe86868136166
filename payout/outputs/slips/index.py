"""index.html: the units, how many slips each has, and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.outputs.papers.pages import document, plain, style_of
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.rendering.markup import Element
    from payout.text import Language


@dataclass(frozen=True)
class UnitFile:
    """The files of one unit: what they are headed, how many slips they hold, and their name without its ending."""

    called: str
    count: int
    name: str


HEADS = (Text("单位", "Unit"), Text("人数", "Slips"), Text("打印", "To print"))


def index_page(title: str, units: Sequence[UnitFile], lang: Language, *, printed: bool) -> str:
    """The page that leads to all."""
    heads = (element("th", head(lang), scope="col") for head in HEADS[: 3 if printed else 2])
    rows = (_row(one, printed=printed) for one in units)
    count = sum(one.count for one in units)
    about = Text(
        f"共 {count:,} 份,{len(units):,} 个文件。全部各人一行的表见 slips.xlsx。",
        f"{count:,} slips in {len(units):,} files. Everybody, one row each, stands in slips.xlsx.",
    )
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    body = element("div", element("h1", plain(title)), element("p", about(lang)), table, class_="index")
    return document(title, style_of(__package__, "page.css"), [body], lang)


def _row(file: UnitFile, *, printed: bool) -> Element:
    cells = [
        element("td", element("a", plain(file.called), href=f"{file.name}.html")),
        element("td", f"{file.count:,}"),
        *([element("td", element("a", "PDF", href=f"{file.name}.pdf"))] if printed else []),
    ]
    return element("tr", *cells)
