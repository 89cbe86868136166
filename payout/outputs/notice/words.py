"""The words that the page and the workbook of a notice share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.slips.handing import correction_text, day_text
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.outputs.notice.notice import Notice
    from payout.rules.compiled.result import Field
    from payout.text import Language

TITLE = Text("公　示", "Public notice")
DRAFT = Text("草稿:未经审批,不得张贴", "DRAFT: not approved, not to be put up")
NUMBER = Text("序号", "No.")
PLACE, PLACE_AND = Text("第 ", "Page "), Text(" 页,共 ", " of ")
PAGES_END = Text(" 页", "")
SEAL = Text("(盖章)", "(seal)")


def heading(notice: Notice, lang: Language) -> str:
    """What it is a notice of."""
    year = (
        Text(f"{notice.year} 年度", f", {notice.year}")(lang)
        if notice.year and notice.year not in notice.title
        else ""
    )
    result = "结果" if notice.title.endswith("考核") and not year else "考核结果"
    return Text(f"{notice.title}{year}{result}", f"Results: {notice.title}{year}")(lang)


CHANGES = Text(
    "只列公示内容因更正有变动的;没有列出的,以原公示为准。",
    "Only those are listed of whom what is shown is another; all others stand as they were shown before.",
)


def paragraphs(notice: Notice, lang: Language) -> Iterator[str]:
    """What stands above the list: what it rests on and how long it stands."""
    if notice.corrects:
        yield correction_text(notice.corrects)(lang)
    if notice.changes:
        yield CHANGES(lang)
    if notice.gone:
        yield Text(
            f"原公示中有 {notice.gone:,} {'人' if notice.people else '个'}更正后不在名单,其原公示作废。",
            f"{notice.gone:,} who were shown before are listed no more; what was shown of them is void.",
        )(lang)
    standing = notice.standing
    clause = Text(f"第 {standing.clause} 条", f", clause {standing.clause}")(lang) if standing.clause else ""
    yield Text(
        f"根据《{notice.document}》{clause},现将考核结果公示如下,共 {notice.count:,} {'人' if notice.people else '个'}。",
        f"By {notice.document}{clause}, the results are shown below, {notice.count:,} lines.",
    )(lang)
    start, until = day_text(standing.start, lang), day_text(standing.until, lang)
    yield Text(
        f"公示期:{start}至{until}{_counted(notice, 'zh')}。",
        f"The notice stands from {start} to {until}{_counted(notice, 'en')}.",
    )(lang)


def objections(notice: Notice, lang: Language) -> str:
    """Where to object."""
    where = notice.standing.objections_to
    return Text(
        f"对公示内容有异议的,请在公示期内向{where}实名提出,写明事由。",
        f"Who objects to what is shown turns to {where} within that time, by name and with the reason.",
    )(lang)


def signed(notice: Notice, lang: Language) -> str:
    """The day at the foot."""
    return day_text(notice.standing.start, lang)


def label(field: Field, lang: Language) -> str:
    """The head of a column, with the currency of an amount."""
    return field.label(lang) + (Text("(元)", " (yuan)")(lang) if field.measure == "yuan" else "")


def _counted(notice: Notice, lang: Language) -> str:
    standing = notice.standing
    if not standing.days:
        return ""
    zh = (
        f"({standing.days} 个工作日,张贴当日不计)"
        if standing.working
        else f"({standing.days} 天,张贴当日不计)"
    )
    days = "working days" if standing.working else "days"
    return Text(zh, f" ({standing.days} {days}, the day of posting not counted)")(lang)
