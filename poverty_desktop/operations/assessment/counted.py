"""Whoever is behind a figure, in words: the counting and the names brought together."""

from __future__ import annotations

from poverty_desktop.checks import indicators, places
from poverty_desktop.i18n import language
from poverty_desktop.packs.indicators import Indicator, Level
from poverty_desktop.queries.assessment import counted_rows
from poverty_desktop.queries.assessment.counted_rows import Behind, CountedRow, Proof
from poverty_desktop.store.session import Session


def rows(
    session: Session, indicator: Indicator, year: int, *, place: str = "", limit: int = -1
) -> tuple[CountedRow, ...]:
    """Return whoever is behind a figure at a place, by village, group and head; nobody is ranked."""
    level = places.level_of(session.pack, place) if place else Level.COUNTY
    begin = places.prefix(place, level) if place else ""
    found = indicators.counted(session, year, indicator.id, village=place if level is Level.VILLAGE else "")
    behind = [
        Behind(record=item.record, household=item.household, village=item.village, amount=item.amount, whole=item.whole)
        for item in found
        if item.village.startswith(begin)
    ]
    return counted_rows.rows(session, indicator, year, behind[: limit if limit >= 0 else None], language())


def proofs(session: Session, indicator: Indicator, year: int, row: CountedRow) -> tuple[Proof, ...]:
    """Return the facts and papers that made one row count."""
    return counted_rows.proofs(session, indicator, year, row, language())
