"""The sheets of live formulas: which columns stand on the sheet of each level, and which tables of parameters there are.

A column is an input, a link to the row above, a step that several formulas need or that must be seen, or a rule. Columns are added
as formulas ask for them, each before the one that needs it first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from payout.rendering.excel.certainty import (
    NOTHING_GIVEN,
    Certainty,
    rounded_in_a_cell,
)
from payout.rendering.excel.names import FreeNames, as_header, as_name
from payout.rendering.excel.parameters import KEY, LiveParameters
from payout.rendering.excel.pieces import Piece, condition, missing, unless
from payout.rendering.words import Writer
from payout.rules.tree import ColumnValue, Rows, Through, Up
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.rendering.excel.certainty import Given
    from payout.rules.compiled.compiled import Built, CompiledPolicy
    from payout.rules.tree import Allocate, Decide, Node, Reading, Round
    from payout.text import Language

Sort: TypeAlias = Literal[
    "row",
    "input",
    "derived",
    "link",
    "key",
    "group",
    "order",
    "answer",
    "step",
    "rule",
    "near",
    "place",
    "first",
]

ROW = Text("行号", "row")
LINK = Text("{}行", "{} row")
OF = Text("{1}·{0}", "{1} · {0}")
GROUP, ORDER, ANSWER = Text("组", "group"), Text("次序", "order"), Text("决定", "decision")
IS_NEAR = Text(
    "离舍入分界不到百万分之一个单位:双精度单独不能判定,以精确值为准",
    "within a millionth of a unit of where rounding turns: a double alone cannot decide, the exact value does",
)
STEP, CONDITION = Text("步", "step"), Text("条件", "condition")
NEAR = Text("临界", "near a tie")


@dataclass(frozen=True)
class LiveColumn:
    """One column of a sheet. Without a formula its cells are values.

    `node`: what its values are; a column of another sort says by its `about` what it holds. `path`: the links that lead up, of a link.
    """

    sort: Sort
    header: str
    formula: str = ""
    node: Node | None = None
    about: str = ""
    path: tuple[str, ...] = ()
    keys: tuple[Node, ...] = ()
    built: Built | None = None


@dataclass
class LiveSheet:
    """The sheet of one level, under way: its table's name, and its columns."""

    level: str
    table: str
    title: str
    columns: list[LiveColumn] = field(default_factory=list)
    headers: FreeNames = field(default_factory=FreeNames)

    def here(self, header: str) -> str:
        """A column's value in the same row."""
        return f"{self.table}[[#This Row],[{header}]]"

    def whole(self, header: str) -> str:
        """A column in all rows."""
        return f"{self.table}[{header}]"


@dataclass(frozen=True)
class LiveShare:
    """A pool that is shared out, for the list of what needs to be explained."""

    level: str
    header: str
    node: Allocate


@dataclass
class LivePlan:
    """The whole workbook, under way."""

    compiled: CompiledPolicy
    lang: Language
    reading: Reading[Callable[[LiveRow, Node], Piece]]
    decimals: Callable[[Node], int]  # to which a step is rounded before it is rounded as the rule says
    certainty: Certainty = field(init=False)
    sheets: dict[str, LiveSheet] = field(default_factory=dict)
    parameters: LiveParameters = field(init=False)
    shares: list[LiveShare] = field(default_factory=list)
    decisions: list[tuple[str, Decide]] = field(default_factory=list)
    names: FreeNames = field(default_factory=FreeNames)
    words: Mapping[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, object], LiveColumn] = field(default_factory=dict)
    _writing: set[tuple[str, Node]] = field(default_factory=set)
    certain_turns: set[Node] = field(
        default_factory=set
    )  # roundings of steps, of which nothing needs to be told
    _owner: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Give every level its sheet, with the numbers of its rows."""
        self.certainty = Certainty(self.compiled)
        self.parameters = LiveParameters(self.compiled, self.lang, self.names)
        for level in self.compiled.levels.values():
            title = level.zh if self.lang == "zh" else level.plural.replace("_", " ")
            sheet = LiveSheet(level.name, self.names.free(as_name(title)), title)
            self.sheets[level.name] = sheet
            about = Text("本表的行号,其他表以此相连", "the number of the row; other tables link by it")
            self._add(level.name, LiveColumn("row", ROW(self.lang), about=about(self.lang)), "row")

    # ---- columns -----------------------------------------------------------------------------------------

    def _add(self, level: str, column: LiveColumn, key: object) -> LiveColumn:
        sheet = self.sheets[level]
        column = replace(column, header=sheet.headers.free(as_header(column.header)))
        sheet.columns.append(column)
        self._found[level, key] = column
        return column

    def row(self, level: str) -> LiveColumn:
        """The column of the numbers of rows."""
        return self._found[level, "row"]

    def column(self, level: str, node: Node) -> LiveColumn:
        """The column of a value: an input or a rule where it is one, else a step of its own."""
        if isinstance(node, Rows) and node.home.name == level:
            return self.row(level)
        found = self._found.get((level, node))
        if found is None and isinstance(node, ColumnValue):
            found = self._of_policy(node)
        return found or self.step(level, node)

    def _of_policy(self, node: ColumnValue) -> LiveColumn:
        built = self.compiled.by_key.get((node.level, node.name))
        if built is not None:
            return self.rule(built)
        column = self.compiled.levels[node.level].columns[node.name]
        table = self.compiled.levels[node.level].table
        sort: Sort = "input" if table is not None and node.name in table.by_name else "derived"
        label = column.zh if self.lang == "zh" else node.name.replace("_", " ")
        return self._add(node.level, LiveColumn(sort, label, node=node), node)

    def rule(self, built: Built) -> LiveColumn:
        """The column of a rule; those that it reads stand before it."""
        level, name = built.key
        node = self.compiled.column(level, name)
        found = self._found.get((level, node))
        if found is not None:
            return found
        label = built.rule.label.zh if self.lang == "zh" else name.replace("_", " ")
        self._owner.append(label)
        formula = self.written(level, built.node)
        self._owner.pop()
        made = LiveColumn("rule", label, formula, node, self.told(built.node), built=built)
        return self._add(level, made, node)

    def step(self, level: str, node: Node, label: str = "") -> LiveColumn:
        """A column of its own for a step; it bears the name of the rule that needed it first."""
        found = self._found.get((level, node))
        if found is not None:
            return found
        formula = self.written(level, node)
        header = label or self._step_label(level, node)
        made = LiveColumn("step", header, formula, node, self.told(node))
        return self._add(level, made, node)

    def beside(self, level: str, column: LiveColumn) -> LiveColumn:
        """A column that is no value of a node: a place by several values, whether a row is the first of its kind."""
        key = (column.sort, column.node)
        return self._found.get((level, key)) or self._add(level, column, key)

    def is_being_written(self, level: str, node: Node) -> bool:
        """Whether the formula of a value is just being written for the cell of its own."""
        return (level, node) in self._writing

    def _step_label(self, level: str, node: Node) -> str:
        """What a step is called: a value of another row by that row and its column, a condition as one, else by its rule."""
        if isinstance(node, (Up, Through)) and node.operand.schema.home is not None:
            path = node.path if isinstance(node, Up) else (node.link.name,)
            target = self.target(level, path)
            of = self.column(target, node.operand).header
            return OF(self.lang).format(of, self._called(level, path, target))
        return self.labelled(CONDITION if node.schema.kind == "flag" else STEP)

    def labelled(self, label: Text) -> str:
        """A label behind the name of the rule under way."""
        owner = self._owner[-1] if self._owner else ""
        return OF(self.lang).format(label(self.lang), owner) if owner else label(self.lang)

    def written(self, level: str, node: Node) -> str:
        """The formula of a value in a cell of its own; one of few decimals is rounded to them."""
        row = LiveRow(self, level)
        self._writing.add((level, node))
        piece = row.read(node)
        self._writing.discard((level, node))
        if self.certainty.held(node) or not rounded_in_a_cell(node):
            return "=" + piece.complete
        if piece.opaque:
            piece = row.refer(self._unrounded(level, node, piece).header, node)
        return "=" + unless(piece.lacks, f"ROUND({piece.text},{node.schema.places})")

    def _unrounded(self, level: str, node: Node, piece: Piece) -> LiveColumn:
        """The cell of a value before it is rounded to its decimals."""
        found = self._found.get((level, ("unrounded", node)))
        made = LiveColumn("step", self.labelled(STEP), "=" + piece.complete, node, self.told(node))
        return found or self._add(level, made, ("unrounded", node))

    def told(self, node: Node) -> str:
        """A value in words."""
        return Writer(self.compiled, self.lang, codes=True).write(node)

    def link(self, level: str, path: tuple[str, ...]) -> LiveColumn:
        """The column of the numbers of the rows that a path leads to."""
        found = self._found.get((level, path))
        if found is not None:
            return found
        target = self.target(level, path)
        label = LINK(self.lang).format(self._called(level, path, target))
        made = LiveColumn("link", label, formula=self._link_formula(level, path), path=path)
        return self._add(level, made, path)

    def target(self, level: str, path: tuple[str, ...]) -> str:
        """The level at the end of a path."""
        for step in path:
            column = self.certainty.link_column(level, step)
            level = column.level if column is not None else step
        return level

    def _called(self, level: str, path: tuple[str, ...], target: str) -> str:
        """What the row at the end of a path is called: by the column that names it where that is no parent, else by its level."""
        column = self.compiled.levels[level].columns.get(path[-1])
        if column is not None and path[-1] not in self.compiled.levels[level].parents:
            return column.zh if self.lang == "zh" else column.name.replace("_", " ")
        return self.sheets[target].title if self.lang == "zh" else target.replace("_", " ")

    def _link_formula(self, level: str, path: tuple[str, ...]) -> str:
        sheet = self.sheets[level]
        if len(path) > 1:
            first = sheet.here(self.link(level, path[:1]).header)
            above = self.target(level, path[:1])
            rest = self.sheets[above].whole(self.link(above, path[1:]).header)
            return (
                f"=INDEX({rest},{first})"
                if self.certainty.linked(level, path)
                else f'=IF({first}="","",INDEX({rest},{first}))'
            )
        column = self.certainty.link_column(level, path[0])
        target = self.target(level, path)
        if column is None:
            return self._belongs(level, target)
        key = sheet.here(self.column(level, self.compiled.column(level, column.name)).header)
        keys = self.compiled.column(target, self.compiled.levels[target].key)
        return f'=IFERROR(MATCH({key},{self.sheets[target].whole(self.column(target, keys).header)},0),"")'

    def _belongs(self, level: str, target: str) -> str:
        """The row of a group, or of a table of one row, to which a row belongs without naming it."""
        grouped = self.compiled.levels[target].grouped
        if grouped is None or not grouped.by:
            return "=1"
        own = self.key(level, tuple(self.compiled.column(level, name) for name in grouped.by), blanks=True)
        other = self.key(
            target, tuple(self.compiled.column(target, name) for name in grouped.by), blanks=True
        )
        return f'=IFERROR(MATCH({self.sheets[level].here(own)},{self.sheets[target].whole(other)},0),"")'

    def key(self, level: str, nodes: tuple[Node, ...], *, blanks: bool = False) -> str:
        """The header of a column that says in one text what several say; with `blanks` also where they say nothing."""
        alone = len(nodes) == 1 and nodes[0].schema.kind in {"text", "enumeration"}
        if alone and (not blanks or self.certainty.always(nodes[0])):
            return self.column(level, nodes[0]).header
        found = self._found.get((level, ("key", nodes, blanks)))
        if found is None:
            row = LiveRow(self, level)
            parts = [row.read(node) if blanks else row.strict(node) for node in nodes]
            text = '"|"&' * blanks + '&"|"&'.join(part.side("&", first=True) for part in parts)
            lacks = [lack for part in parts for lack in part.lacks]
            formula = "=" + (text if blanks else unless(lacks, text))
            made = LiveColumn(
                "key",
                f"{KEY(self.lang)} {self._all_told(nodes)}",
                formula,
                path=("|",) * blanks,
                keys=nodes,
            )
            found = self._add(level, made, ("key", nodes, blanks))
        return found.header

    def _all_told(self, nodes: tuple[Node, ...]) -> str:
        return Text("、", ", ")(self.lang).join(map(self.told, nodes))

    def group(self, level: str, nodes: tuple[Node, ...]) -> LiveColumn:
        """The column that numbers the groups of rows that agree in several values: by the first row of each."""
        found = self._found.get((level, ("group", nodes)))
        if found is None:
            sheet, key = self.sheets[level], self.key(level, nodes)
            own = sheet.here(key)
            certain = all(self.certainty.always(node) for node in nodes)
            text = f"MATCH({own},{sheet.whole(key)},0)"
            formula = f"={text}" if certain else f'=IF({own}="","",{text})'
            made = LiveColumn(
                "group", f"{GROUP(self.lang)} {self._all_told(nodes)}", formula=formula, keys=nodes
            )
            found = self._add(level, made, ("group", nodes))
        return found

    def order(self, level: str, node: Allocate) -> LiveColumn:
        """The place of each row by its key, which settles equal remainders: texts are not put in order by a formula."""
        found = self._found.get((level, "order"))
        about = Text(
            "按编号排列的位次(值):余数、权重都相同时依此",
            "the place by key (a value): it settles equal remainders and weights",
        )
        made = LiveColumn("order", ORDER(self.lang), about=about(self.lang), node=node)
        return found or self._add(level, made, "order")

    def answer(self, level: str, node: Decide) -> LiveColumn:
        """The column of what people answered: a value."""
        found = self._found.get((level, ("answer", node)))
        if found is None:
            self.decisions.append((level, node))
            about = node.prompt_zh if self.lang == "zh" else node.prompt_en
            label = OF(self.lang).format(ANSWER(self.lang), node.question if self.lang == "en" else about)
            made = LiveColumn("answer", label, about=about, node=node)
            found = self._add(level, made, ("answer", node))
        return found

    def near(self, level: str, header: str, node: Round, digits: int) -> None:
        """A column that says in which rows a value is so near to where rounding turns that a double alone cannot tell."""
        if node in self.certain_turns or (level, ("near", header, node.mode)) in self._found:
            return
        ref = self.sheets[level].here(header)
        power = show_number(Fraction(10) ** abs(node.places))
        scaled = f"ABS({ref})" + ("" if node.places == 0 else f"*{power}" if node.places > 0 else f"/{power}")
        apart = f"MOD({scaled},1)-0.5" if node.mode.startswith("half") else f"{scaled}-ROUND({scaled},0)"
        formula = (
            f'=IF({ref}="","",IF(ABS({apart})<1E-{min(6, digits - node.places)},"{NEAR(self.lang)}",""))'
        )
        label = OF(self.lang).format(NEAR(self.lang), header)
        self._add(
            level,
            LiveColumn("near", label, formula, node, IS_NEAR(self.lang)),
            ("near", header, node.mode),
        )

    def word(self, option: str) -> str:
        """An option as cells show it."""
        return self.words.get(option, option)


@dataclass(frozen=True)
class LiveRow:
    """One row of a level's sheet, in which a formula stands. `given`: values that are there wherever it is read."""

    plan: LivePlan
    level: str
    given: Given = NOTHING_GIVEN

    @property
    def sheet(self) -> LiveSheet:
        """The sheet."""
        return self.plan.sheets[self.level]

    def knowing(self, given: Given) -> LiveRow:
        """The same row where more is known to be there."""
        return replace(self, given=self.given | given)

    def always(self, node: Node) -> bool:
        """Whether a value is there in every row."""
        return self.plan.certainty.always(node, self.given)

    def read(self, node: Node) -> Piece:
        """A part of a formula."""
        piece = self.plan.reading[node](self, node)
        return replace(piece, lacks=(), whole="") if node in self.given and not piece.opaque else piece

    def strict(self, node: Node) -> Piece:
        """A part that is calculated with: one that only its cell tells to be missing gets a cell."""
        piece = self.read(node)
        return self.own_cell(node) if piece.opaque else piece

    def own_cell(self, node: Node, label: str = "") -> Piece:
        """A part in a cell of its own."""
        column = self.plan.step(self.level, node, label) if label else self.plan.column(self.level, node)
        return self.refer(column.header, node)

    def refer(self, header: str, node: Node) -> Piece:
        """A column's value in this row."""
        text = self.sheet.here(header)
        certain = self.always(node)
        if node.schema.kind == "flag":
            return condition(text) if certain else condition(f"{text}=TRUE", f"{text}=FALSE")
        return Piece(text) if certain else Piece(text, lacks=missing(text), whole=text)

    def number(self, node: Node) -> tuple[Piece, bool]:
        """A number that is compared or rounded, and whether equal values are equal doubles."""
        piece = self.strict(node)
        if self.plan.certainty.held(node):
            return piece, True
        if rounded_in_a_cell(node):
            return self.own_cell(node), True
        return piece, False
