"""A file that cannot be read on: its finding, carried to the one place that lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from payout.intake.catalogue import make
from payout.text import Text

if TYPE_CHECKING:
    from payout.findings import Finding, Place


class Unreadable(Exception):  # noqa: N818 -- it carries a finding to the one place that lists them
    """A file cannot be read on; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding

    def __reduce__(self) -> tuple[type[Unreadable], tuple[Finding]]:
        """Handed over whole by the process that read the file: made of its finding again."""
        return type(self), (self.finding,)


class SourceChanged(Exception):  # noqa: N818 -- it says what happened to a file
    """A file is not the one that its findings are of. Its argument is the file's name."""

    @property
    def problem(self) -> Text:
        """What happened, and what to do."""
        return Text(
            f"{self} 在检查之后被改动,没有写出副本。请重新检查。",
            f"{self} was changed after it was checked, and no copy was written. Check it again.",
        )


def refuse(code: str, place: Place, **words: str | int | Text) -> NoReturn:
    """Stop reading a file with the finding of a code."""
    raise Unreadable(make(code, place, **words))  # type: ignore[arg-type]  # none of the words is a named one
