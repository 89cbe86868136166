"""From a policy and its evaluation to the records of a result: who the policy is, what is in force, the rows of each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from payout.rules.result import Card, Field, Frame, Setting
from payout.text import Text

if TYPE_CHECKING:
    from payout.rules.build import Scheme
    from payout.rules.evaluate import Evaluation
    from payout.rules.policy import Policy


def card_of(policy: Policy) -> Card:
    """Who the policy is."""
    card = policy.card
    return Card(card.id, card.version, card.title, card.document, policy.digest)


def frames_of(scheme: Scheme, evaluation: Evaluation) -> dict[str, Frame]:
    """The rows of every level, with all that was read and computed of them."""
    return {name: _frame(scheme, evaluation, name) for name in scheme.levels}


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
            options=parameter.options,
            default=str(parameter.default) if parameter.kind == "choice" else "",
        )
        for parameter in policy.parameters.values()
    )


def _frame(scheme: Scheme, evaluation: Evaluation, name: str) -> Frame:
    level, rows = scheme.levels[name], evaluation.data[name]
    inputs = [column.name for column in level.columns.values()]
    rules = [rule.name for rule in scheme.policy.rules if rule.level == name and rule.name in rows.columns]
    fields = tuple(_field(scheme, name, column) for column in [*inputs, *rules])
    table = pd.DataFrame(
        {field.name: rows.columns[field.name] for field in fields}, index=pd.RangeIndex(rows.size)
    )
    label = Text(level.zh, level.plural)
    return Frame(name, level.key, fields, table, rows.links, label, level.identity)


def _field(scheme: Scheme, level: str, name: str) -> Field:
    column = scheme.levels[level].columns.get(name)
    if column is not None:
        table = scheme.levels[level].table
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
    rule, found = scheme.by_key[level, name].rule, scheme.type_of_column(level, name)
    kind = found.kind if found.kind in {"number", "flag", "enumeration", "date"} else "text"
    options = found.options or {}
    return Field(name, level, rule.label, kind, "rule", found.measure, found.places, rule.clause, options)  # type: ignore[arg-type]
