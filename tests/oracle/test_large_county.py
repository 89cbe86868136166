"""The large county is valid: read by the oracle on a scale that it can bear."""

import subprocess
import sys
from itertools import pairwise

import pyarrow.parquet as pq
import pytest

from scripts.make_fixtures import ROOT
from tests.oracle import county, random_county


def cell_text(value):
    return "" if value is None else str(value)


def read(folder):
    tables = dict.fromkeys(county.TABLES, ())
    for path in sorted(folder.glob("*.parquet")):
        rows = pq.read_table(path).to_pylist()
        tables[path.stem] = [
            dict.fromkeys(county.HEADERS[path.stem], "") | {k: cell_text(v) for k, v in row.items()}
            for row in rows
        ]
    return tables


@pytest.fixture(scope="module", params=[(6000, 1), (4000, 3), (40, 1)], ids=str)
def tables(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    people, counties = map(str, request.param)
    script = ROOT / "scripts" / "make_large_county.py"
    command = [sys.executable, script, folder, "--people", people, "--counties", counties]
    subprocess.run(command, check=True, capture_output=True)
    return read(folder)


def test_no_tie_is_open_and_every_bonus_can_be_worked_out(tables):
    assert not county.cut_ties(county.unit_statuses(tables), county.settings())
    people, _ = county.compute(tables)
    assert len(people) == len(tables["people"]) in {6000, 4000, 40}


def test_quotas_and_pools_hold(tables):
    pools = random_county.least_pools(tables)
    listed = county._by(tables["people"], "unit_id")
    for unit in county.compute(tables, county.settings(quota_rounding="floor"))[1]:
        group = listed[unit["unit_id"]]
        excellent = [person for person in group if person["grade"] == "excellent"]
        assert len(excellent) <= unit["excellent_places"]
        assert not unit["chief_barred"] or all(person["position"] != "chief" for person in excellent)
        shares = [person["allocated"] for person in group if person["allocated"]]
        assert not shares or len(shares) == len(group) <= 4
        assert sum(map(county.number, shares)) <= pools[unit["unit_id"]]


def test_service_is_in_order_and_ends_at_home(tables):
    home = {person["person_id"]: person["unit_id"] for person in tables["people"]}
    area = {unit["unit_id"]: unit["jurisdiction"] for unit in tables["units"]}
    service = [row for row in tables["spells"] if row["reason"] != "sick_leave"]
    for person_id, rows in county._by(service, "person_id").items():
        rows.sort(key=lambda row: row["start"])
        assert all("2012-01-01" <= row["start"] <= row["end"] <= "2012-12-31" for row in rows)
        assert all(before["end"] < after["start"] for before, after in pairwise(rows))
        assert rows[-1]["unit_id"] == home[person_id]
        assert {area[row["unit_id"]] for row in rows} == {area[home[person_id]]}


def test_followers_follow_a_unit_of_their_county_that_follows_none(tables):
    units = {unit["unit_id"]: unit for unit in tables["units"]}
    for unit in units.values():
        if unit["follows_unit"]:
            leader = units[unit["follows_unit"]]
            assert not leader["follows_unit"]
            assert leader["jurisdiction"] == unit["jurisdiction"]
            assert not any(unit[flag] for flag in ("review", "base_score", "has_unit_targets"))
