"""A household in a few lines, as the context of something else."""

from __future__ import annotations

from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.households import village_name
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session

_SQL = "SELECT village, group_name, head_name, member_count, household_type FROM household_summary WHERE household = ?"


def household_words(session: Session, household: HouseholdId, language: str) -> tuple[str, ...]:
    """Return where the household lives, its head, how many they are, and its type; nothing where it is gone."""
    row = next(iter(rows(session.db, _SQL, (household,))), None)
    if row is None:
        return ()
    place = " ".join(part for part in (village_name(session.pack, row["village"]), row["group_name"]) if part)
    codes = session.pack.code_lists.get("household_type")
    code = codes.find(row["household_type"]) if codes and row["household_type"] else None
    head = _("{name}, {count} persons").format(name=row["head_name"] or "—", count=row["member_count"])
    return tuple(line for line in (place, head, code.label(language) if code else "") if line)
