"""The reading "mathematics": formulas as MathML (Core), as a textbook prints them: fractions, sums with what they run over, cases.

Every branch of a case and every reading of a choice is shown; the reading in force is marked. Columns and parameters stand
by their labels, each a link where `link` gives one. A blank is ∅. What is wider than a page is broken at its signs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from payout.rendering.markup import element
from payout.rendering.widths import width_of
from payout.rendering.words import (
    MODES,
    RELATIONS,
    TIES,
    Writer,
    is_condition,
    is_first_known,
    key_word,
    label_of,
    option_label,
)
from payout.rules.tree import (
    Aggregate,
    Allocate,
    Arithmetic,
    Band,
    Choose,
    ColumnValue,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    Logic,
    Lookup,
    Not,
    ParameterValue,
    Rank,
    Reading,
    Round,
    Rows,
    Through,
    Up,
    When,
    YearOf,
)
from payout.text import NO, YES, Text, show_number, show_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.rendering.markup import Element
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.tree import Grouping, Node
    from payout.text import Language

    Link: TypeAlias = Callable[[str, str, str], str]  # what it is, its level, its name → where it stands

INDENT = 2
WIDEST = 46  # of a line, in characters of a font: a page of A4 at the size of its text
BLANK = "∅"
TAKEN, NOT_TAKEN = "●", "○"  # a reading of a choice
OPERATORS = {
    "total": "∑",
    "highest": "max",
    "lowest": "min",
    "least": "min",
    "greatest": "max",
    "exists": "∃",
}
OPERATORS |= {"count": "#", "count_distinct": "#"}
CONNECTIVES = {"&": "∧", "|": "∨"}
BRACKETS = {"floor": ("⌊", "⌋"), "ceiling": ("⌈", "⌉")}
NEAREST = ("⌊", "⌉")
IF, OTHERWISE = Text("若", "if"), Text("否则", "otherwise")
OWN, SAME = Text("本", "this "), Text("同一", "the same")
RANK, YEAR, MEAN = Text("名次", "rank"), Text("年份", "year"), Text("平均", "mean")
DIFFERENT = Text("不同的", "different")
ALLOCATED, DECIDED = Text("最大余数", "largest remainder"), Text("人工决定", "decided")
SPACE = element("mspace", width="0.35em")
FEN, PLACES = Text("到分", "to the fen"), Text("到 {0} 位小数", "to {0} decimals")
ATOM, FACTOR, SUM_OVER, TERM, RELATION, BOTH, EITHER, LOOSE = range(8, 0, -1)
OUTERMOST: Mapping[type[Node], int] = {
    Not: FACTOR,
    Compare: RELATION,
    Known: RELATION,
    When: LOOSE,
    FirstMatch: LOOSE,
    Choose: LOOSE,
}  # what is in none of these lists is one thing
STRENGTHS = {"+": TERM, "-": TERM, "*": FACTOR, "/": ATOM, "&": BOTH, "|": EITHER}


def nowhere(_what: str, _level: str, _name: str) -> str:
    """Nothing is a link."""
    return ""


@dataclass(frozen=True)
class Mathematics:
    """Writes formulas in one language. `named`: parts that stand by their letter. `link`: where a label leads."""

    compiled: CompiledPolicy
    lang: Language
    link: Link = nowhere
    named: Mapping[Node, str] = field(default_factory=lambda: MappingProxyType({}))
    options: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # the words of the column that is written

    def write(self, node: Node) -> Element:
        """A formula, or the letter that it has."""
        letter = self.named.get(node)
        return element("mi", letter) if letter else DRAWN[node](self, node)

    def equation(self, left: str, node: Node) -> Element:
        """A formula with what it gives before it, one display; of a part that has a letter, the letter stands there."""
        own = element("mi", left) if self.named.get(node) == left else label(left)
        sign = "⇔" if node.schema.kind == "flag" and not isinstance(node, (When, FirstMatch, Choose)) else "="
        body, equals = DRAWN[node](self, node), element("mo", sign, form="infix", lspace="0.28em")
        whole = element("mrow", own, equals, body)
        if width_of(whole) > WIDEST + INDENT:
            indented = element("mrow", element("mspace", width=f"{INDENT}em"), body)
            whole = stacked([element("mrow", own, equals), indented])
        return element("math", whole, display="block")

    @property
    def words(self) -> Writer:
        """The words of levels and parameters."""
        return Writer(self.compiled, self.lang)

    def side(self, node: Node, least: int) -> Element:
        """An operand: in brackets where it binds less than what it stands in."""
        drawn = self.write(node)
        return fenced(drawn) if self.strength(node) < least else drawn

    def strength(self, node: Node) -> int:
        """How strongly a formula holds together."""
        if node in self.named:
            return ATOM
        if isinstance(node, FirstMatch) and is_condition(node):
            return self.strength(node.cases[0].condition)
        return strength_of(node)

    def scope(self, where: Node | None, groups: Grouping) -> Element:
        """What a word about many rows runs over: whose rows, which of them, in groups of what."""
        rows = self.words.level(groups.rows.name, many=True)
        lines = [element("mrow", plain(rows), *self._inside(groups), class_="scope")]
        if where is not None:
            lines.append(self.write(where))
        if groups.keys:
            keys = parted([self.write(key) for key in groups.keys])
            lines.append(element("mrow", plain(SAME(self.lang)), SPACE, *keys))
        return lines[0] if len(lines) == 1 else stacked(lines)

    def _inside(self, groups: Grouping) -> tuple[Element, ...]:
        """The row above whose rows they are."""
        if groups.keys or not (groups.path or groups.into):
            return ()
        above = groups.by.name or groups.rows.name
        return (sign_of("∈"), plain(OWN(self.lang) + self.words.level(above)))


def strength_of(node: Node) -> int:
    """How strongly a formula holds together, by its outermost sign."""
    match node:
        case Arithmetic(op=op) | Logic(op=op):
            return STRENGTHS[op]
        case Not(operand=Known()):
            return RELATION
        case Aggregate(which="total"):  # a sign of sum takes all factors behind it
            return SUM_OVER
        case Constant(value=Fraction() as value) if value < 0:
            return TERM
        case _:
            return OUTERMOST.get(type(node), ATOM)


# ---- pieces ------------------------------------------------------------------------------------------


def plain(text: str) -> Element:
    """Words in a formula."""
    return element("mtext", text)


def label(text: str, href: str = "", **more: str) -> Element:
    """A label, which may lead somewhere. In HTML a link may stand in a formula's text."""
    return element("mtext", element("a", text, href=href), **more) if href else element("mtext", text, **more)


def sign_of(sign: str) -> Element:
    """A sign between operands."""
    return element("mo", sign)


def fenced(inner: Element, left: str = "(", right: str = ")") -> Element:
    """Something in brackets that are as high as it is."""
    return element("mrow", _fence(left, "prefix"), inner, _fence(right, "postfix"))


def _fence(sign: str, form: str) -> Element:
    return element("mo", sign, form=form, fence="true", stretchy="true")


def operator(name: str, under: Element) -> Element:
    """A sign of many rows with what it runs over below it."""
    large = {"largeop": "true"} if name == "∑" else {}
    return element("munder", element("mo", name, movablelimits="false", **large), under)


def parted(members: list[Element]) -> list[Element]:
    """Members with commas between them."""
    found = [part for member in members for part in (sign_of(","), member)]
    return found[1:]


def stacked(lines: list[Element]) -> Element:
    """Lines one below the other, each from the left."""
    return element("mtable", *(element("mtr", element("mtd", line)) for line in lines), class_="lines")


def cases(rows: list[tuple[Element, Element]], marks: tuple[str, ...] = ()) -> Element:
    """Values with the condition of each behind it, after one brace; where that is too wide, each condition stands below its value."""
    wide = (
        max(width_of(value) for value, _ in rows) + max(width_of(condition) for _, condition in rows) > WIDEST
    )
    space = element("mspace", width=f"{INDENT}em")
    made = []
    for place, (value, condition) in enumerate(rows):
        below = stacked([value, element("mrow", space, condition)])
        cells = [element("mtd", below)] if wide else [element("mtd", value), element("mtd", condition)]
        made.append(element("mtr", *cells, class_=marks[place] if marks else ""))
    table = element("mtable", *made, class_="cases", displaystyle="true")
    return element("mrow", _fence("{", "prefix"), table)


# ---- one function a node -----------------------------------------------------------------------------


def _constant(math: Mathematics, node: Constant) -> Element:
    value = node.value
    if isinstance(value, bool):
        return plain((YES if value else NO)(math.lang))
    if isinstance(value, str):
        return plain(math.options.get(value, value) if math.lang == "zh" else value.replace("_", " "))
    return _number(value) if isinstance(value, Fraction) else plain(show_value(value, math.lang))


def _number(value: Fraction) -> Element:
    """A number as it is, none of its digits left out."""
    if value < 0:
        return element("mrow", sign_of("−"), _number(-value))
    text = show_number(value)
    if "/" not in text:
        return element("mn", text)
    return element("mfrac", element("mn", str(value.numerator)), element("mn", str(value.denominator)))


def _parameter(math: Mathematics, node: ParameterValue) -> Element:
    return _named_parameter(math, node.name)


def _named_parameter(math: Mathematics, name: str) -> Element:
    return label(math.words.parameter(name), math.link("parameter", "", name), class_="parameter")


def _column(math: Mathematics, node: ColumnValue) -> Element:
    text = label_of(math.compiled, node.level, node.name)(math.lang)
    return label(text, math.link("column", node.level, node.name))


def _rows(math: Mathematics, node: Rows) -> Element:
    return plain(math.words.level(node.home.name, many=True))


def _above(math: Mathematics, node: Up) -> Element:
    """A parent's column with its owner below it on the right."""
    if isinstance(node.operand, Rows):
        return plain(math.words.level(node.operand.home.name))
    return element("msub", math.side(node.operand, ATOM), plain(math.words.level(node.path[-1])))


def _linked(math: Mathematics, node: Through) -> Element:
    return element("msub", math.side(node.operand, ATOM), math.write(node.link))


def _arithmetic(math: Mathematics, node: Arithmetic) -> Element:
    if node.op == "/":
        return element("mfrac", math.write(node.left), math.write(node.right))
    return _broken(_factors(math, node) if node.op == "*" else _terms(math, node))


def _factors(math: Mathematics, node: Arithmetic) -> list[tuple[str, Element]]:
    """The factors of a product."""
    last = ("×", math.side(node.right, ATOM))
    if isinstance(node.left, Arithmetic) and node.left.op == "*" and node.left not in math.named:
        return [*_factors(math, node.left), last]
    return [("", math.side(node.left, FACTOR)), last]


def _terms(math: Mathematics, node: Arithmetic) -> list[tuple[str, Element]]:
    """The terms of a sum, each with the sign before it."""
    last = ("−" if node.op == "-" else "+", math.side(node.right, SUM_OVER))
    if isinstance(node.left, Arithmetic) and node.left.op in "+-" and node.left not in math.named:
        return [*_terms(math, node.left), last]
    return [("", math.side(node.left, TERM)), last]


def _broken(parts: list[tuple[str, Element]]) -> Element:
    """Operands with their signs in one line, or in several where that would be too wide."""
    lines: list[list[Element]] = [[]]
    for sign, part in parts:
        more = ([sign_of(sign)] if sign else []) + [part]
        if lines[-1] and sum(map(width_of, [*lines[-1], *more])) > WIDEST:
            lines.append([])
        lines[-1] += more
    rows = [element("mrow", *line) for line in lines]
    return rows[0] if len(rows) == 1 else stacked(rows)


def _compared(math: Mathematics, node: Compare) -> Element:
    right = (
        plain(option_label(node.left, node.right.value, math.lang))
        if isinstance(node.right, Constant) and isinstance(node.right.value, str)
        else math.side(node.right, TERM)
    )
    return element("mrow", math.side(node.left, TERM), sign_of(RELATIONS[node.op].strip()), right)


def _logical(math: Mathematics, node: Logic) -> Element:
    first, *rest = (math.side(one, RELATION) for one in _joined(math, node))
    return _broken([("", first), *((CONNECTIVES[node.op], one) for one in rest)])


def _joined(math: Mathematics, node: Logic) -> list[Node]:
    """The conditions that one connective joins, whatever their brackets."""
    found: list[Node] = []
    for side in (node.left, node.right):
        joined = isinstance(side, Logic) and side.op == node.op and side not in math.named
        found += _joined(math, side) if joined else [side]  # type: ignore[arg-type]
    return found


def _negated(math: Mathematics, node: Not) -> Element:
    if isinstance(node.operand, Known) and node.operand not in math.named:
        return _beside_blank(math, node.operand, "=")
    return element("mrow", element("mo", "¬", form="prefix"), math.side(node.operand, FACTOR))


def _is_known(math: Mathematics, node: Known) -> Element:
    return _beside_blank(math, node, "≠")


def _beside_blank(math: Mathematics, node: Known, sign: str) -> Element:
    return element("mrow", math.side(node.operand, TERM), sign_of(sign), element("mi", BLANK))


def _rounded(math: Mathematics, node: Round) -> Element:
    """In brackets of its mode; below them to what, and a mode that has no brackets of its own."""
    brackets = BRACKETS.get(node.mode, NEAREST)
    mode = "" if node.mode in {"half_up", *BRACKETS} else MODES[node.mode](math.lang)
    to = (
        ""
        if not node.places
        else FEN(math.lang)
        if node.places == 2
        else PLACES(math.lang).format(node.places)
    )
    below = ", ".join(filter(None, (mode, to)))
    inner = fenced(math.write(node.operand), *brackets)
    return element("msub", inner, plain(below)) if below else inner


def _year(math: Mathematics, node: YearOf) -> Element:
    return _applied(YEAR(math.lang), [math.write(node.operand)])


def _applied(name: str, members: list[Element]) -> Element:
    """A function of members; members that are too wide stand one below the other."""
    inner = parted(members)
    wide = sum(map(width_of, inner)) > WIDEST
    body = (
        stacked([element("mrow", *pair) for pair in _with_commas(members)])
        if wide
        else element("mrow", *inner)
    )
    return element("mrow", element("mo", name), fenced(body))


def _with_commas(members: list[Element]) -> list[tuple[Element, ...]]:
    return [(member, sign_of(",")) for member in members[:-1]] + [(members[-1],)]


def _entry(math: Mathematics, node: Lookup) -> Element:
    words = math.words
    keys = [
        plain(key_word(words, key, column)) if isinstance(key, Constant) else math.write(key)
        for key, column in zip(node.keys, node.table.keys, strict=True)
    ]
    return element("msub", _named_parameter(math, node.table.name), element("mrow", *parted(keys)))


def _banded(math: Mathematics, node: Band) -> Element:
    return element("mrow", _named_parameter(math, node.table.name), fenced(math.write(node.operand)))


def _if(math: Mathematics, condition: Node) -> Element:
    return element("mrow", plain(IF(math.lang)), SPACE, math.write(condition))


def _otherwise(math: Mathematics) -> Element:
    return plain(OTHERWISE(math.lang))


def _where_it_holds(math: Mathematics, node: When) -> Element:
    rest = (element("mi", BLANK), _otherwise(math))
    return cases([(math.write(node.value), _if(math, node.condition)), rest])


def _first_match(math: Mathematics, node: FirstMatch) -> Element:
    if is_condition(node) and not is_first_known(node):
        return math.write(node.cases[0].condition)
    rows = [(math.write(case.value), _if(math, case.condition)) for case in node.cases]
    last = element("mi", BLANK) if node.otherwise is None else math.write(node.otherwise)
    return cases([*rows, (last, _otherwise(math))])


def _chosen(math: Mathematics, node: Choose) -> Element:
    parameter = math.compiled.policy.parameters[node.choice]
    href = math.link("parameter", "", node.choice)
    rows, marks = [], []
    for reading, branch in node.branches:
        taken = reading == parameter.value
        text = f"{TAKEN if taken else NOT_TAKEN} {parameter.option(reading)(math.lang)}"
        rows.append((math.write(branch), label(text, href, class_="choice")))
        marks.append("in-force" if taken else "not-in-force")
    return cases(rows, tuple(marks))


def _extreme(math: Mathematics, node: Extreme) -> Element:
    return _applied(OPERATORS[node.which], [math.write(member) for member in node.members])


def _aggregate(math: Mathematics, node: Aggregate) -> Element:
    scope = math.scope(node.where, node.groups)
    sign = operator(MEAN(math.lang) if node.which == "mean" else OPERATORS[node.which], scope)
    if isinstance(node.operand, Rows):
        return sign
    if node.which == "total":
        return element("mrow", sign, math.side(node.operand, FACTOR))
    different = [plain(DIFFERENT(math.lang)), SPACE] if node.which == "count_distinct" else []
    return element("mrow", sign, fenced(element("mrow", *different, math.write(node.operand))))


def _ranked(math: Mathematics, node: Rank) -> Element:
    order = sign_of("↓" if node.best == "highest" else "↑")
    ties = TIES[node.ties](math.lang)
    name = f"{RANK(math.lang)} [{ties}]" if ties else RANK(math.lang)
    sign = operator(name, math.scope(node.where, node.groups))
    return element("mrow", sign, fenced(element("mrow", math.write(node.operand), order)))


def _share(math: Mathematics, node: Allocate) -> Element:
    """The pool by weights, to whole units by the largest remainder."""
    weights = element("mrow", operator("∑", math.scope(None, node.groups)), math.side(node.weight, FACTOR))
    exact = element("mfrac", math.write(node.weight), weights)
    inner = fenced(element("mrow", math.side(node.pool, FACTOR), sign_of("×"), exact), "[", "]")
    below = element("mrow", plain(ALLOCATED(math.lang)), sign_of(","), math.write(node.unit))
    return element("msub", inner, below)


def _decided(math: Mathematics, node: Decide) -> Element:
    prompt = node.prompt_zh if math.lang == "zh" else node.prompt_en
    return element(
        "mrow",
        operator(DECIDED(math.lang), math.write(node.where)),
        fenced(label(prompt, math.link("decision", "", node.question))),
    )


Drawn: TypeAlias = "Callable[[Mathematics, Node], Element]"
DRAWN: Reading[Drawn] = Reading(
    "mathematics",
    {
        Constant: _constant,
        ParameterValue: _parameter,
        ColumnValue: _column,
        Rows: _rows,
        Up: _above,
        Through: _linked,
        Arithmetic: _arithmetic,
        Compare: _compared,
        Logic: _logical,
        Not: _negated,
        Known: _is_known,
        Round: _rounded,
        YearOf: _year,
        Lookup: _entry,
        Band: _banded,
        When: _where_it_holds,
        FirstMatch: _first_match,
        Choose: _chosen,
        Extreme: _extreme,
        Aggregate: _aggregate,
        Rank: _ranked,
        Allocate: _share,
        Decide: _decided,
    },
)
