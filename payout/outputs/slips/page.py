"""A slip as one page of paper: who it is for, what he gets, how it came about, what lessened it, and whom to ask."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.evidence.slips.text import LESSENED
from payout.outputs.capital import capital_amount
from payout.outputs.papers.pages import document, plain, style_of
from payout.outputs.slips.handing import correction_text
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.evidence.slips.slip import Slip, SlipDifference, SlipLine, SlipRows
    from payout.outputs.slips.handing import Handed
    from payout.rendering.markup import Element
    from payout.text import Language

SLIP = Text("个人通知单", "Payment slip")
NOTICE_OF_RESULT = Text("考核结果通知单", "Notice of results")
HEADS = (Text("项目", "Figure"), Text("怎样算出来", "How"), Text("数额", "Comes to"), Text("条款", "Clause"))
CLAUSES = Text("所依据的条款", "The clauses")
ABOUT = Text(
    "标“约”的数只在本页四舍五入,计算时用准确的数。",
    "What is said to be about so much is rounded on this page only; what was computed is exact.",
)
DIFFERENCE = Text("更正:补发或追扣多少、为什么", "The correction: what is paid or reclaimed, and why")
YUAN = Text(" 元", " yuan")


def slip_page(slip: Slip, year: str, handed: Handed, lang: Language) -> Element:
    """The page of one payee, which is cut to what fits it."""
    heading = SLIP if is_paid(slip, lang) else NOTICE_OF_RESULT
    return element(
        "section",
        element("p", plain(slip.title) + _of(year, slip.title, lang), class_="scheme"),
        element("h1", heading(lang)),
        element("p", Text("依据:", "By: ")(lang) + plain(slip.document), class_="document"),
        *([element("p", correction_text(handed.corrects)(lang))] if handed.corrects else []),
        _who(slip.who),
        _results(slip, lang),
        *_difference(slip.difference, lang),
        *(part for one in slip.parts for part in _part(one.title, one.lines, lang)),
        *_part(LESSENED(lang), slip.lessened, lang),
        *(part for rows in slip.rows for part in _rows(rows, lang)),
        *_clauses(slip.clauses, lang),
        *([element("p", ABOUT(lang), class_="soft")] if slip.about else []),
        _ask(handed, lang),
        class_="slip",
    )


def pages(title: str, sections: Sequence[Element], lang: Language) -> str:
    """The pages of one unit as a file."""
    return document(title, style_of(__package__, "page.css"), sections, lang)


def is_paid(slip: Slip, lang: Language) -> bool:
    """Whether it tells of an amount, and not of grades and scores alone."""
    return any(value.endswith(YUAN(lang)) for _, value in slip.results)


def _of(year: str, title: str, lang: Language) -> str:
    """The period, where the scheme's title does not say it."""
    return Text(f" {year} 年度", f", {year}")(lang) if year and year not in title else ""


def _who(who: Sequence[tuple[str, str]]) -> Element:
    """Two to a row."""
    pairs = [(element("th", plain(label), scope="row"), element("td", plain(value))) for label, value in who]
    rows = (
        element("tr", *(cell for pair in pairs[at : at + 2] for cell in pair))
        for at in range(0, len(pairs), 2)
    )
    return element("table", element("tbody", *rows), class_="who")


def _results(slip: Slip, lang: Language) -> Element:
    lines = (
        element("p", element("span", plain(label), *_capital(value, lang)), element("b", plain(value)))
        for label, value in slip.results
    )
    return element("div", *lines, class_="result")


def _difference(difference: SlipDifference | None, lang: Language) -> Iterator[Element]:
    """What a correction comes to, and why."""
    if difference is None:
        return
    yield element("h2", DIFFERENCE(lang))
    cells = (element("th", plain(label), scope="col") for label, _ in difference.amounts)
    values = (
        element("td", element("b", plain(value)), *(_capital(value, lang) if last else ()))
        for last, (_, value) in (
            (at == len(difference.amounts), one) for at, one in enumerate(difference.amounts, 1)
        )
    )
    yield element(
        "table",
        element("thead", element("tr", *cells)),
        element("tbody", element("tr", *values)),
        class_="difference",
    )
    yield from (element("p", plain(text), class_="why") for text in difference.why)


def _capital(value: str, lang: Language) -> Iterator[Element]:
    """The amount in capitals, as a payment needs it."""
    told = value.removesuffix(YUAN.zh).replace(",", "")
    if lang == "zh" and value.endswith(YUAN.zh) and told.replace(".", "").lstrip("-").isdecimal():
        yield element("span", f"(大写:{capital_amount(Fraction(told))})", class_="capital")


def _part(title: str, lines: Sequence[SlipLine], lang: Language) -> Iterator[Element]:
    if not lines:
        return
    yield element("h2", plain(title))
    heads = (element("th", head(lang), scope="col") for head in HEADS)
    yield element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *(_line(line) for line in lines)),
        class_="lines",
    )


def _line(line: SlipLine) -> Element:
    how = "" if line.how == line.value else line.how
    return element("tr", *(element("td", plain(text)) for text in (line.label, how, line.value, line.clause)))


def _rows(rows: SlipRows, lang: Language) -> Iterator[Element]:
    yield element("h2", plain(rows.title))
    heads = (element("th", plain(head), scope="col") for head in rows.headers)
    body = (element("tr", *(element("td", plain(cell)) for cell in row)) for row in rows.rows)
    yield element("table", element("thead", element("tr", *heads)), element("tbody", *body), class_="rows")
    if rows.more:
        yield element("p", Text(f"另有 {rows.more} 行。", f"{rows.more} more rows.")(lang), class_="soft")


def _clauses(clauses: Sequence[tuple[str, str]], lang: Language) -> Iterator[Element]:
    if clauses:
        yield element("h2", CLAUSES(lang))
        told = (element("li", plain(f"〔{clause}〕 {says}")) for clause, says in clauses)
        yield element("ul", *told, class_="clauses")


def _ask(handed: Handed, lang: Language) -> Element:
    whom = plain(handed.asked(lang))
    apart = " " if whom[-1:].isascii() else ""  # a telephone number
    words = Text(
        f"对以上结果有疑问或异议的,请向{whom}{apart}提出。",
        f"If you have a question, or object to this result, turn to {whom}.",
    )
    signed, dated = Text("本人签收:", "Received by:")(lang), Text("日期:", "Date: ")(lang)
    line = element("p", element("span", signed), element("span", dated + handed.dated(lang)), class_="sign")
    return element("div", element("p", words(lang)), line, class_="ask")
