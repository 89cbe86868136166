"""A copy of what was handed in with its bad cells marked. openpyxl, which writes it, is loaded by whoever asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.findings import Finding
    from payout.rules.compiled.result import SourceFile
    from payout.text import Language


def write_marked_copy(
    source: Path,
    out: Path,
    findings: Sequence[Finding],
    *,
    lang: Language = "zh",
    files: Sequence[SourceFile] = (),
) -> None:
    """Copy a workbook, or make one of CSVs, with bad cells marked and all findings listed first.

    Every cell is written as a value: a formula becomes its text. A file that may not be opened, or takes more memory or time
    than it may, gives the listing alone. Raises SourceChanged where a file is not the one of `files`, of which the findings are.
    """
    from payout.intake.marking import mark  # noqa: PLC0415 -- a run that finds nothing need not wait for openpyxl

    mark(
        source,
        out,
        findings,
        lang,
        {file.name: file.sha256 for file in files},
        sum(file.size for file in files),
    )
