"""The payments that an archive knows, as who pays meets them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.archive import intact
from payout.archive.kept import (
    Paying,
    keep_payment,
    not_paid,
    open_archive,
    place_of,
    require_place,
    require_unpaid,
    runs,
)
from payout.office.earlier import digest_of, digest_of_payment
from payout.outputs.bank import RECORD, read_not_paid
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from payout.archive.kept import Archive, Kept, KeptPayment


@dataclass(frozen=True)
class PaymentBook:
    """An open archive, asked for its payments."""

    archive: Archive

    def holds(self, run: Path, left: Path) -> bool:
        """Whether a sealed folder is a payment of a run that the archive keeps, and its files are whole."""
        if not (left / RECORD).is_file() or not self._number(digest_of_payment(left)):
            return False
        said = json.loads((left / RECORD).read_bytes())
        files = {name: one["sha256"] for name, one in said["files"].items()}
        whole = all(digest_of(left / name) == sha256 for name, sha256 in files.items())
        return whole and said["manifest_sha256"] == intact(run).sha256

    def require_unpaid(self, said: dict[str, object]) -> None:
        """Raise ArchiveRefused where what a payment's record will say is paid already."""
        names = ("manifest_sha256", "list", "rest_of", "carried_of")
        with self.archive.reading() as connection:
            require_unpaid(connection, Paying(*(str(said.get(name, "")) for name in names)))

    def keeping(self, run: Path, kept: list[int]) -> Callable[[Path], None]:
        """What keeps the payment in a sealed folder, and the run that it pays, and tells the number of its record."""

        def keep(folder: Path) -> None:
            kept.append(keep_payment(self.archive, run, folder).number)

        return keep

    def number_of(self, out: Path) -> int:
        """The number of the record by which the payment in a directory is kept."""
        return self._number(digest_of_payment(out))

    def alike(self, said: dict[str, object]) -> tuple[Text, ...]:
        """Standing payments of the same list by other runs of the same policy and year, which no correction ties to one another.

        `said`: what the payment's record will say.
        """
        every = {one.run: one for one in self._runs()}
        own = _first(str(said.get("corrects", said["manifest_sha256"])), every)
        return tuple(
            _alike(kept, payment)
            for kept in every.values()
            for payment in kept.payments
            if _first(kept.run, every) != own
            and (kept.policy, kept.year) == (said["policy"], said["year"])
            and payment.stands
            and payment.listed == said["list"]
        )

    def _number(self, digest: str) -> int:
        found = (
            payment.number
            for one in self._runs()
            for payment in one.payments
            if payment.stands and payment.digest == digest
        )
        return next(found, 0)

    def _runs(self) -> tuple[Kept, ...]:
        with self.archive.reading() as connection:
            return runs(connection)


@dataclass(frozen=True)
class ListPaid:
    """What an archive knows of the payments of a run's list: those that stand, and who is not paid yet, by key with the amount."""

    listed: str
    payments: tuple[KeptPayment, ...]
    unpaid: Mapping[str, str]


def paid_so_far(place: str, run: str) -> dict[str, ListPaid]:
    """What was paid of a run, by list, as its archive says. Raises ArchiveRefused where the run is corrected there already."""
    with open_archive(place_of(place)) as archive, archive.reading() as connection:
        require_place(connection, run)
        own = next((one.payments for one in runs(connection) if one.run == run), ())
        standing = [one for one in own if one.stands]
        return {
            listed: _of_list(connection, [one for one in standing if one.listed == listed])
            for listed in dict.fromkeys(one.listed for one in standing)
        }


def _of_list(connection: Connection, payments: list[KeptPayment]) -> ListPaid:
    """Payments of one list; who was not paid by the last of them, which pays the rest of the one before, is not paid yet."""
    rested = {one.rest_of for one in payments}
    last = [one for one in payments if one.digest not in rested]
    rows = {key: yuan for one in last for key, yuan in read_not_paid(not_paid(connection, one)).items()}
    return ListPaid(
        payments[0].listed,
        tuple(payments),
        {key: yuan for key, yuan in rows.items() if yuan and Fraction(yuan) > 0},
    )


@contextmanager
def payment_book(place: str) -> Iterator[PaymentBook]:
    """The payments of the archive at a place. Raises ArchiveRefused where there is none, ArchiveUnreachable."""
    with open_archive(place_of(place)) as archive:
        yield PaymentBook(archive)


def _first(run: str, every: Mapping[str, Kept]) -> str:
    """The run with which a chain of corrections begins."""
    seen = {run}
    while run in every and every[run].corrects and every[run].corrects not in seen:
        run = every[run].corrects
        seen.add(run)
    return run


def _alike(kept: Kept, before: KeptPayment) -> Text:
    number, day, paid = before.number, before.day, before.yuan
    return Text(
        f"注意:存档中同一办法、同一年度的另一次运行(第 {kept.number} 号记录)已付 {paid} 元(第 {number} 号记录,{day})。"
        "是同一笔奖金重算的,这次就发了两次:文件不要送出,用 payout archive void 作废这次付款,改用 payout correct,只付差额。",
        f"note: another run of this policy and year (record {kept.number}) was paid {paid} yuan (record {number}, {day}). "
        "If this is the same bonus computed anew, it is paid twice: do not send these files, void this payment by payout archive void, "
        "and pay the differences by payout correct.",
    )
