"""Polars: lazy expressions over float64."""

import polars as pl

NEEDS = "polars"
YEAR = 12


def prepare(folder):
    """The tables, decimals as float64."""
    numbers = pl.selectors.decimal().cast(pl.Float64)
    return {
        name: pl.read_parquet(folder / f"{name}.parquet").with_columns(numbers)
        for name in ("units", "people", "stints")
    }


def bonus_of_units(units):
    """A unit's bonus per head, of its own or of the unit that it follows."""
    spread = pl.col("score").filter(pl.col("in_spread"))
    formula = 7000 + 800 / (spread.max() - spread.min()) * (pl.col("score") - spread.mean())
    own = pl.when(~pl.col("assessed")).then(1.1 * 7000).when(pl.col("in_spread")).then(formula)
    review = pl.when(pl.col("review") == 2).then(0.8 * 7000).when(pl.col("review") == 1).then(0.9 * 7000)
    failed = pl.when(pl.col("failed")).then(0.6 * 7000)
    rate = pl.when(pl.col("staff_targets")).then(1.0).otherwise(0.8)
    bonus = (
        pl.when(pl.col("lacks_targets")).then(0.0).otherwise(pl.min_horizontal(own, review, failed) * rate)
    )
    source = pl.when(pl.col("follows") >= 0).then(pl.col("follows")).otherwise(pl.col("unit"))
    found = units.with_columns(bonus.alias("bonus"), source.alias("source"))
    standard = found.select(source=pl.col("unit"), paid=pl.col("bonus"), lost="failed", none="lacks_targets")
    return (
        found.select("unit", "gap", "source")
        .join(standard, on="source")
        .select("unit", "gap", "paid", "lost", "none")
    )


def compute(tables):
    """Both amounts of everybody."""
    units = bonus_of_units(tables["units"].lazy())
    part = (pl.col("paid").fill_null(0) * pl.col("months") / YEAR).sum()
    served = (
        tables["stints"]
        .lazy()
        .join(units, on="unit")
        .group_by("person")
        .agg(pl.col("months").sum(), part=part, some=pl.col("lost").any(), every=pl.col("lost").all())
    )
    width = pl.col("score").max().over("unit") - pl.col("score").min().over("unit")
    deviation = pl.when(width > 0).then(
        pl.col("gap") / width * (pl.col("score") - pl.col("score").mean().over("unit"))
    )
    months = pl.col("months").fill_null(0)
    mixed = (pl.col("some").fill_null(value=False) | pl.col("lost")) & ~(
        pl.col("every").fill_null(value=True) & pl.col("lost")
    )
    unit_part = pl.when(mixed).then(pl.col("part")).otherwise(pl.col("paid").fill_null(0) * months / YEAR)
    kept = pl.when(pl.col("disciplined")).then(2 / 3).otherwise(1.0)
    gross = pl.when(pl.col("none")).then(0.0).otherwise(unit_part + deviation.fill_null(0) * months / YEAR)
    leader = (
        pl.when(pl.col("staff") | pl.col("none")).then(0.0).otherwise(pl.col("leader_yearly").fill_null(0))
    )
    found = (
        tables["people"]
        .lazy()
        .join(units, on="unit", how="left")
        .join(served, on="person", how="left")
        .sort("person")
        .select(
            target=pl.max_horizontal(gross * kept, 0.0).round(2, mode="half_away_from_zero"),
            leader=(leader * months / YEAR * kept).round(2, mode="half_away_from_zero"),
        )
        .collect()
    )
    return found["target"].to_numpy(), found["leader"].to_numpy()
