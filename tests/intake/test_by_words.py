"""A column that is read by its words is read as row by row: the same cells, the same faults at the same rows."""

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.intake import Frames, read
from payout.intake.cells import parse
from payout.intake.columns import all_ascii, are_of, matches, not_among, trimmed
from payout.intake.formats import NumberFormat
from payout.intake.parquet import read_parquet
from payout.intake.raw import RawColumn
from tests.intake import builders as b

TEXTS = [
    *(None, "", " ", "\u3000", "1", " 1 ", "01", "１", "95.5", "95.500000000000001", "0.1", "1e3", "-3", "1,000", "12元"),
    *("-", "无", "优秀", "excellent", "优 秀", "是", "YES", "0", "TRUE", "2012-03-01", "2012年3月1日", "20120301", "1899-01-01"),
    *("U1", "Ｕ1", "u\u200b1", "é", "e\u0301", "张三", "\ue000", "9" * 16, "1" * 401, "字" * 32_768, "2012-03-01 00:00:00"),
]  # fmt: skip
SHOWN = tuple(NumberFormat(code) for code in ("General", "0%", "00000", "0!.0"))


def _told(parsed):
    return [
        (issue.code, row, issue.words, issue.own) for issue in parsed.issues for row in issue.rows.tolist()
    ]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("column", b.PEOPLE.columns, ids=lambda column: column.name)
def test_words_and_rows_are_understood_alike(column, seed):
    rng = random.Random(seed)
    texts = rng.sample(TEXTS, 8) * 9
    rng.shuffle(texts)
    by_row = RawColumn(column.name, "A", pa.array(texts, pa.string()))
    if seed % 3:
        by_row = replace(by_row, kinds=np.array([rng.randrange(6) for _ in texts], np.uint8))
    if seed % 3 == 2:
        looks = np.array([rng.randrange(len(SHOWN)) for _ in texts], np.int32)
        by_row = replace(by_row, looks=looks, formats=SHOWN)
    if seed == 4:
        by_row = replace(by_row, kinds=np.full(len(texts), 1, np.uint8), exact=True)
    by_word = replace(by_row, texts=by_row.texts.dictionary_encode())
    assert by_row.by_words() is None
    assert by_word.by_words() is not None
    for tells in (False, True):
        one, other = (parse(column, raw, tells=tells) for raw in (by_row, by_word))
        pd.testing.assert_series_equal(pd.Series(one.cells), pd.Series(other.cells))
        assert sorted(_told(one), key=str) == sorted(_told(other), key=str)


def test_what_a_column_holds_nowhere_is_in_none_of_its_cells():
    texts = pa.array(["甲", None, "合计", "", "total"]).slice(1)
    assert matches(texts, "计").tolist() == [False, True, False, False]
    assert matches(texts.dictionary_encode(), "(?i)TOTAL").tolist() == [False, False, False, True]
    assert not matches(texts, "甲").any()
    assert not matches(pa.array([], pa.string()), "a").any()
    assert not all_ascii(texts)
    assert all_ascii(texts.slice(2))


def test_blanks_are_taken_off_where_there_are_any():
    assert trimmed(pa.array(["a", None, "b"])).to_pylist() == ["a", None, "b"]
    assert trimmed(pa.array([" a\u3000", "", "\t", None])).to_pylist() == ["a", None, None, None]


def test_all_texts_of_one_shape():
    assert are_of(pa.array(["P01", "P02", None]), "P[0-9]{2}", 3)
    assert not are_of(pa.array(["P01", "P0", "1P02"]), "P[0-9]{2}", 3)
    assert not are_of(pa.array(["P01", "PP1"]), "P[0-9]{2}", 3)


def test_the_smaller_side_is_looked_up_in():
    few, many = pa.array(["b", None, "x", "b", "x"]), pa.array([*"abcdefgh"])
    assert not_among(few, many).to_pylist() == ["x"]
    assert not_among(many, few).to_pylist() == [*"acdefgh"]
    assert not_among(few, few.slice(0, 2)).to_pylist() == ["x"]


@pytest.mark.parametrize("group", [300, 5000])
def test_a_column_whose_list_of_texts_was_given_up_is_read_as_any(tmp_path, group):
    texts = [f"P{number:06}" for number in range(5000)]
    table = pa.table({"person_id": texts, "unit_id": ["U1"] * 5000})
    for name, limit in (("words.parquet", 1 << 20), ("given_up.parquet", 1 << 10)):
        pq.write_table(table, tmp_path / name, dictionary_pagesize_limit=limit, row_group_size=group)
        raw = read_parquet((tmp_path / name).read_bytes(), name)
        assert [column.texts.to_pylist() for column in raw.columns] == [texts, ["U1"] * 5000]


def test_frames_of_several_chunks_are_read(tmp_path):
    del tmp_path
    chunks = pa.chunked_array([["1", "2"], ["3"]])
    people = pd.DataFrame({"person_id": pd.array(chunks, dtype=pd.ArrowDtype(pa.string())), "unit_id": "U1"})
    units = pd.DataFrame({"unit_id": ["U1"], "unit_name": ["一局"]})
    found = read(Frames({"people": people, "units": units}), b.TABLES)
    assert [one.code for one in found.findings if one.code.startswith("E")] == []
    assert found.tables["people"].frame["person_id"].tolist() == ["1", "2", "3"]
