"""Time one contender, and write what it paid."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import resource
import time
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import numpy as np


def in_fen(amounts) -> np.ndarray:
    """Whole fen: of floats that are rounded to two places already, of Decimals, or as they are."""
    values = np.asarray(amounts)
    if values.dtype == object:
        return np.array([int(value * 100) if isinstance(value, Decimal) else int(value) for value in values])
    return np.rint(values * 100).astype(np.int64) if values.dtype.kind == "f" else values.astype(np.int64)


def peak() -> int:
    """The most memory that this process held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="a module here, or module:variant")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--paid", type=Path)
    options = parser.parse_args()
    module, _, variant = options.name.partition(":")
    contender = importlib.import_module(f"tests.performance.peers.{module}")
    before = peak()
    prepared = contender.prepare(options.folder, *([variant] if variant else []))
    seconds, found = [], None
    for _ in range(options.rounds):
        found = None
        gc.collect()
        began = time.perf_counter()
        found = contender.compute(prepared)
        seconds.append(time.perf_counter() - began)
    memory = peak() - before
    if options.paid:
        found = contender.amounts(found) if hasattr(contender, "amounts") else found
        np.save(options.paid, np.stack([in_fen(amounts) for amounts in found]))
    print(json.dumps({"seconds": seconds, "bytes": memory, "version": version(contender.NEEDS)}))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
