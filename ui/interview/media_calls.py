"""What a photo or file field asks the store thread: take in, look at, match a folder with the time of the visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.phone_pictures import Candidates
from poverty_desktop.operations.interviewing import media
from ui.interview.picture import picture
from ui.interview.running import Running
from ui.interview.view import View

if TYPE_CHECKING:
    from poverty_desktop.exchange.cameras import Camera
    from poverty_desktop.operations.session import Session
    from poverty_desktop.progress import Progress


class MediaAct(StrEnum):
    """What a field wishes."""

    FILE = "file"  # answer with a file
    PASTED = "pasted"  # answer with a picture of the clipboard
    FOLDER = "folder"  # show which pictures of a folder fit
    CAMERA = "camera"  # take a picture with the laptop's camera
    PLACE = "place"  # answer with the place of a picture
    SHOW = "show"  # hand a small picture of the answer to ``reply``


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaWish:
    """A wish of the field of the question at ``path``; ``reply`` is a bound method of the field.

    Without a ``source`` the person is asked for the file, a picture first where the answer ``is_picture``.
    """

    act: MediaAct
    path: str
    source: Path | None = None
    is_picture: bool = False
    data: bytes = field(default=b"", repr=False)
    name: str = field(default="", repr=False)
    side: int = 0
    reply: Callable[[bytes], None] | None = None


def take(running: Running, wish: MediaWish, session: Session) -> View:
    """Answer the question with what was chosen, pasted or dropped, and look; one stays at the question."""
    opened = running.opened
    match wish.act:
        case MediaAct.PASTED:
            media.attach(session, opened, wish.path, wish.data)
        case MediaAct.PLACE if wish.source is not None:
            media.answer_place(session, opened, wish.path, wish.source)
        case MediaAct.FILE if wish.source is not None:
            media.attach_file(session, opened, wish.path, wish.source)
    running.steps += 1
    return picture(session, running)


def find(running: Running, folder: Path, session: Session, progress: Progress) -> Candidates:
    """Return which pictures of a folder fit the time of the visit; nothing is taken."""
    return media.find_pictures(session, running.opened, folder, progress)


def cameras(_session: Session) -> tuple[Camera, ...]:
    """Return the cameras of this laptop; raises ``RuleError`` where there is none."""
    from poverty_desktop.exchange.cameras import cameras

    return cameras()


def small(name: str, side: int, session: Session) -> bytes:
    """Return a small picture of an answer, nothing where it is no picture or not here."""
    try:
        return media.thumbnail(session, name, side)
    except RuleError:
        return b""
