"""A large county as plain tables: what every contender of a benchmark reads, and the exact amounts that it is held against.

python -m tests.performance.arrays COUNTY OUT [--kind ties] [--seed 1]

COUNTY is a folder that `scripts/make_large_county.py` wrote. OUT gets `units`, `people`, `stints` and `exact` as Parquet: inputs
as decimals, the amounts of the reference engine in whole fen.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from payout.engines.reference.engine import computed
from payout.findings import errors
from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from tests.performance.engines import KINDS, varied_county

if TYPE_CHECKING:
    from payout.engines.reference.run import Run

ROOT = Path(__file__).parents[2]
REVIEWS = {"satisfied": 0, "low": 1, "dissatisfied": 2}


def scheme():
    """The county's scheme, ready to run."""
    return compiled(load_policy(ROOT / "policies" / "county_target_bonus"))


def tables_of(folder: Path, ready):
    """Its checked tables; a county with findings is no benchmark."""
    intake = read(folder, ready.policy.tables)
    assert not errors(intake.findings)
    return intake.tables


def checked(folder: Path):
    """The scheme, and the tables that the arrays of a folder were made from."""
    ready, made = scheme(), json.loads((folder / "made.json").read_text("utf-8"))
    tables = tables_of(Path(made["county"]), ready)
    return ready, varied_county(tables, made["kind"], np.random.default_rng(made["seed"]))


def arrays_of(run: Run) -> dict[str, pa.Table]:
    """Units, people and stints by position: what the bonus of a person follows from."""
    unit, person, stint = (run.data[name] for name in ("unit", "person", "stint"))
    return {
        "units": pa.table(
            {
                "unit": np.arange(unit.size),
                "score": _numbers(unit, "score_total"),
                "in_spread": _flags(unit, "in_spread"),
                "assessed": _flags(unit, "assessed"),
                "failed": _flags(unit, "vetoed"),
                "review": np.array([REVIEWS.get(word, 0) for word in unit.columns["review"]]),
                "lacks_targets": _flags(unit, "lacks_unit_targets"),
                "staff_targets": _flags(unit, "has_staff_targets", missing=True),
                "gap": _numbers(unit, "gap_in_unit"),
                "follows": unit.links["follows_unit"],
            }
        ),
        "people": pa.table(
            {
                "person": np.arange(person.size),
                "unit": person.links["unit"],
                "score": _numbers(person, "score"),
                "staff": np.asarray(person.columns["position"] == "staff"),
                "leader_yearly": _numbers(person, "leader_bonus_yearly"),
                "disciplined": _flags(person, "disciplined"),
            }
        ),
        "stints": pa.table(
            {
                "person": stint.links["person"],
                "unit": stint.links["unit"],
                "months": _numbers(stint, "months"),
            }
        ),
        "exact": pa.table({name: _fen(person, name) for name in ("computed_target", "leader_bonus")}),
    }


def _numbers(level, name: str) -> pa.Array:
    return level.columns[name].to_decimal128(6)


def _fen(level, name: str) -> pa.Array:
    return pa.array([int(text.replace(".", "")) for text in level.columns[name].to_strings(2)])


def _flags(level, name: str, *, missing: bool = False) -> np.ndarray:
    return level.columns[name].to_numpy(dtype=bool, na_value=missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("county", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=KINDS, default="ordinary")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True)
    made = {"county": str(options.county.resolve()), "kind": options.kind, "seed": options.seed}
    (options.out / "made.json").write_text(json.dumps(made), "utf-8")
    ready, tables = checked(options.out)
    for name, table in arrays_of(computed(ready, tables)).items():
        pq.write_table(table, options.out / f"{name}.parquet")


if __name__ == "__main__":
    main()
