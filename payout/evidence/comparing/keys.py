"""The file of keys: rows that bear another identifier on the second side, such as people who moved."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from payout.rules.policy.parameters import decoded
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"key", "编号", "本方编号"}
AGAINST = {"key_against", "对照方编号", "原编号"}


def read_keys(path: Path) -> dict[str, str]:
    """The key on the first side by the key on the second. Raises LanguageError, naming the line, for what is no such table.

    Columns key and key_against (编号, 对照方编号), in any order.
    """
    rows = [row for row in csv.reader(io.StringIO(decoded(path.read_bytes(), path.name)[0])) if any(row)]
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    here = [place for place, cell in enumerate(header) if cell in KEY]
    there = [place for place, cell in enumerate(header) if cell in AGAINST]
    if len(header) != 2 or len(here) != 1 or len(there) != 1:
        raise LanguageError(
            f"{path.name}: its first line is key,key_against, and nothing else",
            f"{path.name}:第一行应为 编号,对照方编号,没有其他列",
        )
    found: dict[str, str] = {}
    seen: set[str] = set()
    for line, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if len(cells) != len(header) or not all(cells):
            raise _wrong(path, line, "two identifiers are needed", "应有两个编号")
        key, other = cells[here[0]], cells[there[0]]
        if other in found or key in seen:
            raise _wrong(path, line, "an identifier stands in an earlier line", "编号在前面已出现")
        found[other] = key
        seen.add(key)
    return found


def _wrong(path: Path, line: int, en: str, zh: str) -> LanguageError:
    return LanguageError(f"{path.name} line {line}: {en}", f"{path.name} 第 {line} 行:{zh}")
