"""Imports run one way. Checked on the source of every file, imports in functions and for types included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What each part may import of `payout`, besides itself. `findings` is the bottom: values that everybody speaks in.
MAY_IMPORT = {
    "findings": set(),
    "exact": set(),
    "rules": {"exact", "findings"},
    "intake": {"rules", "exact", "findings"},
    "settle": {"rules", "exact", "findings"},
    "outputs": {"rules", "exact", "findings"},
    "archive": {"rules", "exact", "findings"},
    "engines": {"rules", "exact", "findings"},
    "evidence": {"rules", "exact", "findings"},
    "batch": {"intake", "settle", "evidence", "outputs", "archive", "engines", "rules", "exact", "findings"},
    "cli": {
        "batch",
        "intake",
        "settle",
        "evidence",
        "outputs",
        "archive",
        "engines",
        "rules",
        "exact",
        "findings",
    },
    "__init__": {"batch", "rules", "findings"},
}
VERSION = {"payout", "payout.__version__"}  # the one thing of the root that its parts may read  # fmt: skip
RULES = {"payout.rules", "payout.rules.tables"}
# A derivation is plain Python that gives exact columns: it may make them. Rules and tables never touch a number.
DERIVATIONS = RULES | {"payout.exact"}


def imported(file: Path) -> set[str]:
    """Give the modules that a file imports, anywhere in it, relative ones in full."""
    found: set[str] = set()
    package = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            # `from payout import batch` names a part in the list of names
            found.update(
                f"{module}.{alias.name}" for alias in node.names
            ) if module == "payout" else found.add(module)
    return found


def part_of(module: str) -> str:
    """Give the part of payout that a module belongs to: `payout.rules.tables` to rules."""
    return module.split(".")[1] if "." in module else "__init__"


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("file", files("payout"), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_part_imports_only_what_stands_below_it(file):
    part = file.relative_to(ROOT / "payout").parts[0].removesuffix(".py")
    allowed = MAY_IMPORT[part] | {part}
    named = {name for name in imported(file) if name.split(".")[0] == "payout"} - VERSION
    assert not {name for name in named if part_of(name) not in allowed}


def test_the_root_is_read_for_its_version_only():
    """`import payout` must not be a back door to what stands above: of the name only the version is read."""
    for file in (file for file in files("payout") if "payout" in imported(file)):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "payout"
            ):
                assert node.attr == "__version__", file


@pytest.mark.parametrize("file", files("payout"), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_program_knows_no_policy(file):
    assert not [name for name in imported(file) if name.split(".")[0] == "policies"]


@pytest.mark.parametrize("file", files("policies"), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_policy_imports_the_language_only(file):
    allowed = RULES if file.name in {"rules.py", "tables.py"} else DERIVATIONS
    wrong = {name for name in imported(file) if name.split(".")[0] == "payout" and name not in allowed}
    assert not wrong


@pytest.mark.parametrize("file", files("payout"), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_in_the_program_imports_tests_or_scripts(file):
    assert not {"tests", "scripts"} & {name.split(".")[0] for name in imported(file)}
