"""Texts that are wrapped in a cell: no line begins with a full stop or ends with a bracket, however many characters it really holds."""

import random

import pytest

from payout.outputs.workbook.cells import NOT_FIRST, NOT_LAST, ROOMIER, broken, text_width


def wrapped(text, room):
    """As a spreadsheet does it: Chinese between any two characters, at ends of lines, and nowhere else here."""
    lines = []
    for part in text.split("\n"):
        lines.append("")
        for character in part:
            if text_width(lines[-1] + character) > room:
                lines.append("")
            lines[-1] += character
    return lines


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("一二三四五。", 10, "一二三四\n五。"),
        ("一二三四五六", 10, "一二三四五六"),
        ("一二三四五六七。", 10, "一二三四五六七。"),
        ("一二三四五六。", 10, "一二三四五\n六。"),
        ("一二三四五", 10, "一二三四五"),
        ("一二三四（五六）", 10, "一二三四\n（五六）"),
        (
            "最多和最少的发放数、发放为零的、空白的含义、与同组相差悬殊的数值。",
            49,
            "最多和最少的发放数、发放为零的、空白的含义、与同\n组相差悬殊的数值。",
        ),
        ("一二三四五”。", 10, "一二三四\n五”。"),
        ("第一行。\n一二三四五。", 10, "第一行。\n一二三四\n五。"),
        ("见 payout.xlsx 的一页。", 16, "见 payout.xlsx\n的一页。"),
        ("", 10, ""),
    ],
)
def test_a_text_is_broken_where_a_mark_would_stand_first_and_left_as_it_is_elsewhere(text, width, shown):
    assert broken(text, width) == shown


@pytest.mark.parametrize("seed", range(40))
def test_no_line_begins_with_a_mark_or_ends_with_a_bracket(seed):
    """Of texts without words of letters, which are never broken; where a cell holds as many characters as reckoned, or some more."""
    draw = random.Random(seed)
    for _ in range(50):
        width = draw.randint(12, 60)
        letters = draw.choices("一二三四五六七八九十。，、（）“”", k=draw.randint(1, 120))
        text = "".join(
            one for at, one in enumerate(letters) if one.isalpha() or (at and letters[at - 1].isalpha())
        )
        text = "始" + text.rstrip("（“") + "。"
        shown = broken(text, width)
        assert shown.replace("\n", "") == text
        for room in range(width, int(width * ROOMIER) + 1):
            for before, line in zip(lines := wrapped(shown, room), lines[1:], strict=False):
                assert line[0] not in NOT_FIRST, (text, width, room, lines)
                assert before[-1] not in NOT_LAST, (text, width, room, lines)
