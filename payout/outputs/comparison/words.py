"""The words that the papers of a comparison share, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.comparison.figures import signed, whole
from payout.text import Text

if TYPE_CHECKING:
    from payout.evidence.comparing import Alteration, Comparison
    from payout.evidence.comparing.gates import Breach
    from payout.evidence.comparing.spread import Bar
    from payout.text import Language

COMPARISON = Text("对比", "Comparison")
SUMMARY = Text("摘要", "Summary")
CHARTS = Text("图", "Charts")
PEOPLE = Text("每行差额", "Every row")
GROUPS = Text("分组", "Groups")
MOVES = Text("变动最大", "Largest moves")
GRADES = Text("等次与名额", "Grades and places")
ALONE = Text("仅在一方", "On one side only")

KEY, NAME = Text("编号", "Key"), Text("姓名或名称", "Name")
SIDES = (Text("A", "A"), Text("B", "B"))
DIFFERENCE = Text("差额 B − A", "Difference B − A")
ROWS = Text("行数", "Rows")
TOTAL, PER_HEAD = Text("合计", "Total"), Text("每行平均", "Per row")
GAINS, LOSSES, UNCHANGED = Text("增加", "Gain"), Text("减少", "Lose"), Text("不变", "Unchanged")
CHANGE, CLAUSE = Text("改动", "Change"), Text("条款", "Clause")
BEFORE, AFTER = Text("A 为", "In A"), Text("B 为", "In B")
SOURCE = Text("来源与依据", "From, and why")
SHARE = Text("占 A 合计", "Of A's total")
BLANK = Text("（空）", "(blank)")
NOTHING_CHANGED = Text("双方没有不同的数值、口径、规则或表。", "No value, reading, rule or table differs.")
NOBODY_MOVED = Text("没有一行的金额不同。", "No row's amount differs.")
METHODS = {
    "ordered": Text(
        "差额按所列次序逐项分解：每项改动的金额，是在前面各项已经生效的基础上再加上这一项的差额；次序不同，各项金额可能不同，合计不变。",
        "Told apart in the order listed: a change makes what it adds to the changes before it. "
        "In another order the parts may be others; their sum is the same.",
    ),
    "shapley": Text(
        "差额按全部次序平均（Shapley 值）：每项改动的金额，是它在各种先后次序中所加金额的平均数，与所列次序无关。",
        "The average of all orders (Shapley's value): a change makes what it adds on the average of all orders, "
        "however they are listed.",
    ),
}
SHORTENED = Text(
    "小数不能除尽的数四舍五入到六位显示；精确的分数在 compare.json 中。",
    "Decimals that do not end are shown to six places; the exact fractions stand in compare.json.",
)
KINDS = {
    "value": Text("数值", "value"),
    "reading": Text("口径", "reading"),
    "rule": Text("规则", "rule"),
    "table": Text("表", "table"),
    "policy": Text("办法", "policy"),
}


def title_of(found: Comparison) -> Text:
    """What is compared."""
    one, other = found.sides
    return Text(f"{one.name.zh} 与 {other.name.zh} 对比", f"{one.name.en} against {other.name.en}")


def subject_of(found: Comparison) -> Text:
    """Which column of which rows is compared."""
    frame = found.sides[0].result.frames[found.target.level]
    field = found.field
    return Text(f"{frame.label.zh} · {field.label.zh}", f"{frame.label.en} · {field.label.en}")


def range_text(bar: Bar, lang: Language) -> str:
    """The differences that a bar stands for."""
    if bar.above == bar.up_to:
        return UNCHANGED(lang)
    return f"{whole(bar.above)} … {whole(bar.up_to)}"


def origin_of(change: Alteration) -> str:
    """Where a change comes from, and what it cites."""
    return " · ".join(text for text in (change.source, change.cited) if text)


def breach_text(breach: Breach, lang: Language) -> str:
    """A limit that is exceeded: by how many rows, and by whom most."""
    rows = Text(f"{breach.count:,} 行", f"{breach.count:,} rows ")(lang) if breach.worst else ""
    worst = [f"{one.who(lang)} {signed(one.difference)}" for one in breach.worst[:5]]
    most = Text(":最多的是 ", ": most of all ")(lang) + Text("、", ", ")(lang).join(worst) if worst else ""
    return f"{rows}{breach.told(lang)}{most}"
