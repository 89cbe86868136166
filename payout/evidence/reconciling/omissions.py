"""Rules left out or misapplied: a case never met, a bound dropped, a condition ignored or taken always, a limit counted in or out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from payout.engines.reference.values import fill, flags, numbers
from payout.evidence.reconciling.trials import Twist
from payout.evidence.reconciling.ways import Way, rule_text, words_of
from payout.rendering.words import label_of
from payout.rules.tree import (
    Aggregate,
    Arithmetic,
    ColumnValue,
    Compare,
    Constant,
    Extreme,
    FirstMatch,
    Logic,
    Rank,
    When,
)
from payout.text import NO, YES, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Value
    from payout.evidence.reconciling.trials import Ground, Step
    from payout.rules.tree import Node
    from payout.rules.tree.formulas import Relation

BITS_OF_CASE, BITS_OF_LIMIT, BITS_OF_PART, BITS_OF_OTHER = 8, 8, 9, 10
LIMITS: dict[str, Relation] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
AGGREGATES = {
    "total": ("highest", "mean"),
    "mean": ("total", "highest"),
    "highest": ("total",),
    "lowest": ("highest", "mean"),
}
AGGREGATE_WORDS = {
    "total": Text("合计", "the total"), "mean": Text("平均", "the mean"), "highest": Text("最高", "the highest"),
    "lowest": Text("最低", "the lowest"),
}  # fmt: skip
MONTHS = 12
YES_OR_NO: list[tuple[Value, str, str]] = [(True, YES.zh, YES.en), (False, NO.zh, NO.en)]


def omissions(ground: Ground) -> Iterator[Way]:
    """Every way in which a rule may have been left out or misapplied, step by step."""
    for node in ground.nodes:
        made = MADE.get(type(node))
        if made is not None:
            yield from made(ground, node)
    yield from _flags(ground)
    yield from _months(ground)


def computing(node: Node, *, bits: int, label: Text, ground: Ground, other: Node) -> Way:
    """A way in which a step is computed as another one."""
    built = ground.nodes[node]
    told = rule_text(ground, built)
    said = Text(f"{told.zh}:{label.zh}", f"{told.en}: {label.en}")
    step = partial(_as_another, other)
    name = f"{built.rule.level}.{built.rule.name}"
    return Way("omission", said, built.rule.clause, Twist(steps=((node, cast("Step", step)),)), bits, name)


def _as_another(other: Node, run: Run, _node: Node, _value: Callable[[], Value]) -> Value:
    return run.value(other)


def _cases(ground: Ground, node: FirstMatch) -> Iterator[Way]:
    """A case that is never met, and one that is met by all rows."""
    for place, case in enumerate(node.cases):
        told = words_of(ground, case.condition)
        left = (*node.cases[:place], *node.cases[place + 1 :])
        if left or node.otherwise is not None:
            other = replace(node, cases=left) if left else cast("Node", node.otherwise)
            label = Text(f"没有按“{told.zh}”的情形处理", f"the case “{told.en}” is left out")
            yield computing(node, bits=BITS_OF_CASE, label=label, ground=ground, other=other)
        always = Text(f"一律按“{told.zh}”的情形处理", f"every row is taken for the case “{told.en}”")
        yield computing(node, bits=BITS_OF_CASE + 1, label=always, ground=ground, other=case.value)
    if node.otherwise is not None and len(node.cases) > 1:
        label = Text("各种情形都没有处理", "no case is told apart")
        yield computing(node, bits=BITS_OF_CASE, label=label, ground=ground, other=node.otherwise)
    if len(node.cases) > 1:
        turned = replace(node, cases=tuple(reversed(node.cases)))
        label = Text("几种情形的先后颠倒", "its cases are tried in the other order")
        yield computing(node, bits=BITS_OF_OTHER, label=label, ground=ground, other=turned)


def _members(ground: Ground, node: Extreme) -> Iterator[Way]:
    """A bound that is dropped, and the least taken for the greatest."""
    for place, member in enumerate(node.members):
        left = (*node.members[:place], *node.members[place + 1 :])
        always = [one for one in left if not isinstance(one, When)]
        if not always:
            continue
        told = words_of(ground, member)
        limit = Text("上限" if node.which == "least" else "下限", "cap" if node.which == "least" else "floor")
        label = Text(f"没有按{limit.zh}“{told.zh}”限制", f"the {limit.en} {told.en} is left out")
        other = always[0] if len(left) == 1 else replace(node, members=left)
        yield computing(node, bits=BITS_OF_CASE, label=label, ground=ground, other=other)
    if len(node.members) > 1:
        least = node.which == "least"
        turned = replace(node, which="greatest" if least else "least")
        label = Text(
            "取最低误为取最高" if least else "取最高误为取最低",
            f"the {'greatest' if least else 'least'} is taken instead",
        )
        yield computing(node, bits=BITS_OF_OTHER, label=label, ground=ground, other=turned)


def _limits(ground: Ground, node: Compare) -> Iterator[Way]:
    """A limit that is counted in or out, and a limit one step off."""
    if node.op not in LIMITS or node.left.schema.kind != "number":
        return
    told = words_of(ground, node)
    other = replace(node, op=LIMITS[node.op])
    meant = words_of(ground, other)
    label = Text(f"“{told.zh}”按“{meant.zh}”判断", f"“{told.en}” is taken for “{meant.en}”")
    yield computing(node, bits=BITS_OF_LIMIT, label=label, ground=ground, other=other)


def _operands(ground: Ground, node: Arithmetic) -> Iterator[Way]:
    """One side of a sum, a difference, a product or a quotient left out; plus taken for minus."""
    for one, kept in ((node.right, node.left), (node.left, node.right)):
        if node.op in "/-" and kept is node.right:
            continue
        if node.op in "*/" and not _alike(node, kept):
            continue
        told = words_of(ground, one)
        words = {"+": Text("没有加", "is not added"), "-": Text("没有减", "is not taken off")}
        how = words.get(node.op, Text("没有乘" if node.op == "*" else "没有除以", "is left out"))
        label = Text(f"{how.zh}“{told.zh}”", f"{told.en} {how.en}")
        yield computing(node, bits=BITS_OF_PART, label=label, ground=ground, other=kept)
    if node.op in "+-":
        turned = replace(node, op="-" if node.op == "+" else "+")
        told = words_of(ground, node.right)
        label = Text(
            f"“{told.zh}”该{'加的减了' if node.op == '+' else '减的加了'}",
            f"{told.en} is {'taken off' if node.op == '+' else 'added'} instead",
        )
        yield computing(node, bits=BITS_OF_OTHER, label=label, ground=ground, other=turned)


def _alike(node: Arithmetic, kept: Node) -> bool:
    return kept.schema.measure == node.schema.measure and not isinstance(kept, Constant)


def _aggregated(ground: Ground, node: Aggregate) -> Iterator[Way]:
    """The condition of an aggregate ignored; another aggregate in its place."""
    if node.where is not None:
        told = words_of(ground, node.where)
        label = Text(f"没有限于“{told.zh}”", f"it is not limited to “{told.en}”")
        yield computing(node, bits=BITS_OF_CASE, label=label, ground=ground, other=replace(node, where=None))
        for part in _sides(node.where):
            told = words_of(ground, part)
            label = Text(f"只限于“{told.zh}”", f"it is limited to “{told.en}” alone")
            yield computing(
                node, bits=BITS_OF_PART, label=label, ground=ground, other=replace(node, where=part)
            )
    for which in AGGREGATES.get(node.which, ()):
        said, meant = AGGREGATE_WORDS[node.which], AGGREGATE_WORDS[which]
        operand = words_of(ground, node.operand)
        label = Text(
            f"“{operand.zh}”的{said.zh}误为{meant.zh}", f"{meant.en} of {operand.en} is taken for {said.en}"
        )
        yield computing(node, bits=BITS_OF_PART, label=label, ground=ground, other=replace(node, which=which))  # type: ignore[arg-type]


def _sides(condition: Node) -> tuple[Node, ...]:
    return (condition.left, condition.right) if isinstance(condition, Logic) else ()


def _conditions(ground: Ground, node: Logic) -> Iterator[Way]:
    """One side of a condition ignored; and taken for or."""
    for one, kept in ((node.right, node.left), (node.left, node.right)):
        told = words_of(ground, one)
        label = Text(f"没有看“{told.zh}”这一条件", f"the condition “{told.en}” is ignored")
        yield computing(node, bits=BITS_OF_PART, label=label, ground=ground, other=kept)
    turned = replace(node, op="|" if node.op == "&" else "&")
    told = words_of(ground, node)
    label = Text(f"“{told.zh}”的“且”“或”弄反", f"and is taken for or in “{told.en}”")
    yield computing(node, bits=BITS_OF_OTHER, label=label, ground=ground, other=turned)


def _ranks(ground: Ground, node: Rank) -> Iterator[Way]:
    """Equals ranked otherwise, and the whole order turned."""
    for ties in ("lowest", "highest", "dense"):
        if ties != node.ties:
            label = Text("并列的名次另算", f"equals are ranked otherwise ({ties})")
            yield computing(
                node, bits=BITS_OF_PART, label=label, ground=ground, other=replace(node, ties=ties)
            )
    if node.where is not None:
        told = words_of(ground, node.where)
        label = Text(f"排名没有限于“{told.zh}”", f"the ranking is not limited to “{told.en}”")
        yield computing(node, bits=BITS_OF_CASE, label=label, ground=ground, other=replace(node, where=None))


MADE: dict[type[Node], Callable[[Ground, Node], Iterator[Way]]] = {
    FirstMatch: _cases,  # type: ignore[dict-item]
    Extreme: _members,  # type: ignore[dict-item]
    Compare: _limits,  # type: ignore[dict-item]
    Arithmetic: _operands,  # type: ignore[dict-item]
    Aggregate: _aggregated,  # type: ignore[dict-item]
    Logic: _conditions,  # type: ignore[dict-item]
    Rank: _ranks,  # type: ignore[dict-item]
}


# ---- columns taken the same for all rows ---------------------------------------------------------------------


def _flags(ground: Ground) -> Iterator[Way]:
    """A flag, or an option, that every row is taken to have."""
    for node in ground.nodes:
        if not isinstance(node, ColumnValue) or node.schema.kind not in ("flag", "enumeration"):
            continue
        label = label_of(ground.side.compiled, node.level, node.name)
        words: list[tuple[Value, str, str]] = [(value, zh, value) for value, zh in node.schema.labels.items()]
        for value, zh, en in words if node.schema.kind == "enumeration" else YES_OR_NO:
            said = Text(f"各行的“{label.zh}”一律按“{zh}”", f"“{label.en}” is taken to be {en} in every row")
            yield _everywhere(ground, node, said, partial(_constant, value))


def _months(ground: Ground) -> Iterator[Way]:
    """Everybody taken for a full year; months one more or one less."""
    for node in ground.nodes:
        if not isinstance(node, ColumnValue) or node.schema.measure != "months":
            continue
        label = label_of(ground.side.compiled, node.level, node.name)
        all_year = Text(f"“{label.zh}”一律按 12 个月", f"“{label.en}” is twelve for everybody")
        yield _everywhere(ground, node, all_year, partial(_constant, Fraction(MONTHS)))
        for more in (1, -1):
            said = Text(
                f"不满全年的“{label.zh}”{'多' if more > 0 else '少'}算一个月",
                f"“{label.en}” is one month {'more' if more > 0 else 'less'} where it is not the whole year",
            )
            yield _everywhere(ground, node, said, partial(_months_more, more))


def _everywhere(ground: Ground, node: ColumnValue, label: Text, step: Step) -> Way:
    rule = ground.side.compiled.by_key.get((node.level, node.name))
    clause = (
        rule.rule.clause
        if rule is not None
        else ground.side.compiled.levels[node.level].columns[node.name].clause
    )
    return Way(
        "omission", label, clause, Twist(steps=((node, step),)), BITS_OF_CASE + 1, f"{node.level}.{node.name}"
    )


def _constant(value: Value, run: Run, node: Node, _value: Callable[[], Value]) -> Value:
    return fill(value, run.size(node), node.schema.storage, node.schema.words)


def _months_more(more: int, run: Run, node: Node, value: Callable[[], Value]) -> Value:
    months = numbers(value(), run.size(node))
    moved = months + more
    inside = (
        np.asarray((months > 0) & (months < MONTHS)).astype(bool)
        if not months.mask.any()
        else flags((months > 0) & (months < MONTHS), len(months)).to_numpy(dtype=bool, na_value=False)
    )
    return moved.where(inside, months)
