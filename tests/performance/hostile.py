"""Small inputs that stand for much: what each costs to refuse, or to read. `python -m tests.performance.hostile` gives the
table of docs/measurements.md; tests/intake/test_bounds_of_reading.py holds them to their limits.
"""

import os
import resource
import tempfile
import time
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from payout.intake import read, write_marked_copy
from tests.intake import builders as b

HEAD = [["person_id", "unit_id", "name"], ["1", "U1", "x"]]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@dataclass(frozen=True)
class Hostile:
    """A source, the code of what must be found of it if anything; `marked`: its marked copy is written too."""

    what: str
    make: object
    code: str
    marked: bool = False


def sheet_of(change, tail=b""):
    """A workbook whose sheet of people is changed."""

    def make(tmp):
        def spoilt(name, data):
            if not name.endswith("sheet2.xml"):
                return data
            return change(data).replace(b"</worksheet>", tail + b"</worksheet>")

        return b.repack(b.workbook(tmp, HEAD, name="plain.xlsx"), tmp / "book.xlsx", spoilt)

    return make


def same(data):
    return data


def rows(text):
    return lambda data: data.replace(b"</sheetData>", text.encode() + b"</sheetData>")


def shared_text(times, length):
    def make(tmp):
        def spoilt(name, data):
            if name.endswith("sharedStrings.xml"):
                return f"<sst {MAIN}><si><t>{'字' * length}</t></si></sst>".encode()
            if name.endswith("sheet2.xml"):
                head = "".join(
                    f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>'
                    for c, t in zip("ABC", HEAD[0], strict=True)
                )
                body = "".join(
                    f'<row r="{r}"><c r="C{r}" t="s"><v>0</v></c></row>' for r in range(2, times + 2)
                )
                return f'<worksheet {MAIN}><sheetData><row r="1">{head}</row>{body}</sheetData></worksheet>'.encode()
            if name.endswith("sheet1.xml"):
                return f"<worksheet {MAIN}><sheetData/></worksheet>".encode()
            return data

        return b.repack(b.workbook(tmp, HEAD, name="plain.xlsx"), tmp / "book.xlsx", spoilt)

    return make  # fmt: skip


def parquet(table, **options):
    def make(tmp):
        path = b.folder(tmp, None)
        pq.write_table(table(), path / "people.parquet", compression="zstd", **options)
        return path

    return make


def one_word(count, word):
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), pa.array([word]))


def of_words(count, word):
    column = one_word(count, word)
    return pa.table({"person_id": column, "unit_id": column, "name": column})


def csv_of(text):
    """People as a CSV; what it holds is made when it is asked for: until then it would lie in each worker's memory."""

    def make(tmp):
        path = b.folder(tmp, None)
        (path / "people.csv").write_text(text(), encoding="utf-8")
        return path

    return make


def strangers(unknown, known):
    """References to keys that are none."""

    def make(tmp):
        units = [["unit_id", "unit_name"], *([f"U{n:06}甲乙丙丁", f"第{n}单位"] for n in range(known))]
        people = [["person_id", "unit_id"], *([f"P{n}", f"Q{n:06}甲乙丙丁戊"] for n in range(unknown))]
        return b.folder(tmp, people, units)

    return make


def bomb(tmp):
    """A part that unpacks to far more than it is."""
    path = tmp / "book.xlsx"
    with (
        zipfile.ZipFile(b.workbook(tmp, HEAD, name="plain.xlsx")) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            data = old.read(item)
            new.writestr(
                item.filename, data + b" " * (400 << 20) if item.filename.endswith("sheet2.xml") else data
            )
    return path


def merges(count):
    areas = "".join(f'<mergeCell ref="E{2 * n}:F{2 * n + 1}"/>' for n in range(1, count + 1))
    return f"<mergeCells>{areas}</mergeCells>".encode()


LINK = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WIDE = b'<mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'
TALL = b'<mergeCells><mergeCell ref="E3:H50002"/></mergeCells>'
BLANKS = f"1,U1,{' ' * 300}1 1{' ' * 300}:\n"
MARKED = (
    ("a stray cell at XFD1048576", sheet_of(rows(FAR)), "E125"),
    ("a merge A3:XFD1048576", sheet_of(same, WIDE), ""),
    ("a merge of 200,000 cells", sheet_of(same, TALL), ""),
    ("100,000 merges", sheet_of(same, merges(100_000)), "E104"),
    ("a link on every cell", sheet_of(same, LINK), ""),
    ("a part of 400 MB of blanks", bomb, "E104"),
)
READ = (
    ("a text of 300,000 characters in 4,000 cells", shared_text(4000, 300_000), "E104"),
    ("a text of 32,767 characters in 20,000 cells", shared_text(20_000, 32_767), "E104"),
    ("Parquet: a word of 1 MB, 2,200 times", parquet(lambda: of_words(2200, "x" * (1 << 20))), "E104"),
    ("Parquet: a word, 50,000,000 times", parquet(lambda: of_words(50_000_000, "U1")), "E104"),
    ("Parquet: a word, 400,000 times", parquet(lambda: of_words(400_000, "U1")), "E301"),
    ("CSV: a header of 1,000,000 columns", csv_of(lambda: "a," * 1_000_000 + "\n1,2\n"), "E104"),
    (
        "CSV: a cell of 100 MB",
        csv_of(lambda: "person_id,unit_id,name\n1,U1," + "x" * (100 << 20) + "\n"),
        "E104",
    ),
    (
        "CSV: 100,000 cells of blanks and digits",
        csv_of(lambda: "person_id,unit_id,start\n" + BLANKS * 100_000),
        "E210",
    ),
    ("CSV: 2,000,000 rows of one field", csv_of(lambda: "person_id,unit_id\n" + "1\n" * 2_000_000), "E120"),
    (
        "CSV: 1,000,000 rows that are called 合计",
        csv_of(lambda: "person_id,unit_id\n" + "合计,U1\n" * 1_000_000),
        "E218",
    ),
    ("60 unknown references among 20,500 keys", strangers(60, 20_500), "E302"),
    ("5,000 unknown references among 20,500 keys", strangers(5_000, 20_500), "E302"),
)
INPUTS = (*(Hostile(*one, marked=True) for one in MARKED), *(Hostile(*one) for one in READ))


def cost(one):
    """Make an input, read it, and write its marked copy, in a process of its own: bytes, codes, seconds, and the most memory in MB."""
    with tempfile.TemporaryDirectory() as name:
        source = one.make(Path(name))
        size = sum(p.stat().st_size for p in ([source] if source.is_file() else source.iterdir()))
        read_end, write_end = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            _measure(one, source, Path(name), write_end)
        os.close(write_end)
        with os.fdopen(read_end) as stream:
            seconds, before, most, *codes = stream.read().split()
        os.waitpid(pid, 0)
    return size, set(codes), float(seconds), (int(most) - int(before)) >> 10


def _measure(one, source, folder, write_end):
    """Read here, where the most memory of this process and of the reader's is known when they have ended."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    intake = read(source, b.TABLES)
    if one.marked:
        write_marked_copy(source, folder / "marked.xlsx", intake.findings, files=intake.files)
    seconds = time.perf_counter() - began
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    with os.fdopen(write_end, "w") as stream:
        stream.write(
            " ".join([str(seconds), str(before), str(most), *{found.code for found in intake.findings}])
        )
    os._exit(0)


def main():
    print("| input | bytes | seconds | memory, MB more | told as |\n|---|---|---|---|---|")  # noqa: T201 - the table is what it is for
    for one in INPUTS:
        size, codes, seconds, most = cost(one)
        told = ", ".join(sorted({one.code} & codes or codes)) or "read"
        what = f"{one.what}, with its marked copy" if one.marked else one.what
        print(f"| {what} | {size:,} | {seconds:.2f} | {most:,} | {told} |", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
