"""Slips of a list itself: the same amount too much, a factor, a part left out; of single rows: digits turned round, rows exchanged."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from payout.evidence.reconciling.trials import Twist
from payout.evidence.reconciling.values import most_common
from payout.evidence.reconciling.ways import Way
from payout.rendering.words import label_of
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.reconciling.trials import Ground, Last, Trials
    from payout.evidence.reconciling.weighing import Theirs
    from payout.exact import ExactArray

BITS, BITS_OF_COLUMN, BITS_A_DIGIT = 8, 7, 2
FACTORS = (
    Fraction(10),
    Fraction(1, 10),
    Fraction(100),
    Fraction(1, 100),
    Fraction(12),
    Fraction(1, 12),
    Fraction(1, 10000),
)
LEAST_ROWS = 3
MOST_COMMON = 3
MOST_ROWS = 300  # that a factor is told from


def slips(trials: Trials, theirs: Theirs) -> Iterator[Way]:
    """Every way in which a list may have slipped as a whole."""
    yield from _factors()
    yield from _columns(trials.ground)
    yield from _constants(trials, theirs)
    yield from _told_factor(trials, theirs)


def _way(zh: str, en: str, last: Last, bits: int, name: str) -> Way:
    return Way("slip", Text(zh, en), "", Twist(last=(last,)), bits, name)


def _factors() -> Iterator[Way]:
    for factor in FACTORS:
        shown = show_number(factor)
        for places in (2,):
            yield _way(
                f"金额乘了 {shown}",
                f"the amounts times {shown}",
                _times(factor, places),
                BITS,
                f"factor {shown}",
            )


def _times(factor: Fraction, places: int) -> Last:
    return lambda amounts: (amounts * factor).round(places)


def _columns(ground: Ground) -> Iterator[Way]:
    """Another column of ours in place of the amount, or taken off it, or added to it."""
    frame = ground.side.result.frames[ground.target.level]
    for field in frame.fields:
        if field.kind != "number" or field.measure != "yuan" or field.name == ground.target.column:
            continue
        column = cast("ExactArray", frame.table[field.name].array)
        filled = column.where(~column.isna(), Fraction(0))
        if not bool((filled != 0).any()):
            continue
        label = label_of(ground.side.compiled, ground.target.level, field.name)
        yield _way(f"只列了“{label.zh}”", f"“{label.en}” alone", _put(filled), BITS_OF_COLUMN, field.name)
        yield _way(
            f"没有“{label.zh}”", f"without “{label.en}”", _more(-filled), BITS_OF_COLUMN, f"-{field.name}"
        )
        yield _way(
            f"另加了“{label.zh}”",
            f"with “{label.en}” added",
            _more(filled),
            BITS_OF_COLUMN + 1,
            f"+{field.name}",
        )


def _put(column: ExactArray) -> Last:
    return lambda _: column.round(2)


def _more(column: ExactArray) -> Last:
    return lambda amounts: (amounts + column).round(2)


def _constants(trials: Trials, theirs: Theirs) -> Iterator[Way]:
    """The same amount more or less in every row, or in every row that is paid."""
    rest = theirs.left(trials.amounts)
    tally = Counter(one for one in rest.to_fraction_strings().tolist() if one != "0")
    for text, count in sorted(tally.most_common(MOST_COMMON), key=lambda pair: (-pair[1], pair[0])):
        if count >= LEAST_ROWS:
            more = Fraction(text)
            shown = show_number(abs(more))
            zh, en = (
                (f"每行多 {shown} 元", f"{shown} more in every row")
                if more > 0
                else (f"每行少 {shown} 元", f"{shown} less in every row")
            )
            bits = BITS + BITS_A_DIGIT * len(shown.replace(".", "").strip("0"))
            yield _way(zh, en, _shifted(more), bits, f"constant {show_number(more)}")


def _shifted(more: Fraction) -> Last:
    return lambda amounts: (amounts + more).where(amounts != 0, amounts)


def _told_factor(trials: Trials, theirs: Theirs) -> Iterator[Way]:
    """The factor that makes most rows agree."""
    left, ours = theirs.left(trials.amounts), trials.amounts.take(theirs.rows)
    rows = np.flatnonzero(np.asarray((left != 0) & (ours != 0), dtype=bool))[:MOST_ROWS]
    wrong = [
        (Fraction(one), Fraction(own)) for one, own in zip(left.take(rows), ours.take(rows), strict=True)
    ]
    if len(wrong) < LEAST_ROWS:
        return
    factor = most_common(
        Fraction(1), [left for left, _ in wrong], [own for _, own in wrong], Fraction(11, 1000)
    )
    if factor is None or factor in (0, 1):
        return
    shown = show_number(factor)
    bits = BITS + BITS_A_DIGIT * len(shown)
    yield _way(f"金额乘了 {shown}", f"the amounts times {shown}", _times(factor, 2), bits, f"factor {shown}")


# ---- single rows ---------------------------------------------------------------------------------------------


def slip_of(theirs: Fraction, ours: Fraction) -> Text | None:
    """What was done to one amount, where it is one of the slips of a hand."""
    one, other = (f"{int(abs(value) * 100):d}" for value in (theirs, ours))
    if ours and theirs in (-ours, 0):
        return Text("正负号相反", "the sign is turned") if theirs else None
    if theirs and ours and (theirs / ours in FACTORS[:4]):
        return Text("小数点移位", "the point is moved")
    if len(one) == len(other) > 2:
        places = [place for place in range(len(one)) if one[place] != other[place]]
        if (
            len(places) == 2
            and places[1] == places[0] + 1
            and one[places[0]] == other[places[1]]
            and one[places[1]] == other[places[0]]
        ):
            return Text("相邻两位数字颠倒", "two neighbouring digits are exchanged")
        if len(places) == 1:
            return Text("一位数字不同", "one digit is another")
    return None


def neighbours(
    theirs: ExactArray, ours: ExactArray, order: np.ndarray, wrong: np.ndarray
) -> dict[int, tuple[str, int]]:
    """For each wrong row the row whose amount it bears: exchanged with it, or next to it in the list."""
    found: dict[int, tuple[str, int]] = {}
    mine, own = theirs.to_fraction_strings().tolist(), ours.to_fraction_strings().tolist()
    place = {int(row): at for at, row in enumerate(order)}
    holders: dict[str, list[int]] = {}
    for row in wrong.tolist():
        holders.setdefault(own[row], []).append(row)
    for row in wrong.tolist():
        at = place[row]
        beside = [int(order[near]) for near in (at - 1, at + 1) if 0 <= near < len(order)]
        near = next((other for other in beside if own[other] == mine[row]), None)
        turned = [other for other in holders.get(mine[row], []) if other != row and mine[other] == own[row]]
        if turned:
            found[row] = ("exchanged", turned[0])
        elif near is not None:
            found[row] = ("beside", near)
        elif len(holders.get(mine[row], [])) == 1 and holders[mine[row]][0] != row:
            found[row] = ("of", holders[mine[row]][0])
    return found
