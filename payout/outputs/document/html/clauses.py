"""The clauses on the page: what each says, its rules in words and as mathematics, its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.document import words
from payout.outputs.document.html.pieces import pointers, row, table, valued
from payout.rendering.markup import element
from payout.rendering.widths import width_of

if TYPE_CHECKING:
    from payout.outputs.document.model import (
        LetteredPart,
        WrittenCheck,
        WrittenClause,
        WrittenRule,
        WrittenSection,
    )
    from payout.rendering.markup import Element, Part
    from payout.text import Language

SIZES = (("", 40), ("wide", 48), ("wider", 58))  # in characters: what is wider is printed smaller


def clause(found: WrittenClause, lang: Language) -> Element:
    """A clause with all that belongs to it."""
    heading = _heading(found)
    told = bool(heading) and bool(found.sections)
    said = [_section(one, lang, told=told) for one in found.sections]
    return element(
        "section",
        element("h3", element("span", found.number, class_="number"), *heading),
        *(
            [element("p", found.not_computed, class_="not-computed")]
            if found.not_computed and found.sections
            else []
        ),
        *said,
        *_more(found, lang),
        id_=found.anchor,
        class_="clause" if found.sections else "clause silent",
    )


def _heading(found: WrittenClause) -> list[Element]:
    """What the clause says where one section says it all; why nothing is computed where it says nothing."""
    if len(found.sections) == 1 and found.sections[0].cited == found.number:
        return [element("span", found.sections[0].says, class_="says")]
    if found.not_computed and not found.sections:
        return [element("span", found.not_computed, class_="not-computed")]
    return []


def _section(found: WrittenSection, lang: Language, *, told: bool) -> Element:
    """A section with what it says, unless the clause has told it."""
    rules = (_rule(rule, lang, found.cited) for rule in found.rules)
    said = element("h4", element("span", found.cited, class_="cite"), " ", element("span", found.says))
    return element("div", *([] if told else [said]), *rules, id_=found.anchor, class_="section")


def _more(found: WrittenClause, lang: Language) -> list[Element]:
    """What else belongs to the clause, each on a line; then its checks."""
    rows = []
    if found.parameters:
        rows.append((words.PARAMETERS(lang), valued(found.parameters, lang)))
    if found.elsewhere:
        rows.append((words.ALSO_AT(lang), pointers(found.elsewhere, lang)))
    if found.cases:
        count = words.ONE_CASE(lang) if found.cases == 1 else words.OF_CASES(lang).format(found.cases)
        rows.append((words.CASES(lang), element("a", count, href=f"#{found.cases_anchor}")))
    return [*([_terms(rows)] if rows else []), *([_checks(found.checks, lang)] if found.checks else [])]


def _terms(rows: list[tuple[str, Element]]) -> Element:
    parts = (part for name, said in rows for part in (element("dt", name), element("dd", said)))
    return element("dl", *parts, class_="terms")


def _rule(found: WrittenRule, lang: Language, cited: str) -> Element:
    other = [element("span", found.other_label, class_="other", lang="zh-Hans")] if found.other_label else []
    cite = [element("span", found.clause, class_="tag cite")] if found.clause != cited else []
    head = element(
        "h5",
        element("span", found.label, class_="name"),
        *other,
        element("span", found.level, class_="tag"),
        element("span", found.measure, class_="tag"),
        *cite,
        element("code", found.identifier),
    )
    rows = []
    if found.parameters:
        rows.append((words.USES(lang), valued(found.parameters, lang)))
    if found.read_by:
        rows.append((words.READ_BY(lang), pointers(found.read_by, lang)))
    return element(
        "article",
        head,
        *([element("p", found.describes, class_="describes")] if found.describes else []),
        element("p", element("b", found.label), " = ", found.formula.words, class_="words"),
        display(found.formula.equation),
        *([_parts(found.formula.parts, lang)] if found.formula.parts else []),
        *([element("p", found.note, class_="note")] if found.note else []),
        *([_terms(rows)] if rows else []),
        id_=found.anchor,
        class_="rule",
    )


def display(equation: Element) -> Element:
    """An equation as a display; one that is wider than a page is printed smaller."""
    width = width_of(equation)
    size = next((name for name, limit in SIZES if width <= limit), "widest")
    return element("div", equation, class_=f"display {size}".rstrip(), tabindex="0")


def _parts(found: tuple[LetteredPart, ...], lang: Language) -> Element:
    """The lettered parts of a formula."""
    items = []
    for part in found:
        of = [element("span", f" ({part.of})", class_="of")] if part.of else []
        said = element("p", element("i", part.letter), *of, " = ", part.words, class_="words")
        items += [said, display(part.equation)]
    return element("div", element("span", words.WITH(lang), class_="with"), *items, class_="parts")


def _checks(found: tuple[WrittenCheck, ...], lang: Language) -> Element:
    header = [word(lang) for word in (words.FINDING, words.CONDITION, words.FIX)]
    rows = (_check(check, lang) for check in found)
    title = element("h5", words.CHECKS_OF_CLAUSE(lang))
    return element("div", title, table(header, rows, "checks"), class_="checked")


def _check(found: WrittenCheck, lang: Language) -> Element:
    named = element(
        "div",
        element("b", found.label),
        element("br"),
        element("span", found.severity, class_="tag severity"),
        element("span", found.where, class_="tag"),
        element("code", found.code),
    )
    expected: list[Part] = (
        [f"{words.EXPECTED(lang)}: {found.expected}", element("br")] if found.expected else []
    )
    return row(named, found.condition, element("div", *expected, found.fix), id_=found.anchor)


def not_computed(found: tuple[WrittenClause, ...], lang: Language) -> Element:
    """The clauses that nothing is computed of, and why."""
    rows = (
        row(element("a", one.number, href=f"#{one.anchor}"), one.not_computed)
        for one in found
        if one.not_computed
    )
    return table([words.CLAUSE(lang), words.REASON(lang)], rows)
