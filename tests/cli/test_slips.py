"""`payout slips`: who gets one, what is refused, and that no text of the input acts."""

from __future__ import annotations

import html
import re

import openpyxl
import pytest

from tests.outputs.browser import started


@pytest.fixture
def made(county, pay, tell, tmp_path):
    """Run the small county, then `payout slips` with more arguments."""
    ran = pay(county.csv(tmp_path / "in"))
    assert ran.code == 0, ran.both

    def run(*more, out="slips"):
        return tell("slips", tmp_path / "out", "--out", tmp_path / out, "--no-pdf", *more)

    return run


def pages_of(folder):
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("0*.html")))


def test_units_and_people_are_chosen_by_key_or_name(made, tmp_path):
    assert made("--unit", "财政局", "--person", "P6", "--date", "2013-02-01", "--lang", "en").code == 0
    text = pages_of(tmp_path / "slips")
    assert [name in text for name in ("P1", "P2", "P3", "P4", "P6", "P9")] == [
        True,
        True,
        True,
        False,
        True,
        False,
    ]
    assert "2013-02-01" in text
    assert "Payment slip" in text


def test_a_page_says_what_a_payee_asks(made, tmp_path):
    assert made("--person", "钱二二", "--ask", "县财政局 0551-12345").code == 0
    text = re.sub(r"<[^>]+>", " ", pages_of(tmp_path / "slips"))
    for part in (
        "个人通知单",
        "2012",
        "钱二二",
        "P2",
        "财政局",
        "大写",
        "怎样算出来的",
        "减少了什么",
        "条款",
        "县财政局 0551-12345",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--unit", "没有"), "没有编号或名称为 没有"),
        (("--person", "没有"), "没有编号或名称为 没有"),
        (("--level", "nothing"), "没有层 nothing"),
        (("--date", "2013-02-30"), "--date"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_written(made, tmp_path, more, says):
    refused = made(*more)
    assert (refused.code, says in refused.err) == (2, True)
    assert not (tmp_path / "slips").exists()


def test_what_stands_there_is_not_harmed(made, tmp_path):
    (tmp_path / "slips").mkdir()
    (tmp_path / "slips" / "mine").write_text("x", encoding="utf-8")
    assert made().code == 2
    assert [one.name for one in (tmp_path / "slips").iterdir()] == ["mine"]


def test_a_run_that_was_changed_is_refused(made, tmp_path):
    people = tmp_path / "out" / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("7", "8", 1), encoding="utf-8")
    assert made().code == 7
    assert not (tmp_path / "slips").exists()


HOSTILE = (
    "<script>document.title='owned'</script>",
    '"onload="document.title=\'owned\'" x="',
    "=cmd|' /C calc'!A0",
    "欧阳&amp;<b>",
    "李<img src=x onerror=document.title='owned'>",
)


def test_no_text_of_the_input_acts(county, pay, tell, tmp_path):
    for key, name in zip(("P1", "P2", "P3", "P4", "P5"), HOSTILE, strict=True):
        county.cell("people", key, "name", name)
    county.cell("units", "U2", "unit_name", "水利</title><script>1</script>局")
    ran = pay(county.csv(tmp_path / "in"))
    assert ran.code == 0, ran.both
    made = tell("slips", tmp_path / "out", "--out", tmp_path / "slips", "--no-pdf", "--ask", "<b>某处</b>")
    assert made.code == 0, made.both
    browse = started(tmp_path / "profile")
    for page in sorted((tmp_path / "slips").glob("*.html")):
        shown = browse(page, "--dump-dom").stdout
        assert "owned" not in re.search("<title>(.*?)</title>", shown)[1]
        assert "<script" not in shown
        assert "<img" not in shown
    text = html.unescape(pages_of(tmp_path / "slips"))
    assert all(name in html.unescape(text) or name in text for name in HOSTILE)
    sheet = openpyxl.load_workbook(tmp_path / "slips" / "slips.xlsx").active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells[HOSTILE[2]] == "s"
    assert "f" not in cells.values()
