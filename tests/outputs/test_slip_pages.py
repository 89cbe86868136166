"""Slips as pages: a page of paper for everybody of every scheme, nothing that acts, the same bytes each time."""

from __future__ import annotations

import random
import re

import openpyxl
import pytest

from payout.evidence.rows import is_personal
from payout.evidence.slips.build import Slips
from payout.evidence.slips.payees import by_unit, payee_level
from payout.evidence.slips.text import fitted
from payout.masking import mask_name
from payout.outputs.papers import plain, printer
from payout.outputs.papers.browser import PdfPrinter
from payout.outputs.slips import Handed, write_slips
from payout.outputs.slips.fitting import TALL, height
from payout.text import quiet, text_of
from tests.evidence.traces import SCHEMES, batch
from tests.outputs.browser import started

SEED = random.randrange(10**6)
FEW = 3


def payees(name):
    """Some payees of a scheme, by unit."""
    found = batch(name)
    level = payee_level(found.run, found.result.files)
    size = found.run.data[level].size
    rows = sorted(random.Random(SEED).sample(range(size), min(size, FEW)))
    return level, list(by_unit(found.run, level, rows))


def written(name, folder, lang="zh", **more):
    found, (level, units) = batch(name), payees(name)
    folder.mkdir()
    slips = Slips(found.run, found.result.files, lang, masked=more.pop("masked", False))
    write_slips(found.result, slips, level, units, folder, handed=Handed(ask="财政局 & 人社局"), **more)
    return folder


def pages_of(folder):
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("0*.html")))


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_has_a_page_for_each_payee(name, tmp_path):
    folder = written(name, tmp_path / "out")
    text, (_, units) = pages_of(folder), payees(name)
    assert text.count("<section") == sum(len(one.rows) for one in units), f"seed {SEED}"
    assert "财政局 &amp; 人社局" in text
    assert "通知单" in text
    sheet = openpyxl.load_workbook(folder / "slips.xlsx").active
    assert sheet.max_row == 1 + text.count("<section")
    assert all(str(row[-1].value).endswith("。") for row in sheet.iter_rows(min_row=2)), f"seed {SEED}"
    assert {path.name for path in folder.iterdir()} >= {"index.html", "slips.xlsx"}


@pytest.mark.parametrize("name", ["county_target_bonus", "enterprise_mbo"])
def test_the_same_run_gives_the_same_bytes(name, tmp_path):
    one, other = (written(name, tmp_path / out) for out in ("one", "other"))
    assert [path.name for path in sorted(one.iterdir())] == [path.name for path in sorted(other.iterdir())]
    assert all(path.read_bytes() == (other / path.name).read_bytes() for path in one.iterdir()), (
        f"seed {SEED}"
    )


@pytest.mark.parametrize("name", SCHEMES)
def test_a_slip_shows_nothing_of_the_rows_of_others(name):
    """What lessened an amount, and every part, is of the payee's own row or of a row that it belongs to."""
    found = batch(name)
    level, units = payees(name)
    slips = Slips(found.run, found.result.files, "zh")
    for row in (row for unit in units for row in unit.rows):
        slip = slips.of(level, row)
        labels = [(line.label, line.how) for line in slip.lessened]
        assert len(labels) == len(set(labels)), f"seed {SEED}"
        assert height(fitted(slip, height, TALL)) <= TALL, f"seed {SEED}"
        assert not is_personal(found.run, level) or slip.name


def test_what_lessened_an_amount_is_said_with_its_clause():
    found = batch("county_target_bonus")
    slips = Slips(found.run, found.result.files, "zh")
    sanctioned = int(found.run.data["sanction"].links["person"][0])
    slip = slips.of("person", sanctioned)
    assert any(line.clause for line in slip.lessened), [line.label for line in slip.lessened]


def test_what_turns_or_hides_characters_is_shown_as_such():
    assert (
        plain("张\u202e三\u200b") == "张\ufffd三\ufffd"
    )  # intake refuses it in a cell; options and old archives are not read there


def test_a_masked_slip_has_the_family_name_alone(tmp_path):
    found = batch("county_target_bonus")
    _, units = payees("county_target_bonus")
    text = pages_of(written("county_target_bonus", tmp_path / "out", masked=True))
    names = [str(found.run.data["person"].columns["name"][row]) for one in units for row in one.rows]
    assert not [name for name in names if name in text], f"seed {SEED}"
    assert all(mask_name(name) in text for name in names), f"seed {SEED}"


def test_without_a_browser_the_pages_come_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr("payout.outputs.papers.browser.BROWSERS", ("no-such-browser",))
    assert printer() is None
    assert not list(written("district_nsx", tmp_path / "out", printer=printer()).glob("*.pdf"))


def test_pdfs_have_a_page_a_payee_and_the_same_bytes(tmp_path):
    started(tmp_path / "profile")  # is there a browser at all?
    one, other = (
        written("mining_five_in_one", tmp_path / out, printer=printer(), progress=quiet)
        for out in ("one", "other")
    )
    for page in one.glob("0*.html"):
        made = page.with_suffix(".pdf").read_bytes()
        sections = page.read_text(encoding="utf-8").count("<section")
        assert len(re.findall(rb"/Type /Page\b", made)) == sections, f"seed {SEED}"
        assert made == (other / page.with_suffix(".pdf").name).read_bytes()


def test_a_browser_that_prints_nothing_is_told(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>x</p>", encoding="utf-8")
    with pytest.raises(Exception, match=r"page\.html"):
        PdfPrinter("/bin/true").print([page])


def test_a_prize_that_hangs_on_a_ranking_tells_no_deduction_of_another_unit():
    """The district's ranking rests on every unit's score: of each deduction there is one line at most, and it is the own unit's."""
    found = batch("district_nsx")
    people, units = found.run.data["person"], found.run.data["unit"]
    slips = Slips(found.run, found.result.files, "zh")
    for row in [at for at in range(people.size) if bool(people.columns["rewarded"][at])][:FEW]:
        told = {line.label: line.value for line in slips.of("person", row).lessened}
        unit = int(people.links["unit"][row])
        own = text_of(units.columns["routine_deduction"][unit])
        assert told.get("常规工作扣分", "−0") == f"−{own}"
        assert len(told) == len(slips.of("person", row).lessened)
