"""Importing the Python files of a policy's folder: the folder becomes a package of its own."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import traceback
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from payout.rules.tree import LanguageError, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

PREFIX = "payout_policy_"


class _FromSource(SourceFileLoader):
    """Compiles the source that stands there. A `.pyc` beside it may be of another source, and the digest does not see it."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


class _Finder(MetaPathFinder):
    """Finds the modules of policies' packages, and no others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del target
        if not fullname.startswith(PREFIX) or not path:
            return None
        place = Path(next(iter(path)), fullname.rpartition(".")[2])
        for file, inside in ((place / "__init__.py", [str(place)]), (place.with_suffix(".py"), None)):
            if file.is_file():
                loader = _FromSource(fullname, str(file))
                return importlib.util.spec_from_file_location(
                    fullname, file, loader=loader, submodule_search_locations=inside
                )
        return None


sys.meta_path.insert(0, _Finder())


def package_of(place: Path) -> str:
    """The name of the package that a policy's folder becomes, or the one in which a variant's file is imported."""
    return PREFIX + hashlib.sha256(str(place.resolve()).encode()).hexdigest()[:12]


def load_module(folder: Path, name: str, package: str = "") -> ModuleType:
    """Import `name`.py of a policy folder.

    The folder becomes a package, so that its files may import each other.
    """
    package = package or package_of(folder)
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
    except LanguageError as error:
        line = line_of(error, folder)
        raise LanguageError(f"{error}{line}", error.zh and f"{error.zh}{line}") from error
    except Exception as error:  # importing runs the policy's own lines: what they raise is the policy's fault
        raise LanguageError(f"{name}.py: {told(error)}{line_of(error, folder)}") from error


def line_of(error: Exception, folder: Path) -> str:
    """The file and line of a policy's folder that an error came from; what `Policy.load` finds is of no line of its own."""
    if isinstance(error, SyntaxError):
        return f" ({Path(error.filename or '').name}:{error.lineno})"
    frames = [
        one
        for one in traceback.extract_tb(error.__traceback__)
        if Path(one.filename).parent == folder.resolve()
    ]
    if not frames or "Policy.load(" in (frames[-1].line or ""):
        return ""
    return f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})"
