"""The report of a run: exact, masked, harmless whatever a text says, the same bytes each time; and looked at in a real browser."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from payout.masking import mask
from payout.outputs import batch_total
from payout.outputs.comparison.figures import rounded
from payout.outputs.pages.pieces import breakable
from payout.outputs.report import chapters, held, spread, words
from payout.outputs.report.page import page
from payout.rendering.markup import element
from payout.rules.policy.made import Made
from payout.text import NOTHING, Text
from tests.outputs.browser import started
from tests.outputs.sample import FINDINGS, county, exact, field, people, strings, units

IDENTITY, CARD = "110101199003074514", "6222020200112233445"
HOSTILE = (
    "<img src=x onerror=document.title='acted'>",
    "</script><script>document.title='acted'</script>",
    "\"'><svg onload=document.title='acted'>",
    "=1+2 {rows} $& ]]> <!-- \u2028 \u202e desrever",
    "javascript:document.title='acted' \x00\x07\x85",
    "&lt;b&gt; &#60; \\u003cscript\\u003e __proto__",
    "张伟",
)
ACTS = """
const said = {};
const rows = () => [...document.querySelectorAll("#interactive > .scroll > table > tbody > tr:not(.below)")];
const cells = (row) => [...row.cells].map((cell) => cell.textContent);
const change = (tool, value) => { tool.value = value; tool.dispatchEvent(new Event("input")); };
const search = document.querySelector(".tools input");
said.levels = [...document.querySelectorAll("#level option")].map((one) => one.textContent);
said.all = rows().map(cells);
said.heads = [...document.querySelectorAll("#interactive > .scroll > table > thead th")].map((one) => one.textContent);
for (const [name, text] of [["key", "r2"], ["name", "张伟"], ["unit", "u0001"], ["none", "nobody at all"]]) {
  change(search, text);
  said[name] = rows().map((row) => row.cells[0].textContent);
}
said.told = document.getElementById("told").textContent;
change(search, "");
const heads = [...document.querySelectorAll("#people th button")];
const place = heads.findIndex((one) => one.textContent.startsWith("payable"));
heads[place].click();
said.down = rows().map((row) => row.cells[row.cells.length - 1].textContent);
heads[place].click();
said.up = rows().map((row) => row.cells[row.cells.length - 1].textContent);
rows().find((row) => row.cells[0].textContent === "R2").querySelector("button").click();
document.querySelectorAll("td.open details").forEach((one) => { one.open = true; });
setTimeout(() => {
  said.story = document.querySelector("td.open").textContent;
  said.steps = [...document.querySelectorAll("td.open > .scroll > table.steps tbody tr")].map(cells);
  change(document.getElementById("level"), "unit");
  said.units = rows().map(cells);
  said.title = document.title;
  said.elements = document.querySelectorAll("img, svg[onload], script:not([id]):not(:empty)").length;
  document.body.replaceChildren(document.createElement("pre"));
  document.querySelector("pre").textContent = JSON.stringify(said);
}, 50);
"""


@pytest.fixture(scope="module")
def result():
    """The sample with plain keys, names that would act, a bank account and a column that only goes along."""
    frame = people()
    own = [
        one if one.name != "person_id" else dataclasses.replace(one, personal=False) for one in frame.fields
    ]
    account = field("account", "person", "银行卡号", "account", "text", personal=True)
    along = field("+备注", "person", "备注", "备注", "text", "carried", personal=True)
    table = frame.table.assign(
        person_id=strings([f"R{row + 1}" for row in range(6)] + [IDENTITY]),
        name=strings(HOSTILE),
        account=strings([CARD] * 7),
        **{"+备注": strings([f"卡 {CARD}"] * 7)},
    )
    every = dataclasses.replace(frame, fields=(*own, account, along), table=table)
    named = units()
    named = dataclasses.replace(
        named, table=named.table.assign(unit_name=strings(["乡政府", HOSTILE[0], HOSTILE[1]]))
    )
    told = dataclasses.replace(FINDINGS[0], problem=Text(HOSTILE[1], HOSTILE[1]))
    return county(
        frames={"unit": named, "person": every},
        findings=(told,),
        in_words={("person", "target_bonus"): Text(f"单位部分 {HOSTILE[0]}", f"unit part {HOSTILE[0]}")},
    )


def plain(text):
    """What the page says without its script."""
    return unescape(re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def data_of(text):
    """What the script is given."""
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


def values_of(column):
    return [column["said"][at] for at in column["values"]] if "said" in column else column["values"]


def attributes(text):
    """The names of all attributes of a page, as a parser of HTML reads it."""
    found = set()

    class Reader(HTMLParser):
        def handle_starttag(self, _tag, attrs):
            found.update(name for name, _ in attrs)

    Reader().feed(text)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_asks_for_nothing_and_lets_nothing_else_run(result, lang):
    text = page(result, lang)
    assert "default-src 'none'" in text
    assert "unsafe" not in text
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import|innerHTML|eval\(|http://|https://", text)
    assert not [name for name in attributes(text) if name.startswith("on") or name in {"style", "srcset"}]
    assert text.count("<script") == text.count("</script>") == 2
    assert not set(re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_personal_is_masked_and_accounts_are_not_there(result, lang):
    text = page(result, lang)
    assert not [one for one in (IDENTITY, CARD, "银行卡号", "张伟", "备注") if one in text]
    assert mask(IDENTITY) in text
    called = data_of(text)["levels"]["person"]
    column = called["columns"][called["called"][0]]
    assert sorted(values_of(column)) == sorted(mask(name) for name in HOSTILE_SHOWN)


HOSTILE_SHOWN = [re.sub("[\x00\x07\x85]", "\ufffd", name) for name in HOSTILE]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ("口径登记表", "检查结果", "未提供的表")), ("en", ("Register of choices", "Findings"))],
)
def test_it_is_read_without_its_script(result, lang, said):
    text = plain(page(result, lang))
    assert all(word in text for word in said)
    assert "58,113.90" in text
    assert HOSTILE[1] in text  # as text: in a finding
    assert all(setting.name in text for setting in result.settings)
    assert result.stamp.digest in text
    assert all(digest in text for digest in result.table_digests.values())


def test_the_figures_of_the_rows_are_those_of_the_result(result):
    level = data_of(page(result, "zh"))["levels"]["person"]
    columns = {one["name"]: values_of(one) for one in level["columns"]}
    keys = columns["person_id"]
    assert keys == sorted(keys, key=lambda key: IDENTITY if "*" in key else key)
    table = result.frames["person"].table
    for name in ("target_bonus", "leader_bonus", "payable"):
        then = dict(zip(table["person_id"].tolist(), table[name].tolist(), strict=True))
        for key, text in zip(keys, columns[name], strict=True):
            value = then[IDENTITY if "*" in key else key]
            assert (Fraction(text) if text is not None else None) == (None if pd.isna(value) else value)


def test_links_lead_to_the_rows_above(result):
    levels = data_of(page(result, "zh"))["levels"]
    above = {one["name"]: values_of(one) for one in levels["unit"]["columns"]}["unit_id"]
    frame = result.frames["person"]
    own = {one["name"]: values_of(one) for one in levels["person"]["columns"]}["person_id"]
    for key, place in zip(own, levels["person"]["links"]["unit"], strict=True):
        row = frame.table["person_id"].tolist().index(IDENTITY if "*" in key else key)
        assert above[place] == frame.table["unit_id"][row]


def test_the_handbook_names_every_chapter():
    """Of all schemes together, in the order of the page."""
    text = (Path(__file__).parents[2] / "docs" / "for-finance-officers.md").read_text(encoding="utf-8")
    told = re.search(r"### 一页看全.*?\n\|---.*?\n(.*?)\n\n", text, re.DOTALL)[1]
    named = [name for line in told.splitlines() for name in line.split("|")[1].strip().split("、")]
    found = [words.STATE, words.TOTALS, words.CHARTS, words.PEOPLE, words.QUOTA, *chapters.REGISTERS.values()]
    found.insert(-2, words.CHANGED)
    assert "、".join(named) == "、".join(one.zh for one in (*found, words.INPUTS))


# ---- charts --------------------------------------------------------------------------------------------------------


def amounts(values):
    rows = len(values)
    names = [f"P{row:03}" for row in range(rows)]
    table = pd.DataFrame(
        {
            "person_id": strings(names),
            "unit_id": strings([("U0003", "U0001", "U0002")[row % 3] for row in range(rows)]),
            "position": pd.Categorical(
                [("chief", "staff", None)[row % 3] for row in range(rows)],
                categories=["chief", "leader", "staff"],
            ),
            "payable": exact(values),
        }
    )
    frame = people()
    fields = tuple(one for one in frame.fields if one.name in table.columns)
    links = {"unit": np.arange(rows, dtype=np.int64) % 3}
    frame = dataclasses.replace(frame, fields=fields, table=table, links=links)
    base = county()
    file = dataclasses.replace(base.files[0], first=("person_id", "payable"))
    return county(people_frame=frame, files=(file,), sheets=())


@pytest.mark.parametrize("seed", range(4))
def test_distributions_and_groups_count_every_row_once(seed):
    dice = np.random.default_rng(seed)
    cents = dice.integers(-20_000, 900_000, 200).tolist()
    values = [
        None if row % 17 == 3 else Fraction(0) if row % 11 == 0 else Fraction(cents[row], 100)
        for row in range(200)
    ]
    result = amounts(values)
    (figure,) = spread.figures_of(result)
    known = [value for value in values if value is not None]
    bars = spread.distribution(figure)
    for bar in bars:
        if bar.above == bar.up_to:
            assert bar.rows == known.count(0)
        else:
            assert bar.rows == sum(bar.above < value <= bar.up_to and value != 0 for value in known)
    assert sum(bar.rows for bar in bars) == len(known)
    assert len(bars) <= spread.BARS + 1
    partings = {one.label.en: one.first(len(one.groups)) for one in spread.partings(result, figure)}
    assert set(partings) == {"unit", "position"} or len(partings) == 2
    whole = batch_total(result, result.files[0]).value
    for parts in partings.values():
        assert sum(part.total for part in parts) == whole == sum(known)
        assert sum(part.rows for part in parts) == len(known)


@pytest.mark.parametrize("seed", range(20))
def test_the_first_groups_are_those_of_all_groups_put_in_order(seed):
    """By their totals, or by their means and then by their totals; of equal ones by name. Held against Python's own order."""
    dice = np.random.default_rng(seed)
    size, few = int(dice.integers(2, 60)), int(dice.integers(1, 70))
    names = [Text(name, name) for name in dice.permutation([f"U{each:02}" for each in range(size)]).tolist()]
    rows = dice.integers(1, 4, size)
    totals = dice.integers(-3, 3, size).tolist()
    named = Made(size, lambda some: [names[each] for each in some.tolist()])
    parting = spread.Parting(NOTHING, named, np.arange(size), rows, exact([*map(Fraction, totals)]))
    means = [Fraction(total, int(each)) for total, each in zip(totals, rows, strict=True)]

    def told(first):
        return [one.name.zh for one in first]

    by_total = sorted(range(size), key=lambda at: (-totals[at], names[at].zh))
    assert told(parting.first(few)) == [names[at].zh for at in by_total][:few]
    by_mean = sorted(by_total, key=lambda at: -rounded(means[at], 3))
    assert told(parting.first(few, parting.means(3))) == [names[at].zh for at in by_mean][:few]


def test_few_values_are_told_one_by_one():
    (figure,) = spread.figures_of(amounts([Fraction(3000), None, *[Fraction(0)] * 20]))
    assert [(part.total, part.rows) for part in spread.by_value(figure)] == [(3000, 1), (0, 20)]


def test_the_score_is_the_one_that_places_go_by():
    base = county()
    (_, units_file) = base.files
    figures = {one.field.name for one in spread.figures_of(base)}
    assert figures == {"payable", "score_total"}
    none = dataclasses.replace(units_file, first=("unit_id", "mean_bonus"))
    assert [one.field.name for one in spread.figures_of(county(files=(none,)))] == ["mean_bonus"]


# ---- limits --------------------------------------------------------------------------------------------------------


def test_of_too_many_rows_their_units_are_searched_with_their_totals(result, monkeypatch):
    monkeypatch.setattr(held, "MOST_ROWS", 5)
    monkeypatch.setattr("payout.outputs.report.page.MOST_ROWS", 5)
    text = page(result, "en")
    data = data_of(text)
    assert set(data["levels"]) == {"unit"}
    assert "7 rows are more than the 5" in plain(text)
    assert "people.csv" in plain(text)
    level = data["levels"]["unit"]
    summed = level["columns"][level["listed"][-1]]
    keys = {one.get("name"): values_of(one) for one in level["columns"]}["unit_id"]
    frame = result.frames["person"]
    for key, total in zip(keys, values_of(summed), strict=True):
        paid = [
            value
            for value, unit in zip(frame.table["payable"], frame.table["unit_id"], strict=True)
            if unit == key
        ]
        assert Fraction(total) == sum(paid)


def test_of_too_many_figures_the_page_holds_those_of_the_list(result, monkeypatch):
    monkeypatch.setattr(held, "MOST_CELLS", 50)
    level = data_of(page(result, "en"))["levels"]["person"]
    assert not level["whole"]
    assert {one["name"] for one in level["columns"]} == {
        "person_id", "name", "months_served", "target_bonus", "leader_bonus", "payable"
    }  # fmt: skip
    assert not [one for one in level["columns"] if "words" in one]


# ---- in a browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    return started(tmp_path_factory.mktemp("profile"))


def test_a_browser_shows_the_rows_and_no_name_acts(browser, result, tmp_path):
    """As it stands: its own script runs under its own policy, and no other; each chart has a name."""
    path = tmp_path / "report.html"
    path.write_text(page(result, "en"), encoding="utf-8")
    ran = browser(path, "--dump-dom", "--enable-logging=stderr")
    assert "<title>acted" not in ran.stdout
    assert len(re.findall(r'class="who"', ran.stdout)) == 7
    drawn = re.findall(r"<svg[^>]*>", ran.stdout)
    assert drawn
    assert all('role="img"' in one and "aria-label=" in one for one in drawn)
    assert "Refused to" not in ran.stderr
    assert "CONSOLE" not in ran.stderr


def test_rows_are_found_sorted_and_told(browser, result, tmp_path):
    """With a second script that plays the reader; the policy of the page alone keeps it out, and is taken away here."""
    played = re.sub(r"<meta http-equiv[^>]*/>", "", page(result, "en"))
    played = played.replace("</body>", f"<script>{ACTS}</script></body>")
    path = tmp_path / "played.html"
    path.write_text(played, encoding="utf-8")
    ran = browser(path, "--dump-dom", "--virtual-time-budget=2000").stdout
    said = json.loads(unescape(re.search(r"<pre>(.*)</pre>", ran, re.DOTALL)[1]))
    assert (said["title"], said["elements"]) == (
        "County target bonus",
        2,
    )  # the page's own script and the reader
    assert Counter(row[1] for row in said["all"]) == Counter(mask(name) for name in HOSTILE_SHOWN)
    assert said["heads"][0] == "Key"
    assert said["key"] == ["R2"]
    assert mask(IDENTITY) in said["name"]
    assert len(said["unit"]) == sum(result.frames["person"].table["unit_id"] == "U0001")
    assert said["none"] == []
    assert said["told"] == "0 rows found"
    paid = [Fraction(value) for value in result.frames["person"].table["payable"]]
    assert [Fraction(text.replace(",", "")) for text in said["down"]] == sorted(paid, reverse=True)
    assert [Fraction(text.replace(",", "")) for text in said["up"]] == sorted(paid)
    steps = {row[0]: row[1:] for row in said["steps"]}
    assert steps["target bonus (yuan)"] == ["6,966.67", "6.4", f"unit part {HOSTILE[0]}"]
    assert HOSTILE[0] in said["story"]  # the unit's name, as text
    assert "payout explain DIR R2" in said["story"]
    assert len(said["units"]) == 3


def test_it_is_printed(browser, result, tmp_path):
    path, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    path.write_text(page(result, "zh"), encoding="utf-8")
    browser(path, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    assert printed.read_bytes().startswith(b"%PDF")


MEASURED = """
const found = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walk.nextNode(); node; node = walk.nextNode()) {
  if (!node.parentElement.closest("td, th")) continue;
  for (const word of node.textContent.matchAll(/[A-Za-z0-9_]+/g)) {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(one => one.top)).size > 1) found.push(word[0]);
  }
}
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
document.body.innerHTML = "<pre></pre>";
document.querySelector("pre").textContent = JSON.stringify([found, wide]);
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_no_word_is_broken_and_no_table_is_wider(browser, result, tmp_path, lang):
    """As it is printed on A4, measured on a screen as wide: an identifier is broken behind `_` alone."""
    printed = re.sub(r"<meta http-equiv[^>]*/>", "", page(result, lang)).replace("@media print", "@media all")
    printed = printed.replace("</body>", f"<script>{MEASURED}</script></body>")
    path = tmp_path / "printed.html"
    path.write_text(printed, encoding="utf-8")
    ran = browser(path, "--dump-dom", "--window-size=703,1000").stdout  # 186 mm
    broken, wider = json.loads(unescape(re.search(r"<pre>(.*)</pre>", ran, re.DOTALL)[1]))
    assert (broken, wider <= 0) == ([], True)


def test_where_an_identifier_may_be_broken():
    said = str(element("td", *breakable("见 rates_combine、_own_ 和 P-x_1")))
    assert said == "<td>见 rates_<wbr/>combine、_own_ 和 P-x_<wbr/>1</td>"
    assert breakable("没有") == ("没有",)
