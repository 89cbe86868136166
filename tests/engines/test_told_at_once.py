"""Many rows that a check refuses: named by their columns at once, as one row is named."""

import pytest

from payout.batch import compute
from payout.engines import checks
from payout.engines.reference.run import Run
from payout.findings import Finding
from payout.rules.compiled.compiled import compiled
from tests.evidence.traces import SCHEMES, batch
from tests.intake.spoilt import policy_of, rows_of, written

COUNTY = "county_target_bonus"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_rows_are_called_and_placed_as_one_of_them_is(scheme):
    done = batch(scheme)
    run, tables = done.run, done.intake.tables
    for level in compiled(done.run.compiled.policy).levels:
        rows = checks.np.arange(run.data[level].size)[:400]
        singly = [
            (run.called(level, row), checks.place_of(run, level, row, "", tables)) for row in rows.tolist()
        ]
        at_once = zip(
            checks._names(run, level, rows), checks._places_of(run, level, rows, "", tables), strict=True
        )
        assert list(at_once) == singly, level


def test_names_are_read_for_a_check_and_not_for_each_row(tmp_path, monkeypatch):
    """A million rows that a dozen checks refuse would else be read a million times."""
    rows = rows_of(COUNTY)
    head, *people = rows["people"]
    words = {column.zh: column.name for table in policy_of(COUNTY).tables for column in table.columns}
    place = [words.get(one, one) for one in head].index("leader_bonus_yearly")
    rows["people"] = [head, *([*row[:place], "99999", *row[place + 1 :]] for row in people)]
    asked, named = [], Run.names_of
    monkeypatch.setattr(Run, "names_of", lambda run, *rest: asked.append(rest) or named(run, *rest))
    found = compute(written(rows, tmp_path / "in"), policy_of(COUNTY)).result.findings
    told = [one for one in found if one.code == "P-leader-bonus-unusual"]
    assert len(told) == len(people)
    assert len({one.subject for one in told}) == len(people)
    assert len(asked) < len(people) / 10


def test_what_is_personal_is_masked_in_a_text_that_many_share():
    text = checks.Text("电话 13912345678", "call 13912345678")
    for _ in range(2):
        assert "13912345678" not in str(Finding("E1", "error", text).problem)
