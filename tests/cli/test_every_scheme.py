"""Every scheme through every command, on its fixture: nothing but what a scheme states differs between them."""

import csv
import functools
import io
import json
import re
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from payout import batch
from payout.cli.main import code_of
from payout.outputs.workbook import words
from payout.rules.compiled.compiled import compiled
from payout.rules.compiled.look import BEFORE_PAYING, BEFORE_PUBLISHING
from payout.rules.compiled.shown import files_of, sheets_of
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
BOOKS = {name: next((ROOT / "fixtures" / name).glob("*.xlsx")) for name in SCHEMES}


@pytest.fixture(scope="module", params=SCHEMES)
def scheme(request):
    return request.param


@pytest.fixture(scope="module")
def ran(scheme, tmp_path_factory):
    """The scheme's run, which is only read, and what was said of it."""
    out, said, err = tmp_path_factory.mktemp(scheme) / "out", io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(err):
        assert code_of(["run", str(BOOKS[scheme]), "-p", scheme, "-o", str(out), "--json"]) == 0
    assert keys_among(scheme, [err.getvalue()]) == []
    return out, json.loads(said.getvalue())


def test_template_offers_every_table_and_is_no_batch_while_it_is_empty(scheme, tell, tmp_path):
    policy = load_policy(ROOT / "policies" / scheme)
    assert tell("template", scheme, "-o", tmp_path / "in.xlsx").code == 0
    sheets = openpyxl.load_workbook(tmp_path / "in.xlsx").sheetnames
    assert {table.zh for table in policy.tables} <= set(sheets)
    empty = tell("check", tmp_path / "in.xlsx", "-p", scheme)
    assert empty.code == 3
    assert "E391" in empty.err


def keys_among(scheme, texts):
    """The texts that name a row by the identifier of its level, `unit:E09` or `unit E09`, where people say 单位 E09."""
    names = compiled(load_policy(ROOT / "policies" / scheme)).levels
    keyed = re.compile(rf"\b(?:{'|'.join(names)})[: ][A-Z0-9]")
    return [text for text in texts if keyed.search(text)]


LISTS_OF_ROWS = {
    words.FINDINGS.zh,
    words.DECISIONS.zh,
    words.BY_DEFAULT.zh,
    BEFORE_PAYING.zh,
    BEFORE_PUBLISHING.zh,
}


def test_rows_are_named_in_words_and_their_codes_stand_apart(scheme, ran):
    book = openpyxl.load_workbook(ran[0] / "payout.xlsx", read_only=True)
    for name in LISTS_OF_ROWS & set(book.sheetnames):
        lines = [[str(cell or "") for cell in row] for row in book[name].iter_rows(values_only=True)]
        heads = next((row for row in lines if "对象" in row), [])
        codes = {at for at, head in enumerate(heads) if head == "对象代码"}
        assert bool(codes) == (name == words.BY_DEFAULT.zh and bool(heads))
        told = [cell for row in lines for at, cell in enumerate(row) if at not in codes]
        assert keys_among(scheme, told) == []


def test_run_writes_what_the_policy_states(scheme, ran):
    out, summary = ran
    ready = compiled(load_policy(ROOT / "policies" / scheme))
    names = openpyxl.load_workbook(out / "payout.xlsx", read_only=True).sheetnames
    assert {sheet.title.zh for sheet in sheets_of(ready)} <= set(names)
    assert ("优秀名额核定表" in names) == (ready.policy.card.quota is not None)
    files = files_of(ready)
    for file in files:
        with (out / f"{file.name}.csv").open(encoding="utf-8", newline="") as stream:
            header, *lines = csv.reader(stream)
        assert header[: len(file.first)] == list(file.first)
        assert len(lines) == summary[file.name] > 0
    assert ("total" in summary) == any(file.total for file in files)
    the_report_holds_what_the_files_hold(out, files)


def the_report_holds_what_the_files_hold(out, files):
    """Every number of the report's rows is one of the file, figure by figure; and what it embeds is no more than is needed."""
    text = (out / "report.html").read_text(encoding="utf-8")
    levels = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])["levels"]
    assert len(text.encode()) < 1_000_000
    for file in files:
        with (out / f"{file.name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        level = levels[file.level]
        assert level["rows"] == len(rows)
        told = [one for one in level["columns"] if one.get("number") and one["name"] in rows[0]]
        assert {file.total} - {""} <= {one["name"] for one in told}
        for one in told:
            values = [one["said"][at] for at in one["values"]] if "said" in one else one["values"]
            held = Counter(None if value is None else Fraction(value) for value in values)
            assert held == Counter(Fraction(row[one["name"]]) if row[one["name"]] else None for row in rows)


@pytest.fixture
def opened_once(monkeypatch):
    """Commands that tell of one run share what it is opened to: none of them changes it, and each would compute it anew."""
    monkeypatch.setattr(batch, "reopen", functools.cache(batch.reopen))


@pytest.mark.usefixtures("opened_once")
def test_explain_walks_a_row_of_each_file(scheme, ran, tell):
    out, _ = ran
    ready = compiled(load_policy(ROOT / "policies" / scheme))
    for file in files_of(ready):
        level = ready.levels[file.level]
        if level.identity:
            with (out / f"{file.name}.csv").open(encoding="utf-8", newline="") as stream:
                row = next(csv.DictReader(stream))
            key = "/".join(row[name] for name in level.identity)
            for lang in ("zh", "en"):
                told = tell("explain", out, key, "--level", file.level, "--lang", lang)
                assert told.code == 0, told.err
                assert "〔" in told.out
                assert "nan" not in told.out
                slip = tell("explain", out, key, "--level", file.level, "--slip", "--lang", lang)
                assert slip.code == 0, slip.err
                assert len(slip.out.splitlines()) <= 45
                read = tell("explain", out, key, "--level", file.level, "--verify", "--lang", lang)
                assert read.code == 0, read.out
                assert {"zh": "全部相符", "en": "all agree"}[lang] in read.out


def test_quota_proves_the_places_where_the_scheme_gives_any(scheme, tell, tmp_path):
    told = tell("quota", BOOKS[scheme], "-p", scheme, "-o", tmp_path / "quota.xlsx", "--json")
    if load_policy(ROOT / "policies" / scheme).card.quota is None:
        assert told.code == 4
        assert "[quota]" in told.err
        return
    assert told.code == 0, told.err
    proof = json.loads(told.out)
    assert proof["holds"]
    assert proof["rows"]
    assert openpyxl.load_workbook(tmp_path / "quota.xlsx").sheetnames[0] == "优秀名额核定表"
