"""What a policy may not leave undone.

Run before any data is read; every finding names the file, the rule or parameter, and the fix.

======  ==========================================================================================
code    meaning
======  ==========================================================================================
L401    a rule or check is no valid expression: an unknown name, kinds that do not fit, a float, `if`
L402    two rules define one column, or a rule bears the name of an input column
L403    rules rest on each other in a circle
L404    a derivation reads what is neither table nor parameter
L405    a sheet, a file or a check names a column that there is not
L406    a rule that no rule, check or output uses
L407    a parameter that no rule uses
L408    a column or rule bears a parameter's name
L409    a rule without its label in one language, or a section without what its clause says
L410    a parameter without clause, label, measure or date
L411    weights that do not sum to one
L412    bands that overlap, are empty, or leave a hole
L413    a choice without reasons, a default that is no reading, or branches that are not the readings
L414    a measure that is none of those that outputs know
L415    a parameter that gives numbers, without bounds
L416    a column whose blank a rule gives a meaning, and that does not say which
L417    a usual range of an amount that is none
L418    an amount that is paid, in the column of a file's `total`, that is not rounded to the fen
L420    a cited clause that is not in the policy's list
L421    a clause of the list that nothing cites and no note declares as not computed
L422    a clause declared as not computed that is not in the list
======  ==========================================================================================

What cannot be read at all (unknown keys in policy.toml or parameters.toml, a float, nan or inf,
a missing file) is a LanguageError when the policy is loaded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from payout.rules.compiled.compiled import build, fault
from payout.rules.compiled.lint_blanks import unsaid_blanks
from payout.rules.compiled.lint_parameters import (
    choice_faults,
    incomplete,
    parameter_faults,
    unbounded,
    unknown_measures,
)
from payout.rules.compiled.shown import complete
from payout.rules.language.statements import columns_in
from payout.rules.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.findings import Finding
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.card import SheetPlan
    from payout.rules.policy.policy import Policy
    from payout.rules.tree import Node


PLACES_OF_MONEY = 2


def lint(policy: Policy) -> list[Finding]:
    """All that is wrong with a policy."""
    compiled, findings = build(policy)
    return [
        *findings,
        *incomplete(policy),
        *unbounded(policy),
        *parameter_faults(policy),
        *choice_faults(policy),
        *_derivations(policy),
        *(
            ()
            if findings
            else (
                *_shown(policy, compiled),
                *_unused(policy, compiled),
                *unsaid_blanks(compiled),
                *unrounded(compiled),
            )
        ),
        *_clauses(policy),
        *_names(policy),
        *_sections(policy),
        *unknown_measures(policy),
    ]


def _derivations(policy: Policy) -> Iterator[Finding]:
    readable = {table.name for table in policy.tables} | set(policy.parameters)
    for derivation in policy.derivations:
        for name in derivation.reads:
            if name not in readable:
                why = f"a derivation reads tables and parameters; {name} is neither"
                fix = ("改正参数名", "let its arguments name tables and parameters")
                yield fault("L404", f"tables.py {derivation.target}", f"推导读不到 {name}", why, fix=fix)


def _shown(policy: Policy, compiled: CompiledPolicy) -> Iterator[Finding]:
    for level, where in _levels_shown(policy):
        if level not in policy.levels:
            fix = ("改正 level,层见 tables.py", "correct level: tables.py declares the levels there are")
            yield fault(
                "L405", f"policy.toml {where}", f"没有层 {level}", f"there is no level {level}", fix=fix
            )
    for level, path, where in _outputs(compiled):
        *parents, name = path.split(".")
        at = level
        for parent in parents:
            at = parent if at in policy.levels and parent in policy.levels[at].parents else ""
        if at not in policy.levels or name not in compiled.columns(at):
            yield _no_column(f"policy.toml {where}", f"{level}.{path}")
    yield from _in_service(policy, compiled)
    yield from _rows_of_slips(policy)
    quota = policy.card.quota
    if quota is not None and quota.rounding and quota.rounding not in policy.parameters:
        yield _no_column("policy.toml quota", quota.rounding)
    yield from _charts(compiled)
    for check in policy.checks:
        named = columns_in(check.label, check.expected, check.fix)
        for name in dict.fromkeys((*(() if not check.column else (check.column,)), *named)):
            if name not in compiled.columns(check.level):
                yield _no_column(f"{check.file} {check.level}.{check.name}", f"{check.level}.{name}")


def _rows_of_slips(policy: Policy) -> Iterator[Finding]:
    """The tables that a slip lists and whose rows do not belong to its level."""
    for slip in policy.card.slips:
        for name in slip.rows:
            if name not in policy.levels or slip.level not in policy.levels[name].parents:
                fix = ("写属于该层的层,见 tables.py", "name levels whose rows belong to it: see tables.py")
                zh, en = f"{slip.level} 没有 {name} 的行", f"no rows of {name} belong to {slip.level}"
                yield fault("L405", "policy.toml slip", zh, en, fix=fix)


def unrounded(compiled: CompiledPolicy) -> Iterator[Finding]:
    """The amounts that are paid and may be no whole number of fen; asked again of every run, whose values may be others."""
    for file in compiled.policy.card.files:
        if not file.total or file.total not in compiled.columns(file.level):
            continue
        places = compiled.schema_of(file.level, file.total).places
        if places is None or places > PLACES_OF_MONEY:
            built = compiled.by_key.get((file.level, file.total))
            yield fault(
                "L418",
                f"policy.toml {file.name or file.level}",
                f"应发数 {file.total} 没有舍入到分",
                f"the amount that is paid, {file.total}, is not rounded to the fen",
                clause="" if built is None else built.rule.clause,
                fix=(
                    "规则中用 to_fen 舍入一次;由改动的参数引起的,改参数",
                    "round it once, by to_fen in its rule; where a changed parameter brought it about, correct that",
                ),
            )


def _in_service(policy: Policy, compiled: CompiledPolicy) -> Iterator[Finding]:
    """The flag of those in service, where it is none."""
    level, _, name = policy.card.in_service.partition(".")
    if name and not (
        level in compiled.levels
        and name in compiled.columns(level)
        and compiled.schema_of(level, name).kind == "flag"
    ):
        fix = (
            '写作 in_service = "person.in_service",该列为是否',
            'write in_service = "person.in_service", a flag of that level',
        )
        yield fault(
            "L405",
            "policy.toml look",
            f"没有是否列 {level}.{name}",
            f"there is no flag {level}.{name}",
            fix=fix,
        )


def _charts(compiled: CompiledPolicy) -> Iterator[Finding]:
    """What a chart cannot draw: it reads cells of its sheet, and its values are numbers."""
    for view in _sheets(compiled):
        if view.chart is None:
            continue
        where = f"policy.toml {view.title.en}"
        for path in (path for path in view.chart.paths if path not in view.columns):
            fix = ("把该列加入 columns", "add it to columns")
            zh, en = f"图用到的列 {path} 不在本表中", f"the chart reads {path}, which the sheet does not show"
            yield fault("L405", where, zh, en, fix=fix)
        for path in (
            path for path in view.chart.y if path in view.columns and not _is_number(compiled, view, path)
        ):
            fix = ("y 用数值列", "let y name columns of numbers")
            zh, en = f"图的 y 列 {path} 不是数值", f"y of the chart names {path}, which holds no numbers"
            yield fault("L405", where, zh, en, fix=fix)


def _is_number(compiled: CompiledPolicy, view: SheetPlan, path: str) -> bool:
    """Tell whether a column holds numbers; one that does not exist is another finding's business."""
    *parents, name = path.split(".")
    level = parents[-1] if parents else view.level
    return name not in compiled.columns(level) or compiled.schema_of(level, name).kind == "number"


def _no_column(where: str, path: str) -> Finding:
    fix = (
        "核对列名;上级的列写作 unit.unit_name",
        "check the name; a parent's column is written unit.unit_name",
    )
    return fault("L405", where, f"没有列 {path}", f"there is no column {path}", fix=fix)


def _levels_shown(policy: Policy) -> Iterator[tuple[str, str]]:
    yield from ((file.level, file.name or file.level) for file in policy.card.files)
    yield from ((sheet.level, sheet.title.en or sheet.level) for sheet in policy.card.sheets)
    yield from (
        (remark.rows, sheet.title.en or sheet.level)
        for sheet in policy.card.sheets
        for remark in sheet.remarks
        if remark.rows
    )
    yield from ((slip.level, "slip") for slip in policy.card.slips)


def _sheets(compiled: CompiledPolicy) -> Iterator[SheetPlan]:
    """The sheets as they are shown; one of a level that there is not is another finding's business."""
    return (
        complete(compiled, sheet) for sheet in compiled.policy.card.sheets if sheet.level in compiled.levels
    )


def _outputs(compiled: CompiledPolicy) -> Iterator[tuple[str, str, str]]:
    """The columns that outputs name, or are given where they name none: level, path, and where."""
    card = compiled.policy.card
    for file in (file for file in card.files if file.level in compiled.levels):
        for name in (*file.first, *((file.total,) if file.total else ())):
            yield file.level, name, file.name or file.level
    for sheet in _sheets(compiled):
        named = (*sheet.columns, *sheet.order, *sheet.totals)
        for path in (*named, *(one for one in (sheet.where, sheet.group) if one)):
            yield sheet.level, path, sheet.title.en
        for remark in sheet.remarks:
            yield from ((remark.rows or sheet.level, path, sheet.title.en) for path in remark.paths)
    for slip in (slip for slip in card.slips if slip.level in compiled.levels):
        yield from ((slip.level, path, "slip") for path in slip.columns)
    if card.quota is not None:
        yield from ((level, column, "quota") for level, column in card.quota.columns())


def _read_to_look(policy: Policy) -> Iterator[tuple[str, str]]:
    """The columns that the page before paying reads."""
    level, _, name = policy.card.in_service.partition(".")
    if name:
        yield level, name


def _unused(policy: Policy, compiled: CompiledPolicy) -> Iterator[Finding]:
    read = {key for built in (*compiled.rules, *compiled.checks) for key in built.reads}
    read.update(_read_to_look(policy))
    for level, path, _ in _outputs(compiled):
        *parents, name = path.split(".")
        read.add((parents[-1] if parents else level, name))
    for built in compiled.rules:
        if built.key not in read and policy.answers_for(built.key):
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
    yield from _unused_parameters(policy, compiled)


def _unused_parameters(policy: Policy, compiled: CompiledPolicy) -> Iterator[Finding]:
    if policy.variant is not None:  # what it leaves unused is its baseline's
        return
    used: set[str] = set()
    for built in (*compiled.rules, *compiled.checks):
        used.update(parameters_of(built.node))
    for derivation in policy.derivations:
        used.update(derivation.reads)
    for file in policy.card.files:
        used.update(file.usual)
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


def parameters_of(node: Node) -> Iterator[str]:
    """The parameters that a formula names."""
    return (part.parameter for part in walk(node) if part.parameter)


def _clauses(policy: Policy) -> Iterator[Finding]:
    known = set(policy.card.clauses)
    cited: set[str] = set()
    for name, clause in _citations(policy):
        if not clause:
            fix = (
                "写在 with clause(…) 之下;列和限制写 clause=",
                "state it under with clause(…); of a column or a limit write clause=",
            )
            yield fault("L420", name, "没有引用条款", "it cites no clause", fix=fix)
            continue
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
    for clause in policy.card.clauses if policy.variant is None else ():
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
        yield f"{rule.file} {rule.level}.{rule.name}", rule.clause
    for derivation in policy.derivations:
        yield f"tables.py {derivation.target}", derivation.clause
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
                "规则缺少一种文字的名称",
                "the rule lacks its label in one language",
                clause=rule.clause,
                fix=("写明 中文 | English", "write 中文 | English"),
            )


def _sections(policy: Policy) -> Iterator[Finding]:
    """The sections of rules that do not say, in both languages, what their clause says; checks need not repeat it."""
    stated = {(rule.level, rule.name) for rule in policy.rules}
    for section in policy.sections:
        if (not section.says.zh or section.says.zh == section.says.en) and stated & set(section.stated):
            yield fault(
                "L409",
                f"rules.py {section.clause}",
                "这一节没有用中英文写明条款的意思",
                "the section does not say in both languages what its clause says",
                clause=section.clause,
                fix=("写作 clause(条款号, 中文 | English)", "write clause(number, 中文 | English)"),
            )
