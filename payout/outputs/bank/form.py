"""The form of a payment file, as a TOML file declares it: which columns, how they are written, how many rows a file takes.

::

    label = "竖线分隔文本 | A text with bars between"
    shape = "delimited"       # or fixed, workbook
    suffix = "txt"
    encoding = "gb18030"      # utf-8, gb18030, gbk; mark = true: with a byte order mark
    line_end = "crlf"         # or lf
    separator = "|"
    amount = "fen"            # or yuan, with two decimals
    most_rows = 5000          # a file; more go into the next
    most_yuan = 5000000

    [[column]]
    header = "账号"            # header = true above writes a line of them
    gives = "account"         # or constant = "奖金"
    width = 34                # of a fixed form: bytes in its encoding
    align = "right"
    pad = "0"

    [total]                   # a line of its own
    at = "first"              # or last
    columns = [{ constant = "T" }, { gives = "rows" }, { gives = "sum" }]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from payout.outputs.errors import OutputError
from payout.rules.policy.parameters import load_toml
from payout.rules.tree import LanguageError
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Shape = Literal["delimited", "fixed", "workbook"]
FOLDER = Path(__file__).parent / "forms"
SHIPPED = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
GIVES = {  # what a column may give, and what it is called
    name: Text(zh, name)
    for name, zh in (
        ("number", "序号"),
        ("key", "编号"),
        ("account_name", "户名"),
        ("account", "账号"),
        ("bank", "开户行"),
        ("identity", "证件号码"),
        ("amount", "金额"),
        ("purpose", "用途"),
    )
}
OF_TOTAL = ("rows", "sum")
CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "gbk": "gbk"}
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
WORDS = {
    "label", "shape", "suffix", "encoding", "mark", "line_end", "separator", "quoted", "header", "amount", "most_rows", "most_yuan",
    "sheet", "column", "total",
}  # fmt: skip
WORDS_OF_COLUMN = {"header", "gives", "constant", "width", "align", "pad", "required"}
SUFFIXES = ("csv", "txt", "xlsx")


@dataclass(frozen=True)
class FormColumn:
    """A column of a form: what it gives, or a constant; `width` in bytes, of a fixed form; `required`: it may not be blank."""

    header: str = ""
    gives: str = ""
    constant: str = ""
    width: int = 0
    right: bool = False
    pad: str = " "
    required: bool = False


@dataclass(frozen=True)
class Form:
    """The form of a payment file."""

    name: str
    label: Text
    shape: Shape
    suffix: str
    columns: tuple[FormColumn, ...]
    encoding: str = "utf-8"
    mark: bool = False
    line_end: str = "\r\n"
    separator: str = ","
    quoted: bool = False
    header: bool = False
    in_fen: bool = False
    most_rows: int = 0  # 0: no limit
    most_yuan: Fraction = Fraction(0)
    sheet: str = ""
    total: tuple[FormColumn, ...] = ()
    total_first: bool = False
    purpose: str = ""  # what a payment is for, in the columns that give it

    @property
    def amount_at(self) -> int:
        """Which column holds the amount."""
        return next(at for at, column in enumerate(self.columns) if column.gives == "amount")

    def money(self, yuan: Fraction) -> str:
        """An amount as the form writes it. Raises ValueError where it is not whole fen, or negative."""
        fen = yuan * 100
        if fen.denominator != 1 or fen < 0:
            raise ValueError("an amount that is paid is whole fen, and not negative")
        return str(fen.numerator) if self.in_fen else f"{fen.numerator // 100}.{fen.numerator % 100:02}"


def read_form(word: str, purpose: str = "") -> Form:
    """A form, with what a payment is for, by a shipped name or by its file. Raises OutputError with what is wrong with it."""
    path = FOLDER / f"{word}.toml" if word in SHIPPED else Path(word)
    if not path.is_file():
        names = ", ".join(SHIPPED)
        raise OutputError(
            Text(f"没有格式“{word}”,也没有这个文件。", f"there is no form {word}, nor such a file."),
            Text(f"自带的格式:{names}。", f"forms that are there: {names}."),
        )
    try:
        return replace(_form(path.stem, load_toml(path)), purpose=purpose)
    except LanguageError as fault:
        zh, en = (
            str(fault.zh or fault).removeprefix(f"{path.name}:"),
            str(fault).removeprefix(f"{path.name}: "),
        )
        problem = Text(f"{path.name}:{zh}", f"{path.name}: {en}")
        raise OutputError(problem, Text("改正格式文件。", "correct the form.")) from fault


def _form(name: str, content: Mapping[str, object]) -> Form:
    _refuse_unknown(content, WORDS, "the form", "格式")
    shape = cast("Shape", _one_of(content, "shape", ("delimited", "fixed", "workbook")))
    columns = tuple(_column(entry, tuple(GIVES)) for entry in _tables(content.get("column"), "column"))
    given = content.get("total")
    _expect(given is None or isinstance(given, dict), "[total] is a table", "[total] 应为一张表")
    total: Mapping[str, object] = given if isinstance(given, dict) else {}
    _refuse_unknown(total, {"at", "columns"}, "[total]", "[total]")
    zh, _, en = str(content.get("label", name)).partition("|")
    form = Form(
        name,
        Text(zh.strip(), en.strip() or zh.strip()),
        shape,
        _one_of(content, "suffix", SUFFIXES),
        columns,
        encoding=_one_of(content, "encoding", tuple(CODECS), "utf-8"),
        mark=_flag(content, "mark"),
        line_end=LINE_ENDS[_one_of(content, "line_end", tuple(LINE_ENDS), "crlf")],
        separator=str(content.get("separator", "," if shape == "delimited" else "")),
        quoted=_flag(content, "quoted"),
        header=_flag(content, "header"),
        in_fen=_one_of(content, "amount", ("yuan", "fen"), "yuan") == "fen",
        most_rows=_whole(content, "most_rows"),
        most_yuan=Fraction(_whole(content, "most_yuan")),
        sheet=str(content.get("sheet", "Sheet1")),
        total=tuple(_column(entry, OF_TOTAL) for entry in _tables(total.get("columns"), "total")),
        total_first=_one_of(total, "at", ("first", "last"), "last") == "first",
    )
    _whole_form(form)
    return form


def _whole_form(form: Form) -> None:
    """Raise LanguageError for a form whose files could not be read back."""
    gives = [column.gives for column in form.columns if column.gives]
    for needed in ("account", "amount"):
        _expect(gives.count(needed) == 1, f"one column gives {needed}", f"应有且只有一列给出 {needed}")
    if form.shape == "fixed":
        widths = [column.width for column in (*form.columns, *form.total)]
        _expect(all(widths), "every column of a fixed form has a width", "定长格式的每一列都要写 width")
        if form.header:
            raise LanguageError("a fixed form has no header", "定长格式没有表头")
    else:
        wide = [column for column in (*form.columns, *form.total) if column.width]
        _expect(not wide, "only a fixed form has widths", "只有定长格式才写 width")
    if form.shape == "delimited":
        alone = len(form.separator) == 1 and not form.separator.isalnum() and form.separator not in "\"'\r\n."
        _expect(
            alone, "separator is one character that no number has", "separator 应为一个不会出现在数里的字符"
        )
    _expect(
        (form.suffix == "xlsx") == (form.shape == "workbook"),
        'a workbook, and nothing else, has suffix = "xlsx"',
        '只有 workbook 用 suffix = "xlsx"',
    )
    if form.mark and form.encoding != "utf-8":
        raise LanguageError("only utf-8 has a byte order mark", "只有 utf-8 才有 BOM")


def _column(entry: Mapping[str, object], gives: tuple[str, ...]) -> FormColumn:
    _refuse_unknown(entry, WORDS_OF_COLUMN, "[[column]]", "[[column]]")
    said = "gives" in entry
    _expect(
        said != ("constant" in entry), "a column has gives or constant", "每一列写 gives 或 constant 之一"
    )
    pad = str(entry.get("pad", " "))
    _expect(len(pad) == 1 and pad.isascii(), "pad is one ASCII character", "pad 应为一个 ASCII 字符")
    return FormColumn(
        header=str(entry.get("header", "")),
        gives=_one_of(entry, "gives", gives) if said else "",
        constant=str(entry.get("constant", "")),
        width=_whole(entry, "width"),
        right=_one_of(entry, "align", ("left", "right"), "left") == "right",
        pad=pad,
        required=_flag(entry, "required"),
    )


def _tables(entries: object, name: str) -> list[Mapping[str, object]]:
    if entries is None and name == "total":
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise LanguageError(f"[[{name}]]: a list of columns", f"[[{name}]] 应为列的清单")
    return entries


def _one_of(entry: Mapping[str, object], name: str, words: tuple[str, ...], usual: str | None = None) -> str:
    said = entry.get(name, usual)
    _expect(said in words, f"{name} is one of {', '.join(words)}", f"{name} 应为 {'、'.join(words)} 之一")
    return str(said)


def _flag(entry: Mapping[str, object], name: str) -> bool:
    said = entry.get(name, False)
    _expect(isinstance(said, bool), f"{name} is true or false", f"{name} 应为 true 或 false")
    return said is True


def _whole(entry: Mapping[str, object], name: str) -> int:
    said = entry.get(name, 0)
    whole = isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 10**13
    _expect(whole, f"{name} is a whole number", f"{name} 应为整数")
    return said if isinstance(said, int) else 0


def _refuse_unknown(entry: Mapping[str, object], known: set[str], en: str, zh: str) -> None:
    unknown = sorted(set(entry) - known)
    names = ", ".join(unknown)
    _expect(not unknown, f"{en} does not know {names}", f"{zh}里不认识 {names}")


def _expect(holds: object, en: str, zh: str) -> None:
    if not holds:
        raise LanguageError(en, zh)
