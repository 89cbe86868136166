"""Golden batches: compared cell by cell, exactly; rewritten only after the comparison was shown, whole or not at all."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from payout.cli.main import code_of
from payout.golden import goldens_of, run_golden
from payout.rules.policy.loading import find_policy, load_policy
from tests.cases import small_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in (ROOT / "fixtures").glob("*/golden.toml"))


@pytest.fixture
def small(tmp_path):
    """The small policy with a golden batch of its own: the base of its cases, nothing approved yet."""
    folder = small_policy.write(tmp_path / "small")
    golden = folder / "cases" / "golden" / "year"
    (golden / "csv").mkdir(parents=True)
    (golden / "csv" / "people.csv").write_text(small_policy.FILES["cases/base/people.csv"], encoding="utf-8")
    (golden / "golden.toml").write_text('source = "csv"\n', encoding="utf-8")
    return folder


def table(folder):
    return folder / "cases" / "golden" / "year" / "expected" / "people.csv"


def run(capsys, *arguments):
    code = code_of([str(one) for one in arguments])
    return code, capsys.readouterr()


def approved(small, capsys):
    assert run(capsys, "test", small, "--approve", "--yes")[0] == 0
    return table(small).read_bytes()


def test_the_first_approval_makes_the_tables_exactly(small, capsys):
    code, shown = run(capsys, "test", small, "--lang", "en")
    assert code == 4
    assert "new: 4 rows" in shown.out
    assert not table(small).exists()
    approved(small, capsys)
    rows = {
        row["person_id"]: row for row in csv.DictReader(table(small).read_text(encoding="utf-8").splitlines())
    }
    assert Fraction(rows["P1"]["share"]) == Fraction(1000, 3)  # exact, though it has no end as a decimal
    assert Fraction(rows["P1"]["bonus"]) == Fraction("333.33")
    assert rows["P3"]["passes"] == "false"
    code, shown = run(capsys, "test", small, "--lang", "en")
    assert code == 0
    assert "golden year is the same (4 rows)" in shown.out


def test_a_fen_is_a_difference_and_is_told_with_both_values(small, capsys):
    approved(small, capsys)
    table(small).write_text(
        table(small).read_text(encoding="utf-8").replace("333.33", "333.32"), encoding="utf-8"
    )
    code, shown = run(capsys, "test", small, "--json")
    assert code == 4
    (golden,) = json.loads(shown.out)["golden"]
    (file,) = golden["files"]
    assert file["cells"] == [{"row": "P1", "column": "bonus", "expected": "333.32", "got": "333.33"}]
    assert Fraction(file["total"]) - Fraction(file["total_expected"]) == Fraction("0.01")


def test_a_fraction_is_compared_as_one(small, capsys):
    approved(small, capsys)
    text = table(small).read_text(encoding="utf-8")
    assert "1000/3" in text
    table(small).write_text(text.replace("1000/3", "1001/3"), encoding="utf-8")
    assert run(capsys, "test", small)[0] == 4
    table(small).write_text(text.replace("1000/3", "2000/6"), encoding="utf-8")
    assert run(capsys, "test", small)[0] == 0


def test_rows_and_columns_that_one_of_both_lacks_are_told(small, capsys):
    approved(small, capsys)
    lines = table(small).read_text(encoding="utf-8").splitlines()
    table(small).write_text("\n".join([*lines[:-1], lines[-1].replace("P4", "P9")]) + "\n", encoding="utf-8")
    code, shown = run(capsys, "test", small, "--lang", "en")
    assert code == 4
    assert "1 rows gone: P9" in shown.out
    assert "1 rows new: P4" in shown.out
    table(small).write_text(
        "\n".join([lines[0].replace("share", "part"), *lines[1:]]) + "\n", encoding="utf-8"
    )
    code, shown = run(capsys, "test", small, "--lang", "en")
    assert code == 4
    assert "part" in shown.out


def test_nothing_is_rewritten_that_nobody_approved_of(small, capsys):
    before = approved(small, capsys)
    rules = small / "parameters.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("money = 500", "money = 400"), encoding="utf-8"
    )
    some = small / "cases" / "some.csv"
    some.write_text(small_policy.POOR, encoding="utf-8")
    code, shown = run(capsys, "test", small, "--approve", "--lang", "en")  # no terminal, and no --yes
    assert code == 4
    assert "Nothing was rewritten" in shown.err
    assert "500 → 400" in " ".join(shown.out.split())
    assert table(small).read_bytes() == before
    code, shown = run(capsys, "test", small, "--approve", "--yes", "--lang", "en")
    assert code == 0
    assert "bonus: 1 cells differ" in shown.out  # it was shown first
    assert table(small).read_bytes() != before
    assert run(capsys, "test", small)[0] == 0


def test_approval_keeps_the_columns_that_somebody_chose(small, capsys):
    approved(small, capsys)
    table(small).write_text("bonus,person_id\n1,P1\n300,P2\n0,P3\n500,P4\n", encoding="utf-8")
    assert run(capsys, "test", small)[0] == 4
    approved(small, capsys)
    assert table(small).read_text(encoding="utf-8") == "bonus,person_id\n333.33,P1\n300,P2\n0,P3\n500,P4\n"


def test_a_refused_batch_has_nothing_to_approve_of(small, capsys):
    before = approved(small, capsys)
    source = small / "cases" / "golden" / "year" / "csv" / "people.csv"
    source.write_text("person_id,score,wage\nP1,sixty,1000\n", encoding="utf-8")
    code, shown = run(capsys, "test", small, "--approve", "--yes", "--lang", "en")
    assert code == 4
    assert "has no result" in shown.out
    assert table(small).read_bytes() == before


def test_a_write_that_fails_leaves_every_table(small, capsys, monkeypatch):
    before = approved(small, capsys)
    table(small).write_text(before.decode().replace("333.33", "1"), encoding="utf-8")
    changed = table(small).read_bytes()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    assert run(capsys, "test", small, "--approve", "--yes")[0] == 6
    assert table(small).read_bytes() == changed
    assert [path.name for path in table(small).parent.iterdir()] == ["people.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        'source = "nowhere"\n',
        'source = "csv"\nexpected = "x.csv"\n',
        'source = "csv"\nsorce = 1\n',
        'source = "csv"\nset = "a"\n',
    ],
)
def test_a_golden_toml_that_makes_no_sense_is_refused(small, capsys, text):
    (small / "cases" / "golden" / "year" / "golden.toml").write_text(text, encoding="utf-8")
    code, shown = run(capsys, "test", small, "--lang", "en")
    assert code == 4
    assert "golden.toml" in shown.err


def test_values_in_force_are_those_of_the_golden_batch(small, capsys):
    toml = small / "cases" / "golden" / "year" / "golden.toml"
    toml.write_text('source = "csv"\nset = ["most=400"]\n', encoding="utf-8")
    assert b"400" in approved(small, capsys)


def test_a_folder_without_golden_batches_is_told(small, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert run(capsys, "test", small, "--golden", tmp_path / "empty")[0] == 2


def test_a_golden_batch_notices_what_the_cases_do_not(small, capsys):
    approved(small, capsys)
    (small / "cases" / "some.csv").write_text(small_policy.POOR, encoding="utf-8")
    code, shown = run(capsys, "test", small, "--mutate", "--json", "--lang", "en")
    with_golden = {one["name"] for one in json.loads(shown.out)["mutants"]["unnoticed"]}
    for path in (small / "cases" / "golden" / "year").glob("golden.toml"):
        path.unlink()
    code, shown = run(capsys, "test", small, "--mutate", "--json", "--lang", "en")
    without = {one["name"] for one in json.loads(shown.out)["mutants"]["unnoticed"]}
    assert code == 4
    assert with_golden < without
    assert "most: 500 -> 505" in without - with_golden


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_fixture_is_a_golden_batch_of_its_scheme(scheme):
    (golden,) = goldens_of(ROOT / "fixtures" / scheme)
    found = run_golden(golden, load_policy(find_policy(scheme)))
    assert found.passed, [(one.file, one.lacking, one.cells[:3]) for one in found.tables if not one.same]


def test_there_is_one_for_every_scheme():
    assert sorted(path.parent.name for path in (ROOT / "policies").glob("*/policy.toml")) == SCHEMES
