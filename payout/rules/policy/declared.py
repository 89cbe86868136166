"""What a policy's TOML files say, without running any of its Python: its values, changes of them, and the digest of it all.

A run that was received is judged by these before its policy is imported.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.policy.overlays import apply_overlay, apply_set
from payout.rules.policy.parameters import read_parameters, with_statutes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.rules.policy.card import Card
    from payout.rules.policy.overlays import Overlay
    from payout.rules.policy.parameters import Parameter

Files: TypeAlias = "tuple[tuple[str, bytes], ...]"


def values_of(folder: Path, card: Card) -> dict[str, Parameter]:
    """The parameters of a policy's folder, those of the statutes that its card names among them."""
    own = read_parameters(folder / "parameters.toml", card.as_of)
    return with_statutes(own, card.statutes, card.as_of)


def changed_values(
    parameters: Mapping[str, Parameter], card: Card, overlays: tuple[Overlay, ...], sets: tuple[str, ...]
) -> dict[str, Parameter]:
    """The parameters with other values in force: overlays first, then `name=value` texts."""
    found = dict(parameters)
    for overlay in overlays:
        found = apply_overlay(found, overlay, card.id, card.as_of)
    for assignment in sets:
        found = apply_set(found, assignment)
    return found


def digest_of(files: Files, parameters: Mapping[str, Parameter]) -> str:
    """SHA-256 over the files of a policy's folder, those of its sub-folders too, and the values in force."""
    whole = hashlib.sha256()
    for name, data in files:
        whole.update(f"{name}\0".encode() + data.replace(b"\r\n", b"\n") + b"\0")
    for name, parameter in sorted(parameters.items()):
        whole.update(f"{name}={parameter.shown}\0".encode())
    return whole.hexdigest()


def files_of(folder: Path) -> Files:
    """The files of a policy's folder by name, each with its bytes as they are now."""
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in _files(folder))


def _files(folder: Path) -> list[Path]:
    """All that a policy's folder computes with: Python and TOML at any depth; its worked cases compute nothing."""
    found = (path for kind in ("*.py", "*.toml") for path in folder.rglob(kind))
    parts = ((path, path.relative_to(folder).parts) for path in found)
    return sorted(path for path, names in parts if names[0] != "cases" and "__pycache__" not in names)
