"""From a policy that was built, and its worked cases, to the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.document import registers
from payout.outputs.document.clauses import Clauses
from payout.outputs.document.model import Document
from payout.outputs.document.resting import drawings
from payout.outputs.document.telling import Telling
from payout.outputs.document.worked import CasesInWords, counted
from payout.text import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.cases import Case
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.text import Language


def document_of(compiled: CompiledPolicy, cases: Sequence[Case], lang: Language) -> Document:
    """All that is said of a policy, in one language."""
    telling, card = Telling(compiled, lang), compiled.policy.card
    gathered = Clauses(telling, counted(cases))
    clauses, worked = gathered.written(), CasesInWords(telling, cases)
    year = compiled.policy.year
    return Document(
        lang=lang,
        identifier=card.id,
        version=card.version,
        title=card.title(lang),
        cites=card.document(lang),
        as_of=card.as_of.strftime(DAY),
        year="" if year is None else year.shown,
        year_note=card.year_note(lang),
        digest=compiled.policy.digest,
        changed=registers.changed(telling),
        clauses=clauses,
        parameters=registers.parameters(telling),
        choices=registers.choices(telling),
        decisions=registers.decisions(telling),
        tables=registers.tables(telling),
        quota=registers.quota(telling),
        base=worked.base(),
        cases=worked.groups(clauses),
        drawings=drawings(telling, [section for clause in clauses for section in clause.sections]),
    )
