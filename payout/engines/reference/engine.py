"""The reference engine: every rule over all rows of its level at once, exactly. It is the oracle of every other engine.

Nothing is rounded that does not say so.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from payout.engines.reference import together
from payout.engines.reference.amounts import AMOUNTS, worked_out_above
from payout.engines.reference.data import arrange, no_rows
from payout.engines.reference.decisions import collected
from payout.engines.reference.given import decided
from payout.engines.reference.guard import refuse_zero_divisors, zero_divisors
from payout.engines.reference.run import FILTER_FROM, Run
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import TypeAlias

    from payout.engines.reference.decisions import Asked
    from payout.engines.reference.run import Engine
    from payout.engines.reference.values import Flags, Rows
    from payout.rules.compiled.compiled import Built, CompiledPolicy, Key
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.tree import Node

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
    if compute is None and together.are_worthwhile(run):
        rules = enumerate(run.compiled.rules)
        together.work_out(run, [place for place, built in rules if only is None or built.key in only], column)
        return run
    for built, last_read in zip(run.compiled.rules, run.compiled.last_read, strict=True):
        if only is None or built.key in only:
            found = column(run, built, last_read) if compute is None else compute(run, built)
            run.data[built.rule.level].keep(built.rule.name, found)
        for node in last_read:
            run.memo.pop(node, None)
        run.forget_groups()
    return run


def computed(compiled: CompiledPolicy, tables: Mapping[str, CheckedTable]) -> Run:
    """A policy over checked tables, every rule computed. Raises RuleFault."""
    return finish(begun(compiled, tables))


MANY_ROWS = 20_000  # below them steps take no memory worth an eighth of the time of the rules


def column(run: Run, built: Built, last_read: Collection[Node] = ()) -> Rows:
    """One rule, or the condition of one check, for every row of its level. Raises RuleFault.

    `last_read`: the steps of it that nothing else will read; of many rows none of them is kept longer than the formula itself needs it.
    """
    size = run.data[built.rule.level].size
    try:
        many = max(data.size for data in run.data.values()) >= MANY_ROWS
        zeros = worked_out(run, built.node, last_read) if last_read and many else None
        rows = run.rows(built.node, size)
        if built.quotients:
            found = zero_divisors(run, run.rests_on(built.node, set())) if zeros is None else zeros
            refuse_zero_divisors(run, built.node, found)
    except (LanguageError, ValueError) as error:
        raise RuleFault(f"{built.rule.level}.{built.rule.name}", built.rule.clause, str(error)) from error
    return rows


def worked_out(run: Run, node: Node, last_read: Collection[Node]) -> dict[Node, Flags]:
    """Work out a formula, operands first; give its quotients that have a zero divisor, and where.

    A step that is `last_read` here is forgotten behind its last reader: of a million people each is some ten megabytes. Where a
    divisor is zero all is kept from there on, for what needs it is read again.
    """
    reads = _reads(run, node)
    unread = Counter(operand for operands in reads.values() for operand in operands)
    zeros: dict[Node, Flags] = {}
    for step, operands in reads.items():
        run.value(step)
        zeros |= zero_divisors(run, [step])
        for operand in operands:
            unread[operand] -= 1
            if not unread[operand] and operand in last_read and not zeros:
                run.memo.pop(operand, None)
    return zeros


def _reads(run: Run, node: Node) -> dict[Node, tuple[Node, ...]]:
    """The steps of a formula, operands first, and what each reads: nothing where it is worked out for the row above."""
    found: dict[Node, tuple[Node, ...]] = {}

    def walk(step: Node) -> None:
        if step not in found:
            above = worked_out_above(run, step)
            operands = () if above else tuple(dict.fromkeys(run.in_force(step)))
            for operand in operands:
                walk(operand)
            found[step] = operands

    walk(node)
    return found


def asked_of_people(run: Run) -> Asked:
    """What people were asked: open points, and what holds because nobody decided."""
    return collected(run, (*run.compiled.rules, *run.compiled.checks))
