"""What the list of households asks the store for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.list_rows import GroupCount, HouseholdFilter

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session

Choices = tuple[tuple[GroupCount, ...], tuple[GroupCount, ...], tuple[GroupCount, ...], int]


def choices(language: str, session: Session) -> Choices:
    """Return categories, groups and villages to filter by, and how many households need attention."""
    from poverty_desktop.queries.handover import conflicts
    from poverty_desktop.queries.register import households

    return (
        households.types(session, language),
        households.groups(session),
        households.villages(session),
        conflicts.count(session),
    )


def export_list(households: tuple[HouseholdId, ...], target: Path, session: Session) -> int:
    """Write the list of ``households`` to an Excel file; raises as ``household_lists.export_list``."""
    from poverty_desktop.operations.register import household_lists

    return household_lists.export_list(session, households, target)


def ids(wanted: HouseholdFilter, session: Session) -> tuple[HouseholdId, ...]:
    """Return every household that meets ``wanted``."""
    from poverty_desktop.queries.register import households

    return households.ids(session, wanted)


def add_household(household: dict[str, str], head: dict[str, str], session: Session) -> Done[HouseholdId]:
    """Write the household down; raises as ``new_household.add``. Facts without a value are left out."""
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations.register import new_household

    facts, person = ({name: Value(text) for name, text in given.items() if text} for given in (household, head))
    return new_household.add(session, facts, person)
