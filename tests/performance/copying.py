"""Only read and write: `python -m tests.performance.copying COUNTY RUN COPY`, with pyarrow alone.

Reads the inputs of a run and writes what the run wrote: each output as CSV and Parquet, each checked table as Parquet. What is written
is made ready before, which is not part of the work. Prints the seconds on the wall and of the processor.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq


def copied(county: Path, ready: dict[Path, object], run: Path, copy: Path) -> None:
    """Read what is in `county`, write what is `ready`."""
    for path in sorted(county.glob("*.parquet")):
        pq.read_table(path)
    for path, table in ready.items():
        name = "-".join(path.relative_to(run).parts)
        pq.write_table(table, copy / name, compression="zstd")
        if path.with_suffix(".csv").exists():
            pc.write_csv(table, copy / f"{name}.csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("county", "run", "copy"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    options.copy.mkdir()
    ready = {path: pq.read_table(path) for path in sorted(options.run.rglob("*.parquet"))}
    began, used = time.perf_counter(), time.process_time()
    copied(options.county, ready, options.run, options.copy)
    told = {"wall": time.perf_counter() - began, "processor": time.process_time() - used}
    print(json.dumps(told))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
