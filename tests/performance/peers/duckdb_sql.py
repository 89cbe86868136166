"""DuckDB: one SQL statement over views of the files' rows, in memory. A division is a DOUBLE there."""

import duckdb

NEEDS = "duckdb"
TABLES = ("units", "people", "stints")
AMOUNTS = """
with spread as (
    select max(score) - min(score) as width, avg(score) as mean from units where in_spread
),
own as (
    select u.unit, failed, lacks_targets, gap, follows,
        least(
            case when not assessed then 1.1 * 7000.0 when in_spread then 7000 + 800 / width * (score - mean) end,
            case review when 2 then 0.8 * 7000 when 1 then 0.9 * 7000 end,
            case when failed then 0.6 * 7000 end
        ) * case when staff_targets then 1 else 0.8 end as bonus
    from units u, spread
),
paid as (
    select o.unit, o.gap, s.failed, s.lacks_targets,
        case when s.lacks_targets or s.bonus is null then 0 else s.bonus end as bonus
    from own o join own s on s.unit = case when o.follows >= 0 then o.follows else o.unit end
),
served as (
    select t.person, sum(months) as months, sum(bonus * months / 12) as part, bool_or(failed) as some_failed,
        bool_and(failed) as all_failed
    from stints t join paid using (unit) group by t.person
),
scored as (
    select unit, avg(score) as mean, max(score) - min(score) as width
    from people where score is not null group by unit
),
gross as (
    select p.person, staff, leader_yearly, u.lacks_targets, coalesce(months, 0) as months,
        case when disciplined then 2.0 / 3 else 1 end as kept,
        case when (coalesce(some_failed, false) or u.failed) and not (coalesce(all_failed, true) and u.failed)
            then part else u.bonus * coalesce(months, 0) / 12 end as unit_part,
        coalesce(case when width > 0 then gap / width * (p.score - mean) end, 0) * coalesce(months, 0) / 12 as deviation
    from people p join paid u on u.unit = p.unit
    left join served on served.person = p.person
    left join scored on scored.unit = p.unit
)
select
    round(greatest(case when lacks_targets then 0 else unit_part + deviation end * kept, 0), 2) as target,
    round(case when staff or lacks_targets then 0 else coalesce(leader_yearly, 0) * months / 12 * kept end, 2) as leader
from gross order by person
"""


def prepare(folder):
    """A database in memory that holds the tables."""
    database = duckdb.connect()
    for name in TABLES:
        database.from_parquet(str(folder / f"{name}.parquet")).create(name)
    return database


def compute(database):
    """Both amounts of everybody."""
    found = database.execute(AMOUNTS).fetchnumpy()
    return found["target"].astype(float), found["leader"].astype(float)
