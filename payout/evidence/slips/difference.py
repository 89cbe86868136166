"""What a correction comes to for one payee, as his slip says it: paid so far, due, back pay or clawback, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.evidence.slips.slip import Slip, SlipDifference
from payout.masking import mask_name, veil, veil_key
from payout.text import Text

if TYPE_CHECKING:
    from fractions import Fraction

    from payout.rules.compiled.result import Result
    from payout.text import Language

PAID, DUE = Text("以前已发", "Paid so far"), Text("更正后应发", "Due as corrected")
BACK_PAY, CLAWBACK, SAME = (
    Text("本次补发", "Back pay"),
    Text("本次追扣", "Clawback"),
    Text("本次差额", "Difference"),
)
NOT_PAID = {  # where a payee is on one side alone
    "new": Text("以前没有列入名单", "was not on the list before"),
    "gone": Text(
        "更正后不在名单中,已发的全额追扣", "is not on the list as corrected: all that was paid is reclaimed"
    ),
}


@dataclass(frozen=True)
class CorrectionRow:
    """A row of a run's list of corrections, as it was sealed: amounts in yuan, the cells and the rule that are others in words."""

    key: str
    called: str
    group: str
    state: str
    paid: Fraction
    due: Fraction
    clause: str
    rule: str
    inputs: str


def difference_of(row: CorrectionRow, lang: Language) -> SlipDifference:
    """What his slip says of it; identity and account numbers in the cells that are others are masked."""
    more = row.due - row.paid
    what = BACK_PAY if more > 0 else CLAWBACK if more < 0 else SAME
    state = NOT_PAID[row.state](lang) if row.state in NOT_PAID else ""
    changed = Text(f"改动:{row.inputs}", f"Changed: {row.inputs}")(lang) if row.inputs else ""
    clause = Text(f"第 {row.clause} 条", f"clause {row.clause}")(lang) if row.clause else ""
    rule = Text(f"因而变动的是 {row.rule}", f"What moved first: {row.rule}")(lang) if row.rule else ""
    between = Text(",", ", ")(lang)
    reasons = (state, veil(changed), between.join(filter(None, (rule, clause))))
    amounts = ((PAID, row.paid), (DUE, row.due), (what, abs(more)))
    return SlipDifference(
        tuple((label(lang), yuan_text(yuan, lang)) for label, yuan in amounts),
        tuple(filter(None, reasons)),
    )


def unchanged(amount: Fraction, lang: Language) -> SlipDifference:
    """What is said to somebody whose amount a correction leaves as it was."""
    row = CorrectionRow("", "", "", "changed", amount, amount, "", "", "")
    return difference_of(row, lang)


def slip_of_gone(row: CorrectionRow, result: Result, lang: Language, *, masked: bool) -> Slip:
    """The slip of somebody whom the corrected batch does not list: what was paid is reclaimed, and nothing is worked out."""
    name = " ".join(word for word in row.called.split() if word != row.group)
    shown = mask_name(name) if masked else name
    who = ((Text("姓名", "Name")(lang), shown), (Text("编号", "Key")(lang), veil_key(row.key)))
    more = ((Text("单位", "Unit")(lang), veil(row.group)),) if row.group else ()
    return Slip(
        title=result.stamp.title(lang),
        document=result.stamp.document(lang),
        name=shown,
        who=(*who, *more),
        results=((CLAWBACK(lang), yuan_text(row.paid, lang)),),
        parts=(),
        lessened=(),
        rows=(),
        clauses=(),
        about=False,
        difference=difference_of(row, lang),
    )


def yuan_text(yuan: Fraction, lang: Language) -> str:
    """An amount of whole fen as slips write it."""
    fen = yuan * 100
    if fen.denominator != 1:
        raise ValueError("an amount that is paid is whole fen")
    whole, rest = divmod(abs(fen.numerator), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02}{Text(' 元', ' yuan')(lang)}"
