"""The document as one HTML file that needs nothing else: no network, no script, no font of its own."""

from payout.outputs.document.html.page import page_of

__all__ = ["page_of"]
