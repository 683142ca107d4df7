"""Print the paper of a step: the letter, the minutes, the list for the notice board, the announcement, the form.

The ending of the file says what it becomes: .pdf to print, .docx and .xlsx for WPS, .html for the web.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from poverty_desktop import i18n, paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork.printed_papers import remember_step
from poverty_desktop.packs.procedures import ProcedureStep, StepPaper
from poverty_desktop.queries.casework import minutes, procedure_papers, procedures, public_papers
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.exchange import web_list
    from poverty_desktop.pdf.page import Document

NOT_WRITTEN = N_("The PDF file could not be written. Choose another folder or free some space.")
FILE_NOT_WRITTEN: Final = N_("The file could not be written. Choose another folder or free some space.")
NOT_FOR_WORD: Final = N_("This paper is signed as it is printed: write it as .pdf.")
NOT_FOR_WEB: Final = N_("Only displays and announcements of households go on the web. Write this paper as .pdf.")
WORD, TABLE, WEB = ".docx", ".xlsx", ".html"
_LISTS = frozenset({StepPaper.DISPLAY, StepPaper.ANNOUNCEMENT})


def endings(paper: StepPaper) -> tuple[str, ...]:
    """Return what a paper can be written as, the usual one first."""
    if paper in _LISTS:
        return (".pdf", WORD, TABLE, WEB)
    return (".pdf", WORD, TABLE) if paper is StepPaper.MINUTES else (".pdf",)


def compose(session: Session, procedure: RecordId, step: str) -> Document:
    """Return the paper of a step, for all households of the village that stand on it; nothing is noted by printing.

    Days, votes and opinions stand on it only where they were noted. Raises ``RuleError`` where the step has no paper.
    """
    from poverty_desktop.pdf.approval_form import compose_approval
    from poverty_desktop.pdf.authorisation import compose_authorisation
    from poverty_desktop.pdf.minutes import compose_minutes
    from poverty_desktop.pdf.public_list import compose_public_list

    language = i18n.language()
    state, row, paper = _found(session, procedure, step)
    stamp = papers.stamp(session, state.household or state.id)
    if paper is StepPaper.AUTHORISATION:
        letter = procedure_papers.authorisation(session, state, row, language)
        return compose_authorisation(letter, stamp, language=language)
    if paper is StepPaper.APPROVAL:
        return compose_approval(procedure_papers.approval(session, state, language), stamp, language=language)
    states = procedure_papers.together(session, state, step)
    if paper is StepPaper.MINUTES:
        return compose_minutes(minutes.minutes(session, states, row, language), stamp, language=language)
    return compose_public_list(public_papers.listing(session, states, row, language), stamp, language=language)


def specimen(session: Session) -> Document:
    """Return minutes as the pack has them, for who edits the form; raises as ``minutes.specimen``."""
    from poverty_desktop.pdf.minutes import compose_minutes

    language = i18n.language()
    stamp = papers.stamp(session, RecordId(bytes(16)))
    return compose_minutes(minutes.specimen(session, language), stamp, language=language)


def write(session: Session, procedure: RecordId, step: str, path: Path) -> int:
    """Write the paper of a step as the ending of ``path`` says; it is noted who printed.

    Returns the pages of a PDF, else the households on the paper. Raises ``RuleError`` where the paper is not for such a
    file, ``StorageError`` where it cannot be written.
    """
    from poverty_desktop.pdf.volume import pdf_bytes

    state, row, paper = _found(session, procedure, step)
    states = procedure_papers.together(session, state, step)
    ending = path.suffix.lower()
    if ending in (WORD, TABLE, WEB):
        _write_for_office(session, states, row, paper, path)
        count = len(states)
    else:
        document = compose(session, procedure, step)
        count = len(document.pages)
        try:
            paths.write_whole(path, pdf_bytes(document))
        except OSError as error:
            raise StorageError(NOT_WRITTEN) from error
        remember_step(session, document, step, [RecordId(item.household or item.id) for item in states])
    disclosure.note(session, "print" if ending == ".pdf" else "export", [item.household or item.id for item in states])
    return count


def _found(session: Session, procedure: RecordId, step: str) -> tuple[ProcedureState, ProcedureStep, StepPaper]:
    state = procedures.one(session, procedure)
    row = state.procedure.row(step)
    paper = procedure_papers.require_paper(row)
    assert row is not None
    return state, row, paper


def _write_for_office(
    session: Session, states: tuple[ProcedureState, ...], row: ProcedureStep, paper: StepPaper, path: Path
) -> None:
    from poverty_desktop.exchange import paper_sheets, web_list
    from poverty_desktop.exchange.word_paper import word_bytes

    language, ending = i18n.language(), path.suffix.lower()
    stamp = papers.stamp(session, states[0].household or states[0].id)
    if ending == WEB:
        if paper not in _LISTS or states[0].household is None:
            raise RuleError(NOT_FOR_WEB)
        page = web_list.web_page(_web(session, states, row, language), language=language)
        _write(path, page.encode())
        return
    if ending not in endings(paper):
        raise RuleError(NOT_FOR_WORD)
    if paper is StepPaper.MINUTES:
        written = minutes.minutes(session, states, row, language)
        if ending == TABLE:
            paper_sheets.write_minutes(path, written, stamp, language=language)
        else:
            _write(path, word_bytes(paper_sheets.minutes_words(written, stamp, language=language)))
        return
    listing = public_papers.listing(session, states, row, language)
    if ending == TABLE:
        paper_sheets.write_listing(path, listing, stamp, language=language)
    else:
        _write(path, word_bytes(paper_sheets.listing_words(listing, stamp, language=language)))


def _web(
    session: Session, states: tuple[ProcedureState, ...], row: ProcedureStep, language: str
) -> web_list.WebListing:
    """Return a list for the web, of whose values only those that may be read anywhere are taken."""
    from poverty_desktop.exchange.web_list import WebHousehold, WebListing, masked

    listing = public_papers.listing(session, states, row, language)
    return WebListing(
        title=listing.title,
        paragraphs=listing.paragraphs,
        households=tuple(
            WebHousehold(name=masked(state.head_name), size=public.size, category=public.category)
            for state, public in zip(states, listing.households, strict=True)
        ),
        closing=listing.closing,
        ends_on=public_papers.last_day(states, row),
        is_practice=session.is_practice,
    )


def _write(path: Path, data: bytes) -> None:
    try:
        paths.write_whole(path, data)
    except OSError as error:
        raise StorageError(FILE_NOT_WRITTEN) from error
