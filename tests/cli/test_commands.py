"""Every command as a user meets it: what it prints, what it writes, and what it ends with."""

import json
import re
import shutil
import subprocess
import sys

import openpyxl
import pytest
from rich.cells import cell_len

from payout.cli.main import COMMANDS, code_of, payout
from tests.cli.conftest import FIXTURES, POLICY

ROOT = POLICY.parents[1]
BOOK, FOLDER = FIXTURES / "county.xlsx", FIXTURES / "csv"
RUN = ("--policy", "county_target_bonus", "--out")


@pytest.fixture
def done(county, tmp_path, pay):
    """The small county's run."""
    assert pay(county.csv(tmp_path / "in")).code == 0
    return tmp_path / "out"


@pytest.fixture
def own_policy(tmp_path):
    """A copy of the policy that a test may spoil."""
    return shutil.copytree(POLICY, tmp_path / "own", ignore=shutil.ignore_patterns("__pycache__"))


def tied(county):
    """Eleven departments; the tenth and the eleventh have the same score."""
    for number in range(4, 12):
        county.add("units", f"U{number},单位{number},department,yes,{950 - number},,,yes,yes")
    return county.cell("units", "U3", "base_score", "900")


# The commands


@pytest.mark.parametrize(("lang", "label"), [("zh", "示例:"), ("en", "Example:")])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_text_ends_in_an_example(tell, name, lang, label):
    shown = tell(name, "--help", "--lang", lang)
    assert shown.code == 0
    assert f"  payout {name} " in shown.out.partition(label)[2]


def test_policies_lists_and_shows(tell):
    assert "county_target_bonus" in tell("policies").out
    listed = [one["id"] for one in json.loads(tell("policies", "--json").out)]
    assert listed == sorted(listed)
    assert {path.parent.name for path in ROOT.glob("policies/*/policy.toml")} <= set(listed)
    shown = json.loads(tell("policies", "county_target_bonus", "--json").out)
    assert {"tables", "parameters", "choices", "not_computed", "digest"} <= set(shown)
    assert "Choices" in tell("policies", "county_target_bonus", "--lang", "en").out


def test_the_policy_passes_its_lint_and_its_cases(tell):
    assert tell("lint", "county_target_bonus").code == 0
    cases = tell("test", "district_points", "--json")  # the county's hundreds run in tests/policies
    assert cases.code == 0
    assert all(case["passed"] and not case["messages"] for case in json.loads(cases.out))


def test_a_case_that_fails_is_told_by_name(tell, own_policy):
    parameters = own_policy / "parameters.toml"
    text = parameters.read_text(encoding="utf-8")
    parameters.write_text(text.replace("7000", "7001", 1), encoding="utf-8")
    for table in (own_policy / "cases").glob("*.csv"):
        if table.name != "unit_bonus.csv":
            table.unlink()
    told = tell("test", own_policy)
    assert told.code == 4
    assert "✗" in told.out
    assert "Case(" not in told.out


def test_check_is_clean_or_lists(county, tmp_path, tell):
    good = county.csv(tmp_path / "in")
    assert tell("check", good, "-p", "county_target_bonus").code == 0
    county.cell("people", "P1", "grade", "优").csv(good)
    told = tell("check", good, "-p", "county_target_bonus", "--json")
    assert told.code == 3
    (finding,) = json.loads(told.out)["findings"]
    assert finding["code"] == "E204"
    assert finding["place"]["row"] == 2
    assert json.loads(told.out)["open_points"] == []


def test_a_marked_copy_marks_and_replaces_nothing(county, tmp_path, tell):
    book, copy = (
        county.cell("people", "P1", "grade", "优").xlsx(tmp_path / "a.xlsx"),
        tmp_path / "marked.xlsx",
    )
    before = book.read_bytes()
    assert tell("check", book, "-p", "county_target_bonus", "--marked-copy", copy).code == 3
    assert openpyxl.load_workbook(copy)["人员"]["H2"].comment is not None
    assert book.read_bytes() == before
    assert tell("check", book, "-p", "county_target_bonus", "--marked-copy", copy).code == 2


def test_an_empty_template_is_told_what_it_lacks_and_a_filled_one_runs(county, tmp_path, tell, pay):
    book = tmp_path / "county.xlsx"
    assert tell("template", "county_target_bonus", "--out", book).code == 0
    assert tell("template", "county_target_bonus", "--out", book).code == 2
    empty = tell("check", book, "-p", "county_target_bonus", "--json")
    assert empty.code == 3
    assert [(found["code"], found["place"]["sheet"]) for found in json.loads(empty.out)["findings"]] == [
        ("E391", "单位"),
        ("E391", "人员"),
    ]

    filled = openpyxl.load_workbook(book)
    names = {"units": "单位", "scores": "单位得分", "people": "人员"}
    for table, zh in names.items():
        sheet = filled[zh]
        headers = {cell.value: cell.column for cell in sheet[1]}
        rows = county.tables[table]
        labels = json.loads(tell("policies", "county_target_bonus", "--json").out)["tables"][table]["columns"]
        for r, row in enumerate(rows[1:], start=2):
            for name, text in zip(rows[0], row, strict=True):
                number = labels[name]["kind"] == "number" and text
                column = next(at for header, at in headers.items() if labels[name]["zh"] in str(header))
                sheet.cell(r, column).value = (float(text) if number else text) or None
    filled.save(book)
    assert pay(book).code == 0


@pytest.mark.parametrize("source", [BOOK, FOLDER], ids=["workbook", "CSV"])
def test_the_county_comes_out_to_the_byte(tmp_path, tell, source):
    """Independent figures: scripts/make_fixtures.py computes them its own way."""
    told = tell("run", source, *RUN, tmp_path / "out", "--json")
    assert told.code == 0
    for name, columns in EXACTLY.items():
        expected = selected(FIXTURES / f"expected_{name}.csv", columns)
        assert selected(tmp_path / "out" / f"{name}.csv", columns) == expected
    summary = json.loads(told.out)
    assert summary["people"] == len(expected_people()) - 1
    assert (
        summary["total"]
        == f"{sum(int(line.split(',')[5].replace('.', '')) for line in expected_people()[1:]) / 100:.2f}"
    )
    assert summary["errors"] == summary["undecided"] == 0
    assert summary["output"] == str(tmp_path / "out")


EXACTLY = {
    "people": ("person_id", "unit_id", "months_served", "target_bonus", "leader_bonus", "payable"),
    "units": ("unit_id", "rank", "failed", "mean_bonus", "headcount", "excellent_places"),
}


def selected(path, columns):
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    return [[row[header.index(column)] for column in columns] for row in rows]


def expected_people():
    return (FIXTURES / "expected_people.csv").read_text(encoding="utf-8").splitlines()


def test_the_summary_is_aligned_whatever_the_script(county, tmp_path, pay):
    for lang in ("zh", "en"):
        shown = pay(county.csv(tmp_path / "in"), "--lang", lang, "--force").out.splitlines()
        assert shown[-1].startswith(("未提供:", "not provided: "))
        starts = {cell_len(line) - cell_len(re.split(" {2,}", line)[1]) for line in shown[:-1]}
        assert len(starts) == 1


# Changes of the policy


def test_set_overlay_and_path_change_what_is_paid(county, tmp_path, pay, tell, own_policy):
    source, out = county.csv(tmp_path / "in"), tmp_path / "out"

    def totals(*more):
        assert pay(source, "--force", *more).code == 0
        return json.loads((out / "manifest.json").read_bytes())["totals"]

    overlay = tmp_path / "new.toml"
    overlay.write_text('baseline = "county_target_bonus"\n[county_average]\nvalue = 8000\n', encoding="utf-8")
    plain, by_set, by_overlay = totals(), totals("--set", "county_average=8000"), totals("--overlay", overlay)
    assert plain != by_set
    assert by_set == by_overlay
    assert tell("explain", out, "P1", "--depth", "1").code == 0
    assert tell("run", source, "--policy", own_policy, "--out", tmp_path / "two").code == 0
    assert json.loads((tmp_path / "two" / "manifest.json").read_bytes())["totals"] == plain


POLICY_FAULTS = (
    ("unknown policy", ("--policy", "nope"), "nope"),
    ("unknown parameter", ("--set", "nope=1"), "nope"),
    ("no equals sign", ("--set", "county_average"), "county_average"),
    ("not a number", ("--set", "county_average=1e400x"), "county_average"),
    ("unknown reading", ("--set", "month_rule=weekly"), "payroll"),
)


@pytest.mark.parametrize(
    ("more", "told"), [case[1:] for case in POLICY_FAULTS], ids=[c[0] for c in POLICY_FAULTS]
)
def test_faults_of_policy_and_parameters_end_with_4(county, tmp_path, pay, more, told):
    source = county.csv(tmp_path / "in")
    english, chinese = pay(source, *more, "--lang", "en"), pay(source, *more)
    assert english.code == chinese.code == 4
    assert told in english.err
    assert "Nothing was written." in english.err
    assert "未写出任何文件" in chinese.err
    assert not (tmp_path / "out").exists()


def test_an_overlay_of_another_policy_is_refused(county, tmp_path, pay):
    overlay = tmp_path / "new.toml"
    overlay.write_text('baseline = "other"\n', encoding="utf-8")
    assert pay(county.csv(tmp_path / "in"), "--overlay", overlay).code == 4


def test_a_policy_that_breaks_the_language_is_told_in_both_languages(county, tmp_path, tell, own_policy):
    rules = own_policy / "rules.py"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(
        text.replace("+ person.leader_bonus", "+ person.leader_bonuz", 1),
        encoding="utf-8",
    )
    for lang, words in (("zh", "办法有误"), ("en", "The policy cannot be run")):
        told = tell(
            "run", county.csv(tmp_path / "in"), "-p", own_policy, "-o", tmp_path / "out", "--lang", lang
        )
        assert told.code == 4
        assert words in told.err
        assert "leader_bonuz" in told.err


# Decisions


def test_a_tie_stops_the_run_until_its_row_is_added(county, tmp_path, pay, tell):
    source = tied(county).csv(tmp_path / "in")
    told = pay(source, "--json")
    assert told.code == 5
    assert not (tmp_path / "out").exists()
    assert "先作出以上决定" in told.err
    points = json.loads(told.out)["open_points"]
    assert {point["subject"] for point in points} == {"unit:U2", "unit:U3"}
    for point in points:
        assert f"{point['subject']}\t{point['question']}\t是 / 否" in told.err
    assert tell("check", source, "-p", "county_target_bonus").code == 5

    answers = list(points[0]["answers"])
    for point, answer in zip(points, answers, strict=True):
        county.add("decisions", f"{point['subject']},{point['question']},{answer},会议,纪要1号,张县长")
    assert pay(county.csv(source)).code == 0
    assert tell("explain", tmp_path / "out", "--unit", "U2").code == 0


# Directories


def test_findings_leave_what_stands_at_out_as_it_is(county, tmp_path, done, pay):
    before = {path: path.read_bytes() for path in done.rglob("*") if path.is_file()}
    source = county.cell("people", "P1", "score", "x").csv(tmp_path / "in")
    assert pay(source).code == 2
    assert pay(source, "--force").code == 3
    assert {path: path.read_bytes() for path in done.rglob("*") if path.is_file()} == before
    assert pay(county.cell("people", "P1", "score", "95").csv(source), "--force").code == 0


def test_a_directory_with_other_files_is_never_replaced(county, tmp_path, done, pay):
    (done / "letter.docx").write_bytes(b"mine")
    told = pay(county.csv(tmp_path / "in"), "--force")
    assert told.code == 2
    assert "letter.docx" in told.err
    assert "计算" not in told.err  # refused before anything is computed


def test_an_out_that_cannot_be_made_ends_with_6(county, tmp_path, tell):
    (tmp_path / "file").write_bytes(b"")
    told = tell("run", county.csv(tmp_path / "in"), *RUN, tmp_path / "file" / "out", "--lang", "en")
    assert told.code == 6
    assert "Nothing was written." in told.err
    assert tell("template", "county_target_bonus", "--out", tmp_path / "none" / "x.xlsx").code == 6


# Explanations


def test_explain_a_person_a_unit_a_column_and_how_deep(done, tell):
    whole, shallow = tell("explain", done, "P4"), tell("explain", done, "P4", "--depth", "1")
    assert whole.code == shallow.code == 0
    assert len(whole.out) > len(shallow.out)
    assert "应发合计" in shallow.out
    assert "6.1" in whole.out
    assert tell("explain", done, "--unit", "U1").code == 0
    (step,) = json.loads(tell("explain", done, "P4", "--column", "months_served", "--json").out)
    assert step["column"] == "months_served"
    assert step["value"] == "12"


def test_explain_gives_the_amount_that_was_written(done, tell):
    header, *rows = [
        line.split(",") for line in (done / "people.csv").read_text(encoding="utf-8").splitlines()
    ]
    for row in rows:
        (step,) = json.loads(tell("explain", done, row[0], "--json", "--depth", "1").out)
        assert float(step["value"]) == float(row[header.index("payable")])


@pytest.mark.parametrize(
    "arguments", [(), ("P99",), ("P1", "--unit", "U1"), ("P1", "--column", "nope"), ("--unit", "U99")]
)
def test_explain_refuses_what_it_cannot_mean(done, tell, arguments):
    assert tell("explain", done, *arguments).code == 2


@pytest.mark.parametrize(
    "name", ["people.csv", "payout.xlsx", "evidence/tables/people.parquet", "manifest.json"]
)
@pytest.mark.parametrize("how", ["changed", "removed"])
def test_a_tampered_run_is_not_explained(done, tell, name, how):
    path = done / name
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    told = tell("explain", done, "P1")
    assert told.code == 7
    assert name in told.err
    assert not told.out


def test_a_policy_that_changed_since_is_not_used_for_explaining(county, tmp_path, tell, own_policy):
    out = tmp_path / "out"
    assert tell("run", county.csv(tmp_path / "in"), "-p", own_policy, "-o", out).code == 0
    assert tell("explain", out, "P1", "-p", own_policy).code == 0
    parameters = own_policy / "parameters.toml"
    parameters.write_text(parameters.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")
    told = tell("explain", out, "P1", "-p", own_policy, "--lang", "en")
    assert told.code == 7
    assert "has changed since the run" in told.err


def test_a_folder_that_is_no_run_is_not_explained(tmp_path, tell):
    assert tell("explain", tmp_path, "P1").code == 7


# The program


def test_a_fault_of_the_program_shows_no_data(county, tmp_path, pay, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("赵一一")

    monkeypatch.setattr("payout.batch.compute", broken)
    told = pay(county.csv(tmp_path / "in"))
    assert told.code == 1
    assert "赵一一" not in told.both
    assert "ZeroDivisionError" in told.err


def test_a_traceback_that_is_asked_for_masks_numbers_of_people(county, tmp_path, pay, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("110101199003077758 6222020200112233445")

    monkeypatch.setattr("payout.batch.compute", broken)
    monkeypatch.setenv("PAYOUT_DEBUG", "1")
    told = pay(county.csv(tmp_path / "in"))
    assert told.code == 1
    assert "ZeroDivisionError" in told.err
    assert "in broken" in told.err
    assert "110101199003077758" not in told.both
    assert "6222020200112233445" not in told.both


def test_an_interrupt_ends_with_130(county, tmp_path, pay, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("payout.batch.compute", stopped)
    told = pay(county.csv(tmp_path / "in"), "--lang", "en")
    assert told.code == 130
    assert "Nothing was written." in told.err


def test_one_behind_the_publishing_says_that_it_stands(county, tmp_path, pay, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("payout.cli.run._tell", stopped)
    told = pay(county.csv(tmp_path / "in"), "--lang", "en")
    assert (told.code, (tmp_path / "out" / "people.csv").exists()) == (130, True)
    assert "is published" in told.err
    assert "Nothing was written." not in told.err


def test_usage_errors_end_with_2(tell):
    assert tell("run").code == tell("nothing").code == tell("explain", "/nowhere", "P1").code == 2


def test_the_program_starts_and_shows_chinese_on_a_plain_terminal(tmp_path, county):
    """A terminal that knows Latin letters only gets numbers for characters, not a traceback after the run."""
    command = [sys.executable, "-m", "payout.cli", "run", county.csv(tmp_path / "in"), *RUN, tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "latin-1"}, check=False)
    assert done.returncode == 0
    assert b"\\u" in done.stdout
    assert (tmp_path / "out" / "people.csv").exists()


def test_the_group_names_its_commands():
    assert code_of(["--version"]) == 0
    assert payout.list_commands(None) == list(COMMANDS)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_shows_its_example_on_lines_of_its_own(command, tell):
    told = tell(*command.split(), "--help").out
    assert "\\b" not in told
    assert re.search(r"^  示例:\n    payout ", told, re.MULTILINE) or command == "test"
