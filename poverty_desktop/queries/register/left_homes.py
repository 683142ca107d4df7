"""Households that nobody is left of: they stay in the register and its list, and nobody can be visited there."""

from __future__ import annotations

from poverty_desktop.ids import HouseholdId
from poverty_desktop.store.session import Session

NOBODY_LEFT = "(member_count = 0 AND head_name <> '')"
"""Which lines of ``household_summary`` are theirs: they go by their last head's name, and have no members."""


def is_left(session: Session, household: HouseholdId) -> bool:
    """Say whether nobody is left of a household."""
    sql = f"SELECT 1 FROM household_summary WHERE household = ? AND {NOBODY_LEFT}"
    return session.db.conn.execute(sql, (household,)).fetchone() is not None
