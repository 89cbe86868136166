"""Help and usage errors are in the language that was chosen: Chinese by default, English by --lang or PAYOUT_LANG."""

import re
import subprocess
import sys

import pytest

from payout.cli.main import COMMANDS
from payout.cli.speaking import cut, first_sentence, laid, shown_width, spoken, usage_text

HAN = re.compile(r"[一-鿿]")
PLAIN = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")  # three words of English on end


def outside_of_examples(text):
    return "\n".join(line for line in text.splitlines() if "payout " not in line)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_and_nothing_but(tell, command):
    told = tell(*command.split(), "--help")
    assert told.code == 0
    assert HAN.search(told.out)
    assert not PLAIN.search(outside_of_examples(told.out)), told.out
    assert "----" not in told.out
    assert "|" not in told.out.replace("[zh|en]", "")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_english_and_nothing_but(tell, command, monkeypatch):
    for arguments in (["--help", "--lang", "en"], ["--lang=en", "--help"]):
        told = tell(*command.split(), *arguments)
        assert told.code == 0
        assert PLAIN.search(told.out)
        assert not HAN.search(told.out), told.out
    monkeypatch.setenv("PAYOUT_LANG", "en")
    assert tell(*command.split(), "--help").out == told.out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_a_terminal_by_the_width_that_characters_have(tell, command):
    lines = tell(*command.split(), "--help").out.splitlines()
    assert all(shown_width(line) <= 80 for line in lines if "payout " not in line)


USAGE = [
    # arguments, what is said in Chinese, in English
    ([], "按写明条款的规则", "Compute bonuses"),
    (["nothing"], "没有命令 nothing。", "No such command 'nothing'."),
    (["run"], "缺少参数 SOURCE。", "Missing argument 'SOURCE'."),
    (["run", "."], "缺少选项 --policy / -p。", "Missing option"),
    (["run", "--bad"], "没有选项 --bad。", "No such option"),
    (["run", "--polcy", "x"], "是不是 ", "Did you mean"),
    (["run", "gone", "-p", "x", "-o", "y"], "路径 gone 不存在。", "Path 'gone' does not exist."),
    (["run", ".", "two", "-p", "x", "-o", "y"], "多出的参数:two。", "unexpected extra argument"),
    (["check", ".", "-p"], "选项 -p 后面要写值。", "requires an argument"),
    (["check", ".", "-p", "x", "--overlay", "."], ". 是目录,这里要文件。", "is a directory"),
    (["check", ".", "-p", "x", "--year", "MM"], "MM 不是整数。", "not a valid integer"),
    (["explain", ".", "x", "--depth", "0"], "0 不在 x>=1 的范围内。", "not in the range"),
    (["explain", "."], "请写编号或名称", "Name a row"),
]


@pytest.mark.parametrize(
    ("arguments", "zh", "en"), USAGE, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_wrong_usage_is_said_in_the_chosen_language(tell, arguments, zh, en, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = tell(*arguments)
    assert told.code == 2
    assert zh in told.err + told.out
    assert en not in told.err
    other = (
        tell(*arguments, "--lang", "en") if arguments[:1] != ["nothing"] else tell("--lang", "en", *arguments)
    )
    if arguments and arguments[-1] != "-p":
        assert other.code == 2
        assert en in other.err + other.out
        assert not HAN.search(other.err)


def test_a_message_that_is_not_known_stays_as_it_is():
    text = usage_text("Something new.")
    assert (text.zh, text.en) == ("用法不对:Something new.", "Something new.")


def test_the_language_is_that_of_the_last_word_or_of_the_environment(monkeypatch):
    monkeypatch.delenv("PAYOUT_LANG", raising=False)
    assert spoken(["run"]) == "zh"
    assert spoken(["--lang", "en", "run"]) == "en"
    assert spoken(["run", "--lang=en"]) == "en"
    assert spoken(["run", "--lang", "fr"]) == "zh"
    monkeypatch.setenv("PAYOUT_LANG", "en")
    assert spoken(["run"]) == "en"
    assert spoken(["run", "--lang", "zh"]) == "zh"


def test_a_language_before_the_command_holds_for_the_command(tell):
    assert "Choices" in tell("--lang", "en", "policies", "county_target_bonus").out
    assert "口径" in tell("--lang", "en", "policies", "county_target_bonus", "--lang", "zh").out


def test_a_text_of_one_language_is_shown_in_both():
    text = "Do it. And more.\n\n\b\nExample:\n  payout do"
    assert cut(text, "zh") == "Do it. And more.\n\n\b\n示例:\n  payout do"
    assert first_sentence(text, "zh") == "Do it"


def test_lines_begin_with_no_mark_and_end_where_they_are_full():
    (line, *rest) = laid("一二三四五,六七八九十。ABC def", 11).split("\n")[1:]
    assert line == "一二三四五" or line.endswith(",")
    assert all(one[0] not in ",。" and shown_width(one) <= 12 for one in rest)


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_who_closes_the_output_ends_the_command_and_nothing_is_said(closed):
    arguments = ["policies", "county_target_bonus"] if closed == "stdout" else ["policies", "no_such_policy"]
    command = [sys.executable, "-m", "payout.cli", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        getattr(done, closed).close()
        other = done.stderr if closed == "stdout" else done.stdout
        assert (other.read(), done.wait()) == (b"", 141)
