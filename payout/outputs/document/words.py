"""The words of the document that no policy declares, in both languages."""

from __future__ import annotations

from payout.text import Text

MADE_BY = "payout docs"  # which a file says of itself
CONTENTS = Text("目录", "Contents")
HOW_TO_READ = Text("怎样读", "How to read this")
POLICIES = Text("办法", "Policies")
CLAUSES = Text("条款与规则", "Clauses and rules")
GRAPHS = Text("依据关系", "What rests on what")
PARAMETERS = Text("参数", "Parameters")
CHOICES = Text("口径", "Choices of reading")
DECISIONS = Text("需要人工决定的事项", "What people decide")
TABLES = Text("输入的表", "Input tables")
CHECKS = Text("检查", "Checks")
QUOTA = Text("优秀名额的核定", "Proof of the places for excellent grades")
NOT_COMPUTED = Text("不计算的条款", "What is not computed")
CASES = Text("案例", "Worked cases")
BASE = Text("各案例的基础数据", "The base that every case starts from")

CLAUSE = Text("条款", "Clause")
DOCUMENT = Text("所据文件", "Legal text")
VERSION = Text("版本", "Version")
AS_OF = Text("数值时点", "Values as of")
YEAR = Text("考核年度", "Year appraised")
YEAR_NOTE = Text("年度说明", "About the year")
DIGEST = Text("办法校验码", "Digest of the policy")
CHANGED = Text("改动的数值", "Values that were changed")
CHANGED_ROW = Text("{0}:办法为 {1},来自 {2}", "{0}; the policy has {1}; changed by {2}")
ONE_FILE = Text(
    "本文由办法的规则直接写出:读到的就是计算所用的。",
    "This document is written from the policy's rules themselves: what it says is what is computed.",
)

IN_FORCE = Text("采用", "in force")
DEFAULT = Text("默认", "default")
READINGS = Text("可选读法", "Readings")
WHY = Text("理由", "Why")
USES = Text("用到", "Reads")
READ_BY = Text("被引用于", "Read by")
WITH = Text("其中", "where")
FOR_EACH = Text("每个{0}", "for each {0}")
BETWEEN = Text("{0} 至 {1}", "{0} to {1}")
ALSO_AT = Text("另见", "See also")
OF_CASES = Text("案例 {0} 个", "{0} worked cases")
ONE_CASE = Text("案例 1 个", "1 worked case")
SAYS_NOTHING = Text("本条的内容写在所引各处。", "What this clause says stands at the places cited.")
CHECKS_OF_CLAUSE = Text("检查:哪些情况不得出现", "Checks: what no row may be")

IDENTIFIER = Text("标识", "Identifier")
LABEL = Text("名称", "Name")
VALUE = Text("数值", "Value")
SINCE = Text("起始日", "Since")
FROM_THE_START = Text("一直", "always")
BOUNDS = Text("允许范围", "Bounds")
NOTE = Text("说明", "Note")
STATUTE = Text("法定:{0}", "statute: {0}")
BY_BAND = Text("区间", "Band")
GIVES = Text("取值", "Gives")
COLUMN = Text("列", "Column")
KIND = Text("类型", "Kind")
BLANK = Text("空白", "Blank")
MUST_BE_FILLED = Text("必填", "must be filled in")
MAY_BE_BLANK = Text("可空", "may be blank")
MEANS = Text("空白即{0}", "blank means: {0}")
DERIVED = Text("由程序从{0}推出", "derived by the program from {0}")
DERIVED_LEVEL = Text("不是输入:由程序从其他表推出。", "No input: derived by the program from other tables.")
REQUIRED = Text("必须提供", "must be given")
OPTIONAL = Text("可以不提供", "may be left out")
KEY = Text("以{0}区分各行", "rows are told apart by {0}")
SINGLE = Text("只有一行", "one row only")
FINDING = Text("情形", "What is found")
CONDITION = Text("条件", "Condition")
EXPECTED = Text("应为", "Expected")
FIX = Text("怎样改", "How to mend it")
SEVERITIES = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}
QUESTION = Text("事项", "Question")
ANSWERS = Text("可作的决定", "Answers")
ASKED_WHEN = Text("何时要问", "Asked where")
NOBODY_DECIDES = Text("没有决定时", "If nobody decides")
RUN_STOPS = Text("停止计算,列出待决定的行", "the run stops and lists the rows")
FIGURE = Text("项目", "Figure")
RULE = Text("规则", "Rule")
REASON = Text("原因", "Reason")
CASE = Text("案例", "Case")
GIVEN = Text("给定", "Given")
OUTCOME = Text("结果", "Outcome")
WORKING = Text("算式", "Working")
MEANING = Text("含义", "Meaning")
NOTHING_CHANGED = Text("基础数据不变", "the base as it is")
ADDED = Text("增加{0}", "{0} added")
ADDED_ROWS = Text("增加{0} {1} 行", "{1} rows of {0} added")
REMOVED = Text("删去{0}", "{0} removed")
NO_FINDINGS = Text("没有任何检查结果", "no findings")
FOUND = Text("检查报出“{0}”", "the check finds: {0}")
NOT_FOUND = Text("检查不报“{0}”", "the check does not find: {0}")
ASKED = Text("请人决定“{0}”", "people are asked: {0}")
AT = Text(",在 {0}", " at {0}")
BLANKED = Text("空白", "blank")

OVERVIEW = Text("全部条款", "All clauses")
OVERVIEW_SAYS = Text(
    "每个方框是一条(或几条合写的)条款;箭头从被引用的指向引用它的。经由其他条款已经相连的,不另画箭头。",
    "Each box is a clause, or several that are stated together; an arrow leads from what is read to what reads it. "
    "Where a way over other clauses says so already, no arrow is drawn.",
)
OF_RESULT = Text("{0}怎样得出", "How {0} comes about")
OF_RESULT_SAYS = Text(
    "每个方框是一条规则,最下面是结果;输入的列和参数没有画出,见各条规则。点方框可到该规则。",
    "Each box is a rule, the result stands last; columns that are read in and parameters are not drawn: see each rule. "
    "A box leads to its rule.",
)

MEASURES = {
    "yuan": Text("元", "yuan"),
    "amount": Text("元", "amount"),
    "points": Text("分", "points"),
    "weight_points": Text("分", "points"),
    "months": Text("月", "months"),
    "days": Text("天", "days"),
    "hours": Text("小时", "hours"),
    "ratio": Text("比例", "ratio"),
    "coefficient": Text("系数", "coefficient"),
    "weight": Text("权重", "weight"),
    "count": Text("个数", "count"),
    "people": Text("人", "people"),
    "quantity": Text("数量", "quantity"),
    "rank": Text("名次", "place"),
    "year": Text("年", "year"),
}
UNITS = frozenset(("yuan", "points", "months", "days", "hours", "people"))  # that stand behind a number
KINDS = {
    "number": Text("数", "number"),
    "flag": Text("是否", "yes or no"),
    "enumeration": Text("选项", "option"),
    "text": Text("文字", "text"),
    "date": Text("日期", "date"),
    "identifier": Text("编码", "identifier"),
    "reference": Text("所属", "reference"),
    "row": Text("行", "row"),
}
FIGURES = {
    "headcount": Text("计算名额的人数", "people who count"),
    "base_ratio": Text("基本比例", "base ratio"),
    "adjustments": Text("比例的增减", "additions to the ratio"),
    "ratio": Text("采用的比例", "ratio in force"),
    "exact": Text("未取整的名额", "exact places"),
    "places": Text("名额", "places"),
    "taken": Text("已用", "taken"),
    "left": Text("剩余", "left"),
    "counted": Text("计入人数的标记", "who counts"),
    "nominated": Text("提名的标记", "who is nominated"),
    "barred": Text("不得评优的情形", "who cannot be"),
    "shares": Text("是否合用名额", "who shares places"),
    "ceiling": Text("上限", "ceiling"),
}
GRAPH_AS_LIST = Text(
    "每行一项,箭头后面是它所依据的;经由其他项已经相连的不再列出。",
    "A line each; behind the arrow what it rests on. Where a way over others says so already, it is left out.",
)
BELOW = Text("见下表", "see below")


def _same(sign: str) -> Text:
    return Text(sign, sign)


SIGNS = (
    (_same("∑"), Text("对下面所列各行求和", "the sum over the rows below the sign")),
    (Text("平均", "mean"), Text("对下面所列各行求平均", "the mean over the rows below")),
    (_same("max, min"), Text("最大、最小", "the greatest, the least")),
    (_same("#"), Text("个数", "how many")),
    (_same("∃"), Text("有", "there is")),
    (
        _same("{"),
        Text("分情况:从上往下,取第一个条件成立的", "cases: the first from above whose condition holds"),
    ),
    (_same("∅"), Text("空白,没有数值", "blank: no value")),
    (_same("∧ ∨ ¬"), Text("且、或、非", "and, or, not")),
    (_same("⇔"), Text("当且仅当", "if and only if")),
    (_same("⌊x⌉ ⌊x⌋ ⌈x⌉"), Text("四舍五入、只舍不入、只入不舍", "rounded half up, down, up")),
    (
        _same("a_b"),
        Text("右下角:属于谁的,或按什么查表", "below on the right: whose it is, or by what a table is read"),
    ),
)
GUIDE = (
    Text(
        "条款按原文的次序排列。每条先写它说什么,再列出落实它的规则:先用文字,再用算式,两者是同一条规则。",
        "Clauses stand in the order of the text. Each says first what it says, then the rules that carry it out, in words and as "
        "mathematics: both are one rule.",
    ),
    Text(
        "名称都是链接:规则里的名称通到定义它的规则或输入的列;“被引用于”列出反过来引用它的规则。",
        "Names are links: those in a rule lead to the rule or the column that defines them; “Read by” lists what reads it in turn.",
    ),
    Text(
        "口径有几种读法的,文字只写采用的一种;算式以大括号列出全部,采用的加粗、打实心点,其余为灰色。",
        "In words only the reading in force is told. The formula shows all readings: the one in force is bold and has a full dot, "
        "the others are grey.",
    ),
)
GUIDE_OF_MARKDOWN = (
    Text(
        "条款按原文的次序排列。每条先写它说什么,再列出落实它的规则,写的是采用的读法;其余读法见“口径”。算式的数学写法见同名的 HTML 文件。",
        "Clauses stand in the order of the text. Each says first what it says, then the rules that carry it out, under the readings in "
        "force; the other readings stand under Choices. The HTML file of the same name has the formulas as mathematics.",
    ),
    GUIDE[1],
)
