"""A layered layout of what rests on what: from above downward, no layer wider than a page, with few crossings.

Whole numbers only, and every order is settled by the order in which nodes were given: the same graph gives the same drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_A_LAYER = 4
BOX, BETWEEN, LANE = 178, 28, 2
HIGH, LOW = 52, 38  # of a box with a title of two lines, or of one
GAP, NARROW = 20, 10  # beside a box, between lanes
SWEEPS = 8

Edges = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Spot:
    """What is drawn as a box: its name, its two lines, and where it leads."""

    name: str
    title: str
    below: str
    anchor: str
    result: bool = False


@dataclass(frozen=True)
class Box:
    """A spot with its place: the left upper corner."""

    spot: Spot
    x: int
    y: int


@dataclass(frozen=True)
class DrawnLine:
    """An arrow by the points that it passes, from what is read to what reads it."""

    points: tuple[tuple[int, int], ...]
    start: str
    end: str


@dataclass(frozen=True)
class Laid:
    """A graph with every place."""

    width: int
    height: int
    tall: int  # of a box
    boxes: tuple[Box, ...]
    lines: tuple[DrawnLine, ...]


def laid(spots: Sequence[Spot], edges: Iterable[tuple[str, str]], tall: int = LOW) -> Laid:
    """Lay a graph out. An edge leads from what is read to what reads it; of those that close a circle the later is left out."""
    names = [spot.name for spot in spots]
    free = reduced(names, without_circles(names, edges))
    layers = layers_of(names, free)
    rows, chains = with_lanes(layers, free)
    rows = uncrossed(rows, list(dict.fromkeys(pair for chain in chains for pair in pairwise(chain))))
    return _placed({spot.name: spot for spot in spots}, rows, chains, tall)


def without_circles(names: Sequence[str], edges: Iterable[tuple[str, str]]) -> Edges:
    """The edges that close no circle, taken in the order of their ends."""
    order = {name: place for place, name in enumerate(names)}
    wanted = sorted(
        {edge for edge in edges if edge[0] != edge[1]}, key=lambda edge: (order[edge[0]], order[edge[1]])
    )
    forward = [edge for edge in wanted if order[edge[0]] < order[edge[1]]]
    taken: set[tuple[str, str]] = set(forward)
    for start, end in (edge for edge in wanted if edge not in taken):
        if start not in _reached(taken, end):
            taken.add((start, end))
    return frozenset(taken)


def reduced(names: Sequence[str], edges: Edges) -> Edges:
    """Without the edges that a longer way says already."""
    follows = {name: {end for start, end in edges if start == name} for name in names}
    beyond = {name: _reached(edges, name) - {name} for name in names}
    return frozenset(
        (start, end)
        for start, end in edges
        if not any(end in beyond[other] for other in follows[start] if other != end)
    )


def _reached(edges: Iterable[tuple[str, str]], start: str) -> set[str]:
    follows: dict[str, list[str]] = {}
    for one, other in edges:
        follows.setdefault(one, []).append(other)
    found, waiting = {start}, [start]
    while waiting:
        new = [name for name in follows.get(waiting.pop(), ()) if name not in found]
        found.update(new)
        waiting += new
    return found


def layers_of(names: Sequence[str], edges: Edges) -> list[list[str]]:
    """Nodes in layers of a limited width, each below all that it reads; those that most rests on come first."""
    reads = {name: {start for start, end in edges if end == name} for name in names}
    height = _heights(names, edges)
    order = {name: place for place, name in enumerate(names)}
    layers: list[list[str]] = []
    done: set[str] = set()
    while len(done) < len(names):
        ready = [name for name in names if name not in done and reads[name] <= done]
        ready.sort(key=lambda name: (-height[name], order[name]))
        layers.append(ready[:MOST_A_LAYER])
        done.update(layers[-1])
    return layers


def _heights(names: Sequence[str], edges: Edges) -> dict[str, int]:
    """How long the longest way from each node to the end is."""
    follows = {name: [end for start, end in edges if start == name] for name in names}
    found: dict[str, int] = {}

    def height(name: str) -> int:
        if name not in found:
            found[name] = 1 + max((height(other) for other in follows[name]), default=0)
        return found[name]

    return {name: height(name) for name in names}


def with_lanes(layers: list[list[str]], edges: Edges) -> tuple[list[list[str]], list[list[str]]]:
    """The layers with a lane wherever edges of one start pass, and each edge as the chain of what it passes."""
    depth = {name: place for place, layer in enumerate(layers) for name in layer}
    rows = [list(layer) for layer in layers]
    chains = []
    for start, end in sorted(edges, key=lambda edge: (depth[edge[0]], depth[edge[1]], edge)):
        lanes = [f"{start} {place}" for place in range(depth[start] + 1, depth[end])]
        for place, lane in enumerate(lanes, depth[start] + 1):
            if lane not in rows[place]:
                rows[place].append(lane)
        chains.append([start, *lanes, end])
    return rows, chains


def uncrossed(rows: list[list[str]], pairs: list[tuple[str, str]]) -> list[list[str]]:
    """Each layer in the order of what its nodes are joined to, downward and upward by turns; the best order seen is kept."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for start, end in pairs:
        below.setdefault(start, []).append(end)
        above.setdefault(end, []).append(start)
    best, fewest = rows, crossings(rows, below)
    current = [list(row) for row in rows]
    for turn in range(SWEEPS):
        joined, places = (
            (above, range(1, len(rows))) if turn % 2 == 0 else (below, range(len(rows) - 2, -1, -1))
        )
        for place in places:
            beside = current[place - 1 if turn % 2 == 0 else place + 1]
            current[place] = _by_middle(current[place], beside, joined)
        count = crossings(current, below)
        if count < fewest:
            best, fewest = [list(row) for row in current], count
    return best


def _by_middle(row: list[str], beside: list[str], joined: Mapping[str, list[str]]) -> list[str]:
    """A layer by the middle of the places of what each node is joined to; one that is joined to nothing keeps its place."""
    place = {name: number for number, name in enumerate(beside)}

    def middle(name: str) -> tuple[int, int]:
        found = [place[other] for other in joined.get(name, ()) if other in place]
        own = row.index(name) * max(len(beside), 1) * 1000 // max(len(row), 1)
        return (sum(found) * 1000 // len(found) if found else own, row.index(name))

    return sorted(row, key=middle)


def crossings(rows: list[list[str]], below: Mapping[str, list[str]]) -> int:
    """How often lines of neighbouring layers cross."""
    count = 0
    for upper, lower in pairwise(rows):
        place = {name: number for number, name in enumerate(lower)}
        ends = [sorted(place[end] for end in below.get(name, ()) if end in place) for name in upper]
        flat: list[int] = []
        for group in ends:
            count += sum(1 for end in group for other in flat if other > end)
            flat += group
    return count


def _placed(spots: Mapping[str, Spot], rows: list[list[str]], chains: list[list[str]], tall: int) -> Laid:
    widths = [sum(_sizes(row, spots)) for row in rows]
    whole = max(widths, default=0)
    boxes: list[Box] = []
    centre: dict[str, tuple[int, int]] = {}
    for number, (row, width) in enumerate(zip(rows, widths, strict=True)):
        x, y = (whole - width) // 2, number * (tall + BETWEEN)
        for name, size in zip(row, _sizes(row, spots), strict=True):
            centre[name] = (x + size // 2, y)
            if name in spots:
                boxes.append(Box(spots[name], x + (size - BOX) // 2, y))
            x += size
    lines = tuple(DrawnLine(_points(chain, centre, spots, tall), chain[0], chain[-1]) for chain in chains)
    return Laid(whole, max(len(rows) * (tall + BETWEEN) - BETWEEN, 0), tall, tuple(boxes), lines)


def _sizes(row: Sequence[str], spots: Mapping[str, Spot]) -> list[int]:
    """How wide each place of a layer is, with the room beside it."""
    return [BOX + GAP if name in spots else LANE + NARROW for name in row]


def _points(
    chain: list[str], centre: Mapping[str, tuple[int, int]], spots: Mapping[str, Spot], tall: int
) -> tuple[tuple[int, int], ...]:
    """From the lower side of a box to the upper side of another; through a lane straight down."""
    found: list[tuple[int, int]] = []
    for place, name in enumerate(chain):
        x, y = centre[name]
        if name not in spots or place:
            found.append((x, y))
        if name not in spots or not place:
            found.append((x, y + tall))
    return tuple(found)
