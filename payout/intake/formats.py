"""What a number cell shows: the number formats of a spreadsheet, read far enough to tell it from what the cell holds.

A format is up to four sections between semicolons: for numbers above, below and at nothing, and for texts. A cell is
judged by what its own section makes of its own number, not by the look of the format: `#,##0,` shows 12000 as 12 and
0 as 0, and only the first says something else than the cell holds. What counts as the same number is decided here:

- rounding for the eye (93.27 shown as 93.3), thousands separators, leading zeros, exponents, Chinese numerals
  (`[DBNum1]`), brackets or red for what is below nothing, and a dash for nothing itself;
- the column's own unit beside the number (元 and ¥ beside yuan, 分 beside points, 人 beside people);
- a fraction that is exactly the number (1/2 for 0.5).

All else is another number to whoever reads the sheet: per cent, thousands and 万, a point that stands in the format and
not in the number, other units, a fraction that is near the number, and a section that shows nothing, or words alone.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable


Sort = Literal[
    "place", "point", "comma", "percent", "exponent", "slash", "general", "text", "at", "date", "literal"
]

# The formats that a file names by number alone. 5 to 8 and 41 to 44 show the currency of the reader's own Excel.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;-¥#,##0", 6: "¥#,##0;[Red]-¥#,##0",
    7: "¥#,##0.00;-¥#,##0.00", 8: "¥#,##0.00;[Red]-¥#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 48: "##0.0E+0", 49: "@", 67: "0%", 68: "0.00%",
    69: "# ?/?", 70: "# ??/??",
}  # fmt: skip
# The built-in formats that show a day or a time; 27 to 36 and 50 to 58 are those of a Chinese Excel.
DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
GENERAL = ("general", "g/通用格式", "g/標準格式")
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]{1,20}(?:\.[0-9]{1,20})?)")
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color *[0-9]+|颜色 *[0-9]+|.色", re.IGNORECASE
)
DATE_LETTERS = frozenset("ymdhs")
PLAIN = re.compile(r"general|@|(?:#,##)?0(?:\.0{1,30})?", re.IGNORECASE)
NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,4})?", re.IGNORECASE)
WIDE = Context(
    prec=800, rounding=ROUND_HALF_UP
)  # a double has up to 309 digits before its point and 324 behind
DASHES = frozenset("-–—−")
THOUSAND = 1000
MOST_SECTIONS = 4

YUAN = ("元", "圆", "¥", "rmb", "cny", "人民币", "yuan")
THINGS = (
    "个",
    "人",
    "名",
    "位",
    "次",
    "项",
    "件",
    "家",
    "份",
    "户",
    "篇",
    "条",
    "处",
    "场",
    "期",
    "票",
    "张",
)
UNITS: dict[str, tuple[str, ...]] = {
    "yuan": YUAN,
    "amount": YUAN,
    "points": ("分", "points", "pts"),
    "weight_points": ("分", "points", "pts"),
    "months": ("个月", "月", "months"),
    "days": ("天", "日", "days"),
    "hours": ("小时", "时", "hours"),
    "year": ("年度", "年"),
    "count": THINGS,
    "people": ("人", "名", "位"),
    "quantity": THINGS,
    "coefficient": ("倍",),
}


RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True)
class Token:
    """One thing that a format says: `text` is the place's own sign, or the words that it shows."""

    sort: Sort
    text: str


@dataclass(frozen=True)
class FormatSection:
    """One part of a format: what it shows, and the numbers that it is for, where it says so."""

    tokens: tuple[Token, ...]
    relation: str = ""
    bound: Decimal = Decimal(0)
    coloured: bool = False

    def has(self, *sorts: Sort) -> bool:
        """Whether any of these stands in it."""
        return any(token.sort in sorts for token in self.tokens)

    def takes(self, value: Decimal) -> bool:
        """Whether its condition holds for a number; one without takes all."""
        return not self.relation or RELATIONS[self.relation](value, self.bound)


@dataclass(frozen=True)
class NumberFormat:
    """A number format by its code. `hides_zero`: the sheet shows nothing where a cell holds 0."""

    code: str
    hides_zero: bool = False

    @cached_property
    def sections(self) -> tuple[FormatSection, ...]:
        """What stands between its semicolons."""
        return tuple(_sections(self.code))

    @cached_property
    def is_date(self) -> bool:
        """Whether it shows a day or a time."""
        first = self.sections[0]
        return first.has("date") and not first.has("general")

    @cached_property
    def is_plain(self) -> bool:
        """Whether it shows every number as it is; to be told at once, for nearly all are."""
        return not self.hides_zero and PLAIN.fullmatch(self.code) is not None

    def shown(self, value: Decimal) -> str:
        """What a cell with this number shows."""
        if value == 0 and self.hides_zero:
            return ""
        section, number = self._of(value)
        return "" if section is None else _written(section, number)

    def differs(self, value: Decimal, measure: str) -> bool:
        """Whether a cell with this number shows something else, in a column of this measure."""
        if self.is_plain:
            return False
        shown = self.shown(value)
        if value == 0 and (shown.strip() in DASHES or "0" in shown):
            return False  # nothing is nothing in any unit
        section, number = self._of(value)
        if section is not None and section.has("slash"):
            return not _fraction_is(section, number)
        signless = section is not None and section.coloured and value < 0
        return not _stands_for(shown, value, UNITS.get(measure, ()), signless=signless)

    def shows_percent(self, value: Decimal) -> bool:
        """Whether a cell with this number shows its hundredths with a per cent sign behind them, and nothing else."""
        shown = self.shown(value).strip()
        return shown.endswith("%") and _stands_for(shown[:-1], WIDE.multiply(value, Decimal(100)), ())

    def _of(self, value: Decimal) -> tuple[FormatSection | None, Decimal]:
        """The section for a number, and the number as that section writes it: without its sign where the section stands for it."""
        numeric = self.sections[:3]
        if len(numeric) > 1 and numeric[-1].has("at"):
            numeric = numeric[:-1]
        if any(section.relation for section in numeric):
            return next((one for one in numeric if one.takes(value)), None), value
        if len(numeric) == 1 or value > 0 or (value == 0 and len(numeric) == 2):
            return numeric[0], value
        return (numeric[1], -value) if value < 0 else (numeric[2], value)


def format_of(number: int, codes: dict[int, str]) -> NumberFormat:
    """The format that a style names by number: one of the file's own, or one that every spreadsheet knows."""
    return NumberFormat(codes.get(number, BUILT_IN.get(number, "General")))


def shown_as_identifier(cell: NumberFormat, digits: str) -> str:
    """What a cell with these digits shows, if that is no mere way of writing the number; else nothing."""
    shown = cell.shown(Decimal(digits)).strip()
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?:\D|$))", "", shown)
    plain = re.sub(r"\.0*$", "", plain)
    return "" if plain == digits or "E" in shown.upper() else shown


def _sections(code: str) -> list[FormatSection]:
    found: list[FormatSection] = []
    tokens: list[Token] = []
    relation, bound, coloured = "", Decimal(0), False
    at = 0
    while at < len(code) and len(found) < MOST_SECTIONS:
        if code[at] == ";":
            found.append(FormatSection(tuple(tokens), relation, bound, coloured))
            tokens, relation, bound, coloured = [], "", Decimal(0), False
            at += 1
            continue
        if code[at] == "[" and (end := code.find("]", at)) > 0:
            inside = code[at + 1 : end]
            condition = CONDITION.fullmatch(inside)
            if condition is not None:
                relation, bound = condition[1], Decimal(condition[2])
            coloured = coloured or COLOUR.fullmatch(inside) is not None
            tokens += _bracketed(inside)
            at = end + 1
            continue
        if code[at] == "[":
            # nothing closes it, nor any that comes later: looking again for each would take the square of them
            code = code[:at] + code[at:].replace("[", "")
            continue
        token, at = _token(code, at)
        tokens += [token] if token is not None else []
    return [*found, FormatSection(tuple(tokens), relation, bound, coloured)][:MOST_SECTIONS]


def _bracketed(inside: str) -> list[Token]:
    """What brackets show: a currency by its sign, elapsed time; colours, conditions and languages show nothing."""
    if inside.startswith("$"):
        sign = inside[1:].partition("-")[0]
        return [Token("literal", sign)] if sign else []
    return [Token("date", inside)] if ELAPSED.fullmatch(inside) else []


def _token(code: str, at: int) -> tuple[Token | None, int]:  # noqa: PLR0911 -- one answer a sign
    """The token at a place of a format, and where the next begins."""
    char = code[at]
    if char == '"':
        end = code.find('"', at + 1)
        end = len(code) if end < 0 else end
        return Token("literal", code[at + 1 : end]), end + 1
    if char in "\\!":
        return Token("literal", code[at + 1 : at + 2]), at + 2
    if char in "_*":
        return (Token("literal", " ") if char == "_" else None), at + 2
    for name in GENERAL:
        if code[at : at + len(name)].lower() == name:
            return Token("general", ""), at + len(name)
    if char in "Ee" and code[at + 1 : at + 2] in ("+", "-"):
        return Token("exponent", char), at + 2
    if char.lower() in DATE_LETTERS:
        return Token("date", char), at + 1
    sort = SIGNS.get(char)
    return (Token("literal", char) if sort is None else Token(sort, char)), at + 1


SIGNS: dict[str, Sort] = {
    "0": "place", "#": "place", "?": "place", ".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "at",
}  # fmt: skip


def _written(section: FormatSection, value: Decimal) -> str:
    """A number as a section writes it."""
    if section.has("slash"):
        return _as_fraction(section, value)[0]
    if not section.has("place"):
        number = _decimal(value) if section.has("general", "at") else ""
        return "".join(
            token.text if token.sort == "literal" else number if token.sort in ("general", "at") else ""
            for token in section.tokens
        )
    places, scaled = _scaled(section, value)
    sign = "-" if scaled < 0 else ""
    return sign + _filled(section, _digits(scaled, places))


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scaled(section: FormatSection, value: Decimal) -> tuple[int, Decimal]:
    """The decimals that a section has, and the number after its per cent signs and its commas behind the last place."""
    sorts = [token.sort for token in section.tokens if token.sort in ("place", "point", "comma", "exponent")]
    before, _, behind = "".join({"place": "0", "comma": ","}.get(sort, ".") for sort in sorts).partition(".")
    thousands = sum(len(part) - len(part.rstrip(",")) for part in (before, behind))
    percents = sum(token.sort == "percent" for token in section.tokens)
    number = WIDE.multiply(value, Decimal(100) ** min(percents, 50))
    return behind.partition(".")[0].count("0"), WIDE.divide(number, Decimal(THOUSAND) ** min(thousands, 50))


def _digits(value: Decimal, places: int) -> tuple[str, str]:
    """The digits before and behind the point, rounded as a spreadsheet does; none before it for what is below 1."""
    rounded = WIDE.quantize(abs(value), Decimal((0, (1,), -places)))
    whole, _, rest = format(rounded, "f").partition(".")
    return whole.lstrip("0"), rest


def _filled(section: FormatSection, digits: tuple[str, str]) -> str:
    """Digits put into the places of a section, words between them as they stand."""
    whole, rest = digits
    if section.has(
        "exponent"
    ):  # it hides no digit that counts: the number is written out, with the section's words
        words = "".join(token.text for token in section.tokens if token.sort in ("literal", "percent"))
        return f"{whole or '0'}.{rest}".rstrip(".") + words
    tokens = section.tokens
    point = next((at for at, token in enumerate(tokens) if token.sort == "point"), len(tokens))
    places = [at for at, token in enumerate(tokens) if token.sort == "place"]
    put = _whole_places(tokens, [at for at in places if at < point], whole)
    put |= _decimal_places(tokens, [at for at in places if at > point], rest)
    shown = ("literal", "point", "percent")
    return "".join(put.get(at, token.text if token.sort in shown else "") for at, token in enumerate(tokens))


def _whole_places(tokens: tuple[Token, ...], places: list[int], whole: str) -> dict[int, str]:
    """What stands in each place before the point: digits from the right, all that are left over in the first."""
    put: dict[int, str] = {}
    for number, at in enumerate(reversed(places)):
        empty = {"0": "0", "?": " "}.get(tokens[at].text, "")
        put[at] = whole[-1 - number] if number < len(whole) else empty
    if not places:
        return put
    first, last = places[0], places[-1]
    put[first] = whole[: max(len(whole) - len(places), 0)] + put[first]
    between = [token.sort for token in tokens[first:last]]
    if "comma" in between and "literal" not in between:
        grouped = _in_thousands("".join(put[at] for at in places))
        put = {**dict.fromkeys(places, ""), first: grouped}
    return put


def _in_thousands(digits: str) -> str:
    plain = digits.strip()
    head = len(plain) % 3
    parts = [plain[:head], *(plain[at : at + 3] for at in range(head, len(plain), 3))]
    return ",".join(part for part in parts if part)


def _decimal_places(tokens: tuple[Token, ...], places: list[int], rest: str) -> dict[int, str]:
    """What stands in each place behind the point: zeros at the end only where the place is a 0."""
    needed = len(rest.rstrip("0"))
    return {
        at: rest[number] if number < needed or tokens[at].text == "0" else {"?": " "}.get(tokens[at].text, "")
        for number, at in enumerate(places)
    }


def _as_fraction(section: FormatSection, value: Decimal) -> tuple[str, Fraction]:
    """A number as a section writes it with a fraction bar, and the number that this is."""
    text = "".join(token.text for token in section.tokens)
    above, _, below = text.partition("/")
    exact = abs(Fraction(value))
    fixed = re.search(r"[1-9][0-9]{0,9}", below)
    if fixed is not None:
        near = Fraction(round(exact * int(fixed[0])), int(fixed[0]))
        bottom = int(fixed[0])
    else:
        near = exact.limit_denominator(10 ** max(1, min(sum(char in "#?0" for char in below), 9)) - 1)
        bottom = near.denominator
    whole = int(near) if len(above.split()) > 1 else 0
    top = (near - whole) * bottom
    parts = [str(whole)] if whole or (len(above.split()) > 1 and not top) else []
    parts += [f"{top}/{bottom}"] if top or not parts else []
    return ("-" if value < 0 else "") + " ".join(parts), near


def _fraction_is(section: FormatSection, value: Decimal) -> bool:
    return not section.has("percent") and _as_fraction(section, value)[1] == abs(Fraction(value))


def _stands_for(shown: str, value: Decimal, units: tuple[str, ...], *, signless: bool = False) -> bool:
    """Whether what is shown is the number, rounded to the decimals that it shows."""
    read = _read(shown, units)
    if read is None:
        return False
    rounded = WIDE.quantize(value, Decimal((0, (1,), int(read.as_tuple().exponent))))
    return read == rounded or (signless and read == -rounded)


def _read(shown: str, units: tuple[str, ...]) -> Decimal | None:
    """The number that a reader takes from a cell, in the column's own unit; None where there is none to take."""
    text = unicodedata.normalize("NFKC", shown).strip().casefold()
    for unit in units:
        if text.endswith(unit):
            text = text.removesuffix(unit).strip()
            break
    sign = ""
    if text.startswith("(") and text.endswith(")"):
        sign, text = "-", text[1:-1].strip()
    if text[:1] in ("+", *DASHES):
        sign, text = "-" if text[0] in DASHES else "", text[1:].strip()
    text = next((text.removeprefix(unit).strip() for unit in units if text.startswith(unit)), text)
    if text[:1] in DASHES and not sign:
        sign, text = "-", text[1:].strip()
    text = re.sub(r"(?<=[0-9])[, '’](?=[0-9]{3}(?:[^0-9]|$))", "", text)
    if NUMBER.fullmatch(sign + text) is None:
        return None
    try:
        return Decimal(sign + text)
    except InvalidOperation:
        return None
