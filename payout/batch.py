"""One run, top to bottom: read and check the files, evaluate the rules, write the results. Read this first.

Each stage is a function from values to values; only the two ends touch files. Nothing is published unless
every stage succeeded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from payout import outputs
from payout.archive import (
    damaged,
    intact,
    kept_mapping,
    read_changes,
    require_policy,
    require_result,
    require_tables,
    tables_folder,
    write_evidence,
    write_run,
)
from payout.engines.checks import decision_findings, run_checks, unpayable_amounts, unusual_amounts
from payout.engines.pools import uneven_pools
from payout.engines.records import result_of
from payout.engines.reference.decisions import Asked
from payout.engines.reference.engine import RuleFault, asked_of_people, begun, finish, without_rows
from payout.evidence.looking import look_over
from payout.findings import errors, of_levels
from payout.intake import Digests, opening
from payout.memory import give_back
from payout.rendering.words import in_words
from payout.rules.compiled.compiled import PolicyFault, compiled
from payout.rules.compiled.distinctions import distinctions
from payout.rules.compiled.lint import unrounded
from payout.rules.compiled.lint_parameters import parameter_faults
from payout.rules.policy.declared import changed_values, digest_of
from payout.rules.policy.loading import declared, find_of_run, find_policy, load_policy
from payout.rules.tree import LanguageError
from payout.settle import other_year, prove, quota_findings
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from payout.archive import Changes, Plain
    from payout.engines.reference.run import Engine, Run
    from payout.engines.reference.shared import SharedRuns
    from payout.findings import Finding
    from payout.intake import Frames, Intake, SourceMap
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.compiled.distinctions import Distinctions
    from payout.rules.compiled.result import Result
    from payout.rules.policy.policy import Policy
    from payout.text import Language, Progress

    Computing: TypeAlias = (
        Engine | Callable[[Run, Progress], Run]
    )  # by name, or what computes a run that has begun


@dataclass(frozen=True)
class ComputedBatch:
    """A computed batch: the result that outputs read, and the run that explanations walk."""

    result: Result
    run: Run
    intake: Intake

    @property
    def refused(self) -> bool:
        """Whether findings or open points forbid to publish it."""
        return bool(errors(self.result.findings) or self.result.open_points)

    @property
    def looked(self) -> ComputedBatch:
        """The batch with what is looked at before paying, and what each rule says; of one with errors there is nothing to look at."""
        if errors(self.result.findings) or self.result.look is not None:
            return self
        look = look_over(self.run, self.intake.tables, amounts=not self.result.open_points)
        give_back()
        words = {
            built.key: in_words(self.run.compiled, built, codes=True) for built in self.run.compiled.rules
        }
        return replace(self, result=replace(self.result, look=look, in_words=words))


def compute(  # noqa: PLR0913 -- what, by which policy, and how, by keyword only
    source: Path | Frames,
    policy: Policy,
    progress: Progress = quiet,
    *,
    expects: Sequence[str] = (),
    mapping: SourceMap | None = None,
    whole: bool = True,
    runs: SharedRuns | None = None,
    engine: Computing = "fast",
) -> ComputedBatch:
    """Read, check and evaluate one batch: a workbook, a folder of tables, or tables in memory.

    `expects`: tables, by identifier or Chinese name, that must be given beside those that the policy requires; raises
    LanguageError for what names none. `mapping`: how a source of another form becomes them. `whole`: a year's batch, some
    dates of which are of the year; the few rows that show a clause need not be. `runs`: where columns of like policies over the
    same tables are kept. `engine`: "reference" computes every row exactly, "fast" only those of which a float with a bound proves
    nothing, a function computes a run that has begun, such as in parts; all give the same. Where a table's structure is wrong,
    nothing is evaluated.

    Raises PolicyFault for a policy that cannot run, RuleFault for a rule that breaks on the data.
    """
    source = source if source.name else cast("Path", source).resolve()  # of `.`
    with opening(source, policy.tables, mapping) as opened:  # files are read while the policy is built
        progress(Text("装配办法", "building the policy"))
        ready = runnable(policy)
        progress(Text(f"读取 {source.name}", f"reading {source.name}"))
        expected = policy.tables_named([*policy.card.expects, *expects])
        from payout.intake import read  # noqa: PLC0415 -- it takes pandera: imported while files are read

        given = (source, policy.tables, _told_apart(policy))
        intake = read(*given, expects=expected, mapping=mapping, opened=opened)
    give_back()
    batch = computed_of(ready, intake, progress, whole=whole, runs=runs, engine=engine)
    result = replace(batch.result, expected=expected, mapping=mapping.record if mapping else None)
    return replace(batch, result=result)


@lru_cache(maxsize=4)
def runnable(policy: Policy) -> CompiledPolicy:
    """A policy ready to run, its values judged too; made once for the batches of one policy. Raises PolicyFault."""
    ready = compiled(policy)
    faults_of_values = [*parameter_faults(policy), *unrounded(ready)]
    if faults_of_values:
        raise PolicyFault(faults_of_values)
    return ready


@lru_cache(maxsize=4)
def _told_apart(policy: Policy) -> Distinctions:
    """What a policy that is ready to run tells rows apart by; found once, as it is built once."""
    return distinctions(runnable(policy))


def computed_of(  # noqa: PLR0913 -- as `compute`
    ready: CompiledPolicy,
    intake: Intake,
    progress: Progress = quiet,
    *,
    whole: bool = True,
    runs: SharedRuns | None = None,
    engine: Computing = "fast",
) -> ComputedBatch:
    """Evaluate and check what was read; `whole`, `runs` and `engine` as for `compute`."""
    progress(Text("计算", "computing"))
    run, complete = _computed(ready, intake, runs, engine, progress)
    return concluded(run, intake, progress, complete=complete, whole=whole)


def concluded(
    run: Run, intake: Intake, progress: Progress = quiet, *, complete: bool = True, whole: bool = True
) -> ComputedBatch:
    """Check what was computed, and prove its quotas; not `complete`: a rule broke on what is refused already."""
    policy = run.compiled.policy
    astray = other_year(policy, intake.tables) if whole and not errors(intake.findings) else []
    with run.aside():
        asked = asked_of_people(run) if complete else Asked()
        progress(Text("核对", "checking"))
        findings = [*intake.findings, *astray]
        if complete and not astray:  # of a batch of another year every row would be told
            findings += _checked(run, intake, asked)
    result = replace(
        result_of(run, asked, intake.tables),
        findings=tuple(findings),
        sources=intake.files,
        not_provided=intake.not_provided,
        table_digests=Digests(intake.tables),
    )
    give_back()
    plan = policy.card.quota
    if plan is not None and not errors(findings):
        progress(Text("核定名额", "proving the quotas"))
        quota = prove(result, plan)
        told = quota_findings(quota, run.compiled.checks, result.findings) if whole else ()
        result = replace(result, quota=quota, findings=(*result.findings, *told))
    named = of_levels(result.findings, {name: level.label for name, level in run.compiled.levels.items()})
    return ComputedBatch(replace(result, findings=named), run, intake)


def _checked(run: Run, intake: Intake, asked: Asked) -> list[Finding]:
    """What the checks of a policy and of every batch find."""
    checks = run_checks(run, intake.tables)
    checks += decision_findings(asked, intake.tables, doubtful=bool(errors(checks)))
    checks += uneven_pools(run, intake.tables) if not errors(intake.findings) else ()
    found = sorted(checks, key=lambda found: (found.place, found.code))
    if not errors([*intake.findings, *found]) and not asked.open:
        found += [*unpayable_amounts(run, intake.tables), *unusual_amounts(run, intake.tables)]
    return found


def _computed(
    ready: CompiledPolicy, intake: Intake, runs: SharedRuns | None, engine: Computing, progress: Progress
) -> tuple[Run, bool]:
    """Compute, and say whether all could be. Where the input is refused already, a rule that breaks on it is no news."""
    if intake.stopped:
        return without_rows(ready), False
    try:
        if runs is not None:
            return runs.run(ready, intake.tables), True
        run = begun(ready, intake.tables, "fast" if callable(engine) else engine)
        return engine(run, progress) if callable(engine) else finish(run), True
    except (RuleFault, LanguageError):
        if not errors(intake.findings):
            raise
        return without_rows(ready), False


def publish(  # noqa: PLR0913 -- what, where, and how, by keyword only
    batch: ComputedBatch,
    out: Path,
    changes: Changes,
    *,
    lang: Language = "zh",
    force: bool = False,
    workbook: bool = True,
    formulas: bool = False,
    beside: Callable[[Path], None] | None = None,
    more: Mapping[str, Plain] | None = None,
    progress: Progress = quiet,
) -> Path:
    """Write a batch that is not refused to its directory, whole or not at all. Raises OutputError, OSError.

    Not `workbook`: only tables for programs, and the record. `formulas`: also as a workbook in which every rule is a formula. `beside`
    writes more files before it is sealed, `more` is said in the manifest too.
    """
    batch = batch.looked
    every = batch.run.compiled.policy.tables
    tables = [table for table in every if table.name not in batch.intake.not_provided]

    evidence = partial(write_evidence, tables=tables, checked=batch.intake.tables, changes=changes)

    def others(folder: Path) -> None:
        if formulas:
            _formulas(batch, lang, progress)(folder)
        if beside is not None:
            beside(folder)

    return write_run(
        batch.result,
        out,
        lang=lang,
        force=force,
        workbook=workbook,
        evidence=evidence,
        beside=others,
        more=more,
        progress=progress,
    )


def _formulas(batch: ComputedBatch, lang: Language, progress: Progress = quiet) -> Callable[[Path], None]:
    """What writes the workbook of live formulas into a folder: it asks the run for the values of every step."""
    return partial(outputs.write_formulas, batch.run, batch.result.stamp, lang=lang, progress=progress)


def reopen(
    out: Path, policy: str = "", *, progress: Progress = quiet, workbook: bool = False
) -> ComputedBatch:
    """Compute a published run again from its evidence, and hold what comes out against what it holds.

    `policy` is a folder or a variant's file, if not the one that is installed under the run's name of it; `workbook`: compare that
    too. Raises RunChanged where its files, its policy, its tables or its totals are no longer the same. Nothing of a policy is run
    before its digest is that of the run.
    """
    progress(Text("核对文件", "checking the files"))
    record = intact(out)
    changes = read_changes(out)
    place = find_policy(policy) if policy else find_of_run(record.policy_id)
    try:
        said = declared(place)
        values = changed_values(said.parameters, said.card, changes.overlays, changes.sets)
        require_policy(said.card.id, digest_of(said.files, values), record)
        found = changes.applied(load_policy(place))
        how, expects = kept_mapping(out, found), changes.expects
        batch = compute(tables_folder(out), found, progress, expects=expects, mapping=how)
    except (LanguageError, PolicyFault, RuleFault) as fault:
        raise damaged(out, str(fault), getattr(fault, "zh", "")) from fault
    progress(Text("与当时的结果比较", "comparing with what was published"))
    require_result(batch.result, record)
    batch = batch.looked if workbook else batch
    live = _formulas(batch, record.language) if workbook and record.has_formulas else None
    require_tables(batch.result, out, record, workbook=workbook, formulas=live)
    return batch
