"""The tables that a run was computed from, as they are written beside its results."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from payout.archive import store
from payout.archive.changes import Changes
from payout.batch import compute
from payout.rules.policy.loading import find_policy, load_policy

SOURCE = Path(__file__).parents[2] / "fixtures/county_target_bonus/csv"


@pytest.fixture(scope="module")
def batch():
    return compute(SOURCE, load_policy(find_policy("county_target_bonus")))


def written(batch, folder):
    given = [
        table for table in batch.run.compiled.policy.tables if table.name not in batch.intake.not_provided
    ]
    store.write_evidence(folder, given, batch.intake.tables, Changes())
    return {path.stem: path for path in sorted((folder / "evidence/tables").iterdir())}


def test_a_table_of_many_rows_is_written_in_groups_of_them(batch, tmp_path, monkeypatch):
    whole = written(batch, tmp_path / "whole")
    monkeypatch.setattr(store, "ROW_GROUP_ROWS", 1000)
    parts = written(batch, tmp_path / "parts")
    people = pq.ParquetFile(parts["people"]).metadata
    assert people.num_row_groups == -(-people.num_rows // 1000) > 1
    assert {name: pq.read_table(path) for name, path in whole.items()} == {
        name: pq.read_table(path) for name, path in parts.items()
    }


def test_tables_are_packed_as_results_are(batch, tmp_path):
    """Dictionaries for what repeats alone: names and amounts are found again by zstd."""
    group = pq.ParquetFile(written(batch, tmp_path)["people"]).metadata.row_group(0)
    columns = [group.column(at) for at in range(group.num_columns)]
    assert {column.compression for column in columns} == {"ZSTD"}
    coded = {column.path_in_schema for column in columns if column.has_dictionary_page}
    assert coded == {"unit_id", "position", "grade"}
