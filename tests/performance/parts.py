"""Whole runs of a county on workers that are killed: `python -m tests.performance.parts --people 10000000 --kill one`.

Starts a scheduler and workers on this machine, runs `payout run … --engine dask=ADDRESS`, and kills workers in the middle of rounds, at
random moments. `--kill`: one (in one round; none comes for it); replace (one in every round; another is started); nanny (one in every
round; its nanny starts another); all (all of them in every round; others come a while later); none. `--parts 1,2,7,60`: a run each;
without it as many as the program takes. Prints the seed, and of each run its wall, CPU and peak of memory of all processes together,
what was sent, and whether every file but provenance.json has the bytes of `--beside`. Ends with 1 where one has not.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import distributed
import psutil

ROOT = Path(__file__).parents[2]
POLICY = "county_target_bonus"
ROUNDS = 4  # of this policy
KINDS = ("none", "one", "replace", "nanny", "all")
MB = 1_000_000
LATEST_SECONDS = 0.2  # a worker is killed at most so long after a part is back
AWAY_SECONDS = 4  # at most so long nobody comes
APART = "provenance.json"  # when it was made


@dataclass
class Site:
    """A scheduler and its workers, on this machine."""

    scratch: Path
    nanny: bool
    workers: list[subprocess.Popen] = field(default_factory=list)

    def __post_init__(self):
        file = self.scratch / "scheduler.json"
        self.scheduler = started("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={file}")
        while not file.exists():
            time.sleep(0.1)
        self.client = distributed.Client(scheduler_file=str(file), timeout=60)
        self.address = self.client.scheduler.address

    def start(self, count):
        options = ("--nthreads=1", "--no-dashboard", f"--local-directory={self.scratch / 'work'}")
        nanny = "--nanny" if self.nanny else "--no-nanny"
        self.workers += [started("worker", self.address, nanny, *options) for _ in range(count)]

    def pids(self, count):
        """The processes that compute, once there are so many."""
        found = ()
        while len(found) != count:
            time.sleep(0.05)
            found = self.client.run(os.getpid, on_error="ignore").values()
        return sorted(found)

    def close(self):
        self.client.close()
        for one in (*self.workers, self.scheduler):
            one.terminate()
            one.wait(30)


def started(program, *arguments):
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass
class Killer:
    """Who kills workers of a site, how, and how many there are to be when a round begins."""

    site: Site
    kind: str
    rng: random.Random
    workers: int
    turn: int = 0
    killed: list[str] = field(default_factory=list)
    thread: Thread | None = None

    def __post_init__(self):
        chosen = range(1, ROUNDS + 1) if self.kind in KINDS[2:] else [self.rng.randint(1, ROUNDS)]
        self.rounds = set(chosen) if self.kind != "none" else set()

    def round_begins(self, parts):
        """Choose whom, and how many of the parts are back before; the last round's killing is over."""
        self.ended()
        self.turn, self.done = self.turn + 1, 0
        if self.turn in self.rounds:
            pids = self.site.pids(self.workers)
            self.pids = pids if self.kind == "all" else [self.rng.choice(pids)]
            self.after = self.rng.randrange(parts)
            self.late = self.rng.uniform(0, LATEST_SECONDS)
            self.thread = Thread(target=self._kill)
            self._look()

    def part_is_back(self):
        self.done += 1
        self._look()

    def _look(self):
        if self.turn in self.rounds and self.done == self.after:
            self.thread.start()

    def ended(self):
        if self.thread is not None and self.thread.ident is not None:
            self.thread.join()

    def _kill(self):
        time.sleep(self.late)
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        self.killed.append(f"{len(self.pids)} in round {self.turn} with {self.done} parts back")
        if self.kind == "all":
            time.sleep(self.rng.uniform(0, AWAY_SECONDS))
        if self.kind in {"all", "replace"}:
            self.site.start(len(self.pids))


@dataclass
class Sampled:
    """The peak of memory of processes together, the proportional set size of each, by what they are."""

    most: int = 0
    of_driver: int = 0
    over: Event = field(default_factory=Event)

    def watch(self, driver):
        while not self.over.wait(0.5):
            sizes = {one.pid: resident(one.pid) for one in psutil.Process().children(recursive=True)}
            self.most = max(self.most, sum(sizes.values()))
            self.of_driver = max(self.of_driver, sizes.get(driver, 0))


def resident(pid):
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def written_by(county, out, *engine):
    command = ["run", county, "--policy", POLICY, "--out", out, "--no-workbook", "--lang", "en", *engine]
    return [str(one) for one in command]


def in_parts(options, county, out, parts, scratch):
    """One run in parts; gives how it ended and whom the killer got."""
    rng = random.Random(f"{options.seed} {parts}")
    with closing(Site(scratch, options.kill == "nanny")) as site:
        site.start(options.workers)
        site.pids(options.workers)
        killer, sampled = Killer(site, options.kill, rng, options.workers), Sampled()
        arguments = written_by(county, out, "--engine", f"dask={site.address}")
        command = [sys.executable, "-m", "tests.performance.parted", str(parts), *arguments]
        with (scratch / "said").open("w") as said:
            driver = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
            )
        watch = Thread(target=sampled.watch, args=[driver.pid])
        watch.start()
        followed(driver, killer)
        driver.wait()
        killer.ended()
        sampled.over.set()
        watch.join()
    return driver.returncode, killer.killed, sampled


def followed(driver, killer):
    """Let the killer know how far a run is, until it ends."""
    for line in driver.stdout:
        match line.split():
            case ["round", count]:
                killer.round_begins(int(count))
                driver.stdin.write("go\n")
                driver.stdin.flush()
            case ["part", _]:
                killer.part_is_back()
            case ["weighed", *weights]:
                sent, got, largest = (int(one) / MB for one in weights)
                say(f"  sent {sent:.0f} MB, the heaviest {largest:.1f} MB; got {got:.0f} MB")


def digests(out):
    return {
        path.relative_to(out): path
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != APART
    }


def same(out, other):
    """Whether two folders hold the same bytes; says what differs."""
    files, others = digests(out), digests(other)
    different = [name for name in files if name not in others or not equal(files[name], others[name])]
    different += sorted(set(others) - set(files))
    say(f"  {len(files)} files, {f'DIFFERENT: {different}' if different else 'the same bytes'}")
    return bool(files) and not different


def equal(one, other):
    return subprocess.run(["cmp", "-s", one, other], check=False).returncode == 0


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def options_asked():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=80_000)
    parser.add_argument("--county", type=Path, help="a folder that there is, in place of one that is made")
    parser.add_argument(
        "--scratch", type=Path, help="where all is written, in a folder that is removed again"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--parts", default="0", help="how many, with commas between")
    parser.add_argument("--kill", choices=KINDS, default="one")
    parser.add_argument("--beside", choices=("fast", "reference"), default="fast")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def main() -> None:
    options, well = options_asked(), True
    say(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="parts-", dir=options.scratch) as name:
        scratch = Path(name)
        county = options.county or made(scratch / "county", options.people)
        alone = scratch / "alone"
        began, used = time.perf_counter(), spent()
        command = [sys.executable, "-m", "payout.cli", *written_by(county, alone, "--engine", options.beside)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        say(f"{options.beside}: {time.perf_counter() - began:.1f} s, CPU {spent() - used:.1f} s")
        for number, parts in enumerate(int(one) for one in options.parts.split(",")):
            well &= shown(options, county, alone, parts, scratch / f"{number}")
    sys.exit(not well)


def made(county, people):
    script = ROOT / "scripts" / "make_large_county.py"
    subprocess.run([sys.executable, script, "--people", str(people), county], check=True, capture_output=True)
    return county


def shown(options, county, alone, parts, scratch):
    """One run in parts, told; gives whether it ended well."""
    scratch.mkdir()
    out = scratch / "out"
    say(f"in {parts or 'as many as it takes'} parts, kill {options.kill}")
    began, used = time.perf_counter(), spent()
    code, killed, sampled = in_parts(options, county, out, parts, scratch)
    say(f"  killed: {'; '.join(killed) or 'none'}")
    say(
        f"  exit {code}: {time.perf_counter() - began:.1f} s, CPU {spent() - used:.1f} s, peak of all {sampled.most / MB:.0f} MB, "
        f"of the driver {sampled.of_driver / MB:.0f} MB"
    )
    if code:
        say((scratch / "said").read_text(encoding="utf-8")[-2000:])
        return False
    return same(out, alone)


def say(text) -> None:
    print(text, flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
