"""What the keys and entries of table parameters are called, wherever a policy has a word for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from payout.rendering.words import label_of
from payout.rules.policy.parameters import show
from payout.text import Text, said

if TYPE_CHECKING:
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.parameters import Parameter, Value
    from payout.text import Language


@dataclass(frozen=True)
class Naming:
    """The words of one policy in one language."""

    compiled: CompiledPolicy
    lang: Language

    def key(self, column: str, key: str) -> str:
        """A key by its word: that of the column of the key's name, else of any column or level of that name."""
        if self.lang == "en":
            return said(key)
        return self._words_of(column).get(key) or self.word(key)

    def word(self, option: str) -> str:
        """An option, a column or a level by its word, wherever it stands."""
        if self.lang == "en":
            return said(option)
        if option in self._options:
            return self._options[option]
        for name, level in self.compiled.levels.items():
            if option in {name, level.plural}:
                return level.zh
            if option in self.compiled.columns(name):
                return label_of(self.compiled, name, option)(self.lang)
        return option

    @cached_property
    def _options(self) -> dict[str, str]:
        """The words of all options, those of inputs first."""
        columns = (column for level in self.compiled.levels.values() for column in level.columns.values())
        found = {option: word for column in columns for option, word in column.options.items()}
        stated = (item for built in self.compiled.rules for item in built.schema.options)
        return {**dict(stated), **found}

    def _words_of(self, column: str) -> dict[str, str]:
        levels = self.compiled.levels.values()
        found = (dict(level.columns[column].options) for level in levels if column in level.columns)
        return next(found, {})

    def keys(self, parameter: Parameter, keys: tuple[str, ...]) -> str:
        """The keys of an entry, one behind the other."""
        return ".".join(self.key(column, key) for column, key in zip(parameter.keys, keys, strict=True))

    def value(self, parameter: Parameter, value: Value) -> str:
        """A value of a parameter as people read it: readings by what they mean, entries of tables by their words."""
        if isinstance(value, str):
            return parameter.option(value)(self.lang) if value in parameter.options else self.word(value)
        if not isinstance(value, Mapping):
            return show(value)
        told = (
            f"{self.keys(parameter, keys)} = {self.word(one) if isinstance(one, str) else show(one)}"
            for keys, one in value.items()
        )
        return "; ".join(told)

    def varied(self, parameter: Parameter, entry: str) -> str:
        """A parameter's label, of one entry with what that is called: `Varied.entry`, blank for the whole value."""
        label = Text(parameter.zh, parameter.en or parameter.zh)(self.lang)
        if not entry:
            return label
        known = (
            {".".join(keys): keys for keys in parameter.value} if isinstance(parameter.value, Mapping) else {}
        )
        return f"{label}[{self.keys(parameter, known[entry]) if entry in known else _end(entry, self.lang)}]"


def _end(entry: str, lang: Language) -> str:
    """A band, or an edge of bands."""
    return entry.replace("edge ", "界限 ") if lang == "zh" else entry
