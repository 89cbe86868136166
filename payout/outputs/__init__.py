"""What a run says of its results: tables, a workbook, one of live formulas, a report, totals. `payout.archive` publishes them."""

from payout.outputs.capital import capital_amount
from payout.outputs.columns import text_values
from payout.outputs.errors import CellTooLong, OutputError
from payout.outputs.formulas import FORMULAS, write_formulas
from payout.outputs.paper.units import converter, unit_files, write_pdfs, write_units
from payout.outputs.reconciliation import write_reconciliation
from payout.outputs.report import REPORT, write_report
from payout.outputs.tables import write_table
from payout.outputs.totals import Total, batch_total, grand_total
from payout.outputs.workbook import (
    reasons_text,
    split_lists,
    write_quota_workbook,
    write_sensitivity_workbook,
    write_workbook,
)

__all__ = [
    "FORMULAS",
    "REPORT",
    "CellTooLong",
    "OutputError",
    "Total",
    "batch_total",
    "capital_amount",
    "converter",
    "grand_total",
    "reasons_text",
    "split_lists",
    "text_values",
    "unit_files",
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
