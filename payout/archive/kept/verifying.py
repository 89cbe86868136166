"""Whether an archive is what it was: its chain, every content, the seal and the signatures of every run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.archive.approvals.judging import NONE, judged
from payout.archive.approvals.voids import void_faults
from payout.archive.kept.adding import SAID, SEALED
from payout.archive.kept.chain import START, entries
from payout.archive.kept.contents import Unlike, parts, whole
from payout.archive.kept.payments import KEPT_FILES, RECORD, summary
from payout.archive.kept.runs import files_of, told_by
from payout.archive.manifest import BESIDE
from payout.archive.reopening import RunChanged
from payout.archive.roles import ROLES, file_of
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.archive.kept.chain import ChainRecord
    from payout.archive.kept.database import Archive
    from payout.archive.kept.runs import Kept, KeptPayment
    from payout.text import Progress


@dataclass(frozen=True)
class Fault:
    """What of an archive is not as it was; `number` is that of the record, 0 where it is none."""

    number: int
    problem: Text


@dataclass(frozen=True)
class Report:
    """What an archive holds, and what is wrong with it. `head`: the digest of its last record, which a receipt bears."""

    records: int
    runs: int
    payments: int
    contents: int
    size: int
    head: str
    faults: tuple[Fault, ...]


def verify(
    archive: Archive,
    *,
    head: str = "",
    office: str = "",
    revoked: Mapping[str, str] = NONE,
    progress: Progress = quiet,
) -> Report:
    """Read all of an archive. `head`: a digest that a receipt bore: the record must still be there. `office`: the pinned fingerprint.

    `revoked`: keys that count no more, each since its day.
    """
    with archive.reading() as connection:
        found = tuple(entries(connection))
    faults = [*_chain(found, head)]
    kept: dict[str, Kept] = {}
    for entry in found:
        try:
            kept.update([told_by(entry, kept)])
        except RunChanged:
            faults.append(Fault(entry.number, Text("记录读不出", "it cannot be read")))
    sizes: dict[str, int] = {}
    for one in kept.values():
        progress(Text(f"核对第 {one.number} 号记录", f"record {one.number}"))
        faults += _run(archive, one, (office, revoked), sizes)
        faults += (fault for payment in one.payments for fault in _payment(archive, one, payment, sizes))
        faults += (fault for payment in one.payments for fault in _void(one, payment, (office, revoked)))
    last = found[-1].digest if found else START
    by_number = tuple(sorted(faults, key=lambda fault: fault.number))
    payments = sum(len(one.payments) for one in kept.values())
    return Report(len(found), len(kept), payments, len(sizes), sum(sizes.values()), last, by_number)


def _chain(found: Sequence[ChainRecord], head: str) -> Iterator[Fault]:
    number, previous = 0, START
    for entry in found:
        if entry.number != number + 1:
            yield Fault(entry.number, Text("前一号记录不在了", "the record before it is gone"))
        elif entry.previous != previous:
            yield Fault(entry.number, Text("不接在前一号记录之后", "it does not follow the record before it"))
        if not entry.holds:
            yield Fault(entry.number, Text("记录被改动过", "it was changed"))
        number, previous = entry.number, entry.digest
    if head and head not in {entry.digest for entry in found}:
        problem = Text(
            "没有摘要如此的记录:末尾被截去,或记录被改动过",
            "no record has this digest: the tail was cut off, or it was changed",
        )
        yield Fault(0, problem)


def _run(
    archive: Archive, kept: Kept, trust: tuple[str, Mapping[str, str]], sizes: dict[str, int]
) -> Iterator[Fault]:
    """What is wrong with a run: contents, its own seal, its signatures."""
    of_file = {name: entry.number for entry in kept.entries for name in files_of(json.loads(entry.body))}
    names = sorted({*kept.files, *SEALED})
    lacking = [name for name in names if not _content(archive, kept.files.get(name, ("", 0))[0], sizes)]
    for name in lacking:
        yield Fault(of_file.get(name, kept.number), Text(f"{name} 缺损", f"{name} is damaged"))
    if {*SEALED, *map(file_of, kept.signed)} & set(lacking):
        return
    yield from (Fault(kept.number, problem) for problem in _seal(archive, kept))
    held = {role: _whole(archive, kept, file_of(role)) for role in kept.signed}
    problems = judged(held, kept.run, *trust).problems
    yield from (Fault(of_file[file_of(kept.signed[-1])], problem) for problem in problems)


def _payment(archive: Archive, kept: Kept, payment: KeptPayment, sizes: dict[str, int]) -> Iterator[Fault]:
    """What is wrong with a payment: contents, its own digests, what its record says of it."""
    lacking = [
        name for name in KEPT_FILES if not _content(archive, payment.files.get(name, ("", 0))[0], sizes)
    ]
    yield from (Fault(payment.number, Text(f"{name} 缺损", f"{name} is damaged")) for name in lacking)
    if RECORD in lacking:
        return
    with archive.reading() as connection:
        content = whole(connection, payment.digest)
    try:
        said = json.loads(content)
        told = summary(said)
        digests = [said["not_paid"]["sha256"], said["residuals"]["sha256"]]
        run = said["manifest_sha256"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield Fault(payment.number, Text(f"{RECORD} 读不出", f"{RECORD} cannot be read"))
        return
    if run != kept.run:
        yield Fault(payment.number, Text("所付的是另一次运行", "it pays another run"))
    if told != payment.said or digests != [payment.files[name][0] for name in KEPT_FILES[1:]]:
        yield Fault(
            payment.number, Text(f"记录与其 {RECORD} 不符", f"the record is not what its {RECORD} says")
        )


def _void(kept: Kept, payment: KeptPayment, trust: tuple[str, Mapping[str, str]]) -> Iterator[Fault]:
    """What is wrong with who said that a payment never left: a signature, which it needs where the run had been signed by then."""
    void = payment.void
    if void is None:
        return
    before = (entry for entry in kept.entries if entry.number < void.number)
    signed = any(files_of(json.loads(entry.body)).keys() & set(map(file_of, ROLES)) for entry in before)
    if void.signed is not None:
        problems = void_faults(void.signed, payment.digest, void.reason, *trust)
        yield from (Fault(void.number, problem) for problem in problems)
    elif signed:
        yield Fault(
            void.number,
            Text("经签批的运行,付款作废没有签名", "nobody signed that the payment of a signed run is void"),
        )


def _content(archive: Archive, sha256: str, sizes: dict[str, int]) -> bool:
    """Whether a content is what its digest says; each is read once."""
    if sha256 not in sizes:
        try:
            with archive.reading() as connection:
                sizes[sha256] = sum(map(len, parts(connection, sha256)))
        except Unlike:
            return False
    return True


def _seal(archive: Archive, kept: Kept) -> Iterator[Text]:
    """What is wrong with a run's own seal."""
    content = _whole(archive, kept, "manifest.json")
    try:
        manifest, provenance = json.loads(content), json.loads(_whole(archive, kept, "provenance.json"))
        sealed = {name: (str(one["sha256"]), int(one["size"])) for name, one in manifest["files"].items()}
        said = {name: manifest[name] for name in SAID if name in manifest}
        seal = provenance["manifest_sha256"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield Text(
            "manifest.json 或 provenance.json 读不出", "manifest.json or provenance.json cannot be read"
        )
        return
    if not hashlib.sha256(content).hexdigest() == kept.run == seal:
        yield Text("manifest.json 不是封存时的", "manifest.json is not what was sealed")
    if {name: one for name, one in kept.files.items() if name not in BESIDE} != sealed:
        yield Text("文件与其 manifest.json 不符", "its files are not those of its manifest.json")
    if json.loads(kept.entries[0].body)["said"] != said:
        yield Text("记录与其 manifest.json 不符", "the record is not what its manifest.json says")


def _whole(archive: Archive, kept: Kept, name: str) -> bytes:
    with archive.reading() as connection:
        return whole(connection, kept.files[name][0])
