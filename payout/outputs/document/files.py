"""The files of the document: their names, what stands in them, and which files that are there already are of its making."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.document.gather import document_of
from payout.outputs.document.html import index_page, page_of
from payout.outputs.document.markdown import markdown_of
from payout.outputs.document.words import MADE_BY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from payout.cases import Case
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.card import Card
    from payout.text import Language

MARKED_WITHIN = 400  # characters from the beginning: where a file says who made it


def pages_of(compiled: CompiledPolicy, cases: Sequence[Case], lang: Language) -> Mapping[str, str]:
    """The document's files by name: the same policy, cases and language give the same bytes."""
    document = document_of(compiled, cases, lang)
    name = document.identifier
    return {f"{name}.html": page_of(document), f"{name}.md": markdown_of(document)}


def index_of(cards: Sequence[Card], lang: Language) -> Mapping[str, str]:
    """A page that leads to the documents of several policies."""
    return {"index.html": index_page(cards, lang)}


def is_ours(path: Path) -> bool:
    """Whether a file that is there was made as a document, and may be replaced by a newer one."""
    try:
        with path.open(encoding="utf-8") as stream:
            return MADE_BY in stream.read(MARKED_WITHIN)
    except UnicodeDecodeError:
        return False
