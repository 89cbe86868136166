"""Running cases through the engine: the base as each changes it, computed, and held against what it expects."""

from __future__ import annotations

import csv
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from payout.cases.case import CaseResult, FaultyRowError
from payout.cases.changing import changed_tables
from payout.cases.comparing import miscalculated, unexpected, unmet
from payout.cases.reading import load_cases
from payout.engines.reference.engine import RuleFault
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.tree import LanguageError
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.cases.case import Case, TextTable
    from payout.rules.compiled.result import Result
    from payout.rules.policy.policy import Policy


class Computed(Protocol):
    """What computing a batch gives, as far as cases read it."""

    @property
    def result(self) -> Result:
        """The evaluated batch."""


class Compute(Protocol):
    """The engine: what computes the tables of a folder, which are no `whole` batch of a year."""

    def __call__(self, source: Path, policy: Policy, *, whole: bool) -> Computed:
        """The tables, computed."""


def run_cases(
    policy: Policy, folder: Path, compute: Compute, progress: Callable[[CaseResult], None] = quiet
) -> tuple[CaseResult, ...]:
    """Run every case of a folder through the engine, `compute`. Raises CaseFaultError for faulty files."""
    results = []
    for case in load_cases(folder):
        result = run_case(policy, case, compute)
        progress(result)
        results.append(result)
    return tuple(results)


def run_case(policy: Policy, case: Case, compute: Compute) -> CaseResult:
    """Run one case: write its tables, compute them, hold what came out against what was expected."""
    try:
        result = _computed(policy, case, compute)
    except PolicyFault as fault:
        if not case.sets:  # no case can be run
            raise
        return CaseResult(case, (_failure(fault),))
    except (FaultyRowError, RuleFault, LanguageError) as fault:
        return CaseResult(case, (_failure(fault),))
    return judged(case, result)


def judged(case: Case, result: Result) -> CaseResult:
    """What came out, held against what a case expects."""
    return CaseResult(case, (*unmet(case, result), *unexpected(case, result), *miscalculated(case, result)))


def _failure(fault: PolicyFault | FaultyRowError | RuleFault | LanguageError) -> Text:
    """Say why a case could not be computed."""
    match fault:
        case FaultyRowError(problem=problem, fix=fix):
            return Text(f"{problem.zh}。{fix.zh}", f"{problem.en}; {fix.en}")
        case PolicyFault(findings=findings):
            zh, en = ("\n".join(finding.line(lang) for finding in findings) for lang in ("zh", "en"))
            return Text(f"设定之后办法有误:\n{zh}", f"the policy cannot be run with what is set:\n{en}")
        case RuleFault():
            return Text(f"规则算不下去:{fault}", f"a rule breaks: {fault}")
        case _:
            return Text(f"办法有误:{fault}", f"the policy cannot be run: {fault}")


def _computed(policy: Policy, case: Case, compute: Compute) -> Result:
    """Compute the base as a case changes it."""
    changed = with_sets(policy, case)
    with written(policy, case) as folder:
        return compute(folder, changed, whole=False).result


@contextmanager
def written(policy: Policy, case: Case) -> Iterator[Path]:
    """A folder with the base as a case changes it, a CSV file a table; it is gone afterwards."""
    tables = changed_tables(policy, case)
    with tempfile.TemporaryDirectory(prefix="payout-case-") as name:
        for table, sheet in tables.items():
            _write_csv(Path(name) / f"{table}.csv", sheet)
        yield Path(name)


def with_sets(policy: Policy, case: Case) -> Policy:
    """A policy with the values in force that a case sets."""
    try:
        return policy.changed(sets=case.sets)
    except LanguageError as error:
        problem = Text("参数无法设定", "the parameter cannot be set")
        raise FaultyRowError("given", problem, Text(str(error), str(error))) from error


def _write_csv(path: Path, sheet: TextTable) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sheet.header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sheet.rows)
