"""What taking in a department's list of clues would do, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.i18n import _

if TYPE_CHECKING:
    from poverty_desktop.operations.casework.clue_lists import ClueImport

_TROUBLES_SHOWN = 4


def would_come(found: ClueImport) -> str:
    """Say how many clues would come in."""
    said = _("{fresh} new clues, {known} known ones; {households} households found by ID number.")
    return said.format(fresh=len(found.fresh), known=len(found.known), households=len(found.households))


def troubles_of(found: ClueImport) -> list[str]:
    """Say what stands against the first rows that have a trouble."""
    troubles = [
        _("Row {row}: {why}").format(row=line.number, why=_(line.troubles[0])) for line in found.lines if line.troubles
    ]
    return troubles[:_TROUBLES_SHOWN]
