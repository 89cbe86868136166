"""Finding policies and loading them: by the path of a folder, or by the name of one that is installed.

Installed are those that the entry point group `payout.policies` names, and, in a source tree, those beside `payout/`.
Finding one runs nothing of it; loading it does, for a policy is code.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from payout.rules.policy.card import read_card
from payout.rules.policy.declared import files_of, values_of
from payout.rules.policy.importing import load_module, package_of
from payout.rules.policy.joining import joined
from payout.rules.policy.policy import Policy
from payout.rules.policy.variants import (
    card_of,
    files_of_variant,
    is_variant,
    stated_of,
    values_of_variant,
)
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

    from payout.rules.policy.card import Card
    from payout.rules.policy.declared import Files
    from payout.rules.policy.parameters import Parameter

GROUP = "payout.policies"
SOURCE = Path(__file__).parents[3]  # where payout/, policies/ and pyproject.toml stand in a source tree


def load_policy(place: Path) -> Policy:
    """Import a policy folder's `rules.py` and `checks.py`, or a variant's file, as they are now.

    Files that are as they were give the policy that was made of them. Raises LanguageError where it is no policy, or where its
    files are not the same before and behind: a run names the digest of what it computed by.
    """
    return _loaded(place, place.resolve(), declared(place).files)


@lru_cache(maxsize=16)
def _loaded(place: Path, stands_at: Path, files: Files) -> Policy:
    """The policy of these files; a relative place may stand elsewhere the next time."""
    package = package_of(stands_at)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    importlib.invalidate_caches()
    found = _load_variant(place) if is_variant(place) else _load_folder(place)
    if not files == found.files == declared(place).files:
        raise LanguageError(
            f"{place.name}: its files were changed while they were read; run again",
            f"{place.name}:读取期间其文件被改动,请重新运行",
        )
    return found


def _load_folder(folder: Path) -> Policy:
    module = load_module(folder, "rules")
    found = [value for value in vars(module).values() if isinstance(value, Policy)]
    if len(found) != 1:
        raise LanguageError(f"{folder.name}: rules.py must hold one policy = Policy.load(__file__)")
    if (folder / "checks.py").is_file():
        load_module(folder, "checks")
    return found[0]


def _load_variant(file: Path) -> Policy:
    module = load_module(file.parent, file.stem, package_of(file))
    found = [value for value in vars(module).values() if isinstance(value, Policy)]
    if len(found) != 1:
        raise LanguageError(
            f"{file.name}: a variant holds one policy = variant(__file__, baseline=…)",
            f"{file.name}:应有且只有一个 policy = variant(__file__, baseline=…)",
        )
    return joined(_base_of(file), found[0])


def variant(  # noqa: PLR0913 - the words of a declaration
    file: str | Path,
    *,
    baseline: str,
    day: str = "",
    reason: str = "",
    document: str = "",
    parameters: str = "",
) -> Policy:
    """What a variant's file begins with: its baseline, whose rules its statements replace or add to.

    `baseline` is an installed policy by name, or a path beside the file (`./scheme`, `./other.py`); `parameters` a file beside it of
    parameters that the baseline lacks; `day`, `reason` and `document` cite the change. All are texts as they stand.
    """
    del baseline, day, reason, document, parameters  # they are read without running the file
    path = Path(file)
    said, base = stated_of(path), _base_of(path)
    return replace(
        base,
        card=card_of(base.card, path),
        parameters=values_of_variant(path, said, base.card, dict(base.parameters)),
        rules=[],
        checks=[],
        sections=[],
        files=files_of_variant(path, said, base.files),
        variant=said,
    )


def _base_of(file: Path) -> Policy:
    return load_policy(baseline_of(file))


def baseline_of(file: Path) -> Path:
    """Where a variant's baseline stands: an installed policy by its name, or a path beside the file."""
    name = stated_of(file).baseline
    beside = is_path(name) and not name.startswith(("/", "~"))
    return find_policy(str((file.parent / name).resolve()) if beside else name)


@dataclass(frozen=True)
class Declared:
    """What a policy says without any of its Python being run: its card, its parameters, and the files that it computes with."""

    card: Card
    parameters: Mapping[str, Parameter]
    files: Files


def declared(place: Path) -> Declared:
    """What the policy of a folder, or a variant's file, declares. Raises LanguageError where it cannot be read."""
    if not is_variant(place):
        card = read_card(place / "policy.toml")
        return Declared(card, values_of(place, card), files_of(place))
    said, base = stated_of(place), declared(baseline_of(place))
    values = values_of_variant(place, said, base.card, dict(base.parameters))
    return Declared(card_of(base.card, place), values, files_of_variant(place, said, base.files))


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
    return name.startswith((".", "~")) or bool({"/", "\\"} & set(name)) or name.endswith(".py")


def find_policy(name: str) -> Path:
    """A policy's folder: that of a path, which is written as one (`./scheme`), or that which is installed under a name.

    A path to a Python file (`./variant.py`) is a variant of another policy.

    Raises LanguageError with the names there are.
    """
    if not is_path(name):
        return find_installed(name)
    path = Path(name).expanduser()
    if is_variant(path) and path.is_file():
        return path
    if not (path / "policy.toml").is_file():
        raise LanguageError(
            f"{name} is no policy's folder: it has no policy.toml"
            if path.is_dir()
            else f"there is no {name}",
            f"{name} 不是办法的文件夹:其中没有 policy.toml" if path.is_dir() else f"没有 {name}",
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
