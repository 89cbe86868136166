"""From a policy as written to one that can be run: every formula placed and typed, rules in an order that can be computed.

`build` collects what is wrong instead of stopping at the first; `lint` adds what a policy may not leave undone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, TypeAlias

from payout.findings import Finding, Place
from payout.rules.compiled.placing import Placer
from payout.rules.tree import WHOLE, Allocate, Arithmetic, Choose, ColumnValue, Decide, LanguageError, walk
from payout.rules.tree.schema import UNKNOWN, family
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.rules.language.statements import Check, Rule
    from payout.rules.policy.levels import Level
    from payout.rules.policy.policy import Policy
    from payout.rules.tree import Node, Schema

Key: TypeAlias = tuple[str, str]


class PolicyFault(Exception):  # noqa: N818 - a fault of the policy, not an error of the program
    """A policy cannot be run. `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(finding.line("en") for finding in findings))
        self.findings = tuple(findings)


class _RestsOnFault(LanguageError):  # noqa: N818 - it says what a rule does
    """A rule reads one that is wrong itself: it is not told again."""


class _Circle(LanguageError):  # noqa: N818 - it is one
    """Rules rest on each other: the keys on the way."""

    def __init__(self, way: list[Key]) -> None:
        super().__init__(" → ".join(".".join(key) for key in way))
        self.way = way


@dataclass(frozen=True)
class Built:
    """A rule with the node that its formula became, and what is known of its column."""

    rule: Rule
    node: Node
    schema: Schema

    @property
    def key(self) -> Key:
        """Its level and name."""
        return (self.rule.level, self.rule.name)

    @cached_property
    def reads(self) -> tuple[Key, ...]:
        """The columns it reads."""
        found = (part for part in walk(self.node) if isinstance(part, ColumnValue))
        return tuple(dict.fromkeys((part.level, part.name) for part in found))

    @cached_property
    def levels(self) -> Counter[str]:
        """How many steps it has of each level; of what is the same for every row none are counted."""
        homes = (part.schema.home for part in walk(self.node))
        return Counter(home.name for home in homes if home is not None)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters it reads, under any reading."""
        return frozenset(part.parameter for part in walk(self.node) if part.parameter)

    @cached_property
    def quotients(self) -> tuple[Arithmetic, ...]:
        """The quotients in it whose divisor may be zero, under any reading."""
        return tuple(
            part for part in walk(self.node) if isinstance(part, Arithmetic) and part.may_divide_by_zero
        )

    @cached_property
    def decides(self) -> bool:
        """Whether it asks people, under any reading."""
        return any(isinstance(part, Decide) for part in walk(self.node))

    @cached_property
    def asks(self) -> bool:
        """Whether it asks people, or shares out a pool: what comes of that is more than its column."""
        return self.decides or any(isinstance(part, Allocate) for part in walk(self.node))


@dataclass(frozen=True)
class BuiltCheck(Built):
    """A check with its condition."""

    rule: Check

    @property
    def code(self) -> str:
        """The code of its findings."""
        return "P-" + self.rule.name.replace("_", "-")


@dataclass(frozen=True)
class CompiledPolicy:
    """A policy ready to run: `rules` in an order in which each finds what it reads."""

    policy: Policy
    rules: tuple[Built, ...]
    checks: tuple[BuiltCheck, ...]
    placer: Placer

    @property
    def levels(self) -> Mapping[str, Level]:
        """The levels by name."""
        return self.policy.levels

    @cached_property
    def by_key(self) -> dict[Key, Built]:
        """The rules by level and name."""
        return {built.key: built for built in self.rules}

    def column(self, level: str, name: str) -> ColumnValue:
        """A column as a node: an input, a derived one, or a rule's."""
        return self.placer.column(level, name)

    def schema_of(self, level: str, name: str) -> Schema:
        """What is known of a column."""
        return self.column(level, name).schema

    def columns(self, level: str) -> set[str]:
        """The names of a level's columns: inputs, derived ones, and rules."""
        return {*self.levels[level].columns, *(name for at, name in self.by_key if at == level)}

    @cached_property
    def last_reader(self) -> dict[Node, int]:
        """For each step that several rules share, the place in order of the last rule that has it."""
        first: dict[Node, int] = {}
        last: dict[Node, int] = {}
        for place, built in enumerate(self.rules):
            for node in walk(built.node):
                if first.setdefault(node, place) != place:
                    last[node] = place
        return last

    @cached_property
    def last_read(self) -> tuple[frozenset[Node], ...]:
        """For each rule in order the steps that no later rule has: what of it need not be kept."""
        last = self.last_reader
        return tuple(
            frozenset(node for node in walk(built.node) if last.get(node, place) == place)
            for place, built in enumerate(self.rules)
        )

    @cached_property
    def steps(self) -> tuple[tuple[frozenset[Node], frozenset[Node]], ...]:
        """For each rule in order the steps that it alone has, and those that it shares with others."""
        shared = self.last_reader.keys()
        of = (frozenset(walk(built.node)) for built in self.rules)
        return tuple((own - shared, own & shared) for own in of)

    def ancestors_of(self, keys: tuple[Key, ...]) -> set[Key]:
        """Every column that these columns rest on, themselves included."""
        found: set[Key] = set()
        open_keys = list(keys)
        while open_keys:
            key = open_keys.pop()
            if key not in found:
                found.add(key)
                open_keys.extend(self.by_key[key].reads if key in self.by_key else ())
        return found


def fault(  # noqa: PLR0913 - what a finding is made of
    code: str, where: str, zh: str, en: str, *, clause: str = "", fix: tuple[str, str] = ("", "")
) -> Finding:
    """A finding about a policy: `where` is the file and the rule or parameter."""
    file, _, subject = where.partition(" ")
    return Finding(code, "error", Text(zh, en), Place(file), subject=subject, clause=clause, fix=Text(*fix))


REWRITE = ("按所说的改写规则", "rewrite the rule as said")


def broken(rule: Rule, why: str) -> Finding:
    """Say that a rule's formula cannot stand."""
    where = f"{rule.file} {rule.level}.{rule.name}"
    return fault("L401", where, f"规则写不成式子:{why}", why, clause=rule.clause, fix=REWRITE)


@dataclass
class _Builder:
    """A build under way: rules are placed when they are first read, so that each knows what its columns are."""

    policy: Policy
    rules: dict[Key, Rule] = field(default_factory=dict)
    built: dict[Key, Built] = field(default_factory=dict)
    wrong: dict[Key, Finding | None] = field(default_factory=dict)  # None: it is told elsewhere
    under_way: list[Key] = field(default_factory=list)
    placer: Placer = field(init=False)

    def __post_init__(self) -> None:
        columns = {name: set(level.columns) for name, level in self.policy.levels.items()}
        for rule in self.policy.rules:
            self.rules.setdefault((rule.level, rule.name), rule)
            columns.setdefault(rule.level, set()).add(rule.name)
        self.placer = Placer(self.policy, self.schema_of, columns.__getitem__)

    def schema_of(self, level: str, name: str) -> Schema:
        """What is known of a column. A rule's is known once the rule is placed."""
        home = self.placer.homes[level]
        column = self.policy.levels[level].columns.get(name)
        if column is not None:
            one = WHOLE if column.kind != "number" or column.places is not None else home
            return replace(column.schema, home=home, varies=home, inside=home, one_denominator=one)
        built = self.rule(level, name)
        return built.schema

    def rule(self, level: str, name: str) -> Built:
        """A rule, placed; raises where it, or what it rests on, is wrong."""
        key = (level, name)
        if key in self.under_way:
            raise _Circle([*self.under_way[self.under_way.index(key) :], key])
        if key in self.wrong:
            raise _RestsOnFault(f"{level}.{name} is wrong itself")
        if key not in self.built:
            self.under_way.append(key)
            try:
                self.built[key] = self._made(self.rules[key])
            finally:
                self.under_way.pop()
        return self.built[key]

    def _made(self, rule: Rule) -> Built:
        node = self.placer.placed(rule.formula, rule.level)
        told = node.schema
        _expect_kind(rule, told)
        home = self.placer.homes[rule.level]
        options = _worded(rule, told)
        measure = rule.measure or ("" if told.measure == UNKNOWN else told.measure)
        schema = replace(told, home=home, measure=measure, options=options, inside=told.inside or home)
        return Built(rule, node, schema)

    def try_rule(self, key: Key) -> None:
        """Place a rule; keep what is wrong with it."""
        try:
            self.rule(*key)
        except _RestsOnFault:
            self.wrong[key] = None
        except _Circle as circle:
            told = any(self.wrong.get(one) for one in circle.way)
            self.wrong[key] = None if told else _circular(circle)
            self.wrong |= {one: self.wrong.get(one) for one in circle.way}
        except LanguageError as error:
            self.wrong[key] = broken(self.rules[key], str(error))

    def check(self, check: Check) -> BuiltCheck | Finding | None:
        """Place a check; give what is wrong with it instead, or nothing where a rule that it reads is wrong."""
        try:
            node = self.placer.placed(check.formula, check.level)
        except (_RestsOnFault, _Circle):
            return None
        except LanguageError as error:
            return broken(check, str(error))
        if node.schema.kind != "flag":
            return broken(check, f"a check is a condition, not a {node.schema.kind}")
        return BuiltCheck(check, node, replace(node.schema, home=self.placer.homes[check.level]))


def _circular(circle: _Circle) -> Finding:
    return fault(
        "L403",
        f"rules.py {'.'.join(circle.way[0])}",
        f"规则互为前提:{circle}",
        f"these rules rest on each other: {circle}",
        fix=(
            "拆开其中一条,使其不读后面的结果",
            "split one of them so that it does not read what rests on it",
        ),
    )


def _expect_kind(rule: Rule, told: Schema) -> None:
    """Refuse a word that promises another kind or measure than the formula gives."""
    kinds = {"text": {"text", "enumeration"}, "enumeration": {"enumeration", "text"}}.get(
        rule.kind, {rule.kind}
    )
    if rule.kind and told.kind not in kinds:
        raise LanguageError(f"the word promises a {rule.kind}, and the formula gives a {told.kind}")
    if family(rule.measure) != family(told.measure) and family(told.measure) and rule.measure:
        raise LanguageError(f"the word says {rule.measure}, and the formula gives {told.measure}")


def _worded(rule: Rule, told: Schema) -> tuple[tuple[str, str], ...]:
    """The options of a rule's column with the words that the rule states for them."""
    unknown = sorted(set(rule.words) - set(told.words))
    if unknown:
        raise LanguageError(f"words: {unknown[0]} is nothing that the rule gives")
    return tuple((option, rule.words.get(option, word)) for option, word in told.options)


@dataclass(frozen=True)
class _Stated:
    """What a policy is built of: its levels, rules and checks, each itself alone, and what is known of its parameters."""

    policy: Policy = field(compare=False)  # by which they live as long as their numbers are held
    parts: tuple[int, ...]
    known: tuple[tuple[object, ...], ...]

    @classmethod
    def by(cls, policy: Policy) -> _Stated:
        """As a policy states it now."""
        parts = (policy.levels, *policy.rules, *policy.checks)
        known = tuple(one.known for one in policy.parameters.values())
        return cls(policy, tuple(map(id, parts)), known)


def build(policy: Policy) -> tuple[CompiledPolicy, list[Finding]]:
    """Place every formula and put the rules in order; what cannot be built is left out and found.

    Another reading or number in force is no other policy: what was built of the same statements is taken again.
    """
    built, findings = _built(_Stated.by(policy))
    return replace(built, policy=policy), list(findings)


@lru_cache(maxsize=16)
def _built(stated: _Stated) -> tuple[CompiledPolicy, tuple[Finding, ...]]:
    policy = stated.policy
    builder = _Builder(policy)
    for key in builder.rules:
        builder.try_rule(key)
    checks = [builder.check(check) for check in policy.checks]
    findings = [
        *_twice(policy),
        *(found for found in builder.wrong.values() if found is not None),
        *(found for found in checks if isinstance(found, Finding)),
    ]
    good = tuple(check for check in checks if isinstance(check, BuiltCheck))
    compiled_policy = CompiledPolicy(policy, _ordered(builder.built), good, builder.placer)
    return compiled_policy, (*findings, *_branches(compiled_policy))


def _ordered(rules: dict[Key, Built]) -> tuple[Built, ...]:
    graph = {key: [read for read in built.reads if read in rules] for key, built in rules.items()}
    return tuple(rules[key] for key in TopologicalSorter(graph).static_order())


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
    checked: set[Key] = set()
    for check in policy.checks:
        key = (check.level, check.name)
        if key in checked or key in seen:
            yield fault(
                "L402",
                f"{check.file} {check.level}.{check.name}",
                "这一层已有同名的检查或规则",
                "a check or a rule of this level has this name already",
                clause=check.clause,
                fix=("改掉其中一个名字", "rename one of them"),
            )
        checked.add(key)


def _branches(compiled_policy: CompiledPolicy) -> Iterator[Finding]:
    """Refuse a choice whose branches are not its readings: the run would have none to take."""
    for built in (*compiled_policy.rules, *compiled_policy.checks):
        for part in walk(built.node):
            if isinstance(part, Choose):
                parameter = compiled_policy.policy.parameters[part.choice]
                if {option for option, _ in part.branches} != set(parameter.options):
                    readings = ", ".join(parameter.options)
                    why = f"rule {built.rule.name} must have a branch for each of {readings}"
                    yield choice_fault(parameter.name, parameter.clause, why)


def choice_fault(name: str, clause: str, why: str) -> Finding:
    """A finding about a choice."""
    fix = (
        "使默认值、各读法与规则的分支一致,并写明 why",
        "let default, readings and branches agree, and say why",
    )
    return fault("L413", f"parameters.toml {name}", f"口径有误:{why}", why, clause=clause, fix=fix)


def compiled(policy: Policy) -> CompiledPolicy:
    """Build a policy, or raise PolicyFault with all that is wrong."""
    built, findings = build(policy)
    if findings:
        raise PolicyFault(findings)
    return built
