"""compare.html: one file that is read without its script, and searched with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.masking import veil_key
from payout.outputs.comparison import words
from payout.outputs.comparison.chapters import alone, changes, grades, groups, head, moves, spread_of
from payout.outputs.comparison.figures import is_to_the_fen, shown
from payout.outputs.pages.shell import Shell, option, own
from payout.rendering.markup import element
from payout.text import Text
from payout.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.evidence.comparing.spread import Breakdown
    from payout.outputs.comparison.paper import Paper
    from payout.outputs.comparison.people import PeopleColumn
    from payout.outputs.pages.shell import Data
    from payout.rendering.markup import Element
    from payout.text import Language

MOST_LISTED = 5_000  # rows to search in; more would make a page that no browser opens at once
TOLD = Text(
    "{rows} 行；A 合计 {a}，B 合计 {b}，差额 {difference}",
    "{rows} rows; A {a}, B {b}, difference {difference}",
)
PARTS = Text("差额按改动分解：", "The difference by change:")
UNEXPLAINED = Text(
    "变动最大的各行列有双方的计算过程；其他行请用 payout explain。",
    "Both explanations stand here of the rows that move most; of others ask payout explain.",
)
SEARCH = Text("搜索编号、姓名、单位……", "Search key, name, unit…")
WAYS = (
    ("gain", words.GAINS),
    ("lose", words.LOSSES),
    ("same", words.UNCHANGED),
    ("alone", words.ALONE),
)
MORE_ROWS = Text("再显示 500 行", "500 more rows")
NEEDS_SCRIPT = Text(
    "要在此搜索每一行，请允许本页自带的脚本运行；全部行也在 people.csv 和 compare.xlsx 中。",
    "To search every row here let the page's own script run; all rows also stand in people.csv and compare.xlsx.",
)


def page(paper: Paper) -> str:
    """The page as text."""
    style, script = own(__package__, "css"), own(__package__, "js")
    shell = Shell(paper.lang, words.title_of(paper.found)(paper.lang), style, script, _data(paper))
    return shell.around(head(paper), _main(paper), _foot(paper))


def _main(paper: Paper) -> Element:
    chapters = (changes, spread_of, groups, grades, moves, alone)
    return element("main", *(part for chapter in chapters for part in chapter(paper)), _people(paper))


def _foot(paper: Paper) -> Element:
    lines = [
        element("div", f"{label(paper.lang)}: {side.result.stamp.id} {side.result.stamp.version}  ", digest)
        for label, side in zip(words.SIDES, paper.found.sides, strict=True)
        for digest in (element("span", side.result.stamp.digest, class_="digest"),)
    ]
    return element("footer", *lines, element("div", f"payout {__version__}"))


def _people(paper: Paper) -> Element:
    lang, rows = paper.lang, len(paper.found.pairing)
    listed = len(_listed(paper))
    about = Text(
        f"点开编号看差额由来。共 {rows:,} 行",
        f"Open a key to see where its difference comes from. {rows:,} rows",
    )(lang)
    if listed < rows:
        about += Text(
            f"，此处是变动最大的 {listed:,} 行；全部行见 people.csv",
            f", of which the {listed:,} that move most stand here; all of them in people.csv",
        )(lang)
    heads = (
        element(
            "th",
            element("button", column.field.label(lang), type="button"),
            scope="col",
            class_="number" if column.field.kind == "number" else "",
        )
        for column in paper.people
    )
    drawn = element("table", element("thead", element("tr", *heads)), element("tbody"))
    tools = element("div", *_tools(paper), class_="tools")
    told = element("p", id_="told", class_="soft", aria_live="polite")
    more = element("p", element("button", MORE_ROWS(lang), type="button", id_="more"), class_="more-rows")
    box = element(
        "div", tools, told, element("div", drawn, class_="scroll"), more, id_="interactive", hidden="hidden"
    )
    return element(
        "section",
        element("h2", words.PEOPLE(lang)),
        element("p", about + Text("。", ".")(lang), class_="soft"),
        element("noscript", element("p", NEEDS_SCRIPT(lang))),
        box,
        id_="people",
    )


def _tools(paper: Paper) -> list[Element]:
    lang = paper.lang
    search = element(
        "span", id_="box", data_label=SEARCH(lang)
    )  # the script puts the field in: without it there is none
    ways = (element("option", label(lang), value=way) for way, label in WAYS)
    every = option(Text("增减：全部", "gain or lose: all")(lang))
    return [
        search,
        element("select", every, *ways, id_="way", aria_label=DIRECTION(lang)),
        *(_choice(paper, group) for group in paper.found.groups),
    ]


DIRECTION = Text("增减", "gain or lose")


def _choice(paper: Paper, group: Breakdown) -> Element:
    lang = paper.lang
    label = group.label(lang)
    named = (
        element("option", veil_key(each.word(lang)) or words.BLANK(lang), value=str(code))
        for code, each in enumerate(group.groups)
    )
    every = option(Text(f"{label}：全部", f"{label}: all")(lang))
    place = [column.name for column in paper.people].index(group.column)
    return element("select", every, *named, data_column=str(place), aria_label=label)


def _listed(paper: Paper) -> Sequence[int]:
    """The rows that the page searches in, in their own order; of too many those that move most."""
    rows = len(paper.found.pairing)
    return range(rows) if rows <= MOST_LISTED else sorted(paper.found.largest(MOST_LISTED))


def _data(paper: Paper) -> dict[str, Data]:
    """The rows, for the script."""
    rows = _listed(paper)
    names = [column.name for column in paper.people]
    groups = {group.column: group for group in paper.found.groups}
    return {
        "columns": [_column(column, groups.get(column.name), paper.lang) for column in paper.people],
        "rows": _rows([_values(column, groups.get(column.name), rows) for column in paper.people]),
        "places": list(rows),
        "a": names.index("a"),
        "b": names.index("b"),
        "difference": names.index("difference"),
        "words": {name: text(paper.lang) for name, text in _WORDS.items()},
    }


_WORDS = {"found": TOLD, "parts": PARTS, "unexplained": UNEXPLAINED}


def _column(column: PeopleColumn, group: Breakdown | None, lang: Language) -> Data:
    told: dict[str, Data] = {"label": column.field.label(lang)}
    if group is not None:
        told["words"] = [veil_key(each.word(lang)) for each in group.groups]
    if column.field.kind == "number":
        told |= {"number": 1, "places": 2 if is_to_the_fen(column.values) else 6}
    return told


def _values(column: PeopleColumn, group: Breakdown | None, rows: Sequence[int]) -> list[Data]:
    if group is not None:
        return [int(code) for code in group.codes[list(rows)]]
    if column.field.kind != "number":
        return [column.told[row] for row in rows]
    return [text or None for text in shown(column.values.take(list(rows)))]


def _rows(columns: Sequence[list[Data]]) -> list[Data]:
    return [list(row) for row in zip(*columns, strict=True)]
