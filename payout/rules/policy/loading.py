"""Finding policies and loading them: by the path of a folder, or by the name of one that is installed.

Installed are those that the entry point group `payout.policies` names, and, in a source tree, those beside `payout/`.
Finding one runs nothing of it; loading it does, for a policy is code.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from payout.rules.policy.declared import files_of
from payout.rules.policy.importing import load_module, package_of
from payout.rules.policy.policy import Policy
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

GROUP = "payout.policies"
SOURCE = Path(__file__).parents[3]  # where payout/, policies/ and pyproject.toml stand in a source tree


def load_policy(folder: Path) -> Policy:
    """Import a policy folder's `rules.py` and `checks.py`, as they are now.

    Raises LanguageError where the folder is no policy, or where its files are not the same before and behind: a run names
    the digest of what it computed by.
    """
    before = files_of(folder)
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
    if not before == found[0].files == files_of(folder):
        raise LanguageError(
            f"{folder.name}: its files were changed while they were read; run again",
            f"{folder.name}:读取期间其文件被改动,请重新运行",
        )
    return found[0]


@dataclass(frozen=True)
class Installed:
    """The policies that are installed: their folders by name, and what is wrong with those that have none."""

    folders: Mapping[str, Path]
    broken: Mapping[str, str]


def installed() -> Installed:
    """Every policy that is installed. One whose package is broken is told of, and hides no other."""
    folders: dict[str, Path] = {}
    broken: dict[str, str] = {}
    for point in entry_points(group=GROUP):
        try:
            folders[point.name] = _folder_of(point)
        except LanguageError as fault:
            broken[point.name] = str(fault)
    for file in SOURCE.glob("policies/*/policy.toml") if _is_source() else ():
        folders[file.parent.name] = file.parent
        broken.pop(file.parent.name, None)
    return Installed(dict(sorted(folders.items())), dict(sorted(broken.items())))


def known_policies() -> dict[str, Path]:
    """The folders of the policies that are installed, by name."""
    return dict(installed().folders)


def is_path(name: str) -> bool:
    """Whether a policy is named as a path (`./scheme`, `policies/scheme`): a bare name is that of an installed one."""
    return name.startswith((".", "~")) or bool({"/", "\\"} & set(name))


def find_policy(name: str) -> Path:
    """A policy's folder: that of a path, which is written as one (`./scheme`), or that which is installed under a name.

    Raises LanguageError with the names there are.
    """
    if not is_path(name):
        return find_installed(name)
    path = Path(name).expanduser()
    if not (path / "policy.toml").is_file():
        raise LanguageError(
            f"{name} is no policy's folder: it has no policy.toml",
            f"{name} 不是办法的文件夹:其中没有 policy.toml",
        )
    return path


def find_installed(name: str) -> Path:
    """The folder of the policy that is installed under a name. Raises LanguageError with the names there are."""
    beside = SOURCE / "policies" / name
    if _is_source() and name.isidentifier() and (beside / "policy.toml").is_file():
        return beside
    for point in entry_points(group=GROUP, name=name):
        return _folder_of(point)
    known = known_policies()
    close = get_close_matches(name, known, 1)
    here = f"; for the folder here write ./{name}" if (Path(name) / "policy.toml").is_file() else ""
    hint = (
        f"; did you mean {close[0]}?"
        if close
        else f"; there are {', '.join(known) or 'none'}, or give a folder's path"
    )
    here_zh = f";当前目录下的文件夹请写 ./{name}" if here else ""
    hint_zh = f";是不是 {close[0]}?" if close else f";有 {'、'.join(known) or '(无)'},或写办法文件夹的路径"
    raise LanguageError(
        f"no policy is named {name}{here or hint}", f"没有叫 {name} 的办法{here_zh or hint_zh}"
    )


def _is_source() -> bool:
    return (SOURCE / "pyproject.toml").is_file() and (SOURCE / "policies").is_dir()


def _folder_of(point: EntryPoint) -> Path:
    """Where an entry point's package stands. Its parent package is imported for that, and may be anybody's."""
    try:
        spec = importlib.util.find_spec(point.value)
    except (
        Exception
    ) as error:  # whatever a package raises when it is imported is its own fault, not the program's
        raise LanguageError(
            f"{point.name} is installed as {point.value}, which fails: {type(error).__name__}"
        ) from error
    folders = (
        []
        if spec is None or spec.submodule_search_locations is None
        else list(spec.submodule_search_locations)
    )
    if not folders or not (Path(folders[0]) / "policy.toml").is_file():
        raise LanguageError(f"{point.name} is installed as {point.value}, which is no policy's folder")
    return Path(folders[0])


def find_of_run(name: str) -> Path:
    """The folder of a run's policy. A run says only a name, and a name is that of an installed policy, never a path."""
    try:
        return find_installed(name)
    except LanguageError as fault:
        raise LanguageError(
            f"{fault}. A run of a policy's folder is opened with --policy ./folder"
        ) from fault
