"""Blanks that would be other money, and scores above full marks: refused at their own cell, by the policies."""

import csv
import functools
import shutil
from pathlib import Path

import pytest

from payout.batch import compute
from payout.rules.policy.loading import load_policy
from payout.text import NOTHING

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))


@functools.cache
def policy(scheme):
    return load_policy(ROOT / "policies" / scheme)


def with_cell(scheme, table, column, value, where, folder):
    """The fixture as CSV with one cell changed, in the first row that meets `where`; the folder, and that row's number."""
    place = Path(shutil.copytree(ROOT / "fixtures" / scheme / "csv", folder / "in"))
    path = place / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    at = next(number for number, row in enumerate(rows) if where(row))
    rows[at][column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return place, at + 2


def errors_of(scheme, folder):
    return [one for one in compute(folder, policy(scheme)).result.findings if one.severity == "error"]


REQUIRED = [
    ("federation_differential", "people", "kind", lambda row: row["kind"] == "staff", "E201"),
    ("federation_differential", "events", "date", lambda _: True, "E201"),
    (
        "enterprise_mbo",
        "objectives",
        "direction",
        lambda row: row["target"] and row["kind"] == "range",
        "P-direction-missing",
    ),
    (
        "enterprise_mbo",
        "objectives",
        "direction",
        lambda row: row["target"] and row["kind"] == "fixed",
        "P-direction-missing",
    ),
]


@pytest.mark.parametrize(("scheme", "table", "column", "where", "code"), REQUIRED)
def test_a_blank_of_which_either_meaning_counts_is_refused(scheme, table, column, where, code, tmp_path):
    folder, row = with_cell(scheme, table, column, "", where, tmp_path)
    found = [one for one in errors_of(scheme, folder) if one.code == code]
    assert [(one.place.row, one.column) for one in found] == [(row, column)]


def test_an_objective_that_is_only_met_or_not_needs_no_direction(tmp_path):
    folder, _ = with_cell(
        "enterprise_mbo", "objectives", "direction", "", lambda row: not row["target"], tmp_path
    )
    assert errors_of("enterprise_mbo", folder) == []


ABOVE = [
    (scheme, table.name, column.name)
    for scheme in SCHEMES
    for table in policy(scheme).tables
    if (ROOT / "fixtures" / scheme / "csv" / f"{table.name}.csv").exists()
    for column in table.columns
    if column.measure == "points"
    and any((limit.shape, limit.severity) == ("at_most", "error") for limit in column.limits)
]


@pytest.mark.parametrize(("scheme", "table", "column"), ABOVE)
def test_a_score_without_its_point_is_refused_at_its_own_cell(scheme, table, column, tmp_path):
    folder, row = with_cell(scheme, table, column, "9381", lambda row: row.get(column), tmp_path)
    found = [one for one in errors_of(scheme, folder) if one.column == column and one.place.row == row]
    assert found, "no finding at the cell"
    assert all(one.value == "9381" for one in found)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_a_blank_means_is_said_in_both_languages(scheme):
    said = [column.blank_means for table in policy(scheme).tables for column in table.columns]
    for one in said:
        assert (one == NOTHING) or (one.zh and one.en)
    result = compute(ROOT / "fixtures" / scheme / "csv", policy(scheme)).result
    assert [one.means for one in result.blanks] == [one for one in said if one != NOTHING]
