"""The objections that came while a notice stood: read as a table, each with its row, judged by day, and what is to be done."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from payout.findings import Finding, errors, of_columns
from payout.intake import read
from payout.rules.policy.tables import Table, enumeration, identifier, text
from payout.rules.policy.tables import date as day
from payout.scratch import scratch
from payout.text import Text, is_missing, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from payout.outputs.notice.notice import Standing
    from payout.rules.policy.checked import CheckedTable
    from payout.text import Language

Outcome = Literal["", "upheld", "rejected"]
OUTCOMES = {"upheld": "成立", "rejected": "不成立"}
OUTCOME = {
    "": Text("尚未答复", "unanswered"),
    "upheld": Text("成立", "upheld"),
    "rejected": Text("不成立", "rejected"),
}
NAME = "objections"
TABLE = Table(NAME, "objection", "公示异议").of(
    identifier("who", "编号"),
    text("about", "事项"),
    day("raised_on", "提出日期"),
    enumeration("outcome", OUTCOMES, "处理结果", blank="尚未答复 | unanswered"),
    text("note", "说明", blank=True),
)


@dataclass(frozen=True)
class Objected:
    """One objection: of whom (the row's key), about what, when, and what came of it."""

    key: str
    about: str
    raised_on: date
    outcome: Outcome


@dataclass(frozen=True)
class Objections:
    """Those that are in time, by day; and what is wrong with the table."""

    found: tuple[Objected, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether findings forbid to go on."""
        return bool(errors(self.findings))

    def of(self, outcome: Outcome) -> tuple[Objected, ...]:
        """Those of one outcome."""
        return tuple(one for one in self.found if one.outcome == outcome)


def read_objections(path: Path, standing: Standing, known: Callable[[str], bool]) -> Objections:
    """Read a workbook, or a CSV by whatever name, of objections; `known`: whether a key is a row of the notice."""
    with scratch() as aside:
        source = path
        if path.is_file() and path.suffix.lower() == ".csv":
            source = aside / "table"
            source.mkdir()
            shutil.copyfile(path, source / f"{NAME}.csv")
        intake = read(source, (TABLE,))
    table = intake.tables[NAME]
    wrong = [] if intake.stopped or errors(intake.findings) else list(_wrong(table, standing, known))
    found = () if intake.stopped or errors([*intake.findings, *wrong]) else tuple(_objections(table))
    return Objections(found, (*intake.findings, *of_columns(wrong, TABLE.titles)))


def _objections(table: CheckedTable) -> Iterator[Objected]:
    order = sorted(
        range(len(table.frame)), key=lambda row: (_day(table, row), text_of(table.frame["who"].iloc[row]))
    )
    for row in order:
        said = {name: text_of(table.frame[name].iloc[row]) for name in ("who", "about", "outcome")}
        outcome: Outcome = "upheld" if said["outcome"] == "upheld" else "rejected" if said["outcome"] else ""
        yield Objected(said["who"], said["about"], _day(table, row), outcome)


def _day(table: CheckedTable, row: int) -> date:
    value = table.frame["raised_on"].iloc[row]
    return date(value.year, value.month, value.day)


def _wrong(table: CheckedTable, standing: Standing, known: Callable[[str], bool]) -> Iterator[Finding]:
    """Days outside the notice, and keys that nobody on it bears."""
    start, until = standing.start.isoformat(), standing.until.isoformat()
    for row in range(len(table.frame)):
        key = text_of(table.frame["who"].iloc[row])
        if not known(key):
            yield Finding(
                "E901",
                "error",
                Text("公示中没有这个编号", "nobody on the notice bears this identifier"),
                table.origin.place(row, "who"),
                column="who",
                value=key,
                fix=Text("写运行结果中的编号。", "give the identifier that the run has."),
            )
        if is_missing(table.frame["raised_on"].iloc[row]) or standing.covers(_day(table, row)):
            continue
        yield Finding(
            "E902",
            "error",
            Text("提出日期不在公示期内", "raised outside the time of the notice"),
            table.origin.place(row, "raised_on"),
            subject=key,
            column="raised_on",
            value=_day(table, row).isoformat(),
            expected=Text(f"{start} 至 {until}", f"{start} to {until}"),
            fix=Text(
                "核对日期;公示期外提出的,从本表移出,另行办理。",
                "check the day; what came outside the time is no objection to this notice: move it out and handle it apart.",
            ),
        )


def told(one: Objected, lang: Language) -> str:
    """An objection in one line."""
    return f"{one.raised_on.isoformat()}  {one.key}  {one.about}  {OUTCOME[one.outcome](lang)}"
