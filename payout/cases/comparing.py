"""Comparing what came out of a case with what it expects, and with its working."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from payout.cases.case import first_number
from payout.cases.words import but, decimal_of, half_up, near_to, number_of, plain, written_places
from payout.cases.working import calculate
from payout.exact import ExactArray
from payout.findings import errors
from payout.text import Text, is_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.cases.case import Case, Expectation
    from payout.findings import Finding
    from payout.rules.compiled.result import Field, Frame, OpenPoint, Result


def unmet(case: Case, result: Result) -> Iterator[Text]:
    """A message for each expectation that is not met."""
    for expectation in case.expectations:
        got = _difference(expectation, result)
        if got is not None:
            wanted = _said(expectation)
            yield Text(f"应为 {wanted},实为 {got.zh}", f"expected {wanted}, got {got.en}")


def _said(expectation: Expectation) -> str:
    match expectation.kind:
        case "value":
            where = f"{expectation.level} {expectation.key}".strip()
            return f"{where} {expectation.column}={expectation.wanted}"
        case "no findings":
            return "no findings"
        case kind:
            return f"{kind} {expectation.level} {expectation.key}".strip()


def _difference(expectation: Expectation, result: Result) -> Text | None:
    """What came out instead, or None where it is as expected."""
    listed = ", ".join(f"{finding.code} {finding.subject}".strip() for finding in result.findings)
    match expectation.kind:
        case "value":
            return _value_difference(expectation, result)
        case "no findings":
            return Text(listed, listed) if result.findings else None
        case "open":
            points = ", ".join(f"{point.question} {point.subject}" for point in result.open_points)
            met = any(_is_point(expectation, point) for point in result.open_points)
            return None if met else Text(points or "没有待定事项", points or "nothing open")
        case kind:
            met = any(_is_finding(expectation, finding) for finding in result.findings)
            return None if met == (kind == "finding") else Text(listed or "没有问题", listed or "no findings")


def _is_finding(expectation: Expectation, finding: Finding) -> bool:
    named = finding.code in {expectation.level, f"P-{expectation.level}"}
    return named and expectation.key in {"", plain(finding.subject)}


def _is_point(expectation: Expectation, point: OpenPoint) -> bool:
    return (point.question, plain(point.subject)) == (expectation.level, expectation.key)


def unexpected(case: Case, result: Result) -> Iterator[Text]:
    """A message for each error and open point that the case does not name."""
    findings = [expected for expected in case.expectations if expected.kind == "finding"]
    for finding in errors(result.findings):
        if not any(_is_finding(expected, finding) for expected in findings):
            yield Text(f"未预期:{finding.line('zh')}", f"not expected: {finding.line('en')}")
    points = [expected for expected in case.expectations if expected.kind == "open"]
    for point in result.open_points:
        if not any(_is_point(expected, point) for expected in points):
            named = f"{point.question} {point.subject}"
            yield Text(f"未预期的待定事项:{named}", f"an open point that is not expected: {named}")


# ---- values --------------------------------------------------------------------------------------


def _value_difference(expectation: Expectation, result: Result) -> Text | None:
    frame = result.frames.get(expectation.level)
    if frame is None:
        levels = ", ".join(result.frames)
        return Text(f"没有此层级(有 {levels})", f"no such level (there are {levels})")
    if expectation.column not in frame.table.columns:
        return but("没有此列", "no such column", near_to(expectation.column, list(frame.table.columns)))
    rows = rows_named(expectation.key, frame)
    if len(rows) != 1:
        return _not_one(expectation, frame, len(rows))
    field, value = frame.field(expectation.column), frame.table[expectation.column].array[rows[0]]
    if same_value(expectation.wanted, value, field):
        return None
    shown = _shown(value, field)
    return Text(shown or "空", shown or "blank")


def rows_named(key: str, frame: Frame) -> list[int]:
    """The rows of a name; without one, all."""
    if not key:
        return list(range(len(frame.table)))
    return [row for row, name in enumerate(frame.names()) if plain(name) == key] if frame.identity else []


def _not_one(expectation: Expectation, frame: Frame, count: int) -> Text:
    """Say why a value expected is not of one row."""
    if not frame.identity:
        name = expectation.level
        return Text(f"层级 {name} 的行没有名称", f"nothing that names a row: {name} has no key")
    by, near = "/".join(frame.identity), near_to(expectation.key, frame.names())
    if not expectation.key:
        return Text(f"{count} 行(行名为 {by})", f"{count} rows: say which by its {by}")
    if not count:
        return but(f"没有此行(行名为 {by})", f"no row of that name (named by {by})", near)
    return Text(f"{count} 行", f"{count} rows")


def same_value(wanted: str, value: object, field: Field) -> bool:
    """Tell whether a value is the one that is written; an unrounded number with decimals is compared at these."""
    if is_missing(value):
        return not wanted
    if not wanted:
        return False
    if field.kind == "number":
        return _same_number(wanted, _fraction(value), field)
    if field.kind == "flag":
        return wanted in ({"true", "是"} if value else {"false", "否"})
    return wanted in {plain(_shown(value, field)), plain(field.options.get(str(value), ""))}


def _same_number(wanted: str, value: Fraction, field: Field) -> bool:
    expected = number_of(wanted)
    if expected is None or expected == value:
        return expected is not None
    return field.places is None and "." in wanted and half_up(value, written_places(wanted)) == expected


def _fraction(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    return Fraction(str(ExactArray.from_fractions([value]).to_fraction_strings()[0]))  # type: ignore[list-item]


def _shown(value: object, field: Field) -> str:
    """Write a value for a message."""
    if is_missing(value):
        return ""
    if field.kind == "flag":
        return "true" if value else "false"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return decimal_of(_fraction(value)) if field.kind == "number" else str(value)


# ---- working: must come to the first number expected ---------------------------------------------


def miscalculated(case: Case, result: Result) -> Iterator[Text]:
    """A message where the working does not come to the first number expected."""
    expected = first_number(case)
    if not case.working or expected is None:
        return
    worked, places = calculate(case.working), _places_of(expected, result)
    came_to = worked if places is None else half_up(worked, places)
    if came_to != number_of(expected.wanted):
        exact = decimal_of(worked)
        zh = f"算式 {case.working} 得 {exact},预期的是 {expected.wanted}"
        yield Text(zh, f"the working {case.working} comes to {exact}, not {expected.wanted}")


def _places_of(expected: Expectation, result: Result) -> int | None:
    """The decimals that a number is rounded to: its column's, or those written; None: exact."""
    frame = result.frames.get(expected.level)
    field = next((each for each in frame.fields if each.name == expected.column), None) if frame else None
    if field is not None and field.places is not None:
        return field.places
    return written_places(expected.wanted) if "." in expected.wanted else None
