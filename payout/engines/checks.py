"""A policy's checks over the rows: each row that meets a check's condition is a finding at its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.findings import Finding, Place, mask
from payout.rules.decisions import rows_of_decisions
from payout.rules.evaluate import RuleFault
from payout.rules.values import holds, known_rows
from payout.text import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.rules.build import BuiltCheck
    from payout.rules.checked import CheckedTable
    from payout.rules.evaluate import Evaluation
    from payout.rules.policy import Check


def run_checks(evaluation: Evaluation, tables: Mapping[str, CheckedTable]) -> list[Finding]:
    """Evaluate every check.

    A row is passed over where a cell that the check reads already has a finding of its own.
    """
    findings: list[Finding] = []
    tainted = bool(any(table.bad for table in tables.values()))
    for check in evaluation.scheme.checks:
        try:
            flags = evaluation.column(check)
        except (RuleFault, KeyError):
            if not tainted:
                raise
            continue  # it rests on cells that are already found to be wrong
        found = holds(flags, evaluation.data[check.rule.level].size)
        if tainted:
            found &= ~_tainted(check, evaluation, tables)
        findings.extend(_finding(check.rule, int(row), evaluation, tables) for row in np.flatnonzero(found))
    return findings


def _tainted(check: BuiltCheck, evaluation: Evaluation, tables: Mapping[str, CheckedTable]) -> np.ndarray:
    """Give the rows of a check's level that a bad cell touches.

    Their own, a child's or a parent's, in a column the check rests on.
    """
    level = check.rule.level
    result = np.zeros(evaluation.data[level].size, dtype=bool)
    for name, column in evaluation.scheme.ancestors_of(check.reads):
        bad = _bad_rows(name, column, evaluation, tables)
        if not bad.any():
            continue
        if name == level:
            result |= bad
        elif level in evaluation.data[name].links:
            up = evaluation.data[name].links[level][bad]
            result[up[up >= 0]] = True
        elif name in evaluation.data[level].links:
            down = evaluation.data[level].links[name]
            result |= (down >= 0) & bad[down]
        else:
            result[:] = True
    return result


def _bad_rows(
    level: str, column: str, evaluation: Evaluation, tables: Mapping[str, CheckedTable]
) -> np.ndarray:
    bad = np.zeros(evaluation.data[level].size, dtype=bool)
    table = evaluation.scheme.levels[level].table
    if table is not None:
        bad[[row for row, name in tables[table.name].bad if name == column]] = True
    return bad


def _finding(check: Check, row: int, evaluation: Evaluation, tables: Mapping[str, CheckedTable]) -> Finding:
    return Finding(
        code="P-" + check.name.replace("_", "-"),
        severity="warning" if check.severity == "warning" else "error",
        problem=check.label,
        place=place_of(evaluation, check.level, row, check.column, tables),
        subject=subject_of(evaluation, check.level, row),
        column=check.column,
        value=_shown(evaluation, check, row),
        expected=check.expected,
        clause=check.clause,
        fix=check.fix,
    )


def subject_of(evaluation: Evaluation, name: str, row: int) -> str:
    """Name a row for people: its level and key, or those of the parent it belongs to."""
    level = evaluation.scheme.levels[name]
    if level.identity and not any(level.columns[column].personal for column in level.identity):
        return f"{name} {evaluation.key_of(name, row)}".strip()
    for parent, link in level.parents.items():
        if link:
            return f"{parent} {text_of(evaluation.data[name].columns[link][row])}"
    return name


def _shown(evaluation: Evaluation, check: Check, row: int) -> str:
    column = evaluation.scheme.levels[check.level].columns.get(check.column)
    if column is None:
        return ""
    value = text_of(evaluation.data[check.level].columns[check.column][row])
    return mask(value) if column.personal else value


def decision_findings(evaluation: Evaluation, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """Give the decisions that settle nothing: of no row that was asked about, of no such answer, contradictory."""
    if "decisions" not in tables:
        return
    table = tables["decisions"]
    given = rows_of_decisions(tables)
    for row, (question, subject, answer) in enumerate(given):
        fault = _decision_fault(
            evaluation, (question, subject), answer, {a for q, s, a in given if (q, s) == (question, subject)}
        )
        if fault is not None:
            code, column, problem, fix = fault
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
    evaluation: Evaluation, about: tuple[str, str], answer: str, answers: set[str]
) -> tuple[str, str, Text, Text] | None:
    options = evaluation.asked.get(about)
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


def missing_amounts(evaluation: Evaluation, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """Give the rows whose amount that is paid is missing: nobody is paid nothing because a cell is blank somewhere."""
    for file in evaluation.scheme.policy.card.files:
        if not file.total or file.total_may_be_missing:
            continue
        missing = ~known_rows(
            evaluation.data[file.level].columns[file.total], evaluation.data[file.level].size
        )
        built = evaluation.scheme.by_key.get((file.level, file.total))
        for row in np.flatnonzero(missing):
            yield Finding(
                "E392",
                "error",
                Text(
                    "应发数缺失:所依据的某一格是空的",
                    "the amount is missing: something that it rests on is blank",
                ),
                place_of(evaluation, file.level, int(row), "", tables),
                subject=subject_of(evaluation, file.level, int(row)),
                column=file.total,
                clause="" if built is None else built.rule.clause,
                fix=Text(
                    "补上空格;空格另有含义的,在规则中用 first_known 写明",
                    "fill in what is blank; where blank has a meaning, say it by first_known in the rule",
                ),
            )


def place_of(
    evaluation: Evaluation, name: str, row: int, column: str, tables: Mapping[str, CheckedTable]
) -> Place:
    """Give the place of a row; of a group: that of its first row."""
    level = evaluation.scheme.levels[name]
    if level.table is not None:
        return tables[level.table.name].origin.place(row, column)
    if level.grouped is not None:
        members = np.flatnonzero(evaluation.data[level.grouped.of].links[name] == row)
        if len(members):
            return place_of(evaluation, level.grouped.of, int(members[0]), "", tables)
    return Place()
