"""Papers that are printed and handed out: what slips and public notices share. Neither a text of the input nor a page can act."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.papers.browser import PdfPrinter, printer
    from payout.outputs.papers.pages import document, plain
else:
    __getattr__ = deferred(__name__)

__all__ = ["PdfPrinter", "document", "plain", "printer"]
