"""A policy: its card, parameters, tables and levels as its folder declares them, its rules and checks as they were stated.

`rules.py` of a policy begins with `policy = Policy.load(__file__)` and goes on with statements in sections of clauses; what no
row may be stands in `checks.py`. Both are imported once, by `loading`.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from payout.rules.language.statements import Check, Doubt, Rule, Section, Stated
from payout.rules.language.symbols import LevelSymbol, ParameterSymbols
from payout.rules.policy.card import read_card
from payout.rules.policy.declared import changed_values, digest_of, files_of, values_of
from payout.rules.policy.importing import load_module
from payout.rules.policy.levels import build_levels, paths_up
from payout.rules.policy.limits import checks_of_columns
from payout.rules.policy.tables import Derived, DerivedColumn, Grouped, Shared, Table
from payout.rules.tree import LanguageError
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from payout.rules.policy.card import Card
    from payout.rules.policy.declared import Files
    from payout.rules.policy.levels import Level
    from payout.rules.policy.overlays import Overlay
    from payout.rules.policy.parameters import Parameter
    from payout.rules.policy.variants import Variant


@dataclass(frozen=True)
class Derivation:
    """What makes a derived level, or a column of a table's level: a plain function of tables and parameters."""

    target: str  # level, or level.column
    clause: str
    function: Callable[..., object]
    shared: Mapping[str, Callable[..., object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is no function."""
        if not callable(self.function):
            raise LanguageError(f"{self.target}: by= is the function that derives it, not {self.function!r}")

    @property
    def reads(self) -> tuple[str, ...]:
        """The tables and parameters that its arguments name, or that what it shares with others reads."""
        named = arguments_of(self.function)
        read = (arguments_of(self.shared[name]) if name in self.shared else (name,) for name in named)
        return tuple(dict.fromkeys(chain.from_iterable(read)))


def _shared(declared: Iterable[object], taken: set[str]) -> dict[str, Callable[..., object]]:
    """What derivations share, by the name by which they ask for it. Raises LanguageError for a name that is taken."""
    found: dict[str, Callable[..., object]] = {}
    for one in declared:
        if isinstance(one, Shared):
            if one.name in taken or one.name in found:
                raise LanguageError(
                    f"{one.name} is a table already, or a parameter, or shared twice: give it another name"
                )
            found[one.name] = Derivation(one.name, "", one.by).function
    return found


def arguments_of(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of a function's arguments."""
    return tuple(inspect.signature(function).parameters)


@dataclass(frozen=True, eq=False)
class Policy:
    """A policy, itself alone. `rules`, `checks` and `sections` fill while its `rules.py` and `checks.py` are imported."""

    folder: Path
    card: Card
    parameters: Mapping[str, Parameter]
    tables: tuple[Table, ...]
    levels: Mapping[str, Level]
    derivations: tuple[Derivation, ...] = ()
    shared: Mapping[str, Callable[..., object]] = field(
        default_factory=dict
    )  # what derivations read together
    rules: list[Rule] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    files: Files = ()  # of its folder, as they were when it was loaded
    variant: Variant | None = None  # where it is a structural change of another policy
    anew: frozenset[tuple[str, str]] = frozenset()  # the rules and checks that a variant states itself
    _open: list[Section] = field(default_factory=list)  # the sections under way, the innermost last

    @classmethod
    def load(cls, file: str | Path) -> Policy:
        """Read policy.toml, parameters.toml and tables.py beside `file` (a policy's `rules.py`)."""
        folder = Path(file).parent
        files = files_of(folder)
        card = read_card(folder / "policy.toml")
        declared = tuple(vars(load_module(folder, "tables")).values())
        tables = tuple(value for value in declared if isinstance(value, Table))
        grouped = tuple(value for value in declared if isinstance(value, Grouped))
        derived = tuple(value for value in declared if isinstance(value, Derived))
        added = tuple(value for value in declared if isinstance(value, DerivedColumn))
        parameters = values_of(folder, card)
        levels = build_levels(tables, grouped, derived, added)
        shared = _shared(declared, {*(table.name for table in tables), *parameters})
        made = [Derivation(one.level, one.clause, one.by, shared) for one in derived]
        made += [
            Derivation(f"{one.level}.{one.column.name}", one.column.clause, one.by, shared) for one in added
        ]
        found = cls(
            folder,
            card,
            parameters,
            tables,
            levels,
            tuple(made),
            shared=shared,
            checks=list(checks_of_columns(tables)),
            files=files,
        )
        found.tables_named(card.expects)
        return found

    def tables_named(self, words: Iterable[str]) -> tuple[str, ...]:
        """The identifiers of tables by identifier or Chinese name. Raises LanguageError for what names none."""
        known = {word.casefold(): table.name for table in self.tables for word in (table.name, table.zh)}
        wanted = {word: known.get(word.strip().casefold()) for word in words}
        unknown = next((word for word, name in wanted.items() if name is None), None)
        if unknown is not None:
            names = ", ".join(f"{table.name} ({table.zh})" for table in self.tables)
            labels = "、".join(table.zh for table in self.tables)
            raise LanguageError(
                f"no table is named {unknown}; there are {names}", f"没有名为“{unknown}”的表;有 {labels}"
            )
        return tuple(dict.fromkeys(name for name in wanted.values() if name is not None))

    @property
    def p(self) -> ParameterSymbols:
        """The parameters as symbols: `p.county_average`."""
        return ParameterSymbols(self.parameters)

    @property
    def year(self) -> Parameter | None:
        """The parameter that says which year is appraised, where a policy has one: the one count of the measure year."""
        years = [one for one in self.parameters.values() if one.kind == "count" and one.measure == "year"]
        return years[0] if len(years) == 1 else None

    def symbols(self, *names: str) -> tuple[LevelSymbol, ...]:
        """Levels as symbols, in the order in which they are named."""
        unknown = next((name for name in names if name not in self.levels), None)
        if unknown is not None:
            raise LanguageError(f"no level is named {unknown}; tables.py declares {', '.join(self.levels)}")
        above = {name: frozenset(paths_up(self.levels, name)) for name in self.levels}
        return tuple(LevelSymbol((name,), above, self._state) for name in names)

    @contextmanager
    def clause(self, cited: str, says: str = "") -> Iterator[None]:
        """A section: the clause that its statements cite, and what it says in our own words (中文 | English)."""
        zh, _, en = (part.strip() for part in says.partition("|"))
        section = Section(cited, Text(zh, en or zh))
        self.sections.append(section)
        self._open.append(section)
        try:
            yield
        finally:
            self._open.pop()

    def _state(self, level: str, name: str, stated: object) -> None:
        """Take a statement: `level.name = …`."""
        cited = self._open[-1].clause if self._open else ""
        if self._open:
            self._open[-1].stated.append((level, name))
        match stated:
            case Stated():
                self.rules.append(
                    Rule(
                        level, name, stated.clause or cited, stated.label, stated.measure, stated.formula, stated.kind,
                        stated.note, stated.words,
                    )
                )  # fmt: skip
            case Doubt():
                self.checks.append(
                    Check(
                        level, name, stated.clause or cited, stated.label, "", stated.condition, file="checks.py",
                        severity=stated.severity, column=stated.at, expected=stated.expected, fix=stated.fix,
                        made_of=stated.made_of,
                    )
                )  # fmt: skip
            case _:
                raise LanguageError(
                    f"{level}.{name} = …: say what it is, yuan(…), points(…), flag(…), or refused(…): a label and a formula"
                )

    def answers_for(self, key: tuple[str, str]) -> bool:
        """Whether a rule or check is of its own files; a variant inherits the rest."""
        return self.variant is None or key in self.anew

    def changed(self, *, overlays: tuple[Overlay, ...] = (), sets: tuple[str, ...] = ()) -> Policy:
        """The policy with other values in force: overlays first, then `name=value` texts."""
        if not overlays and not sets:
            return self
        return replace(self, parameters=changed_values(self.parameters, self.card, overlays, sets))

    def unchanged(self) -> Policy:
        """The policy with its own values in force."""
        own = {name: one.unchanged() for name, one in self.parameters.items()}
        return replace(self, parameters=own)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the policy's files and the values in force. Equal digests compute equally."""
        return digest_of(self.files, self.parameters)
