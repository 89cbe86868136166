"""How tests of a policy are printed: cases, golden batches, mutants, the days of a sweep; for people, and as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from payout.cli.printed.columns import aligned
from payout.cli.speaking import harmless
from payout.golden import broken_by
from payout.masking import veil, veil_key
from payout.outputs.comparison.figures import amount, signed
from payout.rules.policy.parameters import show
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.cases import CaseResult
    from payout.cases.accepted import Settled
    from payout.cases.mutants import Mutant
    from payout.cases.mutating import Noticed, Sample
    from payout.golden import GoldenCompared, TableCompared
    from payout.rules.compiled.sweeping import Swept
    from payout.text import Language

MOST_CELLS, MOST_ROWS, LONGEST = 8, 5, 60


# ---- cases ---------------------------------------------------------------------------------------


def print_cases(results: Sequence[CaseResult], lang: Language) -> None:
    """The cases that do not come out, and how many do."""
    failed = [result for result in results if not result.passed]
    for result in failed:
        place = f"{result.case.place.file}:{result.case.place.row}"
        click.secho(f"✗ {result.case.name} 〔{result.clause}〕 {place}", fg="red")
        for message in result.messages:
            click.echo(f"    {message(lang)}")
    words = f"{len(results) - len(failed)} 例通过,{len(failed)} 例不符" if lang == "zh" else ""
    click.echo(words or f"{len(results) - len(failed)} passed, {len(failed)} failed")


def case_record(result: CaseResult, lang: Language) -> dict[str, object]:
    """A case as plain values."""
    return {
        "case": result.case.name,
        "clause": result.clause,
        "passed": result.passed,
        "messages": [message(lang) for message in result.messages],
    }


# ---- golden batches ------------------------------------------------------------------------------


def print_golden(found: GoldenCompared, lang: Language) -> None:
    """A golden batch: that it is the same, or what differs."""
    name = found.golden.name
    if found.refused:
        why = broken_by(found)
        click.secho(
            harmless(
                Text(f"✗ 黄金批次 {name} 没有结果:{why.zh}", f"✗ golden {name} has no result: {why.en}")(lang)
            ),
            fg="red",
        )
        return
    if found.passed:
        rows = sum(one.rows for one in found.tables)
        click.echo(
            Text(f"黄金批次 {name} 一致({rows:,} 行)", f"golden {name} is the same ({rows:,} rows)")(lang)
        )
        return
    click.secho(Text(f"✗ 黄金批次 {name} 不符:", f"✗ golden {name} differs:")(lang), fg="red")
    for table in found.tables:
        if not table.same:
            click.echo(harmless("\n".join(f"  {line}" for line in _differing(table, lang))))


def _differing(table: TableCompared, lang: Language) -> list[str]:
    """What differs in one output file: the total, whole rows, cells by column, and the first of them."""
    lines = [f"{table.file}.csv"]
    if table.new:
        return [
            *lines,
            Text(
                f"  新:{table.rows:,} 行,尚无认可的结果", f"  new: {table.rows:,} rows, nothing approved yet"
            )(lang),
        ]
    if table.lacking:
        names = ", ".join(table.lacking)
        return [*lines, Text(f"  对不上的列:{names}", f"  columns that one of both lacks: {names}")(lang)]
    if table.totals is not None and table.totals[0] != table.totals[1]:
        wanted, got = table.totals
        told = f"{signed(wanted).lstrip('+')} → {signed(got).lstrip('+')} ({signed(got - wanted)})"
        lines.append(Text(f"  合计 {told}", f"  total {told}")(lang))
    for word, rows in ((Text("少了", "gone"), table.gone), (Text("多了", "new"), table.come)):
        if rows:
            first = ", ".join(veil_key(row) for row in rows[:MOST_ROWS])
            lines.append(
                Text(f"  {word.zh} {len(rows)} 行:{first}", f"  {len(rows)} rows {word.en}: {first}")(lang)
            )
    for column, count in table.by_column():
        lines.append(Text(f"  {column}:{count:,} 格不同", f"  {column}: {count:,} cells differ")(lang))
    cells = [
        (veil_key(one.row), one.column, veil(one.wanted) or "—", "→", veil(one.got) or "—")
        for one in table.cells[:MOST_CELLS]
    ]
    return [*lines, *("    " + line for line in aligned(cells, frozenset({2, 4})))] if cells else lines


def golden_record(found: GoldenCompared, lang: Language) -> dict[str, object]:
    """A golden batch as plain values."""
    return {
        "golden": found.golden.name,
        "passed": found.passed,
        "refused": broken_by(found)(lang) if found.refused else "",
        "files": [
            {
                "file": one.file,
                "rows": one.rows,
                "new": one.new,
                "columns_lacking": list(one.lacking),
                "total_expected": None if one.totals is None else amount(one.totals[0]),
                "total": None if one.totals is None else amount(one.totals[1]),
                "rows_gone": [veil_key(row) for row in one.gone],
                "rows_new": [veil_key(row) for row in one.come],
                "cells": [
                    {
                        "row": veil_key(cell.row),
                        "column": cell.column,
                        "expected": veil(cell.wanted),
                        "got": veil(cell.got),
                    }
                    for cell in one.cells
                ],
            }
            for one in found.tables
        ],
    }


# ---- mutants -------------------------------------------------------------------------------------


def print_mutants(noticed: Noticed, found: Settled, sample: Sample, lang: Language) -> None:
    """What nothing notices, by rule, with the clause and the change in words; to standard error what must be seen to."""
    by_subject: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in found.open:
        by_subject.setdefault((mutant.subject, mutant.clause), []).append(mutant)
    for (subject, clause), mutants in by_subject.items():
        click.secho(f"✗ {subject} 〔{clause}〕", fg="red", err=True)
        for mutant in mutants:
            click.echo(harmless(f"    {mutant.told(lang)}\n      {mutant.key}"), err=True)
    for name in found.stale:
        words = Text(
            f"✗ cases/unnoticed.toml 中的“{name}”已能发现或不再存在,请删去",
            f"✗ cases/unnoticed.toml: “{name}” is noticed now, or is no more: remove it",
        )
        click.secho(harmless(words(lang)), fg="red", err=True)
    listed = sum(count for _, count in found.listed)
    seed = (
        "" if noticed.whole else Text(f"(抽样,种子 {sample.seed})", f" (a sample, seed {sample.seed})")(lang)
    )
    caught = noticed.tried - len(noticed.unnoticed)
    words = Text(
        f"变异 {noticed.tried:,} 项{seed}:发现 {caught:,},未发现而写明理由 {listed:,},未发现 {len(found.open):,};"
        f"不成立 {noticed.impossible:,}",
        f"{noticed.tried:,} mutants{seed}: {caught:,} noticed, {listed:,} unnoticed with a reason, {len(found.open):,} unnoticed; "
        f"{noticed.impossible:,} cannot stand",
    )
    click.echo(words(lang), err=True)


def mutants_record(noticed: Noticed, found: Settled, sample: Sample, lang: Language) -> dict[str, object]:
    """Mutants as plain values."""
    return {
        "tried": noticed.tried,
        "whole": noticed.whole,
        "seed": sample.seed,
        "impossible": noticed.impossible,
        "noticed": noticed.tried - len(noticed.unnoticed),
        "noticed_by": dict(sorted(noticed.by.items(), key=lambda one: (-one[1], one[0]))),
        "unnoticed": [
            {"name": one.key, "subject": one.subject, "clause": one.clause, "change": one.told(lang)}
            for one in found.open
        ],
        "listed": [{"why": group.why(lang), "mutants": count} for group, count in found.listed],
        "stale": list(found.stale),
    }


# ---- the days of a sweep -------------------------------------------------------------------------


def print_sweep(found: Swept, lang: Language) -> None:
    """A line a day on which values change, then what is wrong."""
    lines = [Text(f"办法日期 {found.as_of}", f"the policy is that of {found.as_of}")(lang)]
    for day in found.days:
        fresh = [one for one in day.changes if one[1] is None]
        later = (
            ""
            if day.in_force
            else Text("(晚于办法日期,未采用)", " (after the policy's day: not in force)")(lang)
        )
        lines.append(f"{day.day}{later}")
        if fresh:
            lines.append(Text(f"  始有 {len(fresh)} 个值", f"  {len(fresh)} values begin")(lang))
        rows = [
            (
                f"  {one.name}",
                _short(show(before)),
                "→" if before != after else "=",
                _short(show(after)),
                f"〔{one.clause}〕",
            )
            for one, before, after in day.changes
            if before is not None
        ]
        lines += aligned(rows) if rows else []
    lines += [one.line(lang) for one in found.findings]
    if not found.findings:
        lines.append(
            Text("没有空档、重叠,每个日期都能运行。", "No gap, no overlap; it runs on every day.")(lang)
        )
    click.echo(harmless("\n".join(lines)))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def sweep_record(found: Swept, lang: Language) -> dict[str, object]:
    """A sweep as plain values."""
    return {
        "begins": None if found.begins is None else found.begins.isoformat(),
        "as_of": found.as_of.isoformat(),
        "days": [
            {
                "day": day.day.isoformat(),
                "in_force": day.in_force,
                "changes": [
                    {
                        "name": one.name,
                        "clause": one.clause,
                        "before": None if before is None else show(before),
                        "after": show(after),
                    }
                    for one, before, after in day.changes
                ],
            }
            for day in found.days
        ],
        "findings": [one.record(lang) for one in found.findings],
    }
