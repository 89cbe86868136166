"""The document as Markdown: the same chapters, formulas in words; for a repository, a review, a comparison of two versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from payout.outputs.document import words
from payout.rendering.markup import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.outputs.document.model import (
        CaseGroup,
        Document,
        Drawing,
        InForce,
        Pointer,
        Rectangle,
        WrittenChoice,
        WrittenClause,
        WrittenParameter,
        WrittenRule,
        WrittenTable,
    )
    from payout.text import Language, Text

MARKS = re.compile(r"([\\`*_\[\]{}#|~$!])")
AT_THE_BEGINNING = re.compile(r"^(\s*)([-+>=]|\d+[.)])", re.MULTILINE)


def markdown_of(document: Document) -> str:
    """The document as Markdown."""
    blocks = (
        *_title(document),
        *_guide(document.lang),
        *(block for part in _chapters(document) for block in part),
    )
    return "\n\n".join((f"<!-- {words.MADE_BY} -->", *(block for block in blocks if block))) + "\n"


def plain(text: str) -> str:
    """A text that is no markup, neither of Markdown nor of HTML, on one line."""
    marked = MARKS.sub(r"\\\1", escaped(" ".join(text.split())))
    return AT_THE_BEGINNING.sub(r"\1\\\2", marked)


def code(text: str) -> str:
    """An identifier as it is typed."""
    return f"`{text.replace('`', '').replace('|', '')}`"


def anchored(anchor: str) -> str:
    """Where a link leads."""
    return f'<a id="{escaped(anchor)}"></a>'


def linked(pointer: Pointer) -> str:
    """A name that leads to where it stands."""
    return f"[{plain(pointer.text)}](<#{escaped(pointer.anchor)}>)" if pointer.anchor else plain(pointer.text)


def listed(parts: Iterable[str], lang: Language) -> str:
    """Things in a row."""
    return ("、" if lang == "zh" else ", ").join(parts)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are markup already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)


def grid(found: Rectangle) -> str:
    """A table parameter as a table."""
    return table(
        [plain(cell) for cell in found.header], [[plain(cell) for cell in cells] for cells in found.rows]
    )


def _title(document: Document) -> Iterator[str]:
    lang = document.lang
    yield f"# {plain(document.title)}"
    told = [
        (words.DOCUMENT, document.cites),
        (words.YEAR, document.year),
        (words.YEAR_NOTE, document.year_note),
        (words.AS_OF, document.as_of),
        (words.VERSION, f"{document.identifier} {document.version}"),
        (words.DIGEST, document.digest[:16]),
    ]
    yield "\n".join(f"- {word(lang)}: {plain(said)}" for word, said in told if said)
    for one in document.changed:
        told_of = words.CHANGED_ROW(lang).format(plain(one.value), plain(one.baseline), plain(one.source))
        yield f"**{words.CHANGED(lang)}** {linked(one.pointer)} = {told_of}"


def _guide(lang: Language) -> Iterator[str]:
    yield f"## {words.HOW_TO_READ(lang)}"
    yield from (text(lang) for text in (words.ONE_FILE, *words.GUIDE_OF_MARKDOWN))


def _chapters(document: Document) -> Iterator[Iterable[str]]:
    lang = document.lang
    yield _chapter(words.CLAUSES, lang, (block for one in document.clauses for block in _clause(one, lang)))
    yield _chapter(words.GRAPHS, lang, (block for one in document.drawings for block in _drawing(one, lang)))
    yield _chapter(words.CHOICES, lang, (block for one in document.choices for block in _choice(one, lang)))
    yield _chapter(words.PARAMETERS, lang, _parameters(document))
    yield _chapter(words.NOT_COMPUTED, lang, _not_computed(document))
    yield _chapter(words.DECISIONS, lang, _decisions(document))
    yield _chapter(words.QUOTA, lang, _quota(document))
    yield _chapter(words.TABLES, lang, (block for one in document.tables for block in _table(one, lang)))
    yield _chapter(words.CASES, lang, _cases(document))


def _chapter(name: Text, lang: Language, blocks: Iterable[str]) -> list[str]:
    """A chapter, unless it has nothing to say."""
    found = [block for block in blocks if block]
    return [f"## {name(lang)}", *found] if found else []


# ---- clauses ---------------------------------------------------------------------------------------


def _clause(found: WrittenClause, lang: Language) -> Iterator[str]:
    nothing = f" {plain(found.not_computed)}" if found.not_computed and not found.sections else ""
    yield f"### {anchored(found.anchor)}{plain(found.number)}{nothing}"
    if found.not_computed and found.sections:
        yield plain(found.not_computed)
    for section in found.sections:
        yield f"#### {anchored(section.anchor)}{plain(section.cited)} {plain(section.says)}"
        for rule in section.rules:
            yield from _rule(rule, lang)
    if found.parameters:
        yield f"{words.PARAMETERS(lang)}: {_valued(found.parameters, lang)}"
    if found.elsewhere:
        yield f"{words.ALSO_AT(lang)}: {listed(map(linked, found.elsewhere), lang)}"
    if found.checks:
        yield f"**{words.CHECKS_OF_CLAUSE(lang)}**"
        header = [word(lang) for word in (words.FINDING, words.CONDITION, words.EXPECTED, words.FIX)]
        yield table(
            header,
            (
                [
                    f"{anchored(one.anchor)}{plain(one.label)} ({one.severity}, {plain(one.where)}) {code(one.code)}",
                    *map(plain, (one.condition, one.expected, one.fix)),
                ]
                for one in found.checks
            ),
        )


def _rule(found: WrittenRule, lang: Language) -> Iterator[str]:
    other = f" {plain(found.other_label)}" if found.other_label else ""
    tags = f"{plain(found.level)}, {found.measure}, {plain(found.clause)}"
    yield f"**{anchored(found.anchor)}{plain(found.label)}**{other} ({tags}) {code(found.identifier)}"
    if found.describes:
        yield f"_{plain(found.describes)}_"
    yield f"> {plain(found.label)} = {plain(found.formula.words)}"
    for part in found.formula.parts:
        of = f" ({plain(part.of)})" if part.of else ""
        yield f"> {words.WITH(lang)} {part.letter}{of} = {plain(part.words)}"
    more = []
    if found.parameters:
        more.append(f"{words.USES(lang)}: {_valued(found.parameters, lang)}")
    if found.read_by:
        more.append(f"{words.READ_BY(lang)}: {listed(map(linked, found.read_by), lang)}")
    yield "  \n".join(more)


def _valued(found: Iterable[InForce], lang: Language) -> str:
    return listed(
        (linked(one.pointer) + (f" = {plain(one.value)}" if one.value else "") for one in found), lang
    )


def _drawing(found: Drawing, lang: Language) -> Iterator[str]:
    """A graph as a list: each box with what it reads."""
    yield f"### {anchored(found.anchor)}{plain(found.title)}"
    yield words.GRAPH_AS_LIST(lang)
    titles = {box.spot.name: box.spot for box in found.laid.boxes}
    rows = []
    for name, spot in titles.items():
        read = [titles[line.start] for line in found.laid.lines if line.end == name]
        reads = listed((f"[{plain(one.title)}](<#{escaped(one.anchor)}>)" for one in read), lang)
        rows.append(
            f"- [{plain(spot.title)}](<#{escaped(spot.anchor)}>) ({plain(spot.below)})"
            + (f" ← {reads}" if reads else "")
        )
    yield "\n".join(rows)


# ---- registers -------------------------------------------------------------------------------------


def _choice(found: WrittenChoice, lang: Language) -> Iterator[str]:
    yield f"### {anchored(found.anchor)}{plain(found.clause)} {plain(found.label)} {code(found.identifier)}"
    rows = []
    for one in found.options:
        marks = [
            word(lang)
            for word, holds in ((words.IN_FORCE, one.in_force), (words.DEFAULT, one.is_default))
            if holds
        ]
        told = f" ({listed(marks, lang)})" if marks else ""
        meaning = f"**{plain(one.meaning)}**" if one.in_force else plain(one.meaning)
        rows.append(f"- {meaning} {code(one.identifier)}{told}")
    yield "\n".join(rows)
    yield f"{words.WHY(lang)}: {plain(found.why)}"
    yield f"{words.READ_BY(lang)}: {listed(map(linked, found.read_by), lang)}" if found.read_by else ""


def _parameters(document: Document) -> Iterator[str]:
    lang = document.lang
    header = [
        word(lang) for word in (words.LABEL, words.CLAUSE, words.VALUE, words.SINCE, words.BOUNDS, words.NOTE)
    ]
    rows, tables = [], []
    for found in document.parameters:
        for place, dated in enumerate(found.history):
            value = f"**{plain(dated.value)}**" if dated.in_force and dated.value else plain(dated.value)
            if dated.grid is not None:
                value = words.BELOW(lang)
                tables += [f"**{plain(found.label)}** ({plain(dated.since)})", grid(dated.grid)]
            name = (
                f"{anchored(found.anchor)}{plain(found.label)} {code(found.identifier)}" if not place else ""
            )
            own = (
                [plain(found.clause), value, plain(dated.since), found.bounds, _note(found, lang)]
                if not place
                else []
            )
            rows.append([name, *(own or ["", value, plain(dated.since), "", ""])])
    if rows:
        yield table(header, rows)
    yield from tables


def _note(found: WrittenParameter, lang: Language) -> str:
    changed = f"{words.CHANGED(lang)}: {plain(found.changed_by)}" if found.changed_by else ""
    return " ".join(filter(None, (plain(found.statute), changed, plain(found.note))))


def _not_computed(document: Document) -> Iterator[str]:
    rows = [
        [f"[{plain(one.number)}](#{one.anchor})", plain(one.not_computed)]
        for one in document.clauses
        if one.not_computed
    ]
    if rows:
        yield table([words.CLAUSE(document.lang), words.REASON(document.lang)], rows)


def _decisions(document: Document) -> Iterator[str]:
    lang = document.lang
    header = (words.QUESTION, words.ANSWERS, words.ASKED_WHEN, words.NOBODY_DECIDES, words.RULE)
    rows = [
        [
            f"{anchored(one.anchor)}{plain(one.prompt)} {code(one.question)}",
            *map(plain, (one.answers, one.when, one.otherwise)),
            linked(one.rule),
        ]
        for one in document.decisions
    ]
    if rows:
        yield table([word(lang) for word in header], rows)


def _quota(document: Document) -> Iterator[str]:
    rows = [[plain(label), linked(pointer)] for label, pointer in document.quota]
    if rows:
        yield table([words.FIGURE(document.lang), words.RULE(document.lang)], rows)


def _table(found: WrittenTable, lang: Language) -> Iterator[str]:
    yield f"### {anchored(found.anchor)}{plain(found.label)} {code(found.identifier)}"
    yield plain(found.note)
    header = [word(lang) for word in (words.COLUMN, words.KIND, words.BLANK, words.CLAUSE, words.READ_BY)]
    rows = [
        [
            f"{anchored(one.anchor)}{plain(one.label)} {code(one.identifier)}",
            plain(one.kind),
            plain(one.origin or one.blank),
            plain(one.clause),
            listed(map(linked, one.read_by), lang),
        ]
        for one in found.columns
    ]
    yield table(header, rows)


def _cases(document: Document) -> Iterator[str]:
    if document.base:
        yield f"### {words.BASE(document.lang)}"
    for name, found in document.base:
        yield f"**{plain(name)}**"
        yield grid(found)
    for group in document.cases:
        yield from _group(group, document.lang)


def _group(found: CaseGroup, lang: Language) -> Iterator[str]:
    yield f"### {anchored(found.anchor)}{words.CLAUSE(lang)} {linked(found.clause)}"
    header = [word(lang) for word in (words.CASE, words.GIVEN, words.OUTCOME, words.WORKING, words.WHY)]
    rows = [
        [
            plain(case.name),
            "<br>".join(map(plain, case.given)),
            "<br>".join(map(plain, case.expected)),
            plain(case.working),
            plain(case.why),
        ]
        for case in found.cases
    ]
    yield table(header, rows)
