"""What clumsy and malicious officers hand in: each ends with code 3, says where and how to mend it, and writes nothing."""

import re
import zipfile
from pathlib import Path

import pytest

NAMES = ("赵一一", "钱二二", "孙三三", "李四四", "周五五", "吴六六", "郑七七", "王八八", "冯九九")
IDENTITY = "330702198001010018"


def cell(table, key, column, value):
    return lambda county, tmp: county.cell(table, key, column, value).csv(tmp / "in")


def sheet_cell(table, key, column, value):
    return lambda county, tmp: county.cell(table, key, column, value).xlsx(tmp / "county.xlsx")


def row(table, *texts):
    def make(county, tmp):
        for text in texts:
            county.add(table, text)
        return county.csv(tmp / "in")

    return make


def book(more):
    return lambda county, tmp: county.xlsx(tmp / "county.xlsx", more)


def on(table, act):
    return book(lambda _, sheets: act(sheets[table]))


def header(table, old, new):
    def make(county, tmp):
        first = county.tables[table][0]
        first[first.index(old)] = new
        return county.csv(tmp / "in")

    return make


def without(table, column):
    def make(county, tmp):
        at = county.tables[table][0].index(column)
        for line in county.tables[table]:
            del line[at]
        return county.csv(tmp / "in")

    return make


def doubled(table, column):
    def make(county, tmp):
        at = county.tables[table][0].index(column)
        for line in county.tables[table]:
            line.append(line[at])
        return county.csv(tmp / "in")

    return make


def file(name, content):
    def make(_, tmp):
        (tmp / name).write_bytes(content)
        return tmp / name

    return make


def csv_file(name, content):
    def make(county, tmp):
        folder = county.csv(tmp / "in")
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


def part(*added):
    """Put parts into a good workbook."""

    def make(county, tmp):
        path = county.xlsx(tmp / "county.xlsx")
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
            for name, data in added:
                package.writestr(name, data)
        return path

    return make


def bomb(county, tmp):
    return part(("xl/worksheets/sheet99.xml", bytes(300_000_000)))(county, tmp)


def renamed(county, tmp):
    return county.xlsx(tmp / "good.xlsx").rename(tmp / "county.xls")


def misspelt_sheet(county, tmp):
    path = county.xlsx(tmp / "old.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp / "county.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, data.replace("人员".encode(), "人员表".encode()) if name == "xl/workbook.xml" else data
            )
    return tmp / "county.xlsx"


def tables(change):
    def make(county, tmp):
        change(county)
        return county.csv(tmp / "in")

    return make


def some_components(county):
    county.tables["scores"].pop()


def base_and_components(county):
    county.cell("units", "U2", "base_score", "900")


def follower_of_follower(county):
    county.add("units", "F2,印刷所,department,no,,,F1,,")


def county_award_of_system(county):
    county.add("awards", "U2,先进集体,single,county,yes,")


def allocated_in_part(county):
    county.cell("people", "P4", "allocated", "7000")


def identity_in_a_check(county):
    county.cell("people", "P6", "person_id", IDENTITY)
    county.add("spells", f"{IDENTITY},U3,2012-01-01,2012-12-31,")
    county.add("spells", f"{IDENTITY},U3,2012-02-01,2012-12-31,")


# what is wrong, how it comes about, the code, the file and cell that the message must name
CASES = (
    ("sheet misspelt", misspelt_sheet, "E131", "county.xlsx [人员表]"),
    ("column missing", without("people", "unit_id"), "E123", "people.csv row 1"),
    ("column unknown", header("people", "grade", "grades"), "E121", "people.csv row 1"),
    ("header twice", doubled("people", "score"), "E122", "people.csv row 1"),
    ("merged cells", on("people", lambda s: s.merge_range("C3:C4", "U1")), "E126", "county.xlsx [人员] C3"),
    ("formula", on("people", lambda s: s.write_formula("E2", "=90+5", None, 95)), "E202", "[人员] E2"),
    ("error value", on("people", lambda s: s.write_formula("E2", "=NA()", None, "#N/A")), "E20", "[人员] E2"),
    ("text in a number", cell("people", "P1", "score", "优"), "E205", "people.csv row 2"),
    ("thousands separator", cell("people", "P1", "leader_bonus_yearly", "12,000"), "E205", "row 2"),
    ("three decimals", cell("people", "P1", "leader_bonus_yearly", "12000.125"), "E206", "people.csv row 2"),
    ("exponent", cell("people", "P1", "leader_bonus_yearly", "1e3"), "E205", "people.csv row 2"),
    ("full-width digits", cell("people", "P1", "score", "９５"), "E205", "people.csv row 2"),
    ("negative", cell("people", "P1", "leader_bonus_yearly", "-1"), "E207", "people.csv row 2"),
    ("percent", cell("people", "P1", "score", "95%"), "E205", "people.csv row 2"),
    ("NA", cell("people", "P1", "score", "NA"), "E231", "people.csv row 2"),
    ("day first", sheet_cell("spells", "P4", "start", "5.3.2012"), "E210", "[任职区间] C2"),
    ("31 February", cell("spells", "P4", "end", "2012-02-31"), "E210", "spells.csv row 2"),
    ("number for a date", on("spells", lambda s: s.write_number("C2", 40909)), "E211", "[任职区间] C2"),
    ("end before start", cell("spells", "P4", "end", "2011-03-20"), "P-", "spells.csv row"),
    ("spells overlap", cell("spells", "P4", "end", "2012-04-20"), "P-", "spells.csv row"),
    ("last spell elsewhere", cell("people", "P4", "unit_id", "T1"), "P-", "spells.csv row 3"),
    ("unit unknown", cell("people", "P1", "unit_id", "U11"), "E302", "people.csv row 2"),
    ("person twice", row("people", "P1,赵一一,U1,staff,90,,,competent"), "E301", "people.csv row"),
    ("total row", row("people", "合计,,,,541,21000,,"), "E218", "people.csv row 11"),
    (
        "identity as a number",
        on("people", lambda s: s.write_number("A2", int(IDENTITY))),
        "E215",
        "[人员] A2",
    ),
    ("identity for a unit", cell("people", "P1", "unit_id", IDENTITY), "E302", "people.csv row 2"),
    ("ragged", csv_file("vetoes", "unit_id,matter\nU1,work_safety,extra\n"), "E120", "vetoes.csv row 2"),
    ("empty file", csv_file("vetoes", b""), "E114", "vetoes.csv"),
    ("UTF-16", csv_file("vetoes", "unit_id,matter\n".encode("utf-16")), "E115", "vetoes.csv"),
    ("not a zip", file("county.xlsx", b"person_id,name\nP1,\n"), "E102", "county.xlsx"),
    ("cut zip", file("county.xlsx", b"PK\x03\x04" + b"\0" * 99), "E103", "county.xlsx"),
    ("old .xls", file("county.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 999), "E102", "county.xlsx"),
    ("zip bomb", bomb, "E104", "county.xlsx"),
    ("macros", part(("xl/vbaProject.bin", b"x")), "E106", "county.xlsx"),
    ("hidden sheet", on("people", lambda s: s.hide()), "E113", "county.xlsx [人员]"),
    ("invisible character", cell("people", "P1", "unit_id", "U1\u200b"), "E217", "people.csv row 2"),
    ("control character", cell("people", "P1", "name", "赵一一\x07"), "E217", "people.csv row 2"),
    ("award of county and system", tables(county_award_of_system), "P-", "awards.csv row"),
    ("base score and components", tables(base_and_components), "P-", "units.csv row"),
    ("four of five components", tables(some_components), "P-", "units.csv row"),
    ("follower of a follower", tables(follower_of_follower), "P-", "units.csv row"),
    ("allocated in part", tables(allocated_in_part), "P-", "people.csv row 6"),
    ("no score", cell("units", "U3", "base_score", ""), "P-", "units.csv row 4"),
    ("start blank", cell("spells", "P4", "start", ""), "E201", "spells.csv row 2"),
    ("terminal escape", cell("people", "P1", "grade", "\u202e\x1b]0;x\x07"), "E2", "people.csv row 2"),
    ("identity in a check", tables(identity_in_a_check), "P-", "spells.csv row"),
    ("text too long", cell("people", "P1", "name", "赵" * 40_000), "E224", "people.csv row 2"),
    ("no table", lambda _, tmp: tmp, "E111", "expected a sheet or file people"),
)


@pytest.mark.parametrize(("make", "code", "where"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_broken_input_is_refused_whole_and_told_plainly(tmp_path, county, pay, make, code, where):
    source = make(county, tmp_path)
    english = pay(source, "--lang", "en")
    chinese = pay(source)

    assert english.code == chinese.code == 3, english.both
    assert code in english.err
    assert where in english.err
    assert "Nothing was written" in english.err
    assert "未写出任何文件" in chinese.err
    assert re.search("[一-鿿]", chinese.err)
    assert "row " not in chinese.err
    assert not (tmp_path / "out").exists()
    assert not any(".payout-tmp-" in path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize(("make", "code", "where"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_no_name_or_identity_is_shown(tmp_path, county, pay, make, code, where):
    del code, where
    told = pay(make(county, tmp_path), "--json").both
    assert not [secret for secret in (*NAMES, IDENTITY) if secret in told]
    assert "\x1b" not in told
    assert "Traceback" not in told


TAKEN = (
    ("renamed .xls", renamed),
    ("a name that is a formula", cell("people", "P1", "name", "=cmd|' /C calc'!A0")),
    ("dotted date", sheet_cell("spells", "P4", "start", "2012.1.1")),
    ("GBK", lambda county, tmp: _gbk(county.csv(tmp / "in"))),
)


def _gbk(folder: Path) -> Path:
    path = folder / "people.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    return folder


@pytest.mark.parametrize("make", [case[1] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_what_is_odd_but_clear_is_taken(tmp_path, county, pay, make):
    assert pay(make(county, tmp_path)).code == 0
    assert "=cmd" not in (tmp_path / "out" / "people.csv").read_text(encoding="utf-8").replace("'=cmd", "")


@pytest.mark.parametrize("amount", ["9" * 40, "9" * 14, "10000000000000"])
def test_an_absurd_amount_is_a_finding(county, tmp_path, pay, amount):
    told = pay(county.cell("people", "P1", "leader_bonus_yearly", amount).csv(tmp_path / "in"))
    assert told.code == 3
    assert "E220" in told.err


def test_the_largest_amount_is_taken(county, tmp_path, pay):
    assert (
        pay(county.cell("people", "P1", "leader_bonus_yearly", "9999999999999").csv(tmp_path / "in")).code
        == 0
    )
