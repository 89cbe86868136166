"""The county's amounts by two references that know nothing of the engine: float64 NumPy, and pandas with Decimal objects.

Both get the arranged arrays and compute a person's target bonus, leader's bonus and payable from the unit's score and flags on:
the formula, rates, months, deviation, discipline, rounding. They leave out what the engine computes besides (awards,
places, reconciliation, checks).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd

A, D, FEN = 7000, 800, Decimal("0.01")


@dataclass(frozen=True)
class County:
    """Plain arrays: units by row, people by row with their unit's position, stints by row with person's and unit's."""

    score: np.ndarray
    in_spread: np.ndarray
    assessed: np.ndarray
    failed: np.ndarray
    review: np.ndarray  # 0 satisfied, 1 low, 2 dissatisfied
    lacks_targets: np.ndarray
    staff_targets: np.ndarray
    gap: np.ndarray
    follows: np.ndarray
    unit: np.ndarray
    own_score: np.ndarray  # nan: none
    staff: np.ndarray
    leader_yearly: np.ndarray
    disciplined: np.ndarray
    stint_person: np.ndarray
    stint_unit: np.ndarray
    months: np.ndarray

    @classmethod
    def load(cls, folder: Path) -> "County":
        """What `tests.performance.arrays` wrote."""
        unit, person, stint = (
            pd.read_parquet(folder / f"{name}.parquet") for name in ("units", "people", "stints")
        )
        return cls(
            score=_floats(unit["score"]),
            in_spread=unit["in_spread"].to_numpy(),
            assessed=unit["assessed"].to_numpy(),
            failed=unit["failed"].to_numpy(),
            review=unit["review"].to_numpy(),
            lacks_targets=unit["lacks_targets"].to_numpy(),
            staff_targets=unit["staff_targets"].to_numpy(),
            gap=_floats(unit["gap"]),
            follows=unit["follows"].to_numpy(),
            unit=person["unit"].to_numpy(),
            own_score=person["score"].to_numpy(dtype=float, na_value=np.nan),
            staff=person["staff"].to_numpy(),
            leader_yearly=_floats(person["leader_yearly"]),
            disciplined=person["disciplined"].to_numpy(),
            stint_person=stint["person"].to_numpy(),
            stint_unit=stint["unit"].to_numpy(),
            months=_floats(stint["months"]),
        )


def _floats(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype=float, na_value=0)


def by_numpy(c: County) -> tuple[np.ndarray, np.ndarray]:
    """Target and leader's bonus in float64."""
    ranked = c.score[c.in_spread]
    formula = A + D / (ranked.max() - ranked.min()) * (c.score - ranked.mean())
    own = np.where(c.assessed, np.where(c.in_spread, formula, np.inf), 1.1 * A)
    rate = np.where(c.review == 2, 0.8 * A, np.where(c.review == 1, 0.9 * A, np.inf))
    bonus = np.minimum(np.minimum(own, rate), np.where(c.failed, 0.6 * A, np.inf))
    bonus = np.where(c.lacks_targets, 0, bonus * np.where(c.staff_targets, 1, 0.8))
    source = np.where(c.follows >= 0, c.follows, np.arange(len(c.follows)))
    bonus, failed, none = bonus[source], c.failed[source], c.lacks_targets[source]
    people = len(c.unit)
    months = np.bincount(c.stint_person, c.months, people)
    part = np.bincount(c.stint_person, bonus[c.stint_unit] * c.months / 12, people)
    bad = np.bincount(c.stint_person, failed[c.stint_unit], people) > 0
    good = np.bincount(c.stint_person, ~failed[c.stint_unit], people) > 0
    mixed = (bad | failed[c.unit]) & (good | ~failed[c.unit])
    unit_part = np.where(mixed, part, bonus[c.unit] * months / 12)
    known = ~np.isnan(c.own_score)
    high, low = np.full(len(bonus), -np.inf), np.full(len(bonus), np.inf)
    np.maximum.at(high, c.unit[known], c.own_score[known])
    np.minimum.at(low, c.unit[known], c.own_score[known])
    count = np.bincount(c.unit[known], minlength=len(bonus))
    mean = np.bincount(c.unit[known], c.own_score[known], len(bonus)) / np.maximum(count, 1)
    width = np.where(high > low, high - low, np.inf)
    deviation = np.where(known, (c.gap / width)[c.unit] * (c.own_score - mean[c.unit]), 0)
    kept = np.where(c.disciplined, 2 / 3, 1)
    target = np.maximum(np.where(none[c.unit], 0, unit_part + deviation * months / 12) * kept, 0)
    leader = np.where(c.staff | none[c.unit], 0, c.leader_yearly * months / 12 * kept)
    return np.floor(target * 100 + 0.5) / 100, np.floor(leader * 100 + 0.5) / 100


def by_decimal(c: County) -> tuple[pd.Series, pd.Series]:
    """Target and leader's bonus with Decimal objects in pandas."""
    bonus, failed, none = _decimal_units(c)
    people = pd.DataFrame({"unit": c.unit, "score": _decimals(c.own_score), "disciplined": c.disciplined})
    stints = pd.DataFrame({"person": c.stint_person, "unit": c.stint_unit, "months": _decimals(c.months)})
    stints["part"] = bonus.loc[stints["unit"]].to_numpy() * stints["months"] / Decimal(12)
    stints["failed"] = failed[c.stint_unit]
    by_person = stints.groupby("person")
    zero = Decimal(0)
    months = by_person["months"].sum().reindex(people.index, fill_value=zero)
    part = by_person["part"].sum().reindex(people.index, fill_value=zero)
    bad = by_person["failed"].any().reindex(people.index, fill_value=False).to_numpy() | failed[c.unit]
    all_bad = by_person["failed"].all().reindex(people.index, fill_value=True).to_numpy() & failed[c.unit]
    whole = bonus.loc[c.unit].reset_index(drop=True) * months / Decimal(12)
    unit_part = part.where(bad & ~all_bad, whole)
    deviation = _decimal_deviation(c, people) * months / Decimal(12)
    kept = pd.Series(np.where(c.disciplined, Decimal(2) / Decimal(3), Decimal(1)))
    gross = (unit_part + deviation).where(~none[c.unit], zero) * kept
    leader = _decimals(c.leader_yearly) * months / Decimal(12) * kept
    leader = leader.where(~(c.staff | none[c.unit]), zero)
    return gross.map(_fen), leader.map(_fen)


def _decimal_units(c: County) -> tuple[pd.Series, np.ndarray, np.ndarray]:
    score = _decimals(c.score)
    ranked = [value for value, counts in zip(score, c.in_spread, strict=True) if counts]
    mean, width = sum(ranked) / len(ranked), max(ranked) - min(ranked)
    figures = []
    for row, value in enumerate(score):
        own = [A + D / width * (value - mean)] if c.in_spread[row] else []
        rates = [Decimal("0.6")] * bool(c.failed[row])
        rates += [None, [Decimal("0.9")], [Decimal("0.8")]][c.review[row]] or []
        amounts = ([A * Decimal("1.1")] if not c.assessed[row] else own) + [A * rate for rate in rates]
        lacking = c.lacks_targets[row] or not amounts
        figure = Decimal(0) if lacking else min(amounts)
        figures.append(figure * (1 if c.staff_targets[row] else Decimal("0.8")))
    source = np.where(c.follows >= 0, c.follows, np.arange(len(c.follows)))
    return pd.Series(figures)[source].reset_index(drop=True), c.failed[source], c.lacks_targets[source]


def _decimal_deviation(c: County, people: pd.DataFrame) -> pd.Series:
    scored = people[people["score"].notna()].groupby("unit")["score"]
    mean = scored.sum() / scored.count().map(Decimal)
    width = scored.max() - scored.min()
    slope = pd.Series(_decimals(c.gap)).loc[width.index] / width.where(width != 0, Decimal("Infinity"))
    factor = slope.reindex(c.unit).reset_index(drop=True)
    return (factor * (people["score"] - mean.reindex(c.unit).reset_index(drop=True))).fillna(Decimal(0))


def _decimals(values: np.ndarray) -> pd.Series:
    texts = pd.Series(values, dtype=object)
    return texts.map(lambda value: None if value != value else Decimal(str(value)))  # noqa: PLR0124 - nan


def _fen(value: Decimal) -> Decimal:
    return max(value, Decimal(0)).quantize(FEN, ROUND_HALF_UP)
