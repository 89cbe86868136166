"""What a command does not need is not imported: what it would wait for, told by name and not by a clock."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from payout.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
OF_DATA = {"numpy", "pandas", "pandera", "pyarrow"}
OF_AN_OFFICE = {"cryptography", "sqlalchemy", "alembic", "dask", "distributed"}
OF_WORKBOOKS = {"xlsxwriter", "openpyxl"}
OF_PAPERS = {
    "payout.outputs.workbook.write", "payout.outputs.formulas.write", "payout.outputs.correction", "payout.outputs.papers.browser",
    "payout.rendering.excel.plan", "payout.archive.approvals.keys", "payout.evidence.correcting.lines",
    "payout.evidence.reconciling.reconcile", "payout.intake.mapping.drafting", "payout.cases.running", "payout.sides.comparing",
    "payout.office.payment",
}  # fmt: skip
DEFERRED = sorted(
    ".".join(file.parent.relative_to(ROOT).parts)
    for file in (ROOT / "payout").rglob("__init__.py")
    if "deferred(__name__)" in file.read_text(encoding="utf-8")
)


def imported(*lines):
    """The modules that Python has after the lines, each a call of the program."""
    code = "\n".join(
        [
            "import os, sys",
            "from payout.cli.main import code_of",
            "told, sys.stdout = sys.stdout, open(os.devnull, 'w')",
            *(f"assert code_of({[str(word) for word in line]!r}) in (0, None)" for line in lines),
            "print(*sys.modules, file=told)",
        ]
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_no_help_waits_for_a_library_of_data():
    found = imported(["--version"], ["--help"], ["policies"], *([name, "--help"] for name in COMMANDS))
    assert {f"payout.cli.{name}" for name in COMMANDS} <= found
    assert not sorted(
        found & (OF_DATA | OF_AN_OFFICE | OF_WORKBOOKS | OF_PAPERS | {"payout.batch", "rich.progress"})
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory, county_of_module):
    """A run without its workbook, and what it imported."""
    source, out = county_of_module, tmp_path_factory.mktemp("run") / "out"
    line = ["run", source, "-p", "county_target_bonus", "-o", out, "--no-workbook"]
    return source, out, imported(line)


@pytest.fixture(scope="module")
def county_of_module(tmp_path_factory):
    from tests.cli.conftest import County  # noqa: PLC0415 - its fixture is of one test

    return County().csv(tmp_path_factory.mktemp("county") / "in")


def test_a_run_without_its_workbook_imports_nothing_that_writes_one(ran):
    _, _, found = ran
    assert {"pandera", "payout.outputs.report.page"} <= found
    assert not sorted(found & (OF_AN_OFFICE | OF_WORKBOOKS | OF_PAPERS | {"rich.console", "rich.progress"}))


def test_a_check_and_an_explanation_write_nothing(ran):
    source, out, _ = ran
    found = imported(["check", source, "-p", "county_target_bonus"], ["explain", out, "P1"])
    assert "payout.evidence.explain" in found
    written = {"payout.outputs.report.page", "payout.intake.marked"}
    assert not sorted(found & (OF_AN_OFFICE | OF_WORKBOOKS | OF_PAPERS | written))


def test_a_policy_is_linted_without_what_reads_data():
    found = imported(["lint", "county_target_bonus"])
    assert not found & (
        OF_AN_OFFICE | OF_WORKBOOKS | OF_PAPERS | {"pandera", "payout.intake", "payout.batch"}
    )


@pytest.mark.parametrize("package", DEFERRED)
def test_each_name_that_a_package_offers_is_what_stands_under_it(package):
    found = import_module(package)
    names = getattr(found, "__all__", [])
    folder = ROOT.joinpath(*package.split("."))
    for name in names:
        assert getattr(found, name) is not None
        beside = folder / f"{name}.py", folder / name
        assert not any(one.exists() for one in beside), (
            f"the module {name} would stand for what bears its name"
        )
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = found.nothing_of_that_name


@pytest.mark.parametrize("package", DEFERRED)
def test_types_know_the_names_of_a_package_and_no_others(package):
    """To mypy a package has the names that it imports for types: a `__getattr__` that it saw would answer to any name."""
    source = ROOT.joinpath(*package.split("."), "__init__.py").read_text(encoding="utf-8")
    (parted,) = (node for node in ast.parse(source).body if isinstance(node, ast.If))
    assert (ast.unparse(parted.test), ast.unparse(parted.orelse)) == (
        "TYPE_CHECKING",
        "__getattr__ = deferred(__name__)",
    )
