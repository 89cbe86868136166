"""The page: its chapters, and the rows that its script searches in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.pages.shell import Shell, option, own
from payout.outputs.report import words
from payout.outputs.report.chapters import chapter, digests, head, money, quotas, registers, soft, state
from payout.outputs.report.charts import charts
from payout.outputs.report.held import MOST_ROWS, held
from payout.outputs.workbook.words import level_word
from payout.rendering.markup import element
from payout.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from payout.outputs.pages.shell import Data
    from payout.outputs.report.held import LevelOnPage
    from payout.rendering.markup import Element
    from payout.rules.compiled.result import Result
    from payout.text import Language, Text


def write_report(result: Result, path: Path, *, lang: Language) -> None:
    """Write the report of a result; the same result gives the same bytes."""
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(page(result, lang))


def page(result: Result, lang: Language) -> str:
    """The page as text."""
    levels = held(result, lang)
    chapters: list[tuple[str, Text, Element]] = [
        ("state", words.STATE, state(result, lang)),
        ("totals", words.TOTALS, money(result, lang)),
        ("charts", words.CHARTS, charts(result, lang)),
        ("people", words.PEOPLE, _search(result, levels, lang)),
    ]
    if result.quota is not None:
        chapters.append(("quota", words.QUOTA, quotas(result.quota, lang)))
    chapters += registers(result, lang)
    chapters.append(("digests", words.INPUTS, digests(result, lang)))
    top = head(result, [(anchor, title) for anchor, title, _ in chapters], lang)
    main = element("main", *(part for _, _, part in chapters))
    style, script = own(__package__, "css"), own(__package__, "js")
    shell = Shell(lang, result.stamp.title(lang), style, script, _data(result, levels, lang))
    return shell.around(top, main, element("footer", element("div", f"payout {__version__}")))


def _search(result: Result, levels: dict[str, LevelOnPage], lang: Language) -> Element:
    """Where rows are searched; the script fills it."""
    files = [file for file in result.files if file.level in levels]
    told = [
        soft(_too_many(result, file.level, file.name, lang))
        for file in result.files
        if _is_large(result, file.level)
    ]
    options = (
        option(level_word(file.level, result.frames[file.level].label, lang), file.level) for file in files
    )
    tools = element(
        "div",
        element("span", id_="box", data_label=words.SEARCH(lang)),
        element("select", *options, id_="level", aria_label=words.LEVEL(lang)),
        class_="tools",
    )
    listed = element("table", element("thead", element("tr")), element("tbody"))
    more = element(
        "p", element("button", words.MORE_ROWS(lang), type="button", id_="more"), class_="more-rows"
    )
    found = element("p", id_="told", class_="soft", aria_live="polite")
    box = element(
        "div", tools, found, element("div", listed, class_="scroll"), more, id_="interactive", hidden="hidden"
    )
    about = [soft(words.HOW_TO_FIND(lang)), soft(words.PRIVATE(lang))] if files else []
    return chapter(
        "people", words.PEOPLE, lang, *told, *about, element("noscript", soft(words.NEEDS_SCRIPT(lang))), box
    )


def _is_large(result: Result, level: str) -> bool:
    return len(result.frames[level].table) > MOST_ROWS


def _too_many(result: Result, level: str, file: str, lang: Language) -> str:
    frame = result.frames[level]
    return words.TOO_MANY(lang).format(
        level=level_word(level, frame.label, lang),
        rows=f"{len(frame.table):,}",
        most=f"{MOST_ROWS:,}",
        file=f"{file}.csv",
    )


def _data(result: Result, levels: dict[str, LevelOnPage], lang: Language) -> dict[str, Data]:
    return {
        "levels": {name: one.record(levels) for name, one in levels.items()},
        "first": next((file.level for file in result.files if file.level in levels), None),
        "words": {name: text(lang) for name, text in words.IN_SCRIPT.items()},
    }
