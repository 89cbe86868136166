"""A policy with one value another: each other reading of a choice, each number a step up or down.

What is sensitive to a value, and whether any case would notice that it changed, are asked of the same variations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from payout.rules.policy.bounds import SHARES, beyond
from payout.text import NOTHING, Text, show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.rules.policy.parameters import BandRow, Parameter, Value
    from payout.rules.policy.policy import Policy

HUNDREDTH = Fraction(1, 100)
WHOLE_OF = {"weight": 1, "weight_points": 100}  # what the entries of a table of weights sum to


@dataclass(frozen=True)
class StepSize:
    """How far a number is moved: so much (`absolute`), or a part of itself; counts by whole numbers, money by fen.

    A ratio is moved by the part itself (0.15 by 0.01), unless the step is `relative` even there.
    """

    size: Fraction = HUNDREDTH
    absolute: bool = False
    relative: bool = False

    def of(self, parameter: Parameter, value: Fraction) -> Fraction:
        """The step of one number of a parameter."""
        if self.absolute:
            return self.size
        if parameter.kind == "count":
            return max(Fraction(1), Fraction(round(abs(value) * self.size)))
        if (parameter.kind == "ratio" or parameter.measure in SHARES) and not self.relative:
            return self.size
        if parameter.kind == "money":
            return max(HUNDREDTH, Fraction(round(abs(value) * self.size * 100), 100))
        return abs(value) * self.size or Fraction(1)


USUAL_STEP = StepSize()


@dataclass(frozen=True)
class Varied:
    """A parameter with one of its values another. `refused`: why it cannot be put in force, where it cannot."""

    parameter: Parameter
    entry: str  # of a table or of bands; blank for the value itself
    before: str
    after: str
    refused: Text = NOTHING

    @property
    def name(self) -> str:
        """What is changed, as `--set` names it."""
        return ".".join(part for part in (self.parameter.name, self.entry) if part)

    @property
    def key(self) -> str:
        """What is changed, and what it becomes."""
        return f"{self.name}={self.after}"

    @property
    def label(self) -> Text:
        """What people call the parameter."""
        return Text(self.parameter.zh, self.parameter.en or self.parameter.zh)

    def applied(self, policy: Policy) -> Policy:
        """The policy with this value in force."""
        stated = 1 + max((one.stated for one in policy.parameters.values()), default=0)
        new = replace(self.parameter, source="varied", stated=stated)
        return replace(policy, parameters={**policy.parameters, new.name: new})


def readings(parameter: Parameter) -> Iterator[Varied]:
    """A choice under each reading that is not in force."""
    for option in parameter.options if parameter.kind == "choice" else ():
        if option != parameter.value:
            yield Varied(replace(parameter, value=option), "", str(parameter.value), option)


def stepped(parameter: Parameter, step: StepSize = USUAL_STEP) -> Iterator[Varied]:
    """Each number of a parameter a step up and a step down; an edge that two bands share moves in both."""
    for entry, number, put in _numbers(parameter):
        size = step.of(parameter, number)
        for moved in (number + size, number - size):
            edge = entry.startswith("edge ")
            bound = parameter.bounds if not edge else None
            refused = beyond(moved, bound, parameter.measure) if bound else NOTHING
            yield Varied(
                replace(parameter, value=put(moved)), entry, show_number(number), show_number(moved), refused
            )


def reworded(parameter: Parameter) -> Iterator[Varied]:
    """Each word that a table or bands give, as each other word that they give."""
    if isinstance(parameter.value, (Fraction, str)):
        return
    for entry, given, put in _given(parameter.value):
        if isinstance(given, str):
            words = dict.fromkeys(one for _, one, _ in _given(parameter.value) if isinstance(one, str))
            for word in words:
                if word != given:
                    yield Varied(replace(parameter, value=put(word)), entry, given, word)


def _numbers(parameter: Parameter) -> Iterator[tuple[str, Fraction, Callable[[Fraction], Value]]]:
    """Each number of a parameter, what names it, and the value with another in its place."""
    value = parameter.value
    if isinstance(value, str):
        return
    if isinstance(value, Fraction):
        yield "", value, lambda moved: moved
        return
    weights = _completed(parameter)
    for entry, given, put in _given(value):
        if isinstance(given, Fraction):
            yield entry, given, (weights(entry) if weights else put)
    if isinstance(value, tuple):
        yield from _edges(value)


def _given(value: Value) -> Iterator[tuple[str, Fraction | str, Callable[[Fraction | str], Value]]]:
    """Each entry that a table or bands give."""
    if isinstance(value, Mapping):
        for keys, given in value.items():
            yield ".".join(keys), given, lambda new, keys=keys: MappingProxyType({**value, keys: new})  # type: ignore[misc]
    elif isinstance(value, tuple):
        for at, row in enumerate(value):
            yield (
                _called(row),
                row.gives,
                lambda new, at=at: tuple(  # type: ignore[misc]
                    replace(one, gives=new) if place == at else one for place, one in enumerate(value)
                ),
            )


def _called(row: BandRow) -> str:
    """What a band is called: its two ends."""
    low, high = ("" if end is None else show_number(end) for end in (row.floor, row.ceiling))
    return f"{low}..{high}"


def _edges(rows: tuple[BandRow, ...]) -> Iterator[tuple[str, Fraction, Callable[[Fraction], Value]]]:
    """The edges of bands: two bands that meet at one are moved together."""
    ends = dict.fromkeys(end for row in rows for end in (row.floor, row.ceiling) if end is not None)
    for edge in ends:
        yield f"edge {show_number(edge)}", edge, lambda moved, edge=edge: _moved(rows, edge, moved)  # type: ignore[misc]


def _moved(rows: tuple[BandRow, ...], edge: Fraction, moved: Fraction) -> tuple[BandRow, ...]:
    return tuple(
        replace(
            row,
            floor=moved if row.floor == edge else row.floor,
            ceiling=moved if row.ceiling == edge else row.ceiling,
        )
        for row in rows
    )


def _completed(parameter: Parameter) -> Callable[[str], Callable[[Fraction], Value]] | None:
    """Of weights that make one whole: the others give way in proportion, so that they still do."""
    value, whole = parameter.value, WHOLE_OF.get(parameter.measure)
    if whole is None or not isinstance(value, Mapping):
        return None
    entries = {".".join(keys): given for keys, given in value.items() if isinstance(given, Fraction)}
    if len(entries) != len(value) or sum(entries.values()) != whole:
        return None

    def placed(entry: str) -> Callable[[Fraction], Value]:
        rest = whole - entries[entry]

        def put(moved: Fraction) -> Value:
            part = (whole - moved) / rest if rest else Fraction(0)
            return MappingProxyType(
                {keys: moved if ".".join(keys) == entry else entries[".".join(keys)] * part for keys in value}
            )

        return put

    return placed
