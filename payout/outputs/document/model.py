"""A policy as a document, in one language: frozen records in the order of the text, which HTML and Markdown are written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payout.outputs.document.layout import Laid
    from payout.rendering.markup import Element
    from payout.text import Language


@dataclass(frozen=True)
class Pointer:
    """A name and where it stands in the document; what stands nowhere has no anchor."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class LetteredPart:
    """A part of a formula that has a letter: in words, and as an equation. `of`: the level whose rows have it, if another."""

    letter: str
    of: str
    words: str
    equation: Element


@dataclass(frozen=True)
class WrittenFormula:
    """A formula in words and as an equation."""

    words: str
    equation: Element
    parts: tuple[LetteredPart, ...] = ()


@dataclass(frozen=True)
class InForce:
    """A parameter or choice that a rule reads, with the value in force."""

    pointer: Pointer
    value: str


@dataclass(frozen=True)
class WrittenRule:
    """One rule: the column that it gives, and how."""

    anchor: str
    identifier: str  # unit.score_total
    label: str
    other_label: str  # in the other language, where the document is not in the text's own
    describes: str
    level: str
    measure: str
    clause: str
    formula: WrittenFormula
    parameters: tuple[InForce, ...]
    read_by: tuple[Pointer, ...]
    options: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class WrittenSection:
    """What a clause says, in the policy's words, and the rules that state it."""

    anchor: str
    cited: str
    says: str
    rules: tuple[WrittenRule, ...]


@dataclass(frozen=True)
class WrittenCheck:
    """What no row may be, or what is to be looked at."""

    anchor: str
    code: str
    label: str
    severity: str
    clause: str
    where: str  # the table and the column
    condition: str
    expected: str
    fix: str


@dataclass(frozen=True)
class WrittenClause:
    """A clause of the text. `not_computed`: why nothing is. `elsewhere`: sections and rules of other clauses that cite it too."""

    anchor: str
    number: str
    not_computed: str
    sections: tuple[WrittenSection, ...]
    elsewhere: tuple[Pointer, ...]
    parameters: tuple[InForce, ...]
    checks: tuple[WrittenCheck, ...]
    cases: int
    cases_anchor: str


@dataclass(frozen=True)
class Rectangle:
    """A table parameter or bands, as a table with a header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Dated:
    """A value since a day. `in_force`: it is the one that the document computes with."""

    since: str
    value: str
    grid: Rectangle | None = None
    in_force: bool = False


@dataclass(frozen=True)
class WrittenParameter:
    """A number, table or bands of the policy."""

    anchor: str
    identifier: str
    label: str
    clause: str
    kind: str
    history: tuple[Dated, ...]
    bounds: str
    note: str
    statute: str
    changed_by: str
    read_by: tuple[Pointer, ...]


@dataclass(frozen=True)
class Option:
    """One reading of a text that can be read in several ways."""

    identifier: str
    meaning: str
    in_force: bool
    is_default: bool


@dataclass(frozen=True)
class WrittenChoice:
    """A choice (口径): the readings, the one in force, and why."""

    anchor: str
    identifier: str
    label: str
    clause: str
    options: tuple[Option, ...]
    why: str
    changed_by: str
    read_by: tuple[Pointer, ...]


@dataclass(frozen=True)
class WrittenDecision:
    """What only people can settle, and when they are asked."""

    anchor: str
    question: str
    prompt: str
    answers: str
    when: str
    otherwise: str
    rule: Pointer


@dataclass(frozen=True)
class WrittenColumn:
    """A column of a table."""

    anchor: str
    identifier: str
    label: str
    kind: str
    blank: str
    clause: str
    read_by: tuple[Pointer, ...]
    origin: str = ""  # of a derived column, what it is derived from


@dataclass(frozen=True)
class WrittenTable:
    """An input table, or a level that is derived from some."""

    anchor: str
    identifier: str
    label: str
    note: str
    columns: tuple[WrittenColumn, ...]


@dataclass(frozen=True)
class WrittenCase:
    """A worked case: what is given, what must come out, and the working."""

    name: str
    clause: str
    given: tuple[str, ...]
    expected: tuple[str, ...]
    working: str
    why: str


@dataclass(frozen=True)
class CaseGroup:
    """The cases of one clause."""

    anchor: str
    clause: Pointer
    cases: tuple[WrittenCase, ...]


@dataclass(frozen=True)
class Drawing:
    """A graph of what rests on what."""

    anchor: str
    title: str
    laid: Laid
    says: str


@dataclass(frozen=True)
class Changed:
    """A value that is not the policy's own, and by what."""

    pointer: Pointer
    value: str
    baseline: str
    source: str


@dataclass(frozen=True)
class Document:
    """All that is said of a policy."""

    lang: Language
    identifier: str
    version: str
    title: str
    cites: str
    as_of: str
    year: str
    year_note: str
    digest: str
    changed: tuple[Changed, ...]
    clauses: tuple[WrittenClause, ...]
    parameters: tuple[WrittenParameter, ...]
    choices: tuple[WrittenChoice, ...]
    decisions: tuple[WrittenDecision, ...]
    tables: tuple[WrittenTable, ...]
    quota: tuple[tuple[str, Pointer], ...]
    base: tuple[tuple[str, Rectangle], ...]
    cases: tuple[CaseGroup, ...]
    drawings: tuple[Drawing, ...]
