"""How a policy's things are named and its formulas written in the document: one language, with where each name leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from payout.outputs.document import anchors, words
from payout.outputs.document.model import InForce, LetteredPart, Pointer, Rectangle, WrittenFormula
from payout.rendering.checks import check_texts
from payout.rendering.mathematics import Mathematics
from payout.rendering.naming import Naming
from payout.rendering.steps import lettered
from payout.rendering.words import Writer, label_of
from payout.rules.compiled.compiled import BuiltCheck
from payout.rules.language.statements import IN_BRACES
from payout.rules.tree import Band, Choose, Lookup, ParameterValue, walk
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.compiled.compiled import Built, CompiledPolicy
    from payout.rules.policy.parameters import BandRow, Entry, Parameter, Value
    from payout.rules.tree import Node
    from payout.text import Language, Text


@dataclass(frozen=True)
class Telling:
    """Names and formulas of one policy in one language."""

    compiled: CompiledPolicy
    lang: Language

    def said(self, text: Text, *values: str) -> str:
        """A fixed text with values put in."""
        return text(self.lang).format(*values) if values else text(self.lang)

    # ---- names ---------------------------------------------------------------------------------------

    def column(self, level: str, name: str) -> str:
        """A column's label."""
        return label_of(self.compiled, level, name)(self.lang)

    def level(self, name: str, *, many: bool = False) -> str:
        """A level's word."""
        return Writer(self.compiled, self.lang).level(name, many=many)

    def parameter(self, name: str) -> str:
        """A parameter's label."""
        return Writer(self.compiled, self.lang).parameter(name)

    def pointer(self, level: str, name: str) -> Pointer:
        """A column and where it is defined."""
        return Pointer(self.column(level, name), anchors.of_column(self.compiled, level, name))

    def of_built(self, built: Built) -> Pointer:
        """A rule or check by its name."""
        if isinstance(built, BuiltCheck):
            label = check_texts(self.compiled, built)[0](self.lang)
            return Pointer(
                self.spoken_of(built.rule.level, label), anchors.of_check(built.rule.level, built.rule.name)
            )
        return self.pointer(*built.key)

    def spoken_of(self, level: str, text: str) -> str:
        """A check's text with the columns by label that it names in braces."""
        return IN_BRACES.sub(lambda found: f"〔{self.column(level, found[1])}〕", text)

    def link(self, what: str, level: str, name: str) -> str:
        """Where a label in a formula leads."""
        anchor = {
            "parameter": lambda: anchors.of_parameter(name),
            "decision": lambda: anchors.of_decision(name),
            "column": lambda: anchors.of_column(self.compiled, level, name),
        }[what]()
        return f"#{anchor}"

    # ---- formulas ------------------------------------------------------------------------------------

    def formula(self, left: str, built: Built) -> WrittenFormula:
        """A rule's formula in words and as an equation."""
        options = dict(built.schema.options)
        named = lettered(built.node)
        writer = Writer(self.compiled, self.lang, options=options, named=named)
        drawer = Mathematics(self.compiled, self.lang, self.link, named, options)
        told = writer.spelled(built.node)
        equation = drawer.equation(left, built.node)
        parts = tuple(self._part(letter, node, built, writer, drawer) for node, letter in named.items())
        return WrittenFormula(told, equation, parts)

    def _part(
        self, letter: str, node: Node, built: Built, writer: Writer, drawer: Mathematics
    ) -> LetteredPart:
        level = node.schema.level
        of = self.said(words.FOR_EACH, self.level(level)) if level and level != built.rule.level else ""
        return LetteredPart(letter, of, writer.spelled(node), drawer.equation(letter, node))

    # ---- parameters ----------------------------------------------------------------------------------

    def in_force(self, name: str) -> InForce:
        """A parameter with its value, a choice with its reading; of a table only that it is one."""
        parameter = self.compiled.policy.parameters[name]
        value = "" if parameter.kind in {"table", "bands"} else self.value(parameter, parameter.value)
        return InForce(Pointer(self.parameter(name), anchors.of_parameter(name)), value)

    def value(self, parameter: Parameter, value: Value) -> str:
        """A value of a parameter as people read it."""
        match value:
            case str():
                return parameter.option(value)(self.lang) if value in parameter.options else value
            case Fraction():
                return self.number(value, parameter.measure)
            case _:
                return ""

    def number(self, value: Fraction, measure: str) -> str:
        """A number with its unit; a share below one in per cent too."""
        shown = show_number(value)
        if measure == "year" or "/" in shown:
            return shown
        if measure in words.UNITS:
            unit = self.said(words.MEASURES[measure])
            return f"{shown} {unit.removesuffix('s') if value == 1 else unit}"
        share = measure in {"ratio", "weight"} and 0 < value < 1
        return f"{shown} ({show_number(value * 100)} %)" if share else shown

    def grid(self, parameter: Parameter, value: Value) -> Rectangle | None:
        """A table or bands as a table with a header."""
        if isinstance(value, tuple):
            header = (self.said(words.BY_BAND), self.said(words.GIVES))
            return Rectangle(header, tuple((_band(row), self._entry(row.gives, parameter)) for row in value))
        return self._table(parameter, value) if isinstance(value, Mapping) else None

    def _table(self, parameter: Parameter, value: Mapping[tuple[str, ...], Entry]) -> Rectangle:
        """One key: a row an entry. Several: the last key across."""
        *heads, last_head = (self._key_name(key) for key in parameter.keys)
        *names, last = parameter.keys
        if not names:
            entries = ((self._key(last, key), self._entry(one, parameter)) for (key,), one in value.items())
            return Rectangle((last_head, self.said(words.GIVES)), tuple(entries))
        across = tuple(dict.fromkeys(keys[-1] for keys in value))
        down = tuple(dict.fromkeys(keys[:-1] for keys in value))
        header = (*heads, *(self._key(last, key) for key in across))

        def row(keys: tuple[str, ...]) -> tuple[str, ...]:
            beside = (self._key(name, key) for name, key in zip(names, keys, strict=True))
            return (*beside, *(self._cell(parameter, value, (*keys, key)) for key in across))

        return Rectangle(header, tuple(map(row, down)))

    def _cell(
        self, parameter: Parameter, value: Mapping[tuple[str, ...], Entry], keys: tuple[str, ...]
    ) -> str:
        return self._entry(value[keys], parameter) if keys in value else "—"

    def _entry(self, entry: Entry, parameter: Parameter) -> str:
        return self.number(entry, parameter.measure) if isinstance(entry, Fraction) else self.word(entry)

    def _key_name(self, key: str) -> str:
        """What the key of a table is called: as the column of that name."""
        levels = self.compiled.levels.items()
        return next(
            (self.column(level, key) for level, one in levels if key in one.columns), key.replace("_", " ")
        )

    def _key(self, column: str, key: str) -> str:
        return self._naming.key(column, key)

    def word(self, option: str) -> str:
        """An option, a column or a level by its word, wherever it stands."""
        return self._naming.word(option)

    @cached_property
    def _naming(self) -> Naming:
        return Naming(self.compiled, self.lang)

    # ---- who reads what ------------------------------------------------------------------------------

    @cached_property
    def built(self) -> tuple[Built, ...]:
        """All rules and checks, rules first, as they are stated."""
        order = {(rule.level, rule.name): place for place, rule in enumerate(self.compiled.policy.rules)}
        rules = sorted(self.compiled.rules, key=lambda built: order[built.key])
        return (*rules, *self.compiled.checks)

    @cached_property
    def _readers(self) -> dict[tuple[str, str], list[Pointer]]:
        """Who reads a column (its level and name) or a parameter (a blank and its name)."""
        found: dict[tuple[str, str], list[Pointer]] = {}
        for built in self.built:
            pointer = self.of_built(built)
            for key in (*built.reads, *(("", name) for name in parameters_of(built.node))):
                found.setdefault(key, []).append(pointer)
        for derivation in self.compiled.policy.derivations:
            level, _, name = derivation.target.partition(".")
            shown = self.pointer(level, name) if name else Pointer(self.level(level), anchors.of_table(level))
            for read in derivation.reads:
                found.setdefault(("", read), []).append(shown)
        return found

    def readers(self, level: str, name: str) -> tuple[Pointer, ...]:
        """The rules and checks that read a column; of a parameter, under no level."""
        return tuple(dict.fromkeys(self._readers.get((level, name), ())))


def parameters_of(node: Node) -> tuple[str, ...]:
    """The parameters that a formula reads, its choices too, in the order in which one meets them."""
    return tuple(dict.fromkeys(_parameters(node)))


def _parameters(root: Node) -> Iterator[str]:
    for node in walk(root):
        match node:
            case ParameterValue(name=name) | Choose(choice=name):
                yield name
            case Lookup(table=table) | Band(table=table):
                yield table.name


def _band(row: BandRow) -> str:
    """A band as an interval: 60 ≤ x < 80."""
    low = "" if row.floor is None else f"{show_number(row.floor)} {'<' if row.open else '≤'} "
    high = "" if row.ceiling is None else f" {'≤' if row.closed else '<'} {show_number(row.ceiling)}"
    return f"{low}x{high}"


def clauses_in(cited: str) -> tuple[str, ...]:
    """The clauses that one text cites, in its order: 6.1, 6.3."""
    return tuple(part.strip() for part in cited.split(",") if part.strip())
