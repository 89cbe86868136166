"""What `--engine` asks for: an engine by name, or parts on a cluster."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from payout.cli.speaking import Misused
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from payout.batch import Computing
    from payout.engines.parts.driver import Pool
    from payout.engines.reference.run import Run
    from payout.rules.policy.policy import Policy
    from payout.text import Progress

NAMES = ("fast", "reference", "local", "dask")


@dataclass(frozen=True)
class EngineAsked:
    """An engine by name; `address`: where the scheduler of a cluster is, blank for one of this machine."""

    name: str
    address: str = ""


def engine_asked(_ctx: click.Context, _param: click.Parameter, value: str) -> EngineAsked:
    """An engine: fast, reference, local, dask, dask=ADDRESS. Raises Misused for any other, and for Dask where it is not installed."""
    name, given, address = value.partition("=")
    if name not in NAMES or (given and (name != "dask" or not address)):
        zh = f"--engine {value}:可写 {'、'.join(NAMES)} 或 dask=地址(如 dask=tcp://10.0.0.5:8786)。"
        en = f"--engine {value}: write {', '.join(NAMES)} or dask=ADDRESS (such as dask=tcp://10.0.0.5:8786)."
        raise Misused(Text(zh, en))
    if name == "dask" and None in (find_spec("distributed"), find_spec("cryptography")):
        zh = "--engine dask 需要 Dask:请运行 pip install 'payout[dask]'。"
        raise Misused(Text(zh, "--engine dask needs Dask: run pip install 'payout[dask]'."))
    return EngineAsked(name, address)


@contextmanager
def computing(asked: EngineAsked, policy: Policy, named: str, progress: Progress) -> Iterator[Computing]:
    """What computes a run; of a cluster while it is open. `named`: the policy as the command line names it.

    `local` is `fast`: no number of threads was faster, since what is computed takes two seconds of a million people's run
    (docs/decisions/0035-parts.md).
    """
    match asked.name:
        case "reference":
            yield "reference"
        case "dask":
            from payout.engines.cluster.client import opened
            from payout.engines.cluster.terms import Terms
            from payout.rules.policy.loading import find_policy

            progress(Text("连接集群", "connecting to the cluster"))
            with opened(asked.address, Terms.of(policy, find_policy(named)), progress) as cluster:
                yield _in_parts(cluster)
        case _:
            yield "fast"


def _in_parts(pool: Pool) -> Computing:
    from payout.engines.parts.driver import finish_in_parts

    def compute(run: Run, progress: Progress) -> Run:
        return finish_in_parts(run, pool, progress)

    return compute
