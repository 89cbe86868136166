"""A way in which a list may have been made: a twist of the run, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from payout.rendering.words import Writer, label_of
from payout.text import Text

if TYPE_CHECKING:
    from payout.evidence.reconciling.trials import Ground, Twist
    from payout.rules.compiled.compiled import Built
    from payout.rules.tree import Node

WayKind = Literal["reading", "rounding", "float", "value", "omission", "slip", "input"]
LONGEST = 60


@dataclass(frozen=True)
class Way:
    """A way to compute all amounts otherwise. `bits`: what it takes to say which way it is; a far-fetched one weighs more."""

    kind: WayKind
    label: Text
    clause: str
    twist: Twist
    bits: int
    name: str = ""  # of the parameter, reading or column, for scripts

    def also(self, other: Way) -> Way:
        """Both at once, as one way."""
        label = Text(f"{self.label.zh};并且{other.label.zh}", f"{self.label.en}; and {other.label.en}")
        clauses = ", ".join(dict.fromkeys(one for one in (self.clause, other.clause) if one))
        both = self.twist.then(other.twist)
        return Way(self.kind, label, clauses, both, self.bits + other.bits, f"{self.name}+{other.name}")


def rule_text(ground: Ground, built: Built) -> Text:
    """A rule by its label."""
    label = label_of(ground.side.compiled, *built.key)
    return Text(f"“{label.zh}”", f"“{label.en}”")


def step_text(ground: Ground, node: Node, built: Built) -> Text:
    """A step of a rule in words: the rule itself where the step is all of it."""
    rule = rule_text(ground, built)
    if node == built.node:
        return rule
    told = words_of(ground, node)
    return Text(f"{rule.zh}中的 {told.zh}", f"{told.en} in {rule.en}")


def words_of(ground: Ground, node: Node) -> Text:
    """A formula in words, cut where it is long."""
    zh, en = (Writer(ground.side.compiled, lang, within=True).write(node) for lang in ("zh", "en"))
    return Text(*(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in (zh, en)))
