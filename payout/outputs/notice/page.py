"""A notice as a page to be put up on a wall: letters that are read at arm's length, its head on every sheet, page n of m."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from payout.outputs.notice import words
from payout.outputs.papers.pages import document, plain, style_of
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.outputs.notice.notice import Notice, NoticeRow, NoticeUnit
    from payout.rendering.markup import Element
    from payout.rules.compiled.result import Field
    from payout.text import Language

IN_STYLE = {ord(sign): f"\\{ord(sign):x} " for sign in '"\\<>&\n'}


def page(notice: Notice, lang: Language) -> str:
    """The page."""
    between = Text("", " ")(lang)
    parts = [
        *([element("p", words.DRAFT(lang), class_="draft")] if notice.draft else []),
        element("h1", words.TITLE(lang)),
        element("h2", plain(words.heading(notice, lang))),
        *(element("p", plain(text)) for text in words.paragraphs(notice, lang)),
        _table(notice, lang),
        element(
            "div",
            element("p", plain(words.objections(notice, lang))),
            element("p", words.SEAL(lang), class_="seal"),
            element("p", words.signed(notice, lang), class_="seal"),
            class_="end",
        ),
    ]
    title = f"{words.TITLE(lang).replace('　', '')}{between}{words.heading(notice, lang)}"
    style = _paper(notice, lang) + style_of(__package__, "page.css")
    return document(title, style, [element("div", *parts, class_="notice")], lang)


def _paper(notice: Notice, lang: Language) -> str:
    """The sheet: page n of m below, and on every sheet of a draft that it is one."""
    draft = f'@top-center {{ content: "{words.DRAFT(lang)}"; font-size: 11pt; }} ' if notice.draft else ""
    told = words.heading(notice, lang).translate(IN_STYLE)
    numbers = f'"{words.PLACE(lang)}" counter(page) "{words.PLACE_AND(lang)}" counter(pages) "{words.PAGES_END(lang)}"'
    return (
        f"@page {{ size: A4; margin: 18mm 16mm 18mm; {draft}"
        f'@bottom-left {{ content: "{told}"; font-size: 9pt; }} '
        f"@bottom-right {{ content: {numbers}; font-size: 11pt; }} }}\n"
    )


def _table(notice: Notice, lang: Language) -> Element:
    heads = [words.NUMBER(lang), notice.subject, *(words.label(field, lang) for field in notice.fields)]
    numbers = count(1)
    body = [row for unit in notice.units for row in _unit(unit, notice.fields, numbers)]
    head = element("tr", *(element("th", plain(text), scope="col") for text in heads))
    return element("table", element("thead", head), element("tbody", *body))


def _unit(unit: NoticeUnit, fields: tuple[Field, ...], numbers: Iterator[int]) -> Iterator[Element]:
    if unit.called:
        yield element(
            "tr", element("th", unit.called, colspan=str(len(fields) + 2), scope="rowgroup"), class_="unit"
        )
    yield from (_row(row, fields, next(numbers)) for row in unit.rows)


def _row(row: NoticeRow, fields: tuple[Field, ...], number: int) -> Element:
    name = f"{row.name} {row.mark}".strip()
    cells = (
        element("td", amount(field, text), class_="number" if field.kind == "number" else "")
        for field, text in zip(fields, row.cells, strict=True)
    )
    return element("tr", element("td", str(number)), element("td", name), *cells)


def amount(field: Field, text: str) -> str:
    """An amount with its thousands apart; any other text as it is."""
    whole, point, fen = text.partition(".")
    return f"{int(whole):,}{point}{fen}" if field.measure == "yuan" and text else text
