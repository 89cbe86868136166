"""The registers on the page: parameters, choices, decisions, tables, quota, cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.document import words
from payout.outputs.document.html.pieces import grid, lines, linked, pointers, row, table
from payout.rendering.markup import element

if TYPE_CHECKING:
    from payout.outputs.document.model import (
        CaseGroup,
        Dated,
        Document,
        WrittenChoice,
        WrittenColumn,
        WrittenParameter,
        WrittenTable,
    )
    from payout.rendering.markup import Element, Part
    from payout.text import Language


def parameters(document: Document) -> Element:
    """The numbers: a row each; a table stands in its cell as one."""
    lang = document.lang
    header = [
        word(lang)
        for word in (words.LABEL, words.CLAUSE, words.VALUE, words.SINCE, words.BOUNDS, words.READ_BY)
    ]
    return table(
        header, (one for found in document.parameters for one in _parameter(found, lang)), "parameters"
    )


def _parameter(found: WrittenParameter, lang: Language) -> list[Element]:
    """A row a value; what is said of the parameter stands in the first."""
    made = []
    for place, dated in enumerate(found.history):
        value, since = _value(dated), element("span", dated.since, class_="day")
        if place:
            made.append(row("", "", value, since, "", "", class_="older"))
            continue
        bounds = element("span", found.bounds, class_="day")
        readers = pointers(found.read_by, lang)
        made.append(row(_named(found, lang), found.clause, value, since, bounds, readers, id_=found.anchor))
    return made


def _named(found: WrittenParameter, lang: Language) -> Element:
    changed = (
        [element("span", f"{words.CHANGED(lang)}: {found.changed_by}", class_="tag changed")]
        if found.changed_by
        else []
    )
    note = [element("p", found.note, class_="note")] if found.note else []
    statute = [element("span", found.statute, class_="tag")] if found.statute else []
    return element(
        "div",
        element("b", found.label),
        element("br"),
        element("code", found.identifier),
        *statute,
        *changed,
        *note,
    )


def _value(dated: Dated) -> Element:
    inner = grid(dated.grid) if dated.grid is not None else element("span", dated.value)
    return element("div", inner, class_="in-force" if dated.in_force else "past")


def choices(document: Document) -> Element:
    """The choices, a block each."""
    return element("div", *(_choice(one, document.lang) for one in document.choices))


def _choice(found: WrittenChoice, lang: Language) -> Element:
    changed = (
        [element("span", f"{words.CHANGED(lang)}: {found.changed_by}", class_="tag changed")]
        if found.changed_by
        else []
    )
    head = element(
        "h4",
        element("span", found.clause, class_="cite"),
        " ",
        element("span", found.label),
        *changed,
        element("code", found.identifier),
    )
    options = []
    for one in found.options:
        marks = [
            word(lang)
            for word, holds in ((words.IN_FORCE, one.in_force), (words.DEFAULT, one.is_default))
            if holds
        ]
        tags = (element("span", mark, class_="tag") for mark in marks)
        said = element("li", element("span", one.meaning), " ", element("code", one.identifier), *tags)
        options.append(element("li", *said.parts, class_="in-force" if one.in_force else "not-in-force"))
    why = element("p", element("b", f"{words.WHY(lang)}: "), found.why)
    read_by = element("p", f"{words.READ_BY(lang)}: ", pointers(found.read_by, lang), class_="terms")
    return element(
        "div",
        head,
        element("ul", *options, class_="options"),
        why,
        read_by,
        id_=found.anchor,
        class_="choice",
    )


def decisions(document: Document) -> Element:
    """What people are asked."""
    lang = document.lang
    header = (words.QUESTION, words.ANSWERS, words.ASKED_WHEN, words.NOBODY_DECIDES, words.RULE)
    rows = (
        row(
            element("div", element("b", one.prompt), element("br"), element("code", one.question)),
            one.answers,
            one.when,
            one.otherwise,
            linked(one.rule),
            id_=one.anchor,
        )
        for one in document.decisions
    )
    return table([word(lang) for word in header], rows)


def quota(document: Document) -> Element:
    """The figures of the proof, each with its rule."""
    header = [words.FIGURE(document.lang), words.RULE(document.lang)]
    return table(header, (row(label, linked(pointer)) for label, pointer in document.quota))


def tables(document: Document) -> Element:
    """The input tables with their columns."""
    return element("div", *(_table(one, document.lang) for one in document.tables))


def _table(found: WrittenTable, lang: Language) -> Element:
    header = [word(lang) for word in (words.COLUMN, words.KIND, words.BLANK, words.CLAUSE, words.READ_BY)]
    head = element("h4", element("span", found.label), element("code", found.identifier))
    note = element("p", found.note, class_="note")
    rows = (_column(one, lang) for one in found.columns)
    return element("div", head, note, table(header, rows, "columns"), id_=found.anchor, class_="input")


def _column(found: WrittenColumn, lang: Language) -> Element:
    named = element("div", element("b", found.label), " ", element("code", found.identifier))
    cells: tuple[Part, ...] = (
        named,
        found.kind,
        found.origin or found.blank,
        found.clause,
        pointers(found.read_by, lang),
    )
    return row(*cells, id_=found.anchor)


def cases(document: Document) -> Element:
    """The base, then the cases by clause."""
    lang = document.lang
    base = [
        part
        for name, found in document.base
        for part in (element("p", element("b", name), class_="base-name"), grid(found))
    ]
    groups = (_cases(group, lang) for group in document.cases)
    return element("div", element("h4", words.BASE(lang)), *base, *groups)


def _cases(group: CaseGroup, lang: Language) -> Element:
    header = [word(lang) for word in (words.CASE, words.GIVEN, words.OUTCOME, words.WORKING)]
    rows = (
        row(
            element("div", element("b", case.name), element("p", case.why, class_="note")),
            lines(case.given),
            lines(case.expected),
            element("span", case.working, class_="working"),
        )
        for case in group.cases
    )
    head = element("h4", f"{words.CLAUSE(lang)} ", linked(group.clause))
    return element("div", head, table(header, rows, "cases"), id_=group.anchor)
