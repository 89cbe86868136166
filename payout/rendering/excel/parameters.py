"""The names of parameters' cells, and the tables of entries and bands that formulas look in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from payout.rendering.excel.names import FreeNames, as_header, as_name
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.parameters import BandRow, Entry, Parameter
    from payout.text import Language

KEY, VALUE = Text("键", "key"), Text("值", "value")
BAND_HEADERS = (
    Text("档", "band"),
    Text("从", "from"),
    Text("到", "to"),
    Text("含上限", "to is inside"),
    Text("含下限", "from is inside"),
    VALUE,
)


@dataclass(frozen=True)
class EntryTable:
    """A table parameter as a table of a sheet: `key` is the column that a formula looks in."""

    parameter: Parameter
    table: str
    keys: tuple[str, ...]
    key: str
    value: str

    @property
    def entries(self) -> Mapping[tuple[str, ...], Entry]:
        """The entries in force."""
        return cast("Mapping[tuple[str, ...], Entry]", self.parameter.value)


@dataclass(frozen=True)
class BandTable:
    """A banded parameter as a table of a sheet."""

    parameter: Parameter
    table: str
    headers: tuple[str, ...]

    @property
    def bands(self) -> tuple[BandRow, ...]:
        """The bands in force."""
        return cast("tuple[BandRow, ...]", self.parameter.value)


@dataclass
class LiveParameters:
    """The parameters that formulas read, in the order in which they first do."""

    compiled: CompiledPolicy
    lang: Language
    names: FreeNames
    cells: dict[str, str] = field(default_factory=dict)  # the name of its cell by parameter
    entries: dict[str, EntryTable] = field(default_factory=dict)
    bands: dict[str, BandTable] = field(default_factory=dict)

    def cell(self, name: str) -> str:
        """The name of a parameter's cell."""
        if name not in self.cells:
            self.cells[name] = self._free(name)
        return self.cells[name]

    def entry_table(self, name: str) -> EntryTable:
        """A table of entries; one of several keys has a column that joins them."""
        if name not in self.entries:
            parameter, headers = self.compiled.policy.parameters[name], FreeNames()
            keys = tuple(headers.free(as_header(self._key_label(key))) for key in parameter.keys)
            joined = headers.free(KEY(self.lang)) if len(keys) > 1 else keys[0]
            self.entries[name] = EntryTable(
                parameter, self._free(name), keys, joined, headers.free(VALUE(self.lang))
            )
        return self.entries[name]

    def band_table(self, name: str) -> BandTable:
        """A table of bands."""
        if name not in self.bands:
            headers = tuple(word(self.lang) for word in BAND_HEADERS)
            self.bands[name] = BandTable(self.compiled.policy.parameters[name], self._free(name), headers)
        return self.bands[name]

    def _free(self, name: str) -> str:
        return self.names.free(
            as_name(self.compiled.policy.parameters[name].zh if self.lang == "zh" else name)
        )

    def _key_label(self, key: str) -> str:
        if self.lang == "en":
            return key.replace("_", " ")
        labels = (level.columns[key].zh for level in self.compiled.levels.values() if key in level.columns)
        return next(labels, key)
