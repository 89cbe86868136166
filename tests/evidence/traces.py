"""Batches of every scheme's fixture, and rows of them: all where there are few, else some by a seed that is printed."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from payout.batch import compute
from payout.evidence.explain import Explainer, columns_told
from payout.evidence.lists import Lists
from payout.evidence.rereading.checking import Checker
from payout.evidence.values import Values
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(one.name for one in (ROOT / "fixtures").iterdir() if one.is_dir())


@cache
def batch(name):
    return compute(ROOT / "fixtures" / name / "csv", load_policy(ROOT / "policies" / name))


def rows(name, seed, most):
    """Some rows of each file of a batch, each with the columns that are explained."""
    found, chance = batch(name), random.Random(seed)
    for file in found.result.files:
        size = found.run.data[file.level].size
        columns = columns_told(found.run.compiled, found.result.files, file.level)
        for row in sorted(chance.sample(range(size), min(size, most))):
            yield file.level, row, columns


def reader(name, lang):
    """What explains the rows of a batch, and what reads the traces back."""
    run = batch(name).run
    lists = Lists(Values(run, lang))
    return Explainer(run, lang, lists=lists), Checker(lists.found)
