"""What a run leaves behind: tables, a workbook, a manifest. `write_run` writes it whole or not at all."""

from payout.outputs.capital import capital_amount
from payout.outputs.errors import CellTooLong, OutputError, OutputExists
from payout.outputs.manifest import file_digests
from payout.outputs.manifest import manifest as run_manifest
from payout.outputs.publish import check_free, published, whole_file
from payout.outputs.run import Progress, write_run
from payout.outputs.totals import Total, batch_total
from payout.outputs.workbook import reasons_text, write_quota_workbook, write_workbook

__all__ = [
    "CellTooLong",
    "OutputError",
    "OutputExists",
    "Progress",
    "Total",
    "batch_total",
    "capital_amount",
    "check_free",
    "file_digests",
    "published",
    "reasons_text",
    "run_manifest",
    "whole_file",
    "write_quota_workbook",
    "write_run",
    "write_workbook",
]
