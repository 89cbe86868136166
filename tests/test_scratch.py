"""A folder for a while: gone when its block ends, or with the next one where its process was killed; nobody else's is touched."""

import signal
import subprocess
import sys

import pytest

from payout.scratch import scratch

HOLDING = """
from time import sleep
from payout.scratch import scratch

with scratch() as folder:
    (folder / "names.csv").write_text("held")
    print(folder, flush=True)
    sleep(600)
"""


@pytest.fixture
def aside(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder(aside):
    """A process that has a folder with something in it."""
    with subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True) as process:
        yield process, aside / process.stdout.readline().strip()
        process.kill()


def test_it_is_private_and_gone_with_its_block(aside):
    with scratch() as folder:
        assert (folder.parent, folder.stat().st_mode & 0o777) == (aside, 0o700)
        (folder / "a").mkdir()
    assert not any(aside.iterdir())


def test_it_is_gone_where_the_block_fails(aside):
    with pytest.raises(ValueError, match="of the block"), scratch():
        raise ValueError("of the block")
    assert not any(aside.iterdir())


def test_what_a_killed_process_left_goes_with_the_next(aside, holder):
    process, left = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (left / "names.csv").is_file()
    with scratch() as folder:
        assert [*aside.iterdir()] == [folder]


def test_that_of_a_living_process_stays(aside, holder):
    _, held = holder
    with scratch() as folder:
        assert {*aside.iterdir()} == {folder, held}
    assert (held / "names.csv").is_file()


def test_what_somebody_else_put_there_stays(aside):
    own = [aside / "payout-scratch-notes", aside / "payout-0123abcd", aside / "payout-scratch-0123abcd.csv"]
    for folder in own:
        folder.mkdir()
    target = aside / "kept"
    target.mkdir()
    link = aside / "payout-scratch-0123abce"
    link.symlink_to(target)
    file = aside / "payout-scratch-0123abcf"
    file.touch()
    with scratch():
        pass
    assert {*aside.iterdir()} == {*own, target, link, file}
