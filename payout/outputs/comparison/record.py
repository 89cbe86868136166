"""A comparison as plain values: the contract of `payout compare --json`, and the file compare.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from payout.masking import veil_key
from payout.outputs.comparison.figures import amount, amounts, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.evidence.comparing import Alteration, Comparison, Payee, Side
    from payout.evidence.comparing.gates import Breach
    from payout.evidence.comparing.spread import Breakdown, Moved
    from payout.text import Language

Plain: TypeAlias = "str | int | list[Plain] | dict[str, Plain] | None"


def record_of(found: Comparison, exceeded: Sequence[Breach], lang: Language) -> dict[str, Plain]:
    """A comparison as plain values. Amounts are exact: decimals as text, or fractions where their decimals do not end."""
    return {
        "a": _side(found.sides[0]),
        "b": _side(found.sides[1]),
        "level": found.target.level,
        "column": found.target.column,
        "measure": found.field.measure,
        "total_a": amount(found.total_first),
        "total_b": amount(found.total_second),
        "difference": amount(found.total_second - found.total_first),
        "rows": len(found.pairing),
        "gains": found.counts.gains,
        "losses": found.counts.losses,
        "unchanged": found.counts.unchanged,
        "only_a": [veil_key(name) for name in found.only_first],
        "only_b": [veil_key(name) for name in found.only_second],
        "method": found.method,
        "attribution": [
            {"change": change.name, "yuan": amount(yuan), **_of_change(change, lang)}
            for change, yuan in zip(found.changes, found.total_parts, strict=True)
        ],
        "people": _people(found),
        "groups": [_breakdown(one, lang) for one in found.groups],
        "histogram": [
            {"above": amount(bar.above), "up_to": amount(bar.up_to), "rows": bar.rows}
            for bar in found.histogram
        ],
        "grades": [_grades(moved) for moved in found.grades],
        "places": [
            {"key": veil_key(row.key), "name": row.name, "a": known(row.first), "b": known(row.second)}
            for row in found.places
        ],
        "breaches": [_breach(one, lang) for one in exceeded],
    }


def _side(side: Side) -> dict[str, Plain]:
    stamp = side.result.stamp
    return {
        "name": side.name.en,
        "policy": stamp.id,
        "policy_version": stamp.version,
        "policy_digest": stamp.digest,
    }


def _of_change(change: Alteration, lang: Language) -> dict[str, Plain]:
    told = {
        "kind": change.kind,
        "label": change.label(lang),
        "clause": change.clause,
        "a": change.before(lang),
        "b": change.after(lang),
        "source": change.source,
        "cited": change.cited,
    }
    return {name: text for name, text in told.items() if text}


def _people(found: Comparison) -> list[Plain]:
    """Every row with its parts, column by column: a row at a time would take minutes of many."""
    first, second = (amounts(given) for given in found.given)
    parts = [amounts(part) for part in found.parts]
    return [
        {
            "key": veil_key(name),
            "a": first[row] or None,
            "b": second[row] or None,
            "difference": moved,
            "attribution": _parts(found.changes, (part[row] for part in parts)),
        }
        for row, (name, moved) in enumerate(zip(found.pairing.names, amounts(found.difference), strict=True))
    ]


def _parts(changes: Sequence[Alteration], parts: Iterable[str]) -> list[Plain]:
    return [{"change": change.name, "yuan": part} for change, part in zip(changes, parts, strict=True)]


def _payee(payee: Payee) -> dict[str, Plain]:
    return {
        "key": veil_key(payee.key),
        "a": known(payee.first),
        "b": known(payee.second),
        "difference": amount(payee.difference),
    }


def _breakdown(one: Breakdown, lang: Language) -> dict[str, Plain]:
    groups: list[Plain] = [
        {
            "name": veil_key(each.name),
            "label": veil_key(each.label(lang)),
            "rows": each.rows,
            "a": amount(each.first),
            "b": amount(each.second),
            "difference": amount(each.difference),
            "gains": each.counts.gains,
            "losses": each.counts.losses,
            "unchanged": each.counts.unchanged,
        }
        for each in one.groups
    ]
    return {"by": one.column, "label": one.label(lang), "groups": groups}


def _grades(moved: Moved) -> dict[str, Plain]:
    rows: list[Plain] = [{"a": a, "b": b, "rows": rows} for a, b, rows in moved.rows]
    return {"level": moved.level, "column": moved.column, "clause": moved.clause, "moved": rows}


def _breach(one: Breach, lang: Language) -> dict[str, Plain]:
    return {"gate": one.told(lang), "rows": one.count, "worst": [_payee(payee) for payee in one.worst]}
