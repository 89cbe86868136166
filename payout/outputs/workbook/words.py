"""The words of the workbook that no policy declares, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.compiled.result import Field, Setting
    from payout.text import Language

COVER = Text("封面", "Cover")
CHOICES = Text("口径登记表", "Register of choices")
PARAMETERS = Text("参数表", "Parameters")
BLANKS = Text("空白的含义", "What blanks mean")
DECISIONS = Text("决定", "Decisions")
OPEN_POINTS = Text("待决定事项", "Open points")
BY_DEFAULT = Text("按办法处理的事项", "Settled by default")
FINDINGS = Text("检查结果", "Findings")
DIGESTS = Text("校验码", "Digests")

MAPPING = Text("输入表按对照文件读取", "Input read by a mapping")
SPLIT = Text("分列在几张工作表", "On several sheets")
NOT_PROVIDED = Text("未提供的表", "Tables not provided")

NO_AMOUNTS = Text(
    "本办法的结果是得分、名次、等次、预警或名额，不产生金额。",
    "This policy gives scores, ranks, grades, warnings or places; no amounts.",
)
NUMBER = Text("序号", "No.")
SIGNATURE = Text("签名", "Signature")
SUBTOTAL = Text("小计", "Subtotal")
CUT_SUBTOTAL = Text("小计（本表部分）", "Subtotal of this part")
TOTAL = Text("合计", "Total")
OF_THIS_SHEET = Text("本表合计", "Total of this sheet")
NONE = Text("（无）", "(none)")
YES, NO = Text("是", "yes"), Text("否", "no")
SIGNERS = (
    Text("制表", "Prepared by"),
    Text("复核", "Reviewed by"),
    Text("审批", "Approved by"),
)
DATE = Text("日期", "Date")
DATE_BLANK = Text("        年    月    日", "")
SIGN_OFF = (
    Text("制表：", "Prepared by:"),
    Text("复核：", "Reviewed by:"),
    Text("审批：", "Approved by:"),
    Text("日期：　　　　年　　月　　日", "Date: ____-__-__"),
)
LIST_SIGNERS = (
    Text("制表：", "Prepared by:"),
    Text("复核：", "Reviewed by:"),
    Text("审批：", "Approved by:"),
    Text("（单位公章）", "(seal of the unit)"),
    Text("日期：　　　　年　　月　　日", "Date: ____-__-__"),
)

MEASURES = {
    "yuan": Text("元", "yuan"),
    "points": Text("分", "points"),
    "months": Text("月", "months"),
    "days": Text("天", "days"),
}
LEVELS = {
    "person": Text("人员", "People"),
    "unit": Text("单位", "Units"),
    "jurisdiction": Text("考核地区", "Jurisdictions"),
    "spell": Text("任职区间", "Spells"),
    "stint": Text("任职月份", "Stints"),
}
KINDS = {
    "money": Text("金额", "money"),
    "ratio": Text("比例", "ratio"),
    "count": Text("个数", "count"),
    "points": Text("分数", "points"),
    "table": Text("表", "table"),
    "choice": Text("口径", "choice"),
}
SOURCES = {"baseline": Text("基准", "baseline"), "--set": Text("命令行 --set", "--set")}
SEVERITIES = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}


def level_word(level: str, label: Text, lang: Language) -> str:
    """Name a level: by a common word, else as the policy does, else by its identifier."""
    own = label if label.zh else Text(level, level)
    return LEVELS.get(level, own)(lang)


def measure_word(measure: str, lang: Language) -> str:
    """Name a unit of measure; what has none, or none that a reader needs, gives an empty text."""
    return MEASURES[measure](lang) if measure in MEASURES else ""


def header(field: Field, lang: Language) -> str:
    """A column's label with its unit of measure."""
    label, measure = field.label(lang), measure_word(field.measure, lang)
    if not measure:
        return label
    return f"{label}（{measure}）" if lang == "zh" else f"{label} ({measure})"


def source_word(source: str, lang: Language) -> str:
    """Say where a value comes from; an overlay keeps its name."""
    return SOURCES[source](lang) if source in SOURCES else source


def rows_text(rows: int, lang: Language) -> str:
    """Say how many rows there are."""
    if lang == "zh":
        return f"{rows:,} 行"
    return f"{rows:,} row" if rows == 1 else f"{rows:,} rows"


def counted(label: str, rows: int, lang: Language) -> str:
    """Put the number of rows behind a label."""
    return f"{label}（{rows_text(rows, lang)}）" if lang == "zh" else f"{label} ({rows_text(rows, lang)})"


def tables_text(tables: Mapping[str, str], lang: Language) -> str:
    """Name tables, whose Chinese names are given by identifier."""
    return "、".join(tables.values()) if lang == "zh" else ", ".join(tables)


def change_text(setting: Setting) -> Text:
    """A value that was changed, beside the policy's own, and by what."""
    now, before = setting.told(setting.value), setting.told(setting.baseline)
    zh = f"{setting.label.zh}({setting.name}):{now.zh}(办法为 {before.zh},来自 {source_word(setting.source, 'zh')})"
    en = f"{setting.label.en} ({setting.name}): {now.en} (the policy has {before.en}; by {source_word(setting.source, 'en')})"
    return Text(zh, en)
