"""What a mapping decides, in words: for the manifest, the cover and the screen. Made of the file alone, the same whenever it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.intake.mapping.declared import ColumnMap, SheetMap, Skip, TableMap
    from payout.rules.policy.tables import Column, Table


def lines_of(sheets: Sequence[SheetMap], ignore: Sequence[str], tables: Sequence[Table]) -> tuple[Text, ...]:
    """A line for each sheet's layout, each table of it, and each column whose cells mean something else than they say."""
    known = {table.name: table for table in tables}
    found = [line for sheet in sheets for line in _of_sheet(sheet, known)]
    if ignore:
        found.append(Text(f"不读：{'、'.join(ignore)}", f"not read: {', '.join(ignore)}"))
    return tuple(found)


def _of_sheet(sheet: SheetMap, tables: dict[str, Table]) -> list[Text]:
    rows = f"{sheet.first}" if sheet.first == sheet.last else f"{sheet.first}-{sheet.last}"
    zh, en = [f"表头第 {rows} 行"], [f"header in row {rows}"]
    if sheet.skip:
        zh.append(f"跳过 {'、'.join(_skip(one).zh for one in sheet.skip)} 的行")
        en.append(f"rows skipped: {', '.join(_skip(one).en for one in sheet.skip)}")
    if sheet.notes:
        patterns = [pattern.text for pattern in sheet.notes]
        zh.append(f"自 {'、'.join(patterns)} 起为附注")
        en.append(f"notes from {', '.join(patterns)} on")
    if sheet.carry:
        zh.append(f"带到结果的列：{'、'.join(sheet.carry)}")
        en.append(f"columns carried: {', '.join(sheet.carry)}")
    if sheet.ignore:
        zh.append(f"不读的列：{'、'.join(sheet.ignore)}")
        en.append(f"columns not read: {', '.join(sheet.ignore)}")
    head = Text(f"[{sheet.name}] {'；'.join(zh)}", f"[{sheet.name}] {'; '.join(en)}")
    return [head, *(line for one in sheet.tables for line in _of_table(sheet, one, tables[one.name]))]


def _skip(skip: Skip) -> Text:
    if not skip.column:
        return Text(skip.pattern.text, skip.pattern.text)
    return Text(f"“{skip.column}”为 {skip.pattern.text}", f"{skip.column} is {skip.pattern.text}")


def _of_table(sheet: SheetMap, fed: TableMap, table: Table) -> list[Text]:
    zh = [f"{table[one.name].zh} ← {one.column}" for one in fed.columns if one.column]
    en = [f"{one.name} ← {one.column}" for one in fed.columns if one.column]
    some_zh, some_en = ["各列相同的行只算一行"] * fed.distinct, ["rows alike are one"] * fed.distinct
    if fed.rows_with:
        some_zh.append(f"只取填有{'、'.join(table[name].zh for name in fed.rows_with)}的行")
        some_en.append(f"only rows with {', '.join(fed.rows_with)}")
    head = Text(
        f"[{sheet.name}] → {table.zh}：{'；'.join([*some_zh, '、'.join(zh)])}",
        f"[{sheet.name}] → {table.name}: {'; '.join([*some_en, ', '.join(en)])}",
    )
    told = [(table[one.name], _meanings(one, table[one.name])) for one in fed.columns]
    return [head, *(_of_column(table, column, means) for column, means in told if means)]


def _of_column(table: Table, column: Column, means: list[Text]) -> Text:
    zh, en = "；".join(one.zh for one in means), "; ".join(one.en for one in means)
    return Text(f"{table.zh}·{column.zh}：{zh}", f"{table.name}.{column.name}: {en}")


def _meanings(one: ColumnMap, column: Column) -> list[Text]:
    """What the cells of a column mean beside what they say."""
    found = []
    if one.constant is not None:
        found.append(Text(f"每行都是 {one.constant}", f"{one.constant} in every row"))
    if one.words:
        zh = "、".join(f"{word} = {column.options.get(meant, meant)}" for word, meant in one.words.items())
        found.append(Text(zh, ", ".join(f"{word} = {meant}" for word, meant in one.words.items())))
    if one.by:
        found.append(Text(f"按名称（{one.by}）查编码", f"codes by {one.by}"))
    if one.day is not None:
        found.append(Text(f"日期写作 {one.day.text}", f"days are written {one.day.text}"))
    if one.nothing:
        found.append(Text(f"{' '.join(one.nothing)} 是空白", f"{' '.join(one.nothing)} is a blank"))
    if one.blank is not None:
        found.append(Text(f"空白按 {one.blank}", f"a blank is {one.blank}"))
    return found
