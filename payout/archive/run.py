"""One run's output directory, top to bottom: tables, workbook, report, formulas, evidence, manifest, provenance.

A run may be asked for without its workbook: the tables are for programs, and a million rows of them are written long before
their workbook is. Its manifest says so.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from payout import outputs
from payout.archive.manifest import WORKBOOK, file_digest, write_manifest, write_provenance
from payout.archive.publish import published
from payout.outputs import REPORT
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from payout.archive.manifest import Plain
    from payout.rules.compiled.result import Result
    from payout.text import Language, Progress


def write_run(  # noqa: PLR0913 -- what is written, where, and five ways to vary it, by keyword only
    result: Result,
    out: Path,
    *,
    lang: Language = "zh",
    force: bool = False,
    workbook: bool = True,
    evidence: Callable[[Path], None] | None = None,
    beside: Callable[[Path], None] | None = None,
    more: Mapping[str, Plain] | None = None,
    progress: Progress = quiet,
) -> Path:
    """Write the output directory of a run and give its path; it appears whole or not at all.

    Not `workbook`: only CSV, Parquet and the record. `evidence` and `beside` may write more files into the folder that they are given,
    before that is sealed: `evidence` in another thread, while the results are written. `more` is said in the manifest too. `progress`
    is told each stage as it begins. Raises OutputExists, CellTooLong (both OutputError), or OSError; then nothing was published and
    what stood at `out` stands there still.
    """
    with published(out, force=force) as folder, ThreadPoolExecutor(1) as meanwhile:
        kept = meanwhile.submit(evidence, folder) if evidence is not None else None
        meanwhile.submit(dict, result.table_digests)  # which the report and the manifest tell
        for file in result.files:
            progress(
                Text(
                    f"写出 {file.name}.csv、{file.name}.parquet",
                    f"writing {file.name}.csv and {file.name}.parquet",
                )
            )
            outputs.write_table(result, file, folder)
        names = [f"{file.name}.{kind}" for file in result.files for kind in ("csv", "parquet")]
        digests = {name: meanwhile.submit(file_digest, folder / name) for name in names}
        if workbook:
            outputs.write_workbook(result, folder / WORKBOOK, lang=lang, progress=progress)
        progress(Text(f"写出 {REPORT}", f"writing {REPORT}"))
        outputs.write_report(result, folder / REPORT, lang=lang)
        if beside is not None:
            beside(folder)
        if kept is not None:
            progress(Text("写出计算依据", "writing the evidence"))
            kept.result()
        progress(Text("封存并发布", "sealing and publishing"))
        known = {name: digest.result() for name, digest in digests.items()}
        write_manifest(result, folder, lang, more, workbook=workbook, digests=known)
        write_provenance(result, folder)
    return out
