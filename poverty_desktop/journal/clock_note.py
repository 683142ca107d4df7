"""What a laptop knew of its clock when it wrote, said beside what it wrote (sync.md 2.12).

A record of a kind of its own, which is no table of the register: whoever does not know it keeps it and passes it on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.operation import Change, OperationKind, RecordChanges

ENTITY: Final = 55
"""Stands where the number of a kind of record stands; no kind of record has it."""
_SECONDS: Final = 55001
_TOLD_BY: Final = 55002
_MOST_SECONDS: Final = 10**10


class ToldBy(StrEnum):
    """What showed that the clock was wrong, or that it is right again."""

    OWN_LOG = "own log"
    OFFICE_WROTE = "office wrote"
    OFFICE_ANSWERED = "office answered"
    RIGHT_AGAIN = "right again"


@dataclass(frozen=True, slots=True)
class ClockNote:
    """How far a clock stood ahead of what it was compared with, behind where it is negative; zero: not known wrong."""

    ahead: timedelta
    told_by: ToldBy


def said(note: ClockNote, identity: RecordId) -> RecordChanges:
    """Return what a transaction says of the clock that it was written by."""
    changes = (
        Change(OperationKind.SET, _SECONDS, Value(int(note.ahead.total_seconds()))),
        Change(OperationKind.SET, _TOLD_BY, Value(note.told_by.value)),
    )
    return RecordChanges(entity=ENTITY, record=identity, changes=changes)


def read(changes: Iterable[Change]) -> ClockNote | None:
    """Return the note that these changes of one record are, nothing where they are none that is known here."""
    found = {change.field: change.value.scalar for change in changes if change.value is not None}
    seconds, told_by = found.get(_SECONDS), found.get(_TOLD_BY)
    if not isinstance(seconds, int) or abs(seconds) > _MOST_SECONDS or told_by not in set(ToldBy):
        return None
    return ClockNote(timedelta(seconds=seconds), ToldBy(str(told_by)))
