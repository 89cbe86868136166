"""What a stranger sent, or left in the folder where one works, is never run unless it is named as a path."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "fixtures" / "city_reward_fund" / "csv"
HOSTILE = "from pathlib import Path\nPath('RAN').touch()\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of tables with policies of an installed one's name in it."""
    place = tmp_path / "某单位"
    shutil.copytree(FIXTURE, place)
    for folder in (place / "city_reward_fund", place / "policies" / "city_reward_fund"):
        shutil.copytree(
            ROOT / "policies" / "city_reward_fund", folder, ignore=shutil.ignore_patterns("__pycache__")
        )
        rules = folder / "rules.py"
        rules.write_text(HOSTILE + rules.read_text())
    monkeypatch.chdir(place)
    return place


def test_a_bare_name_is_that_of_the_installed_policy(here, tell):
    shown = tell("check", ".", "-p", "city_reward_fund")
    assert not (here / "RAN").exists()
    assert shown.code == 3  # folders inside a source are told of
    assert "某单位" in shown.err


def test_a_folder_is_run_where_it_is_named_as_a_path(here, tell):
    tell("check", FIXTURE, "-p", "./city_reward_fund")
    assert (here / "RAN").exists()


@pytest.mark.parametrize("command", ["explain", "verify"])
def test_a_run_that_was_received_runs_nothing_of_its_own(here, tell, command):
    assert tell("run", FIXTURE, "-p", "city_reward_fund", "-o", "received").code == 0
    inside = here / "received" / "evidence" / "city_reward_fund"
    shutil.copytree(here / "city_reward_fund", inside)
    key = ["B38"] if command == "explain" else []
    shown = tell(command, "received", *key)
    assert (shown.code, (here / "RAN").exists()) == (7, False)
    manifest = here / "received" / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace('"id": "city_reward_fund"', '"id": "./evidence/city_reward_fund"')
    )
    shown = tell(command, "received", *key)
    assert (shown.code, (here / "RAN").exists()) == (7, False)
    assert "办法的标识不是名称" in shown.err
