"""Runs that are disturbed: what they leave, and whether what they say of it is true.

Each trial is a `payout run` in a process of its own, forked from one that has imported all of it; four of five take the computed batch
from there too, and only write. What stands at the output is then the old run or the new one, whole, or nothing where there was
nothing; what was said says which; and the next run leaves nothing over.
"""

import errno
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from payout import batch as stages
from payout.archive import Changes, RunChanged, intact
from payout.batch import compute, publish
from payout.cli.exits import DISK, INTERRUPTED, OK, UNWRITTEN, USAGE
from payout.cli.main import code_of
from payout.rules.policy.loading import find_policy, load_policy

POLICY = "city_reward_fund"
SOURCE = Path(__file__).parents[2] / "fixtures" / POLICY / f"{POLICY}.xlsx"
NUMBERS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EACCES": errno.EACCES, "ENOMEM": errno.ENOMEM}
PUBLISHED = ("is published", "已发布到")
OLD, NEW = "en", "zh"  # the language of a run tells which of two it is


@dataclass(frozen=True)
class Trial:
    """How one run is disturbed. `earlier`: a run stands there already, and is to be replaced."""

    earlier: bool
    nth: int = -1
    once: bool = True
    number: str = "EIO"
    signal: int = 0
    after: float = 0.0  # seconds
    reads: bool = True  # and computes; else it only writes

    def __str__(self):
        where = "--force over an earlier run" if self.earlier else "a new output"
        if self.signal:
            return f"{signal.Signals(self.signal).name} after {self.after:.3f} s, {where}"
        return f"call {self.nth} {'once' if self.once else 'and all behind it'} {self.number}, {where}"


@dataclass(frozen=True)
class Outcome:
    """How a disturbed run ended: its exit code (negative: a signal), what it said, what stands at the output."""

    code: int
    said: str
    state: str


def forked():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


class Ground:
    """A folder in which runs are tried, the batch that the next run writes, and an earlier run to be replaced."""

    def __init__(self, folder, shim):
        self.folder, self.shim = Path(folder) / "ground", shim
        self.said = Path(folder) / "said"
        self.kept = Path(folder) / "kept"
        self.source = self.folder / SOURCE.name
        self.out = self.folder / "out"
        self.folder.mkdir()
        shutil.copy(SOURCE, self.source)
        self.batch = compute(self.source, load_policy(find_policy(POLICY))).looked
        publish(self.batch, self.kept, Changes(), lang=OLD)
        began = time.monotonic()
        self.calls = self._count()
        self.lasts = time.monotonic() - began

    def _count(self):
        """How many calls an undisturbed run makes."""
        read_end, write_end = os.pipe()
        pid = forked()
        if not pid:
            self.shim.arm(self.folder, -1, 0, once=True)
            code = self._run(earlier=False)
            count = self.shim.count
            self.shim.arm("", -1, 0, once=True)
            os.write(write_end, f"{count} {code}".encode())
            os._exit(0)
        os.close(write_end)
        with os.fdopen(read_end) as stream:
            count, code = map(int, stream.read().split())
        os.waitpid(pid, 0)
        assert code == OK, self.said.read_text()
        self.clear()
        return count

    def clear(self):
        for path in self.folder.iterdir():
            if path != self.source:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    @property
    def state(self):
        """What stands at the output."""
        if not os.path.lexists(self.out):
            return "nothing"
        try:
            language = intact(self.out).manifest["language"]
        except RunChanged as changed:
            return f"broken: {changed}"
        return {OLD: "old", NEW: "new"}[language]

    def _run(self, *, earlier):
        """The command, in this process; what it says goes to a file."""
        said = os.open(self.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        force = ["--force"] if earlier else []
        return code_of(["run", str(self.source), "-p", POLICY, "-o", str(self.out), "--lang", NEW, *force])

    def start(self, *, earlier, reads=True, before=lambda: None):
        """Begin a run in a child; gives its process."""
        pid = forked()
        if not pid:
            if not reads:
                stages.compute = lambda *_, **__: self.batch
            try:
                before()
                code = self._run(earlier=earlier)
            except BaseException:  # noqa: BLE001 - what is not caught inside is what we look for
                code = 99
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError):
                    stream.flush()
            os._exit(code)
        return pid

    def end(self, pid):
        _, status = os.waitpid(pid, 0)
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        return Outcome(code, self.said.read_text(encoding="utf-8", errors="replace"), self.state)

    def tried(self, trial):
        """Disturb a run; gives how it ended."""
        self.clear()
        if trial.earlier:
            shutil.copytree(self.kept, self.out)
        if trial.signal:
            pid = self.start(earlier=trial.earlier)
            time.sleep(trial.after)
            os.kill(pid, trial.signal)
            return self.end(pid)
        arm = lambda: self.shim.arm(self.folder, trial.nth, NUMBERS[trial.number], once=trial.once)  # noqa: E731
        return self.end(self.start(earlier=trial.earlier, reads=trial.reads, before=arm))

    def next_run(self):
        """What is wrong after the next run, which nobody disturbs."""
        publish(self.batch, self.out, Changes(), lang=NEW, force=True)
        left = sorted({path.name for path in self.folder.iterdir()} - {"out", self.source.name})
        return (
            []
            if self.state == "new" and not left
            else [f"after the next run: {self.state}, left over: {left}"]
        )


def wrong_of(outcome, *, earlier):
    """What is wrong with how a disturbed run ended."""
    before = "old" if earlier else "nothing"
    unwritten, published = UNWRITTEN(NEW) in outcome.said, any(word in outcome.said for word in PUBLISHED)
    wrong = []
    if outcome.state not in (before, "new"):
        wrong.append(f"at the output stands {outcome.state}")
    if outcome.code == OK and outcome.state != "new":
        wrong.append("it ended with 0 and has not published")
    if (
        outcome.code not in (OK, DISK, INTERRUPTED) and outcome.code > 0
    ):  # 2 and 3 would blame the user for the disk
        wrong.append(f"it ended with {outcome.code}")
    if unwritten and outcome.state != before:
        wrong.append("it said that nothing was written, and the new run stands")
    if published and outcome.state != "new":
        wrong.append("it said that the run is published, and it is not")
    if outcome.code > 0 and outcome.state == "new" and not published:
        wrong.append("it failed, the new run stands, and it did not say so")
    return wrong


def faults(ground, seed, kinds=("EIO", "ENOSPC")):
    """Every call of a run failed, once and from then on, over nothing and over an earlier run; in an order of the seed."""
    found = [
        Trial(earlier, nth, once, number, reads=nth % 5 == 0 or nth < 20)
        for earlier in (False, True)
        for once in (True, False)
        for nth in range(1, ground.calls + 40 * earlier + 1)
        for number in kinds
    ]
    random.Random(seed).shuffle(found)
    return found


def signals(ground, seed, count):
    """Signals at instants of the seed."""
    chance = random.Random(seed)
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
    return [
        Trial(chance.random() < 0.5, signal=chance.choice(kinds), after=chance.uniform(0, 1.1 * ground.lasts))
        for _ in range(count)
    ]


def judged(ground, trial):
    """What is wrong with a trial, none where all is well."""
    outcome = ground.tried(trial)
    wrong = wrong_of(outcome, earlier=trial.earlier)
    said = [] if not wrong else [outcome.said[-600:]]
    return [*wrong, *ground.next_run(), *said]


def raced(ground, *, earlier):
    """Two runs to one output at once: one publishes, and none says what is not so."""
    ground.clear()
    if earlier:
        shutil.copytree(ground.kept, ground.out)
    first, second = (ground.start(earlier=earlier) for _ in range(2))
    codes = [ground.end(pid).code for pid in (first, second)]
    wrong = [] if OK in codes and set(codes) <= {OK, USAGE} else [f"they ended with {codes}"]
    wrong += [] if earlier or codes.count(OK) == 1 else [f"without --force both published: {codes}"]
    wrong += [] if ground.state == "new" else [f"at the output stands {ground.state}"]
    return [*wrong, *ground.next_run()]


@contextmanager
def grounds(shim):
    with tempfile.TemporaryDirectory(prefix="payout-faults-") as folder:
        yield Ground(folder, shim)
