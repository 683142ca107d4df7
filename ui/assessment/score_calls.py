"""What the assessment of villages and teams asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.checks.village_scores import Sheet
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.paperwork.papers import Printed
    from poverty_desktop.operations.session import Session
    from poverty_desktop.packs.assessment_items import Assessed


def sheets(subject: Assessed, year: int, session: Session) -> tuple[Sheet, ...]:
    """Return the sheets of the workspace's villages."""
    from poverty_desktop.checks import village_scores

    return village_scores.sheets(session, subject, year, begin=session.village)


def give(
    what: str, village: str, year: int, item: str, score: Decimal | None, words: str, session: Session
) -> Done[RecordId]:
    """Note what team or office says of an item."""
    from poverty_desktop.operations.assessment import assessing

    if what == "self":
        return assessing.self_assess(session, village, year, item, score=score, words=words)
    if what == "appeal":
        return assessing.appeal(session, village, year, item, reason=words)
    if what == "decide":
        return assessing.decide(session, village, year, item, score=score, words=words)
    return assessing.review(session, village, year, item, score=score or Decimal(0), words=words)


def print_sheet(subject: Assessed, village: str, year: int, target: Path, session: Session) -> Printed:
    """Write the result sheet of a village or team as PDF."""
    from poverty_desktop.operations.assessment import assessment_papers

    return assessment_papers.print_sheet(session, subject, village, year, target)
