"""Packages that give their names when they are asked for: what a command does not use is not imported."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def deferred(package: str) -> Callable[[str], Any]:
    """The `__getattr__` of a package: it imports a name from where the package says, to those who check types, that it stands.

    The imports under `if TYPE_CHECKING` are the one list of them; they are read when a name is first asked for.
    """
    homes: dict[str, str] = {}

    def found(name: str) -> Any:
        if not homes:
            homes.update(_homes(Path(str(sys.modules[package].__file__))))
        if name not in homes:
            raise AttributeError(f"{package} has no {name}; it has {', '.join(sorted(homes))}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return found


def _homes(file: Path) -> Iterator[tuple[str, str]]:
    """The names that a package imports for types, and the module of each."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.name, node.module) for alias in node.names)
