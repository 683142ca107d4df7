"""Print the paper of a step: the letter, the minutes, the list for the notice board, the announcement, the form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n, paths
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.packs.procedures import StepPaper
from poverty_desktop.queries import papers, procedure_papers, procedures, public_papers
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.page import Document

NOT_WRITTEN = N_("The PDF file could not be written. Choose another folder or free some space.")


def compose(session: Session, procedure: RecordId, step: str) -> Document:
    """Return the paper of a step, for all households of the village that stand on it; nothing is noted by printing.

    Days, votes and opinions stand on it only where they were noted. Raises ``RuleError`` where the step has no paper.
    """
    from poverty_desktop.pdf.approval_form import compose_approval
    from poverty_desktop.pdf.authorisation import compose_authorisation
    from poverty_desktop.pdf.minutes import compose_minutes
    from poverty_desktop.pdf.public_list import compose_public_list

    language = i18n.language()
    state = procedures.one(session, procedure)
    row = state.procedure.row(step)
    paper = procedure_papers.require_paper(row)
    assert row is not None
    stamp = papers.stamp(session, state.household or state.id)
    if paper is StepPaper.AUTHORISATION:
        letter = procedure_papers.authorisation(session, state, row, language)
        return compose_authorisation(letter, stamp, language=language)
    if paper is StepPaper.APPROVAL:
        return compose_approval(procedure_papers.approval(session, state, language), stamp, language=language)
    states = procedure_papers.together(session, state, step)
    if paper is StepPaper.MINUTES:
        return compose_minutes(procedure_papers.minutes(session, states, row, language), stamp, language=language)
    return compose_public_list(public_papers.listing(session, states, row, language), stamp, language=language)


def write(session: Session, procedure: RecordId, step: str, path: Path) -> int:
    """Write the paper of a step as PDF and return its pages; it is noted who printed. Raises ``StorageError`` too."""
    from poverty_desktop.pdf.volume import pdf_bytes

    document = compose(session, procedure, step)
    try:
        paths.write_whole(path, pdf_bytes(document))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    state = procedures.one(session, procedure)
    states = procedure_papers.together(session, state, step)
    disclosure.note(session, "print", [item.household or item.id for item in states])
    return len(document.pages)
