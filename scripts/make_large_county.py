"""Make a large county that is valid, as a folder of Parquet files, for timing and for memory.

    python scripts/make_large_county.py --people 1000000 OUT [--counties 1] [--seed 2012]

Units, transfers, sick leave and so on stand in the same proportion as in the fixtures. Identifiers and
words are strings, numbers are decimals, dates are dates; nothing is drawn row by row.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PEOPLE_PER_UNIT = 27
YEAR_START = int((np.datetime64("2012-01-01") - np.datetime64("1970-01-01")).astype(int))
YEAR_LAST = YEAR_START + 365
MONTH_STARTS = np.array([0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366])
COMPONENTS = {
    "key_functions": 250,
    "general_functions": 180,
    "common": 500,
    "township_review": 30,
    "leader_review": 40,
}
CATEGORIES = ["department", "township", "office"]
SURNAMES = list(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢"
)
GIVEN = list(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉志斌海燕梅鑫婷雪龙飞宇晨浩然佳雨欣"
)
PROJECTS = [
    "文明单位",
    "平安单位",
    "信访工作先进集体",
    "招商引资先进单位",
    "档案管理优秀单位",
    "双拥工作先进单位",
]

Flags = np.ndarray
Whole = np.ndarray


@dataclass(frozen=True)
class Units:
    """What the people need to know of the units: one entry a unit, in order of the identifier."""

    ids: pa.Array
    first: Whole  # first unit of the same county
    count: Whole  # how many units that county has
    passing: Flags  # nothing lowers the unit's figure
    barred: Flags  # the chief cannot be excellent


@dataclass(frozen=True)
class Service:
    """Who moved when, and on what terms: one entry a person."""

    kind: Whole  # 0 whole year, 1 transfer, 2 retired, 3 left, 4 recruited, 5 resettled
    day: Whole  # first day in the new unit, last day, or first day: days after 1 January


# ── columns ──────────────────────────────


def identifiers(prefix: str, numbers: Whole, digits: int) -> pa.Array:
    """Write numbers as identifiers of one length."""
    text = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), digits, "0")
    return pc.binary_join_element_wise(prefix, text, "")


def words(choices: list[str], picks: Whole, blank: Flags | None = None) -> pa.Array:
    """Turn positions into words; blank where asked."""
    return pc.take(pa.array(choices, pa.string()), pa.array(picks, pa.int32(), mask=blank))


def decimals(scaled: Whole, places: int, blank: Flags | None = None) -> pa.Array:
    """Read scaled whole numbers as decimals, without a detour by text or floats."""
    scaled = np.ascontiguousarray(scaled, np.int64)
    halves = np.stack([scaled, scaled >> 63], axis=1)  # 128 bits, little end first
    present = None if blank is None else pa.py_buffer(np.packbits(~blank, bitorder="little"))
    buffers = [present, pa.py_buffer(halves)]
    return pa.Array.from_buffers(pa.decimal128(18, places), len(scaled), buffers)


def days(offsets: Whole) -> pa.Array:
    """Turn days after 1 January of the year into dates."""
    return pa.array((offsets + YEAR_START).astype(np.int32)).cast(pa.date32())


def save(folder: Path, table: str, **columns: pa.Array) -> None:
    """Write one table."""
    pq.write_table(pa.table(columns), folder / f"{table}.parquet")
    print(f"{table:10} {len(next(iter(columns.values()))):>9,}")


# ── units ──────────────────────────────


def make_units(folder: Path, rng: np.random.Generator, number: int, counties: int) -> Units:
    """Write the units with their scores, awards, penalties and vetoes."""
    county = np.arange(number) * counties // number
    first = np.searchsorted(county, county)
    count = np.bincount(county)[county]
    place = np.arange(number) - first
    category, follower = mixture(rng, place, count)
    assessed = (category < 2) & ~follower & (rng.random(number) < 0.98)
    top = leaders_of_county(category, assessed, first)
    plain = ~follower & ~top
    vetoed = plain & (rng.random(number) < 0.02)
    review = np.where(plain, rng.choice(4, number, p=[0.9, 0.05, 0.03, 0.02]), 0)
    untargeted = plain & assessed & (rng.random(number) < 0.01)
    unstaffed = plain & (rng.random(number) < 0.01)
    leader = rng.integers(0, np.maximum(count // 2, 1)) + first
    ids = identifiers("U", np.arange(1, number + 1), 7)
    scored = assessed & ~untargeted
    base, components = make_scores(folder, rng, ids, scored, top)
    save(
        folder,
        "units",
        unit_id=ids,
        unit_name=pc.binary_join_element_wise("单位", ids, ""),
        category=words(CATEGORIES, category),
        assessed=words(["no", "yes"], assessed.astype(int)),
        base_score=decimals(base, 2, ~scored | components),
        review=words(["", "satisfied", "low", "dissatisfied"], review, review == 0),
        has_unit_targets=words(["no"], np.zeros(number, int), ~untargeted),
        has_staff_targets=words(["no"], np.zeros(number, int), ~unstaffed),
        bonus_gap=decimals(rng.choice([400, 500, 600, 800], number) * 100, 2, rng.random(number) < 0.6),
        follows_unit=pc.take(ids, pa.array(leader, pa.int64(), mask=~follower)),
        funding=words(["self"], np.zeros(number, int), ~follower | (rng.random(number) < 0.3)),
        **({"jurisdiction": identifiers("县", county + 1, 4)} if counties > 1 else {}),
    )
    make_awards(folder, rng, ids, scored & ~top)
    make_marks(folder, rng, ids, scored & ~top, vetoed)
    passing = plain & ~vetoed & (review < 2) & ~untargeted & ~unstaffed
    barred = vetoed | (review >= 2)
    barred = np.where(follower, barred[leader], barred)
    return Units(ids, first, count, passing, barred)


def mixture(rng: np.random.Generator, place: Whole, count: Whole) -> tuple[Whole, Flags]:
    """Categories in the fixture's proportion; followers stand in the second half of each county."""
    category = rng.choice(3, len(place), p=[0.79, 0.155, 0.055])
    follower = (place >= (count + 1) // 2) & (rng.random(len(place)) < 0.27)
    return np.where(follower, 0, category), follower


def leaders_of_county(category: Whole, assessed: Flags, first: Whole) -> Flags:
    """Mark the first 12 departments and 3 townships of each county: they lead, so no tie is cut."""
    top = np.zeros(len(category), bool)
    for code, wanted in ((0, 12), (1, 3)):
        able = (category == code) & assessed
        before = np.concatenate([[0], np.cumsum(able)])
        top |= able & (before[:-1] - before[first] < wanted)
    return top


def make_scores(
    folder: Path, rng: np.random.Generator, ids: pa.Array, scored: Flags, top: Flags
) -> tuple[Whole, Flags]:
    """Write component scores for most units; give base scores, all different at the top."""
    number = len(scored)
    place = np.cumsum(top)
    base = np.where(top, 99900 - place % 2000, rng.integers(82000, 94000, number))
    components = scored & ~top & (rng.random(number) < 0.75)
    rows = np.flatnonzero(components)
    limits = np.array(list(COMPONENTS.values())) * 100
    points = (limits * rng.uniform(0.82, 0.95, (len(rows), 5))).astype(np.int64)
    save(
        folder,
        "scores",
        unit_id=pc.take(ids, pa.array(np.repeat(rows, 5))),
        component=words(list(COMPONENTS), np.tile(np.arange(5), len(rows))),
        points=decimals(points.ravel(), 2),
    )
    return base, components


def make_awards(folder: Path, rng: np.random.Generator, ids: pa.Array, able: Flags) -> None:
    """Write honours for two units of three, none twice in the same words."""
    rows = np.repeat(np.flatnonzero(able), 2)
    rows = rows[rng.random(len(rows)) < 0.6]
    project = rng.integers(0, len(PROJECTS), len(rows))
    keep = np.unique(rows * len(PROJECTS) + project, return_index=True)[1]
    rows, project = rows[keep], project[keep]
    scope = np.where(project < 2, 0, rng.choice([1, 2], len(rows), p=[0.85, 0.15]))
    level = rng.choice(4, len(rows), p=[0.5, 0.33, 0.13, 0.04])
    system = (scope < 2) & (level > 0) & (rng.random(len(rows)) < 0.4)
    several = (scope == 1) & system & (rng.random(len(rows)) < 0.15)
    save(
        folder,
        "awards",
        unit_id=pc.take(ids, pa.array(rows)),
        project=words(PROJECTS, project),
        scope=words(["overall", "single", "special"], scope),
        level=words(["county", "city", "province", "ministry"], level, scope == 2),
        system=words(["yes"], np.zeros(len(rows), int), ~system),
        multi_system=words(["yes"], np.zeros(len(rows), int), ~several),
    )


def make_marks(folder: Path, rng: np.random.Generator, ids: pa.Array, able: Flags, vetoed: Flags) -> None:
    """Write penalties and vetoes, one a unit at most."""
    rows = np.flatnonzero(able & (rng.random(len(able)) < 0.08))
    save(
        folder,
        "penalties",
        unit_id=pc.take(ids, pa.array(rows)),
        kind=words(["omitted_targets", "unmet_unlisted", "city_deduction"], rng.integers(0, 3, len(rows))),
        count=decimals(rng.integers(1, 4, len(rows)), 0),
    )
    rows = np.flatnonzero(vetoed)
    matters = ["family_planning", "public_security", "clean_government", "work_safety"]
    save(
        folder,
        "vetoes",
        unit_id=pc.take(ids, pa.array(rows)),
        matter=words(matters, rng.integers(0, 4, len(rows))),
    )


# ── people ──────────────────────────────


def make_people(folder: Path, rng: np.random.Generator, units: Units, number: int) -> None:
    """Write the people with their service, sick leave and discipline."""
    home, rank = homes(rng, len(units.ids), number)
    service = moves(rng, number, units.count[home])
    ids = identifiers("P", np.arange(1, number + 1), 8)
    sick = make_spells(folder, rng, ids, (units, home), service)
    punished = make_discipline(folder, rng, ids)
    heads = np.bincount(home, minlength=len(units.ids))[home]
    position = np.where(rank == 0, 0, np.where(rank <= 1 + heads // 10, 1, 2))
    grade = grades(rng, (home, position), service, punished, units.barred)
    whole = (service.kind == 0) & ~sick
    allocated = (np.bincount(home[~whole], minlength=len(units.ids)) == 0)[home] & units.passing[home]
    allocated &= (heads <= 4) & ((home % 3) == 0)
    yearly = np.where(position == 0, 10800, rng.choice([7800, 8400, 9000], number))
    save(
        folder,
        "people",
        person_id=ids,
        name=names(rng, number),
        unit_id=pc.take(units.ids, pa.array(home)),
        position=words(["chief", "leader", "staff"], position),
        score=decimals(personal_scores(rng, number), 2, rng.random(number) < 0.02),
        leader_bonus_yearly=decimals(yearly * 100, 2, position == 2),
        allocated=decimals(rng.integers(580000, 620001, number), 2, ~allocated),
        grade=grade,
    )


def homes(rng: np.random.Generator, units: int, number: int) -> tuple[Whole, Whole]:
    """Everybody a unit, and a place in it; units are small and large as in the fixture."""
    weights = rng.lognormal(0, 0.85, units)
    sizes = 1 + rng.multinomial(number - units, weights / weights.sum())
    home = np.repeat(np.arange(units), sizes)
    return home, np.arange(number) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def moves(rng: np.random.Generator, number: int, neighbours: Whole) -> Service:
    """Draw who moved, came or went, and on which day."""
    kind = rng.choice(6, number, p=[0.931, 0.026, 0.019, 0.005, 0.015, 0.004])
    kind = np.where((kind == 1) & (neighbours < 2), 0, kind)
    return Service(kind, rng.integers(5, 360, number))


def make_spells(
    folder: Path, rng: np.random.Generator, ids: pa.Array, where: tuple[Units, Whole], service: Service
) -> Flags:
    """Write service and sick leave; give who was sick."""
    units, home = where
    moved = np.flatnonzero(service.kind == 1)
    first, count = units.first[home], units.count[home]
    other = first + (home - first + rng.integers(1, np.maximum(count, 2))) % count
    others = np.flatnonzero(service.kind > 1)
    comes = service.kind[others] >= 4
    sick = (service.kind == 0) & (rng.random(len(home)) < 0.014)
    ill, falls, heals = sick_leave(rng, np.flatnonzero(sick))
    day = service.day
    person = np.concatenate([moved, moved, others, ill])
    unit = np.concatenate([other[moved], home[moved], home[others], home[ill]])
    start = np.concatenate([0 * moved, day[moved], np.where(comes, day[others], 0), falls])
    end = np.concatenate([day[moved] - 1, 0 * moved + 365, np.where(comes, 365, day[others]), heals])
    reason = np.concatenate([0 * moved, 0 * moved, service.kind[others] - 1, 0 * ill + 5])
    reasons = ["transfer", "retired", "left", "recruited", "resettled", "sick_leave"]
    save(
        folder,
        "spells",
        person_id=pc.take(ids, pa.array(person)),
        unit_id=pc.take(units.ids, pa.array(unit)),
        start=days(start),
        end=days(end),
        reason=words(reasons, reason),
    )
    return sick


def sick_leave(rng: np.random.Generator, ill: Whole) -> tuple[Whole, Whole, Whole]:
    """Draw one row each: half of them whole months, the others as it came."""
    months = rng.integers(0, 8, len(ill))
    whole = rng.random(len(ill)) < 0.5
    first = np.where(whole, MONTH_STARTS[months], rng.integers(5, 300, len(ill)))
    after = MONTH_STARTS[months + rng.integers(1, 5, len(ill))]
    return ill, first, np.where(whole, after - 1, first + rng.integers(10, 60, len(ill)))


def make_discipline(folder: Path, rng: np.random.Generator, ids: pa.Array) -> Flags:
    """Write cases of discipline, a few of the year before; give who has one."""
    punished = rng.random(len(ids)) < 0.007
    rows = np.flatnonzero(punished)
    save(
        folder,
        "discipline",
        person_id=pc.take(ids, pa.array(rows)),
        kind=words(["party", "administrative", "accountability"], rng.integers(0, 3, len(rows))),
        count=decimals(rng.integers(1, 3, len(rows)), 0),
        date=days(rng.integers(-20, 366, len(rows))),
    )
    return punished


def grades(
    rng: np.random.Generator,
    post: tuple[Whole, Whole],
    service: Service,
    punished: Flags,
    barred: Flags,
) -> pa.Array:
    """Draw grades, with no more excellent ones than 15 % of those who serve at year end, rounded down."""
    home, position = post
    serving = (service.kind != 2) & (service.kind != 3)
    able = serving & ~punished & ~((position == 0) & barred[home]) & (rng.random(len(home)) < 0.8)
    before = np.cumsum(able) - able
    unit_start = np.searchsorted(home, home)
    turn = before - before[unit_start]
    places = np.bincount(home, serving)[home].astype(int) * 15 // 100
    grade = rng.choice([1, 2, 3], len(home), p=[0.99, 0.009, 0.001])
    grade = np.where(service.kind == 4, 4, np.where(able & (turn < places), 0, grade))
    labels = ["excellent", "competent", "basically_competent", "unfit", "undetermined"]
    return words(labels, grade, ~serving)


def personal_scores(rng: np.random.Generator, number: int) -> Whole:
    """Draw scores out of 100, in hundredths; most end in a round digit."""
    scores = np.clip(rng.normal(8900, 400, number), 6000, 9950).astype(np.int64)
    return scores - scores % rng.choice([1, 10, 50, 100], number)


def names(rng: np.random.Generator, number: int) -> pa.Array:
    """Draw names of two or three characters."""
    second = words([*GIVEN, ""], rng.integers(0, len(GIVEN) + 12, number).clip(max=len(GIVEN)))
    parts = [words(SURNAMES, rng.integers(0, len(SURNAMES), number)), second]
    return pc.binary_join_element_wise(*parts, words(GIVEN, rng.integers(0, len(GIVEN), number)), "")


def main() -> None:
    """Read the command line and write the county."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--counties", type=int, default=1)
    parser.add_argument("--seed", type=int, default=2012)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(options.seed)
    number = max(options.people // PEOPLE_PER_UNIT, options.counties, 1)
    units = make_units(options.folder, rng, number, options.counties)
    make_people(options.folder, rng, units, options.people)


if __name__ == "__main__":
    main()
