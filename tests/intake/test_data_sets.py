"""A table in Parquet parts is the table: the same rows, digest and findings; what else stands in its folder is known or refused by name."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.cli.main import code_of
from payout.intake import digest, read
from tests.intake import builders as b

ROOT = Path(__file__).parents[2]
PEOPLE = pa.table(
    {
        "person_id": [f"P{n:03}" for n in range(40)],
        "name": ["王伟"] * 40,
        "unit_id": [f"U{1 + n % 2}" for n in range(40)],
        "grade": pa.array(["优秀", None, "称职", "不称职"] * 10).dictionary_encode(),
        "score": pa.array(range(40), pa.decimal128(9, 2)),
        "start": pa.array([None] * 39 + [15400], pa.date32()),
        "multi": [True, False] * 20,
    }
)
MARKERS = (
    "_SUCCESS",
    "_common_metadata",
    ".part-0.parquet.crc",
    "part-1.parquet.crc",
    "_committed_123",
    "x_note.txt",
)


@pytest.fixture
def source(tmp_path):
    """A folder with units as CSV and people in parts."""
    return b.folder(tmp_path, None)


def in_parts(folder, table, count, name="people"):
    """Write a table in parts."""
    home = folder / name
    home.mkdir()
    step = -(-table.num_rows // count)
    for part in range(count):
        pq.write_table(table.slice(part * step, step), home / f"part-{part}.parquet")
    return home


def found_in(folder):
    intake = read(folder, b.TABLES, b.BY)
    return [(one.code, one.place.file, one.place.row, one.problem.en, one.fix.en) for one in intake.findings]


def codes(folder):
    return [one[0] for one in found_in(folder)]


# ---- the same table ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 7])
@pytest.mark.parametrize("name", ["people", "人员", "People.parquet"])
def test_parts_are_read_as_the_file_is(source, tmp_path, count, name):
    whole = b.folder(tmp_path / "whole", None) if (tmp_path / "whole").mkdir() is None else None
    pq.write_table(PEOPLE, whole / "people.parquet")
    home = in_parts(source, PEOPLE, count, name)
    for marker in MARKERS:
        (home / marker).touch()
    one, many = read(whole, b.TABLES, b.BY), read(source, b.TABLES, b.BY)
    assert {name: digest(table) for name, table in one.tables.items()} == {
        name: digest(table) for name, table in many.tables.items()
    }
    assert [(each.code, each.subject) for each in one.findings] == [
        (each.code, each.subject) for each in many.findings
    ]
    assert [file.name for file in many.files if "/" in file.name] == [
        f"{name}/part-{n}.parquet" for n in range(count)
    ]


def test_the_order_of_rows_and_parts_changes_nothing(source, tmp_path):
    seed = 20121231
    print(f"seed {seed}")  # noqa: T201 - to run it again
    (tmp_path / "other").mkdir()
    other = b.folder(tmp_path / "other", None)
    shuffled = PEOPLE.take(random.Random(seed).sample(range(40), 40))
    in_parts(source, PEOPLE, 3)
    in_parts(other, shuffled, 5)
    assert digest(read(source, b.TABLES, b.BY).tables["people"]) == digest(
        read(other, b.TABLES, b.BY).tables["people"]
    )


def test_parts_that_hold_a_column_otherwise_and_say_the_same(source):
    """A dictionary in one part and plain texts in another, decimals of other widths, a column without any value."""
    home = source / "people"
    home.mkdir()
    plain = PEOPLE.set_column(3, "grade", PEOPLE["grade"].cast(pa.string()))
    wide = plain.set_column(4, "score", plain["score"].cast(pa.decimal128(20, 4)))
    empty = wide.set_column(5, "start", pa.nulls(40))
    for number, table in enumerate(
        (PEOPLE.slice(0, 10), wide.slice(10, 20), empty.slice(30, 9), PEOPLE.slice(39))
    ):
        pq.write_table(table, home / f"{number}.parquet")
    pq.write_table(PEOPLE.slice(0, 0), home / "none.parquet")
    found = read(source, b.TABLES, b.BY)
    (source / "whole").mkdir()
    pq.write_table(PEOPLE, source / "whole" / "people.parquet")
    b.write_csv(source / "whole" / "units.csv", b.UNIT_ROWS)
    assert digest(found.tables["people"]) == digest(read(source / "whole", b.TABLES, b.BY).tables["people"])


# ---- where a finding points ----------------------------------------------------------------------------------


def test_a_finding_names_the_part_and_its_row(source):
    texts = PEOPLE.set_column(6, "multi", pa.array([*["是"] * 25, "也许", *["否"] * 14]))
    in_parts(source, texts, 4)  # ten rows each
    ((code, file, row, *_),) = [one for one in found_in(source) if one[0] != "W109"]
    assert (file, row) == ("people/part-2.parquet", 7), code


def test_rows_that_stand_in_two_parts_are_both_named(source):
    twice = pa.concat_tables([PEOPLE, PEOPLE.slice(0, 1)])
    in_parts(source, twice, 4)  # eleven rows each, eight in the last
    found = [one for one in found_in(source) if one[0] == "E301"]
    assert [one[1:3] for one in found] == [("people/part-3.parquet", 9)]
    assert "part-0.parquet 2, part-3.parquet 9" in found[0][3]


# ---- what stands there besides -------------------------------------------------------------------------------


def link(home):
    (home / "part-9.parquet").symlink_to(home / "part-0.parquet")


def partition(home):
    (home / "unit_id=U1").mkdir()
    (home / "part-0.parquet").rename(home / "unit_id=U1" / "part-0.parquet")


def listed(home, names):
    parts = [pq.read_metadata(home / name) for name in sorted(each.name for each in home.glob("*.parquet"))]
    for part, name in zip(parts, names, strict=True):
        part.set_file_path(name)
    for part in parts[1:]:
        parts[0].append_row_groups(part)
    parts[0].write_metadata_file(home / "_metadata")


def lost(home):
    listed(home, ["part-0.parquet", "part-1.parquet"])
    (home / "part-1.parquet").unlink()


def left_over(home):
    listed(home, ["part-0.parquet", "part-1.parquet"])
    pq.write_table(PEOPLE.slice(0, 2), home / "part-7.parquet")


@pytest.mark.parametrize(
    ("spoil", "code", "file", "words"),
    [
        (link, "E136", "people/part-9.parquet", "it is a link"),
        (partition, "E136", "people/unit_id=U1", "the values of unit_id stand in the names of folders"),
        (
            lambda home: (home / "_temporary").mkdir(),
            "E136",
            "people/_temporary",
            "folders inside are not read",
        ),
        (lambda home: (home / "part-2.csv").touch(), "E136", "people/part-2.csv", "it is no .parquet part"),
        (lost, "E136", "people/part-1.parquet", "_metadata names it, and it is not there"),
        (left_over, "E136", "people/part-7.parquet", "_metadata does not name it"),
        (
            lambda home: (home / "_metadata").write_bytes(b"PAR1"),
            "E136",
            "people/_metadata",
            "it cannot be read",
        ),
        (lambda home: (home / "part-1.parquet").write_bytes(b""), "E102", "people/part-1.parquet", "empty"),
        (
            lambda home: (home / "part-1.parquet").write_bytes(b"PAR1"),
            "E103",
            "people/part-1.parquet",
            "not a whole",
        ),
    ],
)
def test_what_is_no_part_is_refused_by_name(source, spoil, code, file, words):
    spoil(in_parts(source, PEOPLE, 2))
    found = [one for one in found_in(source) if one[1] == file]
    assert [one[0] for one in found] == [code]
    assert words in found[0][3]
    assert found[0][4]
    assert read(source, b.TABLES, b.BY).stopped


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (PEOPLE.drop_columns(["score"]), "it lacks score"),
        (PEOPLE.append_column("bonus", pa.array([1] * 40)), "it has also bonus"),
        (PEOPLE.select([1, 0, 2, 3, 4, 5, 6]), "its columns stand in another order"),
        (
            PEOPLE.set_column(4, "score", pa.array(["1"] * 40)),
            "the column holds texts, and numbers elsewhere",
        ),
    ],
)
def test_a_part_with_other_columns_is_refused_by_name(source, other, words):
    home = in_parts(source, PEOPLE, 2)
    pq.write_table(other, home / "part-8.parquet")
    found = [one for one in found_in(source) if one[0] == "E137"]
    assert [one[1] for one in found] == ["people/part-8.parquet"]
    assert words in found[0][3]
    assert "people/part-0.parquet" in found[0][3]


def test_floats_in_one_part_are_told_there(source):
    home = in_parts(source, PEOPLE, 2)
    floats = PEOPLE.set_column(4, "score", PEOPLE["score"].cast(pa.float64()))
    pq.write_table(floats, home / "part-8.parquet")
    assert [one[:2] for one in found_in(source) if one[0] == "E127"] == [("E127", "people/part-8.parquet")]


def test_a_data_set_beside_a_file_of_its_name_is_one_table_twice(source):
    in_parts(source, PEOPLE, 2)
    pq.write_table(PEOPLE, source / "people.parquet")
    assert "E112" in codes(source)


def test_a_folder_that_is_a_link_is_refused(source, tmp_path):
    in_parts(tmp_path, PEOPLE, 2)
    (source / "people").symlink_to(tmp_path / "people")
    assert [one[1] for one in found_in(source) if one[0] == "E136"] == ["people"]


def test_a_folder_with_markers_alone_is_no_empty_table(source):
    (source / "people").mkdir()
    (source / "people" / "_SUCCESS").touch()
    assert "it holds no .parquet file" in next(one[3] for one in found_in(source) if one[0] == "E136")


@pytest.mark.parametrize(("name", "code"), [("人员 2012", "E131"), ("x_people", None), ("photos", "E131")])
def test_parts_in_a_folder_of_another_name_are_not_read_in_silence(source, name, code):
    b.write_csv(source / "people.csv", [["person_id", "name", "unit_id"], ["P1", "王伟", "U1"]])
    in_parts(source, PEOPLE, 2, name)
    found = [one for one in found_in(source) if one[1].startswith(name)]
    assert [one[0] for one in found] == ([code] if code else [])
    assert all("give it the table's name" in one[4] for one in found)


# ---- a whole run ---------------------------------------------------------------------------------------------


def test_a_run_of_parts_writes_what_the_run_of_files_does(tmp_path, capsys):
    """But for its provenance, which names each part, and `verify` compares them."""
    csv, one, many = ROOT / "fixtures" / "county_target_bonus" / "csv", tmp_path / "one", tmp_path / "many"
    source = tmp_path / "in"
    policy = ("--policy", "county_target_bonus", "--no-workbook")
    assert code_of(["run", str(csv), *policy, "--out", str(one)]) == 0
    for path in (one / "evidence" / "tables").glob("*.parquet"):
        source.mkdir(exist_ok=True)
        in_parts(source, pq.read_table(path), 3, path.stem)
    assert code_of(["run", str(source), *policy, "--out", str(many)]) == 0
    names = [
        path.relative_to(one) for path in one.rglob("*") if path.is_file() and path.name != "provenance.json"
    ]
    assert [name for name in names if (one / name).read_bytes() != (many / name).read_bytes()] == []
    sources = json.loads((many / "provenance.json").read_text(encoding="utf-8"))["sources"]
    assert "people/part-2.parquet" in [file["name"] for file in sources]
    assert code_of(["verify", str(many), "--source", str(source)]) == 0
    pq.write_table(PEOPLE, source / "people" / "part-2.parquet")
    capsys.readouterr()
    assert code_of(["verify", str(many), "--source", str(source), "--lang", "en"]) == 7
    assert "people/part-2.parquet differ" in capsys.readouterr().err
