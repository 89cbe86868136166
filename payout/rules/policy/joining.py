"""A variant joined with its baseline: what it states replaces or adds, all else is inherited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from payout.rules.language.statements import Rule, Section
    from payout.rules.policy.policy import Policy

Key: TypeAlias = tuple[str, str]
OneStated = TypeVar("OneStated", bound="Rule")


def joined(base: Policy, own: Policy) -> Policy:
    """A baseline with what a variant states: rules and checks by level and name, in their place; new ones behind."""
    said = {(one.level, one.name) for one in (*own.rules, *own.checks)}
    sections = [replace(one, stated=[key for key in one.stated if key not in said]) for one in base.sections]
    return replace(
        own,
        rules=_replaced(base.rules, own.rules, said),
        checks=_replaced(base.checks, own.checks, said),
        sections=_in_sections(sections, own.sections),
        anew=frozenset(said),
    )


def _replaced(base: Sequence[OneStated], own: Sequence[OneStated], said: set[Key]) -> list[OneStated]:
    """The baseline's, each in its place, those that are said anew as they are now; behind them what is new, or said twice."""
    first: dict[Key, OneStated] = {}
    for one in own:
        first.setdefault((one.level, one.name), one)
    kept = [first.pop((one.level, one.name), one) for one in base if _stays(one, first, said)]
    placed = set(map(id, kept))
    return [*kept, *(one for one in own if id(one) not in placed)]


def _stays(one: Rule, first: Mapping[Key, Rule], said: set[Key]) -> bool:
    """Whether the place of a rule is kept: a rule that becomes a check has none among the rules."""
    key = (one.level, one.name)
    return key in first or key not in said


def _in_sections(base: list[Section], own: Iterable[Section]) -> list[Section]:
    """What a variant states under a clause of its baseline stands there; the clause then says what the variant says."""
    found = list(base)
    for section in own:
        place = next((at for at, one in enumerate(found) if one.clause == section.clause), None)
        if place is None:
            found.append(section)
        else:
            found[place] = replace(section, stated=[*found[place].stated, *section.stated])
    return found
