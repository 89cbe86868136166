"""Worked cases are read strictly: what makes no sense is listed, and what comes out otherwise is said."""

from fractions import Fraction
from pathlib import Path

import pytest

from payout.batch import compute
from payout.evidence.cases import CaseFaultError, load_cases, run_cases
from payout.evidence.working import calculate
from payout.rules.loading import load_policy

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "policies" / "county_target_bonus"
HEADER = "case,clause,given,expect,working,why\n"
WELL = "person P5 target_bonus=7000"


@pytest.fixture
def folder(tmp_path):
    """A folder of cases with the county's base."""
    (tmp_path / "base").symlink_to(COUNTY / "cases" / "base")
    return tmp_path


def write(folder, *rows):
    cells = (",".join(f'"{cell}"' for cell in row) for row in rows)
    (folder / "some.csv").write_text(HEADER + "\n".join(cells), encoding="utf-8-sig")


def row(given="", expect=WELL, working="", name="case"):
    return name, "6.1", given, expect, working, "because"


def outcome(folder, *rows):
    write(folder, *rows)
    return run_cases(load_policy(COUNTY), folder, compute)


@pytest.mark.parametrize(
    ("working", "value"),
    [
        ("7000 * 1/12 * 2/3", Fraction(3500, 9)),
        ("7000×15%", Fraction(1050)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("min(10, 8) - max(-1, 2, 3)", Fraction(5)),
        ("(1+2)÷3", Fraction(1)),
    ],
)
def test_workings_are_exact(working, value):
    assert calculate(working) == value


@pytest.mark.parametrize(
    "working",
    [
        "",
        "1 +",
        "1/0",
        "2**99",
        "x",
        "len('a')",
        "__import__('os')",
        "min()",
        "True",
        "'7'",
        "1j",
        "(1).real",
        "1 if 1 else 2",
    ],
)
def test_workings_are_nothing_but_arithmetic(working):
    with pytest.raises(ValueError):  # noqa: PT011 - its message quotes the part at fault
        calculate(working)


@pytest.mark.parametrize(
    ("faulty", "says"),
    [
        (row("people P99: score=1"), "0 rows have person_id P99"),
        (row("persons P5: score=1"), "no table persons"),
        (row("people P5: points=1"), "no column points"),
        (row("people P5: score"), "not column=value"),
        (row("people P5"), "makes no sense"),
        (row("+people P5: score=1"), "makes no sense"),
        (row("-people P5: score=1"), "makes no sense"),
        (row("-people"), "makes no sense"),
        (row(expect="target_bonus=7000"), "makes no sense"),
        (row(expect=""), "nothing is expected"),
        (row(working="7000 * q"), "not arithmetic"),
        (row(expect="no findings", working="7000"), "no number is expected"),
        (row(name=""), "no name"),
    ],
)
def test_faulty_row_is_named_with_its_place(folder, faulty, says):
    write(folder, row(name="first"), faulty)
    with pytest.raises(CaseFaultError) as caught:
        load_cases(folder)
    (finding,) = caught.value.findings
    assert (finding.place.file, finding.place.row) == ("some.csv", 3)
    assert says in finding.problem.en
    assert finding.fix.zh


def test_all_faulty_rows_are_listed_together(folder):
    write(folder, row("nothing", name="a"), row(), row(), row(expect="", name="b"))
    with pytest.raises(CaseFaultError) as caught:
        load_cases(folder)
    assert sorted(finding.place.row for finding in caught.value.findings) == [2, 4, 5]


def test_columns_and_base_are_required(folder, tmp_path_factory):
    (folder / "some.csv").write_text("case,given\n", encoding="utf-8")
    with pytest.raises(CaseFaultError, match="write the columns case, clause"):
        load_cases(folder)
    with pytest.raises(CaseFaultError, match="there is no base"):
        load_cases(tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize(
    ("faulty", "says"),
    [
        (row(expect="person P5 target_bonus=7000.01"), "expected person P5 target_bonus=7000.01, got 7000"),
        (row(expect="unit T1 mean_bonus=7000.5"), "got 7000"),
        (row("units U2: base_score=910", "unit T1 mean_bonus=6983"), "got 6983.333333 (20950/3)"),
        (row(expect="person P5 unit_part=x"), "got 7000"),
        (row(expect="person P99 target_bonus=1"), "got 0 rows"),
        (row(expect="person P5 bonus=1"), "no such column"),
        (row(expect="award A1 points=1"), "no such level"),
        (row(expect="finding without-score"), "got no findings"),
        (row(expect="open best_place_tie unit:U1"), "got nothing open"),
        (row("people P5: unit_id=U9", "person P6 payable=16000"), "not expected: E302"),
        (row("people P6: leader_bonus_yearly=", "no findings"), "got P-leader-without-bonus person P6"),
        (
            row("people P6: leader_bonus_yearly=", "no finding leader-without-bonus"),
            "got P-leader-without-bonus",
        ),
        (row("set month_rule=lunar"), "the parameter cannot be set"),
        (row("set moon=1"), "the parameter cannot be set"),
        (row(working="7000 + 0.01"), "comes to"),
    ],
)
def test_what_comes_out_otherwise_is_said(folder, faulty, says):
    (result,) = outcome(folder, faulty)
    assert not result.passed
    assert says in " ".join(message.en for message in result.messages)


def test_values_of_every_kind_are_compared(folder):
    expect = (
        "unit U1 failed=否, category=部门, rank=1; unit F1 rank=, failed=false; unit T1 mean_bonus=7000.0"
    )
    (result,) = outcome(folder, row(expect=expect))
    assert result.passed, result.messages


def test_full_width_punctuation_reads_the_same(folder):
    (result,) = outcome(
        folder,
        row("people P5：grade＝unfit；people P6：score＝90，grade＝unfit", "person P5 target_bonus＝4666.67"),
    )
    assert result.passed, result.messages


def test_a_row_can_be_removed_and_rows_added_by_number(folder):
    given = "-people P4; +people: person_id=Q{08..11}, name=n{1..4}, unit_id=U1, position=staff"
    (result,) = outcome(
        folder, row(given, "unit U1 people_listed=7; person Q08 months_served=12; person Q11 payable=7400")
    )
    assert result.passed, result.messages


def test_progress_hears_each_case(folder):
    heard = []
    write(folder, row(name="a"), row(name="b"))
    run_cases(load_policy(COUNTY), folder, compute, heard.append)
    assert [(result.case.name, result.passed, result.clause) for result in heard] == [
        ("a", True, "6.1"),
        ("b", True, "6.1"),
    ]
