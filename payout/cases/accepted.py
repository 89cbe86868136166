"""`cases/unnoticed.toml`: the mutants that no case notices and that are left so, each group with its reason.

::

    [[unnoticed]]
    why = "到元以内不会有小数 | amounts are whole here: no place is rounded"
    mutants = ["unit.bonus: *is rounded to 3 decimals", "person.share: …"]

A name is a mutant's own, in which `*` stands for anything. What is listed and is noticed all the same is told: the list may
not say less than the cases do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.rules.policy.parameters import load_toml
from payout.rules.tree import LanguageError
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.cases.mutants import Mutant
    from payout.cases.mutating import Noticed

FILE = "unnoticed.toml"


@dataclass(frozen=True)
class Accepted:
    """Mutants that are left unnoticed for one reason, by their names or patterns of them."""

    why: Text
    names: tuple[str, ...]

    def takes(self, name: str, key: str) -> bool:
        """Whether one of its names is that of a mutant."""
        return re.fullmatch(".*".join(map(re.escape, name.split("*"))), key, re.DOTALL) is not None


@dataclass(frozen=True)
class Settled:
    """Unnoticed mutants held against the list: those that are not on it, how many are, and what on it no mutant is any more."""

    open: tuple[Mutant, ...]
    listed: tuple[tuple[Accepted, int], ...]
    stale: tuple[str, ...]


def read_accepted(folder: Path) -> tuple[Accepted, ...]:
    """The list of a folder of cases; none where there is no file. Raises LanguageError for one that makes no sense."""
    path = folder / FILE
    if not path.is_file():
        return ()
    content = load_toml(path)
    groups = content.get("unnoticed", [])
    if set(content) - {"unnoticed"} or not isinstance(groups, list):
        raise _senseless()
    return tuple(_group(group) for group in groups)


def _group(group: object) -> Accepted:
    if not isinstance(group, dict) or set(group) != {"why", "mutants"} or not isinstance(group["why"], str):
        raise _senseless()
    names = group["mutants"]
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        raise _senseless()
    zh, _, en = (part.strip() for part in group["why"].partition("|"))
    if not zh:
        raise _senseless()
    return Accepted(Text(zh, en or zh), tuple(names))


def _senseless() -> LanguageError:
    return LanguageError(
        f"{FILE}: write [[unnoticed]] with why = … and mutants = [ … ], the names as `payout test --mutate` gives them",
        f"{FILE}:写 [[unnoticed]],其下 why = … 和 mutants = [ … ],名称照 payout test --mutate 所列",
    )


def settled(noticed: Noticed, accepted: Sequence[Accepted]) -> Settled:
    """Hold what nothing noticed against the list. Of a sample nothing on it can be called stale; nor is what a golden batch notices."""
    left, uncased = list(noticed.unnoticed), (*noticed.unnoticed, *noticed.beyond)
    listed: list[tuple[Accepted, int]] = []
    stale: list[str] = []
    for group in accepted:
        taken = [one for one in left if any(group.takes(name, one.key) for name in group.names)]
        stale += [
            name
            for name in group.names
            if noticed.whole and not any(group.takes(name, one.key) for one in uncased)
        ]
        left = [one for one in left if one not in taken]
        listed.append((group, len(taken)))
    return Settled(tuple(left), tuple(listed), tuple(stale))
