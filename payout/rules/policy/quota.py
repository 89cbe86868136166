"""Quotas of excellent grades: how `policy.toml` states one, and the proof that a batch gives of it.

`[quota]` names columns only: every figure of a proof is a rule's, with its clause. What the figures must satisfy among
themselves is checked in `payout.settle.quotas`, by other arithmetic than the rules'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from payout.rules.policy.made import Made
    from payout.text import Text

FIGURES = ("headcount", "base_ratio", "ratio", "exact", "places", "taken", "left")
OF_PEOPLE = ("counted", "nominated")
OF_POOL = ("shares", "exact", "taken")
OF_KINDS = ("apart", "exact", "places")
OF_CEILING = ("headcount", "exact", "places", "granted")


@dataclass(frozen=True)
class CeilingPlan:
    """The columns of a level whose rows have a ceiling on all their places together."""

    level: str
    headcount: str
    exact: str
    places: str
    granted: str


@dataclass(frozen=True)
class PoolPlan:
    """The columns of units that share places: who does, on what exact places, and how many were nominated."""

    shares: str
    exact: str
    taken: str


@dataclass(frozen=True)
class KindsPlan:
    """The columns of kinds of people whose places are rounded each by themselves: where they are, and each kind's places."""

    apart: str
    exact: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class QuotaPlan:
    """What `[quota]` says: the level that is given places, and the column of each figure.

    `people`, if it is given, is a level below whose rows are appraised: `counted` in the headcount, `nominated`,
    and `barred` (flags: why a nominee cannot be excellent). `reported`: where this flag holds, the headcount and the nominees
    are as they were reported, and nobody is listed.
    """

    level: str
    name: str
    headcount: str
    base_ratio: str
    adjustments: tuple[str, ...]
    ratio: str
    exact: str
    places: str
    taken: str
    left: str
    rounding: str
    people: str
    counted: str
    nominated: str
    barred: tuple[str, ...]
    reported: str
    pool: PoolPlan | None
    kinds: KindsPlan | None
    ceiling: CeilingPlan | None

    def columns(self) -> Iterator[tuple[str, str]]:
        """Every column that the plan names, with its level."""
        own = (self.name, *(getattr(self, figure) for figure in FIGURES), *self.adjustments, self.reported)
        pool = () if self.pool is None else (self.pool.shares, self.pool.exact, self.pool.taken)
        kinds = () if self.kinds is None else (self.kinds.apart, *self.kinds.exact, *self.kinds.places)
        yield from ((self.level, column) for column in (*own, *pool, *kinds) if column)
        yield from (
            (self.people, column) for column in (self.counted, self.nominated, *self.barred) if column
        )
        if self.ceiling is not None:
            yield from ((self.ceiling.level, getattr(self.ceiling, figure)) for figure in OF_CEILING)


def read_quota(entry: object) -> QuotaPlan | None:
    """Read `[quota]` of policy.toml; None where there is none. Raises LanguageError with what is lacking."""
    if entry is None:
        return None
    row = _table(
        entry,
        "[quota]",
        ("level", *FIGURES),
        (
            "name",
            "adjustments",
            "rounding",
            "people",
            *OF_PEOPLE,
            "barred",
            "reported",
            "pool",
            "kinds",
            "ceiling",
        ),
    )
    people = str(row.get("people", ""))
    if bool(people) != bool(row.get("nominated")) or (
        not people and (row.get("counted") or row.get("barred"))
    ):
        raise LanguageError("policy.toml: [quota] states people, nominated (and counted, barred) together")
    pool, ceiling = row.get("pool"), row.get("ceiling")
    return QuotaPlan(
        level=str(row["level"]),
        name=str(row.get("name", "")),
        **{figure: str(row[figure]) for figure in FIGURES},
        adjustments=_names(row.get("adjustments", ())),
        rounding=str(row.get("rounding", "")),
        people=people,
        counted=str(row.get("counted", "")),
        nominated=str(row.get("nominated", "")),
        barred=_names(row.get("barred", ())),
        reported=str(row.get("reported", "")),
        pool=None if pool is None else PoolPlan(**_texts(_table(pool, "[quota.pool]", OF_POOL))),
        kinds=_kinds(row.get("kinds")),
        ceiling=None
        if ceiling is None
        else CeilingPlan(**_texts(_table(ceiling, "[quota.ceiling]", ("level", *OF_CEILING)))),
    )


def _kinds(entry: object) -> KindsPlan | None:
    if entry is None:
        return None
    row = _table(entry, "[quota.kinds]", OF_KINDS)
    exact, places = _names(row["exact"]), _names(row["places"])
    if len(exact) != len(places):
        raise LanguageError("policy.toml: [quota.kinds] states exact and places of each kind")
    return KindsPlan(str(row["apart"]), exact, places)


def _table(
    entry: object, where: str, needed: tuple[str, ...], more: tuple[str, ...] = ()
) -> Mapping[str, object]:
    if not isinstance(entry, dict):
        raise LanguageError(f"policy.toml: {where} is a table")
    lacking = [name for name in needed if name not in entry]
    unknown = sorted(set(entry) - {*needed, *more})
    if lacking or unknown:
        what = f"lacks {', '.join(lacking)}" if lacking else f"does not know {', '.join(unknown)}"
        raise LanguageError(f"policy.toml: {where} {what}; it has {', '.join((*needed, *more))}")
    return entry


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise LanguageError(
            "policy.toml: [quota] adjustments, barred, exact and places of kinds are lists of columns"
        )
    return tuple(str(name) for name in value)


@dataclass(frozen=True)
class Reason:
    """A figure or a bar with its label and clause."""

    label: Text
    clause: str
    value: Fraction | None = None


@dataclass(frozen=True)
class Nominee:
    """Somebody who was nominated, and why they cannot be; no reasons: they can."""

    key: str
    of: str  # the key of the row whose places they take
    of_name: str  # what that row is called
    reasons: tuple[Reason, ...]
    called: str  # by their full name, for the list that is signed


@dataclass(frozen=True)
class Places:
    """One row of the proof: what the places rest on, and who takes them.

    `pool_exact` and `pool_taken` are those of all rows that share places, the row's own where it shares none. `kinds`: exact
    and whole places of each kind of people, where they are rounded apart.
    """

    key: str
    name: str
    headcount: Fraction
    adjustments: tuple[Fraction, ...]
    base_ratio: Fraction
    ratio: Fraction
    exact: Fraction
    places: Fraction
    taken: Fraction
    left: Fraction
    reported: bool
    shares: bool
    pool_exact: Fraction
    pool_taken: Fraction
    kinds: tuple[tuple[Fraction, Fraction], ...]
    barred: int
    faults: tuple[Text, ...]

    @property
    def broken(self) -> bool:
        """Whether more are nominated than there are places, somebody cannot be, or the figures do not agree."""
        return self.left < 0 or self.barred > 0 or bool(self.faults)


@dataclass(frozen=True)
class Ceiling:
    """All places of one jurisdiction against the most that it may give."""

    key: str
    headcount: Fraction
    exact: Fraction
    places: Fraction
    granted: Fraction

    @property
    def broken(self) -> bool:
        """Whether more places are given than the ceiling allows."""
        return self.granted > self.places


@dataclass(frozen=True)
class Quota:
    """The proof of a batch's quotas. `labels` are those of the columns, by the plan's names of them.

    Rows and nominees are as many as units and people: each record is made of their columns when it is read.
    """

    plan: QuotaPlan
    labels: Mapping[str, Reason]
    adjustments: tuple[Reason, ...]
    mode: str  # the reading of the rounding in force: half_up, floor, …; "" where the policy names none
    rows: Made[Places]
    nominees: Made[Nominee]
    ceilings: tuple[Ceiling, ...]
    breaking: NDArray[np.int64]  # which rows do not hold, by position
    barred: NDArray[np.int64]  # which nominees cannot be
    shares: bool  # whether some rows share places, which then stand in each of them

    @property
    def broken(self) -> bool:
        """Whether any quota is broken."""
        return bool(self.broken_rows)

    @property
    def broken_rows(self) -> int:
        """How many rows, and ceilings, do not hold."""
        return len(self.breaking) + sum(one.broken for one in self.ceilings)

    @property
    def alarming_first(self) -> Made[Places]:
        """The rows, those that do not hold first."""
        return self.rows.beginning_with(self.breaking)
