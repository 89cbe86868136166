"""A Dask cluster as a pool of parts: processes on this machine, or the workers of a scheduler that is running.

A worker keeps nothing: each round of a part is a function of what is sent for it, and a few parts at a time are on their way. Where a
worker is lost, Dask gives the parts that it had to another; once a part is taken, nothing of it is left in the cluster.
"""

from __future__ import annotations

import logging
import os
import pickle
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from time import sleep
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import dask
import distributed
from distributed.comm.core import CommClosedError

from payout.engines.cluster.terms import Remote, Terms, Unfit
from payout.engines.parts.fault import PartsFault
from payout.engines.parts.step import stepped
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.engines.cluster.terms import Discrepancy
    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import BatchPart
    from payout.engines.parts.step import Outcome

CONNECT_SECONDS = 10
PATIENCE_SECONDS = 60  # for a worker, where there is none
ROWS_A_PART = 400_000
AHEAD = 2  # parts for each thread that are on their way or computed
TRIALS = 5  # to reach all workers, one of which may be starting anew
SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 TiB",  # parts are sent along with what is done with them
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
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


def worked(remote: Remote, part: Packed) -> Packed:
    """One round of a part, on a worker."""
    return Packed.of(stepped(remote.plan, part.opened()))


@dataclass
class Cluster:
    """The workers of a cluster that meet the terms."""

    client: Any
    terms: Terms
    run: str = field(default_factory=lambda: uuid4().hex[:8])
    called: Sequence[Text] = ()
    _remote: Remote | None = None

    def parts_of(self, rows: int) -> int:
        """Several for each thread, so that one that is slow holds up none, and none so large that it weighs on a worker."""
        return max(2 * self._threads(), -(-rows // ROWS_A_PART))

    def begin(self, plan: Rounds, called: Sequence[Text]) -> None:
        """Take the plan of a batch."""
        self.called, self._remote = called, Remote(self.terms, plan.layout)

    def step(self, parts: Iterable[BatchPart]) -> Iterator[tuple[int, Outcome]]:
        """Compute one round of every part; no more of them are made than workers can begin with."""
        parts = iter(parts)
        waiting: dict[Any, int] = {}
        while True:
            for part in islice(parts, max(AHEAD * max(self._threads(), 1) - len(waiting), 0)):
                waiting[self._submit(part)] = part.number
            if not waiting:
                return
            for future in self._arrived(list(waiting)):
                number = waiting.pop(future)
                packed = self._got(future, number)
                future.release()
                yield number, packed.opened()

    def _submit(self, part: BatchPart) -> Any:
        key = f"payout-{self.run}-round-{part.turn}-part-{part.number}"
        return self.client.submit(worked, self._remote, Packed.of(part), key=key, pure=False)

    def _arrived(self, futures: list[Any]) -> list[Any]:
        """The futures that are done. Raises PartsFault where nothing can come any more."""
        patience = PATIENCE_SECONDS
        while True:
            try:
                return list(distributed.wait(futures, timeout=2, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                patience = PATIENCE_SECONDS if self._threads() else patience - 2
            except distributed.client.FutureCancelledError as error:
                raise LOST from error
            if patience <= 0:
                raise NO_WORKER

    def _threads(self) -> int:
        """How many threads all workers have now. Raises PartsFault where the scheduler is lost."""
        try:
            return int(sum(self.client.nthreads().values()))
        except (OSError, CommClosedError, TimeoutError) as error:
            raise LOST from error

    def _got(self, future: Any, number: int) -> Packed:
        """What a part gave. It may be lost with the worker that had it: then it is computed again, and waited for with patience."""
        seconds = PATIENCE_SECONDS
        while future.status != "error":
            if future.status == "cancelled":
                raise LOST
            if future.status != "finished":
                self._arrived([future])
                continue
            try:
                found: Packed = future.result(timeout=seconds)
            except TimeoutError:  # lost, or large and its way long
                seconds *= 2
            except (distributed.client.FutureCancelledError, CommClosedError, OSError) as error:
                raise LOST from error
            else:
                return found
        raise self._fault(future.exception(), number) from None

    def _fault(self, error: BaseException, number: int) -> BaseException:
        """What a part ended with, as it is told."""
        if isinstance(error, distributed.KilledWorker):
            return _killed(self.called[number])
        return unfit({error.worker: error.found}) if isinstance(error, Unfit) else error


@contextmanager
def opened(address: str, terms: Terms) -> Iterator[Cluster]:
    """A cluster whose workers meet the terms: of the scheduler at an address, or processes of this machine. Raises PartsFault."""
    with ExitStack() as stack:
        stack.enter_context(_quietly())
        stack.enter_context(dask.config.set(SETTINGS))
        try:
            client = stack.enter_context(_client(address, stack))
        except (OSError, ValueError, CommClosedError) as error:
            raise _unreachable(address) from error
        _expect_fit(client, terms)
        yield Cluster(client, terms)


def _client(address: str, stack: ExitStack) -> Any:
    if address:
        return distributed.Client(address, timeout=CONNECT_SECONDS)
    local = distributed.LocalCluster(
        n_workers=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        threads_per_worker=1,
        dashboard_address=":0",
        silence_logs=logging.CRITICAL,
    )
    return distributed.Client(stack.enter_context(local))


@contextmanager
def _quietly() -> Iterator[None]:
    """What Dask says in its logs is said by the program where it matters."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _expect_fit(client: Any, terms: Terms) -> None:
    """Ask every worker whether it meets the terms, before anything is sent."""
    for trial in range(TRIALS):
        try:
            client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        except TimeoutError as error:
            raise NO_WORKER from error
        try:
            found = client.sync(client._run, Terms.differences, terms, callback_timeout=PATIENCE_SECONDS)  # noqa: SLF001 - `run` knows no end
            break
        except ImportError as error:
            raise WITHOUT_PAYOUT from error
        except TimeoutError as error:
            raise SILENT from error
        except OSError as error:  # a worker that ended a moment ago, and that the scheduler still knows
            if trial == TRIALS - 1:
                raise SILENT from error
            sleep(1)
    different = {worker: one for worker, one in found.items() if one}
    if different:
        raise unfit(different)


def unfit(found: dict[str, tuple[Discrepancy, ...]]) -> PartsFault:
    """Say which workers do not meet the terms, and how."""
    zh = [
        f"  {worker}:{one.what} 为 {one.found},应为 {one.wanted}"
        for worker, all_of in sorted(found.items())
        for one in all_of
    ]
    en = [
        f"  {worker}: {one.what} is {one.found}, not {one.wanted}"
        for worker, all_of in sorted(found.items())
        for one in all_of
    ]
    return PartsFault(
        Text(
            "\n".join(
                ["计算节点的环境与本机不同,不能一起计算:", *zh, "请在各节点装上同样的程序和办法,再重新启动。"]
            ),
            "\n".join(
                [
                    "These workers differ from this machine:",
                    *en,
                    "Install the same programs and policy there, and start them again.",
                ]
            ),
        )
    )


def _killed(called: Text) -> PartsFault:
    return PartsFault(
        Text(
            f"分片({called.zh})多次使计算节点中断,多半是内存不足。请给节点更多内存,或减少每个节点的线程。",
            f"The part of {called.en} ended several workers, most likely for want of memory. Give workers more memory, or fewer threads.",
        )
    )


def _unreachable(address: str) -> PartsFault:
    return PartsFault(
        Text(
            f"连不上调度器 {address or '(本机)'}。请核对地址(如 tcp://10.0.0.5:8786),并确认 dask scheduler 正在运行、端口未被防火墙拦截。",
            f"No scheduler can be reached at {address or 'this machine'}. Check the address (such as tcp://10.0.0.5:8786), "
            "that dask scheduler is running, and that no firewall closes its port.",
        )
    )


NO_WORKER = PartsFault(
    Text(
        f"调度器没有计算节点,已等待 {PATIENCE_SECONDS} 秒。请用 dask worker 启动节点。",
        f"The scheduler has no worker; waited {PATIENCE_SECONDS} s. Start some with dask worker.",
    )
)
LOST = PartsFault(
    Text(
        "与调度器的连接中断。请确认 dask scheduler 仍在运行,再重新计算。",
        "The scheduler is lost. See that dask scheduler is running, and run again.",
    )
)
SILENT = PartsFault(
    Text(
        f"有计算节点 {PATIENCE_SECONDS} 秒没有应答。请重新启动该节点(调度器的 dask worker),再重新计算。",
        f"A worker did not answer for {PATIENCE_SECONDS} s. Start the workers of this scheduler again, then run again.",
    )
)
WITHOUT_PAYOUT = PartsFault(
    Text(
        "有计算节点没有安装 payout。请在各节点安装同一版本,再重新启动。",
        "A worker has no payout. Install the same version on each, and start them again.",
    )
)
