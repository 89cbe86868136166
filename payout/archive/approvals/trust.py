"""What somebody trusts: the office's key by its fingerprint, the keys that it had before until their days, and which keys were revoked.

A day is that of Beijing: there signatures are made, and days of revocation are meant.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BEIJING = timezone(timedelta(hours=8))
PINS = re.compile(r"[0-9a-f]{64}(\n[0-9a-f]{64} \d{4}-\d{2}-\d{2})*")


def current(pins: str) -> str:
    """The fingerprint of the key that the office signs by now; blank where none is pinned."""
    return pins.partition("\n")[0]


def accepted(pins: str, fingerprint: str, day: str) -> bool:
    """Whether a list of that key counts for a signature of that day: the key is the office's, or was until a later day."""
    first, *former = pins.split("\n")
    ended = dict(line.split() for line in former)
    return fingerprint == first or day < ended.get(fingerprint, "")


def succeeded(pins: str, fingerprint: str, day: str) -> str:
    """The pins once another key is the office's: the one before counts for signatures of days before."""
    first, *former = pins.split("\n") if pins else [fingerprint]
    kept = [line for line in former if not line.startswith(fingerprint)]
    before = [] if first == fingerprint else [f"{first} {day}"]
    return "\n".join([fingerprint, *before, *kept])


def day_of(at: str) -> str:
    """The day of a time as signatures write it; the last there could be where it is none."""
    try:
        return datetime.fromisoformat(at).astimezone(BEIJING).date().isoformat()
    except ValueError:
        return "9999-12-31"


def today() -> str:
    """The day that it is."""
    return datetime.now(BEIJING).date().isoformat()


def earliest(revoked: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The first day of each key that any list revokes: a later list takes no revocation back."""
    found: dict[str, str] = {}
    for days in revoked:
        for key, day in days.items():
            found[key] = min(day, found.get(key, day))
    return found
