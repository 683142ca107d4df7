"""What happens to a household's members: what each event is called in the pack, and which days it can have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

SCHEME = "event"
"""The numbering under which a reason of the pack says which event it is, such as ``event=born``."""


class Event(StrEnum):
    """The events that the program treats in a way of its own (domain.md 3.4); a pack may have more reasons."""

    BORN = "born"
    MARRIED_IN = "married_in"
    MOVED_IN = "moved_in"
    SPLIT_IN = "split_in"
    MERGED_IN = "merged_in"
    DIED = "died"
    MARRIED_OUT = "married_out"
    MOVED_OUT = "moved_out"
    SPLIT_OUT = "split_out"
    MERGED_OUT = "merged_out"


LEAVING_FOR: Mapping[str, Event] = MappingProxyType(
    {
        Event.MARRIED_IN: Event.MARRIED_OUT,
        Event.MOVED_IN: Event.MOVED_OUT,
        Event.SPLIT_IN: Event.SPLIT_OUT,
        Event.MERGED_IN: Event.MERGED_OUT,
    }
)
"""How a person leaves the old household who joins a new one: no one belongs to two."""

FUTURE = N_("This day is in the future. Record an event when it has happened.")
BEFORE_JOINING = N_("The member joined only on {day}. Give a later day.")
BEFORE_BIRTH = N_("The person was born only on {day}. Give a later day.")
GONE_ALREADY = N_("This person has left the household already.")


def require_leaving(day: date, *, today: date, joined: date | None = None, left: date | None = None) -> None:
    """Raise ``RuleError`` where a member who ``joined`` and perhaps ``left`` cannot leave on ``day``."""
    if left is not None:
        raise RuleError(GONE_ALREADY)
    if day > today:
        raise RuleError(FUTURE)
    if joined is not None and day < joined:
        raise RuleError(BEFORE_JOINING, day=joined.isoformat())


def require_joining(day: date, *, today: date, born: date | None = None) -> None:
    """Raise ``RuleError`` where nobody born on ``born`` can join a household on ``day``."""
    if day > today:
        raise RuleError(FUTURE)
    if born is not None and day < born:
        raise RuleError(BEFORE_BIRTH, day=born.isoformat())
