"""Parameters: the numbers and readings of a policy, dated and cited, apart from its formulas.

They stand in `parameters.toml`:

::

    [county_average]
    zh = "全县奖金平均数"
    kind = "money"              # money, ratio, count, points, choice, table, bands
    clause = "6.1"
    since = 2012-01-01
    value = 7000                # or values = [{ since = …, value = … }, …]

A ratio may be a fraction in text ("1/3"). A choice (口径) has `options`, what each reading means, and `why`
the default was taken. A table has `keys` and nested values; bands have `from`, `below` (or `to`, included) and
`gives`. Weights that the text leaves incomplete, and bands that it leaves with holes, stand as the text has them and
name the choice that answers for the rest: `answered_by`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.expressions import LanguageError
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUTES = Path(__file__).parent / "statutes"
KINDS = ("money", "ratio", "count", "points", "choice", "table", "bands")
MEASURES = {"money": "yuan", "ratio": "ratio", "count": "count", "points": "points", "choice": "choice"}

EXACT_TEXT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|[+-]?[0-9]+ *\/ *[0-9]+")
ENTRIES = frozenset(
    "zh en kind clause measure since value values note note_en why why_en keys options answered_by".split()  # noqa: SIM905
)

Entry: TypeAlias = Fraction | str


@dataclass(frozen=True)
class BandRow:
    """One band: `floor` ≤ value < `ceiling` (None: no bound) gives `gives`; `closed`: value ≤ `ceiling`."""

    floor: Fraction | None
    ceiling: Fraction | None
    gives: Entry
    closed: bool = False


Value: TypeAlias = "Fraction | str | Mapping[tuple[str, ...], Entry] | tuple[BandRow, ...]"


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    `history` is its values by the day since which they hold, oldest first; `value` the one in force.
    """

    name: str
    kind: str
    zh: str
    clause: str
    measure: str
    history: tuple[tuple[date | None, Value], ...]
    en: str = ""
    note: str = ""
    note_en: str = ""
    keys: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    answered_by: str = ""
    statute: str = ""
    source: str = "baseline"
    value: Value = ""
    default: Value = ""

    @property
    def shown(self) -> str:
        """The value in force as text: a decimal where it ends, a fraction where it does not."""
        return show(self.value)


def show(value: Value) -> str:
    """Write a value of a parameter as text."""
    match value:
        case str():
            return value
        case Fraction():
            return show_number(value)
        case tuple():
            return "; ".join(_show_band(row) for row in value)
        case _:
            return "; ".join(f"{'.'.join(keys)} = {show(entry)}" for keys, entry in value.items())


def _show_band(row: BandRow) -> str:
    low = "" if row.floor is None else f"≥ {show_number(row.floor)} "
    high = "" if row.ceiling is None else f"{'≤' if row.closed else '<'} {show_number(row.ceiling)} "
    return f"{low}{high}→ {show(row.gives)}"


def exact(value: object) -> Fraction:
    """Make a rational of what TOML or `--set` gives: an integer, a decimal, or "1/3".

    Floats, nan and inf are refused.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str, Fraction)):
        raise LanguageError(f'{value!r} is not an exact number: write 7000, 0.15 or "1/3"')
    if isinstance(value, str) and not EXACT_TEXT.fullmatch(value.strip()):
        raise LanguageError(f'{value!r} is not an exact number: write 7000, 0.15 or "1/3"')
    try:
        return Fraction(value.replace(" ", "") if isinstance(value, str) else value)
    except (ValueError, OverflowError, ZeroDivisionError) as fault:
        raise LanguageError(f'{value!r} is not an exact number: write 7000, 0.15 or "1/3"') from fault


def load_toml(path: Path) -> dict[str, object]:
    """Read a TOML file with decimals kept exact."""
    with path.open("rb") as file:
        try:
            return tomllib.load(file, parse_float=Decimal)
        except tomllib.TOMLDecodeError as fault:
            raise LanguageError(f"{path.name}: not valid TOML: {fault}") from fault


def read_parameters(path: Path, as_of: date) -> dict[str, Parameter]:
    """Read `parameters.toml`; the value in force is the latest since a day not after `as_of`."""
    return {name: _parameter(name, entry, as_of) for name, entry in load_toml(path).items()}


def _parameter(name: str, entry: object, as_of: date) -> Parameter:
    if not isinstance(entry, dict):
        raise LanguageError(f"parameters.toml: {name} is not a table: write [{name}] and its value below")
    kind = str(entry.get("kind", ""))
    if kind not in KINDS:
        raise LanguageError(f"parameters.toml: {name}: kind is one of {', '.join(KINDS)}")
    unknown = sorted(set(entry) - ENTRIES)
    if unknown:
        known = ", ".join(sorted(ENTRIES))
        raise LanguageError(f"parameters.toml: {name} does not know {', '.join(unknown)}; it knows {known}")
    keys = tuple(entry.get("keys", ()))
    dated = entry.get("values") or [{"since": entry.get("since"), "value": entry.get("value")}]
    history = tuple(
        sorted(
            ((row.get("since"), _value(name, kind, keys, row.get("value"))) for row in dated),
            key=lambda pair: pair[0] or date.min,
        )
    )
    in_force = [value for since, value in history if since is None or since <= as_of]
    if not in_force:
        raise LanguageError(
            f"parameters.toml: {name} has no value on {as_of}: its first is of {history[0][0]}"
        )
    return Parameter(
        name=name,
        kind=kind,
        zh=str(entry.get("zh", "")),
        en=str(entry.get("en", "")),
        clause=str(entry.get("clause", "")),
        measure=str(entry.get("measure", MEASURES.get(kind, ""))),
        history=history,
        note=str(entry.get("note", entry.get("why", ""))),
        note_en=str(entry.get("note_en", entry.get("why_en", ""))),
        keys=keys,
        options=MappingProxyType(dict(entry.get("options", {}))),
        answered_by=str(entry.get("answered_by", "")),
        value=in_force[-1],
        default=in_force[-1],
    )


def _value(name: str, kind: str, keys: tuple[str, ...], value: object) -> Value:
    if value is None:
        raise LanguageError(f"parameters.toml: {name} has no value")
    try:
        if kind == "choice":
            return str(value)
        if kind == "table":
            return MappingProxyType(dict(_entries(value, len(keys))))
        if kind == "bands":
            return tuple(_band(row) for row in value)  # type: ignore[attr-defined]
        return _whole(exact(value)) if kind == "count" else exact(value)
    except (LanguageError, TypeError, KeyError, AttributeError) as fault:
        raise LanguageError(f"parameters.toml: {name}: {fault}") from fault


def _whole(value: Fraction) -> Fraction:
    if value.denominator != 1:
        raise LanguageError(f"{show_number(value)} is no count: a count is whole")
    return value


def _entries(value: object, depth: int) -> list[tuple[tuple[str, ...], Entry]]:
    if not isinstance(value, dict):
        raise LanguageError(f"a table with {depth} keys nests {depth} deep")
    if depth == 1:
        return [((key,), _entry(entry)) for key, entry in value.items()]
    return [
        ((key, *keys), entry) for key, below in value.items() for keys, entry in _entries(below, depth - 1)
    ]


def _entry(value: object) -> Entry:
    if isinstance(value, str):
        try:
            return exact(value)
        except LanguageError:
            return value
    return exact(value)


def _band(row: dict[str, object]) -> BandRow:
    floor = None if row.get("from") is None else exact(row["from"])
    unknown = sorted(set(row) - {"from", "below", "to", "gives"})
    if unknown or ("below" in row and "to" in row):
        raise LanguageError("a band has from, below (or to, which it includes) and gives")
    closed = "to" in row
    top = row.get("to" if closed else "below")
    return BandRow(floor, None if top is None else exact(top), _entry(row["gives"]), closed)


def with_statutes(
    parameters: Mapping[str, Parameter], statutes: tuple[str, ...], as_of: date
) -> dict[str, Parameter]:
    """Add what the state's own rules say, which stands apart from every scheme: `payout/rules/statutes/`.

    Raises LanguageError for a statute that is not there, or a parameter of the policy that bears a statute's name.
    """
    found: dict[str, Parameter] = {}
    for statute in statutes:
        path = STATUTES / f"{statute}.toml"
        if not path.is_file():
            known = ", ".join(sorted(one.stem for one in STATUTES.glob("*.toml")))
            raise LanguageError(f"policy.toml: no statute is named {statute}; there are {known}")
        for name, parameter in read_parameters(path, as_of).items():
            if name in parameters:
                raise LanguageError(
                    f"parameters.toml: {name} is a parameter of the statute {statute}: drop it here"
                )
            found[name] = replace(parameter, statute=statute)
    return {**parameters, **found}


def override(parameter: Parameter, value: object, source: str) -> Parameter:
    """Put another value in force. Raises LanguageError with what would be right."""
    new = _value(parameter.name, parameter.kind, parameter.keys, value)
    if parameter.kind == "choice" and new not in parameter.options:
        raise LanguageError(f"{parameter.name} = {new}: the readings are {', '.join(parameter.options)}")
    return replace(parameter, value=new, source=source)


def apply_overlay(parameters: Mapping[str, Parameter], path: Path, policy: str) -> dict[str, Parameter]:
    """Apply an overlay file.

    `baseline = "<policy id>"`, then a table with `value` for each parameter that changes.
    """
    content = load_toml(path)
    if content.pop("baseline", None) != policy:
        raise LanguageError(f'{path.name}: an overlay names its baseline: write baseline = "{policy}" on top')
    result = dict(parameters)
    for name, entry in content.items():
        _must_exist(name, result)
        if not isinstance(entry, dict) or "value" not in entry:
            raise LanguageError(f"{path.name}: write [{name}] with value = … below")
        result[name] = override(result[name], _merged(result[name], entry["value"]), path.name)
    return result


def apply_set(parameters: Mapping[str, Parameter], assignment: str) -> dict[str, Parameter]:
    """Apply `name=value`, or `table.key.key=value` for one entry of a table."""
    target, equals, text = assignment.partition("=")
    name, *keys = target.strip().split(".")
    if not equals:
        raise LanguageError(f"--set {assignment}: write name=value")
    _must_exist(name, parameters)
    value: object = text.strip()
    for key in reversed(keys):
        value = {key: value}
    parameter = parameters[name]
    return {**parameters, name: override(parameter, _merged(parameter, value), "--set")}


def _merged(parameter: Parameter, value: object) -> object:
    """Give a table's new entries over its present ones; anything else as it is."""
    if (
        parameter.kind != "table"
        or not isinstance(value, dict)
        or isinstance(parameter.value, (str, tuple, Fraction))
    ):
        return value
    changed = dict(_entries(value, len(parameter.keys)))
    unknown = sorted(set(changed) - set(parameter.value))
    if unknown:
        raise LanguageError(f"{parameter.name} has no entry {'.'.join(unknown[0])}")
    merged: dict[str, object] = {}
    for keys, entry in {**parameter.value, **changed}.items():
        below = merged
        for key in keys[:-1]:
            below = below.setdefault(key, {})  # type: ignore[assignment]
        below[keys[-1]] = entry
    return merged


def _must_exist(name: str, parameters: Mapping[str, Parameter]) -> None:
    if name not in parameters:
        close = get_close_matches(name, sorted(parameters), 1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(parameters))}"
        raise LanguageError(f"no parameter is named {name}; {hint}")
