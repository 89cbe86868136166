"""What a run says of its results: tables, a workbook, one of live formulas, a report, totals. `payout.archive` publishes them."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.capital import capital_amount
    from payout.outputs.columns import text_values
    from payout.outputs.correction import reason_text, write_correction
    from payout.outputs.errors import CellTooLong, OutputError
    from payout.outputs.formulas import write_formulas
    from payout.outputs.names import CORRECTION, FORMULAS, REPORT
    from payout.outputs.paper.units import converter, unit_files, write_pdfs, write_units
    from payout.outputs.reconciliation import write_reconciliation
    from payout.outputs.report import write_report
    from payout.outputs.tables import write_table
    from payout.outputs.totals import Total, batch_total, grand_total
    from payout.outputs.workbook import (
        reasons_text,
        split_lists,
        write_quota_workbook,
        write_sensitivity_workbook,
        write_workbook,
    )
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "CORRECTION",
    "FORMULAS",
    "REPORT",
    "CellTooLong",
    "OutputError",
    "Total",
    "batch_total",
    "capital_amount",
    "converter",
    "grand_total",
    "reason_text",
    "reasons_text",
    "split_lists",
    "text_values",
    "unit_files",
    "write_correction",
    "write_formulas",
    "write_pdfs",
    "write_quota_workbook",
    "write_reconciliation",
    "write_report",
    "write_sensitivity_workbook",
    "write_table",
    "write_units",
    "write_workbook",
]
