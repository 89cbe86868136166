"""Files to checked tables: every fault is a finding with its cell, and all of them are listed in one pass.

`read` takes an .xlsx workbook (a sheet a table) or a folder (a CSV or Parquet file a table).
`write_template` gives the workbook to fill in, `write_marked_copy` gives it back with its bad cells marked.
"""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.intake.canonical import Digests, digest
    from payout.intake.catalogue import and_more
    from payout.intake.frames import Frames
    from payout.intake.grids import draft_mapping
    from payout.intake.listing import AmountList, Named, UnclearList, read_list
    from payout.intake.mapping.declared import SourceMap
    from payout.intake.mapping.reading import read_mapping
    from payout.intake.marked import write_marked_copy
    from payout.intake.payees import PAYEE, PayeeAccount, Payees, payees_table, read_payees
    from payout.intake.reading import Intake, read
    from payout.intake.refusing import SourceChanged, Unreadable
    from payout.intake.source import opening
    from payout.intake.template import Guide, write_template
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "PAYEE",
    "AmountList",
    "Digests",
    "Frames",
    "Guide",
    "Intake",
    "Named",
    "PayeeAccount",
    "Payees",
    "SourceChanged",
    "SourceMap",
    "UnclearList",
    "Unreadable",
    "and_more",
    "digest",
    "draft_mapping",
    "opening",
    "payees_table",
    "read",
    "read_list",
    "read_mapping",
    "read_payees",
    "write_marked_copy",
    "write_template",
]
