"""What an interview's photos and files leave in the register, and which of them nothing refers to any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.ids import HouseholdId, derive_id
from poverty_desktop.interviews.attached import attached
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.store import blobs, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

_TAKEN = "taken:"


def note_taken(session: Session, reference: MediaReference, taken_at: datetime) -> None:
    """Remember until the interview is completed on which day a photo was taken: the photo itself says it no more."""
    with Write(session.db):
        settings.put(session.db, _TAKEN + reference.digest.hex(), taken_at.date().isoformat())


def attachment_edits(session: Session, opened: OpenInterview, edits: Sequence[RecordEdit]) -> Iterator[RecordEdit]:
    """Yield a record for each photo and file of a completed interview that is not filed already.

    An answer may file it, or the interview that this one corrects: the same photo stands in the household's file once.
    """
    filed = {value.scalar for edit in edits for value in edit.values.values() if isinstance(value.scalar, bytes)}
    filed |= {bytes(hashed) for hashed in _filed_before(session, opened.household)}
    for item in attached(opened.interview):
        reference = media.named_in(item.name)
        if reference is None or reference.to_bytes() in filed:
            continue
        filed.add(reference.to_bytes())
        yield RecordEdit(
            kind=RecordKind.ATTACHMENT,
            record=derive_id(RecordKind.ATTACHMENT, opened.household, opened.id.hex(), reference.digest.hex()),
            values={
                "household": Value(opened.household),
                "hash": Value(reference.to_bytes()),
                "caption": Value(item.label) if item.label else BLANK,
                "taken_on": _taken_on(session, reference),
            },
            is_new=True,
        )


def _filed_before(session: Session, household: HouseholdId) -> Iterator[bytes]:
    for row in session.db.conn.execute(
        "SELECT hash FROM attachment WHERE alive AND household = ? AND hash IS NOT NULL", (household,)
    ):
        yield row[0]


def sweep(session: Session) -> int:
    """Remove photos that no draft and no journal entry refers to; return how many."""
    gone = blobs.sweep(session)
    with Write(session.db) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM setting WHERE name LIKE ?", (_TAKEN + "%",))]
        for name in names:
            if bytes.fromhex(name.removeprefix(_TAKEN)) not in blobs.drafted(session.db):
                connection.execute("DELETE FROM setting WHERE name = ?", (name,))
    return gone


def _taken_on(session: Session, reference: MediaReference) -> Value:
    day = settings.get(session.db, _TAKEN + reference.digest.hex())
    return Value(day) if day else BLANK
