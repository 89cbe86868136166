"""The document as one HTML file that needs nothing else: no network, no script, no font of its own."""

from payout.outputs.document.html.page import index_page, page_of

__all__ = ["index_page", "page_of"]
