"""The chapters of the page, in plain HTML: what one reads without its script, and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.masking import veil_key
from payout.outputs.comparison import words
from payout.outputs.comparison.drawing import is_broken, moved, spread, way
from payout.outputs.comparison.figures import average, per_cent, plain, signed, whole
from payout.outputs.comparison.words import breach_text, origin_of
from payout.outputs.pages.pieces import table
from payout.rendering.markup import Element, element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from payout.evidence.comparing.spread import Breakdown
    from payout.outputs.comparison.paper import Move, Paper, Stage
    from payout.rendering.markup import Part
    from payout.text import Language

MOST_DRAWN = 12  # groups in a drawing: those that move most
MOST_ALONE = 500
MOVES_OPEN = 3
FROM = Text("差额由来", "Where the difference comes from")
BROKEN = Text(
    "A、B 两条从缺口处略去，不从零画起。",
    "The bars of A and B are cut at the gap: they do not begin at nothing.",
)
SPREAD = Text("差额分布", "How differences are spread")


def head(paper: Paper) -> Element:
    """What is compared, and the whole."""
    found, lang = paper.found, paper.lang
    rows = len(found.pairing)
    counts = found.counts
    part = per_cent(paper.moved, found.total_first)
    one, other = found.sides
    cards = [
        (plain(found.total_first), f"A · {one.name(lang)}"),
        (plain(found.total_second), f"B · {other.name(lang)}"),
        (signed(paper.moved), words.DIFFERENCE(lang) + (f" · {part}" if part else "")),
        (
            signed(average(paper.moved, rows)),
            words.PER_HEAD(lang) + Text(f" · {rows:,} 行", f" · {rows:,} rows")(lang),
        ),
        (f"{counts.gains:,}", words.GAINS(lang)),
        (f"{counts.losses:,}", words.LOSSES(lang)),
        (f"{counts.unchanged:,}", words.UNCHANGED(lang)),
    ]
    only = (len(found.only_first), len(found.only_second))
    if any(only):
        cards.append((f"{only[0]:,} / {only[1]:,}", Text("只在 A / 只在 B", "only in A / only in B")(lang)))
    boxes = (
        element("div", element("b", figure), element("span", told), class_="card") for figure, told in cards
    )
    return element(
        "header",
        element("h1", words.title_of(found)(lang)),
        element("p", words.subject_of(found)(lang), class_="soft"),
        _links(paper),
        element("div", *boxes, class_="cards"),
        *_exceeded(paper),
    )


def _links(paper: Paper) -> Element:
    lang = paper.lang
    named = [("from", FROM), ("spread", SPREAD), ("groups", words.GROUPS), ("moves", words.MOVES)]
    named += [("grades", words.GRADES)] if paper.found.grades or paper.found.places else []
    named += [("alone", words.ALONE)] if any(True for _ in paper.alone) else []
    named.append(("people", words.PEOPLE))
    return element("nav", *(element("a", text(lang), href=f"#{anchor}") for anchor, text in named))


def _exceeded(paper: Paper) -> Iterator[Element]:
    if paper.exceeded:
        lines = (element("p", "✗ " + breach_text(one, paper.lang)) for one in paper.exceeded)
        yield element("div", *lines, class_="alarm")


def _chapter(anchor: str, title: str, *parts: Part) -> Element:
    return element("section", element("h2", title), *parts, id_=anchor)


def _soft(text: str) -> Element:
    return element("p", text, class_="soft")


def changes(paper: Paper) -> Iterator[Element]:
    """What the difference comes from."""
    lang, found = paper.lang, paper.found
    if not paper.steps:
        yield _chapter("from", FROM(lang), element("p", words.NOTHING_CHANGED(lang)))
        return
    heads = (
        "",
        words.CHANGE,
        words.CLAUSE,
        words.BEFORE,
        words.AFTER,
        words.DIFFERENCE,
        words.SHARE,
        words.SOURCE,
    )
    texts = [head if isinstance(head, str) else head(lang) for head in heads]
    rows = [_change(number, step, paper) for number, step in enumerate(paper.steps, start=1)]
    rows.append(("", element("b", words.TOTAL(lang)), "", "", "", element("b", signed(paper.moved)), "", ""))
    yield _chapter(
        "from",
        FROM(lang),
        _soft(words.METHODS[found.method](lang)),
        *([_soft(BROKEN(lang))] if is_broken(paper) else []),
        way(paper),
        table(texts, rows, frozenset({5, 6})),
    )


def _change(number: int, step: Stage, paper: Paper) -> tuple[Part, ...]:
    lang, change = paper.lang, step.change
    same = change.before == change.after
    before, after = ("", "") if same else (text(lang) for text in change.told)
    named = element("span", change.label(lang), element("br"), element("span", change.name, class_="digest"))
    share = per_cent(step.yuan, paper.found.total_first)
    return str(number), named, change.clause, before, after, signed(step.yuan), share, origin_of(step.change)


def spread_of(paper: Paper) -> Iterator[Element]:
    """How differences are spread."""
    lang = paper.lang
    if len(paper.found.histogram) < 2:
        yield _chapter("spread", SPREAD(lang), element("p", words.NOBODY_MOVED(lang)))
        return
    about = Text("横轴是差额，柱上是行数。", "Differences along the axis, rows above the columns.")
    key = element(
        "span",
        element("span", words.GAINS(lang), class_="gain"),
        element("span", words.LOSSES(lang), class_="lose"),
        class_="key",
    )
    yield _chapter("spread", SPREAD(lang), element("p", about(lang), key, class_="soft"), spread(paper))


def groups(paper: Paper) -> Iterator[Element]:
    """What each group gains and loses, as the first side has them."""
    lang = paper.lang
    about = Text(
        "各行按其在 A 的所属分组；只在 B 的，按 B。",
        "Rows as they are grouped in A; who is only in B, as there.",
    )
    parts = [part for breakdown in paper.found.groups for part in _breakdown(breakdown, paper)]
    yield _chapter("groups", words.GROUPS(lang), _soft(about(lang)), *parts)


def _breakdown(breakdown: Breakdown, paper: Paper) -> Iterator[Element]:
    lang = paper.lang
    title = Text(f"按{breakdown.label.zh}", f"By {breakdown.label.en}")(lang)
    ordered = sorted(breakdown.groups, key=lambda group: -abs(group.difference))
    rows = [
        (
            veil_key(group.word(lang)) or words.BLANK(lang),
            f"{group.rows:,}",
            plain(group.first),
            plain(group.second),
            signed(group.difference),
            signed(average(group.difference, group.rows)),
            f"{group.counts.gains:,}",
            f"{group.counts.losses:,}",
            f"{group.counts.unchanged:,}",
        )
        for group in ordered
    ]
    heads = (breakdown.label, words.ROWS, *words.SIDES, words.DIFFERENCE, words.PER_HEAD)
    counted = (words.GAINS, words.LOSSES, words.UNCHANGED)
    all_rows = table([head(lang) for head in (*heads, *counted)], rows, frozenset(range(1, 9)))
    yield element("h3", title)
    if any(group.difference for group in ordered):
        yield moved(
            [(row[0], group.difference) for row, group in zip(rows, ordered, strict=True)][:MOST_DRAWN], title
        )
    if len(rows) <= MOST_DRAWN:
        yield all_rows
        return
    told = Text(
        f"图中是变动最大的 {MOST_DRAWN} 组；全部 {len(rows):,} 组",
        f"Drawn are the {MOST_DRAWN} that move most; all {len(rows):,}",
    )
    yield element("details", element("summary", told(lang)), all_rows)


def grades(paper: Paper) -> Iterator[Element]:
    """How many rows are told another word, and whose places are others."""
    lang, found = paper.lang, paper.found
    if not (found.grades or found.places):
        return
    parts: list[Element] = []
    for one in found.grades:
        clause = f" 〔{one.clause}〕" if one.clause else ""
        rows = [
            (_word(one.word(a)(lang), lang), _word(one.word(b)(lang), lang), f"{count:,}")
            for a, b, count in one.rows
        ]
        parts += [
            element("h3", one.label(lang) + clause),
            table(["A", "B", words.ROWS(lang)], rows, frozenset({2})),
        ]
    if found.places:
        places = [(one.who(lang), _places(one.first), _places(one.second)) for one in found.places]
        parts += [
            element("h3", Text("名额", "Places")(lang)),
            table([words.NAME(lang), "A", "B"], places, frozenset({1, 2})),
        ]
    yield _chapter("grades", words.GRADES(lang), *parts)


def _places(places: Fraction | None) -> str:
    return "—" if places is None else whole(places)


def _word(text: str, lang: Language) -> str:
    return text or words.BLANK(lang)


def moves(paper: Paper) -> Iterator[Element]:
    """Both explanations of the rows that move most, only what differs."""
    lang = paper.lang
    if not paper.moves:
        return
    about = Text(
        f"变动最大的 {len(paper.moves)} 行；两方的计算过程并列，只列不同之处。",
        f"The {len(paper.moves)} rows that move most; how both sides compute them, only what differs.",
    )
    parts = (_move(place, move, paper) for place, move in enumerate(paper.moves))
    yield _chapter("moves", words.MOVES(lang), _soft(about(lang)), *parts)


def _move(place: int, move: Move, paper: Paper) -> Element:
    lang, payee = paper.lang, move.payee
    look = "up" if payee.difference > 0 else "down"
    told = element(
        "summary",
        element("b", move.who),
        element("span", move.about, class_="soft"),
        element(
            "span",
            f"{plain(payee.first)} → {plain(payee.second)}  ",
            element("b", signed(payee.difference), class_=look),
            class_="amounts",
        ),
    )
    heads = (
        Text("项目", "Figure"),
        Text("对象", "Row"),
        words.CLAUSE,
        *words.SIDES,
        Text("A 的算式", "In numbers, A"),
        Text("B 的算式", "In numbers, B"),
    )
    rows = [
        (
            one.label,
            one.subject,
            one.clause,
            one.first or "—",
            one.second or "—",
            one.first_numbers,
            one.second_numbers,
        )
        for one in move.why
    ]
    explained = table([head(lang) for head in heads], rows, frozenset({3, 4}))
    attributes = (("id", f"move-{move.row}"), *([("open", "open")] if place < MOVES_OPEN else []))
    return Element("details", (told, *_parts(move, paper), explained), attributes)


def _parts(move: Move, paper: Paper) -> Iterator[Element]:
    if len(paper.found.changes) < 2:
        return
    named = (
        f"{change.label(paper.lang)} {signed(part)}"
        for change, part in zip(paper.found.changes, move.payee.parts, strict=True)
        if part
    )
    yield element("p", f"{signed(move.payee.difference)} = {Text('；', '; ')(paper.lang).join(named)}")


def alone(paper: Paper) -> Iterator[Element]:
    """Who is on one side only."""
    lang, found = paper.lang, paper.found
    rows = [*paper.alone]
    if not rows:
        return
    shown = [
        (payee.key_told(lang), payee.called, plain(payee.first), plain(payee.second), paper.about(row))
        for row, payee in ((row, found.payee(row)) for row in rows[:MOST_ALONE])
    ]
    heads = (words.KEY, words.NAME, *words.SIDES, Text("所属", "Belongs to"))
    about = Text(f"共 {len(rows):,} 行。", f"{len(rows):,} rows.")(lang)
    if len(rows) > MOST_ALONE:
        about += Text(
            f"此处是前 {MOST_ALONE:,} 行；全部见 people.csv。",
            f" The first {MOST_ALONE:,} here; all of them in people.csv.",
        )(lang)
    listed = table([head(lang) for head in heads], shown, frozenset({2, 3}))
    yield _chapter("alone", words.ALONE(lang), _soft(about), listed)
