"""Readings: each is complete or cannot be built, refuses with a reason, and changes nothing by reading."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import pytest
from bench import policy_of, rule, run, values

import payout
from payout.engines.reference.engine import asked_of_people
from payout.evidence.explain import Explainer
from payout.rules.tree import NODES, Constant, Incomplete, LanguageError, Node, Reading, word

ROOT = Path(__file__).parents[2]
MODULES = [
    importlib.import_module(one.name)
    for one in pkgutil.walk_packages(payout.__path__, "payout.")
    if not one.name.endswith(("__main__", ".migrations.env"))  # what alembic runs, inside a migration
]
SOURCES = {module.__name__: Path(module.__file__).read_text(encoding="utf-8") for module in MODULES}
SHIPPED = {
    found.name: (module.__name__, found)
    for module in MODULES
    for found in vars(module).values()
    if isinstance(found, Reading) and f'Reading(\n    "{found.name}"' in SOURCES[module.__name__]
}


def test_the_readings_that_are_shipped_are_found():
    assert {"amounts", "mathematics", "words", "excel", "mutants"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_reading_is_complete(name):
    """And answers for nothing that is no word."""
    _, reading = SHIPPED[name]
    assert set(reading._answers) == set(NODES)


@pytest.fixture
def doubled():
    """A new word of the language, known to the tree while a test runs."""

    @word
    class Doubled(Node):
        operand: Node

        @cached_property
        def schema(self):
            return self.operand.schema

    yield Doubled
    NODES.remove(Doubled)


def answers_of(name):
    return SHIPPED[name][1]._answers


@pytest.mark.parametrize("name", SHIPPED)
def test_a_new_word_must_have_a_line_in_every_reading(doubled, name):
    with pytest.raises(Incomplete, match=rf"^the reading {name} has no answer for Doubled$"):
        Reading(name, answers_of(name))
    whole = Reading(name, {**answers_of(name), doubled: "its line"})
    assert whole[doubled(Constant(Fraction(1)))] == "its line"


def test_all_words_that_lack_a_line_are_named():
    kept = NODES[2:]
    with pytest.raises(Incomplete) as error:
        Reading("new", dict.fromkeys(kept, print))
    assert str(error.value) == f"the reading new has no answer for {NODES[0].__name__}, {NODES[1].__name__}"


@pytest.mark.parametrize("reason", ["", None])
def test_a_refusal_needs_a_reason(doubled, reason):
    with pytest.raises(Incomplete, match="has no answer for Doubled"):
        Reading("new", dict.fromkeys(set(NODES) - {doubled}, print), {doubled: reason})


def test_a_word_is_either_answered_or_refused(doubled):
    with pytest.raises(Incomplete, match="the reading new both answers and refuses Doubled"):
        Reading("new", dict.fromkeys(NODES, print), {doubled: "a spreadsheet cannot double"})


def test_a_refused_word_says_why_where_somebody_asks(doubled):
    """With whatever a reading is asked: a run and a node, a writer and a node."""
    reasons = {doubled: "a spreadsheet cannot double"}
    reading = Reading("formulas", dict.fromkeys(set(NODES) - {doubled}, print), reasons)
    reasons.clear()
    node = doubled(Constant(Fraction(1)))
    for given in ((), ("run", node)):
        with pytest.raises(LanguageError) as error:
            reading[node](*given)
        assert str(error.value) == "formulas: Doubled is not read: a spreadsheet cannot double"


AFTER = """
import importlib, sys
importlib.import_module({module!r})  # with all that it stands on itself
del sys.modules[{module!r}]
from functools import cached_property
from payout.rules.tree import Incomplete, Node, word

@word
class Doubled(Node):
    operand: Node

    @cached_property
    def schema(self):
        return self.operand.schema

try:
    importlib.import_module({module!r})
except Incomplete as error:
    print(error)
"""


@pytest.mark.parametrize("name", SHIPPED)
def test_an_incomplete_reading_cannot_be_imported(name):
    module, _ = SHIPPED[name]
    first = min(
        (other for other, (at, _) in SHIPPED.items() if at == module),
        key=lambda one: SOURCES[module].index(f'"{one}"'),
    )
    script = AFTER.format(module=module)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == f"the reading {first} has no answer for Doubled"


# ---- reading a value changes nothing ---------------------------------------------------------------

LIFTED = """decide("lift", "解除? | lift?", where=unit.assessed, otherwise="no")"""
BEST = (
    """among_best(unit.score, 1, where=known(unit.score), within=(), question="tie", prompt="并列 | a tie")"""
)
ODD = """decide("odd", "异常? | odd?", where=unit.score > 8)"""
CHOSEN = f"choose(p.way, asked={ODD} == 'yes', unasked=decide('other', '另问? | else?', where=unit.score > 8) == 'yes')"
PARAMETERS = """
since = 2024-01-01
["1"]
way = { label = "口径 | a reading", choice = "asked", why = "because", options = { asked = "问", unasked = "不问" } }
"""
UNITS = [
    {"unit_id": "U1", "score": 9, "assessed": True, "county": "C"},
    {"unit_id": "U2", "score": 9, "assessed": True, "county": "C"},
    {"unit_id": "U3", "score": 1, "assessed": False, "county": "C"},
]
GIVEN = [
    {"question": "tie", "subject": "unit:U1", "answer": "yes"},
    {"question": "tie", "subject": "unit:U2", "answer": "no"},
    {"question": "lift", "subject": "unit:U1", "answer": "yes"},
    {"question": "odd", "subject": "unit:U1", "answer": "no"},
]
STATED = (
    rule("unit", LIFTED, name="lifted")
    + rule("unit", BEST, name="best")
    + rule("unit", CHOSEN, name="odd")
    + rule("unit", 'first_match((unit.lifted == "yes", 1), (unit.best, 2), otherwise=0)')
)


def asked(found):
    told = asked_of_people(found)
    return (
        [(one.question, one.subject, one.detail.en) for one in told.open],
        [(one.question, one.subject, one.answer) for one in told.by_default],
        dict(told.answers),
        [(one.question, one.subject, one.answer.en) for one in told.decided],
    )


def columns(found):
    return {
        (level, name): values(found, level, name)
        for level, rows in found.data.items()
        for name in rows.columns
    }


@pytest.mark.parametrize("decisions", [[], GIVEN[:1], GIVEN], ids=["undecided", "one", "decided"])
def test_explaining_a_row_changes_nothing(tmp_path, decisions):
    found = run(policy_of(tmp_path, STATED, parameters=PARAMETERS), units=UNITS, decisions=decisions)
    before, then = asked(found), columns(found)
    assert before[1] == [("lift", f"unit:U{n}", "no") for n in ((2,) if len(decisions) > 1 else (1, 2))]
    for lang in ("zh", "en"):
        for row in range(len(UNITS)):
            Explainer(found, lang).explain("unit", row, ("result", "best", "lifted", "odd"))
            assert asked(found) == before
    assert columns(found) == then
    assert asked(found) == before  # nor does asking


def test_explaining_before_asking_gives_the_same(tmp_path):
    policy = policy_of(tmp_path, STATED, parameters=PARAMETERS)
    plain, explained = (run(policy, units=UNITS, decisions=GIVEN[:2]) for _ in range(2))
    for row in (2, 0, 1):
        Explainer(explained, "zh").explain("unit", row, ("result",))
    assert asked(explained) == asked(plain)


def test_a_decision_is_a_column_like_any_other(tmp_path):
    """Its node gives the same each time, whoever reads it first; only the answers that it may have count."""
    odd = [{"question": "lift", "subject": "unit:U2", "answer": "perhaps"}]
    found = run(policy_of(tmp_path, STATED, parameters=PARAMETERS), units=UNITS, decisions=[*GIVEN, *odd])
    node = found.compiled.by_key["unit", "lifted"].node
    given = dict(found.decisions)
    first = found.rows(node, 3)
    found.memo.clear()
    again = found.rows(node, 3)
    assert list(first.codes) == list(again.codes) == [0, -1, -1]
    assert values(found, "unit", "lifted") == ["yes", None, None]
    assert found.decisions == given


def test_a_reading_that_is_not_in_force_asks_nobody(tmp_path):
    policy = policy_of(tmp_path, STATED, parameters=PARAMETERS)
    for way, question in (("asked", "odd"), ("unasked", "other")):
        told, *_ = asked(run(policy.changed(sets=(f"way={way}",)), units=UNITS))
        assert {one for one, *_ in told} == {"tie", question}
