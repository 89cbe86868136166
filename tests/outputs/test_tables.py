"""CSV and Parquet: the same columns and values, byte for byte what the format says."""

import csv
import dataclasses
import io
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.outputs.columns import Shown, arrow_values, decimal_texts
from payout.outputs.tables import CHUNK_ROWS, write_csv, write_table
from tests.outputs.sample import county, exact, field, people, strings

PEOPLE = """\
person_id,unit_id,months_served,target_bonus,leader_bonus,payable,joined,unit_part,in_service
00007,U0003,12,7400.00,0.00,7400.00,,7400.000000,true
10001,U0001,12,6966.67,12000.00,18966.67,,6666.666667,true
10002,U0001,12,6666.67,8000.00,14666.67,,6666.666667,true
10003,U0001,10,5555.56,0.00,5555.56,2012-03-01,5555.555556,true
20001,U0002,1,233.33,0.00,233.33,2012-12-01,233.333333,false
20002,U0002,0,0.00,,0.00,,0.000000,true
410101199001011234,U0003,7.5,4625.00,6666.67,11291.67,,4625.000000,true
"""
UNITS = """\
unit_id,score_total,rank,failed,mean_bonus,excellent_ratio,excellent_places
U0001,905.35,2,false,6666.666667,0.150000,0
U0002,,,true,4200.000000,0.150000,0
U0003,912,1,false,7400.000000,0.200000,1
"""


def csv_of(columns):
    stream = io.BytesIO()
    write_csv(columns, stream)
    return stream.getvalue().decode()


def write_tables(result, folder):
    for file in result.files:
        write_table(result, file, folder)


def shown(name, kind, values, **more):
    about = field(name, "person", "列", "column", kind, **more)
    return Shown(name, about, arrow_values(about, values))


def test_csv_is_what_the_policy_book_asks_for(result, tmp_path):
    write_tables(result, tmp_path)
    assert (tmp_path / "people.csv").read_bytes().decode() == PEOPLE
    assert (tmp_path / "units.csv").read_bytes().decode() == UNITS


def test_parquet_holds_the_same(result, tmp_path):
    write_tables(result, tmp_path)
    table = pq.read_table(tmp_path / "people.parquet")
    assert table.schema.field("payable").type == pa.decimal128(38, 2)
    assert table.schema.field("unit_part").type == pa.decimal128(38, 6)
    assert table.schema.field("in_service").type == pa.bool_()
    assert table.schema.field("joined").type == pa.date32()
    assert table["payable"].to_pylist()[1] == Decimal("18966.67")
    assert table.column_names == PEOPLE.splitlines()[0].split(",")


def test_rows_in_any_order_give_the_same_bytes(result, tmp_path):
    frame = people()
    order = np.random.default_rng(7).permutation(len(frame.table))
    table = frame.table.iloc[order].reset_index(drop=True)
    shuffled = dataclasses.replace(frame, table=table, links={"unit": frame.links["unit"][order]})
    for name, batch in (("a", result), ("b", county(people_frame=shuffled))):
        (tmp_path / name).mkdir()
        write_tables(batch, tmp_path / name)
    for file in ("people.csv", "people.parquet", "units.csv", "units.parquet"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


NUMBERS = (  # measure, places, value, as written
    ("yuan", 2, "388.89", "388.89"),
    ("yuan", 2, "7000", "7000.00"),
    ("yuan", 0, "800", "800.00"),
    ("yuan", 4, "1.5", "1.5000"),
    ("yuan", None, Fraction(20000, 3), "6666.666667"),
    ("yuan", None, Fraction(1, 2_000_000), "0.000001"),  # half up
    ("yuan", None, Fraction(-1, 2_000_000), "-0.000001"),  # away from zero
    ("yuan", None, Fraction(-1, 3_000_000), "0.000000"),  # no minus zero
    ("yuan", 2, "-0.05", "-0.05"),
    ("yuan", 2, "12345678901234567890.12", "12345678901234567890.12"),
    ("points", 2, "905.35", "905.35"),
    ("points", 2, "912.00", "912"),
    ("points", 2, "100", "100"),
    ("points", None, Fraction(1, 3), "0.333333"),
    ("ratio", None, "3/20", "0.150000"),
    ("months", None, "12", "12"),
    ("months", None, "7.5", "7.5"),
    ("months", None, Fraction(100, 31), "3.225806"),
    ("months", None, "10", "10"),
    ("count", None, "0", "0"),
    ("count", 0, "300", "300"),
    ("rank", None, "10", "10"),
    ("rank", 0, None, None),
)


@pytest.mark.parametrize(("measure", "places", "value", "written"), NUMBERS)
def test_numbers(measure, places, value, written):
    about = field("x", "person", "数", "number", "number", "rule", measure=measure, places=places)
    assert decimal_texts(about, arrow_values(about, exact([value]))).to_pylist() == [written]


@pytest.mark.parametrize(("measure", "places"), [("yuan", 2), ("count", 0), ("months", None)])
@pytest.mark.parametrize("later", [0, 3000])
def test_numbers_that_are_few_are_written_as_each_is_by_itself(measure, places, later):
    """The first rows say few things, and `later` others more than they let expect; some are missing."""
    dice = np.random.default_rng(1)
    by = Fraction(1, 10 ** (6 if places is None else places))
    numbers = [*dice.integers(-3, 4, 3000).tolist(), *dice.integers(0, 10**12, later).tolist()]
    values = [None if number == 2 else number * by for number in numbers]
    about = field("x", "person", "数", "number", "number", "rule", measure=measure, places=places)
    together = decimal_texts(about, arrow_values(about, exact(values)))
    alone = {
        value: decimal_texts(about, arrow_values(about, exact([value])))[0].as_py() for value in {*values}
    }
    assert together.to_pylist() == [alone[value] for value in values]


def test_more_places_than_declared_is_refused_not_rounded():
    about = field("x", "person", "数", "number", "number", "rule", measure="yuan", places=2)
    with pytest.raises(ValueError, match="not a multiple"):
        arrow_values(about, exact(["388.888"]))


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@x", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_a_text_like_a_formula_gets_an_apostrophe(text):
    written = csv_of([shown("name", "text", strings([text]))])
    assert next(csv.reader(io.StringIO(written.partition("\n")[2], newline=""))) == ["'" + text]


@pytest.mark.parametrize("text", ["张伟", 'say "hi"', "a,b", "two\nlines", "x=1", "'quoted", "", " 空格 "])
def test_texts_come_back_as_they_were(text):
    written = csv_of(
        [shown("person_id", "identifier", strings(["1"])), shown("name", "text", strings([text]))]
    )
    assert list(csv.reader(io.StringIO(written, newline="")))[1] == ["1", text]


def test_negative_numbers_are_numbers():
    assert csv_of([shown("x", "number", exact(["-5"]), measure="yuan", places=2)]) == "x\n-5.00\n"


@pytest.mark.parametrize("seed", range(4))
def test_neighbours_that_say_few_things_are_written_row_by_row_all_the_same(seed):
    """Flags, numbers and texts side by side, of one value, few or many, some missing: against Python's own csv."""
    dice, rows = np.random.default_rng(seed), 5000
    columns, cells = [], []
    for at, values in enumerate(dice.choice([1, 2, 7, 40, 4000], 12).tolist()):
        picked = dice.integers(0, values, rows).tolist()
        missing = (dice.random(rows) < dice.choice([0, 0.1])).tolist()
        kind = dice.choice(["flag", "number", "text"])
        if kind == "flag":
            given = [None if gone else one % 2 == 0 for one, gone in zip(picked, missing, strict=True)]
            texts = [{None: "", True: "true", False: "false"}[one] for one in given]
            columns.append(shown(f"c{at}", "flag", pd.array(given, dtype="boolean")))
        elif kind == "number":
            given = [None if gone else f"{one - 3}.05" for one, gone in zip(picked, missing, strict=True)]
            texts = [one or "" for one in given]
            columns.append(shown(f"c{at}", "number", exact(given), measure="yuan", places=2))
        else:
            marks = ["单位", "a,b", 'say "hi"', "x"]
            given = [
                None if gone else f"{marks[one % 4]}{one}" for one, gone in zip(picked, missing, strict=True)
            ]
            texts = [one or "" for one in given]
            columns.append(shown(f"c{at}", "text", strings(given)))
        cells.append(texts)
    wanted = io.StringIO(newline="")
    written = csv.writer(wanted, lineterminator="\n")
    written.writerow([column.header for column in columns])
    written.writerows(zip(*cells, strict=True))
    assert csv_of(columns) == wanted.getvalue(), f"seed {seed}"


def test_more_rows_than_a_chunk():
    rows = 2 * CHUNK_ROWS + 3
    column = Shown("n", field("n", "person", "数", "n", "text"), pa.array([str(i) for i in range(rows)]))
    assert csv_of([column]) == "n\n" + "".join(f"{i}\n" for i in range(rows))


def test_a_batch_without_rows():
    empty = shown("person_id", "identifier", strings([])), shown("x", "flag", pd.array([], dtype="boolean"))
    assert csv_of(list(empty)) == "person_id,x\n"
