"""Gathers what is bound into a household file: the pack's forms, papers of procedures, the card, the photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import _, format_date
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.paper_templates import ASSISTANCE_CARD, INCOME_SHEET
from poverty_desktop.queries import bound_papers, papers, photos
from poverty_desktop.queries.file_rows import HouseholdFile
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.bound import Bound
    from poverty_desktop.pdf.photo_sheet import PaperPhoto, PhotoPaper
    from poverty_desktop.pdf.values import FilePart

MOST_DOTS: Final = 1000
"""Of the longer side of a photo on paper: some 300 dots per inch at its size there."""


def papers_of_file(
    session: Session, household: HouseholdId, opened: HouseholdFile, language: str
) -> dict[FilePart, list[Bound]]:
    """Return the papers by part; what has not been recorded is not there."""
    from poverty_desktop.pdf.values import FilePart
    from poverty_desktop.queries.paper_blocks import composed_paper

    found = bound_papers.bound_papers(session, household, language)
    for part, name in (
        (FilePart.REGISTER, "register_form"),
        (FilePart.INCOME, INCOME_SHEET),
        (FilePart.PLAN, "plan_sheet"),
    ):
        template = session.pack.paper(name)
        if template is not None:
            found[part] = [composed_paper(session, template, household, language=language, opened=opened)]
    own = session.pack.paper(ASSISTANCE_CARD)
    found[FilePart.CARD] = [
        papers.card_paper(session, household, language=language, opened=opened)
        if own is None
        else composed_paper(session, own, household, language=language, opened=opened)
    ]
    album = _album(session, household)
    if album.photos:
        found[FilePart.PHOTOS] = [album]
    return found


def _album(session: Session, household: HouseholdId) -> PhotoPaper:
    from poverty_desktop.pdf.photo_sheet import PhotoPaper

    shown = [_photo(session, row) for row in reversed(photos.of_household(session, household))]
    return PhotoPaper(title=_("Photos"), photos=tuple(photo for photo in shown if photo is not None))


def _photo(session: Session, row: photos.PhotoRow) -> PaperPhoto | None:
    """Return a photo in print size; None for a file that is no picture, such as a scanned PDF."""
    from poverty_desktop.exchange import pictures
    from poverty_desktop.pdf.photo_sheet import PaperPhoto

    taken = format_date(row.taken_on) if row.taken_on else ""
    if not row.is_here:
        return PaperPhoto(caption=row.caption, taken_on=taken)
    try:
        jpeg = pictures.thumbnail(blobs.read(session, row.reference), MOST_DOTS)
    except (RuleError, StorageError):
        return None
    wide, tall = pictures.size_of(jpeg)
    return PaperPhoto(caption=row.caption, taken_on=taken, wide=wide, tall=tall, jpeg=jpeg)
