"""What a check says of itself where its author left that to the words: label, expectation and fix, made from its condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rendering.words import Writer, label_of
from payout.rules.tree import Compare, Logic
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.compiled.compiled import BuiltCheck, CompiledPolicy
    from payout.rules.tree import Node

# shape of a limit → the fault, and what was expected; {column}, {limit} and the {low} of a range in words
FAULTS = {
    "at_most": Text("{column}超过{limit}", "{column} above {limit}"),
    "at_least": Text("{column}低于{limit}", "{column} below {limit}"),
    "above": Text("{column}不大于{limit}", "{column} not above {limit}"),
    "below": Text("{column}不小于{limit}", "{column} not below {limit}"),
    "required": Text("没有填{column}", "{column} is blank"),
    "blank_unless": Text("{column}不应填写", "{column} has no meaning here"),
    "unique_with": Text("{column}重复", "{column} stands twice"),
    "usual": Text("{column}不在通常范围内", "{column} outside its usual range"),
}
EXPECTED = {
    "at_most": Text("不超过{limit}", "at most {limit}"),
    "at_least": Text("不低于{limit}", "at least {limit}"),
    "above": Text("大于{limit}", "above {limit}"),
    "below": Text("小于{limit}", "below {limit}"),
    "required": Text("已填", "filled in"),
    "blank_unless": Text("空", "blank"),
    "unique_with": Text("每项一行", "one row each"),
    "usual": Text("{low}至{limit}", "{low} to {limit}"),
}
# the same of days
DAY_FAULTS = {
    "at_most": Text("{column}晚于{limit}", "{column} after {limit}"),
    "at_least": Text("{column}早于{limit}", "{column} before {limit}"),
    "above": Text("{column}不晚于{limit}", "{column} not after {limit}"),
    "below": Text("{column}不早于{limit}", "{column} not before {limit}"),
}
DAY_EXPECTED = {
    "at_most": Text("不晚于{limit}", "not after {limit}"),
    "at_least": Text("不早于{limit}", "not before {limit}"),
    "above": Text("晚于{limit}", "after {limit}"),
    "below": Text("早于{limit}", "before {limit}"),
}
FIXES = {
    "required": Text("补填{column}", "fill in {column}"),
    "blank_unless": Text("清空{column}", "clear {column}"),
    "unique_with": Text("删去重复的行", "remove the row that stands twice"),
}
CHECK_IT = Text("核对{column}", "check {column}")
MEND_ROWS = Text("补齐或更正相关的行", "complete or correct its rows")  # of a finding at what names the row


def check_texts(compiled: CompiledPolicy, check: BuiltCheck) -> tuple[Text, Text, Text]:
    """The label of a check, what it expects, and how to mend it; what its author said goes before what the words make."""
    rule, shape = check.rule, check.rule.made_of[0]
    is_day = bool(rule.column) and compiled.schema_of(rule.level, rule.column).kind == "date"
    faults, expected = (FAULTS | DAY_FAULTS, EXPECTED | DAY_EXPECTED) if is_day else (FAULTS, EXPECTED)
    told = [
        said if said != NOTHING else _filled(compiled, check, made)
        for said, made in (
            (rule.label, faults.get(shape, NOTHING)),
            (rule.expected, expected.get(shape, NOTHING)),
            (rule.fix, FIXES.get(shape, _fix_of(compiled, check))),
        )
    ]
    return told[0], told[1], told[2]


def _fix_of(compiled: CompiledPolicy, check: BuiltCheck) -> Text:
    """How to mend what has no fix of its own: a row that is only named by the finding is not wrong in its name."""
    if not check.rule.column:
        return NOTHING
    of_the_row = not check.rule.made_of[0] and check.rule.column == compiled.levels[check.rule.level].key
    return MEND_ROWS if of_the_row else CHECK_IT


def _filled(compiled: CompiledPolicy, check: BuiltCheck, made: Text) -> Text:
    if made == NOTHING:
        return made
    column = label_of(compiled, check.rule.level, check.rule.column)
    compared = [node.right for node in _comparisons(check.node)]
    zh, en = (_words(Writer(compiled, lang, within=True, codes=True), compared) for lang in ("zh", "en"))
    return Text(made.zh.format(column=column.zh, **zh), made.en.format(column=column.en, **en))


def _words(writer: Writer, compared: list[Node]) -> dict[str, str]:
    """What a cell is compared with: the last is its limit, the one before it the low end of a range; `where=` stands first."""
    if not compared:
        return {"low": "", "limit": ""}
    return {"low": writer.write(compared[-2:][0]), "limit": writer.write(compared[-1])}


def _comparisons(node: Node) -> Iterator[Compare]:
    if isinstance(node, Logic):
        yield from _comparisons(node.left)
        yield from _comparisons(node.right)
    elif isinstance(node, Compare):
        yield node
