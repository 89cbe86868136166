"""The proof of quotas: the rules' figures, row by row, checked by other arithmetic than theirs.

A rule says how many places a unit has; this says whether that follows from what the rule names: the ratio is the sum of
its parts, the exact places are headcount times ratio, whole places stand less than one from them, as many are nominated
as people are marked, and nobody is nominated who cannot be. A row may report its headcount and nominees in place of listing
people. Where something fails the row says so, in words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from payout.findings import Finding
from payout.rules.policy.quota import FIGURES, Ceiling, Nominee, Places, Quota, Reason
from payout.text import NOTHING, Text, show_number, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.compiled.result import Result
    from payout.rules.policy.quota import QuotaPlan

NOT_COUNTED = Text("不计入人数", "not counted in the headcount")


def prove(result: Result, plan: QuotaPlan) -> Quota:
    """The proof of a batch's quotas. The batch must have been computed without errors."""
    nominees = tuple(_nominees(result, plan))
    labels = {figure: _reason(result, plan.level, getattr(plan, figure)) for figure in FIGURES}
    if plan.counted:
        labels["counted"] = _reason(result, plan.people, plan.counted)
    settings = {setting.name: setting.value for setting in result.settings}
    return Quota(
        plan=plan,
        labels=labels,
        adjustments=tuple(_reason(result, plan.level, name) for name in plan.adjustments),
        mode=settings.get(plan.rounding, ""),
        rows=tuple(_rows(result, plan, nominees)),
        nominees=nominees,
        ceilings=tuple(_ceilings(result, plan)),
    )


def _reason(result: Result, level: str, name: str) -> Reason:
    field = result.frames[level].field(name)
    return Reason(field.label, field.clause)


def _numbers(result: Result, level: str, name: str) -> list[Fraction]:
    """A column as fractions, each distinct one made once; missing is nothing."""
    values: Any = result.frames[level].table[name].array
    below = values.denominators
    ratios = [
        *zip(
            values.numerators.tolist(),
            [below] * len(values) if isinstance(below, int) else below.tolist(),
            strict=True,
        )
    ]
    made = {ratio: Fraction(*ratio) for ratio in dict.fromkeys(ratios)}
    return [made[ratio] for ratio in ratios]


def _flags(result: Result, level: str, name: str) -> np.ndarray:
    values = result.frames[level].table[name].array
    return np.asarray(values.fillna(False), dtype=bool)


def _absent(result: Result, level: str, name: str) -> np.ndarray:
    return np.asarray(result.frames[level].table[name].array.isna(), dtype=bool)


def _untold(reason: Reason) -> Reason:
    """Say that a bar cannot be told, because something that it rests on is blank."""
    label = Text(f"{reason.label.zh}:所依据的有空格,不能判断", f"{reason.label.en}: it rests on a blank cell")
    return Reason(label, reason.clause)


def _names(result: Result, plan: QuotaPlan) -> list[str]:
    """What people call each row: its name, or the word of its key."""
    frame = result.frames[plan.level]
    column = plan.name or frame.key
    if not column:
        return result.frames[plan.level].names()
    words = frame.field(column).options
    return [words.get(str(value), str(value)) for value in frame.table[column].astype(object)]


def _places_of(result: Result, plan: QuotaPlan) -> np.ndarray:
    """The position, for each person, of the row whose places they take; -1 of none."""
    return result.positions(plan.people, plan.level)


def _nominees(result: Result, plan: QuotaPlan) -> Iterator[Nominee]:
    if not plan.people:
        return
    of, owners = result.frames[plan.level].names(), _places_of(result, plan)
    bars = [(_reason(result, plan.people, name), _flags(result, plan.people, name)) for name in plan.barred]
    bars += [
        (_untold(reason), _absent(result, plan.people, name))
        for (reason, _), name in zip(bars, plan.barred, strict=True)
    ]
    if plan.counted:
        reason = Reason(NOT_COUNTED, result.frames[plan.people].field(plan.counted).clause)
        bars.append((reason, ~_flags(result, plan.people, plan.counted)))
    nominated = np.flatnonzero(_flags(result, plan.people, plan.nominated))
    keys = result.frames[plan.people].names(nominated)
    for row, key, name in zip(nominated, keys, _called(result, plan.people, nominated), strict=True):
        owner = of[owners[row]] if owners[row] >= 0 else ""
        yield Nominee(key, owner, tuple(reason for reason, flags in bars if flags[row]), name)


def _called(result: Result, level: str, rows: np.ndarray) -> list[str]:
    """The names of people; blank where a level bears none."""
    frame = result.frames[level]
    name = next((field.name for field in frame.fields if field.personal and field.kind == "text"), "")
    if not name:
        return [""] * len(rows)
    return [text_of(one) for one in frame.table[name].array[rows]]


def _rows(result: Result, plan: QuotaPlan, nominees: tuple[Nominee, ...]) -> Iterator[Places]:
    columns = {figure: _numbers(result, plan.level, getattr(plan, figure)) for figure in FIGURES}
    adjustments = [_numbers(result, plan.level, name) for name in plan.adjustments]
    shares, pool_exact, pool_taken = _pool(result, plan, columns)
    kinds = _kinds(result, plan)
    nominated = Counter(nominee.of for nominee in nominees)
    barred = Counter(nominee.of for nominee in nominees if nominee.reasons)
    counted = _counted(result, plan)
    absent, unsaid = (_absent(result, plan.level, name) for name in (plan.places, plan.taken))
    reported = (
        _flags(result, plan.level, plan.reported) if plan.reported else np.zeros(len(absent), dtype=bool)
    )
    names = zip(result.frames[plan.level].names(), _names(result, plan), strict=True)
    for row, (key, name) in enumerate(names):
        if absent[row] and not nominated[key] and not columns["taken"][row]:
            continue  # it takes no part: it has no places, and nobody takes one
        figures = {figure: values[row] for figure, values in columns.items()}
        if reported[row] and unsaid[row]:  # nominees are not reported yet: all places are left
            figures["left"] = figures["places"]
        found = Places(
            key=key,
            name=name,
            adjustments=tuple(values[row] for values in adjustments),
            **figures,
            reported=bool(reported[row]),
            shares=bool(shares[row]),
            pool_exact=pool_exact[row],
            pool_taken=pool_taken[row],
            kinds=kinds[row],
            barred=barred[key],
            faults=(),
        )
        heads = None if counted is None else counted[row]
        faults = tuple(_faults(found, heads, nominated[key] if plan.people else None))
        yield replace(found, faults=faults) if faults else found


def _pool(
    result: Result, plan: QuotaPlan, columns: Mapping[str, list[Fraction]]
) -> tuple[np.ndarray, list[Fraction], list[Fraction]]:
    if plan.pool is None:
        return np.zeros(len(columns["exact"]), dtype=bool), columns["exact"], columns["taken"]
    return (
        _flags(result, plan.level, plan.pool.shares),
        _numbers(result, plan.level, plan.pool.exact),
        _numbers(result, plan.level, plan.pool.taken),
    )


def _kinds(result: Result, plan: QuotaPlan) -> list[tuple[tuple[Fraction, Fraction], ...]]:
    """The exact and the whole places of each kind, for each row whose kinds are rounded apart."""
    rows = len(result.frames[plan.level].table)
    if plan.kinds is None:
        return [()] * rows
    apart = _flags(result, plan.level, plan.kinds.apart)
    exact = zip(*(_numbers(result, plan.level, name) for name in plan.kinds.exact), strict=True)
    places = zip(*(_numbers(result, plan.level, name) for name in plan.kinds.places), strict=True)
    pairs = zip(exact, places, strict=True)
    return [
        tuple(zip(*pair, strict=True)) if held else ()
        for pair, held in zip(pairs, apart.tolist(), strict=True)
    ]


def _is_rounding(row: Places) -> bool:
    """Whether whole places stand less than one from the exact ones: of each kind where these are apart, and then in sum."""
    pairs = row.kinds or ((row.pool_exact, row.places),)
    exact, places = (sum(figures, Fraction(0)) for figures in zip(*pairs, strict=True))
    summed = exact == row.pool_exact and places == row.places
    return summed and all(whole.denominator == 1 and abs(whole - due) < 1 for due, whole in pairs)


def _counted(result: Result, plan: QuotaPlan) -> list[int] | None:
    if not plan.counted:
        return None
    owners = _places_of(result, plan)[_flags(result, plan.people, plan.counted)]
    rows = len(result.frames[plan.level].table)
    return [int(heads) for heads in np.bincount(owners[owners >= 0], minlength=rows)]


def _faults(row: Places, counted: int | None, nominated: int | None) -> Iterator[Text]:
    """Say where the figures of a row do not follow from each other."""
    if row.ratio != row.base_ratio + sum(row.adjustments, Fraction(0)):
        yield Text("执行比例不等于基本比例加各项调整", "the ratio is not the sum of its parts")
    if row.exact != row.headcount * row.ratio:
        yield Text("应得名额不等于人数乘比例", "the exact places are not headcount times ratio")
    if not row.shares and (row.pool_exact, row.pool_taken) != (row.exact, row.taken):
        yield Text("不合并的单位取了合并数", "a unit that shares no places has those of a pool")
    if not _is_rounding(row):
        yield Text("名额不是应得名额的取整", "the places are no rounding of the exact places")
    if row.left != row.places - row.pool_taken:
        yield Text("剩余名额不等于名额减提名人数", "the places left are not places less nominees")
    if row.reported:
        if counted or nominated:
            yield Text("报了人数又列了人员", "a headcount is reported and people are listed as well")
        return
    if counted is not None and row.headcount != counted:
        yield Text("人数与计入人数的人员不符", "the headcount is not the number of people counted")
    if nominated is not None and row.taken != nominated:
        yield Text("提名人数与被提名的人员不符", "the nominees are not the people nominated")


def _ceilings(result: Result, plan: QuotaPlan) -> Iterator[Ceiling]:
    if plan.ceiling is None:
        return
    level = plan.ceiling.level
    names = [
        _numbers(result, level, getattr(plan.ceiling, figure))
        for figure in ("headcount", "exact", "places", "granted")
    ]
    whole = not result.frames[level].identity  # the one row of all
    for key, *figures in zip(result.frames[level].names(), *names, strict=True):
        yield Ceiling("" if whole else key, *figures)


def quota_findings(
    quota: Quota, checks: Sequence[BuiltCheck] = (), findings: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """What does not hold of a proof, as findings, so that `check` and `run` name what `quota` ends with 5 for. Nothing here forbids a run.

    A row that is told already by a check of the policy that reads the same figure is not told again.
    """
    plan = quota.plan
    told = _told(checks, findings, {(plan.level, plan.left)})
    barred = _told(checks, findings, {(plan.people, name) for name in plan.barred})
    for row in quota.rows:
        yield from (_of_row("W341", quota, row, fault) for fault in row.faults)
        if row.left < 0 and f"{plan.level} {row.key}" not in told:
            taken, places = (show_number(value) for value in (row.pool_taken, row.places))
            words = Text(
                f"提名优秀 {taken} 人,超过名额 {places} 个",
                f"{taken} are nominated, there are {places} places",
            )
            yield _of_row("W342", quota, row, words, FEWER)
    for nominee in quota.nominees:
        if nominee.reasons and f"{plan.people} {nominee.key}" not in barred:
            yield _of_nominee(plan, nominee)
    yield from (_of_ceiling(quota, ceiling) for ceiling in quota.ceilings if ceiling.broken)


def _told(
    checks: Sequence[BuiltCheck], findings: Sequence[Finding], figures: set[tuple[str, str]]
) -> set[str]:
    """The rows that the policy's own checks of these figures found."""
    codes = {check.code for check in checks if figures & set(check.reads)}
    return {found.subject for found in findings if found.code in codes}


def _of_row(code: str, quota: Quota, row: Places, problem: Text, fix: Text = NOTHING) -> Finding:
    return Finding(
        code,
        "warning",
        problem,
        subject=f"{quota.plan.level} {row.key}",
        called=row.name if row.name != row.key else "",
        clause=quota.labels["places"].clause,
        fix=fix,
    )


def _of_nominee(plan: QuotaPlan, nominee: Nominee) -> Finding:
    zh = "、".join(reason.label.zh for reason in nominee.reasons)
    en = ", ".join(reason.label.en for reason in nominee.reasons)
    return Finding(
        "W343",
        "warning",
        Text(f"不得评优而提名优秀:{zh}", f"nominated, and cannot be: {en}"),
        subject=f"{plan.people} {nominee.key}",
        clause=nominee.reasons[0].clause,
        fix=Text("改正等次", "correct the grade"),
    )


def _of_ceiling(quota: Quota, ceiling: Ceiling) -> Finding:
    most, given = (show_number(value) for value in (ceiling.places, ceiling.granted))
    level = "" if quota.plan.ceiling is None else quota.plan.ceiling.level
    return Finding(
        "W340",
        "warning",
        Text(f"核定名额 {given} 个,超过上限 {most} 个", f"{given} places are given, the ceiling is {most}"),
        subject=f"{level} {ceiling.key}".strip(),
        clause=quota.labels["places"].clause,
        expected=Text(f"不超过 {most} 个", f"at most {most}"),
        fix=FEWER,
    )


FEWER = Text("减少优秀等次,或经批准提高比例", "grade fewer excellent, or have a higher ratio approved")
