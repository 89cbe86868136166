"""What a page of A4 holds: nothing that is printed is smaller than nine points."""

from __future__ import annotations

from typing import Any

A4 = 9  # as spreadsheets number papers
SMALLEST = 9  # points
FULL = 92  # in a hundred: at this scale the ten points of a cell are a little more than nine
ACROSS = {"landscape": 1_026, "portrait": 697}  # pixels beside the margins, at a hundred in a hundred
UNSCALED = {"scale_with_doc": False}  # of what stands above and below a page: it keeps its size


def fits_across(sheet: Any, *, portrait: bool = False) -> bool:
    """Tell whether the columns of a sheet of XlsxWriter stand on one page across, in letters that are large enough."""
    pixels = sum(column.width for column in sheet.col_info.values())
    return bool(pixels * FULL <= 100 * ACROSS["portrait" if portrait else "landscape"])
