"""The photos of a household for the eye, small and in memory, or written out in clear where a person asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop import i18n, paths
from poverty_desktop.domain import media
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.queries.register import photos
from poverty_desktop.queries.register.photos import PhotoRow
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session

NOTHING = N_("This household has no photo or file here.")
NOT_WRITTEN = N_("The photos could not be written. Choose another folder or free some space, then try again.")
_PDF = b"%PDF"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhoto:
    """One photo with a small picture of it; none for other files and for what has not arrived.

    ``can_be_portrait`` says whether it may be marked as the householder's.
    """

    row: PhotoRow
    thumbnail: bytes = field(default=b"", repr=False)
    can_be_portrait: bool = False


def every(session: Session, household: HouseholdId) -> tuple[PhotoRow, ...]:
    """Return the photos and files of a household, and after them the sheets that were signed at visits."""
    language = i18n.language()
    return (
        *photos.of_household(session, household, language),
        *photos.sheets_of_household(session, household, language),
    )


def show(session: Session, household: HouseholdId, side: int) -> tuple[ShownPhoto, ...]:
    """Return the photos and files of a household with small pictures of ``side`` pixels."""
    is_kept = photos.has_portraits(session)
    found = []
    for row in every(session, household):
        small = _small(session, row, side)
        can_be = is_kept and bool(small) and row.record is not None
        found.append(ShownPhoto(row=row, thumbnail=small, can_be_portrait=can_be))
    return tuple(found)


def write_out(session: Session, household: HouseholdId, folder: Path) -> tuple[Path, ...]:
    """Write the photos and files of a household into ``folder``, in clear and numbered; it is noted who did it.

    Raises ``RuleError`` where there is none, ``StorageError`` where the folder cannot be written.
    """
    rows = [row for row in every(session, household) if row.is_here]
    if not rows:
        raise RuleError(NOTHING)
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, row in enumerate(rows, start=1):
            data = blobs.read(session, row.reference)
            target = folder / f"{household.hex()[-8:]}-{number:03d}.{_ending(data)}"
            paths.write_whole(target, data)
            written.append(target)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    disclosure.note(session, "export", [household])
    return tuple(written)


def small_picture(session: Session, cell: bytes, side: int) -> bytes:
    """Return a small picture of what a cell refers to, nothing where its bytes have not arrived or are no picture."""
    reference = media.read_reference(cell)
    is_here = blobs.has(session, reference.digest)
    return _small(session, PhotoRow(reference=reference, caption="", taken_on=None, is_here=is_here), side)


def _small(session: Session, row: PhotoRow, side: int) -> bytes:
    if not row.is_here:
        return b""
    try:
        return pictures.thumbnail(blobs.read(session, row.reference), side)
    except (RuleError, StorageError):
        return b""


def _ending(data: bytes) -> str:
    if data.startswith(b"\xff\xd8"):
        return media.PHOTO
    return "pdf" if data.startswith(_PDF) else "bin"
