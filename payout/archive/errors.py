"""What can stop a directory from being published, and what can go wrong once it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from payout.text import Text


class OutputExists(OutputError):  # noqa: N818 -- named as the file error that it is
    """Something stands where the output directory should go, and may not be replaced."""


class PublishedNonetheless(Exception):  # noqa: N818 -- it says what happened
    """A run stands whole at its place, and something failed after that: syncing its parent, telling of it, a signal."""

    def __init__(self, out: Path, cause: BaseException) -> None:
        super().__init__(f"{out} was published; then: {type(cause).__name__}")
        self.out, self.cause = out, cause


class ArchiveRefused(Exception):  # noqa: N818 -- it says what happened
    """What an archive was asked is not in it, or cannot be done with it as it is: users mend that."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


class ArchiveUnreachable(Exception):  # noqa: N818 -- it says what happened
    """The database of an archive does not answer, or has no room; no text of it holds anything of its address but the place."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem
