"""What the engine makes of a mutant, in a child of its own with limits, and whether that is right."""

from __future__ import annotations

import importlib
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payout.batch import compute
from payout.findings import errors
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.policy.loading import load_policy
from payout.rules.policy.overlays import Overlay
from payout.rules.tree import LanguageError
from scripts.fuzzing.plain import tables_of
from tests.oracle import county

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.batch import ComputedBatch
    from payout.rules.compiled.result import Result
    from payout.rules.policy.policy import Policy
    from scripts.fuzzing.plain import Tables

ROOT = Path(__file__).parents[2]
COUNTY = "county_target_bonus"
SECONDS = 30
GIBIBYTES = 3
BAD = ("crash", "hang", "memory", "wrong")
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Attempt:
    """A mutant: what is computed, with what put over the policy's values, and what was done to it."""

    scheme: str
    source: Path
    told: str
    overlays: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`refused`, `exact`, `unjudged` (the oracle has no words for it), or one of BAD; and why."""

    name: str
    why: str = ""


@cache
def policy_of(scheme: str) -> Policy:
    """The scheme's policy, built and tried once: children find made what is made but once."""
    found = load_policy(ROOT / "policies" / scheme)
    for source in (f"{scheme}.xlsx", "csv"):
        with suppress(FileNotFoundError):
            compute(ROOT / "fixtures" / scheme / source, found)
    return found


def judge(attempt: Attempt) -> Verdict:
    """Compute a mutant in a child with limits of time and memory; what it pays is held against the oracle."""
    policy_of(attempt.scheme)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _as_child(attempt, writer)
    os.close(writer)
    said, in_time = _listen(reader)
    os.close(reader)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if not in_time:
        return Verdict("hang", f"more than {SECONDS} s")
    if not said:
        return Verdict("crash", f"the process ended with status {status}")
    return Verdict(*json.loads(said))


def _listen(reader: int) -> tuple[bytes, bool]:
    until, said = time.monotonic() + SECONDS, b""
    while (left := until - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            more = os.read(reader, 1 << 16)
            if not more:
                return said, True
            said += more
    return said, False


def _as_child(attempt: Attempt, writer: int) -> None:
    size = GIBIBYTES << 30
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    try:
        verdict = _judged(attempt)
    except MemoryError:
        verdict = Verdict("memory", f"more than {GIBIBYTES} GiB")
    except BaseException:  # noqa: BLE001 - whatever it is, it is what a user would have met
        verdict = Verdict("crash", "".join(traceback.format_exception(*sys.exc_info())[-4:]))
    try:
        os.write(writer, json.dumps([verdict.name, verdict.why[-4000:]]).encode())
    finally:
        os._exit(0)


def _judged(attempt: Attempt) -> Verdict:
    try:
        policy = policy_of(attempt.scheme).changed(overlays=[Overlay.read(path) for path in attempt.overlays])
        batch = compute(attempt.source, policy)
    except (LanguageError, PolicyFault) as fault:
        return Verdict("refused", str(fault))
    if batch.refused:
        _told_plainly(batch)
        return Verdict("refused", " ".join(sorted({found.code for found in errors(batch.result.findings)})))
    try:
        expected = _expected(attempt.scheme, tables_of(attempt.source, policy.tables), policy)
    except Exception as fault:  # noqa: BLE001 - an oracle takes its input to be valid
        return Verdict("unjudged", repr(fault))
    if expected is None:
        return Verdict("unjudged", "values that the oracle does not take")
    difference = _difference(batch.result, expected)
    return Verdict("wrong", difference) if difference else Verdict("exact")


def _told_plainly(batch: ComputedBatch) -> None:
    """Every finding can be shown, in both languages."""
    for found in batch.result.findings:
        assert found.line("zh")  # noqa: S101 - a mutant's verdict
        assert found.line("en")  # noqa: S101


def _expected(scheme: str, tables: Tables, policy: Policy) -> Rows | None:
    changed = {name: one.shown for name, one in policy.parameters.items() if one.value != one.default}
    if scheme == COUNTY:
        known = {**county.PARAMETERS, **county.CHOICES}
        if set(changed) - set(known):
            return None
        people, units = county.compute(tables, county.settings(**changed))  # type: ignore[arg-type]
        return {
            "people": _texts(people, county_columns("people")),
            "units": _texts(units, county_columns("units")),
        }
    oracle = importlib.import_module(f"tests.oracle.{scheme}")
    if set(changed) - set(oracle.CHOICES):
        return None
    found = oracle.compute(tables, **changed)
    return {file: _texts(found[file], columns) for file, columns in oracle.FILES.items()}


def county_columns(file: str) -> tuple[str, ...]:
    """The figures of the county that its oracle computes, the identifier first."""
    if file == "people":
        return ("person_id", "months_served", "target_bonus", "leader_bonus", "payable")
    return ("unit_id", "score_total", "rank", "mean_bonus", "headcount", "excellent_places", "failed")


def _texts(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[dict[str, str]]:
    found = [{name: _text(row[name]) for name in columns} for row in rows]
    return sorted(found, key=lambda row: tuple(row.values()))


def _text(value: object) -> str:
    if value is None or type(value).__name__ in ("NAType", "NaTType") or str(value) == "nan":
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(bool(value)).lower()
    if hasattr(value, "numerator"):
        return str(Fraction(int(value.numerator), int(value.denominator)))
    return str(value)


def _difference(result: Result, expected: Rows) -> str:
    for file, rows in expected.items():
        level = next(one.level for one in result.files if one.name == file)
        columns = tuple(rows[0]) if rows else ()
        values = [[_text(value) for value in result.column(level, name)[1]] for name in columns]
        found = sorted(
            (dict(zip(columns, line, strict=True)) for line in zip(*values, strict=True)),
            key=lambda row: tuple(row.values()),
        )
        for mine, theirs in zip(found, rows, strict=False):
            if mine != theirs:
                return f"{file}: {_unlike(mine, theirs)}"
        if rows and len(found) != len(rows):
            return f"{file}: {len(found)} rows, not {len(rows)}"
    return ""


def _unlike(mine: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    wrong = [f"{name} {mine[name]}, not {theirs[name]}" for name in mine if mine[name] != theirs[name]]
    return f"{next(iter(mine.values()))}: {'; '.join(wrong)}"
