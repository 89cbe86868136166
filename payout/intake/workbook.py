"""The parts around the sheets: which sheets there are, shared strings, which styles show dates."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.intake.package import LIMITS, refuse
from payout.text import Text

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

    from payout.intake.package import Package

Attributes = dict[str, str]
MAIN = "xl/workbook.xml"
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# The built-in formats that show a day or a time; 27 to 36 and 50 to 58 are those of a Chinese Excel.
DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True)
class ListedSheet:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Workbook:
    """What is needed to read the sheets of a package."""

    package: Package
    sheets: tuple[ListedSheet, ...]
    strings: list[str] = field(default_factory=list)
    date_styles: frozenset[int] = frozenset()
    from_1904: bool = False
    linked: bool = False


def open_workbook(package: Package) -> Workbook:
    """Read the parts around the sheets; raises Refused where they make no sense."""
    main = _main_part(package)
    links = _relations(package, main)
    sheets, from_1904 = _sheets(package, main, links)
    near = {kind: target for kind, target in links.values() if kind in ("sharedStrings", "styles")}
    return Workbook(
        package,
        sheets,
        _strings(package, near.get("sharedStrings", "")),
        _date_styles(package, near.get("styles", "")),
        from_1904,
        any(name.lower().startswith("xl/externallinks/") for name in package.sizes),
    )


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


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


def _sheets(
    package: Package, main: str, links: dict[str, tuple[str, str]]
) -> tuple[tuple[ListedSheet, ...], bool]:
    sheets: list[ListedSheet] = []
    epoch: list[bool] = []

    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) == "sheet":
            link = next((value for key, value in attributes.items() if local(key) == "id"), "")
            kind, part = links.get(link, ("", ""))
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(ListedSheet(attributes.get("name", ""), part, hidden))
        elif local(tag) == "workbookPr":
            epoch.append(attributes.get("date1904", "0") in ("1", "true", "on"))

    package.parse(main, lambda parser: _on_start(parser, start))
    lost = [sheet.part for sheet in sheets if sheet.part not in package.sizes]
    if lost:
        refuse("E108", package.place, part=lost[0], what=Text("部件不存在", "there is no such part"))
    return tuple(sheets), any(epoch)


def _strings(package: Package, part: str) -> list[str]:  # noqa: C901 -- three handlers that share a state
    strings: list[str] = []
    pieces: list[str] = []
    state = {"in_text": False, "phonetic": 0}

    def start(tag: str, _: Attributes) -> None:
        tag = local(tag)
        if tag == "t":
            state["in_text"] = not state["phonetic"]
        elif tag == "rPh":
            state["phonetic"] = 1

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == "si":
            strings.append(unescape("".join(pieces)))
            pieces.clear()
            if len(strings) > LIMITS.cells:
                refuse("E104", package.place, part=part, what=len(strings), limit=LIMITS.cells)
        elif tag == "t":
            state["in_text"] = False
        elif tag == "rPh":
            state["phonetic"] = 0

    def data(text: str) -> None:
        if state["in_text"]:
            pieces.append(text)

    def handlers(parser: XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = data

    if part in package.sizes:
        package.parse(part, handlers)
    return strings


def _date_styles(package: Package, part: str) -> frozenset[int]:
    """The indices of the cell formats that show a date or time."""
    formats: dict[int, str] = {}
    used: list[int] = []
    inside = [""]

    def start(tag: str, attributes: Attributes) -> None:
        tag = local(tag)
        if tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside[0] = tag
        elif tag == "numFmt" and attributes.get("numFmtId", "x" * 9)[:9].isdecimal():
            formats.setdefault(int(attributes["numFmtId"][:9]), attributes.get("formatCode", ""))
        elif tag == "xf" and inside[0] == "cellXfs":
            number = attributes.get("numFmtId", "0")
            used.append(int(number[:9]) if number.isdecimal() else 0)

    if part in package.sizes:
        package.parse(part, lambda parser: _on_start(parser, start))
    return frozenset(index for index, number in enumerate(used) if _is_date(number, formats))


def _is_date(number: int, formats: dict[int, str]) -> bool:
    if number not in formats:
        return number in DATE_FORMATS
    code = QUOTED.sub("", formats[number].split(";")[0]).lower()
    return any(mark in code for mark in "ymdhs") and "general" not in code
