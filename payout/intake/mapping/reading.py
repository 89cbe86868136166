"""A mapping file, read and judged against its policy's tables before any data is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.cells import parse
from payout.intake.mapping.days import DayFormat
from payout.intake.mapping.declared import ColumnMap, SheetMap, Skip, SourceMap, TableMap
from payout.intake.mapping.entries import Entries, refuse_undecided
from payout.intake.mapping.fault import MappingFault, fault, hint, shown
from payout.intake.mapping.telling import lines_of
from payout.intake.mapping.words import Pattern, squeezed
from payout.intake.naming import plain
from payout.intake.raw import RawColumn
from payout.rules.policy.parameters import parsed_toml
from payout.rules.tree import LanguageError
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from payout.rules.policy.tables import Column, Table

Named = TypeVar("Named", "Table", "Column")
MOST_ROWS = 1000  # down to which a header may stand
MOST_HEADER_ROWS = 20
MOST_BYTES = 1 << 20
MOST_DOTS = 1000  # in a line: a key of ten thousand parts takes minutes to read
WITH_WORDS = ("enumeration", "flag", "reference")


def read_mapping(path: Path, policy: str, tables: Sequence[Table], *, kept: bool = False) -> SourceMap:
    """Read a mapping file. Raises MappingFault for all that is wrong with it, OSError where it cannot be read."""
    name = path.name
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise fault(name, "", Text("文件过大", "the file is too large"))
    if any(line.count(b".") > MOST_DOTS for line in data.splitlines()):
        raise fault(name, "", Text("一行里的点太多", "a line of it has too many dots"))
    try:
        content = parsed_toml(data, name)
    except LanguageError as error:
        raise MappingFault(str(error), error.zh) from error
    refuse_undecided(name, content)
    top = Entries(name, "", content)
    _require_policy(top, policy)
    sheets = tuple(_sheet(one, tables) for one in top.tables("sheet"))
    ignore = top.texts("ignore")
    top.done()
    if not sheets:
        top.refuse(Text("没有 [[sheet]]，什么也没有说明", "it has no [[sheet]], and says nothing"))
    _once(top, [sheet.name for sheet in sheets], Text("工作表", "the sheet"))
    _once(top, [table.name for sheet in sheets for table in sheet.tables], Text("表", "the table"))
    return SourceMap(path, data, sheets, ignore, lines_of(sheets, ignore, tables), kept)


def _require_policy(top: Entries, policy: str) -> None:
    said = top.text("policy")
    if said != policy:
        wanted = f'policy = "{policy}"'
        top.refuse(
            Text(
                f"请在最上面写 {wanted}，现为“{shown(said)}”",
                f"write {wanted} on top; it says “{shown(said)}”",
            )
        )


def _once(top: Entries, names: list[str], what: Text) -> None:
    seen: set[str] = set()
    for name in names:
        if squeezed(name) in seen:
            top.refuse(Text(f"{what.zh}“{shown(name)}”写了两次", f"{what.en} {shown(name)} stands twice"))
        seen.add(squeezed(name))


def _sheet(given: Entries, tables: Sequence[Table]) -> SheetMap:
    name = given.text("name")
    if not name:
        given.refuse(Text('没有 name = "工作表或文件名"', 'it lacks name = "sheet or file"'))
    given.where = f"[[sheet]] {shown(name)}"
    first, last = _header(given)
    nothing = given.texts("nothing")
    notes = tuple(Pattern(_pattern(given, text, "notes")) for text in given.texts("notes"))
    ignore, carry = given.texts("ignore"), given.texts("carry")
    ignore = tuple(_pattern(given, text, "ignore") for text in ignore)
    skip = _skips(given)
    fed = tuple(_table(one, tables, nothing) for one in given.tables("table"))
    given.done()
    if not fed:
        given.refuse(
            Text(
                "没有 [[sheet.table]]；不读的工作表写进最上面的 ignore",
                "it has no [[sheet.table]]; a sheet that is not read goes into ignore on top",
            )
        )
    return SheetMap(name, first, last, skip, notes, ignore, carry, fed)


def _header(given: Entries) -> tuple[int, int]:
    found = given.take("header")
    said: list[object] = [1] if found is None else found if isinstance(found, list) else [found]
    rows = [row for row in said if isinstance(row, int) and not isinstance(row, bool)]
    if len(rows) < len(said) or len(rows) not in (1, 2) or not 1 <= rows[0] <= rows[-1] <= MOST_ROWS:
        given.refuse(
            Text(
                "表头的行号，如 3，或首行和末行，如 [3, 5]",
                "the row of the header, such as 3, or its first and last, such as [3, 5]",
            ),
            "header",
        )
    if rows[-1] - rows[0] >= MOST_HEADER_ROWS:
        given.refuse(
            Text(f"表头最多 {MOST_HEADER_ROWS} 行", f"a header has at most {MOST_HEADER_ROWS} rows"), "header"
        )
    return rows[0], rows[-1]


def _skips(given: Entries) -> tuple[Skip, ...]:
    found = given.take("skip")
    if found is None:
        return ()
    if not isinstance(found, list):
        given.wrong("skip", Text('列表，如 ["*小计*"]', 'a list such as ["*小计*"]'), found)
    return tuple(_skip(given, number, one) for number, one in enumerate(found, start=1))


def _skip(given: Entries, number: int, entry: object) -> Skip:
    if isinstance(entry, str):
        return Skip(Pattern(_pattern(given, entry)))
    inner = given.inner(f"skip[{number}]", entry)
    column, pattern = inner.text("column"), inner.text("is")
    inner.done()
    if not column:
        inner.refuse(
            Text('写作 { column = "列", is = "*小计*" }', 'write { column = "header", is = "*小计*" }')
        )
    return Skip(Pattern(_pattern(inner, pattern)), column)


def _pattern(given: Entries, pattern: str, key: str = "skip") -> str:
    if not squeezed(pattern).strip("*"):
        given.refuse(Text("会略过所有的行或列", "it would leave out every row or column"), key)
    return pattern


def _table(given: Entries, tables: Sequence[Table], nothing: tuple[str, ...]) -> TableMap:
    table = _named(given, given.text("name"), tables)
    given.where = f"{given.where.rpartition('.table[')[0]} [[sheet.table]] {table.name}"
    distinct, only = given.flag("distinct"), given.texts("rows_with")
    columns = given.table("columns")
    given.done()
    if distinct and not table.key:
        given.refuse(
            Text("distinct 只用于有编码的表", "distinct is for tables with a key: rows alike may each count"),
            "distinct",
        )
    found = tuple(
        _column(columns, _named(columns, word, table.columns), entry, tables, nothing)
        for word, entry in columns.content.items()
    )
    names = [one.name for one in found]
    _once(columns, names, Text("列", "the column"))
    _require(given, table, names)
    rows_with = tuple(_named(given, word, table.columns).name for word in only)
    for name in rows_with:
        if not next((one.column for one in found if one.name == name), ""):
            given.refuse(Text(f"{name} 没有对应的列", f"{name} has no column"), "rows_with")
    return TableMap(table.name, found, distinct, rows_with)


def _named(given: Entries, word: str, among: Iterable[Named]) -> Named:
    """The table or column that is named so, by identifier or Chinese name."""
    known = {plain(name): one for one in among for name in (one.zh, one.name)}
    found = known.get(plain(word))
    if found is None:
        near = hint(word, [name for one in known.values() for name in (one.name, one.zh)])
        given.refuse(Text(f"没有“{shown(word)}”，{near.zh}", f"there is no {shown(word)}; {near.en}"))
    return found


def _require(given: Entries, table: Table, names: list[str]) -> None:
    lacking = [one for one in table.columns if one.required and one.name not in names]
    if lacking:
        zh = "、".join(f"{one.name}（{one.zh}）" for one in lacking)
        en = ", ".join(one.name for one in lacking)
        given.refuse(
            Text(
                f'缺少必填的列 {zh}：写明是哪一列，或 {{ constant = "…" }}',
                f'columns that must be there are not: {en}; say which they are, or {{ constant = "…" }}',
            ),
            "columns",
        )


def _column(
    given: Entries, column: Column, entry: object, tables: Sequence[Table], nothing: tuple[str, ...]
) -> ColumnMap:
    if isinstance(entry, str):
        return ColumnMap(column.name, _head(given, column, entry), nothing=nothing)
    inner = given.inner(column.name, entry)
    head, constant, blank = inner.text("column"), inner.value("constant"), inner.value("blank")
    words, by, day = inner.table("words"), inner.text("by"), inner.text("date")
    signs = inner.texts("nothing")
    inner.done()
    if bool(head) == (constant is not None):
        inner.refuse(Text("写 column 或 constant 之一", "write one of column and constant"))
    if constant is not None and (words.content or by or day or signs or blank is not None):
        inner.refuse(Text("constant 不与别的同写", "constant stands alone"))
    if by and blank is not None:
        inner.refuse(Text("by 不与 blank 同写", "by and blank do not stand together"))
    for name, text in (("constant", constant), ("blank", blank)):
        if text is not None:
            _judge(inner, column, text, name)
    return ColumnMap(
        column.name,
        head,
        constant,
        _words(words, column),
        _by(inner, column, by, tables),
        _day(inner, column, day),
        (*nothing, *signs),
        blank,
    )


def _head(given: Entries, column: Column, text: str) -> str:
    if not text.strip():
        given.refuse(Text("写表头的文字", "write the text of the header"), column.name)
    return text.strip()


def _words(given: Entries, column: Column) -> Mapping[str, str]:
    names = [*given.content]
    if names and column.kind not in WITH_WORDS:
        given.refuse(
            Text("words 只用于选项、是否和编码", "words are for options, flags and codes of other tables")
        )
    found = {squeezed(word): given.text(word) for word in names}
    if len(found) < len(names):
        given.refuse(Text("同一个词写了两次", "a word stands twice"))
    for word, meant in found.items():
        if column.kind != "reference":
            _judge(given, column, meant, word)
    return found


def _judge(given: Entries, column: Column, text: str, key: str) -> None:
    """Refuse a value that no cell of the column may hold."""
    if not text.strip():
        given.refuse(Text("是空的", "it is blank"), key)
    for issue in parse(column, RawColumn(column.name, "", pa.array([text], pa.string()))).issues:
        own = next(iter(issue.own.values()), {})
        told = make(issue.code, Place(), column=column, **{**issue.words, **own})  # type: ignore[arg-type]
        zh = "；".join(
            part for part in (told.problem.zh, told.expected.zh and f"应为 {told.expected.zh}") if part
        )
        en = "; ".join(
            part for part in (told.problem.en, told.expected.en and f"expected {told.expected.en}") if part
        )
        given.refuse(Text(f"“{shown(text)}”{zh}", f"“{shown(text)}”: {en}"), key)


def _by(given: Entries, column: Column, by: str, tables: Sequence[Table]) -> str:
    if not by:
        return ""
    target = next(
        (one for one in tables if column.kind == "reference" and one.level == column.level and one.key), None
    )
    if target is None:
        given.refuse(Text("by 只用于另一张表的编码", "by is for codes of another table"), "by")
    texts = [one for one in target.columns if one.kind == "text"]
    return _named(given, by, texts).name


def _day(given: Entries, column: Column, text: str) -> DayFormat | None:
    if not text:
        return None
    found = DayFormat(text)
    if column.kind != "date":
        given.refuse(Text("date 只用于日期列", "date is for columns of days"), "date")
    if not found.is_whole:
        given.refuse(
            Text(
                '日期写法须有 %Y（四位年）、%m、%d 各一次，如 "%m/%d/%Y"',
                'a format has %Y (year of four digits), %m and %d once each, such as "%m/%d/%Y"',
            ),
            "date",
        )
    return found
