"""The sheets of a list of payments: where there are several units what they come to, then the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.paper.summary import ALL_UNITS, write_summary
from payout.outputs.paper.write import write_pay_list
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.paper.pages import PayList
    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.rules.compiled.result import Result
    from payout.text import Language

SUMS = Text(
    "各单位的人数、合计，总计及大写，签字。",
    "Payees and totals of each unit, the grand total, places to sign.",
)
SIGNED = Text(
    "签领用：每单位另起一页，本页小计、单位合计、大写、备注、签字。",
    "To be signed: a unit a section, sums of each page and unit.",
)


def paper_sheets(pay: PayList, lang: Language) -> list[tuple[str, str]]:
    """The titles of its sheets, each with what the sheet shows."""
    title = pay.plan.view.title(lang)
    summary = [(f"{title}{Text('汇总', ', ')(lang)}{'' if lang == 'zh' else ALL_UNITS.en}", SUMS(lang))]
    return [*(summary if len(pay.sections) > 1 else []), (title, SIGNED(lang))]


def write_paper(
    sheets: list[Sheet], pay: PayList, result: Result, looks: Looks, lang: Language
) -> list[Sheet]:
    """Write them to the first of `sheets`; give those that are left."""
    own = len(paper_sheets(pay, lang))
    *summary, listed = sheets[:own]
    totals = write_pay_list(listed, pay, result, looks, lang)
    for sheet in summary:
        write_summary(sheet, pay, result, looks, lang, listed.get_name(), totals)
    return sheets[own:]
