"""All papers of a comparison in one folder: compare.xlsx, compare.html, people.csv, compare.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from payout.outputs.comparison.page import page
from payout.outputs.comparison.paper import Paper
from payout.outputs.comparison.people import shown
from payout.outputs.comparison.record import record_of
from payout.outputs.comparison.workbook import write_workbook
from payout.outputs.tables import write_csv
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.evidence.comparing import Comparison
    from payout.evidence.comparing.gates import Breach
    from payout.text import Language, Progress


def write_comparison(
    found: Comparison,
    folder: Path,
    exceeded: Sequence[Breach] = (),
    *,
    lang: Language,
    progress: Progress = quiet,
) -> None:
    """Write a comparison's papers into a folder. Raises CellTooLong where a text does not fit a cell; nothing is cut.

    The same comparison gives the same bytes.
    """
    paper = Paper(found, tuple(exceeded), lang)
    progress(Text("并列变动最大的各行", "explaining the largest moves"))
    (folder / "compare.html").write_text(page(paper), encoding="utf-8", newline="\n")
    progress(Text("写出 compare.xlsx", "writing compare.xlsx"))
    write_workbook(paper, folder / "compare.xlsx")
    with (folder / "people.csv").open("xb") as stream:
        write_csv([shown(column) for column in paper.people], stream)
    with (folder / "compare.json").open("x", encoding="utf-8", newline="\n") as stream:
        json.dump(record_of(found, paper.exceeded, lang), stream, ensure_ascii=False, indent=1)
        stream.write("\n")
