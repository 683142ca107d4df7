"""Print a verification round: the sheets of its households, its certificate, the list of its back-check sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n, paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork.papers import Printed
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.progress import Progress
from poverty_desktop.queries.lookback import back_checks, rounds
from poverty_desktop.queries.lookback.round_state import HouseholdInRound, RoundState
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.store import log
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.page import Document

NO_SAMPLE = N_("No sample was drawn for this round. Draw it first.")
NO_SHEETS = N_("No household is chosen. Choose at least one household of the round.")
PRINTING = N_("Printing sheets")


class RoundPaper(StrEnum):
    """What a round can print."""

    SHEETS = "sheets"
    CERTIFICATE = "certificate"
    SAMPLE = "sample"


ROUND_PAPER_WORDS = {
    RoundPaper.SHEETS: N_("Verification sheets"),
    RoundPaper.CERTIFICATE: N_("Certificate"),
    RoundPaper.SAMPLE: N_("List of the sample"),
}


def print_round(
    session: Session,
    record: RecordId,
    paper: RoundPaper,
    target: Path,
    *,
    households: Sequence[HouseholdId] = (),
    only_open: bool = False,
    progress: Progress | None = None,
) -> Printed:
    """Write one kind of paper of a round as PDF to ``target``; sheets of all its households unless some are named.

    Raises ``RuleError`` where there is nothing to print, ``StorageError`` where the file cannot be written,
    ``Cancelled``; in each case no file is left behind.
    """
    from poverty_desktop.pdf.volume import write_volume

    state = rounds.state(session, record, language=i18n.language())
    missing: set[str] = set()
    chosen = [
        household
        for household in state.households
        if (not households or household.id in set(households)) and not (only_open and household.is_done)
    ]
    if paper is RoundPaper.SHEETS and not chosen:
        raise RuleError(NO_SHEETS)
    documents = _documents(session, state, paper, chosen, progress or Progress(), missing)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            pages = write_volume(file, documents, title=f"{_(ROUND_PAPER_WORDS[paper])} {state.row.name}")
        part.replace(target)
        paths.sync_folder(target.parent)
    except OSError as error:
        raise StorageError(
            N_("The PDF file could not be written. Choose another folder or free some space.")
        ) from error
    finally:
        paths.drop(part)
    disclosure.note(session, "print", [household.id for household in chosen])
    return Printed(path=target, pages=pages, households=len(chosen), missing=frozenset(missing))


def _documents(
    session: Session,
    state: RoundState,
    paper: RoundPaper,
    chosen: Sequence[HouseholdInRound],
    progress: Progress,
    missing: set[str],
) -> Iterator[Document]:
    from poverty_desktop.pdf.fonts import missing_characters
    from poverty_desktop.pdf.round_certificate import compose_certificate, compose_sample_list
    from poverty_desktop.pdf.values import texts_of
    from poverty_desktop.pdf.verification_sheet import compose_verification_sheet
    from poverty_desktop.queries.lookback import round_papers

    language = i18n.language()
    if paper is RoundPaper.SHEETS:
        for index, household in enumerate(chosen):
            progress.step(PRINTING, index, len(chosen))
            values = round_papers.verification_paper(session, state, household, language=language)
            missing |= missing_characters("".join(texts_of(values)))
            yield compose_verification_sheet(values, papers.stamp(session, household.id), language=language)
        progress.step(PRINTING, len(chosen), len(chosen))
    elif paper is RoundPaper.CERTIFICATE:
        certificate = round_papers.certificate_paper(session, state, language=language)
        missing |= missing_characters("".join(texts_of(certificate)))
        yield compose_certificate(certificate, _stamp(session, state.row.id), language=language)
    else:
        drawn = back_checks.back_check(session, state.row.id)
        if not drawn.sample:
            raise RuleError(NO_SAMPLE)
        listed = round_papers.sample_paper(session, state, drawn, language=language)
        missing |= missing_characters("".join(texts_of(listed)))
        yield compose_sample_list(listed, _stamp(session, state.row.id), language=language)


def _stamp(session: Session, record: RecordId) -> PaperStamp:
    return PaperStamp(
        template_version=session.pack.version,
        printed_at=session.clock.now().astimezone(),
        record_version=str(log.position(session.db)),
        record_id=record,
        workspace=session.name,
        is_practice=session.is_practice,
    )
