"""Names of sheets: unique, at most 31 characters, none that a spreadsheet forbids."""

from __future__ import annotations

import re

from payout.outputs.workbook.cells import clean

# What Excel refuses in a sheet's name, how long it may be, and the one name that Excel keeps for itself.
FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]")
LONGEST = 31
RESERVED = ("history",)


def sheet_names(titles: list[str]) -> list[str]:
    """A name for each title, in order; a name that another sheet bears gets a number."""
    names: list[str] = []
    taken = set(RESERVED)
    for title in titles:
        name = _free(_allowed(title), taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def numbered(title: str, number: int) -> str:
    """The title of one of several sheets, its number whole however long the title is."""
    tail = f"({number})"
    return _cut(title, LONGEST - len(tail)) + tail


def _allowed(title: str) -> str:
    name = FORBIDDEN.sub(" ", clean(title)).strip().strip("'").strip()
    return _cut(name, LONGEST).rstrip(" '") or "-"


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        tail = f" {number}"
        candidate = _cut(name, LONGEST - len(tail)) + tail
    return candidate


def _cut(name: str, longest: int) -> str:
    """Cut to UTF-16 code units, which is how spreadsheets count, without splitting a character."""
    return name.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
