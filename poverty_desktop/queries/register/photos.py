"""The photos and files of a household, as its file shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.register import facts
from poverty_desktop.store import blobs, database
from poverty_desktop.store.session import Session

HEAD = "01"
"""Code of ``photo_subject``: the photo shows the householder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """One photo or file; ``is_here`` is False while its bytes wait for a bundle.

    ``shows`` says in words what it shows, where somebody said so; ``is_portrait`` that it is the householder's photo.
    """

    reference: MediaReference
    caption: str
    taken_on: date | None
    is_here: bool
    record: RecordId | None = None
    shows: str = ""
    is_portrait: bool = False


def has_portraits(session: Session) -> bool:
    """Say whether the pack of this workspace lets a photo be marked as the householder's."""
    return (RecordKind.ATTACHMENT, "shows") in session.pack.by_name


def of_household(session: Session, household: HouseholdId, language: str = "zh_CN") -> tuple[PhotoRow, ...]:
    """Return the photos and files of a household, the newest first."""
    item = session.pack.by_name.get((RecordKind.ATTACHMENT, "shows"))
    found = []
    for row in database.rows(
        session.db,
        f"SELECT id, hash, coalesce(caption, '') AS caption, taken_on, {'shows' if item else 'NULL'} AS shows"
        " FROM attachment WHERE alive AND household = ? AND hash IS NOT NULL ORDER BY taken_on DESC, id DESC",
        [household],
    ):
        reference = media.read_reference(bytes(row["hash"]))
        shown = facts.value_of(row, item) if item is not None else None
        found.append(
            PhotoRow(
                reference=reference,
                caption=row["caption"],
                taken_on=date.fromisoformat(row["taken_on"]) if row["taken_on"] else None,
                is_here=blobs.has(session, reference.digest),
                record=RecordId(bytes(row["id"])),
                shows=facts.text_of(session.pack, item, shown, language) if item is not None and shown else "",
                is_portrait=row["shows"] == HEAD,
            )
        )
    return tuple(found)


def sheets_of_household(session: Session, household: HouseholdId, language: str = "zh_CN") -> tuple[PhotoRow, ...]:
    """Return the photos of the sheets that were signed at visits, the newest first; none of them can be a portrait."""
    item = session.pack.by_name.get((RecordKind.VISIT, "sheet"))
    if item is None:
        return ()
    kept = database.rows(
        session.db,
        "SELECT sheet, visited_on FROM visit WHERE alive AND household = ? AND sheet IS NOT NULL"
        " ORDER BY visited_on DESC, id DESC",
        [household],
    )
    found = []
    for row in kept:
        reference = media.read_reference(bytes(row["sheet"]))
        day = f" {row['visited_on']}" if row["visited_on"] else ""
        found.append(
            PhotoRow(
                reference=reference,
                caption=f"{item.label(language)}{day}",
                taken_on=None,
                is_here=blobs.has(session, reference.digest),
            )
        )
    return tuple(found)


def portrait(session: Session, household: HouseholdId) -> PhotoRow | None:
    """Return the newest photo that is marked as the householder's, None where there is none."""
    return next((row for row in of_household(session, household) if row.is_portrait), None)
