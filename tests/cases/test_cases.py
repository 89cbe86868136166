"""Worked cases are read strictly: what makes no sense is listed, and what comes out otherwise is said."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from payout.batch import compute
from payout.cases import CaseFaultError, load_cases, run_cases
from payout.cases.working import calculate
from payout.cli.main import code_of
from payout.findings import Finding
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.policy.loading import load_policy
from payout.rules.tree import LanguageError
from payout.text import Text

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
        ("min(7) + max(10%)", Fraction(71, 10)),
        ("floor(22/7) + floor(-0.5)", Fraction(2)),
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
        "floor()",
        "floor(1, 2)",
        "floor(x=1)",
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
        (row("people P5: score"), "not column=value"),
        (row("people P5"), "makes no sense"),
        (row("+people P5: score=1"), "makes no sense"),
        (row("-people P5: score=1"), "makes no sense"),
        (row("; : score=1"), "': score=1': the change makes no sense"),
        (row("?"), "'?': the change makes no sense"),
        (row("people P5 score=1"), "makes no sense"),
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
    without_base = tmp_path_factory.mktemp("without_base")
    write(without_base, row())
    with pytest.raises(CaseFaultError, match="there is no base"):
        load_cases(without_base)


def test_a_row_of_the_base_with_too_many_cells_is_named(tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "people.csv").write_text("person_id,name\nP1,a\nP2,b,c\n", encoding="utf-8")
    with pytest.raises(CaseFaultError, match="more cells than there are columns") as caught:
        load_cases(tmp_path)
    (finding,) = caught.value.findings
    assert (finding.place.file, finding.place.row) == ("base/people.csv", 3)


def test_a_folder_without_cases_has_none(folder, tmp_path_factory):
    assert load_cases(folder) == load_cases(tmp_path_factory.mktemp("empty")) == ()


@pytest.mark.parametrize(
    ("faulty", "says"),
    [
        (row(expect="person P5 target_bonus=7000.01"), "expected person P5 target_bonus=7000.01, got 7000"),
        (row(expect="unit T1 mean_bonus=7000.5"), "got 7000"),
        (row("units U2: base_score=910", "unit T1 mean_bonus=6983"), "got 6983.333333 (20950/3)"),
        (row(expect="person P5 unit_part=x"), "got 7000"),
        (
            row(expect="person P55 target_bonus=1"),
            "got no row of that name (named by person_id); near it: P5",
        ),
        (row(expect="person target_bonus=1"), "rows: say which by its person_id"),
        (row(expect="person P5 target_bonu=1"), "no such column; near it: target_bonus"),
        (row(expect="award A1 scope=single"), "nothing that names a row: award has no key"),
        (row(expect="moon A1 points=1"), "no such level (there are unit, "),
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
        (row(working="7000 + 0.01"), "comes to 7000.01, not 7000"),
        (row(working="20000/3"), "comes to 6666.666667 (20000/3), not 7000"),
        (row(expect="person P5 target_bonus=7000.00", working="7000 - 0.006"), "comes to 6999.994, not"),
        (row("people P99: score=1"), "'people P99: score=1': no row of people is named P99"),
        (row("people P55: score=1"), "its rows are named by person_id, near it: P5"),
        (row("people: score=1"), "does not say which row of people"),
        (row("-people"), "does not say which row of people"),
        (row("-awards A1"), "no row of awards is named A1"),
        (row("persons P5: score=1"), "no table persons; there are units, "),
        (row("people P5: scores=1"), "no column scores; near it: score"),
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


# ---- rows by their names, in a small policy of its own -------------------------------------------

OFFICE = ROOT / "tests" / "cases" / "office"


@pytest.fixture
def office(tmp_path):
    """A folder of cases with a copy of the office's base."""
    shutil.copytree(OFFICE / "cases", tmp_path / "cases")
    return tmp_path / "cases"


def said(office, *rows):
    """Run cases of the office; give what each says in English, nothing for those that come out."""
    write(office, *rows)
    results = run_cases(load_policy(OFFICE), office, compute)
    return [" ".join(message.en for message in result.messages) for result in results]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("duties P1/D1: leave_days=7", "duty P1/D1 leave_days=7; duty P2/D1 leave_days=0"),
        ("duties P2/D1: leave_days=7", "duty P1/D1 leave_days=0; duty P2/D1 leave_days=7"),
        ("-duties P1/D2", "person P1 leave_total=0"),
        ("-duties P1/D2; duties P1: leave_days=4", "person P1 leave_total=4"),
        ("marks P1/spring/5: mark=3", "mark P1/spring/5 mark=3"),
        ("marks P1/春季/05: mark=3", "mark P1/spring/5 mark=3"),
        ("marks P1／spring／5: mark=3", "mark P1/spring/5 mark=3"),
        (
            "+duties: person_id=P1, duty_id=a b: c; duties P1/a b: c: leave_days=9",
            "duty P1/a b: c leave_days=9",
        ),
        ("cities: budget=500", "city budget=500, share=250; city share=250; city 甲市 share=250"),
        ("cities 甲市: budget=500", "city share=250"),
        ("+decisions: subject=person:P1, question=q, answer=a, reason=r", "finding W320"),
        ("people P1: nickname=小甲", "person P1 nickname=小甲; person P2 nickname="),
        ("notes first: words=x", "person P1 leave_total=2"),
    ],
)
def test_rows_are_named_as_findings_name_them(office, given, expect):
    assert said(office, row(given, expect)) == [""]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("decisions person:P1: answer=no", "finding W320"),
        ("-decisions person:P1", "no findings"),
    ],
)
def test_names_may_hold_colons(office, given, expect):
    add = "+decisions: subject=person:P1, question=q, answer=a, reason=r"
    assert said(office, row(f"{add}; {given}", expect)) == [""]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            "duties D2: leave_days=1",
            "no row of duties is named D2; its rows are named by person_id/duty_id, near it: P1/D2",
        ),
        (
            "duties P1: leave_days=1",
            "2 rows of duties are named P1; its rows are named by person_id/duty_id, near it: P1/D1, P1/D2",
        ),
        ("duties Q9: leave_days=1", "named by person_id/duty_id, such as P1/D1, P1/D2, P2/D1"),
        (
            "notes same: words=x",
            "2 rows of notes are named same; its rows are named by about: begin base/notes.csv with a column x_no",
        ),
        ("-cities; cities: budget=1", "cities has one row, but here 0"),
        ("decisions person:P1: answer=a", "the table decisions has no rows"),
    ],
)
def test_what_names_the_rows_is_said(office, given, says):
    (message,) = said(office, row(given, "no findings"))
    assert says in message


def test_a_broken_rule_fails_its_case_alone(office):
    expect = "city share=50"
    rows = (
        row("cities: heads=0", expect, name="a"),
        row("", expect, name="b"),
        row("set shares=0", expect, name="c"),
    )
    first, second, third = said(office, *rows)
    assert "a rule breaks: city.share" in first
    assert second == ""
    assert "got 0" in third


def test_a_policy_that_cannot_run_stops_all(office):
    def broken(_source, _policy, **_how):
        raise PolicyFault([Finding("L401", "error", Text("", "no good"))])

    write(office, row())
    with pytest.raises(PolicyFault, match="no good"):
        run_cases(load_policy(OFFICE), office, broken)
    write(office, row("set shares=3"))
    (result,) = run_cases(load_policy(OFFICE), office, broken)
    assert "with what is set" in result.messages[0].en
    assert "L401" in result.messages[0].zh


def test_a_language_error_fails_its_case(office):
    def broken(_source, _policy, **_how):
        raise LanguageError("a derivation fails")

    write(office, row())
    (result,) = run_cases(load_policy(OFFICE), office, broken)
    assert "a derivation fails" in result.messages[0].en


def test_a_policy_without_cases_does_not_pass(tmp_path, capsys):
    shutil.copytree(OFFICE, tmp_path / "office", ignore=shutil.ignore_patterns("__pycache__"))
    for with_base in (True, False):
        assert code_of(["test", str(tmp_path / "office"), "--lang", "en"]) == 4
        assert "The policy office has no cases." in capsys.readouterr().err
        assert code_of(["test", str(tmp_path / "office"), "--json"]) == 4
        printed = capsys.readouterr()
        assert json.loads(printed.out) == []
        assert "没有案例" in printed.err
        if with_base:
            shutil.rmtree(tmp_path / "office" / "cases")


def test_a_failed_case_is_shown_with_its_place(tmp_path, capsys):
    shutil.copytree(OFFICE, tmp_path / "office", ignore=shutil.ignore_patterns("__pycache__"))
    write(tmp_path / "office" / "cases", row(expect="city share=50"), row(expect="city share=1", name="odd"))
    assert code_of(["test", str(tmp_path / "office"), "--lang", "en"]) == 4
    out = capsys.readouterr().out
    assert "odd 〔6.1〕 some.csv:3" in out
    assert "expected city share=1, got 50" in out
    assert "1 passed, 1 failed" in out
