"""Gathers what is bound into a household file: the pack's forms, papers of procedures, the card, the photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork import paper_photos
from poverty_desktop.packs.paper_templates import ASSISTANCE_CARD, INCOME_SHEET
from poverty_desktop.queries.paperwork import bound_papers, papers
from poverty_desktop.queries.register.file_rows import HouseholdFile
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.bound import Bound
    from poverty_desktop.pdf.values import FilePart


def papers_of_file(
    session: Session, household: HouseholdId, opened: HouseholdFile, language: str
) -> dict[FilePart, list[Bound]]:
    """Return the papers by part; what has not been recorded is not there."""
    from poverty_desktop.pdf.values import FilePart
    from poverty_desktop.queries.paperwork.paper_blocks import composed_paper

    found = bound_papers.bound_papers(session, household, language)
    for part, name in (
        (FilePart.REGISTER, "register_form"),
        (FilePart.INCOME, INCOME_SHEET),
        (FilePart.PLAN, "plan_sheet"),
    ):
        template = session.pack.paper(name)
        if template is not None:
            portrait = paper_photos.portrait_for(session, template, household)
            found[part] = [
                composed_paper(session, template, household, language=language, opened=opened, portrait=portrait)
            ]
    own = session.pack.paper(ASSISTANCE_CARD)
    found[FilePart.CARD] = [
        papers.card_paper(session, household, language=language, opened=opened)
        if own is None
        else composed_paper(
            session,
            own,
            household,
            language=language,
            opened=opened,
            portrait=paper_photos.portrait_for(session, own, household),
        )
    ]
    album = paper_photos.album(session, household)
    if album.photos:
        found[FilePart.PHOTOS] = [album]
    return found
