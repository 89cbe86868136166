"""Settling to whole yuan or jiao: what is paid, and what is left of each amount to be carried on or kept."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

RoundingUnit = Literal["fen", "jiao", "yuan"]
RoundingMode = Literal["half_up", "down"]
Leaving = Literal["carried", "kept"]
YUAN_OF: dict[RoundingUnit, Fraction] = {
    "fen": Fraction(1, 100),
    "jiao": Fraction(1, 10),
    "yuan": Fraction(1),
}


@dataclass(frozen=True)
class Settlement:
    """How an amount becomes what is paid, and what becomes of the rest: `carried` to the next payment, or `kept` by the unit."""

    unit: RoundingUnit = "fen"
    mode: RoundingMode = "half_up"
    residual: Leaving = "carried"

    def paid(self, due: Fraction) -> Fraction:
        """What is paid of an amount that is due, whole units of it; nothing of one below nothing."""
        if due <= 0:
            return Fraction(0)
        unit = YUAN_OF[self.unit]
        units = due / unit + (Fraction(1, 2) if self.mode == "half_up" else 0)
        return units.__floor__() * unit
