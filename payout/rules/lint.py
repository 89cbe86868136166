"""What a policy may not leave undone. Run before any data is read; every refusal names the rule or parameter and the fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from payout.rules.build import Scheme, build, fault
from payout.rules.expressions import Band, Choose, Lookup, ParameterRef, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.findings import Finding
    from payout.rules.parameters import BandRow, Parameter
    from payout.rules.policy import Policy


def lint(policy: Policy) -> list[Finding]:
    """Give all that is wrong with a policy."""
    scheme, findings = build(policy)
    return [
        *findings,
        *_parameters(policy),
        *_weights(policy),
        *_bands(policy),
        *_choices(policy, scheme),
        *_derivations(policy),
        *_shown(policy, scheme),
        *_unused(policy, scheme),
        *_clauses(policy),
        *_names(policy),
    ]


def _parameters(policy: Policy) -> Iterator[Finding]:
    for parameter in policy.parameters.values():
        where = f"parameters.toml {parameter.name}"
        lacking = [name for name in ("clause", "zh") if not getattr(parameter, name)]
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


def _weights(policy: Policy) -> Iterator[Finding]:
    """A table with measure "weight" holds shares of one whole: they sum to 1, or to 100 for points."""
    for parameter in policy.parameters.values():
        if parameter.measure in {"weight", "weight_points"} and not isinstance(parameter.value, (str, tuple)):
            entries = getattr(parameter.value, "values", list)()
            whole = 1 if parameter.measure == "weight" else 100
            total = sum(entry for entry in entries if not isinstance(entry, str))
            if total != whole:
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
            for zh, en in _band_faults(parameter.value):
                yield fault("L412", f"parameters.toml {parameter.name}", zh, en, clause=parameter.clause)


def _band_faults(rows: tuple[BandRow, ...]) -> Iterator[tuple[str, str]]:
    ordered = sorted(rows, key=lambda row: (row.floor is not None, row.floor or 0))
    for low, high in zip(ordered, ordered[1:], strict=False):
        if low.ceiling is None or high.floor is None or low.ceiling > high.floor:
            yield (
                f"{low.ceiling} 与 {high.floor} 之间档次重叠",
                f"bands overlap at {high.floor}: one ends at {low.ceiling}",
            )
        elif low.ceiling < high.floor:
            yield (
                f"{low.ceiling} 至 {high.floor} 没有档次",
                f"the bands leave a hole from {low.ceiling} to {high.floor}",
            )


def _choices(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    for parameter in policy.parameters.values():
        if parameter.kind == "choice":
            if str(parameter.value) not in parameter.options:
                readings = ", ".join(parameter.options)
                yield _choice_fault(parameter, f"{parameter.value} is not among its readings: {readings}")
            if not parameter.note:
                yield _choice_fault(parameter, "it does not say why its default was taken: add why = …")
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
    return fault("L413", f"parameters.toml {parameter.name}", f"口径有误:{why}", why, clause=parameter.clause)


def _derivations(policy: Policy) -> Iterator[Finding]:
    stated = [derivation.target for derivation in policy.derivations]
    declared = [level.name for level in policy.levels.values() if level.derived is not None]
    for level in policy.levels.values():
        if level.table is not None:
            declared += [f"{level.name}.{name}" for name in level.columns if name not in level.table.by_name]
    for target in sorted(set(stated) ^ set(declared)):
        side = (
            "tables.py declares it, no derivation makes it"
            if target in declared
            else "tables.py does not declare it"
        )
        yield fault("L404", f"rules.py {target}", f"推导与声明不符:{side}", side)


def _shown(policy: Policy, scheme: Scheme) -> Iterator[Finding]:
    for level, path, where in _outputs(policy):
        *parents, name = path.split(".")
        at = level
        for parent in parents:
            at = parent if at in policy.levels and parent in policy.levels[at].parents else ""
        if at not in policy.levels or name not in scheme.names.columns.get(at, ()):
            yield fault(
                "L405", f"policy.toml {where}", f"没有列 {level}.{path}", f"there is no column {level}.{path}"
            )


def _outputs(policy: Policy) -> Iterator[tuple[str, str, str]]:
    for file in policy.card.files:
        for name in (*file.first, *((file.total,) if file.total else ())):
            yield file.level, name, file.name
    for view in policy.card.views:
        named = (*view.columns, *view.order, *view.totals, *((view.where,) if view.where else ()))
        for path in (*named, *((view.group,) if view.group else ())):
            yield view.level, path, view.title.en


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
        used.update(derivation.function.__annotations__, derivation.function.__code__.co_varnames)  # type: ignore[attr-defined]
    for name in policy.parameters:
        if name not in used:
            yield fault(
                "L407", f"parameters.toml {name}", "没有规则用到此参数", "no rule uses this parameter"
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
                    f"rules.py {name}",
                    f"条款 {part} 不在 policy.toml 的清单中",
                    f"clause {part} is not in policy.toml's list",
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


def _citations(policy: Policy) -> Iterator[tuple[str, str]]:
    for rule in (*policy.rules, *policy.checks):
        yield f"{rule.level}.{rule.name}", rule.clause
    for derivation in policy.derivations:
        yield derivation.target, derivation.clause
    for parameter in policy.parameters.values():
        if parameter.clause:
            yield parameter.name, parameter.clause
    for table in policy.tables:
        for column in table.columns:
            if column.clause:
                yield f"{table.name}.{column.name}", column.clause


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
            )
        if not rule.label.zh or not rule.label.en:
            yield fault(
                "L409",
                f"rules.py {rule.level}.{rule.name}",
                "规则缺少中文名或说明",
                "the rule lacks its Chinese label or a docstring",
                clause=rule.clause,
            )
