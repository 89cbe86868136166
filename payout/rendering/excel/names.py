"""What tables, columns and parameters are called in formulas: their labels, made into names that a spreadsheet takes, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST_HEADER = 120  # of 255 characters
# A reference to a cell in either style is no name: A1, XFD1048576, R1C1, R, C.
LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*|[Cc][0-9]*|[Rr][0-9]*[Cc][0-9]*")
BROKEN = re.compile(r"[^\w.]+")
# In a reference to a table's column these give orders.
ORDERS = str.maketrans({"[": "［", "]": "］", "#": "＃", "'": "’", "@": "＠", "\n": " ", "\t": " "})


@dataclass
class FreeNames:
    """Gives each name once; capitals make no difference, as in a spreadsheet."""

    taken: set[str] = field(default_factory=set)

    def free(self, wanted: str) -> str:
        """The name, or with the next number behind it."""
        name, number = wanted, 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{wanted}{number}" if not wanted[-1:].isdigit() else f"{wanted}_{number}"
        self.taken.add(name.casefold())
        return name


def as_name(label: str) -> str:
    """A label as the name of a table or of a cell: letters, digits, _ and . only, and no reference to a cell."""
    name = BROKEN.sub("_", label).strip("_.") or "_"
    return f"_{name}" if name[0].isdigit() or LIKE_A_CELL.fullmatch(name) else name


def as_header(label: str) -> str:
    """A label as the header of a table's column."""
    text = " ".join(label.translate(ORDERS).split())
    return text if len(text) <= LONGEST_HEADER else text[: LONGEST_HEADER - 1] + "…"
