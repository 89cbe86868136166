"""The scheduler and the workers of a cluster asked whether they meet the terms: before anything is sent, and whoever comes later."""

from __future__ import annotations

import asyncio
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import distributed

from payout.engines.cluster import faults
from payout.engines.cluster.terms import Discrepancy, Terms

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection, Sequence

    from payout.text import Progress

GONE = (  # what a lost scheduler shows itself by
    distributed.client.FutureCancelledError,
    distributed.client.FuturesCancelledError,
    OSError,
)


def expect_fit(client: Any, terms: Terms, workers: Collection[str]) -> None:
    """Ask the scheduler and workers. Raises PartsFault where one is silent, or differs."""
    until = monotonic() + faults.PATIENCE_SECONDS
    found = _found(client, terms, workers)
    while mute := [who for who, one in found.items() if isinstance(one, OSError)]:
        if monotonic() >= until:
            raise faults.silent(mute)
        sleep(1)  # it may have ended a moment ago
        found = _found(client, terms, client.nthreads().keys() & set(workers))
    different = {who: _discrepancies(one) for who, one in found.items() if one}
    if different:
        raise faults.unfit(different)


def expect_worker(client: Any, progress: Progress) -> None:
    """Wait for the first worker. Raises PartsFault where none comes."""
    if not client.nthreads():
        progress(faults.waiting())
    try:
        client.wait_for_workers(1, timeout=faults.PATIENCE_SECONDS)
    except TimeoutError as error:
        raise faults.no_worker() from error


def _found(client: Any, terms: Terms, workers: Collection[str]) -> dict[str, Any]:
    try:
        return dict(client.sync(_answers, client, terms, workers))
    except GONE as error:
        raise faults.lost() from error


async def _answers(client: Any, terms: Terms, workers: Collection[str]) -> dict[str, Any]:
    """What each has otherwise, or the exception that came in place of an answer."""
    asked = [_answer(client._run_on_scheduler(Terms.of_programs, terms))]  # noqa: SLF001 - the plain call knows no end
    asked += [_answer(_of_worker(client, terms, one)) for one in workers]
    return dict(zip([faults.SCHEDULER, *workers], await asyncio.gather(*asked), strict=True))


async def _of_worker(client: Any, terms: Terms, worker: str) -> Any:
    found = await client._run(Terms.differences, terms, workers=[worker], on_error="return")  # noqa: SLF001 - as above
    return found[worker]


async def _answer(question: Awaitable[Any]) -> Any:
    try:
        return await asyncio.wait_for(question, faults.PATIENCE_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever a strange program answers is what is told of it
        return error


def _discrepancies(answer: Any) -> Sequence[Discrepancy]:
    """What is otherwise; of who cannot even be asked that, what it says: it has no payout, or one that knows no such question."""
    if isinstance(answer, Exception):
        return (Discrepancy("payout", "", _first_line(answer)),)
    return tuple(answer)


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
