"""From a policy and its evaluation to the records of a result: who the policy is, what is in force, the rows of each level."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from payout.rules.compiled.result import Blank, Field, Frame, Result, Setting, Stamp
from payout.rules.compiled.shown import files_of, sheets_of, with_carried
from payout.rules.policy.parameters import show
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from payout.engines.reference.decisions import Asked
    from payout.engines.reference.run import Run
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy

NO_TABLES: Mapping[str, CheckedTable] = MappingProxyType({})


def result_of(run: Run, asked: Asked, tables: Mapping[str, CheckedTable] = NO_TABLES) -> Result:
    """What was computed and asked, and by which policy; where it was read from and what was found is not known here.

    `tables`: what was read; their columns that go along stand behind the rules of their levels.
    """
    policy = run.compiled.policy
    carried = _carried(run, tables)
    return Result(
        stamp=stamp_of(policy),
        year="" if policy.year is None else policy.year.shown,
        frames={name: _along(frame, carried.get(name, {})) for name, frame in frames_of(run).items()},
        settings=settings_of(policy),
        findings=(),
        open_points=tuple(asked.open),
        by_default=tuple(asked.by_default),
        decisions=tuple(asked.decided),
        blanks=blanks_of(policy),
        sheets=with_carried(sheets_of(run.compiled), {name: tuple(own) for name, own in carried.items()}),
        files=files_of(run.compiled),
    )


def _carried(run: Run, tables: Mapping[str, CheckedTable]) -> dict[str, Mapping[str, np.ndarray]]:
    """The columns that go along, by level; none where the rows were not computed."""
    levels = [level for level in run.compiled.levels.values() if level.table is not None]
    found = {
        level.name: tables[level.table.name].carried
        for level in levels
        if level.table is not None and level.table.name in tables
    }
    return {
        name: own
        for name, own in found.items()
        if own and len(next(iter(own.values()))) == run.data[name].size
    }


def _along(frame: Frame, own: Mapping[str, np.ndarray]) -> Frame:
    """The rows of a level with columns behind them of which nothing is computed; they may be personal."""
    own = {name: texts for name, texts in own.items() if name not in frame.table.columns}
    if not own:
        return frame
    fields = tuple(
        Field(name, frame.level, Text(name[2:] or name, name[2:] or name), "text", "carried", personal=True)
        for name in own
    )
    texts = {name: pd.array(own[name], dtype=pd.StringDtype(na_value=pd.NA)) for name in own}
    return replace(frame, fields=(*frame.fields, *fields), table=frame.table.assign(**texts))


def stamp_of(policy: Policy) -> Stamp:
    """Which policy it is, and in which state."""
    card = policy.card
    return Stamp(card.id, card.version, card.title, card.document, policy.digest, card.year_note)


def frames_of(run: Run) -> dict[str, Frame]:
    """The rows of every level, with all that was read and computed of them."""
    return {name: _frame(run, name) for name in run.compiled.levels}


def settings_of(policy: Policy) -> tuple[Setting, ...]:
    """The parameters and choices in force, for the register and the manifest."""
    return tuple(
        Setting(
            name=parameter.name,
            label=Text(parameter.zh, parameter.en or parameter.zh),
            kind=parameter.kind,
            value=parameter.shown,
            measure=parameter.measure,
            clause=parameter.clause,
            note=Text(parameter.note, parameter.note_en or parameter.note),
            source=parameter.source,
            options={option: parameter.option(option) for option in parameter.options},
            default=str(parameter.default) if parameter.kind == "choice" else "",
            baseline=show(parameter.default),
        )
        for parameter in policy.parameters.values()
    )


def blanks_of(policy: Policy) -> tuple[Blank, ...]:
    """The columns of the input whose blank means something, for the register."""
    return tuple(
        Blank(
            Text(table.zh, table.name),
            Text(column.zh, column.name.replace("_", " ")),
            column.blank_means,
            column.clause,
        )
        for table in policy.tables
        for column in table.columns
        if column.blank_means != NOTHING
    )


def _frame(run: Run, name: str) -> Frame:
    level, rows = run.compiled.levels[name], run.data[name]
    inputs = [column.name for column in level.columns.values()]
    rules = [
        rule.name for rule in run.compiled.policy.rules if rule.level == name and rule.name in rows.columns
    ]
    fields = tuple(_field(run.compiled, name, column) for column in [*inputs, *rules])
    shared = {field.name: rows.columns[field.name] for field in fields}
    table = pd.DataFrame(
        shared, index=pd.RangeIndex(rows.size), copy=False
    )  # nothing changes either in place
    label = Text(level.zh, level.plural)
    return Frame(name, level.key, fields, table, rows.links, label, level.identity)


def _field(compiled: CompiledPolicy, level: str, name: str) -> Field:
    column = compiled.levels[level].columns.get(name)
    if column is not None:
        table = compiled.levels[level].table
        return Field(
            name,
            level,
            Text(column.zh, name.replace("_", " ")),
            column.kind,
            "input" if table is not None and name in table.by_name else "derived",
            column.measure,
            column.places if column.kind == "number" else None,
            column.clause,
            column.options,
            column.personal,
        )
    built = compiled.by_key[level, name]
    rule, told = built.rule, built.schema
    kind = told.kind if told.kind in {"number", "flag", "enumeration", "date"} else "text"
    return Field(name, level, rule.label, kind, "rule", told.measure, told.places, rule.clause, told.labels)  # type: ignore[arg-type]
