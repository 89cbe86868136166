"""Whether any case notices a small change of the policy: what no case notices, nothing holds in place.

Each case's tables are read once. A mutant is tried on the case that noticed the last one of the same rule first, and no
further than the first that notices it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from payout.cases.comparing import rows_named
from payout.cases.mutants import mutants_of
from payout.cases.replaying import Replay, same
from payout.cases.running import judged, with_sets, written
from payout.engines.reference.engine import RuleFault
from payout.findings import errors
from payout.intake import read
from payout.rules.compiled.compiled import PolicyFault, compiled
from payout.rules.compiled.distinctions import distinctions
from payout.rules.tree import LanguageError
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.cases.case import Case
    from payout.cases.mutants import Mutant
    from payout.cases.running import Computed
    from payout.engines.reference.run import Run
    from payout.intake import Intake
    from payout.rules.compiled.compiled import BuiltCheck, CompiledPolicy, Key
    from payout.rules.compiled.result import Result
    from payout.rules.policy.policy import Policy
    from payout.text import Progress

BROKEN = (RuleFault, LanguageError, PolicyFault)


class Conclude(Protocol):
    """The end of a run: what was computed becomes findings, open points and a result; the rows are no `whole` batch."""

    def __call__(self, run: Run, intake: Intake, *, whole: bool) -> Computed:
        """What came out."""


class Watch(Protocol):
    """What may notice a mutant: a worked case, or a golden batch."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def is_case(self) -> bool:
        """Whether it is a worked case, which shows people what a clause means."""

    def touches(self, mutant: Mutant) -> int:
        """How likely it notices one, 0 the likeliest."""

    def notices(self, mutant: Mutant) -> bool:
        """Whether something that it says comes out otherwise."""


@dataclass
class Watching:
    """A worked case that is computed again under mutants. `result`: what came out under the policy as it is."""

    case: Case
    replay: Replay
    result: Result
    conclude: Conclude
    baseline: Policy  # without what the case sets
    rests_on: frozenset[Key] = field(init=False)

    def __post_init__(self) -> None:
        """Note what the values that it expects rest on."""
        values = tuple((one.level, one.column) for one in self.case.expectations if one.kind == "value")
        self.rests_on = frozenset(self.replay.ready.ancestors_of(values))

    @property
    def name(self) -> str:
        """The case's name."""
        return self.case.name

    @property
    def is_case(self) -> bool:
        """It is one."""
        return True

    def touches(self, mutant: Mutant) -> int:
        """A case of the clause first, then one whose values rest on the rule."""
        same_clause = mutant.clause and mutant.clause in self.case.clause
        rests = mutant.built is None or mutant.built.key in self.rests_on
        return 0 if same_clause and rests else 1 if same_clause or rests else 2

    def notices(self, mutant: Mutant) -> bool:
        """Compute what the mutant reaches, and hold what came out against what the case expects."""
        try:
            run, changed = self.replay.under(mutant, self._ready(mutant))
            if not self._shows(run, mutant, changed):
                return False
            return not judged(self.case, self.conclude(run, self.replay.intake, whole=False).result).passed
        except BROKEN:
            return True

    def _ready(self, mutant: Mutant) -> CompiledPolicy:
        own = self.replay.ready
        if mutant.varied is None:
            return mutant.compiled(own)
        return replace(own, policy=with_sets(mutant.varied.applied(self.baseline), self.case))

    def _shows(self, run: Run, mutant: Mutant, changed: set[Key]) -> bool:
        """Whether anything that the case can see may be otherwise; only then all of it is asked for."""
        if self.replay.is_anew(mutant):
            return True
        return self._gives_otherwise(run, changed) or self.replay.tells_otherwise(
            run, mutant, changed, self._heeds
        )

    def _heeds(self, check: BuiltCheck) -> bool:
        """Whether findings of a check matter here: an error always, a warning where the case speaks of it."""
        if check.rule.severity != "warning":
            return True
        codes = {check.code, check.code.removeprefix("P-")}
        return any(
            one.kind == "no findings" or (one.kind != "value" and one.level in codes)
            for one in self.case.expectations
        )

    def _gives_otherwise(self, run: Run, changed: set[Key]) -> bool:
        """Whether a value that is expected came out otherwise in its row."""
        for one in self.case.expectations:
            if one.kind == "value" and (one.level, one.column) in changed:
                rows = rows_named(one.key, self.result.frames[one.level])
                new, old = (
                    each.data[one.level].columns[one.column].take(rows) for each in (run, self.replay.run)
                )
                if not same(new, old):
                    return True
        return False


def watching(
    policy: Policy, cases: Sequence[Case], conclude: Conclude, progress: Progress = quiet
) -> list[Watch]:
    """Read and compute each case once. One that is refused before any rule can notice none, and is left out."""
    ready: dict[tuple[str, ...], CompiledPolicy] = {}
    found: list[Watch] = []
    for count, case in enumerate(cases, 1):
        progress(Text(f"读取案例 {count}/{len(cases)}", f"reading case {count} of {len(cases)}"))
        if case.sets not in ready:
            ready[case.sets] = compiled(with_sets(policy, case))
        one = ready[case.sets]
        with written(policy, case) as folder:
            expects = policy.tables_named(policy.card.expects)
            intake = read(folder, policy.tables, distinctions(one), expects=expects)
        if intake.stopped:
            continue
        try:
            replay = Replay.of(one, intake)
            result = conclude(replay.run, intake, whole=False).result
            found.append(Watching(case, replay, result, conclude, policy))
        except BROKEN:
            if not errors(intake.findings):
                raise
    return found


@dataclass(frozen=True)
class Noticed:
    """What mutants came to: how many were tried, which nothing noticed, how many could not stand; and which watch noticed how many."""

    tried: int
    unnoticed: tuple[Mutant, ...]
    impossible: int
    by: dict[str, int]
    whole: bool  # no sample
    beyond: tuple[Mutant, ...] = ()  # that no case notices, but a golden batch


@dataclass(frozen=True)
class Sample:
    """Which mutants are tried: so many of all, drawn by a seed; or those of some rules, checks and parameters alone."""

    size: int | None = None
    seed: int = 0
    subjects: frozenset[str] = frozenset()

    def of(self, made: Sequence[Mutant]) -> list[Mutant]:
        """The mutants that are tried, in their order."""
        chosen = [one for one in made if not self.subjects or one.subject in self.subjects]
        if self.size is None or self.size >= len(chosen):
            return chosen
        places = random.Random(self.seed).sample(range(len(chosen)), self.size)  # noqa: S311 - no secret
        return [chosen[place] for place in sorted(places)]


EVERY = Sample()


def mutated(
    policy: Policy, watches: Sequence[Watch], progress: Progress = quiet, sample: Sample = EVERY
) -> Noticed:
    """Try every mutant, or a sample of them."""
    mutants = mutants_of(compiled(policy))
    chosen = sample.of(mutants.made)
    unnoticed: list[Mutant] = []
    beyond: list[Mutant] = []
    by: dict[str, int] = {}
    last: dict[str, Watch] = {}
    for count, mutant in enumerate(chosen, 1):
        if count % 20 == 1:
            progress(
                Text(
                    f"变异 {count}/{len(chosen)},未被发现 {len(unnoticed)}",
                    f"mutant {count} of {len(chosen)}, {len(unnoticed)} unnoticed",
                )
            )
        noticed = _first_to_notice(mutant, watches, last.get(mutant.subject))
        if noticed is None:
            unnoticed.append(mutant)
        else:
            last[mutant.subject] = noticed
            by[noticed.name] = by.get(noticed.name, 0) + 1
            if not noticed.is_case:
                beyond.append(mutant)
    return Noticed(
        len(chosen), tuple(unnoticed), mutants.impossible, by, len(chosen) == len(mutants.made), tuple(beyond)
    )


def _first_to_notice(mutant: Mutant, watches: Sequence[Watch], last: Watch | None) -> Watch | None:
    ordered = sorted(watches, key=lambda one: (not one.is_case, one is not last, one.touches(mutant)))
    return next((one for one in ordered if one.notices(mutant)), None)
