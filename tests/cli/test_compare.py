"""`payout compare`: its contract for scripts, its gates, its papers, and what it says of sides that are none."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POLICY = "county_target_bonus"
KEYS = {
    "a",
    "b",
    "level",
    "column",
    "measure",
    "total_a",
    "total_b",
    "difference",
    "rows",
    "gains",
    "losses",
    "unchanged",
    "only_a",
    "only_b",
    "method",
    "attribution",
    "people",
    "groups",
    "histogram",
    "grades",
    "places",
    "breaches",
}


@pytest.fixture
def source(county, tmp_path):
    return county.csv(tmp_path / "county")


@pytest.fixture
def compare(tell, source):
    def run(*more, of=source):
        return tell("compare", of, "-p", POLICY, *more)

    return run


def test_the_record_for_scripts_has_the_keys_that_are_promised(compare):
    ran = compare("-a", "county_average=7500", "-a", "discipline_share=1/2", "--json")
    assert ran.code == 0, ran.both
    record = json.loads(ran.out)
    assert set(record) == KEYS
    assert (record["level"], record["column"], record["measure"]) == ("person", "payable", "yuan")
    assert [one["change"] for one in record["attribution"]] == ["county_average", "discipline_share"]
    assert [(one["a"], one["b"]) for one in record["attribution"]] == [("7000", "7500"), ("1/3", "0.5")]
    assert sum(Fraction(one["yuan"]) for one in record["attribution"]) == Fraction(record["difference"])
    person = record["people"][1]
    assert set(person) == {"key", "a", "b", "difference", "attribution"}
    assert Fraction(person["b"]) - Fraction(person["a"]) == Fraction(person["difference"])
    assert record["gains"] + record["losses"] + record["unchanged"] == record["rows"] == 9


def test_the_papers_appear_whole_and_hold_the_same_record(compare, tmp_path):
    out = tmp_path / "papers"
    ran = compare("-a", "county_average=7500", "-o", out, "--json")
    assert ran.code == 0, ran.both
    assert {path.name for path in out.iterdir()} == {
        "compare.xlsx",
        "compare.html",
        "people.csv",
        "compare.json",
    }
    assert json.loads((out / "compare.json").read_text(encoding="utf-8")) == json.loads(ran.out)
    again = compare("-a", "county_average=7500", "-o", out)
    assert again.code == 2
    assert "--force" not in again.both
    assert "换一个 --out" in again.both


def test_a_gate_that_is_exceeded_ends_with_5_and_names_the_worst(compare, tmp_path):
    ran = compare("-a", "discipline_share=1/2", "--no-losers", "--lang", "en", "-o", tmp_path / "papers")
    assert ran.code == 5
    assert "1 rows lose (--no-losers)" in ran.err
    assert "P2" in ran.err
    assert "--no-losers" in (tmp_path / "papers" / "compare.html").read_text(encoding="utf-8")
    assert compare("-a", "county_average=7500", "--no-losers").code == 0
    assert compare("-a", "county_average=7500", "--max-total-change", "1%").code == 5
    assert compare("-a", "county_average=7500", "--max-total-change", "50%").code == 0
    ran = compare("-a", "county_average=7500", "--max-person-change", "100", "--json")
    assert ran.code == 5
    breach = json.loads(ran.out)["breaches"][0]
    assert breach["rows"] == len(
        [one for one in json.loads(ran.out)["people"] if Fraction(one["difference"]) > 100]
    )
    assert Fraction(breach["worst"][0]["difference"]) == max(
        Fraction(one["difference"]) for one in json.loads(ran.out)["people"]
    )


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["-a", "county_averge=7500"], 4, "county_average"),
        (["-a", "discipline_share=0.5x"], 4, "discipline_share"),
        (["-a", "no_such_policy"], 4, "no_such_policy"),
        (["-a", "nowhere.toml"], 4, "nowhere.toml"),
        (["-a", "county_average=7500", "--level", "people"], 4, "person"),
        (["-a", "county_average=7500", "--column", "grade"], 4, "grade"),
        (["-a", "county_average=7500", "--max-total-change", "much"], 2, "much"),
        (["-a", "county_average=7500", "--keys", "nowhere.csv"], 2, "nowhere.csv"),
        (["-a", "county_target_bonus", "-a", "district_points"], 4, "district_points"),
        ([], 2, "--against"),
    ],
)
def test_a_side_or_a_limit_that_is_none_is_refused_with_what_to_do(compare, tmp_path, words, code, says):
    before = sorted(tmp_path.rglob("*"))
    ran = compare(*words, "-o", tmp_path / "papers", "--lang", "en")
    assert ran.code == code, ran.both
    assert says in ran.both
    assert ran.out == ""
    assert "Traceback" not in ran.both
    assert sorted(tmp_path.rglob("*")) == before


def test_an_overlay_of_another_baseline_is_refused(compare, tmp_path):
    overlay = tmp_path / "other.toml"
    overlay.write_text('baseline = "district_points"\n[values]\naward_cap = 10\n', encoding="utf-8")
    ran = compare("-a", overlay, "--lang", "en")
    assert ran.code == 4, ran.both
    assert 'write baseline = "county_target_bonus"' in ran.both


def test_a_run_stands_alone_and_is_paired_by_keys(compare, county, tell, source, tmp_path):
    ran = tell("run", source, "-p", POLICY, "-o", tmp_path / "last")
    assert ran.code == 0, ran.both
    both = compare("-a", tmp_path / "last", "-a", "county_average=7500", "--lang", "en")
    assert both.code == 4
    assert "one policy or one run" in both.both
    for table in ("people", "discipline"):
        county.tables[table] = [
            [cell if cell != "P2" else "Q2" for cell in row] for row in county.tables[table]
        ]
    now = county.csv(tmp_path / "now")
    keys = tmp_path / "keys.csv"
    keys.write_text("key,key_against\nQ2,P2\n", encoding="utf-8")
    record = json.loads(compare("-a", tmp_path / "last", "--json", of=now).out)
    assert (record["only_a"], record["only_b"]) == (["Q2"], ["P2"])
    record = json.loads(compare("-a", tmp_path / "last", "--keys", keys, "--json", of=now).out)
    assert (record["only_a"], record["only_b"], record["difference"]) == ([], [], "0.00")
    keys.write_text("key,key_against\nQ2,P2\nQ2,P3\n", encoding="utf-8")
    refused = compare("-a", tmp_path / "last", "--keys", keys, "--lang", "en", of=now)
    assert refused.code == 4
    assert "keys.csv line 3" in refused.both


def test_a_run_that_was_changed_since_is_no_side(compare, tell, source, tmp_path):
    assert tell("run", source, "-p", POLICY, "-o", tmp_path / "last").code == 0
    (tmp_path / "last" / "people.csv").write_text("spoilt", encoding="utf-8")
    ran = compare("-a", tmp_path / "last", "-o", tmp_path / "papers")
    assert ran.code == 7, ran.both
    assert not (tmp_path / "papers").exists()


def test_a_batch_with_errors_is_compared_with_nothing(compare, county, tmp_path):
    wrong = county.cell("people", "P2", "unit_id", "U99").csv(tmp_path / "wrong")
    ran = compare("-a", "county_average=7500", "-o", tmp_path / "papers", of=wrong)
    assert ran.code == 3
    assert "U99" in ran.both
    assert not (tmp_path / "papers").exists()


def test_the_summary_says_the_whole_and_what_it_comes_from(compare):
    ran = compare("-a", "county_average=7500", "--lang", "en")
    assert ran.code == 0
    assert "county_average" in ran.out
    assert "Where the difference comes from" in ran.out


def test_a_level_above_is_compared_by_what_its_people_get_together(tell):
    arguments = (
        ROOT / "fixtures" / "county_target_bonus" / "county.xlsx",
        "-p",
        "county_target_bonus",
        "-a",
        "county_average=7500",
    )
    people = json.loads(tell("compare", *arguments, "--json").out)
    units = json.loads(tell("compare", *arguments, "--level", "unit", "--json").out)
    assert units["level"] == "unit"
    assert len(units["people"]) < len(people["people"])
    for total in ("total_a", "total_b", "difference"):
        assert units[total] == people[total]


def test_a_run_is_compared_as_it_was_made(tell, tmp_path):
    source = ROOT / "fixtures" / "county_target_bonus" / "county.xlsx"
    for name, more in (("one", ()), ("two", ("--set", "county_average=7500"))):
        assert tell("run", source, "-p", "county_target_bonus", "-o", tmp_path / name, *more).code == 0
    done = tell("compare", tmp_path / "one", "-p", "county_target_bonus", "-a", tmp_path / "two", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert [one["change"] for one in found["attribution"]] == ["county_average"]
    refused = tell(
        "compare", tmp_path / "one", "-p", "county_target_bonus", "-a", tmp_path / "two", "--year", "2011"
    )
    assert refused.code == 2
    assert (
        "as it was made"
        in tell(
            "compare",
            tmp_path / "one",
            "-p",
            "county_target_bonus",
            "-a",
            tmp_path / "two",
            "--year",
            "2011",
            "--lang",
            "en",
        ).err
    )
