"""The sheets that are lists of texts: register of choices, parameters, open points, findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.outputs.workbook import words
from payout.outputs.workbook.cells import At, broken, put_number, put_text, put_wide, text_lines, text_width
from payout.outputs.workbook.looks import paper
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.findings import Finding
    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.rules.compiled.result import Blank, Decision, OpenPoint, Result, Setting, Stamp
    from payout.text import Language

LINE_HEIGHT = 15.0
MAX_ROWS = 20_000  # nobody reads further; the count of all stands above
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
ROOM = 143  # characters that A4 across holds beside the number, at nine points
NARROW = 12.0
MAX_HEIGHT = 409.0  # of a row, as spreadsheets allow


@dataclass(frozen=True)
class Heading:
    """The header of a column and the widest that it may be."""

    text: Text
    widest: int
    number: str = ""  # the format of its numbers; a cell that holds none is a text


@dataclass(frozen=True)
class Listing:
    """A list of texts under a title, with what it is for."""

    title: Text
    about: Text
    headings: tuple[Heading, ...]
    rows: Sequence[tuple[str, ...]]


def listings(result: Result, lang: Language) -> list[Listing]:
    """The lists of a result; open points, decisions, blanks only if there are any."""
    blanks = [_blanks(result.blanks, lang)] if result.blanks else []
    points = [_open_points(result.open_points, lang)] if result.open_points else []
    decided = [_decisions(result.decisions, lang)] if result.decisions else []
    defaults = [_by_default(result.by_default, lang)] if result.by_default else []
    return [
        register_of_choices(result, lang),
        _parameters(result, lang),
        *blanks,
        *points,
        *decided,
        *defaults,
        _findings(result.lasting, lang),
        _digests(result, lang),
    ]


def write_listing(sheet: Sheet, listing: Listing, stamp: Stamp, looks: Looks, lang: Language) -> None:
    """Write a list: rows numbered, texts wrapped, and tall enough to be read."""
    headers = [words.NUMBER(lang), *(heading.text(lang) for heading in listing.headings)]
    widths = [6.0, *_widths(listing, lang)]
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, looks.plain)
    put_wide(sheet, At(0, 0, looks.title), last, listing.title(lang))
    sheet.set_row(0, 28)
    about = broken(listing.about(lang) + _cut_note(listing)(lang), sum(widths) - 2)
    put_wide(sheet, At(1, 0, looks.about), last, about)
    sheet.set_row(1, LINE_HEIGHT * text_lines(about, sum(widths) - 2) + 3)
    for column, text in enumerate(headers):
        put_text(sheet, At(2, column, looks.header), text)
    sheet.set_row(2, LINE_HEIGHT + 6)
    bottom = _write_rows(sheet, listing, looks, widths, lang)
    if listing.rows:
        sheet.autofilter(2, 0, bottom, last)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, bottom, last)
    paper(sheet, stamp, listing.title(lang), lang)


def _widths(listing: Listing, lang: Language) -> list[float]:
    found, columns = [], [*zip(*listing.rows, strict=True)] or [()] * len(listing.headings)
    for texts, heading in zip(columns, listing.headings, strict=True):
        content = max(map(text_width, texts), default=0)
        found.append(float(min(heading.widest, max(content, text_width(heading.text(lang)) + 2) + 2)))
    over = sum(found) - ROOM
    if over > 0:  # the wide ones give way: their texts are wrapped
        wide = sum(width - NARROW for width in found if width > NARROW)
        found = [width - over * (width - NARROW) / wide if width > NARROW else width for width in found]
    return [float(round(width)) for width in found]


def _write_rows(sheet: Sheet, listing: Listing, looks: Looks, widths: list[float], lang: Language) -> int:
    if not listing.rows:
        put_wide(sheet, At(3, 0, looks.empty), len(widths) - 1, words.NONE(lang))
        return 3
    for number, texts in enumerate(listing.rows[:MAX_ROWS], start=1):
        row = 2 + number
        put_number(sheet, At(row, 0, looks.number), str(number))
        for column, (text, heading) in enumerate(zip(texts, listing.headings, strict=True), start=1):
            if heading.number and PLAIN_NUMBER.fullmatch(text):
                put_number(sheet, At(row, column, looks.amount(heading.number)), text)
            else:
                put_text(sheet, At(row, column, looks.wrapped), text)
        lines = max(text_lines(text, width - 1) for text, width in zip(texts, widths[1:], strict=True))
        sheet.set_row(row, min(MAX_HEIGHT, LINE_HEIGHT * lines + 3))
    return 2 + min(MAX_ROWS, len(listing.rows))


def _cut_note(listing: Listing) -> Text:
    rows = len(listing.rows)
    if rows <= MAX_ROWS:
        return NOTHING
    return Text(
        f"共 {rows:,} 项，此处只列前 {MAX_ROWS:,} 项。",
        f" {rows:,} in all, the first {MAX_ROWS:,} of them here.",
    )


def headings(*columns: tuple[str, str, int]) -> tuple[Heading, ...]:
    """The headers of columns: both languages, and the widest that each may be."""
    return tuple(Heading(Text(zh, en), widest) for zh, en, widest in columns)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def register_of_choices(result: Result, lang: Language) -> Listing:
    """Each choice: the reading taken, the others, and why."""
    chosen = [setting for setting in result.settings if setting.kind == "choice"]
    return Listing(
        words.CHOICES,
        Text(
            "文件可有两种以上读法之处，本次所取的读法、其他读法及理由。",
            "Where the text can be read in more than one way: the reading taken, the others, and why.",
        ),
        headings(
            ("事项", "Point", 24),
            ("标识", "Identifier", 22),
            ("本次采用", "In force", 28),
            ("是否默认", "Default?", 10),
            ("其他读法", "Other readings", 36),
            ("条款", "Clause", 12),
            ("理由", "Why", 40),
            ("来源", "Source", 14),
        ),
        tuple(_choice_row(setting, lang) for setting in chosen),
    )


def _choice_row(setting: Setting, lang: Language) -> tuple[str, ...]:
    default = setting.value == setting.default
    others = [option for option in setting.options if option != setting.value]
    return (
        setting.label(lang),
        setting.name,
        _reading(setting, setting.value, lang),
        (words.YES if default else words.NO)(lang),
        _lines(_reading(setting, option, lang) + _default_mark(setting, option, lang) for option in others),
        setting.clause,
        setting.note(lang),
        words.source_word(setting.source, lang),
    )


def _reading(setting: Setting, option: str, lang: Language) -> str:
    meaning = setting.meaning(option)
    return meaning.zh if lang == "zh" or option not in setting.options else f"{option}: {meaning.en}"


def _default_mark(setting: Setting, option: str, lang: Language) -> str:
    return Text("（默认）", " (default)")(lang) if option == setting.default else ""


def _parameters(result: Result, lang: Language) -> Listing:
    given = [setting for setting in result.settings if setting.kind != "choice"]
    return Listing(
        words.PARAMETERS,
        Text("本次计算所用的全部数值及其依据。", "Every number that the run used, and what it rests on."),
        headings(
            ("参数", "Parameter", 30),
            ("标识", "Identifier", 28),
            ("类别", "Kind", 10),
            ("数值", "Value", 36),
            ("单位", "Unit", 9),
            ("条款", "Clause", 12),
            ("说明", "Note", 44),
            ("来源", "Source", 16),
        ),
        tuple(_parameter_row(setting, lang) for setting in given),
    )


def _parameter_row(setting: Setting, lang: Language) -> tuple[str, ...]:
    kind = words.KINDS.get(setting.kind, NOTHING)(lang) or setting.kind
    unit = words.measure_word(setting.measure, lang)
    return (
        setting.label(lang),
        setting.name,
        kind,
        setting.value,
        unit,
        setting.clause,
        setting.note(lang),
        words.source_word(setting.source, lang),
    )


def _blanks(blanks: tuple[Blank, ...], lang: Language) -> Listing:
    """List what a blank cell of the input was taken for: whoever signs the result answers for these too."""
    return Listing(
        words.BLANKS,
        Text(
            "输入表中可以留空的列：留空的单元格按此计算。",
            "Columns of the input that may be left blank: a blank cell counted as this.",
        ),
        headings(
            ("表", "Table", 20),
            ("列", "Column", 28),
            ("空白 =", "blank =", 44),
            ("条款", "Clause", 16),
        ),
        tuple((one.table(lang), one.column(lang), one.means(lang), one.clause) for one in blanks),
    )


def _open_points(points: tuple[OpenPoint, ...], lang: Language) -> Listing:
    ordered = sorted(points, key=lambda point: (point.question, point.subject))
    return Listing(
        words.OPEN_POINTS,
        Text(
            "须由人决定的事项：在 decisions（决定事项）表中逐项填写（“对象”填对象代码）后重新运行。",
            "What only people can settle: add a row for each to the `decisions` table, with the code as its subject, and run again.",
        ),
        headings(
            ("对象", "Subject", 24),
            ("对象代码", "Subject code", 16),
            ("事项", "Question", 24),
            ("问题", "What is to be decided", 40),
            ("可选答案", "Answers", 32),
            ("条款", "Clause", 12),
            ("情况", "Detail", 44),
        ),
        tuple(
            (
                f"{point.row(lang)}  {point.called}".strip(),
                point.subject,
                point.question,
                point.prompt(lang),
                _lines(f"{answer}  {word}" for answer, word in point.answers.items()),
                point.clause,
                point.detail(lang),
            )
            for point in ordered
        ),
    )


def _decisions(decisions: tuple[Decision, ...], lang: Language) -> Listing:
    """List what people decided, with what they wrote beside it: whoever signs the result answers for these."""
    ordered = sorted(decisions, key=lambda one: (one.question, one.subject))
    return Listing(
        words.DECISIONS,
        Text("由人作出、已据以计算的决定。", "What people decided, and the run rests on."),
        headings(
            ("对象", "Subject", 28),
            ("事项", "Question", 22),
            ("问题", "What was decided", 40),
            ("决定", "Decision", 14),
            ("条款", "Clause", 12),
            ("理由", "Reason", 36),
            ("依据文号", "Document", 22),
            ("批准人", "Approved by", 14),
        ),
        tuple(
            (
                f"{one.row(lang)}  {one.called}".strip(),
                one.question,
                one.prompt(lang),
                one.answer(lang),
                one.clause,
                one.reason,
                one.document,
                one.approver,
            )
            for one in ordered
        ),
    )


def _by_default(points: tuple[OpenPoint, ...], lang: Language) -> Listing:
    """List what the text leaves to people and nobody decided: what holds then, and what might be decided."""
    return Listing(
        words.BY_DEFAULT,
        Text(
            "可由人另作决定而没有决定的事项，按办法处理；要另作决定，在 decisions（决定事项）表中加一行，“对象”填对象代码。",
            "What people may decide otherwise and did not: the text's own answer holds. Add a row (the code as subject) to change it.",
        ),
        headings(
            ("对象", "Subject", 24),
            ("对象代码", "Subject code", 16),
            ("事项", "Question", 24),
            ("问题", "What may be decided", 40),
            ("按办法的处理", "What holds", 24),
            ("可选答案", "Answers", 32),
            ("条款", "Clause", 12),
        ),
        tuple(
            (
                f"{point.row(lang)}  {point.called}".strip(),
                point.subject,
                point.question,
                point.prompt(lang),
                point.answers[point.answer] if lang == "zh" else point.answer,
                _lines(f"{answer}  {word}" for answer, word in point.answers.items()),
                point.clause,
            )
            for point in sorted(points, key=lambda point: (point.question, point.subject))
        ),
    )


def _findings(findings: tuple[Finding, ...], lang: Language) -> Listing:
    """List findings by subject; not by cell, so that the order of rows in a file changes nothing here."""
    rows = sorted((finding.severity != "error", _finding_row(finding, lang)) for finding in findings)
    return Listing(
        words.FINDINGS,
        Text(
            "读入与核对中发现的问题。个人信息已遮盖。",
            "What reading and checking found. Personal values are masked.",
        ),
        headings(
            ("级别", "Severity", 10),
            ("代码", "Code", 12),
            ("对象", "Subject", 26),
            ("列", "Column", 22),
            ("值", "Value", 20),
            ("问题", "Problem", 44),
            ("应为", "Expected", 28),
            ("条款", "Clause", 12),
            ("改法", "Fix", 36),
        ),
        tuple(row for _, row in rows),
    )


def _digests(result: Result, lang: Language) -> Listing:
    """List what the run rests on by SHA-256: whoever holds the same policy and tables finds the same."""
    mapped = (
        [(Text("对照文件", "The mapping")(lang), result.mapping.sha256)] if result.mapping is not None else []
    )
    told = [
        (Text("办法", "The policy")(lang), result.stamp.digest),
        *mapped,
        *sorted(result.table_digests.items()),
    ]
    return Listing(
        words.DIGESTS,
        Text(
            "办法和各输入表的 SHA-256,与 manifest.json 中的相同。",
            "SHA-256 of the policy and of each table, as in manifest.json.",
        ),
        headings(("内容", "Of what", 30), ("SHA-256", "SHA-256", 70)),
        tuple(told),
    )


def _finding_row(finding: Finding, lang: Language) -> tuple[str, ...]:
    return (
        words.SEVERITIES[finding.severity](lang),
        finding.code,
        f"{finding.row(lang)}  {finding.called}".strip(),
        finding.heading(lang),
        finding.shown(lang),
        finding.problem(lang),
        finding.expected(lang),
        finding.clause,
        finding.fix(lang),
    )
