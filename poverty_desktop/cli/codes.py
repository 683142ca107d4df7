"""What is typed behind a command, as values: codes by their names, records by their ids, records by their ids."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import RecordId, from_text

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId
    from poverty_desktop.operations.session import Session

NO_ID = N_("Give the id of a line as the command measures lists it.")
NO_CODE = N_("There is no {what}. Choose one of: {options}.")
NO_NAME = N_("Nobody of this household is called so.")


def takes_year(command: argparse.ArgumentParser) -> None:
    """Add the option of the accounting year."""
    command.add_argument("--year", type=int, help=_("accounting year"))


def code_of(session: Session, code_list: str, text: str) -> str:
    """Return the code that a word or code of a list means; raises ``RuleError`` with the list for any other."""
    codes = session.pack.code_lists[code_list].codes if code_list in session.pack.code_lists else ()
    for code in codes:
        if text in (code.code, code.label.zh, code.label.en, *code.aliases):
            return code.code
    told = format_list(f"{code.code} {code.label(i18n.language())}" for code in codes)
    raise RuleError(NO_CODE, what=text or "–", options=told)


def record_of(text: str) -> RecordId:
    """Return the id of a record as a list told it; raises ``RuleError`` for anything else."""
    try:
        return from_text(text)
    except ValueError:
        raise RuleError(NO_ID) from None


def member_of(session: Session, household: HouseholdId, name: str) -> RecordId:
    """Return a member by name; raises ``RuleError`` where nobody is called so."""
    from poverty_desktop.queries.assistance import measure_lines

    found = [person for person, known in measure_lines.members(session, household) if known == name]
    if not found:
        raise RuleError(NO_NAME)
    return found[0]
