"""Places to sign: one line across a sheet, each place as wide as the sheet allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.workbook.cells import put_wide, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.outputs.workbook.cells import At, Sheet
    from payout.text import Language, Text

NARROWEST = 12  # half-width characters in which somebody signs
LEAST = 4  # where a sheet is as wide as it can be
MARGIN = 4  # of the line: letters are wider in some programs
BLANKS = {"zh": "　", "en": " "}  # a blank of Chinese text is as wide as a letter in every font


def widened(
    widths: Sequence[int], signers: Sequence[Text], lang: Language, *, beside: int = 0
) -> tuple[int, ...]:
    """Widen the columns of a narrow sheet, the first apart, which numbers rows, so that those who sign it have room.

    `beside`: how wide the columns are that keep their width.
    """
    lacking = _taken(signers, lang) + NARROWEST * (len(signers) - 1) + MARGIN - sum(widths) - beside
    own = sum(widths[1:])
    if lacking <= 0 or not own:
        return tuple(widths)
    return (widths[0], *(width + -(-lacking * width // own) for width in widths[1:]))


def write_signers(
    sheet: Sheet, at: At, widths: Sequence[int], signers: Sequence[Text], lang: Language
) -> None:
    """Write the places to sign on a row, over columns of these widths."""
    blank = BLANKS[lang]
    room = max(LEAST, (sum(widths) - MARGIN - _taken(signers, lang)) // max(1, len(signers) - 1))
    line = (blank * (room // text_width(blank))).join(signer(lang) for signer in signers)
    put_wide(sheet, at, at.column + len(widths) - 1, line)


def _taken(signers: Sequence[Text], lang: Language) -> int:
    """How wide the words are."""
    return sum(text_width(signer(lang)) for signer in signers)
