"""Slips of a correction: each says what its payee was paid, is due, and is paid or gives back now, and why; held against both runs."""

import csv
import re
import shutil
from fractions import Fraction

import openpyxl
import pytest

import payout
from payout.cli.main import code_of
from tests.cli.conftest import County
from tests.cli.test_a_year import CALLED

AMOUNT = re.compile(r"<b>(-?[\d,]+\.\d\d) (?:元|yuan)</b>")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """A run, and one that corrects it: a score of P3 was too high, and P9 is gone."""
    place, county = tmp_path_factory.mktemp("corrected"), County()
    before, after = place / "before", place / "after"
    said = ["run", county.csv(place / "in"), "-p", "county_target_bonus", "-o", before]
    assert code_of([str(one) for one in said]) == 0
    county.cell("people", "P3", "score", "80")
    county.tables["people"] = [row for row in county.tables["people"] if row[0] != "P9"]
    said = ["correct", before, county.csv(place / "mended"), "-o", after]
    assert code_of([str(one) for one in said]) == 0
    return before, after


def due_by(out):
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        return {row["person_id"]: Fraction(row["payable"]) for row in csv.DictReader(file)}


def slips_in(folder):
    """Each slip's text by the payee's key."""
    found = {}
    for path in sorted(folder.glob("0*.html")):
        for section in re.findall(
            r'<section class="slip">.*?</section>', path.read_text(encoding="utf-8"), re.DOTALL
        ):
            found[next(key for key in CALLED if f">{key}<" in section)] = section
    return found


def amounts_in(section):
    """What was paid, is due, and the difference, as the slip's table has them."""
    table = re.search(r'<table class="difference">.*?</table>', section, re.DOTALL)[0]
    return tuple(Fraction(one.replace(",", "")) for one in AMOUNT.findall(table))


def test_each_difference_is_that_of_both_runs(corrected, tell, tmp_path):
    before, after = map(due_by, corrected)
    told = tell("slips", corrected[1], "--out", tmp_path / "slips", "--no-pdf")
    assert told.code == 0, told.err
    found = slips_in(tmp_path / "slips")
    differ = {key for key in before if before[key] != after.get(key, 0)}
    assert set(found) == differ
    assert {"P3", "P9"} < differ < set(before)
    for key, section in found.items():
        paid, due = before[key], after.get(key, Fraction(0))
        assert amounts_in(section) == (paid, due, abs(due - paid)), key
        assert ("本次补发" in section, "本次追扣" in section) == (due > paid, due < paid), key
    unchanged = len([key for key in after if key not in differ])
    assert f"没有变动的 {unchanged} 人" in told.out


def test_the_reason_names_the_cell_and_the_clause_and_nobody_else(corrected, tell, tmp_path):
    assert tell("slips", corrected[1], "--out", tmp_path / "slips", "--no-pdf").code == 0
    found = slips_in(tmp_path / "slips")
    assert "个人考核分 90.5 → 80" in found["P3"]
    assert "第 6.1 条" in found["P3"]
    assert "更正后不在名单中" in found["P9"]
    for key, section in found.items():
        assert CALLED[key] in section
        assert not [name for other, name in CALLED.items() if other != key and name in section]
        assert "个人考核分 90.5" not in section or key == "P3"
    book = openpyxl.load_workbook(tmp_path / "slips" / "slips.xlsx").worksheets[0]
    said = {row[1]: row[-1] for row in book.iter_rows(min_row=2, values_only=True)}
    assert set(said) == set(found)
    assert "本次追扣" in said["P9"]
    assert "90.5 → 80" in said["P3"]


def test_who_is_named_gets_one_though_nothing_changed(corrected, tell, tmp_path):
    before, after = map(due_by, corrected)
    same = next(key for key in after if after[key] == before[key])
    assert tell("slips", corrected[1], "--out", tmp_path / "one", "--no-pdf", "--person", same).code == 0
    (section,) = slips_in(tmp_path / "one").values()
    assert amounts_in(section) == (after[same], after[same], 0)
    assert tell("slips", corrected[1], "--out", tmp_path / "all", "--no-pdf", "--all").code == 0
    assert set(slips_in(tmp_path / "all")) == set(before)


def test_a_unit_in_which_nothing_changed_gets_none(corrected, tell, tmp_path):
    told = tell("slips", corrected[1], "--out", tmp_path / "slips", "--no-pdf", "--unit", "T1")
    before, after = map(due_by, corrected)
    assert before["P7"] == after["P7"]
    assert told.code == 2
    assert "--all" in told.err
    assert not (tmp_path / "slips").exists()


def test_names_are_masked_where_that_is_asked_for(corrected, tell, tmp_path):
    assert (
        tell("slips", corrected[1], "--out", tmp_path / "slips", "--no-pdf", "--masked", "--lang", "en").code
        == 0
    )
    text = "".join(slips_in(tmp_path / "slips").values())
    assert not [name for name in CALLED.values() if name in text]
    assert "Clawback" in text


def test_slips_of_a_run_that_corrects_none_say_nothing_of_differences(corrected, tell, tmp_path):
    assert tell("slips", corrected[0], "--out", tmp_path / "slips", "--no-pdf").code == 0
    found = slips_in(tmp_path / "slips")
    assert set(found) == set(CALLED)
    assert not [key for key, section in found.items() if "difference" in section]


def test_python_writes_the_same(corrected, tell, tmp_path):
    assert tell("slips", corrected[1], "--out", tmp_path / "one", "--no-pdf", "--ask", "股").code == 0
    done = payout.slips(corrected[1], tmp_path / "two", ask="股", pdf=False)
    assert done.count == len(slips_in(tmp_path / "two"))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    with pytest.raises(payout.NotPossible, match="identifier or name P99"):
        payout.slips(corrected[1], tmp_path / "three", people=["P99"])


def test_a_list_of_corrections_that_was_changed_makes_no_slips(corrected, tell, tmp_path):
    out = shutil.copytree(corrected[1], tmp_path / "out")
    path = out / "correction.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert tell("slips", out, "--out", tmp_path / "slips", "--no-pdf").code == 7
    assert not (tmp_path / "slips").exists()
