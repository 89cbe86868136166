"""What is told where a cluster fails: who it is, what of a part, what to do. Without a cluster, but for one that is interrupted."""

from __future__ import annotations

import asyncio
import os
import pickle
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import monotonic, sleep
from types import SimpleNamespace

import distributed
import pytest

from payout.engines.cluster import client as clients
from payout.engines.cluster import faults
from payout.engines.cluster.asking import expect_fit, expect_worker
from payout.engines.cluster.client import Cluster, SystemRefused, ended, opened, worked
from payout.engines.cluster.terms import Discrepancy, Terms, Unfit
from payout.engines.parts.driver import IN_ONE, finish_in_parts
from payout.engines.parts.fault import PartsFault
from payout.engines.parts.here import Here
from payout.engines.reference.engine import begun, computed
from payout.rules.compiled.compiled import compiled
from payout.text import Text
from tests.engines.test_parts import assert_alike, policy_named, tables_of

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "policies" / "city_leaders"
PARTS = (Text("单位 U1 至 U4", "units U1 to U4"), Text("单位 U5 至 U9", "units U5 to U9"))


class Answering:
    """A client of a cluster whose members answer as they are told to: with a value, with an exception, or never."""

    status = "running"

    def __init__(self, **answers):
        self.answers = answers

    def sync(self, function, *arguments):
        return asyncio.run(function(*arguments))

    def nthreads(self, **_):
        return {worker: 1 for worker in self.answers if worker != "scheduler"}

    async def _run_on_scheduler(self, *_):
        return await self._said("scheduler")

    async def _run(self, *_, workers, **_options):
        return {workers[0]: await self._said(workers[0])}

    async def _said(self, who):
        answer = self.answers.get(who, ())
        if answer is None:
            await asyncio.sleep(60)
        return answer


HEARING = """
import signal
from payout.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
main()
"""


@pytest.fixture
def terms():
    return Terms.of(policy_named("city_leaders"), PLACE)


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch):
    monkeypatch.setattr(faults, "PATIENCE_SECONDS", 0.2)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ModuleNotFoundError("No module named 'payout'"), "ModuleNotFoundError: No module named 'payout'"),
        (AttributeError("no such name\nat length"), "AttributeError: no such name"),
    ],
)
@pytest.mark.parametrize("who", ["w2", "scheduler"])
def test_who_cannot_even_be_asked_is_named_with_what_it_says(answer, words, who, terms):
    client = Answering(**{"w1": (), "w2": (), who: answer})
    with pytest.raises(PartsFault) as fault:
        expect_fit(client, terms, ["w1", "w2"])
    assert f"{who}: payout cannot be used: {words}\n" in fault.value.problem.en
    named = {"scheduler": "调度器"}.get(who, who)
    assert f"{named}:payout 不可用:{words}\n" in fault.value.problem.zh
    assert "w1" not in fault.value.problem.en


@pytest.mark.parametrize("answer", [None, ConnectionRefusedError("gone")])
def test_a_worker_that_is_silent_is_named(answer, terms):
    with pytest.raises(PartsFault, match=r"No answer in 0.2 s from w2\."):
        expect_fit(Answering(w1=(), w2=answer), terms, ["w1", "w2"])


@pytest.mark.parametrize("silent", [("scheduler",), ("scheduler", "w2")])
def test_a_silent_scheduler_is_called_one_and_not_a_worker(silent, terms):
    """With the workers that cannot be heard without it, too: those are not what is to be mended."""
    client = Answering(**{"w1": (), "w2": (), **dict.fromkeys(silent)})
    with pytest.raises(PartsFault, match=r"No answer in 0.2 s from the scheduler\.") as fault:
        expect_fit(client, terms, ["w1", "w2"])
    assert fault.value.problem.zh.startswith("调度器没有应答(等了 0.2 秒)。")
    assert "w2" not in fault.value.problem.zh + fault.value.problem.en


def test_a_policy_that_cannot_be_loaded_there_is_told_with_its_reason(terms, tmp_path):
    (tmp_path / "policy.toml").mkdir()
    strange = Terms(**vars(terms) | {"place": str(tmp_path)})
    (found,) = strange.differences()
    assert (found.what, found.wanted) == ("city_leaders", "")
    assert "policy.toml" in found.found


def test_a_worker_that_computes_may_be_asked_meanwhile(tmp_path):
    """Threads of a worker that load one policy at the same moment."""
    place = tmp_path / "city_leaders"
    shutil.copytree(PLACE, place)
    terms, together = Terms.of(policy_named("city_leaders"), place), Barrier(3)

    def differences(_):
        together.wait()
        return terms.differences()

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(differences, range(3))) == [(), (), ()]


def test_a_scheduler_that_says_nothing_is_lost(terms):
    def nthreads(**_):
        raise TimeoutError

    cluster = Cluster(SimpleNamespace(status="running", nthreads=nthreads), terms)
    with pytest.raises(PartsFault, match="does not answer"):
        cluster.threads()


def test_that_nobody_is_there_is_said_while_it_is_waited():
    said = []

    def wait_for_workers(*_, timeout):
        raise distributed.TimeoutError(timeout)

    client = Answering()
    client.wait_for_workers = wait_for_workers
    with pytest.raises(PartsFault, match="no worker"):
        expect_worker(client, said.append)
    assert said == [faults.waiting()]


class future:  # noqa: N801 - one of Dask
    def __init__(self, key):
        self.key = key


def test_where_all_workers_ended_the_parts_that_most_of_them_had_are_named(terms, monkeypatch):
    def waits(*_):
        raise TimeoutError

    tasks = {"a": SimpleNamespace(suspicious=1), "b": SimpleNamespace(suspicious=2), "c": None}
    client, said = Answering(), []
    client.run_on_scheduler = lambda function, keys: function(keys, SimpleNamespace(tasks=tasks))
    monkeypatch.setattr(distributed, "wait", waits)
    cluster = Cluster(client, terms, said.append, called=PARTS)
    with pytest.raises(PartsFault) as fault:
        cluster._arrived({future("a"): 0, future("b"): 1})
    assert "ended with units U5 to U9:" in fault.value.problem.en
    assert "正在计算:单位 U5 至 U9。" in fault.value.problem.zh
    assert said == [faults.waiting()]
    assert ended(["a", "gone"], SimpleNamespace(tasks=tasks)) == {"a": 1}


def test_a_worker_whose_disk_is_full_is_named_with_the_part(terms, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "/scratch/1")

    monkeypatch.setattr(clients, "stepped", full)
    monkeypatch.setattr(clients, "worker_here", lambda: "tcp://10.0.0.6:1")
    with pytest.raises(SystemRefused) as error:
        worked(SimpleNamespace(plan=None), clients.Packed.of(None))
    sent = pickle.loads(pickle.dumps(error.value))  # noqa: S301 - our own
    fault = Cluster(None, terms, called=PARTS)._fault(sent, 1)
    for words in ("tcp://10.0.0.6:1", "units U5 to U9", "No space left on device", "/scratch/1"):
        assert words in fault.problem.en
    assert "单位 U5 至 U9" in fault.problem.zh


def test_want_of_memory_names_the_part_and_a_late_worker_what_it_has(terms):
    cluster = Cluster(None, terms, called=PARTS)
    assert "units U1 to U4" in cluster._fault(MemoryError(), 0).problem.en
    late = Unfit("w3", (Discrepancy("numpy", "2", "1"),))
    assert "w3: numpy is 1, not 2" in cluster._fault(late, 0).problem.en
    other = ValueError("a fault of the program")
    assert cluster._fault(other, 0) is other


def test_processes_of_this_machine_speak_to_nobody_else(terms, monkeypatch):
    asked = {}

    def started(**options):
        asked.update(options)
        raise OSError

    monkeypatch.setattr(distributed, "LocalCluster", started)
    with pytest.raises(PartsFault), opened("", terms):
        pass
    assert asked["security"] is True
    assert asked["dashboard_address"].startswith("127.0.0.1:")
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_what_cannot_be_cut_is_computed_in_one_and_that_is_said():
    ready, tables, said = compiled(policy_named("city_leaders")), tables_of("city_leaders"), []
    assert_alike(finish_in_parts(begun(ready, tables), Here(100_000), said.append), computed(ready, tables))
    assert said == [IN_ONE]


def test_an_interrupted_run_leaves_nothing(tmp_path):
    """Ctrl-C as a terminal sends it: to the program and to all that it started."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    source, out = ROOT / "fixtures" / "county_target_bonus" / "csv", tmp_path / "out"
    arguments = ["run", source, "-p", "county_target_bonus", "-o", out, "--engine", "dask", "--lang", "en"]
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, *arguments],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as run:
        said = ""
        while "building the policy" not in said:
            said += run.stderr.read(1) or pytest.fail(f"it ended, and said: {said}")
        os.killpg(run.pid, signal.SIGINT)
        said += run.stderr.read()
    assert run.returncode == 130
    assert "Interrupted. Nothing was written." in said
    assert "Traceback" not in said
    assert list(scratch.iterdir()) == []
    assert not out.exists()
    until = monotonic() + 10  # for a process that is on its way out
    while (left := of_session(run.pid)) and monotonic() < until:
        sleep(0.1)
    assert left == []


def of_session(number):
    """The processes of a session that are still there."""
    numbers = (int(one.name) for one in Path("/proc").glob("[0-9]*"))
    return [pid for pid in numbers if session_of(pid) == number]


def session_of(pid):
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0
