"""The payees' accounts: whose account is which, read by the grammar of cells, and doubted where money could go astray.

A file may be any sheet, CSV or Parquet file whose header names the key, the account's holder and the account; other columns are passed
by. Nothing of an account is shown unmasked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from payout.findings import Finding, Place, errors, of_columns, of_levels
from payout.intake.apart import Allowance, Exceeded, apart, size_of
from payout.intake.catalogue import MOST_ALIKE, and_more, make
from payout.intake.digits import identity_holds, is_card, is_identity, lost_its_end, luhn_holds
from payout.intake.grids import grids_of
from payout.intake.listing import DEEPEST_HEADER, UnclearList
from payout.intake.mapping.cutting import TOTALS, headers_of
from payout.intake.mapping.declared import ColumnMap, SheetMap, Skip, SourceMap, TableMap
from payout.intake.mapping.reading import read_mapping
from payout.intake.mapping.words import Pattern, laid, squeezed
from payout.intake.raw import RawGrid
from payout.intake.reading import read
from payout.intake.refusing import Unreadable
from payout.masking import mask
from payout.rules.policy.tables import Table, flag, identifier, text
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from payout.findings import Severity
    from payout.intake.raw import RawTable
    from payout.rules.policy.checked import CheckedTable

PAYEES = "payees"
PAYEE = {"payee": Text("收款人", "payee")}
NAME, ACCOUNT, BANK, IDENTITY, VERIFIED = "account_name", "account", "bank", "identity", "verified"
NUMBER = re.compile(r"[0-9A-Z]{6,34}")
EXPONENT = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
GAPS = re.compile(r"[\s\u3000-]+")
OR_VERIFIED = Text(
    "改正;确已逐笔核实的,在“已核实”列填“是”",
    "correct it; where it was checked by hand, write yes under 已核实 (verified)",
)


@dataclass(frozen=True)
class PayeeAccount:
    """Whose account it is, and where it stands in its file. Blank where nothing is said."""

    key: str
    account_name: str
    account: str
    bank: str
    identity: str
    verified: bool
    row: int  # of the table as read
    spaced: bool = False  # its account was written in groups; they are put together


@dataclass(frozen=True)
class Payees:
    """The accounts by the key of their payee, and what was found."""

    by_key: Mapping[str, PayeeAccount]
    checked: CheckedTable
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether findings forbid to pay by it."""
        return bool(errors(self.findings))

    def place(self, payee: PayeeAccount, column: str = ACCOUNT) -> Place:
        """The cell of a payee."""
        return self.checked.origin.place(payee.row, column)


def payees_table(key: str, key_label: str) -> Table:
    """The table of accounts of a level whose rows are told apart by `key`."""
    blank = {"required": False, "nullable": True}
    return Table(PAYEES, "payee", "收款账户", key=key).of(
        identifier(key, key_label),
        text(NAME, "户名", personal=True),
        replace(identifier(ACCOUNT, "账号", personal=True), nullable=True),
        text(BANK, "开户行", blank="不写开户行 | no bank is named"),
        replace(identifier(IDENTITY, "证件号码", personal=True), **blank),  # type: ignore[arg-type]
        flag(VERIFIED, "已核实", default=False),
    )


def read_payees(
    path: Path, table: Table, names: Mapping[str, str], *, policy: str = "", mapping: Path | None = None
) -> Payees:
    """Read the accounts. `names`: what the run calls each key, where it does. Raises UnclearList, MappingFault, OSError."""
    how = (
        read_mapping(mapping, policy, (table,))
        if mapping
        else None
        if path.is_dir()
        else _mapped(path, table)
    )
    intake = read(path, (table,), mapping=how)
    checked = intake.tables[PAYEES]
    if intake.stopped:
        return Payees({}, checked, of_levels(intake.findings, PAYEE))
    payees = [payee for payee in _payees(checked, table.key) if payee.key]
    found = Payees({payee.key: payee for payee in payees}, checked, ())
    told = [finding for payee in payees for finding in _doubts(found, payee, names)]
    told += [*_shared(found, payees), *_spaced(found, payees)]
    named = of_columns(_first_of_each(told), table.titles)
    return replace(found, findings=of_levels((*intake.findings, *named), PAYEE))


def _first_of_each(told: Sequence[Finding]) -> Iterator[Finding]:
    """The first findings of each code, and how many more there are."""
    for code in dict.fromkeys(one.code for one in told):
        alike = [one for one in told if one.code == code]
        yield from and_more(alike[:MOST_ALIKE], len(alike) - len(alike[:MOST_ALIKE]))


def _payees(checked: CheckedTable, key: str) -> Iterator[PayeeAccount]:
    columns = [key, NAME, ACCOUNT, BANK, IDENTITY]
    cells = [["" if one is None else one for one in _texts(checked, name)] for name in columns]
    flags = [one is True for one in checked.frame[VERIFIED].astype(object)]
    for row, (one, name, account, bank, identity) in enumerate(zip(*cells, strict=True)):
        numbers = [GAPS.sub("", number).upper() for number in (account, identity)]
        spaced = len(numbers[0]) < len(account)
        yield PayeeAccount(one, laid(name), numbers[0], bank, numbers[1], flags[row], row, spaced)


def _texts(checked: CheckedTable, column: str) -> list[str | None]:
    values = checked.frame[column].astype(object)
    return [one if isinstance(one, str) else None for one in values]


# ---- where the table stands in a file ---------------------------------------------------------------------------


@dataclass(frozen=True)
class HeaderRow:
    """A row of a sheet that names columns of the table: where each of them stands (a letter, `@B`), and the others."""

    sheet: str
    row: int
    columns: tuple[tuple[str, str], ...]  # column, letter
    others: tuple[str, ...]


def _mapped(path: Path, table: Table) -> SourceMap | None:
    """How the file becomes the table, from its headers; None where it cannot be read, which reading it says."""
    try:
        headers = apart(partial(_header_rows, path, table), Allowance.for_file(size_of(path)))
    except Exceeded as exceeded:
        raise Unreadable(make("E135", Place(path.name), what=exceeded.what)) from exceeded
    wanted = {table.key, NAME, ACCOUNT}
    whole = [one for one in headers if wanted <= {name for name, _ in one.columns}]
    if len(whole) != 1:
        raise UnclearList(_no_sheet(table, whole))
    one = whole[0]
    key = next(letter for name, letter in one.columns if name == table.key)
    skip = tuple(Skip(Pattern(f"*{word}*"), column) for word in TOTALS for column in ("", key))
    columns = tuple(ColumnMap(name, letter) for name, letter in one.columns)
    sheet = SheetMap(one.sheet, 1, one.row, skip=skip, ignore=one.others, tables=(TableMap(PAYEES, columns),))
    rest = tuple(dict.fromkeys(other.sheet for other in headers if other.sheet != one.sheet))
    return SourceMap(path.with_name("--payees"), b"", (sheet,), ignore=rest)


def _header_rows(path: Path, table: Table) -> list[HeaderRow]:
    """The best header of each sheet: the row that names most columns of the table."""
    return [_best(name, grid, table) for name, grid in grids_of(path).items()]


def _best(name: str, grid: RawGrid | RawTable, table: Table) -> HeaderRow:
    words = {squeezed(word): column.name for column in table.columns for word in (column.zh, column.name)}
    at = "@" if isinstance(grid, RawGrid) else ""  # a column of a Parquet file is named by its header
    letters = tuple(f"{at}{column.letter}" for column in grid.columns)
    found = [HeaderRow(name, 1, (), letters)]
    for row, texts in _rows(grid):
        named: dict[str, str] = {}
        for letter, said in zip(letters, texts, strict=True):
            column = words.get(squeezed(said))
            if column is not None:
                named.setdefault(column, letter)
        others = tuple(letter for letter in letters if letter not in named.values())
        found.append(HeaderRow(name, row, tuple(named.items()), others))
    return max(found, key=lambda one: len(one.columns))


def _rows(grid: RawGrid | RawTable) -> Iterator[tuple[int, list[str]]]:
    if not isinstance(grid, RawGrid):
        yield 1, [column.header for column in grid.columns]
        return
    for row in grid.rows[:DEEPEST_HEADER].tolist():
        yield row, headers_of(grid, row, row)


def _no_sheet(table: Table, whole: Sequence[HeaderRow]) -> Text:
    if whole:
        names = [one.sheet for one in whole]
        return Text(
            f"几张工作表都像是收款账户:{'、'.join(names)}。只留一张,或用 --mapping 写明",
            f"several sheets may be the accounts: {', '.join(names)}; leave one, or say which by --mapping",
        )
    key = table[table.key].zh
    return Text(
        f"没有找到表头写着 {key}、户名、账号 的工作表。改写表头,或用 --mapping 写明",
        f"no sheet has a header with {key} ({table.key}), 户名 ({NAME}) and 账号 ({ACCOUNT}): name them so, or use --mapping",
    )


# ---- what is doubted of one row ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class AccountDoubt:
    """What may be wrong with a payee; an error, unless the row says that it was verified by hand. `always`: whatever it says."""

    code: str
    column: str
    problem: Text
    fix: Text = OR_VERIFIED
    always: bool = False


DOUBTS: tuple[tuple[Callable[[PayeeAccount], bool], AccountDoubt], ...] = (
    (
        lambda one: bool(EXPONENT.fullmatch(one.account)),
        AccountDoubt(
            "E401",
            ACCOUNT,
            Text(
                "账号成了科学计数法,后面的位数已经丢失",
                "the account was written as 1.23E+18: its last digits are lost",
            ),
            Text(
                "把该列设为“文本”后从原件重新填写",
                "format the column as text and fill it in again from the original",
            ),
            always=True,
        ),
    ),
    (
        lambda one: not EXPONENT.fullmatch(one.account) and not NUMBER.fullmatch(one.account),
        AccountDoubt(
            "E402",
            ACCOUNT,
            Text("这不是账号", "this is no account number"),
            Text(
                "填 6 至 34 位数字(或字母);没有账号的留空",
                "6 to 34 digits or letters; blank where there is no account",
            ),
            always=True,
        ),
    ),
    (
        lambda one: lost_its_end(one.account),
        AccountDoubt(
            "E403",
            ACCOUNT,
            Text(
                "第 15 位以后全是 0:很可能被表格软件当成数字,末尾已丢失",
                "nothing but zeros behind the 15th digit: a spreadsheet has probably taken it for a number and lost its end",
            ),
        ),
    ),
    (
        lambda one: is_card(one.account) and not lost_its_end(one.account) and not luhn_holds(one.account),
        AccountDoubt(
            "E404",
            ACCOUNT,
            Text("银行卡号的校验位不对", "the check digit of this card number is wrong"),
        ),
    ),
)
BAD_IDENTITY = AccountDoubt(
    "E405",
    IDENTITY,
    Text(
        "身份证号的校验位或出生日期不对",
        "the check character or the day of birth of this identity number is wrong",
    ),
)


def _doubts(of: Payees, payee: PayeeAccount, names: Mapping[str, str]) -> Iterator[Finding]:
    if payee.account:
        found = (doubt for holds, doubt in DOUBTS if holds(payee))
        yield from (_told(of, payee, doubt, verified=payee.verified) for doubt in found)
    if is_identity(payee.identity) and not identity_holds(payee.identity):
        yield _told(of, payee, BAD_IDENTITY, verified=payee.verified)
    ours = names.get(payee.key, "")
    if ours and payee.account_name and plain_name(ours) != plain_name(payee.account_name):
        problem = Text(
            f"户名与发放对象的姓名“{mask(ours)}”不同",
            f"the account's holder is not called as the payee is, {mask(ours)}",
        )
        yield _told(of, payee, AccountDoubt("E406", NAME, problem), verified=payee.verified)


def _told(of: Payees, payee: PayeeAccount, doubt: AccountDoubt, *, verified: bool) -> Finding:
    """A doubt as a finding: what was verified by hand is a warning."""
    value = {ACCOUNT: payee.account, NAME: payee.account_name, IDENTITY: payee.identity}[doubt.column]
    forgiven = verified and not doubt.always
    code = doubt.code.replace("E", "W", 1) if forgiven else doubt.code
    place, subject = of.place(payee, doubt.column), f"payee {payee.key}"
    severity: Severity = "warning" if forgiven else "error"
    return Finding(code, severity, doubt.problem, place, subject, doubt.column, mask(value), fix=doubt.fix)


def plain_name(name: str) -> str:
    """A name as it is compared: without blanks, the dots of transliterated names alike."""
    return squeezed(name).replace(" ", "").translate(str.maketrans("•‧∙・.", "·····"))


# ---- one account, or one identity number, twice -----------------------------------------------------------------


def _shared(of: Payees, payees: Sequence[PayeeAccount]) -> Iterator[Finding]:
    """Payees that share an account or an identity number: told at each, with the others masked."""
    by_account: dict[str, list[PayeeAccount]] = {}
    by_identity: dict[str, list[PayeeAccount]] = {}
    for payee in payees:
        by_account.setdefault(payee.account, []).append(payee)
        by_identity.setdefault(payee.identity, []).append(payee)
    for code, column, word, groups in (
        ("E407", ACCOUNT, Text("账号", "account"), by_account),
        ("E408", IDENTITY, Text("证件号码", "identity number"), by_identity),
    ):
        for group in (group for number, group in groups.items() if number and len(group) > 1):
            verified = all(one.verified for one in group)
            for payee in group:
                doubt = AccountDoubt(code, column, _others(payee, group, word), OF_SHARED)
                yield _told(of, payee, doubt, verified=verified)


OF_SHARED = Text(
    "改正;确为共用的,在每一行“已核实”列填“是”",
    "correct it; where it is shared on purpose, write yes under 已核实 (verified) in each row",
)


def _others(payee: PayeeAccount, group: Sequence[PayeeAccount], word: Text) -> Text:
    others = [f"{mask(one.account_name)}({one.key})" for one in group if one is not payee]
    zh, en = "、".join(others[:5]), ", ".join(others[:5])
    return Text(f"与 {zh} 同一{word.zh}", f"the same {word.en} as that of {en}")


def _spaced(of: Payees, payees: Sequence[PayeeAccount]) -> Iterator[Finding]:
    """One warning of all accounts that were written in groups."""
    spaced = [one for one in payees if one.spaced]
    if spaced:
        problem = Text(
            f"{len(spaced)} 个账号中间有空格或短横,已去掉",
            f"{len(spaced)} accounts are written with blanks or hyphens inside; these are taken out",
        )
        fix = Text("请核对位数", "check the number of digits")
        yield Finding("W409", "warning", problem, of.place(spaced[0]), column=ACCOUNT, fix=fix)
