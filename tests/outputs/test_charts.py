"""A sheet's chart: native, on a page of its own, drawn from the cells that hold the values."""

import dataclasses
import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pytest

from payout.outputs import write_workbook
from payout.outputs.workbook import charts
from payout.rules.compiled.result import Frame
from payout.rules.policy.card import Chart, SheetPlan
from payout.text import Text
from tests.outputs.sample import county, exact, field, strings

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
UNITS = SheetPlan(
    Text("单位得分", "unit scores"),
    "unit",
    ("unit_id", "unit_name", "score_total", "mean_bonus"),
    order=("rank",),
    totals=("mean_bonus",),
    signature=False,
    chart=Chart("column", "unit_name", ("score_total", "mean_bonus")),
)
YEAR_FIELDS = (
    field("unit_id", "unit_year", "单位编码", "unit", "reference"),
    field("year", "unit_year", "年度", "year", "number", measure="count", places=0),
    field("total", "unit_year", "总分", "total", "number", "rule", measure="points", places=2),
)
YEARS = SheetPlan(
    Text("历年总分", "over the years"),
    "unit_year",
    ("unit_id", "unit.unit_name", "year", "total"),
    order=("unit_id", "year"),
    totals=(),
    signature=False,
    chart=Chart("line", "year", ("total",), "unit_id"),
)


def years_of(rows):
    """A level of unit × year: rows are unit, year, total."""
    ids, years, totals = zip(*rows, strict=True)
    table = pd.DataFrame({"unit_id": strings(ids), "year": exact(years), "total": exact(totals)})
    names = ["U0003", "U0001", "U0002"]
    links = {"unit": np.array([names.index(each) if each in names else -1 for each in ids], dtype=np.int64)}
    return Frame("unit_year", "", YEAR_FIELDS, table, links)


ROWS = [("U0001", 2012, "90"), ("U0002", 2011, "80.5"), ("U0002", 2012, None), ("U0001", 2010, "88")]


def written(tmp_path, *sheets, rows=ROWS, lang="zh"):
    base = county()
    result = dataclasses.replace(base, sheets=sheets, frames={**base.frames, "unit_year": years_of(rows)})
    path = tmp_path / "payout.xlsx"
    write_workbook(result, path, lang=lang)
    return path


def parts(path, start):
    with zipfile.ZipFile(path) as archive:
        names = [name for name in sorted(archive.namelist()) if name.startswith(start)]
        return [ET.fromstring(archive.read(name)) for name in names]  # noqa: S314 - written by the test


def texts(part, place):
    """What a title says."""
    return "".join(node.text or "" for node in part.findall(f"{place}//{A}t"))


def ranges(part):
    """Name, categories and values of each series."""
    return [
        tuple(series.findtext(f"{C}{one}//{C}f") for one in ("tx", "cat", "val"))
        for series in part.iter(f"{C}ser")
    ]


def values_at(book, address):
    sheet, cells = address.replace("$", "").replace("'", "").split("!")
    found = book[sheet][cells]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [cell.value for row in rows for cell in row]


def test_series_are_columns_of_the_sheet(tmp_path):
    path = written(tmp_path, UNITS)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["封面", "单位得分", "单位得分（图）"]
    (chart,) = parts(path, "xl/charts/chart")
    assert chart.find(f".//{C}barChart") is not None
    found = [[values_at(book, each) for each in series] for series in ranges(chart)]
    units = ["县财政局", '=cmd|"/c calc"!A1', "某某乡人民政府"]
    order = [found[0][1].index(unit) for unit in units]
    assert [[each[1][at] for at in order] for each in found] == [units, units]
    assert [(each[0], [each[2][at] for at in order]) for each in found] == [
        (["考核总分（分）"], [905.35, None, 912]),
        (["单位人均奖金（元）"], [6666.666667, 4200, 7400]),
    ]
    assert chart.find(f".//{C}valAx/{C}scaling/{C}min").get("val") == "0"


def test_a_chart_keeps_what_its_cells_hold(tmp_path):
    """Programs that do not calculate draw what is kept; the sheet's own rows are on disk by then."""
    (chart,) = parts(written(tmp_path, UNITS), "xl/charts/chart")
    kept = [
        [[node.text for node in series.findall(f"{C}{one}//{C}pt/{C}v")] for one in ("tx", "cat", "val")]
        for series in chart.iter(f"{C}ser")
    ]
    units = ["某某乡人民政府", "县财政局", '=cmd|"/c calc"!A1']
    assert kept == [
        [["考核总分（分）"], units, ["912", "905.35"]],
        [["单位人均奖金（元）"], units, ["7400.00", "6666.666667", "4200.00"]],
    ]


def test_with_by_each_of_its_values_is_a_series_over_the_same_categories(tmp_path):
    path = written(tmp_path, YEARS)
    book = openpyxl.load_workbook(path)
    (chart,) = parts(path, "xl/charts/chart")
    assert chart.find(f".//{C}lineChart") is not None
    found = [[values_at(book, each) for each in series] for series in ranges(chart)]
    assert found == [
        [["U0001"], [2010, 2011, 2012], [88, None, 90]],
        [["U0002"], [2010, 2011, 2012], [None, 80.5, None]],
    ]
    assert {address.split("!")[0] for series in ranges(chart) for address in series} == {"'历年总分（图）'"}


@pytest.mark.parametrize(
    ("lang", "title", "axes"),
    [("zh", "历年总分", ["年度", "总分（分）"]), ("en", "over the years", ["year", "total (points)"])],
)
def test_titles_and_axes_bear_the_labels(tmp_path, lang, title, axes):
    (chart,) = parts(written(tmp_path, YEARS, lang=lang), "xl/charts/chart")
    assert texts(chart, f"{C}chart/{C}title") == title
    assert [texts(axis, f"{C}title") for kind in ("catAx", "valAx") for axis in chart.iter(C + kind)] == axes
    assert chart.find(f".//{C}legend") is not None


def test_two_rows_for_one_point_are_a_gap(tmp_path):
    rows = [*ROWS, ("U0001", 2010, "70")]
    path = written(tmp_path, YEARS, rows=rows)
    book = openpyxl.load_workbook(path)
    (chart,) = parts(path, "xl/charts/chart")
    assert values_at(book, ranges(chart)[0][2]) == [None, None, 90]


def test_each_chart_prints_on_a_page_of_its_own(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, UNITS, YEARS))
    for name, orientation in (("单位得分（图）", "landscape"), ("历年总分（图）", "portrait")):
        setup = book[name].page_setup
        assert (setup.orientation, int(setup.paperSize)) == (orientation, 9)
        assert book[name].sheet_properties.pageSetUpPr.fitToPage
        assert book[name].print_area
    index = [row[0].value for row in book["封面"].iter_rows()]
    assert index[index.index("工作表") + 1 :][: len(book.sheetnames) - 1] == book.sheetnames[1:]


def test_a_sheet_without_rows_has_no_chart(tmp_path):
    none = dataclasses.replace(UNITS, where="failed")
    empty = county().frames["unit"].table.assign(failed=pd.array([False] * 3, dtype="boolean"))
    base = county()
    frames = {**base.frames, "unit": dataclasses.replace(base.frames["unit"], table=empty)}
    path = tmp_path / "payout.xlsx"
    write_workbook(dataclasses.replace(base, sheets=(none,), frames=frames), path, lang="zh")
    assert openpyxl.load_workbook(path).sheetnames[1:3] == ["单位得分", "口径登记表"]
    assert parts(path, "xl/charts/chart") == []


def test_more_series_than_can_be_told_apart_are_a_table_only(tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "MAX_SERIES", 1)
    path = written(tmp_path, YEARS)
    sheet = openpyxl.load_workbook(path)["历年总分（图）"]
    assert "共 2 个系列" in sheet["A2"].value
    assert parts(path, "xl/charts/chart") == []
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.value in {"U0001", "U0002"}] == [
        "U0001",
        "U0002",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_are_byte_identical(tmp_path, lang):
    first, second = tmp_path / "one", tmp_path / "two"
    for folder in (first, second):
        folder.mkdir()
    assert (
        written(first, UNITS, YEARS, lang=lang).read_bytes()
        == written(second, UNITS, YEARS, lang=lang).read_bytes()
    )
