"""How a comparison is printed: a summary for people, a record for scripts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from payout.cli.speaking import harmless
from payout.masking import veil_key
from payout.outputs.totals import plain_decimal
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.evidence.comparing import Alteration, Comparison, Payee
    from payout.evidence.comparing.gates import Breach
    from payout.text import Language

MOST_GROUPS, MOST_MOVES, MOST_STEPS, BAR = 12, 5, 12, 40
BLANK = Text("(空)", "(blank)")


def amount(value: Fraction) -> str:
    """An amount as decimal text, of two decimals where it has no more; a fraction where its decimals do not end."""
    return plain_decimal(value, 2) if (value * 100).denominator == 1 else show_number(value)


def signed(value: Fraction) -> str:
    """A difference with its sign, thousands apart; of more decimals than a fen those that tell it from nothing."""
    text = amount(abs(value))
    if "/" in text:
        text = "≈" + plain_decimal(Fraction(round(abs(value) * 10000), 10000), 4)
    whole, point, rest = text.lstrip("≈").partition(".")
    shown = f"{'≈' * text.startswith('≈')}{int(whole):,}{point}{rest}"
    return f"{'+' if value > 0 else '-' if value < 0 else ''}{shown}"


def record_of(found: Comparison, exceeded: Sequence[Breach], lang: Language) -> dict[str, object]:
    """A comparison as plain values: the contract of `--json`. Amounts are exact decimals (or fractions) as text."""
    one, other = found.sides
    field = found.field
    return {
        "a": _side(one.name, one.result.stamp.digest),
        "b": _side(other.name, other.result.stamp.digest),
        "level": found.target.level,
        "column": found.target.column,
        "measure": field.measure,
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
        "people": [_payee(payee, found.changes) for payee in found.payees()],
        "groups": [
            {
                "by": group.column,
                "label": group.label(lang),
                "groups": [
                    {
                        "name": veil_key(each.name),
                        "rows": each.rows,
                        "a": amount(each.first),
                        "b": amount(each.second),
                        "difference": amount(each.difference),
                        "gains": each.counts.gains,
                        "losses": each.counts.losses,
                    }
                    for each in group.groups
                ],
            }
            for group in found.groups
        ],
        "histogram": [
            {"above": amount(bar.above), "up_to": amount(bar.up_to), "rows": bar.rows}
            for bar in found.histogram
        ],
        "grades": [
            {
                "level": moved.level,
                "column": moved.column,
                "clause": moved.clause,
                "moved": [{"a": a, "b": b, "rows": rows} for a, b, rows in moved.rows],
            }
            for moved in found.grades
        ],
        "places": [
            {"key": row.key, "name": row.name, "a": _known(row.first), "b": _known(row.second)}
            for row in found.places
        ],
        "breaches": [
            {"gate": one.told(lang), "rows": one.count, "worst": [_payee(payee, ()) for payee in one.worst]}
            for one in exceeded
        ],
    }


def _side(name: Text, digest: str) -> dict[str, str]:
    return {"name": name.en, "policy_digest": digest}


def _of_change(change: Alteration, lang: Language) -> dict[str, str]:
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


def _payee(payee: Payee, changes: Sequence[Alteration]) -> dict[str, object]:
    parts = zip(changes, payee.parts, strict=False)
    return {
        "key": veil_key(payee.key),
        "a": _known(payee.first),
        "b": _known(payee.second),
        "difference": amount(payee.difference),
        "attribution": [{"change": change.name, "yuan": amount(part)} for change, part in parts],
    }


def _known(value: Fraction | None) -> str | None:
    return None if value is None else amount(value)


def print_comparison(found: Comparison, lang: Language) -> None:
    """Print what a comparison found, the whole first, then parts, groups and the largest moves."""
    for block in (_totals, _changes, _histogram, _groups, _grades, _moves):
        lines = [*block(found, lang)]
        if lines:
            click.echo(harmless("\n".join(lines)) + "\n")


def print_breaches(exceeded: Iterable[Breach], lang: Language) -> None:
    """Say on standard error which gates are exceeded, and by whom most."""
    for breach in exceeded:
        rows = Text(f"{breach.count:,} 行", f"{breach.count:,} rows ")(lang) if breach.worst else ""
        click.secho(f"✗ {rows}{breach.told(lang)}", fg="red", err=True)
        for payee in breach.worst:
            click.echo(harmless(f"    {_who(payee)}  {signed(payee.difference)}"), err=True)


def _who(payee: Payee) -> str:
    return f"{veil_key(payee.key)} {payee.called}".strip()


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int]) -> list[str]:
    """Rows of cells in columns, by the width that a terminal gives each character; those of numbers set right."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            _padded(cell, width, right=place in right)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _padded(cell: str, width: int, *, right: bool) -> str:
    blank = " " * (width - cell_len(cell))
    return blank + cell if right else cell + blank


def _totals(found: Comparison, lang: Language) -> list[str]:
    one, other = found.sides
    moved, rows = found.total_second - found.total_first, len(found.pairing)
    part = (
        f" ({signed(Fraction(round(moved / found.total_first * 10000), 100))} %)" if found.total_first else ""
    )
    counts = found.counts
    field = found.field
    head = [
        (f"A {one.name(lang)}", signed(found.total_first).lstrip("+")),
        (f"B {other.name(lang)}", signed(found.total_second).lstrip("+")),
        ("B − A", signed(moved) + part),
    ]
    if rows:
        head.append((Text("每行平均", "per row")(lang), signed(Fraction(round(moved / rows * 100), 100))))
    frame = one.result.frames[found.target.level]
    title = Text(
        f"{frame.label.zh}·{field.label.zh}({rows:,} 行):增加 {counts.gains:,},减少 {counts.losses:,},不变 {counts.unchanged:,}",
        f"{frame.label.en}, {field.label.en} ({rows:,} rows): {counts.gains:,} gain, {counts.losses:,} lose, "
        f"{counts.unchanged:,} unchanged",
    )
    alone = (len(found.only_first), len(found.only_second))
    more = [
        Text(
            f"只在 A 的 {alone[0]:,} 行,只在 B 的 {alone[1]:,} 行",
            f"only in A {alone[0]:,} rows, only in B {alone[1]:,}",
        )(lang)
    ]
    return [*aligned(head, frozenset({1})), title(lang), *(more if any(alone) else [])]


def _changes(found: Comparison, lang: Language) -> list[str]:
    if not found.changes:
        return [
            Text("双方没有不同的数值、口径、规则或表。", "No value, reading, rule or table differs.")(lang)
        ]
    how = {
        "ordered": Text(
            "差额由来(按此次序逐项计入):", "Where the difference comes from (applied in this order):"
        ),
        "shapley": Text(
            "差额由来(按全部次序平均):", "Where the difference comes from (the average of all orders):"
        ),
    }[found.method]
    rows = [
        (
            signed(yuan),
            change.name,
            f"{change.label(lang)}{f' 〔{change.clause}〕' if change.clause else ''}",
            _moved_text(change, lang),
        )
        for change, yuan in zip(found.changes, found.total_parts, strict=True)
    ]
    cited = [f"    {change.name}: {change.cited}" for change in found.changes if change.cited]
    return [how(lang), *("  " + line for line in aligned(rows, frozenset({0}))), *cited]


def _moved_text(change: Alteration, lang: Language) -> str:
    if change.before == change.after:
        return ""
    before, after = (_short(text(lang)) for text in (change.before, change.after))
    return f"{before} → {after}"


def _short(text: str) -> str:
    return text if len(text) <= BAR else text[: BAR - 1] + "…"


def _histogram(found: Comparison, lang: Language) -> list[str]:
    bars = found.histogram
    if len(bars) < 2:
        return []
    most = max(bar.rows for bar in bars)
    rows = [
        (_range(bar.above, bar.up_to, lang), f"{bar.rows:,}", "█" * max(bar.rows * BAR // most, 1))
        for bar in bars
        if bar.rows
    ]
    return [
        Text("差额分布:", "How differences are spread:")(lang),
        *("  " + line for line in aligned(rows, frozenset({0, 1}))),
    ]


def _range(above: Fraction, up_to: Fraction, lang: Language) -> str:
    if above == up_to:
        return Text("不变", "unchanged")(lang)
    return f"{show_number(above)} … {show_number(up_to)}"


def _groups(found: Comparison, lang: Language) -> list[str]:
    lines: list[str] = []
    for grouped in found.groups:
        moved = [
            group for group in grouped.groups if group.difference or group.counts.gains or group.counts.losses
        ]
        if not moved:
            continue
        shown = sorted(moved, key=lambda group: -abs(group.difference))[:MOST_GROUPS]
        rows = [
            (
                _short(veil_key(group.name) or BLANK(lang)),
                f"{group.rows:,}",
                signed(group.difference),
                Text(
                    f"增 {group.counts.gains:,} 减 {group.counts.losses:,}",
                    f"{group.counts.gains:,} gain {group.counts.losses:,} lose",
                )(lang),
            )
            for group in shown
        ]
        rest = len(moved) - len(shown)
        more = [Text(f"  另有 {rest} 组", f"  {rest} more")(lang)] if rest else []
        lines += [Text(f"按{grouped.label.zh}:", f"By {grouped.label.en}:")(lang)]
        lines += ["  " + line for line in aligned(rows, frozenset({1, 2}))] + more
    return lines


def _grades(found: Comparison, lang: Language) -> list[str]:
    lines: list[str] = []
    for moved in found.grades:
        told = ", ".join(f"{a or BLANK(lang)} → {b or BLANK(lang)} {rows:,}" for a, b, rows in moved.rows)
        lines.append(f"{moved.label(lang)} ({moved.level}.{moved.column}): {told}")
    if found.places:
        rows = [
            (row.key, row.name, _known(row.first) or "", "→", _known(row.second) or "")
            for row in found.places[:MOST_GROUPS]
        ]
        lines.append(Text(f"名额变动 {len(found.places)} 行:", f"Places, {len(found.places)} rows:")(lang))
        lines += ["  " + line.replace(".00", "") for line in aligned(rows, frozenset({2, 4}))]
    return lines


def _moves(found: Comparison, lang: Language) -> list[str]:
    rows = found.largest(MOST_MOVES)
    lines = [Text("变动最大的:", "The largest moves:")(lang)] if rows else []
    for row in rows:
        payee = found.payee(row)
        a, b = (_known(value) or "—" for value in (payee.first, payee.second))
        lines.append(f"  {_who(payee)}  {a} → {b}  {signed(payee.difference)}")
        parts = [
            f"{change.name} {signed(part)}"
            for change, part in zip(found.changes, payee.parts, strict=True)
            if part
        ]
        if len(found.changes) > 1:
            lines.append(f"      = {'  '.join(parts)}")
        for step in found.why(row, lang)[1:MOST_STEPS]:
            clause = f" 〔{step.clause}〕" if step.clause else ""
            lines.append(f"      {step.label}{clause}  {step.first or '—'} → {step.second or '—'}")
    return lines
