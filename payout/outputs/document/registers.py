"""What a policy declares, as registers: parameters with their dates, choices, decisions, input tables, the figures of its quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.document import anchors, words
from payout.outputs.document.model import (
    Changed,
    Dated,
    Option,
    Pointer,
    WrittenChoice,
    WrittenColumn,
    WrittenDecision,
    WrittenParameter,
    WrittenTable,
)
from payout.outputs.workbook.words import source_word
from payout.rendering.words import Writer
from payout.rules.policy.parameters import show
from payout.rules.tree import Decide, walk
from payout.text import DAY, show_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.outputs.document.telling import Telling
    from payout.rules.policy.levels import Level
    from payout.rules.policy.parameters import Parameter
    from payout.rules.policy.policy import Derivation
    from payout.rules.policy.tables import Column, Table


def parameters(telling: Telling) -> tuple[WrittenParameter, ...]:
    """The parameters that are no choices, in the order of the policy."""
    found = telling.compiled.policy.parameters.values()
    return tuple(_parameter(telling, one) for one in found if one.kind != "choice")


def _parameter(telling: Telling, parameter: Parameter) -> WrittenParameter:
    bounds = tuple(map(show_number, parameter.bounds or ()))
    return WrittenParameter(
        anchor=anchors.of_parameter(parameter.name),
        identifier=parameter.name,
        label=telling.parameter(parameter.name),
        clause=parameter.clause,
        kind=telling.said(words.MEASURES.get(parameter.measure, words.KINDS["number"])),
        history=_history(telling, parameter),
        bounds=telling.said(words.BETWEEN, *bounds) if bounds else "",
        note=_note(telling, parameter),
        statute=telling.said(words.STATUTE, parameter.clause) if parameter.statute else "",
        changed_by=_changed_by(telling, parameter),
        read_by=telling.readers("", parameter.name),
    )


def _note(telling: Telling, parameter: Parameter) -> str:
    return (parameter.note_en or parameter.note) if telling.lang == "en" else parameter.note


def _changed_by(telling: Telling, parameter: Parameter) -> str:
    return "" if parameter.value == parameter.default else source_word(parameter.source, telling.lang)


def _history(telling: Telling, parameter: Parameter) -> tuple[Dated, ...]:
    """The values by day; one that is put in force by hand stands behind them."""
    as_of = telling.compiled.policy.card.as_of
    current = [day for day, _ in parameter.history if day is None or day <= as_of][-1]
    own = parameter.value == parameter.default
    found = [
        Dated(
            day.strftime(DAY) if day else telling.said(words.FROM_THE_START),
            telling.value(parameter, value),
            telling.grid(parameter, value),
            in_force=own and day == current,
        )
        for day, value in parameter.history
    ]
    if not own:
        value = parameter.value
        put = Dated(
            source_word(parameter.source, telling.lang),
            telling.value(parameter, value),
            telling.grid(parameter, value),
            in_force=True,
        )
        found.append(put)
    return tuple(found)


def choices(telling: Telling) -> tuple[WrittenChoice, ...]:
    """The choices, each with all readings."""
    found = telling.compiled.policy.parameters.values()
    return tuple(_choice(telling, one) for one in found if one.kind == "choice")


def _choice(telling: Telling, parameter: Parameter) -> WrittenChoice:
    options = (
        Option(name, parameter.option(name)(telling.lang), name == parameter.value, name == parameter.default)
        for name in parameter.options
    )
    return WrittenChoice(
        anchor=anchors.of_parameter(parameter.name),
        identifier=parameter.name,
        label=telling.parameter(parameter.name),
        clause=parameter.clause,
        options=tuple(options),
        why=_note(telling, parameter),
        changed_by=_changed_by(telling, parameter),
        read_by=telling.readers("", parameter.name),
    )


def changed(telling: Telling) -> tuple[Changed, ...]:
    """The values in force that are not the policy's own."""
    found = telling.compiled.policy.parameters.values()
    return tuple(
        Changed(
            Pointer(telling.parameter(one.name), anchors.of_parameter(one.name)),
            telling.value(one, one.value) or show(one.value),
            telling.value(one, one.default) or show(one.default),
            source_word(one.source, telling.lang),
        )
        for one in found
        if one.value != one.default
    )


def decisions(telling: Telling) -> tuple[WrittenDecision, ...]:
    """What people are asked, each question once."""
    found: dict[str, WrittenDecision] = {}
    for built in telling.built:
        for node in walk(built.node):
            if isinstance(node, Decide) and node.question not in found:
                found[node.question] = _decision(telling, node, telling.of_built(built))
    return tuple(found.values())


def _decision(telling: Telling, node: Decide, rule: Pointer) -> WrittenDecision:
    answers = dict(node.answers)
    shown = answers.values() if telling.lang == "zh" else (one.replace("_", " ") for one in answers)
    by_default = answers.get(node.otherwise, "") if telling.lang == "zh" else node.otherwise.replace("_", " ")
    return WrittenDecision(
        anchor=anchors.of_decision(node.question),
        question=node.question,
        prompt=node.prompt_zh if telling.lang == "zh" else node.prompt_en,
        answers=" / ".join(shown),
        when=Writer(telling.compiled, telling.lang).write(node.where),
        otherwise=by_default or telling.said(words.RUN_STOPS),
        rule=rule,
    )


def tables(telling: Telling) -> tuple[WrittenTable, ...]:
    """The input tables, then the levels that are derived from them."""
    levels = telling.compiled.levels.values()
    declared = [_table(telling, level, level.table) for level in levels if level.table is not None]
    derived = [_derived(telling, level) for level in levels if level.derived is not None]
    return (*declared, *derived)


def _table(telling: Telling, level: Level, table: Table) -> WrittenTable:
    told = [telling.said(words.REQUIRED if table.required else words.OPTIONAL)]
    if level.identity:
        names = (telling.column(level.name, name) for name in level.identity)
        told.append(telling.said(words.KEY, ("、" if telling.lang == "zh" else ", ").join(names)))
    if table.single:
        told.append(telling.said(words.SINGLE))
    return WrittenTable(
        anchor=anchors.of_table(level.name),
        identifier=table.name,
        label=table.zh if telling.lang == "zh" else table.name.replace("_", " "),
        note=(";" if telling.lang == "zh" else "; ").join(told),
        columns=tuple(_column(telling, level, column) for column in level.columns.values()),
    )


def _derived(telling: Telling, level: Level) -> WrittenTable:
    return WrittenTable(
        anchor=anchors.of_table(level.name),
        identifier=level.plural,
        label=level.zh if telling.lang == "zh" else level.plural.replace("_", " "),
        note=_origin(telling, level.name) or telling.said(words.DERIVED_LEVEL),
        columns=tuple(_column(telling, level, column) for column in level.columns.values()),
    )


def _column(telling: Telling, level: Level, column: Column) -> WrittenColumn:
    return WrittenColumn(
        anchor=anchors.of_input(level.name, column.name),
        identifier=column.name,
        label=telling.column(level.name, column.name),
        kind=_kind(telling, column),
        blank=_blank(telling, column),
        clause=column.clause,
        read_by=telling.readers(level.name, column.name),
        origin=_origin(telling, f"{level.name}.{column.name}"),
    )


def _kind(telling: Telling, column: Column) -> str:
    if column.options:
        shown = (
            column.options.values()
            if telling.lang == "zh"
            else (one.replace("_", " ") for one in column.options)
        )
        return " / ".join(shown)
    if column.kind == "reference" and column.level in telling.compiled.levels:
        return f"{telling.said(words.KINDS['reference'])}: {telling.level(column.level)}"
    measured = column.kind == "number" and words.MEASURES.get(column.measure)
    return telling.said(measured or words.KINDS[column.kind])


def _blank(telling: Telling, column: Column) -> str:
    means = column.blank_means(telling.lang)
    if means:
        return telling.said(words.MEANS, means)
    return telling.said(words.MAY_BE_BLANK if column.nullable else words.MUST_BE_FILLED)


def _origin(telling: Telling, target: str) -> str:
    """What a derived level or column is derived from."""
    made = next((one for one in telling.compiled.policy.derivations if one.target == target), None)
    if made is None:
        return ""
    names = ("、" if telling.lang == "zh" else ", ").join(_read(telling, made))
    return telling.said(words.DERIVED, names)


def _read(telling: Telling, made: Derivation) -> Iterator[str]:
    by_table = {level.plural: name for name, level in telling.compiled.levels.items()}
    for name in made.reads:
        if name in telling.compiled.policy.parameters:
            yield telling.parameter(name)
        elif name in by_table:
            yield telling.level(by_table[name], many=True)


def quota(telling: Telling) -> tuple[tuple[str, Pointer], ...]:
    """The figures of the proof, each with the column that gives it."""
    plan = telling.compiled.policy.card.quota
    if plan is None:
        return ()
    named = [(figure, plan.level, getattr(plan, figure)) for figure in ("headcount", "base_ratio")]
    named += [("adjustments", plan.level, name) for name in plan.adjustments]
    named += [
        (figure, plan.level, getattr(plan, figure))
        for figure in ("ratio", "exact", "places", "taken", "left")
    ]
    named += [(figure, plan.people, getattr(plan, figure)) for figure in ("counted", "nominated")]
    named += [("barred", plan.people, name) for name in plan.barred]
    if plan.pool is not None:
        named.append(("shares", plan.level, plan.pool.shares))
    if plan.ceiling is not None:
        named.append(("ceiling", plan.ceiling.level, plan.ceiling.places))
    return tuple(
        (telling.said(words.FIGURES[what]), telling.pointer(level, name))
        for what, level, name in named
        if name
    )
