"""Steps rounded where the text rounds none, and roundings done otherwise: in another mode, at another place, not at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from payout.engines.reference.values import numbers
from payout.evidence.reconciling.trials import Twist
from payout.evidence.reconciling.ways import Way, step_text, words_of
from payout.rendering.words import label_of
from payout.rules.tree import (
    Aggregate,
    Arithmetic,
    ColumnValue,
    Constant,
    Extreme,
    FirstMatch,
    Round,
    Through,
    Up,
)
from payout.rules.tree.schema import family
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Value
    from payout.evidence.reconciling.trials import Ground, Last, Step
    from payout.exact import ExactArray
    from payout.exact.rounding import Mode
    from payout.rules.compiled.compiled import Built
    from payout.rules.tree import Node

BITS_OF_ALL, BITS_OF_LAST, BITS_OF_STEP, BITS_INSIDE = 6, 6, 8, 10
FEN, JIAO, YUAN = 2, 1, 0
PLACES = {
    2: Text("分(两位小数)", "two decimals"), 1: Text("角(一位小数)", "one decimal"), 0: Text("整数(元)", "whole numbers"),
    -1: Text("十位", "tens"), -2: Text("百位", "hundreds"), 3: Text("三位小数", "three decimals"), 4: Text("四位小数", "four decimals"),
}  # fmt: skip
MODES: dict[str, Text] = {
    "half_up": Text("四舍五入", "rounded"),
    "down": Text("去尾", "cut off"),
    "up": Text("进位", "rounded up"),
    "half_even": Text("四舍六入五成双", "rounded half to even"),
}
OF_MEASURE = {
    "yuan": (2, 0, 1),
    "amount": (2, 0),
    "months": (0,),
    "points": (2, 1, 0),
    "weight_points": (2, 1),
}
OF_PURE = (2, 4, 3, 1)  # ratios, coefficients, means of counts
MONTHS = 12


def roundings(ground: Ground) -> Iterator[Way]:
    """Every way in which a list may round that the rules do not."""
    yield from _all_at_once(ground)
    yield from _declared(ground)
    yield from _at_the_end(ground)
    yield from _steps(ground)
    yield from _months_first(ground)


def rounded(places: int, mode: str, run: Run, node: Node, value: Callable[[], Value]) -> Value:
    """A step's value, rounded."""
    return numbers(value(), run.size(node)).round(places, mode=cast("Mode", mode))


def to(places: int, mode: str = "half_up") -> Step:
    """A step that rounds what stands there."""
    return partial(rounded, places, mode)


def unrounded(run: Run, node: Node, _value: Callable[[], Value]) -> Value:
    """What a rounding rounds, as it was before."""
    return run.value(cast("Round", node).operand)


def without_rounding(ground: Ground) -> Twist:
    """No rounding at all: what is then computed is smooth in every number that it rests on."""
    return Twist(steps=tuple((node, unrounded) for node in _rounds(ground)))


def _rounds(ground: Ground) -> list[Round]:
    return [node for node in ground.nodes if isinstance(node, Round)]


def _unrounded_steps(ground: Ground, measure: str) -> list[Node]:
    return [
        node for node, built in ground.nodes.items() if _is_step(node) and _measure(node, built) == measure
    ]


def _measure(node: Node, built: Built) -> str:
    return built.schema.measure if node == built.node else node.schema.measure


def _is_step(node: Node) -> bool:
    """Whether a step gives numbers of more decimals than a fen, and makes them itself."""
    told = node.schema
    makes = isinstance(node, (Arithmetic, Aggregate, FirstMatch, Extreme))
    return makes and told.kind == "number" and (told.places is None or told.places > FEN)


def _all_at_once(ground: Ground) -> Iterator[Way]:
    """All columns of yuan rounded as they are computed, or all steps; ratios likewise."""
    columns = [
        node
        for node, built in ground.nodes.items()
        if node == built.node and _is_step(node) and _measure(node, built) == "yuan"
    ]
    for places in (FEN, YUAN):
        if len(columns) > 1:
            label = Text(
                f"每一列金额都先四舍五入到{PLACES[places].zh}",
                f"every column of yuan rounded to {PLACES[places].en}",
            )
            yield _way(label, [(node, to(places)) for node in columns], BITS_OF_ALL, "columns")
        steps = _unrounded_steps(ground, "yuan")
        if len(steps) > len(columns):
            label = Text(
                f"每一步金额都四舍五入到{PLACES[places].zh}",
                f"every step of yuan rounded to {PLACES[places].en}",
            )
            yield _way(label, [(node, to(places)) for node in steps], BITS_OF_ALL, "steps")
    pure = [
        node for node, built in ground.nodes.items() if _is_step(node) and not family(_measure(node, built))
    ]
    for places in (2, 4) if len(pure) > 1 else ():
        label = Text(f"比例、系数都先取{PLACES[places].zh}", f"every ratio rounded to {PLACES[places].en}")
        yield _way(label, [(node, to(places)) for node in pure], BITS_OF_ALL, "ratios")


def _declared(ground: Ground) -> Iterator[Way]:
    """The roundings that rules declare, done otherwise: all of them, then each alone."""
    rounds = _rounds(ground)
    groups = [(rounds, BITS_OF_LAST)] if rounds else []
    groups += [([one], BITS_OF_LAST + 2) for one in rounds] if len(rounds) > 1 else []
    for group, bits in groups:
        where = Text("各项舍入", "every rounding") if len(group) > 1 else _of_round(ground, group[0])
        for how, step in _otherwise(group[0]):
            label = Text(f"{where.zh}改为{how.zh}", f"{where.en}: {how.en}")
            yield _way(label, [(node, step) for node in group], bits, "round", _clause(ground, group[0]))


def _of_round(ground: Ground, node: Round) -> Text:
    built = ground.nodes[node]
    label = label_of(ground.side.compiled, *built.key)
    return Text(f"“{label.zh}”的舍入", f"the rounding of “{label.en}”")


def _otherwise(node: Round) -> Iterator[tuple[Text, Step]]:
    for mode, said in MODES.items():
        if mode != node.mode and not (mode == "down" and node.mode == "floor"):
            yield said, _instead(node.places, mode)
    for places in (YUAN, JIAO, 3, 4, -1):
        if places < node.places or places > FEN:
            yield _to_places(places, "half_up"), _instead(places, "half_up")
    for places in (YUAN, JIAO):
        yield from (
            (_to_places(places, mode), _instead(places, mode))
            for mode in ("down", "up")
            if places < node.places
        )
    yield Text("不舍入", "none"), unrounded
    yield Text("先到三位小数,再四舍五入", "to three decimals first, then again"), _twice(node.places, 3)


def _to_places(places: int, mode: str) -> Text:
    return Text(f"{MODES[mode].zh}到{PLACES[places].zh}", f"{MODES[mode].en} to {PLACES[places].en}")


def _instead(places: int, mode: str) -> Step:
    def step(run: Run, node: Node, _value: Callable[[], Value]) -> Value:
        operand = run.value(cast("Round", node).operand)
        return numbers(operand, run.size(node)).round(places, mode=cast("Mode", mode))

    return step


def _twice(places: int, first: int) -> Step:
    def step(run: Run, node: Node, _value: Callable[[], Value]) -> Value:
        operand = numbers(run.value(cast("Round", node).operand), run.size(node))
        return operand.round(first).round(places)

    return step


def _at_the_end(ground: Ground) -> Iterator[Way]:
    """The amount itself rounded once more, or once for all its parts together."""
    smooth = without_rounding(ground)
    for places in (YUAN, JIAO, -1, -2):
        for mode in ("half_up", "down", "up"):
            how = _to_places(places, mode)
            label = Text(f"最后金额{how.zh}", f"the amount at the end {how.en}")
            yield Way("rounding", label, "", Twist(last=(_last(places, mode),)), BITS_OF_LAST + 1, "end")
    for mode in ("half_up", "down", "half_even") if len(_rounds(ground)) > 1 else ():
        how = _to_places(FEN, mode)
        label = Text(f"各项不舍入,合计后{how.zh}", f"no part rounded, their sum {how.en}")
        yield Way("rounding", label, "", smooth.then(Twist(last=(_last(FEN, mode),))), BITS_OF_LAST, "end")


def _last(places: int, mode: str) -> Last:
    return lambda amounts: amounts.round(places, mode=cast("Mode", mode))


def _steps(ground: Ground) -> Iterator[Way]:
    """One step rounded."""
    for node, built in ground.nodes.items():
        if _is_step(node):
            for places in OF_MEASURE.get(_measure(node, built), OF_PURE):
                yield _step(ground, node, places, "half_up")
            if _measure(node, built) in OF_MEASURE:
                yield _step(ground, node, OF_MEASURE[_measure(node, built)][0], "down")
        elif _is_input(ground, node):
            yield from (_step(ground, node, places, "half_up") for places in range(node.schema.places or 0))


def _is_input(ground: Ground, node: Node) -> bool:
    """An input of numbers with decimals: scores that a list took without theirs."""
    if not isinstance(node, ColumnValue) or (node.level, node.name) in ground.side.compiled.by_key:
        return False
    return node.schema.kind == "number" and (node.schema.places or 0) > 0 and node.schema.measure != "yuan"


def _step(ground: Ground, node: Node, places: int, mode: str) -> Way:
    built = ground.nodes[node]
    where, how = step_text(ground, node, built), _to_places(places, mode)
    if isinstance(node, ColumnValue):
        told = label_of(ground.side.compiled, node.level, node.name)
        where = Text(f"输入的“{told.zh}”", f"the input “{told.en}”")
    label = Text(f"{where.zh} 先{how.zh}", f"{where.en} {how.en} first")
    bits = BITS_OF_STEP if node == built.node else BITS_INSIDE
    if mode != "half_up":
        bits += 1
    return _way(
        label, [(node, to(places, mode))], bits, f"{built.rule.level}.{built.rule.name}", built.rule.clause
    )


def _clause(ground: Ground, node: Node) -> str:
    return ground.nodes[node].rule.clause


def _way(label: Text, steps: list[tuple[Node, Step]], bits: int, name: str, clause: str = "") -> Way:
    return Way("rounding", label, clause, Twist(steps=tuple(steps)), bits, name)


# ---- months first ----------------------------------------------------------------------------------------


def _months_first(ground: Ground) -> Iterator[Way]:
    """A yearly amount by the month first, rounded, then times the months; or the months as part of the year, rounded."""
    for where, nodes, bits in _by_months(ground):
        for places in (FEN, YUAN):
            how = PLACES[places]
            label = Text(
                f"{where.zh}先算每月金额并四舍五入到{how.zh},再乘月数",
                f"{where.en}: the monthly amount rounded to {how.en} first, then times months",
            )
            clause = _clause(ground, nodes[0])
            yield _way(label, [(node, _monthly(places)) for node in nodes], bits, "months_first", clause)
        for places in (2, 4):
            how = PLACES[places]
            label = Text(
                f"{where.zh}月数比例先取{how.zh}", f"{where.en}: months ÷ 12 rounded to {how.en} first"
            )
            clause = _clause(ground, nodes[0])
            yield _way(label, [(node, _parts(places)) for node in nodes], bits + 1, "months_ratio", clause)


def _by_months(ground: Ground) -> Iterator[tuple[Text, list[Node], int]]:
    """The formulas that go by months: all of them, those of one yearly amount, each alone."""
    found = [node for node in ground.nodes if _is_by_months(node)]
    yearly: dict[Node, list[Node]] = {}
    for node in found:
        yearly.setdefault(_source(cast("Arithmetic", cast("Arithmetic", node).left).left), []).append(node)
    if len(found) > 1:
        yield Text("各项", "everything"), found, BITS_OF_ALL
    for amount, nodes in yearly.items():
        if 1 < len(nodes) < len(found):
            told = words_of(ground, amount)
            yield Text(f"“{told.zh}”各处", f"“{told.en}” everywhere"), nodes, BITS_OF_STEP
    for node in found:
        where = step_text(ground, node, ground.nodes[node])
        yield Text(f"{where.zh}:", where.en), [node], BITS_OF_STEP


def _source(node: Node) -> Node:
    """The column that is read from another level."""
    while isinstance(node, (Up, Through)):
        node = node.operand
    return node


def _is_by_months(node: Node) -> bool:
    """Whether a step is an amount times something, divided by twelve."""
    return (
        isinstance(node, Arithmetic)
        and node.op == "/"
        and isinstance(node.right, Constant)
        and node.right.value == MONTHS
        and isinstance(node.left, Arithmetic)
        and node.left.op == "*"
    )


def _product(run: Run, node: Node) -> tuple[ExactArray, ExactArray]:
    """The yearly amount and the months of such a step, as columns."""
    product = cast("Arithmetic", cast("Arithmetic", node).left)
    size = run.size(node)
    first, second = (numbers(run.value(one), size) for one in (product.left, product.right))
    return (second, first) if family(product.left.schema.measure) == "months" else (first, second)


def _monthly(places: int) -> Step:
    def step(run: Run, node: Node, _value: Callable[[], Value]) -> Value:
        yearly, months = _product(run, node)
        return (yearly / MONTHS).round(places) * months

    return step


def _parts(places: int) -> Step:
    def step(run: Run, node: Node, _value: Callable[[], Value]) -> Value:
        yearly, months = _product(run, node)
        return yearly * (months / MONTHS).round(places)

    return step
