"""The public notice of a published run, and the objections that come to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from payout.archive import corrects_of, published, require_new
from payout.batch import reopen
from payout.evidence.explain import Explainer
from payout.office.approved import SHOWN, require_approved
from payout.office.errors import NotPossible
from payout.outputs.notice import NotCovered, NotToBeShown, Standing, last_day, notice_of, write_notice
from payout.outputs.notice.build import plan_of, shown_of
from payout.outputs.notice.objections import read_objections
from payout.outputs.papers import printer
from payout.sides import changed_rows
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from pathlib import Path

    from payout.batch import ComputedBatch
    from payout.outputs.notice.objections import Objections
    from payout.rules.policy.card import NoticePlan
    from payout.text import Language, Progress


@dataclass(frozen=True)
class NoticeOrder:
    """What is put up since which day: for `days` working days or `until` a day, by default as the policy says; where to object.

    `show`: columns, of those that the policy allows. `office`: the fingerprint that is pinned, `approvers` the office's list of now;
    a `draft` needs neither. `out`: the new directory; None where objections alone are looked at.
    """

    start: date
    out: Path | None = None
    days: int | None = None
    until: date | None = None
    show: tuple[str, ...] = ()
    level: str = ""
    masked: bool = True
    objections_to: str = ""
    office: str = ""
    approvers: Path | None = None
    draft: bool = False
    pdf: bool = True


@dataclass(frozen=True)
class PutUp:
    """A notice that stands in its directory: how many lines it has, its last day; `printed`: also as PDF, which takes a browser."""

    out: Path
    count: int
    until: date
    printed: bool


@dataclass(frozen=True)
class ObjectionsTo:
    """The objections to a run's notice, and the batch and the plan that they are to."""

    found: Objections
    batch: ComputedBatch
    plan: NoticePlan


def notice(
    run: Path, order: NoticeOrder, *, policy: str = "", lang: Language = "zh", progress: Progress = quiet
) -> PutUp:
    """Write the notice to a new directory, whole or not at all.

    Raises NotPossible, ApprovalRefused where nobody approved the run, OutputExists, RunChanged, OutputError.
    """
    if order.out is None or not order.objections_to.strip():
        raise NotPossible(
            Text(
                "写公示要 --out 和 --objections-to;看异议写 --objections。",
                "A notice needs --out and --objections-to; to look at objections give --objections.",
            )
        )
    require_new(order.out)
    batch, plan, standing = _opened(run, order, policy, progress)
    try:
        columns = shown_of(batch.result, plan, order.show)
    except NotToBeShown as refused:
        raise NotPossible(refused.problem) from None
    found = notice_of(
        batch.run,
        batch.result,
        plan,
        standing,
        lang,
        columns=columns,
        masked=order.masked,
        draft=order.draft,
        only=_changed(run, batch, plan, columns),
    )
    found = replace(found, corrects=corrects_of(run))
    browser = printer() if order.pdf else None
    with published(order.out) as folder:
        write_notice(found, folder, batch.result.stamp, lang=lang, printer=browser, progress=progress)
    return PutUp(order.out, found.count, standing.until, browser is not None)


def _changed(
    run: Path, batch: ComputedBatch, plan: NoticePlan, columns: Sequence[str]
) -> tuple[Collection[int], int] | None:
    """The rows that a correction changed and how many it took out, where the policy lets the others be left out; None where all are shown.

    Raises NotPossible where nothing that is shown is another.
    """
    if not plan.changes or not corrects_of(run):
        return None
    found = changed_rows(run, batch, plan.level, columns)
    if found is not None and not any(found):
        raise NotPossible(
            Text(
                "更正没有改动公示的内容,不必再公示。",
                "The correction changes nothing that is shown: no notice is needed.",
            )
        )
    return found


def objections(  # noqa: PLR0913 -- of what, and how, by keyword only
    run: Path,
    came: Path,
    order: NoticeOrder,
    *,
    policy: str = "",
    lang: Language = "zh",
    progress: Progress = quiet,
) -> ObjectionsTo:
    """The objections that came to a run's notice, read from their register; nothing is written. Raises as `notice` does."""
    batch, plan, standing = _opened(run, order, policy, progress)
    explainer = Explainer(batch.run, lang)
    found = read_objections(came, standing, lambda key: explainer.row_of(plan.level, key) is not None)
    return ObjectionsTo(found, batch, plan)


def _opened(
    run: Path, order: NoticeOrder, policy: str, progress: Progress
) -> tuple[ComputedBatch, NoticePlan, Standing]:
    """An approved run computed again, what may be shown of it, and how long. Raises NotPossible, ApprovalRefused, RunChanged."""
    require_approved(run, order.office, SHOWN, draft=order.draft, approvers=order.approvers)
    batch = reopen(run, policy, progress=progress)
    try:
        plan = plan_of(batch.run, batch.result, order.level)
        return batch, plan, _standing(plan, order)
    except (NotToBeShown, NotCovered) as refused:
        raise NotPossible(refused.problem) from None


def _standing(plan: NoticePlan, order: NoticeOrder) -> Standing:
    """The time of the notice: the last day as it was named, or counted by days, else by the policy. Raises NotCovered."""
    if order.until is not None:
        if order.days is not None or order.until < order.start:
            raise NotPossible(
                Text(
                    "--until 与 --days 只写一个,且不早于 --from。",
                    "Give --until or --days, not both, and no day before --from.",
                )
            )
        return Standing(order.start, order.until, 0, working=True, objections_to=order.objections_to)
    count, working = (order.days, True) if order.days is not None else (plan.days, plan.working)
    if not count:
        raise NotPossible(
            Text(
                "办法没有规定公示几天:写 --days(工作日)或 --until。",
                "The policy does not say for how many days: give --days (working days) or --until.",
            )
        )
    last = last_day(order.start, count, working=working)
    return Standing(order.start, last, count, working=working, objections_to=order.objections_to)
