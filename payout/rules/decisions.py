"""What only people can settle.

Answers read from the `decisions` table, and the open points where it has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.rules.aggregates import window
from payout.rules.expressions import LanguageError
from payout.rules.result import OpenPoint
from payout.rules.values import categories, numbers
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.checked import CheckedTable
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import Decide
    from payout.rules.values import Positions, Value

Answers = dict[tuple[str, str], str]


def decided(tables: Mapping[str, CheckedTable]) -> Answers:
    """Give the decisions by (question, subject), where the policy has a `decisions` table.

    Of decisions that contradict each other none is taken: the question stays open.
    """
    found: Answers = {}
    contradicted: set[tuple[str, str]] = set()
    for question, subject, answer in rows_of_decisions(tables):
        about = (question, subject)
        if found.setdefault(about, answer) != answer:
            contradicted.add(about)
    return {about: "" if about in contradicted else answer for about, answer in found.items()}


def rows_of_decisions(tables: Mapping[str, CheckedTable]) -> list[tuple[str, str, str]]:
    """Give question, subject and answer of each row of the `decisions` table, trimmed."""
    if "decisions" not in tables:
        return []
    frame = tables["decisions"].frame
    rows = zip(frame["question"], frame["subject"], frame["answer"], strict=True)
    return [
        (str(question).strip(), str(subject).strip(), str(answer).strip())
        for question, subject, answer in rows
    ]


def settled(run: Evaluation, expr: Decide, at: str) -> Value:
    """Give the answer for each row that is asked about.

    What is unanswered, or answered for too many, becomes an open point.
    """
    if not run.scheme.levels[at].identity:
        raise LanguageError(f"decide: rows of {at} have no key by which a decision could name them")
    asked = np.flatnonzero(run.holds(expr.where, at))
    codes = np.full(run.data[at].size, -1, dtype=np.int64)
    options = tuple(expr.answers)
    by_word = {word: identifier for identifier, word in expr.answers.items()}
    for row in asked:
        about = (expr.question, f"{at}:{run.key_of(at, int(row))}")
        run.asked[about] = expr.answers
        given = run.decisions.get(about, expr.otherwise)
        if expr.otherwise and about not in run.decisions:
            prompt = Text(expr.prompt_zh, expr.prompt_en)
            point = OpenPoint(*about, prompt, expr.answers, run.clause, answer=expr.otherwise)
            run.by_default.append(point)
        answer = by_word.get(given, given)
        if answer in options:
            codes[row] = options.index(answer)
    _open(run, expr, at, _unsettled(run, expr, at, asked, codes), codes)
    return categories(codes, options)


def _unsettled(run: Evaluation, expr: Decide, at: str, asked: Positions, codes: Positions) -> Positions:
    """Give the asked rows of the groups that are not settled.

    Somebody is unanswered there, or not exactly as many took a place as there are.
    """
    if expr.places is None or not len(asked):
        return asked[codes[asked] < 0]
    groups = window(run, at, expr.within).codes[asked]
    places = numbers(run.value(expr.places, at), run.data[at].size)
    taking = codes[asked] == tuple(expr.answers).index(expr.taking)
    unsettled = np.zeros(len(asked), dtype=bool)
    for group in np.unique(groups):
        members = groups == group
        wanted = places.value_at(int(asked[members][0]))
        unsettled |= members & bool(int(taking[members].sum()) != wanted or (codes[asked[members]] < 0).any())
    return asked[unsettled]


def _open(run: Evaluation, expr: Decide, at: str, rows: Positions, codes: Positions) -> None:
    if not len(rows):
        return
    prompt = Text(expr.prompt_zh, expr.prompt_en)
    details = dict.fromkeys(rows.tolist(), NOTHING)
    if expr.places is not None:
        places = numbers(run.value(expr.places, at), run.data[at].size)
        groups, word = window(run, at, expr.within).codes, expr.answers[expr.taking]
        taking = codes == tuple(expr.answers).index(expr.taking)
        for row in rows.tolist():
            said = int((taking & (groups == groups[row])).sum())
            details[row] = _how_many(places.value_at(row), said, word, expr.taking)
    for row in rows.tolist():
        subject = f"{at}:{run.key_of(at, row)}"
        run.open_points.append(
            OpenPoint(expr.question, subject, prompt, expr.answers, run.clause, details[row])
        )


def _how_many(wanted: object, said: int, word: str, taking: str) -> Text:
    """Say how many must take a place, and how many do so far."""
    detail = Text(f"其中恰有 {wanted} 个为 {word}", f"exactly {wanted} of them {taking}")
    return Text(f"{detail.zh}(现有 {said} 个)", f"{detail.en}, {said} so far") if said else detail
