"""The lists of payments of a published run, a workbook a unit, to be checked and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.archive import corrects_of, published, require_new
from payout.batch import reopen
from payout.office.errors import NotPossible
from payout.outputs import converter, unit_files, write_pdfs, write_units
from payout.scratch import scratch
from payout.text import Text, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from payout.text import Language, Progress

NO_PROGRAM = Text(
    "没有找到 LibreOffice(soffice),不能转成 PDF。安装后再运行,或去掉 --pdf。",
    "no LibreOffice (soffice) was found, which makes the PDF: install it, or leave --pdf out.",
)
NO_LISTS = Text(
    "本办法没有按单位签字的发放表。",
    "this policy has no list of payments that is signed by unit.",
)
BY_DIFFERENCES = Text(
    "这是更正,只发差额,不能按全额签领;请用结果目录中的 correction.xlsx(补发追扣表,按单位分列)签字。",
    "this run is a correction, of which differences alone are paid: have its correction.xlsx signed, which lists them by unit.",
)


def papers(  # noqa: PLR0913 -- of what, and how, by keyword only
    run: Path,
    out: Path,
    *,
    pdf: bool = False,
    policy: str = "",
    lang: Language = "zh",
    progress: Progress = quiet,
) -> int:
    """Write the lists to a new directory, whole or not at all; how many units there are.

    Raises NotPossible where there are none, or of a correction; OutputExists, RunChanged, OutputError.
    """
    require_new(out)
    program = converter() if pdf else None
    if pdf and program is None:
        raise NotPossible(NO_PROGRAM)
    result = reopen(run, policy, progress=progress).result
    if corrects_of(run):
        raise NotPossible(BY_DIFFERENCES)
    files = unit_files(result, lang)
    if not files:
        raise NotPossible(NO_LISTS)
    with published(out) as folder:
        write_units(result, files, folder, lang=lang, progress=progress)
        if program is not None:
            progress(Text("转成 PDF", "making the PDF"))
            with scratch() as profile:
                write_pdfs(folder, program, profile)
    return len(files)
