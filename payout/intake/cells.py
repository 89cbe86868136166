"""The grammar of cells: one function a kind of column, from texts as they stand to values of its dtype.

What a cell may hold, by kind (blank is always missing; `NA`, `null` and `None` are texts):

- identifier, reference: a text, NFKC and trimmed. A whole number of at most 15 digits in a number cell
  is taken by its digits,
  but never in a personal column, for an identity or account number that Excel holds as a number may
  have lost its end.
- text: as it stands, trimmed.
- number: the grammar of `payout.exact`; a double by its shortest decimal. Nothing is rounded.
- flag: 是 否 yes no, a logical cell. · enumeration: the identifier or the Chinese word of an option.
- date: 2012-03-01, 2012/3/1, 2012.3.1, 2012年3月1日, or a date cell, without time, 1900 to 2100.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from payout.exact import NumberGrammar, number_from_double, parse_column
from payout.exact.columns import categories_of
from payout.intake.columns import all_ascii, consist_of, matches, plain, trimmed
from payout.intake.formats import shown_as_identifier
from payout.intake.raw import DATE, ERROR, FLAG, FORMULA, NUMBER, UNMAPPED, RawColumn
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from payout.exact import ExactArray
    from payout.intake.formats import NumberFormat
    from payout.rules.policy.tables import Column

Words = dict[str, "str | int | Text"]
FLAGS = {"是": True, "否": False, "yes": True, "no": False}
DAY = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)")
# No part of it can take what another can: tried on a cell of 32,767 blanks it must not take the square of them.
TIMED = re.compile(r"([^ T]+)[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?")
YEARS = range(1900, 2101)
WHOLE_DIGITS = 15  # that a double holds: a longer identifier in a number cell has lost its last ones already
FEWEST_DIGITS = 8  # before the point, in a column that takes decimals without end
LONGEST_NUMBER = 400  # characters: no double is written in more
# What nobody sees, and what stands for no character at all: nowhere in a text.
INVISIBLE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{ad}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180e}"
    r"\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{3164}\x{ffa0}\x{fdd0}-\x{fdef}\x{feff}\x{fff0}-\x{fffb}"
    r"\x{fffd}-\x{ffff}\x{1d173}-\x{1d17a}\x{e0000}-\x{e00ff}"
)
# Beside them, in what tells rows apart: characters that are ignored (variation selectors and their like), and marks set
# upon the one before. What is unassigned, private or a break is told by what it is not; planes 2 and 3 hold ideographs
# only, and rare ones are assigned there every other year.
IGNORED = r"\x{34f}\x{180b}-\x{180d}\x{180f}\x{2800}\x{fe00}-\x{fe0f}\x{e0100}-\x{e0fff}"
MARKS = r"\x{300}-\x{36f}\x{1ab0}-\x{1aff}\x{1dc0}-\x{1dff}\x{20d0}-\x{20ff}\x{fe20}-\x{fe2f}"
ASSIGNED = r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\x{20000}-\x{2fffd}\x{30000}-\x{3fffd}"
# Most of what is written, none of which is any of the above: proven first, for a pattern of classes takes milliseconds to make.
SEEN = r"\x20-\x7e\x{4e00}-\x{9fa5}"
UNSEEN = f"(?P<char>[{INVISIBLE}])"
UNSEEN_IN_KEYS = f"(?P<char>[{INVISIBLE}{IGNORED}{MARKS}]|[^{ASSIGNED}])"
KINDS = {
    "identifier": Text("文本", "a text"),
    "reference": Text("文本", "a text"),
    "text": Text("文本", "a text"),
    "enumeration": Text("选项", "an option"),
    "number": Text("数", "a number"),
    "flag": Text("是或否", "yes or no"),
}
LONGEST_SHOWN = 60
MOST_HINTS = 50  # distinct words of a column that a suggestion is looked for
WHY = {
    "sign": Text("不能带正负号", "no sign is allowed"),
    "thousands": Text("带有逗号", "it holds commas"),
    "currency": Text("带有货币单位", "it holds a currency mark"),
    "full_width": Text("带有全角字符", "it holds full-width characters"),
    "blank_inside": Text("中间有空格", "it holds blanks"),
    "percent": Text("带有百分号", "it holds a percent sign"),
    "point": Text("小数点位置不对", "the point is misplaced"),
    "exponent": Text("是科学计数法", "it has an exponent"),
    "not_finite": Text("不是有限的数", "it is not finite"),
}
TEXTS = ("identifier", "reference", "text")
LONGEST_TEXT = 32_767  # UTF-16 code units that a cell holds
NUMBERS_LOOKED_AT = ("number", "identifier", "reference", "text")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
OTHERWISE = Text("含有数字以外的字符", "it holds other characters than digits")


@dataclass(frozen=True)
class Issue:
    """Cells of one column that share a fault.

    `words` fill the templates of all of them, `own` those of a value, `at` those of a row.
    """

    code: str
    rows: np.ndarray
    words: Words = field(default_factory=dict)
    own: Mapping[str, Words] = field(default_factory=dict)
    at: Mapping[int, Words] = field(default_factory=dict)

    def spread(self, codes: np.ndarray, size: int) -> Issue:
        """The issue of a column whose distinct cells, `size` of them, have this one. Nothing of it is said by row."""
        faulty = np.zeros(size, bool)
        faulty[self.rows] = True
        return replace(self, rows=np.flatnonzero(faulty[codes]))


@dataclass(frozen=True)
class Parsed:
    """A column as read: values of its dtype, faulty cells missing, and the faults."""

    cells: pd.api.extensions.ExtensionArray | np.ndarray | pd.Categorical
    issues: tuple[Issue, ...] = ()

    def spread(self, codes: np.ndarray) -> Parsed:
        """A column of which these are the distinct cells; `codes` says for each row which of them stands there."""
        issues = (issue.spread(codes, len(self.cells)) for issue in self.issues)
        return Parsed(self.cells.take(codes), tuple(issue for issue in issues if len(issue.rows)))


def parse(column: Column, raw: RawColumn, *, tells: bool = False) -> Parsed:
    """Understand one column; every fault is an issue, nothing is raised for what a cell holds.

    `tells`: its texts tell rows apart, as identifiers do.
    """
    distinct = raw.by_words()
    if distinct is None:
        return _parse(column, replace(raw, texts=plain(raw.texts)), tells=tells)
    words, codes = distinct
    return _parse(column, words, tells=tells).spread(codes)


def _parse(column: Column, raw: RawColumn, *, tells: bool) -> Parsed:
    raw, issues = _refuse_kinds(column, _trimmed(column, raw))
    if raw.texts.null_count == len(raw.texts):  # nothing is left to look at
        return Parsed(_PARSERS[column.kind](column, raw).cells, tuple(issues))
    raw, looks = _refuse_looks(column, raw)
    raw, long = _refuse_long(column, raw)
    raw, unseen = _refuse_unseen(column, raw, tells=tells)
    parsed = _PARSERS[column.kind](column, raw)
    return Parsed(parsed.cells, (*issues, *looks, *long, *unseen, *parsed.issues))


def empty(column: Column, length: int) -> pd.api.extensions.ExtensionArray | np.ndarray | pd.Categorical:
    """A column that was left out of the file: all missing."""
    return _PARSERS[column.kind](column, RawColumn(column.name, "", pa.nulls(length, pa.string()))).cells


def nearest(value: str, known: Iterable[str]) -> str:
    """The one known word that was probably meant, or nothing."""
    words = list(known) if len(value) <= LONGEST_SHOWN else []
    starts = [word for word in words if value and (word.startswith(value) or value.startswith(word))]
    if len(starts) == 1:
        return starts[0]
    close = get_close_matches(value, words, n=1, cutoff=0.6)
    return close[0] if close else ""


def hint(word: str) -> Text:
    """Word a suggestion for a fix."""
    return Text(f"，可能是“{word}”", f"; probably {word}") if word else Text("", "")


def _trimmed(column: Column, raw: RawColumn) -> RawColumn:
    texts = raw.texts
    if column.kind in ("identifier", "reference", "enumeration", "flag") and not all_ascii(texts):
        texts = pc.utf8_normalize(texts, form="NFKC")
    return _with(raw, trimmed(texts))


def _with(raw: RawColumn, texts: pa.Array) -> RawColumn:
    return replace(raw, texts=texts)


def _without(raw: RawColumn, rows: np.ndarray) -> RawColumn:
    """Make cells missing."""
    if not len(rows):
        return raw
    mask = np.zeros(len(raw.texts), bool)
    mask[rows] = True
    return _with(raw, pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), raw.texts))


def _at(mask: pa.Array) -> np.ndarray:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))


def _refuse_kinds(column: Column, raw: RawColumn) -> tuple[RawColumn, list[Issue]]:
    """Take out the cells whose sort can never be right in a column of this kind."""
    if raw.kinds is None:
        return raw, []
    refused: list[Issue] = [Issue("E202", raw.where(FORMULA)), Issue("E203", raw.where(ERROR))]
    if column.kind != "date":
        refused.append(Issue("E216", raw.where(DATE), {"kind": KINDS[column.kind]}))
    if column.kind not in ("flag", "enumeration"):
        refused.append(
            Issue("E219", raw.where(FLAG), {"kind": KINDS.get(column.kind, Text("日期", "a date"))})
        )
    if column.personal and column.kind != "number":
        refused.append(Issue("E214", raw.where(NUMBER)))
    present = _present(raw)
    issues = [
        Issue(i.code, i.rows[present[i.rows] | (i.code == "E202")], i.words) for i in refused if len(i.rows)
    ]
    issues = [*_unmapped(raw), *(issue for issue in issues if len(issue.rows))]
    return _without(raw, _rows_of(issues)), issues


def _unmapped(raw: RawColumn) -> list[Issue]:
    """The issues of cells of which a mapping says nothing, by code."""
    rows = raw.where(UNMAPPED) if raw.unmapped else np.zeros(0, np.int64)
    found: dict[str, tuple[list[int], dict[str, Words]]] = {}
    for row, text in zip(rows.tolist(), raw.texts.take(pa.array(rows)).to_pylist(), strict=True):
        code, words = raw.unmapped[text]
        bad, own = found.setdefault(code, ([], {}))
        bad.append(row)
        own[text] = words
    return [Issue(code, np.asarray(bad), {}, own) for code, (bad, own) in found.items()]


def _present(raw: RawColumn) -> np.ndarray:
    present: np.ndarray = pc.is_valid(raw.texts).to_numpy(zero_copy_only=False)
    return present


def _refuse_looks(column: Column, raw: RawColumn) -> tuple[RawColumn, list[Issue]]:
    """Take out the numbers that a cell shows as something else than it holds; what a column declares of per cent is put in."""
    if raw.looks is None or column.kind not in NUMBERS_LOOKED_AT:
        return raw, []
    rows = np.flatnonzero((raw.looks > 0) & (raw.kinds == NUMBER) & _present(raw))
    told: dict[int, tuple[list[int], dict[str, Words]]] = {}
    meant: dict[int, str] = {}
    texts = raw.texts.take(pa.array(rows)).to_pylist()
    for row, look, text in zip(rows.tolist(), raw.looks[rows].tolist(), texts, strict=True):
        judged = _looked_at(column, raw.formats[look], text)
        if isinstance(judged, str):
            meant[row] = judged
        elif judged:
            bad, own = told.setdefault(look, ([], {}))
            bad.append(row)
            own[text] = judged
    code = "E221" if column.kind == "number" else "E222"
    issues = [Issue(code, np.asarray(bad), {"grammar": _shape(column)}, own) for bad, own in told.values()]
    return _without(_replaced(raw, meant), _rows_of(issues)), issues


def _looked_at(column: Column, cell: NumberFormat, text: str) -> str | Words:
    """What is told of a number that looks otherwise, nothing if it does not; or the text that the column takes for it."""
    held = shortest(text)
    if not _PLAIN_NUMBER.fullmatch(held):
        return {}  # it is no number that a cell can show, and is told as such
    value = Decimal(held)
    if column.kind != "number":
        shown = shown_as_identifier(cell, held)
        return {"shown": shown, "held": held} if shown else {}
    if column.shown and cell.shows_percent(value):
        return _decimal_shifted(value) if column.shown == "percent" else held
    if not cell.differs(value, column.measure):
        return {}
    shown = cell.shown(value).strip()[:LONGEST_SHOWN]
    return {"shown": shown or Text("（空白）", "(nothing)"), "held": held}


def _decimal_shifted(value: Decimal) -> str:
    return show_number(Fraction(value) * 100)


def _replaced(raw: RawColumn, meant: Mapping[int, str]) -> RawColumn:
    if not meant:
        return raw
    texts = raw.texts.to_numpy(zero_copy_only=False).copy()
    for row, text in meant.items():
        texts[row] = text
    return _with(raw, pa.array(texts, pa.string(), from_pandas=True))


def _rows_of(issues: Iterable[Issue]) -> np.ndarray:
    rows = [issue.rows for issue in issues]
    return np.concatenate(rows) if rows else np.zeros(0, np.int64)


def _refuse_long(column: Column, raw: RawColumn) -> tuple[RawColumn, list[Issue]]:
    """Take out texts that no cell of a workbook holds: what is read is written again."""
    if column.kind not in TEXTS:
        return raw, []
    rows = _at(pc.greater(pc.binary_length(raw.texts), LONGEST_TEXT))  # no text takes more units than bytes
    long = [
        row for row in rows.tolist() if len(raw.texts[row].as_py().encode("utf-16-le")) > 2 * LONGEST_TEXT
    ]
    if not long:
        return raw, []
    found = np.asarray(long, np.int64)
    return _without(raw, found), [Issue("E224", found, {"most": f"{LONGEST_TEXT:,}"})]


def _refuse_unseen(column: Column, raw: RawColumn, *, tells: bool) -> tuple[RawColumn, list[Issue]]:
    """Take out texts with characters that cannot be seen, or are none; identifiers and what tells rows apart take fewer."""
    if column.kind not in TEXTS or consist_of(raw.texts, SEEN):
        return raw, []
    pattern = UNSEEN_IN_KEYS if tells or column.kind != "text" else UNSEEN
    rows = np.flatnonzero(matches(raw.texts, pattern))
    if not len(rows):
        return raw, []
    found = raw.texts.take(pa.array(rows))
    chars = pc.struct_field(pc.extract_regex(found, pattern), "char").to_pylist()
    own: dict[str, Words] = {
        text: {"char": _named(char)} for text, char in zip(found.to_pylist(), chars, strict=True)
    }
    return _without(raw, rows), [Issue("E217", rows, {"char": ""}, own)]


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()


def _identifier(column: Column, raw: RawColumn) -> Parsed:
    del column
    raw, lost = _digits_of_numbers(raw)
    return Parsed(pd.array(raw.texts, dtype=pd.StringDtype(na_value=pd.NA)), tuple(lost))


def _values(raw: RawColumn, rows: np.ndarray) -> list[str]:
    texts: list[str] = pc.unique(raw.texts.take(pa.array(rows))).to_pylist()
    return texts


def _digits_of_numbers(raw: RawColumn) -> tuple[RawColumn, list[Issue]]:
    """Put the digits of whole numbers in place of number cells; others are faults."""
    rows = raw.where(NUMBER) if raw.kinds is not None else np.zeros(0, np.int64)
    rows = rows[_present(raw)[rows]]
    if not len(rows):
        return raw, []
    texts = raw.texts.to_numpy(zero_copy_only=False).copy()
    bad = []
    for row in rows.tolist():
        digits = texts[row] if raw.exact else shortest(texts[row])
        if digits.isdecimal() and len(digits) <= WHOLE_DIGITS:
            texts[row] = digits
        else:
            bad.append(row)
    lost = np.asarray(bad, np.int64)
    issues = [Issue("E215", lost)] if bad else []
    return _without(_with(raw, pa.array(texts, pa.string(), from_pandas=True)), lost), issues


def shortest(text: str) -> str:
    """The shortest decimal of the double that a number cell holds; what is none stays as it is."""
    if len(text) > LONGEST_NUMBER:
        return text
    try:
        return number_from_double(float(text))
    except (ValueError, OverflowError):
        return text


def _number(column: Column, raw: RawColumn) -> Parsed:
    rows = raw.where(NUMBER) if raw.kinds is not None and not raw.exact else np.zeros(0, np.int64)
    texts = raw.texts
    if len(rows):
        shown = raw.texts.to_numpy(zero_copy_only=False).copy()
        for row in rows[_present(raw)[rows]].tolist():
            shown[row] = shortest(shown[row])
        texts = pa.array(shown, pa.string(), from_pandas=True)
    grammar = NumberGrammar(places=column.places or 0, signed=column.signed)
    values, refused = parse_column(texts, grammar)
    grouped: dict[tuple[str, str], list[int]] = {}
    for row, error in refused:
        code = {"places": "E206", "sign": "E207", "too_long": "E220"}.get(error.reason, "E205")
        if code == "E207" and (column.signed or not texts[row].as_py().startswith("-")):
            code = "E205"
        grouped.setdefault((code, error.reason), []).append(row)
    shape = _shape(column)
    issues = [
        Issue(
            code,
            np.asarray(found, np.int64),
            {
                "grammar": shape,
                "places": column.places or 0,
                "why": WHY.get(reason, OTHERWISE),
                "digits": WHOLE_DIGITS,
            },
        )
        for (code, reason), found in grouped.items()
    ]
    huge = _huge(values, max(WHOLE_DIGITS - grammar.places, FEWEST_DIGITS))
    if len(huge):
        issues.append(Issue("E220", huge, {"digits": WHOLE_DIGITS}))
        values[huge] = None
    return Parsed(values, tuple(issues))


def _huge(values: ExactArray, digits: int) -> np.ndarray:
    """The rows of numbers that a spreadsheet cannot hold either: no amount has so many digits."""
    beyond = (values >= 10**digits) | (values <= -(10**digits))
    return np.flatnonzero(beyond.fillna(value=False).to_numpy(dtype=bool))


def _shape(column: Column) -> Text:
    places = column.places or 0
    zh, en = (
        (f"至多 {places} 位小数的数", f"a number of at most {places} decimals")
        if places
        else ("整数", "a whole number")
    )
    return Text(zh, en) if column.signed else Text(f"非负的{zh}", f"{en}, not negative")


def _enumeration(column: Column, raw: RawColumn) -> Parsed:
    names = {_nfkc(word).casefold(): name for name, zh in column.options.items() for word in (zh, name)}
    positions = {name: index for index, name in enumerate(column.options)}
    codes, bad = _codes(raw, lambda word: positions.get(names.get(word.casefold(), ""), -1))
    options = Text("、".join(column.options.values()), ", ".join(column.options))
    own: dict[str, Words] = {}
    for word in _values(raw, bad):
        near = nearest(word.casefold(), names) if len(own) < MOST_HINTS else ""
        meant = names.get(near, "")
        own[word] = {"hint": Text(hint(column.options[meant]).zh, hint(meant).en) if meant else Text("", "")}
    issues = (Issue("E204", bad, {"options": options, "hint": ""}, own),) if len(bad) else ()
    return Parsed(_categorical(codes, column), issues)


def _categorical(codes: np.ndarray, column: Column) -> pd.Categorical[object]:
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]] = codes.astype(np.int64)
    return pd.Categorical.from_codes(numbers, dtype=categories_of(tuple(column.options)))


def _codes(raw: RawColumn, understand: Callable[[str], int]) -> tuple[np.ndarray, np.ndarray]:
    """The number of each text, -1 if blank or not understood, and the rows of the latter."""
    coded = raw.texts.dictionary_encode()
    words = coded.dictionary.to_pylist()
    numbers = np.array([*(understand(word) for word in words), -1], dtype=np.int64)
    codes = pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
    found = numbers[codes]
    return found, np.flatnonzero((found < 0) & (codes < len(words)))


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _flag(column: Column, raw: RawColumn) -> Parsed:
    del column
    cells = raw.where(FLAG) if raw.kinds is not None else np.zeros(0, np.int64)
    codes, bad = _codes(raw, lambda word: int(FLAGS.get(word.casefold(), -1)))
    if len(cells):
        logical, _ = _codes(
            raw, lambda word: {"1": 1, "0": 0, "true": 1, "false": 0}.get(word.casefold(), -1)
        )
        codes[cells] = logical[cells]
        bad = np.setdiff1d(bad, cells[logical[cells] >= 0])
    values = pd.arrays.BooleanArray(codes == 1, codes < 0)
    return Parsed(values, (Issue("E209", bad),) if len(bad) else ())


DATE_FAULTS = ("E210", "E212", "E213")


def _date(column: Column, raw: RawColumn) -> Parsed:
    del column
    numbers = raw.where(NUMBER) if raw.kinds is not None else np.zeros(0, np.int64)
    numbers = numbers[_present(raw)[numbers]]
    raw = _without(raw, numbers)
    coded = raw.texts.dictionary_encode()
    words = [_day(word) for word in coded.dictionary.to_pylist()]
    days = np.array([*(day if isinstance(day, date) else None for day in words), None], dtype="datetime64[D]")
    faults = np.array([*(DATE_FAULTS.index(word) if isinstance(word, str) else -1 for word in words), -1])
    codes = pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
    issues = [Issue("E211", numbers)] if len(numbers) else []
    issues += [
        Issue(code, np.flatnonzero(faults[codes] == index))
        for index, code in enumerate(DATE_FAULTS)
        if (faults == index).any()
    ]
    return Parsed(days[codes].astype("datetime64[s]"), tuple(issues))


def _day(text: str) -> date | str:
    """The day of a text, or the code of what is wrong with it."""
    timed = TIMED.fullmatch(text)
    if timed is not None:
        return "E212" if not isinstance(_day(timed[1]), str) else "E210"
    found = DAY.fullmatch(text)
    if found is None:
        return "E210"
    year, month, day = int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])
    try:
        return date(year, month, day) if year in YEARS else "E213"
    except ValueError:
        return "E210"


_PARSERS: Mapping[str, Callable[[Column, RawColumn], Parsed]] = {
    "identifier": _identifier,
    "reference": _identifier,
    "text": _identifier,
    "number": _number,
    "enumeration": _enumeration,
    "flag": _flag,
    "date": _date,
}
