"""The digest of a policy sees all that it computes with, and nothing else."""

from __future__ import annotations

import pytest
from bench import HEAD, policy_of, rule, run, values

from payout.rules.policy.loading import load_policy

PARAMETERS = 'since = 2024-01-01\n["1"]\nbase = { label = "基数", points = 100 }\n'
STATED = rule("unit", "helped(unit.score) + p.base")
HELPED = HEAD + "from .lib.x import helped\n"


@pytest.fixture
def digest(tmp_path):
    """Write a file of a policy's folder, or change it, and give the policy's digest."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "x.py").write_text("def helped(score):\n    return score * 2\n")

    def of(name="", text="", *, sets=()):
        if name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(text.encode())
        return policy_of(tmp_path, STATED, parameters=PARAMETERS, head=HELPED).changed(sets=sets).digest

    return of


def test_a_policy_that_nobody_changed_has_the_same_digest(digest):
    assert digest() == digest()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lib/x.py", "def helped(score):\n    return score * 3\n"),
        ("lib/y.py", ""),
        ("lib/deep/er/z.py", "x = 1\n"),
        ("lib/more.toml", "x = 1\n"),
        ("checks.py", "x = 1\n"),
        ("lib/cases/x.py", "x = 1\n"),  # only the folder of worked cases itself computes nothing
    ],
)
def test_the_digest_sees_every_file_that_computes(digest, name, text):
    before = digest()
    assert digest(name, text) != before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cases/base/units.csv", "unit_id\nU1\n"),
        ("cases/helper.py", "x = 1\n"),
        ("lib/__pycache__/x.cpython-311.py", "x = 1\n"),
        ("NOTES.md", "# notes\n"),
        (
            "lib/x.py",
            "def helped(score):\r\n    return score * 2\r\n",
        ),  # the same lines as another system ends them
    ],
)
def test_the_digest_passes_over_what_computes_nothing(digest, name, text):
    before = digest()
    assert digest(name, text) == before


def test_a_file_that_moves_is_another_policy(digest, tmp_path):
    """Names count, and where one file ends and the next begins."""
    before = digest("lib/y.py", "x = 1\n")
    (tmp_path / "lib" / "y.py").unlink()
    assert digest("lib/w.py", "x = 1\n") != before


def test_the_digest_sees_the_values_in_force(digest):
    assert digest(sets=("base=1",)) != digest() == digest(sets=("base=100",))


def test_what_the_digest_sees_is_what_is_computed(digest, tmp_path):
    """A policy that is loaded again is computed by its files as they are now, those of sub-folders too."""
    digest()
    assert values(run(load_policy(tmp_path), units=[{"unit_id": "U", "score": 5}]), "unit") == [110]
    digest("lib/x.py", "def helped(score):\n    return score * 30\n")
    assert values(run(load_policy(tmp_path), units=[{"unit_id": "U", "score": 5}]), "unit") == [250]
