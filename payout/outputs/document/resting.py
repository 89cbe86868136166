"""What rests on what: the clauses among themselves, and the rules that each result comes of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.document import words
from payout.outputs.document.layout import HIGH, Spot, laid
from payout.outputs.document.model import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.outputs.document.layout import Laid
    from payout.outputs.document.model import WrittenSection
    from payout.outputs.document.telling import Telling
    from payout.rules.compiled.compiled import Key
    from payout.rules.policy.card import OutputFile


def drawings(telling: Telling, sections: Sequence[WrittenSection]) -> tuple[Drawing, ...]:
    """The overview, then a graph for each amount that is paid; where none is, of what the first output table shows."""
    return (_overview(telling, sections), *_results(telling))


def _overview(telling: Telling, sections: Sequence[WrittenSection]) -> Drawing:
    """The sections in an order in which each stands behind what it reads, as far as that goes."""
    of = {rule.anchor: section.anchor for section in sections for rule in section.rules}
    order = {built.key: place for place, built in enumerate(telling.compiled.rules)}
    by_anchor = {_anchor(key): key for key in order}
    last = {one.anchor: max(order[by_anchor[rule.anchor]] for rule in one.rules) for one in sections}
    edges = {
        (of[_anchor(read)], of[_anchor(built.key)])
        for built in telling.compiled.rules
        for read in built.reads
        if _anchor(read) in of and _anchor(built.key) in of
    }
    spots = [
        Spot(one.anchor, one.says, one.cited, one.anchor)
        for one in sorted(sections, key=lambda one: last[one.anchor])
    ]
    return Drawing(
        "graph-clauses",
        telling.said(words.OVERVIEW),
        laid(spots, edges, HIGH),
        telling.said(words.OVERVIEW_SAYS),
    )


def _anchor(key: Key) -> str:
    return f"rule-{key[0]}.{key[1]}"


def _results(telling: Telling) -> Iterator[Drawing]:
    files = telling.compiled.policy.card.files
    paid = [
        (file.level, file.total)
        for file in files
        if file.total and (file.level, file.total) in telling.compiled.by_key
    ]
    results: list[tuple[Key, ...]] = [(one,) for one in paid] or [
        ends for file in files[:1] if (ends := _ends(telling, file))
    ]
    for place, keys in enumerate(results):
        names = ("、" if telling.lang == "zh" else ", ").join(telling.column(*key) for key in keys)
        title = telling.said(words.OF_RESULT, names)
        yield Drawing(
            f"graph-result-{place + 1}", title, _rules(telling, keys), telling.said(words.OF_RESULT_SAYS)
        )


def _ends(telling: Telling, file: OutputFile) -> tuple[Key, ...]:
    """The rules that an output table shows first and that nothing else of these rests on."""
    shown = [key for name in file.first if (key := (file.level, name)) in telling.compiled.by_key]
    under = {
        below
        for key in shown
        for read in telling.compiled.by_key[key].reads
        for below in telling.compiled.ancestors_of((read,))
    }
    return tuple(key for key in shown if key not in under)


def _rules(telling: Telling, keys: tuple[Key, ...]) -> Laid:
    """The rules that results rest on."""
    resting = telling.compiled.ancestors_of(keys)
    built = [one for one in telling.compiled.rules if one.key in resting]
    spots = [
        Spot(
            _anchor(one.key),
            telling.column(*one.key),
            _below(telling, one.key),
            _anchor(one.key),
            one.key in keys,
        )
        for one in built
    ]
    named = {one.key for one in built}
    edges = [(_anchor(read), _anchor(one.key)) for one in built for read in one.reads if read in named]
    return laid(spots, edges)


def _below(telling: Telling, key: Key) -> str:
    """The clause of a rule, and whose column it is."""
    return f"{telling.compiled.by_key[key].rule.clause} · {telling.level(key[0])}"
