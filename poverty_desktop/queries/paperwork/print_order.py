"""In which order papers leave the printer: as the list has the households, or as one walks from house to house."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.domain.place_order import place_key
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store.session import Session


def by_route(session: Session, households: Sequence[HouseholdId]) -> tuple[HouseholdId, ...]:
    """Return the households village by village, group by group, and in each by the numbers in their addresses.

    One without an address comes behind the others of its group; what cannot be told apart keeps its place.
    """
    wanted = {bytes(household): place for place, household in enumerate(households)}
    found = session.db.conn.execute(
        "SELECT s.household, s.village, s.group_key, coalesce(h.address, '') FROM household_summary s"
        " JOIN household h ON h.id = s.household"
    )
    keys: dict[bytes, tuple[str, str, bool, str, int]] = {}
    for household, village, group, address in found:
        if (place := wanted.get(household)) is not None:
            keys[household] = (village, group, not address, place_key(address), place)
    return tuple(HouseholdId(RecordId(household)) for household in sorted(keys, key=keys.__getitem__))
