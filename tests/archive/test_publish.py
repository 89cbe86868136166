"""The output directory appears whole or not at all, whatever happens while it is written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import payout
from payout.archive import publish
from payout.archive.errors import OutputExists, PublishedNonetheless
from payout.archive.publish import published

ROOT = Path(payout.__file__).parents[1]
SEAL = """
import hashlib, json

def seal_as_run(folder, **more):
    digest = lambda data: hashlib.sha256(data).hexdigest()
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    files = {n: {"sha256": digest(d), "size": len(d)} for n, d in files.items() if n != ".payout-making"}
    policy = {"id": "fund", "digest": "0" * 64}
    record = {"format": "payout run 1", "language": "zh", "code_version": "0", "policy": policy, "files": files}
    text = json.dumps({**record, "tables": {}, "rows": {}, "totals": {}, **more})
    (folder / "manifest.json").write_text(text)
    (folder / "provenance.json").write_text(json.dumps({"manifest_sha256": digest(text.encode())}))
"""
exec(SEAL)  # noqa: S102 - the same function here and in the processes that are killed
KEEP_PUBLISHING = (
    SEAL
    + """
import os, pathlib, sys
from payout.archive.publish import published

def publish_on(out):
    for turn in range(10_000):
        with published(out, force=True) as folder:
            names = [f"part{i}.csv" for i in range(5)]
            for name in names:
                (folder / name).write_text(f"{turn}\\n" * 2000)
            seal_as_run(folder, turn=turn)

for _ in sys.stdin:  # a process for each line, forked from this one, which has imported all of it
    child = os.fork()
    if not child:
        publish_on(pathlib.Path(sys.argv[1]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""
)


def make(out, text="one", *, force=False):
    with published(out, force=force) as folder:
        (folder / "people.csv").write_text(text)
        seal_as_run(folder)  # noqa: F821 - made by SEAL


def hidden(parent):
    return [path.name for path in parent.iterdir() if path.name.startswith(".")]


def test_directory_and_files_are_private(tmp_path):
    with published(tmp_path / "out") as folder:
        (folder / "evidence").mkdir(mode=0o755)
        (folder / "evidence" / "a.json").write_text("{}")
    out = tmp_path / "out"
    assert [oct(p.stat().st_mode & 0o777) for p in (out, out / "evidence", out / "evidence/a.json")] == [
        "0o700",
        "0o700",
        "0o600",
    ]
    assert hidden(tmp_path) == []


def test_missing_parents_are_made(tmp_path):
    make(tmp_path / "results" / "2012")
    assert (tmp_path / "results/2012/people.csv").read_text() == "one"


@pytest.mark.parametrize("kind", ["run", "empty", "file", "dangling link"])
def test_what_exists_is_refused_without_force(tmp_path, kind):
    out = tmp_path / "out"
    {
        "run": lambda: make(out),
        "empty": out.mkdir,
        "file": lambda: out.write_text("mine"),
        "dangling link": lambda: out.symlink_to(tmp_path / "nowhere"),
    }[kind]()
    with pytest.raises(OutputExists, match="exists already"):
        make(out, "two")
    assert os.path.lexists(out)
    assert hidden(tmp_path) == []


def test_force_replaces_an_earlier_run(tmp_path):
    make(tmp_path / "out", "one")
    make(tmp_path / "out", "two", force=True)
    assert (tmp_path / "out/people.csv").read_text() == "two"
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["notes.docx", "sub/thesis.tex"])
def test_force_never_removes_files_that_no_run_wrote(tmp_path, name):
    out = tmp_path / "out"
    make(out)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("my own")
    with pytest.raises(OutputExists, match=name):
        make(out, "two", force=True)
    assert (out / name).read_text() == "my own"
    assert (out / "people.csv").read_text() == "one"


def test_force_refuses_a_directory_that_is_not_a_run(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("dear")
    with pytest.raises(OutputExists, match=r"letter\.txt"):
        make(home, force=True)


def test_force_refuses_a_link(tmp_path):
    make(tmp_path / "real")
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with pytest.raises(OutputExists, match="not a directory"):
        make(tmp_path / "out", force=True)


def test_lock_files_of_an_open_editor_do_not_stop_force(tmp_path):
    make(tmp_path / "out")
    (tmp_path / "out/.~lock.payout.xlsx#").write_text("open")
    make(tmp_path / "out", "two", force=True)
    assert (tmp_path / "out/people.csv").read_text() == "two"


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("fault")]
)
@pytest.mark.parametrize("earlier", [True, False])
def test_a_failure_leaves_everything_as_it_was(tmp_path, error, earlier):
    out = tmp_path / "out"
    if earlier:
        make(out)

    def failing():
        with published(out, force=True) as folder:
            (folder / "people.csv").write_text("half")
            raise error

    with pytest.raises(type(error)):
        failing()
    assert out.exists() == earlier
    assert not earlier or (out / "people.csv").read_text() == "one"
    assert hidden(tmp_path) == []


def test_a_sync_that_fails_publishes_nothing(tmp_path, monkeypatch):
    make(tmp_path / "out")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        make(tmp_path / "out", "two", force=True)
    assert (tmp_path / "out/people.csv").read_text() == "one"
    assert hidden(tmp_path) == []


def test_a_parent_that_cannot_be_written(tmp_path):
    parent = Path("/proc") if os.geteuid() == 0 else tmp_path / "locked"
    if os.geteuid():
        parent.mkdir(mode=0o500)
    with pytest.raises(OSError, match=r"Permission denied|No such file"):
        make(parent / "out")


def test_somebody_else_publishes_first(tmp_path):
    def late():
        with published(tmp_path / "out") as folder:
            (folder / "people.csv").write_text("late")
            (tmp_path / "out").mkdir()

    with pytest.raises(OutputExists):
        late()
    assert list((tmp_path / "out").iterdir()) == []


class TestWithoutExchange:
    """Where names cannot be exchanged in one step."""

    @pytest.fixture(autouse=True)
    def no_exchange(self, monkeypatch):
        monkeypatch.setattr(publish, "exchange", lambda _one, _other: False)

    def test_force_still_replaces(self, tmp_path):
        make(tmp_path / "out")
        make(tmp_path / "out", "two", force=True)
        assert (tmp_path / "out/people.csv").read_text() == "two"
        assert hidden(tmp_path) == []

    def test_the_old_one_returns_when_the_new_one_cannot_move_in(self, tmp_path, monkeypatch):
        make(tmp_path / "out")
        rename = Path.rename

        def refuse(self, target):
            if ".payout-tmp-" in self.name:
                raise OSError(5, "Input/output error")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", refuse)
        with pytest.raises(OSError, match="Input/output"):
            make(tmp_path / "out", "two", force=True)
        assert (tmp_path / "out/people.csv").read_text() == "one"
        assert hidden(tmp_path) == []

    def test_the_next_run_puts_back_what_a_dead_one_set_aside(self, tmp_path):
        make(tmp_path / "out")
        (tmp_path / "out").rename(tmp_path / ".out.payout-old-00000000")
        with pytest.raises(OutputExists):
            make(tmp_path / "out", "two")
        assert (tmp_path / "out/people.csv").read_text() == "one"


def test_leftovers_of_dead_runs_are_removed_and_living_ones_kept(tmp_path):
    (tmp_path / ".out.payout-tmp-deadbeef").mkdir()
    (tmp_path / ".out.payout-tmp-deadbeef/people.csv").write_text("half")
    (tmp_path / ".out.payout-tmp-deadbeef" / publish.MAKING).touch()
    (tmp_path / ".other.payout-tmp-deadbeef").mkdir()
    with published(tmp_path / "out") as living:
        make(tmp_path / "out", "quick")
        assert living.exists()
        with pytest.raises(OutputExists):
            publish.check_free(tmp_path / "out", force=False)
        make(tmp_path / "out", "two", force=True)
        for name in ("manifest.json", "provenance.json", "people.csv"):
            (tmp_path / "out" / name).unlink()
        (tmp_path / "out").rmdir()
    assert hidden(tmp_path) == [".other.payout-tmp-deadbeef"]


def test_kill_at_any_moment(tmp_path):
    """Twenty processes that publish without pause are killed; each time a whole directory stands."""
    out = tmp_path / "out"
    command = [sys.executable, "-c", KEEP_PUBLISHING, str(out)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as process:
        for round_no in range(20):
            print(round_no, file=process.stdin, flush=True)
            child = int(process.stdout.readline())
            time.sleep(0.01 + 0.0137 * round_no)
            os.kill(child, signal.SIGKILL)
            assert process.stdout.readline() == f"{signal.SIGKILL:d}\n"
            if out.exists():
                turn = json.loads((out / "manifest.json").read_text())["turn"]
                parts = sorted(out.glob("*.csv"))
                assert [part.read_text() for part in parts] == [f"{turn}\n" * 2000] * 5
        process.stdin.close()
    make_whole(out)
    assert hidden(tmp_path) == []


def make_whole(out):
    with published(out, force=True) as folder:
        seal_as_run(folder)  # noqa: F821 - made by SEAL


@pytest.mark.parametrize(
    "name", ["payout-tmp-notes", "payout-tmp-deadbee", "payout-old-mine", "payout-tmp-deadbeef"]
)
def test_what_is_somebody_elses_is_left_alone(tmp_path, name):
    """A folder of a like name, and one of the very name that bears no mark of ours."""
    mine = tmp_path / f".out.{name}"
    mine.mkdir()
    (mine / "thesis.docx").write_text("mine")
    make(tmp_path / "out")
    make(tmp_path / "out", "two", force=True)
    assert (mine / "thesis.docx").read_text() == "mine"


@pytest.mark.parametrize("name", ["payout-tmp-deadbeef", "payout-old-deadbeef"])
def test_a_link_of_such_a_name_does_not_block(tmp_path, name):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("dear")
    (tmp_path / f".out.{name}").symlink_to(tmp_path / "home")
    make(tmp_path / "out")
    assert (tmp_path / "home/letter.txt").read_text() == "dear"


def test_force_refuses_what_was_edited_since(tmp_path):
    make(tmp_path / "out")
    (tmp_path / "out/people.csv").write_text("a note beside the amounts")
    with pytest.raises(OutputExists, match=r"people\.csv"):
        make(tmp_path / "out", "two", force=True)


def test_force_refuses_a_link_among_the_files(tmp_path):
    make(tmp_path / "out")
    (tmp_path / "letter.txt").write_text("one")
    (tmp_path / "out/people.csv").unlink()
    (tmp_path / "out/people.csv").symlink_to(tmp_path / "letter.txt")
    with pytest.raises(OutputExists, match=r"people\.csv"):
        make(tmp_path / "out", "two", force=True)
    assert (tmp_path / "letter.txt").read_text() == "one"


@pytest.mark.parametrize(
    "text", ['{"files": {"thesis.docx": {}}}', "[]", "{", '{"format": "payout run 1"}', "[" * 100_000]
)
def test_force_believes_no_strangers_manifest(tmp_path, text):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.docx").write_text("mine")
    (mine / "manifest.json").write_text(text)
    with pytest.raises(OutputExists, match="thesis"):
        make(mine, "two", force=True)
    assert (mine / "thesis.docx").read_text() == "mine"


def test_what_fails_once_it_stands_is_told_as_published(tmp_path, monkeypatch):
    """The rename is done; syncing its parent then fails: the results are there, and are said to be."""
    sync = publish._sync

    def failing(path):
        if path == tmp_path:
            raise OSError(5, "Input/output error")
        sync(path)

    monkeypatch.setattr(publish, "_sync", failing)
    with pytest.raises(PublishedNonetheless, match="was published") as told:
        make(tmp_path / "out")
    assert told.value.out == tmp_path / "out"
    assert (tmp_path / "out/people.csv").read_text() == "one"
