"""What a file is by its first bytes, whatever its name says: in words, with what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from payout.intake.catalogue import make
from payout.intake.refusing import Unreadable
from payout.text import Text

if TYPE_CHECKING:
    from payout.findings import Place

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an encrypted workbook and an old .xls begin
MOST_OLE = 64 << 20  # bytes among which the names of an old file's parts are looked for
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|style|div)", re.IGNORECASE)
SPREADSHEET_2003 = b"schemas-microsoft-com:office:spreadsheet"
WORKBOOK = Text(".xlsx 工作簿", "an .xlsx workbook")
OPEN_AND_SAVE = Text(
    "用 Excel 或 WPS 打开，另存为 .xlsx（不是改后缀）",
    "open it in Excel or WPS and save it as .xlsx; to rename it is not enough",
)
NO_PASSWORD = Text("去掉密码，另存为 .xlsx", "remove the password and save it as .xlsx")
GIVE_FOLDER = Text(
    "用 Excel 打开后另存为 .xlsx；或把各表的 CSV 放进一个文件夹，给出该文件夹",
    "open it in Excel and save it as .xlsx; or put the tables' CSV files in a folder and give the folder",
)
FROM_SOURCE = Text("从来源重新导出", "export it from its source again")
WITH_SUFFIX = Text("按内容改正后缀，或另存为 CSV", "give it the suffix of what it is, or save it as CSV")


@dataclass(frozen=True)
class FileKind:
    """What a file is, and what to do where a workbook was wanted."""

    what: Text
    how: Text


EMPTY = FileKind(
    Text("空文件（0 字节）", "an empty file (0 bytes)"),
    Text("重新保存或重新下载原文件", "save or download the original again"),
)
ENCRYPTED = FileKind(Text("加密的工作簿", "an encrypted workbook"), NO_PASSWORD)
ENCRYPTED_ZIP = FileKind(Text("加密的压缩包", "an encrypted archive"), NO_PASSWORD)
OLD = FileKind(Text("旧式 .xls 工作簿", "a workbook in the old .xls format"), OPEN_AND_SAVE)
OLD_OR_ENCRYPTED = FileKind(
    Text("加密的工作簿或旧式 Office 文件", "an encrypted workbook or an old Office file"),
    Text(
        "去掉密码，用 Excel 打开后另存为 .xlsx", "remove the password, open it in Excel and save it as .xlsx"
    ),
)
WORD = FileKind(Text("Word 文档", "a Word document"), OPEN_AND_SAVE)
BINARY = FileKind(Text("二进制工作簿 .xlsb", "a binary workbook, .xlsb"), OPEN_AND_SAVE)
OTHER_ZIP = FileKind(Text("别种压缩包（如 ODS、zip）", "another kind of archive (ODS, zip)"), OPEN_AND_SAVE)
HTML = FileKind(Text("网页（HTML）表格", "a table of a web page (HTML)"), OPEN_AND_SAVE)
XML_2003 = FileKind(Text("XML 电子表格 2003", "an XML spreadsheet of 2003"), OPEN_AND_SAVE)
XML = FileKind(Text("XML 文件", "an XML file"), FROM_SOURCE)
PARQUET = FileKind(
    Text("Parquet 文件", "a Parquet file"),
    Text("放进一个文件夹，给出该文件夹", "put it in a folder and give the folder"),
)
PDF = FileKind(Text("PDF 文件", "a PDF file"), FROM_SOURCE)
PICTURE = FileKind(Text("图片", "a picture"), FROM_SOURCE)
PLAIN = FileKind(Text("文本文件（如 CSV）", "a file of plain text, such as CSV"), GIVE_FOLDER)
ZIP = FileKind(Text("工作簿或压缩包", "a workbook or another archive"), OPEN_AND_SAVE)
OTHER = FileKind(Text("别种文件", "another kind of file"), FROM_SOURCE)
SIGNS = (
    (b"PK", ZIP),
    (b"PAR1", PARQUET),
    (b"%PDF", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
)


def kind_of(head: bytes) -> FileKind:
    """What begins so."""
    if not head:
        return EMPTY
    if head.startswith(OLE):
        return OLD_OR_ENCRYPTED
    signed = next((kind for sign, kind in SIGNS if head.startswith(sign)), None)
    if signed is not None:
        return signed
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return XML_2003 if SPREADSHEET_2003 in head else HTML if MARKUP.search(head) else XML
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    return PLAIN if wide or not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head) else OTHER


def kind_of_whole(data: bytes) -> FileKind:
    """What a file is; of an old one by the names of its parts, which stand anywhere in it."""
    found = kind_of(data[:HEAD])
    return _old(data[:MOST_OLE]) if found is OLD_OR_ENCRYPTED else found


def _old(data: bytes) -> FileKind:
    for name, kind in (
        ("EncryptedPackage", ENCRYPTED),
        ("Workbook", OLD),
        ("Book", OLD),
        ("WordDocument", WORD),
    ):
        if name.encode("utf-16-le") in data:
            return kind
    return OLD_OR_ENCRYPTED


def refuse_kind(kind: FileKind, place: Place, wanted: Text = WORKBOOK, how: Text | None = None) -> NoReturn:
    """Refuse a file that is something else than was wanted."""
    raise Unreadable(make("E102", place, what=kind.what, how=how or kind.how, wanted=wanted))
