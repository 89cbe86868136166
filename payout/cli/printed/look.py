"""What one looks at before paying, in a few lines of the screen, and whole as JSON."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING

import click

from payout.cli.speaking import harmless
from payout.findings import Place, named_cell
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.compiled.look import Blanks, Listed, Look, Paid, Seen
    from payout.text import Language

MOST_SHOWN, MOST_COLUMNS = 3, 4  # rows of one sort, and columns with blanks, on the screen
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def print_look(look: Look | None, lang: Language) -> None:
    """Print on standard error what to look at before paying; nothing where there is nothing."""
    if look is None:
        return
    lines = [line for text in _lines(look) if (line := text(lang))]
    if lines:
        click.secho(Text(f"{look.title.zh}:", f"{look.title.en}:")(lang), fg="cyan", err=True)
    for line in lines:
        click.echo(harmless(f"  {line}"), err=True)


def look_record(look: Look | None, lang: Language) -> dict[str, object] | None:
    """All of it as plain values; None where the batch has errors, and there is nothing to look at yet."""
    return None if look is None else _plain(look, lang)  # type: ignore[return-value]


def _plain(value: object, lang: Language) -> object:
    """A record as plain values: texts in one language, places with their cells."""
    match value:
        case Text():
            return value(lang)
        case tuple():
            return [_plain(one, lang) for one in value]
        case Place():
            return {**asdict(value), "cell": value.cell}
        case _ if is_dataclass(value):
            return {one.name: _plain(getattr(value, one.name), lang) for one in fields(value)}
        case _:
            return value


def _lines(look: Look) -> Iterator[Text]:
    for paid in look.paid:
        yield from _amounts(paid)
    if look.blanks:
        yield _blanks(look.blanks)
    unlike = look.unlike
    if unlike.count:
        yield Text(
            f"与同组其他行相差十倍以上 {unlike.count:,} 格",
            f"{unlike.count:,} cells ten times, or a tenth of, those beside them",
        )
        yield from _first(unlike, with_column=True)
    for below in look.childless:
        count = below.found.count
        yield Text(
            f"没有{below.below.zh}的{below.level.zh} {count:,} 行",
            f"{count:,} rows of {below.level.en} without any {below.below.en}",
        )
        yield from _first(below.found)


def _blanks(blanks: tuple[Blanks, ...]) -> Text:
    shown = blanks[:MOST_COLUMNS]
    zh = [f"{one.table.zh}·{one.column.zh} {one.count:,}/{one.of:,} 格(= {one.meaning.zh})" for one in shown]
    en = [
        f"{one.table.en} {one.column.en}, {one.count:,} of {one.of:,} (= {one.meaning.en})" for one in shown
    ]
    more = len(blanks) - len(shown)
    zh += [f"另有 {more} 列"] * bool(more)
    en += [f"{more} more columns"] * bool(more)
    return Text(f"空白有含义的:{';'.join(zh)}", f"blanks that mean something: {'; '.join(en)}")


def _amounts(paid: Paid) -> Iterator[Text]:
    zh, en = f"{paid.level.zh}·{paid.label.zh}", f"{paid.level.en} {paid.label.en}"
    if paid.count:
        most, least = paid.most[0], paid.least[0]
        yield _extreme(f"{zh}最多 {most.value}", f"{en}, the largest: {most.value}", most)
        yield _extreme(f"{zh}最少 {least.value}", f"{en}, the smallest: {least.value}", least)
    nothing = paid.nothing
    if nothing.count:
        first = len(nothing.rows)
        part = nothing.count > first  # reasons were asked for the first rows only
        of_zh, of_en = (f"前 {first} 行中 ", f"of the first {first} ") if part else ("", "")
        why_zh = ";".join(f"{count:,} 行 {why.zh}" for why, count in nothing.reasons[:MOST_SHOWN])
        why_en = "; ".join(f"{count:,} rows, {why.en}" for why, count in nothing.reasons[:MOST_SHOWN])
        yield Text(
            f"{zh}为 0 的 {nothing.count:,} 行:{of_zh}{why_zh}",
            f"{en} of nothing, {nothing.count:,} rows: {of_en}{why_en}",
        )
    if paid.left is not None and paid.left.count:
        count, total = paid.left.count, paid.left.total
        yield Text(
            f"年末不在岗而有发放 {count:,} 行,共 {total}",
            f"paid and not in service at the end of the year: {count:,} rows, {total} in all",
        )


def _extreme(zh: str, en: str, one: Seen) -> Text:
    who_zh, who_en = (f"{subject} {one.called}".strip() for subject in (one.subject.zh, one.subject.en))
    why = one.why
    return Text(
        f"{zh}:{who_zh}{'(' if why.zh else ''}{why.zh}{')' if why.zh else ''}",
        f"{en}: {who_en}{' (' if why.en else ''}{why.en}{')' if why.en else ''}",
    )


def _first(found: Listed, *, with_column: bool = False) -> Iterator[Text]:
    """The first rows of a list, each with its cell, and how many more there are."""
    for one in found.rows[:MOST_SHOWN]:
        yield Text(*(f"  {_row(one, lang, with_column=with_column)}" for lang in LANGUAGES))
    more = found.count - min(MOST_SHOWN, len(found.rows))
    if more:
        yield Text(f"  另有 {more:,} 行", f"  {more:,} more")


def _row(one: Seen, lang: Language, *, with_column: bool) -> str:
    place = one.place
    sheet = f"[{place.sheet}]" if place.sheet else ""
    figure = _figure(one, lang) if with_column else ()
    parts = (place.file, sheet, named_cell(place, lang), one.subject(lang), one.called, *figure)
    return " ".join(part for part in parts if part)


def _figure(one: Seen, lang: Language) -> tuple[str, ...]:
    return (one.column(lang), one.value, f"({one.why(lang)})")
