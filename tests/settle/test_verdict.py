"""One verdict: what `quota` ends with 5 for, `check` and `run` name too, the ceiling among it."""

import csv
import json

import pytest

from payout.batch import compute
from payout.cli.main import code_of
from payout.rules.policy.loading import load_policy
from payout.settle import prove, quota_findings
from tests.intake.schemes import ROOT, SCHEMES

PLANS = {name: load_policy(ROOT / "policies" / name).card.quota for name in SCHEMES}
OF_PEOPLE = [name for name, plan in PLANS.items() if plan is not None and plan.people]
COUNTY = "county_target_bonus"


@pytest.fixture
def told(capsys):
    """The exit code, what was printed as JSON, and all that was said."""

    def run(*arguments):
        capsys.readouterr()
        code = code_of([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def county(folder, excellent_of_each, heads=4):
    """Seven units of equal standing: by half up each has a place, and the ceiling of the county has fewer."""
    tables = {
        "units": [
            {"unit_id": f"S{n}", "unit_name": f"单位{n}", "category": "department", "assessed": "yes",
             "base_score": str(900 - n), "has_unit_targets": "yes", "has_staff_targets": "yes"}
            for n in range(1, 8)
        ],
        "people": [
            {"person_id": f"S{n}-{m}", "name": f"人{n}{m}", "unit_id": f"S{n}", "position": "staff",
             "grade": "excellent" if m <= excellent_of_each else "competent"}
            for n in range(1, 8) for m in range(1, heads + 1)
        ],
    }  # fmt: skip
    folder.mkdir()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def found(said):
    return {(one["code"], one["subject"]) for one in json.loads(said)["findings"]}


def test_a_ceiling_that_is_exceeded_is_named_by_all_three(told, tmp_path):
    folder = county(tmp_path / "in", 1)
    code, said, _ = told("quota", folder, "-p", COUNTY)
    assert code == 5
    assert "核定名额超过上限" in said
    assert "全部符合" not in said
    assert "最多 5 个,核定 7 个" in said
    code, _, said = told("check", folder, "-p", COUNTY)
    assert code == 0
    assert "没有问题" not in said
    assert "W340" in said
    assert "核定名额 7 个,超过上限 5 个" in said
    code, said, beside = told("run", folder, "-p", COUNTY, "-o", tmp_path / "out")
    assert code == 0
    assert "W340" in beside
    assert "名额不符(行)  1" in said


def test_what_holds_is_clean_everywhere(told, tmp_path):
    folder = county(tmp_path / "in", 0, heads=40)
    code, said, _ = told("quota", folder, "-p", COUNTY)
    assert (code, "全部符合" in said) == (0, True)
    assert not {one for one, _ in found(told("check", folder, "-p", COUNTY, "--json")[1])} & {
        "W340",
        "W341",
        "W342",
    }


def test_a_row_that_a_check_of_the_policy_tells_is_told_once(told, tmp_path):
    folder = county(tmp_path / "in", 3)
    codes = [code for code, _ in found(told("check", folder, "-p", COUNTY, "--json")[1])]
    assert codes.count("P-quota-exceeded") == 7
    assert "W342" not in codes


def nominates(people, column):
    """Whether a cell of a column nominates somebody."""
    return column == "nominated" or (
        column in people.by_name and "excellent" in people.by_name[column].options
    )


def people_of(name):
    policy = load_policy(ROOT / "policies" / name)
    return policy.levels[policy.card.quota.people].table


# elsewhere grades are computed, and nobody can be nominated beyond the places
NOMINATED = [
    name for name in OF_PEOPLE if any(nominates(people_of(name), one) for one in people_of(name).by_name)
]


def spoiled(name, folder):
    """The fixture of a scheme with everybody nominated: whatever takes a grade of excellent, or is asked yes or no about it."""
    people = people_of(name)
    folder.mkdir()
    for path in (ROOT / "fixtures" / name / "csv").glob("*.csv"):
        header, *rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        if path.stem == people.name:
            grades = [at for at, column in enumerate(header) if nominates(people, column)]
            for row in rows:
                for at in grades:
                    row[at] = "yes" if header[at] == "nominated" else "excellent"
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return folder


@pytest.mark.parametrize("name", NOMINATED)
def test_every_row_that_quota_breaks_is_a_finding_of_the_run(name, told, tmp_path):
    folder = spoiled(name, tmp_path / "in")
    policy = load_policy(ROOT / "policies" / name)
    result = compute(folder, policy).result
    if result.quota is None:  # the policy refuses such grades outright
        assert told("quota", folder, "-p", name)[0] == told("check", folder, "-p", name)[0] == 3
        return
    assert result.quota.broken
    plan = policy.card.quota
    subjects = {one.subject for one in result.findings}
    assert {f"{plan.level} {row.key}" for row in result.quota.rows if row.left < 0 or row.faults} <= subjects
    assert {f"{plan.people} {one.key}" for one in result.quota.nominees if one.reasons} <= subjects
    assert any(one.broken for one in result.quota.ceilings) == any(
        one.code == "W340" for one in result.findings
    )
    assert told("quota", folder, "-p", name)[0] == 5


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_the_fixtures_agree_too(name, told):
    source = ROOT / "fixtures" / name / "csv"
    broken = told("quota", source, "-p", name)[0] == 5
    codes = {code for code, _ in found(told("check", source, "-p", name, "--json")[1])}
    assert broken == bool(
        codes & {"W340", "W341", "W342", "W343", "P-quota-exceeded", "P-barred-chief-excellent"}
    )


def test_figures_that_do_not_follow_are_findings_with_their_row(tmp_path):
    result = compute(county(tmp_path / "in", 0), load_policy(ROOT / "policies" / COUNTY)).result
    frame = result.frames["unit"]
    wrong = frame.table.assign(headcount=frame.table["headcount"].array + 1)
    spoilt = type(result)(
        **{
            **vars(result),
            "frames": {**result.frames, "unit": type(frame)(**{**vars(frame), "table": wrong})},
        }
    )
    quota = prove(spoilt, load_policy(ROOT / "policies" / COUNTY).card.quota)
    told = {(one.code, one.subject, one.called) for one in quota_findings(quota)}
    assert ("W341", "unit S1", "单位1") in told
