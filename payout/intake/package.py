"""An .xlsx as a package of parts.

Opened strictly, streamed within limits, so that no bomb or trick reaches a parser.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from xml.parsers import expat

from payout.findings import Place
from payout.intake.kinds import BINARY, ENCRYPTED_ZIP, OTHER_ZIP, ZIP, kind_of_whole, refuse_kind
from payout.intake.refusing import Unreadable, refuse
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CHUNK = 1 << 20
NAMESPACES = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # the strict form
    "http://schemas.openxmlformats.org/package/2006/relationships",
}
ENCODINGS = ("utf-8", "utf-16", "utf-16le", "utf-16be")


@dataclass(frozen=True)
class Limits:
    """What a workbook may hold. Ordinary workbooks stay far below.

    What exceeds them belongs in CSV or Parquet. Without limits a bomb of 2 MB is read whole, and one cell in the
    last corner of a sheet takes all memory.
    """

    members: int = 5_000
    part_bytes: int = 1 << 29
    total_bytes: int = 1 << 30
    ratio: int = 200  # ordinary sheets shrink 10 to 30 times
    small_part: int = 1 << 20  # the ratio of parts below this says nothing
    token_bytes: int = 8 << 20
    rows: int = 1_048_576
    columns: int = 16_384
    cells: int = 12_000_000
    sheets: int = 1_000
    merges: int = 50_000
    cell_text: int = 32_767  # characters that a cell of a spreadsheet holds
    texts: int = 1 << 28  # characters of all cells: one shared text may be named by every cell
    format_code: int = 1_024  # characters; Excel takes 255
    name: int = 255  # characters of a sheet's name; Excel takes 31
    parquet_cells: int = 1_000_000
    parquet_texts: int = 64 << 20  # bytes of a column
    growth: int = 64  # cells and characters that each byte of a large file may stand for, beyond those above


LIMITS = Limits()


@dataclass(frozen=True)
class Package:
    """The parts of a workbook whose directory was found sound."""

    name: str
    archive: zipfile.ZipFile
    sizes: dict[str, int]

    @property
    def place(self) -> Place:
        """The file as a whole."""
        return Place(self.name)

    def stream(self, part: str) -> Iterator[bytes]:
        """A part's bytes in chunks.

        A part that is longer or shorter than it says, or damaged, is refused.
        """
        try:
            with self.archive.open(part) as handle:
                while chunk := handle.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            refuse("E103", self.place, what=Text(f"部件 {part} 损坏", f"the part {part} is damaged"))

    def parse(
        self,
        part: str,
        handlers: Callable[[expat.XMLParserType], None],
        chunks: Iterable[bytes] | None = None,
    ) -> None:
        """Run expat over a part, or over what is given of it; document types, entities and endless tokens are refused."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = lambda *_: refuse("E107", self.place, part=part)
        parser.EntityDeclHandler = lambda *_: refuse("E107", self.place, part=part)
        parser.XmlDeclHandler = lambda _version, encoding, _alone: self._only_unicode(part, encoding)
        handlers(parser)
        self._only_known(part, parser)
        fed = 0
        try:
            for chunk in self.stream(part) if chunks is None else chunks:
                fed += len(chunk)
                parser.Parse(chunk, False)
                if fed - parser.CurrentByteIndex > LIMITS.token_bytes:
                    refuse("E104", self.place, part=part, what=_mb(fed), limit=_mb(LIMITS.token_bytes))
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            what = Text(f"第 {error.lineno} 行不是合格的 XML", f"line {error.lineno} is not well-formed XML")
            refuse("E108", self.place, part=part, what=what)

    def _only_known(self, part: str, parser: expat.XMLParserType) -> None:
        """Refuse a part whose root is in no namespace of the format: what is read there by its names, other programs do not see."""
        start = cast("Callable[[str, dict[str, str]], None] | None", parser.StartElementHandler)

        def root(tag: str, attributes: dict[str, str]) -> None:
            prefix = tag.rpartition(":")[0]
            if attributes.get(f"xmlns:{prefix}" if prefix else "xmlns") not in NAMESPACES:
                what = Text("它的命名空间不是工作簿的", "its namespace is none of a workbook")
                refuse("E108", self.place, part=part, what=what)
            parser.StartElementHandler = start
            if start is not None:
                start(tag, attributes)

        parser.StartElementHandler = root

    def _only_unicode(self, part: str, encoding: str | None) -> None:
        """Refuse a part in another encoding than the two that the format has: no spreadsheet writes one, and few read it."""
        if encoding is not None and encoding.lower() not in ENCODINGS:
            what = Text(
                f"声明了编码 {encoding[:20]}，只能是 UTF-8 或 UTF-16",
                f"it declares the encoding {encoding[:20]}; only UTF-8 and UTF-16 are allowed",
            )
            refuse("E108", self.place, part=part, what=what)


def open_package(data: bytes, name: str) -> Package:
    """Open a workbook's package, held in memory: what is read of it is what its digest was taken of.

    Raises Unreadable for what is no .xlsx, is damaged, too large or carries macros.
    """
    place = Place(name)
    kind = kind_of_whole(data)
    if kind is not ZIP:
        refuse_kind(kind, place)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        refuse("E103", place, what=Text("不是完整的压缩包", "it is not a whole zip archive"))
    try:
        return Package(name, archive, _inspect(members, place))
    except Unreadable:
        archive.close()
        raise


def _inspect(members: list[zipfile.ZipInfo], place: Place) -> dict[str, int]:
    if len(members) > LIMITS.members:
        refuse("E104", place, part=place.file, what=len(members), limit=LIMITS.members)
    sizes: dict[str, int] = {}
    seen: set[str] = set()
    for member in members:
        _inspect_one(member, seen, place)
        seen.add(member.filename.lower())
        sizes[member.filename] = member.file_size
    if sum(sizes.values()) > LIMITS.total_bytes:
        refuse("E104", place, part=place.file, what=_mb(sum(sizes.values())), limit=_mb(LIMITS.total_bytes))
    _contents({name.lower() for name in sizes}, place)
    return sizes


def _inspect_one(member: zipfile.ZipInfo, seen: set[str], place: Place) -> None:
    name, size = member.filename, member.file_size
    # Of two members of one name every reader takes another one: the auditor's Excel would show what was not read.
    if name.lower() in seen or _unsafe(name):
        refuse("E105", place, part=name)
    if member.flag_bits & 0x1:
        refuse_kind(ENCRYPTED_ZIP, place)
    if size > LIMITS.part_bytes:
        refuse("E104", place, part=name, what=_mb(size), limit=_mb(LIMITS.part_bytes))
    if size > LIMITS.small_part and size > LIMITS.ratio * max(member.compress_size, 1):
        ratio = size // max(member.compress_size, 1)
        refuse(
            "E104", place, part=name, what=Text(f"压缩比 {ratio}", f"a ratio of {ratio}"), limit=LIMITS.ratio
        )


def _unsafe(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\x00" in name


def _contents(names: set[str], place: Place) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        refuse("E106", place)
    if "[content_types].xml" not in names:
        refuse_kind(OTHER_ZIP, place)
    if any(name.endswith("workbook.bin") for name in names):
        refuse_kind(BINARY, place)


def _mb(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"
