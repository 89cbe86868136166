"""Runs of like policies over the same tables: what is equal in two of them is computed once.

A column is equal in two runs where its formula is, under the values and readings in force, the columns that it reads are, and the
rows that it stands on are. What is equal is decided by what is said, never by what came out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.data import arrange
from payout.engines.reference.engine import column, finish
from payout.engines.reference.given import decided
from payout.engines.reference.run import FILTER_FROM, Run
from payout.rules.tree import ColumnValue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from payout.engines.reference.data import LevelData
    from payout.engines.reference.values import Rows
    from payout.rules.compiled.compiled import Built, CompiledPolicy, Key
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy

What: TypeAlias = "tuple[object, ...]"
Tables: TypeAlias = "Mapping[str, CheckedTable]"

MADE_ANEW = (
    "rules.py",
    "checks.py",
    "parameters.toml",
    "policy.toml",
)  # what does not decide what levels hold


def code_of_levels(policy: Policy) -> tuple[object, ...]:
    """What decides the levels of a policy before any rule: its files but rules, checks, values and outputs."""
    return tuple(one for one in policy.files if one[0] not in MADE_ANEW and not one[0].startswith("variant/"))


@dataclass
class SharedRuns:
    """Runs over tables, each level arranged and each column computed once. `computed` counts columns, `taken` those shared."""

    levels: dict[What, tuple[int, Tables, dict[str, LevelData]]] = field(default_factory=dict)
    columns: dict[What, tuple[int, Rows]] = field(default_factory=dict)
    computed: int = 0
    taken: int = 0

    def run(self, compiled: CompiledPolicy, tables: Tables, only: Collection[Key] | None = None) -> Run:
        """A policy over tables, its rules computed, or those alone that are named. Raises RuleFault."""
        rows, data = self._levels(compiled, tables)
        known: dict[Key, int] = {}

        def shared(run: Run, built: Built) -> Rows:
            known[built.key], found = self._column(run, built, rows, known)
            return found

        run = Run(compiled, data, AMOUNTS, decided(tables), filter_from=FILTER_FROM["fast"])
        return finish(run, shared, only)

    def _levels(self, compiled: CompiledPolicy, tables: Tables) -> tuple[int, dict[str, LevelData]]:
        """Levels of these tables, without any rule, and the number by which they are known."""
        policy = compiled.policy
        read = {name for derivation in policy.derivations for name in derivation.reads}
        values = tuple(
            (name, policy.parameters[name].shown) for name in sorted(read & set(policy.parameters))
        )
        what = (
            code_of_levels(policy),
            values,
            tuple((name, id(table)) for name, table in sorted(tables.items())),
        )
        if what not in self.levels:
            self.levels[what] = (len(self.levels), dict(tables), arrange(policy, tables))
        number, _, data = self.levels[what]
        return number, {name: replace(one, columns=dict(one.columns)) for name, one in data.items()}

    def _column(self, run: Run, built: Built, rows: int, known: Mapping[Key, int]) -> tuple[int, Rows]:
        """A rule's column, and the number by which it is known."""
        parts = list(run.rests_on(built.node, set()))
        reads = {(part.level, part.name) for part in parts if isinstance(part, ColumnValue)}
        named = {part.parameter for part in parts if part.parameter}
        what = (
            rows,
            built.rule.level,
            built.node,
            tuple((name, run.compiled.policy.parameters[name].shown) for name in sorted(named)),
            tuple((key, known[key]) for key in sorted(reads & known.keys())),
        )
        if what in self.columns:
            self.taken += 1
        else:
            self.computed += 1
            self.columns[what] = (len(self.columns), column(run, built))
        return self.columns[what]
