"""`payout correct` as a unit's office meets it, and chains of corrections against sums in plain Python."""

import csv
import hashlib
import json
import random
import shutil
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest

from payout.archive import corrects_of
from payout.evidence.correcting.reasons import Reasons
from tests.cli.conftest import ROOT, County
from tests.outputs.printed import printed
from tests.outputs.sample import county as county_of_hand

SEEDS = (1, 2)


def paid_by(out, name="people", key="person_id", column="payable"):
    """What a run says is due, by key: plain text read by Python's own reader."""
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key]: Fraction(row[column]) for row in csv.DictReader(file)}


def listed(out):
    with (out / "correction.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(out, name="people"):
    return {row["key"]: Fraction(row["difference"]) for row in listed(out) if row["list"] == name}


def bytes_of(out):
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def paid(county, tmp_path, pay):
    """The small county's run, paid."""
    assert pay(county.csv(tmp_path / "in")).code == 0
    return tmp_path / "out"


def test_who_gets_more_who_pays_back_and_why(paid, county, tmp_path, tell):
    before = bytes_of(paid)
    source = (
        county.cell("people", "P3", "score", "80")
        .cell("people", "P1", "position", "staff")
        .csv(tmp_path / "in2")
    )
    told = tell("correct", paid, source, "--out", tmp_path / "new")
    assert told.code == 0, told.err
    assert "没有审批签名" in told.err
    then, now = paid_by(paid), paid_by(tmp_path / "new")
    expected = {key: now[key] - then[key] for key in then if now[key] != then[key]}
    assert differences(tmp_path / "new") == expected
    rows = {row["key"]: row for row in listed(tmp_path / "new")}
    assert "90.5 → 80" in rows["P3"]["inputs"]
    assert rows["P3"]["clause"] == "6.1"
    assert all(
        Fraction(row["back_pay"]) - Fraction(row["clawback"]) == Fraction(row["difference"])
        for row in rows.values()
    )
    assert all(0 in (Fraction(row["back_pay"]), Fraction(row["clawback"])) for row in rows.values())
    assert bytes_of(paid) == before
    assert tell("verify", tmp_path / "new").code == 0
    manifest = json.loads((tmp_path / "new" / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((paid / "manifest.json").read_bytes()).hexdigest()
    assert manifest["corrects"]["run"] == digest == corrects_of(tmp_path / "new")
    assert corrects_of(paid) == ""


def test_somebody_gone_new_or_elsewhere(paid, county, tmp_path, tell):
    county.tables["people"] = [row for row in county.tables["people"] if row[0] != "P7"]
    county.tables["discipline"] = county.tables["discipline"][:1]
    source = county.add("people", "P10,陈十十,U1,staff,88,,,competent").csv(tmp_path / "in2")
    assert tell("correct", paid, source, "--out", tmp_path / "new", "--lang", "en").code == 0
    rows = {row["key"]: row for row in listed(tmp_path / "new")}
    then, now = paid_by(paid), paid_by(tmp_path / "new")
    assert (rows["P7"]["state"], Fraction(rows["P7"]["clawback"])) == ("gone", then["P7"])
    assert (rows["P10"]["state"], Fraction(rows["P10"]["back_pay"])) == ("new", now["P10"])
    assert rows["P2"]["inputs"].startswith("discipline")
    assert "U1: 1 " in rows["P1"]["inputs"]  # somebody came to the unit
    county.cell("people", "P9", "unit_id", "U1").csv(tmp_path / "in3")
    assert tell("correct", tmp_path / "new", tmp_path / "in3", "--out", tmp_path / "newer").code == 0
    moved = {row["key"]: row for row in listed(tmp_path / "newer")}["P9"]
    assert "F1 → U1" in moved["inputs"]
    assert moved["group"] in {"", "财政局"}


def test_the_workbook_is_a_list_to_sign_with_both_sums_apart(paid, county, tmp_path, tell):
    source = county.cell("people", "P3", "score", "80").csv(tmp_path / "in2")
    assert tell("correct", paid, source, "--out", tmp_path / "new").code == 0
    book = openpyxl.load_workbook(tmp_path / "new" / "correction.xlsx")
    assert len(book.sheetnames) == 2
    sheet = book.worksheets[1]
    assert sheet.page_setup.paperSize == 9
    for one in printed(
        tmp_path / "new" / "correction.xlsx"
    ):  # whose name stands on one page signs on no other
        assert one.across
        assert one.smallest >= 9
    heads = {cell.value: cell.column for cell in sheet[2]}
    assert {"补发", "追扣", "已发", "应发", "原因", "签字"} <= set(heads)
    total = next(row for row in sheet.iter_rows() if row[0].value == "合计")
    for name, column in (("补发", "back_pay"), ("追扣", "clawback")):
        exact = sum(Fraction(row[column]) for row in listed(tmp_path / "new"))
        assert Fraction(str(total[heads[name] - 1].value)) == exact
    assert "赵一一" in {cell.value for row in sheet.iter_rows() for cell in row} or listed(tmp_path / "new")


def test_nothing_is_written_where_nothing_differs_or_the_input_is_wrong(paid, county, tmp_path, tell):
    told = tell("correct", paid, tmp_path / "in", "--out", tmp_path / "new")
    assert told.code == 0
    assert "没有不同" in told.out
    source = county.cell("people", "P1", "grade", "优").csv(tmp_path / "bad")
    told = tell("correct", paid, source, "--out", tmp_path / "new", "--json")
    assert told.code == 3
    assert json.loads(told.out)["output"] == ""
    assert tell("correct", paid, source, "--out", paid).code == 2
    assert tell("correct", tmp_path / "in", source, "--out", tmp_path / "new").code == 7
    assert tell("correct", paid, source, "--out", tmp_path / "new", "--year", "2013").code in {2, 3}
    assert not (tmp_path / "new").exists()


def test_a_changed_value_is_a_correction_too_and_stays_in_force_in_the_next(paid, tmp_path, tell):
    assert (
        tell("correct", paid, tmp_path / "in", "--set", "county_average=7500", "--out", tmp_path / "new").code
        == 0
    )
    assert all("→ 7500" in row["inputs"] for row in listed(tmp_path / "new"))
    told = tell("correct", tmp_path / "new", tmp_path / "in", "--out", tmp_path / "newer", "--lang", "en")
    assert told.code == 0
    assert "Nothing differs" in told.out
    back = tell(
        "correct",
        tmp_path / "new",
        tmp_path / "in",
        "--set",
        "county_average=7000",
        "--out",
        tmp_path / "newer",
    )
    assert back.code == 0


def test_the_same_correction_has_the_same_bytes(paid, county, tmp_path, tell):
    source = county.cell("people", "P3", "score", "80").csv(tmp_path / "in2")
    made = [tmp_path / "one", tmp_path / "two"]
    for out in made:
        assert tell("correct", paid, source, "--out", out).code == 0
    one, two = ({k: v for k, v in bytes_of(out).items() if k != "provenance.json"} for out in made)
    assert one == two


def reseal(out):
    """Make a forger's run look sealed."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name in manifest["files"]:
        data = (out / name).read_bytes()
        manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (out / "manifest.json").write_text(text, encoding="utf-8")
    provenance = json.loads((out / "provenance.json").read_text(encoding="utf-8"))
    provenance["manifest_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (out / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["correction.parquet", "evidence/paid/people.parquet", "evidence/paid/manifest.json"]
)
def test_a_list_that_pays_otherwise_is_found_though_it_was_sealed_again(paid, county, tmp_path, tell, name):
    for number, score in enumerate(("80", "70")):
        source = county.cell("people", "P3", "score", score).csv(tmp_path / f"in{number}")
        assert tell("correct", paid, source, "--out", tmp_path / f"new{number}").code == 0
    other = (
        tmp_path / "new1" / name
        if name.startswith("correction")
        else tmp_path / "new1" / name.rpartition("/")[2]
    )
    shutil.copy(other, tmp_path / "new0" / name)
    reseal(tmp_path / "new0")
    assert tell("verify", tmp_path / "new0").code == 7


def test_an_archive_keeps_one_correction_of_a_run(paid, county, tmp_path, tell):
    db = tmp_path / "kept.db"
    assert tell("archive", "init", "--db", db).code == 0
    outs = []
    for number, score in enumerate(("80", "70")):
        source = county.cell("people", "P3", "score", score).csv(tmp_path / f"in{number}")
        outs.append(tmp_path / f"new{number}")
        assert tell("correct", paid, source, "--out", outs[-1]).code == 0
    assert tell("archive", "add", outs[0], "--db", db).code == 2  # what it corrects comes first
    assert tell("archive", "add", paid, "--db", db).code == 0
    assert tell("archive", "add", outs[0], "--db", db).code == 0
    told = tell("archive", "add", outs[1], "--db", db, "--lang", "en")
    assert told.code == 2
    assert "paid twice" in told.err
    told = tell("correct", paid, tmp_path / "in1", "--out", tmp_path / "third", "--db", db)
    assert told.code == 2
    assert "第 2 号记录" in told.err
    assert tell("correct", outs[0], tmp_path / "in1", "--out", tmp_path / "third", "--db", db).code == 0
    shown = json.loads(tell("archive", "show", "1", "--db", db, "--json").out)
    assert shown["corrected_by"] == [corrects_of(tmp_path / "third")]
    assert tell("archive", "verify", "--db", db).code == 0


def test_payees_of_several_kinds_have_a_list_each(tmp_path, tell):
    fixture = ROOT / "fixtures" / "district_nsx" / "csv"
    assert tell("run", fixture, "-p", "district_nsx", "-o", tmp_path / "out").code == 0
    source = shutil.copytree(fixture, tmp_path / "in")
    with (source / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    for row in rows:
        if row[head.index("unit_id")] == "X001":
            row[head.index("deduction")] = "0"
    with (source / "targets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    told = tell(
        "correct",
        tmp_path / "out",
        source,
        "--out",
        tmp_path / "new",
        "--json",
        "--set",
        "award_basis=shared",
    )
    assert told.code == 0, told.err
    record = json.loads(told.out)
    assert [one["list"] for one in record["lists"]] == ["units", "people"]
    for name, key, column in (("units", "unit_id", "unit_award"), ("people", "person_id", "head_award")):
        then, now = (paid_by(tmp_path / side, name, key, column) for side in ("out", "new"))
        assert differences(tmp_path / "new", name) == {k: now[k] - then[k] for k in then if now[k] != then[k]}
    assert tell("verify", tmp_path / "new").code == 0


def changed(rng, county, number):
    """One random change of the input: a score, a grade, a unit, somebody gone, somebody new."""
    people = county.tables["people"]
    staff = [row[0] for row in people[1:] if row[3] == "staff"]
    match rng.choice(["score", "score", "unit", "gone", "new", "base"]):
        case "score":
            county.cell("people", rng.choice(staff), "score", str(rng.randint(120, 200) / 2))
        case "unit":
            county.cell("people", rng.choice(staff), "unit_id", rng.choice(["U1", "U2", "U3", "T1"]))
        case "gone" if len(staff) > 3:
            gone = rng.choice(staff)
            for name in ("people", "spells", "discipline"):
                county.tables[name] = [row for row in county.tables[name] if row[0] != gone]
        case "base":
            county.cell("units", rng.choice(["U1", "U3", "T1"]), "base_score", str(rng.randint(800, 1000)))
        case _:
            county.add(
                "people",
                f"Q{number},新人,{rng.choice(['U1', 'U3'])},staff,{rng.randint(60, 100)},,,competent",
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_chain_of_corrections_sums_to_what_the_last_batch_says(tmp_path, tell, seed):
    """What was paid: the first run's amounts and each correction's differences, added up in plain Python."""
    print(f"seed {seed}")  # noqa: T201 -- every random test says it
    rng, county = random.Random(seed), County()
    out = tmp_path / "0"
    assert tell("run", county.csv(tmp_path / "in0"), "-p", "county_target_bonus", "-o", out).code == 0
    paid = dict(paid_by(out))
    for number in range(1, 6):
        changed(rng, county, number)
        source = county.csv(tmp_path / f"in{number}")
        new = tmp_path / str(number)
        told = tell("correct", out, source, "--out", new)
        assert told.code in {0, 3}, told.err
        if not new.exists():
            continue
        for key, difference in differences(new).items():
            paid[key] = paid.get(key, Fraction(0)) + difference
        due = paid_by(new)
        assert {key: amount for key, amount in paid.items() if amount} == {k: a for k, a in due.items() if a}
        out = new
    assert out != tmp_path / "0"
    chain = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["corrects"]["number"]
    assert chain >= 2
    assert tell("verify", out).code == 0


def test_a_column_that_the_run_had_not_is_told_as_blank_before():
    """A later edition of a scheme may ask for more."""
    after = county_of_hand()
    frame = after.frames["person"]
    lacking = replace(frame, table=frame.table.drop(columns="position"))
    before = replace(after, frames={**after.frames, "person": lacking})
    (told,) = Reasons(before, after)._cells("person", (0, 0))
    assert "空" in told.zh
    assert "blank" in told.en
