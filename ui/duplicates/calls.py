"""What the page of duplicates asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poverty_desktop.ids import HouseholdId, PersonId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.register.duplicates import ComparedFact, DuplicateRow


def candidates(session: Session) -> tuple[DuplicateRow, ...]:
    """Return the undecided candidates."""
    from poverty_desktop.queries.register import duplicates

    return duplicates.candidates(session)


def compared(one: PersonId, other: PersonId, language: str, session: Session) -> tuple[ComparedFact, ...]:
    """Return the facts of two entries side by side."""
    from poverty_desktop.queries.register import duplicates

    return duplicates.compared(session, one, other, language)


def join(kept: PersonId, other: PersonId, taken: frozenset[str], note: str, session: Session) -> Done[PersonId]:
    """Say that two entries are one person."""
    from poverty_desktop.operations.register import duplicates

    return duplicates.join(session, kept, other, taken=taken, note=note)


def join_households(pairs: Sequence[tuple[PersonId, PersonId]], note: str, session: Session) -> Done[HouseholdId]:
    """Say that a household stands twice."""
    from poverty_desktop.operations.register import duplicates

    return duplicates.join_households(session, pairs, note=note)


def keep_apart(pairs: Sequence[tuple[PersonId, PersonId]], note: str, session: Session) -> Done[int]:
    """Remember that the entries of each pair are two persons."""
    from poverty_desktop.operations.register import duplicates

    return duplicates.keep_apart(session, pairs, note=note)
