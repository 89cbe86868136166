"""The decisions that people wrote down: the rows of the `decisions` table."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeAlias

from payout.text import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.policy.checked import CheckedTable


@dataclass(frozen=True)
class Given:
    """One row of the `decisions` table, trimmed."""

    question: str
    subject: str
    answer: str
    reason: str = ""
    document: str = ""
    approver: str = ""


Decided: TypeAlias = dict[tuple[str, str], Given]


def decided(tables: Mapping[str, CheckedTable]) -> Decided:
    """The decisions by (question, subject), where the policy has a `decisions` table.

    Of decisions that contradict each other none is taken: the question stays open.
    """
    found: Decided = {}
    for row in rows_of_decisions(tables):
        first = found.setdefault((row.question, row.subject), row)
        if first.answer != row.answer:
            found[row.question, row.subject] = replace(first, answer="")
    return found


def rows_of_decisions(tables: Mapping[str, CheckedTable]) -> list[Given]:
    """The rows of the `decisions` table."""
    if "decisions" not in tables:
        return []
    frame = tables["decisions"].frame
    columns = [
        [text_of(cell).strip() for cell in frame[one.name]] for one in fields(Given) if one.name in frame
    ]
    return [Given(*cells) for cells in zip(*columns, strict=True)]
