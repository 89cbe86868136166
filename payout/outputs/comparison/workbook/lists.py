"""The sheets of a comparison that are tables: groups, the largest moves, grades and places, who is on one side only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payout.masking import veil_key
from payout.outputs.comparison import words
from payout.outputs.comparison.figures import average, signed
from payout.outputs.comparison.workbook.drawn import LESS, MORE
from payout.outputs.workbook.looks import FONTS
from payout.text import Text

if TYPE_CHECKING:
    from payout.evidence.comparing.spread import Breakdown
    from payout.outputs.comparison.paper import Move, Paper
    from payout.outputs.comparison.workbook.pen import SheetPen

GROUP_WIDTHS = (34, 10, 18, 18, 18, 14, 10, 10, 10)
MOVE_WIDTHS = (26, 15, 17, 17, 17, 30, 30)  # one page across
GRADE_WIDTHS = (34, 24, 24, 14)
ALONE_WIDTHS = (24, 30, 18, 18, 40)
MOST_DRAWN = 15  # groups in a chart: those that move most
CHART_ROWS, ROW_PIXELS, ROW_HEIGHT = 17, 24, 18.0
MOST_ALONE = 20_000


def write_groups(workbook: Any, pen: SheetPen) -> None:
    """Write a table for each thing that rows are parted by, what moves most first, with a chart over it."""
    lang, found = pen.lang, pen.paper.found
    pen.title(words.GROUPS(lang), words.title_of(found)(lang))
    note = Text(
        "各行按其在 A 的所属分组；只在 B 的，按 B。",
        "Rows as they are grouped in A; who is only in B, as there.",
    )
    pen.note(note(lang))
    breaks: list[int] = []
    for breakdown in found.groups:
        if breaks or pen.row > 4:
            breaks.append(pen.row)
        _breakdown(workbook, pen, breakdown)
    pen.sheet.set_h_pagebreaks(breaks)
    if not found.groups:
        pen.note(Text("没有可以分组的列。", "No column parts the rows.")(lang))
    pen.finish(words.GROUPS(lang))


def _breakdown(workbook: Any, pen: SheetPen, breakdown: Breakdown) -> None:
    lang = pen.lang
    pen.section(Text(f"按{breakdown.label.zh}", f"By {breakdown.label.en}")(lang))
    top = pen.row
    is_drawn = any(group.difference for group in breakdown.groups)
    if is_drawn:
        for row in range(top, top + CHART_ROWS):
            pen.sheet.set_row(row, ROW_HEIGHT)
        pen.row += CHART_ROWS
    heads = (
        breakdown.label,
        words.ROWS,
        *words.SIDES,
        words.DIFFERENCE,
        words.PER_HEAD,
        words.GAINS,
        words.LOSSES,
        words.UNCHANGED,
    )
    pen.heads([head(lang) for head in heads])
    first = pen.row
    groups = sorted(breakdown.groups, key=lambda group: -abs(group.difference))
    for group in groups:
        counts = group.counts
        moved = average(group.difference, group.rows)
        name = veil_key(group.word(lang)) or words.BLANK(lang)
        amounts = (group.first, group.second, group.difference, moved)
        pen.line((name, group.rows, *amounts, counts.gains, counts.losses, counts.unchanged))
    found = pen.paper.found
    whole = (found.total_first, found.total_second, pen.paper.moved)
    counts = found.counts
    rows = len(found.pairing)
    pen.line(
        (
            words.TOTAL(lang),
            rows,
            *whole,
            average(pen.paper.moved, rows),
            counts.gains,
            counts.losses,
            counts.unchanged,
        ),
        bold=True,
    )
    if is_drawn:
        _draw(workbook, pen, breakdown, (top, first, min(len(groups), MOST_DRAWN)))


def _draw(workbook: Any, pen: SheetPen, breakdown: Breakdown, place: tuple[int, int, int]) -> None:
    top, first, count = place
    name, last = pen.sheet.get_name(), first + count - 1
    font = {"name": FONTS[pen.lang], "size": 10, "bold": False}
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [name, first - 1, 4],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 4, last, 4],
            "fill": {"color": MORE},
            "invert_if_negative": True,
            "invert_if_negative_color": LESS,
            "gap": 40,
        }
    )
    more = len(breakdown.groups) - count
    rest = Text(f"（变动最大的 {count} 组）", f" (the {count} that move most)")(pen.lang) if more else ""
    title = f"{words.DIFFERENCE(pen.lang)} · {breakdown.label(pen.lang)}{rest}"
    chart.set_title({"name": title, "name_font": {**font, "size": 12, "bold": True}})
    chart.set_y_axis({"num_font": font, "reverse": True, "label_position": "low"})
    chart.set_x_axis({"num_font": font, "num_format": "#,##0", "label_position": "low"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 1000, "height": CHART_ROWS * ROW_PIXELS - 6})
    pen.sheet.insert_chart(top, 0, chart, {"object_position": 3, "description": title})


def write_moves(pen: SheetPen) -> None:
    """Write both explanations of the rows that move most, only what differs."""
    lang, paper = pen.lang, pen.paper
    pen.title(words.MOVES(lang), words.title_of(paper.found)(lang))
    about = Text(
        f"变动最大的 {len(paper.moves)} 行；两方的计算过程并列，只列不同之处。",
        f"The {len(paper.moves)} rows that move most; how both sides compute them, only what differs.",
    )
    pen.note(about(lang) if paper.moves else words.NOBODY_MOVED(lang))
    for move in paper.moves:
        _move(pen, move)
    pen.finish(words.MOVES(lang))


def _move(pen: SheetPen, move: Move) -> None:
    lang, payee, first = pen.lang, move.payee, pen.row
    pen.section(f"{move.who}    {signed(payee.difference)}    {move.about}")
    if len(payee.parts) > 1:
        parts = [
            f"{change.label(lang)} {signed(part)}"
            for change, part in zip(pen.paper.found.changes, payee.parts, strict=True)
            if part
        ]
        pen.note(f"{signed(payee.difference)} = {Text('；', '; ')(lang).join(parts)}")
    heads = (
        Text("项目", "Figure"),
        Text("对象", "Row"),
        words.CLAUSE,
        *words.SIDES,
        Text("A 的算式", "In numbers, A"),
        Text("B 的算式", "In numbers, B"),
    )
    pen.heads([head(lang) for head in heads])
    for one in move.why:
        numbers = (one.first_numbers, one.second_numbers)
        values = (one.first or "—", one.second or "—")
        pen.line((one.label, one.subject, one.clause, *values, *numbers), right=(3, 4))
    pen.together(first)


def write_grades(pen: SheetPen) -> None:
    """Write how many rows are told another word, and whose places are others."""
    lang, found = pen.lang, pen.paper.found
    pen.title(words.GRADES(lang), words.title_of(found)(lang))
    for moved in found.grades:
        clause = f" 〔{moved.clause}〕" if moved.clause else ""
        pen.section(f"{moved.label(lang)}{clause}  {moved.of(lang)}")
        pen.heads(["", "A", "B", words.ROWS(lang)])
        for a, b, rows in moved.rows:
            pen.line(("", *(moved.word(word)(lang) or words.BLANK(lang) for word in (a, b)), rows))
    if found.places:
        pen.section(Text("名额", "Places")(lang))
        pen.heads([words.NAME(lang), "A", "B", words.DIFFERENCE(lang)])
    for place in found.places:
        name = place.who(lang)
        pen.line((name, place.first, place.second, (place.second or 0) - (place.first or 0)))
    pen.finish(words.GRADES(lang))


def write_alone(pen: SheetPen) -> None:
    """Write who is on one side only, and what he is paid there."""
    lang, found = pen.lang, pen.paper.found
    pen.title(words.ALONE(lang), words.title_of(found)(lang))
    rows = [*pen.paper.alone]
    if len(rows) > MOST_ALONE:
        cut = Text(
            f"共 {len(rows):,} 行，此处只列前 {MOST_ALONE:,} 行；全部见 people.csv。",
            f"{len(rows):,} rows, the first {MOST_ALONE:,} here; all of them in people.csv.",
        )
        pen.note(cut(lang))
    head = pen.row
    pen.heads([text(lang) for text in (words.KEY, words.NAME, *words.SIDES, Text("所属", "Belongs to"))])
    for row in rows[:MOST_ALONE]:
        payee = found.payee(row)
        pen.line((payee.key_told(lang), payee.called, payee.first, payee.second, pen.paper.about(row)))
    pen.sheet.freeze_panes(head + 1, 0)
    pen.finish(words.ALONE(lang), repeat=head)


def are_grades(paper: Paper) -> bool:
    """Whether grades or places are others."""
    return bool(paper.found.grades or paper.found.places)
