"""Photos of a household in the size of print: its album, and the householder's portrait for forms that show one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import _, format_date
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.paper_templates import HEAD_PHOTO, PaperTemplate
from poverty_desktop.queries.register import photos
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.photo_values import PaperPhoto, PhotoPaper

MOST_DOTS: Final = 1000
"""Of the longer side of a photo on paper: some 300 dots per inch at its size there."""

PORTRAIT_DOTS: Final = 420
"""Of the longer side of a portrait: 35 mm at 300 dots per inch."""


def album(session: Session, household: HouseholdId) -> PhotoPaper:
    """Return every photo of the household, the oldest first."""
    from poverty_desktop.pdf.photo_values import PhotoPaper

    shown = [_photo(session, row, MOST_DOTS) for row in reversed(photos.of_household(session, household))]
    return PhotoPaper(title=_("Photos"), photos=tuple(photo for photo in shown if photo is not None))


def portrait_for(session: Session, template: PaperTemplate, household: HouseholdId) -> PaperPhoto | None:
    """Return the householder's photo, None where the form has no place for it, nobody marked one, or it is not here."""
    if not any(item.name == HEAD_PHOTO for block in template.blocks for item in block.items):
        return None
    row = photos.portrait(session, household)
    return None if row is None or not row.is_here else _photo(session, row, PORTRAIT_DOTS)


def _photo(session: Session, row: photos.PhotoRow, dots: int) -> PaperPhoto | None:
    """Return a photo in print size; None for a file that is no picture, such as a scanned PDF."""
    from poverty_desktop.pdf.photo_values import PaperPhoto

    taken = format_date(row.taken_on) if row.taken_on else ""
    if not row.is_here:
        return PaperPhoto(caption=row.caption or row.shows, taken_on=taken)
    try:
        jpeg = pictures.thumbnail(blobs.read(session, row.reference), dots)
    except (RuleError, StorageError):
        return None
    wide, tall = pictures.size_of(jpeg)
    return PaperPhoto(caption=row.caption or row.shows, taken_on=taken, wide=wide, tall=tall, jpeg=jpeg)
