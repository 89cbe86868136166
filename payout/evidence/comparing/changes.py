"""What was changed between two sides: values, rules, tables; and what a policy is with some of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from payout.engines.reference.shared import code_of_levels
from payout.rendering.naming import Naming
from payout.rendering.words import in_words
from payout.rules.policy.parameters import show
from payout.text import NOTHING, Text, said

if TYPE_CHECKING:
    from collections.abc import Collection

    from payout.evidence.comparing.sides import Side
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.language.statements import Rule
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.parameters import Parameter, Value
    from payout.rules.policy.policy import Policy

ALL_TABLES = "tables"  # where rows bear other keys, one table without the others would lose its rows
Kind = Literal["value", "reading", "rule", "table", "policy"]


@dataclass(frozen=True)
class Alteration:
    """One thing that is another on the second side.

    `name`: of a value or reading its parameter, of a rule `level.name`, of a table its name, of all at once the policy.
    """

    kind: Kind
    name: str
    label: Text
    clause: str = ""
    before: Text = NOTHING
    after: Text = NOTHING
    source: str = ""  # the overlay, --set, the variant
    cited: str = ""  # why, and by which paper
    read: tuple[Text, Text] | None = (
        None  # `before` and `after` as people read them, where lists for programs have identifiers
    )

    @property
    def told(self) -> tuple[Text, Text]:
        """What it is on each side, as people read it."""
        return self.read or (self.before, self.after)

    @property
    def is_set(self) -> bool:
        """Whether it is put in force by its name, as by `--set`."""
        return self.kind in {"value", "reading"}


@dataclass(frozen=True)
class Differences:
    """The changes from the first side to the second, in the order in which they are applied."""

    first: Side
    second: Side
    changes: tuple[Alteration, ...]

    def mixed(self, applied: Collection[Alteration]) -> tuple[Policy, dict[str, CheckedTable]]:
        """The first side's policy and tables with some of the changes. Only where they can be told apart (`is_mixable`)."""
        done = {(one.kind, one.name) for one in applied}
        one, other = self.first.policy, self.second.policy
        values = {
            name: other.parameters[name] if name not in one.parameters or _applied(done, name) else parameter
            for name, parameter in {**other.parameters, **one.parameters}.items()
        }
        rules = {f"{rule.level}.{rule.name}": rule for rule in (*other.rules, *one.rules)}
        news = {f"{rule.level}.{rule.name}": rule for rule in other.rules}
        mixed = [news[name] if ("rule", name) in done else rule for name, rule in rules.items()]
        every = ("table", ALL_TABLES) in done
        tables = {
            name: self.second.tables[name] if every or ("table", name) in done else table
            for name, table in self.first.tables.items()
        }
        return replace(one, parameters=values, rules=mixed, checks=[]), tables

    def names(self, own: list[str], applied: Collection[Alteration]) -> list[str]:
        """The keys of rows under some of the changes, as the first side knows them."""
        keys = self.second.keys if any(one.name == ALL_TABLES for one in applied) else self.first.keys
        return [keys.get(name, name) for name in own]


def _applied(done: Collection[tuple[str, str]], name: str) -> bool:
    return ("value", name) in done or ("reading", name) in done


def differences(first: Side, second: Side) -> Differences:
    """What was changed, told apart where both sides have the same levels; else the policy is one change.

    The order: values and readings as they were put in force, then those in the order of the law, then rules in that order, then
    tables. From the side farther from its policy's own values to the nearer it is turned round, so that both ways give the same parts.
    """
    if not is_mixable(first, second):
        name = Text(first.name.zh, first.name.en), Text(second.name.zh, second.name.en)
        return Differences(
            first, second, (Alteration("policy", "policy", Text("办法", "policy"), "", *name),)
        )
    found = [*_values(first, second), *_rules(first, second), *_tables(first, second)]
    turned = _distance(first.policy) > _distance(second.policy)
    return Differences(first, second, tuple(reversed(found) if turned else found))


def is_mixable(first: Side, second: Side) -> bool:
    """Whether both sides stand on the same levels, so that rules and values of one can be put into the other."""
    same_code = code_of_levels(first.policy) == code_of_levels(second.policy)
    return same_code and first.policy.card.id == second.policy.card.id


def _distance(policy: Policy) -> tuple[int, str]:
    """How far a policy is from its own values; of two equally far ones the digest decides, so that the order does not hang on the sides."""
    changed = [name for name, one in policy.parameters.items() if one.value != one.default]
    return (len(changed) + len(policy.anew), policy.digest)


def _values(one: Side, other: Side) -> list[Alteration]:
    """The parameters that both have with another value."""
    first, second = one.policy, other.policy
    both = [name for name in first.parameters if name in second.parameters]
    found = [name for name in both if first.parameters[name].value != second.parameters[name].value]
    stated = {name: max(first.parameters[name].stated, second.parameters[name].stated) for name in found}
    ordered = sorted(found, key=lambda name: (not stated[name], stated[name]))
    return [_value(first.parameters[name], second.parameters[name], one.compiled) for name in ordered]


def _value(one: Parameter, other: Parameter, compiled: CompiledPolicy) -> Alteration:
    kind: Kind = "reading" if one.kind == "choice" else "value"
    origin = other if other.source != "baseline" else one
    source = origin.source if origin.source != "baseline" else ""
    before, after = _entries(one, other), _entries(other, one)
    read = _read(one, other, compiled), _read(other, one, compiled)
    return Alteration(
        kind, one.name, Text(one.zh, one.en or one.zh), one.clause, before, after, source, origin.cited, read
    )


def _entries(one: Parameter, other: Parameter) -> Text:
    """A value as text: of a table only the entries that the other has otherwise."""
    if one.kind == "choice":
        return one.option(str(one.value))
    text = show(_differing(one, other))
    return Text(text, text)


def _differing(one: Parameter, other: Parameter) -> Value:
    """A value; of a table only the entries that the other has otherwise."""
    if not isinstance(one.value, Mapping) or not isinstance(other.value, Mapping):
        return one.value
    return {key: value for key, value in one.value.items() if other.value.get(key) != value}


def _read(one: Parameter, other: Parameter, compiled: CompiledPolicy) -> Text:
    """The same as people read it."""
    zh, en = (Naming(compiled, lang).value(one, _differing(one, other)) for lang in ("zh", "en"))
    return Text(zh, en)


def _rules(first: Side, second: Side) -> list[Alteration]:
    """The rules that both have with another formula, in the order of the law."""
    one, other = first.compiled, second.compiled
    return [
        _rule(one, other, rule, second.policy)
        for rule in first.policy.rules
        if (rule.level, rule.name) in other.by_key
        and one.by_key[rule.level, rule.name].node != other.by_key[rule.level, rule.name].node
    ]


def _rule(one: CompiledPolicy, other: CompiledPolicy, rule: Rule, new: Policy) -> Alteration:
    key = (rule.level, rule.name)
    before, after = one.by_key[key], other.by_key[key]
    said = new.variant or one.policy.variant
    cited = said.cited if said is not None else ""
    texts = in_words(one, before, codes=True), in_words(other, after, codes=True)
    read = in_words(one, before), in_words(other, after)
    return Alteration(
        "rule", ".".join(key), after.rule.label, after.rule.clause, *texts, cited=cited, read=read
    )


def _tables(first: Side, second: Side) -> list[Alteration]:
    """The tables that do not hold the same; all in one where rows bear other keys."""
    then, now = first.result.table_digests, second.result.table_digests
    differ = [table for table in first.policy.tables if then[table.name] != now[table.name]]
    if differ and (first.keys or second.keys):
        return [Alteration("table", ALL_TABLES, Text("各表", "the tables"))]
    return [
        Alteration(
            "table",
            one.name,
            Text(f"表 {one.zh}", f"table {said(one.name)}"),
            "",
            *_rows(first, second, one.name),
        )
        for one in differ
    ]


def _rows(first: Side, second: Side, name: str) -> tuple[Text, Text]:
    counts = (len(side.tables[name].frame) for side in (first, second))
    before, after = (Text(f"{count} 行", f"{count} rows") for count in counts)
    return before, after
