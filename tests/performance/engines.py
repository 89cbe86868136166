"""Both engines over large counties, all columns compared: `python -m tests.performance.engines --people 500000 --seed 1`.

The tables of a large county are varied in memory: ordinary; tie-heavy (few scores, gaps that make shares of half a fen); wide (gaps and
yearly amounts of many digits); adversarial (each score a hair beside a tie of its unit). Prints the seed, and for each kind the
amounts that were compared, how many differ, and the share that no float could decide.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from payout.engines.reference.engine import begun, finish
from payout.exact import ExactArray
from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
KINDS = ("ordinary", "ties", "wide", "beside")


def varied(tables, kind, rng):
    """The tables with other scores, gaps and yearly amounts."""
    if kind == "ordinary":
        return tables
    people, units = tables["people"].frame.copy(), tables["units"].frame.copy()
    known = ~np.asarray(people["score"].array.isna())
    size = len(people)
    if kind == "ties":
        scores, places = rng.choice([8000, 8500, 9000, 9500], size), 2
        gaps = rng.choice([300, 302, 333, 400, 1001], len(units))
    elif kind == "wide":
        scores, places = rng.integers(0, 10_001, size), 2
        gaps = rng.integers(300, 10_000_000, len(units))
    else:
        scores, places = 9000 + rng.integers(0, 3, size), 2
        gaps = 300 + 2 * rng.integers(0, 500, len(units))
    people["score"] = ExactArray.from_integers(scores.astype(np.int64), 10**places, ~known)
    units["bonus_gap"] = ExactArray.from_integers(gaps.astype(np.int64), 1, np.zeros(len(units), dtype=bool))
    return {
        **tables,
        "people": replace(tables["people"], frame=people),
        "units": replace(tables["units"], frame=units),
    }


def differing(ready, tables):
    """Amounts that were compared, those that differ, the share settled exactly, and the seconds of both."""
    found = []
    for engine in ("fast", "reference"):
        run = begun(ready, tables, engine)
        began = time.perf_counter()
        found.append((finish(run), time.perf_counter() - began))
    (fast, quick), (exact, slow) = found
    amounts = wrong = 0
    for level, rows in exact.data.items():
        for name, column in rows.columns.items():
            other = fast.data[level].columns[name]
            amounts += len(column)
            if isinstance(column, ExactArray):
                printed = (other.round(6) != column.round(6)).to_numpy(dtype=bool, na_value=False)
                wrong += int(np.count_nonzero(printed)) + (not other.equals(column))
            else:
                wrong += not other.equals(column)
    share = fast.tally.exact / max(fast.tally.rows, 1)
    return amounts, wrong, share, quick, slow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ready = compiled(load_policy(ROOT / "policies" / "county_target_bonus"))
    with tempfile.TemporaryDirectory() as name:
        script = ROOT / "scripts" / "make_large_county.py"
        command = [sys.executable, script, "--people", str(options.people), Path(name) / "county"]
        subprocess.run(command, check=True, capture_output=True)
        tables = read(Path(name) / "county", ready.policy.tables).tables
    rng = np.random.default_rng(options.seed)
    for kind in KINDS:
        amounts, wrong, share, quick, slow = differing(ready, varied(tables, kind, rng))
        print(  # noqa: T201 - what it is for
            f"seed {options.seed} {kind:<9} {amounts:>12,} values, {wrong} differ; exactly {share:.3%}; "
            f"fast {quick:.2f} s, reference {slow:.2f} s"
        )


if __name__ == "__main__":
    main()
