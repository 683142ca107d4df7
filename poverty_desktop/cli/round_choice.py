"""Which round, household and members a command means, and how days are written at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from poverty_desktop.cli.opening import find_household
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId, RecordId
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.lookback.round_state import PersonRow, RoundState

NOT_ONE = N_("Several rounds are open. Name one: --round with its id from the command rounds.")
NONE_OPEN = N_("There is no round. Begin one with round-new.")
NOT_ONE_MEMBER = N_("{count} members fit this name. Give the name or the number in the household.")


def chosen_round(session: Session, text: str | None) -> RecordId:
    """Return the round that is meant: the one named, else the only open one, else the only one."""
    from poverty_desktop.operations.lookback.rounds import NO_ROUND, require_rounds
    from poverty_desktop.queries.lookback import rounds as queries

    require_rounds(session)
    found = queries.all_rounds(session)
    if text:
        named = next((row for row in found if row.id.hex() == text), None)
        if named is None:
            raise RuleError(NO_ROUND)
        return named.id
    waiting = [row for row in found if row.closed_on is None] or list(found)
    if not waiting:
        raise RuleError(NONE_OPEN)
    if len(waiting) > 1:
        raise RuleError(NOT_ONE)
    return waiting[0].id


def household_in(session: Session, state: RoundState, text: str) -> HouseholdId:
    """Return the household of a sheet by its number, else as everywhere."""
    by_sheet = {str(household.sheet_number): household.id for household in state.households}
    return by_sheet[text] if text in by_sheet else find_household(session, text)


def members_in(state: RoundState, household: HouseholdId, wanted: Sequence[str]) -> list[PersonRow]:
    """Return the members of a household who are meant, everybody where nobody is named."""
    people = [person for person in state.persons if person.household == household]
    if not wanted:
        return people
    found = []
    for text in wanted:
        fitting = [person for number, person in enumerate(people, start=1) if text in (person.name, str(number))]
        if len(fitting) != 1:
            raise RuleError(NOT_ONE_MEMBER, count=len(fitting))
        found += fitting
    return found
