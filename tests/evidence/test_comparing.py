"""Comparisons against separate runs: every mixture of the changes is computed by itself, and taken apart in plain Fractions."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise, permutations
from pathlib import Path

import pandas as pd
import pytest

import payout
from payout.evidence.comparing.keys import read_keys
from payout.rules.compiled.compiled import PolicyFault

ROOT = Path(__file__).parents[2]
COUNTY = "county_target_bonus"
SCHEMES = ("city_reward_fund", COUNTY, "district_nsx", "district_points")
CHANGES = {COUNTY: (2,)}  # how many are drawn: of the largest fixture a run takes longest
NOTHING = Fraction(0)


@cache
def policy_of(scheme):
    return payout.load(scheme)


@cache
def batch_of(scheme):
    return payout.compute(policy_of(scheme), source_of(scheme))


def source_of(scheme):
    return ROOT / "fixtures" / scheme / "csv"


def paid(batch, target):
    """What each row has, by its key: what the frame of a run says, nothing of a comparison's."""
    frame = batch.computed.result.frames[target.level]
    amounts = [NOTHING if value is None else value for value in plain(frame.table[target.column])]
    return dict(zip(frame.names(), amounts, strict=True))


def plain(column):
    gone = column.isna()
    return [None if missing else Fraction(value) for value, missing in zip(column, gone, strict=True)]


def drawn(rng, scheme, count):
    """So many other values: of money, points and shares a tenth to a half more or less, of readings another one."""
    parameters = policy_of(scheme).policy.parameters
    able = [one for one in parameters.values() if one.kind in {"money", "points", "ratio", "choice"}]
    found = {}
    for one in rng.sample(able, count):
        if one.kind == "choice":
            others = [option for option in one.options if option != one.value]
            found[one.name] = rng.choice(others)
        else:
            value = Fraction(one.value) * Fraction(rng.randint(5, 15), 10)
            found[one.name] = str(value)
    return found


def each_mixture(scheme, values):
    """A run of its own under every part of the values; None where one is refused."""
    runs = {}
    for count in range(len(values) + 1):
        for names in combinations(values, count):
            changed = {name: values[name] for name in names}
            try:
                batch = payout.compute(payout.changed(policy_of(scheme), changed), source_of(scheme))
            except (PolicyFault, payout.LanguageError):
                return None
            if batch.refused:
                return None
            runs[frozenset(names)] = batch
    return runs


def trials():
    """Overlays under which every mixture can be paid, some of every scheme."""
    for scheme in SCHEMES:
        for count in CHANGES.get(scheme, (1, 3)):
            yield pytest.param(scheme, f"{scheme}/{count}", count, id=f"{scheme}-{count}")


@pytest.mark.parametrize(("scheme", "seed", "count"), [*trials()])
def test_every_part_is_that_of_separate_runs(scheme, seed, count):
    values, runs = overlay(seed, scheme, count)
    whole = runs[frozenset(values)]
    ordered = payout.compare(batch_of(scheme), whole)
    even = payout.compare(batch_of(scheme), whole, attribution="shapley")
    amounts = {names: paid(batch, ordered.found.target) for names, batch in runs.items()}
    names = [change.name for change in ordered.found.changes]
    assert set(names) <= set(values)  # a value may be drawn that it has already
    for row, key in enumerate(ordered.found.pairing.names):
        of = {
            taken: amounts.get(
                frozenset(taken), amounts.get(frozenset((*taken, *(set(values) - set(names)))))
            )[key]
            for size in range(len(names) + 1)
            for taken in combinations(sorted(names), size)
        }
        steps = [of[tuple(sorted(names[:size]))] for size in range(len(names) + 1)]
        told = ordered.found.payee(row)
        assert list(told.parts) == [after - before for before, after in pairwise(steps)]
        assert even.found.payee(row).parts == averages(names, of)
        assert told.difference == sum(told.parts, NOTHING) == sum(even.found.payee(row).parts, NOTHING)
    for one in (ordered, even):
        assert sum(one.found.total_parts, NOTHING) == one.difference
        assert one.difference == sum(paid(whole, one.found.target).values()) - sum(
            paid(batch_of(scheme), one.found.target).values()
        )


def overlay(seed, scheme, count):
    """The first overlay drawn by a seed whose mixtures can all be paid, and which moves somebody; and their runs."""
    rng = random.Random(seed)
    for _ in range(30):
        values = drawn(rng, scheme, count)
        runs = each_mixture(scheme, values)
        if runs is not None and paid_differs(runs):
            return values, runs
    raise AssertionError(f"no overlay of {scheme} can be paid")


def paid_differs(runs):
    """Whether anything at all is another: an overlay that moves nobody shows little."""
    ends = [runs[frozenset()], runs[max(runs, key=len)]]
    found = payout.compare(*ends).found
    return found.counts.gains + found.counts.losses > 0


def averages(names, of):
    """Shapley's value the long way: every order walked, every step added, divided by how many orders there are."""
    orders = list(permutations(names))
    sums = dict.fromkeys(names, NOTHING)
    for order in orders:
        for place, name in enumerate(order):
            sums[name] += of[tuple(sorted(order[: place + 1]))] - of[tuple(sorted(order[:place]))]
    return tuple(sums[name] / len(orders) for name in names)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_other_way_round_every_part_is_its_opposite(scheme):
    values, runs = overlay(f"round {scheme}", scheme, 2)
    one, other = runs[frozenset()], runs[frozenset(values)]
    for way in ("ordered", "shapley"):
        is_opposite(one, other, way)


def is_opposite(one, other, way):
    there, back = payout.compare(one, other, attribution=way), payout.compare(other, one, attribution=way)
    assert there.difference == -back.difference
    assert [change.name for change in there.found.changes] == [
        change.name for change in reversed(back.found.changes)
    ]
    for row in range(len(there.found.pairing)):
        first, second = there.found.payee(row), back.found.payee(row)
        assert (first.first, first.second) == (second.second, second.first)
        assert first.parts == tuple(-part for part in reversed(second.parts))
    assert (there.counts["gains"], there.counts["losses"]) == (back.counts["losses"], back.counts["gains"])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_batch_against_itself_is_nothing_at_all(scheme):
    found = payout.compare(batch_of(scheme), policy_of(scheme)).found
    assert (found.total_second - found.total_first, found.changes, found.parts) == (0, (), ())
    assert (found.counts.gains, found.counts.losses) == (0, 0)
    assert found.counts.unchanged == len(found.pairing)
    assert found.largest(5) == ()
    assert [*found.grades, *found.places, *found.only_first, *found.only_second] == []
    assert len(found.histogram) == 1


def test_groups_and_the_histogram_count_every_row_once():
    found = payout.compare(
        batch_of(COUNTY),
        payout.changed(policy_of(COUNTY), {"county_average": 7400, "discipline_share": "1/2"}),
    ).found
    rows = len(found.pairing)
    assert sum(bar.rows for bar in found.histogram) == rows
    plainly = [bar for bar in found.histogram if bar.above != bar.up_to]
    width = plainly[0].up_to - plainly[0].above
    for bar in plainly:
        assert bar.up_to - bar.above == width
        assert bar.rows == sum(
            bar.above < Fraction(moved) <= bar.up_to for moved in found.difference if moved != 0
        )
    for one in found.groups:
        assert sum(group.rows for group in one.groups) == rows == len(one.codes)
        for code, group in enumerate(one.groups):
            own = [row for row in range(rows) if one.codes[row] == code]
            assert len(own) == group.rows
            assert group.first == sum((Fraction(found.first[row]) for row in own), NOTHING)
            assert group.difference == sum((Fraction(found.difference[row]) for row in own), NOTHING)
    assert [label.zh for label in [one.label for one in found.groups]][:2] == ["职务", "考核等次"]


# ---- other sides: variants, published runs, other people, other tables ------------------------------------------


def frames_of(scheme):
    return {
        path.stem: pd.read_csv(path, dtype="string", keep_default_na=False).replace("", pd.NA)
        for path in source_of(scheme).glob("*.csv")
    }


def test_who_is_on_one_side_only_is_paid_nothing_on_the_other():
    tables = frames_of(COUNTY)
    gone = tables["people"]["person_id"].iloc[0]
    fewer = {
        name: table[table["person_id"] != gone] if "person_id" in table else table
        for name, table in tables.items()
    }
    everybody, less = (payout.compute(policy_of(COUNTY), given) for given in (tables, fewer))
    there = payout.compare(everybody, less)
    assert there.found.only_first == (gone,)
    assert there.counts["only_a"] == 1
    payee = there.found.payee(there.found.pairing.names.index(gone))
    assert payee.second is None
    assert payee.difference == -payee.first == sum(payee.parts, NOTHING)
    back = payout.compare(less, everybody)
    assert back.found.only_second == (gone,)
    assert back.difference == -there.difference
    assert back.found.pairing.names[-1] == gone  # who is new stands last
    assert back.why(gone, lang="en")[0].first == ""


def test_tables_that_differ_are_changes_and_one_after_the_other():
    tables = frames_of(COUNTY)
    people = tables["people"].copy()
    column = "score"
    moved = people[column].notna()
    people.loc[moved, column] = people.loc[moved, column].where(
        lambda text: text != people[column].max(), "60"
    )
    first, second = (
        payout.compute(policy_of(COUNTY), given) for given in (tables, {**tables, "people": people})
    )
    found = payout.compare(first, second).found
    assert [(change.kind, change.name) for change in found.changes] == [("table", "people")]
    assert sum(found.total_parts, NOTHING) == found.total_second - found.total_first != 0
    both = payout.compare(
        first,
        payout.compute(
            payout.changed(policy_of(COUNTY), {"county_average": 8000}), {**tables, "people": people}
        ),
    ).found
    assert [change.name for change in both.changes] == ["county_average", "people"]
    alone = payout.compare(first, payout.changed(policy_of(COUNTY), {"county_average": 8000})).found
    assert both.total_parts[0] == alone.total_second - alone.total_first


def test_keys_pair_those_whose_identifier_is_another(tmp_path):
    tables = frames_of(COUNTY)
    names = {key: f"N{key}" for key in tables["people"]["person_id"].head(5)}
    anew = {
        name: table.assign(person_id=table["person_id"].replace(names)) if "person_id" in table else table
        for name, table in tables.items()
    }
    first, second = (payout.compute(policy_of(COUNTY), given) for given in (tables, anew))
    apart = payout.compare(first, second)
    assert (apart.counts["only_a"], apart.counts["only_b"]) == (5, 5)
    path = tmp_path / "keys.csv"
    lines = [f"{key},{other}" for key, other in names.items()]
    path.write_text("\n".join(["key,key_against", *lines]), encoding="utf-8")
    found = payout.compare(first, second, keys=read_keys(path))
    assert (found.counts["only_a"], found.counts["only_b"], found.difference) == (0, 0, 0)
    assert found.counts["unchanged"] == len(tables["people"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "key\nA",
        "key,key_against,more\nA,B,C",
        "key,key_against\nA,",
        "key,key_against\nA,B\nA,C",
        "a,b\nA,B",
    ],
)
def test_a_file_of_keys_that_is_none_is_refused_with_its_line(tmp_path, text):
    path = tmp_path / "keys.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(payout.LanguageError, match=r"keys\.csv"):
        read_keys(path)


def test_a_published_run_is_the_other_side(tmp_path):
    batch = payout.compute(payout.changed(policy_of(COUNTY), {"county_average": 7100}), source_of(COUNTY))
    payout.publish(batch, tmp_path / "run")
    last = payout.reopen(tmp_path / "run")
    found = payout.compare(last, batch_of(COUNTY)).found
    again = payout.compare(batch, batch_of(COUNTY)).found
    assert [change.name for change in found.changes] == ["county_average"]
    assert [*found.difference] == [*again.difference]
    tried = payout.compare(last, policy_of(COUNTY)).found  # its tables are those of its policy
    assert [*tried.difference] == [*found.difference]


def test_a_side_with_errors_is_compared_with_nothing():
    tables = frames_of(COUNTY)
    units = tables["units"].assign(unit_id="X")
    with pytest.raises(payout.Refused):
        payout.compare(batch_of(COUNTY), payout.compute(policy_of(COUNTY), {**tables, "units": units}))


def test_more_than_six_changes_have_too_many_orders():
    parameters = policy_of(COUNTY).policy.parameters
    of_targets = "government_orders_marks"  # the fixture's targets share out just as many
    numbers = [
        one for one in parameters.values() if one.kind in {"points", "money"} and one.name != of_targets
    ]
    scalars = numbers[:7]
    values = {one.name: str(Fraction(one.value) + 1) for one in scalars}
    changed = payout.changed(policy_of(COUNTY), values)
    with pytest.raises(payout.LanguageError, match="at most 6"):
        payout.compare(batch_of(COUNTY), changed, attribution="shapley")
    assert len(payout.compare(batch_of(COUNTY), changed).attribution) == 7


VARIANT = """
from payout.rules import *

policy = variant(__file__, baseline="county_target_bonus", reason="两份", document="纪要")
clause, p = policy.clause, policy.p
(person,) = policy.symbols("person")

with clause("6.4", "受处分的按两份扣发 | who is disciplined loses two shares"):
    person.share_kept = ratio(
        "发放比例 | what discipline leaves",
        first_match((person.disciplined, 1 - 2 * p.discipline_share), otherwise=1),
    )
"""


def test_a_rule_that_a_variant_states_anew_is_one_change_beside_values(tmp_path):
    (tmp_path / "twice.py").write_text(VARIANT, encoding="utf-8")
    variant = payout.load(tmp_path / "twice.py")
    whole = payout.changed(variant, {"county_average": 7300})
    found = payout.compare(batch_of(COUNTY), whole).found
    assert [(change.kind, change.name) for change in found.changes] == [
        ("value", "county_average"),
        ("rule", "person.share_kept"),
    ]
    assert found.changes[1].cited == "两份; 纪要"
    assert found.changes[1].clause == "6.4"
    runs = [
        payout.compute(policy, source_of(COUNTY))
        for policy in (policy_of(COUNTY), payout.changed(policy_of(COUNTY), {"county_average": 7300}), whole)
    ]
    totals = [sum(paid(run, found.target).values()) for run in runs]
    assert found.total_parts == (totals[1] - totals[0], totals[2] - totals[1])
    back = payout.compare(runs[2], policy_of(COUNTY)).found
    assert back.total_parts == (totals[1] - totals[2], totals[0] - totals[1])


def test_another_policy_of_other_levels_is_one_change(tmp_path):
    points = payout.compute(policy_of("district_points"), source_of("district_points"))
    compared = payout.compare(batch_of(COUNTY), points, level="unit", column="unit_bonus")
    found = compared.found
    assert [change.kind for change in found.changes] == ["policy"]
    assert found.total_parts == (compared.difference,)
    for row in range(len(found.pairing)):
        payee = found.payee(row)
        assert payee.parts == ((payee.second or NOTHING) - (payee.first or NOTHING),)
    compared.save(tmp_path / "papers")  # explanations of two policies stand side by side
