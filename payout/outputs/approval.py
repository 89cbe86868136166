"""The page of signatures that is printed and put beside a workbook's cover: A4, nothing loaded, nothing run.

A workbook is sealed before anybody signs, so that its cover cannot name who did; the lines for ink stay on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.outputs.capital import LIMIT_YUAN, capital_amount
from payout.rendering.markup import element
from payout.text import Text
from payout.version import __version__

if TYPE_CHECKING:
    from payout.rendering.markup import Element
    from payout.text import Language

MADE_BY = f"payout {__version__}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = (
    "@page{size:A4;margin:25mm 20mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:170mm;margin:auto}"
    "h1{text-align:center}table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid;padding:.5em;text-align:left}"
    "td.ink{height:14mm;width:40mm}code{font-size:80%;word-break:break-all}"
)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
HEADER = (
    Text("职责", "Role"),
    Text("姓名", "Name"),
    Text("时间", "Time"),
    Text("密钥指纹", "Key"),
    Text("签字", "In ink"),
)
NOTE = Text(
    "本页由电子签名生成,本身不作凭据;以 payout verify 核对结果目录为准。",
    "This page was made of electronic signatures and proves nothing by itself: payout verify does.",
)


@dataclass(frozen=True)
class ApprovalSheet:
    """What the page says. `totals`: what, measure, amount; `rows`: role, name, time, fingerprint of the key."""

    title: str
    document: str
    year: str
    run: str
    office: str
    totals: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, str, str, str], ...]
    complete: bool


def approval_page(sheet: ApprovalSheet, lang: Language) -> str:
    """The page as HTML."""
    title = Text("签批单", "Approval")(lang)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="generator", content=MADE_BY),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("title", title),
        element("style", STYLE),
    )
    body = element(
        "body", element("h1", title), _facts(sheet, lang), _signatures(sheet, lang), element("p", NOTE(lang))
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=LANGUAGES[lang])}\n"


def _facts(sheet: ApprovalSheet, lang: Language) -> Element:
    capitals = Text("大写金额", "In Chinese capitals")(lang)
    state = (
        Text("三人签齐", "signed by all three")
        if sheet.complete
        else Text("尚未签齐", "not yet signed by all")
    )
    lines = [
        (Text("办法", "Policy")(lang), sheet.title),
        (Text("文件", "Document")(lang), sheet.document),
        *([(Text("年度", "Year")(lang), sheet.year)] if sheet.year else []),
    ]
    for what, measure, amount in sheet.totals:
        lines.append((Text(f"合计 {what}", f"Total {what}")(lang), f"{amount} {measure}".strip()))
        capital = _capital(measure, amount)
        lines += [(capitals, capital)] if capital else []
    lines += [(Text("状态", "State")(lang), state(lang))]
    digests = [(Text("运行", "Run")(lang), sheet.run), (Text("单位密钥", "Office's key")(lang), sheet.office)]
    rows = [element("tr", element("th", label), element("td", text)) for label, text in lines]
    rows += [
        element("tr", element("th", label), element("td", element("code", text))) for label, text in digests
    ]
    return element("table", *rows)


def _capital(measure: str, amount: str) -> str:
    value = Fraction(amount) if measure in {"元", "yuan"} and "/" not in amount else None
    fits = value is not None and (value * 100).denominator == 1 and abs(value) < LIMIT_YUAN
    return "人民币" + capital_amount(value) if fits and value is not None else ""


def _signatures(sheet: ApprovalSheet, lang: Language) -> Element:
    head = element("tr", *(element("th", one(lang)) for one in HEADER))
    rows = [
        element(
            "tr",
            *(element("td", text) for text in row[:3]),
            element("td", element("code", row[3][:16])),
            element("td", class_="ink"),
        )
        for row in sheet.rows
    ]
    return element("table", head, *rows)
