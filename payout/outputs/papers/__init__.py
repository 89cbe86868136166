"""Papers that are printed and handed out: what slips and public notices share. Neither a text of the input nor a page can act."""

from payout.outputs.papers.browser import PdfPrinter, printer
from payout.outputs.papers.pages import document, plain

__all__ = ["PdfPrinter", "document", "plain", "printer"]
