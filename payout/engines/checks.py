"""A policy's checks over the rows: each row that meets a check's condition is a finding at its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.decisions import rows_of_decisions
from payout.engines.reference.engine import RuleFault, column
from payout.engines.reference.values import holds, known_rows
from payout.engines.taint import Taint
from payout.findings import Finding, Place, mask
from payout.rendering.checks import check_texts
from payout.text import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.engines.reference.decisions import Asked
    from payout.engines.reference.run import Run
    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.policy.checked import CheckedTable


def run_checks(run: Run, tables: Mapping[str, CheckedTable]) -> list[Finding]:
    """Evaluate every check.

    A row is passed over where a cell that the check reads already has a finding of its own.
    """
    findings: list[Finding] = []
    taint = Taint(run, tables)
    tainted = taint.any
    for check in run.compiled.checks:
        try:
            flags = column(run, check)
        except (RuleFault, KeyError):
            if not tainted:
                raise
            continue  # it rests on cells that are already found to be wrong
        found = holds(flags, run.data[check.rule.level].size)
        if tainted:
            found &= ~taint.rows(check.node, check.rule.level)
        findings.extend(_finding(check, int(row), run, tables) for row in np.flatnonzero(found))
    return findings


def _finding(check: BuiltCheck, row: int, run: Run, tables: Mapping[str, CheckedTable]) -> Finding:
    rule = check.rule
    label, expected, fix = check_texts(run.compiled, check)
    return Finding(
        code="P-" + rule.name.replace("_", "-"),
        severity="warning" if rule.severity == "warning" else "error",
        problem=label,
        place=place_of(run, rule.level, row, rule.column, tables),
        subject=subject_of(run, rule.level, row),
        column=rule.column,
        value=_shown(run, rule.level, rule.column, row),
        expected=expected,
        clause=rule.clause,
        fix=fix,
    )


def subject_of(run: Run, name: str, row: int) -> str:
    """Name a row for people: its level and key, or those of the parent it belongs to."""
    level = run.compiled.levels[name]
    if level.identity and not any(level.columns[column].personal for column in level.identity):
        return f"{name} {run.name_of(name, row)}".strip()
    for parent, link in level.parents.items():
        if link:
            return f"{parent} {text_of(run.data[name].columns[link][row])}"
    return name


def _shown(run: Run, level: str, name: str, row: int) -> str:
    declared = run.compiled.levels[level].columns.get(name)
    if declared is None:
        return ""
    value = text_of(run.data[level].columns[name][row])
    return mask(value) if declared.personal else value


def decision_findings(asked: Asked, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """The decisions that settle nothing: of no row that was asked about, of no such answer, contradictory."""
    if "decisions" not in tables:
        return
    table = tables["decisions"]
    given = rows_of_decisions(tables)
    tainted = any(one.bad or one.refused for one in tables.values())
    bad = {row for row, _ in table.bad}
    for row, (question, subject, answer) in enumerate(given):
        if row in bad or table.refused:
            continue  # it has a finding of its own
        fault = _decision_fault(
            asked, (question, subject), answer, {a for q, s, a in given if (q, s) == (question, subject)}
        )
        if fault is not None:
            code, column, problem, fix = fault
            if code == "W320" and tainted:
                continue  # what is asked is not known before the bad cells are mended
            yield Finding(
                code,
                "warning" if code.startswith("W") else "error",
                problem,
                table.origin.place(row, column),
                subject=subject,
                column=column,
                value=answer if column == "answer" else question,
                fix=fix,
            )


def _decision_fault(
    asked: Asked, about: tuple[str, str], answer: str, answers: set[str]
) -> tuple[str, str, Text, Text] | None:
    options = asked.answers.get(about)
    if options is None:
        return (
            "W320",
            "subject",
            Text("此决定没有对应的待决定事项", "this decision answers nothing that the run asks"),
            Text("核对对象和事项,或删去该行", "check subject and question, or remove the row"),
        )
    if answer not in {*options, *options.values()}:
        zh, en = "、".join(options.values()), ", ".join(options)
        return (
            "E321",
            "answer",
            Text("所填决定不在可选答案之内", "this is none of the answers to choose from"),
            Text(f"改为其中之一:{zh}", f"write one of {en}"),
        )
    if (
        len(
            {
                next((name for name, word in options.items() if given in {name, word}), given)
                for given in answers
            }
        )
        > 1
    ):
        return (
            "E322",
            "answer",
            Text("同一事项有互相矛盾的决定", "decisions on this contradict each other"),
            Text("只留一行", "keep one row"),
        )
    return None


def missing_amounts(run: Run, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """The rows whose amount that is paid is missing: nobody is paid nothing because a cell is blank somewhere."""
    for file in run.compiled.policy.card.files:
        if not file.total or file.total_may_be_missing:
            continue
        missing = ~known_rows(run.data[file.level].columns[file.total], run.data[file.level].size)
        built = run.compiled.by_key.get((file.level, file.total))
        for row in np.flatnonzero(missing):
            yield Finding(
                "E392",
                "error",
                Text(
                    "应发数缺失:所依据的某一格是空的",
                    "the amount is missing: something that it rests on is blank",
                ),
                place_of(run, file.level, int(row), "", tables),
                subject=subject_of(run, file.level, int(row)),
                column=file.total,
                clause="" if built is None else built.rule.clause,
                fix=Text(
                    "补上空格;空格另有含义的,在规则中用 first_known 写明",
                    "fill in what is blank; where blank has a meaning, say it by first_known in the rule",
                ),
            )


def place_of(run: Run, name: str, row: int, column: str, tables: Mapping[str, CheckedTable]) -> Place:
    """The place of a row; of a group: that of its first row."""
    level = run.compiled.levels[name]
    if level.table is not None:
        return tables[level.table.name].origin.place(row, column)
    if level.grouped is not None:
        members = np.flatnonzero(run.data[level.grouped.of].links[name] == row)
        if len(members):
            return place_of(run, level.grouped.of, int(members[0]), "", tables)
    return Place()
