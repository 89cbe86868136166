"""What a policy may not leave undone.

Run before any data is read; every finding names the file, the rule or parameter, and the fix.

======  ==========================================================================================
code    meaning
======  ==========================================================================================
L401    a rule or check is no valid expression: an unknown name, kinds that do not fit, a float, `if`
L402    two rules define one column, or a rule bears the name of an input column
L403    rules rest on each other in a circle
L404    derivations and tables.py do not agree, or a derivation reads neither table nor parameter
L405    a sheet, a file or a check names a column that there is not
L406    a rule that no rule, check or output uses
L407    a parameter that no rule uses
L408    a column or rule bears a parameter's name
L409    a rule without its Chinese label or a docstring
L410    a parameter without clause, label, measure or date
L411    weights that do not sum to one
L412    bands that overlap, are empty, or leave a hole
L413    a choice without reasons, a default that is no reading, or branches that are not the readings
L414    a measure that is none of those that outputs know
L420    a cited clause that is not in the policy's list
L421    a clause of the list that nothing cites and no note declares as not computed
L422    a clause declared as not computed that is not in the list
======  ==========================================================================================

What cannot be read at all (unknown keys in policy.toml or parameters.toml, a float, nan or inf,
a missing file) is a LanguageError when the policy is loaded.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from difflib import get_close_matches
from inspect import signature
from typing import TYPE_CHECKING

from payout.rules.build import broken, build, fault
from payout.rules.data import no_rows
from payout.rules.evaluate import Evaluation, RuleFault
from payout.rules.expressions import Band, Choose, Lookup, ParameterRef, walk
from payout.rules.values import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from payout.findings import Finding
    from payout.rules.build import Scheme
    from payout.rules.parameters import BandRow, Parameter
    from payout.rules.policy import Policy
    from payout.rules.result import View


MEASURES = frozenset(
    (
        *("yuan", "amount", "ratio", "coefficient", "points", "weight", "weight_points"),
        *("count", "people", "quantity", "rank", "year", "months", "days", "hours", "word"),
    )
)


def lint(policy: Policy) -> list[Finding]:
    """Give all that is wrong with a policy."""
    scheme, findings = build(policy)
    return [
        *(findings or _trial(scheme)),
        *_parameters(policy),
        *_weights(policy),
        *_bands(policy),
        *_choices(policy, scheme),
        *_derivations(policy),
        *(() if findings else (*_shown(policy, scheme), *_unused(policy, scheme))),
        *_clauses(policy),
        *_names(policy),
        *_measures(policy),
    ]


def parameter_faults(policy: Policy) -> list[Finding]:
    """Give what is wrong with the values in force: overlays and --set may have changed them since the policy was linted."""
    return [*_weights(policy), *_bands(policy)]


def _trial(scheme: Scheme) -> Iterator[Finding]:
    """Evaluate everything over no rows: what cannot be evaluated there cannot be anywhere."""
    evaluation = Evaluation(scheme, no_rows(scheme))
    for built in scheme.rules:
        found = scheme.type_of_column(*built.key)
        column = fill(None, 0, found.storage, tuple(found.options or ()))
        evaluation.data[built.rule.level].columns[built.rule.name] = column
    for built in (*scheme.rules, *scheme.checks):
        try:
            evaluation.column(built)
        except RuleFault as error:
            yield broken(built.rule, str(error.__cause__))


def _parameters(policy: Policy) -> Iterator[Finding]:
    for parameter in policy.parameters.values():
        where = f"parameters.toml {parameter.name}"
        lacking = [name for name in ("clause", "zh") if not getattr(parameter, name)]
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


def _measures(policy: Policy) -> Iterator[Finding]:
    for rule in policy.rules:
        if rule.measure and rule.measure not in MEASURES:
            yield _measure_fault(f"rules.py {rule.level}.{rule.name}", rule.measure, rule.clause)
    for level in policy.levels.values():
        for column in level.columns.values():
            if column.measure and column.measure not in MEASURES:
                yield _measure_fault(f"tables.py {level.name}.{column.name}", column.measure, column.clause)


def _weights(policy: Policy) -> Iterator[Finding]:
    """Give a table with measure "weight" holds shares of one whole: they sum to 1, or to 100 for points."""
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


def _band_faults(rows: tuple[BandRow, ...], *, answered: bool) -> Iterator[tuple[str, str]]:
    for row in rows:
        empty = row.floor is not None and row.ceiling is not None and row.floor >= row.ceiling
        if empty and not (row.closed and row.floor == row.ceiling):
            yield (
                f"{row.floor} 至 {row.ceiling} 的档次是空的",
                f"the band from {row.floor} to {row.ceiling} is empty",
            )
    ordered = sorted(rows, key=lambda row: (row.floor is not None, row.floor or 0))
    for low, high in itertools.pairwise(ordered):
        if low.ceiling is None or high.floor is None or _overlap(low.ceiling, high.floor, closed=low.closed):
            yield (
                f"{low.ceiling} 与 {high.floor} 之间档次重叠",
                f"bands overlap at {high.floor}: one ends at {low.ceiling}",
            )
        elif (low.ceiling < high.floor or low.closed) and not answered:
            yield (
                f"{low.ceiling} 至 {high.floor} 没有档次",
                f"the bands leave a hole from {low.ceiling} to {high.floor}",
            )


def _overlap(ceiling: Fraction, floor: Fraction, *, closed: bool) -> bool:
    return ceiling >= floor if closed else ceiling > floor


def _choices(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    for parameter in policy.parameters.values():
        if parameter.kind == "choice":
            if str(parameter.value) not in parameter.options:
                readings = ", ".join(parameter.options)
                yield _choice_fault(parameter, f"{parameter.value} is not among its readings: {readings}")
            if not parameter.note:
                yield _choice_fault(parameter, "it does not say why its default was taken: add why = …")
        answer = policy.parameters.get(parameter.answered_by)
        if parameter.answered_by and (answer is None or answer.kind != "choice"):
            yield _choice_fault(parameter, f"answered_by = {parameter.answered_by}: there is no such choice")
    for built in (*scheme.rules, *scheme.checks):
        for part in walk(built.expression):
            if isinstance(part, Choose):
                parameter = policy.parameters[part.choice]
                if set(part.branches) != set(parameter.options):
                    readings = ", ".join(parameter.options)
                    yield _choice_fault(
                        parameter, f"rule {built.rule.name} must have a branch for each of {readings}"
                    )


def _choice_fault(parameter: Parameter, why: str) -> Finding:
    where = f"parameters.toml {parameter.name}"
    fix = (
        "使默认值、各读法与规则的分支一致,并写明 why",
        "let default, readings and branches agree, and say why",
    )
    return fault("L413", where, f"口径有误:{why}", why, clause=parameter.clause, fix=fix)


def _derivations(policy: Policy) -> Iterator[Finding]:
    stated = [derivation.target for derivation in policy.derivations]
    declared = [level.name for level in policy.levels.values() if level.derived is not None]
    for level in policy.levels.values():
        if level.table is not None:
            declared += [f"{level.name}.{name}" for name in level.columns if name not in level.table.by_name]
    fix = (
        "使 rules.py 的推导与 tables.py 的声明一一对应",
        "let rules.py and tables.py state the same derivations",
    )
    for target in sorted({*stated, *declared}):
        found = (stated.count(target), declared.count(target))
        if found == (1, 1):
            continue
        why = "two derivations make it" if found[0] > 1 else "tables.py declares it, no derivation makes it"
        why = why if found[1] else "a derivation makes it, tables.py does not declare it"
        yield fault("L404", f"rules.py {target}", f"推导与声明不符:{why}", why, fix=fix)
    readable = {table.name for table in policy.tables} | set(policy.parameters)
    for derivation in policy.derivations:
        for name in signature(derivation.function).parameters:
            if name not in readable:
                why = f"a derivation reads tables and parameters; {name} is neither"
                yield fault("L404", f"rules.py {derivation.target}", f"推导读不到 {name}", why, fix=fix)


def _shown(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    for level, path, where in _outputs(policy):
        *parents, name = path.split(".")
        at = level
        for parent in parents:
            at = parent if at in policy.levels and parent in policy.levels[at].parents else ""
        if at not in policy.levels or name not in scheme.names.columns.get(at, ()):
            yield _no_column(f"policy.toml {where}", f"{level}.{path}")
    quota = policy.card.quota
    if quota is not None and quota.rounding and quota.rounding not in policy.parameters:
        yield _no_column("policy.toml quota", quota.rounding)
    yield from _charts(policy, scheme)
    for check in policy.checks:
        if check.column and check.column not in scheme.names.columns[check.level]:
            yield _no_column(f"rules.py {check.level}.{check.name}", f"{check.level}.{check.column}")


def _charts(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    """Give what a chart cannot draw: it reads cells of its sheet, and its values are numbers."""
    for view in policy.card.views:
        if view.chart is None:
            continue
        where = f"policy.toml {view.title.en}"
        for path in (path for path in view.chart.paths if path not in view.columns):
            fix = ("把该列加入 columns", "add it to columns")
            zh, en = f"图用到的列 {path} 不在本表中", f"the chart reads {path}, which the sheet does not show"
            yield fault("L405", where, zh, en, fix=fix)
        for path in (
            path for path in view.chart.y if path in view.columns and not _is_number(scheme, view, path)
        ):
            fix = ("y 用数值列", "let y name columns of numbers")
            zh, en = f"图的 y 列 {path} 不是数值", f"y of the chart names {path}, which holds no numbers"
            yield fault("L405", where, zh, en, fix=fix)


def _is_number(scheme: Scheme, view: View, path: str) -> bool:
    """Tell whether a column holds numbers; one that does not exist is another finding's business."""
    *parents, name = path.split(".")
    level = parents[-1] if parents else view.level
    return (
        name not in scheme.names.columns.get(level, ()) or scheme.type_of_column(level, name).kind == "number"
    )


def _no_column(where: str, path: str) -> Finding:
    fix = (
        "核对列名;上级的列写作 unit.unit_name",
        "check the name; a parent's column is written unit.unit_name",
    )
    return fault("L405", where, f"没有列 {path}", f"there is no column {path}", fix=fix)


def _outputs(policy: Policy) -> Iterator[tuple[str, str, str]]:
    for file in policy.card.files:
        for name in (*file.first, *((file.total,) if file.total else ())):
            yield file.level, name, file.name
    for view in policy.card.views:
        named = (*view.columns, *view.order, *view.totals, *((view.where,) if view.where else ()))
        for path in (*named, *((view.group,) if view.group else ())):
            yield view.level, path, view.title.en
    if policy.card.quota is not None:
        yield from ((level, column, "quota") for level, column in policy.card.quota.columns())


def _unused(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    read = {key for built in (*scheme.rules, *scheme.checks) for key in built.reads}
    for level, path, _ in _outputs(policy):
        *parents, name = path.split(".")
        read.add((parents[-1] if parents else level, name))
    for built in scheme.rules:
        if built.key not in read:
            yield fault(
                "L406",
                f"rules.py {built.rule.level}.{built.rule.name}",
                "没有规则、检查或输出用到它",
                "no rule, check or output uses it",
                clause=built.rule.clause,
                fix=(
                    "删去,或在 policy.toml 的表中列出",
                    "remove it, or show it in a sheet or file of policy.toml",
                ),
            )
    yield from _unused_parameters(policy, scheme)


def _unused_parameters(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    used: set[str] = set()
    for built in (*scheme.rules, *scheme.checks):
        for part in walk(built.expression):
            match part:
                case ParameterRef(name) | Choose(choice=name) | Lookup(table=name) | Band(table=name):
                    used.add(name)
    for derivation in policy.derivations:
        used.update(signature(derivation.function).parameters)
    for name, parameter in policy.parameters.items():
        if name not in used and not parameter.statute:
            fix = ("删去,或写出读它的规则", "remove it, or write the rule that reads it")
            yield fault(
                "L407",
                f"parameters.toml {name}",
                "没有规则用到此参数",
                "no rule uses this parameter",
                fix=fix,
            )


def _clauses(policy: Policy) -> Iterator[Finding]:
    known = set(policy.card.clauses)
    cited: set[str] = set()
    for name, clause in _citations(policy):
        for part in re.split(r"[,、]\s*", clause):
            cited.add(part)
            if part not in known:
                yield fault(
                    "L420",
                    name,
                    f"条款 {part} 不在 policy.toml 的清单中",
                    f"clause {part} is not in policy.toml's list",
                    fix=("改正条款号,或补入 clauses", "correct the clause, or add it to clauses"),
                )
    for clause in policy.card.clauses:
        if clause not in cited and clause not in policy.card.not_computed:
            yield fault(
                "L421",
                f"policy.toml {clause}",
                f"条款 {clause} 既无规则引用,也未说明不计算",
                f"no rule cites clause {clause}, and no note declares it as not computed",
                fix=("写规则,或在 [not_computed] 中说明", "write its rule, or say why under [not_computed]"),
            )

    for clause in policy.card.not_computed:
        if clause not in known:
            why = f"[not_computed] names clause {clause}, which is not in the list"
            fix = ("改正条款号,或补入 clauses", "correct the clause, or add it to clauses")
            yield fault("L422", f"policy.toml {clause}", f"清单中没有条款 {clause}", why, fix=fix)


def _citations(policy: Policy) -> Iterator[tuple[str, str]]:
    for rule in (*policy.rules, *policy.checks):
        yield f"rules.py {rule.level}.{rule.name}", rule.clause
    for derivation in policy.derivations:
        yield f"rules.py {derivation.target}", derivation.clause
    for parameter in policy.parameters.values():
        if parameter.clause and not parameter.statute:
            yield f"parameters.toml {parameter.name}", parameter.clause
    for table in policy.tables:
        for column in table.columns:
            if column.clause:
                yield f"tables.py {table.name}.{column.name}", column.clause


def _names(policy: Policy) -> Iterator[Finding]:
    for level in policy.levels.values():
        for name in sorted(set(level.columns) & set(policy.parameters)):
            yield fault(
                "L408",
                f"tables.py {level.name}.{name}",
                "列与参数同名",
                "a column and a parameter share this name",
                fix=("改掉其中一个", "rename one of them"),
            )
    for rule in policy.rules:
        if rule.name in policy.parameters:
            yield fault(
                "L408",
                f"rules.py {rule.level}.{rule.name}",
                "规则与参数同名",
                "a rule and a parameter share this name",
                fix=("改掉其中一个", "rename one of them"),
            )
        if not rule.label.zh or not rule.label.en:
            yield fault(
                "L409",
                f"rules.py {rule.level}.{rule.name}",
                "规则缺少中文名或说明",
                "the rule lacks its Chinese label or a docstring",
                clause=rule.clause,
                fix=("写 zh= 和一句英文说明", "write zh= and a docstring of one sentence"),
            )
