"""What leaves the office on paper: the list of payments that a unit signs."""

from payout.outputs.paper.pages import PayList, pay_list
from payout.outputs.paper.sheets import paper_sheets, write_paper

__all__ = ["PayList", "paper_sheets", "pay_list", "write_paper"]
