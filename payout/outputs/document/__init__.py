"""A policy as a document: its clauses with what they say, each rule in words and as mathematics, its registers, cases and graphs."""

from payout.outputs.document.files import index_of, is_ours, pages_of

__all__ = ["index_of", "is_ours", "pages_of"]
