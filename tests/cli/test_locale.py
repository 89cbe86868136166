"""Where the system's language is none, or another one: commands do the same, and what they say can be read."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "fixtures" / "city_reward_fund"
BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SURROUNDINGS = {
    "C": BARE,
    "C, coerced": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "POSIX, ASCII streams": {**BARE, "LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
    "a Chinese terminal": {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gb18030"},
}


def say(surroundings, *arguments):
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHONIO", "PYTHONUTF8"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "payout.cli", *map(os.fspath, arguments)],
        cwd=ROOT, env={**kept, **surroundings}, check=False, capture_output=True,
    )  # fmt: skip
    encoding = "gb18030" if surroundings.get("PYTHONIOENCODING") == "gb18030" else "utf-8"
    return done.returncode, (done.stdout + done.stderr).decode(encoding)


@pytest.fixture
def folder(tmp_path):
    """A folder, files and a table with Chinese names."""
    place = tmp_path / "县"
    shutil.copytree(FIXTURE / "csv", place / "表")
    (place / "表" / "people.csv").rename(place / "表" / "先进个人.csv")
    return place


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such locale")
@pytest.mark.parametrize("surroundings", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_files_with_chinese_names_are_read_written_and_opened_again(folder, surroundings):
    out, scheme = folder / "结果", ("-p", "city_reward_fund")
    code, said = say(surroundings, "run", folder / "表", *scheme, "-o", out)
    assert (code, "结果目录" in said, "U+DC" in said, "\\u" in said) == (0, True, False, False), said
    assert (out / "people.parquet").is_file()
    code, said = say(surroundings, "explain", out, "B38", "--depth", "1")
    assert (code, "应发合计 = 86216.21" in said) == (0, True), said
    code, said = say(surroundings, "check", folder / "表", *scheme, "--set", "提取比例=0.5")
    assert (code, "提取比例" in said, "0.5 超出范围" in said) == (4, True, True), said


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such locale")
def test_the_same_bytes_whatever_the_language(folder):
    for name, surroundings in (("一", BARE), ("二", SURROUNDINGS["a Chinese terminal"])):
        code, said = say(surroundings, "run", folder / "表", "-p", "city_reward_fund", "-o", folder / name)
        assert code == 0, said
    assert (folder / "一" / "manifest.json").read_bytes() == (folder / "二" / "manifest.json").read_bytes()
