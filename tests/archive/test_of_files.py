"""How a file is written is said when it is read, and kept beside the file: a run of it is explained and verified all the same."""

import json
import shutil

import openpyxl
import pytest

from payout.cli.main import code_of
from tests.intake.schemes import ROOT

SCHEME = "district_nsx"
FIXTURE = ROOT / "fixtures" / SCHEME / "csv"


def blank_row(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    lines.insert(5, "," * lines[0].count(","))
    path.write_text("\n".join(lines), encoding="utf-8")


def gb18030(path):
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))


def same_names(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    header = lines[0].lstrip("\ufeff").split(",")
    name, unit = header.index("name"), header.index("unit_id")
    first, second = lines[1].split(","), lines[2].split(",")
    second[name], second[unit] = first[name], first[unit]
    lines[2] = ",".join(second)
    path.write_text(
        "\n".join([lines[0], *reversed(lines[1:-1]), ""]), encoding="utf-8"
    )  # not in the order of keys


WRITTEN = [
    ("W106", "people.csv", blank_row, True),
    ("W101", "people.csv", gb18030, True),
    ("W109", "people.csv", same_names, False),
]


@pytest.mark.parametrize(("code", "name", "spoil", "of_file"), WRITTEN, ids=[one[0] for one in WRITTEN])
def test_a_run_of_it_is_explained_and_verified(code, name, spoil, of_file, tmp_path, capsys):
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(FIXTURE, folder)
    spoil(folder / name)
    assert code_of(["run", str(folder), "-p", SCHEME, "-o", str(out)]) == 0
    assert code in capsys.readouterr().err
    assert code_of(["verify", str(out)]) == 0
    assert code_of(["explain", str(out), "--unit", "X001"]) == 0
    found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["findings"]["warning"]
    beside = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["of_files"]
    assert (code in found) is not of_file
    assert [one["code"] for one in beside] == ([code] if of_file else [])
    listed = openpyxl.load_workbook(out / "payout.xlsx")["检查结果"]
    assert (code in str([cell.value for row in listed.iter_rows() for cell in row])) is not of_file
