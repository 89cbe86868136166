"""`payout notice`: approved runs only, days that are known, and the objections that come back."""

from __future__ import annotations

import csv
import shutil

import openpyxl
import pytest

from payout.archive.roles import ROLES
from tests.archive.test_approvals import Office
from tests.cli.conftest import POLICY

TO = ("--objections-to", "县考核办", "--no-pdf")
DRAFT = ("--from", "2013-02-01", "--days", "5", "--draft")
HEADER = "编号,事项,提出日期,处理结果,说明"


@pytest.fixture
def notice(county, pay, tell, tmp_path):
    assert pay(county.csv(tmp_path / "in")).code == 0

    def run(*more):
        return tell("notice", tmp_path / "out", "--out", tmp_path / "notice", *TO, *more)

    return run


@pytest.fixture
def objections(notice, tell, tmp_path):
    del notice

    def run(*lines):
        path = tmp_path / "异议登记.csv"
        path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
        return tell("notice", tmp_path / "out", *DRAFT, "--objections", path)

    return run


def test_a_run_that_nobody_approved_is_refused(notice, tmp_path, monkeypatch):
    monkeypatch.delenv("PAYOUT_OFFICE", raising=False)
    refused = notice("--from", "2013-02-01", "--days", "5")
    assert (refused.code, "--draft" in refused.err) == (5, True)
    assert not (tmp_path / "notice").exists()
    office = Office(tmp_path / "office")
    for role in ROLES:
        office.sign(tmp_path / "out", role)
    assert notice("--from", "2013-02-01", "--days", "5").code == 5
    assert notice("--from", "2013-02-01", "--days", "5", "--office", office.fingerprint).code == 0
    assert "草稿" not in (tmp_path / "notice" / "notice.html").read_text(encoding="utf-8")


def test_a_draft_says_so_and_shows_grades_alone(notice, tmp_path):
    assert notice(*DRAFT).code == 0
    text = (tmp_path / "notice" / "notice.html").read_text(encoding="utf-8")
    for part in ("草稿", "2013年2月8日", "5 个工作日", "县考核办", "赵**", "称职", "盖章"):
        assert part in text
    assert "赵一一" not in text
    assert notice(*DRAFT).code == 2, "what stands there stays"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--from", "2013-02-01"), "--days"),
        (("--from", "2099-02-01", "--days", "5"), "--until"),
        (("--from", "2013-02-01", "--until", "2013-01-01"), "--until"),
        (("--from", "2013-02-01", "--until", "2013-02-09", "--days", "3"), "--days"),
        (("--from", "1 Feb", "--days", "5"), "--from"),
        (("--from", "2013-02-01", "--days", "5", "--show", "amount"), "amount"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(notice, tmp_path, more, says):
    refused = notice(*more, "--draft")
    assert (refused.code, says in refused.err) == (2, True), refused.both
    assert not (tmp_path / "notice").exists()


def test_a_last_day_may_be_named_for_a_year_that_no_calendar_knows(notice, tmp_path):
    assert notice("--from", "2099-02-01", "--until", "2099-02-08", "--draft").code == 0
    assert "工作日" not in (tmp_path / "notice" / "notice.html").read_text(encoding="utf-8")


def test_objections_say_what_waits_and_what_is_to_be_corrected(objections):
    told = objections(
        "P1,等次有误,2013-02-04,,", "P2,漏计考核分,2013-02-05,成立,", "P3,问,2013-02-08,不成立,已说明"
    )
    assert told.code == 5
    for part in ("期内异议 3 件", "未答复 1 件:P1", "成立 1 件,须改正输入中“人员”的这些行:P2", "下一步"):
        assert part in told.out
    told = objections("P2,漏计考核分,2013-02-05,成立,")
    assert (told.code, "payout run" in told.out) == (5, True)
    told = objections("P2,漏计考核分,2013-02-05,不成立,")
    assert (told.code, "没有待办" in told.out) == (0, True)


def test_objections_out_of_time_or_of_nobody_are_findings(objections):
    told = objections("P1,晚,2013-02-09,,", "P99,谁,2013-02-04,,")
    assert told.code == 3
    for part in (
        "E902 objections.csv 第 2 行",
        "2013-02-01 至 2013-02-08",
        "E901 objections.csv 第 3 行",
        "改法",
    ):
        assert part in told.err


def test_objections_come_as_a_workbook_too(notice, tell, tmp_path):
    del notice
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公示异议"
    for row in (HEADER.split(","), ["P1", "晚", "2013-03-09", None, None]):
        sheet.append(row)
    book.save(tmp_path / "异议.xlsx")
    told = tell("notice", tmp_path / "out", *DRAFT, "--objections", tmp_path / "异议.xlsx")
    assert (told.code, "E902 异议.xlsx [公示异议] C2" in told.err) == (3, True), told.both


@pytest.fixture(params=["target_bonus leader_bonus"])
def corrections(request, county, tell, tmp_path):
    """Correct a run by a policy that lets a notice of a correction show changes alone; gives the words of such a notice."""
    scheme = shutil.copytree(POLICY, tmp_path / "scheme")
    card = scheme / "policy.toml"
    said = '\n[[notice]]\nlevel = "person"\ncolumns = "COLUMNS"\nclause = "6.1"\nchanges = true\n'
    more = said.replace("COLUMNS", request.param)
    card.write_text(card.read_text(encoding="utf-8") + more, encoding="utf-8")
    first = tmp_path / "out"
    assert tell("run", county.csv(tmp_path / "in"), "-p", scheme, "-o", first).code == 0

    def run(name, *cells, gone=""):
        for cell in cells:
            county.cell("people", *cell)
        county.tables["people"] = [row for row in county.tables["people"] if row[0] != gone]
        told = tell(
            "correct", first, county.csv(tmp_path / f"in-{name}"), "-p", scheme, "-o", tmp_path / name
        )
        assert told.code == 0, told.err
        more = ("-p", scheme, "--out", tmp_path / f"notice-{name}")
        told = tell("notice", tmp_path / name, *more, *TO, *DRAFT)
        page = tmp_path / f"notice-{name}" / "notice.html"
        return told, page.read_text(encoding="utf-8") if page.exists() else ""

    return run


def test_a_notice_of_a_correction_lists_what_is_another_where_the_policy_lets_it(corrections, tmp_path):
    told, text = corrections("one", ("P3", "score", "80"), gone="P9")
    assert told.code == 0, told.err
    then, now = (_bonus(tmp_path / name) for name in ("out", "one"))
    changed = [key for key in now if now[key] != then[key]]
    assert 0 < len(changed) < len(now)
    assert "只列公示内容因更正有变动的" in text
    assert f"共 {len(changed)} 人" in text
    assert text.count("<td>孙**</td>") == 1
    assert "郑**" not in text
    assert "1 人更正后不在名单" in text


@pytest.mark.parametrize("corrections", ["leader_bonus"], indirect=True)
def test_where_nothing_that_is_shown_is_another_no_notice_is_needed(corrections):
    told, text = corrections("two", ("P3", "score", "80"))
    assert (told.code, text) == (2, "")
    assert "不必再公示" in told.err


@pytest.mark.parametrize("corrections", ["grade"], indirect=True)
def test_what_stands_in_no_list_that_was_paid_is_shown_whole(corrections):
    told, text = corrections("three", ("P3", "score", "80"))
    assert told.code == 0
    assert "只列公示内容因更正有变动的" not in text
    assert "共 9 人" in text


def _bonus(out):
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        return {row["person_id"]: (row["target_bonus"], row["leader_bonus"]) for row in csv.DictReader(file)}
