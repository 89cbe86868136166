"""What is told where a cluster is not there, is not fit, or breaks on a part: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.engines.parts.fault import PartsFault
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.engines.cluster.terms import Discrepancy

CONNECT_SECONDS = 10
SCHEDULER = "scheduler"  # in place of an address, where it is the scheduler that is told of
PATIENCE_SECONDS = 60  # for a worker, where there is none, and for an answer


def unfit(found: Mapping[str, Sequence[Discrepancy]]) -> PartsFault:
    """Say who does not meet the terms, and how."""
    said = [(who, _said(one)) for who, all_of in sorted(found.items()) for one in all_of]
    zh = [f"  {'调度器' if who == SCHEDULER else who}:{one.zh}" for who, one in said]
    en = [f"  {who}: {one.en}" for who, one in said]
    return PartsFault(
        Text(
            "\n".join(
                [
                    "集群中有的机器与本机环境不同,不能一起计算:",
                    *zh,
                    "请在这些机器装上同样的程序和办法,再重新启动。",
                ]
            ),
            "\n".join(
                [
                    "These of the cluster differ from this machine:",
                    *en,
                    "Install the same programs and policy there, and start them again.",
                ]
            ),
        )
    )


def _said(one: Discrepancy) -> Text:
    if not one.wanted:
        return Text(f"{one.what} 不可用:{one.found}", f"{one.what} cannot be used: {one.found}")
    return Text(
        f"{one.what} 为 {one.found},应为 {one.wanted}", f"{one.what} is {one.found}, not {one.wanted}"
    )


def silent(mute: Sequence[str]) -> PartsFault:
    """Workers that say nothing, or the scheduler: then no worker can be heard either."""
    if SCHEDULER in mute:
        return PartsFault(
            Text(
                f"调度器没有应答(等了 {PATIENCE_SECONDS} 秒)。请重新启动 dask scheduler 和各计算节点,再重新计算。",
                f"No answer in {PATIENCE_SECONDS} s from the scheduler. Start dask scheduler again, and its workers, then run again.",
            )
        )
    named = ", ".join(mute)
    return PartsFault(
        Text(
            f"计算节点没有应答(等了 {PATIENCE_SECONDS} 秒):{named}。请停止或重新启动这些节点,再重新计算。",
            f"No answer in {PATIENCE_SECONDS} s from {named}. Stop these workers or start them again, then run again.",
        )
    )


def refused(worker: str, words: str, part: Text) -> PartsFault:
    """A worker whose system refuses what it needs."""
    return PartsFault(
        Text(
            f"计算节点 {worker} 的系统拒绝读写,算不了分片({part.zh}):{words}。请检查该机的磁盘和权限,或停止该节点,再重新计算。",
            f"The system of worker {worker} refused what it needs for the part of {part.en}: {words}. "
            "See to the disk and the permissions of that machine, or stop this worker; then run again.",
        )
    )


def killed(part: Text) -> PartsFault:
    """A part that ends whoever is given it."""
    return PartsFault(
        Text(
            f"分片({part.zh})多次使计算节点中断,多半是内存不足。请给节点更多内存,或减少每个节点的线程。",
            f"The part of {part.en} ended several workers, most likely for want of memory. Give workers more memory, or fewer threads.",
        )
    )


def no_worker(parts: Sequence[Text] = ()) -> PartsFault:
    """No worker is left, or there never was one. `parts`: what the last ones had when they ended."""
    zh = (
        f"最后的节点中断时正在计算:{';'.join(one.zh for one in parts)}。若是内存不足,请给节点更多内存;原因见 dask worker 的日志。"
        if parts
        else ""
    )
    en = f" The last of them ended with {'; '.join(one.en for one in parts)}: if memory was short, give more; the logs of workers say why."
    return PartsFault(
        Text(
            f"调度器没有计算节点,已等待 {PATIENCE_SECONDS} 秒。{zh}请用 dask worker 启动节点。",
            f"The scheduler has no worker; waited {PATIENCE_SECONDS} s.{en if parts else ''} Start some with dask worker.",
        )
    )


def waiting() -> Text:
    """What is said while there is no worker."""
    return Text(
        f"没有计算节点,等待新节点,最多 {PATIENCE_SECONDS} 秒",
        f"no worker is there: waiting for one, at most {PATIENCE_SECONDS} s",
    )


def unreachable(address: str) -> PartsFault:
    """No scheduler at an address; blank: on this machine."""
    return PartsFault(
        Text(
            f"连不上调度器 {address or '(本机)'}。请核对地址(如 tcp://10.0.0.5:8786),并确认 dask scheduler 正在运行、端口未被防火墙拦截。",
            f"No scheduler can be reached at {address or 'this machine'}. Check the address (such as tcp://10.0.0.5:8786), "
            "that dask scheduler is running, and that no firewall closes its port.",
        )
    )


def lost() -> PartsFault:
    """The scheduler was there and is not any more."""
    return PartsFault(
        Text(
            "与调度器的连接中断,或它不再应答。请确认 dask scheduler 仍在运行,再重新计算。",
            "The scheduler is lost, or does not answer. See that dask scheduler is running, and run again.",
        )
    )
