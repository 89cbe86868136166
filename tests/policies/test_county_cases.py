"""The worked cases of the county's scheme, one test a case."""

from pathlib import Path

import pytest

from payout.batch import compute
from payout.evidence.cases import load_cases, run_case
from payout.rules.loading import load_policy

FOLDER = Path(__file__).parents[2] / "policies" / "county_target_bonus"
CASES = load_cases(FOLDER / "cases")


@pytest.fixture(scope="module")
def policy():
    return load_policy(FOLDER)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.place.file}:{case.name}" for case in CASES])
def test_case_comes_out_as_worked(policy, case):
    result = run_case(policy, case, compute)
    assert result.passed, "\n".join(message.en for message in result.messages)


def test_every_option_of_every_choice_has_a_case(policy):
    set_somewhere = {name for case in CASES for name in case.sets}
    for name, parameter in policy.parameters.items():
        for option in parameter.options:
            is_default = option == str(parameter.default)
            assert is_default or f"{name}={option}" in set_somewhere, f"no case sets {name}={option}"


def test_every_clause_that_is_computed_has_a_case(policy):
    shown = {clause.strip() for case in CASES for clause in case.clause.split(",")}
    computed = {clause for clause in policy.card.clauses if clause not in policy.card.not_computed}
    broader = {clause for clause in computed if any(other.startswith(f"{clause}.") for other in shown)}
    repeated = {"5.5.8"}  # says again what 5.5.3 says
    assert computed - shown - broader <= repeated
    assert shown <= set(policy.card.clauses)


def test_every_check_has_a_case(policy):
    expected = {each.level for case in CASES for each in case.expectations if each.kind == "finding"}
    assert {check.name.replace("_", "-") for check in policy.checks} <= expected
