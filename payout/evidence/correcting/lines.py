"""The correction of a paid batch, payee by payee: what was paid so far, what the new batch says, the difference and where it comes from.

A batch that corrects another is paid by its differences, so that what was paid so far is what the batch before says, however long
the chain: a difference is against that one alone, and the differences of a chain sum to its last batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from payout.evidence.correcting.reasons import Reasons, shown_by
from payout.text import NOTHING, Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.exact import ExactArray
    from payout.rules.compiled.result import Field, Frame, Result
    from payout.rules.policy.card import OutputFile, SheetPlan

State: TypeAlias = Literal["changed", "new", "gone"]
WORDS = ("identifier", "text", "reference")
NONE = Fraction(0)


class NotCorrectable(Exception):  # noqa: N818 -- it says what two batches are
    """Two batches between which no difference can be paid."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass(frozen=True)
class PayeeCorrection:
    """One payee whose amount is another. `called` are the columns that his list shows him by, `group` what it is parted by.

    `inputs`: the cells of his own and of what he belongs to that are others now; `rule`, `clause`: the first rule of the law's order
    whose value is another for him.
    """

    key: str
    called: tuple[str, ...]
    group: str
    state: State
    paid: Fraction
    due: Fraction
    inputs: tuple[Text, ...] = ()
    rule: Text = NOTHING
    clause: str = ""
    group_shown: Text = NOTHING  # as people read it; `group` is what lists have in both languages

    @property
    def difference(self) -> Fraction:
        """What he gets more; negative where he was paid too much."""
        return self.due - self.paid

    @property
    def back_pay(self) -> Fraction:
        """What is paid to him now."""
        return max(self.difference, NONE)

    @property
    def clawback(self) -> Fraction:
        """What is reclaimed from him now."""
        return max(-self.difference, NONE)


@dataclass(frozen=True)
class PayeeList:
    """The payees of one output file whose amounts are others, by group and key, and the sums of all payees of it."""

    file: str
    label: Text
    heads: tuple[Text, ...]  # of `called`
    amount: Text  # the label of what is paid
    lines: tuple[PayeeCorrection, ...]
    paid: Fraction
    due: Fraction

    @property
    def back_pay(self) -> Fraction:
        """All that is paid now."""
        return sum((one.back_pay for one in self.lines), NONE)

    @property
    def clawback(self) -> Fraction:
        """All that is reclaimed now."""
        return sum((one.clawback for one in self.lines), NONE)


def corrected(before: Result, after: Result) -> tuple[PayeeList, ...]:
    """What is to be paid or reclaimed, a list for each kind of payees. Raises NotCorrectable."""
    then = {(file.name, file.total) for file in before.files if file.total}
    now = {(file.name, file.total) for file in after.files if file.total}
    if before.stamp.id != after.stamp.id or then != now or not now:
        raise NotCorrectable(
            Text(
                "两次不是同一办法所发的数额,不能更正。",
                "Both batches do not pay the same by one policy: nothing is corrected.",
            )
        )
    if before.year != after.year:
        raise NotCorrectable(
            Text(
                f"两次的年度不同({before.year}、{after.year}),不能更正。",
                f"The batches are of different years ({before.year}, {after.year}): nothing is corrected.",
            )
        )
    reasons = Reasons(before, after)
    return tuple(_list(before, after, file, reasons) for file in after.files if file.total)


def _list(before: Result, after: Result, file: OutputFile, reasons: Reasons) -> PayeeList:
    field = after.frames[file.level].field(file.total)
    if field.measure != "yuan" or field.places is None or field.places > 2:
        raise NotCorrectable(
            Text(
                f"{field.label.zh} 不是以分计的金额,不能更正。",
                f"{field.label.en} is no amount in fen: nothing is corrected.",
            )
        )
    sheet = _sheet(after, file)
    shown = _shown(after, file.level, sheet)
    sides = tuple(_amounts(result, file) for result in (before, after))
    lines = _lines((before, after), sides, (file, sheet.group if sheet else "", shown), reasons)
    return PayeeList(
        file=file.name,
        label=after.frames[file.level].label,
        heads=tuple(after.column(file.level, path)[0].label for path in shown),
        amount=field.label,
        lines=tuple(sorted(lines, key=lambda one: (one.group, one.key))),
        paid=sum(sides[0].values(), NONE),
        due=sum(sides[1].values(), NONE),
    )


def _lines(
    results: tuple[Result, Result],
    sides: tuple[dict[str, Fraction], ...],
    shape: tuple[OutputFile, str, tuple[str, ...]],
    reasons: Reasons,
) -> Iterator[PayeeCorrection]:
    file, group, shown = shape
    paid, due = sides
    differing = [key for key in dict.fromkeys((*paid, *due)) if paid.get(key, NONE) != due.get(key, NONE)]
    places = [{name: row for row, name in enumerate(result.frames[file.level].names())} for result in results]
    for key in differing:
        at = 1 if key in due else 0
        row, result = places[at][key], results[at]
        state: State = "changed" if key in paid and key in due else "new" if at else "gone"
        rows = (places[0].get(key, -1), places[1].get(key, -1))
        rule, clause = reasons.rule(file.level, rows)
        yield PayeeCorrection(
            key=key,
            called=tuple(_cell(result, file.level, path, row) for path in shown),
            group=_cell(result, file.level, group, row) if group else "",
            state=state,
            paid=paid.get(key, NONE),
            due=due.get(key, NONE),
            inputs=reasons.inputs(file.level, rows),
            rule=rule,
            clause=clause,
            group_shown=_shown_cell(result, file.level, group, row) if group else NOTHING,
        )


def _amounts(result: Result, file: OutputFile) -> dict[str, Fraction]:
    """What each payee gets, by key; what is missing cannot be held against anything."""
    frame = result.frames[file.level]
    amounts = cast("ExactArray", frame.table[file.total].array)
    names = frame.names()
    if len(set(names)) < len(names) or not frame.identity:
        raise NotCorrectable(
            Text(
                f"{frame.label.zh}没有各自的编号,不能更正。",
                f"{frame.label.en} bear no keys: nothing is corrected.",
            )
        )
    if amounts.isna().any():
        raise NotCorrectable(
            Text(
                f"{frame.label.zh}还有未算出的数额,不能更正。",
                f"Some {frame.label.en} have no amount yet: nothing is corrected.",
            )
        )
    return {name: Fraction(amount) for name, amount in zip(names, amounts, strict=True)}


def _sheet(result: Result, file: OutputFile) -> SheetPlan | None:
    """The sheet that its payees sign, else the first of them."""
    own = [sheet for sheet in result.sheets if sheet.level == file.level]
    return next(
        (sheet for sheet in own if sheet.signature and file.total in sheet.columns), next(iter(own), None)
    )


def _shown(result: Result, level: str, sheet: SheetPlan | None) -> tuple[str, ...]:
    """The columns that say in words who somebody is: those of his sheet."""
    identity = result.frames[level].identity
    paths = sheet.columns if sheet else identity
    told = [path for path in paths if _field(result, level, path).kind in WORDS]
    return tuple(dict.fromkeys((*identity, *told)))


def _field(result: Result, level: str, path: str) -> Field:
    return result.column(level, path)[0]


def _cell(result: Result, level: str, path: str, row: int) -> str:
    return _shown_cell(result, level, path, row).zh


def _shown_cell(result: Result, level: str, path: str, row: int) -> Text:
    """What a cell says, an option by its word."""
    frame: Frame = result.frames[level]
    *parents, name = path.split(".")
    for parent in parents:
        row = int(frame.links[parent][row]) if row >= 0 else -1
        frame = result.frames[parent]
    if row < 0:
        return NOTHING
    return shown_by(frame.field(name), text_of(frame.table[name].array[row]))
