"""The life of a measure: one line from the suggestion to the effect that the household confirms (domain.md 4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

MOST_NEEDS = 3
"""Concrete needs that a household names in one year; a longer list is a wish list that nobody works off."""


class Status(StrEnum):
    """Where a line stands; the codes are those of the list ``measure_status``."""

    SUGGESTED = "05"
    PLANNED = "01"
    NOT_STARTED = "04"
    APPROVED = "06"
    UNDER_WAY = "02"
    DELIVERED = "03"
    CONFIRMED = "07"
    DROPPED = "08"


LIFE = (
    Status.SUGGESTED,
    Status.PLANNED,
    Status.APPROVED,
    Status.UNDER_WAY,
    Status.DELIVERED,
    Status.CONFIRMED,
)
"""The order in which a line lives; it may begin anywhere and skip, for a department's list comes when it is done."""

RECEIVED = (Status.UNDER_WAY, Status.DELIVERED, Status.CONFIRMED)
"""The household has it."""
DONE = (Status.DELIVERED, Status.CONFIRMED)
PROMISED = (Status.PLANNED, Status.NOT_STARTED, Status.APPROVED)
"""It stands in the plan and the household waits for it."""
COUNTED = (*PROMISED, *RECEIVED)
"""Lines that answer a need: neither only suggested nor dropped."""

DATES: Mapping[Status, str] = {
    Status.PLANNED: "planned_on",
    Status.APPROVED: "approved_on",
    Status.UNDER_WAY: "started_on",
    Status.DELIVERED: "finished_on",
    Status.CONFIRMED: "confirmed_on",
}
"""The data item that says since when a line stands where it stands."""


def status_of(code: str | None) -> Status:
    """Return the status of a line; one without a code, or of a list that is not the program's, counts as planned."""
    try:
        return Status(code or Status.PLANNED)
    except ValueError:
        return Status.PLANNED


def following(status: Status) -> tuple[Status, ...]:
    """Return where a line may go from here: on in its life, or out of it; a dropped one may be planned again."""
    if status is Status.DROPPED:
        return (Status.PLANNED,)
    if status is Status.CONFIRMED:
        return ()
    at = LIFE.index(Status.PLANNED if status is Status.NOT_STARTED else status)
    return (*LIFE[at + 1 :], Status.DROPPED)


def next_step(status: Status) -> Status | None:
    """Return the usual next step of a line, None at its end."""
    steps = [step for step in following(status) if step is not Status.DROPPED]
    return steps[0] if steps else None
