"""What an office asked of a published run, and cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.findings import errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.findings import Finding
    from payout.text import Text


class NotPossible(Exception):  # noqa: N818 -- it says what is asked
    """What was asked does not fit the run, or was done already; `problem` says why and what to do."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


class AccountsRefused(Exception):  # noqa: N818 -- it says what happened to them
    """The accounts of the payees have errors, and nothing was written; `findings` are all that is wrong or doubtful."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(one.line("en") for one in errors(tuple(findings))))
        self.findings = tuple(findings)
