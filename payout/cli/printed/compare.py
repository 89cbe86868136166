"""How a comparison is printed for people: the whole first, then parts, groups and the largest moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from payout.cli.printed.columns import aligned
from payout.cli.speaking import harmless
from payout.masking import veil_key
from payout.outputs.comparison import average, per_cent, plain, signed
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from payout.evidence.comparing import Alteration, Comparison
    from payout.evidence.comparing.gates import Breach
    from payout.text import Language

MOST_GROUPS, MOST_MOVES, MOST_STEPS, BAR = 12, 5, 12, 40
BLANK = Text("(空)", "(blank)")


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
            click.echo(harmless(f"    {payee.who(lang)}  {signed(payee.difference)}"), err=True)


def _totals(found: Comparison, lang: Language) -> list[str]:
    one, other = found.sides
    moved, rows = found.total_second - found.total_first, len(found.pairing)
    part = per_cent(moved, found.total_first)
    counts = found.counts
    field = found.field
    head = [
        (f"A {one.name(lang)}", plain(found.total_first)),
        (f"B {other.name(lang)}", plain(found.total_second)),
        ("B − A", f"{signed(moved)} ({part})" if part else signed(moved)),
    ]
    if rows:
        head.append((Text("每行平均", "per row")(lang), signed(average(moved, rows))))
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
            f"{change.label(lang)}{f' 〔{change.clause}〕' if change.clause else ''}",
            _moved_text(change, lang),
            f"({change.name})" if change.is_set else "",
        )
        for change, yuan in zip(found.changes, found.total_parts, strict=True)
    ]
    cited = [f"    {change.label(lang)}: {change.cited}" for change in found.changes if change.cited]
    return [how(lang), *("  " + line for line in aligned(rows, frozenset({0}))), *cited]


def _moved_text(change: Alteration, lang: Language) -> str:
    if change.before == change.after:
        return ""
    before, after = (_short(text(lang)) for text in change.told)
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
                _short(veil_key(group.word(lang)) or BLANK(lang)),
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
        told = ", ".join(
            f"{moved.word(a)(lang) or BLANK(lang)} → {moved.word(b)(lang) or BLANK(lang)} {rows:,}"
            for a, b, rows in moved.rows
        )
        clause = f" 〔{moved.clause}〕" if moved.clause else ""
        lines.append(f"{moved.of(lang)}{Text('·', ', ')(lang)}{moved.label(lang)}{clause}: {told}")
    if found.places:
        rows = [
            (row.who(lang), _places(row.first), "→", _places(row.second))
            for row in found.places[:MOST_GROUPS]
        ]
        lines.append(Text(f"名额变动 {len(found.places)} 行:", f"Places, {len(found.places)} rows:")(lang))
        lines += ["  " + line for line in aligned(rows, frozenset({1, 3}))]
    return lines


def _places(value: Fraction | None) -> str:
    return "—" if value is None else show_number(value)


def _moves(found: Comparison, lang: Language) -> list[str]:
    rows = found.largest(MOST_MOVES)
    lines = [Text("变动最大的:", "The largest moves:")(lang)] if rows else []
    for row in rows:
        payee = found.payee(row)
        a, b = (plain(value) for value in (payee.first, payee.second))
        lines.append(f"  {payee.who(lang)}  {a} → {b}  {signed(payee.difference)}")
        parts = [
            f"{change.label(lang)} {signed(part)}"
            for change, part in zip(found.changes, payee.parts, strict=True)
            if part
        ]
        if len(found.changes) > 1:
            lines.append(f"      = {Text(';', '; ')(lang).join(parts)}")
        for step in found.why(row, lang)[1:MOST_STEPS]:
            clause = f" 〔{step.clause}〕" if step.clause else ""
            lines.append(f"      {step.label}{clause}  {step.first or '—'} → {step.second or '—'}")
    return lines
