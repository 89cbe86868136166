"""The workbook of live formulas."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.formulas.write import write_formulas
else:
    __getattr__ = deferred(__name__)

__all__ = ["write_formulas"]
