"""The chapters of the page, in plain HTML: what one reads without its script, and prints."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from payout.masking import veil, veil_key
from payout.outputs.capital import LIMIT_YUAN, capital_amount
from payout.outputs.comparison.figures import average, plain
from payout.outputs.pages.pieces import table
from payout.outputs.report import words
from payout.outputs.totals import batch_total, grand_total
from payout.outputs.workbook import words as of_workbook
from payout.outputs.workbook.listings import listings
from payout.outputs.workbook.quota import CEILING, nominees, quota_columns, quota_note, shown
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.exact import ExactArray
    from payout.outputs.totals import Total
    from payout.outputs.workbook.listings import Listing
    from payout.outputs.workbook.quota import QuotaColumn
    from payout.rendering.markup import Element, Part
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile
    from payout.rules.policy.quota import Places, Quota
    from payout.text import Language

MOST_LISTED = 500  # rows of a register; the workbook has the rest
MOST_OPEN = 30  # rows that a register shows unasked
REGISTERS = {
    "findings": of_workbook.FINDINGS,
    "choices": of_workbook.CHOICES,
    "decisions": of_workbook.DECISIONS,
    "by-default": of_workbook.BY_DEFAULT,
    "parameters": of_workbook.PARAMETERS,
    "blanks": of_workbook.BLANKS,
}


def chapter(anchor: str, title: Text, lang: Language, *parts: Part) -> Element:
    """A chapter of the page."""
    return element("section", element("h2", title(lang)), *parts, id_=anchor)


def soft(text: str) -> Element:
    """What is said beside the figures."""
    return element("p", text, class_="soft")


# ---- the head ------------------------------------------------------------------------------------------------------


def head(result: Result, chapters: list[tuple[str, Text]], lang: Language) -> Element:
    """Which policy it is, the whole, and what stands below."""
    stamp = result.stamp
    about = "  ·  ".join(
        text for text in (stamp.document(lang), result.year, f"{stamp.id} {stamp.version}") if text
    )
    links = (element("a", title(lang), href=f"#{anchor}") for anchor, title in chapters)
    return element(
        "header",
        element("h1", stamp.title(lang)),
        soft(about),
        element("nav", *links),
        element("div", *(_card(*card) for card in _cards(result, lang)), class_="cards"),
        *_alarms(result, lang),
    )


def _card(figure: str, told: str) -> Element:
    return element("div", element("b", figure), element("span", told), class_="card")


def _cards(result: Result, lang: Language) -> Iterator[tuple[str, str]]:
    totals = _totals(result)
    whole = grand_total([total for _, total in totals])
    if whole is not None:
        yield _amount(whole), _in(whole.label(lang), whole.measure, lang)
    for file, total in totals:
        named = (
            total.label(lang) if len(totals) == 1 else f"{_level(result, file, lang)} · {total.label(lang)}"
        )
        yield _amount(total), _in(named, total.measure, lang)
    for file in result.files:
        yield f"{len(result.frames[file.level].table):,}", _level(result, file, lang)


def _level(result: Result, file: OutputFile, lang: Language) -> str:
    return of_workbook.level_word(file.level, result.frames[file.level].label, lang)


def _totals(result: Result) -> list[tuple[OutputFile, Total]]:
    return [(file, total) for file in result.files if (total := batch_total(result, file)) is not None]


def _amount(total: Total) -> str:
    return total.text if "/" in total.text else plain(total.value)


def _in(label: str, measure: str, lang: Language) -> str:
    unit = of_workbook.measure_word(measure, lang)
    return label + (Text(f"（{unit}）", f" ({unit})")(lang) if unit else "")


def _alarms(result: Result, lang: Language) -> Iterator[Element]:
    """What whoever reads on must know: values that are not the policy's own, and what was not given."""
    changed = [element("p", of_workbook.change_text(one)(lang)) for one in result.settings if one.changed]
    if changed:
        yield element("div", element("b", words.CHANGED(lang)), *changed, class_="alarm")


def state(result: Result, lang: Language) -> Element:
    """What was checked, decided and left out."""
    errors = sum(finding.severity == "error" for finding in result.lasting)
    found = Text(
        f"错误 {errors} 项，提醒 {len(result.lasting) - errors} 项",
        f"{errors} errors, {len(result.lasting) - errors} warnings",
    )
    none = of_workbook.NONE(lang)
    moved = [one.label(lang) for one in result.settings if one.kind == "choice" and one.value != one.default]
    absent = of_workbook.tables_text(result.not_provided, lang)
    told: list[tuple[str, str]] = [
        (of_workbook.FINDINGS(lang), found(lang)),
        (of_workbook.NOT_PROVIDED(lang), absent or none),
        (words.NO_READINGS_MOVED(lang), Text("、", ", ")(lang).join(moved) or none),
        (
            words.CHANGED(lang),
            str(sum(one.changed for one in result.settings)) if any_changed(result) else none,
        ),
        (of_workbook.DECISIONS(lang), str(len(result.decisions)) if result.decisions else none),
    ]
    if result.quota is not None:
        broken = result.quota.broken_rows
        holds = (
            Text(f"不符合 {broken} 行", f"{broken} rows do not hold")
            if broken
            else Text("全部符合", "all hold")
        )
        told.append((words.QUOTA(lang), holds(lang)))
    if result.mapping is not None:
        told += [(of_workbook.MAPPING(lang), veil(line(lang))) for line in result.mapping.lines]
    terms = (part for label, text in told for part in (element("dt", label), element("dd", text)))
    return chapter("state", words.STATE, lang, element("dl", *terms))


def any_changed(result: Result) -> bool:
    """Whether another value than the policy's own is in force."""
    return any(setting.changed for setting in result.settings)


# ---- money ---------------------------------------------------------------------------------------------------------


def money(result: Result, lang: Language) -> Element:
    """What is paid in all, and the other amounts of the same rows that are summed; of a policy that pays nothing, that."""
    totals = _totals(result)
    if not totals:
        return chapter("totals", words.TOTALS, lang, element("p", of_workbook.NO_AMOUNTS(lang)))
    rows: list[tuple[Part, ...]] = []
    for file, total in totals:
        names = (total.column, *(name for name in _kinds(result, file) if name != total.column))
        rows += [_kind(result, file, name, lang) for name in names]
    whole = grand_total([total for _, total in totals])
    if whole is not None:
        rows.append((element("b", whole.label(lang)), "", element("b", _amount(whole)), "", "", "", ""))
    heads = (words.ITEM, words.ROWS, words.SUM, words.MEAN, words.HIGHEST, words.LOWEST, words.CLAUSE)
    drawn = table([text(lang) for text in heads], rows, frozenset(range(1, 6)))
    return chapter("totals", words.TOTALS, lang, drawn, *_capitals(whole or totals[0][1], lang))


def _capitals(total: Total, lang: Language) -> Iterator[Element]:
    if total.measure == "yuan" and "/" not in total.text and abs(total.value) < LIMIT_YUAN:
        label = f"{total.label(lang)} · {words.CAPITALS(lang)}"
        yield element("p", f"{label}{Text('：', ': ')(lang)}人民币{capital_amount(total.value)}")


def _kinds(result: Result, file: OutputFile) -> list[str]:
    """The amounts that the sheets of a table's level sum, each once."""
    frame = result.frames[file.level]
    names = dict.fromkeys(
        name
        for sheet in result.sheets
        if sheet.level == file.level and not sheet.where
        for name in sheet.totals
    )
    fields = [frame.field(name) for name in names if name in frame.table.columns]
    return [
        one.name
        for one in fields
        if one.measure == "yuan" and one.places is not None and one.origin == "rule"
    ]


def _kind(result: Result, file: OutputFile, name: str, lang: Language) -> tuple[Part, ...]:
    frame = result.frames[file.level]
    field, values = frame.field(name), cast("ExactArray", frame.table[name].array)
    rows = len(values) - int(values.isna().sum())
    total = Fraction(values.sum())
    ends = (plain(Fraction(values.max())), plain(Fraction(values.min()))) if rows else ("—", "—")
    label = _in(f"{_level(result, file, lang)} · {field.label(lang)}", field.measure, lang)
    told = (label, f"{rows:,}", plain(total), plain(average(total, rows)), *ends, field.clause)
    return tuple(element("b", text) for text in told) if name == file.total else told


# ---- quotas --------------------------------------------------------------------------------------------------------


def quotas(quota: Quota, lang: Language) -> Element:
    """The proof of the places: a row a unit, those that do not hold first, and every ceiling."""
    columns = quota_columns(quota, lang)
    ordered = quota.alarming_first
    rows = [tuple(_cells(columns, row)) for row in ordered[:MOST_LISTED]]
    right = frozenset(at for at, column in enumerate(columns) if column.kind != "text")
    parts: list[Part] = [soft(quota_note(quota, lang)), *_cut(len(ordered), lang)]
    parts.append(folded(len(rows), lang, table([column.header for column in columns], rows, right)))
    if quota.ceilings:
        parts.append(_ceilings(quota, lang))
    if quota.plan.people:
        parts += _register(nominees(quota, lang, masked=True), lang)
    return chapter("quota", words.QUOTA, lang, *parts)


def _cells(columns: list[QuotaColumn], row: Places) -> Iterator[Part]:
    """A row as it is read: the verdict, which stands last, so that one sees it where it does not hold."""
    for column in columns:
        value = column.value(row)
        if isinstance(value, str):
            bad = "bad" if row.broken and column is columns[-1] else ""
            yield element("span", veil_key(value), class_=bad)
        else:
            yield f"{shown(value * 100)} %" if column.kind == "ratio" else shown(value)


def _ceilings(quota: Quota, lang: Language) -> Element:
    verdicts = Text("超过上限", "above the ceiling"), Text("未超过", "within")
    rows = [
        (
            veil_key(row.key) or Text("全部", "all")(lang),
            shown(row.headcount),
            shown(row.exact),
            shown(row.places),
            shown(row.granted),
            verdicts[not row.broken](lang),
        )
        for row in quota.ceilings
    ]
    return table([text(lang) for text in CEILING], rows, frozenset(range(1, 5)))


# ---- registers -----------------------------------------------------------------------------------------------------


def registers(result: Result, lang: Language) -> list[tuple[str, Text, Element]]:
    """Findings first, then choices, decisions, what the text settles, values changed, parameters, and what blanks mean."""
    lists = {listing.title: listing for listing in listings(result, lang)}
    found = [
        (anchor, title, chapter(anchor, title, lang, *_register_of(lists[title], lang)))
        for anchor, title in REGISTERS.items()
        if title in lists
    ]
    if any_changed(result):
        before = [anchor for anchor, _, _ in found].index("parameters")
        found.insert(before, ("changed", words.CHANGED, _changed(result, lang)))
    return found


def _register_of(listing: Listing, lang: Language) -> list[Element]:
    return [soft(listing.about(lang)), *_rows_of(listing, lang)]


def _register(listing: Listing, lang: Language) -> list[Element]:
    return [element("h3", listing.title(lang)), *_register_of(listing, lang)]


def _rows_of(listing: Listing, lang: Language) -> list[Element]:
    if not listing.rows:
        return [element("p", of_workbook.NONE(lang))]
    rows = [tuple(veil(text) for text in row) for row in listing.rows[:MOST_LISTED]]
    kept = [at for at, _ in enumerate(listing.headings) if any(row[at] for row in rows)]
    drawn = table(
        [listing.headings[at].text(lang) for at in kept], [tuple(row[at] for at in kept) for row in rows]
    )
    return [*_cut(len(listing.rows), lang), folded(len(rows), lang, drawn)]


def _cut(rows: int, lang: Language) -> list[Element]:
    told = words.CUT(lang).format(rows=f"{rows:,}", shown=f"{MOST_LISTED:,}")
    return [soft(told)] if rows > MOST_LISTED else []


def folded(rows: int, lang: Language, drawn: Element) -> Element:
    """A table, behind its number of rows where they are many."""
    if rows <= MOST_OPEN:
        return drawn
    return element("details", element("summary", of_workbook.rows_text(rows, lang)), drawn)


def _changed(result: Result, lang: Language) -> Element:
    heads = (
        Text("数值", "Value"),
        Text("标识", "Identifier"),
        Text("本次采用", "In force"),
        Text("办法的数值", "The policy's"),
        Text("来源", "Source"),
        words.CLAUSE,
    )
    rows = [
        (
            one.label(lang),
            one.name,
            one.value,
            one.baseline,
            of_workbook.source_word(one.source, lang),
            one.clause,
        )
        for one in result.settings
        if one.changed
    ]
    return chapter("changed", words.CHANGED, lang, table([text(lang) for text in heads], rows))


def digests(result: Result, lang: Language) -> Element:
    """What the run rests on, by SHA-256."""
    stamp = result.stamp
    rows: list[tuple[str, str]] = [
        (f"{words.POLICY(lang)} {stamp.id} {stamp.version}", stamp.digest),
    ]
    if result.mapping is not None:
        rows.append((Text("对照文件", "Mapping")(lang), result.mapping.sha256))
    rows += [
        (Text(f"数据表 {name}", f"Table {name}")(lang), digest)
        for name, digest in sorted(result.table_digests.items())
    ]
    drawn = table(
        [words.NAME(lang), "SHA-256"],
        [(name, element("span", digest, class_="digest")) for name, digest in rows],
    )
    return chapter("digests", words.INPUTS, lang, drawn, soft(words.ORIGINALS(lang)))
