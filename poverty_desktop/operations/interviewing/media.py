"""Photos and files of an interview: taken in from outside, kept sealed, shown, and filed with the household."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from poverty_desktop.domain import media
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import phone_pictures, pictures
from poverty_desktop.exchange.phone_pictures import Candidates, Span
from poverty_desktop.i18n import N_
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.attached import KINDS
from poverty_desktop.interviews.interview import Effect
from poverty_desktop.operations.interviewing import attachments, interviews
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, drafts
from poverty_desktop.store.session import Session

NO_PLACE = N_("This picture does not say where it was taken. Type the place instead.")
NOT_A_MEDIA_QUESTION = N_("This question takes no photo or file.")
EMPTY = N_("This file is empty. Choose another one.")


def attach_file(session: Session, opened: OpenInterview, path: str, source: Path) -> Effect:
    """Answer the question at ``path`` with the file ``source``; see :func:`attach`."""
    kind = questions.question(opened.interview, path).kind
    most = pictures.MAX_SOURCE_BYTES if kind == "image" else media.MAX_BYTES
    return attach(session, opened, path, pictures.read_source(source, most=most), source.name)


def attach(session: Session, opened: OpenInterview, path: str, data: bytes, name: str = "") -> Effect:
    """Answer the question at ``path`` with ``data``; photo and answer are on disk when this returns.

    A picture becomes a JPEG without metadata, also in a question for files; anything else is kept as it is, only the
    ending of its ``name`` stays. Raises ``RuleError`` for what the question cannot take, ``StorageError``.
    """
    kind = questions.question(opened.interview, path).kind
    if kind not in KINDS:
        raise RuleError(NOT_A_MEDIA_QUESTION)
    if not data:
        raise RuleError(EMPTY)
    taken_at: datetime | None = None
    extension = media.extension_of(name)
    if kind == "image" or _is_picture(data):
        taken_at = pictures.facts_of(data).taken_at
        data, extension = pictures.to_photo(data), media.PHOTO
    reference = blobs.keep(session, data)
    if taken_at is not None:
        attachments.note_taken(session, reference, taken_at)
    return interviews.answer(session, opened, path, reference.to_name(extension))


def answer_place(session: Session, opened: OpenInterview, path: str, source: Path) -> Effect:
    """Answer a question for a place with what a picture says of it; only because a person asked for just this.

    Raises ``RuleError`` where the picture says nothing of it.
    """
    place = pictures.facts_of(pictures.read_source(source)).place
    if not place:
        raise RuleError(NO_PLACE)
    return interviews.answer(session, opened, path, place)


def visit_span(session: Session, opened: OpenInterview) -> Span:
    """Return from when to when the interview was done so far, in local time."""
    draft = drafts.find(session.db, opened.id)
    now = session.clock.now()
    moments = [datetime.fromisoformat(row.at) for row in drafts.rows(session.db, opened.id) if row.at]
    start = datetime.fromisoformat(draft.opened_at) if draft is not None else now
    return Span(start=min([start, *moments]).astimezone(), end=max([start, *moments]).astimezone())


def find_pictures(
    session: Session, opened: OpenInterview, folder: Path, progress: Progress | None = None
) -> Candidates:
    """Return the pictures of a folder in the order in which they fit the time of the interview; nothing is kept."""
    return phone_pictures.find(folder, visit_span(session, opened), progress)


def read(session: Session, name: str) -> bytes:
    """Return the photo or file that an answer names.

    Raises ``RuleError`` where it names none or it has not arrived here, ``StorageError`` where it is damaged.
    """
    reference = media.named_in(name)
    if reference is None:
        raise RuleError(blobs.NOT_HERE)
    return blobs.read(session, reference)


def thumbnail(session: Session, name: str, side: int) -> bytes:
    """Return a small picture of a photo, made in memory; raises as :func:`read`, ``RuleError`` for other files."""
    return pictures.thumbnail(read(session, name), side)


def _is_picture(data: bytes) -> bool:
    try:
        pictures.facts_of(data)
    except RuleError as error:
        if error.message_id == pictures.HEIC:
            raise  # it would be kept with everything that it tells
        return False
    return True
