"""What the page of the second opinion asks of the store: run on the store thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.checks.opinion_values import Opinion
    from poverty_desktop.operations.session import Session


def opinion(language: str, by: str, session: Session) -> Opinion:
    """Return the second opinion of the last year of which there are facts, its figures told apart ``by`` something."""
    from poverty_desktop.checks import opinion as second
    from poverty_desktop.checks.opinion_values import By
    from poverty_desktop.checks.run import year_with_facts
    from poverty_desktop.queries.years import working_year

    return second.opinion(session, year_with_facts(session, working_year(session)), language, by=By(by))
