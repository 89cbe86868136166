"""The oracle held to cases worked by hand: a second reading is worth something only if it is right itself."""

import itertools
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from tests.oracle import county, random_county

SEEDS = range(40)


def unit(unit_id="U1", **cells):
    return {"unit_id": unit_id, "category": "department", "assessed": "yes", "base_score": "900"} | cells


def person(person_id="P1", unit_id="U1", **cells):
    return {"person_id": person_id, "unit_id": unit_id, "position": "staff"} | cells


def spell(unit_id, start, end, reason="", person_id="P1"):
    year = "2012-"
    return {
        "person_id": person_id,
        "unit_id": unit_id,
        "start": start if len(start) > 5 else year + start,
        "end": end if len(end) != 5 else year + end,
        "reason": reason,
    }


def award(project, scope, level="", system="", multi_system=""):
    return {
        "unit_id": "U1",
        "project": project,
        "scope": scope,
        "level": level,
        "system": system,
        "multi_system": multi_system,
    }


def veto(unit_id):
    return {"unit_id": unit_id, "matter": "work_safety"}


def figures(units, people=(), choices=None, **tables):
    """The tables computed: (people by id, units by id)."""
    given = {"units": list(units), "people": list(people)} | tables
    people, units = county.compute(given, county.settings(**(choices or {})))
    return {row["person_id"]: row for row in people}, {row["unit_id"]: row for row in units}


def target(units, people, choices=None, **tables):
    """The target bonus of P1, as it is written."""
    return county.text(figures(units, people, choices, **tables)[0]["P1"]["target_bonus"], 2)


def mean_bonus(units, choices=None, people=(), **tables):
    rows = figures(units, people, choices, **tables)[1]
    return {unit_id: row["mean_bonus"] for unit_id, row in rows.items()}


# ── numbers ──────────────────────────────


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(7000, 18), 2, "388.89"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-5, 1000), 2, "-0.01"),
        (Fraction(4999, 10**6), 2, "0.00"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(2, 3), 6, "0.666667"),
    ],
)
def test_half_goes_away_from_zero(value, places, expected):
    assert county.text(value, places) == expected


# ── score ──────────────────────────────


@pytest.mark.parametrize(
    ("awards", "expected"),
    [
        ([], 0),
        ([award("a", "overall", "city")], 10),
        ([award("a", "overall", "ministry", "yes")], min(15, 8)),
        ([award("a", "overall", "city", "yes"), award("b", "single", "city", "yes")], min(5 + 2, 8)),
        ([award("a", "single", "province", "yes", "yes")], 4 * Fraction(3, 2)),
        ([award("a", "single", "ministry", "", "yes")], 8 * Fraction(3, 2)),
        # one project: the city's 10 against a single award of 6
        ([award("a", "overall", "city"), award("a", "single", "province")], 10),
        # two overall awards: 15 stays, 10 goes, and project b's single award had already given way to its 10
        (
            [award("a", "overall", "province"), award("b", "overall", "city"), award("b", "single", "city")],
            15,
        ),
        # the same 10 points: the one without system, which is not capped at 8
        ([award("a", "overall", "province", "yes"), award("b", "overall", "city")], 10),
        # system part 6 + 6 → 8, then 8 + 15 → 20
        (
            [
                award("a", "single", "ministry", "yes"),
                award("b", "single", "ministry", "yes"),
                award("c", "overall", "province"),
            ],
            20,
        ),
        ([award("a", "special"), award("a", "special"), award("b", "special")], 2),
        ([award("a", "special"), award("a", "single", "county")], 2),
        ([award(str(number), "special") for number in range(7)], 5),
        ([award("x", "overall", "ministry"), *(award(str(n), "special") for n in range(7))], 20 + 5),
    ],
)
def test_award_points(awards, expected):
    assert county.unit_award_points(awards) == expected


def test_penalties_once_and_by_count():
    rows = [
        {"unit_id": "U1", "kind": kind, "count": count}
        for kind, count in [
            ("omitted_targets", "2"),
            ("omitted_targets", "1"),
            ("unmet_unlisted", "2"),
            ("unmet_unlisted", "1"),
            ("city_deduction", "3"),
        ]
    ]
    assert county.unit_penalty_points(rows) == 30 + 5 * 3 + 10


def test_score_is_not_below_zero_and_missing_is_not_zero():
    penalties = [{"unit_id": "U1", "kind": "omitted_targets", "count": "1"}]
    assert county.unit_score(unit(base_score="12"), {"penalties": penalties}) == 0
    assert county.unit_score(unit(base_score=""), {"penalties": penalties}) is None


def listed(planned="", done="", deduction="", full="90"):
    cells = {
        "component": "common",
        "full_marks": full,
        "planned": planned,
        "done": done,
        "deduction": deduction,
    }
    return {"unit_id": "U1"} | cells


@pytest.mark.parametrize(
    ("row", "by_degree", "nothing"),
    [
        (listed("100", "100"), 90, 90),
        (listed("100", "250"), 90, 90),
        (listed("3", "2"), 60, 0),
        (listed("100", "0"), 0, 0),
        (listed("100", "99", "1.5"), Fraction(177, 2), Fraction(177, 2)),
        (listed("", "", "4"), 86, 86),
        (listed("", "", "91"), 0, 0),
    ],
)
def test_points_of_a_target(row, by_degree, nothing):
    assert county.target_points(row, county.settings()) == by_degree
    assert county.target_points(row, county.settings(unmet_marks="nothing")) == nothing


def test_questionnaires_are_averaged_and_scaled():
    rows = [{"unit_id": "U1", "component": "leader_review", "mark": mark} for mark in ("90", "90", "60")]
    given = {"questionnaires": rows, "targets": [listed("10", "5", full="500")]}
    assert county.component_points(unit(base_score=""), given, county.settings()) == {
        "common": 250,
        "leader_review": 32,
    }
    assert county.unit_score(unit(category="township"), {"questionnaires": rows}) == 900


# ── bonus per head ──────────────────────────────


def test_formula_mean_is_the_average_and_the_ends_lie_the_gap_apart():
    found = mean_bonus([unit(f"U{n}", base_score=score) for n, score in enumerate(("900", "890", "861"))])
    assert sum(found.values()) / 3 == 7000
    assert found["U0"] - found["U2"] == 800
    assert found["U1"] == 7000 + Fraction(800, 39) * (890 - Fraction(2651, 3))


def test_all_scores_equal_give_the_average():
    assert mean_bonus([unit("U1"), unit("U2")]) == {"U1": 7000, "U2": 7000}


@pytest.mark.parametrize(
    ("cells", "failed", "lowest", "replace", "multiply"),
    [
        ({"assessed": "no"}, False, 7700, 7700, 7700),
        ({"assessed": "no"}, True, 4200, 4200, 7700 * Fraction(6, 10)),
        ({"assessed": "no", "has_unit_targets": "no"}, False, 7700, 7700, 7700),
        ({"assessed": "no", "has_staff_targets": "no"}, False, 7700, 7700, 7700),
        (
            {"has_staff_targets": "no", "review": "low"},
            False,
            5040,
            5040,
            Fraction(21800, 3) * Fraction(72, 100),
        ),
        ({"assessed": "no", "review": "low"}, False, 6300, 6300, 6930),
        ({"review": "dissatisfied"}, True, 4200, 4200, 7000 * Fraction(48, 100)),
        ({"has_unit_targets": "no", "base_score": ""}, False, 0, 0, 0),
        # the lowest ranked of three: 7000 + 800 / 40 × (860 − 2650 / 3) = 6533.33 against 6300
        ({"base_score": "860", "review": "low"}, False, 6300, 6300, Fraction(19600, 3) * Fraction(9, 10)),
    ],
)
def test_rates(cells, failed, lowest, replace, multiply):
    units = [unit("U1", **cells), unit("U2", base_score="900"), unit("U3", base_score="890")]
    vetoes = [veto("U1")] if failed else []
    for reading, expected in {"lowest": lowest, "replace": replace, "multiply": multiply}.items():
        assert mean_bonus(units, {"rates_combine": reading}, vetoes=vetoes)["U1"] == expected


def test_a_low_figure_of_its_own_stays_under_lowest_and_gives_way_under_replace():
    # 7000 + 800 / 40 × (860 − 897.5) = 6250; the rate is 6300
    scores = ("860", *["900"] * 15)
    units = [unit(f"U{n:02d}", base_score=score, category="office") for n, score in enumerate(scores)]
    units[0]["review"] = "low"
    assert mean_bonus(units)["U00"] == 6250
    assert mean_bonus(units, {"rates_combine": "replace"})["U00"] == 6300
    assert mean_bonus(units, {"rates_combine": "multiply"})["U00"] == 5625


def test_failed_units_spread_only_where_the_assessed_do():
    units = [unit("U1", base_score="900"), unit("U2", base_score="890"), unit("U3", base_score="700")]
    found = mean_bonus(units, vetoes=[veto("U3")])
    assert found == {"U1": 7400, "U2": 6600, "U3": 4200}
    found = mean_bonus(units, {"spread_population": "assessed"}, vetoes=[veto("U3")])
    assert found["U1"] == 7000 + 4 * Fraction(70)  # mean 830, step 800 / 200
    found = mean_bonus(
        units, {"spread_population": "assessed", "rates_combine": "multiply"}, vetoes=[veto("U3")]
    )
    assert found["U3"] == (7000 - 4 * 130) * Fraction(6, 10)


def test_mean_by_headcount_and_plain_where_nobody_is_there():
    units = [unit("U1", base_score="900"), unit("U2", base_score="800")]
    people = [person("P1", "U1"), person("P2", "U1"), person("P3", "U1"), person("P4", "U2")]
    weighted = {"mean_weight": "headcount"}
    assert mean_bonus(units, weighted, people) == {"U1": 7000 + 8 * 25, "U2": 7000 - 8 * 75}
    assert mean_bonus(units, weighted) == {"U1": 7400, "U2": 6600}


def test_pools_by_category_and_by_jurisdiction():
    units = [
        unit("U1", base_score="900"),
        unit("U2", base_score="800"),
        unit("U3", base_score="500", category="township"),
    ]
    assert mean_bonus(units, {"pool_by": "category"}) == {"U1": 7400, "U2": 6600, "U3": 7000}
    units[1]["jurisdiction"] = "西区"
    assert mean_bonus(units) == {"U1": 7400, "U2": 7000, "U3": 6600}


def test_follower_is_as_the_unit_that_it_follows_but_for_gap_and_rank():
    units = [
        unit("U1", review="low"),
        unit("V1", base_score="", assessed="no", follows_unit="U1", bonus_gap="500"),
    ]
    found = figures(units, vetoes=[veto("U1")])[1]["V1"]
    assert (found["mean_bonus"], found["failed"], found["gap"]) == (4200, True, 500)
    assert (found["score_total"], found["rank"], found["best"], found["chief_barred"]) == (
        None,
        None,
        False,
        True,
    )


# ── ranks and places ──────────────────────────────


def test_rank_counts_those_strictly_ahead_in_the_category():
    units = [unit(f"U{n}", base_score=score) for n, score in enumerate(("900", "890", "890", "700"))]
    units.append(unit("U9", category="township", base_score="100"))
    found = figures(units, vetoes=[veto("U3")])[1]
    assert [found[unit_id]["rank"] for unit_id in ("U0", "U1", "U2", "U3", "U9")] == [1, 2, 2, None, 1]


def test_tie_at_the_second_place_stops_until_it_is_decided():
    units = [
        unit(f"U{n}", category="township", base_score=score) for n, score in enumerate(("9", "8", "8", "7"))
    ]
    with pytest.raises(county.OpenTieError, match=r"U1, U2: 1 place\(s\), 0 given"):
        figures(units)
    decisions = [{"subject": "unit:U2", "question": "best_place_tie", "answer": "yes"}]
    found = figures(units, decisions=decisions)[1]
    assert {unit_id for unit_id, row in found.items() if row["best"]} == {"U0", "U2"}


def test_tie_that_the_places_hold_needs_no_decision():
    units = [unit(f"U{n}", category="township") for n in range(2)]
    assert all(row["best"] for row in figures(units)[1].values())


@pytest.mark.parametrize(
    ("headcount", "best", "half_up", "down"),
    [
        (10, False, 2, 1),
        (10, True, 2, 2),
        (3, False, 0, 0),
        (4, False, 1, 0),
        (13, True, 3, 2),
        (0, True, 0, 0),
    ],
)
def test_places(headcount, best, half_up, down):
    assert county.excellent_places(headcount, best, county.settings()) == half_up
    assert county.excellent_places(headcount, best, county.settings(quota_rounding="floor")) == down


# ── months ──────────────────────────────


@pytest.mark.parametrize(
    ("spells", "payroll", "mid_month", "days"),
    [
        ([], {"U1": 12}, {"U1": 12}, {"U1": 366}),
        # a transfer on 15 June: the month is the old unit's by the payroll, the new one's on the 16th
        (
            [spell("U2", "01-01", "06-14"), spell("U1", "06-15", "12-31")],
            {"U2": 6, "U1": 6},
            {"U2": 5, "U1": 7},
            {"U2": 166, "U1": 200},
        ),
        # three units in one month
        (
            [spell("U2", "06-05", "06-10"), spell("U3", "06-11", "06-20"), spell("U1", "06-21", "06-30")],
            {"U2": 1},
            {"U3": 1},
            {"U2": 6, "U3": 10, "U1": 10},
        ),
        # retired on 1 March: March counts
        ([spell("U1", "2001-05-01", "03-01", "retired")], {"U1": 3}, {"U1": 2}, {"U1": 61}),
        # joined on 31 October
        ([spell("U1", "10-31", "2020-01-01", "recruited")], {"U1": 3}, {"U1": 2}, {"U1": 62}),
        # outside the year
        ([spell("U1", "2013-01-01", "2013-12-31")], {}, {}, {}),
        # whole months sick, in two rows that meet; February lacks its 29th
        (
            [
                spell("U1", "01-01", "01-20", "sick_leave"),
                spell("U1", "01-21", "01-31", "sick_leave"),
                spell("U1", "02-01", "02-28", "sick_leave"),
            ],
            {"U1": 11},
            {"U1": 11},
            {"U1": 335},
        ),
        ([spell("U1", "2011-12-01", "2013-01-31", "sick_leave")], {}, {}, {}),
        # still there, and still ill, to 31 December
        ([spell("U1", "10-31", "")], {"U1": 3}, {"U1": 2}, {"U1": 62}),
        ([spell("U1", "11-30", "", "sick_leave")], {"U1": 11}, {"U1": 11}, {"U1": 335}),
    ],
)
def test_months_by_unit(spells, payroll, mid_month, days):
    def months(rule):
        return county.months_by_unit(spells, "U1", county.settings(month_rule=rule))

    assert months("payroll") == payroll
    assert months("mid_month") == mid_month
    assert months("by_day") == {unit_id: Fraction(12 * count, 366) for unit_id, count in days.items()}


def test_headcount_is_who_serves_on_the_last_day_sick_or_not():
    people = [person(f"P{n}") for n in range(4)]
    spells = [
        spell("U1", "01-01", "12-30", "retired", "P0"),
        spell("U1", "12-31", "12-31", "recruited", "P1"),
        spell("U1", "01-01", "12-31", "sick_leave", "P2"),
    ]
    assert figures([unit()], people, spells=spells)[1]["U1"]["headcount"] == 3


# ── amounts ──────────────────────────────

DECEMBER = [spell("U1", "12-03", "12-31", "recruited")]
PARTY = [{"person_id": "P1", "kind": "party", "count": "1", "date": "2012-12-31"}]


def test_one_month_less_a_third():
    assert target([unit()], [person()], spells=DECEMBER, discipline=PARTY) == "388.89"  # 7000 × 1/12 × 2/3


@pytest.mark.parametrize(
    ("grade", "discipline", "expected"),
    [
        ("competent", [], False),
        ("unfit", [], True),
        ("", [("party", "1", "2012-01-01")], True),
        ("", [("administrative", "1", "2011-12-31")], False),
        ("", [("accountability", "1", "2012-01-01")], False),
        ("", [("accountability", "1", "2012-01-01"), ("accountability", "1", "2012-02-01")], True),
        ("", [("accountability", "1", "2012-01-01"), ("accountability", "5", "2013-01-01")], False),
        ("", [("accountability", "2", "2012-01-01")], True),
    ],
)
def test_causes_of_withholding(grade, discipline, expected):
    rows = [{"person_id": "P1", "kind": kind, "count": count, "date": day} for kind, count, day in discipline]
    assert county.disciplined(person(grade=grade), rows, 2012) is expected


def test_four_people_of_a_whole_year_sum_to_four_times_the_unit():
    people = [person(f"P{n}", score=score) for n, score in enumerate(("81", "90.5", "77.25", "100"))]
    found = figures([unit()], people)[0]
    assert sum(row["unit_part"] + row["deviation"] for row in found.values()) == 4 * 7000
    assert found["P3"]["deviation"] - found["P2"]["deviation"] == 300


def test_deviation_by_months_with_the_scores_of_those_who_left():
    people = [person("P1", score="90"), person("P2", score="80"), person("P3")]
    spells = [spell("U1", "01-01", "03-05", "retired")]
    found = figures([unit(bonus_gap="600")], people, spells=spells)[0]
    assert [found[f"P{n}"]["deviation"] for n in (1, 2, 3)] == [300 * Fraction(3, 12), -300, 0]
    assert target([unit()], people, {"individual": "equal"}, spells=spells) == "1750.00"


MIXED = [spell("U2", "01-01", "06-14"), spell("U1", "06-15", "12-31")]


def test_transfer_between_passed_units_takes_the_last():
    units = [unit("U1", base_score="900"), unit("U2", base_score="800")]
    assert target(units, [person()], spells=MIXED) == "7400.00"


def test_transfer_between_failed_and_passed_goes_month_by_month():
    units = [unit("U1", base_score="900"), unit("U2", base_score="800")]
    assert (
        target(units, [person()], spells=MIXED, vetoes=[veto("U2")]) == "5600.00"
    )  # (6 × 4200 + 6 × 7000) / 12
    assert (
        target(units, [person()], {"month_rule": "mid_month"}, spells=MIXED, vetoes=[veto("U2")]) == "5833.33"
    )


def test_year_end_unit_without_a_month_still_decides_how_units_mix():
    # the only month is the old unit's, which failed; the year-end unit passed: month by month
    spells = [spell("U2", "12-01", "12-10"), spell("U1", "12-11", "12-31")]
    units = [unit("U1"), unit("U2")]
    assert target(units, [person()], spells=spells, vetoes=[veto("U2")]) == "350.00"


def test_joining_a_unit_without_targets_in_december_leaves_nothing():
    units = [unit("U1", has_unit_targets="no", base_score=""), unit("U2")]
    spells = [spell("U2", "01-01", "11-30"), spell("U1", "12-01", "12-31")]
    people = [person(position="chief", leader_bonus_yearly="6000")]
    found = figures(units, people, spells=spells)[0]["P1"]
    assert (found["months_served"], found["payable"]) == (12, 0)


def test_target_bonus_is_not_below_zero():
    people = [person("P1", score="1"), person("P2", score="2")]
    found = figures([unit(bonus_gap="20000")], people)[0]
    assert (found["P1"]["target_bonus"], found["P2"]["target_bonus"]) == (0, 17000)


def test_leader_bonus_by_months_less_a_third():
    people = [person(position="leader", leader_bonus_yearly="10000")]
    found = figures([unit()], people, spells=DECEMBER, discipline=PARTY)[0]["P1"]
    assert county.text(found["leader_bonus"], 2) == "555.56"  # 10000 × 1/12 × 2/3
    assert county.text(found["payable"], 2) == "944.45"  # 388.89 + 555.56


def test_allocated_stands_as_it_is():
    people = [person(allocated="6999.99"), person("P2", allocated="0.00", score="99")]
    found, units = figures([unit()], people, discipline=PARTY)
    assert (found["P1"]["target_bonus"], found["P2"]["target_bonus"]) == (Fraction("6999.99"), 0)
    assert units["U1"]["pool"] == 14000


# ── reading and random counties ──────────────────────────────


def test_unknown_settings_are_refused():
    with pytest.raises(ValueError, match="month_rule"):
        county.settings("month_rule=lunar")
    with pytest.raises(ValueError, match="no choice or parameter 'county_avarage'"):
        county.settings(county_avarage=7000)


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize(("chinese", "sparse"), [(False, False), (True, False), (False, True), (True, True)])
def test_written_county_reads_back(tmp_path, seed, chinese, sparse):
    tables = random_county.make(seed)
    random_county.write(tables, tmp_path, chinese=chinese, sparse=sparse)
    assert county.compute(county.read_county(tmp_path)) == county.compute(tables)


def test_program_writes_both_lists(tmp_path, capsys):
    random_county.write(random_county.make(1), tmp_path / "in")
    county.main([str(tmp_path / "in"), "--set", "month_rule=by_day", "--units", str(tmp_path / "units.csv")])
    assert capsys.readouterr().out.startswith(
        "person_id,unit_id,months_served,target_bonus,leader_bonus,payable"
    )
    assert (tmp_path / "units.csv").read_text().startswith("unit_id,score_total,rank,failed,mean_bonus")


@pytest.mark.parametrize("seed", SEEDS)
def test_random_county_is_valid(seed):
    tables = random_county.make(seed)
    assert tables == random_county.make(seed)
    home = {row["person_id"]: row["unit_id"] for row in tables["people"]}
    area = {row["unit_id"]: row["jurisdiction"] for row in tables["units"]}
    service = [row for row in tables["spells"] if row["reason"] != "sick_leave"]
    for person_id, rows in county._by(service, "person_id").items():
        rows.sort(key=lambda row: row["start"])
        assert all(row["start"] <= (row["end"] or "9999") for row in rows)
        assert all("" < before["end"] < after["start"] for before, after in itertools.pairwise(rows))
        assert any(row["start"] <= "2012-12-31" and (row["end"] or "2012") >= "2012" for row in rows)
        assert rows[-1]["unit_id"] == home[person_id]
        assert {area[row["unit_id"]] for row in rows} == {area[home[person_id]]}
    _assert_units_valid(tables)


def _assert_units_valid(tables):
    statuses = county.unit_statuses(tables)
    rated_only = {
        row["unit_id"] for row in tables["units"] if row["category"] == "township" and row["base_score"]
    }
    followers = {row["unit_id"] for row in tables["units"]} - statuses.keys()
    for table in ("scores", "awards", "penalties", "vetoes"):
        assert not followers & {row["unit_id"] for row in tables[table]}
    for status in statuses.values():
        assert (
            status["score_total"] is not None
            or not status["assessed"]
            or status["failed"]
            or status["untargeted"]
        )
    sources = [
        {
            (row["unit_id"], row["component"])
            for row in tables.get(name, [])
            if row["unit_id"] not in rated_only
        }
        for name in ("scores", "targets", "questionnaires")
    ]
    parts = Counter(unit_id for source in sources for unit_id, _ in source)
    assert set(parts.values()) <= {5}
    assert len(set.union(*sources)) == sum(map(len, sources))
    assert not any(row["base_score"] for row in tables["units"] if row["unit_id"] in parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_county_computes_under_every_choice(seed):
    tables = random_county.make(seed)
    listed = county._by(tables["people"], "unit_id")
    for name, options in county.CHOICES.items():
        for option in options:
            for row in county.compute(tables, county.settings(**{name: option}))[1]:
                shares = [county.number(row["allocated"]) for row in listed.get(row["unit_id"], [])]
                assert all(share is None for share in shares) or (None not in shares and len(shares) <= 4)
                assert sum(share or 0 for share in shares) <= row["pool"]


def test_random_counties_visit_every_branch():
    seen = Counter()
    for seed in SEEDS:
        tables = random_county.make(seed)
        people, units = county.compute(tables)
        seen.update(_branches(tables, people, units))
    assert min(seen[branch] for branch in BRANCHES) >= 3, seen


BRANCHES = (
    "decided tie",
    "all equal",
    "two jurisdictions",
    "failed",
    "untargeted",
    "unassessed and failed",
    "mixed",
    "three units",
    "zero months",
    "withheld",
    "floored at zero",
    "allocated",
    "follower of failed",
    "score floored",
)


def _branches(tables, people, units):
    states = {row["unit_id"]: row for row in units}
    ranked = [row["score_total"] for row in units if row["rank"]]
    follows = {row["unit_id"]: row["follows_unit"] for row in tables["units"] if row["follows_unit"]}
    yield from ["decided tie"] * bool(tables["decisions"])
    yield from ["all equal"] * (len(ranked) > 1 and len(set(ranked)) == 1)
    yield from ["two jurisdictions"] * (len({row["jurisdiction"] for row in tables["units"]}) == 2)
    yield from ["allocated"] * any(row["allocated"] for row in tables["people"])
    yield from ["follower of failed"] * any(states[unit_id]["failed"] for unit_id in follows.values())
    for row in units:
        yield from ["failed"] * row["failed"] + ["untargeted"] * row["untargeted"]
        yield from ["unassessed and failed"] * (row["failed"] and not row["assessed"])
        yield from ["score floored"] * (row["score_total"] == 0)
    for row in people:
        failures = {states[unit_id]["failed"] for unit_id in [*row["months"], row["unit_id"]]}
        yield from ["mixed"] * (len(failures) == 2) + ["three units"] * (len(row["months"]) >= 3)
        yield from ["zero months"] * (not row["months"]) + ["withheld"] * row["disciplined"]
        yield from ["floored at zero"] * (row["unit_part"] + row["deviation"] < 0)


def test_a_date_is_a_day_of_the_year_that_is_asked():
    spells = [spell("U1", "2013-01-01", "2013-03-31", "retired")]
    found = figures([unit()], [person()], {"year": 2013}, spells=spells)[0]["P1"]
    assert found["months_served"] == 3
    assert county._days(spells[0], date(2013, 1, 1), 365) == range(90)
