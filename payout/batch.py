"""One run, top to bottom: read and check the files, evaluate the rules, write the results. Read this first.

Each stage is a function from values to values; only the two ends touch files. Nothing is published unless
every stage succeeded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from payout.archive import (
    intact,
    read_changes,
    require_policy,
    require_result,
    tables_folder,
    write_evidence,
    write_run,
)
from payout.engines.checks import decision_findings, missing_amounts, run_checks
from payout.engines.records import frames_of, settings_of, stamp_of
from payout.engines.reference.decisions import Asked
from payout.engines.reference.engine import RuleFault, asked_of_people, begun, finish, without_rows
from payout.findings import errors
from payout.intake import digest, read
from payout.intake.catalogue import veil
from payout.rules.compiled.compiled import PolicyFault, compiled
from payout.rules.compiled.distinctions import distinctions
from payout.rules.compiled.lint_parameters import parameter_faults
from payout.rules.compiled.result import Result
from payout.rules.compiled.shown import files_of, sheets_of
from payout.rules.policy.loading import find_policy, load_policy
from payout.rules.tree import LanguageError
from payout.settle import prove
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.archive import Changes
    from payout.engines.reference.run import Run
    from payout.findings import Finding
    from payout.intake import Frames, Intake
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.policy import Policy
    from payout.text import Language, Progress


@dataclass(frozen=True)
class Batch:
    """A computed batch: the result that outputs read, and the run that explanations walk."""

    result: Result
    run: Run
    intake: Intake

    @property
    def refused(self) -> bool:
        """Whether findings or open points forbid to publish it."""
        return bool(errors(self.result.findings) or self.result.open_points)


def compute(
    source: Path | Frames, policy: Policy, progress: Progress = quiet, *, expects: Sequence[str] = ()
) -> Batch:
    """Read, check and evaluate one batch: a workbook, a folder of tables, or tables in memory.

    `expects`: tables, by identifier or Chinese name, that must be given beside those that the policy requires; raises
    LanguageError for what names none. Where a table's structure is wrong, nothing is evaluated.

    Raises PolicyFault for a policy that cannot run, RuleFault for a rule that breaks on the data.
    """
    progress(Text("装配办法", "building the policy"))
    ready = compiled(policy)
    faults_of_values = parameter_faults(policy)
    if faults_of_values:
        raise PolicyFault(faults_of_values)
    progress(Text(f"读取 {source.name}", f"reading {source.name}"))
    expected = policy.tables_named([*policy.card.expects, *expects])
    intake = read(source, policy.tables, distinctions(ready), expects=expected)
    progress(Text("计算", "computing"))
    run, whole = _computed(ready, intake)
    asked = asked_of_people(run) if whole else Asked()
    progress(Text("核对", "checking"))
    findings = [*intake.findings]
    if whole:
        checks = [*run_checks(run, intake.tables), *decision_findings(asked, intake.tables)]
        findings += sorted(map(_veiled, checks), key=lambda found: (found.place, found.code))
        if not errors(findings) and not asked.open:
            findings += map(_veiled, missing_amounts(run, intake.tables))
    result = replace(_result(run, intake, asked, tuple(findings)), expected=expected)
    plan = policy.card.quota
    if plan is not None and not errors(findings):
        progress(Text("核定名额", "proving the quotas"))
        result = replace(result, quota=prove(result, plan))
    return Batch(result, run, intake)


def _veiled(found: Finding) -> Finding:
    """Mask what looks like an identity number, as intake does with its own findings."""
    return replace(found, subject=veil(found.subject), value=veil(found.value))


def _computed(ready: CompiledPolicy, intake: Intake) -> tuple[Run, bool]:
    """Compute, and say whether all could be. Where the input is refused already, a rule that breaks on it is no news."""
    run = without_rows(ready)
    if intake.stopped:
        return run, False
    try:
        run = begun(ready, intake.tables)
        return finish(run), True
    except (RuleFault, LanguageError):
        if not errors(intake.findings):
            raise
        return run, False


def _result(run: Run, intake: Intake, asked: Asked, findings: tuple[Finding, ...]) -> Result:
    policy = run.compiled.policy
    return Result(
        stamp=stamp_of(policy),
        frames=frames_of(run),
        settings=settings_of(policy),
        findings=findings,
        open_points=tuple(asked.open),
        by_default=tuple(asked.by_default),
        sheets=sheets_of(run.compiled),
        files=files_of(run.compiled),
        sources=intake.files,
        not_provided=intake.not_provided,
        table_digests={name: digest(table) for name, table in intake.tables.items()},
    )


def publish(  # noqa: PLR0913 -- what, where, and how, by keyword only
    batch: Batch,
    out: Path,
    changes: Changes,
    *,
    lang: Language = "zh",
    force: bool = False,
    progress: Progress = quiet,
) -> Path:
    """Write a batch that is not refused to its directory, whole or not at all. Raises OutputError, OSError."""
    every = batch.run.compiled.policy.tables
    tables = [table for table in every if table.name not in batch.intake.not_provided]
    evidence = partial(write_evidence, tables=tables, checked=batch.intake.tables, changes=changes)
    return write_run(batch.result, out, lang=lang, force=force, evidence=evidence, progress=progress)


def reopen(out: Path, policy: str = "") -> Batch:
    """Compute a published run again from its evidence; `policy` is a folder, if not the one found by its name.

    Raises RunChanged where its files, its policy or its totals are no longer the same.
    """
    manifest = intact(out)
    changes = read_changes(out)
    found = changes.applied(load_policy(find_policy(policy or manifest["policy"]["id"])))
    require_policy(found, manifest)
    batch = compute(tables_folder(out), found, expects=changes.expects)
    require_result(batch.result, manifest)
    return batch
