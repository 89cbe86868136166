"""Inputs of the schemes that must be findings, whatever the scheme's own code makes of them."""

import shutil
from pathlib import Path

import pytest

from payout.batch import compute
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.policy.loading import load_policy
from tests.rules.bench import CARD, TABLES, policy_of, rule

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))


def copied(scheme, tmp_path):
    return Path(shutil.copytree(ROOT / "fixtures" / scheme / "csv", tmp_path / "in"))


def codes(scheme, folder):
    batch = compute(folder, load_policy(ROOT / "policies" / scheme))
    assert batch.refused
    return [finding.code for finding in batch.result.findings if finding.severity == "error"]


def test_a_reference_into_a_table_that_is_not_there(tmp_path):
    folder = copied("city_reward_fund", tmp_path)
    (folder / "award_classes.csv").unlink()
    assert "E302" in codes("city_reward_fund", folder)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_table_with_a_header_and_no_rows_is_a_finding_and_no_fault(scheme, tmp_path):
    """Each required table in turn; a fault of the policy or the program would raise."""
    policy = load_policy(ROOT / "policies" / scheme)
    for table in (one for one in policy.tables if one.required):
        folder = copied(scheme, tmp_path / table.name)
        path = folder / f"{table.name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        assert {"E391", "E302", "E390"}.intersection(codes(scheme, folder))


def with_rows_again(scheme, tmp_path, count=None):
    """Each table with a key in turn, its rows, or the first `count` of them, once more at its end."""
    for table in load_policy(ROOT / "policies" / scheme).tables:
        if table.key and not table.single:
            folder = copied(scheme, tmp_path / table.name)
            path = folder / f"{table.name}.csv"
            if path.exists():
                header, *lines = path.read_text(encoding="utf-8").splitlines()
                path.write_text("\n".join([header, *lines, *lines[:count]]) + "\n", encoding="utf-8")
                yield table.name, folder


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_row_twice_is_a_finding_and_no_fault(scheme, tmp_path):
    for _, folder in with_rows_again(scheme, tmp_path):
        assert "E301" in codes(scheme, folder)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_row_that_stands_twice_is_the_only_error(scheme, tmp_path):
    """What others say of its key they say of one of the two: that is no second fault."""
    for table, folder in with_rows_again(scheme, tmp_path, 1):
        assert codes(scheme, folder) == ["E301"], table


@pytest.mark.parametrize(("scheme", "assignment"), [
    ("mining_five_in_one", "five_weights.routine=0.5"),
    ("federation_differential", "voter_weights.principal=0.9"),
    ("county_teams_process", "grade_ratios.excellent=0.5"),
])  # fmt: skip
def test_weights_that_no_longer_sum_are_refused(scheme, assignment):
    changed = load_policy(ROOT / "policies" / scheme).changed(sets=(assignment,))
    with pytest.raises(PolicyFault, match="L411"):
        compute(ROOT / "fixtures" / scheme / "csv", changed)


def test_an_amount_that_is_missing_is_an_error(tmp_path):
    card = CARD + '\n[[file]]\nname = "units"\nlevel = "unit"\nfirst = "unit_id paid"\ntotal = "paid"\n'
    paid = rule("unit", "unit.score * 100", name="paid")
    policy = policy_of(tmp_path / "policy", paid, card=card, tables=TABLES)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "units.csv").write_text("unit_id,score\nU1,5\nU2,\n", encoding="utf-8")
    (tmp_path / "in" / "people.csv").write_text("person_id,unit_id\nP1,U1\n", encoding="utf-8")
    found = compute(tmp_path / "in", policy).result.findings
    assert [(one.code, one.subject, one.column, one.place.row) for one in found] == [
        ("E392", "unit U2", "paid", 3)
    ]
