"""What people read names rows, options and readings by the words of the policy; what programs read has the identifiers."""

import re

import pytest

from payout.evidence.explain import Explainer, columns_told
from payout.evidence.folding import folded
from payout.evidence.slips.build import Slips
from payout.evidence.slips.text import page
from payout.evidence.steps import render
from tests.evidence.traces import SCHEMES, batch

ROWS = 2  # of each level
NO_WORD = {("county_target_bonus", "county")}  # an option that the rule gives no word for


def identifiers_of(run):
    """The options that have words, and the levels."""
    levels = run.compiled.levels.values()
    columns = [column for level in levels for column in level.columns.values()]
    given = {option for column in columns for option, word in column.options.items() if option != word}
    stated = {
        option for built in run.compiled.rules for option, word in built.schema.options if option != word
    }
    return given | stated | {name for level in levels for name in (level.name, level.plural)} | {"yes", "no"}


def told(done, lang):
    """Every line that explanations and slips say of some rows of each level."""
    run, files = done.run, done.result.files
    explainer, slips = Explainer(run, lang), Slips(run, files, lang)
    for level, info in run.compiled.levels.items():
        size = run.data[level].size
        for row in range(0, size, max(1, size // ROWS)) if info.identity else ():
            steps = explainer.explain(level, row, columns_told(run.compiled, files, level))
            for step in steps:
                yield from render(step, lang)
            yield from folded(steps).lines(lang, None)
            yield from page(slips.of(level, row), lang)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_identifier_stands_in_chinese_where_there_is_a_word(scheme):
    done = batch(scheme)
    names = identifiers_of(done.run)
    for line in told(done, "zh"):
        found = set(re.findall(r"[a-z][a-z0-9_]*", line.replace("--all", ""))) & names
        assert not {one for one in found if (scheme, one) not in NO_WORD}, line


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_underscore_stands_in_english(scheme):
    done = batch(scheme)
    names = {one for one in identifiers_of(done.run) if "_" in one}
    for line in told(done, "en"):
        assert not set(re.findall(r"[a-z][a-z0-9_]*", line)) & names, line


def test_programs_get_identifiers():
    done = batch("prefecture_leaders")
    (step,) = Explainer(done.run, "zh", codes=True).explain("team_class", 0, ("team_count",))
    assert step.subject == "类别 county"
    (step,) = Explainer(done.run, "zh").explain("team_class", 0, ("team_count",))
    assert step.subject == "类别 县市"
