"""What a run leaves behind: tables, a workbook, a manifest. `write_run` writes it whole or not at all."""

from payout.outputs.capital import capital_amount
from payout.outputs.errors import CellTooLong, OutputError, OutputExists
from payout.outputs.manifest import file_digests
from payout.outputs.publish import published
from payout.outputs.run import Progress, write_run
from payout.outputs.workbook import write_workbook

__all__ = [
    "CellTooLong",
    "OutputError",
    "OutputExists",
    "Progress",
    "capital_amount",
    "file_digests",
    "published",
    "write_run",
    "write_workbook",
]
