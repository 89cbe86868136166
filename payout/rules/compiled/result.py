"""What a run is once it is computed: plain frozen records, all that evidence and outputs read."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from payout.text import NOTHING, Text, row_named, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    import pandas as pd
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from payout.findings import Finding
    from payout.rules.compiled.look import Look
    from payout.rules.policy.card import OutputFile, SheetPlan
    from payout.rules.policy.quota import Quota
    from payout.rules.policy.tables import Kind

    Positions: TypeAlias = NDArray[np.int64]

NO_OPTIONS: Mapping[str, str] = MappingProxyType({})
NO_READINGS: Mapping[str, Text] = MappingProxyType({})
NO_WORDS: Mapping[tuple[str, str], Text] = MappingProxyType({})


@dataclass(frozen=True)
class Stamp:
    """Which policy a run was of. `digest` is the SHA-256 of its files and of the parameter values in force."""

    id: str
    version: str
    title: Text
    document: Text  # the legal text that it states, as one would cite it
    digest: str
    year_note: Text = NOTHING  # where that text gives no year: what stands for it


@dataclass(frozen=True)
class Field:
    """One column of a level as outputs show it.

    `places`: decimals that every value has at most; None where it is not rounded.
    """

    name: str
    level: str
    label: Text
    kind: Kind
    origin: Literal["input", "derived", "rule", "carried"]
    measure: str = ""  # yuan, points, months, count, ratio, ...
    places: int | None = None
    clause: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: NO_OPTIONS)
    personal: bool = False


@dataclass(frozen=True)
class Setting:
    """A parameter or choice in force. A choice has `options` (identifier → what it means) and a `default`."""

    name: str
    label: Text
    kind: str  # money, ratio, count, points, table, choice
    value: str
    measure: str
    clause: str
    note: Text
    source: str  # baseline, the overlay's name, or --set
    options: Mapping[str, Text] = field(default_factory=lambda: NO_READINGS)
    default: str = ""
    baseline: str = ""  # the policy's own value, as text

    @property
    def changed(self) -> bool:
        """Whether another value than the policy's own is in force."""
        return self.value != self.baseline

    def meaning(self, value: str) -> Text:
        """What a reading of a choice means; any other value stands as it is."""
        return self.options.get(value, Text(value, value))

    def told(self, value: str) -> Text:
        """A value as one sets it, a reading with what it means."""
        means = self.meaning(value)
        if value not in self.options:
            return means
        return Text(f"{value}“{means.zh}”", f"{value} “{means.en}”")


@dataclass(frozen=True)
class Blank:
    """A column whose cells may be blank, and what a blank there means."""

    table: Text
    column: Text
    means: Text
    clause: str


@dataclass(frozen=True)
class Decision:
    """What people decided about a row that the run asked about, with what they wrote beside it."""

    question: str
    subject: str  # unit:U0007
    prompt: Text
    answer: Text
    clause: str
    called: str = ""  # what the row is called; masked where that is personal
    reason: str = ""
    document: str = ""
    approver: str = ""
    level: Text = NOTHING  # what the row is, as people say: 单位

    @property
    def row(self) -> Text:
        """The row as people name it: 单位 U0007."""
        return row_named(self.level, self.subject)


@dataclass(frozen=True)
class OpenPoint:
    """Something that only people can settle: the row that the `decisions` table lacks."""

    question: str
    subject: str  # unit:U0007
    prompt: Text
    answers: Mapping[str, str]  # identifier → Chinese word
    clause: str
    detail: Text = NOTHING
    answer: str = ""  # what holds because nobody decided otherwise; such a point is not open
    called: str = ""  # what the row is called; masked where that is personal
    level: Text = NOTHING  # what the row is, as people say: 单位

    @property
    def row(self) -> Text:
        """The row as people name it: 单位 U0007."""
        return row_named(self.level, self.subject)


@dataclass(frozen=True)
class SourceFile:
    """A file that was read."""

    name: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class MappingRecord:
    """How a source became the policy's tables: the digest of the mapping file, and what it decides, in words."""

    sha256: str
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class Frame:
    """The rows of one level: `table` has a column a field (keys and inputs, then rules).

    `links` give each row's parent by position.

    A link is named by the parent level; -1 where a row has none. `key` names the column that identifies a row
    ("" where none does).
    """

    level: str
    key: str
    fields: tuple[Field, ...]
    table: pd.DataFrame
    links: Mapping[str, Positions]
    label: Text = NOTHING  # of the level
    identity: tuple[str, ...] = ()  # the columns that tell rows apart: the key, or those of a group

    def names(self, rows: Positions | None = None) -> list[str]:
        """The names of rows, of all where none are given: what `identity` says, or their numbers."""
        chosen = np.arange(len(self.table)) if rows is None else rows
        if not self.identity:
            return [f"row {row + 1}" for row in chosen.tolist()]
        columns = {name: self.table[name].array for name in self.identity}
        return row_names(columns, self.identity, chosen)

    def field(self, name: str) -> Field:
        """A field by its name."""
        return next(field for field in self.fields if field.name == name)


@dataclass(frozen=True)
class Result:
    """One evaluated batch."""

    stamp: Stamp
    frames: Mapping[str, Frame]
    settings: tuple[Setting, ...]
    findings: tuple[Finding, ...]
    open_points: tuple[OpenPoint, ...]
    sheets: tuple[SheetPlan, ...]
    files: tuple[OutputFile, ...]
    sources: tuple[SourceFile, ...] = ()
    table_digests: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    by_default: tuple[OpenPoint, ...] = ()  # what people might have decided, and did not
    decisions: tuple[Decision, ...] = ()
    blanks: tuple[Blank, ...] = ()  # the columns whose blank means something
    year: str = ""  # that is appraised, where the policy has one
    not_provided: Mapping[str, str] = field(
        default_factory=lambda: NO_OPTIONS
    )  # tables: identifier → Chinese name
    expected: tuple[str, ...] = ()  # tables that had to be there, though the policy could do without
    quota: Quota | None = None  # the proof of the places for excellent grades, where the policy has any
    mapping: MappingRecord | None = None  # where the source was not in the policy's own form
    look: Look | None = None  # what is looked at before paying, once it was made
    in_words: Mapping[tuple[str, str], Text] = field(
        default_factory=lambda: NO_WORDS
    )  # what the rule of a level's column says, once that was written

    @property
    def lasting(self) -> tuple[Finding, ...]:
        """The findings that the tables as read tell again, whatever file they stood in: what a record of the run has."""
        return tuple(finding for finding in self.findings if not finding.of_file)

    def positions(self, start: str, end: str) -> Positions:
        """For each row of a level the position of the row above it in another; -1 where it has none."""
        found = {start: np.arange(len(self.frames[start].table))}
        frontier = [start]
        while frontier and end not in found:
            level = frontier.pop(0)
            for name, link in self.frames[level].links.items():
                if name in self.frames and name not in found:
                    found[name] = _follow(link, found[level])
                    frontier.append(name)
        return found[end]

    def column(self, level: str, path: str) -> tuple[Field, ExtensionArray]:
        """A column of a level, or of a parent by path (`unit.unit_name`): a value for each row."""
        *parents, name = path.split(".")
        frame, positions = self.frames[level], None
        for parent in parents:
            link = frame.links[parent]
            positions = link if positions is None else _follow(link, positions)
            frame = self.frames[parent]
        values = frame.table[name].array
        return frame.field(name), values if positions is None else values.take(positions, allow_fill=True)


def _follow(link: Positions, positions: Positions) -> Positions:
    following: Positions = np.append(link, [-1])[positions]  # the last stands for -1: of none
    return following


def row_names(columns: Mapping[str, ExtensionArray], identity: tuple[str, ...], rows: Positions) -> list[str]:
    """What tells rows from the others of their level: their key, or the columns that they are grouped by."""
    parts = [[text_of(value) for value in columns[name].take(rows, allow_fill=False)] for name in identity]
    return ["/".join(part) for part in zip(*parts, strict=True)]
