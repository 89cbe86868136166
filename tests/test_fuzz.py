"""The fuzzer for some mutants, always from one seed; and that it sees what is wrong. By hand: `python scripts/fuzz.py --seconds 3600`."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from scripts.fixtures import book
from scripts.fuzzing import judging
from scripts.fuzzing.mutants import MUTATORS, mutant, tables_for
from scripts.fuzzing.plain import tables_of

ROOT = Path(__file__).parents[1]
COUNT = 150
SEED = 20121231


def in_a_process_of_its_own(*arguments):
    """What a Python says. The fuzzer forks, which a process with threads of other tests in it may not survive."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_mutants_are_refused_or_paid_to_the_fen():
    told = in_a_process_of_its_own("-m", "scripts.fuzz", "--count", str(COUNT), "--seed", str(SEED))
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.startswith(f"seed {SEED}")
    assert all(kind in told.stdout for kind in MUTATORS)


@pytest.mark.parametrize("kind", list(MUTATORS))
def test_a_mutant_is_made_again_from_its_number(kind, tmp_path):
    made = []
    for name in "ab":
        (tmp_path / name).mkdir()
        attempt = mutant(Random(f"1:{kind}"), kind, tmp_path / name)
        files = [attempt.source] if attempt.source.is_file() else sorted(attempt.source.iterdir())
        if kind not in ("xml", "cells"):  # a workbook has the time in it
            made.append((attempt.scheme, attempt.told, [path.read_bytes() for path in files]))
        else:
            made.append((attempt.scheme, attempt.told))
    assert made[0] == made[1]


def attempt_of(scheme, tmp_path):
    tables = tables_for(Random(7), scheme)
    source = tmp_path / "in"
    book.write_csv(tables, source)
    return judging.Attempt(scheme, source, "as it is")


JUDGED = """
import sys
from pathlib import Path
from random import Random
from scripts.fixtures import book
from scripts.fuzzing import judging
from scripts.fuzzing.mutants import tables_for

real = judging._expected

def a_fen_more(scheme, tables, policy):
    found = real(scheme, tables, policy)
    found["departments"][0]["payable"] = "1/100"
    return found

source = Path(sys.argv[1])
book.write_csv(tables_for(Random(7), "city_reward_fund"), source)
if "wrong" in sys.argv:
    judging._expected = a_fen_more
verdict = judging.judge(judging.Attempt("city_reward_fund", source, "as it is"))
print(verdict.name, verdict.why)
"""


def test_a_sound_batch_is_exact(tmp_path):
    told = in_a_process_of_its_own("-c", JUDGED, str(tmp_path / "in"))
    assert told.stdout.startswith("exact"), told.stdout + told.stderr


def test_an_amount_that_is_not_the_oracles_is_seen(tmp_path):
    told = in_a_process_of_its_own("-c", JUDGED, str(tmp_path / "in"), "wrong")
    assert told.stdout.startswith("wrong "), told.stdout + told.stderr
    assert "payable" in told.stdout


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (lambda *_: 1 / 0, "crash"),
        (lambda *_: bytearray(64 << 30), "memory"),
        (lambda *_: judging.time.sleep(9), "hang"),
        (lambda *_: judging.os._exit(3), "crash"),
    ],
    ids=["fault", "memory", "hang", "end"],
)
def test_what_breaks_the_program_is_seen(tmp_path, monkeypatch, broken, name):
    monkeypatch.setattr(judging, "SECONDS", 3)
    attempt = attempt_of("city_reward_fund", tmp_path)
    judging.policy_of(attempt.scheme)
    monkeypatch.setattr(judging, "compute", broken)
    assert judging.judge(attempt).name == name


def test_the_second_reader_reads_what_was_written(tmp_path):
    attempt = attempt_of("city_reward_fund", tmp_path)
    declared = judging.policy_of(attempt.scheme).tables
    read = tables_of(attempt.source, declared)
    assert {name: len(rows) for name, rows in read.items() if rows} == {
        name: len(rows) for name, rows in tables_for(Random(7), attempt.scheme).items() if rows
    }
