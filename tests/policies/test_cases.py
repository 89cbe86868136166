"""The worked cases of every scheme, one test a case; what has no case is found."""

import functools
import re
from pathlib import Path

import pytest

from payout.batch import compute
from payout.cases import load_cases, run_case
from payout.rules.policy.loading import load_policy

FOLDER = Path(__file__).parents[2] / "policies"
SCHEMES = sorted(path.parent.name for path in FOLDER.glob("*/policy.toml"))
CASES = {
    scheme: load_cases(FOLDER / scheme / "cases")
    for scheme in SCHEMES
    if any((FOLDER / scheme / "cases" / "base").glob("*.csv"))
}
EACH = [(scheme, case) for scheme, cases in CASES.items() for case in cases]
REPEATED = {"county_target_bonus": {"5.5.8"}}  # says again what 5.5.3 says


@functools.cache
def policy(scheme):
    return load_policy(FOLDER / scheme)


def test_every_scheme_has_cases():
    assert sorted(CASES) == SCHEMES


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize(
    ("scheme", "case"), EACH, ids=[f"{scheme}:{case.place.file}:{case.name}" for scheme, case in EACH]
)
def test_case_comes_out_as_worked(scheme, case):
    result = run_case(policy(scheme), case, compute)
    assert result.passed, "\n".join(message.en for message in result.messages)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_option_of_every_choice_has_a_case(scheme):
    set_somewhere = {name for case in CASES[scheme] for name in case.sets}
    for name, parameter in policy(scheme).parameters.items():
        for option in parameter.options:
            is_default = option == str(parameter.default)
            assert is_default or f"{name}={option}" in set_somewhere, f"no case sets {name}={option}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_clause_that_is_computed_has_a_case(scheme):
    card = policy(scheme).card
    shown = {clause for case in CASES[scheme] for clause in re.split(r"[,、]\s*", case.clause)}
    computed = {clause for clause in card.clauses if clause not in card.not_computed}
    broader = {clause for clause in computed if any(other.startswith(f"{clause}.") for other in shown)}
    assert computed - shown - broader <= REPEATED.get(scheme, set())
    assert shown <= set(card.clauses)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_check_has_a_case(scheme):
    expected = {each.level for case in CASES[scheme] for each in case.expectations if each.kind == "finding"}
    assert {check.name.replace("_", "-") for check in policy(scheme).checks} <= expected
