"""Random counties that are valid, small, and visit every branch of the scheme often.

`make(seed)` gives the tables as lists of dict rows with text cells; `write(tables, folder)` makes files of
them. The same seed gives the same county.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from datetime import date, timedelta
from math import floor
from random import Random
from typing import TYPE_CHECKING

from tests.oracle import county

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

YEAR = 2012
YEAR_END = date(YEAR, 12, 31)
COMPONENT_LIMITS = {
    "key_functions": 250,
    "general_functions": 180,
    "common": 500,
    "township_review": 30,
    "leader_review": 40,
}
REQUIRED = {
    "units": {"unit_id", "unit_name", "category", "assessed"},
    "scores": {"unit_id", "component", "points"},
    "targets": {"unit_id", "component", "target", "full_marks"},
    "questionnaires": {"unit_id", "component", "mark"},
    "awards": {"unit_id", "project", "scope"},
    "penalties": {"unit_id", "kind", "count"},
    "vetoes": {"unit_id", "matter"},
    "people": {"person_id", "name", "unit_id", "position"},
    "spells": {"person_id", "unit_id", "start"},
    "discipline": {"person_id", "kind", "count", "date"},
    "decisions": {"subject", "question", "answer", "reason", "document", "approver"},
}
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉志斌海燕梅鑫婷雪龙飞宇晨浩然"
SHARP_DAYS = [
    date(2011, 6, 1),
    date(2011, 12, 31),
    date(2012, 1, 1),
    date(2012, 1, 2),
    date(2012, 1, 16),
    date(2012, 1, 31),
    date(2012, 2, 1),
    date(2012, 2, 16),
    date(2012, 2, 29),
    date(2012, 3, 1),
    date(2012, 6, 15),
    date(2012, 6, 16),
    date(2012, 6, 17),
    date(2012, 6, 30),
    date(2012, 7, 1),
    date(2012, 11, 30),
    date(2012, 12, 1),
    date(2012, 12, 15),
    date(2012, 12, 16),
    date(2012, 12, 17),
    date(2012, 12, 31),
    date(2013, 1, 1),
    date(2013, 2, 1),
]
DISCIPLINE_DAYS = ["2011-12-31", "2012-01-01", "2012-05-20", "2012-12-31", "2013-01-01"]


class _Maker:
    """One county under way: the random source, the style of its scores, and the tables so far."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.tables: county.Tables = {table: [] for table in county.TABLES}
        self.style = self.random.choices(["fine", "coarse", "equal"], [4, 4, 1])[0]
        self.bare = self.style == "equal" or (self.style == "coarse" and self.chance(0.6))
        self.jurisdictions = self.random.choices([[""], ["东区"], ["东区", "西区"]], [6, 1, 3])[0]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def add(self, table: str, **cells: str) -> None:
        """One more row, unless the very same stands already."""
        row = dict.fromkeys(county.HEADERS[table], "") | cells
        if row not in self.tables[table]:
            self.tables[table].append(row)


def make(
    seed: int, people: int | None = None, departments: int | None = None, townships: int | None = None
) -> county.Tables:
    """A random county; sizes that are left out are drawn as well."""
    maker = _Maker(seed)
    draw = maker.random.choice
    departments = draw([1, 3, 8, 13, 18, 24]) if departments is None else departments
    townships = draw([0, 1, 3, 4, 6]) if townships is None else townships
    people = draw([1, 8, 30, 60, 120]) if people is None else people
    _add_units(maker, {"department": departments, "township": townships, "office": draw([0, 1, 3])})
    _spread_over_tables(maker.tables, Random(f"targets {seed}"), even=maker.style != "fine")
    _add_followers(maker, draw([0, 1, 2, 4]))
    _add_people(maker, people)
    _add_allocations(maker)
    _settle_ties(maker)
    return maker.tables


# ── units ──────────────────────────────


def _add_units(maker: _Maker, numbers: dict[str, int]) -> None:
    categories = [category for category, count in numbers.items() for _ in range(count)]
    for index, category in enumerate(categories, 1):
        unit = _plain_unit(maker, f"U{index:03d}", category)
        maker.tables["units"].append(unit)
        _add_vetoes(maker, unit)
        if _needs_score(maker, unit):
            _add_base(maker, unit)
            _add_awards(maker, unit["unit_id"])
            _add_penalties(maker, unit["unit_id"])
    maker.random.shuffle(maker.tables["units"])


def _plain_unit(maker: _Maker, unit_id: str, category: str) -> county.Row:
    draw = maker.random.choices
    assessed = maker.chance(0.1 if category == "office" else 0.93)
    return dict.fromkeys(county.HEADERS["units"], "") | {
        "unit_id": unit_id,
        "unit_name": f"第{unit_id[1:]}{county.WORDS['units', 'category'][category]}",
        "category": category,
        "assessed": "yes" if assessed else "no",
        "review": draw(["", "satisfied", "low", "dissatisfied"], [10, 4, 3, 3])[0],
        "has_unit_targets": _answer(maker, assessed),
        "has_staff_targets": _answer(maker, assessed),
        "bonus_gap": _gap(maker),
        "funding": draw(["", "fiscal", "self"], [4, 4, 1])[0],
        "jurisdiction": maker.random.choice(maker.jurisdictions),
    }


def _answer(maker: _Maker, assessed: bool) -> str:
    """Yes or no, mostly yes; of a unit that is not assessed nothing as well, since it is not read."""
    answers, weights = (["yes", "no"], [7, 1]) if assessed else (["", "yes", "no"], [4, 1, 2])
    return maker.random.choices(answers, weights)[0]


def _gap(maker: _Maker) -> str:
    gaps = ["", "300", "333.33", "450.5", "600", "1500", "9000", "20000"]
    return maker.random.choices(gaps, [8, 2, 2, 1, 2, 1, 1, 1])[0]


def _needs_score(maker: _Maker, unit: county.Row) -> bool:
    """A score is a must for a unit that may be ranked; any other has one now and then."""
    vetoed = any(veto["unit_id"] == unit["unit_id"] for veto in maker.tables["vetoes"])
    must = unit["assessed"] == "yes" and not vetoed and unit["has_unit_targets"] != "no"
    return must or maker.chance(0.5)


def _add_vetoes(maker: _Maker, unit: county.Row) -> None:
    if maker.chance(0.12):
        matters = list(county.WORDS["vetoes", "matter"])
        for matter in maker.random.sample(matters, maker.random.choice([1, 1, 2])):
            maker.add("vetoes", unit_id=unit["unit_id"], matter=matter)


def _add_base(maker: _Maker, unit: county.Row) -> None:
    if maker.chance(0.5):
        unit["base_score"] = _base_score(maker)
        return
    for component, limit in COMPONENT_LIMITS.items():
        points = _component_points(maker, limit)
        maker.add("scores", unit_id=unit["unit_id"], component=component, points=points)


def _base_score(maker: _Maker) -> str:
    if maker.style == "equal":
        return "900"
    if maker.style == "coarse":
        return maker.random.choice(["880", "890", "890.5", "900"])
    return maker.random.choice([_cents(maker, 80000, 100000), _cents(maker, 80000, 100000), "0", "12.5"])


def _component_points(maker: _Maker, limit: int) -> str:
    if maker.style == "equal":
        return str(limit * 9 // 10)
    if maker.style == "coarse":
        return str(limit - maker.random.choice([0, 0, 10]))
    return _cents(maker, limit * 70, limit * 100)


def _cents(maker: _Maker, low: int, high: int) -> str:
    whole, cents = divmod(maker.random.randint(low, high), 100)
    return maker.random.choice([f"{whole}.{cents:02d}", f"{whole}.{cents // 10}", str(whole)])


def _add_awards(maker: _Maker, unit_id: str) -> None:
    if maker.bare or maker.chance(0.35):
        return
    projects = maker.random.sample(["文明单位", "平安创建", "信访", "招商引资", "档案", "双拥"], 4)
    for _ in range(maker.random.choice([1, 2, 4, 8, 14])):
        maker.add("awards", unit_id=unit_id, **_award(maker, maker.random.choice(projects)))
    if maker.chance(0.2):
        for number in range(7):
            maker.add("awards", unit_id=unit_id, project=f"亮点{number}", scope="special")


def _spread_over_tables(tables: county.Tables, random: Random, *, even: bool) -> None:
    """Put some components of some units into targets and questionnaires instead of the scores table.

    Where scores are to be `even`, with many ties, they are left so; townships scored as a whole may be rated too.
    """
    if even or random.random() < 0.3:
        return
    tables["targets"], tables["questionnaires"] = [], []
    townships = {unit["unit_id"] for unit in tables["units"] if unit["category"] == "township"}
    chosen = [
        row
        for row in tables["scores"]
        if random.random() < 0.5
        and not (row["unit_id"] in townships and row["component"] == "township_review")
    ]
    for row in chosen:
        tables["scores"].remove(row)
        if row["component"] in county.RATED_MARKS:
            tables["questionnaires"] += _questionnaires(row["unit_id"], row["component"], random)
        else:
            tables["targets"] += _targets(row["unit_id"], row["component"], random)
    for unit in tables["units"]:
        if unit["unit_id"] in townships and unit["base_score"] and random.random() < 0.5:
            tables["questionnaires"] += _questionnaires(unit["unit_id"], "leader_review", random)


def _questionnaires(unit_id: str, component: str, random: Random) -> list[county.Row]:
    marks = [random.choice(["100", "92.5", "80", "77", "0"]) for _ in range(random.choice([1, 3, 7]))]
    return [{"unit_id": unit_id, "component": component, "mark": mark} for mark in marks]


def _targets(unit_id: str, component: str, random: Random) -> list[county.Row]:
    parts = {"": COMPONENT_LIMITS[component]}
    if component == "common":
        parts = {"no": COMPONENT_LIMITS[component] - 100, "yes": 100}
    rows = []
    for orders, full in parts.items():
        first = random.choice([full, full // 2, full // 3])
        rows += [
            {
                "unit_id": unit_id,
                "component": component,
                "target": f"目标{orders}{place}",
                "full_marks": str(marks),
            }
            | {"government_orders": orders}
            | _outcome(random)
            for place, marks in enumerate([first, full - first])
            if marks
        ]
    return rows


def _outcome(random: Random) -> dict[str, str]:
    """What became of a target: a figure that was planned and done, a deduction, or both."""
    planned = random.choice(["7", "12.5", "300"])
    done = random.choice(["0", "5", planned, "310"])
    short = float(done) < float(planned)
    taken = random.choice(["0", "2.5", "500"])
    return random.choice(
        [
            {"planned": planned, "done": done, "deduction": ""},
            {"planned": planned, "done": done, "deduction": taken if short else random.choice(["", "0"])},
            {"planned": "", "done": "", "deduction": taken},
        ]
    )


def _award(maker: _Maker, project: str) -> dict[str, str]:
    draw = maker.random.choice
    scope = draw(["overall", "single", "single", "special"])
    if scope == "special":
        return {"project": project, "scope": scope}
    level = draw(county.LEVELS)
    system = "" if level == "county" else draw(["", "no", "yes", "yes"])
    several = draw(["", "no", "yes"]) if scope == "single" else ""
    return {"project": project, "scope": scope, "level": level, "system": system, "multi_system": several}


def _add_penalties(maker: _Maker, unit_id: str) -> None:
    if maker.bare:
        return
    for kind in county.WORDS["penalties", "kind"]:
        for _ in range(maker.random.choices([0, 1, 2], [8, 2, 1])[0]):
            count = str(maker.random.choice([1, 1, 2, 3, 7]))
            maker.add("penalties", unit_id=unit_id, kind=kind, count=count)


def _add_followers(maker: _Maker, number: int) -> None:
    leaders = list(maker.tables["units"])
    for index in range(number):
        leader = maker.random.choice(leaders)
        maker.add(
            "units",
            unit_id=f"V{index + 1:03d}",
            unit_name=f"附属单位{index + 1}",
            category=maker.random.choice(["department", "office"]),
            assessed=maker.random.choice(["yes", "no"]),
            bonus_gap=_gap(maker),
            follows_unit=leader["unit_id"],
            funding=maker.random.choice(["", "self"]),
            jurisdiction=leader["jurisdiction"],
        )


# ── people ──────────────────────────────


def _add_people(maker: _Maker, number: int) -> None:
    homes = _homes(maker, number)
    led = set()
    for index, home in enumerate(homes, 1):
        person_id = f"P{index:05d}"
        position = _position(maker, home, led)
        maker.add("people", **_person(maker, person_id, home, position))
        if maker.chance(0.5):
            _add_service(maker, person_id, home)
        if maker.chance(0.2):
            _add_sick_leave(maker, person_id, home)
        if maker.chance(0.2):
            _add_discipline(maker, person_id)
    maker.random.shuffle(maker.tables["people"])
    maker.random.shuffle(maker.tables["spells"])


def _homes(maker: _Maker, number: int) -> list[str]:
    """Units of the people, some crowded and some with a handful."""
    units = [unit["unit_id"] for unit in maker.tables["units"]]
    weights = [maker.random.choice([0, 1, 1, 2, 6]) for _ in units]
    return maker.random.choices(units, weights if any(weights) else None, k=number)


def _position(maker: _Maker, home: str, led: set[str]) -> str:
    if home not in led and maker.chance(0.5):
        led.add(home)
        return "chief"
    return maker.random.choices(["leader", "staff"], [1, 3])[0]


def _person(maker: _Maker, person_id: str, home: str, position: str) -> dict[str, str]:
    draw = maker.random.choice
    yearly = "" if position == "staff" else draw(["6000", "7200", "8400.55", "10000", "0", ""])
    return {
        "person_id": person_id,
        "name": draw(SURNAMES) + "".join(maker.random.choices(GIVEN, k=draw([1, 2, 2]))),
        "unit_id": home,
        "position": position,
        "score": _person_score(maker),
        "leader_bonus_yearly": yearly,
        "grade": maker.random.choices(
            ["", "competent", "excellent", "basically_competent", "unfit", "undetermined"],
            [2, 8, 3, 1, 1, 1],
        )[0],
    }


def _person_score(maker: _Maker) -> str:
    if maker.chance(0.1):
        return ""
    if maker.style == "equal":
        return "90"
    if maker.style == "coarse":
        return maker.random.choice(["85", "90", "90.0", "95"])
    return _cents(maker, 6000, 10000)


def _neighbours(maker: _Maker, home: str) -> list[str]:
    """The units of the same jurisdiction: nobody serves in two."""
    area = {unit["unit_id"]: unit["jurisdiction"] for unit in maker.tables["units"]}
    return [unit_id for unit_id in area if area[unit_id] == area[home]]


def _add_service(maker: _Maker, person_id: str, home: str) -> None:
    rows = _service_days(maker)
    within = [index for index, (start, end) in enumerate(rows) if start.year <= YEAR <= end.year]
    if not within:  # a person whose service is all of other years is no input that is valid
        return
    last = max(within)
    neighbours = _neighbours(maker, home)
    for index, (start, end) in enumerate(rows):
        unit_id = home if index >= last else maker.random.choice(neighbours)
        still_there = index == len(rows) - 1 and end >= YEAR_END and maker.chance(0.5)
        _add_spell(maker, person_id, unit_id, (start, None if still_there else end), _reason(maker))


def _reason(maker: _Maker) -> str:
    return maker.random.choice(["", "transfer", "transfer", "retired", "left", "recruited", "resettled"])


def _add_spell(
    maker: _Maker, person_id: str, unit_id: str, days: tuple[date, date | None], reason: str
) -> None:
    """One row; without an end the person is still there."""
    start, end = ("" if day is None else day.isoformat() for day in days)
    maker.add("spells", person_id=person_id, unit_id=unit_id, start=start, end=end, reason=reason)


def _service_days(maker: _Maker) -> list[tuple[date, date]]:
    """One to five spells that do not overlap: back to back or with gaps, some across the ends of the year."""
    number = maker.random.choices([1, 2, 3, 5], [3, 4, 2, 1])[0]
    edges = sorted({_day(maker) for _ in range(number + 1)})
    if len(edges) < 2:
        edges.append(edges[0] + timedelta(maker.random.choice([0, 40])) + timedelta(1))
    rows = []
    for start, following in itertools.pairwise(edges):
        end = following - timedelta(1)
        if maker.chance(0.2):
            end = max(start, end - timedelta(maker.random.choice([1, 15, 31, 70])))
        rows.append((start, end))
    if maker.chance(0.5) and rows[-1][1].year == YEAR:
        rows[-1] = (rows[-1][0], maker.random.choice([date(2012, 12, 31), date(2013, 3, 1)]))
    return rows


def _day(maker: _Maker) -> date:
    if maker.chance(0.6):
        return maker.random.choice(SHARP_DAYS)
    if maker.chance(0.3):
        return date(2012, 5, maker.random.randint(1, 31))
    return date(2011, 10, 1) + timedelta(maker.random.randint(0, 500))


def _add_sick_leave(maker: _Maker, person_id: str, home: str) -> None:
    """Sick leave within service: months from end to end, in one row or more, or shorter."""
    service = [row for row in maker.tables["spells"] if row["person_id"] == person_id]
    first = min((date.fromisoformat(row["start"]) for row in service), default=date(2011, 11, 1))
    last = max((_last_day(row) for row in service), default=date(2013, 2, 1))
    for start, end in _sick_days(maker):
        if max(start, first) <= min(end, last):
            still_ill = min(end, last) == YEAR_END and maker.chance(0.5)
            days = (max(start, first), None if still_ill else min(end, last))
            _add_spell(maker, person_id, home, days, "sick_leave")


def _last_day(row: county.Row) -> date:
    return date.fromisoformat(row["end"]) if row["end"] else YEAR_END


def _sick_days(maker: _Maker) -> list[tuple[date, date]]:
    month = maker.random.randint(1, 9)
    start, after = date(YEAR, month, 1), date(YEAR, month + maker.random.choice([1, 1, 2, 3]), 1)
    end = after - timedelta(1)
    middle = start + timedelta(maker.random.randint(1, 26))
    shapes = [
        [(start, end)],
        [(start, middle), (middle + timedelta(1), end)],
        [(start, middle), (middle - timedelta(1), end)],
        [(start, middle), (middle + timedelta(2), end)],
        [(start + timedelta(1), end)],
        [(start, end - timedelta(1))],
        [(date(YEAR, 1, 1), date(YEAR, 12, 31))],
        [(date(YEAR - 1, 11, 20), date(YEAR, 2, 29))],
        [(date(YEAR, 12, 1), date(YEAR + 1, 1, 20))],
        [(start, end), (date(YEAR, 12, 1), date(YEAR, 12, 31))],
    ]
    return maker.random.choice(shapes)


def _add_discipline(maker: _Maker, person_id: str) -> None:
    for _ in range(maker.random.choice([1, 1, 2, 3])):
        maker.add(
            "discipline",
            person_id=person_id,
            kind=maker.random.choice(["party", "administrative", "accountability", "accountability"]),
            count=str(maker.random.choice([1, 1, 2, 3])),
            date=maker.random.choice(DISCIPLINE_DAYS),
        )


# ── what needs the figures first ──────────────────────────────


def _add_allocations(maker: _Maker) -> None:
    """Some of the smallest units split their pool by hand, within the pool of every reading."""
    listed = county._by(maker.tables["people"], "unit_id")
    small = [group for group in listed.values() if len(group) <= 4 and maker.chance(0.4)]
    if not small:
        return
    pools = least_pools(maker.tables)
    for group in small:
        shares = _shares(maker, floor(pools[group[0]["unit_id"]] * 100), len(group))
        for person, fen in zip(group, shares, strict=True):
            person["allocated"] = f"{fen // 100}.{fen % 100:02d}"


def least_pools(tables: county.Tables) -> dict[str, Fraction]:
    """No more than the pool of each unit under any reading: its least bonus per head, its fewest months."""
    bonus, months = _least_bonus(tables), _fewest_months(tables)
    return {unit_id: bonus[unit_id] * months[unit_id] / 12 for unit_id in bonus}


def _least_bonus(tables: county.Tables) -> dict[str, Fraction]:
    by_reading = {
        option: county.unit_statuses(tables, county.settings(unmet_marks=option))
        for option in county.CHOICES["unmet_marks"]
    }
    headcounts = county.headcount_by_unit(tables, county.settings())
    moving = ("unmet_marks", "spread_population", "mean_weight", "pool_by", "rates_combine")
    least: dict[str, Fraction] = {}
    for options in itertools.product(*(county.CHOICES[name] for name in moving)):
        chosen = county.settings(**dict(zip(moving, options, strict=True)))
        statuses = by_reading[options[0]]
        formula = county.formula_figures(statuses, headcounts, chosen)
        for unit_id, status in statuses.items():
            figure = county.bonus_per_head(status, formula.get(unit_id), chosen)
            least[unit_id] = min(figure, least.get(unit_id, figure))
    return {unit["unit_id"]: least[unit["follows_unit"] or unit["unit_id"]] for unit in tables["units"]}


def _fewest_months(tables: county.Tables) -> Counter:
    """The fewest months of a unit's people under any month rule."""
    spells = county._by(tables["spells"], "person_id")
    fewest: Counter = Counter()
    for person in tables["people"]:
        rows, home = spells.get(person["person_id"], []), person["unit_id"]
        fewest[home] += min(
            sum(county.months_by_unit(rows, home, county.settings(month_rule=rule)).values())
            for rule in county.CHOICES["month_rule"]
        )
    return fewest


def _shares(maker: _Maker, pool_fen: int, number: int) -> list[int]:
    """So many shares that use the pool up, or leave a rest."""
    pool_fen = pool_fen if maker.chance(0.5) else maker.random.randint(0, pool_fen)
    cuts = sorted(maker.random.randint(0, pool_fen) for _ in range(number - 1))
    return [after - before for before, after in itertools.pairwise([0, *cuts, pool_fen])]


def _settle_ties(maker: _Maker) -> None:
    """Decide every tie at the best places: exactly as many yes as there are places left."""
    statuses = county.unit_statuses(maker.tables)
    for places, tied in county.cut_ties(statuses, county.settings()):
        taken = maker.random.sample(sorted(tied), places)
        for unit_id in tied:
            maker.add(
                "decisions",
                subject=f"unit:{unit_id}",
                question=county.TIE,
                answer="yes" if unit_id in taken else "no",
                reason="同分,经会议研究确定",
                document="考评办〔2013〕1号",
                approver="县目标办",
            )


# ── writing ──────────────────────────────


def write(tables: county.Tables, folder: Path, *, chinese: bool = False, sparse: bool = False) -> None:
    """One CSV a table; in Chinese if asked, and if `sparse` without what is blank and may be left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        if rows or not sparse or table in {"units", "people"}:
            columns = [column for column in county.HEADERS[table] if _written(table, column, rows, sparse)]
            _write_table(folder / f"{_stem(table, chinese)}.csv", table, columns, rows, chinese)


def _stem(table: str, chinese: bool) -> str:
    return (county.TABLES | county.OPTIONAL_TABLES)[table] if chinese else table


def _written(table: str, column: str, rows: list[county.Row], sparse: bool) -> bool:
    optional = column not in REQUIRED[table] and (sparse or column == "jurisdiction")
    return not optional or any(row.get(column) for row in rows)


def _write_table(path: Path, table: str, columns: list[str], rows: list[county.Row], chinese: bool) -> None:
    header = [county.HEADERS[table][column] if chinese else column for column in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(
            [_cell(table, column, row.get(column, ""), chinese) for column in columns] for row in rows
        )


def _cell(table: str, column: str, value: str, chinese: bool) -> str:
    return county.WORDS.get((table, column), {}).get(value, value) if chinese else value
