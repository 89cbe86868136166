"""A slip in one sentence: who gets what, what it is made of, and what lessened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from payout.evidence.slips.slip import Slip
    from payout.text import Language

MOST_RESULTS = 3
LONGEST_HOW = 80  # characters: a longer formula is for the page


def sentence(slip: Slip, year: str, lang: Language) -> str:
    """The sentence."""
    between = Text(",", ", ")(lang)
    told = between.join(f"{label} {value}" for label, value in slip.results[:MOST_RESULTS])
    when = Text(f"{year} 年度", f"for {year}: ")(lang) if year else ""
    how = _how(slip)
    made = Text(f"({how})", f" ({how})")(lang) if how else ""
    less = between.join(_less(line.label, line.value, line.clause, lang) for line in slip.lessened)
    because = Text(f";因以下各项减少:{less}", f"; lessened by {less}")(lang) if less else ""
    return f"{when}{told}{made}{because}{_corrected(slip, lang)}{Text('。', '.')(lang)}"


def _corrected(slip: Slip, lang: Language) -> str:
    """What a correction comes to, and why."""
    if slip.difference is None:
        return ""
    between, part = Text(",", ", ")(lang), Text(";", "; ")(lang)
    amounts = between.join(f"{label} {value}" for label, value in slip.difference.amounts)
    return part + part.join((amounts, *slip.difference.why))


def _how(slip: Slip) -> str:
    """How the first result came about, where that is short."""
    lines = slip.parts[0].lines if slip.parts else ()
    first = next((line for line in lines if slip.results and line.label == slip.results[0][0]), None)
    alone = first is not None and len(slip.results) == 1 and len(first.how) <= LONGEST_HOW
    return first.how if first is not None and alone and first.how != first.value else ""


def _less(label: str, value: str, clause: str, lang: Language) -> str:
    ruled = Text(f"(第 {clause} 条)", f" (clause {clause})")(lang) if clause else ""
    return f"{label} {value}{ruled}"
