"""A draft of a mapping: what a source seems to be, with a question mark wherever people must decide. It is refused until they have."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from payout.intake.advice import SIGNS, WORDS
from payout.intake.cells import parse
from payout.intake.mapping.sensing import last_of, numbers_or_texts, referred, sensed
from payout.intake.mapping.words import squeezed
from payout.intake.naming import OWN, Names, is_tolerated, plain
from payout.intake.raw import RawColumn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.intake.mapping.sensing import Sensed
    from payout.intake.raw import RawGrid, RawTable
    from payout.rules.policy.tables import Column, Table

MOST_WORDS = 60
LEAST_COLUMNS = 2
ENOUGH = 2 * LEAST_COLUMNS
HALF = 0.5
MOSTLY = 0.9
DATES = '美式 07/31/2012 写 "%m/%d/%Y"，31/07/2012 写 "%d/%m/%Y"，20120731 写 "%Y%m%d"'
HEAD = """\
# 对照文件：本单位的表怎样成为办法的表。由 payout map 起草，请逐行核对。
# 写着 "?" 的地方要由人决定；全部写明（或删去那一行）之后才能用：
#   payout run 输入 --policy {policy} --mapping 本文件 --out 结果目录
# 没有在这里写明的，照旧退回。右边是表头的文字，几行表头用 / 连起来；没有表头或重名的列写列标，如 "@F"。
policy = "{policy}"
"""


@dataclass
class Draft:
    """The lines under way, and what is known of the tables that the source has."""

    tables: Sequence[Table]
    lines: list[str] = field(default_factory=list)
    said: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # table → column → cells
    homes: dict[str, str] = field(default_factory=dict)  # table → the sheet that it is

    def add(self, line: str = "", about: str = "") -> None:
        """Add a line, with a comment behind it."""
        self.lines.append(line + (f"  # {harmless(about)}" if about else ""))


def draft(policy: str, grids: Mapping[str, RawGrid | RawTable], tables: Sequence[Table]) -> str:
    """A draft for a source: its sheets or files by name, against a policy's tables."""
    found = {name: sensed(name, given, tables) for name, given in grids.items()}
    given = {name: _native(one, tables) or _primary(one, tables) for name, one in found.items()}
    fed = {name: table for name, table in given.items() if table is not None}
    drafted = Draft(tables)
    for name, table in fed.items():
        drafted.said[table.name] = _cells(found[name], table.name)
        drafted.homes[table.name] = name
    as_it_is = [name for name, table in fed.items() if _says_all(drafted, found[name], table)]
    drafted.lines += HEAD.format(policy=policy).splitlines()
    _not_drafted(drafted, as_it_is, [name for name in found if name not in fed])
    there = {table.name for table in fed.values()}
    for name in (name for name in fed if name not in as_it_is):
        _sheet(drafted, found[name], fed[name], _seconds(found[name], fed[name], tables, there))
    if len(as_it_is) == len(fed):
        drafted.add("# 没有要写的 [[sheet]]：不必用对照文件")
    return "\n".join(drafted.lines) + "\n"


def _says_all(drafted: Draft, one: Sensed, table: Table) -> bool:
    """Whether a sheet is a table of the policy as it stands, its cells too: no names for codes, no words or days of another kind."""
    if _native(one, drafted.tables) is not table:
        return False
    return not any(entry.more for entry in _entries(drafted, one, table))


def _not_drafted(drafted: Draft, native: Sequence[str], others: Sequence[str]) -> None:
    """Say what needs no mapping, and ask about what seems to be no table."""
    for name in native:
        drafted.add(f"# “{harmless(name)}”已是办法的表，照原样读取，不必写")
    if others:
        drafted.add('# 这些看不出是哪张表；确实不用，就删去 "?"，否则照样子写一段 [[sheet]]')
        drafted.add(f"ignore = [{', '.join(map(quoted, ['?', *others]))}]")


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and suffix.lower() in ("csv", "parquet") else name


def _native(one: Sensed, tables: Sequence[Table]) -> Table | None:
    """The policy's table that a sheet is by its name and headers, all of them the table's."""
    name = Names.of(tables).table(_stem(one.name))
    if not name or one.layout.last != 1 or one.layout.skip or one.layout.notes:
        return None
    table = next(table for table in tables if table.name == name)
    heads = {squeezed(word) for column in table.columns for word in (column.zh, column.name)}
    known = all(
        not column.header or squeezed(column.header) in heads or _is_free(column.header)
        for column in one.cut.columns
    )
    whole = known and all(column.name in one.exact[name] for column in table.columns if column.required)
    return table if whole else None


def _is_free(header: str) -> bool:
    return plain(header).startswith(OWN) or is_tolerated(header)


def _primary(one: Sensed, tables: Sequence[Table]) -> Table | None:
    """The table that a sheet has most of; of two that of its name, then the first."""
    named = Names.of(tables).near(_stem(one.name), set())
    may = [table for table in tables if not _repeats_key(one, table)] or [*tables]
    best = max(may, key=lambda table: one.score(table.name) + 3 * (table is named))
    return best if one.score(best.name) >= ENOUGH or best is named else None


def _repeats_key(one: Sensed, table: Table) -> bool:
    """Whether the key of a table stands in several rows: they are rows of another one, in which it is told again."""
    word = one.exact[table.name].get(table.key, "") if table.key else ""
    if not word:
        return False
    column = one.cut.named(word)[0]
    filled = column.texts.drop_null().to_pylist()
    return len(set(filled)) < MOSTLY * len(filled)


def _seconds(one: Sensed, first: Table, tables: Sequence[Table], there: set[str]) -> list[Table]:
    """The tables that stand in the same rows: their key does, and something of their own, and nothing else gives them."""
    own = set(one.exact[first.name].values())
    found = []
    for table in tables:
        columns = one.exact[table.name]
        more = set(columns.values()) - own
        if (
            not first.single
            and table.name not in there
            and table.key in columns
            and more
            and columns[table.key] in own
        ):
            found.append(table)
    return found


def _cells(one: Sensed, table: str) -> dict[str, set[str]]:
    return {
        column: {squeezed(text) for text in numbers_or_texts(one.cut, word)}
        for column, word in one.exact[table].items()
    }


# ---- one sheet ---------------------------------------------------------------------------------------------


def _sheet(drafted: Draft, one: Sensed, first: Table, more: Sequence[Table]) -> None:
    layout = one.layout
    drafted.add()
    drafted.add("[[sheet]]")
    drafted.add(f"name = {quoted(one.name)}")
    rows = f"{layout.first}" if layout.first == layout.last else f"[{layout.first}, {layout.last}]"
    drafted.add(f"header = {rows}", "表头所在的行")
    if layout.skip:
        patterns = ", ".join(quoted(skip.pattern.text) for skip in layout.skip)
        drafted.add(f"skip = [{patterns}]", "第一个有内容的格是这样的行不是数据，* 代表任意文字")
    if layout.notes:
        patterns = ", ".join(quoted(pattern.text) for pattern in layout.notes)
        drafted.add(f"notes = [{patterns}]", "从这样的一行起到末尾都是附注")
    tables = [first, *more]
    entries = {table.name: _entries(drafted, one, table) for table in tables}
    used = {entry.word for every in entries.values() for entry in every if entry.word}
    asked = {one.near[table.name].get(entry.name, "") for table in tables for entry in entries[table.name]}
    _ignored(drafted, one, used | asked)
    for table in tables:
        _table(drafted, table, entries[table.name], distinct=table is not first)


def _ignored(drafted: Draft, one: Sensed, used: set[str]) -> None:
    """The columns that nothing uses. Whether one of them holds money is for people to say."""
    rest = [
        column.header if column.header and len(one.cut.named(column.header)) == 1 else f"@{column.letter}"
        for column in one.cut.columns
        if column.header or column.texts.null_count < len(column.texts)
    ]
    rest = [word for word in rest if word not in used and not plain(word).startswith(OWN)]
    free = [word for word in rest if is_tolerated(word)]
    asked = [word for word in rest if not is_tolerated(word)]
    if not rest:
        return
    if asked:
        drafted.add(
            '# 不用的列。看过确实都不用，就删去 "?"；下面要用到的，从这里删去；要原样带到结果的，改写进 carry = ["…"]'
        )
    drafted.add("ignore = [")
    for word in [*(["?"] if asked else []), *asked, *free]:
        drafted.add(f"  {quoted(word)},")
    drafted.add("]")


def _table(drafted: Draft, table: Table, entries: list[Entry], *, distinct: bool) -> None:
    drafted.add()
    drafted.add("[[sheet.table]]")
    drafted.add(f'name = "{table.name}"', table.zh)
    if distinct:
        drafted.add("distinct = true", "各列相同的行只算一行")
    drafted.add("[sheet.table.columns]")
    for entry in entries:
        if not entry.more:
            drafted.add(entry.line, entry.about)
    for entry in entries:
        if entry.more:
            drafted.add(f"[sheet.table.columns.{entry.name}]", entry.about)
            drafted.lines += entry.more


# ---- one column --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """What is drafted of a column: one line, or `more` of them in a table of its own."""

    name: str
    word: str = ""
    line: str = ""
    about: str = ""
    more: tuple[str, ...] = ()


def _entries(drafted: Draft, one: Sensed, table: Table) -> list[Entry]:
    found = (_entry(drafted, one, table, column) for column in table.columns)
    return [entry for entry in found if entry is not None]


def _entry(drafted: Draft, one: Sensed, table: Table, column: Column) -> Entry | None:
    word = one.exact[table.name].get(column.name, "")
    by = ""
    target = referred(column, drafted.tables)
    if target is not None:
        word, by = _named_rows(drafted, one, target, word)
    if not word:
        return _asked(one, table, column)
    more = _meanings(one, column, word, by)
    if more:
        return Entry(column.name, word, about=column.zh, more=(f"column = {quoted(word)}", *more))
    return Entry(column.name, word, f"{column.name} = {quoted(word)}", column.zh)


def _asked(one: Sensed, table: Table, column: Column) -> Entry | None:
    """A column that the sheet does not name: a question where it must be there, or where something is called like it."""
    near = one.near[table.name].get(column.name, "")
    if not near and not column.required:
        return None
    about = f"{column.zh}：" + (f"像是“{near}”？" if near else "表中没有。")
    about += (
        '写列名，或每行都一样时写 { constant = "…" }' if column.required else "是就写列名，不是就删去这一行"
    )
    if column.options:
        options = "、".join(column.options.values())
        about += f'。选项：{options}；别的词写 {{ column = "列名", words = {{ "词" = "选项" }} }}'
    return Entry(column.name, "", f'{column.name} = "?"', about)


def _named_rows(drafted: Draft, one: Sensed, target: Table, word: str) -> tuple[str, str]:
    """The column that names rows of another table, and by what, where it holds their names and not their keys."""
    names = [column for column in target.columns if column.kind == "text" and column.name.endswith("name")]
    known = drafted.said.get(target.name, {})
    own = {*one.exact[target.name].values()} if drafted.homes.get(target.name) == one.name else set()
    told = any(known.get(column.name) for column in names)
    for candidate in ([word] if word else _texts_of(one, target, names)) if told else ():
        cells = {squeezed(text) for text in numbers_or_texts(one.cut, candidate)}
        for column in names:
            shared = len(cells & known.get(column.name, set()))
            if shared > HALF * len(cells) and candidate not in own:
                return candidate, column.name
    return word, ""


def _texts_of(one: Sensed, target: Table, names: Sequence[Column]) -> list[str]:
    """The columns that may name rows of a table, those first that are headed so."""
    said = {squeezed(target.zh), *(squeezed(column.zh) for column in names)}
    headers = [column.header for column in one.cut.columns if column.header]
    headers = [header for header in headers if len(one.cut.named(header)) == 1]
    return sorted(headers, key=lambda header: squeezed(last_of(header)) not in said)


def _meanings(one: Sensed, column: Column, word: str, by: str) -> list[str]:
    """What must be said of the cells of a column: lines of its own table."""
    if by:
        return [f'by = "{by}"  # 写的是名称，按名称查编码']
    cells = numbers_or_texts(one.cut, word)
    signs = [text for text in cells if text in (*SIGNS, *WORDS)] if column.nullable else []
    bad = [text for text in cells if text not in signs and _is_bad(column, text)]
    lines = [f"nothing = [{', '.join(map(quoted, signs))}]  # 这些表示没有"] if signs else []
    if column.kind == "date" and bad:
        lines.append(f'date = "?"  # 如 {harmless(bad[0][:20])}；{DATES}')
    if column.kind in ("enumeration", "flag") and bad:
        options = "、".join(column.options.values()) or "是、否"
        lines.append(f"[sheet.table.columns.{column.name}.words]  # 各是哪一个：{harmless(options)}")
        lines += [f'{quoted(text)} = "?"' for text in bad[:MOST_WORDS]]
        if len(bad) > MOST_WORDS:
            lines.append(f"# 还有 {len(bad) - MOST_WORDS} 个词，这一列多半不是“{harmless(column.zh)}”")
    return lines


def _is_bad(column: Column, text: str) -> bool:
    if column.kind not in ("date", "enumeration", "flag"):
        return False
    return bool(parse(column, RawColumn(column.name, "", pa.array([text], pa.string()))).issues)


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def harmless(text: str) -> str:
    """A text that may stand in a comment."""
    return "".join(char if char.isprintable() else " " for char in text)
