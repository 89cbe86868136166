"""References that hit no row: what was probably meant, and one finding where one thing is wrong.

A suggestion never names a row that is merely near: 101 is near 001, and is somebody else's. It is made where a text is a
key but for zeros that a number has lost, where it is the name of a row, and where it looks like a key in every letter.
The first two are told once for each text, with the number of rows; so is a table that has no row at all. Whatever is
looked up is looked up among all keys at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.intake.advice import leave_blank, placeholders
from payout.intake.alike import distinct, folded, skeletons, without_zeros
from payout.intake.assemble import LONGEST_SHOWN, has_names, tell
from payout.intake.catalogue import MOST_ALIKE, make
from payout.intake.cells import WHOLE_DIGITS, Issue, hint
from payout.intake.columns import plain
from payout.intake.raw import NUMBER
from payout.masking import mask
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from payout.findings import Finding
    from payout.intake.assemble import Assembled
    from payout.intake.cells import Words
    from payout.rules.policy.tables import Column

Told = TypeVar("Told")
NO_SUCH_ROW = Text("里没有它", "has no such row")
MOST_NUMBERS = 10  # of rows that name one row that is not there, as a finding lists them
MOST_KEYS = 3  # that one name may stand for, as a finding lists them


@dataclass(frozen=True)
class Lost:
    """The references of a column that are none of the keys of the table that they name."""

    of: Assembled
    column: Column
    target: Assembled
    rows: np.ndarray
    texts: tuple[str, ...]  # the distinct ones
    codes: np.ndarray  # for each of the rows the number of its text

    @cached_property
    def firsts(self) -> Mapping[int, tuple[int, int]]:
        """For each text (by number) the row that the file has first, and how many have it."""
        order = np.lexsort((self.of.checked.origin.rows[self.rows], self.codes))
        numbers, at, counts = np.unique(self.codes[order], return_index=True, return_counts=True)
        rows = self.rows[order][at]
        return dict(zip(numbers.tolist(), zip(rows.tolist(), counts.tolist(), strict=True), strict=True))

    @cached_property
    def keys(self) -> pa.Array:
        """The keys of the table that is named."""
        return pa.array(self.target.checked.frame[self.target.table.key].dropna(), pa.string())

    @property
    def words(self) -> Words:
        """What all its findings say."""
        table = self.target.table
        return {"table": Text(table.zh, table.name), "lacks": NO_SUCH_ROW, "hint": ""}

    def left(self, said: Mapping[int, object]) -> Lost:
        """Those of whose texts nothing was said."""
        left = ~np.isin(self.codes, np.asarray([*said], np.int64))
        return replace(self, rows=self.rows[left], codes=self.codes[left])


def lost_references(read: Sequence[Assembled]) -> Iterator[Lost]:
    """The references of every column that hit no row; not those to a table whose rows or keys are not known."""
    by_level = {one.table.level: one for one in read if one.table.key}
    for one in read:
        for column in one.table.columns:
            target = by_level.get(column.level) if column.kind == "reference" else None
            if target is None or column.name not in one.raw or column.name in one.found:
                continue
            if target.stopped or (target.table.key not in target.raw and len(target.checked.frame)):
                continue
            lost = _lost(one, column, target)
            if len(lost.rows):
                yield lost


def _lost(of: Assembled, column: Column, target: Assembled) -> Lost:
    """By the distinct texts of both, since a million rows name a few thousand keys."""
    texts, codes = distinct(of.checked.frame[column.name])
    keys = pa.array(target.checked.frame[target.table.key].dropna(), pa.string())
    lost = np.flatnonzero(~pc.is_in(texts, value_set=keys).to_numpy(zero_copy_only=False))
    new = np.full(len(texts) + 1, -1, np.int64)
    new[lost] = np.arange(len(lost))
    rows = np.flatnonzero(new[codes] >= 0)
    return Lost(of, column, target, rows, tuple(texts.take(pa.array(lost)).to_pylist()), new[codes[rows]])


def told(lost: Sequence[Lost]) -> list[Finding]:
    """The findings of lost references."""
    findings: list[Finding] = []
    short: dict[tuple[str, str], Finding] = {}
    for every in lost:
        blanks, one = _signs(_not_of_faulty_keys(every))
        findings += blanks
        if not len(one.rows):
            continue
        if not len(one.target.checked.frame):
            findings.append(_all_at_once(one))
            continue
        names, zeros, cut = _named(one), _padded(one), _shortened(one)
        findings += [*_of_names(one, names), *_of_numbers(one, zeros)]
        short |= {(one.target.table.name, key): found for key, found in _of_short_keys(one, cut)}
        findings += _one_by_one(one.left({**names, **zeros, **cut}))
    return [*findings, *short.values()]


def _not_of_faulty_keys(lost: Lost) -> Lost:
    """Those that are not lost because a key has a finding of its own: it is not to be told again at each reference.

    What a faulty key was meant to be is seen in its text; of one that is blank, or a number that has lost digits, it is
    not known, and nothing is said of references before it is mended.
    """
    target = lost.target
    keys = target.checked.frame[target.table.key]
    faulty = np.flatnonzero(keys.isna().to_numpy())
    if not len(faulty):
        return lost
    raw = target.raw[target.table.key].taken(faulty)
    texts = plain(raw.texts)
    numbers = np.zeros(len(faulty), bool) if raw.kinds is None else raw.kinds == NUMBER
    length = pc.fill_null(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0).to_numpy(zero_copy_only=False)
    if (length == 0).any() or (numbers & (length > WHOLE_DIGITS)).any():
        return lost.left(dict.fromkeys(range(len(lost.texts))))
    meant = skeletons(pc.replace_substring_regex(texts, r"[^\p{L}\p{N}\p{P}\p{S}\p{Zs}]", ""))
    looks = skeletons(pa.array(lost.texts, pa.string()))
    alike = [
        pc.is_in(look, value_set=key).to_numpy(zero_copy_only=False)
        for look, key in zip(looks, meant, strict=True)
    ]
    return lost.left(dict.fromkeys(np.flatnonzero(np.any(alike, axis=0)).tolist()))


def _signs(lost: Lost) -> tuple[list[Finding], Lost]:
    """What is said of signs for nothing in a column that may be blank, and the references besides."""
    texts = pa.array(lost.texts, pa.string())
    signs = placeholders(lost.column, texts) if lost.column.nullable else np.zeros(0, np.int64)
    rows = lost.rows[np.isin(lost.codes, signs)]
    if not len(rows):
        return [], lost
    return tell(lost.of, lost.column, leave_blank(lost.column, rows)), lost.left(
        dict.fromkeys(signs.tolist())
    )


def _all_at_once(lost: Lost) -> Finding:
    """One finding where the table that is named has no row: every reference to it is lost."""
    zh, en = ("没有数据行", "has no rows") if lost.target.raw else ("没有提供", "was not provided")
    count = len(lost.rows)
    lacks = Text(f"{zh}，此列有 {count} 行引用它", f"{en}, and {count} rows of this column refer to it")
    first = min(lost.firsts.values(), key=lambda one: int(lost.of.checked.origin.rows[one[0]]))[0]
    words = {**lost.words, "lacks": lacks}
    return tell(lost.of, lost.column, Issue("E302", np.asarray([first]), words))[0]


def _one_by_one(lost: Lost) -> list[Finding]:
    """A finding for each text, at the row that has it first. What may be a person's name is not shown."""
    if not len(lost.rows):
        return []
    meant = {**_alike(lost, _zeros_inside), **_alike(lost, _zeros_in_front)}
    firsts = sorted((*lost.firsts[number], number) for number in np.unique(lost.codes).tolist())
    at: dict[int, Words] = {}
    for row, count, number in firsts[:MOST_ALIKE]:
        at[row] = {"hint": hint(meant[number])} if number in meant else {}
        at[row] |= {"lacks": _lacking(lost, number)} if count > 1 else {}
    rows = np.asarray([row for row, *_ in firsts])
    shown = tell(lost.of, lost.column, Issue("E302", rows, lost.words, at=at))
    for place, (_, count, _) in enumerate(firsts[:MOST_ALIKE]):
        if count > 1:  # it is about no one row
            shown[place] = replace(shown[place], subject="", called="")
    if not has_names(lost.target.table):
        return shown
    return [_masked(one) for one in shown]


def _lacking(lost: Lost, number: int) -> Text:
    """What the table that is named lacks, and the rows that name it: a row that is missing there is one fault."""
    rows = lost.rows[lost.codes == number]
    numbers = lost.of.checked.origin.numbers(rows, MOST_NUMBERS)
    more = len(rows) > MOST_NUMBERS
    zh = f"第 {numbers.replace(', ', '、')} 行" + ("等" if more else "")
    en = f"rows {numbers}" + (", …" if more else "")
    return Text(
        f"{NO_SUCH_ROW.zh}，此列有 {len(rows)} 行这样写（{zh}）",
        f"{NO_SUCH_ROW.en}; {len(rows)} rows of this column say so ({en})",
    )


def _masked(found: Finding) -> Finding:
    """A finding whose value may be a person's name: an identifier is written in ASCII."""
    level, _, name = found.subject.partition(" ")
    return replace(
        found,
        value=found.value if found.value.isascii() else mask(found.value),
        subject=found.subject if name.isascii() else f"{level} {mask(name)}",
    )


# ---- names in place of keys --------------------------------------------------------------------------


def _named(lost: Lost) -> dict[int, tuple[Column, list[str]]]:
    """The texts that are names of rows: in which column they stand, and the keys of those rows."""
    frame, hidden = lost.target.checked.frame, lost.target.table[lost.target.table.key].personal
    found: dict[int, tuple[Column, list[str]]] = {}
    wanted = folded(pa.array(lost.texts, pa.string()))
    for column in lost.target.table.columns:
        if column.kind != "text" or column.name not in lost.target.raw:
            continue
        names, codes = distinct(frame[column.name])
        folds = folded(names)
        position = pc.index_in(folds, value_set=wanted)
        hit = pc.fill_null(position, -1).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero((codes >= 0) & (np.append(hit, -1)[codes] >= 0))
        for row in rows[: MOST_ALIKE * MOST_KEYS].tolist():
            key = frame[lost.target.table.key].iloc[row]
            if isinstance(key, str):
                found.setdefault(int(hit[codes[row]]), (column, []))[1].append(mask(key) if hidden else key)
    return found


def _of_names(lost: Lost, names: Mapping[int, tuple[Column, list[str]]]) -> list[Finding]:
    return [
        _once(
            lost,
            number,
            "E311",
            personal=column.personal,
            keys=_either(keys),
            name=column.title,
        )
        for number, (column, keys) in _in_order(lost, names)
    ]


def _either(keys: list[str]) -> Text:
    some, more = keys[:MOST_KEYS], len(keys) > MOST_KEYS
    return Text(" 或 ".join(some) + (" 等" if more else ""), " or ".join(some) + (" …" if more else ""))


# ---- zeros that a number has lost --------------------------------------------------------------------


def _padded(lost: Lost) -> dict[int, str]:
    """The texts that are a key but for zeros in front, which the key has."""
    alike = _alike(lost, without_zeros)
    return {number: key for number, key in alike.items() if len(key) > len(lost.texts[number])}


def _shortened(lost: Lost) -> dict[int, str]:
    """The texts that are a key but for zeros in front, which the key has lost."""
    alike = _alike(lost, without_zeros)
    return {number: key for number, key in alike.items() if len(key) < len(lost.texts[number])}


def _of_numbers(lost: Lost, meant: Mapping[int, str]) -> list[Finding]:
    return [
        _once(lost, number, "E312", how=_stored(lost.texts[number]), key=key)
        for number, key in _in_order(lost, meant)
    ]


def _of_short_keys(lost: Lost, keys: Mapping[int, str]) -> Iterator[tuple[str, Finding]]:
    """A key that has lost its zeros is told where it stands, once, not at each row that refers to it."""
    target, table = lost.target, lost.of.table
    column = target.table[target.table.key]
    frame = target.checked.frame[column.name]
    for number, key in _in_order(lost, keys):
        row = np.flatnonzero((frame == key).fillna(value=False).to_numpy())[:1]
        words: Words = {
            "how": _stored(key),
            "key": lost.texts[number],
            "where": Text(f"表“{table.zh}”", f"the table {table.name}"),
        }
        yield key, tell(target, column, Issue("E313", row, words))[0]


def _stored(text: str) -> Text:
    if text.isdecimal():
        return Text("存成了数，丢了前面的 0", "it is stored as a number and has lost the zeros in front")
    return Text("少了 0", "it lacks zeros")


# ---- what they share ---------------------------------------------------------------------------------


def _alike(lost: Lost, fold: Callable[[pa.Array], pa.Array]) -> dict[int, str]:
    """For each text (by number) the one key that is the same when both are folded; none where two are."""
    if lost.column.personal or lost.target.table[lost.target.table.key].personal:
        return {}  # what a person's own number was meant to be is not guessed, nor shown
    keys = lost.keys.unique()
    folds = fold(keys).dictionary_encode()
    codes = folds.indices.to_numpy(zero_copy_only=False)
    once = np.append(np.bincount(codes, minlength=len(folds.dictionary)) == 1, False)
    at = pc.index_in(fold(pa.array(lost.texts, pa.string())), value_set=folds.dictionary)
    position = pc.fill_null(at, -1).to_numpy(zero_copy_only=False)
    first = np.zeros(len(folds.dictionary), np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    numbers = np.unique(lost.codes)
    return {
        number: keys[int(first[position[number]])].as_py()
        for number in numbers[once[position[numbers]]].tolist()
    }


def _zeros_in_front(texts: pa.Array) -> pa.Array:
    return skeletons(texts)[0]


def _zeros_inside(texts: pa.Array) -> pa.Array:
    return skeletons(texts)[1]


def _in_order(lost: Lost, said: Mapping[int, Told]) -> list[tuple[int, Told]]:
    """Texts in the order of their first rows, at most as many as are listed one by one."""
    rows = lost.of.checked.origin.rows
    return sorted(said.items(), key=lambda one: int(rows[lost.firsts[one[0]][0]]))[:MOST_ALIKE]


def _once(
    lost: Lost, number: int, code: str, *, personal: bool = False, **words: str | int | Text
) -> Finding:
    """One finding of one text, at the row that has it first."""
    row, count = lost.firsts[number]
    text = lost.texts[number]
    return make(
        code,
        lost.of.checked.origin.place(row, lost.column.name),
        subject="",
        column=lost.column,
        value=mask(text) if personal or lost.column.personal else text[:LONGEST_SHOWN],
        clause=lost.column.clause,
        **{**lost.words, "count": count, **words},
    )
