"""A policy: its card, parameters, tables, rules and checks, as its folder states them.

`rules.py` of a policy begins with `policy = Policy.load(__file__)` and goes on with decorated functions. A
rule's function is called once, at `build`, with symbols for the columns and parameters that its arguments
name.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from payout.rules.expressions import LanguageError
from payout.rules.levels import Derived, DerivedColumn, Grouped, build_levels
from payout.rules.loading import load_module
from payout.rules.parameters import apply_overlay, apply_set, load_toml, read_parameters, with_statutes
from payout.rules.quota import read_quota
from payout.rules.result import Chart, OutputFile, View
from payout.rules.tables import Table
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.expressions import Operand
    from payout.rules.levels import Level
    from payout.rules.parameters import Parameter
    from payout.rules.quota import QuotaPlan

Body: TypeAlias = "Callable[..., Operand]"
Function = TypeVar("Function", bound=Callable[..., object])
NO_WORDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Rule:
    """One rule as written: the column `name` of `level`, the clause it states, and its body."""

    level: str
    name: str
    clause: str
    label: Text
    measure: str
    body: Body
    note: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names that the body reads."""
        return tuple(inspect.signature(self.body).parameters)


@dataclass(frozen=True)
class Check(Rule):
    """A condition that no row may meet: each row that does is a finding at `column`."""

    severity: str = "error"
    column: str = ""
    expected: Text = NOTHING
    fix: Text = NOTHING


@dataclass(frozen=True)
class Derivation:
    """What makes a derived level, or a column of a table's level.

    The function's arguments name the tables and parameters that it reads.
    """

    target: str  # level, or level.column
    clause: str
    label: Text
    function: Callable[..., object]


@dataclass(frozen=True)
class LevelHandle:
    """What `policy.level(name)` gives: the decorators that put rules and checks on a level."""

    policy: Policy
    name: str

    def rule(
        self,
        *,
        clause: str,
        zh: str,
        measure: str = "",
        en: str = "",
        words: Mapping[str, str] = NO_WORDS,
    ) -> Callable[[Function], Function]:
        """State a rule: the function's name is the column, its arguments are what it reads.

        `words` are the Chinese words of what it gives, identifier → 中文, where its formula has only identifiers.
        """

        def register(body: Function) -> Function:
            label = Text(zh, en or _headline(body))
            self.policy.rules.append(
                Rule(
                    self.name,
                    _name(body),
                    clause,
                    label,
                    measure,
                    body,  # type: ignore[arg-type]
                    _note(body),
                    MappingProxyType(dict(words)),
                )
            )
            return body

        return register

    def check(  # noqa: PLR0913 - keywords of a declaration
        self,
        *,
        clause: str,
        zh: str,
        column: str = "",
        severity: str = "error",
        expected: tuple[str, str] = ("", ""),
        fix: tuple[str, str] = ("", ""),
    ) -> Callable[[Function], Function]:
        """State what no row may be: the body is the condition of a fault.

        Its docstring says the fault in English.
        """

        def register(body: Function) -> Function:
            self.policy.checks.append(
                Check(
                    self.name,
                    _name(body),
                    clause,
                    Text(zh, _headline(body)),
                    "",
                    body,  # type: ignore[arg-type]
                    severity=severity,
                    column=column,
                    expected=Text(*expected),
                    fix=Text(*fix),
                )
            )
            return body

        return register


def _name(body: Callable[..., object]) -> str:
    return getattr(body, "__name__", "rule")


def _headline(body: Callable[..., object]) -> str:
    return (inspect.getdoc(body) or "").partition("\n")[0].rstrip(".")


def _note(body: Callable[..., object]) -> str:
    return (inspect.getdoc(body) or "").partition("\n")[2].strip()


@dataclass(frozen=True)
class Card:
    """`policy.toml`: what the policy is, its clauses, and what its outputs show."""

    id: str
    version: str
    title: Text
    document: Text
    as_of: date
    clauses: tuple[str, ...]
    not_computed: Mapping[str, str]
    views: tuple[View, ...]
    files: tuple[OutputFile, ...]
    quota: QuotaPlan | None = None
    statutes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A policy as its folder states it.

    `rules`, `checks` and `derivations` fill while its `rules.py` is imported.
    """

    folder: Path
    card: Card
    parameters: Mapping[str, Parameter]
    tables: tuple[Table, ...]
    levels: Mapping[str, Level]
    rules: list[Rule] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    derivations: list[Derivation] = field(default_factory=list)

    @classmethod
    def load(cls, file: str | Path) -> Policy:
        """Read policy.toml, parameters.toml and tables.py beside `file` (a policy's `rules.py`)."""
        folder = Path(file).parent
        card = _read_card(folder / "policy.toml")
        declared = load_module(folder, "tables")
        values = tuple(vars(declared).values())
        tables = tuple(value for value in values if isinstance(value, Table))
        grouped = tuple(value for value in values if isinstance(value, Grouped))
        derived = tuple(value for value in values if isinstance(value, Derived))
        added = tuple(value for value in values if isinstance(value, DerivedColumn))
        parameters = with_statutes(
            read_parameters(folder / "parameters.toml", card.as_of), card.statutes, card.as_of
        )
        return cls(folder, card, parameters, tables, build_levels(tables, grouped, derived, added))

    def level(self, name: str) -> LevelHandle:
        """Give the handle of a level, to put rules on it."""
        if name not in self.levels:
            raise LanguageError(f"no level is named {name}; tables.py declares {', '.join(self.levels)}")
        return LevelHandle(self, name)

    def derive(self, target: str, *, clause: str, zh: str) -> Callable[[Function], Function]:
        """State how a derived level or column is made of tables and parameters.

        The function of a level gives a DataFrame, that of a column (`level.column`) an array.
        """

        def register(function: Function) -> Function:
            self.derivations.append(Derivation(target, clause, Text(zh, _headline(function)), function))
            return function

        return register

    def changed(self, *, overlays: tuple[Path, ...] = (), sets: tuple[str, ...] = ()) -> Policy:
        """Give the policy with other values in force: overlay files first, then `name=value` texts."""
        parameters = dict(self.parameters)
        for path in overlays:
            parameters = apply_overlay(parameters, path, self.card.id)
        for assignment in sets:
            parameters = apply_set(parameters, assignment)
        return replace(self, parameters=parameters)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the policy's files and the parameter values in force.

        Equal digests compute equally.
        """
        whole = hashlib.sha256()
        for path in sorted(self.folder.glob("*")):
            if path.suffix in {".py", ".toml"}:
                whole.update(f"{path.name}\0".encode() + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        for name, parameter in sorted(self.parameters.items()):
            whole.update(f"{name}={parameter.shown}\0".encode())
        return whole.hexdigest()


CARD = ("id", "version", "zh", "document", "as_of", "clauses")
SHEET = ("zh", "level", "columns")
FILE = ("name", "level", "first")
CHART = ("kind", "x", "y")


def _read_card(path: Path) -> Card:
    content = load_toml(path)
    _refuse_unknown(content, {"policy", "not_computed", "sheet", "file", "quota"}, "the file")
    entry = content.get("policy")
    if not isinstance(entry, dict):
        raise LanguageError("policy.toml: the table [policy] is missing")
    lacking = [name for name in CARD if name not in entry]
    _refuse_unknown(entry, {*CARD, "en", "document_en", "statutes"}, "[policy]")
    if lacking:
        raise LanguageError(f"policy.toml: [policy] lacks {', '.join(lacking)}")
    if not isinstance(entry["as_of"], date):
        raise LanguageError("policy.toml: as_of is a day such as 2012-12-31, without quotes")
    return Card(
        id=entry["id"],
        version=entry["version"],
        title=Text(entry["zh"], str(entry.get("en", entry["zh"]))),
        document=Text(entry["document"], str(entry.get("document_en", entry["document"]))),
        as_of=entry["as_of"],
        clauses=tuple(entry["clauses"]),
        not_computed=dict(content.get("not_computed", {})),  # type: ignore[call-overload]
        views=tuple(_view(row) for row in content.get("sheet", ())),  # type: ignore[attr-defined]
        files=tuple(_file(row) for row in content.get("file", ())),  # type: ignore[attr-defined]
        quota=read_quota(content.get("quota")),
        statutes=tuple(entry.get("statutes", ())),
    )


def _view(row: Mapping[str, object]) -> View:
    more = {"en", "where", "group", "order", "totals", "signature", "note", "note_en", "chart"}
    _refuse_unknown(row, {*SHEET, *more}, "[[sheet]]", SHEET)
    return View(
        title=Text(str(row["zh"]), str(row.get("en", row["zh"]))),
        level=str(row["level"]),
        columns=tuple(row["columns"]),  # type: ignore[arg-type]
        where=str(row.get("where", "")),
        group=str(row.get("group", "")),
        order=tuple(row.get("order", ())),  # type: ignore[arg-type]
        totals=tuple(row.get("totals", ())),  # type: ignore[arg-type]
        signature=bool(row.get("signature", False)),
        note=Text(str(row.get("note", "")), str(row.get("note_en", row.get("note", "")))),
        chart=_chart(row["chart"], grouped="group" in row) if "chart" in row else None,
    )


def _chart(row: object, *, grouped: bool) -> Chart:
    if not isinstance(row, dict):
        raise LanguageError("policy.toml: a sheet's chart is a table, [sheet.chart]")
    _refuse_unknown(row, {*CHART, "by"}, "[sheet.chart]", CHART)
    kind, y, by = row["kind"], tuple(row["y"]), str(row.get("by", ""))
    if kind not in {"line", "column"}:
        raise LanguageError(f'policy.toml: [sheet.chart] kind is "line" or "column", not {kind!r}')
    if not y or isinstance(row["y"], str) or (by and len(y) > 1):
        raise LanguageError("policy.toml: [sheet.chart] y is a list of columns; with by, of one")
    if grouped and not by:
        raise LanguageError(
            "policy.toml: [sheet.chart] of a sheet with group needs by: subtotals stand between its rows"
        )
    return Chart(kind, str(row["x"]), y, by)


def _file(row: Mapping[str, object]) -> OutputFile:
    _refuse_unknown(row, {*FILE, "total", "total_may_be_missing"}, "[[file]]", FILE)
    total, missing = str(row.get("total", "")), bool(row.get("total_may_be_missing", False))
    return OutputFile(str(row["name"]), str(row["level"]), tuple(row["first"]), total, missing)  # type: ignore[arg-type]


def _refuse_unknown(
    row: Mapping[str, object], known: set[str], where: str, needed: tuple[str, ...] = ()
) -> None:
    lacking = [name for name in needed if name not in row]
    if lacking:
        raise LanguageError(f"policy.toml: {where} lacks {', '.join(lacking)}")
    unknown = sorted(set(row) - known)
    if unknown:
        raise LanguageError(
            f"policy.toml: {where} does not know {', '.join(unknown)}; it knows {', '.join(sorted(known))}"
        )
