"""A notice of a run: of the columns that the text lets be shown those that are asked for, each line as little as tells it apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payout.evidence.slips.payees import by_unit, payee_level
from payout.masking import PERSONAL, mask_name, veil
from payout.outputs.notice.notice import Notice, NoticeRow, NoticeUnit
from payout.outputs.papers.cells import texts_of
from payout.outputs.papers.pages import plain
from payout.rules.policy.card import NoticePlan
from payout.text import NOTHING, Text, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from payout.engines.reference.run import Run
    from payout.outputs.notice.notice import Standing
    from payout.rules.compiled.result import Field, Result
    from payout.text import Language

SHORTEST_MARK = 2  # characters of a key's end
KINDS = {"rank": "rank", "score": "points", "amount": "yuan"}  # words of --show, and the measure each is of
RANKS = frozenset({"rank", "place"})  # how the names of ranks end


class NotToBeShown(Exception):  # noqa: N818 - it says what may not be done
    """A column that the policy's text does not let a notice show, or a policy that says nothing of which anything could be."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def plan_of(run: Run, result: Result, level: str = "") -> NoticePlan:
    """What may be shown: what the policy says; of one that says nothing the grade, else the rank, and no amount. Raises NotToBeShown."""
    card = run.compiled.policy.card
    if card.unpublished.zh:
        raise NotToBeShown(
            Text(
                f"本办法不公示:{card.unpublished.zh}",
                f"Nothing of this policy is published: {card.unpublished.en}",
            )
        )
    said = next((one for one in card.notices if level in {"", one.level}), None)
    if said is not None:
        return said
    first = level or payee_level(run, result.files)
    at = [first] if level else dict.fromkeys((first, *(one.level for one in result.files)))
    for name in at:
        shown = _grades(result, name)
        if shown:
            return NoticePlan(name, shown)
    raise NotToBeShown(
        Text(
            f"办法没有写明{_of(run, level).zh}公示什么,也没有等次或名次可以公示。在 policy.toml 用 [[notice]] 写明。",
            f"The policy does not say what a notice shows{_of(run, level).en}, and has neither grades nor ranks. "
            "Say so in policy.toml by [[notice]].",
        )
    )


def _of(run: Run, level: str) -> Text:
    """The level that was asked for, in a sentence; blank where none was."""
    info = run.compiled.levels.get(level)
    return NOTHING if info is None else Text(f"“{info.zh}”", f" of {level}")


def _grades(result: Result, level: str) -> tuple[str, ...]:
    """The last grade that a level has, given or computed, of those that anybody has; else its first rank."""
    frame = result.frames[level]
    fields = [one for one in frame.fields if frame.table[one.name].notna().any()]
    grades = [one.name for one in fields if one.kind == "enumeration" and one.name.split("_")[-1] == "grade"]
    ranks = [one.name for one in fields if one.kind == "number" and one.name.split("_")[-1] in RANKS]
    return tuple(grades[-1:] or ranks[:1])


def shown_of(result: Result, plan: NoticePlan, asked: Sequence[str]) -> tuple[str, ...]:
    """The columns to show: those of the plan, or those asked for of all that it allows. Raises NotToBeShown."""
    allowed = [
        path
        for path in dict.fromkeys((*plan.columns, *plan.may))
        if not result.column(plan.level, path)[0].personal
    ]
    if not asked:
        return tuple(path for path in plan.columns if path in allowed)
    found: list[str] = []
    for word in asked:
        named = [path for path in allowed if _is(result.column(plan.level, path)[0], path, word)]
        if not named:
            zh, en = "、".join(allowed), ", ".join(allowed)
            raise NotToBeShown(
                Text(
                    f"办法不许公示 {word};可以公示的是 {zh}(policy.toml 的 [[notice]])。",
                    f"The policy does not let {word} be shown; it allows {en} ([[notice]] of policy.toml).",
                )
            )
        found += named
    return tuple(dict.fromkeys(found))


def _is(field: Field, path: str, word: str) -> bool:
    """Whether a word of --show means a column: its name, its label, or its kind."""
    if word in {path, field.name, field.label.zh}:
        return True
    if word == "grade":
        return field.kind == "enumeration" and field.name.split("_")[-1] == "grade"
    if word == "rank" and field.kind == "number" and field.name.split("_")[-1] in RANKS:
        return True
    return field.measure == KINDS.get(word)


def notice_of(  # noqa: PLR0913 -- of what, shown how, by keyword only
    run: Run,
    result: Result,
    plan: NoticePlan,
    standing: Standing,
    lang: Language,
    *,
    columns: Sequence[str],
    masked: bool,
    draft: bool,
    only: tuple[Collection[int], int] | None = None,
) -> Notice:
    """The notice. `only`: the rows that a correction changed and how many it took out, where the policy lets the others be left out."""
    level, frame = plan.level, result.frames[plan.level]
    told = [texts_of(result, level, path, range(len(frame.table)), lang) for path in columns]
    rows = [row for row in range(len(frame.table)) if any(texts[row] for _, texts in told)]
    rows = rows if only is None else [row for row in rows if row in only[0]]
    units = tuple(
        NoticeUnit(
            plain(unit.called), tuple(_lines(run, level, _ordered(unit.rows, told), told, masked=masked))
        )
        for unit in by_unit(run, level, rows)
    )
    info = run.compiled.levels[level]
    called = info.called_by
    label = called.zh if called is not None else info.zh
    word = label if lang == "zh" else (called.name if called is not None else info.name).replace("_", " ")
    return Notice(
        title=result.stamp.title(lang),
        document=result.stamp.document(lang),
        year=result.year,
        subject=word,
        people=called is not None and called.personal,
        fields=tuple(field for field, _ in told),
        units=units,
        standing=replace(standing, clause=plan.clause),
        draft=draft,
        changes=only is not None,
        gone=0 if only is None else only[1],
    )


def _ordered(rows: Sequence[int], told: Sequence[tuple[Field, list[str]]]) -> list[int]:
    """Rows by their rank where one is shown, else in the table's order."""
    rank = next((texts for field, texts in told if _is(field, "", "rank")), None)
    return list(rows) if rank is None else sorted(rows, key=lambda row: (not rank[row], int(rank[row] or 0)))


def _lines(
    run: Run, level: str, rows: Sequence[int], told: Sequence[tuple[Field, list[str]]], *, masked: bool
) -> Iterator[NoticeRow]:
    names = [_name(run, level, row, masked=masked) for row in rows]
    alike: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        alike.setdefault(name, []).append(at)
    marks = [""] * len(names)
    for places in alike.values():
        if len(places) > 1:
            for at, mark in zip(
                places, marks_of([run.name_of(level, rows[at]) for at in places]), strict=True
            ):
                marks[at] = mark
    for row, name, mark in zip(rows, names, marks, strict=True):
        yield NoticeRow(plain(name), plain(mark), tuple(plain(veil(texts[row])) for _, texts in told))


def _name(run: Run, level: str, row: int, *, masked: bool) -> str:
    """What a row is called; of one that bears no name its key."""
    column = run.compiled.levels[level].called_by
    name = veil(text_of(run.data[level].columns[column.name][row])) if column is not None else ""
    if not name:
        return marks_of([run.name_of(level, row)])[0]
    return mask_name(name) if masked and column is not None and column.personal else name


def marks_of(keys: Sequence[str]) -> list[str]:
    """What tells equal names apart with the least disclosure: the shortest ends of their keys that differ, two characters at least.

    Each knows his own. Where a key may be the number of an identity card, bank card or telephone, no part of it is shown: a number in the
    order of the list stands for it.
    """
    if any(PERSONAL.search(key) for key in keys):
        return [f"({at})" for at in range(1, len(keys) + 1)]
    longest = max(map(len, keys))
    for size in range(SHORTEST_MARK, longest):
        ends = [key[-size:] for key in keys]
        if len(set(ends)) == len(ends):
            return ends if len(keys) > 1 else list(keys)
    return list(keys)
