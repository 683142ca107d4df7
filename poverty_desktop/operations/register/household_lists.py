"""Hand the household list on as an Excel file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.household_overview import write_overview
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.queries.register import households as queries
from poverty_desktop.store.session import Session


def export_list(session: Session, households: Sequence[HouseholdId], target: Path) -> int:
    """Write the list of ``households`` in their order to ``target``, log it, and return how many rows it has.

    Raises ``RuleError`` when nothing is chosen, ``StorageError`` when the file cannot be written.
    """
    if not households:
        raise RuleError(N_("Tick at least one household for the list."))
    count = write_overview(target, queries.some(session, households, language=i18n.language()))
    disclosure.note(session, "export", households)
    return count
