"""The workbook of a run: cover, what to look at before paying, a sheet for each view and a page for its chart, then the lists of texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from payout.outputs.paper import paper_sheets, pay_list, write_paper
from payout.outputs.workbook import words
from payout.outputs.workbook.cells import clean
from payout.outputs.workbook.charts import chart_shows, chart_title, charted, write_chart
from payout.outputs.workbook.cover import IndexLine, write_cover
from payout.outputs.workbook.listings import listings, register_of_choices, write_listing
from payout.outputs.workbook.look import LOOK, look_rows, write_look
from payout.outputs.workbook.looks import FONTS, Looks
from payout.outputs.workbook.names import sheet_names
from payout.outputs.workbook.plan import MAX_ROWS, plan_view
from payout.outputs.workbook.quota import QUOTA, Ink, nominees, write_quota
from payout.outputs.workbook.sensitive import sensitivity_lists
from payout.outputs.workbook.sheet import write_view
from payout.text import Text, quiet
from payout.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from payout.evidence.sensitivity import Sensitivity
    from payout.outputs.paper import PayList
    from payout.outputs.workbook.listings import Listing
    from payout.outputs.workbook.plan import Plan
    from payout.rules.compiled.result import Result, Stamp
    from payout.rules.policy.quota import Quota
    from payout.text import Language, Progress

DETAILS = Text("明细", ", details")
PROVES = Text(
    "各单位人数、比例、名额与提名，公式可重算。",
    "Headcount, ratio, places and nominees of each unit, as formulas.",
)
LOOKS_AT = Text(
    "最多和最少的发放数、发放为零的、空白的含义、与同组相差悬殊的数值。",
    "The largest and smallest amounts, who is paid nothing, what blanks mean, figures unlike those beside them.",
)
# A constant: the same result gives the same bytes. Without a zone, for the writer takes none.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
# The writer's own habits would run a name that begins with = and cut the digits of a long identifier.
FIT_EVERY_TEXT_AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write_workbook(result: Result, path: Path, *, lang: Language, progress: Progress = quiet) -> None:
    """Write a result as a workbook; its temporary parts, with personal data, stay in the folder of `path`.

    Raises CellTooLong where a text does not fit a cell; nothing is cut.
    """
    plans = [plan_view(result, view, lang) for view in result.sheets]
    lists = _lists(result, lang)
    shown = [plan for plan in plans if not plan.left_out]
    papers = [pay_list(result, plan, lang) if plan.view.signature else None for plan in shown]
    quotas = [] if result.quota is None else [result.quota]
    looked = [] if result.look is None else [result.look]
    titles = [
        words.COVER(lang),
        *(LOOK(lang) for _ in looked),
        *(title for plan, pay in zip(shown, papers, strict=True) for title, _ in _sheets(plan, pay, lang)),
        *(QUOTA(lang) for _ in quotas),
        *(entry.title(lang) for entry in lists),
    ]
    names = sheet_names(titles)
    normal = {"font_name": FONTS[lang], "font_size": 10}  # what widths are counted in
    options = {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent), "default_format_properties": normal}
    workbook = xlsxwriter.Workbook(path, options)
    describe(workbook, result.stamp, lang)
    looks = Looks(workbook, lang)
    sheets = [workbook.add_worksheet(name) for name in names]
    write_cover(sheets[0], result, _entries(result, plans, papers, lists, names[1:], lang), looks, lang)
    remaining = iter(sheets[1:])
    for look in looked:
        write_look(next(remaining), look, result.stamp, looks, lang)
    for plan, pay in zip(shown, papers, strict=True):
        own = [next(remaining) for _ in _sheets(plan, pay, lang)]
        progress(_stage(own[0].get_name(), plan.rows))
        if pay is not None:
            own = write_paper(own, pay, result, looks, lang)
        if own:
            page = write_view(own[0], plan, result.stamp, looks, lang)
        if charted(plan):
            write_chart(workbook, own[1], page)
    for quota in quotas:
        sheet = next(remaining)
        following = names[names.index(sheet.get_name()) + 1]
        write_quota(sheet, quota, Ink(result.stamp, looks, lang, _sheet_of_nominees(quota, following)))
    for listing, sheet in zip(lists, remaining, strict=True):
        write_listing(sheet, listing, result.stamp, looks, lang)
    progress(Text("保存 payout.xlsx", "saving payout.xlsx"))
    workbook.close()  # not on the way out of a failure: there is nothing worth saving then


def write_quota_workbook(result: Result, path: Path, *, lang: Language) -> None:
    """Write the proof of the quotas alone: its sheet, the readings and parameters in force, open points and findings."""
    if result.quota is None:
        raise ValueError("the result has no quota")
    lists = _lists(result, lang)
    workbook = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    describe(workbook, result.stamp, lang)
    looks = Looks(workbook, lang)
    names = sheet_names([QUOTA(lang), *(entry.title(lang) for entry in lists)])
    sheets = [workbook.add_worksheet(name) for name in names]
    write_quota(
        sheets[0], result.quota, Ink(result.stamp, looks, lang, _sheet_of_nominees(result.quota, names[1]))
    )
    for listing, sheet in zip(lists, sheets[1:], strict=True):
        write_listing(sheet, listing, result.stamp, looks, lang)
    workbook.close()


def write_sensitivity_workbook(found: Sensitivity, path: Path, *, lang: Language) -> None:
    """Write the register of choices, and behind it what each other reading and number would move; nothing of the batch itself."""
    result = found.side.result
    lists = [register_of_choices(result, lang), *sensitivity_lists(found, lang)]
    workbook = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    describe(workbook, result.stamp, lang)
    looks = Looks(workbook, lang)
    for name, listing in zip(sheet_names([one.title(lang) for one in lists]), lists, strict=True):
        write_listing(workbook.add_worksheet(name), listing, result.stamp, looks, lang)
    workbook.close()


def _sheets(plan: Plan, pay: PayList | None, lang: Language) -> list[tuple[str, str]]:
    """The sheets of a view, each with what it shows: the list that is signed, the view itself, its chart."""
    title = plan.view.title(lang)
    papers = [] if pay is None else paper_sheets(pay, lang)
    name = title if pay is None else f"{title}{DETAILS(lang)}"
    needed = pay is None or pay.left_over or charted(plan)
    drawn = [(chart_title(plan, lang), chart_shows(plan, lang))] if charted(plan) else []
    return [*papers, *([(name, _shows(plan, lang))] if needed else []), *drawn]


def _lists(result: Result, lang: Language) -> list[Listing]:
    """The lists behind the views, that of the nominees first."""
    quota = result.quota
    first = [nominees(quota, lang)] if quota is not None and quota.plan.people else []
    return [*first, *listings(result, lang)]


def _sheet_of_nominees(quota: Quota, name: str) -> str:
    return name if quota.plan.people else ""


def _stage(name: str, rows: int) -> Text:
    return Text(f"写出工作表 {name}（{rows:,} 行）", f"writing sheet {name} ({rows:,} rows)")


def describe(workbook: Any, stamp: Stamp, lang: Language) -> None:
    """Say in the file what it is of, and let spreadsheets recalculate it."""
    workbook.set_properties(
        {
            "title": clean(stamp.title(lang)),
            "subject": clean(stamp.document(lang)),
            "comments": f"{stamp.id} {stamp.version} {stamp.digest} payout {__version__}",
            "created": CREATED,
        }
    )
    workbook.set_calc_mode("auto")


def _entries(  # noqa: PLR0913, PLR0917 -- what there is of each kind
    result: Result,
    plans: list[Plan],
    papers: list[PayList | None],
    lists: list[Listing],
    names: list[str],
    lang: Language,
) -> list[IndexLine]:
    """Make the index; a view that was left out says where its rows are."""
    remaining, signed, entries = iter(names), iter(papers), []
    if result.look is not None:
        entries.append(IndexLine(next(remaining), look_rows(result.look), LOOKS_AT(lang)))
    for plan in plans:
        if plan.left_out:
            entries.append(IndexLine(plan.view.title(lang), plan.rows, _left_out(result, plan)(lang)))
        else:
            told = _sheets(plan, next(signed), lang)
            entries += [IndexLine(next(remaining), plan.rows, shows) for _, shows in told]
    if result.quota is not None:
        entries.append(IndexLine(next(remaining), len(result.quota.rows), PROVES(lang)))
    entries.extend(
        IndexLine(name, len(listing.rows), listing.about(lang))
        for name, listing in zip(remaining, lists, strict=True)
    )
    return entries


def _shows(plan: Plan, lang: Language) -> str:
    labels = Text("、", ", ")(lang).join(cells.field.label(lang) for cells in plan.columns[:6])
    more = Text("等", ", …")(lang) if len(plan.columns) > 6 else ""
    return plan.view.note(lang) or labels + more


def _left_out(result: Result, plan: Plan) -> Text:
    files = ", ".join(f"{file.name}.csv" for file in result.files if file.level == plan.view.level)
    return Text(
        f"超过 {MAX_ROWS:,} 行，未列入本工作簿；全部数据见 {files or 'CSV 文件'}。",
        f"More than {MAX_ROWS:,} rows: not in this workbook; all of them are in {files or 'the CSV files'}.",
    )
