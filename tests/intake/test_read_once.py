"""What is hashed is what is computed, though a file is exchanged while it is read."""

import hashlib
import threading
from pathlib import Path

import pytest

from payout.archive import Changes, write_evidence
from payout.intake import read, source
from payout.rules import LanguageError
from payout.rules.policy import loading
from payout.rules.policy.overlays import Overlay
from tests.intake import builders as b

HEADER = ["person_id", "name", "unit_id", "grade"]


def people(letter):
    return b.rows_of(HEADER, [f"{letter}1", "张一", "U1", "优秀"])


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def of(intake):
    """Which of the two files was read."""
    return intake.tables["people"].frame["person_id"].tolist()


@pytest.fixture
def two(tmp_path):
    return [b.workbook(tmp_path, people(letter), name=f"{letter}.xlsx") for letter in "AB"]


def test_a_workbook_exchanged_between_digest_and_parts_is_the_one_hashed(tmp_path, two, monkeypatch):
    path = tmp_path / "book.xlsx"
    path.write_bytes(two[0].read_bytes())
    opened = source.open_package

    def exchanged(data, name):
        path.write_bytes(two[1].read_bytes())
        return opened(data, name)

    monkeypatch.setattr(source, "open_package", exchanged)
    intake = read(path, b.TABLES)
    assert (of(intake), intake.files[0].sha256) == (["A1"], digest(two[0]))


def test_whatever_the_instant_digest_and_rows_are_of_one_file(tmp_path, two):
    path, aside, done = tmp_path / "book.xlsx", tmp_path / "aside.xlsx", threading.Event()
    path.write_bytes(two[0].read_bytes())

    def exchange():
        turn = 0
        while not done.is_set():
            turn += 1
            aside.write_bytes(two[turn % 2].read_bytes())
            aside.replace(path)

    known = {digest(two[0]): ["A1"], digest(two[1]): ["B1"]}
    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        found = [read(path, b.TABLES) for _ in range(15)]
    finally:
        done.set()
        thread.join()
    assert [of(intake) for intake in found] == [known[intake.files[0].sha256] for intake in found]


def test_a_csv_exchanged_behind_its_digest_is_the_one_hashed(tmp_path, monkeypatch):
    path = b.folder(tmp_path, people("A"))
    first = digest(path / "people.csv")
    reader = source.READERS[".csv"]

    def exchanged(data, name):
        b.write_csv(path / name, people("B") if name == "people.csv" else b.UNIT_ROWS)
        return reader(data, name)

    monkeypatch.setitem(source.READERS, ".csv", exchanged)
    intake = read(path, b.TABLES)
    assert of(intake) == ["A1"]
    assert {file.name: file.sha256 for file in intake.files}["people.csv"] == first


def test_an_overlay_is_kept_as_it_was_put_in_force(tmp_path):
    path = tmp_path / "new.toml"
    path.write_text("[base]\nvalue = 1\n")
    overlay = Overlay.read(path)
    path.write_text("[base]\nvalue = 2\n")
    write_evidence(tmp_path / "run", (), {}, Changes((overlay,)))
    assert (tmp_path / "run/evidence/overlays/00/new.toml").read_text() == "[base]\nvalue = 1\n"


POLICY = Path(__file__).parents[2] / "policies" / "city_reward_fund"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "city_reward_fund"
    place.mkdir()
    for file in POLICY.glob("*.*"):
        (place / file.name).write_bytes(file.read_bytes())
    return place


def test_a_policy_that_changes_while_it_is_read_is_refused(folder, monkeypatch):
    imported = loading.load_module

    def exchanged(place, name):
        module = imported(place, name)
        if name == "rules":
            rules = folder / "rules.py"
            rules.write_bytes(rules.read_bytes() + b"\n# another\n")
        return module

    monkeypatch.setattr(loading, "load_module", exchanged)
    with pytest.raises(LanguageError, match="changed while they were read"):
        loading.load_policy(folder)


def test_a_policy_changed_behind_its_loading_keeps_the_digest_of_what_it_computes_by(folder):
    policy = loading.load_policy(folder)
    before = loading.load_policy(folder).digest
    (folder / "rules.py").write_bytes((folder / "rules.py").read_bytes() + b"\n# another\n")
    assert policy.digest == before != loading.load_policy(folder).digest


def test_compiled_code_beside_a_policy_is_never_run(folder):
    """A `.pyc` says which time and size of a source it is of, no more: its code may be any."""
    import importlib.util  # noqa: PLC0415 - of this test alone
    import marshal  # noqa: PLC0415

    source_file = folder / "rules.py"
    stat = source_file.stat()
    code = compile("raise SystemExit('another code ran')", str(source_file), "exec")
    head = importlib.util.MAGIC_NUMBER + bytes(4)
    head += (int(stat.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little") + stat.st_size.to_bytes(4, "little")
    cached = Path(importlib.util.cache_from_source(str(source_file)))
    cached.parent.mkdir(exist_ok=True)
    cached.write_bytes(head + marshal.dumps(code))
    assert loading.load_policy(folder).card.id == "city_reward_fund"
