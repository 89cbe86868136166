"""The first sheet: both sides, the whole difference, what it comes from, which limits are exceeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.comparison import words
from payout.outputs.comparison.figures import average, per_cent
from payout.outputs.comparison.workbook.pen import NO_CELL
from payout.outputs.workbook.words import measure_word
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.comparison.paper import Stage
    from payout.outputs.comparison.workbook.pen import SheetPen
    from payout.text import Language

WIDTHS = (6, 34, 20, 22, 22, 18, 14)


def write_summary(pen: SheetPen) -> None:
    """Write the sheet."""
    found, lang = pen.paper.found, pen.lang
    measure = measure_word(found.field.measure, lang)
    about = words.subject_of(found)(lang) + (f"（{measure}）" if lang == "zh" and measure else "")
    pen.title(words.title_of(found)(lang), about)
    _sides(pen)
    _counts(pen)
    _changes(pen)
    _exceeded(pen)
    pen.finish(words.SUMMARY(lang), one_page=True)


def _sides(pen: SheetPen) -> None:
    found, lang = pen.paper.found, pen.lang
    heads = (
        "",
        Text("办法与改动", "Policy and changes"),
        Text("办法标识", "Policy"),
        Text("版本", "Version"),
    )
    more = (Text("办法摘要 SHA-256", "Policy digest SHA-256"), words.TOTAL, words.PER_HEAD)
    pen.section(Text("双方", "Both sides")(lang))
    pen.heads([head if isinstance(head, str) else head(lang) for head in (*heads, *more)])
    totals = (found.total_first, found.total_second)
    rows = [len(found.pairing) - len(alone) for alone in (found.only_second, found.only_first)]
    for label, side, total, count in zip(words.SIDES, found.sides, totals, rows, strict=True):
        stamp = side.result.stamp
        cells = (label(lang), side.name(lang), stamp.id, stamp.version, stamp.digest)
        pen.line((*cells, total, average(total, count)))
    moved = pen.paper.moved
    part = per_cent(moved, found.total_first)
    told = Text(f"差额 B − A {part}", f"difference B − A {part}")(lang)
    pen.line(("", told, "", "", "", moved, average(moved, len(found.pairing))), bold=True)


def _counts(pen: SheetPen) -> None:
    found, lang = pen.paper.found, pen.lang
    counts = found.counts
    pen.section(Text("行数", "Rows")(lang))
    lines = (
        (words.GAINS, counts.gains),
        (words.LOSSES, counts.losses),
        (words.UNCHANGED, counts.unchanged),
        (Text("只在 A", "only in A"), len(found.only_first)),
        (Text("只在 B", "only in B"), len(found.only_second)),
    )
    for label, count in lines:
        pen.line((NO_CELL, label(lang), count))
    pen.line((NO_CELL, words.TOTAL(lang), len(found.pairing)), bold=True)


def _changes(pen: SheetPen) -> None:
    lang, steps = pen.lang, pen.paper.steps
    pen.section(Text("差额由来", "Where the difference comes from")(lang))
    if not steps:
        pen.note(words.NOTHING_CHANGED(lang))
        return
    pen.note(words.METHODS[pen.paper.found.method](lang))
    heads = (words.CHANGE, words.CLAUSE, words.BEFORE, words.AFTER, words.DIFFERENCE, words.SHARE)
    pen.heads(["", *(head(lang) for head in heads)])
    for number, step in enumerate(steps, start=1):
        pen.line((str(number), *_change(step, lang), step.yuan, _share(pen, step)), right=(6,))
    pen.line(("", words.TOTAL(lang), "", "", "", pen.paper.moved, ""), bold=True)
    if any((step.yuan * 10**6).denominator > 1 for step in steps):
        pen.note(words.SHORTENED(lang))
    told = [(step.change.label(lang), origin) for step in steps if (origin := words.origin_of(step.change))]
    if told:
        pen.section(words.SOURCE(lang))
    for name, origin in told:
        pen.note(f"{name}: {origin}")


def _change(step: Stage, lang: Language) -> tuple[str, ...]:
    change = step.change
    named = f"{change.label(lang)}\n{change.name}" if change.name else change.label(lang)
    before, after = ("", "") if change.before == change.after else (text(lang) for text in change.told)
    return named, change.clause, before, after


def _share(pen: SheetPen, step: Stage) -> str:
    return per_cent(step.yuan, pen.paper.found.total_first)


def _exceeded(pen: SheetPen) -> None:
    if not pen.paper.exceeded:
        return
    pen.section(Text("超过限额", "Limits exceeded")(pen.lang))
    for breach in pen.paper.exceeded:
        pen.note("✗ " + words.breach_text(breach, pen.lang))
