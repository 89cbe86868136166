"""What is said beside the figures: what is a value and no formula, how ties are settled, what doubles do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rendering.excel.plan import NEAR
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.outputs.formulas.values import LiveValues
    from payout.rendering.excel import LiveShare

DECIDED = Text(
    "由人决定的事项：决定是值，是否需要决定是公式。",
    "What people decided is a value; whether it was to be decided is a formula.",
)
HOW = (
    Text(
        "表格程序用双精度计算。有限小数的结果取到其位数；四舍五入之前先取到约 14 位有效数字，"
        "使恰在分界上的数（如 1.005）按办法进位。",
        "A spreadsheet calculates with doubles. Results of few decimals are rounded to them; before a rounding the value is "
        "rounded to about 14 significant digits, so that what stands exactly at a tie (1.005) goes where the rule says.",
    ),
    Text(
        f"离分界不到百万分之一个单位的行标“{NEAR.zh}”：双精度单独不能判定它在哪一边，以程序的精确值为准。"
        "没有有限小数的数，比较大小和排名时按 9 位小数。",
        f"Rows within a millionth of a unit of a tie are marked “{NEAR.en}”: a double alone cannot tell the side, the engine's "
        "exact value does. Numbers without an end are compared and ranked to 9 decimals.",
    ),
    Text(
        "程序值是精确值；没有有限小数的，按离它最近的双精度写出。空单元格和空文本都表示缺失；公式先问需要的值是否都在。文字比较不分大小写。",
        "The engine's values are exact; those without an end are written as the double nearest to them. "
        "An empty cell and an empty text both mean missing; formulas ask first whether what they need is there. "
        "Texts are compared without regard to capitals.",
    ),
)


def notes(values: LiveValues) -> Iterator[Text]:
    """What an auditor must know of a workbook."""
    yield from _derived(values)
    yield from _grouped(values)
    if values.plan.decisions:
        yield DECIDED
    for share in values.plan.shares:
        yield _shared(values, share)
    yield from HOW


def _derived(values: LiveValues) -> Iterator[Text]:
    """The columns that the program derives: those of a level together."""
    for level in values.run.compiled.levels.values():
        columns = values.plan.sheets[level.name].columns
        zh = [column.header for column in columns if column.sort == "derived"]
        if zh and level.grouped is None:
            yield Text(
                f"{level.zh}的{'、'.join(zh)}由程序从输入推算（日期、整月数等），是值；改动输入后不随之改变。",
                f"{level.plural}: {', '.join(zh)} are derived from the input by the program (days, whole months); they are values "
                "and follow no change.",
            )


def _grouped(values: LiveValues) -> Iterator[Text]:
    for level in values.run.compiled.levels.values():
        if level.grouped is not None:
            by = [level.columns[name].zh for name in level.grouped.by]
            yield Text(
                f"{level.zh}按{'、'.join(by) or '全部'}归并，各行是值；新的组合要重新运行。",
                f"{level.plural} are groups by {', '.join(level.grouped.by) or 'all'}: their rows are values; "
                "a new combination needs a new run.",
            )


def _shared(values: LiveValues, share: LiveShare) -> Text:
    title = values.plan.sheets[share.level].title
    return Text(
        f"{title}的{share.header}：按最大余数法分配，各步各占一列（应分单位数、整单位数、余数、余下单位数、位次）。"
        "余数相同的，权重大的在先，再按编号次序（值）。余数按 9 位小数比较。",
        f"{title}, {share.header}: by largest remainder, each step in a column (units due, whole units, remainder, units left, "
        "place). Equal remainders go by weight, then by key (a value). Remainders are compared to 9 decimals.",
    )
