"""What an office gives a command that it cannot take: the place and the fix are named in both languages, and nothing is written."""

import json
import re
import shutil
from types import SimpleNamespace

import pytest

from payout.cli.main import code_of
from tests.archive.test_approvals import WHO, Office
from tests.cli.conftest import County
from tests.cli.test_pay import payees, write

NOTICE = "notice {run} --from 2013-02-01 --days 5 --draft"
PAY = "pay {run} --out bank --draft"
APPROVE = (
    "approve {run} --as {who} --key office/prepared.pem --approvers office/approvers.toml --office {pin}"
)
CASES = [  # the command, its exit code, what is said of the fix in Chinese and in English
    ("papers empty --per-unit units", 7, "manifest.json", "manifest.json"),
    ("papers {run} --per-unit {run}/units", 2, "写到别处", "elsewhere"),
    ("papers {run} --per-unit taken", 2, "换一个目录", "another directory"),
    ("papers {corrected} --per-unit units", 2, "correction.xlsx", "correction.xlsx"),
    ("slips {run} --out {run}/slips", 2, "写到别处", "elsewhere"),
    ("slips {run} --out slips --level units", 2, "person", "person"),
    ("slips {run} --out slips --date 1.2.2013", 2, "2013-02-28", "2013-02-28"),
    ("slips bent --out slips", 7, "people.csv", "Restore"),
    (f"{NOTICE} --out {{run}}/notice --objections-to x", 2, "写到别处", "elsewhere"),
    (f"{NOTICE} --objections words.csv", 3, "改正表头", "correct the headers"),
    (f"{NOTICE} --objections bytes.xlsx", 3, "重新导出", "export it"),
    (
        "notice empty --from 2013-02-01 --days 5 --out n --objections-to x",
        7,
        "manifest.json",
        "manifest.json",
    ),
    (f"{PAY} --format csv --payees bytes.xlsx", 2, "重新导出", "export it"),
    (f"{PAY} --format csv --payees words.csv", 2, "--mapping", "--mapping"),
    (f"{PAY} --format broken.toml --payees payees.csv", 2, "改正格式文件", "correct the form"),
    (f"{PAY} --format csv --payees payees.csv --carried empty", 7, "--out", "--out"),
    ("pay {run} --out {run}/bank --draft --format csv --payees payees.csv", 2, "写到别处", "elsewhere"),
    ("pay empty --out bank --draft --format csv --payees payees.csv", 7, "manifest.json", "manifest.json"),
    ("reconcile {run} --with bytes.xlsx", 3, "重新导出", "export it"),
    ("list {run} --out {run}/paid.csv", 2, "写到别处", "elsewhere"),
    ("correct {run} bytes.xlsx --out new", 3, "重新导出", "export it"),
    ("correct {run} in2 --out {run}/new", 2, "写到别处", "elsewhere"),
    ("correct {run} in2 --out new --db none.db", 2, "archive init", "archive init"),
    (APPROVE.replace("{who}", "张三"), 2, "--as", "--as"),
    (APPROVE.replace("{who}", WHO["reviewed"]), 2, "--key", "--key"),
    (
        APPROVE.replace("{who}", WHO["prepared"]).replace("{run}", "empty"),
        7,
        "manifest.json",
        "manifest.json",
    ),
    ("archive add {run} --db words.csv", 7, "--db", "--db"),
    ("archive add {corrected} --db kept.db", 2, "请先存入", "first"),
    ("archive show 9 --db kept.db", 2, "archive list", "archive list"),
    ("keys make office/office.pem --no-passphrase", 2, "换一个文件名", "another file"),
    ("keys make k.pem --name x --role prepared --list bytes.xlsx --no-passphrase", 2, "改正", "correct"),
    ("keys sign payees.csv --key office/office.pem", 2, "TOML", "TOML"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with a run, its correction, a run that was bent, keys, and files that are something else."""
    place, county = tmp_path_factory.mktemp("desk"), County()
    run, corrected, source = place / "run", place / "corrected", place / "in2"
    assert code_of(["run", str(county.csv(place / "in")), "-p", "county_target_bonus", "-o", str(run)]) == 0
    county.cell("people", "P3", "score", "80").csv(source)
    assert code_of(["correct", str(run), str(source), "--out", str(corrected)]) == 0
    shutil.copytree(run, place / "bent")
    (place / "bent" / "people.csv").write_text("x", encoding="utf-8")
    for name in ("empty", "taken"):
        (place / name).mkdir()
    (place / "words.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (place / "bytes.xlsx").write_bytes(b"\x00\xff")
    (place / "broken.toml").write_text("a = = b", encoding="utf-8")
    write(place / "payees.csv", payees())
    assert code_of(["archive", "init", "--db", str(place / "kept.db")]) == 0
    return SimpleNamespace(place=place, office=Office(place / "office"))


def tree(place):
    return {path: path.stat().st_mtime_ns for path in place.rglob("*")}


@pytest.mark.parametrize(("line", "code", "zh", "en"), CASES, ids=[case[0][:60] for case in CASES])
def test_place_and_fix_are_named_and_nothing_is_written(desk, tell, monkeypatch, line, code, zh, en):
    monkeypatch.chdir(desk.place)
    monkeypatch.delenv("PAYOUT_OFFICE", raising=False)
    words = {"run": "run", "corrected": "corrected", "pin": desk.office.fingerprint}
    before = tree(desk.place)
    for lang, fix in (("zh", zh), ("en", en)):
        told = tell(*line.format(**words).split(), "--lang", lang)
        assert (told.code, fix in told.err) == (code, True), told.err
    assert tree(desk.place) == before


def test_a_run_stays_whole_where_something_would_be_written_into_it(desk, tell, monkeypatch):
    monkeypatch.chdir(desk.place)
    assert tell("slips", "run", "--out", "run/below/slips", "--no-pdf").code == 2
    assert json.loads(tell("verify", "run", "--json").out)
    assert not re.search("below", "".join(map(str, desk.place.rglob("*"))))
