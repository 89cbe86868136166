"""Lists made wrong on purpose: `reconcile` names the way, with the rows, and claims nothing of lists that are wrong at random.

The county's lists are made by the oracle, which shares no code with the engine: its settings, its functions exchanged for faulty ones.
Those of other schemes are made of the amounts by a line of plain arithmetic. Seeds are printed.
"""

from __future__ import annotations

import functools
import tempfile
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from random import Random

import pytest

from payout.batch import compute
from payout.evidence.reconciling import reconcile as reconciling
from payout.evidence.reconciling import search
from payout.evidence.reconciling.trials import Ground, Trials
from payout.intake import AmountList
from payout.rules.policy.loading import load_policy
from payout.sides import Pointed, reconcile
from tests.oracle import county, random_county

ROOT = Path(__file__).parents[2]
SEED, PEOPLE = 7, 60


WAYS = ("readings", "roundings", "known_values", "omissions")  # those that hang on no list
KEPT: dict[object, object] = {}


@pytest.fixture(autouse=True)
def _each_way_is_tried_on_a_batch_once(monkeypatch):
    """What a way by itself makes of our batch is computed for the first list, and held against every one."""
    under = Trials.under

    def ground(side, target):
        return KEPT.setdefault((id(side.run), target), Ground(side, target))  # which keeps the run

    def of(make, place):
        if (make, id(place)) not in KEPT:
            KEPT[make, id(place)] = ways = tuple(make(place))
            KEPT.update((("way", id(way.twist)), way) for way in ways)
        return KEPT[make, id(place)]

    def once(trials, more):
        if trials.run is not trials.ground.side.run or ("way", id(more)) not in KEPT:
            return under(trials, more)
        key = ("run", id(trials.ground), id(more))
        if key not in KEPT:
            KEPT[key] = under(trials, more)
        return KEPT[key]

    monkeypatch.setattr(reconciling, "Ground", ground)
    monkeypatch.setattr(Trials, "under", once)
    for name in WAYS:
        monkeypatch.setattr(search, name, functools.partial(of, getattr(search, name)))


@functools.cache
def small_county():
    """A county of ninety people, and our run of it."""
    tables = random_county.make(SEED, people=PEOPLE, departments=13, townships=3)
    with tempfile.TemporaryDirectory() as folder:
        random_county.write(tables, Path(folder))
        batch = compute(Path(folder), load_policy(ROOT / "policies" / "county_target_bonus"))
    assert not batch.refused
    return tables, batch


@functools.cache
def scheme(name):
    """A scheme's own fixture, and our run of it."""
    source = ROOT / "fixtures" / name / f"{name}.xlsx"
    return compute(source, load_policy(ROOT / "policies" / name))


def oracle_list(**changed):
    """What the oracle pays under other settings."""
    people, _ = county.compute(small_county()[0], county.settings(**changed))
    return {person["person_id"]: person["payable"] for person in people}


def against(batch, amounts, **said):
    """The reconciliation of a list."""
    given = AmountList("old.xlsx", "", tuple(amounts), tuple(amounts.values()), ())
    return reconcile(batch, given, Pointed(**said))


def ours(batch, level, column):
    """Our amounts by key."""
    frame = batch.result.frames[level]
    return dict(zip(frame.names(), [Fraction(one) for one in frame.table[column]], strict=True))


def half_up(value, places=2):
    scale = Fraction(10) ** places
    size = floor(abs(value) * scale + Fraction(1, 2)) / scale
    return size if value >= 0 else -size


def cut(value, places=2):
    scale = Fraction(10) ** places
    return floor(value * scale) / scale


def assert_all_told(found, *names):
    """The causes are these, first to last or in any order of a pair, and every row that differed agrees under them."""
    told = [{*cause.name.split("+"), *cause.names_alike} for cause in found.causes]
    assert len(told) <= len(names), [cause.label.zh for cause in found.causes]
    assert set(names) <= set().union(*told), [cause.label.zh for cause in found.causes]
    assert not found.of("different", "guessed")
    assert sum(cause.yuan for cause in found.causes) == sum(line.difference for line in found.differing)


# ---- the county, made by the oracle --------------------------------------------------------------------------

SETTINGS = [
    {"mean_weight": "headcount"},
    {"pool_by": "category"},
    {"individual": "equal"},
    {"month_rule": "mid_month"},
    {"month_rule": "by_day"},
    {"rates_combine": "multiply"},
    {"spread_population": "assessed"},
    {"county_average": 7500},
    {"county_gap": 1000},
    {"discipline_share": Fraction(1, 4)},
    {"discipline_share": Fraction(33, 100)},
    {"failed_rate": Fraction(1, 2)},
    {"unassessed_rate": 1},
    {"county_average": 6800, "discipline_share": Fraction(1, 2)},
    {"mean_weight": "headcount", "month_rule": "mid_month"},
    {"individual": "equal", "county_average": 7200},
]


@pytest.mark.parametrize("changed", SETTINGS, ids=str)
def test_other_readings_and_values_are_named(changed):
    print(f"seed {SEED}")  # noqa: T201 -- every random test says its seed
    _, batch = small_county()
    found = against(batch, oracle_list(**changed))
    assert found.differing
    assert_all_told(found, *changed)


def no_discipline(_person, _rows, _year):
    return False


def by_count(person, rows, year):
    """Held accountable three times before anything is withheld."""
    counted = [row for row in rows if int(row["date"][:4]) == year]
    punished = any(row["kind"] in {"party", "administrative"} for row in counted)
    called = sum(int(row["count"]) for row in counted if row["kind"] == "accountability")
    return punished or called >= 3 or person.get("grade") == "unfit"


def full_year(_rows, home, _chosen):
    return {home: Fraction(12)}


def last_unit(months, home, units):
    return units[home]["mean_bonus"] * sum(months.values()) / 12


def no_penalty(_penalties):
    return 0


def monthly_first(months, home, units):
    """The month's bonus to the fen, times the months."""
    if len({units[unit]["failed"] for unit in [*months, home]}) == 1:
        return county_half_up(units[home]["mean_bonus"] / 12, 2) * sum(months.values())
    return sum(
        (county_half_up(units[unit]["mean_bonus"] / 12, 2) * count for unit, count in months.items()),
        Fraction(0),
    )


county_half_up = county.half_up


def cut_off(value, places=0):
    return cut(value, places)


def to_the_yuan(value, places=0):
    return county_half_up(value, 0 if places == 2 else places)


def bankers(value, places=0):
    scaled = value * 10**places
    return Fraction(round(scaled), 10**places)


FAULTS = [
    ("disciplined", no_discipline, ("discipl", "share_kept", "discipline_share")),
    ("months_by_unit", full_year, ("months",)),
    ("unit_part", last_unit, ("mixed", "unit_part")),
    ("unit_penalty_points", no_penalty, ("penalt", "score_total", "base_points")),
    ("unit_part", monthly_first, ("months_first",)),
    ("half_up", cut_off, ("round",)),
    ("half_up", to_the_yuan, ("round",)),
]


@pytest.mark.parametrize(("name", "faulty", "words"), FAULTS, ids=lambda one: getattr(one, "__name__", ""))
def test_rules_left_out_and_roundings_are_named(monkeypatch, name, faulty, words):
    print(f"seed {SEED}")  # noqa: T201 -- every random test says its seed
    _, batch = small_county()
    monkeypatch.setattr(county, name, faulty)
    found = against(batch, oracle_list())
    assert found.differing
    told = {name for cause in found.causes for name in (cause.name, *cause.names_alike)}
    assert any(word in name for word in words for name in told), [cause.label.zh for cause in found.causes]
    assert sum(cause.rows for cause in found.causes) >= len(found.differing) - len(
        found.of("different", "guessed")
    )
    assert len(found.of("different", "guessed")) * 10 <= len(found.differing)


def test_another_cap_on_award_points_is_named(monkeypatch):
    print(f"seed {SEED}")  # noqa: T201 -- every random test says its seed
    _, batch = small_county()
    monkeypatch.setattr(county, "AWARDS_CAP", 15)
    found = against(batch, oracle_list())
    assert_all_told(found, "award_cap")


def test_the_leaders_bonus_left_out_is_named():
    _, batch = small_county()
    people, _ = county.compute(small_county()[0])
    found = against(batch, {person["person_id"]: person["target_bonus"] for person in people})
    assert len(found.causes) == 1
    assert {"leader_bonus"} & {
        found.causes[0].name.lstrip("-"),
        *found.causes[0].name.split("."),
    } or "target_bonus" in found.causes[0].name
    assert not found.of("different", "guessed")


def test_a_reading_under_a_rounding_and_single_errors_on_top():
    print(f"seed {SEED}")  # noqa: T201 -- every random test says its seed
    _, batch = small_county()
    amounts = {key: cut(amount, 0) for key, amount in oracle_list(mean_weight="headcount").items()}
    random = Random(SEED)
    wrong = random.sample(sorted(amounts), 6)
    for key in wrong:
        amounts[key] += Fraction(random.randint(1000, 90000), 1)
    found = against(batch, amounts)
    assert {cause.kind for cause in found.causes} == {"reading", "rounding"}
    assert "mean_weight" in {cause.name for cause in found.causes}
    left = {line.key for line in found.of("different", "guessed")}
    assert left == set(wrong)


# ---- lists that are right, or wrong at random ----------------------------------------------------------------


def test_a_list_that_is_right_agrees():
    _, batch = small_county()
    found = against(batch, oracle_list())
    assert found.agrees
    assert not found.causes
    assert len(found.of("agreed")) == PEOPLE


@pytest.mark.parametrize("seed", [1, 3])
def test_of_noise_nothing_is_claimed(seed):
    print(f"seed {seed}")  # noqa: T201 -- as above
    _, batch = small_county()
    random = Random(seed)
    amounts = {
        key: amount + Fraction(random.randint(-30000, 30000), 100) for key, amount in oracle_list().items()
    }
    found = against(batch, amounts)
    assert not found.causes, [cause.label.zh for cause in found.causes]
    assert found.of("different")


@pytest.mark.parametrize("seed", [4, 5])
def test_of_a_few_errors_nothing_is_claimed(seed):
    print(f"seed {seed}")  # noqa: T201 -- as above
    _, batch = small_county()
    random = Random(seed)
    amounts = oracle_list()
    wrong = random.sample(sorted(amounts), 5)
    for key in wrong:
        amounts[key] += Fraction(random.randint(137, 90000), 100)
    found = against(batch, amounts)
    assert not found.causes, [cause.label.zh for cause in found.causes]
    assert {line.key for line in found.differing} == set(wrong)


# ---- single rows -----------------------------------------------------------------------------------------------


def test_what_happened_to_single_rows_is_guessed():
    _, batch = small_county()
    amounts = oracle_list()
    keys = sorted(key for key, amount in amounts.items() if amount > 1000)
    one, other = keys[3], keys[20]
    assert amounts[one] != amounts[other]
    amounts[one], amounts[other] = amounts[other], amounts[one]
    amounts[keys[30]] *= 10
    found = against(batch, amounts)
    told = {line.key: line.guess.name for line in found.of("guessed")}
    assert told[one] == told[other] == "exchanged"
    assert told[keys[30]] == "slip"


def test_an_input_that_differs_for_one_person_is_guessed():
    """One who was graded unfit in their list and competent in ours."""
    tables, batch = small_county()
    free = next(
        person
        for person in tables["people"]
        if person["grade"] == "competent"
        and not any(row["person_id"] == person["person_id"] for row in tables["discipline"])
        and oracle_list()[person["person_id"]] > 1000
        and not person["allocated"]
    )
    changed = {
        **tables,
        "people": [{**one, "grade": "unfit"} if one is free else one for one in tables["people"]],
    }
    people, _ = county.compute(changed)
    found = against(batch, {person["person_id"]: person["payable"] for person in people})
    (line,) = found.differing
    assert line.key == free["person_id"]
    assert line.guess is not None or found.causes
    assert found.causes or line.guess.name in {
        "person.grade",
        "person.disciplined",
        "person.sanctioned",
        "person.times_accountable",
    }


def test_an_input_that_differs_for_one_unit_is_guessed():
    """Its review was poor in their list: all of its rows, and who was transferred from it, point there."""
    tables, batch = small_county()
    units = [
        {**one, "review": "dissatisfied"} if one["unit_id"] == "U005" else one for one in tables["units"]
    ]
    people, _ = county.compute({**tables, "units": units})
    found = against(batch, {person["person_id"]: person["payable"] for person in people})
    told = {line.guess.name for line in found.of("guessed")}
    assert told == {"unit.review"}
    assert not found.of("different")


# ---- other schemes -------------------------------------------------------------------------------------------

PAID = {
    "federation_differential": ("person", "bonus"),
    "district_points": ("unit", "unit_bonus"),
    "city_reward_fund": ("department", "payable"),
}
MADE = {
    "the yuan": (lambda amount: half_up(amount, 0), ("round", "end")),
    "cut to tens": (lambda amount: cut(amount, -1), ("round", "end")),
    "nine tenths": (lambda amount: half_up(amount * Fraction(9, 10)), ("factor 0.9",)),
    "ten times": (lambda amount: amount * 10, ("factor 10",)),
    "37.5 more": (lambda amount: amount + Fraction(75, 2) if amount else amount, ("constant 37.5",)),
    "rounded up": (lambda amount: Fraction(ceil(amount)), ("round", "end")),
}


TRIED = [
    ("federation_differential", "the yuan"),
    ("federation_differential", "nine tenths"),
    ("district_points", "37.5 more"),
    ("district_points", "nine tenths"),
    ("district_points", "ten times"),
    *(("city_reward_fund", how) for how in MADE),
]


@pytest.mark.parametrize(("name", "how"), TRIED)
def test_lists_of_other_schemes(name, how):
    batch, (made, names) = scheme(name), MADE[how]
    amounts = {key: made(amount) for key, amount in ours(batch, *PAID[name]).items()}
    found = against(batch, amounts)
    if not found.differing:
        assert found.agrees
        return
    (cause,) = found.causes
    told = {cause.name, *cause.names_alike}
    assert told & set(names), (told, cause.label.zh)
    assert not found.of("different", "guessed")


# ---- matching ----------------------------------------------------------------------------------------------------


def test_rows_of_one_side_and_keys_written_otherwise():
    _, batch = small_county()
    amounts = oracle_list()
    first, second, *_ = amounts
    given = {key: amount for key, amount in amounts.items() if key not in (first, second)}
    given |= {f" {first.lower()}": amounts[first], "NOBODY": Fraction(1)}
    found = against(batch, given)
    assert {line.key for line in found.of("only_theirs")} == {f" {first.lower()}", "NOBODY"}
    assert {line.key for line in found.of("only_ours")} == {first, second}
    assert found.loose == ((f" {first.lower()}", first),)
    assert not found.agrees
