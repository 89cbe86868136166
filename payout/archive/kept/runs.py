"""The runs of an archive: what each is, which records speak of it, which files it has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from payout.archive.approvals.trust import day_of
from payout.archive.errors import ArchiveRefused
from payout.archive.kept.chain import entries
from payout.archive.reopening import RunChanged
from payout.archive.roles import ROLES, file_of
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from payout.archive.kept.chain import ChainRecord
    from payout.archive.manifest import Plain

Files: TypeAlias = "dict[str, tuple[str, int]]"  # digest and size by name
SHORTEST = 8  # of a digest, to name a run by
SHORT = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True)
class Voided:
    """What was said of a payment that never left: by which record, when, why, by which user, and the signature of who said it."""

    number: int
    at: str
    reason: str
    user: str  # of the machine; blank where the record is of before that was written
    signed: Mapping[str, Plain] | None = None

    @property
    def name(self) -> str:
        """Who signed it, as the office's list names him; whether the signature holds, `verify` says."""
        return "" if self.signed is None else str(_record(self.signed["statement"])["name"])

    @property
    def who(self) -> str:
        """Who said it: who signed, and the user of the machine."""
        return " / ".join(filter(None, (self.name, self.user)))


@dataclass(frozen=True)
class KeptPayment:
    """A payment of a kept run, by its record; amounts as they were written. `void`: by whom and why it was said that it never left."""

    number: int
    at: str
    digest: str  # of payment.json, which a payment of its rest names
    listed: str
    rows: int
    paid: str
    not_paid: str
    reclaimed: str
    rest_of: str
    carried_of: str
    files: Files
    said: Mapping[str, Plain]
    void: Voided | None = None

    @property
    def stands(self) -> bool:
        """Whether it is paid: nobody said that its files never left."""
        return self.void is None

    @property
    def day(self) -> str:
        """The day on which it was kept, of Beijing."""
        return day_of(self.at)

    @property
    def yuan(self) -> str:
        """What was paid, its thousands apart."""
        return f"{Decimal(self.paid):,}"


@dataclass(frozen=True)
class Kept:
    """A run that is kept: the digest of its manifest, what its record says of it, its files, the records that speak of it.

    `payments` are those of the run, void ones among them.
    """

    run: str
    policy: str
    version: str
    title: Text
    year: str
    totals: Mapping[str, str]
    files: Files
    entries: tuple[ChainRecord, ...]
    corrects: str = ""
    payments: tuple[KeptPayment, ...] = ()

    @property
    def number(self) -> int:
        """The number of the record that it came by."""
        return self.entries[0].number

    @property
    def signed(self) -> tuple[str, ...]:
        """The roles in which it bears a signature; whether they hold, `approval_of` and `verify` say."""
        return tuple(role for role in ROLES if file_of(role) in self.files)


def runs(connection: Connection) -> tuple[Kept, ...]:
    """All runs in the order in which they came. Raises RunChanged where a record cannot be read."""
    return runs_of(entries(connection))


def runs_of(found: Iterable[ChainRecord]) -> tuple[Kept, ...]:
    """The runs that records speak of. Raises RunChanged where a record cannot be read."""
    kept: dict[str, Kept] = {}
    for entry in found:
        kept.update([told_by(entry, kept)])
    return tuple(kept.values())


def told_by(entry: ChainRecord, kept: Mapping[str, Kept]) -> tuple[str, Kept]:
    """The run that a record speaks of, with what it says of it. Raises RunChanged where it cannot be read."""
    try:
        body = json.loads(entry.body)
        found = kept_of(entry, body) if entry.kind == "run" else _more(entry, body, kept[body["run"]])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RunChanged(unreadable(entry)) from None
    return found.run, found


def _more(entry: ChainRecord, body: Mapping[str, Plain], before: Kept) -> Kept:
    """A run with what a later record says of it."""
    match entry.kind:
        case "payment":
            return replace(before, payments=(*before.payments, payment_of(entry, body)))
        case "void":
            return replace(before, payments=tuple(_voided(entry, body, before.payments)))
        case "beside":
            files = {**before.files, **files_of(body)}
            return replace(before, files=files, entries=(*before.entries, entry))
    raise KeyError(entry.kind)


def payment_of(entry: ChainRecord, body: Mapping[str, Plain]) -> KeptPayment:
    """The payment that a record brings. Raises what reading a damaged one raises."""
    said, files = _record(body["said"]), files_of(body)
    reclaimed = _record(said["clawbacks"])["yuan"] if "clawbacks" in said else ""
    return KeptPayment(
        number=entry.number,
        at=entry.at,
        digest=files["payment.json"][0],
        listed=str(said["list"]),
        rows=int(str(said["rows"])),
        paid=str(said["paid"]),
        not_paid=str(_record(said["not_paid"])["yuan"]),
        reclaimed=str(reclaimed),
        rest_of=str(said.get("rest_of", "")),
        carried_of=str(said.get("carried_of", "")),
        files=files,
        said=said,
    )


def _voided(
    entry: ChainRecord, body: Mapping[str, Plain], payments: tuple[KeptPayment, ...]
) -> Iterator[KeptPayment]:
    """Payments, one of them void. Raises KeyError where it is not among them, or void already."""
    found = [one for one in payments if one.number == body["payment"] and one.stands]
    if len(found) != 1:
        raise KeyError("payment")
    for one in payments:
        yield replace(one, void=_void(entry, body)) if one in found else one


def _void(entry: ChainRecord, body: Mapping[str, Plain]) -> Voided:
    signed = _record(body["signed"]) if "signed" in body else None
    found = Voided(entry.number, entry.at, str(body["reason"]), str(body.get("user", "")), signed)
    found.name  # noqa: B018 -- refuses what is no signature
    return found


def corrected_in(every: Iterable[Kept], run: str) -> Kept | None:
    """The run that corrects a run, if any is kept."""
    return next((one for one in every if one.corrects == run), None)


def unreadable(entry: ChainRecord) -> Text:
    """Say that a record cannot be read."""
    return Text(f"第 {entry.number} 号记录已缺损。", f"Record {entry.number} is damaged.")


def kept_of(entry: ChainRecord, body: Mapping[str, Plain]) -> Kept:
    """The run that a record brings. Raises what reading a damaged one raises."""
    said = _record(body["said"])
    policy, title = _record(said["policy"]), _record(_record(said["policy"])["title"])
    totals = {name: str(_record(one)["total"]) for name, one in _record(said["totals"]).items()}
    corrects = said.get("corrects")
    return Kept(
        run=str(body["run"]),
        policy=str(policy["id"]),
        version=str(policy["version"]),
        title=Text(str(title["zh"]), str(title["en"])),
        year=str(said["year"] or ""),
        totals=totals,
        files=files_of(body),
        entries=(entry,),
        corrects=str(_record(corrects)["run"]) if corrects else "",
    )


def files_of(body: Mapping[str, Plain]) -> Files:
    """The files that a record brings."""
    found = {name: _record(one) for name, one in _record(body["files"]).items()}
    return {name: (str(one["sha256"]), int(str(one["size"]))) for name, one in found.items()}


def find(connection: Connection, said: str) -> Kept:
    """The run that people name, by its record's number or the beginning of its digest. Raises ArchiveRefused."""
    every = runs(connection)
    by_digest = [one for one in every if SHORT.fullmatch(said) and one.run.startswith(said)]
    by_number = [one for one in every if said.isdecimal() and str(one.number) == said]
    found = by_digest or by_number
    if len(found) == 1:
        return found[0]
    if found:
        raise ArchiveRefused(
            Text("这几位对应几次运行,请多写几位。", "Several runs begin so: write more of the digest.")
        )
    raise ArchiveRefused(
        Text(
            f"存档中没有此次运行。请写记录号,或摘要的前 {SHORTEST} 位以上(见 payout archive list)。",
            f"No such run is kept. Name it by its record's number, or by {SHORTEST} digits of its digest or more "
            "(payout archive list).",
        )
    )


def _record(found: Plain) -> Mapping[str, Plain]:
    if not isinstance(found, dict):
        raise TypeError
    return found
