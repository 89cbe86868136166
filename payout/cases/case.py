"""What a worked case is, and what is wrong with one that makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from payout.cases.words import number_of
from payout.text import Text

if TYPE_CHECKING:
    from payout.findings import Finding, Place

Row: TypeAlias = Mapping[str, str]


class CaseFaultError(Exception):
    """Case files that cannot be read; `findings` says which rows, and how to mend them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(finding.line("en") for finding in findings))
        self.findings = findings


class FaultyRowError(Exception):
    """One row of a case file makes no sense."""

    def __init__(self, column: str, problem: Text, fix: Text) -> None:
        super().__init__(problem.en)
        self.column, self.problem, self.fix = column, problem, fix


@dataclass(frozen=True)
class TextTable:
    """One input table as text."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Change:
    """One change to the base: `rows` are added, or the cells of the one row that `key` names; none where it goes."""

    text: str
    sign: Literal["", "+", "-"]
    table: str
    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Expectation:
    """One thing that must come out; `wanted` is a value, a subject or nothing, as `kind` has it."""

    kind: Literal["value", "finding", "no finding", "open", "no findings"]
    level: str = ""  # or the code of a finding, or the question of an open point
    key: str = ""  # or the subject
    column: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class Case:
    """One worked case: the base, the changes and parameters that it is run on, and what must come out."""

    name: str
    clause: str
    given: str
    expect: str
    working: str
    why: str
    place: Place
    base: Mapping[str, TextTable]
    changes: tuple[Change, ...]
    sets: tuple[str, ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class CaseResult:
    """How a case came out; `messages` say expected and got, one for each expectation that was not met."""

    case: Case
    messages: tuple[Text, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.messages

    @property
    def clause(self) -> str:
        """The clause that the case shows."""
        return self.case.clause


def faulty_change(change: str, problem: Text, fix: Text) -> FaultyRowError:
    """The fault of one change, which its message quotes."""
    return FaultyRowError("given", Text(f"“{change}”:{problem.zh}", f"{change!r}: {problem.en}"), fix)


def first_number(case: Case) -> Expectation | None:
    """The first number that a case expects: the one that its working comes to."""
    values = (each for each in case.expectations if each.kind == "value")
    return next((each for each in values if number_of(each.wanted) is not None), None)
