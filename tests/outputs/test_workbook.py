"""The workbook, read back: texts are texts, numbers are exact, totals are live and right, pages print."""

import dataclasses
import datetime as dt
import re
import zipfile

import openpyxl
import pytest

from payout.outputs import write_workbook
from payout.outputs.workbook import listings
from payout.outputs.workbook.cells import clean, text_lines, text_width
from payout.outputs.workbook.names import sheet_names
from payout.rules.compiled.result import Blank
from payout.text import Text
from tests.outputs.sample import PLANS, county, exact, people, strings

SHEETS = [
    "封面",
    "人员发放表汇总",
    "人员发放表",
    "人员发放表明细",
    "单位结果",
    "年末在职人员 名单 2012",
    "口径登记表",
    "参数表",
    "待决定事项",
    "检查结果",
    "校验码",
]
OURS = re.compile(r"=SUBTOTAL\(9,[A-Z]+\d+:[A-Z]+\d+\)|=SUM\([A-Z]+\d+:[A-Z]+\d+\)|='?人员发放表'?![A-Z]+\d+")
ENGLISH = [
    "Cover",
    "payout list, by unit",
    "payout list",
    "payout list, details",
    "units",
    "in service",
    "Register of choices",
    "Parameters",
    "Open points",
    "Findings",
    "Digests",
]


def book(result, tmp_path, *, lang="zh", data_only=False):
    path = tmp_path / "payout.xlsx"
    write_workbook(result, path, lang=lang)
    return openpyxl.load_workbook(path, data_only=data_only, rich_text=False)


def table(sheet, header):
    """Rows below the row that starts with 序号, as dictionaries by header."""
    rows = list(sheet.iter_rows())
    top = next(at for at, row in enumerate(rows) if row[0].value == header)
    heads = [str(cell.value).replace("\n", "") for cell in rows[top]]
    return [dict(zip(heads, row, strict=True)) for row in rows[top + 1 :]]


def every_text(sheet):
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.mark.parametrize(("lang", "names"), [("zh", SHEETS), ("en", ENGLISH)])
def test_sheets(result, tmp_path, lang, names):
    assert book(result, tmp_path, lang=lang).sheetnames == names


def test_rows_are_grouped_and_ordered(result, tmp_path):
    rows = table(book(result, tmp_path)["人员发放表明细"], "序号")
    ids = [row["人员编号"].value for row in rows if row["人员编号"].value]
    assert ids == ["10001", "10002", "10003", "20001", "20002", "00007", "410101199001011234"]
    labels = [row["序号"].value for row in rows if isinstance(row["序号"].value, str)]
    assert labels[:2] == ["小计  U0001 县财政局（3 行）", '小计  U0002 =cmd|"/c calc"!A1（2 行）']
    assert labels[3] == "合计（7 行）"


def test_a_group_is_named_by_what_its_rows_share(tmp_path):
    people_frame = people()
    people_frame.links["other"] = people_frame.links["unit"][::-1].copy()
    plan = dataclasses.replace(
        PLANS[0], columns=("person_id", "unit.unit_name", "other.unit_name", "payable")
    )
    base = county(
        people_frame=people_frame, sheets=(dataclasses.replace(plan, totals=("payable",), signature=False),)
    )
    frames = {**base.frames, "other": base.frames["unit"]}
    rows = table(book(dataclasses.replace(base, frames=frames), tmp_path)["人员发放表"], "序号")
    labels = [row["序号"].value for row in rows if str(row["序号"].value).startswith("小计")]
    assert labels[0] == "小计  U0001 县财政局（3 行）"


def test_cells(result, tmp_path):
    rows = table(book(result, tmp_path)["人员发放表明细"], "序号")
    first = rows[0]
    assert first["人员编号"].number_format == "@"
    assert first["人员编号"].data_type == "s"
    assert (first["目标考核奖（元）"].value, first["目标考核奖（元）"].number_format) == (6966.67, "#,##0.00")
    assert (first["单位部分（元）"].value, first["单位部分（元）"].number_format) == (
        6666.666667,
        "#,##0.000000",
    )
    assert (first["实际月数（月）"].value, first["实际月数（月）"].number_format) == (12, "#,##0.0")
    assert first["职务"].value == "正职"
    assert rows[5]["领导奖（元）"].value is None  # missing stays missing, it is not zero


def test_flags_dates_ratios_ranks(result, tmp_path):
    workbook = book(result, tmp_path)
    units = table(workbook["单位结果"], "序号")
    assert [row["名次"].value for row in units[:3]] == [1, 2, None]
    assert [row["一票否决"].value for row in units[:3]] == ["否", "否", "是"]
    assert (units[1]["优秀比例"].value, units[1]["优秀比例"].number_format) == (0.15, "0.00%")
    staff = table(workbook["年末在职人员 名单 2012"], "序号")
    assert [row["人员编号"].value for row in staff[:6]] == sorted(
        ["10003", "10001", "00007", "10002", "410101199001011234", "20002"]
    )
    joined = next(row["到岗日期"] for row in staff if row["人员编号"].value == "10003")
    assert (joined.value, joined.number_format) == (dt.datetime(2012, 3, 1), "yyyy-mm-dd")  # noqa: DTZ001


def test_english_words(result, tmp_path):
    workbook = book(result, tmp_path, lang="en")
    first = table(workbook["payout list, details"], "No.")[0]
    assert (first["position"].value, first["grade"].value) == ("chief", "excellent")
    assert table(workbook["units"], "No.")[0]["failed"].value == "no"


def test_totals_are_live_and_cached(result, tmp_path):
    live = table(book(result, tmp_path)["人员发放表明细"], "序号")
    cached = table(book(result, tmp_path, data_only=True)["人员发放表明细"], "序号")
    sums = [
        at
        for at, row in enumerate(live)
        if isinstance(row["序号"].value, str) and "计" in row["序号"].value[:2]
    ]
    formulas = [live[at]["应发奖金（元）"].value for at in sums]
    assert formulas == [
        "=SUBTOTAL(9,L5:L7)",
        "=SUBTOTAL(9,L9:L10)",
        "=SUBTOTAL(9,L12:L13)",
        "=SUBTOTAL(9,L5:L14)",
    ]
    assert [cached[at]["应发奖金（元）"].value for at in sums] == [39188.90, 233.33, 18691.67, 58113.90]


def test_no_formula_or_link_comes_from_a_text(tmp_path):
    evil = ["=cmd|'/c calc'!A1", "http://a.b", "mailto:a@b.c", "+1", "@x", "-1", "{=1+1}"]
    frame = people()
    frame.table["name"] = strings(evil)
    workbook = book(county(people_frame=frame), tmp_path)
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f" and not OURS.fullmatch(cell.value)] == []
    assert all(cell.hyperlink is None for cell in cells)
    texts = {cell.value for cell in cells if cell.data_type in "si"}
    assert set(evil) <= texts
    with zipfile.ZipFile(tmp_path / "payout.xlsx") as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "connections" in name]
        assert not [name for name in parts.namelist() if b"hyperlink" in parts.read(name)]


def test_control_characters_are_cleaned(tmp_path):
    frame = people()
    frame.table["name"] = strings(["a\x00b\x1b[31m", "c\x7fd", "_x0041_", *"efgh"])
    names = [
        row["姓名"].value
        for row in table(book(county(people_frame=frame), tmp_path)["人员发放表明细"], "序号")
    ]
    assert {"a\ufffdb\ufffd[31m", "c\ufffdd"} <= set(names)
    assert clean("a\r\nb\rc") == "a\nb\nc"


def test_a_number_that_a_double_would_spoil_is_a_text(tmp_path):
    frame = people()
    frame.table["payable"] = exact(["12345678901234.56", *["0.01"] * 6])
    rows = table(book(county(people_frame=frame), tmp_path)["人员发放表明细"], "序号")
    values = [row["应发奖金（元）"].value for row in rows]
    assert "12345678901234.56" in values
    assert "12345678901234.62" in values  # the total: exact, and no formula that would leave the text out
    assert "=SUBTOTAL(9,L9:L10)" in values  # other groups stay live


def test_filter_stops_above_the_total(result, tmp_path):
    sheet = book(result, tmp_path)["单位结果"]
    assert sheet.auto_filter.ref == "A3:J6"
    assert [cell.value for cell in sheet["A"]][5:8] == [3, None, "合计（3 行）"]
    assert book(result, tmp_path)["人员发放表明细"].auto_filter.ref is None  # grouped: an outline instead


def test_paper(result, tmp_path):
    sheet = book(result, tmp_path)["人员发放表明细"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.scale == 92  # too many columns for one page across: on two, and not smaller
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$4:$4", "$A:$C")
    narrow = book(result, tmp_path)["单位结果"]
    assert narrow.sheet_properties.pageSetUpPr.fitToPage
    assert (narrow.page_setup.fitToWidth or 1, narrow.page_setup.fitToHeight) == (1, 0)  # any number long
    assert sheet.print_area == "'人员发放表明细'!$A$1:$L$18"
    assert sheet.freeze_panes == "D5"
    assert "&P" in sheet.oddFooter.right.text
    assert "人员发放表" in sheet.oddHeader.right.text


def test_signatures(result, tmp_path):
    sheet = book(result, tmp_path)["人员发放表"]
    assert "签名" in table(sheet, "序号")[0]
    assert all(word in every_text(sheet) for word in ("制表", "复核", "审批", "日期"))


def test_cover(result, tmp_path):
    text = every_text(book(result, tmp_path)["封面"])
    assert "人民币伍万捌仟壹佰壹拾叁元玖角" in text
    assert "58113.9" in text
    assert "1 项未决定" in text
    assert "错误 0 项，提醒 1 项" in text
    assert result.stamp.digest not in text
    assert result.stamp.digest in every_text(book(result, tmp_path)["校验码"])
    assert all(name in text for name in SHEETS[1:])


def test_registers(result, tmp_path):
    workbook = book(result, tmp_path)
    choice = {k: c.value for k, c in table(workbook["口径登记表"], "序号")[0].items()}
    assert (choice["本次采用"], choice["其他读法"], choice["是否默认"]) == (
        "按人数加权",
        "按单位平均（默认）",
        "否",
    )
    assert choice["理由"] == "文件未写明按单位还是按人数平均。"
    assert table(workbook["参数表"], "序号")[0]["数值"].value == "7000"
    assert "W311" in every_text(workbook["检查结果"])
    assert "roster.xlsx" not in every_text(workbook["检查结果"])


def test_no_open_points_no_sheet(tmp_path):
    workbook = book(county(open_points=(), findings=()), tmp_path)
    assert "待决定事项" not in workbook.sheetnames
    assert "（无）" in every_text(workbook["检查结果"])


def test_what_blanks_mean_is_listed_where_any_means_something(tmp_path):
    blank = Blank(Text("单位", "units"), Text("行风评议", "review"), Text("按满意", "as satisfied"), "6.9")
    workbook = book(county(blanks=(blank,)), tmp_path)
    (row,) = table(workbook["空白的含义"], "序号")
    assert [row[name].value for name in ("表", "列", "空白 =", "条款")] == [
        "单位",
        "行风评议",
        "按满意",
        "6.9",
    ]
    assert "空白的含义" in every_text(workbook["封面"])
    assert "空白的含义" not in book(county(), tmp_path).sheetnames
    english = book(county(blanks=(blank,)), tmp_path, lang="en")["What blanks mean"]
    assert "as satisfied" in every_text(english)


def test_a_view_without_rows(tmp_path):
    frame = people()
    frame.table["in_service"] = frame.table["in_service"] & False
    sheet = book(county(people_frame=frame), tmp_path)["年末在职人员 名单 2012"]
    assert "（无）" in every_text(sheet)
    assert "合计（0 行）" in every_text(sheet)


def test_a_row_without_parent_shows_blanks(tmp_path):
    frame = people()
    frame.links["unit"][0] = -1
    rows = table(book(county(people_frame=frame), tmp_path)["人员发放表明细"], "序号")
    assert next(row["单位名称"].value for row in rows if row["人员编号"].value == "10003") is None


def test_a_list_too_long_to_read_says_so(result, tmp_path, monkeypatch):
    monkeypatch.setattr(listings, "MAX_ROWS", 3)
    many = county(findings=result.findings * 5)
    sheet = book(many, tmp_path)["检查结果"]
    assert "共 5 项，此处只列前 3 项。" in every_text(sheet)
    assert len(table(sheet, "序号")) == 3
    assert "提醒 5 项" in every_text(book(many, tmp_path)["封面"])


NAMES = (
    (["a/b[1]:*?\\"], ["a b 1"]),
    (["同名", "同名", "同名"], ["同名", "同名 2", "同名 3"]),
    (["Total", "total"], ["Total", "total 2"]),
    (["长" * 40, "长" * 40], ["长" * 31, "长" * 29 + " 2"]),
    (["History", "'x'", ""], ["History 2", "x", "-"]),
    (["𠮷" * 20], ["𠮷" * 15]),
)


@pytest.mark.parametrize(("titles", "names"), NAMES)
def test_names_of_sheets(titles, names):
    assert sheet_names(titles) == names


def test_widths():
    assert text_width("abc") == 3
    assert text_width("人员ab") == 6
    assert text_width("a\n人员") == 4
    assert text_lines("人员人员人员", 8) == 2


def test_long_titles_do_not_break_the_page_header(tmp_path):
    plan = dataclasses.replace(PLANS[1], title=Text("长&" * 200, "long"))
    sheet = book(county(sheets=(plan,)), tmp_path).worksheets[1]
    assert len(sheet.oddHeader.right.text) < 255
