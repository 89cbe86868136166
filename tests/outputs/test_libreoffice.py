"""LibreOffice calculates the workbook anew and comes to the exact totals."""

from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from payout.outputs import write_workbook
from tests.outputs.sample import PLANS
from tests.spreadsheet import recalculated, soffice


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    return soffice(tmp_path_factory.mktemp("office") / "profile")


def spoil_cached_totals(path):
    """Drop every cached figure, so that what is read afterwards was calculated."""
    workbook = openpyxl.load_workbook(path)
    workbook.save(path)


def fen(value):
    exact = Fraction(value)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"))


def test_recalculated_totals_are_the_exact_ones(result, tmp_path, command):
    path = tmp_path / "payout.xlsx"
    write_workbook(result, path, lang="zh")
    spoil_cached_totals(path)
    sheets = {sheet: rows for (_, sheet), rows in recalculated(command, [path], tmp_path).items()}
    payout_list = sheets["人员发放表明细"]
    level, links = result.frames["person"], result.frames["person"].links["unit"]
    for column, name in ((9, "target_bonus"), (10, "leader_bonus"), (11, "payable")):
        values = level.table[name].array
        by_unit = [values[links == unit].sum() for unit in (1, 2, 0)]
        expected = [fen(total) for total in (*by_unit, values.sum())]
        assert [fen(row[column]) for row in payout_list if row[0][:2] in ("小计", "合计")] == expected
    signed, together = sheets["人员发放表"], sheets["人员发放表汇总"]
    at = (
        signed[2].index("应发奖金\n（元）")
        if "应发奖金\n（元）" in signed[2]
        else signed[2].index("应发奖金（元）")
    )
    paid = level.table["payable"].array
    units = [fen(paid[links == unit].sum()) for unit in (1, 2, 0)]
    assert [fen(row[at]) for row in signed if row[0].startswith("单位合计")] == units
    assert not [row for row in signed if row[0].startswith("本页小计")]  # each unit has one page, and one sum
    last = together[1].index("签名") - 1
    assert [fen(row[last]) for row in together[2:6]] == [*units, fen(paid.sum())]
    in_service = sheets["年末在职人员 名单 2012"]
    assert [fen(row[6]) for row in in_service if row[0].startswith("合计")] == [Decimal("57880.57")]
    assert PLANS[2].totals == ("payable",)
