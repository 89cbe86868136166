"""Runs that decide by floats with a bound give what exact runs give: every scheme, every reading, tie-heavy and ordinary batches."""

from __future__ import annotations

from pathlib import Path

import pytest

from payout.batch import compute
from payout.engines.reference.engine import begun, finish
from payout.engines.reference.run import FILTER_FROM
from payout.exact import ExactArray
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
EXACT_ONLY = FILTER_FROM["reference"]


def runs(ready, tables):
    """The same policy over the same tables: through floats from the first row on, and exactly."""
    found = []
    for filter_from in (0, EXACT_ONLY):
        run = begun(ready, tables)
        run.filter_from = filter_from
        found.append(finish(run))
    return found


def assert_alike(ready, tables):
    filtered, exact = runs(ready, tables)
    assert exact.tally.rows == 0
    for level, rows in exact.data.items():
        for name, column in rows.columns.items():
            found = filtered.data[level].columns[name]
            if isinstance(column, ExactArray):  # as it is printed, before anything settles it
                assert found.round(6).equals(column.round(6)), f"{level}.{name}"
            assert found.equals(column), f"{level}.{name}"
    return filtered.tally


def readings_of(policy):
    return [
        f"{one.name}={option}"
        for one in policy.parameters.values()
        if one.kind == "choice"
        for option in one.options
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_fixtures_under_every_reading(scheme):
    policy = load_policy(ROOT / "policies" / scheme)
    tables = compute(ROOT / "fixtures" / scheme / "csv", policy).intake.tables
    for reading in ("", *readings_of(policy)):
        assert_alike(compiled(policy.changed(sets=(reading,) if reading else ())), tables)
