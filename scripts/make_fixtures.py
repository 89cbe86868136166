"""Make the fixtures of the county scheme: a believable county of 2012, always the same.

    python scripts/make_fixtures.py

writes `fixtures/county_target_bonus/`: `county.xlsx` as a finance office would keep it (Chinese sheets,
headers and words), `csv/` with the same tables under English headers, and what the oracle makes of them
(`expected_people.csv`, `expected_units.csv`). All units, places and people are invented.
"""

from __future__ import annotations

import csv
import itertools
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import floor
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import xlsxwriter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.oracle import county, random_county  # noqa: E402  (a script finds the repository by its own path)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SEED = 2012
FOLDER = ROOT / "fixtures" / "county_target_bonus"
YEAR = 2012
NEW_YEAR, YEAR_END = date(YEAR, 1, 1), date(YEAR, 12, 31)

DEPARTMENTS = """
县纪委监察局 36|县委组织部 26|县委宣传部 20|县委统战部 12|县委政法委 16|县委老干部局 9|县委党校 28
县直机关党工委 7|县编委办 9|县信访局 13|县人民法院 96|县人民检察院 68|县总工会 14|团县委 8|县妇联 9
县科协 7|县工商联 6|县残联 9|县文联 5|县侨联 4|县红十字会 3|县发展和改革局 42|县经济和信息化局 40
县教育局 52|县科学技术局 16|县公安局 232|县民政局 36|县司法局 46|县财政局 84
县人力资源和社会保障局 68|县国土资源局 74|县环境保护局 40|县住房和城乡规划建设局 70|县交通运输局 60
县水利局 46|县农业局 58|县林业局 64|县商务局 22|县文化广电新闻出版局 32|县卫生局 42
县人口和计划生育局 26|县审计局 25|县统计局 22|县安全生产监督管理局 20|县旅游局 14|县体育局 10
县民族宗教事务局 8|县机关事务管理局 30|县档案局 13|县地方志办公室 5|县供销合作社联合社 17
县农业机械管理局 13|县行政审批中心 15|县招商局 12|县城市管理行政执法局 74|县工商行政管理局 80
县质量技术监督局 33|县食品药品监督管理局 31|县国家税务局 92|中国人民银行县支行 25
"""
TOWNSHIPS = """
城关镇 72|青溪镇 56|石桥镇 52|大安镇 49|沙洲镇 47|龙潭镇 45|东屏镇 41|白岩乡 34|云岭乡 33|南垟乡 31
柳溪乡 30|金竹乡 29|后坪乡 28|枫林畲族乡 28
"""
OFFICES = "县委办公室 44|县人大办及各工委 34|县政府办公室 48|县政协办及各专委办 32|县人武部 11"
AFFILIATES = """
机关食堂 14 县机关事务管理局|县疾病预防控制中心 38 县卫生局|县卫生监督所 22 县卫生局
县土地整理中心 12 县国土资源局|县房产管理处 26 县住房和城乡规划建设局|县公路管理段 34 县交通运输局
县水电工程管理站 15 县水利局|县农业技术推广站 24 县农业局|县环境监测站 17 县环境保护局
县图书馆 11 县文化广电新闻出版局|县就业管理服务处 18 县人力资源和社会保障局
县会计核算中心 16 县财政局
"""
FISCAL_AFFILIATES = {"机关食堂", "县卫生监督所", "县会计核算中心"}
VETOES = {"县住房和城乡规划建设局": "work_safety", "白岩乡": "family_planning"}
REVIEWS = {
    "县交通运输局": "dissatisfied",
    "县城市管理行政执法局": "low",
    "后坪乡": "low",
    "县政府办公室": "low",
    "县行政审批中心": "satisfied",
}
WITHOUT_UNIT_TARGETS, WITHOUT_STAFF_TARGETS = "县地方志办公室", "县农业机械管理局"
SPLITS_BY_HAND = "县红十字会"
BASE_SCORE_ONLY = {"县红十字会", "县侨联"}
PENALTIES = [
    ("县旅游局", "omitted_targets", "1"),
    ("县林业局", "unmet_unlisted", "2"),
    ("县环境保护局", "city_deduction", "1"),
    ("县商务局", "unmet_unlisted", "1"),
    ("金竹乡", "unmet_unlisted", "3"),
    ("县人口和计划生育局", "city_deduction", "1"),
]
OVERALL_PROJECTS = ["文明单位", "先进基层党组织", "平安单位", "依法行政示范单位"]
SINGLE_PROJECTS = [
    "信访工作先进集体",
    "政务信息工作先进单位",
    "招商引资先进单位",
    "档案管理优秀单位",
    "计划生育先进集体",
    "双拥工作先进单位",
    "新农村建设先进单位",
    "节能降耗先进单位",
    "安全生产先进单位",
    "普法工作先进集体",
]
SPECIAL_PROJECTS = ["承办全市现场会", "全市专项经验交流发言", "市信息简报刊登并获批示", "创新工作获认定"]

SURNAMES = [
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏",
    *"吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷黎史陶毛贺龚邵万钱覃武戴",
    *"孔汤庞樊兰殷施洪翟倪严牛温芦季俞鲁葛章毕童柯梅盛仇翁缪游阮麻雍郏逄佘亓笪",
    "诸葛",
    "欧阳",
    "上官",
    "司徒",
]
MALE = "伟强磊军勇杰涛明超平刚辉鹏波斌宇浩凯健俊帆帅旭宁龙林欢阳建华亮成志国峰东海文彬武庆祥永福生荣根良忠义"
FEMALE = "芳娜敏静丽艳娟霞秀燕玲桂英玉萍红梅琳洁颖婷雪慧莹晶倩莉娅芬岚瑜蓉菊珍香兰翠素云莲爱琴凤巧美惠君"
EITHER = "晓文思佳雨欣嘉子梓晨一家春学新小海金天乐立少若诗心怡之可元世景仁宗启承维正"
RARE_NAMES = [
    "王喆",
    "李赟",
    "陈昶",
    "刘翀",
    "吴玥琀",
    "沈䶮",
    "林㛃",
    "周𫖮",
    "郑芃",
    "黄堃",
    "潘犇",
    "叶彧",
    "蔡珺",
]
FOREIGN_NAMES = ["阿依古丽·买买提", "蓝钟·雷"]
AWARD_LEVELS = (["county", "city", "province", "ministry"], [10, 7, 3, 1])


@dataclass
class County:
    """The county under way."""

    random: Random
    tables: county.Tables = field(default_factory=lambda: {table: [] for table in county.TABLES})
    ids: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    def add(self, table: str, **cells: str) -> county.Row:
        """One more row; what is not given stays blank."""
        row = dict.fromkeys(county.HEADERS[table], "") | cells
        self.tables[table].append(row)
        return row

    def chance(self, share: float) -> bool:
        """Whether something of this probability happens."""
        return self.random.random() < share


def believable_county() -> county.Tables:
    """Every table of the county."""
    maker = County(Random(SEED))
    add_units(maker)
    add_scores(maker)
    add_awards(maker)
    add_marks(maker)
    add_people(maker)
    add_moves(maker)
    add_sick_leave(maker)
    add_discipline(maker)
    add_grades(maker)
    split_by_hand(maker)
    return maker.tables


# ── units ──────────────────────────────


def entries(text: str) -> list[list[str]]:
    """Split a list as it is written above into the words of its entries."""
    return [entry.split() for line in text.split("\n") for entry in line.split("|") if entry]


def add_units(maker: County) -> None:
    """Departments, townships, offices outside the appraisal, institutions that follow a department."""
    plain = [(DEPARTMENTS, "department", "yes"), (TOWNSHIPS, "township", "yes"), (OFFICES, "office", "no")]
    for text, category, assessed in plain:
        for name, size in entries(text):
            add_unit(maker, name, heads(size), category=category, assessed=assessed)
    for name, size, leader in entries(AFFILIATES):
        funding = "fiscal" if name in FISCAL_AFFILIATES else "self"
        follows = maker.ids[leader]
        add_unit(maker, name, heads(size), "department", "no", follows_unit=follows, funding=funding)


def heads(size: str) -> int:
    """Scale what is above ten, so that the county comes to about 2,500 people."""
    return min(int(size), 10) + max(int(size) - 10, 0) * 3 // 4


def add_unit(maker: County, name: str, size: int, category: str, assessed: str, **cells: str) -> None:
    """One unit, with what is particular to it."""
    unit_id = f"U{len(maker.ids) + 1:03d}"
    maker.ids[name] = unit_id
    maker.sizes[unit_id] = size
    maker.add(
        "units",
        unit_id=unit_id,
        unit_name=name,
        category=category,
        assessed=assessed,
        review=REVIEWS.get(name, ""),
        has_unit_targets="no" if name == WITHOUT_UNIT_TARGETS else "",
        has_staff_targets="no" if name == WITHOUT_STAFF_TARGETS else "",
        bonus_gap=maker.random.choices(["", "400", "500", "600", "800"], [14, 3, 4, 2, 1])[0],
        **cells,
    )


def scored_units(maker: County) -> list[county.Row]:
    """List the units that have a score."""
    return [
        unit
        for unit in maker.tables["units"]
        if unit["assessed"] == "yes" and unit["has_unit_targets"] != "no"
    ]


def decimal(hundredths: int) -> str:
    """Hundredths as plain decimal text, without idle zeros."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def add_scores(maker: County) -> None:
    """Component scores for the departments; townships, and the smallest units, come with one figure."""
    for unit in scored_units(maker):
        quality = maker.random.betavariate(5, 2.2)
        if unit["category"] == "township" or unit["unit_name"] in BASE_SCORE_ONLY:
            unit["base_score"] = decimal(86000 + round(quality * 8000) + maker.random.randint(-40, 40))
        else:
            add_components(maker, unit["unit_id"], quality)


def add_components(maker: County, unit_id: str, quality: float) -> None:
    """Add the five component scores of one department."""
    for component, limit in random_county.COMPONENT_LIMITS.items():
        share = min(0.84 + 0.13 * quality + maker.random.gauss(0, 0.012), 1)
        step = {"key_functions": 50, "general_functions": 50, "common": 25}.get(component, 1)
        points = round(limit * 100 * share) // step * step
        maker.add("scores", unit_id=unit_id, component=component, points=decimal(points))


def add_awards(maker: County) -> None:
    """Honours: some units have none, most one to three, a few very many."""
    for unit in scored_units(maker):
        number = maker.random.choices([0, 1, 2, 3, 6], [4, 5, 4, 3, 1])[0]
        projects = maker.random.sample(OVERALL_PROJECTS + SINGLE_PROJECTS * 2 + SPECIAL_PROJECTS, number)
        for project in dict.fromkeys(projects):
            maker.add("awards", unit_id=unit["unit_id"], project=project, **award(maker, project))
    repeated = maker.ids["县人民法院"]
    for level in ("city", "province"):
        maker.add(
            "awards", unit_id=repeated, project="普法工作先进集体", scope="single", level=level, system="yes"
        )


def award(maker: County, project: str) -> dict[str, str]:
    """Scope and level of one honour."""
    if project in SPECIAL_PROJECTS:
        return {"scope": "special"}
    level = maker.random.choices(*AWARD_LEVELS)[0]
    system = "yes" if level != "county" and maker.chance(0.4) else ""
    if project in OVERALL_PROJECTS:
        return {"scope": "overall", "level": level, "system": system}
    several = "yes" if system and maker.chance(0.15) else ""
    return {"scope": "single", "level": level, "system": system, "multi_system": several}


def add_marks(maker: County) -> None:
    """Penalties and vetoes."""
    for name, kind, count in PENALTIES:
        maker.add("penalties", unit_id=maker.ids[name], kind=kind, count=count)
    for name, matter in VETOES.items():
        maker.add("vetoes", unit_id=maker.ids[name], matter=matter)


# ── people ──────────────────────────────


def add_people(maker: County) -> None:
    """Chief, leaders and staff of every unit."""
    rare = iter(RARE_NAMES + FOREIGN_NAMES)
    for unit in maker.tables["units"]:
        leaders = leader_count(unit, maker.sizes[unit["unit_id"]])
        for place in range(maker.sizes[unit["unit_id"]]):
            position = "chief" if place == 0 else "leader" if place <= leaders else "staff"
            is_rare = position == "staff" and maker.chance(0.015)
            name = (next(rare, None) if is_rare else None) or person_name(maker)
            add_person(maker, unit, name, position)


def leader_count(unit: county.Row, size: int) -> int:
    """How many deputies and other leaders a unit of this size has."""
    if unit["follows_unit"]:
        return min(size // 12, 2)
    return min(size // 8, 7) + 4 if unit["category"] == "township" else min(1 + size // 10, 6)


def person_name(maker: County) -> str:
    """Draw a name such as people of working age bear."""
    draw = maker.random
    surname = draw.choices(SURNAMES, [1 / (rank + 6) for rank in range(len(SURNAMES))])[0]
    own = draw.choice([MALE, MALE, FEMALE])
    shapes = [draw.choice(own), draw.choice(EITHER) + draw.choice(own), draw.choice(own) + draw.choice(own)]
    return surname + draw.choices(shapes, [3, 5, 5])[0]


def add_person(maker: County, unit: county.Row, name: str, position: str) -> county.Row:
    """One person who is there the whole year."""
    return maker.add(
        "people",
        person_id=f"P{len(maker.tables['people']) + 1:05d}",
        name=name,
        unit_id=unit["unit_id"],
        position=position,
        score=person_score(maker),
        leader_bonus_yearly=leader_bonus(maker, unit, position),
    )


def person_score(maker: County) -> str:
    """Draw a personal score out of 100; a few have none."""
    if maker.chance(0.015):
        return ""
    hundredths = round(100 * min(maker.random.gauss(89, 4), 99.5))
    return decimal(hundredths // (step := maker.random.choice([1, 10, 50, 50, 100])) * step)


def leader_bonus(maker: County, unit: county.Row, position: str) -> str:
    """Give the leader's bonus of a year, by post."""
    if position == "staff":
        return ""
    if unit["follows_unit"]:
        return "6600" if position == "chief" else "5400"
    return "10800" if position == "chief" else maker.random.choice(["9000", "9000", "8400", "7800"])


# ── service ──────────────────────────────


def add_moves(maker: County) -> None:
    """Transfers, and those who came or went during the year."""
    free = [row for row in maker.tables["people"] if row["position"] != "chief"]
    maker.random.shuffle(free)
    free = [row for row in free if maker.sizes[row["unit_id"]] > 5]
    failed = {maker.ids[name] for name in VETOES}
    into_failed = [row for row in free if row["unit_id"] in failed][:3]
    others = iter([row for row in free if row not in into_failed])
    for person in into_failed + list(itertools.islice(others, 55)):
        transfer(maker, person, other_unit(maker, person))
    for person, name in zip(
        others, ["白岩乡", "县住房和城乡规划建设局", "县住房和城乡规划建设局"], strict=False
    ):
        transfer(maker, person, maker.ids[name])
    add_odd_transfers(maker, others)
    add_arrivals_and_departures(maker, others)


def other_unit(maker: County, person: county.Row) -> str:
    """Draw a unit that somebody may have come from, larger ones more often."""
    names = [unit_id for unit_id in maker.sizes if unit_id != person["unit_id"] and maker.sizes[unit_id] > 4]
    return maker.random.choices(names, [maker.sizes[unit_id] for unit_id in names])[0]


def working_day(maker: County, first: date, last: date) -> date:
    """Draw a day between the two that is no Saturday or Sunday."""
    day = first + timedelta(maker.random.randint(0, (last - first).days))
    return day if day.weekday() < 5 else working_day(maker, first, last)


def serve(maker: County, person: county.Row, unit_id: str, days: tuple[date, date], reason: str = "") -> None:
    """One row of service, or of sick leave."""
    start, end = (day.isoformat() for day in days)
    maker.moved.add(person["person_id"])
    maker.add("spells", person_id=person["person_id"], unit_id=unit_id, start=start, end=end, reason=reason)


def transfer(maker: County, person: county.Row, former: str) -> None:
    """From a former unit to the present one, the day after."""
    day = working_day(maker, date(YEAR, 1, 10), date(YEAR, 12, 14))
    day = day.replace(day=1) if maker.chance(0.3) and day.month > 1 else day
    serve(maker, person, former, (NEW_YEAR, day - timedelta(1)), "transfer")
    serve(maker, person, person["unit_id"], (day, YEAR_END))


def add_odd_transfers(maker: County, others: itertools.chain) -> None:
    """Twice in a year, twice in a month, with a gap, and there and back."""
    routes = [
        [(None, (1, 1), (4, 8)), (None, (4, 9), (9, 16)), ("home", (9, 17), (12, 31))],
        [(None, (1, 1), (6, 4)), (None, (6, 5), (6, 20)), ("home", (6, 21), (12, 31))],
        [(None, (1, 1), (3, 15)), ("home", (5, 2), (12, 31))],
        [("home", (1, 1), (2, 29)), (None, (3, 1), (8, 31)), ("home", (9, 1), (12, 31))],
    ]
    for person, route in zip(others, routes, strict=False):
        for where, first, last in route:
            unit_id = person["unit_id"] if where else other_unit(maker, person)
            serve(maker, person, unit_id, (date(YEAR, *first), date(YEAR, *last)), "transfer")


def add_arrivals_and_departures(maker: County, others: itertools.chain) -> None:
    """Retired and left (to their last day), recruited and resettled (from their first)."""
    for reason, number in {"retired": 46, "left": 13, "recruited": 38, "resettled": 9}.items():
        for person in itertools.islice(others, number):
            if reason in {"retired", "left"}:
                days = (NEW_YEAR, working_day(maker, date(YEAR, 1, 20), date(YEAR, 12, 20)))
            else:
                days = (working_day(maker, date(YEAR, 7, 16), date(YEAR, 11, 12)), YEAR_END)
            serve(maker, person, person["unit_id"], days, reason)
            settle_newcomer(maker, person, reason)


def settle_newcomer(maker: County, person: county.Row, reason: str) -> None:
    """Newcomers are staff; of those who came or went, many have no score."""
    if reason in {"recruited", "resettled"}:
        person |= {"position": "staff", "leader_bonus_yearly": ""}
    if maker.chance(0.5):
        person["score"] = ""


def add_sick_leave(maker: County) -> None:
    """Months on end, a few weeks, months in two certificates, and one whole year."""
    staff = [row for row in maker.tables["people"] if row["position"] == "staff"]
    resident = [row for row in staff if row["person_id"] not in maker.moved]
    chosen = iter(maker.random.sample(resident, 34))
    for person in itertools.islice(chosen, 18):
        month = maker.random.randint(1, 8)
        sick(maker, person, date(YEAR, month, 1), date(YEAR, month + maker.random.randint(1, 4), 1))
    for person in itertools.islice(chosen, 12):
        first = working_day(maker, date(YEAR, 1, 9), date(YEAR, 10, 20))
        sick(maker, person, first, first + timedelta(maker.random.randint(12, 50)))
    for person in itertools.islice(chosen, 3):
        sick(maker, person, date(YEAR, 4, 1), date(YEAR, 4, 19))
        sick(maker, person, date(YEAR, 4, 19), date(YEAR, 6, 1))
    for person in chosen:
        sick(maker, person, date(YEAR - 1, 9, 1), date(YEAR + 1, 1, 1))
        person["score"] = ""


def sick(maker: County, person: county.Row, first: date, after: date) -> None:
    """One row of sick leave, up to the day before `after`."""
    serve(maker, person, person["unit_id"], (first, after - timedelta(1)), "sick_leave")


def add_discipline(maker: County) -> None:
    """Cases of every kind; one is of the year before and does not count."""
    chosen = iter(maker.random.sample(maker.tables["people"], 18))
    cases = ["party"] * 4 + ["administrative"] * 4 + ["accountability"] * 8
    for index, (kind, person) in enumerate(zip(cases, chosen, strict=False)):
        day = working_day(maker, date(YEAR, 2, 1), date(YEAR, 12, 10))
        add_case(maker, person, kind, str(1 + (kind == "accountability" and index % 3 == 0)), day)
    person = next(chosen)
    for kind in ("party", "administrative"):
        add_case(maker, person, kind, "1", date(YEAR, 8, 9))
    add_case(maker, next(chosen), "administrative", "1", date(YEAR - 1, 11, 21))
    twice = maker.tables["discipline"][-5]
    add_case(maker, twice, "accountability", "1", date(YEAR, 12, 12))


def add_case(maker: County, person: county.Row, kind: str, count: str, day: date) -> None:
    """One case of discipline."""
    maker.add("discipline", person_id=person["person_id"], kind=kind, count=count, date=day.isoformat())


# ── what needs the figures first ──────────────────────────────


def add_grades(maker: County) -> None:
    """Grades: excellent within the places of each unit and never for a chief who is barred."""
    units = county.unit_figures(maker.tables, county.settings())
    gone = {row["person_id"] for row in maker.tables["spells"] if row["reason"] in {"retired", "left"}}
    new = {row["person_id"] for row in maker.tables["spells"] if row["reason"] == "recruited"}
    punished = {row["person_id"] for row in maker.tables["discipline"]}
    for person in maker.tables["people"]:
        if person["person_id"] not in gone:
            grades = ["competent", "basically_competent"]
            person["grade"] = (
                "undetermined" if person["person_id"] in new else maker.random.choices(grades, [120, 1])[0]
            )
    for person in maker.random.sample([row for row in maker.tables["people"] if row["grade"]], 3):
        person["grade"] = "unfit"
    for unit_id, unit in units.items():
        able = [
            row
            for row in maker.tables["people"]
            if row["unit_id"] == unit_id
            and row["grade"] == "competent"
            and row["person_id"] not in punished
            and not (row["position"] == "chief" and unit["chief_barred"])
        ]
        choose_excellent(able, unit["excellent_places"] - maker.chance(0.15))


def choose_excellent(able: list[county.Row], places: int) -> None:
    """Give the places to the best by score."""
    best = sorted(able, key=lambda row: float(row["score"] or 0), reverse=True)
    for row in best[: max(places, 0)]:
        row["grade"] = "excellent"


def split_by_hand(maker: County) -> None:
    """Let the smallest unit split its pool, in round sums, within the pool of every reading."""
    unit_id = maker.ids[SPLITS_BY_HAND]
    people = [row for row in maker.tables["people"] if row["unit_id"] == unit_id]
    fair = floor(random_county.least_pools(maker.tables)[unit_id] / len(people) / 10) * 10
    for person, more in zip(people, (-300, 120, 180), strict=True):
        person["allocated"] = str(fair + more)


# ── writing ──────────────────────────────

DATE_COLUMNS = {"start", "end", "date"}
NUMBER_COLUMNS = {"base_score", "bonus_gap", "points", "count", "score", "leader_bonus_yearly", "allocated"}
WIDTHS = {"unit_name": 26, "project": 26, "name": 18, "reason": 12, "leader_bonus_yearly": 13}


def write_workbook(tables: county.Tables, path: Path) -> None:
    """One sheet a table, in Chinese; the same bytes each time."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "目标考核奖基础数据", "created": datetime(2013, 1, 15, 9)})  # noqa: DTZ001
        styles = {
            "header": book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "plain": book.add_format({}),
        }
        for table, rows in tables.items():
            write_sheet(book.add_worksheet(county.TABLES[table]), table, rows, styles)


def write_sheet(sheet: Worksheet, table: str, rows: list[county.Row], styles: dict[str, Format]) -> None:
    """Header, widths and cells of one sheet."""
    columns = [column for column in county.HEADERS[table] if column != "jurisdiction"]
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 13))
        sheet.write_string(0, place, county.HEADERS[table][column], styles["header"])
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            if row[column]:
                write_cell(sheet, (line, place), (table, column), row[column], styles)


def write_cell(
    sheet: Worksheet,
    at: tuple[int, int],
    where: tuple[str, str],
    value: str,
    styles: dict[str, Format],
) -> None:
    """One cell: a date, a number, or text."""
    column = where[1]
    if column in DATE_COLUMNS:
        sheet.write_datetime(*at, date.fromisoformat(value), styles["date"])
    elif column in NUMBER_COLUMNS:
        sheet.write_number(*at, float(value), styles["plain"])
    else:
        style = styles["text"] if column.endswith("_id") or column == "follows_unit" else styles["plain"]
        sheet.write_string(*at, county.WORDS.get(where, {}).get(value, value), style)


def write_rows(rows: list[county.Row], path: Path) -> None:
    """Rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def check(tables: county.Tables, units: list[dict]) -> None:
    """Hold the fixture to its promise: no open tie, no quota broken, no barred chief excellent."""
    if county.cut_ties(county.unit_statuses(tables), county.settings()):
        raise SystemExit("a tie stands across the best places: change the seed")
    for unit in units:
        excellent = [
            row
            for row in tables["people"]
            if row["unit_id"] == unit["unit_id"] and row["grade"] == "excellent"
        ]
        barred = unit["chief_barred"] and any(row["position"] == "chief" for row in excellent)
        if len(excellent) > unit["excellent_places"] or barred:
            raise SystemExit(f"{unit['unit_id']}: the quota of excellent grades is broken")


def main() -> None:
    """Make, check and write the fixtures."""
    tables = believable_county()
    people, units = county.compute(tables)
    check(tables, units)
    random_county.write(tables, FOLDER / "csv")
    write_workbook(tables, FOLDER / "county.xlsx")
    write_rows(county.people_rows(people), FOLDER / "expected_people.csv")
    write_rows(county.unit_rows(units), FOLDER / "expected_units.csv")
    paid = sum(person["payable"] for person in people)
    print(f"{len(units)} units, {len(people)} people, {county.text(paid, 2)} yuan payable: {FOLDER.name}")


if __name__ == "__main__":
    main()
