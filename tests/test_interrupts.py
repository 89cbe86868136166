"""Ctrl-C while a process is started: heard behind it, and nothing of what was started stays."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from threading import Thread

import pytest

from payout.intake.apart import Allowance, _Child, apart, begun
from payout.interrupts import Terminated, interrupts_held, stopped_as_interrupted

ENOUGH = Allowance(1 << 30, 100, 100)
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="such processes are forked")


@pytest.fixture(autouse=True)
def _as_in_a_terminal():
    """What runs the tests may ignore interrupts, as a job in the background does."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ended(pid):
    """Whether a child is gone and was waited for."""
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    return True


def held(done, interrupt):
    with interrupts_held():
        interrupt()
        time.sleep(0.05)
        done.append("all of it")


def test_it_is_heard_behind_the_block_and_once():
    done = []
    with pytest.raises(KeyboardInterrupt):
        held(done, lambda: os.kill(os.getpid(), signal.SIGINT))
    assert done == ["all of it"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_another_thread_that_the_system_gives_it_to_changes_nothing():
    done, stays = [], Thread(target=time.sleep, args=(0.3,))
    stays.start()  # before: what is started in the block blocks it too
    with pytest.raises(KeyboardInterrupt):
        held(done, lambda: signal.pthread_kill(stays.ident, signal.SIGINT))
    stays.join()
    assert done == ["all of it"]


def test_what_fails_in_the_block_is_not_lost_behind_it():
    def failing():
        signal.raise_signal(signal.SIGINT)
        raise OSError

    with pytest.raises(KeyboardInterrupt) as told:
        held([], failing)
    assert isinstance(told.value.__context__, OSError)


def test_who_ignores_interrupts_goes_on_ignoring_them():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interrupts_held():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def test_beside_the_main_thread_it_holds_nothing_up():
    found = []

    def work():
        with interrupts_held():
            found.append(1)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [1]


def test_what_is_started_in_it_never_hears_one():
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('on')"
    with interrupts_held():
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"on\n"


@pytest.mark.parametrize(
    ("which", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]
)
def test_a_signal_right_behind_the_fork_leaves_no_process(which, raised, monkeypatch):
    real, made = os.fork, []

    def fork():
        pid = real()
        if pid:
            made.append(pid)
            os.kill(os.getpid(), which)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    with stopped_as_interrupted(), pytest.raises(raised):
        apart(lambda: time.sleep(60), ENOUGH)
    assert ended(made[0])
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_what_is_started_hears_a_stop():
    code = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    with stopped_as_interrupted(), interrupts_held():
        done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGTERM


def test_who_decided_otherwise_about_a_stop_is_left_to_it():
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with stopped_as_interrupted():
            signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_works_for_a_parent_that_is_gone_ends(tmp_path):
    """The parent is killed before the child asks to end with it."""
    code = """
import os, signal, sys
from payout.intake import apart
asks, held = apart._end_with, os.getpid()

def late(parent):
    os.kill(held, signal.SIGKILL)
    while os.getppid() == held:
        pass
    asks(parent)

apart._end_with = late
apart.apart(lambda: open(sys.argv[1], "w").close(), apart.Allowance(1 << 30, 100, 100))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "worked"], stdout=subprocess.PIPE, text=True
    )
    process.communicate(timeout=60)  # until nobody holds its output
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "worked").exists()


def test_an_interrupt_while_it_is_waited_for_leaves_no_process():
    read_end, write_end = os.pipe()

    def work():
        os.write(write_end, b"%d" % os.getpid())
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        apart(work, ENOUGH)
    assert ended(int(os.read(read_end, 20)))
    os.close(read_end)
    os.close(write_end)


def test_a_fork_that_the_system_refuses_leaves_nothing_open(monkeypatch):
    def refused():
        raise BlockingIOError

    def left():
        return [
            one.name for one in Path("/proc/self/fd").glob("*")
        ]  # none where the system does not show them

    before = left()
    monkeypatch.setattr(os, "fork", refused)
    with pytest.raises(BlockingIOError):
        apart(int, ENOUGH)
    assert left() == before


def test_an_interrupt_while_the_clock_is_set_stops_the_clock(monkeypatch):
    """It would end, a minute later, what has the number then; of a process that was waited for that is 0: all of ours."""
    clocks, start = [], threading.Timer.start

    def interrupted(clock):
        clocks.append(clock)
        start(clock)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Timer, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        apart(lambda: time.sleep(60), ENOUGH)
    assert clocks[0].finished.is_set()


def test_what_was_waited_for_is_never_killed(monkeypatch):
    killed = []
    monkeypatch.setattr(os, "kill", lambda *call: killed.append(call))
    child = _Child(ENOUGH)
    child.too_late()
    child.end()
    assert killed == []


def test_an_interrupt_right_behind_the_wait_is_heard_as_one(monkeypatch):
    wait = os.waitpid

    def interrupted(pid, options):
        monkeypatch.setattr(os, "waitpid", wait)
        wait(pid, options)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "waitpid", interrupted)
    with pytest.raises(KeyboardInterrupt):
        apart(int, ENOUGH)


def test_work_that_nobody_waits_for_is_ended():
    read_end, write_end = os.pipe()

    def work():
        os.write(write_end, b"%d" % os.getpid())
        time.sleep(60)

    with begun(work, ENOUGH):
        pid = int(os.read(read_end, 20))
    assert ended(pid)
    os.close(read_end)
    os.close(write_end)
