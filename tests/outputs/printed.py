"""How large a workbook prints, read from its file alone: millimetres, pixels and points, nothing of the program that wrote it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
D = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
A4 = {"portrait": (210 / 25.4, 297 / 25.4), "landscape": (297 / 25.4, 210 / 25.4)}  # inches
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?[^>/]*>(?:<f>|<v>|<is>)')
PIXELS_AN_INCH, POINTS_AN_INCH, EMU_A_PIXEL = 96, 72, 9525
USUAL = 15.0  # points of a row whose height nobody set


@dataclass(frozen=True)
class Printed:
    """A sheet on paper: its scale, its smallest letters in points, how wide its columns and its chart are in pixels."""

    name: str
    scale: float
    smallest: float
    pixels: int
    paper: str
    heading: str
    chart: int
    across: bool  # whether all columns stand on one page
    breaks: tuple[int, ...]
    last: int
    text: str
    feet: tuple[int, ...]  # the last row of each page that is filled, which another follows
    bold: frozenset[int]  # rows that hold nothing that is not bold


def printed(path: Path) -> list[Printed]:
    """Every sheet of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {
            name: book.read(name).decode("utf-8")
            for name in book.namelist()
            if name.endswith((".xml", ".rels"))
        }
    sizes, bold = _sizes(parts["xl/styles.xml"]), _bold(parts["xl/styles.xml"])
    sheets = ET.fromstring(parts["xl/workbook.xml"]).iter(f"{M}sheet")  # noqa: S314 -- written by the test
    return [
        _sheet(parts, f"xl/worksheets/sheet{number}.xml", sheet.get("name", ""), sizes, bold)
        for number, sheet in enumerate(sheets, start=1)
    ]


def _sizes(styles: str) -> list[float]:
    root = ET.fromstring(styles)  # noqa: S314 -- written by the test
    fonts = [float(font.find(f"{M}sz").get("val")) for font in root.find(f"{M}fonts")]
    return [fonts[int(xf.get("fontId", "0"))] for xf in root.find(f"{M}cellXfs")]


def _bold(styles: str) -> list[bool]:
    root = ET.fromstring(styles)  # noqa: S314 -- written by the test
    fonts = [font.find(f"{M}b") is not None for font in root.find(f"{M}fonts")]
    return [fonts[int(xf.get("fontId", "0"))] for xf in root.find(f"{M}cellXfs")]


def _feet(
    heights: dict[int, float], filled: set[int], breaks: tuple[int, ...], tall: float
) -> tuple[int, ...]:
    """The last filled row of each page but the last: pages end where it is said, and where the next row has no room."""
    feet, used, foot = [], 0.0, 0
    for row in range(1, max(filled, default=0) + 1):
        height = heights.get(row, USUAL)
        if used and (row - 1 in breaks or used + height > tall):
            feet.append(foot)
            used = 0.0
        used += height
        foot = row if row in filled else foot
    return tuple(feet)


def _sheet(parts: dict[str, str], name: str, title: str, sizes: list[float], bold: list[bool]) -> Printed:
    text = parts[name]
    head, _, tail = text.partition("<sheetData")
    used = {int(style or 0) for _, _, style in CELL.findall(text)}
    columns = {
        number: float(width)
        for first, last, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', head)
        for number in range(int(first), int(last) + 1)
    }
    pixels = sum(round((width - 5 / 7) * 7) + 5 for width in columns.values())
    heights = sum(float(height) for height in re.findall(r'<row [^>]*ht="([\d.]+)"', text))
    setup = re.search(r"<pageSetup ([^>]*)/>", tail)[1]
    margins = dict(
        re.findall(r'(left|right|top|bottom)="([\d.]+)"', re.search(r"<pageMargins ([^>]*)/>", tail)[1])
    )
    wide, tall = A4["portrait" if 'orientation="portrait"' in setup else "landscape"]
    wide -= float(margins["left"]) + float(margins["right"])
    tall -= float(margins["top"]) + float(margins["bottom"])
    scale = float((re.search(r'scale="(\d+)"', setup) or [0, "100"])[1]) / 100
    fits = "fitToPage" in head
    if fits:
        scale = min(1.0, wide * PIXELS_AN_INCH / pixels)
        if 'fitToHeight="0"' not in setup:
            scale = min(scale, tall * POINTS_AN_INCH / max(heights, 1))
    chart, letters = _chart(parts, name)
    of_row = {
        int(row): float(height) for row, height in re.findall(r'<row r="(\d+)"[^>]*ht="([\d.]+)"', text)
    }
    filled = {int(row) for _, row, _ in CELL.findall(text)}
    plain = {int(row) for _, row, style in CELL.findall(text) if not bold[int(style or 0)]}
    breaks = tuple(map(int, re.findall(r'<brk id="(\d+)"', tail)))
    return Printed(
        title,
        scale,
        min([*(sizes[style] for style in used), *letters]) * scale,
        pixels,
        (re.search(r'paperSize="(\d+)"', setup) or [0, ""])[1],
        (re.search(r"<headerFooter.*?</headerFooter>", tail) or [""])[0],
        chart,
        fits or pixels * scale <= wide * PIXELS_AN_INCH,
        breaks,
        max((int(row) for _, row, _ in CELL.findall(text)), default=0),
        text,
        _feet(of_row, filled, breaks, tall * POINTS_AN_INCH / scale),
        frozenset(filled - plain),
    )


def _chart(parts: dict[str, str], name: str) -> tuple[int, list[float]]:
    """How wide a sheet's chart is in pixels, and the letters in it; 0 and none where it has none."""
    related = parts.get(name.replace("worksheets/", "worksheets/_rels/") + ".rels", "")
    found = re.search(r'Target="\.\./drawings/(drawing\d+)\.xml"', related)
    if found is None:
        return 0, []
    drawing = parts[f"xl/drawings/{found[1]}.xml"]
    wide = max(map(int, re.findall(r'<a:ext cx="(\d+)"', drawing)), default=0) // EMU_A_PIXEL
    charts = re.findall(r"charts/(chart\d+)\.xml", parts[f"xl/drawings/_rels/{found[1]}.xml.rels"])
    letters = [
        int(size) / 100
        for chart in charts
        for size in re.findall(r' sz="(\d+)"', parts[f"xl/charts/{chart}.xml"])
    ]
    return wide, letters
