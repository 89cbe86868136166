"""The reading "words": formulas as people read them, with the names of the columns, or with one row's numbers put in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

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
from payout.text import MISSING, NO, YES, Text, said, show_value
from payout.text import NOTHING as NO_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.compiled.compiled import Built, CompiledPolicy
    from payout.rules.tree import Grouping, Node
    from payout.text import Language

Value: TypeAlias = Callable[["Node"], str]

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
TIES = {
    "lowest": NO_WORDS,
    "highest": Text("并列取后", "ties the last place"),
    "dense": Text("并列不跳号", "ties leave no gap"),
}  # of a rank: the first is what is usual, and not said
NOTHING: Mapping[str, str] = MappingProxyType({})
NO_LETTERS: Mapping[Node, str] = MappingProxyType({})
SPELLED = (
    Compare,
    Logic,
    Arithmetic,
    Not,
    Extreme,
    Round,
    YearOf,
)  # shown with the numbers of their operands


@dataclass(frozen=True)
class Writer:
    """Writes formulas in one language.

    `value` gives the value of a node for the row whose numbers are put in; without it columns stand by name. `options`: the
    words of the column that is written, for a text that stands alone. `within`: it is written inside a sentence. `named`: parts
    that stand by a letter, which is told elsewhere. `codes`: options and levels stand in English as files have them (key_functions),
    for what is copied from there and for what is published.
    """

    compiled: CompiledPolicy
    lang: Language
    value: Value | None = None
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    within: bool = False
    named: Mapping[Node, str] = field(default_factory=lambda: NO_LETTERS)
    codes: bool = False
    written: dict[Node, str] = field(
        default_factory=dict, compare=False
    )  # without numbers a formula always reads the same

    def write(self, node: Node) -> str:
        """Write a formula; with numbers put in, what is not spelled out by its value."""
        if self.value is not None:
            return self.named.get(node) or self.spelled(node)
        found = self.written.get(node)
        if found is None:
            found = self.written[node] = self.named.get(node) or self.spelled(node)
        return found

    def spelled(self, node: Node) -> str:
        """Write a formula, also one that has a letter."""
        if self.value is not None and (settled(node) or not isinstance(node, SPELLED)):
            return self.value(node)
        return WRITTEN[node](self, node)

    def word(self, name: str) -> str:
        """A fixed word."""
        return WORDS[name](self.lang)

    def tight(self, node: Node) -> str:
        """An operand beside a relation or a connective: in brackets where it would come apart."""
        text = self.write(node)
        loose = node not in self.named and (isinstance(_bare(node), Logic) or self.branches(node))
        return f"({text})" if loose else text

    def branches(self, node: Node) -> bool:
        """Whether a formula is written with its branches side by side."""
        told = self.value is not None or is_first_known(node) or is_condition(node)
        return not told and isinstance(node, FirstMatch)

    def side(self, op: str, node: Node, *, first: bool) -> str:
        """An operand of arithmetic: in brackets where it binds less than the sign beside it."""
        text = self.write(node)
        if node in self.named:
            return text
        sign = node.op if isinstance(node, Arithmetic) else ""
        weak = sign in ("+", "-") and op in "*/"
        tied = bool(sign) and not first and op in "-/" and sign in ("+-" if op == "-" else "*/")
        loose = self.branches(node) or (isinstance(node, When) and self.value is None)
        return f"({text})" if weak or tied or loose else text

    def option(self, node: Node, beside: Node) -> str:
        """What a value is compared with: an option by its word."""
        if isinstance(node, Constant) and isinstance(node.value, str):
            return option_label(beside, node.value, self.lang, codes=self.codes)
        return self.tight(node)

    def identifier(self, name: str) -> str:
        """An identifier in English."""
        return name if self.codes else said(name)

    def level(self, name: str, *, many: bool = False) -> str:
        """A level's word."""
        level = self.compiled.levels[name]
        return level.zh if self.lang == "zh" else self.identifier(level.plural if many else level.name)

    def parameter(self, name: str) -> str:
        """A parameter's label."""
        parameter = self.compiled.policy.parameters[name]
        if self.lang == "zh":
            return parameter.zh
        return (
            _inside(parameter.en) if self.within and parameter.en else parameter.en or name.replace("_", " ")
        )

    def limits(self, where: Node | None, groups: Grouping) -> str:
        """What a word about many rows is limited to: a condition, and the groups that the author named."""
        limits = "" if where is None else f"; {self.word('where')} {self.write(where)}"
        keys = [self.write(key) for key in groups.keys]
        if (
            groups.into is None
            and groups.path
            and (*groups.path,) != tuple(self.compiled.levels[groups.rows.name].parents)
        ):
            keys = [self.level(groups.by.name)]
        return limits + (f"; {self.word('within')} {', '.join(keys)}" if keys else "")


def _inside(label: str) -> str:
    """A label inside a sentence: it begins with a small letter, unless its first word is written in capitals (GDP, I)."""
    first = label.partition(" ")[0]
    return label if first.isupper() else label[:1].lower() + label[1:]


def settled(node: Node) -> bool:
    """Whether a part is read better by its answer than with values put in: whether something is given, branches.

    Of comparisons, those with an option: `staff = leader` tells less than no.
    """
    match node:
        case FirstMatch() | When() | Known():
            return True
        case Not(operand=operand):
            return not isinstance(operand, (Arithmetic, Compare, Logic)) or settled(operand)
        case Compare(left=left, right=Constant()):
            return left.schema.kind in {"enumeration", "text", "flag"}
        case _:
            return False


def asked_of(node: Node) -> Node | None:
    """The value that settles a condition: what is asked for being given, or compared with an option."""
    match node:
        case Known(operand=operand):
            return operand
        case Not(operand=operand):
            return asked_of(operand)
        case Compare(left=left, right=Constant()):
            return left
        case _:
            return None


def is_first_known(node: Node) -> bool:
    """Whether branches only say: this value, or that one where it is missing."""
    return (
        isinstance(node, FirstMatch)
        and node.otherwise is not None
        and all(
            isinstance(case.condition, Known) and case.condition.operand == case.value for case in node.cases
        )
    )


def is_condition(node: Node) -> bool:
    """Whether branches only say whether a condition holds: yes where it does, else no."""
    match node:
        case FirstMatch(cases=(When(value=Constant(value=True)),), otherwise=Constant(value=False)):
            return True
        case _:
            return False


def _bare(node: Node) -> Node:
    return node.cases[0].condition if isinstance(node, FirstMatch) and is_condition(node) else node


def rounding(places: int, mode: str) -> Text:
    """The name of a rounding: rounded half up to the fen."""
    how = MODES[mode]
    if places == 0:
        return Text(f"{how.zh}{'整' if how.zh.endswith('取') else '到整数'}", f"{how.en} to whole")
    if places == 2:
        return Text(f"{how.zh}到分", f"{how.en} to the fen")
    return Text(f"{how.zh}到 {places} 位小数", f"{how.en} to {places} decimals")


def option_label(node: Node, option: str, lang: Language, *, codes: bool = False) -> str:
    """The word of an enumeration's option; with `codes` in English as files have it."""
    labels = node.schema.labels
    if lang == "en":
        return said(option) if option in labels and not codes else option
    return labels.get(option, option)


def label_of(compiled: CompiledPolicy, level: str, name: str) -> Text:
    """A column's label."""
    column = compiled.levels[level].columns.get(name)
    if column is not None:
        return Text(column.zh, name.replace("_", " "))
    built = compiled.by_key.get((level, name))
    return Text(name, name) if built is None else Text(built.rule.label.zh, name.replace("_", " "))


# ---- one function a node -----------------------------------------------------------------------------


def _constant(writer: Writer, node: Constant) -> str:
    if isinstance(node.value, str):
        return (
            writer.options.get(node.value, node.value)
            if writer.lang == "zh"
            else writer.identifier(node.value)
        )
    return show_value(node.value, writer.lang)


def _parameter(writer: Writer, node: ParameterValue) -> str:
    return writer.parameter(node.name)


def _column(writer: Writer, node: ColumnValue) -> str:
    return label_of(writer.compiled, node.level, node.name)(writer.lang)


def _rows(writer: Writer, node: Rows) -> str:
    return writer.level(node.home.name, many=True)


def _above(writer: Writer, node: Up) -> str:
    """A parent's column with its owner; what is no column names its own rows."""
    if isinstance(node.operand, Rows):
        return writer.level(node.operand.home.name)
    text = writer.write(node.operand)
    return (
        f"{writer.level(node.path[-1])}{writer.word('of')}{text}"
        if isinstance(node.operand, ColumnValue)
        else text
    )


def _linked(writer: Writer, node: Through) -> str:
    return f"{writer.write(node.link)}{writer.word('of')}{writer.write(node.operand)}"


def _arithmetic(writer: Writer, node: Arithmetic) -> str:
    left, right = writer.side(node.op, node.left, first=True), writer.side(node.op, node.right, first=False)
    return f"{left}{SIGNS[node.op]}{right}"


def _compared(writer: Writer, node: Compare) -> str:
    return f"{writer.tight(node.left)}{RELATIONS[node.op]}{writer.option(node.right, node.left)}"


def _logical(writer: Writer, node: Logic) -> str:
    return f" {writer.word(node.op)} ".join(writer.tight(side) for side in (node.left, node.right))


def _negated(writer: Writer, node: Not) -> str:
    if isinstance(node.operand, Known):
        return f"{writer.tight(node.operand.operand)}{writer.word('blank')}"
    return f"{writer.word('not')}{writer.tight(node.operand)}"


def _is_known(writer: Writer, node: Known) -> str:
    return f"{writer.tight(node.operand)}{writer.word('known')}"


def _rounded(writer: Writer, node: Round) -> str:
    return f"{rounding(node.places, node.mode)(writer.lang)}({writer.write(node.operand)})"


def _year(writer: Writer, node: YearOf) -> str:
    return f"{writer.word('year')}({writer.write(node.operand)})"


def _entry(writer: Writer, node: Lookup) -> str:
    named = zip(node.keys, node.table.keys, strict=True)
    return f"{writer.parameter(node.table.name)}[{', '.join(key_word(writer, key, column) for key, column in named)}]"


def key_word(writer: Writer, key: Node, column: str) -> str:
    """A table's key; one that the rule itself states by the word that the column of the key's name has for it."""
    if writer.lang == "en" or not isinstance(key, Constant) or not isinstance(key.value, str):
        return writer.write(key)
    word, levels = key.value, writer.compiled.levels.values()
    bearing = (level.columns[column].options for level in levels if column in level.columns)
    named = (options[word] for options in bearing if word in options)
    given = (built.schema.labels.get(word, word) for built in writer.compiled.rules)
    stated = (label for label in given if label != word)
    as_column = (level.columns[word].zh for level in levels if word in level.columns)
    as_level = (level.zh for level in levels if word in {level.name, level.plural})
    return next(iter((*named, *stated, *as_column, *as_level, word)))


def _banded(writer: Writer, node: Band) -> str:
    return f"{writer.parameter(node.table.name)}[{writer.write(node.operand)}]"


def _where_it_holds(writer: Writer, node: When) -> str:
    return f"{writer.write(node.value)} ({writer.word('if')} {writer.write(node.condition)})"


def _first_match(writer: Writer, node: FirstMatch) -> str:
    if is_first_known(node) and node.otherwise is not None:
        members = [*(writer.tight(case.value) for case in node.cases), writer.write(node.otherwise)]
        return f" ({writer.word('lacking')} ".join(members) + ")" * len(node.cases)
    if is_condition(node):
        return writer.write(node.cases[0].condition)
    parts = [writer.write(case) for case in node.cases]
    rest = [] if node.otherwise is None else [f"{writer.word('else')} {writer.write(node.otherwise)}"]
    return "; ".join([*parts, *rest])


def _chosen(writer: Writer, node: Choose) -> str:
    reading = str(writer.compiled.policy.parameters[node.choice].value)
    return writer.write(dict(node.branches)[reading])


def _extreme(writer: Writer, node: Extreme) -> str:
    return f"{writer.word(node.which)}({', '.join(writer.write(member) for member in node.members)})"


def _aggregate(writer: Writer, node: Aggregate) -> str:
    return f"{writer.word(node.which)}({writer.write(node.operand)}{writer.limits(node.where, node.groups)})"


def _ranked(writer: Writer, node: Rank) -> str:
    ties = TIES[node.ties](writer.lang)
    limits = writer.limits(node.where, node.groups) + (f"; {ties}" if ties else "")
    return f"{writer.word('rank')}({writer.write(node.operand)}{limits})"


def _share(writer: Writer, node: Allocate) -> str:
    limits = writer.limits(None, node.groups)
    return f"{writer.word('allocate')}({writer.write(node.pool)}, {writer.write(node.weight)}{limits})"


def _decided(writer: Writer, node: Decide) -> str:
    return f"{writer.word('decision')}{node.prompt_zh if writer.lang == 'zh' else node.prompt_en}"


def in_words(compiled: CompiledPolicy, built: Built, *, codes: bool = False) -> Text:
    """What a rule says, with the names of the columns; `codes` as of `Writer`."""
    zh, en = (
        Writer(compiled, lang, options=built.schema.labels, codes=codes).write(built.node)
        for lang in ("zh", "en")
    )
    return Text(zh, en)


Written: TypeAlias = "Callable[[Writer, Node], str]"
WRITTEN: Reading[Written] = Reading(
    "words",
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
