"""The working of shares: one row's part of a pool, by the weights of its group, cut to whole units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import numbers
from payout.evidence.rows import value_at
from payout.exact import group_total
from payout.text import Text, show_fraction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from payout.engines.reference.run import Run
    from payout.exact import ExactArray
    from payout.rules.tree import Allocate
    from payout.text import Language


@dataclass(frozen=True)
class Share:
    """One row's part of a pool: the weights of its group, and what rounding down left to the largest remainders."""

    pool: Fraction
    weight: Fraction
    whole: Fraction
    sharers: int
    unit: Fraction
    left: Fraction
    given: Fraction

    @property
    def ideal(self) -> Fraction:
        """The exact part, before it is cut to whole units."""
        return self.pool * self.weight / self.whole

    @property
    def took_more(self) -> bool:
        """Whether one of the units left came here."""
        return self.given > self.ideal

    @property
    def formula(self) -> str:
        """The part in numbers: pool × weight ÷ sum of weights."""
        pool, weight, whole, given = map(show_fraction, (self.pool, self.weight, self.whole, self.given))
        return f"{pool} × {weight} ÷ {whole}" + (f" → {given}" if self.given != self.ideal else "")

    def notes(self, lang: Language) -> Iterator[str]:
        """Say what the weights sum up to, and how the part was cut to whole units."""
        whole, unit, left = map(show_fraction, (self.whole, self.unit, self.left))
        yield Text(
            f"{whole} 是 {self.sharers} 行权重的合计",
            f"{whole} is the sum of the weights of {self.sharers} rows",
        )(lang)
        if self.given == self.ideal:
            return
        zh = f"各行先舍到 {unit} 的整数倍,余下 {left} 按余数从大到小每行补 {unit},"
        en = f"each is first cut down to a multiple of {unit}; the {left} left goes {unit} each to the largest remainders, "
        if self.took_more:
            yield Text(f"{zh}本行补到 {unit}", f"{en}this row among them")(lang)
        else:
            yield Text(f"{zh}本行没有补到", f"{en}this row not among them")(lang)


def share_of(run: Run, node: Allocate, row: int) -> Share | None:
    """Work out a row's part of a pool; None where it has none, or nobody has a weight."""
    groups = run.groups(node.groups)
    given = value_at(run, node, row) if row >= 0 else None
    if groups.codes[row] < 0 or not isinstance(given, Fraction):
        return None
    weights = numbers(run.value(node.weight), run.size(node))
    pool, unit = value_at(run, node.pool, row), value_at(run, node.unit, row)
    whole, weight = group_total(weights, groups)[groups.codes[row]], weights[row]
    if not (isinstance(pool, Fraction) and isinstance(unit, Fraction) and whole):
        return None
    cut = (weights * (pool / unit / whole)).floor() * unit
    left = pool - group_total(cut, groups)[groups.codes[row]]
    sharers = int(np.count_nonzero((groups.codes == groups.codes[row]) & _positive(weights)))
    return Share(pool, weight, whole, sharers, unit, left, given)


def _positive(weights: ExactArray) -> NDArray[np.bool_]:
    return (weights > 0).to_numpy(dtype=bool, na_value=False)
