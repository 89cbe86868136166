"""Pages as PDF, printed by a browser that is installed: it alone lays them out as they are shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.outputs.errors import OutputError
from payout.scratch import scratch
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.text import Progress

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--no-pdf-header-footer", "--disable-pdf-tagging",
)  # fmt: skip
MOST_SECONDS = 300
TOLD_EACH = 10  # pages between two lines of progress
DATES = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}(?=[+\-Z])")
SAME_DAY = rb"\g<1>20000101000000"
NO_BROWSER = Text(
    "没有写 PDF:本机没有 Chromium、Chrome 或 Edge。网页照常写出,可在浏览器中打印,或装好 Chromium 后重做。",
    "No PDF: neither Chromium, Chrome nor Edge is installed here. The pages are written all the same: print them "
    "from a browser, or install Chromium and make them again.",
)


@dataclass(frozen=True)
class PdfPrinter:
    """A browser that prints."""

    program: str

    def print(self, pages: Sequence[Path], progress: Progress = quiet) -> None:
        """Print each page to a PDF of its name beside it, some at a time. Raises OutputError."""
        every = len(pages)
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as hands:
            for done, _ in enumerate(hands.map(self._print, pages), 1):
                if done % TOLD_EACH == 0 or done == every:
                    progress(Text(f"PDF {done:,} / {every:,}", f"PDF: {done:,} of {every:,}"))

    def _print(self, page: Path) -> None:
        pdf = page.with_suffix(".pdf")
        with scratch() as profile:
            command = [
                self.program,
                *QUIET,
                *_sandbox(),
                f"--user-data-dir={profile}",
                f"--print-to-pdf={pdf}",
            ]
            try:
                subprocess.run(  # noqa: S603 - a browser that is installed, on a page of ours
                    [*command, page.as_uri()], capture_output=True, check=False, timeout=MOST_SECONDS
                )
            except subprocess.TimeoutExpired:
                raise _unprinted(page) from None
        if not pdf.is_file() or not pdf.stat().st_size:
            raise _unprinted(page)
        pdf.write_bytes(DATES.sub(SAME_DAY, pdf.read_bytes()))  # the same page gives the same bytes


def printer() -> PdfPrinter | None:
    """The browser that is installed; None where there is none."""
    found = (shutil.which(name) for name in BROWSERS)
    program = next((one for one in found if one), None)
    return None if program is None else PdfPrinter(program)


def _sandbox() -> tuple[str, ...]:
    """Root has no sandbox of Chromium's; no page of ours runs anything."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _unprinted(page: Path) -> OutputError:
    return OutputError(
        Text(f"浏览器没有印出 {page.name}。", f"the browser did not print {page.name}."),
        Text("用 --no-pdf 只写网页。", "give --no-pdf for the pages alone."),
    )
