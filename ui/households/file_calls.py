"""What the household file asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.register.file_rows import Fact, HistoryRow, HouseholdFile
from poverty_desktop.queries.register.list_rows import GuaranteeLight
from ui.households.facts_view import FactEdit

if TYPE_CHECKING:
    from poverty_desktop.checks.causes import CauseRow
    from poverty_desktop.checks.live import Spoken
    from poverty_desktop.operations.register.household_photos import ShownPhoto
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.money.payment_lists import HouseholdMoney


def open_file(
    household: HouseholdId, year: int | None, language_code: str, session: Session
) -> tuple[HouseholdFile, tuple[GuaranteeLight, ...]]:
    """Return the file of a year (none: the latest) and its four guarantees with their reasons."""
    from poverty_desktop.queries.register import household_file

    found = household_file.open_file(session, household, year=year, language=language_code)
    return found, household_file.lights(session, household, found.year)


def findings(household: HouseholdId, year: int, language_code: str, session: Session) -> tuple[Spoken, ...]:
    """Return what the checks say of a household's facts as they stand."""
    from poverty_desktop.checks import live

    return live.spoken(session, household, year, language_code)


def causes(household: HouseholdId, year: int, language_code: str, session: Session) -> tuple[CauseRow, ...]:
    """Return what a household's facts say for and against each cause."""
    from poverty_desktop.checks import causes as analysis

    return analysis.of_household(session, household, year, language_code)


def history(household: HouseholdId, language_code: str, session: Session) -> tuple[HistoryRow, ...]:
    """Return the changes of a household, newest first."""
    from poverty_desktop.queries.register import history

    return history.of_household(session, household, language_code)


def photos(household: HouseholdId, side: int, session: Session) -> tuple[ShownPhoto, ...]:
    """Return the photos and files of a household with small pictures."""
    from poverty_desktop.operations.register import household_photos

    return household_photos.show(session, household, side)


def choose_portrait(household: HouseholdId, photo: RecordId, session: Session) -> Done[bool]:
    """Make a photo the householder's, or take the mark away from it."""
    from poverty_desktop.operations.register import portraits

    return portraits.choose(session, household, photo)


def fact_history(fact: Fact, language_code: str, session: Session) -> tuple[HistoryRow, ...]:
    """Return the changes of one fact, newest first."""
    from poverty_desktop.queries.register import history

    return history.of_fact(session, fact.kind, fact.record, fact.property.name, language_code)


def correct(edit: FactEdit, seen: int, reason: str, owner: RecordId | None, year: int, session: Session) -> Done[None]:
    """Give a fact the value of ``edit``; ``owner`` and ``year`` say whose it is where the year has no record yet."""
    from poverty_desktop.operations.register import facts

    fact = edit.fact
    return facts.correct(
        session,
        fact.kind,
        fact.record,
        fact.property.name,
        edit.value,
        seen=seen,
        reason=reason,
        owner=owner,
        year=year if owner is not None else None,
    )


def note_reveal(fact: Fact, session: Session) -> None:
    """Write down that a secret value was looked at."""
    from poverty_desktop.operations import disclosure

    disclosure.note(session, "reveal", [fact.record])


def money(household: HouseholdId, language_code: str, session: Session) -> tuple[HouseholdMoney, ...]:
    """Return the money of a household from every project."""
    from poverty_desktop.queries.money import payment_lists

    return payment_lists.of_household(session, household, language_code)
