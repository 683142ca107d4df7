"""What the page of the second opinion asks of the store: run on the store thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from poverty_desktop.checks.opinion_values import Opinion
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.lookback.survey_weights import WeightFile, Weights
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.lookback.round_state import RoundRow

    Weighting = RecordId | Weights
    """A round whose sample is weighted as it was drawn, or the weights of a file."""


def opinion(language: str, by: str, weighting: Weighting | None, year: int | None, session: Session) -> Opinion:
    """Return the second opinion of a year, its figures told apart ``by`` something.

    Without a year it is the last one of which there are facts.
    """
    from poverty_desktop.checks import opinion as second
    from poverty_desktop.checks.opinion_values import By
    from poverty_desktop.checks.run import year_with_facts
    from poverty_desktop.queries.lookback import back_checks
    from poverty_desktop.queries.register.years import working_year

    sampled = None
    if isinstance(weighting, bytes):
        sampled = back_checks.weights(back_checks.back_check(session, weighting))
    elif weighting is not None:
        sampled = dict(weighting.households)
    chosen = year or year_with_facts(session, working_year(session))
    return second.opinion(session, chosen, language, by=By(by), sampled=sampled)


def years(session: Session) -> tuple[int, ...]:
    """Return the years up to now of which there are facts of households, the newest first."""
    from poverty_desktop.queries.register import years as of_register

    return of_register.with_facts(session)


def samples(session: Session) -> tuple[RoundRow, ...]:
    """Return the rounds of which a sample was drawn, the newest first."""
    from poverty_desktop.queries.lookback import rounds

    return tuple(row for row in rounds.all_rounds(session) if row.sample_seed)


def read_weights(path: Path, session: Session) -> WeightFile:
    """Return what a file of weights offers; raises ``RuleError`` also where its likeliest column contradicts itself."""
    from poverty_desktop.operations.lookback import survey_weights

    found = survey_weights.read(session, path)
    found.weights()
    return found
