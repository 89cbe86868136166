"""A policy as a document: its clauses with what they say, each rule in words and as mathematics, its registers, cases and graphs."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.document.files import index_of, is_ours, pages_of
else:
    __getattr__ = deferred(__name__)

__all__ = ["index_of", "is_ours", "pages_of"]
