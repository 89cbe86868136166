"""`payout docs`: which files it writes, what it leaves alone, and how it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from payout.cli.main import code_of

ROOT = Path(__file__).resolve().parents[2]
POLICY = "district_points"
BOTH = {f"{POLICY}.html", f"{POLICY}.md"}


@pytest.fixture
def payout(capsys, monkeypatch):
    """Run a command in process; give its exit code and all that it printed."""
    monkeypatch.delenv("PAYOUT_LANG", raising=False)

    def run(*arguments):
        code = code_of([*map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_the_directory_is_made_and_a_newer_document_takes_the_place_of_an_older(payout, tmp_path):
    out = tmp_path / "new" / "docs"
    code, said = payout("docs", POLICY, "-o", out)
    assert code == 0
    assert names(out) == BOTH
    assert str(out / f"{POLICY}.html") in said
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert payout("docs", POLICY, "-o", out, "--lang", "en")[0] == 0
    assert all(path.read_bytes() != before[path.name] for path in out.iterdir())
    assert payout("docs", POLICY, "-o", out)[0] == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("content", [b"my own notes", "自己的".encode("gb18030"), b""])
def test_a_file_of_somebody_else_stays_unless_it_is_forced(payout, tmp_path, content):
    own = tmp_path / f"{POLICY}.md"
    own.write_bytes(content)
    code, said = payout("docs", POLICY, "-o", tmp_path)
    assert code == 2
    assert "--force" in said
    assert names(tmp_path) == {own.name}
    assert own.read_bytes() == content
    assert payout("docs", POLICY, "-o", tmp_path, "--force")[0] == 0
    assert names(tmp_path) == BOTH


def test_a_file_where_the_directory_should_be_is_refused(payout, tmp_path):
    file = tmp_path / "docs"
    file.write_text("x", encoding="utf-8")
    code, said = payout("docs", POLICY, "-o", file, "--lang", "en")
    assert code == 2
    assert "a directory is needed" in said
    assert file.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    "more", [[], [POLICY, "--all"], ["--all", "--set", "points_value=3"], ["--all", "--year", "2008"]]
)
def test_one_policy_or_all_of_them(payout, tmp_path, more):
    code, _ = payout("docs", *more, "-o", tmp_path)
    assert code == 2
    assert names(tmp_path) == set()


def test_all_policies_and_a_page_that_leads_to_them(payout, tmp_path):
    assert payout("docs", "--all", "-o", tmp_path, "--lang", "en")[0] == 0
    policies = {path.parent.name for path in ROOT.glob("policies/*/policy.toml")}
    assert names(tmp_path) == {
        "index.html",
        *(f"{one}.{kind}" for one in policies for kind in ("html", "md")),
    }
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{one}.html"' in index for one in policies)


def test_a_value_that_is_put_in_force_is_told(payout, tmp_path):
    assert (
        payout(
            "docs", "county_target_bonus", "-o", tmp_path, "--set", "county_average=8000", "--year", "2013"
        )[0]
        == 0
    )
    text = (tmp_path / "county_target_bonus.md").read_text(encoding="utf-8")
    assert "8000 元:办法为 7000 元,来自 命令行 --set" in text
    assert "- 考核年度: 2013" in text


@pytest.mark.parametrize(
    ("more", "code"),
    [(["no_such_policy"], 4), ([POLICY, "--set", "nothing=1"], 4), ([POLICY, "--overlay", "none.toml"], 2)],
)
def test_what_cannot_be_read_leaves_nothing(payout, tmp_path, more, code):
    out = tmp_path / "docs"
    assert payout("docs", *more, "-o", out)[0] == code
    assert not out.exists()


def test_cases_that_cannot_be_read_leave_nothing(payout, tmp_path):
    folder = tmp_path / POLICY
    shutil.copytree(ROOT / "policies" / POLICY, folder)
    (folder / "cases" / "wrong.csv").write_text("case,clause\nx,y\n", encoding="utf-8")
    out = tmp_path / "docs"
    code, said = payout("docs", folder, "-o", out)
    assert code == 4
    assert "wrong.csv" in said
    assert not out.exists()


def test_a_policy_without_cases_has_a_document_too(payout, tmp_path):
    folder = tmp_path / POLICY
    shutil.copytree(ROOT / "policies" / POLICY, folder)
    shutil.rmtree(folder / "cases")
    assert payout("docs", folder, "-o", tmp_path / "docs")[0] == 0
    assert 'id="cases"' not in (tmp_path / "docs" / f"{POLICY}.html").read_text(encoding="utf-8")
