"""Texts that are one to whoever reads them: compared without case, width and blanks, or by how they look.

`folded` says what a policy book means by the same project or person. `skeletons` goes further, for identifiers only: what
differs by accents, by zeros in front of a number or by letters that look alike is not taken as one, but nobody should have
to tell it apart. `unified` writes every such text in one way, before anything reads it: keys as their own table has them,
texts that group as the policy or else the first of them has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from payout.intake.assemble import tell
from payout.intake.canonical import moved, order
from payout.intake.cells import Issue
from payout.intake.columns import all_ascii, are_of, consist_of, not_among
from payout.masking import mask
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.findings import Finding
    from payout.intake.assemble import Assembled
    from payout.intake.cells import Words
    from payout.rules.compiled.distinctions import ComparedTexts, Distinctions
    from payout.rules.policy.tables import Column

BLANKS = r"[\s\p{Z}\x{85}]+"
# What is its own fold, and most of what is written: proven first, for to put a million names in another form takes its time.
SMALL = r"\x21-\x40\x5b-\x7e\x{4e00}-\x{9fa5}"
LEADING_ZEROS = r"(^|[^0-9])0+([0-9])"
# Small letters of other scripts whose small or capital form is drawn as a Latin one or a digit. Those that a keyboard
# for Russian or Greek has are enough: the whole list of Unicode (6,000 pairs) is for names of hosts and links.
CYRILLIC = dict(zip("аԁеһіјӏкмноԛрѕтувсхԝзб", "adehijlkmhoqpstyvcxw36", strict=True)) | {"в": "b"}
GREEK = dict(zip("αβεζηικμνορτυχϲϳ", "abezhikmnoptyxcj", strict=True))
DASHES = dict.fromkeys("‐‑‒–—―−", "-")
TWINS = str.maketrans({**CYRILLIC, **GREEK, **DASHES})
MOST_REPEATS = 200  # of RE2, in one pattern
LIKE_ONE = "il|"


def folded(texts: pa.Array) -> pa.Array:
    """Texts as they are compared: NFKC, small letters, no blanks. The same array where they are so already."""
    if consist_of(texts, SMALL):
        return texts
    found = texts
    if not all_ascii(found):
        found = pc.utf8_normalize(found, form="NFKC")
    return pc.replace_substring_regex(pc.utf8_lower(found), pattern=BLANKS, replacement="")


def unaccented(texts: pa.Array) -> pa.Array:
    """Folded texts without accents."""
    if all_ascii(texts):
        return texts
    apart = pc.utf8_normalize(texts, form="NFD")
    return pc.utf8_normalize(pc.replace_substring_regex(apart, r"\p{Mn}+", ""), form="NFC")


def without_zeros(texts: pa.Array) -> pa.Array:
    """Texts without zeros in front of their numbers."""
    return pc.replace_substring_regex(texts, LEADING_ZEROS, r"\1\2")


def skeletons(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Texts as they look: letters of other scripts as their Latin twins, o as 0, l and i as 1, numbers without zeros in front.

    Twice, for it may be asked of L01 whether its 0 stands in front of a number (L001 is alike) or inside one (101 is).
    """
    found = unaccented(folded(texts))
    if not all_ascii(found):
        found = pa.array(
            [text if text is None else text.translate(TWINS) for text in found.to_pylist()], pa.string()
        )
    found = pc.replace_substring(found, "o", "0")
    return _ones(without_zeros(found)), without_zeros(_ones(found))


def _ones(texts: pa.Array) -> pa.Array:
    for letter in LIKE_ONE:
        texts = pc.replace_substring(texts, letter, "1")
    return texts


def distinct(column: pd.Series) -> tuple[pa.Array, np.ndarray]:
    """The distinct texts of a column, and for each row which of them it is, -1 where it is blank."""
    coded = _texts(column).dictionary_encode()
    codes: np.ndarray = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return coded.dictionary, codes.astype(np.int64)


def _texts(column: pd.Series) -> pa.Array:
    texts = pa.array(column.array, pa.string())
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def numbered_alike(column: pd.Series) -> bool:
    """Whether all texts are the same but for a number of as many digits behind it: then none can be taken for another."""
    first = next((text for text in column.head(1) if isinstance(text, str)), "")
    digits = len(first) - len(first.rstrip("0123456789"))
    if not digits:
        return False
    shape = rf"{re.escape(first[: len(first) - digits])}[0-9]{{{digits}}}"
    return len(first) <= MOST_REPEATS and are_of(_texts(column), shape, len(first.encode()))


@dataclass(frozen=True)
class _Spelling:
    """A text that is written in another way: what it becomes, and where that stands."""

    column: Column
    written: str
    meant: str
    where: Text


def unified(read: Sequence[Assembled], by: Distinctions) -> tuple[list[Assembled], list[Finding]]:
    """Write texts that are the same in one way. Gives the tables, and a warning for each other spelling."""
    whole = {one.table.name: one for one in read}
    findings: list[Finding] = []
    for one in read:
        spellings, known = _references(one, read)
        whole[one.table.name], told = _rewritten(replace(one, found=known), spellings)
        findings += told
    for texts in by.texts:
        for name, spellings in _spellings(texts, whole).items():
            whole[name], told = _rewritten(whole[name], spellings)
            findings += told
    return [whole[one.table.name] for one in read], findings


def _references(of: Assembled, read: Sequence[Assembled]) -> tuple[list[_Spelling], frozenset[str]]:
    """References that are no key of the table that they name, but one of its keys in other letters; and columns of none such."""
    by_level = {one.table.level: one for one in read if one.table.key and one.table.key in one.raw}
    spellings: list[_Spelling] = []
    known: set[str] = set()
    for column in of.table.columns:
        target = by_level.get(column.level) if column.kind == "reference" else None
        if target is None or column.name not in of.raw:
            continue
        texts, keys = (
            _texts(at.checked.frame[name]) for at, name in ((of, column.name), (target, target.table.key))
        )
        lost = not_among(texts, keys)
        if len(lost):
            spellings += _meant(column, lost, target)
        else:
            known.add(column.name)
    return spellings, frozenset(known)


def _meant(column: Column, lost: pa.Array, target: Assembled) -> list[_Spelling]:
    """Those of some references that a table has a key for, in other letters."""
    keys, codes = distinct(target.checked.frame[target.table.key])
    at = _only_ones(folded(keys).to_pylist())
    firsts = _first_rows(target, codes)
    written = zip(lost.to_pylist(), folded(lost).to_pylist(), strict=True)
    return [
        _Spelling(column, text, keys[at[fold]].as_py(), _where(target, firsts[at[fold]]))
        for text, fold in written
        if fold in at
    ]


def _only_ones(folds: list[str]) -> dict[str, int]:
    """The position of each fold that stands once."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for position, fold in enumerate(folds):
        if found.setdefault(fold, position) != position:
            twice.add(fold)
    return {fold: position for fold, position in found.items() if fold not in twice}


def _first_rows(of: Assembled, codes: np.ndarray) -> dict[int, int]:
    """For each code the row that the file has first."""
    as_written = np.argsort(of.checked.origin.rows, kind="stable")
    found, at = np.unique(codes[as_written], return_index=True)
    return dict(zip(found.tolist(), as_written[at].tolist(), strict=True))


def _where(of: Assembled, row: int) -> Text:
    number = of.checked.origin.numbers([row])
    return Text(f"表“{of.table.zh}”第 {number} 行", f"row {number} of {of.table.name}")


def _spellings(texts: ComparedTexts, whole: Mapping[str, Assembled]) -> dict[str, list[_Spelling]]:
    """The spellings by table of what several columns compare: one text stands for all that are alike."""
    places = [
        (whole[table], whole[table].table[name])
        for table, name in sorted(texts.columns)
        if table in whole and name in whole[table].raw
    ]
    written = [distinct(of.checked.frame[column.name]) for of, column in places]
    every = pa.chunked_array([words for words, _ in written] or [pa.array([], pa.string())]).unique()
    if pc.count_distinct(folded(every)).as_py() == len(every) and not texts.words:
        return {}
    standing = _standing(every, texts.words)
    found: dict[str, list[_Spelling]] = {}
    for (of, column), (words, _) in zip(places, written, strict=True):
        for word, fold in zip(words.to_pylist(), folded(words).to_pylist(), strict=True):
            if standing[fold] != word:
                where = _first_place(standing[fold], places, written)
                found.setdefault(of.table.name, []).append(_Spelling(column, word, standing[fold], where))
    return found


def _standing(texts: pa.Array, words: frozenset[str]) -> dict[str, str]:
    """The text that stands for all of one fold: the policy's own word, else the first in order."""
    found: dict[str, str] = {}
    for text, fold in sorted(zip(texts.to_pylist(), folded(texts).to_pylist(), strict=True)):
        found.setdefault(fold, text)
    own = pa.array(sorted(words), pa.string())
    return found | {
        fold: word
        for word, fold in zip(own.to_pylist(), folded(own).to_pylist(), strict=True)
        if fold in found
    }


def _first_place(
    text: str, places: list[tuple[Assembled, Column]], written: list[tuple[pa.Array, np.ndarray]]
) -> Text:
    """Where a text stands first; nowhere where it is a word of the policy alone."""
    for (of, _), (words, codes) in zip(places, written, strict=True):
        number = words.index(text).as_py()
        if number >= 0:
            return _where(of, _first_rows(of, codes)[number])
    return Text("办法", "the policy")


def _rewritten(of: Assembled, spellings: list[_Spelling]) -> tuple[Assembled, list[Finding]]:
    """A table with texts written in one way, its rows in canonical order again."""
    if not spellings:
        return of, []
    frame = of.checked.frame.copy(deep=False)
    findings: list[Finding] = []
    for column in {one.column.name: one.column for one in spellings}.values():
        mine = {one.written: one for one in spellings if one.column.name == column.name}
        words, codes = distinct(frame[column.name])
        meant = [mine[word].meant if word in mine else word for word in words.to_pylist()]
        texts = pa.array([*meant, None], pa.string()).take(pa.array(codes % (len(meant) + 1)))
        firsts = _first_rows(of, codes)
        told = {firsts[at]: mine[word] for at, word in enumerate(words.to_pylist()) if word in mine}
        findings += _told(of, column, told)
        frame[column.name] = pd.array(texts, dtype=pd.StringDtype(na_value=pd.NA))
    return _reordered(of, frame), findings


def _told(of: Assembled, column: Column, spellings: Mapping[int, _Spelling]) -> list[Finding]:
    """A warning for each other spelling, at the row that has it first."""
    at: dict[int, Words] = {
        row: {"meant": mask(one.meant) if column.personal else one.meant, "where": one.where}
        for row, one in sorted(spellings.items())
    }
    return tell(of, column, Issue("W107", np.asarray([*at], np.int64), at=at))


def _reordered(of: Assembled, frame: pd.DataFrame) -> Assembled:
    origin = of.checked.origin
    places = order(of.table, frame, origin.rows)
    new = np.empty(len(places), np.int64)
    new[places] = np.arange(len(places))
    bad = frozenset((int(new[row]), name) for row, name in of.checked.bad)
    checked = replace(
        of.checked,
        frame=frame.take(places).reset_index(drop=True),
        origin=replace(origin, rows=origin.rows[places]),
        bad=bad,
        blank=moved(of.checked.blank, places),
    )
    raw, own = ({name: column.taken(places) for name, column in each.items()} for each in (of.raw, of.own))
    return replace(of, checked=checked, raw=raw, own=own)
