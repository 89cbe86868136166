"""How a reconciliation is printed: a summary for people, a record for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from payout.cli.printed.columns import aligned
from payout.cli.speaking import harmless
from payout.masking import veil_key
from payout.outputs.comparison.figures import amount, signed
from payout.text import Text, show_number

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from payout.evidence.reconciling import Cause, Line, Reconciliation
    from payout.text import Language

MOST_ROWS, MOST_ALIKE = 8, 3
STATUSES = {
    "agreed": Text("一致", "agree"),
    "explained": Text("不同,已说明", "differ, accounted for"),
    "guessed": Text("不同,单独一行可能的原因", "differ, a guess for the row alone"),
    "different": Text("不同,未说明", "differ, unexplained"),
    "only_theirs": Text("只在名单", "only in the list"),
    "no_amount": Text("名单中金额空白", "blank in the list"),
    "only_ours": Text("只在本次计算", "only in our run"),
}


def record_of(found: Reconciliation, lang: Language) -> dict[str, object]:
    """A reconciliation as plain values: the contract of `--json`. Amounts are exact decimals (or fractions) as text."""
    return {
        "level": found.target.level,
        "column": found.target.column,
        "list": found.list_name,
        "place": found.list_place,
        "total_theirs": amount(found.total("theirs")),
        "total_ours": amount(found.total("ours")),
        "rows": {status: len(found.of(status)) for status in STATUSES},  # type: ignore[arg-type]
        "agrees": found.agrees,
        "tried": found.tried,
        "causes": [_cause(one, lang) for one in found.causes],
        "unexplained_yuan": amount(found.left),
        "differing": [_line(line, lang) for line in found.lines if line.status != "agreed"],
        "same_if_written_alike": [[veil_key(one), veil_key(other)] for one, other in found.loose],
    }


def _cause(one: Cause, lang: Language) -> dict[str, object]:
    return {
        "kind": one.kind,
        "name": one.name,
        "label": one.label(lang),
        "clause": one.clause,
        "rows": one.rows,
        "rows_with_others": one.also,
        "yuan": amount(one.yuan),
        "rows_it_breaks": one.broken,
        "rows_by_chance": show_number(one.chance),
        "certainty": one.certainty(lang),
        "bits": one.surplus,
        "alike": [
            {"name": name, "label": other(lang)}
            for name, other in zip(one.names_alike, one.alike, strict=True)
        ],
    }


def _line(line: Line, lang: Language) -> dict[str, object]:
    return {
        "key": veil_key(line.key),
        "theirs": _known(line.theirs),
        "ours": _known(line.ours),
        "difference": amount(line.difference),
        "status": line.status,
        "by": list(line.by),
        "left": _known(line.left),
        "guess": "" if line.guess is None else veil_key(line.guess.what(lang)),
        "guess_chance": "" if line.guess is None else show_number(line.guess.chance),
    }


def _known(value: Fraction | None) -> str | None:
    return None if value is None else amount(value)


def print_reconciliation(found: Reconciliation, out: Path | None, lang: Language) -> None:
    """Print what was found: the counts, the explanations, then the first rows of each sort that is left."""
    for block in (_counts, _causes, _rest, _alone, _loose):
        lines = block(found, lang)
        if lines:
            click.echo(harmless("\n".join(lines)) + "\n")
    if out is not None:
        click.echo(Text(f"逐行核对表:{out}", f"every row: {out}")(lang))


def _counts(found: Reconciliation, lang: Language) -> list[str]:
    theirs, ours = found.total("theirs"), found.total("ours")
    head = [
        (Text(f"名单 {found.list_name}", f"list {found.list_name}")(lang), signed(theirs).lstrip("+")),
        (Text(f"本次计算 {found.label.zh}", f"our run, {found.label.en}")(lang), signed(ours).lstrip("+")),
        (Text("名单 − 本次", "list − ours")(lang), signed(theirs - ours)),
    ]
    rows = []
    for status, text in STATUSES.items():
        lines = found.of(status)  # type: ignore[arg-type]
        if lines:
            moved = sum((line.difference for line in lines), start=found.total("ours", ()))
            rows.append((f"{len(lines):,}", text(lang), signed(moved) if moved else ""))
    read = Text(f"读取 {found.list_place}", f"read from {found.list_place}")(lang)
    many = Text(
        f"其中 {found.unrounded:,} 个金额多于两位小数",
        f"{found.unrounded:,} amounts have more than two decimals",
    )(lang)
    return [
        read,
        *aligned(head, frozenset({1})),
        "",
        *aligned(rows, frozenset({0, 2})),
        *([many] if found.unrounded else []),
    ]


def _causes(found: Reconciliation, lang: Language) -> list[str]:
    if not found.differing:
        return []
    if not found.causes:
        return [
            Text(
                f"试算了 {found.tried:,} 种口径、舍入、参数和规则,没有一种能说明这些不同。",
                f"{found.tried:,} readings, roundings, values and rules were tried; none accounts for the differences.",
            )(lang)
        ]
    lines = [
        Text(f"为什么不同(试算 {found.tried:,} 种):", f"Why they differ ({found.tried:,} ways tried):")(lang)
    ]
    for number, one in enumerate(found.causes, start=1):
        clause = f" 〔{one.clause}〕" if one.clause else ""
        lines.append(f"  {number}. {one.label(lang)}{clause}")
        lines += [f"     {text}" for text in _said_of(one, lang)]
    return lines


def _said_of(one: Cause, lang: Language) -> list[str]:
    chance = signed_count(one.chance)
    also = (
        Text(f"(其中 {one.also:,} 行还要其他项)", f" ({one.also:,} of them with another way too)")(lang)
        if one.also
        else ""
    )
    first = Text(
        f"说明 {one.rows:,} 行{also},{signed(one.yuan)} 元;把握:{one.certainty.zh}(差额随机分配时约 {chance} 行碰巧一致)",
        f"{one.rows:,} rows{also}, {signed(one.yuan)} yuan; {one.certainty.en} (dealt out at random, {chance} rows would agree)",
    )(lang)
    broken = Text(f"但有 {one.broken:,} 行因此不再一致", f"but {one.broken:,} rows agree no more under it")(
        lang
    )
    alike = Text("、", "; ")(lang).join(other(lang) for other in one.alike[:MOST_ALIKE])
    more = len(one.alike) - MOST_ALIKE
    told = Text(
        f"在这份名单上分不清:也可能是{alike}{f',等另外 {more} 种' if more > 0 else ''}",
        f"this list cannot tell it from: {alike}{f'; and {more} more' if more > 0 else ''}",
    )(lang)
    return [first, *([broken] if one.broken else []), *([told] if one.alike else [])]


def signed_count(value: Fraction) -> str:
    """A number of rows that need not be whole, to one decimal."""
    tenths = round(value * 10)
    return f"{tenths // 10:,}.{tenths % 10}"


def _rest(found: Reconciliation, lang: Language) -> list[str]:
    rest = sorted(found.of("guessed", "different"), key=lambda line: (line.status, -abs(line.left or 0)))
    if not rest:
        return []
    lines = [
        Text(
            f"以上没有说明的 {len(rest):,} 行,差额合计 {signed(found.left)} 元:",
            f"{len(rest):,} rows are left, {signed(found.left)} yuan:",
        )(lang)
    ]
    shown = [
        (
            f"{veil_key(line.key)} {line.called}".strip(),
            amount(line.theirs) if line.theirs is not None else "",
            amount(line.ours) if line.ours is not None else "",
            signed(line.left or line.difference),
            _guess(line, lang),
        )
        for status in ("guessed", "different")
        for line in [one for one in rest if one.status == status][:MOST_ROWS]
    ]
    heads = (
        Text("编号", "key"),
        Text("名单", "list"),
        Text("本次", "ours"),
        Text("余差", "left"),
        Text("可能", "perhaps"),
    )
    lines += [
        "  " + line for line in aligned([tuple(head(lang) for head in heads), *shown], frozenset({1, 2, 3}))
    ]
    more = len(rest) - len(shown)
    return [
        *lines,
        *(
            [Text(f"  另有 {more:,} 行,用 --out 看全部", f"  {more:,} more; --out has all of them")(lang)]
            if more
            else []
        ),
    ]


def _guess(line: Line, lang: Language) -> str:
    """A guess with how likely it would give the amount by accident."""
    if line.guess is None:
        return ""
    one_in = int(1 / line.guess.chance)
    chance = Text(f"(碰巧的可能约 {one_in:,} 分之一)", f" (by accident one in {one_in:,})")(lang)
    return veil_key(line.guess.what(lang)) + chance


def _alone(found: Reconciliation, lang: Language) -> list[str]:
    lines: list[str] = []
    for status in ("only_theirs", "only_ours", "no_amount"):
        rows = found.of(status)
        if rows:
            nothing = sum(not line.difference for line in rows)
            of_nothing = (
                Text(f",其中金额为 0 的 {nothing:,} 行", f", {nothing:,} of them of nothing")(lang)
                if nothing
                else ""
            )
            names = ", ".join(veil_key(line.key) for line in rows[:MOST_ROWS])
            lines.append(
                f"{STATUSES[status](lang)} {len(rows):,}{of_nothing}: {names}{' …' if len(rows) > MOST_ROWS else ''}"
            )
    return lines


def _loose(found: Reconciliation, lang: Language) -> list[str]:
    if not found.loose:
        return []
    pairs = ", ".join(f"{veil_key(one)} ~ {veil_key(other)}" for one, other in found.loose[:MOST_ROWS])
    return [
        Text(
            f"有 {len(found.loose):,} 个编号改写后才相同(零、全角、大小写):{pairs}。没有当作同一人;确是同一人的,请在名单中改正编号。",
            f"{len(found.loose):,} keys are the same only once written alike (noughts, width, case): {pairs}. "
            "They are not taken for each other: correct them in the list where they are.",
        )(lang)
    ]
