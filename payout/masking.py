"""What is personal, hidden: the one place that says how, and what looks like it wherever it stands.

Personal data stand in what an office keeps to itself: its input, the tables, workbook and evidence of a run, and the cells of
a marked copy. They stand in nothing that is shown or passed on: no finding, message, explanation or open point, on a screen or
as JSON, no comment of a marked copy, no manifest and no provenance. Columns that `tables.py` calls personal are masked by
whoever shows them; numbers of identity cards, bank cards and mobile telephones are masked in every text of a finding, in the
name of an explanation's row and on every line of a screen, whatever column they were written in.
"""

from __future__ import annotations

import re

_D = "[0-9０-９]"  # as a spreadsheet set to Chinese takes both
_GAP = "[ \u3000-]?"
_BIRTH = f"(?:[1１][89８９]|[2２][0０]){_D}{{2}}(?:[0０]{_D}|[1１][0-2０-２])[0-3０-３]{_D}"
# Not inside a longer number; and, but for what has a day of birth in it, no part of a fraction or a decimal: those are figures.
_ALONE, _NO_FIGURE = r"(?<![0-9０-９])", r"(?<![0-9][.,/])"
_ENDS, _GOES_ON = r"(?![0-9０-９])", r"(?![.,/][0-9])"
_KINDS = (
    rf"{_D}{{6}}{_GAP}{_D}{{8}}{_GAP}{_D}{{3}}[0-9０-９XxＸｘ]",  # an identity number
    rf"{_D}{{15}}",  # one of the old kind
    rf"{_D}{{4}}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}(?:{_GAP}{_D}{{1,3}})?",  # a bank card
    rf"[1１][3-9３-９]{_D}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}",  # a mobile telephone
)
_BORN = rf"{_D}{{6}}{_GAP}{_BIRTH}{_GAP}{_D}{{3}}[0-9０-９XxＸｘ]"
PERSONAL = re.compile(f"{_ALONE}(?:{_BORN}{_ENDS}|{_NO_FIGURE}(?:{'|'.join(_KINDS)}){_ENDS}{_GOES_ON})")
SHORTEST = 11  # digits: a text of fewer holds none of them


def mask(value: str) -> str:
    """Hide a personal value but for its ends: enough to find the cell, too little to misuse it."""
    if len(value) < 2:
        return "*" * len(value)
    return (
        value[0] + "*" * (len(value) - 1)
        if len(value) < 8
        else value[:2] + "*" * (len(value) - 4) + value[-2:]
    )


# Family names of two characters that are in use; any other name of Chinese characters begins with a family name of one.
_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
    "司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲"
    "公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨淳于达奚褚师纳兰"
)
TWO_CHARACTERS = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
FEWEST_OF_TWO = 3  # characters: 司马 may be somebody whose family name is 司


def mask_name(name: str) -> str:
    """Hide a name but for the family name: 张*, 王**, 欧阳**; of a name in other letters all but the first letter of each word."""
    if not any("\u3400" <= one <= "\u9fff" or one > "\U0001ffff" for one in name):
        return " ".join(word[:1] + "*" * (len(word) - 1) for word in name.split())
    family = 2 if len(name) >= FEWEST_OF_TWO and name[:2] in TWO_CHARACTERS else 1
    return name[:family] + "*" * max(1, len(name) - family)


def veil(text: str) -> str:
    """Mask what looks like the number of an identity card, a bank card or a mobile telephone, wherever it stands in a text."""
    return text if len(text) < SHORTEST else PERSONAL.sub(lambda found: mask(found[0]), text)


def veil_key(text: str) -> str:
    """The same of what tells a row apart: keys of several columns are joined by a slash, which stands in no fraction there."""
    return text if len(text) < SHORTEST else "/".join(map(veil, text.split("/")))


def is_name(text: str) -> bool:
    """Whether a text may be somebody's name, where a code, a number or an option was asked for: letters of no ASCII, no digit."""
    letters = [char for char in text if char.isalpha()]
    return (
        len(letters) > 1
        and any(not char.isascii() for char in letters)
        and not any(char.isdigit() for char in text)
    )
