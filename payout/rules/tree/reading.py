"""A reading: one function for each node, complete, or it cannot be imported.

The amounts of a batch, the words of an explanation, the formulas of a workbook are readings of the same tree. A reading that
has no answer for a node says why it refuses it, and raises LanguageError with that reason where somebody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from payout.rules.tree.fault import LanguageError
from payout.rules.tree.node import NODES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.rules.tree.node import Node

Function = TypeVar("Function", bound="Callable[..., Any]")


class Incomplete(Exception):  # noqa: N818 - it says what a reading is
    """A reading lacks an answer for a node, or answers twice."""


class Reading(Generic[Function]):
    """A complete table from nodes to functions."""

    def __init__(
        self,
        name: str,
        answers: Mapping[type[Any], Callable[..., Any]],
        refused: Mapping[type[Node], str] | None = None,
    ) -> None:
        """Raise Incomplete where a node of the tree is neither answered nor refused with a reason, or is both."""
        reasons = dict(refused or {})
        lacking = [one.__name__ for one in NODES if one not in answers and not reasons.get(one)]
        twice = [one.__name__ for one in answers if one in reasons]
        if lacking or twice:
            what = (
                f"has no answer for {', '.join(lacking)}"
                if lacking
                else f"both answers and refuses {', '.join(twice)}"
            )
            raise Incomplete(f"the reading {name} {what}")
        self.name = name
        self._answers: dict[type[Node], Any] = {
            **answers,
            **{one: self._refusal(one, why) for one, why in reasons.items()},
        }

    def _refusal(self, one: type[Node], why: str) -> Callable[..., NoReturn]:
        def refuse(*_: object) -> NoReturn:
            raise LanguageError(f"{self.name}: {one.__name__} is not read: {why}")

        return refuse

    def __getitem__(self, node: Node) -> Function:
        """The function for a node."""
        found: Function = self._answers[type(node)]
        return found
