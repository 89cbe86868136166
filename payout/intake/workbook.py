"""The parts around the sheets: which sheets there are, shared strings, what the styles of cells show."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from payout.intake.formats import DATE_FORMATS, format_of
from payout.intake.package import LIMITS
from payout.intake.plain import MOST_AT_ONCE, plain_strings
from payout.intake.refusing import Unreadable, refuse
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.parsers.expat import XMLParserType

    from payout.findings import Place
    from payout.intake.formats import NumberFormat
    from payout.intake.package import Package

Attributes = dict[str, str]
MAIN = "xl/workbook.xml"
VERSIONS = "AlternateContent"
TWO_TEXTS = Text("一段文字有两个值", "one text has two values")
MOST_HELD = 7 * LIMITS.cell_text  # characters that are kept of a text: an escaped one (`_x000D_`) takes seven
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class ListedSheet:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Styles:
    """What the cell formats of a workbook show, by their number: a date, or a number in other words than its own digits."""

    dates: frozenset[int] = frozenset()
    formats: Mapping[int, NumberFormat] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Workbook:
    """What is needed to read the sheets of a package."""

    package: Package
    sheets: tuple[ListedSheet, ...]
    strings: list[str] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)
    from_1904: bool = False
    linked: bool = False

    @cached_property
    def shared(self) -> SharedTexts:
        """The shared texts as columns."""
        size = len(self.strings)
        return SharedTexts(
            np.array([*self.strings, ""], dtype=object)[:size],
            np.fromiter(map(len, self.strings), np.int64, size),
            np.fromiter(map(str.isspace, self.strings), bool, size),
        )


@dataclass(frozen=True)
class SharedTexts:
    """The shared texts of a workbook, how long each is, and which are nothing but blanks (not those that are nothing at all)."""

    texts: np.ndarray
    lengths: np.ndarray
    blank: np.ndarray


def open_workbook(package: Package) -> Workbook:
    """Read the parts around the sheets; raises Unreadable where they make no sense."""
    main = _main_part(package)
    links = _relations(package, main)
    sheets, from_1904 = _sheets(package, main, links)
    near = {kind: target for kind, target in links.values() if kind in ("sharedStrings", "styles")}
    return Workbook(
        package,
        sheets,
        _strings(package, near.get("sharedStrings", "")),
        _styles(package, near.get("styles", "")),
        from_1904,
        any(name.lower().startswith("xl/externallinks/") for name in package.sizes),
    )


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


def refuse_texts(place: Place, part: str) -> NoReturn:
    """Refuse a part whose texts, as often as cells name them, are more than a workbook holds."""
    what = Text(f"文字超过 {LIMITS.texts:,} 个字", f"texts of more than {LIMITS.texts:,} characters")
    refuse("E104", place, part=part, what=what, limit=f"{LIMITS.texts:,}")


def unescape(text: str) -> str:
    """Undo the `_x000D_` that Excel writes for characters that XML cannot hold."""
    return ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)


def _main_part(package: Package) -> str:
    links = _relations(package, "")
    for kind, target in links.values():
        if kind == "officeDocument" and target in package.sizes:
            return target
    return refuse(
        "E108", package.place, part="_rels/.rels", what=Text("没有工作簿部件", "it names no workbook")
    )


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], whole)

    if source in package.sizes:
        package.parse(source, lambda parser: _on_start(parser, start))
    return found


def _on_start(parser: XMLParserType, start: object) -> None:
    parser.StartElementHandler = start  # type: ignore[assignment]


def _sheets(  # noqa: C901 -- three handlers that share a state
    package: Package, main: str, links: dict[str, tuple[str, str]]
) -> tuple[tuple[ListedSheet, ...], bool]:
    sheets: list[ListedSheet] = []
    epoch: list[bool] = []
    versions: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) == VERSIONS:
            versions.append(tag)
        elif local(tag) == "sheet":
            if versions:
                _refuse_versions(package, main)
            link = next((value for key, value in attributes.items() if local(key) == "id"), "")
            kind, part = links.get(link, ("", ""))
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(ListedSheet(attributes.get("name", ""), part, hidden))
                _refuse_many_sheets(package, sheets)
        elif local(tag) == "workbookPr":
            epoch.append(attributes.get("date1904", "0") in ("1", "true", "on"))

    def end(tag: str) -> None:
        if local(tag) == VERSIONS:
            versions.pop()

    def handlers(parser: XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end

    package.parse(main, handlers)
    lost = [sheet.part for sheet in sheets if sheet.part not in package.sizes]
    if lost:
        refuse("E108", package.place, part=lost[0], what=Text("部件不存在", "there is no such part"))
    return tuple(sheets), any(epoch)


def _refuse_many_sheets(package: Package, sheets: list[ListedSheet]) -> None:
    if len(sheets) > LIMITS.sheets:
        what = Text(f"多于 {LIMITS.sheets} 张工作表", f"more than {LIMITS.sheets} sheets")
        refuse("E104", package.place, part=package.name, what=what, limit=LIMITS.sheets)
    if len(sheets[-1].name) > LIMITS.name:
        what = Text("工作表名称过长", "the name of a sheet is too long")
        refuse("E108", package.place, part=MAIN, what=what)


def _refuse_versions(package: Package, part: str) -> None:
    """Refuse a part that says the same thing in two versions: programs would read another one each."""
    what = Text(
        "内容有两个版本（mc:AlternateContent）", "it holds two versions of the same (mc:AlternateContent)"
    )
    refuse("E108", package.place, part=part, what=what)


@dataclass
class TextParts:
    """The texts that one item is made of: one alone, or one a run. Of any others each program shows something else."""

    alone: int = 0
    runs: int = 0
    of_run: int = 0
    in_run: bool = False

    def begin(self) -> None:
        """Another item begins."""
        self.alone = self.runs = self.of_run = 0
        self.in_run = False

    def run(self, *, begins: bool) -> None:
        """A run begins or ends."""
        self.in_run, self.of_run = begins, 0
        self.runs += begins

    def text(self) -> bool:
        """Another text begins; whether it may stand there."""
        self.alone += not self.in_run
        self.of_run += self.in_run
        return self.alone + (self.runs > 0) <= 1 and self.of_run <= 1


def _strings(package: Package, part: str) -> list[str]:
    """The shared texts: in one go where they are plain, else one by one."""
    found = _plain_strings(package, part)
    return _walked_strings(package, part) if found is None else found


def _plain_strings(package: Package, part: str) -> list[str] | None:
    if package.sizes.get(part, MOST_AT_ONCE + 1) > MOST_AT_ONCE:
        return None
    with suppress(Unreadable):
        found = plain_strings(b"".join(package.stream(part)))
        if found is None:
            return None
        around, strings = found
        package.parse(part, lambda _: None, [around])
        lengths = [*map(len, strings)]
        if max(lengths) <= LIMITS.cell_text and sum(lengths) <= LIMITS.texts and len(strings) <= LIMITS.cells:
            return [*map(unescape, strings)] if any(map(ESCAPE.search, strings)) else strings
    return None


def _walked_strings(package: Package, part: str) -> list[str]:  # noqa: C901 -- three handlers that share a state
    strings: list[str] = []
    pieces: list[str] = []
    state = {"in_text": False, "phonetic": False}
    length = [0, 0]  # of the text under way, of all
    parts = TextParts()

    def start(tag: str, _: Attributes) -> None:
        tag = local(tag)
        if state["in_text"] or (tag == "t" and not state["phonetic"] and not parts.text()):
            refuse("E108", package.place, part=part, what=TWO_TEXTS)
        state["in_text"] = tag == "t" and not state["phonetic"]
        if tag == "rPh":
            state["phonetic"] = True
        elif tag == "si":
            parts.begin()
        elif tag == "r":
            parts.run(begins=True)
        elif tag == VERSIONS:
            _refuse_versions(package, part)

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == "si":
            strings.append(unescape("".join(pieces)))
            pieces.clear()
            length[0] = 0
            if len(strings) > LIMITS.cells:
                refuse("E104", package.place, part=part, what=len(strings), limit=LIMITS.cells)
            if length[1] > LIMITS.texts:
                refuse_texts(package.place, part)
        elif tag == "t":
            state["in_text"] = False
        elif tag == "r":
            parts.run(begins=False)
        elif tag == "rPh":
            state["phonetic"] = False

    def data(text: str) -> None:
        if state["in_text"] and length[0] <= MOST_HELD:
            pieces.append(text)
            length[0] += len(text)
            length[1] += len(text)

    def handlers(parser: XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = data

    if part in package.sizes:
        package.parse(part, handlers)
    return strings


def _styles(package: Package, part: str) -> Styles:
    """Read which cell formats show a date or time, and which are no plain way of writing a number."""
    formats: dict[int, str] = {}
    used: list[int] = []
    inside = [""]

    def start(tag: str, attributes: Attributes) -> None:
        tag = local(tag)
        if tag in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles", "extLst"):
            inside[0] = tag
        elif tag == VERSIONS and inside[0] == "cellXfs":
            _refuse_versions(package, part)
        elif tag == "numFmt" and inside[0] != "dxfs" and attributes.get("numFmtId", "x" * 9)[:9].isdecimal():
            formats.setdefault(int(attributes["numFmtId"][:9]), _format_code(package, part, attributes))
        elif tag == "xf" and inside[0] == "cellXfs":
            number = attributes.get("numFmtId", "0")
            used.append(int(number[:9]) if number.isdecimal() else 0)

    if part in package.sizes:
        package.parse(part, lambda parser: _on_start(parser, start))
    known = {number: format_of(number, formats) for number in set(used)}
    dates = {number for number, one in known.items() if _is_date(number, one, formats)}
    return Styles(
        frozenset(index for index, number in enumerate(used) if number in dates),
        {
            index: known[number]
            for index, number in enumerate(used)
            if number not in dates and not known[number].is_plain
        },
    )


def _format_code(package: Package, part: str, attributes: Attributes) -> str:
    code = attributes.get("formatCode", "")
    if len(code) > LIMITS.format_code:
        what = Text("数字格式过长", "a number format is too long")
        refuse("E108", package.place, part=part, what=what)
    return code


def _is_date(number: int, one: NumberFormat, formats: Mapping[int, str]) -> bool:
    return number in DATE_FORMATS if number not in formats else one.is_date
