"""Findings: what is wrong, where, what was expected and how to mend it. A finding is a value, never an exception."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from payout.masking import veil, veil_key
from payout.text import NOTHING, Text, level_and_key, row_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from payout.text import Language

Severity = Literal["error", "warning"]
TEXTS = (
    "problem",
    "expected",
    "fix",
    "among",
    "level",
    "key",
    "title",
    "meaning",
)  # of a finding, in both languages


@dataclass(frozen=True, order=True)
class Place:
    """Where a finding points: a file, its sheet, and a cell, row or column of it. What is unknown is blank or 0."""

    file: str = ""
    sheet: str = ""
    row: int = 0  # as the file counts: the header is row 1
    column: str = ""  # the letter of a sheet's column, or the header of a CSV's

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet writes it (`F37`), a row (`row 37`), a column, or nothing."""
        if self.column.isascii() and self.column.isupper() and self.row:
            return f"{self.column}{self.row}"
        return " ".join(part for part in (f"row {self.row}" if self.row else "", self.column) if part)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful. `value` is masked by whoever makes the finding of a personal column."""

    code: str  # E204, W311, or a policy's own check by name
    severity: Severity
    problem: Text
    place: Place = field(default_factory=Place)
    subject: str = ""  # person 10031
    column: str = ""  # the identifier of the column, such as `grade`
    value: str = ""
    expected: Text = NOTHING
    clause: str = ""
    fix: Text = NOTHING
    called: str = ""  # what the row is called, for those who know no codes; masked where that is personal
    among: Text = NOTHING  # which rows of the file it is about; another order of rows has others
    of_file: bool = False  # it says how a file is written: the tables as read do not tell it again
    level: Text = NOTHING  # what the row is, as people say (单位), where `subject` has its identifier (unit)
    key: Text = NOTHING  # the row's key in words (U060/重点职能), where `subject` has identifiers (U060/key_functions)
    title: Text = NOTHING  # what the column is called (等次), where `column` has its identifier (grade)
    meaning: Text = (
        NOTHING  # what the value is in words (优秀, 是), where `value` has an identifier (excellent, yes)
    )

    def __post_init__(self) -> None:
        """Mask what looks like a number of a person, whatever column it was written in: no finding can hold one."""
        object.__setattr__(self, "subject", veil_key(self.subject))
        for name in ("value", "called"):
            object.__setattr__(self, name, veil(getattr(self, name)))
        for name in ("problem", "expected", "fix", "among", "key", "meaning"):
            text = getattr(self, name)
            if (
                text is not NOTHING
            ):  # most say nothing in most of them, and what a check says is one text for all its rows
                veiled = _veiled(text) if name in {"key", "meaning"} else _veiled_once(text)
                object.__setattr__(self, name, veiled)

    @property
    def row(self) -> Text:
        """The row as people name it: 人员 10031."""
        if self.key == NOTHING:
            return row_named(self.level, self.subject)
        level = level_and_key(self.subject)[0]
        label = Text(level, level) if self.level == NOTHING else self.level
        return Text(f"{label.zh} {self.key.zh}", f"{label.en} {self.key.en}")

    @property
    def heading(self) -> Text:
        """The column as people name it: 等次."""
        return Text(self.column, self.column) if self.title == NOTHING else self.title

    @property
    def shown(self) -> Text:
        """The value as people write it: 优秀."""
        return Text(self.value, self.value) if self.meaning == NOTHING else self.meaning

    def line(self, lang: Language) -> str:
        """Render the finding for a terminal, in two or three lines."""
        return render(self, lang)

    def record(self, lang: Language) -> dict[str, object]:
        """The finding as plain values for JSON."""
        plain = asdict(self)
        texts = {name: getattr(self, name)(lang) for name in TEXTS}
        place = {
            **plain["place"],
            "cell": self.place.cell,
        }  # a file, a sheet or a header may be called by anything
        place |= {name: veil(place[name]) for name in ("file", "sheet", "column", "cell")}
        return {**plain, **texts, "place": place}


def _veiled(text: Text) -> Text:
    zh, en = veil(text.zh), veil(text.en)
    return text if zh is text.zh and en is text.en else Text(zh, en)


_veiled_once = lru_cache(maxsize=64)(_veiled)


def render(finding: Finding, lang: Language) -> str:
    """Write a finding as `code place subject column = value`, then what was expected, then the fix."""
    place = finding.place
    sheet = f"[{place.sheet}]" if place.sheet else ""
    heading, shown = finding.heading(lang), finding.shown(lang)
    what = f'{heading} = "{shown}"' if shown else heading
    cell = named_cell(place, lang, "" if place.column in {finding.column, heading} else place.column)
    head = " ".join(
        part
        for part in (finding.code, place.file, sheet, cell, finding.row(lang), finding.called, what)
        if part
    )
    among = finding.among(lang)
    lines = [veil(head), f"     {finding.problem(lang)}" + (f" ({among})" if among else "")]
    expected = (
        f"{'应为' if lang == 'zh' else 'expected'} {finding.expected(lang)}" if finding.expected(lang) else ""
    )
    alone = "依据" if lang == "zh" else "clause"
    clause = f"({finding.clause})" if expected else f"{alone} {finding.clause}"
    clause = clause if finding.clause else ""
    if expected or clause:
        lines.append("     " + " ".join(part for part in (expected, clause) if part))
    if finding.fix(lang):
        lines.append(f"     {'改法:' if lang == 'zh' else 'fix:'} {finding.fix(lang)}")
    return "\n".join(lines)


def named_cell(place: Place, lang: Language, column: str = "") -> str:
    """Name a cell as people call it: `F37` in a sheet, else its row and, where the finding does not name it, its column."""
    if place.cell.isalnum() or not place.row:
        return place.cell if column or not place.column else ""
    return " ".join(
        part for part in (f"第 {place.row} 行" if lang == "zh" else f"row {place.row}", column) if part
    )


def of_levels(findings: Iterable[Finding], levels: Mapping[str, Text]) -> tuple[Finding, ...]:
    """The findings with what the level of their row is called; `levels` by identifier."""
    return tuple(
        replace(one, level=levels[name])
        if (name := level_and_key(one.subject)[0]) in levels and one.level != levels[name]
        else one
        for one in findings
    )


def of_columns(findings: Iterable[Finding], titles: Mapping[str, Text]) -> tuple[Finding, ...]:
    """The findings with what their column is called, where they do not say it; `titles` by identifier."""
    return tuple(
        replace(one, title=titles[one.column]) if one.title == NOTHING and one.column in titles else one
        for one in findings
    )


def errors(findings: tuple[Finding, ...] | list[Finding]) -> list[Finding]:
    """The findings that forbid a run."""
    return [finding for finding in findings if finding.severity == "error"]
