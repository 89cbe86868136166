"""Finding policies and importing their folders.

By name, by path, or by the entry point group `payout.policies`.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import traceback
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from payout.rules.expressions import LanguageError, told

if TYPE_CHECKING:
    from types import ModuleType

    from payout.rules.policy import Policy

GROUP = "payout.policies"


def _package(folder: Path) -> str:
    return "payout_policy_" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def load_module(folder: Path, name: str) -> ModuleType:
    """Import `name`.py of a policy folder.

    The folder becomes a package, so that its files may import each other.
    """
    package = _package(folder)
    if package not in sys.modules:
        spec = importlib.util.spec_from_loader(package, loader=None, is_package=True)
        if spec is None:
            raise LanguageError(f"{folder.name} cannot be imported")
        spec.submodule_search_locations = [str(folder)]
        sys.modules[package] = importlib.util.module_from_spec(spec)
    if not (folder / f"{name}.py").is_file():
        raise LanguageError(f"{folder.name}: {name}.py is missing")
    try:
        return importlib.import_module(f"{package}.{name}")
    except LanguageError:
        raise
    except Exception as error:  # importing runs the policy's own lines: what they raise is the policy's fault
        raise LanguageError(f"{name}.py: {told(error)}{line_of(error, folder)}") from error


def line_of(error: Exception, folder: Path) -> str:
    """Give the file and line of a policy's folder that an error came from."""
    if isinstance(error, SyntaxError):
        return f" ({Path(error.filename or '').name}:{error.lineno})"
    frames = [
        one
        for one in traceback.extract_tb(error.__traceback__)
        if Path(one.filename).parent == folder.resolve()
    ]
    return f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""


def load_policy(folder: Path) -> Policy:
    """Import a policy folder's `rules.py`, as it is now, and give its policy.

    Raises LanguageError where the folder is no policy.
    """
    from payout.rules.policy import Policy  # noqa: PLC0415 - policy.py imports this module

    package = _package(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    importlib.invalidate_caches()
    module = load_module(folder, "rules")
    found = [value for value in vars(module).values() if isinstance(value, Policy)]
    if len(found) != 1:
        raise LanguageError(f"{folder.name}: rules.py must hold one policy = Policy.load(__file__)")
    return found[0]


def known_policies() -> dict[str, Path]:
    """Give the folders of the policies that are installed, and of those under `policies/` here, by name."""
    found: dict[str, Path] = {}
    for point in entry_points(group=GROUP):
        spec = importlib.util.find_spec(point.value)
        if spec is not None and spec.submodule_search_locations:
            found[point.name] = Path(next(iter(spec.submodule_search_locations)))
    for file in sorted(Path("policies").glob("*/policy.toml")):
        found[file.parent.name] = file.parent
    return dict(sorted(found.items()))


def find_policy(name: str) -> Path:
    """Find a policy's folder by path or by name. Raises LanguageError with the names there are."""
    path = Path(name)
    if (path / "policy.toml").is_file():
        return path
    known = known_policies()
    if name not in known:
        raise LanguageError(
            f"no policy is named {name}; there are {', '.join(known) or 'none'}, or give a folder's path"
        )
    return known[name]
