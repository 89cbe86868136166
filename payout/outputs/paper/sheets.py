"""The sheets of a list of payments: where there are several units what they come to, then the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.paper.summary import together, write_summary
from payout.outputs.paper.write import write_pay_list
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.paper.pages import PayList
    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.rules.compiled.result import Result
    from payout.text import Language

SIGNED = Text(
    "签领用：本页小计、合计、大写、备注、签字。",
    "To be signed: sums of each page and of all, remarks, places to sign.",
)


def paper_sheets(pay: PayList, lang: Language) -> list[tuple[str, str]]:
    """The titles of its sheets, each with what the sheet shows."""
    title, word = pay.plan.view.title(lang), pay.grouped
    summary = Text(f"{title}汇总", f"{title}, {together(pay).en}")(lang)
    sums = Text(
        f"各{word.zh}的{pay.payees.zh}、合计，总计及大写，签字。",
        f"Rows and totals of each {word.en}, the grand total, places to sign.",
    )
    signed = Text(
        f"签领用：每个{word.zh}另起一页，本页小计、{word.zh}合计、大写、备注、签字。",
        f"To be signed: a {word.en} a section, sums of each page and {word.en}.",
    )
    listed = (title, (signed if word.zh else SIGNED)(lang))
    return [(summary, sums(lang)), listed] if len(pay.sections) > 1 else [listed]


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
