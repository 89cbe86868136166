"""Two sides to compare, made of what people name: a policy and another, its overlays, a variant, or a run that was published."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive import OutputExists, check_free, is_run, kept_mapping, published, tables_folder
from payout.batch import compute, computed_of, reopen, runnable
from payout.engines.reference.shared import SharedRuns, code_of_levels
from payout.evidence.comparing import Side, compared
from payout.evidence.comparing.sides import NO_KEYS
from payout.findings import errors
from payout.outputs.comparison import write_comparison
from payout.rules.compiled.distinctions import distinctions
from payout.rules.policy.loading import declared, find_policy, load_policy
from payout.rules.policy.overlays import Overlay
from payout.rules.tree import LanguageError
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.batch import ComputedBatch
    from payout.evidence.comparing import Comparison
    from payout.evidence.comparing.attribution import Method
    from payout.evidence.comparing.gates import Breach
    from payout.findings import Finding
    from payout.intake import Frames, SourceMap
    from payout.rules.policy.policy import Policy
    from payout.text import Language, Progress


class SideRefused(Exception):  # noqa: N818 - it says what happened to a side
    """A side has errors, and is compared with nothing. `name` says which, `findings` what is wrong."""

    def __init__(self, name: Text, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(finding.line("en") for finding in findings))
        self.name, self.findings = name, tuple(findings)


@dataclass(frozen=True)
class Against:
    """What stands on the second side: a policy with values in force over the same input, or a run that was published."""

    name: Text
    policy: Policy | None = None
    run: Path | None = None
    run_policy: str = ""  # where the policy of the run is, if it is not installed by its name


def against(base: Policy, named: Sequence[str], year: int | None = None, run_policy: str = "") -> Against:
    """What words name: an installed policy, a folder, a variant's file, a run's directory; overlays and `name=value` over it.

    Overlays and values that stand alone are put in force over `base`, the first side's policy. Raises LanguageError for what is
    nothing of it.
    """
    policy, run, told = base, None, []
    overlays: list[Overlay] = []
    sets: list[str] = []
    for word in named:
        path = Path(word).expanduser()
        if path.suffix == ".toml" and path.is_file():
            overlays.append(Overlay.read(path))
        elif "=" in word and not path.exists():
            sets.append(word)
        elif policy is not base or run is not None or overlays or sets:
            raise _not_one(word)
        elif path.is_dir() and is_run(path):
            run = path
        else:
            policy = _another(word, base, year)
        told.append(path.name if path.exists() else word)
    if run is not None and (overlays or sets):
        raise _not_one(str(run))
    name = Text(" + ".join(told), " + ".join(told))
    changed = None if run else policy.changed(overlays=tuple(overlays), sets=tuple(sets))
    return Against(name, changed, run, run_policy)


def _not_one(word: str) -> LanguageError:
    return LanguageError(
        f"--against {word}: a side is one policy or one run, overlays and name=value behind a policy",
        f"--against {word}:对照方是一个办法或一次运行;变更文件和 名称=值 写在办法之后",
    )


def _another(word: str, base: Policy, year: int | None) -> Policy:
    """A policy by name or place; that of the first side's own place without what is in force there."""
    place = find_policy(word)
    found = base.unchanged() if declared(place).files == base.files else load_policy(place)
    return found if year is None or found.year is None else found.changed(sets=(f"{found.year.name}={year}",))


@dataclass(frozen=True)
class Trial:
    """A batch that policies are tried on: read once, its columns kept for whoever needs them again."""

    source: Path | Frames | None  # a run that was published keeps its tables alone
    batch: ComputedBatch
    name: Text
    expects: tuple[str, ...] = ()
    mapping: SourceMap | None = None
    runs: SharedRuns = field(default_factory=SharedRuns)

    def under(self, policy: Policy, progress: Progress = quiet) -> ComputedBatch:
        """The same input under another policy; read again only where that reads it otherwise."""
        ready, own = runnable(policy), self.batch.run.compiled
        same_tables = code_of_levels(policy) == code_of_levels(own.policy)
        if same_tables and distinctions(ready) == distinctions(own):
            return computed_of(ready, self.batch.intake, progress, runs=self.runs)
        if self.source is None:
            raise LanguageError(
                "a published run keeps its tables as its policy reads them: compute its source again to try another",
                "已发布的运行只存有按其办法读出的表:要用另一办法比较,请重新计算原输入",
            )
        return compute(
            self.source, policy, progress, expects=self.expects, mapping=self.mapping, runs=self.runs
        )

    def beside(self, other: Against, progress: Progress = quiet) -> ComputedBatch:
        """The second side of a comparison, computed."""
        if other.policy is not None:
            return self.under(other.policy, progress)
        assert other.run is not None  # noqa: S101 - it is one of both
        return reopen(other.run, other.run_policy, progress=progress)


def tried(  # noqa: PLR0913 -- as `compute`
    source: Path | Frames,
    policy: Policy,
    progress: Progress = quiet,
    *,
    name: Text | None = None,
    expects: tuple[str, ...] = (),
    mapping: SourceMap | None = None,
) -> Trial:
    """Read and compute a batch to try policies on. Raises SideRefused where it has errors."""
    runs = SharedRuns()
    batch = compute(source, policy, progress, expects=expects, mapping=mapping, runs=runs)
    called = name or Text(policy.card.id, policy.card.id)
    return Trial(source, _sound(called, batch), called, expects, mapping, runs)


def of_run(run: Path, policy: str, progress: Progress = quiet) -> Trial:
    """A run that was published as the first side, as it was made. Raises RunChanged where it is not what it was."""
    batch = reopen(run, policy, progress=progress)
    mapping = kept_mapping(run, batch.run.compiled.policy)
    name = Text(run.name, run.name)
    return Trial(tables_folder(run), batch, name, batch.result.expected, mapping)


def _sound(name: Text, batch: ComputedBatch) -> ComputedBatch:
    found = errors(batch.result.findings)
    if found:
        raise SideRefused(name, found)
    return batch


def compare(  # noqa: PLR0913 -- what, with what, and how, by keyword only
    trial: Trial,
    other: Against,
    progress: Progress = quiet,
    *,
    keys: Mapping[str, str] = NO_KEYS,
    level: str = "",
    column: str = "",
    method: Method = "ordered",
) -> Comparison:
    """Compare a batch with what stands against it. Raises SideRefused, NotComparable, LanguageError."""
    second = _sound(other.name, trial.beside(other, progress))
    sides = (side(trial.name, trial.batch), side(other.name, second, keys))
    return compared(*sides, trial.runs, level=level, column=column, method=method, progress=progress)


def save(
    found: Comparison,
    out: Path,
    exceeded: Sequence[Breach] = (),
    *,
    lang: Language,
    progress: Progress = quiet,
) -> Path:
    """Write the papers of a comparison to a directory, whole or not at all. Raises OutputExists where something stands there."""
    require_free(out)
    with published(out) as folder:
        write_comparison(found, folder, exceeded, lang=lang, progress=progress)
    return out


def require_free(out: Path) -> None:
    """Raise OutputExists where something stands already: a comparison replaces nothing."""
    try:
        check_free(out, force=False)
    except OutputExists as error:
        raise OutputExists(error.problem, Text("换一个 --out。", "give another --out.")) from None


def side(name: Text, batch: ComputedBatch, keys: Mapping[str, str] = NO_KEYS) -> Side:
    """A computed batch as a side of a comparison."""
    return Side(name, batch.run, batch.result, batch.intake.tables, keys)
