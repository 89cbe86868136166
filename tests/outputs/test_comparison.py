"""The papers of a comparison: exact, harmless whatever a text says, the same bytes each time; and looked at in a real browser."""

from __future__ import annotations

import csv
import json
import re
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser

import openpyxl
import pytest

import payout
from payout.outputs.comparison import words, write_comparison
from payout.outputs.comparison.page import page
from payout.outputs.comparison.paper import Paper
from tests.cli.conftest import County
from tests.outputs.browser import started
from tests.outputs.printed import printed

COUNTY = "county_target_bonus"
IDENTITY = "110101199003074514"
HOSTILE = (
    "<img src=x onerror=document.title='acted'>",
    "</script><script>document.title='acted'</script>",
    "\"'><svg onload=document.title='acted'>",
    "=1+2",
    "{rows}$& ]]> <!--",
)
ACTS = """
const said = {};
const rows = () => [...document.querySelectorAll("#people tbody tr:not([data-of])")].map(tr => tr.cells[0].textContent);
const change = (tool, value) => { tool.value = value; tool.dispatchEvent(new Event("input")); };
said.all = rows();
const search = document.querySelector(".tools input");
change(search, "p2");
said.found = rows();
said.told = document.getElementById("told").textContent;
change(search, "");
change(document.getElementById("way"), "gain");
said.gain = rows();
change(document.getElementById("way"), "");
const unit = [...document.querySelectorAll("select[data-column]")].find(one => one.options.length === 7);
change(unit, "0");
said.unit = rows();
change(unit, "");
const heads = [...document.querySelectorAll("#people th button")];
const place = heads.findIndex(one => one.textContent.startsWith("Difference"));
heads[place].click();
said.down = rows();
said.sorted = document.querySelectorAll("#people th")[place].getAttribute("aria-sort");
heads[place].click();
said.up = rows();
document.querySelector("#people tbody button").click();
said.opened = document.querySelector("tr[data-of]").textContent;
document.querySelector("#people tbody button").click();
said.closed = document.querySelector("tr[data-of]") === null;
said.title = document.title;
said.images = document.querySelectorAll("img, svg[onload]").length;
document.body.replaceChildren(document.createElement("pre"));
document.querySelector("pre").textContent = JSON.stringify(said);
"""


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A small county whose names do harm, against two changed values, and a person on each side alone."""
    county = County()
    for unit, name in zip(("U1", "U2", "U3", "T1", "O1"), HOSTILE, strict=True):
        county.cell("units", unit, "unit_name", name)
    county.add("people", f"{IDENTITY},陈十十,U1,staff,88,,,competent")
    for number in range(30, 36):
        county.add("people", f"P{number},某某,T1,staff,70,,,competent")
    folder = tmp_path_factory.mktemp("county")
    policy = payout.load(COUNTY)
    first = payout.compute(policy, county.csv(folder / "a"))
    rows = county.tables["people"]
    rows[:] = [row for row in rows if row[0] != "P9"]
    county.add("people", "P10,褚一,U1,staff,70,,,competent")
    changed = payout.changed(policy, {"county_average": 7500, "discipline_share": "1/2"})
    second = payout.compute(changed, county.csv(folder / "b"))
    return payout.compare(first, second, attribution="shapley")


@pytest.fixture(scope="module")
def papers(compared, tmp_path_factory):
    out = compared.save(tmp_path_factory.mktemp("papers") / "out", lang="en")
    return {path.name: path for path in out.iterdir()}


def test_the_papers_stand_together_and_are_the_same_each_time(compared, papers, tmp_path):
    assert set(papers) == {"compare.xlsx", "compare.html", "people.csv", "compare.json"}
    write_comparison(compared.found, tmp_path, lang="en")
    assert {name: path.read_bytes() for name, path in papers.items()} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


def test_a_directory_that_stands_already_is_left_as_it_is(compared, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Exception, match="exists already") as refused:
        compared.save(tmp_path / "out")
    assert "--force" not in refused.value.fix.en
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_nothing_is_left_where_a_paper_fails(compared, tmp_path, monkeypatch):
    def fails(*_):
        raise OSError(28, "no space")

    monkeypatch.setattr("payout.outputs.comparison.write.write_workbook", fails)
    with pytest.raises(OSError, match="no space"):
        compared.save(tmp_path / "out")
    assert not [*tmp_path.iterdir()]


def test_the_record_is_exact_and_masked(compared, papers):
    record = json.loads(papers["compare.json"].read_text(encoding="utf-8"))
    assert record == compared.record(lang="en")
    assert IDENTITY not in papers["compare.json"].read_text(encoding="utf-8")
    found = compared.found
    for row, told in enumerate(record["people"]):
        payee = found.payee(row)
        assert [Fraction(part["yuan"]) for part in told["attribution"]] == [*payee.parts]
        assert Fraction(told["difference"]) == payee.difference == sum(payee.parts)
        assert told["a"] == (None if payee.first is None else told["a"])
        assert Fraction(told["a"] or 0) == (payee.first or 0)
    assert sum(Fraction(one["yuan"]) for one in record["attribution"]) == Fraction(record["difference"])
    assert (record["only_a"], record["only_b"]) == (["P9"], ["P10"])


def test_the_list_of_people_holds_what_the_record_holds(compared, papers):
    with papers["people.csv"].open(encoding="utf-8", newline="") as stream:
        rows = [*csv.DictReader(stream)]
    record = compared.record(lang="en")
    for row, told in zip(rows, record["people"], strict=True):
        assert row["key"] == told["key"]
        assert (row["a"], row["b"]) == (told["a"] or "", told["b"] or "")
        for part in told["attribution"]:
            assert abs(Fraction(row[part["change"]]) - Fraction(part["yuan"])) <= Fraction(1, 2_000_000)
    assert not [row for row in rows if any(value.startswith("=") for value in row.values())]


def test_the_workbook_holds_what_the_record_holds(compared, papers):
    book = openpyxl.load_workbook(papers["compare.xlsx"])
    assert book.sheetnames == [
        "Summary",
        "Charts",
        "Every row",
        "Groups",
        "Largest moves",
        "On one side only",
    ]
    sheet = book["Every row"]
    header = next(row for row in range(1, 8) if sheet.cell(row, 1).value == "No.")
    heads = [cell.value.replace("\n", " ") for cell in sheet[header]]
    found = compared.found
    for row, key in enumerate(found.pairing.names):
        cells = dict(zip(heads, (cell.value for cell in sheet[header + 1 + row]), strict=True))
        payee = found.payee(row)
        assert cells["Key"] == (key if key != IDENTITY else "11**************14")
        assert cells["A (yuan)"] == (
            None if payee.first is None else pytest.approx(float(payee.first), abs=0)
        )
        assert cells["Difference B − A (yuan)"] == float(payee.difference)
    sums = {
        heads[cell.column - 1]: cell.value
        for row in sheet.iter_rows(min_row=header + len(found.pairing) + 1)
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=SUBTOTAL")
    }
    assert {"A (yuan)", "B (yuan)", "Difference B − A (yuan)"} <= set(sums)
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(cell.value.startswith("=SUBTOTAL(9,") for cell in texts)
    assert sum(len(sheet._charts) for sheet in book) == 2 + len(found.groups)
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"


def test_shapleys_parts_that_do_not_end_have_their_exact_total(tmp_path):
    policy = payout.load(COUNTY)
    county = County().add(
        "discipline", "P8,party,1,2012-04-26"
    )  # all three values are factors of what P8 is paid
    first = payout.compute(policy, county.csv(tmp_path / "a"))
    values = {"county_average": 7501, "discipline_share": "1/7", "unassessed_rate": "1.13"}
    found = payout.compare(first, payout.changed(policy, values), attribution="shapley").found
    assert all(part.denominator % 3 == 0 for part in found.total_parts)
    write_comparison(found, tmp_path, lang="zh")
    book = openpyxl.load_workbook(tmp_path / "compare.xlsx")
    sheet = book["每行差额"]
    assert "compare.json" in sheet["A3"].value
    last = [cell.value for cell in next(sheet.iter_rows(min_row=sheet.max_row - 2))]
    shown = [Fraction(str(value)) for value in last[-len(found.changes) :]]
    for text, exact in zip(shown, found.total_parts, strict=True):
        assert abs(text - exact) <= Fraction(1, 2_000_000)


# ---- the page ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    return started(tmp_path_factory.mktemp("profile"))


def attributes(text):
    """The names of all attributes of a page, as a parser of HTML reads it."""
    found = set()

    class Reader(HTMLParser):
        def handle_starttag(self, _tag, attrs):
            found.update(name for name, _ in attrs)

    Reader().feed(text)
    return found


def test_the_page_asks_for_no_other_file_and_lets_nothing_else_run(papers):
    text = papers["compare.html"].read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert "unsafe" not in text
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import|innerHTML|eval\(|http://|https://", text)
    assert not [name for name in attributes(text) if name.startswith("on") or name in {"style", "srcset"}]
    assert IDENTITY not in text
    assert text.count("<script") == text.count("</script>") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_read_without_its_script(compared, lang):
    text = unescape(
        re.sub(r"<script.*?</script>", "", page(Paper(compared.found, (), lang)), flags=re.DOTALL)
    )
    for figure in (compared.total_a, compared.total_b):
        assert f"{figure.numerator // figure.denominator:,}" in text
    for change in compared.found.changes:
        assert change.label(lang) in text
    assert all(name in text for name in HOSTILE[:2])  # as text
    assert ("差额由来" if lang == "zh" else "Where the difference comes from") in text


def test_a_browser_shows_every_row_and_no_name_acts(browser, papers):
    """As it stands: its own script runs under its own policy, and no other."""
    ran = browser(papers["compare.html"], "--dump-dom", "--enable-logging=stderr")
    assert "<title>acted" not in ran.stdout
    assert len(re.findall(r'class="who"', ran.stdout)) == 17
    assert "Refused to" not in ran.stderr
    assert "CONSOLE" not in ran.stderr


def test_rows_are_searched_filtered_sorted_and_opened(browser, papers, compared, tmp_path):
    """With a second script that plays the reader; the policy of the page alone keeps it out, and is taken away here."""
    text = papers["compare.html"].read_text(encoding="utf-8")
    played = re.sub(r"<meta http-equiv[^>]*/>", "", text).replace(
        "</body>", f"<script>{ACTS}</script></body>"
    )
    (tmp_path / "played.html").write_text(played, encoding="utf-8")
    ran = browser(tmp_path / "played.html", "--dump-dom").stdout
    said = json.loads(unescape(re.search(r"<pre>(.*)</pre>", ran, re.DOTALL)[1]))
    people = compared.people.set_index("key")["difference"]
    names = [name if name != IDENTITY else "11**************14" for name in people.index]
    moved = dict(zip(names, people, strict=True))
    assert said["all"] == names
    assert said["found"] == ["P2"]
    assert said["told"].startswith("1 rows")
    assert said["gain"] == [name for name in names if moved[name] > 0]
    assert said["down"] == sorted(names, key=lambda name: -moved[name])
    assert said["up"] == sorted(names, key=lambda name: moved[name])
    assert said["sorted"] == "descending"
    assert said["closed"]
    assert said["opened"]
    assert 0 < len(said["unit"]) < len(names)
    assert (said["title"], said["images"]) == (
        "county_target_bonus against " + compared.found.sides[1].name.en,
        0,
    )


def test_the_page_is_printed_no_wider_than_its_paper(browser, papers, tmp_path):
    printed = tmp_path / "page.pdf"
    browser(papers["compare.html"], "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    assert printed.read_bytes().startswith(b"%PDF")


def test_a_row_that_moves_stands_on_one_page_with_its_heading(papers):
    """In the workbook: one page across, and no break from a row's heading to the last line below it."""
    (sheet,) = (one for one in printed(papers["compare.xlsx"]) if one.name == words.MOVES("en"))
    assert sheet.across
    assert sheet.feet
    assert not sheet.bold.intersection(sheet.feet)
