"""A slip from a trace: the figures that counted, nearest to the amount first, by whose they are.

What a slip shows follows from the folded explanation: of the payee's own row and of the rows above it, every number and every
condition that a branch was taken on. A `[[slip]]` of policy.toml may name columns and rows in the order in which they read best.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.explain import Explainer, columns_told
from payout.evidence.folding import NOTHING, Folder
from payout.evidence.rows import is_personal, is_told_in_words, name_in_words, row_up
from payout.evidence.slips.figures import Figures
from payout.evidence.slips.lessening import lessened
from payout.evidence.slips.slip import Slip, SlipLine, SlipPart, SlipRows
from payout.evidence.steps import every
from payout.masking import mask, mask_name, veil, veil_key
from payout.rendering.words import label_of, option_label
from payout.rules.policy.levels import paths_up
from payout.rules.tree import ColumnValue, walk
from payout.text import Text, is_missing, said, show_value, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.engines.reference.run import Run
    from payout.evidence.steps import Step
    from payout.rules.policy.card import OutputFile, SlipPlan
    from payout.rules.policy.levels import Level
    from payout.rules.policy.tables import Column
    from payout.text import Language

MOST_LINES, MOST_COLUMNS, MOST_ROWS, MOST_TABLES, MOST_CLAUSES, MOST_RESULTS = 14, 5, 6, 4, 8, 6
MOST_LESSENED = 6


@dataclass(frozen=True)
class Slips:
    """Makes slips of one run in one language; `masked`: the payee's name is hidden but for its beginning."""

    run: Run
    files: Sequence[OutputFile]
    lang: Language
    masked: bool = False
    _read: dict[tuple[tuple[str, str], ...], frozenset[tuple[str, str]]] = field(
        default_factory=dict, init=False
    )
    _names: dict[tuple[str, int], str] = field(default_factory=dict, init=False)

    @cached_property
    def _explainer(self) -> Explainer:
        """One for all slips: what does not depend on who asks is explained once."""
        return Explainer(self.run, self.lang)

    def of(self, level: str, row: int, columns: tuple[str, ...] = ()) -> Slip:
        """The slip of a row: of what it is paid, or of its results."""
        compiled = self.run.compiled
        explainer = self._explainer
        roots = explainer.explain(level, row, columns or columns_told(compiled, self.files, level))
        folder = Folder()
        short = tuple(map(folder.fold, roots))
        counted = {(step.level, step.column) for step in every(*short)}
        figures = Figures(self.lang)
        plan = next((one for one in compiled.policy.card.slips if one.level == level), None)
        own = frozenset(self._own(level, row))
        if plan is None or columns:
            steps = list(_nearest(short, own))
        else:
            may_count = self._under(tuple((step.level, step.column) for step in roots))
            shown = (folder.fold(one) for one in self._planned(plan, row, may_count - counted))
            steps = [one for one in shown if one.value not in NOTHING or (one.level, one.column) in counted]
        parts = tuple(self._parts(level, row, steps, figures))
        less = tuple(lessened(short, own, figures))[:MOST_LESSENED]
        told = list(dict.fromkeys((step.level, step.column) for step in (*roots, *steps)))
        tables = plan.rows if plan and plan.rows else tuple(self._children(level))
        return Slip(
            title=compiled.policy.card.title(self.lang),
            document=compiled.policy.card.document(self.lang),
            name=self._name(level, row),
            who=tuple(self._who(level, row)),
            results=tuple(_results(roots, figures)),
            parts=parts,
            lessened=less,
            rows=tuple(self._tables(level, row, tables, counted)),
            clauses=tuple(self._clauses(told)),
            about=any(
                Text("约 ", "about ")(self.lang) in line.value + line.how
                for lines in (*(part.lines for part in parts), less)
                for line in lines
            ),
        )

    def key_of(self, level: str, row: int) -> str:
        """What tells a row apart, as a slip shows it."""
        if (level, row) not in self._names:
            self._names[level, row] = veil_key(self.run.name_of(level, row))
        return self._names[level, row]

    def _key_shown(self, level: str, row: int) -> str:
        """The same with the words of options and flags."""
        if not is_told_in_words(self.run, level):
            return self.key_of(level, row)
        return veil_key(name_in_words(self.run, level, row)(self.lang))

    def _own(self, level: str, row: int) -> Iterator[tuple[str, str]]:
        """The payee's row and the rows above it, as steps name them: what is said of any other is nobody's business here."""
        for above, paths in paths_up(self.run.compiled.levels, level).items():
            for path in paths:
                at = row_up(self.run, level, path, row)
                if at >= 0:
                    yield above, veil_key(self._explainer.subject(above, at))

    def _under(self, columns: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, str]]:
        """The columns, and all that their formulas read in any branch: the same for every payee."""
        if columns not in self._read:
            self._read[columns] = frozenset(self._walked(columns))
        return self._read[columns]

    def _walked(self, columns: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        waiting, seen = list(columns), set[tuple[str, str]]()
        while waiting:
            column = waiting.pop()
            if column in seen:
                continue
            seen.add(column)
            yield column
            built = self.run.compiled.by_key.get(column)
            if built is not None:
                waiting += [(one.level, one.name) for one in walk(built.node) if isinstance(one, ColumnValue)]

    def _planned(self, plan: SlipPlan, row: int, folded_away: frozenset[tuple[str, str]]) -> Iterator[Step]:
        """The figures that a policy names, but for those that were folded away."""
        for path in plan.columns:
            *above, name = path.split(".")
            level = above[-1] if above else plan.level
            at = row_up(self.run, plan.level, tuple(above), row)
            if at >= 0 and (level, name) not in folded_away:
                yield self._explainer.step(level, name, at)

    def _parts(self, level: str, row: int, steps: Iterable[Step], figures: Figures) -> Iterator[SlipPart]:
        """The figures by whose they are: the payee's own, then those of each row above."""
        own: dict[str, list[SlipLine]] = {}
        for step in steps:
            line = SlipLine(
                step.label.partition(" = ")[0], figures.value(step), figures.how(step), step.clause
            )
            own.setdefault(step.level, []).append(line)
        for at, lines in own.items():
            if at == level:
                yield SlipPart(Text("怎样算出来的", "How it was worked out")(self.lang), tuple(lines))
            else:
                yield SlipPart(self._title(level, row, at), tuple(lines))

    def _title(self, level: str, row: int, above: str) -> str:
        info = self.run.compiled.levels[above]
        paths = paths_up(self.run.compiled.levels, level).get(above, [])
        at = row_up(self.run, level, paths[0], row) if paths else -1
        word = info.zh if self.lang == "zh" else info.name.replace("_", " ")
        return f"{word} {self._called(info, at)}".strip() if at >= 0 else word

    def _called(self, info: Level, row: int) -> str:
        """What a row is called and what tells it apart, such as a unit's name and its code."""
        key = self._key_shown(info.name, row) if info.identity else ""
        column = info.called_by
        name = (
            ""
            if column is None or column.personal
            else veil(text_of(self._value(info.name, column.name, row)))
        )
        return f"{name} ({key})" if name and key and name != key else name or key

    def _value(self, level: str, name: str, row: int) -> object:
        return self.run.data[level].columns[name][row]

    def _name(self, level: str, row: int) -> str:
        """What the payee is called, in full unless masked."""
        column = self.run.compiled.levels[level].called_by
        name = text_of(self._value(level, column.name, row)) if column is not None else ""
        return mask_name(name) if self.masked and column is not None and column.personal else name

    def _who(self, level: str, row: int) -> Iterator[tuple[str, str]]:
        """Who it is for: the payee's own name in full, what tells the row apart, and the rows above by name."""
        info = self.run.compiled.levels[level]
        column = info.called_by
        if column is not None:
            yield column.zh if self.lang == "zh" else column.name.replace("_", " "), self._name(level, row)
        if info.identity:
            keys = [info.columns[name] for name in info.identity]
            label = "/".join(key.zh if self.lang == "zh" else said(key.name) for key in keys)
            yield label, self._key_shown(level, row)
        for above, paths in paths_up(self.run.compiled.levels, level).items():
            upper = self.run.compiled.levels[above]
            at = row_up(self.run, level, paths[0], row) if above != level else -1
            if at >= 0 and upper.identity and upper.table is not None and not upper.table.single:
                yield upper.zh if self.lang == "zh" else upper.name.replace("_", " "), self._called(upper, at)

    def _children(self, level: str) -> Iterator[str]:
        """The tables whose rows belong to the payee's level, and are not other people."""
        for name, info in self.run.compiled.levels.items():
            made = info.table is not None or info.derived is not None
            if level in info.parents and made and not is_personal(self.run, name):
                yield name

    def _tables(
        self, level: str, row: int, tables: Iterable[str], counted: set[tuple[str, str]]
    ) -> Iterator[SlipRows]:
        """The payee's rows of each table."""
        made = 0
        for name in tables:
            rows = np.flatnonzero(self.run.data[name].links[level] == row).tolist()
            if rows and made < MOST_TABLES:
                made += 1
                yield self._table(level, name, rows, counted)

    def _table(self, level: str, name: str, rows: list[int], counted: set[tuple[str, str]]) -> SlipRows:
        info = self.run.compiled.levels[name]
        inputs = [one.name for one in info.columns.values() if _is_told(one, info, level)]
        rules = [one for at, one in self.run.compiled.by_key if at == name and (at, one) in counted]
        columns = [one for one in (*inputs, *rules) if any(self._cell(name, one, row) for row in rows)]
        columns = columns[:MOST_COLUMNS]
        headers = tuple(self._header(info, one) for one in columns)
        cells = tuple(tuple(self._cell(name, one, row) for one in columns) for row in rows[:MOST_ROWS])
        title = info.zh if self.lang == "zh" else info.plural.replace("_", " ")
        return SlipRows(title, headers, cells, max(0, len(rows) - MOST_ROWS))

    def _header(self, info: Level, name: str) -> str:
        """A column's word; of a code, that of the level that it names, since the name is shown."""
        column = info.columns.get(name)
        if column is None or column.kind != "reference":
            return label_of(self.run.compiled, info.name, name)(self.lang)
        upper = self.run.compiled.levels[column.level]
        return upper.zh if self.lang == "zh" else upper.name.replace("_", " ")

    def _cell(self, level: str, name: str, row: int) -> str:
        """What a row says in a column: a parent's name for its code, an option's word."""
        compiled = self.run.compiled
        value, declared = self._value(level, name, row), compiled.levels[level].columns.get(name)
        if is_missing(value):
            return ""
        if declared is not None and declared.kind == "reference":
            upper = compiled.levels[declared.level]
            at = (
                row_up(self.run, level, (declared.level,), row)
                if declared.level in compiled.levels[level].parents
                else -1
            )
            return self._called(upper, at) if at >= 0 else veil_key(text_of(value))
        if isinstance(value, str):
            text = option_label(compiled.column(level, name), value, self.lang)
            return mask(text) if declared is not None and declared.personal else veil(text)
        figures, measure = Figures(self.lang), compiled.schema_of(level, name).measure
        return figures.number(show_value(value, self.lang).rstrip("…"), _fraction(value), measure)

    def _clauses(self, shown: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """What the clauses of the figures say, in words, in the figures' order."""
        found = dict.fromkeys(
            (section.clause, section.says(self.lang))
            for column in shown
            for section in self.run.compiled.policy.sections
            if column in section.stated
        )
        yield from list(found)[:MOST_CLAUSES]


def _results(roots: Sequence[Step], figures: Figures) -> Iterator[tuple[str, str]]:
    """What the page is about: the amount; of a scheme that pays none, the first of its results that say something."""
    told = [step for step in roots if step.value not in NOTHING] or list(roots)
    yield from (
        (step.label, figures.value(step)) for step in (roots if len(roots) == 1 else told[:MOST_RESULTS])
    )


def _fraction(value: object) -> str:
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else ""


def _is_told(column: Column, info: Level, level: str) -> bool:
    """Whether a slip shows a column of the payee's rows: days, options, numbers, and the names of other rows above."""
    if column.kind == "reference":
        return column.level != level
    given = info.table is None or column.name in info.table.by_name
    return given and column.kind != "flag" and not column.personal and column.name != info.key


def _nearest(roots: Sequence[Step], own: frozenset[tuple[str, str]]) -> Iterator[Step]:
    """The rules of the payee's row and of the rows above it, those nearest to the result first."""
    waiting, seen = list(roots), set[int]()
    while waiting and len(seen) < MOST_LINES:
        step = waiting.pop(0)
        if id(step) not in seen and step.origin == "rule" and (step.level, step.subject) in own:
            seen.add(id(step))
            yield step
            waiting += step.rests_on
