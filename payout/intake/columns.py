"""Columns of texts by their words, and as one text: what is asked of a million cells is asked of what stands in them.

A column that says the same few things again and again is a dictionary of words; what is found out about a word is true of
each cell that holds it. And what stands nowhere in the bytes of a column stands in none of its cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST_ROWS = 1000  # of which it is worth while to look for words
WHITE = r"[\x00-\x20\x{85}\p{Z}]"  # all that is trimmed, and more


def by_words(values: pa.Array, put: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Values put in texts: each distinct one once, where there are few."""
    if not repeats(values):
        return put(values)
    coded = values.dictionary_encode()
    if not few(coded):
        return put(values)
    return pa.DictionaryArray.from_arrays(coded.indices, put(coded.dictionary))


def repeats(values: pa.Array) -> bool:
    """Whether a column looks as if it said few things often: by its first cells, for to number all that differ takes its time."""
    if len(values) < FEWEST_ROWS:
        return False
    head = values.slice(0, FEWEST_ROWS)
    return bool(2 * pc.count_distinct(head, mode="all").as_py() <= len(head))


def few(coded: pa.DictionaryArray) -> bool:
    """Whether a dictionary has few words beside the cells that name them."""
    return 2 * len(coded.dictionary) <= len(coded)


def plain(texts: pa.Array) -> pa.Array:
    """A column of texts without its dictionary."""
    return texts.dictionary_decode() if isinstance(texts, pa.DictionaryArray) else texts


def words_of(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The words of a column, a null behind them, and for each row which of them stands there."""
    coded = texts if isinstance(texts, pa.DictionaryArray) else texts.dictionary_encode()
    words = pa.concat_arrays([coded.dictionary, pa.nulls(1, coded.dictionary.type)])
    codes: np.ndarray = pc.fill_null(coded.indices, len(words) - 1).to_numpy(zero_copy_only=False)
    return words, codes


def each_word(texts: pa.Array, asked: Callable[[pa.Array], pa.Array]) -> np.ndarray:
    """What is asked of texts, for each row: false where there is none. Asked of the words where the column has any."""
    if isinstance(texts, pa.DictionaryArray):
        words, codes = words_of(texts)
        found: np.ndarray = _flags(asked(words))[codes]
        return found
    return _flags(asked(texts))


def matches(texts: pa.Array, pattern: str) -> np.ndarray:
    """Which cells a pattern is found in; the pattern looks for characters, not for the ends of a text."""
    held = texts.dictionary if isinstance(texts, pa.DictionaryArray) else texts
    if not stands_in(held, pattern):
        return np.zeros(len(texts), bool)
    return each_word(texts, lambda words: pc.match_substring_regex(words, pattern))


def stands_in(texts: pa.Array, pattern: str) -> bool:
    """Whether a pattern may be found in a cell; where not, it is found in none."""
    return bool(pc.match_substring_regex(_as_one(texts), pattern)[0].as_py())


def all_ascii(texts: pa.Array) -> bool:
    """Whether all texts are of ASCII alone."""
    return bool(pc.string_is_ascii(_as_one(texts))[0].as_py())


def consist_of(texts: pa.Array, characters: str) -> bool:
    """Whether all texts are of these characters alone, named as between the brackets of a pattern."""
    return bool(pc.match_substring_regex(_as_one(texts), f"^[{characters}]*$")[0].as_py())


def are_of(texts: pa.Array, shape: str, length: int) -> bool:
    """Whether all texts are of a shape, a pattern that takes just so many bytes."""
    lengths = pc.min_max(pc.binary_length(texts)).as_py()
    if lengths != {"min": length, "max": length}:
        return False
    return bool(pc.match_substring_regex(_as_one(texts), f"^(?:{shape})*$")[0].as_py())


def rising(keys: pa.Array) -> bool:
    """Whether each text is greater than the one before: then none stands twice, and none is missing."""
    if keys.null_count or len(keys) < 2:
        return not keys.null_count
    return bool(pc.all(pc.less(keys.slice(0, len(keys) - 1), keys.slice(1))).as_py())


def not_among(texts: pa.Array, keys: pa.Array) -> pa.Array:
    """The distinct texts that are none of the keys; the smaller side is the one that is looked up in."""
    distinct = texts.unique().drop_null()
    if len(keys) > len(distinct):
        keys = keys.filter(pc.is_in(keys, value_set=distinct, skip_nulls=True))
    return distinct.filter(pc.invert(pc.is_in(distinct, value_set=keys, skip_nulls=True)))


def trimmed(texts: pa.Array) -> pa.Array:
    """Texts without blanks around them; what is nothing but blanks is null."""
    shortest = pc.min(pc.binary_length(texts)).as_py()
    if shortest != 0 and not stands_in(texts, WHITE):
        return texts
    texts = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)


def _as_one(texts: pa.Array) -> pa.Array:
    """All texts of a column as one, of the same bytes."""
    _, ends, data = texts.buffers()
    if data is None or not len(texts):
        return pa.array([""], texts.type)
    kind = np.dtype(np.int64 if pa.types.is_large_string(texts.type) else np.int32)
    within = np.frombuffer(ends, kind)[[texts.offset, texts.offset + len(texts)]]
    return pa.Array.from_buffers(texts.type, 1, [None, pa.py_buffer(within), data])


def _flags(found: pa.Array) -> np.ndarray:
    flags: np.ndarray = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return flags
