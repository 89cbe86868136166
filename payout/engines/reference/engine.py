"""The reference engine: every rule over all rows of its level at once, exactly. It is the oracle of every other engine.

Nothing is rounded that does not say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.data import arrange, no_rows
from payout.engines.reference.decisions import collected
from payout.engines.reference.given import decided
from payout.engines.reference.guard import refuse_zero_divisors
from payout.engines.reference.run import FILTER_FROM, Run
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import TypeAlias

    from payout.engines.reference.decisions import Asked
    from payout.engines.reference.run import Engine
    from payout.engines.reference.values import Rows
    from payout.rules.compiled.compiled import Built, CompiledPolicy, Key
    from payout.rules.policy.checked import CheckedTable

    Compute: TypeAlias = Callable[[Run, Built], Rows]


class RuleFault(Exception):  # noqa: N818 - a fault of the policy, not an error of the program
    """A rule cannot be computed for some rows: a fault of the policy or of what it assumes of the data."""

    def __init__(self, rule: str, clause: str, message: str) -> None:
        super().__init__(f"{rule} (clause {clause}): {message}")


def begun(compiled: CompiledPolicy, tables: Mapping[str, CheckedTable], engine: Engine = "reference") -> Run:
    """A run over checked tables, its levels arranged; nothing is computed yet."""
    return Run(
        compiled, arrange(compiled.policy, tables), AMOUNTS, decided(tables), filter_from=FILTER_FROM[engine]
    )


def without_rows(compiled: CompiledPolicy) -> Run:
    """A run over nothing: what stands in for one that could not begin."""
    return Run(compiled, no_rows(compiled.policy), AMOUNTS)


def finish(run: Run, compute: Compute | None = None, only: Collection[Key] | None = None) -> Run:
    """Compute every rule of a run in order, or those alone that are named. Raises RuleFault.

    A step that several rules share is kept until the last of them has it. `compute`: what gives a rule's column, where that may be
    known already.
    """
    for built, last_read in zip(run.compiled.rules, run.compiled.last_read, strict=True):
        if only is None or built.key in only:
            run.data[built.rule.level].columns[built.rule.name] = (compute or column)(run, built)
        for node in last_read:
            run.memo.pop(node, None)
        run.forget_groups()
    return run


def computed(compiled: CompiledPolicy, tables: Mapping[str, CheckedTable]) -> Run:
    """A policy over checked tables, every rule computed. Raises RuleFault."""
    return finish(begun(compiled, tables))


def column(run: Run, built: Built) -> Rows:
    """One rule, or the condition of one check, for every row of its level. Raises RuleFault."""
    size = run.data[built.rule.level].size
    try:
        rows = run.rows(built.node, size)
        if built.quotients:
            refuse_zero_divisors(run, built.node, np.ones(run.size(built.node), dtype=bool))
    except (LanguageError, ValueError) as error:
        raise RuleFault(f"{built.rule.level}.{built.rule.name}", built.rule.clause, str(error)) from error
    return rows


def asked_of_people(run: Run) -> Asked:
    """What people were asked: open points, and what holds because nobody decided."""
    return collected(run, (*run.compiled.rules, *run.compiled.checks))
