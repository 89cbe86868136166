"""Cells that say something else than they seem to: signs for "nothing", and numbers with their unit in words.

To call them faulty numbers or dates would send people to count decimals. A sign for nothing in a cell that may be blank is
told "leave it blank"; 95.5分 is told "write 95.5", 1.2万 "write 12000".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.intake.cells import Issue
from payout.intake.columns import each_word, plain
from payout.intake.raw import TEXT
from payout.text import NOTHING, Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.intake.cells import Words
    from payout.intake.raw import RawColumn
    from payout.rules.policy.tables import Column

SIGNS = (
    "-",
    "--",
    "---",
    "—",
    "——",
    "–",
    "―",
    "－",
    "─",
    "_",
    "/",
    "//",
    "／",
    "\\",
    "、",
    ".",
    "…",
    "……",
    "*",
    "×",
)
WORDS = (
    "无",
    "暂无",
    "没有",
    "空",
    "空白",
    "未填",
    "不适用",
    "n/a",
    "#n/a",
    "na",
    "n.a.",
    "nil",
    "null",
    "none",
    "nan",
)
SCALES = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 100,
}
BEFORE = r"(?:[¥￥$]|RMB|CNY|人民币)?"
WITH_UNIT = re.compile(
    rf"{BEFORE}\s*([0-9][0-9,，]*(?:\.[0-9]+)?)\s*([^\W\d_][^\d\s]{{0,7}})?", re.IGNORECASE
)
LONGEST = 40
NUMBER_FAULTS = ("E205", "E206", "E207")
OF_FORM = (
    "E204",
    "E209",
    "E210",
    *NUMBER_FAULTS,
)  # what is told of a sign where a number, a day, an option belongs


def without_signs(column: Column, raw: RawColumn, *, tells: bool = False) -> tuple[RawColumn, list[Issue]]:
    """Take out the texts that say "nothing" by a sign, where a column may be blank and its texts tell rows apart.

    There `-` would be another group than a blank. Elsewhere every sign in a text is a text.
    """
    if column.kind != "text" or not (column.nullable and tells) or column.personal:
        return raw, []
    rows = placeholders(column, raw.texts)
    if raw.kinds is not None:
        rows = rows[raw.kinds[rows] == TEXT]
    if not len(rows):
        return raw, []
    gone = np.zeros(len(raw.texts), bool)
    gone[rows] = True
    texts = pc.if_else(pa.array(gone), pa.scalar(None, pa.string()), plain(raw.texts))
    return replace(raw, texts=texts), [leave_blank(column, rows)]


def placeholders(column: Column, texts: pa.Array) -> np.ndarray:
    """The rows whose text is a sign for nothing, and none of the column's options."""
    options = {word.casefold() for pair in column.options.items() for word in pair}
    signs = pa.array([sign for sign in (*SIGNS, *WORDS) if sign not in options])
    return np.flatnonzero(
        each_word(
            texts, lambda words: pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(words)), value_set=signs)
        )
    )


def leave_blank(column: Column, rows: np.ndarray) -> Issue:
    """What is said of a sign for nothing: the cell may be blank, or it may not."""
    if not column.nullable:
        return Issue("E201", rows, {"or_delete": NOTHING})
    return Issue("E231", rows, {"means": _meaning(column)})


def _meaning(column: Column) -> Text:
    """What a blank means there, if it means anything but missing."""
    means = column.blank_means
    return NOTHING if means == NOTHING else Text(f"（空白 = {means.zh}）", f" (blank = {means.en})")


def told_apart(column: Column, raw: RawColumn, issues: Iterable[Issue]) -> list[Issue]:
    """The issues of a column, signs for nothing and numbers that bear a unit told as such."""
    found: list[Issue] = []
    for issue in issues:
        rest = issue
        if issue.code in OF_FORM:
            signs = issue.rows[placeholders(column, raw.texts.take(pa.array(issue.rows)))]
            found += [leave_blank(column, signs)] if len(signs) else []
            rest = replace(issue, rows=np.setdiff1d(issue.rows, signs)) if len(signs) else issue
        if len(rest.rows):
            found += _parted(column, raw, rest) if rest.code in NUMBER_FAULTS else [rest]
    return found


def _parted(column: Column, raw: RawColumn, issue: Issue) -> list[Issue]:
    texts = raw.texts.take(pa.array(issue.rows)).to_pylist()
    own: dict[str, Words] = {}
    for text in dict.fromkeys(texts):
        words = _unit(column, text or "")
        if words:
            own[text.strip()] = words
    if not own:
        return [issue]
    bears = np.array([(text or "").strip() in own for text in texts], bool)
    told = Issue("E232", issue.rows[bears], issue.words, own)
    rest = replace(issue, rows=issue.rows[~bears])
    return [told, rest] if len(rest.rows) else [told]


def _unit(column: Column, text: str) -> Words:
    """The unit that a number bears, and what to write; nothing where it is another fault."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = WITH_UNIT.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None or (not found[2] and plain[0].isdecimal()):
        return {}
    before = plain[: found.start(1)].strip()
    unit = " ".join(part for part in (before, found[2] or "") if part)
    scale = next((scale for word, scale in SCALES.items() if (found[2] or "").startswith(word)), 1)
    number = show_number(Fraction(found[1].replace(",", "").replace("，", "")) * scale)
    places = len(number.partition(".")[2])
    if "/" in number or places > (column.places or 0):
        return {"unit": unit, "write": Text("只写数字", "write the digits alone")}
    return {"unit": unit, "write": Text(f"写 {number}", f"write {number}")}
