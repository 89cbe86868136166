"""Both engines over every scheme, all columns compared: `python -m tests.performance.engines --people 500000 --seed 1`.

A large county under its own values, then under every reading on a tenth of it; then the fixtures of every scheme, under every
reading, filtered from the first row on. The numbers of the tables are varied in memory: ordinary; tie-heavy (few values, so that
shares of half a fen are many); wide (of many digits); adversarial (a hair beside what they are). Prints the seed, and for each kind
the amounts that were compared, how many differ, and the share of decisions that no float could make. Ends with 1 if one differs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from payout.batch import compute
from payout.engines.reference.engine import RuleFault, begun, finish
from payout.exact import ExactArray
from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
COUNTY = "county_target_bonus"
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
KINDS = ("ordinary", "ties", "wide", "beside")


@dataclass
class Found:
    """What was compared: amounts, those that differ, decisions of floats, those of exact rows, and the seconds of both engines."""

    amounts: int = 0
    wrong: int = 0
    decided: int = 0
    exact: int = 0
    fast: float = 0
    reference: float = 0

    def said(self, what):
        share = self.exact / max(self.decided, 1)
        return (
            f"{what:<44} {self.amounts:>12,} values, {self.wrong} differ; exactly {share:.3%}; "
            f"fast {self.fast:.2f} s, reference {self.reference:.2f} s"
        )


def varied_county(tables, kind, rng):
    """The county with other scores and gaps: valid still, and on ties or a point beside them."""
    if kind == "ordinary":
        return tables
    people, units = tables["people"].frame.copy(), tables["units"].frame.copy()
    known = ~np.asarray(people["score"].array.isna())
    size = len(people)
    if kind == "ties":
        scores = rng.choice([8000, 8500, 9000, 9500], size)
        gaps = rng.choice([300, 302, 333, 400, 1001], len(units))
    elif kind == "wide":
        scores = rng.integers(0, 10_001, size)
        gaps = rng.integers(300, 10_000_000, len(units))
    else:
        scores = 9000 + rng.integers(0, 3, size)
        gaps = 300 + 2 * rng.integers(0, 500, len(units))
    people["score"] = ExactArray.from_integers(scores.astype(np.int64), 100, ~known)
    units["bonus_gap"] = ExactArray.from_integers(gaps.astype(np.int64), 1, np.zeros(len(units), dtype=bool))
    return {
        **tables,
        "people": replace(tables["people"], frame=people),
        "units": replace(tables["units"], frame=units),
    }


def varied_fixture(tables, kind, rng):
    """Any tables with other numbers: what no input check would let pass is as good here."""
    if kind == "ordinary":
        return tables
    return {name: replace(table, frame=_varied(table.frame, kind, rng)) for name, table in tables.items()}


def _varied(frame, kind, rng):
    frame = frame.copy()
    for name in frame.columns:
        column = frame[name].array
        if isinstance(column, ExactArray) and len(column):
            frame[name] = _other(column, kind, rng)
    return frame


def _other(column, kind, rng):
    size = len(column)
    if kind == "ties":
        return column.take(rng.choice(rng.integers(0, size, 3), size))
    if kind == "wide":
        return column * ExactArray.from_integers(rng.integers(1, 10**5, size), 7)
    return column + ExactArray.from_integers(rng.integers(-1, 2, size), 10**11)


def runs(ready, tables, filter_from=None):
    """The run of either engine with its seconds, or what it says of a rule that cannot be computed."""
    for engine in ("fast", "reference"):
        run = begun(ready, tables, engine)
        if engine == "fast" and filter_from is not None:
            run.filter_from = filter_from
        began = time.perf_counter()
        try:
            finish(run)
        except RuleFault as fault:
            yield str(fault), 0.0
        else:
            yield run, time.perf_counter() - began


def add(found, ready, tables, filter_from=None):
    """Compare both engines over tables."""
    (fast, quick), (exact, slow) = runs(ready, tables, filter_from)
    found.fast, found.reference = found.fast + quick, found.reference + slow
    if isinstance(fast, str) or isinstance(exact, str):
        found.wrong += fast != exact
        return
    found.decided, found.exact = (
        found.decided + fast.tally.rows,
        found.exact + fast.tally.exact,
    )  # comparing decides more
    for level, rows in exact.data.items():
        for name, column in rows.columns.items():
            found.amounts += len(column)
            found.wrong += unlike(fast.data[level].columns[name], column)


def unlike(other, column):
    """How many amounts of a column are not what they should be: as they are printed, then as they are."""
    if not isinstance(column, ExactArray):
        return not other.equals(column)
    printed = (other.round(6) != column.round(6)).to_numpy(dtype=bool, na_value=False)
    return int(np.count_nonzero(printed)) + (not other.equals(column))


def readings_of(policy):
    """Each reading of each choice that is not the one in force."""
    return [
        f"{one.name}={option}"
        for one in policy.parameters.values()
        if one.kind == "choice"
        for option in one.options
        if option != one.value
    ]


def large_county(people, rng):
    """Pairs of a title and what was found, of the large county."""
    policy = load_policy(ROOT / "policies" / COUNTY)
    for size, readings in ((people, ("",)), (people // 10, readings_of(policy))):
        with tempfile.TemporaryDirectory() as name:
            script = ROOT / "scripts" / "make_large_county.py"
            command = [sys.executable, script, "--people", str(size), Path(name) / "county"]
            subprocess.run(command, check=True, capture_output=True)
            tables = read(Path(name) / "county", policy.tables).tables
        for kind in KINDS:
            found = Found()
            for reading in readings:
                ready = compiled(policy.changed(sets=(reading,) if reading else ()))
                add(found, ready, varied_county(tables, kind, rng))
            yield f"{COUNTY}, {size:,} people, {len(readings)} x {kind}", found


def fixtures(rng):
    """Pairs of a title and what was found, of the fixtures of every scheme."""
    for scheme in SCHEMES:
        policy = load_policy(ROOT / "policies" / scheme)
        tables = compute(ROOT / "fixtures" / scheme / "csv", policy).intake.tables
        readings = ("", *readings_of(policy))
        found = Found()
        for reading in readings:
            ready = compiled(policy.changed(sets=(reading,) if reading else ()))
            for kind in KINDS:
                add(found, ready, varied_fixture(tables, kind, rng), filter_from=0)
        yield f"{scheme}, fixture, {len(readings)} readings, all kinds", found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}")  # noqa: T201 - what it is for
    rng = np.random.default_rng(options.seed)
    amounts = wrong = 0
    for found_in in (large_county(options.people, rng), fixtures(rng)):
        for what, found in found_in:
            print(found.said(what), flush=True)  # noqa: T201 - as above
            amounts, wrong = amounts + found.amounts, wrong + found.wrong
    print(f"{amounts:,} values in all, {wrong} differ")  # noqa: T201 - as above
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
