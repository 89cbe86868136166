"""The page that scripts/bench.py writes, of figures that are made up."""

import argparse
import runpy
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[2]


def bench():
    return SimpleNamespace(**runpy.run_path(ROOT / "scripts" / "bench.py"))


def test_page_holds_every_contender_size_and_kind():
    script = bench()
    options = argparse.Namespace(people=[1000, 4000], seed=7, rounds=2)
    found = [
        script.Timed(name, people, kind, place * people / 1e6, 5_000_000, place - 1, "1.0")
        for people in options.people
        for kind in (script.KINDS if people == 4000 else ["ordinary"])
        for place, name in enumerate(script.CONTENDERS, 1)
    ]
    runs = [
        one
        for people in options.people
        for one in (
            script.Whole(script.RUN, people, people / 100, 1.0, 600 * people),
            script.Whole(script.COPY, people, people / 200, 1.0),
        )
    ]
    text = script.page(options, found, runs, "images/performance.svg")
    assert "Seed 7, 2 rounds" in text
    assert "| pandas, Decimal objects | 0.0090 | 9.0 | 5 | 8 | 0.0360 | 9.0 | 5 | 8 |" in text
    assert "| NumPy, float64 | 4.00 |" in text  # four times the work, four times the time
    assert "| Polars, float64 | 5 | 5 | 5 | 5 |" in text
    assert "| payout run --no-workbook | 4,000 | 40.00 | 1.00 | 2.0 | 2 | 600 |" in text


def test_every_contender_that_is_named_exists():
    for name in bench().CONTENDERS:
        assert (ROOT / "tests" / "performance" / "peers" / f"{name.partition(':')[0]}.py").exists()
