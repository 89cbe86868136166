"""Time the engine beside others that do the same work, and write docs/performance.md with its plot.

    python scripts/bench.py [--people 50000 200000 800000] [--seed 1] [--out docs/performance.md]

Each contender is a process of its own (tests/performance/peers), given the same tables; those that are not this project's run in an
environment that is made in `.bench/`. All amounts are held against the exact ones. A whole `payout run` stands beside pyarrow reading
and writing the same files. Nothing here judges a time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".bench"
KINDS = {
    "ordinary": "as a county is",
    "ties": "few scores, many shares of half a fen",
    "wide": "numbers of many digits",
    "beside": "every score a hair beside a tie",
}
REFERENCE = "numpy_floats"
RUN, COPY = "payout run --no-workbook", "pyarrow, the same files"
CONTENDERS = {
    REFERENCE: "NumPy, float64",
    "payout_rules:paid": "payout, what is paid and all it rests on",
    "payout_rules:all": "payout, all rules",
    "payout_rules:reference": "payout, all rules, `--engine reference`",
    "payout_rules:levels": "payout, all rules, links and derivations",
    "polars_floats": "Polars, float64",
    "duckdb_sql": "DuckDB, SQL",
    "openfisca_rules": "OpenFisca-core, float32",
    "pandas_decimals": "pandas, Decimal objects",
}


@dataclass(frozen=True)
class Timed:
    """One contender over one county: seconds a round, bytes beyond the start, amounts that are not the exact ones."""

    name: str
    people: int
    kind: str
    seconds: float
    memory: int
    wrong: int
    version: str


@dataclass(frozen=True)
class Whole:
    """One whole process: seconds on the wall, of the processor, and bytes at the most."""

    name: str
    people: int
    wall: float
    processor: float
    memory: int = 0  # not told of what only copies


def environment() -> Path:
    """The Python of the others, made where it is not there."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        print("making an environment for the others in .bench/", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", PEERS], check=True)
        install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile"]
        # most of it is never imported, and need not be compiled
        subprocess.run([*install, "-r", ROOT / "scripts" / "bench_requirements.txt"], check=True)
    return python


def timed(python: Path, name: str, folder: Path, rounds: int) -> Timed:
    """One contender's figures over the tables of a folder, which is called by its kind in one that is called by its size."""
    people, kind = int(folder.parent.name), folder.name
    python = Path(sys.executable) if name.startswith("payout") else python
    paid = folder / "paid.npy"
    command = [python, "-m", "tests.performance.peers", name, folder, "--rounds", str(rounds), "--paid", paid]
    told = json.loads(run(command))
    exact = pq.read_table(folder / "exact.parquet")
    wrong = int(
        (np.load(paid) != np.stack([exact[column].to_numpy() for column in exact.column_names])).sum()
    )
    found = Timed(name, people, kind, median(told["seconds"]), told["bytes"], wrong, told["version"])
    print(f"{people:>9,} {kind:<9} {name:<24} {found.seconds:9.4f} s {wrong:>7,} wrong", file=sys.stderr)
    return found


def run(command: Sequence[str | Path]) -> str:
    """What a command prints; its own words where it fails."""
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=place, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def made(people: int, at: Path) -> Path:
    """A county of a size, as Parquet."""
    run([sys.executable, "scripts/make_large_county.py", "--people", str(people), at])
    return at


def contest(options: argparse.Namespace, python: Path, at: Path) -> Iterator[Timed]:
    """All contenders over all sizes, and over all kinds of the second size."""
    sizes = sorted(options.people)
    of_kinds = sizes[min(1, len(sizes) - 1)]
    for people in sizes:
        place = at / f"{people}"
        county = made(people, place / "county")
        for kind in KINDS if people == of_kinds else ["ordinary"]:
            folder = place / kind
            seed = ["--kind", kind, "--seed", str(options.seed)]
            run([sys.executable, "-m", "tests.performance.arrays", county, folder, *seed])
            for name in CONTENDERS:
                yield timed(python, name, folder, options.rounds)


def whole(people: Iterable[int], at: Path) -> Iterator[Whole]:
    """Whole runs beside pyarrow that reads and writes the same files."""
    for size in sorted(people):
        county, out = at / f"{size}" / "county", at / f"{size}" / "out"
        policy = ["--policy", "county_target_bonus", "--out", out, "--no-workbook"]
        yield process(RUN, size, [sys.executable, "-m", "payout.cli", "run", county, *policy])
        copying = [sys.executable, "-m", "tests.performance.copying", county, out, at / f"{size}" / "copy"]
        yield Whole(COPY, size, **json.loads(run(copying)))


def process(name: str, people: int, command: Sequence[str | Path]) -> Whole:
    """A command's figures, as the system keeps them."""
    began = datetime.now(UTC)
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as told:
        child = subprocess.Popen(command, cwd=ROOT, env=place, stdout=told, stderr=told)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            told.seek(0)
            sys.exit(f"{' '.join(map(str, command))}\n{told.read().decode()}")
    wall = (datetime.now(UTC) - began).total_seconds()
    print(f"{people:>9,} {name:<34} {wall:9.2f} s", file=sys.stderr)
    return Whole(name, people, wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


# ── the page ──────────────────────────────


def page(options: argparse.Namespace, found: list[Timed], runs: list[Whole], plot: str) -> str:
    """docs/performance.md."""
    sizes = sorted({one.people for one in found})
    kinds_at = next(one.people for one in found if one.kind != "ordinary")
    return "\n".join(
        [
            *HEAD,
            "",
            made_by(options, found),
            "",
            "```text",
            f"python scripts/bench.py --people {' '.join(map(str, sizes))} --seed {options.seed} --rounds {options.rounds}",
            "```",
            "",
            "## The same amounts by other means",
            "",
            *CONTEST,
            "",
            *table_of_sizes(found, sizes),
            "",
            f"![Seconds against people]({plot})",
            "",
            f"Of {kinds_at:,} people, by what their numbers are like: amounts that are not the exact ones, of {2 * kinds_at:,}.",
            "",
            *table_of_kinds([one for one in found if one.people == kinds_at]),
            "",
            "## Growth",
            "",
            *table_of_growth(found, sizes),
            "",
            "## Whole runs",
            "",
            *WHOLE,
            "",
            *table_of_runs(runs),
            "",
        ]
    )


def made_by(options: argparse.Namespace, found: list[Timed]) -> str:
    """When, on what, of what versions."""
    of_rounds = f"Seed {options.seed}, {options.rounds} rounds, medians. Made by"
    return f"{datetime.now(UTC):%Y-%m-%d}; {machine()}; {versions(found)}. {of_rounds}"


HEAD = [
    "# Performance",
    "",
    "What the engine takes, beside others that do the same work. This page is made by `scripts/bench.py`; figures of single parts, taken",
    "by hand and dated, stand in [measurements.md](measurements.md).",
]
CONTEST = [
    "The target bonus and the leader's bonus of everybody in a large county (`scripts/make_large_county.py`), from tables that each has at",
    "hand in the form it likes: the formula over all units, rates, months, the spread within the unit, discipline, rounding to the fen.",
    "Each contender is a process of its own; `×` is to float64 NumPy, `MB` what a process holds at the most beyond its start, `wrong` how",
    "many of the amounts are not the exact ones. The engine keeps every step of every rule, to explain it; the others keep two columns.",
]
WHOLE = [
    "`payout run` from Parquet to a sealed folder (reading, checks, rules, quotas, CSV and Parquet, evidence), beside one process in which",
    "pyarrow reads the same inputs and writes the same outputs. `MB` is the most that a process held, `bytes a person` that divided.",
]


def table_of_sizes(found: list[Timed], sizes: list[int]) -> list[str]:
    """Seconds and ratios by size."""
    lines = [
        f"| | {' | '.join(f'{size:,} people, s | × | MB | wrong' for size in sizes)} |",
        f"|---|{'---|' * (4 * len(sizes))}",
    ]
    ordinary = {(one.name, one.people): one for one in found if one.kind == "ordinary"}
    for name, label in CONTENDERS.items():
        cells = []
        for size in sizes:
            one, least = ordinary[name, size], ordinary[REFERENCE, size]
            cells += [
                f"{one.seconds:.4f}",
                f"{one.seconds / least.seconds:.1f}",
                f"{one.memory / 1e6:.0f}",
                f"{one.wrong:,}",
            ]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return lines


def table_of_kinds(found: list[Timed]) -> list[str]:
    """Wrong amounts by kind of data."""
    kinds = [kind for kind in KINDS if any(one.kind == kind for one in found)]
    wrong = {(one.name, one.kind): one.wrong for one in found}
    return [
        f"| | {' | '.join(KINDS[kind] for kind in kinds)} |",
        f"|---|{'---|' * len(kinds)}",
        *(
            f"| {label} | {' | '.join(f'{wrong[name, kind]:,}' for kind in kinds)} |"
            for name, label in CONTENDERS.items()
        ),
    ]


def table_of_growth(found: list[Timed], sizes: list[int]) -> list[str]:
    """How the time grows from one size to the next."""
    pairs = list(pairwise(sizes))
    ordinary = {(one.name, one.people): one.seconds for one in found if one.kind == "ordinary"}
    return [
        f"| time grows by | {' | '.join(f'{small:,} → {large:,} (× {large / small:.2g})' for small, large in pairs)} |",
        f"|---|{'---|' * len(pairs)}",
        *(
            f"| {label} | {' | '.join(f'{ordinary[name, large] / ordinary[name, small]:.2f}' for small, large in pairs)} |"
            for name, label in CONTENDERS.items()
        ),
    ]


def table_of_runs(runs: list[Whole]) -> list[str]:
    """Whole processes."""
    lines = [
        "| | people | wall, s | processor, s | × pyarrow | MB | bytes a person |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in runs:
        other = next(run for run in runs if run.people == one.people and run.name == COPY)
        memory = f"{one.memory / 1e6:.0f} | {one.memory / one.people:.0f}" if one.memory else "|"
        ratio = one.wall / other.wall
        lines.append(
            f"| {one.name} | {one.people:,} | {one.wall:.2f} | {one.processor:.2f} | {ratio:.1f} | {memory} |"
        )
    return lines


def machine() -> str:
    """The processor, its cores, the memory."""
    model = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = about.read_text("utf-8").splitlines()
        model = next(
            (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def versions(found: list[Timed]) -> str:
    """Python, and the version of each contender."""
    told = {one.name.split(":")[0].split("_")[0]: one.version for one in found}
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {number}" for name, number in told.items())]
    )


def main() -> None:
    """Time, draw, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, nargs="+", default=[50_000, 200_000, 800_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md")
    options = parser.parse_args()
    python = environment()
    with tempfile.TemporaryDirectory() as name:
        at = Path(name)
        found = list(contest(options, python, at))
        runs = list(whole(options.people, at))
        plot = options.out.parent / "images" / "performance.svg"
        plot.parent.mkdir(parents=True, exist_ok=True)
        figures = {
            label: [(one.people, one.seconds) for one in found if one.name == name and one.kind == "ordinary"]
            for name, label in CONTENDERS.items()
        }
        (at / "figures.json").write_text(json.dumps(figures), "utf-8")
        run([python, "-m", "tests.performance.plot", at / "figures.json", plot])
    options.out.write_text(page(options, found, runs, f"images/{plot.name}"), "utf-8")
    print(f"wrote {options.out} and {plot}")


if __name__ == "__main__":
    main()
