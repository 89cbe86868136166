"""Formats of days that a mapping declares: %Y, %m and %d with what stands between them. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

YEARS = range(1900, 2101)
LONGEST = 40
TOKENS = re.compile(r"%.|[^%]+", re.DOTALL)
PARTS = ("%Y", "%m", "%d")


@dataclass(frozen=True)
class DayFormat:
    """A format such as `%m/%d/%Y`; one whose parts touch (`%Y%m%d`) has months and days of two digits."""

    text: str

    @property
    def is_whole(self) -> bool:
        """Whether it has year, month and day once each, and no other sign."""
        tokens = TOKENS.findall(self.text)
        parts = [token for token in tokens if token.startswith("%")]
        inner = [token for token in tokens[:-1] if not token.startswith("%")]
        digits = any(one[-1].isdigit() for one in inner) or any(one[0].isdigit() for one in tokens[1:])
        return sorted(parts) == sorted(PARTS) and "".join(tokens) == self.text and not digits

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a text of it looks like. Each part takes digits of its own number: nothing can be tried twice."""
        tokens = TOKENS.findall(self.text)
        found = []
        for place, one in enumerate(tokens):
            if not one.startswith("%"):
                found.append(re.escape(one))
                continue
            touches = any(
                0 <= at < len(tokens) and tokens[at].startswith("%") for at in (place - 1, place + 1)
            )
            digits = "{4}" if one == "%Y" else "{2}" if touches else "{1,2}"
            found.append(f"(?P<{one[1]}>[0-9]{digits})")
        return re.compile("".join(found))

    def day(self, text: str) -> date | None:
        """The day of a text, None where it is none of this format."""
        found = self.pattern.fullmatch(text.strip()) if len(text) <= LONGEST else None
        if found is None or int(found["Y"]) not in YEARS:
            return None
        try:
            return date(int(found["Y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None
