"""`policy.toml`: what a policy is, its clauses, its quotas, and what its outputs show where it differs from what is usual."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from payout.rules.policy.parameters import load_toml
from payout.rules.policy.quota import read_quota
from payout.rules.tree import LanguageError
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.rules.policy.quota import QuotaPlan


@dataclass(frozen=True)
class Chart:
    """A chart of a sheet's rows, drawn from columns that the sheet shows: `x` the categories, `y` the values.

    Without `by` each `y` is a series; with it the rows of each of its values are one, over the one `y`.
    """

    kind: Literal["line", "column"]
    x: str
    y: tuple[str, ...]
    by: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.x, *self.y, *((self.by,) if self.by else ()))


@dataclass(frozen=True)
class Remark:
    """Words beside a payee on the list that is signed (备注), with `{column}` for what the row says there.

    Said where the flag `where` is true of the payee's row; with `rows`, once for each of his rows of that level.
    """

    says: Text
    where: str = ""
    rows: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The columns that it reads, of its own level or of a parent."""
        named = dict.fromkeys(REMARKED.findall(self.says.zh) + REMARKED.findall(self.says.en))
        return (*named, *((self.where,) if self.where else ()))


@dataclass(frozen=True)
class SheetPlan:
    """A sheet of the workbook: columns of one level.

    A column is a name, or a path to a parent's (`unit.unit_name`).

    What is left out is made when the policy is built: the title is the level's, rows stand by what tells them apart, the
    columns are the level's own and its parents' names; then amounts are summed, and people who are named sign.

    `where`: a flag column; only its true rows show. `group`: the column whose equal values get a subtotal.
    `totals`: the columns summed. `remarks`: what is said beside a payee, where the sheet is signed.
    """

    title: Text
    level: str
    columns: tuple[str, ...] = ()
    where: str = ""
    group: str = ""
    order: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    signature: bool = False
    note: Text = NOTHING
    chart: Chart | None = None
    remarks: tuple[Remark, ...] = ()
    said: frozenset[str] = frozenset()  # what policy.toml states; the rest is made


@dataclass(frozen=True)
class OutputFile:
    """A table of the output directory.

    `name`.csv and `name`.parquet, `first` columns first, then every other rule of the level. The name is that of the table, and what
    tells rows apart comes first, where a policy says no other.
    """

    name: str
    level: str
    first: tuple[str, ...] = ()
    total: str = ""  # the column whose sum is the batch's total
    total_may_be_missing: bool = False  # before money has come, a batch may have results and no amounts
    total_may_be_negative: bool = False  # a clawback is paid by those who were paid too much
    usual: (
        tuple[str, str] | tuple[()]
    ) = ()  # the range of an amount that nobody need look at: numbers, or names of parameters


@dataclass(frozen=True)
class SlipPlan:
    """What the page for a payee shows of a level, in its order; without one it follows from the formulas.

    `columns`: columns of the level, or paths to a parent's (`unit.mean_bonus`); `rows`: the tables whose rows it lists.
    """

    level: str
    columns: tuple[str, ...]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticePlan:
    """What the text lets a public notice show of a level, for how long, and by which clause.

    `columns`: shown; `may`: shown where it is asked for. `days`: of notice, 0 where the text gives none; `working`: whether
    those are working days. `changes`: of a correction only the rows are listed of which what is shown is another.
    """

    level: str
    columns: tuple[str, ...]
    may: tuple[str, ...] = ()
    days: int = 0
    working: bool = True
    clause: str = ""  # blank where the text does not speak of a notice
    changes: bool = False


@dataclass(frozen=True)
class Card:
    """What `policy.toml` says of a policy."""

    id: str
    version: str
    title: Text
    document: Text  # the legal text that it states, as one would cite it
    as_of: date
    clauses: tuple[str, ...]
    not_computed: Mapping[str, Text]
    sheets: tuple[SheetPlan, ...]
    files: tuple[OutputFile, ...]
    quota: QuotaPlan | None = None
    statutes: tuple[str, ...] = ()
    in_service: str = ""  # the flag that says who is in service at the end of the year: person.in_service
    slips: tuple[SlipPlan, ...] = ()
    notices: tuple[NoticePlan, ...] = ()
    unpublished: Text = NOTHING  # why nothing of a run may be put on a wall
    year_note: Text = NOTHING  # where the text gives no year: what stands for it, and why
    guide: tuple[Text, ...] = ()  # how to enter what is not plain, for the instructions of the template
    expects: tuple[str, ...] = ()  # tables that must be given, though they may be empty


REMARKED = re.compile(r"\{([\w.]+)\}")
CARD = ("id", "version", "label", "document", "as_of", "clauses")
SHEET = ("level",)
FILE = ("level",)
SLIP = ("level", "columns")
NOTICE = ("level", "columns", "clause")
CHART = ("kind", "x", "y")
MOST_DAYS = 365


def read_card(path: Path) -> Card:
    """Read `policy.toml`. Raises LanguageError with what is lacking or unknown."""
    content = load_toml(path)
    _refuse_unknown(
        content, {"policy", "not_computed", "sheet", "file", "quota", "look", "slip", "notice"}, "the file"
    )
    entry = content.get("policy")
    if not isinstance(entry, dict):
        raise LanguageError("policy.toml: the table [policy] is missing")
    lacking = [name for name in CARD if name not in entry]
    _refuse_unknown(entry, {*CARD, "statutes", "expects", "year_note", "guide", "unpublished"}, "[policy]")
    if lacking:
        raise LanguageError(f"policy.toml: [policy] lacks {', '.join(lacking)}")
    if "unpublished" in entry and "notice" in content:
        raise LanguageError(
            "policy.toml: [policy] unpublished says why nothing is shown; then there is no [[notice]]"
        )
    if not isinstance(entry["as_of"], date):
        raise LanguageError("policy.toml: as_of is a day such as 2012-12-31, without quotes")
    return Card(
        id=entry["id"],
        version=entry["version"],
        title=_both(entry["label"]),
        document=_both(entry["document"]),
        as_of=entry["as_of"],
        clauses=tuple(entry["clauses"]),
        not_computed={clause: _both(why) for clause, why in content.get("not_computed", {}).items()},  # type: ignore[attr-defined]
        sheets=tuple(_sheet(row) for row in content.get("sheet", ())),  # type: ignore[attr-defined]
        files=tuple(_file(row) for row in content.get("file", ())),  # type: ignore[attr-defined]
        quota=read_quota(content.get("quota")),
        statutes=tuple(entry.get("statutes", ())),
        in_service=_look(content.get("look", {})),
        slips=tuple(_slip(row) for row in content.get("slip", ())),  # type: ignore[attr-defined]
        notices=tuple(_notice(row) for row in content.get("notice", ())),  # type: ignore[attr-defined]
        expects=_columns(entry.get("expects", ())),
        guide=tuple(_both(line) for line in _lines(entry.get("guide", ()))),
        unpublished=_both(entry.get("unpublished", "")),
        year_note=_both(entry.get("year_note", "")),
    )


def _look(entry: object) -> str:
    """What the page before paying asks for: the flag of those in service, as level.column."""
    if not isinstance(entry, dict):
        raise LanguageError("policy.toml: [look] is a table")
    _refuse_unknown(entry, {"in_service"}, "[look]")
    flag = str(entry.get("in_service", ""))
    if flag and flag.count(".") != 1:
        raise LanguageError('policy.toml: [look] in_service = "level.column", such as "person.in_service"')
    return flag


def _sheet(row: Mapping[str, object]) -> SheetPlan:
    more = {"label", "columns", "where", "group", "order", "totals", "signature", "note", "chart", "remarks"}
    _refuse_unknown(row, {*SHEET, *more}, "[[sheet]]", SHEET)
    return SheetPlan(
        title=_both(row.get("label", "")),
        level=str(row["level"]),
        columns=_columns(row.get("columns", ())),
        where=str(row.get("where", "")),
        group=str(row.get("group", "")),
        order=_columns(row.get("order", ())),
        totals=_columns(row.get("totals", ())),
        signature=bool(row.get("signature", False)),
        note=_both(row.get("note", "")),
        chart=_chart(row["chart"], grouped="group" in row) if "chart" in row else None,
        remarks=tuple(_remark(one) for one in row.get("remarks", ())),  # type: ignore[attr-defined]
        said=frozenset(row),
    )


def _remark(row: Mapping[str, object]) -> Remark:
    _refuse_unknown(row, {"says", "where", "rows"}, "[[sheet]] remarks", ("says",))
    return Remark(_both(row["says"]), str(row.get("where", "")), str(row.get("rows", "")))


def _slip(row: Mapping[str, object]) -> SlipPlan:
    _refuse_unknown(row, {*SLIP, "rows"}, "[[slip]]", SLIP)
    return SlipPlan(str(row["level"]), _columns(row["columns"]), _columns(row.get("rows", ())))


def _notice(row: Mapping[str, object]) -> NoticePlan:
    _refuse_unknown(row, {*NOTICE, "may", "days", "working_days", "changes"}, "[[notice]]", NOTICE)
    if "days" in row and "working_days" in row:
        raise LanguageError("policy.toml: [[notice]] has days or working_days, not both")
    days = row.get("working_days", row.get("days", 0))
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_DAYS:
        raise LanguageError(f"policy.toml: [[notice]] days are a whole number up to {MOST_DAYS}")
    if not isinstance(row.get("changes", False), bool):
        raise LanguageError("policy.toml: [[notice]] changes is true or false")
    return NoticePlan(
        level=str(row["level"]),
        columns=_columns(row["columns"]),
        may=_columns(row.get("may", ())),
        days=days,
        working="days" not in row,
        clause=str(row["clause"]),
        changes=row.get("changes") is True,
    )


def _columns(said: object) -> tuple[str, ...]:
    """Columns as a list, or as one text parted by blanks."""
    if isinstance(said, str):
        return tuple(said.split())
    if not isinstance(said, (list, tuple)):
        raise LanguageError(
            f"policy.toml: {said!r} is no list of columns: name them in one text, parted by blanks"
        )
    return tuple(str(name) for name in said)


def _lines(said: object) -> list[object]:
    if not isinstance(said, list | tuple):
        raise LanguageError("policy.toml: guide is a list of lines")
    return list(said)


def _both(said: object) -> Text:
    """Both languages of a text: 中文 | English; the second may be left out."""
    zh, _, en = (part.strip() for part in str(said).partition("|"))
    return Text(zh, en or zh)


def _chart(row: object, *, grouped: bool) -> Chart:
    if not isinstance(row, dict):
        raise LanguageError("policy.toml: a sheet's chart is a table, [sheet.chart]")
    _refuse_unknown(row, {*CHART, "by"}, "[sheet.chart]", CHART)
    kind, y, by = row["kind"], _columns(row["y"]), str(row.get("by", ""))
    if kind not in {"line", "column"}:
        raise LanguageError(f'policy.toml: [sheet.chart] kind is "line" or "column", not {kind!r}')
    if not y or (by and len(y) > 1):
        raise LanguageError("policy.toml: [sheet.chart] y is a list of columns; with by, of one")
    if grouped and not by:
        raise LanguageError(
            "policy.toml: [sheet.chart] of a sheet with group needs by: subtotals stand between its rows"
        )
    return Chart(kind, str(row["x"]), y, by)


def _file(row: Mapping[str, object]) -> OutputFile:
    _refuse_unknown(
        row,
        {*FILE, "name", "first", "total", "total_may_be_missing", "total_may_be_negative", "usual"},
        "[[file]]",
        FILE,
    )
    total = str(row.get("total", ""))
    missing, negative = (bool(row.get(f"total_may_be_{what}", False)) for what in ("missing", "negative"))
    first, usual = _columns(row.get("first", ())), _range(row, total)
    return OutputFile(str(row.get("name", "")), str(row["level"]), first, total, missing, negative, usual)


def _range(row: Mapping[str, object], total: str) -> tuple[str, str] | tuple[()]:
    """The usual range of a total: two words, each a number or the name of a parameter."""
    if "usual" not in row:
        return ()
    words = str(row["usual"]).split()
    if len(words) != 2 or not total:
        raise LanguageError(
            'policy.toml: [[file]] usual = "low high" is the range of its total: two numbers or names of parameters'
        )
    return words[0], words[1]


def _refuse_unknown(
    row: Mapping[str, object], known: set[str], where: str, needed: tuple[str, ...] = ()
) -> None:
    lacking = [name for name in needed if name not in row]
    if lacking:
        raise LanguageError(f"policy.toml: {where} lacks {', '.join(lacking)}")
    unknown = sorted(set(row) - known)
    if unknown:
        raise LanguageError(
            f"policy.toml: {where} does not know {', '.join(unknown)}; it knows {', '.join(sorted(known))}"
        )
