"""The prefecture's everyday results where parts of them have no matter: what the shared batches cannot hold by default."""

from random import Random

import pytest

from tests.oracle import prefecture_leaders as oracle
from tests.policies.test_schemes import assert_agreed

SCHEME = "prefecture_leaders"


@pytest.mark.parametrize("seed", range(6))
def test_weights_of_lacking_parts_are_scaled_up(seed):
    tables = oracle.random_tables(3 * seed)  # nothing is settled in these: dropping rows moves scores
    drawn = Random(seed)
    tables["everyday_marks"] = [
        row
        for team in tables["teams"]
        if not team["everyday"]
        for kept in [drawn.sample(oracle.EVERYDAY, drawn.randint(1, 6))]
        for row in oracle.everyday_rows(drawn, team["team_id"])
        if row["component"] in kept
    ]
    oracle.settle(tables, drawn, everyday_lacking="rescaled")
    assert_agreed(SCHEME, tables, f"{SCHEME} rescaled, seed {seed}", everyday_lacking="rescaled")
