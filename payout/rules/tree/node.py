"""What a node is: a frozen record, equal by what it says, that knows its schema and what its value rests on.

All that is true of a node stands in its class: its slots, its `schema` (worked out when it is made, so that a node whose
parts do not fit cannot exist), and its `needs`. What is done with nodes stands in readings (`reading.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, cast, dataclass_transform

from payout.rules.tree.schema import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.rules.tree.schema import Home, Schema

Form = Literal["pick", "step", "whole"]
Move = Literal["same", "above", "linked", "members", "window"]
Class = TypeVar("Class", bound="type[Node]")

NODES: list[type[Node]] = []


@dataclass(frozen=True)
class Need:
    """An operand, and the rows that need it.

    `held` and `unheld`: conditions that hold, or do not, in the rows that need it; `reading`: the reading of a choice
    under which it is needed. `gives`: whether the operand's value can become the node's own. `told`: whether an explanation goes
    on to it. `move`: which rows of the operand one row needs: the same, the one above or linked, the members of its group, all.
    """

    operand: Node
    held: tuple[Node, ...] = ()
    unheld: tuple[Node, ...] = ()
    reading: str = ""
    gives: bool = False
    told: bool = True
    move: Move = "same"


@dataclass(frozen=True)
class Node:
    """Any node. `form`: how its formula is told for one row.

    pick: by the one operand whose value it took; step: with its operands as they were taken; whole: as it stands.
    """

    form: ClassVar[Form] = "whole"

    @property
    def parameter(self) -> str:
        """The parameter whose value it reads itself; blank where it reads none."""
        return ""

    def __post_init__(self) -> None:
        """Work out the schema at once: a node whose parts do not fit together cannot exist."""
        _ = self.schema

    @cached_property
    def schema(self) -> Schema:
        """What is known of its value before any data. Raises LanguageError where its parts do not fit together."""
        raise NotImplementedError

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Each operand with the condition under which a row needs it; all of them always, where a class says no more."""
        return tuple(Need(operand) for operand in self.operands)

    @cached_property
    def operands(self) -> tuple[Node, ...]:
        """The nodes that it is made of, in the order of its slots."""
        return tuple(part for one in fields(self) for part in _nodes(getattr(self, one.name)))

    @cached_property
    def above(self) -> tuple[str, ...] | None:
        """The path to the row above that its value rests on alone; () where it is the same for every row, None where it looks at more."""
        return () if self.schema.home is None else None

    def with_operands(self, change: Mapping[Node, Node | None]) -> Node:
        """The same node of other operands; one of several that becomes None is left out."""
        changed = {one.name: _changed(getattr(self, one.name), change) for one in fields(self) if one.init}
        return replace(self, **changed)


@dataclass(frozen=True)
class Grouping:
    """Rows of a level in groups: by the row above at the end of `path`, by the values of `keys`, or all in one.

    `into`: the level above that has one value a group; None: each row reads the value of its own group. `by`: the level
    whose rows the groups are, the whole batch where no level is.
    """

    rows: Home
    path: tuple[str, ...] = ()
    keys: tuple[Node, ...] = ()
    into: Home | None = None
    by: Home = WHOLE

    @property
    def home(self) -> Home:
        """The level of the values that groups give."""
        return self.into or self.rows

    @property
    def one_value(self) -> Home:
        """The level inside whose rows a group's value is one: columns part rows anew, and what they make is no level."""
        return self.home if self.into is not None or self.keys else self.by

    @property
    def leave_out(self) -> bool:
        """Whether a row may belong to no group: its parent or one of its keys is blank."""
        return self.into is None and bool(self.path or self.keys)


def common_path(*operands: Node) -> tuple[str, ...] | None:
    """The path to the one row above that operands rest on alone; None where one looks at more."""
    paths = {one.above for one in operands} - {()}
    return next(iter(paths), ()) if len(paths) <= 1 else None


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif isinstance(value, Grouping):
        yield from value.keys


def _changed(value: Any, change: Mapping[Node, Node | None]) -> Any:
    if isinstance(value, Node):
        return change.get(value) or value
    if not isinstance(value, tuple):
        return value
    return tuple(
        _changed(part, change)
        for part in value
        if not isinstance(part, Node) or change.get(part, part) is not None
    )


@dataclass_transform(frozen_default=True)
def word(made: Class) -> Class:
    """Make a class of nodes: frozen, compared by its slots, hashed once, known to every reading."""
    made = cast("Class", dataclass(frozen=True)(made))
    by_slots = made.__hash__

    def hashed(self: Node) -> int:
        found: int | None = self.__dict__.get("_hash")
        if found is None:
            found = hash((made.__name__, by_slots(self)))
            self.__dict__["_hash"] = (
                found  # a hash of a deep tree is worked out once a node, not once a look-up
            )
        return found

    made.__hash__ = hashed  # type: ignore[method-assign, assignment]
    NODES.append(made)
    return made


def walk(*roots: Node) -> Iterator[Node]:
    """Every node at and below the roots, each once, parents before operands."""
    seen: set[Node] = set()
    stack = list(reversed(roots))
    while stack:
        current = stack.pop()
        if current not in seen:
            seen.add(current)
            yield current
            stack.extend(reversed(current.operands))
