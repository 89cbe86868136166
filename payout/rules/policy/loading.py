"""Finding policies and loading them: by the path of a folder, or by the name of one that is installed.

Installed are those that the entry point group `payout.policies` names, and, in a source tree, those beside `payout/`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.metadata import entry_points
from pathlib import Path

from payout.rules.policy.importing import load_module, package_of
from payout.rules.policy.policy import Policy
from payout.rules.tree import LanguageError

GROUP = "payout.policies"


def load_policy(folder: Path) -> Policy:
    """Import a policy folder's `rules.py` and `checks.py`, as they are now.

    Raises LanguageError where the folder is no policy.
    """
    package = package_of(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    importlib.invalidate_caches()
    module = load_module(folder, "rules")
    found = [value for value in vars(module).values() if isinstance(value, Policy)]
    if len(found) != 1:
        raise LanguageError(f"{folder.name}: rules.py must hold one policy = Policy.load(__file__)")
    if (folder / "checks.py").is_file():
        load_module(folder, "checks")
    return found[0]


def known_policies() -> dict[str, Path]:
    """The folders of the policies that are installed, and of those under `policies/` here, by name."""
    found: dict[str, Path] = {}
    for point in entry_points(group=GROUP):
        spec = importlib.util.find_spec(point.value)
        if spec is not None and spec.submodule_search_locations:
            found[point.name] = Path(next(iter(spec.submodule_search_locations)))
    for file in sorted(Path("policies").glob("*/policy.toml")):
        found[file.parent.name] = file.parent
    return dict(sorted(found.items()))


def find_policy(name: str) -> Path:
    """A policy's folder by path or by name. Raises LanguageError with the names there are."""
    path = Path(name)
    if (path / "policy.toml").is_file():
        return path
    known = known_policies()
    if name not in known:
        raise LanguageError(
            f"no policy is named {name}; there are {', '.join(known) or 'none'}, or give a folder's path"
        )
    return known[name]
