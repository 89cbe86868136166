"""Whose table a sheet, a file or a frame is, by its name and by its columns.

A name is a table's where it is its Chinese name or its identifier, compared NFKC, trimmed and without case.

**Near** a table's is a name that an office makes of it. What offices add is taken off first: brackets with what they
hold, digits, blanks and punctuation, a file's suffixes; words of copies and versions (副本 备份 旧 copy final …) at
either end; words that say "table" (表 名单 明细 台账 list …) at the end. Then, with the table's Chinese name, its
identifier or its level's name so stripped, it is near where

1. both are the same: 人员表, 任职区间 (2), people1, 2012年处分处理;
2. it ends with the table's name, for what stands last says what it is: 乡镇人员, unit_scores; or it has it as a part
   between blanks and punctuation: 人员-乡镇;
3. it is half of the table's name or more, from its beginning or to its end: 处分 and 处理 for 处分处理;
4. it differs by a slip: three characters or more, alike to 0.75: 一票否绝, disciplin;
5. it begins with the table's name, and that table is not there: 处分处理情况. Where the table is there, what follows it
   says that this is something else: 人员变动 beside 人员.

Everything else is clearly another thing by its name. But whatever it is called, what has all the columns that a table
must have, and half of whose columns are that table's, may be the table. A thing of one's own begins with x_.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from payout.rules.policy.tables import Table

OWN = "x_"
TOLERATED = {"序号", "备注"}  # columns that any roster has, and no amount depends on
INSTRUCTIONS = {"填表说明", "列说明", "instructions", "columns"}
ALIKE = 0.75
SHORTEST_SLIP = 3  # one character of two is half the name
LONGEST = 64  # characters of a name that are looked at
BRACKETED = re.compile(r"[(（\[【{<《「][^()（）\[\]【】{}<>《》「」]*[)）\]】}>》」]?")
NO_LETTERS = re.compile(r"[\W\d_]+")
VERSIONS = (
    "副本", "备份", "拷贝", "复制", "复件", "定稿", "终稿", "初稿", "最终", "最新", "修改", "修订", "更正", "更新", "年度", "本年",
    "年", "新", "旧", "原", "续", "版", "稿", "全县", "全市", "全区",
    "copy", "backup", "bak", "final", "draft", "new", "old", "latest", "rev", "ver", "of", "the", "v",
)  # fmt: skip
KINDS = (
    "登记表", "汇总表", "统计表", "明细表", "一览表", "花名册", "工作表", "情况表", "信息表", "数据表", "名单", "名册", "明细", "台账",
    "清单", "汇总", "登记", "统计", "信息", "数据", "记录", "一览", "情况", "表格", "表", "册", "单",
    "table", "sheet", "list", "data", "info", "records", "record",
)  # fmt: skip
SUFFIX = re.compile(r"(\.[A-Za-z][A-Za-z0-9]{0,7})+$|~+$")


def plain(name: str) -> str:
    """A name as it is compared: NFKC, trimmed, no case."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def is_own(name: str) -> bool:
    """Whether a thing is somebody's own, or the template's page of instructions: it is not read, and that is right."""
    return plain(name).startswith(OWN) or plain(name) in INSTRUCTIONS


def is_tolerated(header: str) -> bool:
    """Whether a column that is not the table's may stand there all the same: running numbers, remarks."""
    return "".join(plain(header).split()) in TOLERATED


def stem(file: str) -> str:
    """A file's name without its suffixes: people.csv.bak and people.tsv are of people."""
    return SUFFIX.sub("", file) or file


@dataclass(frozen=True)
class Names:
    """The names of a policy's tables."""

    tables: tuple[Table, ...]

    @classmethod
    def of(cls, tables: Sequence[Table]) -> Names:
        """The names of these tables."""
        return cls(tuple(tables))

    @cached_property
    def known(self) -> dict[str, str]:
        """Each table's identifier by its names as they are compared."""
        return {plain(word): table.name for table in self.tables for word in (table.zh, table.name)}

    @cached_property
    def by_name(self) -> dict[str, Table]:
        """The tables by identifier."""
        return {table.name: table for table in self.tables}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """What each table may be called: its names and its level's, whole and without what says that it is a table."""
        return {
            table.name: frozenset(
                form
                for word in (table.zh, table.name, table.level)
                for letters in (NO_LETTERS.sub("", plain(word)),)
                for form in (letters, _core(letters))
            )
            for table in self.tables
        }

    def table(self, name: str) -> str:
        """The identifier of the table whose name it is; blank if it is none's."""
        return self.known.get(plain(name), "")

    def near(self, name: str, there: Collection[str]) -> Table | None:
        """The table whose name it is or that it is near to (see the module), one that is not there before one that is."""
        exact = self.table(name)
        if exact:
            return self.by_name[exact]
        said, parts = _said(name[:LONGEST])
        found = [
            (rank, table.name in there, -len(word), place, table)
            for place, table in enumerate(self.tables)
            for word in self.words[table.name]
            if (rank := _nearest(said, parts, word, there=table.name in there))
        ]
        return min(found, key=lambda one: one[:-1])[-1] if found else None

    def by_columns(self, headers: Sequence[str], there: Collection[str]) -> Table | None:
        """The table that headers are of: all that it must have, and half of them its own; the one with most of them."""
        heads = {plain(header) for header in headers} - {""}
        found = [
            (-count, table.name in there, place, table)
            for place, table in enumerate(self.tables)
            if (count := _columns_of(table, heads)) and 2 * count >= len(heads)
        ]
        return min(found, key=lambda one: one[:-1])[-1] if found else None


def _columns_of(table: Table, heads: set[str]) -> int:
    """How many of a table's columns are there; none where one that must be there is not, or where it is the only one."""
    there = [bool({plain(column.zh), plain(column.name)} & heads) for column in table.columns]
    lacking = any(column.required and not found for column, found in zip(table.columns, there, strict=True))
    return 0 if lacking or sum(there) < 2 else sum(there)


def _said(name: str) -> tuple[set[str], set[str]]:
    """What a name says with brackets, digits and punctuation off, and with all off that offices add; and its parts."""
    parts = NO_LETTERS.sub(" ", BRACKETED.sub(" ", plain(name))).split()
    bare, named = "".join(parts), "".join(word for word in parts if word not in VERSIONS)
    return {word for word in (bare, named, _core(named)) if word}, {_core(part) for part in parts}


def _core(word: str) -> str:
    """A word without what says that it is a table, a copy, a version; the word itself where that is all of it."""
    while True:
        shorter = _without_end(_without_end(word, VERSIONS), KINDS)
        shorter = next((shorter[len(one) :] for one in VERSIONS if _begins(shorter, one)), shorter)
        if shorter == word or not shorter:
            return word
        word = shorter


def _without_end(core: str, words: tuple[str, ...]) -> str:
    ends = next((word for word in words if core.endswith(word) and _may_go(core, word)), "")
    return core[: len(core) - len(ends)]


def _begins(core: str, word: str) -> bool:
    return core.startswith(word) and _may_go(core, word)


def _may_go(core: str, word: str) -> bool:
    """Latin words go only where they stood apart or are long: `of` is no end of `proof`."""
    return len(core) > len(word) and (not word.isascii() or len(word) > 3)


def _nearest(said: set[str], parts: set[str], word: str, *, there: bool) -> int:
    """By which rule of the module a name is near a table's, 0 if by none."""
    ranks = [rank for one in said if (rank := _nearness(one, word, there=there))]
    return min([*ranks, *([2] if word in parts else [])], default=0)


def _nearness(core: str, word: str, *, there: bool) -> int:
    if core == word or _singular(core) == _singular(word):
        return 1
    if core.endswith(word) and len(word) > 1:
        return 2
    if 2 * len(core) >= len(word) and len(core) > 1 and (word.startswith(core) or word.endswith(core)):
        return 3
    if min(len(core), len(word)) >= SHORTEST_SLIP and _alike(core, word):
        return 4
    return 5 if not there and core.startswith(word) and len(word) > 1 else 0


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _singular(word: str) -> str:
    if not word.isascii():
        return word
    return re.sub(r"(ies|y)$", "i", word) if word.endswith(("ies", "y")) else word.removesuffix("s")
