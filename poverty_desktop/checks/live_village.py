"""The checks of one village at once: what fires on its record now, whatever the last run over all said.

They are computed in SQL: a village has hundreds of households, which it would take seconds to lay out as a tree.
"""

from __future__ import annotations

from poverty_desktop.checks.reading import village_cells
from poverty_desktop.checks.run import Hit, occasion_of, run
from poverty_desktop.checks.sentences import sentence
from poverty_desktop.checks.worklist import is_explained
from poverty_desktop.packs.checks import Scope
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.store.session import Session


def of_village(session: Session, village: str, year: int) -> list[Hit]:
    """Return what fires on a village's record of ``year``; nothing where it has none."""
    record = village_cells(session, schema_of(session.pack), village, year)
    if record is None or not record.key:
        return []
    checks = [check for check in session.pack.checks if check.scope is Scope.VILLAGE]
    return [hit for hit in run(session, year, checks, village=village).hits if hit.record == record.key]


def sentences(session: Session, village: str, year: int, language: str) -> tuple[str, ...]:
    """Return what fires on a village and is not explained, in words, the weightiest first."""
    record = village_cells(session, schema_of(session.pack), village, year)
    if record is None:
        return ()
    occasion = occasion_of(session, year)
    checks = {check.id: check for check in session.pack.checks}
    found = [checks[hit.check] for hit in of_village(session, village, year) if not is_explained(session, hit)]
    return tuple(
        sentence(session.pack, check, occasion, record.cells, language)
        for check in sorted(found, key=lambda item: ("EWVI".index(item.severity), item.id))
    )
