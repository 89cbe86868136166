"""What a policy may not say by mistake: each found before any data is read, with a message that names the place."""

import pytest

from payout.rules.tree import LanguageError
from payout.rules.compiled.lint import lint
from payout.rules.compiled.lint_parameters import parameter_faults
from tests.rules.bench import findings_of, policy_of, rule, run

WEIGHTS = """
[parts]
zh = "权重"
kind = "table"
measure = "weight"
clause = "1"
since = 2024-01-01
keys = ["part"]
value = { review = 0.3, results = 0.7 }
"""


def problems(tmp_path, rules, **texts):
    return [problem for _, _, _, problem, _ in findings_of(tmp_path, rules, **texts)]


def test_a_key_that_the_table_does_not_have(tmp_path):
    body = "weighted(parts, review=score, result=score)"
    (problem,) = problems(tmp_path, rule("unit", body, "parts", "score"), parameters=WEIGHTS)
    assert problem == "parts has no entry result; did you mean results?"


def test_a_pool_of_the_county_shared_inside_each_unit(tmp_path):
    pool = rule("county", "total(units.score)", "units", name="pool")
    share = rule("person", "allocate(unit.county.pool, points, unit=1)", "unit", "points")
    (problem,) = problems(tmp_path, pool + share)
    assert "every group within unit would get all of it: say within=county" in problem
    better = share.replace("unit=1", "unit=1, within=unit.county")
    assert all("get all of it" not in one for one in problems(tmp_path / "b", pool + better))


@pytest.mark.parametrize("measure", ["yuans", "bananas"])
def test_a_measure_that_nobody_knows(tmp_path, measure):
    stated = rule("unit", "score + 1", "score").replace('zh="结果"', f'zh="结果", measure="{measure}"')
    codes = {code for code, *_ in findings_of(tmp_path, stated)}
    assert "L414" in codes


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


def test_a_name_that_a_body_does_not_have(tmp_path):
    (problem,) = problems(tmp_path, rule("unit", "scorre + 1", "score"))
    assert problem == "NameError: name 'scorre' is not defined"


def test_only_the_root_of_a_fault_is_told(tmp_path):
    rules = rule("unit", "score + category", "score", "category", name="first")
    rules += rule("unit", "first + 1", "first", name="second") + rule(
        "unit", "second + 1", "second", name="third"
    )
    assert [subject for _, _, subject, _, _ in findings_of(tmp_path, rules)] == ["unit.first"]


def test_a_reference_to_rows_that_have_no_key(tmp_path):
    tables = """
from payout.rules.policy.tables import *
scores = Table("scores", level="score", zh="分", unique=("name", "month"), columns=(text("name", zh="名"), count("month", zh="月")))
units = Table("units", level="unit", zh="单位", key="unit_id", columns=(identifier("unit_id", zh="码"), reference("s", "score", zh="分")))
"""
    with pytest.raises(LanguageError, match=r"units\.s: rows of scores have no key"):
        policy_of(
            tmp_path, tables=tables, head="from payout.rules import *\npolicy = Policy.load(__file__)\n"
        )


def test_values_set_on_the_command_line_are_judged_like_those_of_the_file(tmp_path):
    policy = policy_of(
        tmp_path,
        rule("unit", "weighted(parts, review=score, results=score)", "parts", "score"),
        parameters=WEIGHTS,
    )
    assert parameter_faults(policy) == []
    changed = policy.changed(sets=("parts.review=0.5",))
    assert [one.code for one in parameter_faults(changed)] == ["L411"]
    assert parameter_faults(policy.changed(sets=("parts.review=0.5", "parts.results=0.5"))) == []
    assert "L411" in {one.code for one in lint(changed)}


@pytest.mark.parametrize(("gives", "says"), [("1 / 0", "ZeroDivisionError"), ("{0: 1}", "gives a dict")])
def test_a_derivation_that_fails_is_named_without_data(tmp_path, gives, says):
    rules = f'''
@policy.derive("unit.extra", clause="1", zh="另")
def extra(units):
    """More."""
    return {gives}
'''
    tables_more = "extra = DerivedColumn('unit', count('extra', zh='另'))\n"
    from tests.rules.bench import TABLES  # noqa: PLC0415 - one test needs the whole text

    policy = policy_of(tmp_path, rules, tables=TABLES + tables_more)
    with pytest.raises(LanguageError, match=f"unit.extra: .*{says}"):
        run(policy, units=[{"unit_id": "U"}])
