"""A second, slow reading of the county target bonus, to hold against the engine.

Written from the policy book alone, in plain Python: fractions, dicts and lists. It shares no code with the
engine, so a number on which both agree has been worked out twice.

    python tests/oracle/county.py DIR [--set choice=value]... [--people FILE] [--units FILE]

DIR holds one CSV a table (`units.csv` or `单位.csv`, and so on). Input is taken to be valid: checking is the
engine's work. Only an open tie at the best places stops the program.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from pathlib import Path

CHOICES = {
    "spread_population": ("passing", "assessed"),
    "mean_weight": ("unit", "headcount"),
    "pool_by": ("county", "category"),
    "rates_combine": ("lowest", "replace", "multiply"),
    "individual": ("spread", "equal"),
    "month_rule": ("payroll", "mid_month", "by_day"),
    "quota_rounding": ("half_up", "floor"),
    "staff_targets_cover": ("target_bonus", "both"),
    "unmet_marks": ("by_degree", "nothing"),
}
PARAMETERS = {
    "year": 2012,
    "county_average": Fraction(7000),
    "county_gap": Fraction(800),
    "bonus_gap": Fraction(300),
    "excellent_ratio": Fraction(15, 100),
    "best_extra": Fraction(5, 100),
    "best_departments": 10,
    "best_townships": 2,
    "unassessed_rate": Fraction(11, 10),
    "failed_rate": Fraction(6, 10),
    "dissatisfied_rate": Fraction(8, 10),
    "low_rate": Fraction(9, 10),
    "staff_target_factor": Fraction(8, 10),
    "discipline_share": Fraction(1, 3),
    "questionnaire_full_marks": Fraction(100),
}
TABLES = {
    "units": "单位",
    "scores": "单位得分",
    "awards": "荣誉加分",
    "penalties": "扣分",
    "vetoes": "一票否决",
    "people": "人员",
    "spells": "任职区间",
    "discipline": "处分处理",
    "decisions": "决定事项",
}
OPTIONAL_TABLES = {"targets": "目标完成", "questionnaires": "测评表"}
HEADERS = {
    "units": {
        "unit_id": "单位编码",
        "unit_name": "单位名称",
        "category": "类别",
        "assessed": "列入考核",
        "base_score": "基本分",
        "review": "行风评议",
        "has_unit_targets": "一级目标",
        "has_staff_targets": "二级目标",
        "bonus_gap": "个人奖金差额",
        "follows_unit": "参照单位",
        "funding": "经费来源",
        "jurisdiction": "考核地区",
    },
    "scores": {"unit_id": "单位编码", "component": "项目", "points": "得分"},
    "targets": {
        "unit_id": "单位编码",
        "component": "项目",
        "target": "目标",
        "full_marks": "分值",
        "government_orders": "政令畅通",
        "planned": "目标值",
        "done": "完成值",
        "deduction": "扣分",
    },
    "questionnaires": {"unit_id": "单位编码", "component": "评价人", "mark": "评分"},
    "awards": {
        "unit_id": "单位编码",
        "project": "项目",
        "scope": "类型",
        "level": "级别",
        "system": "系统表彰",
        "multi_system": "对应多家部门",
    },
    "penalties": {"unit_id": "单位编码", "kind": "扣分事由", "count": "次数"},
    "vetoes": {"unit_id": "单位编码", "matter": "事项"},
    "people": {
        "person_id": "人员编号",
        "name": "姓名",
        "unit_id": "单位编码",
        "position": "职务",
        "score": "个人考核分",
        "leader_bonus_yearly": "领导奖标准",
        "allocated": "自行分配",
        "grade": "考核等次",
    },
    "spells": {
        "person_id": "人员编号",
        "unit_id": "单位编码",
        "start": "起始日期",
        "end": "结束日期",
        "reason": "事由",
    },
    "discipline": {"person_id": "人员编号", "kind": "类型", "count": "次数", "date": "日期"},
    "decisions": {
        "subject": "对象",
        "question": "事项",
        "answer": "决定",
        "reason": "理由",
        "document": "依据文号",
        "approver": "批准人",
    },
}
YES_NO = {"yes": "是", "no": "否"}
COMPONENTS = {
    "key_functions": "重点职能",
    "general_functions": "一般职能",
    "common": "共性",
    "township_review": "乡镇评价",
    "leader_review": "县领导评价",
}
WORDS = {
    ("units", "category"): {"department": "部门", "township": "乡镇", "office": "综合办"},
    ("units", "assessed"): YES_NO,
    ("units", "review"): {"satisfied": "满意", "low": "满意率相对较低", "dissatisfied": "不满意"},
    ("units", "has_unit_targets"): YES_NO,
    ("units", "has_staff_targets"): YES_NO,
    ("units", "funding"): {"fiscal": "财政", "self": "自筹"},
    ("scores", "component"): COMPONENTS,
    ("targets", "component"): COMPONENTS,
    ("targets", "government_orders"): YES_NO,
    ("questionnaires", "component"): COMPONENTS,
    ("awards", "scope"): {"overall": "全面先进", "single": "单项先进", "special": "特色"},
    ("awards", "level"): {"county": "县级", "city": "市级", "province": "省级", "ministry": "部级"},
    ("awards", "system"): YES_NO,
    ("awards", "multi_system"): YES_NO,
    ("penalties", "kind"): {
        "omitted_targets": "漏列目标",
        "unmet_unlisted": "未列入且未完成",
        "city_deduction": "市考核被扣",
    },
    ("vetoes", "matter"): {
        "family_planning": "计划生育",
        "public_security": "综合治理",
        "clean_government": "党风廉政",
        "work_safety": "安全生产",
    },
    ("people", "position"): {"chief": "正职", "leader": "领导", "staff": "工作人员"},
    ("people", "grade"): {
        "excellent": "优秀",
        "competent": "称职",
        "basically_competent": "基本称职",
        "unfit": "不称职",
        "undetermined": "不定等次",
    },
    ("spells", "reason"): {
        "transfer": "调动",
        "retired": "退休",
        "left": "外调",
        "recruited": "考录",
        "resettled": "安置",
        "sick_leave": "病假",
    },
    ("discipline", "kind"): {
        "party": "党内处分",
        "administrative": "行政处分",
        "accountability": "效能责任追究",
    },
    ("decisions", "answer"): YES_NO,
}
LEVELS = ("county", "city", "province", "ministry")
OVERALL_POINTS = (5, 10, 15, 20)
SINGLE_POINTS = (2, 4, 6, 8)
AWARDS_CAP, SYSTEM_CAP, SPECIAL_CAP = 20, 8, 5
OMITTED_POINTS, UNMET_POINTS, CITY_POINTS = 30, 5, 10
RATED_MARKS = {"township_review": 30, "leader_review": 40}
TIE = "best_place_tie"

Row = dict[str, str]
Tables = dict[str, list[Row]]
Settings = dict[str, object]


class OpenTieError(Exception):
    """Units stand level across the last best place, and no decision settles it."""


# ── reading ──────────────────────────────


def read_county(folder: Path) -> Tables:
    """Every table of a folder, with English headers and identifiers whatever the files use."""
    tables = {table: _read_table(Path(folder), table) for table in TABLES}
    more = {table: _read_table(Path(folder), table) for table in OPTIONAL_TABLES}
    return tables | {table: rows for table, rows in more.items() if rows}


def _read_table(folder: Path, table: str) -> list[Row]:
    for stem in (table, (TABLES | OPTIONAL_TABLES)[table]):
        path = folder / f"{stem}.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                return [_canonical(table, row) for row in csv.DictReader(file)]
    return []


def _canonical(table: str, row: Row) -> Row:
    english = {chinese: name for name, chinese in HEADERS[table].items()}
    named = {english.get(_clean(header), _clean(header)): _clean(cell) for header, cell in row.items()}
    return {column: _identifier(table, column, cell) for column, cell in named.items()}


def _clean(cell: str | None) -> str:
    return unicodedata.normalize("NFKC", cell or "").strip()


def _identifier(table: str, column: str, cell: str) -> str:
    words = WORDS.get((table, column), {})
    return {chinese: name for name, chinese in words.items()}.get(cell, cell)


def settings(*pairs: str, **values: object) -> Settings:
    """The default readings and parameters, with `name=value` texts or keywords put over them."""
    chosen: Settings = {name: options[0] for name, options in CHOICES.items()} | PARAMETERS
    for name, value in [pair.split("=", 1) for pair in pairs] + list(values.items()):
        chosen[name] = _setting(name, value)
    return chosen


def _setting(name: str, value: object) -> object:
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise ValueError(f"{name}: {value!r} is none of {', '.join(CHOICES[name])}")
        return value
    if name not in PARAMETERS:
        raise ValueError(f"there is no choice or parameter {name!r}")
    return type(PARAMETERS[name])(value)


# ── numbers ──────────────────────────────


def half_up(value: Fraction, places: int = 0) -> Fraction:
    """Rounded to so many places; a half goes away from zero."""
    scale = 10**places
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return size if value >= 0 else -size


def text(value: Fraction, places: int) -> str:
    """As decimal text with exactly so many places."""
    digits = int(half_up(value, places) * 10**places)
    sign, digits = ("-" if digits < 0 else ""), abs(digits)
    whole, part = divmod(digits, 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def number(cell: str | None) -> Fraction | None:
    """A cell as a fraction; a blank cell is None, never zero."""
    return Fraction(cell) if cell else None


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _by(rows: list[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


# ── score of a unit ──────────────────────────────


def award_points(award: Row) -> Fraction:
    """Points of one overall or single award; a system counts one level lower, several bodies × 1.5."""
    level = LEVELS.index(award["level"]) - (award.get("system") == "yes")
    points = (OVERALL_POINTS if award["scope"] == "overall" else SINGLE_POINTS)[level]
    return Fraction(points) * (Fraction(3, 2) if award.get("multi_system") == "yes" else 1)


def _best(awards: list[Row]) -> Row:
    return max(awards, key=lambda award: (award_points(award), award.get("system") != "yes"))


def kept_awards(awards: list[Row]) -> list[Row]:
    """The best of each project, and of the overall ones among these the best alone."""
    graded = [award for award in awards if award["scope"] != "special"]
    best = [_best(group) for group in _by(graded, "project").values()]
    overall = [award for award in best if award["scope"] == "overall"]
    single = [award for award in best if award["scope"] == "single"]
    return single + ([_best(overall)] if overall else [])


def unit_award_points(awards: list[Row]) -> Fraction:
    """All award points: the system part capped, then the whole, then the special ones beside it."""
    kept = kept_awards(awards)
    system = sum((award_points(award) for award in kept if award.get("system") == "yes"), Fraction(0))
    other = sum((award_points(award) for award in kept if award.get("system") != "yes"), Fraction(0))
    graded = {award["project"] for award in awards if award["scope"] != "special"}
    special = {award["project"] for award in awards if award["scope"] == "special"} - graded
    return min(min(system, Fraction(SYSTEM_CAP)) + other, Fraction(AWARDS_CAP)) + min(
        len(special), SPECIAL_CAP
    )


def unit_penalty_points(penalties: list[Row]) -> int:
    """All points that one unit loses."""
    kinds = {penalty["kind"] for penalty in penalties}
    unmet = sum(int(penalty["count"]) for penalty in penalties if penalty["kind"] == "unmet_unlisted")
    return (
        OMITTED_POINTS * ("omitted_targets" in kinds)
        + UNMET_POINTS * unmet
        + CITY_POINTS * ("city_deduction" in kinds)
    )


def target_points(target: Row, chosen: Settings) -> Fraction:
    """A target's marks: less a stated deduction, else by the part that was done; never below zero."""
    full = Fraction(target["full_marks"])
    stated = number(target.get("deduction"))
    if stated is not None:
        return max(full - stated, Fraction(0))
    planned, done = Fraction(target["planned"]), Fraction(target["done"])
    if done >= planned:
        return full
    return full * done / planned if chosen["unmet_marks"] == "by_degree" else Fraction(0)


def rated_points(component: str, rows: list[Row], chosen: Settings) -> Fraction | None:
    """The mean of the questionnaires of one component, on its scale; None where there are none."""
    marks = [Fraction(row["mark"]) for row in rows if row["component"] == component]
    return _mean(marks) * RATED_MARKS[component] / chosen["questionnaire_full_marks"] if marks else None


def component_points(unit: Row, tables: Tables, chosen: Settings) -> dict[str, Fraction]:
    """A unit's points by component, whichever table they come from; empty where it is not scored so."""
    of_unit = {
        name: [row for row in tables.get(name, []) if row["unit_id"] == unit["unit_id"]]
        for name in ("scores", "targets", "questionnaires")
    }
    points: dict[str, Fraction] = defaultdict(Fraction)
    for row in of_unit["scores"]:
        points[row["component"]] += Fraction(row["points"])
    for row in of_unit["targets"]:
        points[row["component"]] += target_points(row, chosen)
    if points or unit["category"] != "township":
        for component in RATED_MARKS:
            rated = rated_points(component, of_unit["questionnaires"], chosen)
            if rated is not None:
                points[component] += rated
    return dict(points)


def unit_score(unit: Row, tables: Tables, chosen: Settings | None = None) -> Fraction | None:
    """Base, plus awards, minus penalties, not below zero; None where there is no base."""
    unit_id = unit["unit_id"]
    parts = component_points(unit, tables, chosen or settings())
    base = sum(parts.values(), Fraction(0)) if parts else number(unit.get("base_score"))
    if base is None:
        return None
    awards = [row for row in tables.get("awards", []) if row["unit_id"] == unit_id]
    penalties = [row for row in tables.get("penalties", []) if row["unit_id"] == unit_id]
    return max(base + unit_award_points(awards) - unit_penalty_points(penalties), Fraction(0))


# ── a unit ──────────────────────────────


def unit_status(unit: Row, tables: Tables, chosen: Settings | None = None) -> dict:
    """What a unit that follows no other is: flags, score, pool keys."""
    assessed = unit["assessed"] == "yes"
    status = {
        "unit_id": unit["unit_id"],
        "category": unit["category"],
        "jurisdiction": unit.get("jurisdiction", ""),
        "assessed": assessed,
        "failed": any(veto["unit_id"] == unit["unit_id"] for veto in tables.get("vetoes", [])),
        "untargeted": assessed and unit.get("has_unit_targets") == "no",
        "no_staff_targets": assessed and unit.get("has_staff_targets") == "no",
        "review": unit.get("review") or "satisfied",
        "score_total": unit_score(unit, tables, chosen),
    }
    spreadable = assessed and not status["untargeted"] and status["score_total"] is not None
    return status | {"spreadable": spreadable, "ranked": spreadable and not status["failed"]}


def _spread_units(statuses: dict[str, dict], chosen: Settings) -> list[dict]:
    flag = "ranked" if chosen["spread_population"] == "passing" else "spreadable"
    return [status for status in statuses.values() if status[flag]]


def _pool_key(status: dict, chosen: Settings) -> tuple[str, ...]:
    county = (status["jurisdiction"],)
    return county if chosen["pool_by"] == "county" else (*county, status["category"])


def formula_figures(statuses: dict[str, dict], headcounts: Counter, chosen: Settings) -> dict[str, Fraction]:
    """The formula's bonus per head of each unit of the spread population, pool by pool."""
    pools = defaultdict(list)
    for status in _spread_units(statuses, chosen):
        pools[_pool_key(status, chosen)].append(status)
    figures: dict[str, Fraction] = {}
    for pool in pools.values():
        figures |= _pool_figures(pool, headcounts, chosen)
    return figures


def _pool_figures(pool: list[dict], headcounts: Counter, chosen: Settings) -> dict[str, Fraction]:
    average, gap = chosen["county_average"], chosen["county_gap"]
    scores = [status["score_total"] for status in pool]
    if max(scores) == min(scores):
        return {status["unit_id"]: average for status in pool}
    centre = _pool_mean(pool, headcounts, chosen)
    step = gap / (max(scores) - min(scores))
    return {status["unit_id"]: average + step * (status["score_total"] - centre) for status in pool}


def _pool_mean(pool: list[dict], headcounts: Counter, chosen: Settings) -> Fraction:
    plain = _mean([status["score_total"] for status in pool])
    if chosen["mean_weight"] == "unit":
        return plain
    heads = sum(headcounts[status["unit_id"]] for status in pool)
    weighted = sum(headcounts[status["unit_id"]] * status["score_total"] for status in pool)
    return Fraction(weighted) / heads if heads else plain


def bonus_per_head(status: dict, formula: Fraction | None, chosen: Settings) -> Fraction:
    """One unit's bonus per head: its own figure against the rates that apply."""
    if status["untargeted"]:
        return Fraction(0)
    average = chosen["county_average"]
    own = formula if status["assessed"] else average * chosen["unassessed_rate"]
    figure = _combined(own, _rates(status, chosen), chosen)
    return figure * chosen["staff_target_factor"] if status["no_staff_targets"] else figure


def _rates(status: dict, chosen: Settings) -> list[Fraction]:
    by_review = {"dissatisfied": [chosen["dissatisfied_rate"]], "low": [chosen["low_rate"]], "satisfied": []}
    return ([chosen["failed_rate"]] if status["failed"] else []) + by_review[status["review"]]


def _combined(own: Fraction | None, rates: list[Fraction], chosen: Settings) -> Fraction:
    average = chosen["county_average"]
    amounts = [average * rate for rate in rates]
    if chosen["rates_combine"] == "multiply":
        figure = average if own is None else own
        for rate in rates:
            figure *= rate
        return figure
    if chosen["rates_combine"] == "replace" and amounts:
        return min(amounts)
    return min(amounts if own is None else [own, *amounts])


def ranks(statuses: dict[str, dict]) -> dict[str, int]:
    """1 + the number of ranked units of the same category and jurisdiction that are strictly ahead."""
    groups = defaultdict(list)
    for status in statuses.values():
        if status["ranked"]:
            groups[status["jurisdiction"], status["category"]].append(status)
    return {
        status["unit_id"]: 1 + sum(other["score_total"] > status["score_total"] for other in group)
        for group in groups.values()
        for status in group
    }


def cut_ties(statuses: dict[str, dict], chosen: Settings) -> list[tuple[int, list[str]]]:
    """(places left, the units level across them), for every cut of the best places that a tie straddles."""
    rank = ranks(statuses)
    ties = []
    for (_, category), members in _ranked_groups(statuses).items():
        places = _best_places(category, chosen)
        level = defaultdict(list)
        for unit_id in members:
            level[rank[unit_id]].append(unit_id)
        ties += [
            (places - first + 1, tied)
            for first, tied in level.items()
            if first <= places < first + len(tied) - 1
        ]
    return ties


def _ranked_groups(statuses: dict[str, dict]) -> dict[tuple[str, str], list[str]]:
    groups = defaultdict(list)
    for status in statuses.values():
        if status["ranked"]:
            groups[status["jurisdiction"], status["category"]].append(status["unit_id"])
    return groups


def _best_places(category: str, chosen: Settings) -> int:
    return {"department": chosen["best_departments"], "township": chosen["best_townships"]}.get(category, 0)


def best_units(statuses: dict[str, dict], decisions: list[Row], chosen: Settings) -> set[str]:
    """The units whose share of excellent grades is raised; decisions settle a tie across the cut."""
    rank = ranks(statuses)
    ties = cut_ties(statuses, chosen)
    tied = {unit_id for _, group in ties for unit_id in group}
    best = {
        unit_id
        for unit_id in rank.keys() - tied
        if rank[unit_id] <= _best_places(statuses[unit_id]["category"], chosen)
    }
    answers = {row["subject"]: row["answer"] for row in decisions if row["question"] == TIE}
    for places, group in ties:
        taken = {unit_id for unit_id in group if answers.get(f"unit:{unit_id}") == "yes"}
        if len(taken) != places:
            raise OpenTieError(f"{', '.join(sorted(group))}: {places} place(s), {len(taken)} given")
        best |= taken
    return best


def excellent_places(headcount: int, best: bool, chosen: Settings) -> int:
    """Places for excellent grades, rounded where the quota is set."""
    places = headcount * (chosen["excellent_ratio"] + (chosen["best_extra"] if best else 0))
    return int(half_up(places)) if chosen["quota_rounding"] == "half_up" else floor(places)


def unit_statuses(tables: Tables, chosen: Settings | None = None) -> dict[str, dict]:
    """Every unit that follows no other."""
    return {
        unit["unit_id"]: unit_status(unit, tables, chosen)
        for unit in tables["units"]
        if not unit.get("follows_unit")
    }


def unit_figures(tables: Tables, chosen: Settings) -> dict[str, dict]:
    """Every unit with its figures; a follower bears those of the unit that it follows, without its score."""
    statuses = unit_statuses(tables, chosen)
    headcounts = headcount_by_unit(tables, chosen)
    formula = formula_figures(statuses, headcounts, chosen)
    rank = ranks(statuses)
    best = best_units(statuses, tables.get("decisions", []), chosen)
    figures = {}
    for unit in tables["units"]:
        unit_id, source = unit["unit_id"], unit.get("follows_unit") or unit["unit_id"]
        leads = source == unit_id
        figures[unit_id] = statuses[source] | {
            "unit_id": unit_id,
            "score_total": statuses[source]["score_total"] if leads else None,
            "formula": formula.get(source),
            "rank": rank.get(unit_id),
            "mean_bonus": bonus_per_head(statuses[source], formula.get(source), chosen),
            "gap": number(unit.get("bonus_gap")) or chosen["bonus_gap"],
            "headcount": headcounts[unit_id],
            "best": unit_id in best,
            "excellent_places": excellent_places(headcounts[unit_id], unit_id in best, chosen),
            "chief_barred": statuses[source]["failed"] or statuses[source]["review"] != "satisfied",
        }
    return figures


# ── service ──────────────────────────────


def year_of_service(rows: list[Row], home: str, year: int) -> list[str | None]:
    """Day by day of the year, the unit that the person stood in, or None."""
    service = [row for row in rows if row.get("reason") != "sick_leave"]
    first, length = date(year, 1, 1), 365 + calendar.isleap(year)
    if not service:
        return [home] * length
    days: list[str | None] = [None] * length
    for row in service:
        for day in _days(row, first, length):
            if days[day] is not None:
                raise ValueError(f"{row['person_id']}: service spells overlap")
            days[day] = row["unit_id"]
    return days


def _days(row: Row, first: date, length: int) -> range:
    start = (date.fromisoformat(row["start"]) - first).days
    end = (date.fromisoformat(row["end"]) - first).days if row["end"] else length - 1
    return range(max(start, 0), min(end, length - 1) + 1)


def days_between(rows: list[Row], year: int) -> dict[str, list[date]]:
    """Of each service row, by its start, the days of the year between it and the row before it that no row covers."""
    first, length = date(year, 1, 1), 365 + calendar.isleap(year)
    service = sorted((row for row in rows if row.get("reason") != "sick_leave"), key=lambda row: row["start"])
    sick = {day for row in rows if row.get("reason") == "sick_leave" for day in _days(row, first, length)}
    found = {}
    for before, after in pairwise(service):
        between = {"start": before["end"] or f"{year}-12-31", "end": after["start"]}
        inside = set(_days(between, first, length)) - sick
        edges = {(date.fromisoformat(day) - first).days for day in between.values()}
        if inside - edges:
            found[after["start"]] = [first + timedelta(day) for day in sorted(inside - edges)]
    return found


def _months(year: int) -> list[range]:
    first = date(year, 1, 1)
    starts = [(date(year, month, 1) - first).days for month in range(1, 13)]
    ends = [*starts[1:], (date(year, 12, 31) - first + timedelta(1)).days]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def counting_months(rows: list[Row], year: int) -> list[range]:
    """The days of each month that sick leave does not cover from end to end."""
    first, length = date(year, 1, 1), 365 + calendar.isleap(year)
    sick = {day for row in rows if row.get("reason") == "sick_leave" for day in _days(row, first, length)}
    return [month for month in _months(year) if not set(month) <= sick]


def months_by_unit(rows: list[Row], home: str, chosen: Settings) -> dict[str, Fraction]:
    """How many months of the year the person has in each unit, by the month rule chosen."""
    if not rows:
        return {home: Fraction(12)}
    days = year_of_service(rows, home, chosen["year"])
    months = counting_months(rows, chosen["year"])
    if chosen["month_rule"] == "by_day":
        counted = Counter(days[day] for month in months for day in month if days[day])
        return {unit_id: Fraction(12 * count, len(days)) for unit_id, count in counted.items()}
    pick = _first_held if chosen["month_rule"] == "payroll" else _mid_month
    counted = Counter(unit_id for month in months if (unit_id := pick(days, month)))
    return {unit_id: Fraction(count) for unit_id, count in counted.items()}


def _first_held(days: list[str | None], month: range) -> str | None:
    return next((days[day] for day in month if days[day]), None)


def _mid_month(days: list[str | None], month: range) -> str | None:
    return days[month[15]]


def headcount_by_unit(tables: Tables, chosen: Settings) -> Counter:
    """People of each unit in service on the last day of the year."""
    spells = _by(tables.get("spells", []), "person_id")
    return Counter(
        person["unit_id"]
        for person in tables["people"]
        if year_of_service(spells.get(person["person_id"], []), person["unit_id"], chosen["year"])[-1]
    )


# ── a person ──────────────────────────────


def disciplined(person: Row, rows: list[Row], year: int) -> bool:
    """Whether a third is withheld, for one cause or for several."""
    counted = [row for row in rows if date.fromisoformat(row["date"]).year == year]
    punished = any(row["kind"] in {"party", "administrative"} and int(row["count"]) >= 1 for row in counted)
    called = sum(int(row["count"]) for row in counted if row["kind"] == "accountability")
    return punished or called >= 2 or person.get("grade") == "unfit"


def deviations(people: list[Row], units: dict[str, dict], chosen: Settings) -> dict[str, Fraction]:
    """Everybody's own deviation for a whole year; without a score, or all scores equal, zero."""
    if chosen["individual"] == "equal":
        return {}
    result: dict[str, Fraction] = {}
    for unit_id, group in _by(people, "unit_id").items():
        scores = {person["person_id"]: number(person["score"]) for person in group if person.get("score")}
        if len(set(scores.values())) < 2:
            continue
        step = units[unit_id]["gap"] / (max(scores.values()) - min(scores.values()))
        centre = _mean(list(scores.values()))
        result |= {person_id: step * (score - centre) for person_id, score in scores.items()}
    return result


def unit_part(months: dict[str, Fraction], home: str, units: dict[str, dict]) -> Fraction:
    """The year-end unit's bonus for all months, or month by month where passed and failed units mix."""
    if not months:
        return Fraction(0)
    if len({units[unit_id]["failed"] for unit_id in [*months, home]}) == 1:
        return units[home]["mean_bonus"] * sum(months.values()) / 12
    return sum((units[unit_id]["mean_bonus"] * count / 12 for unit_id, count in months.items()), Fraction(0))


def person_figures(
    person: Row, tables: dict[str, dict[str, list[Row]]], context: tuple[dict, dict, Settings]
) -> dict:
    """One person's amounts, in fen where they are paid."""
    units, own_deviations, chosen = context
    person_id, home = person["person_id"], person["unit_id"]
    months = months_by_unit(tables["spells"].get(person_id, []), home, chosen)
    served = sum(months.values(), Fraction(0))
    withheld = disciplined(person, tables["discipline"].get(person_id, []), chosen["year"])
    part = unit_part(months, home, units)
    deviation = own_deviations.get(person_id, Fraction(0)) * served / 12
    leads = person["position"] in {"chief", "leader"}
    yearly = (number(person.get("leader_bonus_yearly")) if leads else None) or Fraction(0)
    if chosen["staff_targets_cover"] == "both" and units[home]["no_staff_targets"]:
        yearly *= chosen["staff_target_factor"]

    def paid(keep: Fraction) -> tuple[Fraction, Fraction]:
        """Target and leader's bonus where so much is kept."""
        if units[home]["untargeted"]:
            return Fraction(0), Fraction(0)
        target = half_up(max((part + deviation) * keep, Fraction(0)), 2)
        by_hand = number(person.get("allocated"))
        return target if by_hand is None else by_hand, half_up(yearly * served / 12 * keep, 2)

    target, leader = paid(1 - chosen["discipline_share"] if withheld else Fraction(1))
    target_due, leader_due = paid(Fraction(1))
    return {
        "person_id": person_id,
        "unit_id": home,
        "months_served": served,
        "months": months,
        "unit_part": part,
        "deviation": deviation,
        "disciplined": withheld,
        "target_bonus": target,
        "leader_bonus": leader,
        "payable": target + leader,
        "target_withheld": target_due - target,
        "leader_withheld": leader_due - leader,
    }


def compute(tables: Tables, chosen: Settings | None = None) -> tuple[list[dict], list[dict]]:
    """(people, units), each by identifier, with exact fractions."""
    chosen = chosen or settings()
    units = unit_figures(tables, chosen)
    grouped = {name: _by(tables.get(name, []), "person_id") for name in ("spells", "discipline")}
    context = (units, deviations(tables["people"], units, chosen), chosen)
    people = [person_figures(person, grouped, context) for person in tables["people"]]
    served: Counter = Counter()
    for person in people:
        served[person["unit_id"]] += person["months_served"]
    for unit_id, unit in units.items():
        unit["pool"] = half_up(unit["mean_bonus"] * served[unit_id] / 12, 2)
    return (
        sorted(people, key=lambda person: person["person_id"]),
        sorted(units.values(), key=lambda unit: unit["unit_id"]),
    )


# ── writing ──────────────────────────────


def _six(value: Fraction | None) -> str:
    return "" if value is None else text(value, 6)


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else text(value, 6)


def people_rows(people: list[dict]) -> list[Row]:
    """The people as they are written: months whole or with six places, money with two."""
    return [
        {
            "person_id": person["person_id"],
            "unit_id": person["unit_id"],
            "months_served": _plain(person["months_served"]),
            "target_bonus": text(person["target_bonus"], 2),
            "leader_bonus": text(person["leader_bonus"], 2),
            "payable": text(person["payable"], 2),
        }
        for person in people
    ]


def unit_rows(units: list[dict]) -> list[Row]:
    """The units as they are written: unrounded figures with six places."""
    return [
        {
            "unit_id": unit["unit_id"],
            "score_total": _six(unit["score_total"]),
            "rank": str(unit["rank"] or ""),
            "failed": str(unit["failed"]).lower(),
            "mean_bonus": _six(unit["mean_bonus"]),
            "headcount": str(unit["headcount"]),
            "excellent_places": str(unit["excellent_places"]),
        }
        for unit in units
    ]


def write_rows(rows: list[Row], file: object) -> None:
    """Rows as CSV with their own keys for a header."""
    writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _save(rows: list[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(rows, file)


def main(arguments: list[str] | None = None) -> None:
    """Read a folder, compute it, write or print people.csv."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="pairs")
    parser.add_argument("--people", type=Path, help="write the people here instead of printing them")
    parser.add_argument("--units", type=Path, help="write the units here as well")
    options = parser.parse_args(arguments)
    people, units = compute(read_county(options.folder), settings(*options.pairs))
    if options.units:
        _save(unit_rows(units), options.units)
    if options.people:
        _save(people_rows(people), options.people)
    else:
        write_rows(people_rows(people), sys.stdout)


if __name__ == "__main__":
    main()
