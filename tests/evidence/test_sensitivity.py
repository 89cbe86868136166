"""What each other value would move, held against separate runs with that value set; no arithmetic of the command is used here."""

import csv
import functools
import itertools
import json
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from payout.batch import compute
from payout.cli.main import code_of
from payout.evidence.comparing import NotComparable
from payout.rules.policy.loading import find_policy, load_policy
from payout.rules.policy.varying import StepSize, readings, stepped
from payout.sides import Asking, sensitivity, tried

ROOT = Path(__file__).parents[2]
SCHEMES = {
    "county_target_bonus": ("person", "payable"),
    "district_points": ("unit", "unit_bonus"),
    "enterprise_mbo": ("unit", "final_score"),
    "federation_differential": ("person", "bonus"),
}


def source(scheme):
    return ROOT / "fixtures" / scheme / "csv"


@functools.cache
def policy(scheme):
    return load_policy(find_policy(scheme))


@functools.cache
def found(scheme):
    """Every reading; of the small scheme the numbers too, and of the county a few that are named."""
    asking = Asking(steps={} if scheme == "district_points" else None, pairs=scheme == "district_points")
    return sensitivity(tried(source(scheme), policy(scheme)), asking)


@functools.cache
def of_county():
    names = ("mean_weight", "individual", "rates_combine", "low_rate", "county_average")
    asking = Asking(names, {}, pairs=True)
    return sensitivity(tried(source("county_target_bonus"), policy("county_target_bonus")), asking)


@functools.cache
def amounts(scheme, *sets):
    """Each row's amount by its key in a run of its own; None where that run is refused or leaves points open."""
    batch = compute(source(scheme), policy(scheme).changed(sets=sets))
    if batch.refused:
        return None
    level, column = SCHEMES[scheme]
    frame = batch.result.frames[level]
    values = frame.table[column].array
    return {
        name: Fraction(0) if missing else Fraction(value)
        for name, value, missing in zip(frame.names(), values, values.isna(), strict=True)
    }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_reading_moves_what_a_run_with_it_set_pays_otherwise(scheme):
    result = found(scheme)
    assert (result.target.level, result.target.column) == SCHEMES[scheme]
    before = amounts(scheme)
    assert result.total == sum(before.values())
    every = [(one.name, option) for one in policy(scheme).parameters.values() for option in one.options]
    in_force = {(one.name, str(one.value)) for one in policy(scheme).parameters.values()}
    assert [(one.varied[0].name, one.varied[0].after) for one in result.choices] == [
        one for one in every if one not in in_force
    ]
    for effect in result.choices:
        after = amounts(scheme, effect.key)
        if after is None:
            assert effect.shift is None, effect.key
            assert effect.refused.en, effect.key
            continue
        moved = {key: after[key] - before[key] for key in before if after[key] != before[key]}
        shift = effect.shift
        assert shift.net == sum(moved.values()), effect.key
        assert shift.gross == sum(map(abs, moved.values())), effect.key
        assert shift.touched == len(moved), effect.key
        if moved:
            assert abs(moved[shift.key]) == max(map(abs, moved.values())), effect.key
            assert shift.largest == moved[shift.key], effect.key


@pytest.mark.parametrize("scheme", ["county_target_bonus", "district_points"])
def test_each_plain_number_moves_what_a_run_with_it_set_pays_otherwise(scheme):
    before = amounts(scheme)
    result = of_county() if scheme == "county_target_bonus" else found(scheme)
    plain = [one for one in result.steps if not one.varied[0].entry and not one.varied[0].refused.en]
    assert plain
    for effect in plain[:12]:
        after = amounts(scheme, effect.key)
        net = None if after is None else sum(after.values()) - sum(before.values())
        assert effect.net == net, effect.key


def test_a_pair_moves_what_a_run_with_both_set_pays_otherwise():
    scheme = "county_target_bonus"
    before, result = amounts(scheme), of_county()
    alone = {one.key: one.net for one in result.choices}
    for pair in result.pairs[:3]:
        keys = [one.key for one in pair.effect.varied]
        assert pair.effect.net == sum(amounts(scheme, *keys).values()) - sum(before.values())
        assert pair.beyond == pair.effect.net - sum(alone[key] for key in keys)
    known = [abs(one.beyond) for one in result.pairs if one.beyond is not None]
    assert known == sorted(known, reverse=True)
    names = [one.varied[0].parameter.name for one in result.choices]
    assert len(result.pairs) == sum(a != b for a, b in itertools.combinations(names, 2))


def test_units_touched_are_those_of_the_people_who_move():
    scheme = "county_target_bonus"
    with (source(scheme) / "people.csv").open(encoding="utf-8-sig") as file:
        unit = {row["person_id"]: row["unit_id"] for row in csv.DictReader(file)}
    before = amounts(scheme)
    for effect in found(scheme).choices:
        after = amounts(scheme, effect.key)
        if after is not None:
            assert effect.shift.groups == len({unit[key] for key in before if after[key] != before[key]})


def test_steps_are_exact_and_of_the_parameter_s_own_kind():
    parameters = policy("county_target_bonus").parameters
    average = [one.after for one in stepped(parameters["county_average"])]
    assert average == ["7070", "6930"]
    assert [
        one.after for one in stepped(parameters["county_average"], StepSize(Fraction(1, 3), relative=True))
    ] == [
        "9333.33",
        "4666.67",
    ]  # money to the fen
    share = [one.after for one in stepped(parameters["discipline_share"])]
    assert [Fraction(one) for one in share] == [
        Fraction(1, 3) + Fraction(1, 100),
        Fraction(1, 3) - Fraction(1, 100),
    ]
    assert [one.after for one in stepped(parameters["accountability_limit"])] == ["3", "1"]


def test_weights_that_make_one_whole_still_do():
    parameter = policy("city_leaders").parameters["leader_shares"]
    weights = [
        one
        for p in policy("city_evaluation").parameters.values()
        if p.measure == "weight"
        for one in stepped(p)
    ]
    for one in weights:
        assert sum(one.parameter.value.values()) == 1, one.key
    assert {one.name for one in stepped(parameter)} == {
        f"leader_shares.{'.'.join(keys)}" for keys in parameter.value
    }


def test_at_a_bound_a_number_moves_one_way_and_the_other_says_why():
    changed = policy("county_target_bonus").changed(sets=("county_average=100000",))
    up, down = stepped(changed.parameters["county_average"])
    assert "bounds" in up.refused.en
    assert not down.refused.en
    result = sensitivity(tried(source("county_target_bonus"), changed), Asking(("county_average",), steps={}))
    assert [one.shift is None for one in result.steps] == [True, False]


def test_readings_are_those_that_are_not_in_force():
    changed = policy("county_target_bonus").changed(sets=("mean_weight=headcount",))
    assert [one.after for one in readings(changed.parameters["mean_weight"])] == ["unit"]


def test_a_batch_with_open_points_is_not_tried(tmp_path):
    for path in source("county_target_bonus").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "decisions.csv").unlink(missing_ok=True)
    batch = tried(tmp_path, policy("county_target_bonus"))
    if batch.batch.result.open_points:
        with pytest.raises(NotComparable):
            sensitivity(batch, Asking())
    else:
        assert sensitivity(batch, Asking(("mean_weight",))).choices


# ---- the command ---------------------------------------------------------------------------------


def run(capsys, *more):
    code = code_of(["sensitivity", str(source("district_points")), "-p", "district_points", *more])
    return code, capsys.readouterr()


def test_the_record_says_what_the_table_says(capsys):
    code, shown = run(capsys, "--pairs", "--json", "--lang", "en")
    record = json.loads(shown.out)
    assert code == 0
    result = found("district_points")
    assert [Fraction(one["net"]) if one["net"] else None for one in record["choices"]] == [
        one.net for one in result.choices
    ]
    assert all(one["varied"][0]["clause"] for one in record["choices"] + record["steps"])
    assert len(record["steps"]) == len(result.steps)
    code, shown = run(capsys, "--lang", "en")
    assert code == 0
    assert "Other readings of choices:" in shown.out
    assert "Why the reading in force was taken:" in shown.out


def test_the_sheet_stands_behind_the_register_of_choices(capsys, tmp_path):
    out = tmp_path / "s.xlsx"
    assert run(capsys, "--out", str(out))[0] == 0
    first = out.read_bytes()
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["口径登记表", "口径敏感性"]
    rows = list(book["口径敏感性"].iter_rows(min_row=4, values_only=True))
    result = found("district_points")
    assert len(rows) == len(result.choices) + len(result.steps)
    for row, effect in zip(rows, (*result.choices, *result.steps), strict=True):
        assert row[2] == effect.varied[0].name
        if effect.net is not None and (effect.net * 100).denominator == 1:
            assert Fraction(str(row[5])) == effect.net
    assert run(capsys, "--out", str(out))[0] == 2  # it is there
    assert out.read_bytes() == first
    assert run(capsys, "--out", str(out), "--force")[0] == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--choice", "nothing_such"), 4),
        (("--step", "nothing_such=1"), 4),
        (("--step", "5"), 2),
        (("--step", "-1%"), 2),
        (("--step", "abc%"), 2),
        (("--step", "points_value_basis=1"), 2),
    ],
)
def test_what_names_nothing_is_told(capsys, more, code):
    got, shown = run(capsys, *more)
    assert got == code
    assert shown.err.strip()
