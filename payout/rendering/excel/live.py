"""The plan of a whole workbook of live formulas: every rule in the order of the law, with what it needs before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rendering.excel.plan import LivePlan
from payout.rendering.excel.reading import EXCEL
from payout.rules.tree import ColumnValue, Compare, Constant, Lookup, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.tree import Node
    from payout.text import Language


def live_plan(compiled: CompiledPolicy, lang: Language, decimals: Callable[[Node], int]) -> LivePlan:
    """All columns of all sheets: what tells rows apart first, then the rules."""
    plan = LivePlan(compiled, lang, EXCEL, decimals, words=_words(compiled) if lang == "zh" else {})
    for level in compiled.levels.values():
        called = () if level.called_by is None else (level.called_by.name,)
        for name in dict.fromkeys((*level.identity, *called)):
            plan.column(level.name, compiled.column(level.name, name))
    for rule in compiled.policy.rules:
        plan.rule(compiled.by_key[rule.level, rule.name])
    return plan


def _words(compiled: CompiledPolicy) -> dict[str, str]:
    """The Chinese words of options, where one option has one word, that of no other, and no free text is held against it."""
    words: dict[str, set[str]] = {}
    for options in _options(compiled):
        for option, word in options.items():
            words.setdefault(option, set()).add(word)
    told = {option: next(iter(found)) for option, found in words.items() if len(found) == 1}
    several = {word for word in told.values() if list(told.values()).count(word) > 1}
    plain = {*_held_against_texts(compiled), *_options_of_choices(compiled)}
    return {
        option: word
        for option, word in told.items()
        if word and word not in several and option not in plain and (word == option or word not in words)
    }


def _nodes(compiled: CompiledPolicy) -> Iterator[Node]:
    for built in compiled.rules:
        yield from walk(built.node)


def _options(compiled: CompiledPolicy) -> Iterator[dict[str, str]]:
    """What options are called, wherever they are: a word that only repeats the identifier says nothing."""
    every = [column.options for level in compiled.levels.values() for column in level.columns.values()]
    every += [built.schema.labels for built in compiled.rules]
    every += [node.schema.labels for node in _nodes(compiled)]
    for options in every:
        yield {option: word for option, word in options.items() if word != option}


def _held_against_texts(compiled: CompiledPolicy) -> Iterator[str]:
    """The constants and entries that free text is held against: they must stand as they are."""
    for node in _nodes(compiled):
        if isinstance(node, Compare) and any(map(_is_free, (node.left, node.right))):
            yield from (
                one.value
                for one in (node.left, node.right)
                if isinstance(one, Constant) and isinstance(one.value, str)
            )
        if isinstance(node, Lookup):
            for place, key in enumerate(node.keys):
                if _is_free(key):
                    yield from (entry[place] for entry in node.table.entries)


def _is_free(node: Node) -> bool:
    return node.schema.kind == "text" and not isinstance(node, Constant) and isinstance(node, ColumnValue)


def _options_of_choices(compiled: CompiledPolicy) -> Iterator[str]:
    for parameter in compiled.policy.parameters.values():
        yield from parameter.options
