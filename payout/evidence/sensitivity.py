"""What each other reading, and each number a step up or down, would move: how much, for whom, and what it would leave open.

Nothing is told apart here by cause, as in a comparison: one value is another, and all else is as it was.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.comparing.attribution import nothing_paid
from payout.evidence.comparing.sides import paired
from payout.evidence.comparing.spread import moved_grades
from payout.evidence.rows import is_told_in_words, name_in_words
from payout.findings import errors
from payout.masking import veil_key
from payout.rendering.naming import Naming
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.comparing.sides import Pairing, Side, Target
    from payout.exact import ExactArray
    from payout.findings import Finding
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.compiled.result import Frame, OpenPoint, Result
    from payout.rules.policy.quota import Quota
    from payout.rules.policy.varying import Varied
    from payout.text import Language


@dataclass(frozen=True)
class Shift:
    """What moves between two computed batches. Amounts are exact, of the column that is compared."""

    net: Fraction
    gross: Fraction  # the sum of what each row moves, whichever way
    touched: int  # rows that move
    key: str  # of the row that moves most, the first of equals
    called: str
    largest: Fraction  # what that row moves
    groups: int  # units with a row that moves, where rows belong to units
    words: int  # grades and other words of rules that are others
    places: int  # rows of the quotas whose places are others
    broken: (
        int  # rows of the quotas that do not hold now, and held, or the other way round where it is negative
    )
    key_shown: Text = NOTHING  # the key in words, where options stand in it

    def who(self, lang: Language) -> str:
        """The row that moves most as people tell it from others; blank where none does."""
        return f"{veil_key(self.key_shown(lang) or self.key)} {self.called}".strip()


@dataclass(frozen=True)
class Effect:
    """What comes of one variation, or of two at once. `shift` is None where amounts do not all come out; `refused` says why."""

    varied: tuple[Varied, ...]
    shift: Shift | None = None
    refused: Text = NOTHING
    open_points: tuple[OpenPoint, ...] = ()  # that were not open
    findings: tuple[Finding, ...] = ()  # that were not found

    @property
    def key(self) -> str:
        """What is varied."""
        return " & ".join(one.key for one in self.varied)

    def named(self, compiled: CompiledPolicy, lang: Language) -> str:
        """What is varied and what it becomes, in words."""
        naming = Naming(compiled, lang)
        said = (
            f"{naming.varied(one.parameter, one.entry)}{Text(':', ': ')(lang)}{_becomes(one, naming)}"
            for one in self.varied
        )
        return Text(";", "; ")(lang).join(said)

    @property
    def net(self) -> Fraction | None:
        """What the whole batch moves, where that is known."""
        return None if self.shift is None else self.shift.net


@dataclass(frozen=True)
class Interaction:
    """Two readings at once, and what they move beyond the sum of each alone; None where one of the three is not known."""

    effect: Effect
    apart: Fraction | None  # the sum of both alone

    @property
    def beyond(self) -> Fraction | None:
        """What only both together move."""
        net = self.effect.net
        return None if net is None or self.apart is None else net - self.apart


@dataclass(frozen=True)
class Sensitivity:
    """What a batch is sensitive to. `total` is that of the batch as it stands."""

    side: Side
    target: Target
    total: Fraction
    choices: tuple[Effect, ...]
    steps: tuple[Effect, ...] = ()
    pairs: tuple[Interaction, ...] = ()


def _becomes(varied: Varied, naming: Naming) -> str:
    """The reading that is tried by what it means; a number beside what it was."""
    parameter = varied.parameter
    if varied.after in parameter.options:
        return parameter.option(varied.after)(naming.lang)
    return f"{varied.before} → {varied.after}"


def effect_of(first: Side, second: Side, target: Target, varied: tuple[Varied, ...]) -> Effect:
    """Hold a batch under a variation against the batch as it stands."""
    open_points = _new_points(first.result, second.result)
    findings = _new_findings(first.result, second.result)
    if errors(second.result.findings):
        refused = Text("该读法下输入被拒", "the input is refused then")
        return Effect(varied, None, refused, open_points, findings)
    if second.result.open_points:
        refused = Text(
            f"有 {len(second.result.open_points)} 项待决定,金额未定",
            f"{len(second.result.open_points)} decisions are open then, and amounts with them",
        )
        return Effect(varied, None, refused, open_points, findings)
    return Effect(varied, _shift(first, second, target), NOTHING, open_points, findings)


def _new_points(first: Result, second: Result) -> tuple[OpenPoint, ...]:
    known = {(one.question, one.subject) for one in first.open_points}
    return tuple(one for one in second.open_points if (one.question, one.subject) not in known)


def _new_findings(first: Result, second: Result) -> tuple[Finding, ...]:
    """What is found more often than it was, by code and subject."""
    left = Counter(map(_told, first.findings))
    new = []
    for finding in second.findings:
        left[_told(finding)] -= 1
        if left[_told(finding)] < 0:
            new.append(finding)
    return tuple(new)


def _told(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.subject, finding.column, finding.place


def _shift(first: Side, second: Side, target: Target) -> Shift:
    pairing = paired(first.names(target.level), second.names(target.level))
    before = nothing_paid(first.amounts(target), pairing.first)
    after = nothing_paid(second.amounts(target), pairing.second)
    difference: ExactArray = after - before
    sizes = abs(difference)
    moved = np.flatnonzero(np.asarray(difference != 0, dtype=bool))
    row = int(np.argsort(-sizes, kind="stable")[0]) if len(moved) else -1
    return Shift(
        net=Fraction(difference.sum()),
        gross=Fraction(sizes.sum()),
        touched=len(moved),
        key=pairing.names[row] if row >= 0 else "",
        called=_called((first, second), target, pairing, row),
        key_shown=_key_shown((first, second), target, pairing, row),
        largest=Fraction(difference[row]) if row >= 0 else Fraction(0),
        groups=_groups((first, second), target.level, pairing, moved),
        places=_places(first.result.quota, second.result.quota),
        words=sum(rows for moved in moved_grades((first, second)) for *_, rows in moved.rows),
        broken=_broken(second.result.quota) - _broken(first.result.quota),
    )


def _called(sides: tuple[Side, Side], target: Target, pairing: Pairing, row: int) -> str:
    if row < 0:
        return ""
    which, at = pairing.there(row)
    side = sides[which]
    return side.run.called(target.level, at)


def _key_shown(sides: tuple[Side, Side], target: Target, pairing: Pairing, row: int) -> Text:
    if row < 0:
        return NOTHING
    which, at = pairing.there(row)
    side = sides[which]
    coded = is_told_in_words(side.run, target.level) and not side.keys
    return name_in_words(side.run, target.level, at) if coded else NOTHING


def _groups(sides: tuple[Side, Side], level: str, pairing: Pairing, moved: np.ndarray) -> int:
    """Of how many rows above, the first level that names them, the rows that move are."""
    above = next(_above(sides[0].result, level), None)
    if above is None:
        return 0
    found: set[str] = set()
    for side, positions in zip(sides, (pairing.first, pairing.second), strict=True):
        names = side.result.frames[above.level].names()
        link = side.result.positions(level, above.level)[positions[moved[positions[moved] >= 0]]]
        found |= {names[at] for at in link.tolist() if at >= 0}
    return len(found)


def _above(result: Result, level: str) -> Iterator[Frame]:
    for name in result.frames[level].links:
        frame = result.frames.get(name)
        if frame is not None and name != level and frame.identity:
            yield frame


def _places(first: Quota | None, second: Quota | None) -> int:
    one, other = ({row.key: row.places for row in quota.rows} if quota else {} for quota in (first, second))
    return sum(one.get(key) != other.get(key) for key in dict.fromkeys((*one, *other)))


def _broken(quota: Quota | None) -> int:
    return 0 if quota is None else quota.broken_rows


def interactions(choices: tuple[Effect, ...], effects: tuple[Effect, ...]) -> tuple[Interaction, ...]:
    """Pairs with what they move beyond both alone, the largest first; those that are not known last."""
    alone = {one.key: one.net for one in choices}
    found = []
    for effect in effects:
        nets = [alone.get(one.key) for one in effect.varied]
        known = [net for net in nets if net is not None]
        found.append(Interaction(effect, sum(known, Fraction(0)) if len(known) == len(nets) else None))
    return tuple(
        sorted(found, key=lambda one: (one.beyond is None, -abs(one.beyond or Fraction(0)), one.effect.key))
    )
