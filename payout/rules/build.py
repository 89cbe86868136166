"""From a policy as written to a scheme that can be run.

Every body called once, names resolved, rules put in order.

`build` collects what is wrong instead of stopping at the first; `lint` adds what a policy may not leave
undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from payout.findings import Finding, Place
from payout.rules.expressions import (
    Allocate,
    AllRows,
    ColumnRef,
    LanguageError,
    Lift,
    ParameterRef,
    Via,
    node,
    told,
    walk,
)
from payout.rules.kinds import Type, Typing, natural_level, type_of_column
from payout.rules.levels import Names, paths_up
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.rules.expressions import Expression
    from payout.rules.levels import Level, View
    from payout.rules.policy import Check, Policy, Rule

Key = tuple[str, str]


class PolicyFault(Exception):  # noqa: N818 - a fault of the policy, not an error of the program
    """A policy cannot be run. `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(finding.line("en") for finding in findings))
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Built:
    """A rule or check with the expression that its body gave."""

    rule: Rule
    expression: Expression

    @property
    def key(self) -> Key:
        """Its level and name."""
        return (self.rule.level, self.rule.name)

    @cached_property
    def reads(self) -> tuple[Key, ...]:
        """The columns it reads."""
        return tuple(
            dict.fromkeys(
                (part.level, part.name) for part in walk(self.expression) if isinstance(part, ColumnRef)
            )
        )


@dataclass(frozen=True)
class BuiltCheck(Built):
    """A check with its condition."""

    rule: Check


@dataclass(frozen=True)
class Scheme:
    """A policy ready to run: `rules` in an order in which each finds what it reads."""

    policy: Policy
    rules: tuple[Built, ...]
    checks: tuple[BuiltCheck, ...]
    names: Names
    types: dict[Key, Type] = field(default_factory=dict)

    @property
    def levels(self) -> Mapping[str, Level]:
        """The levels by name."""
        return self.policy.levels

    @cached_property
    def by_key(self) -> dict[Key, Built]:
        """The rules by level and name."""
        return {built.key: built for built in self.rules}

    @cached_property
    def typing(self) -> Typing:
        """What `type_of` needs."""
        return Typing(self.policy.parameters, self.type_of_column)

    def type_of_column(self, level: str, name: str) -> Type:
        """Give the type of a column: declared for inputs, inferred for rules.

        Raises LanguageError as `type_of` does.
        """
        column = self.levels[level].columns.get(name)
        if column is not None:
            return type_of_column(column)
        key = (level, name)
        if key not in self.types:
            built = self.by_key.get(key)
            if built is None:
                raise LanguageError(f"{level}.{name} could not be built")
            found = self.typing.type_of(built.expression)
            options = _worded(built.rule, found.options)
            self.types[key] = Type(found.kind, options, found.places, built.rule.measure or found.measure)
        return self.types[key]

    def ancestors_of(self, keys: tuple[Key, ...]) -> set[Key]:
        """Give every column that these columns rest on, themselves included."""
        found: set[Key] = set()
        open_keys = list(keys)
        while open_keys:
            key = open_keys.pop()
            if key not in found:
                found.add(key)
                open_keys.extend(self.by_key[key].reads if key in self.by_key else ())
        return found


def _worded(rule: Rule, options: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """Give the options of a rule's column with the words that the rule states for them."""
    unknown = sorted(set(rule.words) - set(options or ()))
    if unknown:
        raise LanguageError(f"words: {unknown[0]} is nothing that the rule gives")
    return options and {option: rule.words.get(option, word) for option, word in options.items()}


def fault(  # noqa: PLR0913 - what a finding is made of
    code: str, where: str, zh: str, en: str, *, clause: str = "", fix: tuple[str, str] = ("", "")
) -> Finding:
    """Make a finding about a policy: `where` is the file and the rule or parameter."""
    file, _, subject = where.partition(" ")
    return Finding(code, "error", Text(zh, en), Place(file), subject=subject, clause=clause, fix=Text(*fix))


def names_of(policy: Policy) -> Names:
    """Give what the names in a policy's rules may mean."""
    columns = {
        level.name: frozenset(level.columns)
        | {rule.name for rule in policy.rules if rule.level == level.name}
        for level in policy.levels.values()
    }
    return Names(policy.levels, columns, frozenset(policy.parameters))


def build(policy: Policy) -> tuple[Scheme, list[Finding]]:
    """Call every body once and put the rules in order; what cannot be built is left out and found."""
    names = names_of(policy)
    findings = list(_twice(policy))
    rules: dict[Key, Built] = {}
    checks: list[BuiltCheck] = []
    for rule in (*policy.rules, *policy.checks):
        try:
            expression = _call(rule, names)
        except LanguageError as error:
            findings.append(broken(rule, str(error)))
            continue
        if rule in policy.checks:
            checks.append(BuiltCheck(rule, expression))
        else:
            rules.setdefault((rule.level, rule.name), Built(rule, expression))
    ordered, cycles = _ordered(rules)
    scheme = Scheme(policy, ordered, tuple(checks), names)
    findings.extend(cycles or _untyped(scheme))
    return scheme, findings


def _call(rule: Rule, names: Names) -> Expression:
    symbols = {argument: _symbol(rule.level, argument, names) for argument in rule.arguments}
    try:
        expression = node(rule.body(**symbols))
    except LanguageError:
        raise
    except Exception as error:  # a body sees only symbols: whatever it raises is the policy's own fault
        raise LanguageError(
            told(error, names_of_type=not isinstance(error, (TypeError, AttributeError)))
        ) from error
    for part in walk(expression):
        if isinstance(part, Via):
            column = names.levels[part.link.level].columns.get(part.link.name)
            if column is None or column.kind != "reference":
                raise LanguageError(
                    f"via: {part.link.name} is no link: declare it as a reference in tables.py"
                )
    _refuse_pool_of_more(expression, rule.level, names)
    level = natural_level(expression, names.levels)
    if level is not None and level not in paths_up(names.levels, rule.level):
        raise LanguageError(
            f"a column of {level} is read for each {rule.level}: it must pass through an aggregate"
        )
    return expression


def _refuse_pool_of_more(expression: Expression, home: str, names: Names) -> None:
    """Refuse a pool of a level above the rows that share it: each of their groups would get the whole of it."""
    for part in walk(expression):
        if not isinstance(part, Allocate):
            continue
        sources = {one.level for one in walk(part.pool) if isinstance(one, ColumnRef)}
        groups = _groups_of(part, home, names)
        for group in groups:
            above = set(paths_up(names.levels, group)) - {group}
            if sources and sources <= above:
                level = next(one for one in sources if sources <= set(paths_up(names.levels, one)))
                raise LanguageError(
                    f"the pool is of {level}, and every group within {group} would get all of it: say within={level}"
                )


def _groups_of(part: Allocate, home: str, names: Names) -> list[str]:
    """Give the level in whose rows a pool is shared, where it is one."""
    if not part.within:
        return list(names.levels[home].parents)
    if len(part.within) > 1:
        return []
    key = part.within[0]
    if isinstance(key, Lift) and isinstance(key.operand, AllRows):
        return [key.path[-1]]
    return [key.level] if isinstance(key, AllRows) else []


def _symbol(level: str, name: str, names: Names) -> Expression | View:
    if name in names.parameters:
        return ParameterRef(name)
    child = names.child(level, name)
    return names.resolve(level, name) if child is None else child


REWRITE = ("按提示改写规则", "rewrite the rule's body as said")


def broken(rule: Rule, why: str) -> Finding:
    """Say that a rule's body is no valid expression."""
    where = f"rules.py {rule.level}.{rule.name}"
    return fault("L401", where, f"规则写不成式子:{why}", why, clause=rule.clause, fix=REWRITE)


def _twice(policy: Policy) -> Iterator[Finding]:
    seen: set[Key] = set()
    for rule in policy.rules:
        key = (rule.level, rule.name)
        if key in seen or rule.name in policy.levels[rule.level].columns:
            yield fault(
                "L402",
                f"rules.py {rule.level}.{rule.name}",
                "同一列有两条规则,或与输入列同名",
                "two rules define this column, or an input column has its name",
                clause=rule.clause,
                fix=("改掉其中一个名字", "rename one of them"),
            )
        seen.add(key)


def _ordered(rules: dict[Key, Built]) -> tuple[tuple[Built, ...], list[Finding]]:
    graph = {key: [read for read in built.reads if read in rules] for key, built in rules.items()}
    try:
        return tuple(rules[key] for key in TopologicalSorter(graph).static_order()), []
    except CycleError as error:
        circle = " → ".join(".".join(key) for key in error.args[1])
        return tuple(rules.values()), [
            fault(
                "L403",
                f"rules.py {'.'.join(error.args[1][0])}",
                f"规则互为前提:{circle}",
                f"these rules rest on each other: {circle}",
                fix=(
                    "拆开其中一条,使其不读后面的结果",
                    "split one of them so that it does not read what rests on it",
                ),
            )
        ]


def _untyped(scheme: Scheme) -> Iterator[Finding]:
    """Give the rules and checks whose kinds do not fit; what rests on a broken rule is not told again."""
    bad = {key for key in _rule_keys(scheme.policy) if key not in scheme.by_key}
    for built in (*scheme.rules, *scheme.checks):
        if bad & set(built.reads):
            bad.add(built.key)
            continue
        try:
            is_check = isinstance(built, BuiltCheck)
            found = scheme.typing.type_of(built.expression) if is_check else scheme.type_of_column(*built.key)
        except LanguageError as error:
            bad.add(built.key)
            yield broken(built.rule, str(error))
            continue
        if is_check and found.kind != "flag":
            yield broken(built.rule, f"a check is a condition, not a {found.kind}")


def _rule_keys(policy: Policy) -> Iterator[Key]:
    return ((rule.level, rule.name) for rule in policy.rules)


def compiled(policy: Policy) -> Scheme:
    """Build a policy, or raise PolicyFault with all that is wrong."""
    scheme, findings = build(policy)
    if findings:
        raise PolicyFault(findings)
    return scheme
