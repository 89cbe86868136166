"""What a slip says, as records: any writer makes a page of them, and none works anything out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SlipLine:
    """One figure: what it is, what it comes to, and how; `clause` that rules it."""

    label: str
    value: str
    how: str = ""
    clause: str = ""


@dataclass(frozen=True)
class SlipPart:
    """Figures that belong together: the payee's own, or those of a row above, such as the unit."""

    title: str
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class SlipRows:
    """The payee's rows of a table, such as spells with their days, or cases of discipline; `more`: rows that are not shown."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@dataclass(frozen=True)
class SlipDifference:
    """Of a correction: what was paid, what is due, what of it is paid now or reclaimed, each by its label; and why, in words."""

    amounts: tuple[tuple[str, str], ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Slip:
    """The page: the scheme, who it is for, what he is paid and why, what lessened it, his rows, and the clauses in words.

    `difference`: of a correction alone.
    """

    title: str
    document: str
    name: str  # of the payee; blank where rows bear none
    who: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    parts: tuple[SlipPart, ...]
    lessened: tuple[SlipLine, ...]
    rows: tuple[SlipRows, ...]
    clauses: tuple[tuple[str, str], ...]
    about: bool  # whether a figure is shown rounded
    difference: SlipDifference | None = None
