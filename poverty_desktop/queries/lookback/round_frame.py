"""Whom a verification round covers: the households in scope and who is on their books now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.place_order import place_key
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session


class Scope(StrEnum):
    """Codes of the list ``round_scope``."""

    VILLAGE = "01"
    FILED = "02"
    LISTED = "03"
    GROUPS = "04"


class Category(StrEnum):
    """Codes of the list ``round_category``: the strata of the back-check."""

    FILED = "01"
    EXITED = "02"
    NOT_FILED = "03"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMember:
    """One person on the books of a household."""

    person: PersonId
    membership: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameHousehold:
    """One household in scope, with everybody on its books, the head first."""

    id: HouseholdId
    village: str
    category: Category
    members: tuple[FrameMember, ...]


def frame(
    session: Session,
    scope: Scope,
    *,
    groups: Sequence[str] = (),
    households: Sequence[HouseholdId] = (),
    village: str = "",
) -> tuple[FrameHousehold, ...]:
    """Return the households in scope in the order of their places; with ``village`` only those of one village."""
    wanted_groups, wanted = {group.strip() for group in groups}, set(households)
    members: dict[bytes, list[FrameMember]] = {}
    for row in rows(
        session.db,
        "SELECT m.id, m.person, m.household FROM membership m JOIN person p ON p.id = m.person AND p.alive"
        " WHERE m.alive AND m.to_date IS NULL ORDER BY coalesce(m.relation, '99'), p.birth_date, m.id",
    ):
        member = FrameMember(person=PersonId(RecordId(row["person"])), membership=RecordId(row["id"]))
        members.setdefault(row["household"], []).append(member)
    found = []
    for row in rows(
        session.db,
        "SELECT h.id, h.village, h.group_name, h.household_type, h.exit_status, s.head_keys FROM household h"
        " LEFT JOIN household_summary s ON s.household = h.id WHERE h.alive AND h.village IS NOT NULL",
    ):
        category = category_of(session.pack, row["household_type"], row["exit_status"])
        is_wanted = (
            (not village or row["village"] == village)
            and (scope is not Scope.FILED or category is not Category.NOT_FILED)
            and (scope is not Scope.LISTED or row["id"] in wanted)
            and (scope is not Scope.GROUPS or (row["group_name"] or "") in wanted_groups)
        )
        if is_wanted:
            household = FrameHousehold(
                id=HouseholdId(RecordId(row["id"])),
                village=row["village"],
                category=category,
                members=tuple(members.get(row["id"], ())),
            )
            found.append(
                ((row["village"], place_key(row["group_name"] or ""), row["head_keys"] or "", row["id"]), household)
            )
    return tuple(household for _key, household in sorted(found, key=lambda item: item[0]))


def category_of(pack: Pack, household_type: str | None, exit_status: str | None) -> Category:
    """Return the stratum of a household: what the pack says of its exit, else of its type, else not filed."""
    for code_list, code in (("exit_status", exit_status), ("household_type", household_type)):
        codes = pack.code_lists.get(code_list)
        found = codes.find(code) if codes and code else None
        if found is not None and "category" in found.schemes:
            return Category(found.schemes["category"])
    return Category.NOT_FILED


def closed_on(session: Session, record: RecordId) -> date | None:
    """Return when a round was closed; nothing where it is open."""
    row = session.db.conn.execute("SELECT closed_on FROM round WHERE id = ?", (record,)).fetchone()
    return date.fromisoformat(row[0]) if row and row[0] else None
