"""Formulas as people read them: with the names of the columns, or with the numbers put in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.expressions import (
    Aggregate,
    Allocate,
    AllRows,
    Band,
    Binary,
    Choose,
    ColumnRef,
    Compare,
    Constant,
    Decide,
    Expression,
    Extreme,
    FirstMatch,
    Known,
    Lift,
    Logic,
    Lookup,
    Not,
    ParameterRef,
    Rank,
    Round,
    Via,
    When,
    YearOf,
)
from payout.text import MISSING, NO, YES, Text, show_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.build import Scheme
    from payout.text import Language

Leaf: TypeAlias = Callable[[Expression], str]

SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
RELATIONS = {"==": " = ", "!=": " ≠ ", "<": " < ", "<=": " ≤ ", ">": " > ", ">=": " ≥ "}
WORDS: dict[str, Text] = {
    "&": Text("且", "and"),
    "|": Text("或", "or"),
    "not": Text("不是:", "not "),
    "known": Text("已填", " is given"),
    "least": Text("最低", "least"),
    "greatest": Text("最高", "greatest"),
    "total": Text("合计", "total"),
    "mean": Text("平均", "mean"),
    "highest": Text("最高", "highest"),
    "lowest": Text("最低", "lowest"),
    "count": Text("个数", "count"),
    "count_distinct": Text("不同个数", "different"),
    "exists": Text("有", "there is"),
    "rank": Text("名次", "rank"),
    "allocate": Text("按权重分配", "share by weight"),
    "where": Text("限", "where"),
    "within": Text("范围", "within"),
    "if": Text("若", "if"),
    "else": Text("否则", "otherwise"),
    "year": Text("年份", "year"),
    "of": Text("的", "'s "),
    "yes": YES,
    "no": NO,
    "missing": MISSING,
    "decision": Text("决定:", "decision: "),
    "lacking": Text("缺则", "if missing"),
    "blank": Text("未填", " is not given"),
}
MODES = {
    "half_up": Text("四舍五入", "rounded half up"),
    "half_even": Text("四舍六入五成双", "rounded half to even"),
    "half_down": Text("五舍六入", "rounded half down"),
    "up": Text("进位", "rounded away from zero"),
    "down": Text("去尾", "rounded toward zero"),
    "floor": Text("向下取", "rounded down"),
    "ceiling": Text("向上取", "rounded up"),
}
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Writer:
    """Writes expressions in one language; `leaf` gives the text of columns, parameters and aggregates.

    `options`: the words of the column that is written, for a text that stands alone. `valued`: numbers are put in,
    and what is settled by one value (see `settled`) is left to `leaf` as a whole.
    """

    scheme: Scheme
    lang: Language
    leaf: Leaf
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    valued: bool = False

    def word(self, name: str) -> str:
        """Give a fixed word."""
        return WORDS[name](self.lang)

    def write(self, expr: Expression) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """Write an expression."""
        match expr:
            case _ if self.valued and settled(self.scheme, expr):
                return self.leaf(expr)
            case Constant(value):
                return self._constant(value)
            case Compare(op, left, right):
                return f"{self._tight(left)}{RELATIONS[op]}{self._option(right, left)}"
            case Logic(op, left, right):
                return f" {self.word(op)} ".join(self._tight(side) for side in (left, right))
            case Binary(op, left, right):
                return f"{self._side(op, left, first=True)}{SIGNS[op]}{self._side(op, right, first=False)}"
            case Not(Known(operand)):
                return f"{self._tight(operand)}{self.word('blank')}"
            case Not(operand):
                return f"{self.word('not')}{self._tight(operand)}"
            case Known(operand):
                return f"{self._tight(operand)}{self.word('known')}"
            case When(condition, value):
                return f"{self.write(value)} ({self.word('if')} {self.write(condition)})"
            case FirstMatch(cases, otherwise) if is_first_known(expr):
                members = [self._tight(case.value) for case in cases]
                members += [] if otherwise is None else [self.write(otherwise)]
                return f" ({self.word('lacking')} ".join(members) + ")" * len(cases)
            case FirstMatch(cases=(When(condition, _),)) if is_condition(expr):
                return self.write(condition)
            case FirstMatch(cases, otherwise):
                parts = [self.write(case) for case in cases]
                rest = [] if otherwise is None else [f"{self.word('else')} {self.write(otherwise)}"]
                return "; ".join([*parts, *rest])
            case Extreme(which, members):
                return f"{self.word(which)}({', '.join(self.write(member) for member in members)})"
            case Round(operand, places, mode):
                return f"{rounding(places, mode)(self.lang)}({self.write(operand)})"
            case YearOf(operand):
                return f"{self.word('year')}({self.write(operand)})"
            case _:
                return self.leaf(expr)

    def _constant(self, value: object) -> str:
        if isinstance(value, str) and self.lang == "zh":
            return self.options.get(value, value)
        return show_value(value, self.lang)

    def _tight(self, expr: Expression) -> str:
        text = self.write(expr)
        return f"({text})" if isinstance(_bare(expr), Logic) or self._branches(expr) else text

    def _branches(self, expr: Expression) -> bool:
        """Tell whether an expression is written with its branches side by side."""
        if self.valued or is_first_known(expr) or is_condition(expr):
            return False
        return isinstance(expr, FirstMatch)

    def _side(self, op: str, expr: Expression, *, first: bool) -> str:
        text = self.write(expr)
        weak = isinstance(expr, Binary) and not isinstance(expr, (Compare, Logic)) and expr.op in "+-"
        tied = (
            isinstance(expr, Binary) and not first and op in "-/" and expr.op in ("+-" if op == "-" else "*/")
        )
        loose = (
            self._branches(expr)
            or (isinstance(expr, When) and not self.valued)
            or (weak and op in "*/")
            or tied
        )
        return f"({text})" if loose else text

    def _option(self, right: Expression, left: Expression) -> str:
        if isinstance(right, Constant) and isinstance(right.value, str):
            return option_label(self.scheme, left, right.value, self.lang)
        return self._tight(right)


def settled(scheme: Scheme, expr: Expression) -> bool:
    """Tell whether a part is read better by its answer than with values put in: whether something is given, branches.

    Of comparisons, those with an option: `staff = leader` tells less than no.
    """
    match expr:
        case FirstMatch() | When() | Known():
            return True
        case Not(operand):
            return not isinstance(operand, Binary) or settled(scheme, operand)
        case Compare(left=left, right=Constant()):
            return scheme.typing.type_of(left).kind in {"enumeration", "text", "flag"}
        case _:
            return False


def asked_of(expr: Expression) -> Expression | None:
    """Give the value that settles a condition: what is asked for being given, or compared with an option."""
    match expr:
        case Known(operand):
            return operand
        case Not(operand):
            return asked_of(operand)
        case Compare(left=left, right=Constant()):
            return left
        case _:
            return None


def is_first_known(expr: Expression) -> bool:
    """Tell whether branches only say: this value, or that one where it is missing."""
    return (
        isinstance(expr, FirstMatch)
        and expr.otherwise is not None
        and all(
            isinstance(case.condition, Known) and case.condition.operand is case.value for case in expr.cases
        )
    )


def is_condition(expr: Expression) -> bool:
    """Tell whether branches only say whether a condition holds: yes where it does, else no."""
    match expr:
        case FirstMatch(cases=(When(_, Constant(True)),), otherwise=Constant(False)):
            return True
        case _:
            return False


def _bare(expr: Expression) -> Expression:
    return expr.cases[0].condition if isinstance(expr, FirstMatch) and is_condition(expr) else expr


def rounding(places: int, mode: str) -> Text:
    """Name a rounding: rounded half up to the fen."""
    how = MODES[mode]
    if places == 0:
        return Text(f"{how.zh}{'整' if how.zh.endswith('取') else '到整数'}", f"{how.en} to whole")
    if places == 2:
        return Text(f"{how.zh}到分", f"{how.en} to the fen")
    return Text(f"{how.zh}到 {places} 位小数", f"{how.en} to {places} decimals")


def option_label(scheme: Scheme, expr: Expression, option: str, lang: Language) -> str:
    """Give the word of an enumeration's option."""
    options = scheme.typing.type_of(expr).options or {}
    return option if lang == "en" else options.get(option, option)


def names(scheme: Scheme, lang: Language, options: Mapping[str, str] = NOTHING) -> Writer:
    """Give the writer that names columns, parameters and aggregates."""

    def leaf(expr: Expression) -> str:
        return _named(expr, writer)

    writer = Writer(scheme, lang, leaf, options)
    return writer


def _named(expr: Expression, writer: Writer) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a node
    scheme, lang = writer.scheme, writer.lang
    match expr:
        case ColumnRef(level, name):
            return label_of(scheme, level, name)(lang)
        case ParameterRef(name):
            parameter = scheme.policy.parameters[name]
            return parameter.zh if lang == "zh" else parameter.en or name.replace("_", " ")
        case AllRows(level):
            return scheme.levels[level].zh if lang == "zh" else scheme.levels[level].plural
        case Lift(operand, _, path):
            owner = scheme.levels[path[-1]]
            if isinstance(operand, AllRows):
                return owner.zh if lang == "zh" else owner.name
            return f"{owner.zh if lang == 'zh' else owner.name}{writer.word('of')}{writer.write(operand)}"
        case Via(link, operand):
            return f"{writer.write(link)}{writer.word('of')}{writer.write(operand)}"
        case (
            Aggregate(which, operand, where, within)
            | Rank(operand=operand, where=where, within=within, ties=which)
        ):
            word = writer.word("rank" if isinstance(expr, Rank) else which)
            limits = _limits(writer, where, within)
            return f"{word}({writer.write(operand)}{limits})"
        case Allocate(pool, weight, within, _):
            limits = _limits(writer, None, within)
            return f"{writer.word('allocate')}({writer.write(pool)}, {writer.write(weight)}{limits})"
        case Lookup(table, keys):
            named = zip(keys, scheme.policy.parameters[table].keys, strict=True)
            shown = (_key_label(writer, key, column) for key, column in named)
            return f"{_parameter_label(writer, table)}[{', '.join(shown)}]"
        case Band(table, operand):
            return f"{_parameter_label(writer, table)}[{writer.write(operand)}]"
        case Choose(choice, branches):
            reading = str(scheme.policy.parameters[choice].value)
            return writer.write(branches[reading])
        case Decide(prompt_zh=zh, prompt_en=en):
            return f"{writer.word('decision')}{zh if lang == 'zh' else en}"
        case _:
            return type(expr).__name__


def _key_label(writer: Writer, key: Expression, column: str) -> str:
    """Write a table's key; one that the rule itself states by the word that the column of the key's name has for it."""
    if writer.lang == "en" or not isinstance(key, Constant) or not isinstance(key.value, str):
        return writer.write(key)
    word = key.value
    for level in writer.scheme.levels.values():
        found = level.columns.get(column)
        if found is not None and word in found.options:
            return found.options[word]
    for level in writer.scheme.levels.values():
        if word in level.columns:
            return level.columns[word].zh
        if word in {level.name, level.plural}:
            return level.zh
    return word


def _parameter_label(writer: Writer, name: str) -> str:
    return _named(ParameterRef(name), writer)


def _limits(writer: Writer, where: Expression | None, within: tuple[Expression, ...]) -> str:
    limits = "" if where is None else f"; {writer.word('where')} {writer.write(where)}"
    return limits + (
        f"; {writer.word('within')} {', '.join(writer.write(key) for key in within)}" if within else ""
    )


def label_of(scheme: Scheme, level: str, name: str) -> Text:
    """Give a column's label."""
    column = scheme.levels[level].columns.get(name)
    if column is not None:
        return Text(column.zh, name.replace("_", " "))
    built = scheme.by_key.get((level, name))
    return Text(name, name) if built is None else Text(built.rule.label.zh, name.replace("_", " "))
