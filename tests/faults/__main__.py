"""`python -m tests.faults --seconds 40 --seed 1`: as many disturbed runs as there is time for; `--long`: every one of them."""

import argparse
import os
import sys
import tempfile
import time

from tests.faults.shim import LOADED, built, loaded
from tests.faults.trials import faults, grounds, judged, raced, signals

SIGNALS, SIGNALS_LONG = 12, 400
RACES, RACES_LONG = 2, 60


def main():
    asked = argparse.ArgumentParser(prog="python -m tests.faults")
    asked.add_argument("--seconds", type=float, default=40, help="stop after so long")
    asked.add_argument("--seed", type=int, default=1, help="which trials are taken, and when signals come")
    asked.add_argument(
        "--in-process", action="store_true", help="fail Python's own calls, as where no compiler is"
    )
    asked.add_argument("--long", action="store_true", help="every call, however long it takes")
    options = asked.parse_args()
    if LOADED not in os.environ and not options.in_process:
        with tempfile.TemporaryDirectory(prefix="payout-shim-") as folder:
            library = built(folder)
            if library is not None:
                again = [sys.executable, "-m", "tests.faults", *sys.argv[1:]]
                sys.exit(os.spawnve(os.P_WAIT, sys.executable, again, {**os.environ, LOADED: str(library)}))
    sys.exit(trial(options))


def trial(options):
    """Try; gives 1 where anything is wrong."""
    ends = time.monotonic() + options.seconds
    with grounds(loaded()) as ground:
        every = faults(
            ground, options.seed, ("EIO", "ENOSPC", "EACCES", "ENOMEM") if options.long else ("EIO", "ENOSPC")
        )
        some = signals(ground, options.seed, SIGNALS_LONG if options.long else SIGNALS)
        print(
            f"{ground.calls} calls a run, {ground.lasts:.2f} s; {len(every)} faults, {len(some)} signals",
            flush=True,
        )
        bad = tried = 0
        jobs = [
            (
                f"two runs at once, {'with' if earlier else 'without'} --force",
                lambda e=earlier: raced(ground, earlier=e),
            )
            for _ in range(RACES_LONG if options.long else RACES // 2)
            for earlier in (False, True)
        ]
        jobs += [(str(one), lambda one=one: judged(ground, one)) for one in (*some, *every)]
        for name, job in jobs:
            if not options.long and time.monotonic() > ends:
                break
            wrong = job()
            tried += 1
            if wrong:
                bad += 1
                print(f"✗ {name}", *wrong, sep="\n    ", flush=True)
        print(f"{tried} of {len(jobs)} tried with seed {options.seed}, {bad} wrong", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    main()
