"""Who belongs to a household on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ENTERED_TWICE = "08"
"""The reason of leaving of the list ``reason_out``: entered twice or by mistake. Such a membership held on no day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One person's time in one household; ``to_date`` is the first day on which it no longer holds."""

    person: bytes
    household: bytes
    relation: str
    from_date: date | None = None
    to_date: date | None = None

    def is_current(self, on: date) -> bool:
        """Say whether the person belongs to the household on ``on``; an unknown beginning lies before any day."""
        return (self.from_date is None or self.from_date <= on) and (self.to_date is None or on < self.to_date)


def current_members(memberships: Iterable[Membership], on: date) -> tuple[Membership, ...]:
    """Return the memberships that hold on ``on``, in the order given."""
    return tuple(membership for membership in memberships if membership.is_current(on))


def family_size(memberships: Iterable[Membership], on: date) -> int:
    """Return the number of different persons on ``on``: for income, the last day of the accounting year."""
    return len({membership.person for membership in current_members(memberships, on)})


def households_of(person: bytes, memberships: Iterable[Membership], on: date) -> tuple[bytes, ...]:
    """Return the households that count ``person`` on ``on``; more than one is a case for the office."""
    found = dict.fromkeys(m.household for m in memberships if m.person == person and m.is_current(on))
    return tuple(found)
