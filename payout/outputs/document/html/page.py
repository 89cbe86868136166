"""The page: its head, the table of contents beside it, its chapters."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from payout.outputs.document import words
from payout.outputs.document.html import registers
from payout.outputs.document.html.clauses import clause, not_computed
from payout.outputs.document.html.drawing import drawn
from payout.outputs.document.html.pieces import chapter, linked, row, table
from payout.rendering.markup import element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.outputs.document.model import Changed, Document, Drawing, WrittenClause
    from payout.rendering.markup import Element
    from payout.rules.policy.card import Card
    from payout.text import Language, Text

# Nothing is loaded and nothing runs: what a policy says cannot reach the network, whatever stands in it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def page_of(document: Document) -> str:
    """The document as HTML."""
    chapters = [chapter(name(document.lang), anchor, *parts) for name, anchor, parts in _chapters(document)]
    main = element("main", _title(document), *chapters)
    return _page(document.lang, document.title, _contents(document), main)


def index_page(cards: Sequence[Card], lang: Language) -> str:
    """A page that leads to the documents of several policies."""
    header = [word(lang) for word in (words.POLICIES, words.DOCUMENT, words.VERSION)]
    rows = (
        row(element("a", one.title(lang), href=f"{one.id}.html"), one.document(lang), one.version)
        for one in cards
    )
    main = element("main", element("h1", words.POLICIES(lang)), table(header, rows))
    return _page(lang, words.POLICIES(lang), element("nav"), main)


def _page(lang: Language, title: str, *parts: Element) -> str:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="generator", content=words.MADE_BY),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", _style(title)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', *parts), lang=LANGUAGES[lang])}\n"


def _style(title: str) -> str:
    """The style sheet; the title stands at the top of every printed page."""
    sheet = files("payout.outputs.document.html").joinpath("page.css").read_text(encoding="utf-8")
    return sheet.replace("TITLE", "".join(f"\\{ord(one):x} " for one in title))


def _chapters(document: Document) -> Iterator[tuple[Text, str, list[Element]]]:
    """The chapters that have something to say."""
    yield words.HOW_TO_READ, "how-to-read", _guide(document.lang)
    yield words.CLAUSES, "clauses", [clause(one, document.lang) for one in document.clauses]
    yield words.GRAPHS, "graphs", [_drawing(one) for one in document.drawings]
    if document.choices:
        yield words.CHOICES, "choices", [registers.choices(document)]
    if document.parameters:
        yield words.PARAMETERS, "parameters", [registers.parameters(document)]
    if any(one.not_computed for one in document.clauses):
        yield words.NOT_COMPUTED, "not-computed", [not_computed(document.clauses, document.lang)]
    if document.decisions:
        yield words.DECISIONS, "decisions", [registers.decisions(document)]
    if document.quota:
        yield words.QUOTA, "quota", [registers.quota(document)]
    yield words.TABLES, "tables", [registers.tables(document)]
    if document.cases:
        yield words.CASES, "cases", [registers.cases(document)]


def _title(document: Document) -> Element:
    """What the document is, and of which state of the policy."""
    lang = document.lang
    told = [
        (words.DOCUMENT, document.cites),
        (words.YEAR, document.year),
        (words.YEAR_NOTE, document.year_note),
        (words.AS_OF, document.as_of),
        (words.VERSION, f"{document.identifier} {document.version}"),
        (words.DIGEST, document.digest[:16]),
    ]
    terms = [part for word, said in told if said for part in (element("dt", word(lang)), element("dd", said))]
    changed = [_changed(document.changed, lang)] if document.changed else []
    return element("header", element("h1", document.title), element("dl", *terms, class_="card"), *changed)


def _changed(found: tuple[Changed, ...], lang: Language) -> Element:
    """The values that are not the policy's own: whoever reads on must know."""
    items = []
    for one in found:
        told = words.CHANGED_ROW(lang).format(one.value, one.baseline, one.source)
        items.append(element("li", linked(one.pointer), " = ", told))
    return element("div", element("b", words.CHANGED(lang)), element("ul", *items), class_="changed-values")


def _guide(lang: Language) -> list[Element]:
    """How to read the document, and what the signs mean."""
    said = [element("p", text(lang)) for text in (words.ONE_FILE, *words.GUIDE)]
    signs = [
        element("div", element("dt", base, element("sub", below)), element("dd", means(lang)))
        for sign, means in words.SIGNS
        for base, _, below in (sign(lang).partition("_"),)
    ]
    return [*said, element("dl", *signs, class_="signs")]


def _drawing(found: Drawing) -> Element:
    """A graph with its title."""
    return element(
        "figure",
        element("h4", found.title),
        element("p", found.says, class_="note"),
        drawn(found),
        id_=found.anchor,
    )


def _contents(document: Document) -> Element:
    """The table of contents: chapters, and below the second the clauses with what they say."""
    lang = document.lang
    items = []
    for name, anchor, _ in _chapters(document):
        below = [_clauses(document.clauses)] if anchor == "clauses" else []
        items.append(element("li", element("a", name(lang), href=f"#{anchor}"), *below))
    head = element("p", document.title, class_="of")
    return element("nav", head, element("ul", *items), aria_label=words.CONTENTS(lang))


def _clauses(found: tuple[WrittenClause, ...]) -> Element:
    items = []
    for one in found:
        number = element("a", one.number, href=f"#{one.anchor}", class_="number")
        said = [
            element("a", section.says or section.cited, href=f"#{section.anchor}") for section in one.sections
        ]
        nothing = [element("span", one.not_computed)] if one.not_computed and not said else []
        items.append(element("li", number, element("span", *said, *nothing), class_="" if said else "silent"))
    return element("ol", *items)
