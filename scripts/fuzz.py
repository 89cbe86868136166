"""Inputs that are nearly right, or attacked, for as long as one likes: refused, or paid to the oracle's fen.

    python scripts/fuzz.py [--seconds 60 | --count N] [--seed N] [--kind cells --kind xml …] [--only NUMBER] [--keep FOLDER]

Each mutant is drawn from the seed and its number: `--seed 7 --only 1234` makes that one again. It runs in a child with limits of
time and memory. A mutant is refused with findings, or pays exactly what the scheme's oracle pays for what the files say (read by
other means than ours), or is not judged, for the oracle takes its input to be valid. Anything else ends with exit 1.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.fuzzing.judging import BAD, judge
from scripts.fuzzing.mutants import MUTATORS, mutant


def main(arguments: list[str] | None = None) -> int:
    """Run mutants until the time is over, print what became of them, and say whether all was well."""
    asked = _asked(arguments)
    kinds = asked.kind or list(MUTATORS)
    until = time.monotonic() + asked.seconds
    seen: Counter[tuple[str, str]] = Counter()
    bad = number = 0
    print(f"seed {asked.seed}", flush=True)
    while number < asked.count if asked.count else time.monotonic() < until:
        at = number if asked.only is None else asked.only
        kind, verdict = _one(asked.seed, at, kinds, asked.keep)
        seen[kind, verdict] += 1
        bad += verdict in BAD
        number += 1
        if asked.only is not None:
            break
    for (kind, verdict), count in sorted(seen.items()):
        print(f"{kind:8} {verdict:9} {count:6}")
    print(f"{number} mutants, {bad} of them bad")
    return 1 if bad else 0


def _one(seed: int, number: int, kinds: list[str], keep: Path | None) -> tuple[str, str]:
    draw = Random(f"{seed}:{number}")
    kind = draw.choice(kinds)
    with tempfile.TemporaryDirectory() as name:
        attempt = mutant(draw, kind, Path(name))
        verdict = judge(attempt)
        if verdict.name in BAD:
            print(
                f"{verdict.name}: --seed {seed} --only {number}, {kind} of {attempt.scheme}: {attempt.told}"
            )
            print(verdict.why, flush=True)
            if keep is not None:
                shutil.copytree(name, keep / f"{seed}-{number}", dirs_exist_ok=True)
    return kind, verdict.name


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on")
    parser.add_argument("--count", type=int, default=0, help="how many mutants, however long that takes")
    parser.add_argument(
        "--seed", type=int, default=None, help="where mutants are drawn from; printed if it is left out"
    )
    parser.add_argument(
        "--kind", action="append", choices=list(MUTATORS), help="kinds of mutants, all by default"
    )
    parser.add_argument("--only", type=int, default=None, help="the number of one mutant")
    parser.add_argument("--keep", type=Path, default=None, help="where to keep the inputs of bad ones")
    asked = parser.parse_args(arguments)
    if asked.seed is None:
        asked.seed = SystemRandom().randrange(10**6)
    return asked


if __name__ == "__main__":
    raise SystemExit(main())
