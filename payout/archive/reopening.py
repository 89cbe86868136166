"""Whether a published run is still what it was: its files, its policy, and what the program makes of them.

Nothing that a run's directory says is believed before it is judged: a policy is found by its name among those that are installed,
and its digest is compared before anything of it is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout import outputs
from payout.archive.manifest import WORKBOOK
from payout.archive.manifest import manifest as manifest_of
from payout.archive.record import Damaged, changed_files, read_record
from payout.outputs import REPORT
from payout.scratch import scratch
from payout.text import Text
from payout.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from payout.archive.record import RunRecord
    from payout.rules.compiled.result import Result

ALWAYS = ("tables", "rows", "totals")  # what any version of the program must make of the same run


class RunChanged(Exception):  # noqa: N818 - it says what happened to a run
    """A run's directory, its policy, or what the program makes of them, is not what it was."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def intact(out: Path) -> RunRecord:
    """A run's record, once every file of its directory agrees with it. Raises RunChanged."""
    try:
        record = read_record(out)
    except Damaged as fault:
        raise RunChanged(
            Text(
                f"{out} 不是一次运行的结果目录,或其 manifest.json、provenance.json 已缺损({fault.what.zh})。",
                f"{out} is not the directory of a run, or its manifest.json or provenance.json is damaged ({fault.what.en}).",
            )
        ) from fault
    changed = changed_files(out, record)
    if changed:
        raise RunChanged(
            Text(
                f"{out} 在运行之后被改动过:{'、'.join(changed[:20])}。请从存档恢复,或重新运行。",
                f"{out} was changed after the run: {', '.join(changed[:20])}. "
                "Restore it from the archive, or run again.",
            )
        )
    return record


def damaged(out: Path, what: str, zh: str = "") -> RunChanged:
    """Say that the evidence of a run cannot be read."""
    return RunChanged(
        Text(
            f"{out} 的计算依据已缺损:{zh or what}。请从存档恢复。",
            f"the evidence of {out} is damaged: {what}. Restore it from the archive.",
        )
    )


def require_policy(name: str, digest: str, record: RunRecord) -> None:
    """Raise RunChanged where a policy's files, with the run's own changes in force, are not those that it was run by."""
    if digest != record.policy_digest:
        raise RunChanged(
            Text(
                f"办法 {name} 在此次运行之后改过。请用 --policy 指明当时那一版的文件夹。",
                f"The policy {name} has changed since the run. Name that version's folder by --policy.",
            )
        )


def require_result(result: Result, record: RunRecord) -> None:
    """Raise RunChanged where what the program now makes of a run's tables is not what it made then."""
    then = record.manifest
    again = manifest_of(result, record.language, workbook=record.has_workbook)
    names = tuple(again) if then["code_version"] == __version__ else ALWAYS
    _refuse([name for name in names if again[name] != then.get(name)], record)


def require_tables(
    result: Result,
    out: Path,
    record: RunRecord,
    *,
    workbook: bool = False,
    formulas: Callable[[Path], None] | None = None,
) -> None:
    """Raise RunChanged where the tables, written again, are not byte for byte those of the directory; or the workbooks."""
    with scratch() as folder:
        for file in result.files:
            outputs.write_table(result, file, folder)
        if workbook and record.manifest["code_version"] == __version__:
            if record.has_workbook:
                outputs.write_workbook(result, folder / WORKBOOK, lang=record.language)
            if REPORT in record.files:
                outputs.write_report(result, folder / REPORT, lang=record.language)
            if formulas is not None:
                formulas(folder)
        _refuse(sorted(path.name for path in folder.iterdir() if not _same(path, out / path.name)), record)


def _same(one: Path, other: Path) -> bool:
    return (
        other.is_file()
        and one.stat().st_size == other.stat().st_size
        and one.read_bytes() == other.read_bytes()
    )


def _refuse(differ: list[str], record: RunRecord) -> None:
    if not differ:
        return
    then = record.manifest["code_version"]
    zh, en = "、".join(differ), ", ".join(differ)
    if then == __version__:
        raise RunChanged(
            Text(
                f"按其计算依据重算,以下各项与目录中的不同:{zh}。结果在运行之后被改动过。",
                f"Computed again from its evidence, these are not what the directory holds: {en}. It was changed after the run.",
            )
        )
    raise RunChanged(
        Text(
            f"本程序({__version__})重算的结果与当时({then})不同:{zh}。请用当时的版本。",
            f"This program ({__version__}) computes otherwise than the run's ({then}): {en}. Use that version.",
        )
    )
