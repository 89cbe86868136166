"""How the sheets of live formulas look: what was typed in, what is a value and what is a formula are told by colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from payout.outputs.workbook.looks import FONTS, LINE, QUIET
from payout.outputs.workbook.plan import WHOLE, decimal_format
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.workbook.cells import Format
    from payout.rendering.excel import LiveColumn
    from payout.rules.tree import Schema
    from payout.text import Language

INPUT, VALUE, STEP, RULE, ENGINE, HEAD = "#FFF9E0", "#FCE9D4", "#FFFFFF", "#E9F3E4", "#F0F0F0", "#DDE6F0"
BLUE, RED = "#1F3FBF", "#C00000"
UNROUNDED = "#,##0.00####"
SORTS: dict[str, tuple[Text, str]] = {
    "row": (Text("行号", "row"), STEP),
    "input": (Text("输入", "input"), INPUT),
    "derived": (Text("推算（值）", "derived (value)"), VALUE),
    "link": (Text("连接", "link"), STEP),
    "key": (Text("连接", "link"), STEP),
    "group": (Text("连接", "link"), STEP),
    "order": (Text("次序（值）", "order (value)"), VALUE),
    "answer": (Text("决定（值）", "decision (value)"), VALUE),
    "step": (Text("步骤", "step"), STEP),
    "place": (Text("步骤", "step"), STEP),
    "first": (Text("步骤", "step"), STEP),
    "near": (Text("提示", "note"), STEP),
    "rule": (Text("公式", "formula"), RULE),
    "exact": (Text("程序值", "engine's value"), ENGINE),
    "check": (Text("核对", "check"), ENGINE),
}


@dataclass
class Palette:
    """The formats of one workbook, each made once."""

    workbook: Any
    lang: Language
    made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def look(self, **more: object) -> Format:
        """A format."""
        key = tuple(sorted(more.items()))
        if key not in self.made:
            font = {"font_name": FONTS[self.lang], "font_size": 10, "valign": "vcenter"}
            self.made[key] = self.workbook.add_format({**font, **more})
        return self.made[key]

    def grid(self, **more: object) -> Format:
        """A format with lines around the cell."""
        return self.look(border=1, border_color=LINE, **more)

    def cell(self, sort: str, schema: Schema | None) -> Format:
        """The format of a column's cells."""
        fill = {} if SORTS[sort][1] == STEP else {"bg_color": SORTS[sort][1]}
        color = {"font_color": BLUE} if sort in {"input", "derived", "order", "answer"} else {}
        quiet = (
            {"font_color": QUIET}
            if sort in {"row", "link", "key", "group", "step", "place", "first", "exact"}
            else {}
        )
        return self.grid(**fill, **color, **quiet, **_shape(sort, schema))

    def head(self, sort: str) -> Format:
        """The format of a column's header."""
        return self.grid(bold=sort in {"rule", "input"}, align="center", text_wrap=True, bg_color=HEAD)


def _shape(sort: str, schema: Schema | None) -> dict[str, object]:
    if sort in {"row", "link", "group", "order", "place"}:
        return {"num_format": "0", "align": "center"}
    if schema is None or schema.kind in {"flag", "enumeration"} or sort in {"check", "near", "key"}:
        return {"align": "center"}
    if schema.kind == "date":
        return {"num_format": "yyyy-mm-dd", "align": "center"}
    if schema.kind == "number":
        return {"num_format": number_format(schema), "align": "right"}
    return {"num_format": "@"}


def number_format(schema: Schema) -> str:
    """As many decimals as the value has; an unrounded one up to six. As in the results, a count, a rank, a year has no commas."""
    if schema.measure == "yuan" and schema.places is not None and schema.places <= 2:
        return decimal_format(2)
    if schema.places is None:
        return UNROUNDED
    return decimal_format(schema.places, thousands=schema.measure not in WHOLE)


def sort_word(column: LiveColumn, lang: Language) -> str:
    """What a column is, above its header."""
    return SORTS[column.sort][0](lang)
