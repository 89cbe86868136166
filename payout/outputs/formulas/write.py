"""The workbook of live formulas: a sheet that says how many amounts differ, the parameters, a sheet for each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from payout.outputs.errors import OutputError
from payout.outputs.formulas.ink import Palette
from payout.outputs.formulas.level import write_level
from payout.outputs.formulas.parameters import PARAMETERS, write_parameters
from payout.outputs.formulas.summary import SUMMARY, write_summary
from payout.outputs.formulas.values import LiveValues, decimals_of
from payout.outputs.names import FORMULAS
from payout.outputs.workbook.book import FIT_EVERY_TEXT_AS_TEXT, describe
from payout.outputs.workbook.names import sheet_names
from payout.rendering.excel import live_plan
from payout.text import Text, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from payout.engines.reference.run import Run
    from payout.rules.compiled.result import Stamp
    from payout.text import Language, Progress

MOST_ROWS = 50_000  # of a level: spreadsheets choke on more


class FormulaSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that makes each formula ready once: a column has one for all of its rows, and that takes most of the time.

    XlsxWriter has no types, hence the ignored one.
    """

    def __init__(self) -> None:
        """Begin with no formula made ready."""
        super().__init__()
        self._ready: dict[str, str] = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula not in self._ready:
            self._ready[formula] = super()._prepare_formula(formula, expand_future_functions)
        return self._ready[formula]


def write_formulas(
    run: Run, stamp: Stamp, folder: Path, *, lang: Language, progress: Progress = quiet
) -> None:
    """Write a run as formulas into a folder, `formulas.xlsx`; temporary parts, with personal data, stay there.

    Raises OutputError where a level has more rows than anybody could recalculate.
    """
    _refuse_too_many(run)
    progress(Text("把规则写成公式", "writing the rules as formulas"))
    plan = live_plan(run.compiled, lang, decimals_of(run))
    values = LiveValues(run, plan)
    shown = [sheet for sheet in plan.sheets.values() if len(sheet.columns) > 1]
    names = sheet_names([SUMMARY(lang), PARAMETERS(lang), *(sheet.title for sheet in shown)])
    workbook = xlsxwriter.Workbook(folder / FORMULAS, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(folder)})
    describe(workbook, stamp, lang)
    palette = Palette(workbook, lang)
    summary, parameters, *levels = [workbook.add_worksheet(name, FormulaSheet) for name in names]
    compared = []
    for sheet, level in zip(levels, shown, strict=True):
        progress(Text(f"写出公式表 {level.title}", f"writing the formulas of {level.title}"))
        compared += write_level(sheet, level, values, palette, stamp)
    for name, where in write_parameters(parameters, values, palette, stamp, names[1]):
        workbook.define_name(name, where)
    write_summary(summary, compared, values, palette, stamp)
    progress(Text(f"保存 {FORMULAS}", f"saving {FORMULAS}"))
    workbook.close()


def _refuse_too_many(run: Run) -> None:
    for name, rows in run.data.items():
        if rows.size > MOST_ROWS:
            level = run.compiled.levels[name]
            raise OutputError(
                Text(
                    f"{level.zh}有 {rows.size:,} 行，公式工作簿最多 {MOST_ROWS:,} 行：再多，表格程序就算不动了。",
                    f"{level.plural} has {rows.size:,} rows; a workbook of formulas takes {MOST_ROWS:,}: "
                    "a spreadsheet could not recalculate more.",
                ),
                Text(
                    "去掉 --formulas，或只取一部分单位运行。",
                    "leave out --formulas, or run a part of the units.",
                ),
            )
