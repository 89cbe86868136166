"""What only people can settle.

Answers read from the `decisions` table, and the open points where it has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.findings import NOTHING, Text
from payout.rules.aggregates import window
from payout.rules.expressions import LanguageError
from payout.rules.result import OpenPoint
from payout.rules.values import categories, numbers

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
        answer = by_word.get(given, given)
        if answer in options:
            codes[row] = options.index(answer)
    _open(
        run,
        expr,
        at,
        asked[codes[asked] < 0] if expr.places is None else _unsettled(run, expr, at, asked, codes),
    )
    return categories(codes, options)


def _unsettled(run: Evaluation, expr: Decide, at: str, asked: Positions, codes: Positions) -> Positions:
    """Give the asked rows of the groups that are not settled.

    Somebody is unanswered there, or not exactly as many took a place as there are.
    """
    if expr.places is None or not len(asked):
        return asked
    groups = window(run, at, expr.within).codes[asked]
    places = numbers(run.value(expr.places, at), run.data[at].size)
    taking = codes[asked] == tuple(expr.answers).index(expr.taking)
    unsettled = np.zeros(len(asked), dtype=bool)
    for group in np.unique(groups):
        members = groups == group
        wanted = places.value_at(int(asked[members][0]))
        unsettled |= members & bool(int(taking[members].sum()) != wanted or (codes[asked[members]] < 0).any())
    return asked[unsettled]


def _open(run: Evaluation, expr: Decide, at: str, rows: Positions) -> None:
    places = None if expr.places is None else numbers(run.value(expr.places, at), run.data[at].size)
    prompt = Text(expr.prompt_zh, expr.prompt_en)
    for row in rows:
        detail = NOTHING
        if places is not None:
            wanted, word = places.value_at(int(row)), expr.answers[expr.taking]
            detail = Text(f"其中恰有 {wanted} 个为 {word}", f"exactly {wanted} of them {expr.taking}")
        subject = f"{at}:{run.key_of(at, int(row))}"
        run.open_points.append(OpenPoint(expr.question, subject, prompt, expr.answers, run.clause, detail))
