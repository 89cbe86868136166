"""A batch computed once, and again under mutants: only what a change reaches is computed anew.

A column is computed again where its rule was changed, or where it reads a column that came out otherwise; where nothing that
can be seen came out otherwise, no more is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from payout.engines.pools import uneven_pools
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.engine import asked_of_people, begun, column, finish
from payout.engines.reference.given import decided
from payout.engines.reference.run import Run
from payout.engines.reference.values import holds, numbers
from payout.findings import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.cases.mutants import Mutant
    from payout.engines.reference.data import LevelData
    from payout.engines.reference.values import Rows
    from payout.intake import Intake
    from payout.rules.compiled.compiled import Built, BuiltCheck, CompiledPolicy, Key
    from payout.rules.policy.card import OutputFile


Wanted: TypeAlias = "Callable[[BuiltCheck], bool]"  # the checks whose findings matter to who looks


@dataclass(frozen=True)
class Replay:
    """A batch as it was read and computed under a policy."""

    ready: CompiledPolicy
    intake: Intake
    run: Run
    _known: dict[Key, Rows] = field(default_factory=dict)

    @classmethod
    def of(cls, ready: CompiledPolicy, intake: Intake) -> Replay:
        """Compute a batch. Raises RuleFault where a rule breaks on it."""
        return cls(ready, intake, finish(begun(ready, intake.tables)))

    def under(self, mutant: Mutant, ready: CompiledPolicy) -> tuple[Run, set[Key]]:
        """The run of a mutant, `ready` the policy with it, and the columns that came out otherwise. Raises RuleFault."""
        if self.is_anew(mutant):
            return self._anew(ready)
        run = Run(ready, self._rows(), AMOUNTS, decided(self.intake.tables))
        changed: set[Key] = set()
        for built in ready.rules:
            if _reaches(mutant, built, changed):
                level, name = built.key
                run.memo = {}
                rows = column(run, built)
                if not same(rows, self.run.data[level].columns[name]):
                    run.data[level].columns[name] = rows
                    changed.add(built.key)
        run.memo = {}
        return run, changed

    def is_anew(self, mutant: Mutant) -> bool:
        """Whether a mutant changes what levels hold before any rule."""
        return mutant.varied is not None and mutant.subject in self.derived_from

    def _rows(self) -> dict[str, LevelData]:
        return {name: replace(one, columns=dict(one.columns)) for name, one in self.run.data.items()}

    def _anew(self, ready: CompiledPolicy) -> tuple[Run, set[Key]]:
        """A parameter that derivations read may change any level: all is computed again."""
        run = finish(begun(ready, self.intake.tables))
        return run, {built.key for built in ready.rules}

    @cached_property
    def derived_from(self) -> frozenset[str]:
        """The parameters that derivations read."""
        return frozenset(name for one in self.ready.policy.derivations for name in one.reads)

    def tells_otherwise(self, run: Run, mutant: Mutant, changed: set[Key], wanted: Wanted) -> bool:
        """Whether findings that are wanted, or open points, may be others in a mutant's run. Raises RuleFault."""
        if errors(self.intake.findings):
            return True
        checks = (one for one in run.compiled.checks if wanted(one) and _reaches(mutant, one, changed))
        if any(not same(column(run, one), self._flags(one)) for one in checks):
            return True
        if self._may_ask_otherwise(mutant, changed) and self._asked(run) != self._asked_before:
            return True
        files = [one for one in run.compiled.policy.card.files if one.total]
        if any(mutant.subject in one.usual for one in files):
            return True
        return any(self._paid_otherwise(run, one) for one in files if (one.level, one.total) in changed)

    def _may_ask_otherwise(self, mutant: Mutant, changed: set[Key]) -> bool:
        """Whether a change reaches what people are asked, or a pool that is shared out."""
        rules = (*self.ready.rules, *self.ready.checks)
        return any(one.asks and (one.key in changed or _reaches(mutant, one, changed)) for one in rules)

    def _asked(self, run: Run) -> tuple[frozenset[object], ...]:
        """What is open, what was asked at all, and which pools are uneven."""
        asked, tables = asked_of_people(run), self.intake.tables
        uneven = frozenset((one.subject, one.column) for one in uneven_pools(run, tables))
        return frozenset((one.question, one.subject) for one in asked.open), frozenset(asked.answers), uneven

    @cached_property
    def _asked_before(self) -> tuple[frozenset[object], ...]:
        return self._asked(self.run)

    def _flags(self, check: BuiltCheck) -> Rows:
        """Which rows met a check's condition, as the policy has it."""
        found = self._known.get(check.key)
        if found is None:
            own = next(one for one in self.ready.checks if one.key == check.key)
            found = self._known[check.key] = column(self.run, own)
            self.run.memo = {}
        return found

    def _paid_otherwise(self, run: Run, file: OutputFile) -> bool:
        """Whether other rows are paid nothing known, or below nothing, or beyond what is usual."""
        if file.usual:
            return True
        size = run.data[file.level].size
        new, old = (numbers(one.data[file.level].columns[file.total], size) for one in (run, self.run))
        below, was_below = (holds(one < 0, size) for one in (new, old))
        return not (np.array_equal(new.isna(), old.isna()) and np.array_equal(below, was_below))


def _reaches(mutant: Mutant, built: Built, changed: set[Key]) -> bool:
    return _is_touched(mutant, built) or not changed.isdisjoint(built.reads)


def _is_touched(mutant: Mutant, built: Built) -> bool:
    """Whether a mutant changes a rule itself, or a value that it reads."""
    if mutant.built is not None:
        return mutant.built.key == built.key
    return mutant.subject in built.parameters


def same(one: Rows, other: Rows) -> bool:
    """Whether two columns say the same of every row."""
    return pd.Series(one).equals(pd.Series(other))
