"""What was not given is said, on the screen, on the cover and in the record; --expect makes it an error, and is recorded."""

import json
import shutil

import openpyxl
import pytest

import payout
from payout.rules.policy.loading import SOURCE, load_policy
from tests.intake.spoilt import SCHEMES, book_of, policy_of, rows_of, written

COUNTY = "county_target_bonus"
ABSENT = ("targets", "questionnaires", "penalties", "vetoes", "decisions")  # of the small county
ZH, EN = (
    "未提供:目标完成、测评表、扣分、一票否决、决定事项",
    "not provided: targets, questionnaires, penalties, vetoes, decisions",
)


def cover(out):
    sheet = openpyxl.load_workbook(out / "payout.xlsx").worksheets[0]
    return {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}


@pytest.mark.parametrize("command", ["check", "run", "quota"])
@pytest.mark.parametrize(("lang", "words"), [("zh", ZH), ("en", EN)])
def test_the_screen_says_it(county, tell, tmp_path, command, lang, words):
    source = county.csv(tmp_path / "in")
    more = ["-o", tmp_path / "out"] if command == "run" else []
    told = tell(command, source, "-p", COUNTY, "--lang", lang, *more)
    assert words in told.out.splitlines()
    again = tell(command, source, "-p", COUNTY, "--json", *(["-o", tmp_path / "again"] if more else []))
    assert tuple(json.loads(again.out)["not_provided"]) == ABSENT


def test_the_cover_and_the_manifest_say_it(county, pay, tmp_path):
    assert pay(county.csv(tmp_path / "in")).code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tables_not_provided"] == {
        "targets": "目标完成",
        "questionnaires": "测评表",
        "penalties": "扣分",
        "vetoes": "一票否决",
        "decisions": "决定事项",
    }
    assert manifest["tables_expected"] == []
    assert cover(tmp_path / "out")["未提供的表"] == "目标完成、测评表、扣分、一票否决、决定事项"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_whole_fixture_lacks_nothing_but_what_it_says(scheme, tell):
    told = tell("check", book_of(scheme), "-p", scheme, "--json")
    sheets = openpyxl.load_workbook(book_of(scheme), read_only=True).sheetnames
    absent = {table.name: table.zh for table in policy_of(scheme).tables if table.zh not in sheets}
    assert json.loads(told.out)["not_provided"] == absent


@pytest.mark.parametrize("word", ["discipline", "处分处理", "Discipline"])
@pytest.mark.parametrize("command", ["check", "run", "quota"])
def test_an_expected_table_that_is_absent_is_an_error(county, tell, tmp_path, command, word):
    del county.tables["discipline"]
    more = ["-o", tmp_path / "out"] if command == "run" else []
    told = tell(command, county.csv(tmp_path / "in"), "-p", COUNTY, "--expect", word, *more)
    assert told.code == 3
    assert "E132" in told.err
    assert "处分处理" in told.err
    assert not (tmp_path / "out").exists()


def test_a_table_with_its_header_alone_was_given(county, pay, tmp_path):
    county.tables["discipline"] = county.tables["discipline"][:1]
    told = pay(county.csv(tmp_path / "in"), "--expect", "处分处理", "--expect", "people")
    assert told.code == 0
    assert "处分处理" not in told.out


@pytest.mark.parametrize("command", ["check", "run", "quota"])
def test_a_name_of_no_table_is_a_fault_of_usage(county, tell, tmp_path, command):
    more = ["-o", tmp_path / "out"] if command == "run" else []
    told = tell(command, county.csv(tmp_path / "in"), "-p", COUNTY, "--expect", "处分", *more)
    assert told.code == 2
    assert "处分处理" in told.err


def test_a_run_keeps_what_was_expected_and_what_was_not_given(county, pay, tell, tmp_path):
    out = tmp_path / "out"
    assert pay(county.csv(tmp_path / "in"), "--expect", "处分处理", "--expect", "spells").code == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tables_expected"] == ["discipline", "spells"]
    changes = json.loads((out / "evidence" / "changes.json").read_text(encoding="utf-8"))
    assert changes["expects"] == ["discipline", "spells"]
    assert tell("explain", out, "P1").code == 0
    again = payout.reopen(out)
    assert tuple(again.not_provided) == ABSENT
    assert again.computed.result.expected == ("discipline", "spells")


def test_from_python(county, tmp_path):
    policy, source = payout.load(COUNTY), county.csv(tmp_path / "in")
    batch = payout.compute(policy, source, expects=["处分处理"])
    assert tuple(batch.not_provided) == ABSENT
    payout.publish(batch, tmp_path / "out")
    assert payout.reopen(tmp_path / "out").computed.result.expected == ("discipline",)
    assert [one.code for one in payout.check(policy, source, expects=["vetoes"])] == ["E132"]


def test_a_policys_own_list(county, tell, tmp_path):
    folder = tmp_path / "strict"
    shutil.copytree(
        SOURCE / "policies" / COUNTY, folder, ignore=shutil.ignore_patterns("cases", "__pycache__")
    )
    card = folder / "policy.toml"
    card.write_text(
        card.read_text(encoding="utf-8").replace("[policy]\n", '[policy]\nexpects = "discipline vetoes"\n'),
        encoding="utf-8",
    )
    source = county.csv(tmp_path / "in")
    told = tell("check", source, "-p", folder)
    assert told.code == 3
    assert "一票否决" in told.err
    county.tables["vetoes"] = [["unit_id", "matter"]]
    county.csv(source)
    assert tell("run", source, "-p", folder, "-o", tmp_path / "out").code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tables_expected"] == ["discipline", "vetoes"]
    card.write_text(
        card.read_text(encoding="utf-8").replace("discipline vetoes", "disciplin"), encoding="utf-8"
    )
    assert tell("check", source, "-p", folder).code == 4


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_folder_without_its_optional_tables_says_which(scheme, tell, tmp_path):
    policy = load_policy(policy_of(scheme).folder)
    tables = {
        name: rows
        for name, rows in rows_of(scheme).items()
        if {t.name: t for t in policy.tables}[name].required
    }
    told = tell("check", written(tables, tmp_path / "in"), "-p", scheme, "--json")
    absent = [table.name for table in policy.tables if not table.required]
    assert [*json.loads(told.out)["not_provided"]] == absent
