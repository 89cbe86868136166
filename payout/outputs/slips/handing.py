"""What the papers show that no run knows: whom to ask, the day, and who has asked for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.text import DAY, Text

if TYPE_CHECKING:
    from datetime import date

    from payout.text import Language


@dataclass(frozen=True)
class Handed:
    """How slips are handed out: `ask`, whom to ask and where to object; `day`, the day on them, left open where none is given.

    `corrects`: the digest of the run that this one corrects, blank where it corrects none.
    """

    ask: str = ""
    day: date | None = None
    masked: bool = False
    corrects: str = ""

    def asked(self, lang: Language) -> str:
        """Whom to ask."""
        return self.ask or Text("本单位承办人", "whoever handles this in your unit")(lang)

    def dated(self, lang: Language) -> str:
        """The day, or room for it."""
        if self.day is not None:
            return day_text(self.day, lang)
        return Text("　　　年　　月　　日", "____-__-__")(lang)


def correction_text(corrects: str) -> Text:
    """What a paper of a correction says: which run it corrects, and that its amounts are not paid once more."""
    run = corrects[:12]
    return Text(
        f"更正:本次更正运行 {run}。数额是更正后的全额,以前发的不重发,只补发或追扣差额。",
        f"A correction of the run {run}. Amounts are whole ones as corrected; only differences are paid or reclaimed.",
    )


def day_text(day: date, lang: Language) -> str:
    """A day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.strftime(DAY)
