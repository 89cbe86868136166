"""Imports run one way and in no circle. Checked on the source of every file, imports in functions and for types included."""

from __future__ import annotations

import ast
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent

# From the ground up: a part may import what stands on a lower floor, and of its own floor itself only.
FLOORS = (
    {"deferred", "interrupts", "masking", "memory", "printing", "scratch", "text", "version"},
    {"findings", "exact"},
    {"rules"},
    {"engines", "rendering", "intake", "settle"},
    {"evidence", "cases", "outputs", "archive"},
    {"batch"},
    {"sides", "golden"},
    {"office"},
    {"python", "cli"},
)
ALSO = {
    "archive": {"outputs"},  # what is published is what outputs wrote
    "outputs": {
        "cases",
        "evidence",
    },  # the document of a policy shows its cases, the papers of a comparison what differs
    "engines": {"rendering"},  # a finding of a check is said in the words of its condition
}
# Inside rules the same. What stands beside these folders is what authors import.
FLOORS_OF_RULES = ({"tree"}, {"language"}, {"policy"}, {"compiled"})
ROOT_MAY_IMPORT = {"deferred", "python", "office", "exact", "rules", "findings", "version"}

RULES = {"payout.rules", "payout.rules.tables"}
# A derivation is plain Python that gives exact columns: it may make them. Rules and tables never touch a number.
DERIVATIONS = RULES | {"payout.exact", "payout.rules.trees"}


def nodes(file: Path) -> Iterator[ast.AST]:
    """All that the source of a file says."""
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


@cache
def imported(file: Path, root: Path = ROOT) -> frozenset[str]:
    """The modules that a file imports, anywhere in it, relative ones in full; names of a package as `package.name`."""
    found: set[str] = set()
    package = file.relative_to(root).parent.parts
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found.update(_named(root, module, alias.name) for alias in node.names)
    return frozenset(found)


def _named(root: Path, module: str, name: str) -> str:
    """`from payout.cli import exits` is of the module `payout.cli.exits`; any other name is of the module that has it."""
    inner = root.joinpath(*module.split("."), name)
    is_module = module == "payout" or inner.with_suffix(".py").is_file() or inner.is_dir()
    return f"{module}.{name}" if is_module else module


def below(floors: tuple[set[str], ...]) -> dict[str, set[str]]:
    """What each part may import: itself and every lower floor."""
    lower = accumulate(floors, set.union, initial=set())
    return {part: under | {part} for floor, under in zip(floors, lower, strict=False) for part in floor}


def upward(file: Path, root: Path = ROOT) -> set[str]:
    """Find the imports of a file that do not run downward."""
    part, *inner = file.relative_to(root / "payout").with_suffix("").parts  # the root itself is __init__
    allowed = {**below(FLOORS), "__init__": ROOT_MAY_IMPORT}[part] | ALSO.get(part, set())
    named = {name for name in imported(file, root) if name.split(".")[0] == "payout"}
    wrong = {name for name in named if name == "payout" or name.split(".")[1] not in allowed}
    if part == "rules" and inner[0] in folders_of_rules(root):
        within = {name for name in named if name.startswith("payout.rules.")}
        free = below(FLOORS_OF_RULES)[inner[0]]
        wrong |= {name for name in within if name.split(".")[2] in folders_of_rules(root) - free}
    return wrong


def folders_of_rules(root: Path) -> set[str]:
    return {name for floor in FLOORS_OF_RULES for name in floor if (root / "payout/rules" / name).is_dir()}


def circles(root: Path = ROOT) -> list[list[str]]:
    """Find the modules of payout that import one another, however far around."""
    graph = {module: edges - {module} for module, edges in _graph(root).items()}
    reached = {module: _reached(graph, module) for module in graph}
    round_about = {module for module in graph if module in reached[module]}
    found = {
        frozenset(other for other in round_about & reached[one] if one in reached[other])
        for one in round_about
    }
    return sorted(sorted(circle) for circle in found)


def _graph(root: Path) -> dict[str, set[str]]:
    """The modules that each module imports; a package stands for its `__init__`."""
    modules = {
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files("payout", root)
    }
    return {module: imported(file, root) & set(modules) for module, file in modules.items()}


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def files(folder: str, root: Path = ROOT) -> list[Path]:
    return sorted((root / folder).rglob("*.py"))


@pytest.mark.parametrize("file", files("payout"), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_part_imports_only_what_stands_below_it(file):
    assert not upward(file)


def test_no_module_imports_itself_by_way_of_others():
    assert circles() == []


def test_the_walls_see_what_breaks_them(tmp_path):
    """In a small house: an import upward that is hidden in a function, and a circle by way of one for types."""
    house = {
        "payout/__init__.py": "",
        "payout/text.py": "",
        "payout/findings.py": "def late():\n    from payout.rules import words\n",
        "payout/rules/__init__.py": "",
        "payout/rules/words.py": (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from payout.rules.result import Result\n"
        ),
        "payout/rules/result.py": "from . import words\n",
        "payout/rules/tree/nodes.py": "from payout.rules.policy.card import Card\n",
        "payout/rules/policy/card.py": "from payout.rules.tree.nodes import Node\nfrom payout.text import Text\n",
        "payout/outputs/table.py": "from payout.archive.manifest import seal\n",
        "payout/archive/manifest.py": "from payout.outputs import table\n",
    }
    for name, source in house.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    seen = {str(file.relative_to(tmp_path)): upward(file, tmp_path) for file in files("payout", tmp_path)}
    assert {name: wrong for name, wrong in seen.items() if wrong} == {
        "payout/findings.py": {"payout.rules.words"},
        "payout/rules/tree/nodes.py": {"payout.rules.policy.card"},
        "payout/outputs/table.py": {"payout.archive.manifest"},
    }
    archive, card, words = (
        ["payout.archive.manifest", "payout.outputs.table"],
        ["payout.rules.policy.card", "payout.rules.tree.nodes"],
        ["payout.rules.result", "payout.rules.words"],
    )
    assert circles(tmp_path) == [archive, card, words]


@pytest.mark.parametrize("file", files("payout"), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_program_knows_no_policy(file):
    assert not [name for name in imported(file) if name.split(".")[0] == "policies"]


@pytest.mark.parametrize("file", files("policies"), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_policy_imports_the_language_only(file):
    allowed = RULES if file.name in {"rules.py", "checks.py", "tables.py"} else DERIVATIONS
    wrong = {name for name in imported(file) if name.split(".")[0] == "payout" and name not in allowed}
    assert not wrong


@pytest.mark.parametrize("file", files("payout"), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_in_the_program_imports_tests_or_scripts(file):
    assert not {"tests", "scripts"} & {name.split(".")[0] for name in imported(file)}


def test_a_name_is_one_thing():
    """Two classes of one name would be taken for one another."""
    places: dict[str, list[str]] = {}
    for file in files("payout"):
        for node in nodes(file):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(str(file.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
