"""Finding policies: one that is broken is told of and hides no other; finding runs nothing of a policy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from payout.cli.main import code_of
from payout.rules import LanguageError
from payout.rules.policy import loading

ROOT = Path(__file__).parents[2]
CARD = '[policy]\nid = "good"\nversion = "1"\nlabel = "好 | Good"\ndocument = "文"\nas_of = 2024-12-31\nclauses = []\n'


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Three installed policies: a good one, one whose package raises, one whose package is gone; and no source tree."""
    for name, init in (("good_pack", ""), ("bad_pack", "raise RuntimeError('at import')\n")):
        (tmp_path / name / "scheme").mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text(init)
        (tmp_path / name / "scheme" / "__init__.py").write_text("raise RuntimeError('run by finding')\n")
        (tmp_path / name / "scheme" / "policy.toml").write_text(CARD)
        monkeypatch.delitem(sys.modules, name, raising=False)  # another test's package of that name
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [EntryPoint(name, f"{name}_pack.scheme", loading.GROUP) for name in ("bad", "gone", "good")]

    def found(group, name=None):
        return [point for point in points if point.group == group and name in (None, point.name)]

    monkeypatch.setattr(loading, "entry_points", found)
    monkeypatch.setattr(loading, "SOURCE", tmp_path / "nowhere")
    return tmp_path


def test_a_broken_policy_is_told_of_and_hides_no_other(packages):
    found = loading.installed()
    assert found.folders == {"good": packages / "good_pack" / "scheme"}
    assert set(found.broken) == {"bad", "gone"}
    assert "RuntimeError" in found.broken["bad"]
    assert "gone_pack.scheme" in found.broken["gone"]


def test_a_name_is_looked_up_alone(packages):
    assert loading.find_policy("good") == packages / "good_pack" / "scheme"
    with pytest.raises(
        LanguageError, match=r"bad is installed as bad_pack\.scheme, which fails: RuntimeError"
    ):
        loading.find_policy("bad")
    with pytest.raises(LanguageError, match="no policy is named goood; did you mean good"):
        loading.find_policy("goood")


@pytest.mark.usefixtures("packages")
def test_the_command_lists_what_is_good_and_warns_of_the_rest(capsys):
    assert code_of(["policies", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert said.out.split() == ["good", "1", "Good"]
    assert "the policy bad cannot be used" in said.err
    assert "the policy gone cannot be used" in said.err


def test_a_source_tree_offers_the_policies_beside_it():
    assert loading.find_policy("county_target_bonus") == ROOT / "policies" / "county_target_bonus"
    assert set(loading.known_policies()) >= {file.parent.name for file in ROOT.glob("policies/*/policy.toml")}


@pytest.mark.parametrize("arguments", [["--help"], ["policies"], ["--version"]])
def test_what_reads_no_data_waits_for_no_library_of_data(arguments):
    code = (
        "import sys; from payout.cli.main import code_of; code = code_of(sys.argv[1:]);"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'pandera', 'openpyxl', 'xlsxwriter', 'rich'} & set(sys.modules);"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr


def test_files_that_are_as_they_were_give_the_policy_that_was_made_of_them(tmp_path):
    folder = shutil.copytree(ROOT / "policies" / "district_points", tmp_path / "own")
    first = loading.load_policy(folder)
    assert loading.load_policy(folder) is first
    parameters = folder / "parameters.toml"
    said = parameters.read_bytes()
    parameters.write_bytes(said + b"\n# a word\n")
    assert loading.load_policy(folder).digest != first.digest
    parameters.write_bytes(said)
    assert loading.load_policy(folder) is first
    assert loading.load_policy(ROOT / "policies" / "district_points") is not first


def test_files_that_change_while_they_are_read_are_refused_and_read_again(tmp_path, monkeypatch):
    folder = shutil.copytree(ROOT / "policies" / "district_points", tmp_path / "own")
    real = loading.load_module

    def spoiling(place, name, *more):
        found = real(place, name, *more)
        if name == "rules":
            (folder / "parameters.toml").write_text("# gone\n", encoding="utf-8")
        return found

    said = (folder / "parameters.toml").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(loading, "load_module", spoiling)
        with pytest.raises(LanguageError, match="were changed while they were read"):
            loading.load_policy(folder)
    (folder / "parameters.toml").write_bytes(said)
    assert loading.load_policy(folder).folder == folder
