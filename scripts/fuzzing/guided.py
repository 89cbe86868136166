"""Inputs that coverage guides, on three readers: the grammar of cells, the parts of a workbook, files of changed values.

    pip install atheris
    python -m scripts.fuzzing.guided cells|package|overlay [CORPUS] [-max_total_time=1200] [-seed=1]

What follows the target goes to libFuzzer. Atheris is no dependency of the project: this is run by hand.
"""

from __future__ import annotations

import io
import sys
import zipfile
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import atheris  # type: ignore[import-not-found, unused-ignore]  # installed by hand

with atheris.instrument_imports(include=["payout", "tomllib"]):
    import pyarrow as pa

    from payout.intake.cells import parse
    from payout.intake.package import open_package
    from payout.intake.raw import RawColumn
    from payout.intake.refusing import Unreadable
    from payout.intake.sheet import read_sheet
    from payout.intake.workbook import open_workbook
    from payout.rules.policy.loading import load_policy
    from payout.rules.policy.overlays import Overlay
    from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
POLICY = load_policy(ROOT / "policies" / "county_target_bonus")
COLUMNS = [
    *{(one.kind, one.places, one.signed): one for table in POLICY.tables for one in table.columns}.values()
]
FIXTURE = ROOT / "fixtures" / "city_reward_fund" / "city_reward_fund.xlsx"
with zipfile.ZipFile(FIXTURE) as _fixture:
    PARTS = {name: _fixture.read(name) for name in _fixture.namelist()}
NAMES = sorted(PARTS)


def cells(data: bytes) -> None:
    """A cell of the column that the first byte names; a number that is taken is what `decimal` makes of the same text."""
    if not data:
        return
    column, text = COLUMNS[data[0] % len(COLUMNS)], data[1:].decode("utf-8", "replace")
    parsed = parse(column, RawColumn(column.name, "A", pa.array([text], pa.string())), tells=True)
    if column.kind != "number" or parsed.issues or not text.strip():
        return
    value = parsed.cells[0]
    with suppress(InvalidOperation):
        expected = Fraction(Decimal(text.strip()))
        if Fraction(int(value.numerator), int(value.denominator)) != expected:
            raise AssertionError(f"{text!r} is read as {value}")


def package(data: bytes) -> None:
    """A workbook one of whose parts is these bytes; or these bytes as the workbook."""
    if not data:
        return
    raw = data[1:]
    if data[0] % 8:
        name = NAMES[data[0] % len(NAMES)]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as made:
            for one, content in PARTS.items():
                made.writestr(one, raw if one == name else content)
        raw = buffer.getvalue()
    with suppress(Unreadable):
        opened = open_package(raw, "x.xlsx")
        with opened.archive:
            workbook = open_workbook(opened)
            for sheet in workbook.sheets:
                with suppress(Unreadable):
                    read_sheet(workbook, sheet)


def overlay(data: bytes) -> None:
    """A file of changed values: put in force, or refused with words in both languages."""
    try:
        POLICY.changed(overlays=[Overlay("change.toml", data)])
    except LanguageError as refused:
        if not str(refused):
            raise AssertionError("refused without a reason") from refused


TARGETS: dict[str, Callable[[bytes], None]] = {"cells": cells, "package": package, "overlay": overlay}


def seeds(target: str, folder: Path) -> None:
    """What the search begins with, if the folder is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    if target == "cells":
        texts = ["12.50", "-3", "2012-03-01", "是", "U001", "1,234.5", "95.5分", "1e3", "全面先进"]
        found = {
            f"{kind}-{at}": bytes([kind]) + text.encode()
            for kind in range(len(COLUMNS))
            for at, text in enumerate(texts)
        }
    elif target == "package":
        found = {
            f"{at}": bytes([at + 8 * len(NAMES) if not at % 8 else at]) + PARTS[name]
            for at, name in enumerate(NAMES)
        }
    else:
        found = {
            "0": b'baseline = "county_target_bonus"\nreason = "x"\nsince = 2012-01-01\n[county_average]\nvalue = 8000\n'
        }
    for name, data in found.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    target, corpus = sys.argv[1], Path(sys.argv[2])
    seeds(target, corpus)
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[target])
    atheris.Fuzz()
