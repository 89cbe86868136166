"""A policy's checks over the rows: each row that meets a check's condition is a finding at its cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.following import Met, leading
from payout.engines.reference.engine import RuleFault, column
from payout.engines.reference.given import rows_of_decisions
from payout.engines.reference.values import holds, known_rows, numbers
from payout.engines.taint import Taint
from payout.findings import Finding, Place
from payout.masking import mask
from payout.rendering.checks import check_texts
from payout.rendering.words import label_of
from payout.rules.language.statements import IN_BRACES
from payout.rules.policy.tables import decisions_table
from payout.rules.policy.usual import usual_range
from payout.rules.tree import walk
from payout.text import FLAGS, NO, NOTHING, YES, Text, level_and_key, show_number, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.engines.reference.decisions import Asked
    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions
    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.policy.card import OutputFile
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.tree import Node
    from payout.text import Language


def run_checks(run: Run, tables: Mapping[str, CheckedTable]) -> list[Finding]:
    """Evaluate every check; a step is kept until the last check that has it, and no longer than that one needs it.

    A row is passed over where a cell that the check reads already has a finding of its own, from reading or from another check.
    """
    met = [*_met(run, tables)]
    return [
        finding
        for one in leading(run, tables, met)
        for finding in _findings(one.check, np.flatnonzero(one.rows), run, tables)
    ]


def _met(run: Run, tables: Mapping[str, CheckedTable]) -> Iterator[Met]:
    """The checks that some row meets, with those rows."""
    taint = Taint(run, tables)
    tainted = taint.any
    checks = run.compiled.checks
    for check, last_read in zip(checks, _last_read(checks), strict=True):
        try:
            flags = column(run, check, last_read)
        except (RuleFault, KeyError):
            if not tainted:
                raise
            continue  # it rests on cells that are already found to be wrong
        for node in last_read:
            run.memo.pop(node, None)
        run.forget_groups()
        found = holds(flags, run.data[check.rule.level].size)
        if tainted:
            found = found & ~taint.rows(check.node, check.rule.level)
        if found.any():
            yield Met(check, found)


def _last_read(checks: Sequence[BuiltCheck]) -> list[set[Node]]:
    """For each check the steps that no later one has: what of it need not be kept."""
    later: set[Node] = set()
    found: list[set[Node]] = []
    for check in reversed(checks):
        own = set(walk(check.node)) - later
        found.append(own)
        later |= own
    return found[::-1]


def _findings(
    check: BuiltCheck, rows: Positions, run: Run, tables: Mapping[str, CheckedTable]
) -> Iterator[Finding]:
    """A finding for each row. What a check says is written once for all of them, and what its rows say is read a column at a time."""
    if not len(rows):
        return
    rule = check.rule
    texts = check_texts(run.compiled, check)
    same = not any(IN_BRACES.search(said) for text in texts for said in (text.zh, text.en))
    declared = run.compiled.levels[rule.level].columns
    values = _read_all(run, rule.level, rule.column, rows) if rule.column in declared else repeat(NOTHING)
    title = title_of(run, rule.level, rule.column)
    named = zip(
        subjects_of(run, rule.level, rows),
        _called_all(run, rule.level, rows),
        _keys_of(run, rule.level, rows),
        _places_of(run, rule.level, rows, rule.column, tables),
        strict=True,
    )
    levels = {name: level.label for name, level in run.compiled.levels.items()}
    for row, (subject, called, key, place), value in zip(rows.tolist(), named, values, strict=False):
        told = texts if same else [_told(run, rule.level, row, text) for text in texts]
        label, expected, fix = told
        yield Finding(
            code=check.code,
            severity="warning" if rule.severity == "warning" else "error",
            problem=label,
            place=place,
            subject=subject,
            called=called,
            column=rule.column,
            value=value.en,
            expected=expected,
            clause=rule.clause,
            fix=fix,
            level=levels.get(level_and_key(subject)[0], NOTHING),
            key=key,
            title=title,
            meaning=value,
        )


def _told(run: Run, level: str, row: int, text: Text) -> Text:
    """A text of a check with what its row says put in where a column is named."""

    def put_in(lang: Language) -> str:
        return IN_BRACES.sub(lambda named: _read(run, level, named[1], row)(lang), text(lang))

    return Text(put_in("zh"), put_in("en"))


def subject_of(run: Run, name: str, row: int) -> str:
    """Name a row for people: its level and key, or those of the parent it belongs to."""
    return subjects_of(run, name, np.array([row]))[0]


def subjects_of(run: Run, name: str, rows: Positions) -> list[str]:
    """The same of several rows."""
    level = run.compiled.levels[name]
    if level.identity and not any(level.columns[column].personal for column in level.identity):
        return [f"{name} {key}".strip() for key in run.names_of(name, rows)]
    for parent, link in level.parents.items():
        if link:
            return [f"{parent} {text_of(value)}" for value in run.data[name].columns[link].take(rows)]
    return [name] * len(rows)


def key_of(run: Run, name: str, row: int) -> Text:
    """The key that `subject_of` names a row by, in words; nothing where no option or flag stands in it."""
    return _keys_of(run, name, np.array([row]))[0]


def _keys_of(run: Run, name: str, rows: Positions) -> list[Text]:
    level = run.compiled.levels[name]
    coded = any(level.columns[column].kind in ("enumeration", "flag") for column in level.identity)
    if not coded or any(level.columns[column].personal for column in level.identity):
        return [NOTHING] * len(rows)
    columns = [_read_all(run, name, column, rows) for column in level.identity]
    return [
        Text("/".join(part.zh for part in parts), "/".join(part.en for part in parts))
        for parts in zip(*columns, strict=True)
    ]


def called_of(run: Run, name: str, row: int) -> str:
    """What people call the row that `subject_of` names: itself, or the parent it belongs to."""
    return _called_all(run, name, np.array([row]))[0]


def _called_all(run: Run, name: str, rows: Positions) -> list[str]:
    level = run.compiled.levels[name]
    if level.identity and not any(level.columns[column].personal for column in level.identity):
        return _names(run, name, rows)
    for parent, link in level.parents.items():
        if link:
            above = run.data[name].links[parent][rows]
            found = np.full(len(rows), "", dtype=object)
            found[above >= 0] = np.array(_names(run, parent, above[above >= 0]), dtype=object)
            return found.tolist()
    return [""] * len(rows)


def _names(run: Run, level: str, rows: Positions) -> list[str]:
    """What people call rows, as `Run.called` does of one."""
    column = run.compiled.levels[level].called_by
    if column is None or column.name not in run.data[level].columns:
        return [""] * len(rows)
    texts = [text_of(value) for value in run.data[level].columns[column.name].take(rows)]
    return [mask(text) for text in texts] if column.personal else texts


def title_of(run: Run, level: str, name: str) -> Text:
    """What a column is called, nothing where none is named; in English its identifier, as in the headers of files."""
    return Text(label_of(run.compiled, level, name).zh, name) if name else NOTHING


def _read(run: Run, level: str, name: str, row: int) -> Text:
    """What a row says in a column, masked where that is personal; an option or a flag in Chinese by its word."""
    return _read_all(run, level, name, np.array([row]))[0]


def _read_all(run: Run, level: str, name: str, rows: Positions) -> list[Text]:
    """The same of several rows."""
    declared = run.compiled.levels[level].columns.get(name)
    is_personal = declared is not None and declared.personal
    words = dict(run.compiled.schema_of(level, name).options)
    return [_shown(value, words, personal=is_personal) for value in run.data[level].columns[name].take(rows)]


def _shown(value: object, words: Mapping[str, str], *, personal: bool) -> Text:
    if type(value).__name__ in FLAGS:
        return YES if value else NO
    text = mask(text_of(value)) if personal else text_of(value)
    return Text(words.get(text, text), text)


def decision_findings(
    asked: Asked, tables: Mapping[str, CheckedTable], *, doubtful: bool = False
) -> Iterator[Finding]:
    """The decisions that settle nothing: of no row that was asked about, of no such answer, contradictory.

    `doubtful`: the checks refuse cells; what is asked is not known before those are mended.
    """
    if "decisions" not in tables:
        return
    table, titles = tables["decisions"], decisions_table().titles
    given = rows_of_decisions(tables)
    tainted = doubtful or any(one.bad or one.refused for one in tables.values())
    bad = {row for row, _ in table.bad}
    answers: dict[tuple[str, str], set[str]] = {}
    for one in given:
        answers.setdefault((one.question, one.subject), set()).add(one.answer)
    for row, one in enumerate(given):
        if row in bad or table.refused:
            continue  # it has a finding of its own
        question, subject, answer = one.question, one.subject, one.answer
        fault = _decision_fault(asked, (question, subject), answer, answers[question, subject])
        if fault is not None:
            code, column, problem, fix = fault
            if code == "W320" and tainted:
                continue
            yield Finding(
                code,
                "warning" if code.startswith("W") else "error",
                problem,
                table.origin.place(row, column),
                subject=subject,
                called=asked.called.get(subject, ""),
                column=column,
                value=answer if column == "answer" else question,
                fix=fix,
                title=titles[column],
            )


def _decision_fault(
    asked: Asked, about: tuple[str, str], answer: str, answers: set[str]
) -> tuple[str, str, Text, Text] | None:
    options = asked.answers.get(about)
    if options is None:
        return (
            "W320",
            "question",
            Text("此决定没有对应的待决定事项", "this decision answers nothing that the run asks"),
            Text(
                "核对对象(写作 unit:U0007 的样子)和事项,或删去该行",
                "check the subject, written as in unit:U0007, and the question; or remove the row",
            ),
        )
    if answer not in {*options, *options.values()}:
        zh, en = "、".join(options.values()), ", ".join(options)
        return (
            "E321",
            "answer",
            Text("所填决定不在可选答案之内", "this is none of the answers to choose from"),
            Text(f"改为其中之一:{zh}", f"write one of {en}"),
        )
    if (
        len(
            {
                next((name for name, word in options.items() if given in {name, word}), given)
                for given in answers
            }
        )
        > 1
    ):
        return (
            "E322",
            "answer",
            Text("同一事项有互相矛盾的决定", "decisions on this contradict each other"),
            Text("只留一行", "keep one row"),
        )
    return None


def unpayable_amounts(run: Run, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """The rows whose amount that is paid is missing, or below nothing.

    Nobody is paid nothing because a cell is blank somewhere; nor is anybody made to pay, unless the policy says that he may be.
    """
    for file in run.compiled.policy.card.files:
        if not file.total:
            continue
        column_, size = run.data[file.level].columns[file.total], run.data[file.level].size
        if not file.total_may_be_missing:
            missing = ~known_rows(column_, size)
            yield from (
                _unpayable(run, tables, file, int(row), MISSING_AMOUNT) for row in np.flatnonzero(missing)
            )
        if not file.total_may_be_negative:
            below = holds(numbers(column_, size) < 0, size)
            yield from (
                _unpayable(run, tables, file, int(row), NEGATIVE_AMOUNT) for row in np.flatnonzero(below)
            )


def unusual_amounts(run: Run, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """The rows whose amount is beyond the range that the policy calls usual: each may be right, and is to be looked at."""
    for file in run.compiled.policy.card.files:
        usual = usual_range(file, run.compiled.policy.parameters)
        if usual is None:
            continue
        size = run.data[file.level].size
        amounts, (low, high) = numbers(run.data[file.level].columns[file.total], size), usual
        beyond = np.flatnonzero(holds(amounts < low, size) | holds(amounts > high, size))
        told = Text(
            f"{show_number(low)} 至 {show_number(high)}", f"{show_number(low)} to {show_number(high)}"
        )
        for row in beyond[:MOST_ALIKE].tolist():
            yield replace(
                _unpayable(run, tables, file, row, UNUSUAL_AMOUNT), severity="warning", expected=told
            )
        if len(beyond) > MOST_ALIKE:
            yield _and_more(run, file, len(beyond), tables)


def _and_more(run: Run, file: OutputFile, count: int, tables: Mapping[str, CheckedTable]) -> Finding:
    """Say how many rows there are, where they are too many to be listed one by one."""
    code, _, fix = UNUSUAL_AMOUNT
    place = place_of(run, file.level, 0, "", tables)
    more = Text(
        f"另有 {count - MOST_ALIKE} 行同样超出通常范围,共 {count} 行",
        f"{count - MOST_ALIKE} more rows are beyond the usual range, {count} in all",
    )
    title = title_of(run, file.level, file.total)
    return Finding(code, "warning", more, replace(place, row=0), column=file.total, fix=fix, title=title)


MOST_ALIKE = 200  # rows that are listed one by one, as intake does
UNUSUAL_AMOUNT = (
    "W394",
    Text("应发数超出通常范围", "the amount is beyond its usual range"),
    Text(
        "核对该行及其所依据的数值;确实如此的,不必改",
        "check the row and what it rests on; where it is right, leave it",
    ),
)
MISSING_AMOUNT = (
    "E392",
    Text("应发数缺失:所依据的某一格是空的", "the amount is missing: something that it rests on is blank"),
    Text(
        "补上空格;空格另有含义的,在规则中用 first_known 写明",
        "fill in what is blank; where blank has a meaning, say it by first_known in the rule",
    ),
)
NEGATIVE_AMOUNT = (
    "E393",
    Text("应发数为负", "the amount is below nothing"),
    Text(
        "核对所依据的数值;办法允许为负的,在 policy.toml 的 [[file]] 中写 total_may_be_negative = true",
        "check what it rests on; where the policy allows it, write total_may_be_negative = true in [[file]] of policy.toml",
    ),
)


def _unpayable(
    run: Run, tables: Mapping[str, CheckedTable], file: OutputFile, row: int, what: tuple[str, Text, Text]
) -> Finding:
    built = run.compiled.by_key.get((file.level, file.total))
    code, problem, fix = what
    return Finding(
        code,
        "error",
        problem,
        place_of(run, file.level, row, "", tables),
        subject=subject_of(run, file.level, row),
        called=called_of(run, file.level, row),
        column=file.total,
        value=text_of(run.data[file.level].columns[file.total][row]),
        clause="" if built is None else built.rule.clause,
        fix=fix,
        title=title_of(run, file.level, file.total),
    )


def _places_of(
    run: Run, name: str, rows: Positions, column: str, tables: Mapping[str, CheckedTable]
) -> list[Place]:
    """The places of rows, as `place_of` gives that of one; the first row of each group is looked for once."""
    level = run.compiled.levels[name]
    if level.table is not None:
        origin = tables[level.table.name].origin
        return [origin.place(row, column) for row in rows.tolist()]
    if level.grouped is None:
        return [Place()] * len(rows)
    of = level.grouped.of
    groups, first = np.unique(run.data[of].links[name], return_index=True)
    member = dict(zip(groups.tolist(), first.tolist(), strict=True))
    there = [row for row in rows.tolist() if row in member]
    places = _places_of(run, of, np.array([member[row] for row in there], dtype=np.int64), "", tables)
    found = dict(zip(there, places, strict=True))
    return [found.get(row, Place()) for row in rows.tolist()]


def place_of(run: Run, name: str, row: int, column: str, tables: Mapping[str, CheckedTable]) -> Place:
    """The place of a row; of a group: that of its first row."""
    level = run.compiled.levels[name]
    if level.table is not None:
        return tables[level.table.name].origin.place(row, column)
    if level.grouped is not None:
        members = np.flatnonzero(run.data[level.grouped.of].links[name] == row)
        if len(members):
            return place_of(run, level.grouped.of, int(members[0]), "", tables)
    return Place()
