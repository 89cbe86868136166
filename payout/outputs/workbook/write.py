"""The workbook of a run: cover, what to look at before paying, a sheet for each view and a page for its chart, then the lists of texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from xlsxwriter.worksheet import Worksheet

from payout.outputs.paper import paper_sheets, pay_list, write_paper
from payout.outputs.workbook import words
from payout.outputs.workbook.book import begun
from payout.outputs.workbook.charts import chart_shows, chart_title, charted, write_chart
from payout.outputs.workbook.cover import IndexLine, write_cover
from payout.outputs.workbook.listings import listings, register_of_choices, write_listing
from payout.outputs.workbook.look import write_look
from payout.outputs.workbook.names import numbered, sheet_names
from payout.outputs.workbook.parts import EXCEL, parts_of, told
from payout.outputs.workbook.plan import outline_view, plan_view, unsigned
from payout.outputs.workbook.quota import QUOTA, Ink, nominees, write_quota
from payout.outputs.workbook.rows import PlainSheet, RowSheet
from payout.outputs.workbook.sensitive import sensitivity_lists
from payout.outputs.workbook.sheet import write_view
from payout.outputs.workbook.where import Index, index_title, shows, write_index
from payout.text import Text, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from payout.evidence.sensitivity import Sensitivity
    from payout.outputs.paper import PayList
    from payout.outputs.workbook.listings import Listing
    from payout.outputs.workbook.looks import Looks
    from payout.outputs.workbook.parts import RowsOnSheet, SheetLimits
    from payout.outputs.workbook.plan import Plan
    from payout.rules.compiled.look import Look
    from payout.rules.compiled.result import Result
    from payout.rules.policy.quota import Quota
    from payout.text import Language, Progress

SIGNED_ROWS = 20_000  # more are signed unit by unit: payout papers
PROVES = Text(
    "各单位人数、比例、名额与提名，公式可重算。",
    "Headcount, ratio, places and nominees of each unit, as formulas.",
)
LOOKS_AT = Text(
    "最多和最少的发放数、发放为零的、空白的含义、与同组相差悬殊的数值。",
    "The largest and smallest amounts, who is paid nothing, what blanks mean, figures unlike those beside them.",
)


@dataclass(frozen=True)
class ViewInParts:
    """A view and the parts in which it stands on sheets; nearly always one."""

    plan: Plan
    parts: tuple[RowsOnSheet, ...]
    pay: PayList | None = None  # the pages of it that are signed

    @property
    def split(self) -> bool:
        """Whether it stands on several sheets, with an index before them."""
        return len(self.parts) > 1

    @property
    def drawn(self) -> bool:
        """Whether a chart follows it; of one that is split none is drawn, for a chart's cells stand on one sheet."""
        return charted(self.plan) and not self.split

    @property
    def listed(self) -> bool:
        """Whether it stands on a sheet as it is; not where all of it is on the pages that are signed."""
        return self.pay is None or self.pay.left_over or self.drawn

    def sheets(self, lang: Language) -> list[tuple[str, type[Worksheet]]]:
        """The titles of its sheets, and what kind of a sheet each is."""
        title = self.plan.view.title(lang)
        if self.split:
            parts = [(numbered(title, number), RowSheet) for number in range(1, len(self.parts) + 1)]
            return [(index_title(self.plan, lang), Worksheet), *parts]
        papers = [] if self.pay is None else [(name, Worksheet) for name, _ in paper_sheets(self.pay, lang)]
        drawn = [(chart_title(self.plan, lang), Worksheet)] if self.drawn else []
        return [*papers, *([(title, RowSheet)] if self.listed else []), *drawn]


LOOKS_AT_RESULTS = Text(
    "空白的含义、与同组相差悬殊的数值。", "What blanks mean, figures unlike those beside them."
)


def write_workbook(
    result: Result, path: Path, *, lang: Language, progress: Progress = quiet, limits: SheetLimits = EXCEL
) -> None:
    """Write a result as a workbook; its temporary parts, with personal data, stay in the folder of `path`.

    A view with more rows than `limits` allow on a sheet stands on several. Raises CellTooLong where a text does not fit a
    cell; nothing is cut.
    """
    views = _in_parts(result, lang, limits)
    lists = _lists(result, lang)
    quotas = [] if result.quota is None else [result.quota]
    looked = _looked(result)
    planned: list[tuple[str, type[Worksheet]]] = [
        (words.COVER(lang), Worksheet),
        *((look.title(lang), Worksheet) for look in looked),
        *(sheet for view in views for sheet in view.sheets(lang)),
        *((QUOTA(lang), PlainSheet) for _ in quotas),
        *((entry.title(lang), Worksheet) for entry in lists),
    ]
    names = sheet_names([title for title, _ in planned])
    with begun(path, result.stamp, lang) as (workbook, looks):
        sheets = [workbook.add_worksheet(name, kind) for name, (_, kind) in zip(names, planned, strict=True)]
        split = [told(view.plan, view.parts, limits) for view in views if view.split]
        entries = _entries(result, views, lists, names[1:], lang)
        write_cover(sheets[0], result, entries, looks, lang, split=split)
        remaining = iter(sheets[1:])
        for look in looked:
            write_look(next(remaining), look, result.stamp, looks, lang)
        for view in views:
            own = [next(remaining) for _ in view.sheets(lang)]
            _write_parts(workbook, own, view, Sheets(result, looks, lang, progress, limits))
        for quota in quotas:
            sheet = next(remaining)
            following = names[names.index(sheet.get_name()) + 1]
            write_quota(sheet, quota, Ink(result.stamp, looks, lang, _sheet_of_nominees(quota, following)))
        for listing, sheet in zip(lists, remaining, strict=True):
            write_listing(sheet, listing, result.stamp, looks, lang)
        progress(Text("保存 payout.xlsx", "saving payout.xlsx"))


def split_lists(result: Result, limits: SheetLimits = EXCEL) -> list[Text]:
    """What is to be said of the lists that do not fit one sheet."""
    found = []
    for view in result.sheets:
        if 2 * len(result.frames[view.level].table) > limits.room:  # as many subtotals as rows at the most
            plan = outline_view(result, view)
            parts = parts_of(plan, limits)
            found += [told(plan, parts, limits)] if len(parts) > 1 else []
    return found


@dataclass(frozen=True)
class Sheets:
    """What all sheets of views are written with."""

    result: Result
    looks: Looks
    lang: Language
    progress: Progress
    limits: SheetLimits


def _in_parts(result: Result, lang: Language, limits: SheetLimits) -> list[ViewInParts]:
    plans = (plan_view(result, view, lang) for view in result.sheets)
    return [_signed(result, ViewInParts(plan, parts_of(plan, limits)), lang) for plan in plans]


def _signed(result: Result, view: ViewInParts, lang: Language) -> ViewInParts:
    """A view that is signed, with its pages; one of more rows than anybody signs in one book stands as it is."""
    if view.split or not view.plan.view.signature or view.plan.rows > SIGNED_ROWS:
        return view
    return replace(view, plan=unsigned(view.plan), pay=pay_list(result, view.plan, lang))


def _write_parts(workbook: Any, sheets: list[Worksheet], view: ViewInParts, use: Sheets) -> None:
    """Write a view: the pages that are signed, the list on one sheet, its chart; or in parts behind an index."""
    if view.pay is not None:
        sheets = write_paper(sheets, view.pay, use.result, use.looks, use.lang)
    if not view.listed:
        return
    lists = sheets[1:] if view.split else sheets[:1]
    pages = []
    for sheet, part in zip(lists, view.parts, strict=True):
        use.progress(_stage(sheet.get_name(), part.rows))
        pages.append(
            write_view(
                sheet, view.plan, use.result.stamp, use.looks, use.lang, part=part, progress=use.progress
            )
        )
    if view.split:
        about = told(view.plan, view.parts, use.limits)
        write_index(Index(sheets[0], view.plan, tuple(pages), use.limits, about))
    elif view.drawn:
        write_chart(workbook, sheets[1], pages[0])


def write_quota_workbook(result: Result, path: Path, *, lang: Language) -> None:
    """Write the proof of the quotas alone: its sheet, the readings and parameters in force, open points and findings."""
    if result.quota is None:
        raise ValueError("the result has no quota")
    lists = _lists(result, lang)
    names = sheet_names([QUOTA(lang), *(entry.title(lang) for entry in lists)])
    with begun(path, result.stamp, lang) as (workbook, looks):
        sheets = [workbook.add_worksheet(names[0], PlainSheet), *map(workbook.add_worksheet, names[1:])]
        ink = Ink(result.stamp, looks, lang, _sheet_of_nominees(result.quota, names[1]))
        write_quota(sheets[0], result.quota, ink)
        for listing, sheet in zip(lists, sheets[1:], strict=True):
            write_listing(sheet, listing, result.stamp, looks, lang)


def write_sensitivity_workbook(found: Sensitivity, path: Path, *, lang: Language) -> None:
    """Write the register of choices, and behind it what each other reading and number would move; nothing of the batch itself."""
    result = found.side.result
    lists = [register_of_choices(result, lang), *sensitivity_lists(found, lang)]
    with begun(path, result.stamp, lang) as (workbook, looks):
        for name, listing in zip(sheet_names([one.title(lang) for one in lists]), lists, strict=True):
            write_listing(workbook.add_worksheet(name), listing, result.stamp, looks, lang)


def _lists(result: Result, lang: Language) -> list[Listing]:
    """The lists behind the views, that of the nominees first."""
    quota = result.quota
    first = [nominees(quota, lang)] if quota is not None and quota.plan.people else []
    return [*first, *listings(result, lang)]


def _sheet_of_nominees(quota: Quota, name: str) -> str:
    return name if quota.plan.people else ""


def _stage(name: str, rows: int) -> Text:
    return Text(f"写出工作表 {name}（{rows:,} 行）", f"writing sheet {name} ({rows:,} rows)")


def _looked(result: Result) -> list[Look]:
    """What is looked at first; where nothing is paid and nothing is to be seen, there is no such page."""
    look = result.look
    return [] if look is None or not (look.pays or look.rows) else [look]


def _entries(
    result: Result, views: list[ViewInParts], lists: list[Listing], names: list[str], lang: Language
) -> list[IndexLine]:
    """Make the index."""
    remaining = iter(names)
    entries = [
        IndexLine(next(remaining), look.rows, (LOOKS_AT if look.pays else LOOKS_AT_RESULTS)(lang))
        for look in _looked(result)
    ]
    for view in views:
        plan = view.plan
        for _, about in [] if view.pay is None else paper_sheets(view.pay, lang):
            entries.append(IndexLine(next(remaining), plan.rows, about))
        if view.listed:
            entries.append(IndexLine(next(remaining), plan.rows, _shows(plan, lang)))
        if view.split:
            entries += [IndexLine(next(remaining), part.rows, shows(part, lang)) for part in view.parts]
        elif view.drawn:
            entries.append(IndexLine(next(remaining), plan.rows, chart_shows(plan, lang)))
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
