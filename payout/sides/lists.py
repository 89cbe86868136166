"""An office's own list beside a run: how it is read, and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.evidence.comparing.sides import target_of
from payout.evidence.reconciling import reconciled
from payout.intake import Named, read_list
from payout.rendering.words import label_of
from payout.rules.tree import LanguageError
from payout.sides.comparing import side
from payout.text import Text, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from payout.batch import ComputedBatch
    from payout.evidence.reconciling import Reconciliation
    from payout.intake import AmountList
    from payout.text import Progress


OURS = Text("本次计算", "our run")


@dataclass(frozen=True)
class Pointed:
    """What people say of a list: which sheet and columns, and which amounts of ours it is held against."""

    sheet: str = ""
    key_column: str = ""
    amount_column: str = ""
    mapping: Path | None = None
    level: str = ""
    column: str = ""


def listed(batch: ComputedBatch, path: Path, said: Pointed) -> AmountList:
    """An office's own list, its columns told by the labels of what the batch pays. Raises UnclearList, MappingFault, LanguageError."""
    one = side(OURS, batch)
    target = target_of(one, said.level, said.column)
    identity = one.compiled.levels[target.level].identity
    if len(identity) != 1:
        raise LanguageError(
            f"rows of {target.level} are told apart by {len(identity)} columns: a list is matched by one; name another --level",
            f"{target.level} 的行由 {len(identity)} 列区分,名单只能按一列对应;请用 --level 写明另一层",
        )
    key, amount = (label_of(one.compiled, target.level, name) for name in (identity[0], target.column))
    named = Named(
        (key.zh, identity[0], key.en),
        (amount.zh, target.column, amount.en),
        said.sheet,
        said.key_column,
        said.amount_column,
    )
    return read_list(path, named, policy=one.policy.card.id, mapping=said.mapping)


def reconcile(
    batch: ComputedBatch, theirs: AmountList, said: Pointed, progress: Progress = quiet
) -> Reconciliation:
    """Hold a list against a batch: what agrees, what differs, and why. Raises LanguageError."""
    return reconciled(side(OURS, batch), theirs, level=said.level, column=said.column, progress=progress)
