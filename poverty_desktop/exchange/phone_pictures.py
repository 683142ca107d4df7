"""A folder of phone pictures, matched by the time at which they were taken with the time of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress

THUMBNAIL_SIDE = 160
MOST_FILES = 5_000
MOST_SHOWN = 60
_NEAR = timedelta(minutes=30)
_LOOKING = N_("Looking at the pictures")


class Match(StrEnum):
    """How sure it is that a picture belongs to the visit; a person decides in each case."""

    DURING = "during"
    NEAR = "near"
    SAME_DAY = "same_day"
    OTHER_DAY = "other_day"
    NO_TIME = "no_time"


_ORDER = tuple(Match)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when somebody was at the household; both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One picture of the folder: its file, a thumbnail that lives in memory only, and how it fits."""

    path: Path
    taken_at: datetime | None
    match: Match
    thumbnail: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The pictures that fit best, the best first; ``unreadable`` files and ``further`` pictures are only counted."""

    shown: tuple[Candidate, ...]
    further: int
    unreadable: int


def match(span: Span, taken_at: datetime | None) -> Match:
    """Say how a time fits a visit: during it, within half an hour of it, on its day, on another."""
    if taken_at is None:
        return Match.NO_TIME
    if span.start <= taken_at <= span.end:
        return Match.DURING
    if span.start - _NEAR <= taken_at <= span.end + _NEAR:
        return Match.NEAR
    days = {moment.astimezone(span.start.tzinfo).date() for moment in (span.start, span.end)}
    return Match.SAME_DAY if taken_at.astimezone(span.start.tzinfo).date() in days else Match.OTHER_DAY


def find(folder: Path, span: Span, progress: Progress | None = None) -> Candidates:
    """Look through ``folder`` (not below it) and return its pictures in order of how they fit.

    Raises ``StorageError`` where the folder cannot be read, ``RuleError`` where it holds too much.
    """
    progress = progress or Progress()
    files = _pictures_in(folder)
    found: list[tuple[int, float, str, Path, datetime | None]] = []
    unreadable = 0
    for number, path in enumerate(files):
        progress.step(_LOOKING, number, len(files))
        try:
            taken = pictures.facts_of(pictures.read_head(path)).taken_at
        except (RuleError, StorageError):
            unreadable += 1
            continue
        distance = abs((taken - span.start).total_seconds()) if taken is not None else 0.0
        found.append((_ORDER.index(match(span, taken)), distance, path.name, path, taken))
    found.sort(key=lambda item: item[:3])
    shown = []
    for rank, _distance, _name, path, taken in found[:MOST_SHOWN]:
        try:
            small = pictures.thumbnail(pictures.read_source(path), THUMBNAIL_SIDE)
        except (RuleError, StorageError):
            unreadable += 1
            continue
        shown.append(Candidate(path=path, taken_at=taken, match=_ORDER[rank], thumbnail=small))
    progress.step(_LOOKING, len(files), len(files))
    return Candidates(shown=tuple(shown), further=max(0, len(found) - MOST_SHOWN), unreadable=unreadable)


def _pictures_in(folder: Path) -> list[Path]:
    try:
        files = sorted(item for item in folder.iterdir() if item.suffix.lower() in pictures.ENDINGS and item.is_file())
    except OSError as error:
        raise StorageError(N_("This folder cannot be read. Check that its disk is there, then try again.")) from error
    if len(files) > MOST_FILES:
        raise RuleError(
            N_("This folder holds more than {limit} pictures. Copy those of the day into one of their own."),
            limit=MOST_FILES,
        )
    return files
