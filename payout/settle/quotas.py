"""The proof of quotas: the rules' figures, row by row, checked by other arithmetic than theirs.

A rule says how many places a unit has; this says whether that follows from what the rule names: the ratio is the sum of
its parts, the exact places are headcount times ratio, whole places stand less than one from them, as many are nominated
as people are marked, and nobody is nominated who cannot be. A row may report its headcount and nominees in place of listing
people. Where something fails the row says so, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from payout.findings import Finding
from payout.rules.policy.made import Made
from payout.rules.policy.quota import FIGURES, Ceiling, Nominee, Places, Quota, Reason
from payout.settle.proof import Proof, Ratios
from payout.text import NOTHING, Text, show_number, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.compiled.result import Positions, Result
    from payout.rules.policy.quota import QuotaPlan

    Flags = NDArray[np.bool_]

NOT_COUNTED = Text("不计入人数", "not counted in the headcount")


def prove(result: Result, plan: QuotaPlan) -> Quota:
    """The proof of a batch's quotas. The batch must have been computed without errors."""
    nominees, owners, barred = _nominees(result, plan)
    proof = _proof(result, plan, owners, owners[barred])
    kept = _taking_part(result, proof)
    faults = [(text, flags[kept]) for text, flags in proof.faults]
    less = np.asarray(proof.figures["left"].above < 0, dtype=bool)[kept]
    breaking = np.logical_or.reduce([less, proof.barred[kept] > 0, *(flags for _, flags in faults)])
    labels = {figure: _reason(result, plan.level, getattr(plan, figure)) for figure in FIGURES}
    if plan.counted:
        labels["counted"] = _reason(result, plan.people, plan.counted)
    settings = {setting.name: setting.value for setting in result.settings}
    return Quota(
        plan=plan,
        labels=labels,
        adjustments=tuple(_reason(result, plan.level, name) for name in plan.adjustments),
        mode=settings.get(plan.rounding, ""),
        rows=_rows(result, proof, kept, faults),
        nominees=nominees,
        ceilings=tuple(_ceilings(result, plan)),
        breaking=np.flatnonzero(breaking),
        barred=barred,
        shares=bool(proof.shares[kept].any()),
    )


def _reason(result: Result, level: str, name: str) -> Reason:
    field = result.frames[level].field(name)
    return Reason(field.label, field.clause)


def _ratios(result: Result, level: str, name: str) -> Ratios:
    """A column as fractions; missing is nothing."""
    values: Any = result.frames[level].table[name].array
    below = values.denominators
    return Ratios(values.numerators.astype(object), below if isinstance(below, int) else below.astype(object))


def _flags(result: Result, level: str, name: str) -> Flags:
    values = result.frames[level].table[name].array
    return np.asarray(values.fillna(False), dtype=bool)


def _absent(result: Result, level: str, name: str) -> Flags:
    return np.asarray(result.frames[level].table[name].array.isna(), dtype=bool)


def _untold(reason: Reason) -> Reason:
    """Say that a bar cannot be told, because something that it rests on is blank."""
    label = Text(f"{reason.label.zh}:所依据的有空格,不能判断", f"{reason.label.en}: it rests on a blank cell")
    return Reason(label, reason.clause)


def _names(result: Result, plan: QuotaPlan, rows: Positions) -> list[str]:
    """What people call rows: their name, or the word of their key."""
    frame = result.frames[plan.level]
    column = plan.name or frame.key
    if not column:
        return frame.names(rows)
    words = frame.field(column).options
    values = frame.table[column].array.take(rows, allow_fill=True)  # a row there is not is called nothing
    return [words.get(str(value), str(value)) for value in values.astype(object)]


def _places_of(result: Result, plan: QuotaPlan) -> Positions:
    """The position, for each person, of the row whose places they take; -1 of none."""
    return result.positions(plan.people, plan.level)


def _nominees(result: Result, plan: QuotaPlan) -> tuple[Made[Nominee], Positions, Positions]:
    """Who is nominated, the row that each takes a place of (-1: of none), and which of them cannot be."""
    if not plan.people:
        none = np.zeros(0, dtype=np.int64)
        return Made(0, lambda _: []), none, none
    bars = [(_reason(result, plan.people, name), _flags(result, plan.people, name)) for name in plan.barred]
    bars += [
        (_untold(reason), _absent(result, plan.people, name))
        for (reason, _), name in zip(bars, plan.barred, strict=True)
    ]
    if plan.counted:
        reason = Reason(NOT_COUNTED, result.frames[plan.people].field(plan.counted).clause)
        bars.append((reason, ~_flags(result, plan.people, plan.counted)))
    nominated = np.flatnonzero(_flags(result, plan.people, plan.nominated))
    owners = _places_of(result, plan)[nominated]
    of_bars = [(reason, flags[nominated]) for reason, flags in bars]

    def make(some: Positions) -> list[Nominee]:
        keys = result.frames[plan.people].names(nominated[some])
        of, names = _owners(result, plan, owners[some])
        reasons = [tuple(reason for reason, flags in of_bars if flags[one]) for one in some.tolist()]
        called = _called(result, plan.people, nominated[some])
        return [Nominee(*one) for one in zip(keys, of, names, reasons, called, strict=True)]

    barred = np.logical_or.reduce([np.zeros(len(nominated), dtype=bool), *(flags for _, flags in of_bars)])
    return Made(len(nominated), make), owners, np.flatnonzero(barred)


def _called(result: Result, level: str, rows: Positions) -> list[str]:
    """The names of people; blank where a level bears none."""
    frame = result.frames[level]
    name = next((field.name for field in frame.fields if field.personal and field.kind == "text"), "")
    if not name:
        return [""] * len(rows)
    return [text_of(one) for one in frame.table[name].array.take(rows)]


def _owners(result: Result, plan: QuotaPlan, rows: Positions) -> tuple[list[str], list[str]]:
    """The keys of rows and what they are called; of none nothing."""
    there = rows >= 0
    known, place = np.unique(rows[there], return_inverse=True)
    found = []
    for texts in (result.frames[plan.level].names(known), _names(result, plan, known)):
        each = np.full(len(rows), "", dtype=object)
        each[there] = np.array(texts, dtype=object)[place]
        found.append(each.tolist())
    return found[0], found[1]


def _proof(result: Result, plan: QuotaPlan, owners: Positions, of_barred: Positions) -> Proof:
    """The columns. `owners`: the rows that nominees take a place of, `of_barred` those of the ones who cannot be."""
    figures = {figure: _ratios(result, plan.level, getattr(plan, figure)) for figure in FIGURES}
    rows = len(result.frames[plan.level].table)
    reported = _flags(result, plan.level, plan.reported) if plan.reported else np.zeros(rows, dtype=bool)
    unsaid = reported & _absent(result, plan.level, plan.taken)
    if unsaid.any():  # nominees are not reported yet: all places are left
        figures["left"] = figures["places"].where(unsaid, figures["left"])
    shares, exact, taken = np.zeros(rows, dtype=bool), figures["exact"], figures["taken"]
    if plan.pool is not None:
        shares = _flags(result, plan.level, plan.pool.shares)
        exact, taken = (_ratios(result, plan.level, name) for name in (plan.pool.exact, plan.pool.taken))
    counted = None
    if plan.counted:
        counted = _count(_places_of(result, plan)[_flags(result, plan.people, plan.counted)], rows)
    adjustments = tuple(_ratios(result, plan.level, name) for name in plan.adjustments)
    apart, kinds = np.zeros(rows, dtype=bool), tuple[tuple[Ratios, Ratios], ...]()
    if plan.kinds is not None:
        apart = _flags(result, plan.level, plan.kinds.apart)
        named = zip(plan.kinds.exact, plan.kinds.places, strict=True)
        kinds = tuple(
            (_ratios(result, plan.level, due), _ratios(result, plan.level, whole)) for due, whole in named
        )
    return Proof(
        plan=plan,
        figures=figures,
        adjustments=adjustments,
        pool_exact=exact,
        pool_taken=taken,
        apart=apart,
        kinds=kinds,
        shares=shares,
        reported=reported,
        counted=counted,
        nominated=_count(owners, rows),
        barred=_count(of_barred, rows),
    )


def _count(owners: Positions, rows: int) -> Positions:
    return np.bincount(owners[owners >= 0], minlength=rows).astype(np.int64)


def _taking_part(result: Result, proof: Proof) -> Positions:
    """The rows but those that have no places, and of which nobody takes one."""
    absent = _absent(result, proof.plan.level, proof.plan.places)
    taken = np.asarray(proof.figures["taken"].above != 0, dtype=bool)
    return np.flatnonzero(~absent | (proof.nominated > 0) | taken)


def _kinds_of(proof: Proof, rows: Positions) -> list[tuple[tuple[Fraction, Fraction], ...]]:
    """The exact and the whole places of each kind, of rows whose kinds are rounded apart."""
    pairs = [[*zip(due.at(rows), whole.at(rows), strict=True)] for due, whole in proof.kinds]
    return [
        tuple(pair[at] for pair in pairs) if held else ()
        for at, held in enumerate(proof.apart[rows].tolist())
    ]


def _rows(
    result: Result, proof: Proof, kept: Positions, faults: Sequence[tuple[Text, Flags]]
) -> Made[Places]:
    def make(some: Positions) -> list[Places]:
        rows, plan = kept[some], proof.plan
        figures = [proof.figures[figure].at(rows) for figure in FIGURES]
        adjustments = zip(*(each.at(rows) for each in proof.adjustments), strict=True)
        columns = zip(
            result.frames[plan.level].names(rows),
            _names(result, plan, rows),
            adjustments if proof.adjustments else [()] * len(rows),
            zip(*figures, strict=True),
            proof.pool_exact.at(rows),
            proof.pool_taken.at(rows),
            _kinds_of(proof, rows),
            rows.tolist(),
            some.tolist(),
            strict=True,
        )
        return [
            Places(
                key=key,
                name=name,
                adjustments=parts,
                **dict(zip(FIGURES, own, strict=True)),
                reported=bool(proof.reported[row]),
                shares=bool(proof.shares[row]),
                pool_exact=exact,
                pool_taken=taken,
                kinds=kinds,
                barred=int(proof.barred[row]),
                faults=tuple(text for text, flags in faults if flags[at]),
            )
            for key, name, parts, own, exact, taken, kinds, row, at in columns
        ]

    return Made(len(kept), make)


def _ceilings(result: Result, plan: QuotaPlan) -> Iterator[Ceiling]:
    if plan.ceiling is None:
        return
    level = plan.ceiling.level
    names = [
        _ratios(result, level, getattr(plan.ceiling, figure)).at(np.arange(len(result.frames[level].table)))
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
    for row in quota.rows.at(quota.breaking):
        yield from (_of_row("W341", quota, row, fault) for fault in row.faults)
        if row.left < 0 and f"{plan.level} {row.key}" not in told:
            taken, places = (show_number(value) for value in (row.pool_taken, row.places))
            words = Text(
                f"提名优秀 {taken} 人,超过名额 {places} 个",
                f"{taken} are nominated, there are {places} places",
            )
            yield _of_row("W342", quota, row, words, FEWER)
    for nominee in quota.nominees.at(quota.barred):
        if f"{plan.people} {nominee.key}" not in barred:
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
