"""Photos on their way to paper, and how large they stand there."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_desktop.pdf.page import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPhoto:
    """One photo as JPEG with its size in dots; no bytes where they have not arrived."""

    caption: str
    taken_on: str
    wide: int = 0
    tall: int = 0
    jpeg: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPaper:
    """The photos of a household, in the order in which they were taken."""

    title: str
    photos: tuple[PaperPhoto, ...]


def fitted(photo: PaperPhoto, room: Box) -> Box:
    """Return the largest place in ``room`` that keeps the shape of the photo, in its middle."""
    scale = min((room.right - room.left) / photo.wide, (room.bottom - room.top) / photo.tall)
    wide, tall = photo.wide * scale, photo.tall * scale
    left = (room.left + room.right - wide) / 2
    top = (room.top + room.bottom - tall) / 2
    return Box(left, top, left + wide, top + tall)
