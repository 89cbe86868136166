"""Every finding that intake can make: code, title, problem, expectation and fix, in both languages.

E1xx: files and their structure · E2xx: cells · E3xx: rows against other rows and tables · W1xx:
warnings, nothing is forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.findings import Finding, Place
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.findings import Severity
    from payout.rules.policy.tables import Column
    from payout.text import Language

TOLD_AGAIN = frozenset(("W108", "W109"))  # warnings that follow from the tables as read, whatever their file


@dataclass(frozen=True)
class FindingKind:
    """One kind of finding. The texts are templates; `{name}` is filled in when the finding is made."""

    code: str
    title: Text
    problem: Text
    fix: Text
    expected: Text = NOTHING

    @property
    def severity(self) -> Severity:
        """A code that begins with W forbids nothing."""
        return "warning" if self.code.startswith("W") else "error"

    @property
    def of_file(self) -> bool:
        """Whether it says how a file is written, which the tables as read do not tell again."""
        return self.severity == "warning" and self.code not in TOLD_AGAIN


_T = Text
_RESAVE = _T(
    "用 Excel 或 WPS 打开，另存为 .xlsx 后重试", "open it in Excel or WPS and save it as .xlsx again"
)
_OR_MAP = _T(
    "；或用 payout map 起草对照文件，不改原表",
    "; or let payout map draft a mapping, and leave the file as it is",
)
_FILES = (
    FindingKind(
        "E101",
        _T("找不到输入", "input not found"),
        _T("找不到 {name}", "there is no {name}"),
        _T("检查路径", "check the path"),
        _T(
            "一个 .xlsx 工作簿，或一个放有 CSV、Parquet 文件的文件夹",
            "an .xlsx workbook, or a folder of CSV or Parquet files",
        ),
    ),
    FindingKind(
        "E102",
        _T("别种文件", "another kind of file"),
        _T("这是{what}", "this is {what}"),
        _T("{how}", "{how}"),
        _T("{wanted}", "{wanted}"),
    ),
    FindingKind(
        "E103",
        _T("文件损坏", "damaged file"),
        _T("文件无法打开：{what}", "the file cannot be opened: {what}"),
        _RESAVE,
    ),
    FindingKind(
        "E104",
        _T("文件过大", "too large"),
        _T("{part} 超出限制：{what}", "{part} exceeds a limit: {what}"),
        _T(
            "删去多余内容；数据确实很多时改用 CSV 或 Parquet",
            "remove what is not data; for large tables use CSV or Parquet",
        ),
        _T("不超过 {limit}", "at most {limit}"),
    ),
    FindingKind(
        "E105",
        _T("压缩包部件有误", "unsafe parts"),
        _T("部件 {part} 重复或名称不安全", "the part {part} stands twice or bears an unsafe name"),
        _RESAVE,
    ),
    FindingKind(
        "E106",
        _T("含宏", "macros"),
        _T("工作簿含宏", "the workbook holds macros"),
        _T("另存为不带宏的 .xlsx", "save it as an .xlsx without macros"),
    ),
    FindingKind(
        "E107",
        _T("XML 含实体声明", "XML entities"),
        _T("部件 {part} 声明了文档类型或实体", "the part {part} declares a document type or entities"),
        _RESAVE,
    ),
    FindingKind(
        "E108",
        _T("结构有误", "malformed"),
        _T("部件 {part} 无法理解：{what}", "the part {part} makes no sense: {what}"),
        _RESAVE,
    ),
    FindingKind(
        "E109",
        _T("行列次序混乱", "cells out of order"),
        _T("{cell} 的位置重复或次序颠倒", "{cell} stands twice or out of order"),
        _RESAVE,
        _T("每个单元格只出现一次，按行列次序", "every cell once, in order of rows and columns"),
    ),
    FindingKind(
        "E111",
        _T("缺表", "table missing"),
        _T("缺少表“{table}”", "the table {table} is missing"),
        _T("补上该表；表名可写中文或英文", "add it; it may bear its Chinese or its English name"),
        _T("工作表或文件 {table}", "a sheet or file {table}"),
    ),
    FindingKind(
        "E112",
        _T("一表两份", "table twice"),
        _T("“{other}”与“{this}”是同一张表", "{other} and {this} are the same table"),
        _T("只留一份", "keep one of them"),
    ),
    FindingKind(
        "E113",
        _T("隐藏的工作表", "hidden sheet"),
        _T("工作表“{name}”是隐藏的", "the sheet {name} is hidden"),
        _T("取消隐藏，核对内容；不用的删去", "unhide it and check it, or delete it"),
    ),
    FindingKind(
        "E114",
        _T("空表", "no header"),
        _T("没有表头", "there is no header row"),
        _T("第一行写表头", "write the headers into the first row"),
    ),
    FindingKind(
        "E115",
        _T("含空字节", "NUL bytes"),
        _T("文件含空字节，可能是 UTF-16", "the file holds NUL bytes; it may be UTF-16"),
        _T("另存为“CSV UTF-8”", "save it as “CSV UTF-8”"),
    ),
    FindingKind(
        "E116",
        _T("编码不明", "unknown encoding"),
        _T("既不是 UTF-8 也不是 GB18030", "neither UTF-8 nor GB18030"),
        _T("另存为“CSV UTF-8”", "save it as “CSV UTF-8”"),
        _T("UTF-8 或 GB18030", "UTF-8 or GB18030"),
    ),
    FindingKind(
        "E117",
        _T("乱码", "garbled text"),
        _T("文字已损坏（乱码）", "the text is damaged (mojibake)"),
        _T("从原始文件重新导出为 UTF-8", "export it from its source again, as UTF-8"),
    ),
    FindingKind(
        "E118",
        _T("分隔符不是逗号", "delimiter"),
        _T("各列以“{found}”分隔", "the columns are separated by {found}"),
        _T("另存为逗号分隔的 CSV", "save it as a comma-separated file"),
        _T("逗号", "commas"),
    ),
    FindingKind(
        "E119",
        _T("引号有误", "quoting"),
        _T("引号不成对，或引号后另有文字", "a quote is not closed, or text follows it"),
        _T(
            "字段内的引号写两次，并以引号括起整个字段",
            "double a quote inside a field, and quote the whole field",
        ),
    ),
    FindingKind(
        "E120",
        _T("列数不符", "ragged row"),
        _T("此行有 {found} 个字段", "the row has {found} fields"),
        _T("补上或删去逗号；含逗号的文字要加引号", "add or remove commas; quote a text that holds one"),
        _T("{count} 个，与表头一致", "{count}, as the header has"),
    ),
    FindingKind(
        "E121",
        _T("表头不识", "unknown header"),
        _T("没有名为“{header}”的列", "there is no column named {header}"),
        _T("改正表头；自用的列加前缀 x_", "correct the header; prefix a column of your own with x_"),
        _T("{options}", "{options}"),
    ),
    FindingKind(
        "E122",
        _T("表头重复", "header twice"),
        _T("“{header}”与 {other} 列是同一列", "{header} is the same column as {other}"),
        _T("只留一列", "keep one of them"),
    ),
    FindingKind(
        "E123",
        _T("缺列", "column missing"),
        _T("缺少列“{header}”", "the column {header} is missing"),
        _T("在第一行补上这一列", "add it to the first row"),
    ),
    FindingKind(
        "E124",
        _T("表头不在第一行", "header not in row 1"),
        _T("第一行不是表头，第 {found} 行像是", "row 1 is not the header; row {found} looks like it"),
        _T(f"删去表头上方的各行{_OR_MAP.zh}", f"delete the rows above the header{_OR_MAP.en}"),
        _T("表头在第一行", "the header in row 1"),
    ),
    FindingKind(
        "E125",
        _T("无表头的值", "value without header"),
        _T("此列没有表头，却有内容", "the column has no header but holds values"),
        _T("补上表头，或删去这些内容", "give it a header, or delete what it holds"),
    ),
    FindingKind(
        "E126",
        _T("合并单元格", "merged cells"),
        _T("{range} 是合并的单元格", "{range} is merged"),
        _T("取消合并，每格各填其值", "unmerge it and fill in every cell"),
    ),
    FindingKind(
        "E127",
        _T("浮点数列", "float column"),
        _T("此列是浮点数，不精确", "the column holds floats, which are not exact"),
        _T("改存为 decimal128 或字符串", "store it as decimal128 or as strings"),
        _T("decimal128、整数或字符串", "decimal128, integers or strings"),
    ),
    FindingKind(
        "E128",
        _T("列类型不符", "column type"),
        _T("此列类型是 {found}", "the column is of type {found}"),
        _T("改存为字符串", "store it as strings"),
        _T("字符串、整数、decimal128、布尔或 date32", "strings, integers, decimal128, booleans or date32"),
    ),
)
_UNREAD = (
    FindingKind(
        "E131",
        _T("可能是表而未读", "perhaps a table, not read"),
        _T("“{name}”未读：{why}", "{name} was not read: {why}"),
        _T("{how}", "{how}"),
    ),
)
_DATA_SETS = (
    FindingKind(
        "E136",
        _T("数据集不齐或不纯", "not just the parts of a data set"),
        _T("数据集中的“{name}”：{why}", "{name} in a data set: {why}"),
        _T("{how}", "{how}"),
    ),
    FindingKind(
        "E137",
        _T("分片的列不一致", "parts of different columns"),
        _T("此分片与 {other} 不一致：{found}", "this part is not like {other}: {found}"),
        _T(
            "用同一种列名、次序和类型,重新导出整个数据集",
            "export the whole data set again, with the same columns in the same order and of the same types",
        ),
        _T("各分片的列相同", "the same columns in every part"),
    ),
)
_STRUCTURE = (
    FindingKind(
        "E135",
        _T("读不完", "not read to its end"),
        _T("读取已中止：{what}", "reading it was ended: {what}"),
        _T(
            "来历不明的文件不要再用；是自己的文件时，删去多余内容，或改用 CSV、Parquet",
            "use no file of unknown origin; if it is your own, remove what is not data, or use CSV or Parquet",
        ),
    ),
    FindingKind(
        "E132",
        _T("缺要求的表", "expected table missing"),
        _T("要求提供的表“{table}”没有提供", "the table {table} is expected and was not provided"),
        _T(
            "补上该表；确实没有内容时，给一张只有表头的表",
            "add it; where it has nothing to say, give it with its header alone",
        ),
        _T("工作表或文件 {table}", "a sheet or file {table}"),
    ),
    FindingKind(
        "E133",
        _T("表头有几行", "header of several rows"),
        _T("表头占第 {first} 至 {last} 行", "the header takes the rows {first} to {last}"),
        _T(
            f"只留一行表头，放在第一行，每列写全名，取消合并{_OR_MAP.zh}",
            f"keep one row of headers, the first, with each column's whole name, and unmerge cells{_OR_MAP.en}",
        ),
        _T("一行表头，在第一行", "a header of one row, the first"),
    ),
    FindingKind(
        "E134",
        _T("多列不属此表", "columns of another table"),
        _T("有 {count} 列不是此表的列：{heads}", "{count} columns are not of this table: {heads}"),
        _T(
            f"改正表头，或删去这些列；自用的列加前缀 x_{_OR_MAP.zh}",
            f"correct the headers, or delete the columns; put x_ before the headers of your own{_OR_MAP.en}",
        ),
        _T("{options}", "{options}"),
    ),
)
_MAPPED = (
    FindingKind(
        "E141",
        _T("对照文件没有说明的列", "column that the mapping does not declare"),
        _T("对照文件没有说明这一列：{heads}", "the mapping says nothing of {heads}"),
        _T(
            '在对照文件中写明它是哪一列；不用的写进 ignore = ["{write}"]',
            'say in the mapping which column it is; if it is not used, write it into ignore = ["{write}"]',
        ),
    ),
    FindingKind(
        "E142",
        _T("跳过的行像是数据", "a skipped row that may be data"),
        _T(
            "对照文件的 skip、notes 或 header 略过此行，而表“{table}”必填的各列在此行都有内容",
            "skip, notes or header of the mapping leave the row out, and it has all that a row of {table} must have",
        ),
        _T(
            "改对照文件；确实不计的，用 skip 写明看哪一列，或删去此行",
            "correct the mapping; to leave it out, name the column in skip, or delete the row",
        ),
    ),
    FindingKind(
        "E241",
        _T("对照文件没有的词", "a word that the mapping has not"),
        _T(
            "不是此列的选项，对照文件的 words 里也没有这个词",
            "it is not one of the options, and the mapping's words do not have it",
        ),
        _T("在对照文件中写明它是哪个选项{hint}", "say in the mapping which option it is{hint}"),
        _T("{options}", "{options}"),
    ),
    FindingKind(
        "E242",
        _T("日期不是所写的格式", "a day in another format"),
        _T("不是对照文件所写格式 {format} 的日期", "it is no day in the format {format} of the mapping"),
        _T("改正日期；本程序不猜", "correct it; nothing is guessed"),
    ),
    FindingKind(
        "E243",
        _T("名称查不到编码", "a name without a code"),
        _T("表“{table}”中没有这个名称", "the table {table} has no such name"),
        _T("改正名称，或在那张表中补上{hint}", "correct the name, or add it to that table{hint}"),
    ),
    FindingKind(
        "E244",
        _T("名称有几个编码", "a name with several codes"),
        _T("表“{table}”中叫这个名称的有几个：{codes}", "several rows of {table} bear the name: {codes}"),
        _T("写编码，不写名称", "write the code, not the name"),
    ),
)
_CELLS = (
    FindingKind(
        "E201",
        _T("必填项为空", "required cell blank"),
        _T("必填项为空", "a required cell is blank"),
        _T("填上{or_delete}", "fill it in{or_delete}"),
    ),
    FindingKind(
        "E202",
        _T("公式", "formula"),
        _T("单元格是公式", "the cell is a formula"),
        _T("复制，选择性粘贴为“数值”", "copy it and paste it as values"),
        _T("填入的值", "a value"),
    ),
    FindingKind(
        "E203",
        _T("错误值", "error value"),
        _T("单元格是错误值", "the cell is an error value"),
        _T("改正其来源，填入正确的值", "correct its source and put in the right value"),
    ),
    FindingKind(
        "E204",
        _T("不在选项中", "not an option"),
        _T("不是此列的选项", "it is not one of the options"),
        _T("写选项的全称{hint}", "write the option in full{hint}"),
        _T("{options}", "{options}"),
    ),
    FindingKind(
        "E205",
        _T("不是数", "not a number"),
        _T("不是合格的数：{why}", "it is not a plain number: {why}"),
        _T("只写数字和小数点", "write digits and a decimal point only"),
        _T("{grammar}", "{grammar}"),
    ),
    FindingKind(
        "E206",
        _T("小数位过多", "too many decimals"),
        _T("小数位多于 {places} 位", "it has more than {places} decimals"),
        _T(
            "核对后写到 {places} 位；本程序不代为四舍五入",
            "check it and write {places} decimals; nothing is rounded for you",
        ),
        _T("{grammar}", "{grammar}"),
    ),
    FindingKind(
        "E207",
        _T("不可为负", "negative"),
        _T("不可为负数", "it may not be negative"),
        _T("改正", "correct it"),
        _T("{grammar}", "{grammar}"),
    ),
    FindingKind(
        "E208",
        _T("小于下限", "below the least"),
        _T("小于 {bound}", "it is below {bound}"),
        _T("改正", "correct it"),
        _T("不小于 {bound}", "{bound} or more"),
    ),
    FindingKind(
        "E209",
        _T("不是是或否", "not yes or no"),
        _T("既不是“是”也不是“否”", "it is neither yes nor no"),
        _T("写 是 或 否", "write yes or no"),
        _T("是、否", "yes or no"),
    ),
    FindingKind(
        "E210",
        _T("日期不明", "not a date"),
        _T("不是一个日期", "it is not a date"),
        _T("按 2012-03-01 的样子写", "write it like 2012-03-01"),
        _T("年-月-日", "year-month-day"),
    ),
    FindingKind(
        "E211",
        _T("日期列里的数", "number in a date column"),
        _T("单元格是数，不是日期", "the cell is a number, not a date"),
        _T(
            "按 2012-03-01 的样子写，或把单元格设为日期格式",
            "write it like 2012-03-01, or format the cell as a date",
        ),
        _T("年-月-日", "year-month-day"),
    ),
    FindingKind(
        "E212",
        _T("日期带时刻", "time of day"),
        _T("日期带有时刻", "the date has a time of day"),
        _T("去掉时刻", "remove the time"),
        _T("年-月-日", "year-month-day"),
    ),
    FindingKind(
        "E213",
        _T("年份不合理", "year out of range"),
        _T("年份不在 1900 至 2100 之间", "the year is not within 1900 to 2100"),
        _T("改正年份", "correct the year"),
    ),
    FindingKind(
        "E214",
        _T("号码存成了数", "number for an identity"),
        _T(
            "证件号、账号存成了数，末几位可能已丢失",
            "an identity or account number is stored as a number; its last digits may be lost",
        ),
        _T(
            "把该列设为文本格式，从原始资料重新录入",
            "format the column as text and enter it again from its source",
        ),
        _T("文本", "text"),
    ),
    FindingKind(
        "E215",
        _T("编码存成了数", "number for an identifier"),
        _T(
            "编码存成了数，超过 15 位或不是整数",
            "an identifier is stored as a number of more than 15 digits, or not a whole one",
        ),
        _T("把该列设为文本格式，重新录入", "format the column as text and enter it again"),
        _T("文本", "text"),
    ),
    FindingKind(
        "E216",
        _T("变成了日期", "turned into a date"),
        _T("单元格是日期", "the cell is a date"),
        _T(
            "Excel 可能把它自动改成了日期：设为文本或数值格式后重填",
            "Excel may have made it a date: set the format and enter it again",
        ),
        _T("{kind}", "{kind}"),
    ),
    FindingKind(
        "E217",
        _T("看不见的字符", "invisible character"),
        _T(
            "含有看不见或不成字的字符 {char}",
            "it holds the character {char}, which cannot be seen or is none of its own",
        ),
        _T("删去内容，重新键入", "delete the text and type it again"),
    ),
    FindingKind(
        "E218",
        _T("合计行", "total row"),
        _T("这是合计行，不是数据", "the row is a total, not data"),
        _T("删去此行", "delete the row"),
    ),
    FindingKind(
        "E219",
        _T("不是文字", "not a text"),
        _T("单元格是逻辑值", "the cell is a logical value"),
        _T("改写为文字", "write it as text"),
        _T("{kind}", "{kind}"),
    ),
    FindingKind(
        "E220",
        _T("数过大", "too large"),
        _T("多于 {digits} 位，没有这样大的数额", "it has more than {digits} digits: no amount is so large"),
        _T("核对后改正", "check and correct it"),
    ),
    FindingKind(
        "E221",
        _T("所见非所存", "shown otherwise than held"),
        _T("单元格显示为“{shown}”，存的却是 {held}", "the cell shows “{shown}” and holds {held}"),
        _T(
            "把数字格式改为“常规”，核对后写上应有的数",
            "set the number format to General, then write the number that is meant",
        ),
        _T("{grammar}", "{grammar}"),
    ),
    FindingKind(
        "E222",
        _T("编码靠格式补齐", "identifier by its format"),
        _T(
            "单元格显示为“{shown}”，存的却是数 {held}", "the cell shows “{shown}” and holds the number {held}"
        ),
        _T("把该列设为文本格式，写成 {shown}", "format the column as text and write {shown}"),
        _T("文本", "text"),
    ),
    FindingKind(
        "E223",
        _T("大于上限", "above the most"),
        _T("大于 {bound}", "it is above {bound}"),
        _T("核对后改正，可能漏了小数点", "check and correct it; its decimal point may be lacking"),
        _T("不大于 {bound}", "{bound} or less"),
    ),
    FindingKind(
        "E224",
        _T("文字过长", "text too long"),
        _T(
            "文字长于 {most} 个字符，单元格容不下",
            "the text is longer than the {most} characters that a cell holds",
        ),
        _T("缩短这段文字", "shorten the text"),
    ),
)
_SAID_OTHERWISE = (
    FindingKind(
        "E231",
        _T("用符号表示空", "a sign for nothing"),
        _T(
            "此格可以为空，不用符号或文字表示“没有”",
            "the cell may be blank; a sign or a word for “nothing” is a value",
        ),
        _T("清空此格{means}", "leave it blank{means}"),
        _T("空", "nothing"),
    ),
    FindingKind(
        "E232",
        _T("数后带单位", "number with its unit"),
        _T("数字带有“{unit}”", "the number bears “{unit}”"),
        _T("{write}，不写“{unit}”", "{write}, without “{unit}”"),
        _T("{grammar}", "{grammar}"),
    ),
)
_CROSS = (
    FindingKind(
        "E301",
        _T("重复", "duplicate"),
        _T("第 {rows} 行有同一个{label}", "rows {rows} bear the same {label}"),
        _T("删去重复的行，或改正编码", "delete the row that is too many, or correct the identifier"),
    ),
    FindingKind(
        "E302",
        _T("查无此项", "unknown reference"),
        _T("表“{table}”{lacks}", "the table {table} {lacks}"),
        _T("改正编码，或在该表补上一行{hint}", "correct it, or add its row to that table{hint}"),
    ),
    FindingKind(
        "E303",
        _T("多出的行", "more than one row"),
        _T("此表只有一行，说的是整个批次", "this table has one row, of the whole batch"),
        _T("只留一行", "keep one row"),
    ),
    FindingKind(
        "E311",
        _T("名称写在了编码处", "name in place of an identifier"),
        _T(
            "这是表“{table}”中的{name}，不是编码；此列有 {count} 行这样写",
            "it is a {name} of the table {table}, not an identifier; {count} rows of this column say so",
        ),
        _T("写编码：{keys}", "write the identifier: {keys}"),
    ),
    FindingKind(
        "E312",
        _T("编码丢了前面的 0", "identifier without its zeros"),
        _T(
            "{how}：表“{table}”里是 {key}；此列有 {count} 行这样写",
            "{how}: the table {table} has {key}; {count} rows of this column say so",
        ),
        _T("把该列设为文本格式，写 {key}", "format the column as text and write {key}"),
        _T("{key}", "{key}"),
    ),
    FindingKind(
        "E313",
        _T("编码丢了前面的 0", "identifier without its zeros"),
        _T("{how}：{where}写作 {key}", "{how}: {where} writes {key}"),
        _T(
            "把该列设为文本格式，写 {key}；引用它的各表写成一样",
            "format the column as text and write {key}, the same in every table that refers to it",
        ),
        _T("{key}", "{key}"),
    ),
    FindingKind(
        "E391",
        _T("没有数据行", "no rows"),
        _T("表“{table}”没有数据行", "the table {table} has no rows"),
        _T("从第二行起填写", "fill it in from the second row on"),
    ),
    FindingKind(
        "E304",
        _T("编码几乎相同", "nearly the same identifier"),
        _T(
            "第 {rows} 行的{label}与此{how}：会当成两个",
            "the {label} of rows {rows} {how}: they would be taken for two",
        ),
        _T(
            "是同一个时删去多余的行；确是两个时改用一看便知不同的编码",
            "delete the row that is too many; if they are two, give them identifiers that look different",
        ),
    ),
    FindingKind(
        "E305",
        _T("重复的一行", "row entered twice"),
        _T(
            "第 {rows} 行各列完全相同，会重复计算",
            "rows {rows} say the same in every column and would count twice",
        ),
        _T(
            "删去多余的行；确有几次的，合并成一行写明次数，或写明各自的日期、事由",
            "delete what is too many; if it happened more than once, say so in one row, or by what tells them apart",
        ),
    ),
)
_WARNINGS = (
    FindingKind(
        "W101",
        _T("GB18030 编码", "GB18030"),
        _T("按 GB18030 读取", "it was read as GB18030"),
        _T("请看人名是否正确；最好另存为 UTF-8", "look whether names are right; better save it as UTF-8"),
    ),
    FindingKind(
        "W102",
        _T("未用的表", "unused table"),
        _T("“{name}”不是本办法的表，未读", "{name} is no table of the policy and was not read"),
        _T(
            "是其中一张表时改用表名；自用的，名称前加 x_",
            "give it the table's name if it is one; put x_ before the name of what is your own",
        ),
    ),
    FindingKind(
        "W103",
        _T("隐藏的行", "hidden rows"),
        _T("有 {count} 行被隐藏或筛选掉，照样计入", "{count} rows are hidden or filtered; they are included"),
        _T("不应计入时删去这些行", "delete them if they should not be"),
    ),
    FindingKind(
        "W104",
        _T("外部链接", "external links"),
        _T("工作簿链接到其他文件，未读取", "the workbook links to other files; they are not read"),
        _T("用“编辑链接”断开", "break the links"),
    ),
    FindingKind(
        "W105",
        _T("隐藏的列", "hidden columns"),
        _T("列 {columns} 被隐藏，照样计入", "the columns {columns} are hidden; they are included"),
        _T("取消隐藏，核对内容", "unhide and check them"),
    ),
    FindingKind(
        "W106",
        _T("空行", "blank rows"),
        _T("数据中间有 {count} 个空行，未计入", "{count} blank rows stand amid the data; they are left out"),
        _T("删去空行", "delete them"),
    ),
    FindingKind(
        "W110",
        _T("备注列未读", "remarks not read"),
        _T(
            "“{header}”列有 {count} 格填了内容，未读",
            "the column {header} has {count} filled cells; it is not read",
        ),
        _T("其中有影响计算的，填到相应的列", "put what matters into the column where it belongs"),
    ),
    FindingKind(
        "W111",
        _T("按对照文件跳过的行", "rows that the mapping skips"),
        _T("按对照文件跳过 {count} 行：{which}", "{count} rows are skipped as the mapping says: {which}"),
        _T("请核对没有跳过数据", "look whether any of them is data"),
    ),
    FindingKind(
        "W107",
        _T("写法不一", "another spelling"),
        _T(
            "与{where}的“{meant}”只差大小写、全角半角或空格，按同一个计算",
            "it differs from “{meant}” in {where} by case, width or blanks only, and is taken as the same",
        ),
        _T("写成一样；确是两个时写明区别", "write both alike; if they are two, tell them apart"),
    ),
    FindingKind(
        "W108",
        _T("相同的行", "rows alike"),
        _T("有 {count} 组行各列完全相同", "{count} sets of rows say the same in every column"),
        _T("多余的删去", "delete what is too many"),
    ),
    FindingKind(
        "W109",
        _T("同一单位重名", "one name twice in a unit"),
        _T(
            "有 {count} 行同名，{label}相同而编码不同",
            "{count} rows bear one name and one {label}, and different identifiers",
        ),
        _T(
            "是同一人时只留一行；确是重名时不必改", "keep one row if it is one person; two of a name may stay"
        ),
    ),
)
# What is wrong with single columns: the others can be read, and so can the rows.
OF_COLUMNS = frozenset({"E121", "E122", "E123", "E125", "E127", "E128", "E134", "E141"})
CATALOGUE: Mapping[str, FindingKind] = {
    kind.code: kind
    for kind in (
        *_FILES,
        *_UNREAD,
        *_DATA_SETS,
        *_STRUCTURE,
        *_MAPPED,
        *_CELLS,
        *_SAID_OTHERWISE,
        *_CROSS,
        *_WARNINGS,
    )
}


MOST_ALIKE = 200  # findings of one code in one column, or of one kind in a file, that are listed one by one


def and_more(findings: list[Finding], rest: int) -> list[Finding]:
    """Findings of one kind, and one that counts the rest, which are not listed: a file may hold millions of them."""
    if not rest:
        return findings
    first, count = findings[0], len(findings) + rest
    more = Text(
        f"另有 {rest:,} 处同样的问题,共 {count:,} 处", f"{rest:,} more of the same kind, {count:,} in all"
    )
    place = Place(first.place.file, first.place.sheet)
    return [*findings, Finding(first.code, first.severity, more, place, fix=first.fix)]


def is_structure(finding: Finding) -> bool:
    """Whether it says that a file or a table, not a cell, is wrong."""
    return (finding.severity == "error" and finding.code.startswith("E1")) or finding.code == "E391"


def stops(finding: Finding) -> bool:
    """Whether it leaves a table's rows unknown: what refers to them, and what is computed of them, says nothing then."""
    return is_structure(finding) and finding.code not in OF_COLUMNS


def make(  # noqa: PLR0913 -- what a finding says beside its place is optional, and named
    code: str,
    place: Place | None = None,
    *,
    subject: str = "",
    column: Column | str = "",
    value: str = "",
    clause: str = "",
    among: str | int | Text = NOTHING,
    **words: str | int | Text,
) -> Finding:
    """Make the finding of a code; `words` fill its templates. `column`: as declared, or the header that a file has."""
    kind = CATALOGUE[code]
    name, title = (column, NOTHING) if isinstance(column, str) else (column.name, column.title)
    texts = [_fill(text, words) for text in (kind.problem, kind.expected, kind.fix)]
    return Finding(
        code,
        kind.severity,
        texts[0],
        place or Place(),
        subject,
        name,
        value,
        texts[1],
        clause,
        texts[2],
        among=among if isinstance(among, Text) else Text(str(among), str(among)),
        of_file=kind.of_file,
        title=title,
    )


def _fill(template: Text, words: Mapping[str, str | int | Text]) -> Text:
    return Text(_one(template.zh, words, "zh"), _one(template.en, words, "en"))


def _one(template: str, words: Mapping[str, str | int | Text], lang: Language) -> str:
    plain = {name: word(lang) if isinstance(word, Text) else str(word) for name, word in words.items()}
    return template.format_map(plain)
