"""The words of the page that no policy declares, in both languages."""

from __future__ import annotations

from payout.text import Text

STATE = Text("核对情况", "State")
TOTALS = Text("合计", "Totals")
CHARTS = Text("图", "Charts")
PEOPLE = Text("查人、查单位", "Find a person or a unit")
QUOTA = Text("名额核定", "Places for excellent grades")
CHANGED = Text("改动的数值", "Values changed")
INPUTS = Text("校验值", "Digests")

ITEM, ROWS, SUM = Text("项目", "Figure"), Text("行数", "Rows"), Text("合计", "Total")
MEAN, HIGHEST, LOWEST = Text("平均", "Mean"), Text("最高", "Highest"), Text("最低", "Lowest")
CAPITALS = Text("大写金额", "In Chinese capitals")
CLAUSE = Text("条款", "Clause")
NAME = Text("名称", "Name")
YEAR = Text("年度", "Year")
POLICY = Text("办法", "Policy")
NO_READINGS_MOVED = Text("非默认口径", "Readings not the default")
ZERO = Text("为 0", "none")
EACH = Text("逐行", "Row by row")
ALONG = Text("横轴是{figure}，柱上是行数。", "Along the axis: {figure}; above the columns, rows.")
NOTHING_DRAWN = Text("没有可以画图的数。", "There is no figure to draw.")
ORIGINALS = Text(
    "以上是读入的各表的 SHA-256，与行的先后、文件格式无关；原文件的 SHA-256 见 provenance.json，本目录各文件的见 manifest.json。",
    "These are the digests of the tables as read, whatever the order of rows and the form of the file. Those of the files that "
    "were read stand in provenance.json, those of this directory's files in manifest.json.",
)
PRIVATE = Text(
    "姓名已遮盖；查找时可输入全名，按遮盖后的样子比对。银行账号等个人信息不在本页。",
    "Names are masked; a full name finds whom its masked form fits. Bank accounts and other personal data are not on this page.",
)
HOW_TO_FIND = Text(
    "点开编号，看每一步的数、条款和算法。未取整的数按六位小数显示。",
    "Open a key to see the value, the clause and the rule of each step. Unrounded figures are shown to six places.",
)
TOO_MANY = Text(
    "{level}共 {rows} 行，超过 {most} 行，不在本页逐行查找，只列其所属各行的合计；逐行见 {file}，某一行的计算过程用 payout explain。",
    "{level}: {rows} rows are more than the {most} that a page can search. All of them stand in {file}; payout explain shows how one "
    "came about. Below stand what they belong to, with their totals.",
)
NEEDS_SCRIPT = Text(
    "要在此查找，请允许本页自带的脚本运行；全部行也在 CSV 文件和 payout.xlsx 中。",
    "To search here let the page's own script run; all rows also stand in the CSV files and in payout.xlsx.",
)
SEARCH = Text("编号、姓名、单位……", "Key, name, unit…")
LEVEL = Text("查找范围", "Search in")
MORE_ROWS = Text("再显示 200 行", "200 more rows")
CUT = Text(
    "共 {rows} 项，此处列前 {shown} 项；全部见 payout.xlsx。",
    "{rows} in all, the first {shown} of them here; all of them in payout.xlsx.",
)
CUT_GROUPS = Text(
    "共 {rows} 组，此处列前 {shown} 组；各行见 CSV 文件。",
    "{rows} groups, the first {shown} of them here; the rows stand in the CSV files.",
)
DRAWN = Text("图中是最多的 {shown} 组；全部 {rows} 组", "Drawn are the largest {shown}; all {rows}")

IN_SCRIPT = {
    "found": Text("找到 {rows} 行", "{rows} rows found"),
    "shown": Text("，显示前 {shown} 行", ", the first {shown} shown"),
    "key": Text("编号", "Key"),
    "called": Text("名称", "Name"),
    "figure": Text("项目", "Figure"),
    "value": Text("数值", "Value"),
    "clause": Text("条款", "Clause"),
    "rule": Text("算法", "Rule"),
    "rest": Text("另有 {rows} 项为 0、“否”或空", "{rows} more are 0, no or blank"),
    "given": Text("所填", "as given"),
    "belongs": Text("所属{level}：{name}", "{level}: {name}"),
    "below": Text("{level}（{rows} 行）", "{level} ({rows} rows)"),
    "more": Text("另有 {rows} 行，见 CSV 文件。", "{rows} more, in the CSV files."),
    "row": Text("第 {row} 行", "row {row}"),
    "command": Text("完整的计算过程：{command}", "The whole explanation: {command}"),
    "out": Text("结果目录", "DIR"),
    "part": Text(
        "行多，本页只有上列各项；完整的计算过程：{command}",
        "With so many rows the page has these figures alone. The whole explanation: {command}",
    ),
}
