"""Whether a published run is still what it was: its files, its policy, and what the program makes of them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from payout.archive.manifest import file_digests
from payout.archive.manifest import manifest as manifest_of
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from payout.rules.compiled.result import Result
    from payout.rules.policy.policy import Policy


class RunChanged(Exception):  # noqa: N818 - it says what happened to a run
    """A run's directory, its policy, or what the program makes of them, is not what it was."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def intact(out: Path) -> dict[str, Any]:
    """Read a run's manifest and check every file of its directory against it. Raises RunChanged."""
    try:
        sealed = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["manifest_sha256"]
        content = (out / "manifest.json").read_bytes()
        manifest: dict[str, Any] = json.loads(content)
        now, then = file_digests(out), manifest["files"]
    except (FileNotFoundError, ValueError, KeyError, TypeError) as fault:
        raise RunChanged(
            Text(
                f"{out} 不是一次运行的结果目录,或其 manifest.json、provenance.json 已缺损。",
                f"{out} is not the directory of a run, or its manifest.json or provenance.json is damaged.",
            )
        ) from fault
    changed = [name for name, digest in then.items() if now.get(name) != digest]
    if hashlib.sha256(content).hexdigest() != sealed:
        changed.append("manifest.json")
    if changed:
        raise RunChanged(
            Text(
                f"{out} 在运行之后被改动过:{'、'.join(changed)}。请从存档恢复,或重新运行。",
                f"{out} was changed after the run: {', '.join(changed)}. "
                "Restore it from the archive, or run again.",
            )
        )
    return manifest


def require_policy(policy: Policy, manifest: dict[str, Any]) -> None:
    """Raise RunChanged where a policy, with the run's own changes in force, is not the one that it was run by."""
    if policy.digest != manifest["policy"]["digest"]:
        raise RunChanged(
            Text(
                f"办法 {policy.card.id} 在此次运行之后改过。请用 --policy 指明当时那一版的文件夹。",
                f"The policy {policy.card.id} has changed since the run. "
                "Name that version's folder by --policy.",
            )
        )


def require_result(result: Result, manifest: dict[str, Any]) -> None:
    """Raise RunChanged where what the program now makes of a run's tables is not what it made then."""
    again = manifest_of(result, manifest["language"])
    differ = [name for name in ("tables", "rows", "totals") if again[name] != manifest[name]]
    if differ:
        then, now = manifest["code_version"], again["code_version"]
        raise RunChanged(
            Text(
                f"本程序({now})重算的结果与当时({then})不同:{'、'.join(differ)}。请用当时的版本。",
                f"This program ({now}) computes otherwise than the run's ({then}): {', '.join(differ)}. "
                "Use that version.",
            )
        )
