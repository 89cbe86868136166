"""This engine: `paid` (what is paid and all it rests on), `all` rules, `reference` (all, each row exactly), `levels` (links and
derivations too).

But for the last, links and derivations are at hand, as arrays are for the others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payout.engines.reference.engine import begun, finish
from tests.performance.arrays import checked

if TYPE_CHECKING:
    from pathlib import Path

NEEDS = "payout"
PAID = (("person", "payable"),)
AMOUNTS = ("computed_target", "leader_bonus")


def prepare(folder: Path, variant: str):
    """What is computed, from what, and how."""
    ready, tables = checked(folder)
    engine = "reference" if variant == "reference" else "fast"
    only = ready.ancestors_of(PAID) if variant == "paid" else None
    run = begun(ready, tables, engine)
    begin = (ready, tables, engine) if variant == "levels" else None
    return begin, run, only


def compute(prepared):
    """The rules' columns."""
    begin, run, only = prepared
    if begin is not None:
        return finish(begun(*begin))
    data = {name: replace(one, columns=dict(one.columns)) for name, one in run.data.items()}
    return finish(replace(run, data=data, memo={}), only=only)


def amounts(run):
    """Both amounts of everybody, as texts."""
    columns = run.data["person"].columns
    return tuple([int(text.replace(".", "")) for text in columns[name].to_strings(2)] for name in AMOUNTS)
