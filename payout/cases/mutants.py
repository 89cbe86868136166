"""The small changes of a policy that some case ought to notice: of every number, reading, comparison and bound.

A mutant of a rule is the rule with one node another; what cannot stand (kinds that do not fit, other words) is no mutant.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from payout.rendering.words import MODES, Writer
from payout.rules.compiled.lint_parameters import parameter_faults
from payout.rules.policy.varying import readings, reworded, stepped
from payout.rules.tree import (
    Aggregate,
    Allocate,
    Arithmetic,
    Band,
    Choose,
    ColumnValue,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    LanguageError,
    Logic,
    Lookup,
    Not,
    ParameterValue,
    Rank,
    Reading,
    Round,
    Rows,
    Through,
    Up,
    When,
    YearOf,
    walk,
)
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from payout.rules.compiled.compiled import Built, CompiledPolicy
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.varying import Varied
    from payout.rules.tree import Node

LONGEST = 96  # characters of a formula that name it
TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
SWAPPED = {"+": "-", "-": "+", "&": "|", "|": "&", "least": "greatest", "greatest": "least"}
OTHER_KIND = {
    "total": "mean",
    "mean": "total",
    "highest": "lowest",
    "lowest": "highest",
    "count": "count_distinct",
    "count_distinct": "count",
}
OTHER_MODE = {"half_up": ("down", "half_even"), "floor": ("ceiling",), "ceiling": ("floor",)}


@dataclass(frozen=True)
class Mutant:
    """A policy with one thing another: a rule or check (`built`), or a value (`varied`). `key` names it, the same in every run."""

    key: str
    subject: str
    clause: str
    told: Text
    built: Built | None = None
    varied: Varied | None = None

    def compiled(self, ready: CompiledPolicy) -> CompiledPolicy:
        """A policy that is ready to run, with the rule or check that was changed."""
        if self.built is None:
            return ready
        key, built = self.built.key, self.built
        if any(one.key == key for one in ready.rules):
            return replace(ready, rules=tuple(built if one.key == key else one for one in ready.rules))
        checks = tuple(replace(one, node=built.node) if one.key == key else one for one in ready.checks)
        return replace(ready, checks=checks)


@dataclass(frozen=True)
class Mutants:
    """All mutants of a policy, and how many were thought of that cannot stand."""

    made: tuple[Mutant, ...]
    impossible: int


def mutants_of(ready: CompiledPolicy) -> Mutants:
    """The mutants of a policy: its values, then its rules in their order, then what `checks.py` states."""
    rules = [*ready.rules, *(one for one in ready.checks if one.rule.file == "checks.py")]
    values, unfit = _of_values(ready.policy)
    made, refused = list(values), unfit
    for built in rules:
        if ready.policy.answers_for(built.key):
            found, broken = _of_rule(ready, built)
            made, refused = [*made, *found], refused + broken
    return Mutants(_told_apart(made), refused)


def _told_apart(made: Iterable[Mutant]) -> tuple[Mutant, ...]:
    """Number those whose words are the same."""
    seen: Counter[str] = Counter()
    found = []
    for one in made:
        seen[one.key] += 1
        again = seen[one.key]
        found.append(one if again == 1 else replace(one, key=f"{one.key} #{again}"))
    return tuple(found)


# ---- values --------------------------------------------------------------------------------------


def _of_values(policy: Policy) -> tuple[list[Mutant], int]:
    """Each number a little up and down, each word another, each other reading; the year is none of the policy's own."""
    made, refused = [], 0
    for parameter in policy.parameters.values():
        if parameter is not policy.year:
            for varied in (*readings(parameter), *stepped(parameter), *reworded(parameter)):
                if varied.refused.en or _faulty(policy, varied):
                    refused += 1
                else:
                    made.append(_of_value(varied))
    return made, refused


def _faulty(policy: Policy, varied: Varied) -> bool:
    known = {(one.code, one.subject) for one in parameter_faults(policy)}
    return any((one.code, one.subject) not in known for one in parameter_faults(varied.applied(policy)))


def _of_value(varied: Varied) -> Mutant:
    label = varied.label
    entry = f" {varied.entry}" if varied.entry else ""
    told = Text(
        f"{label.zh}{entry}:{varied.before} 改为 {varied.after}",
        f"{label.en}{entry}: {varied.before} becomes {varied.after}",
    )
    key = f"{varied.name}: {varied.before} -> {varied.after}"
    return Mutant(key, varied.parameter.name, varied.parameter.clause, told, varied=varied)


# ---- rules ---------------------------------------------------------------------------------------


def _of_rule(ready: CompiledPolicy, built: Built) -> tuple[list[Mutant], int]:
    """The mutants of one rule or check."""
    made, refused = [], 0
    # names of mutants are copied into lists that are kept: options as files have them
    writers = Writer(ready, "zh", codes=True), Writer(ready, "en", codes=True)
    for node in walk(built.node):
        for make, words in CHANGES[node](node):
            changed = _changed(built, node, make)
            if changed is None:
                refused += 1
                continue
            told = _in_words(node, words, writers)
            name = ".".join(built.key)
            made.append(Mutant(f"{name}: {told.en}", name, built.rule.clause, told, built=changed))
    return made, refused


def _in_words(node: Node, words: Text, writers: tuple[Writer, Writer]) -> Text:
    zh, en = (_shortened(writer.write(node)) for writer in writers)
    return Text(f"“{zh}”{words.zh}", f"“{en}” {words.en}")


def _shortened(formula: str) -> str:
    """A formula of many branches by its beginning and its end."""
    return formula if len(formula) <= LONGEST else f"{formula[: LONGEST // 2]} … {formula[-LONGEST // 2 :]}"


def _changed(built: Built, node: Node, make: Callable[[], Node]) -> Built | None:
    """A rule with a node replaced; None where that cannot stand, or gives what the column's readers do not know."""
    try:
        new = replaced(built.node, node, make())
    except LanguageError:
        return None
    old = built.node.schema
    same = (new.schema.kind, new.schema.options) == (old.kind, old.options)
    return replace(built, node=new) if same and new != built.node else None


def replaced(root: Node, old: Node, new: Node) -> Node:
    """A formula with a node replaced wherever it stands. Raises LanguageError where the whole does not fit together then."""
    if root == old:
        return new
    change: dict[Node, Node | None] = {}
    for operand in root.operands:
        other = replaced(operand, old, new)
        if other is not operand:
            change[operand] = other
    return root.with_operands(change) if change else root


ChangesOf: TypeAlias = "Callable[[Node], Iterable[tuple[Callable[[], Node], Text]]]"
ALWAYS, NEVER = Constant(value=True), Constant(value=False)


def _becomes(zh: str, en: str) -> Text:
    return Text(f"改为 {zh}", f"becomes {en}")


def _none(_node: Node) -> Iterator[tuple[Callable[[], Node], Text]]:
    """Nothing of a node itself is changed: its value is a column's, a parameter's, or only handed on."""
    yield from ()


def _with(node: Node, **slots: Any) -> Callable[[], Node]:
    """Make a node anew with other slots, once it is asked for: it may not fit together."""
    return lambda: replace(node, **slots)


def _compare(node: Compare) -> Iterator[tuple[Callable[[], Node], Text]]:
    turned = TURNED[node.op]
    yield _with(node, op=turned), _becomes(turned, turned)


def _logic(node: Logic) -> Iterator[tuple[Callable[[], Node], Text]]:
    zh, en = {"&": ("或", "or"), "|": ("且", "and")}[node.op]
    yield _with(node, op=SWAPPED[node.op]), _becomes(zh, en)
    yield lambda: node.left, Text("只看前一半", "of its first half alone")
    yield lambda: node.right, Text("只看后一半", "of its second half alone")


def _not(node: Not) -> Iterator[tuple[Callable[[], Node], Text]]:
    yield lambda: node.operand, Text("不再取反", "is not turned round")


def _arithmetic(node: Arithmetic) -> Iterator[tuple[Callable[[], Node], Text]]:
    if node.op in "+-":
        sign = SWAPPED[node.op]
        yield _with(node, op=sign), _becomes(sign, sign)


def _round(node: Round) -> Iterator[tuple[Callable[[], Node], Text]]:
    for mode in OTHER_MODE.get(node.mode, ("half_up",)):
        yield _with(node, mode=mode), _becomes(MODES[mode].zh, MODES[mode].en)
    for places in (node.places + 1, node.places - 1):
        yield (
            _with(node, places=places),
            Text(f"取 {places} 位", f"is rounded to {places} decimals"),
        )


def _when(node: When) -> Iterator[tuple[Callable[[], Node], Text]]:
    yield _with(node, condition=ALWAYS), Text("不论条件", "whatever its condition")


def _first_match(node: FirstMatch) -> Iterator[tuple[Callable[[], Node], Text]]:
    for place, case in enumerate(node.cases):
        never = replace(case, condition=NEVER)
        cases = (*node.cases[:place], never, *node.cases[place + 1 :])
        yield (
            _with(node, cases=cases),
            Text(f"从不取第 {place + 1} 支", f"never takes its case {place + 1}"),
        )


def _extreme(node: Extreme) -> Iterator[tuple[Callable[[], Node], Text]]:
    other = SWAPPED[node.which]
    zh = {"least": "取小", "greatest": "取大"}[other]
    yield _with(node, which=other), _becomes(zh, other)
    for place in range(len(node.members)):
        rest = (*node.members[:place], *node.members[place + 1 :])
        if rest:
            yield (
                _with(node, members=rest),
                Text(f"不看第 {place + 1} 项", f"without its member {place + 1}"),
            )


def _aggregate(node: Aggregate) -> Iterator[tuple[Callable[[], Node], Text]]:
    other = OTHER_KIND.get(node.which)
    counts_rows = node.which == "count" and isinstance(node.operand, Rows)  # which are all distinct
    if other is not None and not counts_rows:
        yield _with(node, which=other), _becomes(other, other)
    if node.where is not None:
        yield _with(node, where=None), Text("不限条件", "of all rows, whatever they are")


def _rank(node: Rank) -> Iterator[tuple[Callable[[], Node], Text]]:
    best = "lowest" if node.best == "highest" else "highest"
    yield _with(node, best=best), Text("倒过来排", "from the other end")
    for ties in ("lowest", "highest", "dense"):
        if ties != node.ties:
            yield (
                _with(node, ties=ties),
                Text(f"并列按 {ties}", f"with equals placed {ties}"),
            )
    if node.where is not None:
        yield _with(node, where=None), Text("不限条件", "among all rows, whatever they are")


def _decide(node: Decide) -> Iterator[tuple[Callable[[], Node], Text]]:
    yield _with(node, where=NEVER), Text("从不提请", "is never asked")
    if node.otherwise:
        yield _with(node, otherwise=""), Text("不决定则待定", "is open where nobody decides")


CHANGES: Reading[ChangesOf] = Reading(
    "mutants",
    {
        Constant: _none,
        ParameterValue: _none,
        ColumnValue: _none,
        Rows: _none,
        Up: _none,
        Through: _none,
        Known: _none,
        YearOf: _none,
        Lookup: _none,
        Band: _none,
        Choose: _none,
        Allocate: _none,
        Arithmetic: _arithmetic,
        Compare: _compare,
        Logic: _logic,
        Not: _not,
        Round: _round,
        When: _when,
        FirstMatch: _first_match,
        Extreme: _extreme,
        Aggregate: _aggregate,
        Rank: _rank,
        Decide: _decide,
    },
)
