"""A workbook as all of ours begin: texts stay texts, the same content gives the same bytes, and it says what it is of."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from payout.outputs.workbook.cells import clean
from payout.outputs.workbook.looks import FONTS, Looks
from payout.outputs.workbook.rows import RowSheet
from payout.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from payout.rules.compiled.result import Stamp
    from payout.text import Language

# A constant: the same result gives the same bytes. Without a zone, for the writer takes none.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
# The writer's own habits would run a name that begins with = and cut the digits of a long identifier.
FIT_EVERY_TEXT_AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


@contextmanager
def saved(path: Path, lang: Language) -> Iterator[Any]:
    """A workbook to fill, saved when the block ends well: there is nothing worth saving on the way out of a failure.

    Its temporary parts stay in the folder of `path`.
    """
    normal = {"font_name": FONTS[lang], "font_size": 10}  # the font in which widths are counted
    options = {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent), "default_format_properties": normal}
    workbook = xlsxwriter.Workbook(path, options)
    workbook.use_zip64()  # changes nothing but of parts beyond two gigabytes
    try:
        yield workbook
        workbook.close()
    finally:
        for sheet in workbook.worksheets():
            if isinstance(sheet, RowSheet):
                sheet.let_go()


@contextmanager
def begun(path: Path, stamp: Stamp, lang: Language) -> Iterator[tuple[Any, Looks]]:
    """A workbook of a run to fill, and its looks; saved as `saved`."""
    with saved(path, lang) as workbook:
        describe(workbook, stamp, lang)
        yield workbook, Looks(workbook, lang)


def describe(workbook: Any, stamp: Stamp, lang: Language) -> None:
    """Say in the file what it is of, and let spreadsheets recalculate it."""
    workbook.set_properties(
        {
            "title": clean(stamp.title(lang)),
            "subject": clean(stamp.document(lang)),
            "comments": f"{stamp.id} {stamp.version} {stamp.digest} payout {__version__}",
            "created": CREATED,
        }
    )
    workbook.set_calc_mode("auto")
