"""A large county in parts on two workers, beside one process: `python -m tests.performance.parts --people 1000000 --kill`.

Prints what each took, what parts and their answers weigh, the peak of memory of the driver, and whether every column came
out the same (numbers to six places, as they are printed). `--kill` ends one worker between two rounds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from payout.engines.cluster import client as clients
from payout.engines.cluster.terms import Terms
from payout.engines.parts.driver import finish_in_parts
from payout.engines.reference.engine import begun, finish
from payout.exact import ExactArray
from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "policies" / "county_target_bonus"
MB = 1_000_000


class Weighed(clients.Cluster):
    """A cluster that weighs what it sends and gets, and may lose a worker."""

    kill = False
    sent = got = largest = 0

    def _submit(self, part):
        weight = len(clients.Packed.of(part).data)
        Weighed.sent += weight
        Weighed.largest = max(Weighed.largest, weight)
        return super()._submit(part)

    def _got(self, future, number):
        packed = super()._got(future, number)
        Weighed.got += len(packed.data)
        return packed

    def step(self, parts):
        for done, (number, outcome) in enumerate(super().step(parts)):
            if done == 1 and Weighed.kill and Weighed.got > Weighed.sent // 2:
                pids = self.client.run(os.getpid)
                os.kill(pids[min(pids)], signal.SIGKILL)
                Weighed.kill = False
                say("a worker is killed")
            yield number, outcome


def digests(run):
    """A digest of each column of a run as it is printed."""
    found = {}
    for level, rows in run.data.items():
        for name, column in rows.columns.items():
            found[level, name] = hashlib.sha256(_bytes(column)).hexdigest()
    return found


def _bytes(column):
    gone = np.asarray(column.isna(), dtype=bool)
    if isinstance(column, ExactArray):
        values = column.round(6).to_scaled(6)
    elif isinstance(column, pd.Categorical):
        values = np.asarray(column.codes, dtype=np.int64)
    elif isinstance(column.dtype, pd.BooleanDtype):
        values = column.to_numpy(dtype=bool, na_value=False)
    elif isinstance(column.dtype, pd.StringDtype):
        values = pd.util.hash_array(np.asarray(column.fillna(""), dtype=object))
    else:
        values = np.asarray(column).astype(np.int64)
    return gone.tobytes() + values.tobytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    Weighed.kill = options.kill
    clients.Cluster = Weighed
    policy = load_policy(PLACE)
    ready = compiled(policy)
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name) / "county"
        if not folder.is_dir():
            script = ROOT / "scripts" / "make_large_county.py"
            command = [sys.executable, script, "--people", str(options.people), folder]
            subprocess.run(command, check=True, capture_output=True)
        began = time.perf_counter()
        tables = read(folder, policy.tables).tables
        told("reading", began)
    began = time.perf_counter()
    run = begun(ready, tables, "fast")
    told("arranging", began)
    began = time.perf_counter()
    alone = digests(finish(run))
    told("one process, and printed", began)
    del run
    run = begun(ready, tables, "fast")
    with clients.opened("", Terms.of(policy, PLACE)) as cluster:
        began = time.perf_counter()
        found = finish_in_parts(run, cluster, lambda stage: told(stage.en, began))
        told("two workers", began)
    same = digests(found) == alone
    say(f"{len(alone)} columns, {'the same' if same else 'DIFFERENT'}; killed {int(options.kill)}")
    say(
        f"sent {Weighed.sent / MB:.0f} MB, the heaviest {Weighed.largest / MB:.1f} MB; got {Weighed.got / MB:.0f} MB"
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    say(f"driver: peak {used.ru_maxrss / 1000:.0f} MB")


def say(text) -> None:
    print(text, flush=True)  # noqa: T201 - what it is for


def told(what, began) -> None:
    say(f"{what}: {time.perf_counter() - began:.2f} s, {time.process_time():.1f} s of CPU so far")


if __name__ == "__main__":
    main()
