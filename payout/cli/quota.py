"""`payout quota`: the places for excellent grades, proved unit by unit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import (
    given_options,
    input_argument,
    json_option,
    lang_option,
    mapping_record,
    point_record,
    policy_of,
    policy_option,
    print_changes,
    print_findings,
    print_json,
    print_mapping,
    print_not_provided,
    print_open_points,
    print_year,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.speaking import Misused, Spoken
from payout.findings import errors
from payout.text import Text, show_number

if TYPE_CHECKING:
    from payout.cli.common import GivenOptions
    from payout.rules.compiled.result import Result
    from payout.rules.policy.quota import Ceiling, Nominee, Places, Quota
    from payout.text import Language


@click.command(name="quota", cls=Spoken)
@input_argument
@policy_option
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    help="把核定表写成工作簿(quota.xlsx)。 | Write the proof as a workbook (quota.xlsx).",
)
@click.option("--force", is_flag=True, help="替换已有的文件。 | Replace a file that is there.")
@given_options
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    out: Path | None,
    force: bool,
    given: GivenOptions,
    lang: Language,
    as_json: bool,
) -> int:
    """Prove the places for excellent grades in SOURCE: headcount, ratio, places, nominees, ceiling.

    Ends with 5 where a quota is broken, somebody is nominated who cannot be, or people must decide first.

    ----
    核定 SOURCE 中的优秀名额:人数、比例、名额、提名和上限。

    名额不符、提名了不得评优的人、或有事项待决定时,退出码为 5。

    \b
    Example:
      payout quota county.xlsx --policy county_target_bonus --out quota.xlsx
    """
    from payout.archive import whole_file
    from payout.batch import compute
    from payout.outputs import write_quota_workbook
    from payout.rules.tree import LanguageError

    if out is not None and out.exists() and not force:
        raise Misused(
            Text(
                f"{out.name} 已存在:换一个名字,或加 --force。",
                f"{out.name} exists: name another file, or add --force.",
            )
        )
    found, said = given.over(policy_of(policy))
    if found.card.quota is None:
        raise LanguageError(
            f"{found.card.id} gives no places: its policy.toml has no [quota]",
            f"办法 {found.card.id} 不核定名额:其 policy.toml 没有 [quota]",
        )
    with stages(lang) as progress:
        result = compute(source, found, progress, expects=said.expects, mapping=said.mapping).result
    quota = result.quota
    if out is not None and quota is not None:
        with whole_file(out) as path:
            write_quota_workbook(result, path, lang=lang)
    _tell(result, out, lang, as_json=as_json)
    if errors(result.findings) or quota is None:
        return INPUT
    return CONTROL if quota.broken or result.open_points else OK


def _tell(result: Result, out: Path | None, lang: Language, *, as_json: bool) -> None:
    """Print what is wrong, how the batch was read, and the proof."""
    wrong, quota = errors(result.findings), result.quota
    if wrong or as_json:
        print_findings(wrong, lang)
    print_year(result, lang)
    print_changes(result.settings, lang)
    print_mapping(result, lang)
    if result.open_points and not wrong:
        print_open_points(result.open_points, lang)
    if as_json:
        print_json(
            {
                **({} if quota is None else record(quota, lang)),
                "open_points": [point_record(point, lang) for point in result.open_points],
                "findings": [finding.record(lang) for finding in wrong],
                "not_provided": dict(result.not_provided),
                "mapping": mapping_record(result, lang),
            }
        )
    elif quota is not None:
        _print(quota, out, lang)
        print_not_provided(result.not_provided, lang)


def record(quota: Quota, lang: Language) -> dict[str, object]:
    """The proof as plain values; figures are exact decimals or fractions, as text."""
    return {
        "holds": not quota.broken,
        "rounding": quota.mode,
        "clauses": {name: reason.clause for name, reason in quota.labels.items()},
        "rows": [_row(quota, row, lang) for row in quota.rows],
        "nominees": [_nominee(nominee, lang) for nominee in quota.nominees],
        "ceilings": [_ceiling(ceiling) for ceiling in quota.ceilings],
    }


def _row(quota: Quota, row: Places, lang: Language) -> dict[str, object]:
    figures = (
        "headcount",
        "base_ratio",
        "ratio",
        "exact",
        "places",
        "taken",
        "left",
        "pool_exact",
        "pool_taken",
    )
    adjustments = [
        {"label": reason.label(lang), "clause": reason.clause, "value": show_number(value)}
        for reason, value in zip(quota.adjustments, row.adjustments, strict=True)
    ]
    return {
        "key": row.key,
        "name": row.name,
        **{figure: show_number(getattr(row, figure)) for figure in figures},
        "adjustments": adjustments,
        "shares_places": row.shares,
        "barred": row.barred,
        "faults": [fault(lang) for fault in row.faults],
        "holds": not row.broken,
    }


def _nominee(nominee: Nominee, lang: Language) -> dict[str, object]:
    reasons = [{"label": reason.label(lang), "clause": reason.clause} for reason in nominee.reasons]
    return {"key": nominee.key, "of": nominee.of, "can_be": not nominee.reasons, "reasons": reasons}


def _ceiling(ceiling: Ceiling) -> dict[str, object]:
    figures = {
        name: show_number(getattr(ceiling, name)) for name in ("headcount", "exact", "places", "granted")
    }
    return {"key": ceiling.key, **figures, "holds": not ceiling.broken}


def _print(quota: Quota, out: Path | None, lang: Language) -> None:
    """Print what is broken, row by row, then ceilings and sums."""
    told = [
        *((_of_row(row, quota), True) for row in quota.rows.at(quota.breaking)),
        *((_of_nominee(nominee), True) for nominee in quota.nominees.at(quota.barred)),
        *((_of_ceiling(ceiling), ceiling.broken) for ceiling in quota.ceilings),
        (_of_all(quota), False),
    ]
    for text, alarm in told:
        click.secho(text(lang), fg="red" if alarm else None)
    click.echo(_verdict(quota)(lang))
    if out is not None:
        click.echo(str(out))


def _verdict(quota: Quota) -> Text:
    """The one verdict, which the exit code says too: rows, and ceilings, that do not hold."""
    rows, tops = len(quota.breaking), sum(one.broken for one in quota.ceilings)
    if not rows and not tops:
        return Text("全部符合", "all hold")
    zh = [f"不符合的 {rows} 行"] * bool(rows) + ["核定名额超过上限"] * bool(tops)
    en = [f"{rows} rows do not hold"] * bool(rows) + ["more places are given than the ceiling allows"] * bool(
        tops
    )
    return Text(",".join(zh), ", ".join(en))


def _of_row(row: Places, quota: Quota) -> Text:
    heads, ratio, exact, places, taken = (
        show_number(value)
        for value in (row.headcount, row.ratio * 100, row.pool_exact, row.places, row.pool_taken)
    )
    clause = quota.labels["places"].clause
    zh = f"{row.key} {row.name}:{heads} 人 × {ratio}%,应得 {exact},名额 {places},提名 {taken},其中不得评优 {row.barred}({clause})"
    en = f"{row.key} {row.name}: {heads} people × {ratio} %, exact {exact}, places {places}, nominated {taken}, barred {row.barred}"
    return Text(
        ";".join([zh, *(fault.zh for fault in row.faults)]),
        "; ".join([f"{en} ({clause})", *(f.en for f in row.faults)]),
    )


def _of_nominee(nominee: Nominee) -> Text:
    from payout.outputs import reasons_text

    zh, en = reasons_text(nominee, "zh"), reasons_text(nominee, "en")
    return Text(f"{nominee.key}({nominee.of})不得评优:{zh}", f"{nominee.key} ({nominee.of}) cannot be: {en}")


def _of_ceiling(ceiling: Ceiling) -> Text:
    heads, most, given = (
        show_number(value) for value in (ceiling.headcount, ceiling.places, ceiling.granted)
    )
    zh = f"地区上限({ceiling.key or '全部'}):{heads} 人,最多 {most} 个,核定 {given} 个"
    return Text(zh, f"ceiling ({ceiling.key or 'all'}): {heads} people, at most {most} places, {given} given")


def _of_all(quota: Quota) -> Text:
    rows = len(quota.rows)
    heads, places, taken = (_sum(quota, figure) for figure in ("headcount", "places", "taken"))
    if quota.shares:  # shared places stand in several rows
        return Text(
            f"共 {rows} 行,{heads} 人,提名 {taken} 人", f"{rows} rows, {heads} people, {taken} nominated"
        )
    zh = f"共 {rows} 行,{heads} 人,名额 {places} 个,提名 {taken} 人"
    return Text(zh, f"{rows} rows, {heads} people, {places} places, {taken} nominated")


def _sum(quota: Quota, figure: str) -> str:
    return show_number(sum((getattr(row, figure) for row in quota.rows), Fraction(0)))
