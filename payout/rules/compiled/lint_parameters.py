"""What the linter says of a policy's numbers: labels and dates, measures, weights, bands, readings.

`parameter_faults` is asked again of every run, since overlays and `--set` may have put other values in force.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from payout.rules.compiled.compiled import choice_fault, fault
from payout.rules.policy.usual import usual_range
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from payout.findings import Finding
    from payout.rules.policy.parameters import BandRow
    from payout.rules.policy.policy import Policy

MEASURES = frozenset(
    (
        *("yuan", "amount", "ratio", "coefficient", "points", "weight", "weight_points"),
        *("count", "people", "quantity", "rank", "year", "months", "days", "hours", "word"),
    )
)


def parameter_faults(policy: Policy) -> list[Finding]:
    """What is wrong with the values in force: overlays and --set may have changed them since the policy was linted."""
    return [*_weights(policy), *_bands(policy), *_usual(policy)]


def incomplete(policy: Policy) -> Iterator[Finding]:
    """The parameters that lack a clause, a label, a measure or a day."""
    for parameter in policy.parameters.values():
        where = f"parameters.toml {parameter.name}"
        lacking = [name for name, said in (("clause", parameter.clause), ("label", parameter.zh)) if not said]
        if parameter.kind != "choice" and parameter.measure and parameter.measure not in MEASURES:
            yield _measure_fault(where, parameter.measure, parameter.clause)
        if not parameter.measure and parameter.kind not in {"choice", "bands"}:
            lacking.append("measure")
        if any(since is None for since, _ in parameter.history):
            lacking.append("since")
        if lacking:
            names = ", ".join(lacking)
            yield fault(
                "L410",
                where,
                f"参数缺少 {names}",
                f"the parameter lacks {names}",
                clause=parameter.clause,
                fix=(
                    "补上条款、名称、单位和生效日期",
                    "state clause, label, measure and the day since which it holds",
                ),
            )


def unbounded(policy: Policy) -> Iterator[Finding]:
    """The parameters that give numbers and say no bounds: one that was mistyped would run."""
    for parameter in policy.parameters.values():
        if parameter.is_numeric and parameter.bounds is None:
            yield fault(
                "L415",
                f"parameters.toml {parameter.name}",
                "数值参数没有写明上下限",
                "the parameter gives numbers and has no bounds",
                clause=parameter.clause,
                fix=(
                    "写明最小值和最大值,如 bounds = [0, 1]",
                    "state the least and the most that it may be, as in bounds = [0, 1]",
                ),
            )


def _measure_fault(where: str, measure: str, clause: str) -> Finding:
    close = get_close_matches(measure, sorted(MEASURES), 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    known = "、".join(sorted(MEASURES))
    return fault(
        "L414",
        where,
        f"没有单位 {measure}",
        f"there is no measure {measure}{hint}",
        clause=clause,
        fix=(f"改为其中之一:{known}", f"write one of {', '.join(sorted(MEASURES))}"),
    )


def unknown_measures(policy: Policy) -> Iterator[Finding]:
    """The rules and columns whose measure outputs do not know."""
    for rule in policy.rules:
        if rule.measure and rule.measure not in MEASURES:
            yield _measure_fault(f"rules.py {rule.level}.{rule.name}", rule.measure, rule.clause)
    for level in policy.levels.values():
        for column in level.columns.values():
            if column.measure and column.measure not in MEASURES:
                yield _measure_fault(f"tables.py {level.name}.{column.name}", column.measure, column.clause)


def _weights(policy: Policy) -> Iterator[Finding]:
    """A table with measure "weight" holds shares of one whole: they sum to 1, or to 100 for points."""
    for parameter in policy.parameters.values():
        if parameter.measure in {"weight", "weight_points"} and not isinstance(parameter.value, (str, tuple)):
            entries = parameter.value.values() if isinstance(parameter.value, Mapping) else ()
            whole = 1 if parameter.measure == "weight" else 100
            total = sum(entry for entry in entries if not isinstance(entry, str))
            if total != whole and not parameter.answered_by:
                yield fault(
                    "L411",
                    f"parameters.toml {parameter.name}",
                    f"权重合计为 {total},应为 {whole}",
                    f"the weights sum to {total}, not to {whole}",
                    clause=parameter.clause,
                    fix=("补齐权重,或登记为口径", "complete the weights, or register how the text is read"),
                )


def _bands(policy: Policy) -> Iterator[Finding]:
    for parameter in policy.parameters.values():
        if parameter.kind == "bands" and isinstance(parameter.value, tuple):
            for zh, en in _band_faults(parameter.value, answered=bool(parameter.answered_by)):
                fix = ("使各档首尾相接", "let each band end where the next begins")
                yield fault(
                    "L412", f"parameters.toml {parameter.name}", zh, en, clause=parameter.clause, fix=fix
                )


def _usual(policy: Policy) -> Iterator[Finding]:
    """The usual ranges of amounts that are none."""
    for file in policy.card.files:
        try:
            usual_range(file, policy.parameters)
        except LanguageError as why:
            yield fault(
                "L417",
                f"policy.toml {file.name or file.level}",
                f"通常范围写得不对:{why.zh or why}",
                str(why),
                fix=(
                    '写作 usual = "下限 上限":两个数,或参数的名称',
                    'write usual = "low high": two numbers, or names of parameters',
                ),
            )


def _band_faults(rows: tuple[BandRow, ...], *, answered: bool) -> Iterator[tuple[str, str]]:
    for row in rows:
        empty = row.floor is not None and row.ceiling is not None and row.floor >= row.ceiling
        if empty and not (row.closed and not row.open and row.floor == row.ceiling):
            yield (
                f"{row.floor} 至 {row.ceiling} 的档次是空的",
                f"the band from {row.floor} to {row.ceiling} is empty",
            )
    ordered = sorted(rows, key=lambda row: (row.floor is not None, row.floor or 0))
    for low, high in itertools.pairwise(ordered):
        closed = low.closed and not high.open
        if low.ceiling is None or high.floor is None or _overlap(low.ceiling, high.floor, closed=closed):
            yield (
                f"{low.ceiling} 与 {high.floor} 之间档次重叠",
                f"bands overlap at {high.floor}: one ends at {low.ceiling}",
            )
        elif (low.ceiling < high.floor or low.closed != high.open) and not answered:
            yield (
                f"{low.ceiling} 至 {high.floor} 没有档次",
                f"the bands leave a hole from {low.ceiling} to {high.floor}",
            )


def _overlap(ceiling: Fraction, floor: Fraction, *, closed: bool) -> bool:
    return ceiling >= floor if closed else ceiling > floor


def choice_faults(policy: Policy) -> Iterator[Finding]:
    """The choices without reasons or readings."""
    for parameter in policy.parameters.values():
        if parameter.kind == "choice":
            if str(parameter.value) not in parameter.options:
                readings = ", ".join(parameter.options)
                why = f"{parameter.value} is not among its readings: {readings}"
                yield choice_fault(parameter.name, parameter.clause, why)
            if not parameter.note:
                why = "it does not say why its default was taken: add why = …"
                yield choice_fault(parameter.name, parameter.clause, why)
        answer = policy.parameters.get(parameter.answered_by)
        if parameter.answered_by and (answer is None or answer.kind != "choice"):
            why = f"answered_by = {parameter.answered_by}: there is no such choice"
            yield choice_fault(parameter.name, parameter.clause, why)
