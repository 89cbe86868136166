"""What a policy may not say by mistake: each found before any data is read, with a message that names the place."""

import re

import pytest

from payout.rules.compiled.lint import lint
from payout.rules.compiled.lint_parameters import parameter_faults
from payout.rules.tree import LanguageError
from tests.rules.bench import TABLES, findings_of, head_of, policy_of, rule, run

WEIGHTS = """
since = 2024-01-01
["1"]
parts = { label = "权重 | weights", measure = "weight", keys = ["part"], table = { review = 0.3, results = 0.7 }, bounds = [0, 1] }
"""


def problems(tmp_path, rules, **texts):
    return [problem for _, _, _, problem, _ in findings_of(tmp_path, rules, **texts)]


def test_a_key_that_the_table_does_not_have(tmp_path):
    body = "weighted(p.parts, review=unit.score, result=unit.score)"
    problem, *_ = problems(tmp_path, rule("unit", body), parameters=WEIGHTS)
    assert problem == "parts has no entry result; did you mean results?"


def test_a_pool_of_the_county_shared_inside_each_unit(tmp_path):
    pool = rule("county", "total(unit.score)", name="pool")
    share = rule("person", "allocate(county.pool, person.points, unit=1)")
    (problem,) = problems(tmp_path, pool + share)
    assert "every group within unit would get all of it: say within=county" in problem
    better = share.replace("unit=1", "unit=1, within=county")
    assert all("get all of it" not in one for one in problems(tmp_path / "b", pool + better))


PARAMETER = """
since = 2024-01-01
["1"]
more = { label = "又 | more", measure = "MEASURE", keys = ["k"], table = { a = 1 }, bounds = [0, 9] }
"""
COLUMN = TABLES.replace('text("town"', 'number("more", "又", measure="MEASURE", places=0), text("town"')
NO_MEASURE = [
    ("rules.py", "unit.result", "rules", rule("unit", "1", word='_measured("MEASURE")')),
    ("tables.py", "unit.more", "tables", COLUMN),
    ("parameters.toml", "more", "parameters", PARAMETER),
]


@pytest.mark.parametrize("measure", ["yuans", "bananas"])
@pytest.mark.parametrize(
    ("file", "subject", "part", "text"), NO_MEASURE, ids=[file for file, *_ in NO_MEASURE]
)
def test_a_measure_that_nobody_knows(tmp_path, file, subject, part, text, measure):
    texts = {part: text.replace("MEASURE", measure)}
    found = [one for one in findings_of(tmp_path, **texts) if one[0] == "L414"]
    assert [(one[1], one[2]) for one in found] == [(file, subject)]
    assert found[0][3].startswith(f"there is no measure {measure}")
    assert ("did you mean yuan?" in found[0][3]) == (measure == "yuans")


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (
            "from payout.rules import nothing_like_it",
            r"ImportError: cannot import name 'nothing_like_it'.*\(rules.py:\d+\)",
        ),
        ("x = 1 +", r"SyntaxError: invalid syntax \(rules.py:\d+\)"),
        ("x = undefined", r"NameError: name 'undefined' is not defined \(rules.py:\d+\)"),
    ],
)
def test_a_fault_of_the_policy_s_own_lines_names_the_line(tmp_path, rules, says):
    with pytest.raises(LanguageError, match=says):
        policy_of(tmp_path, rules)


def test_a_name_that_a_formula_does_not_have(tmp_path):
    (problem,) = problems(tmp_path, rule("unit", "scorre + 1"))
    assert re.fullmatch(r"rules\.py: NameError: name 'scorre' is not defined \(rules\.py:\d+\)", problem)


def test_only_the_root_of_a_fault_is_told(tmp_path):
    rules = rule("unit", "unit.score + unit.category", name="first")
    rules += rule("unit", "unit.first + 1", name="second") + rule("unit", "unit.second + 1", name="third")
    assert [subject for _, _, subject, _, _ in findings_of(tmp_path, rules)] == ["unit.first"]


def test_a_reference_to_rows_that_have_no_key(tmp_path):
    tables = """
from payout.rules.tables import *
scores = Table("scores", "score", "分", unique=("name", "month")).of(text("name", "名"), count("month", "月"))
units = Table("units", "unit", "单位", key="unit_id").of(identifier("unit_id", "码"), reference("s", "score", "分"))
"""
    with pytest.raises(LanguageError, match=r"units\.s: rows of scores have no key"):
        policy_of(tmp_path, tables=tables, head=head_of("unit"))


def test_values_set_on_the_command_line_are_judged_like_those_of_the_file(tmp_path):
    policy = policy_of(
        tmp_path,
        rule("unit", "weighted(p.parts, review=unit.score, results=unit.score)"),
        parameters=WEIGHTS,
    )
    assert parameter_faults(policy) == []
    changed = policy.changed(sets=("parts.review=0.5",))
    assert [one.code for one in parameter_faults(changed)] == ["L411"]
    assert parameter_faults(policy.changed(sets=("parts.review=0.5", "parts.results=0.5"))) == []
    assert "L411" in {one.code for one in lint(changed)}


@pytest.mark.parametrize(("gives", "says"), [("1 / 0", "ZeroDivisionError"), ("{0: 1}", "gives a dict")])
def test_a_derivation_that_fails_is_named_without_data(tmp_path, gives, says):
    tables = f"""{TABLES}

def more(units):
    return {gives}


extra = DerivedColumn("unit", count("extra", "另", clause="1"), by=more)
"""
    policy = policy_of(tmp_path, tables=tables)
    with pytest.raises(LanguageError, match=f"unit.extra: .*{says}"):
        run(policy, units=[{"unit_id": "U"}])
