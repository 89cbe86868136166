"""Parameters: the numbers and readings of a policy, dated and cited, apart from its formulas.

They stand in `parameters.toml`, each under the clause that states it, with its kind as the name of its value:

::

    since = 2012-01-01          # the day since which a value holds that names none

    ["6.1"]
    county_average = { label = "全县奖金平均数 | County average bonus", money = 7000, bounds = [0, 100000] }

    ["6.1".least_bonus_gap]
    label = "单位个人最高与最低奖金差额的下限 | Least gap in a unit"
    money = [{ since = 2012-01-01, value = 300 }, { since = 2014-01-01, value = 400 }]
    bounds = [0, 10000]
    note = "单位没有填的,按此数。 | A unit that states none uses this one."

Kinds: money, ratio, count, points, choice, table, bands. Whatever gives numbers has `bounds`, the least and the most
that one of them may be; a value outside is refused, wherever it comes from. Money is given to the fen, a count is
whole, a ratio may be a fraction in text ("1/3"). A choice (口径) has `options`, what each reading means (中文 | English), and
`why` the default was taken. A table has `keys` and nested values; bands have `from` (or `above`, not included), `below` (or `to`,
included) and `gives`.
Weights that the text leaves incomplete, and bands that it leaves with holes, stand as the text has them and name the
choice that answers for the rest: `answered_by`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from payout.rules.policy.bounds import beyond
from payout.rules.tree import LanguageError, Schema, TableShape
from payout.rules.tree.leaves import places_of
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterator

STATUTES = Path(__file__).parent / "statutes"
KINDS = ("money", "ratio", "count", "points", "choice", "table", "bands")
MEASURES = {"money": "yuan", "ratio": "ratio", "count": "count", "points": "points", "choice": "choice"}

MOST_DIGITS = 60
HUNDRED = 100
EXACT_TEXT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|[+-]?[0-9]+ *\/ *[0-9]+")
ENTRIES = frozenset("label measure since bounds note why keys options answered_by".split())  # noqa: SIM905 - a list of words

Entry: TypeAlias = Fraction | str


@dataclass(frozen=True)
class BandRow:
    """One band: `floor` ≤ value < `ceiling` (None: no bound) gives `gives`; `closed`: value ≤ `ceiling`; `open`: `floor` < value."""

    floor: Fraction | None
    ceiling: Fraction | None
    gives: Entry
    closed: bool = False
    open: bool = False


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
    options_en: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # those that are said in English too
    bounds: tuple[Fraction, Fraction] | None = None
    answered_by: str = ""
    statute: str = ""
    source: str = "baseline"
    cited: str = ""  # why another value was put in force, and by which paper
    stated: int = (
        0  # which of the changed values it is, in the order in which they were put in force; 0: none
    )
    value: Value = ""
    default: Value = ""

    @property
    def schema(self) -> Schema:
        """What formulas know of it: as it is declared. A value put in force may have more decimals; it has no other kind."""
        if self.kind in {"table", "bands"}:
            raise LanguageError(f"{self.name} is a {self.kind}: read it by lookup(…) or band(…)")
        if self.kind == "choice":
            return Schema("enumeration", options=tuple(self.options.items()))
        values = [value for value in self.values if isinstance(value, Fraction)]
        return Schema("number", places=_places(values), measure=self.measure)

    @property
    def is_numeric(self) -> bool:
        """Whether it gives numbers, and so has bounds."""
        return self.kind != "choice" and any(
            isinstance(one, Fraction) for value in self.values for one in numbers_of(value)
        )

    def refuse_beyond(self, value: Value) -> None:
        """Raise LanguageError where a number of a value is outside the bounds that are declared; it names the entry."""
        if self.bounds is None:
            return
        for entry, one in _named_numbers(value):
            told = beyond(one, self.bounds, self.measure)
            if told.en:
                name = ".".join((self.name, *entry))
                raise LanguageError(
                    f"{name} ({self.en or self.zh}): {told.en}", f"{name}({self.zh}):{told.zh}"
                )

    def shape(self, wanted: str) -> TableShape:
        """What formulas know of a table or of bands. Raises LanguageError where it is none."""
        if self.kind != wanted:
            raise LanguageError(f"{self.name} {'is no table' if wanted == 'table' else 'has no bands'}")
        entries = [entry for value in self.values for entry in given_by(value)]
        first = self.values[0]
        keys = tuple(first) if isinstance(first, Mapping) else ()
        return TableShape(self.name, _entry_schema(entries, self.measure), self.keys, keys)

    @property
    def known(self) -> tuple[object, ...]:
        """All that a policy is built on of it: under another value that leaves this as it is, every formula is the same."""
        if self.kind not in {"table", "bands"}:
            return (self.name, self.kind, self.clause, self.schema)
        shape = self.shape(self.kind)
        return (self.name, self.kind, self.clause, shape.gives, shape.keys, shape.entries)

    def unchanged(self) -> Parameter:
        """The parameter with the policy's own value in force."""
        return replace(self, value=self.default, source="baseline", cited="", stated=0)

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value that it has had, and the one in force."""
        return (*(value for _, value in self.history), self.value)

    def option(self, name: str) -> Text:
        """What a reading of a choice means."""
        return Text(self.options[name], self.options_en.get(name) or self.options[name])

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
    low = "" if row.floor is None else f"{'>' if row.open else '≥'} {show_number(row.floor)} "
    high = "" if row.ceiling is None else f"{'≤' if row.closed else '<'} {show_number(row.ceiling)} "
    return f"{low}{high}→ {show(row.gives)}"


def exact(value: object) -> Fraction:
    """Make a rational of what TOML or `--set` gives: an integer, a decimal, or "1/3".

    Floats, nan and inf are refused.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str, Fraction)):
        raise _no_number(value)
    if isinstance(value, str) and not EXACT_TEXT.fullmatch(value.strip()):
        raise _no_number(value)
    text = str(value)
    if len(text) > MOST_DIGITS or (isinstance(value, Decimal) and not abs(value.adjusted()) < MOST_DIGITS):
        raise LanguageError(
            f"a number of more than {MOST_DIGITS} digits is no number of a policy",
            f"超过 {MOST_DIGITS} 位的数不是办法的数",
        )
    try:
        return Fraction(value.replace(" ", "") if isinstance(value, str) else value)
    except (ValueError, OverflowError, ZeroDivisionError) as fault:
        raise _no_number(value) from fault


def _no_number(value: object) -> LanguageError:
    return LanguageError(
        f'{value!r} is not an exact number: write 7000, 0.15 or "1/3"',
        f'{value!r} 不是准确的数:写作 7000、0.15 或 "1/3"',
    )


def load_toml(path: Path) -> dict[str, object]:
    """Read a TOML file with decimals kept exact. Raises LanguageError with the reason where it is none."""
    return parsed_toml(path.read_bytes(), path.name)


def parsed_toml(data: bytes, file: str) -> dict[str, object]:
    """What a TOML file of these bytes says, as `load_toml`."""
    text, _ = decoded(data, file)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise LanguageError(f"{file}: not valid TOML: {fault}", f"{file}:不是正确的 TOML:{fault}") from fault
    except RecursionError as fault:
        raise LanguageError(
            f"{file}: its tables or lists are nested too deeply", f"{file}:表或列表嵌套太深"
        ) from fault
    except ValueError as fault:  # Python refuses to read integers of thousands of digits
        raise LanguageError(
            f"{file}: it holds a number of too many digits", f"{file}:其中有一个数位数太多"
        ) from fault


def decoded(data: bytes, name: str) -> tuple[str, bool]:
    """The text of a TOML file, and whether it was GB18030 and not UTF-8. A byte order mark is what Notepad puts before it."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), False
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030").replace("\r\n", "\n"), True
    except UnicodeDecodeError as fault:
        raise LanguageError(
            f"{name}: neither UTF-8 nor GB18030: save it as UTF-8",
            f"{name}:既不是 UTF-8 也不是 GB18030,请另存为 UTF-8",
        ) from fault


def numbers_of(value: Value) -> list[Entry]:
    """What a value gives: itself, or the entries of a table or of bands."""
    return [value] if isinstance(value, (Fraction, str)) else given_by(value)


def _named_numbers(value: Value) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """The numbers of a value, each with the keys of the entry that gives it."""
    if isinstance(value, Mapping):
        yield from ((keys, entry) for keys, entry in value.items() if isinstance(entry, Fraction))
    else:
        yield from (((), one) for one in numbers_of(value) if isinstance(one, Fraction))


def given_by(value: Value) -> list[Entry]:
    """The entries that a table or bands give."""
    if isinstance(value, tuple):
        return [row.gives for row in value]
    return list(value.values()) if isinstance(value, Mapping) else []


def _places(values: list[Fraction]) -> int | None:
    places = [places_of(value) for value in values]
    return None if None in places else max((one for one in places if one is not None), default=0)


def _entry_schema(entries: list[Entry], measure: str) -> Schema:
    numbers = [entry for entry in entries if isinstance(entry, Fraction)]
    if len(numbers) == len(entries):
        return Schema("number", places=_places(numbers), measure=measure)
    words = dict.fromkeys(str(entry) for entry in entries)
    return Schema("enumeration", options=tuple((word, word) for word in words))


def read_parameters(path: Path, as_of: date) -> dict[str, Parameter]:
    """The parameters of a file by name; the value in force is the latest since a day not after `as_of`."""
    content = load_toml(path)
    since = content.pop("since", None)
    if since is not None and not isinstance(since, date):
        raise LanguageError(f"{path.name}: since is a day such as 2012-01-01, without quotes")
    found: dict[str, Parameter] = {}
    for clause, entries in content.items():
        if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
            raise LanguageError(
                f'{path.name}: {clause} is no clause: write ["{clause}"] and below it name = {{ … }}'
            )
        for name, entry in entries.items():
            if name in found:
                raise LanguageError(
                    f"{path.name}: {name} stands under {found[name].clause} and under {clause}"
                )
            found[name] = _parameter(name, clause, entry, (since, as_of))
    return found


def _parameter(name: str, clause: str, entry: Mapping[str, Any], days: tuple[date | None, date]) -> Parameter:
    since, as_of = days
    kinds = [kind for kind in KINDS if kind in entry]
    if len(kinds) != 1:
        raise LanguageError(f"parameters.toml: {name} has one value, named by its kind: {', '.join(KINDS)}")
    kind, known = kinds[0], ENTRIES | {kinds[0]}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise LanguageError(
            f"parameters.toml: {name} does not know {', '.join(unknown)}; it knows {', '.join(sorted(known))}"
        )
    keys = tuple(entry.get("keys", ()))
    history = _history(name, kind, keys, entry[kind], entry.get("since", since))
    in_force = [value for day, value in history if day is None or day <= as_of]
    if not in_force:
        raise LanguageError(
            f"parameters.toml: {name} has no value on {as_of}: its first is of {history[0][0]}"
        )
    zh, en = _both(entry.get("label", ""))
    options = {option: _both(meaning) for option, meaning in entry.get("options", {}).items()}
    note_zh, note_en = _both(entry.get("note", entry.get("why", "")))
    made = Parameter(
        name=name,
        kind=kind,
        zh=zh,
        en=en,
        clause=clause,
        measure=str(entry.get("measure", MEASURES.get(kind, ""))),
        history=history,
        note=note_zh,
        note_en=note_en,
        keys=keys,
        options=MappingProxyType({option: meaning for option, (meaning, _) in options.items()}),
        options_en=MappingProxyType({option: meaning for option, (_, meaning) in options.items()}),
        bounds=_bounds(name, entry.get("bounds")),
        answered_by=str(entry.get("answered_by", "")),
        value=in_force[-1],
        default=in_force[-1],
    )
    for _, value in history:
        with said_of("parameters.toml"):
            made.refuse_beyond(value)
    return made


@contextmanager
def said_of(file: str) -> Iterator[None]:
    """Let what is refused inside name the file that it stands in."""
    try:
        yield
    except LanguageError as fault:
        raise LanguageError(f"{file}: {fault}", fault.zh and f"{file}:{fault.zh}") from fault


def _bounds(name: str, given: object) -> tuple[Fraction, Fraction] | None:
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != 2:
        raise LanguageError(
            f"parameters.toml: {name}: bounds are two numbers, the least and the most: bounds = [0, 1]"
        )
    low, high = exact(given[0]), exact(given[1])
    if low > high:
        raise LanguageError(f"parameters.toml: {name}: its bounds stand the wrong way round")
    return low, high


def _both(said: object) -> tuple[str, str]:
    """Both languages of a text: 中文 | English; the second may be lacking."""
    zh, _, en = str(said).partition("|")
    return zh.strip(), en.strip()


def _history(
    name: str, kind: str, keys: tuple[str, ...], given: object, since: date | None
) -> tuple[tuple[date | None, Value], ...]:
    """The values by the day since which they hold, oldest first: one of all days, or a list of dated ones."""
    dated: list[Any] = [{"since": since, "value": given}]
    if isinstance(given, list) and all(isinstance(row, dict) and "value" in row for row in given):
        dated = given
    rows = ((_day(name, row.get("since", since)), value_of(name, kind, keys, row["value"])) for row in dated)
    return tuple(sorted(rows, key=lambda pair: pair[0] or date.min))


def _day(name: str, since: object) -> date | None:
    if since is not None and type(since) is not date:
        raise LanguageError(f"parameters.toml: {name}: since is a day such as 2012-01-31, without quotes")
    return since


def value_of(name: str, kind: str, keys: tuple[str, ...], value: object) -> Value:
    """A value of a parameter as it is declared or put in force; raises LanguageError where it is of another kind."""
    if value is None:
        raise LanguageError(f"parameters.toml: {name} has no value")
    if kind in {"table", "bands"} and not value:
        raise LanguageError(f"parameters.toml: {name} holds no entry", f"{name}:其中一项也没有")
    try:
        if kind == "choice":
            return str(value)
        if kind == "table":
            return MappingProxyType(dict(entries_of(value, len(keys))))
        if kind == "bands":
            return tuple(_band(row) for row in value)  # type: ignore[attr-defined]
        return _KINDS_OF_NUMBERS.get(kind, exact)(value)
    except (LanguageError, TypeError, KeyError, AttributeError) as fault:
        zh = fault.zh if isinstance(fault, LanguageError) else ""
        raise LanguageError(f"parameters.toml: {name}: {fault}", zh and f"{name}:{zh}") from fault


def _whole(given: object) -> Fraction:
    value = exact(given)
    if value.denominator != 1:
        raise LanguageError(
            f"{show_number(value)} is no count: a count is whole", f"{show_number(value)} 应为整数"
        )
    return value


def _of_fen(given: object) -> Fraction:
    value = exact(given)
    if HUNDRED % value.denominator:
        raise LanguageError(
            f"{show_number(value)} is no amount of money: two decimals, to the fen",
            f"{show_number(value)} 不是金额:至多两位小数,到分",
        )
    return value


_KINDS_OF_NUMBERS = {"count": _whole, "money": _of_fen}


def entries_of(value: object, depth: int) -> list[tuple[tuple[str, ...], Entry]]:
    """The entries of a table of so many keys, each with its keys."""
    if not isinstance(value, dict):
        raise LanguageError(f"a table with {depth} keys nests {depth} deep")
    if depth == 1:
        return [((key,), _entry(entry)) for key, entry in value.items()]
    return [
        ((key, *keys), entry) for key, below in value.items() for keys, entry in entries_of(below, depth - 1)
    ]


def _entry(value: object) -> Entry:
    if isinstance(value, str):
        try:
            return exact(value)
        except LanguageError:
            return value
    return exact(value)


def _band(row: dict[str, object]) -> BandRow:
    unknown = sorted(set(row) - {"from", "above", "below", "to", "gives"})
    if unknown or {"below", "to"} <= set(row) or {"from", "above"} <= set(row):
        raise LanguageError(
            "a band has from (or above, which it leaves out), below (or to, which it includes) and gives"
        )
    is_open, closed = "above" in row, "to" in row
    floor, top = _end(row, "above" if is_open else "from"), _end(row, "to" if closed else "below")
    return BandRow(floor, top, _entry(row["gives"]), closed, is_open)


def _end(row: dict[str, object], name: str) -> Fraction | None:
    return None if row.get(name) is None else exact(row[name])


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
