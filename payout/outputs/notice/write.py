"""A notice in one folder: notice.html, notice.xlsx, and notice.pdf where a browser prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.notice.page import page
from payout.outputs.notice.sheet import write_sheet
from payout.text import quiet

if TYPE_CHECKING:
    from pathlib import Path

    from payout.outputs.notice.notice import Notice
    from payout.outputs.papers.browser import PdfPrinter
    from payout.rules.compiled.result import Stamp
    from payout.text import Language, Progress


def write_notice(  # noqa: PLR0913 -- what, where and how, by keyword only
    notice: Notice,
    folder: Path,
    stamp: Stamp,
    *,
    lang: Language,
    printer: PdfPrinter | None = None,
    progress: Progress = quiet,
) -> None:
    """Write the notice into a folder. Raises OutputError, OSError. The same run and days give the same bytes."""
    path = folder / "notice.html"
    path.write_text(page(notice, lang), encoding="utf-8", newline="\n")
    write_sheet(notice, folder / "notice.xlsx", stamp, lang)
    if printer is not None:
        printer.print([path], progress)
