"""Hold a list against a computed side: match rows, find what accounts for the differences, say what is left."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.comparing.sides import target_of
from payout.evidence.reconciling.inputs import guesses
from payout.evidence.reconciling.reconciliation import Cause, Line, Reconciliation
from payout.evidence.reconciling.search import Search
from payout.evidence.reconciling.trials import Ground, Trials
from payout.evidence.reconciling.weighing import Theirs, by_chance
from payout.exact import ExactArray
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.evidence.comparing.sides import Side
    from payout.evidence.reconciling.inputs import Guess
    from payout.evidence.reconciling.reconciliation import Status
    from payout.evidence.reconciling.search import State
    from payout.intake.listing import AmountList
    from payout.text import Progress

FEN = 100


def reconciled(
    side: Side, listed: AmountList, *, level: str = "", column: str = "", progress: Progress = quiet
) -> Reconciliation:
    """A list against a side. Raises LanguageError for a level or column that there is not."""
    ground = Ground(side, target_of(side, level, column))
    progress(Text("逐行核对", "matching rows"))
    theirs = _theirs(ground, listed)
    search = Search(theirs, progress)
    trials = Trials(ground, side.run)
    state = search.found(trials)
    start = search.started(trials)
    progress(Text("看单独几行", "looking at single rows"))
    guessed = guesses(state.trials, theirs)
    without = _without(search, start, state)
    label = side.result.frames[ground.target.level].field(ground.target.column).label
    return Reconciliation(
        target=ground.target,
        label=label,
        list_name=listed.name,
        list_place=listed.place,
        lines=(*_matched(start, state, without, theirs, guessed), *_alone(ground, listed)),
        causes=tuple(_causes(search, start, state, without)),
        tried=search.tried,
        loose=_loose(ground, listed),
        unrounded=int(theirs.long.sum()),
    )


def _theirs(ground: Ground, listed: AmountList) -> Theirs:
    known = {name: row for row, name in enumerate(ground.names)}
    both = [
        (known[key], amount)
        for key, amount in zip(listed.keys, listed.amounts, strict=True)
        if key in known and amount is not None
    ]
    rows = np.array([row for row, _ in both], dtype=np.int64)
    order = np.argsort(rows, kind="stable")
    amounts = [both[at][1] for at in order]
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    long = np.array(
        [amount is not None and (amount * FEN).denominator != 1 for amount in amounts], dtype=bool
    )
    return Theirs(rows[order], ExactArray.from_fractions(amounts), long, back)


# ---- what each way accounts for ------------------------------------------------------------------------------


def _without(search: Search, start: State, state: State) -> list[State]:
    """The set without each of its ways."""
    found = []
    for place in range(len(state.ways)):
        fewer = search.together(start, (*state.ways[:place], *state.ways[place + 1 :]))
        found.append(start if fewer is None else fewer)
    return found


def _causes(search: Search, start: State, state: State, without: Sequence[State]) -> list[Cause]:
    """Each way with its rows and yuan. Yuan are told in order, so that those of all sum to what they account for together."""
    found = []
    before = start
    gained = state.weight.agrees & ~start.weight.agrees
    needed = [state.weight.agrees & ~one.weight.agrees for one in without]
    for place, way in enumerate(state.ways):
        after = search.together(start, state.ways[: place + 1])
        assert after is not None  # noqa: S101 - the whole set was computed
        rows = needed[place] | (gained & after.weight.agrees & ~before.weight.agrees)
        others = np.logical_or.reduce([one for at, one in enumerate(needed) if at != place] or [rows & False])
        moved = before.left - after.left
        base = without[place]
        found.append(
            Cause(
                kind=way.kind,
                name=way.name,
                label=way.label,
                clause=way.clause,
                rows=int(rows.sum()),
                also=int((rows & others).sum()),
                yuan=Fraction(moved.take(np.flatnonzero(gained)).sum()),
                broken=int((base.weight.agrees & ~state.weight.agrees).sum()),
                chance=by_chance(base.left, base.left - state.left),
                surplus=search.support(state, base, place),
                alike=tuple(other.label for other in state.alike[place]),
                names_alike=tuple(other.name for other in state.alike[place]),
            )
        )
        before = after
    return found


# ---- rows ----------------------------------------------------------------------------------------------------


def _matched(
    start: State, state: State, without: Sequence[State], theirs: Theirs, guessed: dict[int, Guess]
) -> list[Line]:
    ground = state.trials.ground
    first, last = start.weight.agrees, state.weight.agrees
    ours = start.trials.amounts.take(theirs.rows)
    needed = [last & ~one.weight.agrees for one in without]
    lines = []
    for at, row in enumerate(theirs.rows.tolist()):
        guess = guessed.get(row)
        status: Status = (
            "agreed"
            if first[at] and last[at]
            else "explained"
            if last[at]
            else "guessed"
            if guess
            else "different"
        )
        by = tuple(place + 1 for place, one in enumerate(needed) if one[at]) if status == "explained" else ()
        amount, own = Fraction(theirs.amounts[at]), Fraction(ours[at])
        left = Fraction(state.left[at]) if status != "agreed" else None
        called = ground.side.run.called(ground.target.level, row)
        lines.append(Line(ground.names[row], called, amount, own, amount - own, status, by, left, guess))
    return lines


def _alone(ground: Ground, listed: AmountList) -> list[Line]:
    """The rows of one side alone, and those for which the list has no amount."""
    ours = Trials(ground, ground.side.run).amounts
    known = {name: row for row, name in enumerate(ground.names)}
    told = set(listed.keys)
    lines = []
    for key, amount in zip(listed.keys, listed.amounts, strict=True):
        if key not in known:
            lines.append(Line(key, "", amount, None, amount or Fraction(0), "only_theirs"))
        elif amount is None:
            own = Fraction(ours[known[key]])
            lines.append(
                Line(
                    key, ground.side.run.called(ground.target.level, known[key]), None, own, -own, "no_amount"
                )
            )
    for name, row in known.items():
        if name not in told:
            own = Fraction(ours[row])
            called = ground.side.run.called(ground.target.level, row)
            lines.append(Line(name, called, None, own, -own, "only_ours"))
    return lines


def _loose(ground: Ground, listed: AmountList) -> tuple[tuple[str, str], ...]:
    """Keys that only one side has and that are the same once written alike: said, and never taken for each other."""
    theirs = [key for key in listed.keys if key not in set(ground.names)]
    own: dict[str, list[str]] = {}
    told = set(listed.keys)
    for name in ground.names:
        if name not in told:
            own.setdefault(_alike(name), []).append(name)
    found = [(key, own[_alike(key)][0]) for key in theirs if len(own.get(_alike(key), ())) == 1]
    return tuple(found)


def _alike(key: str) -> str:
    """A key without what spreadsheets and hands change: width, case, blanks, hyphens, noughts before a number."""
    plain = "".join(unicodedata.normalize("NFKC", key).casefold().split()).replace("-", "")
    plain = plain.removesuffix(".0")
    return plain.lstrip("0") or plain
