"""A sweep over the days on which values of a policy change: gaps, overlaps, tables of another shape, and whether it runs on each day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from payout.rules.compiled.compiled import build, fault
from payout.rules.compiled.lint_parameters import choice_faults, parameter_faults
from payout.rules.policy.parameters import STATUTES, parsed_toml, show
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.findings import Finding
    from payout.rules.policy.parameters import Parameter, Value
    from payout.rules.policy.policy import Policy

DAY = timedelta(days=1)


@dataclass(frozen=True)
class ChangeOver:
    """A day from which values are others: each with what it was before (None: there was none) and what it is then."""

    day: date
    changes: tuple[tuple[Parameter, Value | None, Value], ...]
    in_force: bool  # not after the policy's day


@dataclass(frozen=True)
class Swept:
    """What a sweep found: the days in order, and what is wrong on some."""

    begins: date | None
    as_of: date
    days: tuple[ChangeOver, ...]
    findings: tuple[Finding, ...]


def sweep(policy: Policy) -> Swept:
    """Go through all days on which a value of a policy, or of its statutes, begins to hold, and the day before each."""
    own = [one for one in policy.parameters.values() if not one.statute]
    begins = min((since for one in own for since, _ in one.history if since is not None), default=None)
    days = sorted(
        {since for one in policy.parameters.values() for since, _ in one.history if since is not None}
    )
    later = [day for day in days if begins is None or day >= begins]
    findings = [
        *(found for one in policy.parameters.values() for found in _of_history(one, begins)),
        *_out_of_order(policy),
    ]
    for day in sorted(
        {near for one in later for near in (one - DAY, one, one + DAY) if begins is None or near >= begins}
    ):
        findings += [one for one in _on(policy, day) if one not in findings]
    return Swept(begins, policy.card.as_of, tuple(_change_over(policy, day) for day in days), tuple(findings))


def at(parameter: Parameter, day: date) -> Value | None:
    """The value that holds on a day; None where none does."""
    held = [value for since, value in parameter.history if since is None or since <= day]
    return held[-1] if held else None


def _change_over(policy: Policy, day: date) -> ChangeOver:
    changes = []
    for one in policy.parameters.values():
        if any(since == day for since, _ in one.history):
            value = at(one, day)
            if value is not None:
                changes.append((one, at(one, day - DAY), value))
    return ChangeOver(day, tuple(changes), day <= policy.card.as_of)


def _of_history(one: Parameter, begins: date | None) -> Iterator[Finding]:
    """Gaps, overlaps and shapes in the history of one parameter."""
    where = f"{_file(one)} {one.name}"
    first = one.history[0][0]
    if first is not None and begins is not None and first > begins:
        yield fault(
            "L440", where, f"自 {begins} 至 {first - DAY} 没有值", f"it has no value from {begins} to {first - DAY}",
            clause=one.clause, fix=("补上此前的值", "state the value that held before"),
        )  # fmt: skip
    for (since, before), (then, after) in pairwise(one.history):
        if since == then:
            yield fault(
                "L441", where, f"自 {then} 起有两个值:{show(before)} 与 {show(after)}",
                f"it has two values from {then}: {show(before)} and {show(after)}",
                clause=one.clause, fix=("只留一个", "keep one"),
            )  # fmt: skip
        if _shape(before) != _shape(after):
            yield fault(
                "L442", where, f"{then} 起表的各项与此前不同", f"from {then} the table has other entries than before",
                clause=one.clause, fix=("逐项核对;确有增减的,在 note 中写明", "look at each entry; say in note what was added or dropped"),
            )  # fmt: skip


def _shape(value: Value) -> object:
    """The entries of a table; bands may have other edges, but not other kinds of ends."""
    if isinstance(value, Mapping):
        return frozenset(value)
    return isinstance(value, tuple)


def _file(one: Parameter) -> str:
    return f"{one.statute}.toml" if one.statute else "parameters.toml"


def _out_of_order(policy: Policy) -> Iterator[Finding]:
    """The values that are listed behind a later one: whoever reads the list takes the last for the one in force."""
    files = {name: data for name, data in policy.files if name == "parameters.toml"}
    files |= {f"{name}.toml": (STATUTES / f"{name}.toml").read_bytes() for name in policy.card.statutes}
    for file, data in files.items():
        for clause, entries in parsed_toml(data, file).items():
            for name, entry in entries.items() if isinstance(entries, dict) else ():
                days = _listed(entry, policy.parameters.get(name))
                if any(a > b for a, b in pairwise(days)):
                    yield fault(
                        "L443", f"{file} {name}", "各值没有按日期先后排列", "its values do not stand in the order of their days",
                        clause=clause, fix=("按日期先后排列", "let them stand in that order"),
                    )  # fmt: skip


def _listed(entry: object, parameter: Parameter | None) -> list[date]:
    """The days of a parameter's values as the file lists them."""
    value = entry.get(parameter.kind) if isinstance(entry, dict) and parameter is not None else None
    rows = value if isinstance(value, list) else ()
    return [row["since"] for row in rows if isinstance(row, dict) and isinstance(row.get("since"), date)]


def _on(policy: Policy, day: date) -> Iterator[Finding]:
    """What is wrong with a policy with the values of a day; one that has none yet is told as a gap."""
    values = {name: _held(one, day) for name, one in policy.parameters.items()}
    then = replace(policy, parameters=values)
    _, broken = build(then)
    for found in (*broken, *parameter_faults(then), *choice_faults(then)):
        said = found.problem
        yield replace(found, problem=Text(f"{day}:{said.zh}", f"on {day}: {said.en}"))


def _held(one: Parameter, day: date) -> Parameter:
    value = at(one, day)
    return one if value is None else replace(one, value=value, default=value)
