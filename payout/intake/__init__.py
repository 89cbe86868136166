"""Files to checked tables: every fault is a finding with its cell, and all of them are listed in one pass.

`read` takes an .xlsx workbook (a sheet a table) or a folder (a CSV or Parquet file a table).
"""

from payout.intake.canonical import digest
from payout.intake.raw import SourceFile
from payout.intake.reading import Intake, read

__all__ = ["Intake", "SourceFile", "digest", "read"]
