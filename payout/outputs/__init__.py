"""What a run leaves behind: tables, a workbook, a manifest. `write_run` writes it whole or not at all."""

from payout.outputs.capital import capital_amount
from payout.outputs.errors import CellTooLong, OutputError, OutputExists
from payout.outputs.manifest import file_digests
from payout.outputs.manifest import manifest as run_manifest
from payout.outputs.publish import check_free, published
from payout.outputs.run import Progress, write_run
from payout.outputs.totals import Total, batch_total
from payout.outputs.workbook import write_workbook

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
    "run_manifest",
    "write_run",
    "write_workbook",
]
