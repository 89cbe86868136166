"""What leaves the office on paper: the list of payments that a unit signs."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.paper.pages import PayList, pay_list
    from payout.outputs.paper.sheets import paper_sheets, write_paper
else:
    __getattr__ = deferred(__name__)

__all__ = ["PayList", "paper_sheets", "pay_list", "write_paper"]
