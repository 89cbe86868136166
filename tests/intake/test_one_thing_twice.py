"""One thing twice: keys that look alike, texts that differ by width or case, rows and names that stand again."""

import itertools
import re
import shutil
import unicodedata

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from payout.batch import compute
from payout.intake import Frames, cells, read
from payout.intake.alike import folded, skeletons
from payout.rules.compiled.compiled import compiled
from payout.rules.compiled.distinctions import distinctions
from payout.rules.policy.loading import load_policy
from tests.intake import builders as b
from tests.intake.schemes import FORMATS, ROOT, SCHEMES, place_of, scheme, write

LETTERS = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ALIKE = {
    "case": str.swapcase,
    "blank": lambda key: f"{key[:1]} {key[1:]}",
    "zeros": lambda key: re.sub(r"([0-9]+)(?=[^0-9]*$)", r"0\1", key),
    "letters": lambda key: key.translate(LETTERS),
    "o for 0": lambda key: key.replace("0", "O", 1),
    "l for 1": lambda key: key.replace("1", "l", 1),
    "accent": lambda key: key.translate(str.maketrans("AEOUPRLTZDGIaeou", "ÀÉÒÚṔŔĹŤŹĎĞÌàéòú")),
}
UNSEEN = [
    "\uffff",
    "\u2069",
    "\ue000",
    "\u0378",
    "\u0301",
    "\ufe0f",
    "\u200b",
    "\u00ad",
    "\u3164",
    "\U000e0041",
]


def _tables(one, wanted):
    return [table for table in one.tables if len(one.rows[table.name]) > 1 and wanted(table)]


def _at(table, column):
    return [one.name for one in table.columns].index(column)


def _keys_again(table, rows):
    """A copy of a row for each kind of likeness that makes another key of it: (row, copy's row) as the file counts."""
    if not table.key or len(rows) < 2:
        return []
    at, pairs, fresh = _at(table, table.key), [], [list(row) for row in rows[1:]]
    for how in ALIKE.values():
        row = next((row for row in fresh if how(row[at]).strip() != row[at]), None)
        if row is not None:
            fresh.remove(row)
            rows.append([how(cell) if index == at else cell for index, cell in enumerate(row)])
            pairs.append((rows.index(row) + 1, len(rows)))
    return pairs


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SCHEMES)
def test_keys_that_look_alike_are_found_at_both_rows(name, kind, tmp_path):
    one = scheme(name)
    pairs = {}

    def twice(table, rows):
        pairs[table.name] = _keys_again(table, rows)
        return rows

    found = one.read(write(tmp_path, one.tables, one.changed(twice), kind)).findings
    told = {(f.place.sheet or f.place.file.split(".")[0], f.place.cell): f for f in found if f.code == "E304"}
    expected = {
        (table.zh if kind == "workbook" else table.name, place_of(kind, table, row, table.key)): other
        for table in one.tables
        for pair in pairs[table.name]
        for row, other in (pair, pair[::-1])
    }
    assert expected
    assert told.keys() == expected.keys()
    assert all(f"第 {other} 行" in told[place].problem("zh") for place, other in expected.items())


@pytest.mark.parametrize("name", SCHEMES)
def test_a_key_in_full_width_is_the_same_key(name, tmp_path):
    one = scheme(name)

    def twice(table, rows):
        if table.key and len(rows) > 1:
            at = _at(table, table.key)
            rows.append([cell.translate(WIDE) if index == at else cell for index, cell in enumerate(rows[1])])
        return rows

    found = one.read(write(tmp_path, one.tables, one.changed(twice), "csv")).findings
    keyed = _tables(one, lambda table: table.key)
    assert keyed
    assert {f.place.file for f in found if f.code == "E301"} >= {f"{table.name}.csv" for table in keyed}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SCHEMES)
def test_a_reference_in_other_letters_is_the_key_that_it_means(name, kind, tmp_path):
    one = scheme(name)
    plain = one.read(write(tmp_path / "plain", one.tables, one.rows, kind))

    def written_otherwise(table, rows):
        at = [index for index, column in enumerate(table.columns) if column.kind == "reference"]
        other = lambda cell: f" {cell[:1].swapcase()} {cell[1:]}"  # noqa: E731
        return [rows[0], *([other(c) if i in at and c else c for i, c in enumerate(row)] for row in rows[1:])]

    otherwise = one.read(write(tmp_path / "other", one.tables, one.changed(written_otherwise), kind))
    # what was no key before is none now; all else is one and the same, told as another spelling
    for table in one.tables:
        left, right = plain.tables[table.name].frame, otherwise.tables[table.name].frame
        for column in table.columns:
            if column.kind == "reference" and len(left):
                keys = next(t for t in one.tables if t.level == column.level)
                known = set(plain.tables[keys.name].frame[keys.key].dropna())
                assert sorted(k for k in left[column.name].dropna() if k in known) == sorted(
                    k for k in right[column.name].dropna() if k in known
                )
    assert "W107" in {f.code for f in otherwise.findings}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SCHEMES)
def test_texts_that_group_are_one_whatever_their_width_and_case(name, kind, tmp_path):
    one = scheme(name)
    again = {}

    def twice(table, rows):
        for column in sorted(one.by.columns(table.name)):
            at = _at(table, column)
            row = next((row for row in rows[1:] if row[at]), None)
            if row is not None:
                row[at] += "(aB 1)"
                again[table.name, column] = (rows.index(row) + 1, len(rows) + 1)
                rows.append(
                    [cell.replace("(aB 1)", "（Ａb1）") if i == at else cell for i, cell in enumerate(row)]
                )
        return rows

    intake = one.read(write(tmp_path, one.tables, one.changed(twice), kind))
    found = [f for f in intake.findings if f.code == "W107"]
    for (name_of_table, column), (first, second) in again.items():
        table = next(t for t in one.tables if t.name == name_of_table)
        checked = intake.tables[name_of_table]
        texts = {
            row: text
            for row, text in zip(checked.origin.rows.tolist(), checked.frame[column], strict=True)
            if row in (first, second)
        }
        assert len(texts) == 2
        assert len(set(texts.values())) == 1
        assert place_of(kind, table, second, column) in {f.place.cell for f in found if f.column == column}
    assert len(found) >= len(again)


def test_every_scheme_that_groups_by_a_text_is_known_to():
    """What is found in the trees: were it nothing, the tests above would try nothing."""
    columns = {
        name: {place for texts in scheme(name).by.texts for place in texts.columns} for name in SCHEMES
    }
    assert columns["county_target_bonus"] == {
        ("awards", "project"),
        ("targets", "target"),
        ("units", "jurisdiction"),
    }
    assert columns["city_evaluation"] == {("honours", "project"), ("key_targets", "target")}
    assert columns["city_leaders"] == {("targets", "target_name"), ("key_targets", "target_name")}
    assert columns["city_reward_fund"] == {("departments", "front"), ("task_awards", "task")}
    assert columns["district_nsx"] == {("targets", "target"), ("additions", "item")}
    assert columns["district_points"] == {
        ("city_items", "item"),
        ("demolition_targets", "target"),
        ("indicators", "indicator"),
        ("specials", "item"),
    }
    assert columns["enterprise_mbo"] >= {("events", "who")}
    assert columns["mining_five_in_one"] == {("linked", "indicator")}
    assert columns["prefecture_leaders"] == {
        ("everyday_marks", "matter"),
        ("indicators", "indicator_set"),
        ("teams", "indicator_set"),
    }
    assert {"discipline", "penalties"} <= scheme("county_target_bonus").by.counted
    assert (
        "awards" not in scheme("county_target_bonus").by.counted
    )  # of several for one project, only the highest


@pytest.mark.parametrize("char", UNSEEN, ids=[f"U+{ord(char):04X}" for char in UNSEEN])
@pytest.mark.parametrize("column", ["person_id", "unit_id", "matter"])
def test_what_nobody_sees_stands_in_no_key(char, column, tmp_path):
    row = {"person_id": "1", "unit_id": "U1", "matter": "迟到"}
    row[column] += f"{char}"
    people = b.rows_of(["person_id", "unit_id"], [row["person_id"], "U1"])
    fines = [["unit_id", "matter"], [row["unit_id"], row["matter"]]]
    [found] = read(b.folder(tmp_path, people, fines=fines), b.TABLES, b.BY).findings
    assert (found.code, found.place.cell) == ("E217", f"row 2 {column}")
    seen = (
        unicodedata.normalize("NFKC", char) if column != "matter" else char
    )  # a filler of half a width is one of a whole
    assert f"U+{ord(seen):04X}" in found.problem("zh")


@pytest.mark.parametrize("pattern", [cells.UNSEEN, cells.UNSEEN_IN_KEYS], ids=["text", "key"])
def test_what_is_proven_to_be_seen_holds_nothing_unseen(pattern):
    seen = re.compile(re.sub(r"\\x\{(....)\}", r"\\u\1", f"[{cells.SEEN}]"))
    chars = pa.array(char for char in map(chr, range(0xD800)) if seen.match(char))
    assert len(chars) == 95 + 20902
    assert not pc.any(pc.match_substring_regex(chars, pattern)).as_py()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SCHEMES)
def test_what_nobody_sees_stands_in_no_key_of_any_scheme(name, kind, tmp_path):
    one = scheme(name)
    chars = itertools.cycle(UNSEEN[kind == "workbook" :])  # XML cannot hold the first

    def tells(table, column):
        return column.kind in ("identifier", "reference") or column.name in one.by.columns(table.name)

    def planted(table, rows):
        for index, column in enumerate(table.columns):
            if tells(table, column) and len(rows) > 1:
                rows[1][index] = f"{rows[1][index]}q{next(chars)}"
        return rows

    found = one.read(write(tmp_path, one.tables, one.changed(planted), kind)).findings
    told = {(f.place.sheet or f.place.file.split(".")[0], f.place.cell) for f in found if f.code == "E217"}
    expected = {
        (table.zh if kind == "workbook" else table.name, place_of(kind, table, 2, column.name))
        for table in one.tables
        for column in table.columns
        if tells(table, column) and len(one.rows[table.name]) > 1
    }
    assert expected
    assert told == expected


@pytest.mark.parametrize("name", ["㐀", "𠮷", "𱁬", "\U0002ebf0", "\ue863", "རྒྱ", "é"])
def test_rare_characters_stand_in_names(name, tmp_path):
    people = b.rows_of(["person_id", "name", "unit_id"], ["1", name, "U1"])
    assert read(b.folder(tmp_path, people), b.TABLES).findings == ()


@pytest.mark.parametrize("key", ["㐀1", "𠮷", "\U0002ebf0", "རྒྱ", "é1", "A-1/2", "甲 1", "第①组"])
def test_characters_that_can_be_seen_stand_in_identifiers(key, tmp_path):
    people = b.rows_of(["person_id", "unit_id"], [key, "U1"])
    assert read(b.folder(tmp_path, people), b.TABLES).findings == ()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SCHEMES)
def test_rows_that_say_the_same_are_told_and_refused_where_they_count_twice(name, kind, tmp_path):
    one = scheme(name)
    repeatable = _tables(one, lambda table: not (table.key or table.unique or table.single or table.repeats))

    def twice(table, rows):
        return [*rows, rows[1]] if table in repeatable else rows

    found = one.read(write(tmp_path, one.tables, one.changed(twice), kind)).findings
    told = {
        (f.place.sheet or f.place.file.split(".")[0], f.place.row): f
        for f in found
        if f.code in ("E305", "W108")
    }
    where = {
        (table.zh if kind == "workbook" else table.name, len(one.rows[table.name]) + 1): table
        for table in repeatable
    }
    assert told.keys() == where.keys()
    for place, table in where.items():
        counted = table.name in one.by.counted
        assert told[place].code == ("E305" if counted else "W108")
        # an error says its rows, warnings of several sets are gathered
        assert f"2, {place[1]}" in (told[place].problem if counted else told[place].among)("en")


def test_answers_of_one_hand_are_one(tmp_path):
    one = scheme("enterprise_mbo")
    surveys = next(table for table in one.tables if table.name == "surveys")

    def twice(table, rows):
        if table is not surveys:
            return rows
        signed = [list(row) for row in rows[1:3]]
        signed[0][_at(table, "respondent")], signed[1][_at(table, "respondent")] = "赵一", ""
        return [rows[0], *signed, *signed]

    found = one.read(write(tmp_path, one.tables, one.changed(twice), "csv")).findings
    assert [f.place.row for f in found if f.code in ("E305", "W108")] == [4]


@pytest.mark.parametrize("name", SCHEMES)
def test_decisions_and_ballots_may_be_alike(name, tmp_path):
    one = scheme(name)

    def twice(table, rows):
        if not table.repeats or len(rows) < 2:
            return rows
        unsigned = [
            "" if column.personal else cell for column, cell in zip(table.columns, rows[1], strict=True)
        ]
        return [*rows, unsigned, unsigned]

    found = one.read(write(tmp_path, one.tables, one.changed(twice), "csv")).findings
    repeated = {f"{table.name}.csv" for table in one.tables if table.repeats}
    assert not [f for f in found if f.code in ("E305", "W108") and f.place.file in repeated]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", SCHEMES)
def test_one_name_twice_in_a_unit_is_told(name, kind, tmp_path):
    one = scheme(name)

    def named(table):
        personal = [column for column in table.columns if column.personal and column.kind == "text"]
        parents = [column for column in table.columns if column.kind == "reference" and column.parent]
        return bool(table.key and personal and parents)

    def twice(table, rows):
        if named(table) and len(rows) > 1:
            at = _at(table, table.key)
            rows.append([f"{cell}-NEW" if index == at else cell for index, cell in enumerate(rows[1])])
        return rows

    found = one.read(write(tmp_path, one.tables, one.changed(twice), kind)).findings
    told = {(f.place.sheet or f.place.file.split(".")[0], f.place.row): f for f in found if f.code == "W109"}
    for table in _tables(one, named):
        place = (table.zh if kind == "workbook" else table.name, len(one.rows[table.name]) + 1)
        assert f"2, {place[1]}" in told[place].among("en")
        assert told[place].severity == "warning"
        personal = next(column.name for column in table.columns if column.personal)
        assert one.rows[table.name][1][_at(table, personal)] not in told[place].line("zh")


# amounts: the county, whose awards are grouped by project


@pytest.fixture(scope="module")
def county():
    return load_policy(ROOT / "policies" / "county_target_bonus")


def _points(county, folder, *awards):
    frame = pd.read_csv(folder / "awards.csv", dtype=str, keep_default_na=False)
    rows = [dict(zip(frame.columns, award, strict=True)) for award in awards]
    pd.concat([frame, pd.DataFrame(rows)]).to_csv(folder / "awards.csv", index=False)
    return compute(folder, county)


def test_one_project_in_two_spellings_is_one_award(county, tmp_path):
    source = ROOT / "fixtures" / "county_target_bonus" / "csv"
    header = (source / "awards.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    unit = (source / "units.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")[0]
    award = {"unit_id": unit, "scope": "single", "level": "city", "system": "no", "multi_system": "no"}
    awards = {
        "once": [{**award, "project": "文明单位(2012)"}],
        "alike": [{**award, "project": "文明单位(2012)"}] * 2,
        "wide": [{**award, "project": "文明单位（2012）"}, {**award, "project": "文明单位 (2012)"}],
    }
    frames = {}
    for name, rows in awards.items():
        folder = shutil.copytree(source, tmp_path / name)
        batch = _points(county, folder, *([row.get(column, "") for column in header] for row in rows))
        assert not batch.refused, [f.line("en") for f in batch.result.findings if f.severity == "error"]
        frames[name] = batch.result.frames
    assert frames["once"]["unit"].table.equals(frames["wide"]["unit"].table)
    assert frames["alike"]["unit"].table.equals(frames["wide"]["unit"].table)
    assert frames["once"]["person"].table.equals(frames["wide"]["person"].table)
    projects = frames["wide"]["project"].table["project"]
    assert [text for text in projects if text.startswith("文明单位") and "2012" in text] == [
        "文明单位 (2012)"
    ]


def test_row_order_settles_no_spelling(tmp_path):
    fines = [["U1", "（1）"], ["U2", "(1)"], ["U1", "(１)"], ["U2", "二"]]
    seen = set()
    for rows in (fines, fines[::-1], fines[2:] + fines[:2]):
        path = b.folder(
            tmp_path, b.rows_of(["person_id", "unit_id"], ["1", "U1"]), fines=[["unit_id", "matter"], *rows]
        )
        frame = read(path, b.TABLES, b.BY).tables["fines"].frame
        seen.add(tuple(map(tuple, frame.itertuples(index=False))))
    assert seen == {(("U1", "(1)"), ("U1", "(1)"), ("U2", "(1)"), ("U2", "二"))}


def test_rules_words_stand_for_what_is_written_otherwise(county):
    """A text that a rule compares with its own word is written as the rule has it."""
    by = distinctions(compiled(county))
    assert all(isinstance(word, str) for texts in by.texts for word in texts.words)
    frame = pd.DataFrame({"unit_id": ["U1"], "matter": ["ＡＢＣ 一"]})
    words = type(by)((type(by.texts[0])(frozenset({("fines", "matter")}), frozenset({"abc一"})),))
    given = Frames({"units": pd.DataFrame({"unit_id": ["U1"]}), "fines": frame})
    assert read(given, b.TABLES, words).tables["fines"].frame["matter"].tolist() == ["abc一"]


def test_frames_in_memory_are_judged_alike():
    people = pd.DataFrame(
        {"person_id": ["P1", "p1", "P01"], "unit_id": ["U1", "u1", "U 1"], "name": ["赵一", "赵一", "钱二"]}
    )
    found = read(Frames({"units": pd.DataFrame({"unit_id": ["U1"]}), "people": people}), b.TABLES).findings
    assert sorted(f.code for f in found) == ["E304", "E304", "E304", "W107", "W107", "W109"]


def test_personal_keys_are_not_shown(tmp_path):
    identity = "11010119900307451X"
    people = b.rows_of(
        ["person_id", "name", "unit_id"], [identity, "张三丰", "U1"], [identity.lower(), "张三丰", "U1"]
    )
    found = read(b.folder(tmp_path, people), b.TABLES).findings
    told = "\n".join(f.line(lang) for f in found for lang in ("zh", "en")).upper()
    assert {f.code for f in found} == {"E304", "W109"}
    assert identity not in told
    assert "三丰" not in told


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("P1", "p 1"), ("ＡＢ", "ab"), ("P01", "P1"), ("P0010", "P10"), ("PO1", "P01"), ("Al1", "A1I"),
        ("РО1", "P01"), ("Á1", "A1"), ("L01", "101"), ("L01", "L001"), ("I01", "1O1"),
        ("X–1", "X-1"), ("ΑΒ1", "AB1"), ("51302319X", "51302319x"),
    ],
)  # fmt: skip
def test_what_looks_alike_has_one_skeleton(left, right):
    assert any(len(looks.unique()) == 1 for looks in skeletons(pa.array([left, right])))


@pytest.mark.parametrize(
    ("left", "right"),
    [("P1", "P10"), ("P1", "P2"), ("AB", "BA"), ("甲1", "乙1"), ("P1-2", "P12"), ("U100", "U001")],
)
def test_what_looks_different_has_two(left, right):
    assert all(len(looks.unique()) == 2 for looks in skeletons(pa.array([left, right])))


def test_folding_keeps_blanks_out_and_nothing_else():
    assert folded(pa.array(["（２０１２）", " A b\u3000c\t", None, "é"])).to_pylist() == [
        "(2012)",
        "abc",
        None,
        "é",
    ]
