"""The photos and files of a household, as its file shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain import media
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.ids import HouseholdId
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """One photo or file; ``is_here`` is False while its bytes wait for a bundle."""

    reference: MediaReference
    caption: str
    taken_on: date | None
    is_here: bool


def of_household(session: Session, household: HouseholdId) -> tuple[PhotoRow, ...]:
    """Return the photos and files of a household, the newest first."""
    rows = session.db.conn.execute(
        "SELECT hash, coalesce(caption, ''), taken_on FROM attachment"
        " WHERE alive AND household = ? AND hash IS NOT NULL ORDER BY taken_on DESC, id DESC",
        (household,),
    )
    found = []
    for cell, caption, taken in rows:
        reference = media.read_reference(bytes(cell))
        found.append(
            PhotoRow(
                reference=reference,
                caption=caption,
                taken_on=date.fromisoformat(taken) if taken else None,
                is_here=blobs.has(session, reference.digest),
            )
        )
    return tuple(found)
