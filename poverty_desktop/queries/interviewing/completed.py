"""Which interviews were completed, handed back and corrected; what a list shows of them, without their answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.queries.today_rows import InterviewRow
from poverty_desktop.store import database
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

COMPLETE, RETURNED, CORRECTED = "complete", "returned", "corrected"
STATE_WORDS = {COMPLETE: N_("completed"), RETURNED: N_("handed back"), CORRECTED: N_("corrected since")}
GONE = N_("This interview is no longer in the register.")

_LIST = (
    "SELECT i.*, coalesce(s.head_name, '') AS head_name,"
    " EXISTS(SELECT 1 FROM interview c WHERE c.alive AND c.corrects = i.id) AS is_corrected"
    " FROM interview i LEFT JOIN household_summary s ON s.household = i.household WHERE i.alive"
)


def interviews(session: Session, *, household: HouseholdId | None = None, language: str) -> tuple[InterviewRow, ...]:
    """Return the completed interviews, the latest first; those that were handed back and not corrected lead."""
    where, parameters = (" AND i.household = ?", (household,)) if household else ("", ())
    rows = database.rows(session.db, f"{_LIST}{where} ORDER BY i.finished_at DESC, i.id", parameters)
    found = [_row(session, item, language) for item in rows]
    return tuple(sorted(found, key=lambda item: item.state != RETURNED))


def returned(session: Session, *, language: str) -> tuple[InterviewRow, ...]:
    """Return the interviews that were handed back and wait for their correction."""
    rows = database.rows(session.db, f"{_LIST} AND i.returned_at IS NOT NULL ORDER BY i.returned_at", ())
    return tuple(item for item in (_row(session, row, language) for row in rows) if item.state == RETURNED)


def one(session: Session, interview: InterviewId, *, language: str) -> InterviewRow:
    """Return one completed interview; raises ``RuleError`` where it is not in the register."""
    return _row(session, stored_interview(session, interview), language)


def comments_of(stored: Row) -> Mapping[str, str]:
    """Return the comments with which an interview was handed back, by path, the one on the whole under ""."""
    try:
        plain = json.loads(stored["return_comments"] or "{}")
    except ValueError:
        return {}
    return {str(path): str(text) for path, text in plain.items()} if isinstance(plain, dict) else {}


def stored_interview(session: Session, interview: InterviewId) -> Row:
    """Return the record of a completed interview; raises ``RuleError`` where it is not in the register."""
    row = next(database.rows(session.db, f"{_LIST} AND i.id = ?", (interview,)), None)
    if row is None:
        raise RuleError(GONE)
    return row


def _row(session: Session, row: Row, language: str) -> InterviewRow:
    form = session.pack.forms.get(str(row["form"]))
    state = CORRECTED if row["is_corrected"] else RETURNED if row["returned_at"] else COMPLETE
    return InterviewRow(
        id=InterviewId(RecordId(row["id"])),
        household=HouseholdId(RecordId(row["household"])),
        head_name=str(row["head_name"]),
        form=str(row["form"]),
        title=form.title(language) if form is not None else str(row["form"]),
        year=int(row["year"] or 0),
        finished_at=datetime.fromisoformat(str(row["finished_at"])),
        interviewer=str(row["interviewer"] or ""),
        state=state,
        note_count=_notes(str(row["notes"] or "")),
        comments=comments_of(row),
        returned_by=str(row["returned_by"] or ""),
        keyed_again_by=str(row["keyed_again_by"] or ""),
    )


def _notes(marks: str) -> int:
    """Return how many answers have a note (see ``interviews.marks``)."""
    try:
        return sum("note" in item for item in json.loads(marks or "{}").values())
    except (ValueError, AttributeError, TypeError):
        return 0
