"""What is said of a path: that it is not there only where it is not."""

from pathlib import Path

import pytest

FUND = ("-p", "city_reward_fund")


def test_a_path_that_is_not_there(tell, tmp_path):
    shown = tell("check", tmp_path / "none.xlsx", *FUND)
    assert (shown.code, "不存在" in shown.err) == (2, True)


def test_a_file_where_a_folder_belongs(tell, tmp_path):
    (tmp_path / "file").touch()
    shown = tell("explain", tmp_path / "file", "X")
    assert (shown.code, "是文件,这里要目录" in shown.err) == (2, True)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_path_that_the_disk_refuses(tell, tmp_path, monkeypatch, times):
    """However often it is asked: one of the answers is the disk's, and that is told."""
    source, real, asked = tmp_path / "book.xlsx", Path.stat, []
    source.touch()

    def refusing(path, **how):
        if path == source:
            asked.append(path)
            if len(asked) == times:
                raise OSError(5, "Input/output error", str(path))
        return real(path, **how)

    monkeypatch.setattr(Path, "stat", refusing)
    shown = tell("check", source, *FUND)
    assert "不存在" not in shown.both
    assert shown.code in (3, 6)
