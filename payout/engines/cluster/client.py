"""A Dask cluster as a pool of parts: processes on this machine, or the workers of a scheduler that is running.

A worker keeps nothing: each round of a part is a function of what is sent for it, and a few parts at a time are on their way. Where a
worker is lost, Dask gives the parts that it had to another; once a part is taken, nothing of it is left in the cluster.
"""

from __future__ import annotations

import logging
import pickle
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from warnings import catch_warnings, simplefilter

import dask
import distributed
from distributed.versions import VersionMismatchWarning

from payout.engines.cluster import faults
from payout.engines.cluster.asking import GONE, expect_fit, expect_worker
from payout.engines.cluster.terms import Remote, Unfit, worker_here
from payout.engines.parts.step import stepped
from payout.engines.reference.together import processors
from payout.interrupts import interrupts_held
from payout.scratch import scratch
from payout.text import quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from payout.engines.cluster.terms import Terms
    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import BatchPart
    from payout.engines.parts.step import Outcome
    from payout.text import Progress, Text

ROWS_A_PART = 400_000
AHEAD = 2  # parts for each thread that are on their way or computed
LOOK_SECONDS = 2  # how often it is seen whether there are workers
LOGGING = frozenset({"distributed", "tornado", "asyncio"})
SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 TiB",  # parts are sent along with what is done with them
    "distributed.comm.timeouts.connect": f"{faults.CONNECT_SECONDS}s",
    "distributed.scheduler.worker-saturation": 1.1,
}


@dataclass(frozen=True, repr=False)
class Packed:
    """What is sent to a worker, packed: a scheduler holds it and never opens it, and no log shows what is in it."""

    data: bytes

    @classmethod
    def of(cls, value: object) -> Packed:
        """Pack a value."""
        return cls(pickle.dumps(value, protocol=5))

    def opened(self) -> Any:
        """The value; it comes from the driver of this run."""
        return pickle.loads(self.data)  # noqa: S301 - a worker runs what its scheduler sends in any case

    def __repr__(self) -> str:
        return f"{len(self.data)} bytes"


class SystemRefused(Exception):  # noqa: N818 - it says what a system did
    """The system of a worker refused what a part needs."""

    def __init__(self, worker: str, words: str) -> None:
        super().__init__(worker, words)
        self.worker, self.words = worker, words


def worked(remote: Remote, part: Packed) -> Packed:
    """One round of a part, on a worker."""
    try:
        return Packed.of(stepped(remote.plan, part.opened()))
    except OSError as error:
        raise SystemRefused(worker_here(), str(error)) from None


def ended(keys: Sequence[str], dask_scheduler: Any) -> dict[str, int]:
    """How many workers ended while they had a part, by its key: asked of the scheduler."""
    tasks = dask_scheduler.tasks
    return {key: tasks[key].suspicious for key in keys if key in tasks}


@dataclass
class Cluster:
    """The workers of a cluster that meet the terms. `progress`: who is told when there is none for a while."""

    client: Any
    terms: Terms
    progress: Progress = quiet
    run: str = field(default_factory=lambda: uuid4().hex[:8])
    called: Sequence[Text] = ()
    _remote: Remote | None = None
    _known: set[str] = field(default_factory=set)  # workers that meet the terms

    def parts_of(self, rows: int) -> int:
        """Several for each thread, so that one that is slow holds up none, and none so large that it weighs on a worker."""
        return max(2 * self.threads(), -(-rows // ROWS_A_PART))

    def begin(self, plan: Rounds, called: Sequence[Text]) -> None:
        """Take the plan of a batch."""
        self.called, self._remote = called, Remote(self.terms, plan.layout)

    def step(self, parts: Iterable[BatchPart]) -> Iterator[tuple[int, Outcome]]:
        """Compute one round of every part; no more of them are made than workers can begin with."""
        parts = iter(parts)
        waiting: dict[Any, int] = {}
        while True:
            for part in islice(parts, max(AHEAD * max(self.threads(), 1) - len(waiting), 0)):
                waiting[self._submit(part)] = part.number
            if not waiting:
                return
            for future in self._arrived(waiting):
                number = waiting.pop(future)
                packed = self._got(future, number)
                future.release()
                yield number, packed.opened()

    def _submit(self, part: BatchPart) -> Any:
        key = f"payout-{self.run}-round-{part.turn}-part-{part.number}"
        return self.client.submit(worked, self._remote, Packed.of(part), key=key, pure=False)

    def _arrived(self, waiting: Mapping[Any, int]) -> list[Any]:
        """The futures that are done. Raises PartsFault where nothing can come any more."""
        patience: float = faults.PATIENCE_SECONDS
        while patience > 0:
            try:
                return list(distributed.wait(list(waiting), LOOK_SECONDS, "FIRST_COMPLETED").done)
            except TimeoutError:
                patience = self._patience(patience)
            except GONE as error:
                raise faults.lost() from error
        raise faults.no_worker(self._suspects(waiting))

    def _patience(self, left: float) -> float:
        """How long it is still waited: as ever where there is a worker; where there is none that is said once, and less each time."""
        if self.threads():
            return faults.PATIENCE_SECONDS
        if left == faults.PATIENCE_SECONDS:
            self.progress(faults.waiting())
        return left - LOOK_SECONDS

    def threads(self) -> int:
        """How many threads all workers have now. Raises PartsFault where the scheduler is lost or silent, or one that came is not fit."""
        if self.client.status == "closed":
            raise faults.lost()
        try:
            found = self.client.nthreads(callback_timeout=faults.PATIENCE_SECONDS)
        except GONE as error:
            raise faults.lost() from error
        new = found.keys() - self._known
        if new:
            expect_fit(self.client, self.terms, new)
            self._known |= new
        return sum(found.values())

    def _suspects(self, waiting: Mapping[Any, int]) -> list[Text]:
        """The parts that most workers ended with, of those that are on their way."""
        try:
            counts = self.client.run_on_scheduler(ended, [future.key for future in waiting])
        except GONE as error:
            raise faults.lost() from error
        most = max(counts.values(), default=0)
        return [
            self.called[number] for future, number in waiting.items() if 0 < most == counts.get(future.key)
        ]

    def _got(self, future: Any, number: int) -> Packed:
        """What a part gave. It may be lost with the worker that had it: then it is computed again, and waited for with patience."""
        seconds = faults.PATIENCE_SECONDS
        while future.status != "error":
            if future.status == "cancelled":
                raise faults.lost()
            if future.status != "finished":
                self._arrived({future: number})
                continue
            try:
                found: Packed = future.result(timeout=seconds)
            except TimeoutError:  # lost, or large and its way long
                self.threads()
                seconds *= 2
            except GONE as error:
                raise faults.lost() from error
            else:
                return found
        raise self._fault(future.exception(), number) from None

    def _fault(self, error: BaseException, number: int) -> BaseException:
        """What a part ended with, as it is told."""
        match error:
            case distributed.KilledWorker() | MemoryError():
                return faults.killed(self.called[number])
            case Unfit():
                return faults.unfit({error.worker: error.found})
            case SystemRefused():
                return faults.refused(error.worker, error.words, self.called[number])
            case _:
                return error


@contextmanager
def opened(address: str, terms: Terms, progress: Progress = quiet) -> Iterator[Cluster]:
    """A cluster whose workers meet the terms: of the scheduler at an address, or processes of this machine. Raises PartsFault."""
    with ExitStack() as stack:
        stack.enter_context(_quietly())
        stack.enter_context(dask.config.set(SETTINGS))
        try:
            client = stack.enter_context(_client(address, stack))
        except (OSError, ValueError) as error:
            raise faults.unreachable(address) from error
        expect_worker(client, progress)
        cluster = Cluster(client, terms, progress)
        cluster.threads()
        yield cluster


def _client(address: str, stack: ExitStack) -> Any:
    if address:
        with catch_warnings():
            simplefilter("ignore", VersionMismatchWarning)  # it is refused, by name
            return distributed.Client(address, timeout=faults.CONNECT_SECONDS)
    aside = stack.enter_context(scratch())
    stack.enter_context(dask.config.set({"temporary-directory": str(aside)}))
    resource_tracker.ensure_running()  # where it starts, it lets interrupts through again
    with interrupts_held():
        local = distributed.LocalCluster(
            n_workers=processors(),
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            security=True,  # keys of this run alone: nobody else of this machine can speak to a worker
            silence_logs=logging.CRITICAL,
        )
    return distributed.Client(stack.enter_context(local))


@contextmanager
def _quietly() -> Iterator[None]:
    """What Dask says in its logs is said by the program where it matters."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in LOGGING]
    levels = {logger: logger.level for logger in map(logging.getLogger, names)}
    for logger in levels:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)
