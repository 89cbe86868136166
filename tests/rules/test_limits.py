"""Limits of cells, which stand on their columns in tables.py: each finds its rows, and says what is wrong in words of its own."""

from __future__ import annotations

import pytest
from bench import CARD, findings_of, head_of, policy_of, rule, run, table_of

from payout.engines.checks import run_checks

PARAMETERS = """
since = 2024-01-01
["1"]
full = { label = "满分 | Full marks", points = 100 }
least_marks = { label = "最低分 | Least marks", points = 60 }
most_seen = { label = "最高 | GDP points", points = 70 }
"""


def tables_with(limit, column="score"):
    """A table of units below counties, with a limit on one of its columns."""
    columns = {
        "score": 'points("score", "得分", LIMIT blank=True)',
        "bonus": 'points("bonus", "加分", LIMIT blank=True)',
        "note": 'text("note", "说明", LIMIT blank=True)',
        "ended": 'date("ended", "止", LIMIT blank=True)',
        "grade": 'enumeration("grade", {"good": "好", "poor": "差"}, "等次", LIMIT blank=True)',
        "unit_name": 'text("unit_name", "名称", LIMIT blank=True)',
    }
    placed = {
        name: text.replace("LIMIT", f"{limit}," if name == column else "") for name, text in columns.items()
    }
    return f"""
from payout.rules.tables import *

counties = Table("counties", "county", "县", key="county_id").of(
    identifier("county_id", "县"), points("most", "县最高分", blank=True))
units = Table("units", "unit", "单位", key="unit_id", clause="1").of(
    identifier("unit_id", "编码"), reference("county_id", "county", "县", parent=True, blank=True),
    date("began", "起", blank=True), {", ".join(placed.values())})
"""


def rows_of(column, cells, **more):
    """One unit a cell; `more` gives other columns' cells."""
    given = {column: cells, **more}
    return [
        {"unit_id": f"U{n}", "county_id": "C", **{name: each[n] for name, each in given.items()}}
        for n in range(len(cells))
    ]


def found_of(tmp_path, limit, column, rows):
    """What the checks find in these units."""
    policy = policy_of(
        tmp_path, tables=tables_with(limit, column), parameters=PARAMETERS, head=head_of("county", "unit")
    )
    given = {"counties": [{"county_id": "C", "most": 90}], "units": rows}
    read = {name: table_of(policy, name, table) for name, table in given.items()}
    return run_checks(run(policy, **given), read)


# shape, column, limit, cells of the column and of others, the rows that are found, and the words: fault, expected, fix
SHAPES = [
    ("at_most a parameter", "score", 'at_most("it", p.full)', [99, 100, "100.01", None], {}, [2],
     ("得分超过满分", "score above full marks"), ("不超过满分", "at most full marks"), ("核对得分", "check score")),
    ("at_most a number", "score", 'at_most("it", 5)', [5, 6, 0], {}, [1],
     ("得分超过5", "score above 5"), ("不超过5", "at most 5"), ("核对得分", "check score")),
    ("at_most another column", "bonus", 'at_most("it", row.score)', [5, 6, 7, None, 8], {"score": [5, 5, None, 5, 8]}, [1],
     ("加分超过得分", "bonus above score"), ("不超过得分", "at most score"), ("核对加分", "check bonus")),
    ("at_most a sum", "bonus", 'at_most("it", row.score + p.full / 10)', [15, 16], {"score": [5, 5]}, [1],
     ("加分超过得分 + 满分 ÷ 10", "bonus above score + full marks ÷ 10"),
     ("不超过得分 + 满分 ÷ 10", "at most score + full marks ÷ 10"), ("核对加分", "check bonus")),
    ("at_most a column above", "score", 'at_most("it", row.county.most)', [90, 91, None], {}, [1],
     ("得分超过县的县最高分", "score above county's most"), ("不超过县的县最高分", "at most county's most"),
     ("核对得分", "check score")),
    ("at_least", "score", 'at_least("it", p.least_marks)', ["59.99", 60, None, 61], {}, [0],
     ("得分低于最低分", "score below least marks"), ("不低于最低分", "at least least marks"), ("核对得分", "check score")),
    ("above", "score", 'above("it", 0)', [0, "0.01", None], {}, [0],
     ("得分不大于0", "score not above 0"), ("大于0", "above 0"), ("核对得分", "check score")),
    ("below", "score", 'below("it", p.full)', [100, "99.99", None, 101], {}, [0, 3],
     ("得分不小于满分", "score not below full marks"), ("小于满分", "below full marks"), ("核对得分", "check score")),
    ("at_least of days", "ended", 'at_least("it", row.began)', ["2024-03-01", "2024-02-28", None, "2024-01-01"],
     {"began": ["2024-03-01", "2024-03-01", "2024-03-01", None]}, [1],
     ("止早于起", "ended before began"), ("不早于起", "not before began"), ("核对止", "check ended")),
    ("at_most of days", "ended", 'at_most("it", row.began)', ["2024-03-01", "2024-03-02", None], {"began": ["2024-03-01"] * 3},
     [1], ("止晚于起", "ended after began"), ("不晚于起", "not after began"), ("核对止", "check ended")),
    ("above of days", "ended", 'above("it", row.began)', ["2024-03-01", "2024-03-02", None], {"began": ["2024-03-01"] * 3},
     [0], ("止不晚于起", "ended not after began"), ("晚于起", "after began"), ("核对止", "check ended")),
    ("below of days", "ended", 'below("it", row.began)', ["2024-03-01", "2024-02-29", None], {"began": ["2024-03-01"] * 3},
     [0], ("止不早于起", "ended not before began"), ("早于起", "before began"), ("核对止", "check ended")),
    ("at_most where", "score", 'at_most("it", p.full, where=row.grade == "good")', [101, 101, 101, 99],
     {"grade": ["good", "poor", None, "good"]}, [0],
     ("得分超过满分", "score above full marks"), ("不超过满分", "at most full marks"), ("核对得分", "check score")),
    ("at_most a label in capitals", "score", 'at_most("it", p.most_seen)', [71], {}, [0],
     ("得分超过最高", "score above GDP points"), ("不超过最高", "at most GDP points"), ("核对得分", "check score")),
    ("at_least where", "score", 'at_least("it", 5, where=row.bonus > 0)', [4, 4, 4, 5], {"bonus": [1, 0, None, 1]}, [0],
     ("得分低于5", "score below 5"), ("不低于5", "at least 5"), ("核对得分", "check score")),
    ("above where", "score", 'above("it", 0, where=row.bonus > 0)', [0, 0, 1], {"bonus": [1, 0, 1]}, [0],
     ("得分不大于0", "score not above 0"), ("大于0", "above 0"), ("核对得分", "check score")),
    ("below where", "score", 'below("it", 9, where=row.bonus > 0)', [9, 9, 8], {"bonus": [1, 0, 1]}, [0],
     ("得分不小于9", "score not below 9"), ("小于9", "below 9"), ("核对得分", "check score")),
    ("at_least where another number is large", "score", 'at_least("it", p.least_marks, where=row.bonus > 5)', [1, 1, 60],
     {"bonus": [6, 5, 6]}, [0],
     ("得分低于最低分", "score below least marks"), ("不低于最低分", "at least least marks"), ("核对得分", "check score")),
    ("unique_with where", "unit_name", 'unique_with("it", "unit_name", where=row.grade == "good")', ["a", "a", "a", "b"],
     {"grade": ["good", "good", "poor", "good"]}, [0, 1],
     ("名称重复", "unit name stands twice"), ("每项一行", "one row each"), ("删去重复的行", "remove the row that stands twice")),
    ("required", "note", 'required("it")', ["x", None], {}, [1],
     ("没有填说明", "note is blank"), ("已填", "filled in"), ("补填说明", "fill in note")),
    ("required where", "note", 'required("it", where=row.score > 90)', ["x", None, None, None],
     {"score": [91, 91, 90, None]}, [1],
     ("没有填说明", "note is blank"), ("已填", "filled in"), ("补填说明", "fill in note")),
    ("required of a number where", "score", 'required("it", where=row.grade == "good")', [0, None, None, None],
     {"grade": ["good", "good", "poor", None]}, [1],
     ("没有填得分", "score is blank"), ("已填", "filled in"), ("补填得分", "fill in score")),
    ("blank_unless", "note", 'blank_unless("it", row.grade == "poor")', ["x", "x", None, None],
     {"grade": ["poor", "good", "good", "poor"]}, [1],
     ("说明不应填写", "note has no meaning here"), ("空", "blank"), ("清空说明", "clear note")),
    ("unique_with", "unit_name", 'unique_with("it", "county_id unit_name")', ["a", "b", "a", None, None], {}, [0, 2],
     ("名称重复", "unit name stands twice"), ("每项一行", "one row each"), ("删去重复的行", "remove the row that stands twice")),
    ("unique_with of", "unit_name", 'unique_with("it", "unit_name", of="score")', ["a", "a", "a", "b"],
     {"score": [1, 2, None, 3]}, [0, 1],
     ("名称重复", "unit name stands twice"), ("每项一行", "one row each"), ("删去重复的行", "remove the row that stands twice")),
    ("unique_with where", "unit_name", 'unique_with("it", "unit_name", where=row.grade == "good")', ["a", "a", "a", "b", "b"],
     {"grade": ["good", "good", "poor", "good", None]}, [0, 1],
     ("名称重复", "unit name stands twice"), ("每项一行", "one row each"), ("删去重复的行", "remove the row that stands twice")),
    ("usual", "score", 'usual("it", p.least_marks, 95)', ["59.99", 60, 95, "95.01", None], {}, [0, 3],
     ("得分不在通常范围内", "score outside its usual range"), ("最低分至95", "least marks to 95"), ("核对得分", "check score")),
    ("usual where", "score", 'usual("it", p.least_marks, 95, where=row.score > 0)', [0, 1, 60, 96, None], {}, [1, 3],
     ("得分不在通常范围内", "score outside its usual range"), ("最低分至95", "least marks to 95"), ("核对得分", "check score")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "limit", "cells", "more", "rows", "fault", "expected", "fix"),
    [case[1:] for case in SHAPES],
    ids=[case[0] for case in SHAPES],
)
def test_a_limit_finds_its_rows_and_says_why(
    tmp_path, column, limit, cells, more, rows, fault, expected, fix
):
    found = found_of(tmp_path, limit, column, rows_of(column, cells, **more))
    assert [(one.subject, one.place.row) for one in found] == [(f"unit U{row}", row + 2) for row in rows]
    for one in found:
        assert (one.code, one.column, one.clause) == ("P-it", column, "1")
        assert one.severity == ("warning" if limit.startswith("usual") else "error")
        assert (one.problem.zh, one.problem.en) == fault
        assert (one.expected.zh, one.expected.en) == expected
        assert (one.fix.zh, one.fix.en) == fix


WORDS = {
    "label": ("另一说法", "another word"),
    "expected": ("另一期望", "another expectation"),
    "fix": ("另一改法", "another fix"),
}
BROKEN = [
    ('at_most("it", 5', [6]),
    ('at_least("it", 5', [4]),
    ('above("it", 5', [5]),
    ('below("it", 5', [5]),
    ('required("it"', [None]),
    ('blank_unless("it", False', [1]),
    ('unique_with("it", "county_id"', [1, 2]),
    ('usual("it", 4, 5', [6]),
]


@pytest.mark.parametrize("said", [(), ("label",), ("expected",), ("fix",), tuple(WORDS)], ids=str)
@pytest.mark.parametrize(("limit", "cells"), BROKEN, ids=[limit for limit, _ in BROKEN])
def test_what_the_author_says_goes_before_what_the_words_make(tmp_path, limit, cells, said):
    plain = found_of(tmp_path / "plain", f"{limit})", "score", rows_of("score", cells))
    more = "".join(f', {name}="{" | ".join(WORDS[name])}"' for name in said)
    told = found_of(tmp_path / "told", f"{limit}{more})", "score", rows_of("score", cells))
    assert len(told) == len(plain) == len(cells)
    for one, other in zip(told, plain, strict=True):
        for name, text in (("label", one.problem), ("expected", one.expected), ("fix", one.fix)):
            made = {"label": other.problem, "expected": other.expected, "fix": other.fix}[name]
            assert (text.zh, text.en) == (WORDS[name] if name in said else (made.zh, made.en))
            assert text.zh
            assert text.en


def test_a_limit_may_only_warn_and_cite_a_clause_of_its_own(tmp_path):
    limit = 'at_most("it", 5, severity="warning", clause="1, 1")'
    (found,) = found_of(tmp_path, limit, "score", rows_of("score", [6]))
    assert (found.severity, found.clause) == ("warning", "1, 1")


def test_a_column_may_have_several_limits(tmp_path):
    limit = 'above("positive", 0), at_most("within", p.full), required("given")'
    found = found_of(tmp_path, limit, "score", rows_of("score", [0, 101, None, 50]))
    assert [(one.code, one.subject) for one in found] == [
        ("P-positive", "unit U0"),
        ("P-within", "unit U1"),
        ("P-given", "unit U2"),
    ]


def test_a_check_at_what_names_the_row_says_to_mend_its_rows(tmp_path):
    checks = rule("unit", "unit.score > 5", "at=unit.unit_id", name="odd", word="refused", label="查 | odd")
    texts = {"tables": tables_with("", ""), "parameters": PARAMETERS, "head": head_of("county", "unit")}
    policy = policy_of(tmp_path, checks=checks, **texts)
    rows = rows_of("score", [6])
    read = {"units": table_of(policy, "units", rows), "counties": table_of(policy, "counties", ())}
    (found,) = run_checks(run(policy, units=rows), read)
    assert (found.fix.zh, found.fix.en) == ("补齐或更正相关的行", "complete or correct its rows")


def test_rows_twice_where_a_condition_holds(tmp_path):
    """`twice` looks only at rows that meet its condition."""
    check = (
        '\nwith clause("1", "一 | one"):\n'
        '    county.named_twice = twice(unit, unit.unit_name, "重名 | one name twice", where=unit.grade == "good")\n'
    )
    texts = {"tables": tables_with("", ""), "parameters": PARAMETERS, "head": head_of("county", "unit")}
    policy = policy_of(tmp_path, checks=check, **texts)
    for grades, found in ((["good", "good", "poor"], 1), (["good", "poor", "poor"], 0)):
        rows = rows_of("unit_name", ["a", "a", "a"], grade=grades)
        counties = [{"county_id": "C"}]
        read = {"units": table_of(policy, "units", rows), "counties": table_of(policy, "counties", counties)}
        assert len(run_checks(run(policy, units=rows, counties=counties), read)) == found


def test_a_check_that_is_no_limit_says_to_check_its_column(tmp_path):
    """What `refused` leaves out: nothing is expected in words, and the cell is to be looked at; of a key, the row's."""
    checks = rule("unit", "unit.score > 5", "at=unit.score", name="odd", word="refused", label="查 | odd")
    checks += rule("unit", "unit.score > 5", name="odder", word="doubtful", label="查 | odder")
    checks += rule(
        "unit", "unit.score > 5", "at=unit.unit_id", name="oddest", word="refused", label="查 | oddest"
    )
    texts = {"tables": tables_with("", ""), "parameters": PARAMETERS, "head": head_of("county", "unit")}
    policy = policy_of(tmp_path, checks=checks, **texts)
    rows = rows_of("score", [6])
    found = run_checks(
        run(policy, units=rows),
        {"units": table_of(policy, "units", rows), "counties": table_of(policy, "counties", ())},
    )
    assert [(one.severity, one.problem.en, one.expected.en, one.fix.en, one.fix.zh) for one in found] == [
        ("error", "odd", "", "check score", "核对得分"),
        ("warning", "odder", "", "", ""),
        ("error", "oddest", "", "complete or correct its rows", "补齐或更正相关的行"),
    ]


def test_a_check_says_what_the_row_says_in_a_column(tmp_path):
    """`{column}` in its texts: an input, a rule, a blank; what is personal is masked."""
    more = 'at=unit.unit_id, expected="{twofold} 分 | {twofold} points", fix="改 {note} 和 {missing} | mend {note}, {score} and {missing}"'
    checks = rule(
        "unit",
        "unit.score > 5",
        more,
        name="odd",
        word="refused",
        label="{unit_name} 得 {score} | {unit_name} has {score}",
    )
    rules = rule("unit", "unit.score * 2", name="twofold") + rule(
        "unit", "when(unit.score > 99, 1)", name="missing"
    )
    named = tables_with("", "").replace(
        'text("unit_name", "名称",', 'text("unit_name", "名称", personal=True,'
    )
    texts = {"tables": named, "parameters": PARAMETERS, "head": head_of("county", "unit")}
    policy = policy_of(tmp_path, rules, checks=checks, **texts)
    rows = rows_of("score", ["6.50", 1], unit_name=["张三丰", "李四"], note=["{score}", None])
    read = {"units": table_of(policy, "units", rows), "counties": table_of(policy, "counties", ())}
    (found,) = run_checks(run(policy, units=rows), read)
    assert (found.problem.zh, found.problem.en) == ("张** 得 6.5", "张** has 6.5")
    assert (found.expected.zh, found.expected.en) == ("13 分", "13 points")
    assert found.fix.en == "mend {score}, 6.5 and "


@pytest.mark.parametrize(
    ("limit", "column", "says"),
    [
        ('at_most("it", row.scor)', "score", "unit has no scor; did you mean score?"),
        ('at_most("it", p.ful)', "score", "no parameter is named ful; did you mean full?"),
        ('at_most("it", 0.5)', "score", "0.5 is a float"),
        ('at_most("it", 5)', "note", "a text cannot be compared with a number"),
        ('at_most("it", "x")', "note", "> has no meaning between values of kind text"),
        ('required("it", where=row.score)', "note", "a flag is needed where a number stands"),
        ('unique_with("it", "county_id unit_nam")', "note", "unit has no unit_nam; did you mean unit_name?"),
        ('at_most("it", row.county.mst)', "score", "county has no mst; did you mean most?"),
    ],
)
def test_a_limit_that_cannot_stand_is_told_with_its_name(tmp_path, limit, column, says):
    texts = {"tables": tables_with(limit, column), "parameters": PARAMETERS, "card": CARD}
    found = [
        one for one in findings_of(tmp_path, **texts, head=head_of("county", "unit")) if one[0] == "L401"
    ]
    assert [(one[1], one[2]) for one in found] == [("tables.py", "unit.it")]
    assert says in found[0][3]
