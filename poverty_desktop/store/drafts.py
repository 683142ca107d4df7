"""Interviews that are not finished: every answer is one row, on disk before the next question is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.interviews.draft import DraftRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One begun interview; ``seen`` is the journal position at which it was opened (sync.md 2.4)."""

    id: InterviewId
    form: str
    pack: bytes
    household: HouseholdId
    year: int
    seen: int
    opened_at: str
    saved_at: str
    section: str
    answered: int
    total: int
    head: str
    is_new_household: bool


_COLUMNS = (
    "id, form, pack, household, year, seen, opened_at, saved_at, section, answered, total, head, is_new_household"
)


def begin(session: Session, draft: Draft) -> None:
    """Store a new draft."""
    with Write(session.db) as connection:
        connection.execute(
            f"INSERT INTO draft({_COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                draft.id, draft.form, draft.pack, draft.household, draft.year, draft.seen, draft.opened_at,
                draft.saved_at, draft.section, draft.answered, draft.total, draft.head, int(draft.is_new_household),
            ),
        )  # fmt: skip


def save(
    session: Session,
    interview: InterviewId,
    rows: Sequence[DraftRow],
    *,
    progress: tuple[str, int, int] | None = None,
) -> None:
    """Store what was just answered in one commit; a position only replaces the last one, any step what was typed.

    ``progress`` is the section in work and how many of how many questions are answered; without it they stay.
    """
    now = session.clock.now()
    with Write(session.db) as connection:
        number = connection.execute(
            "SELECT coalesce(max(number), 0) FROM draft_row WHERE draft = ?", (interview,)
        ).fetchone()[0]
        connection.execute("DELETE FROM draft_row WHERE draft = ? AND kind = 'typing'", (interview,))
        for row in rows:
            if row.kind == "position":
                connection.execute("DELETE FROM draft_row WHERE draft = ? AND kind = 'position'", (interview,))
            number += 1
            connection.execute(
                "INSERT INTO draft_row VALUES(?,?,?,?,?,?,?)",
                (interview, number, row.kind, row.path, row.text, row.why, row.at),
            )
        if progress is None:
            connection.execute("UPDATE draft SET saved_at = ? WHERE id = ?", (now.isoformat(), interview))
        else:
            connection.execute(
                "UPDATE draft SET saved_at = ?, section = ?, answered = ?, total = ? WHERE id = ?",
                (now.isoformat(), *progress, interview),
            )
    session.saved_at = now


def set_head(db: Database, interview: InterviewId, head: str) -> None:
    """Replace the head of a draft; inside the caller's write."""
    db.conn.execute("UPDATE draft SET head = ? WHERE id = ?", (head, interview))


def rows(db: Database, interview: InterviewId) -> tuple[DraftRow, ...]:
    """Return the steps of a draft in order."""
    from poverty_desktop.interviews.draft import DraftRow

    return tuple(
        DraftRow(kind=row[0], path=row[1], text=row[2], why=row[3], at=row[4])
        for row in db.conn.execute(
            "SELECT kind, path, text, why, at FROM draft_row WHERE draft = ? ORDER BY number", (interview,)
        )
    )


def find(db: Database, interview: InterviewId) -> Draft | None:
    """Return one draft."""
    return next(iter(_drafts(db, "id = ?", (interview,))), None)


def of_household(db: Database, household: HouseholdId, form: str) -> Draft | None:
    """Return the draft of this questionnaire at this household."""
    return next(iter(_drafts(db, "household = ? AND form = ?", (household, form))), None)


def every(db: Database) -> tuple[Draft, ...]:
    """Return all drafts, the last touched first."""
    return _drafts(db, "1", ())


def remove(db: Database, interview: InterviewId) -> None:
    """Forget a draft; inside the caller's write."""
    db.conn.execute("DELETE FROM draft WHERE id = ?", (interview,))


def _drafts(db: Database, where: str, parameters: tuple[object, ...]) -> tuple[Draft, ...]:
    found = db.conn.execute(f"SELECT {_COLUMNS} FROM draft WHERE {where} ORDER BY saved_at DESC", parameters)
    return tuple(
        Draft(
            id=InterviewId(row[0]), form=row[1], pack=row[2], household=HouseholdId(RecordId(row[3])), year=row[4],
            seen=row[5], opened_at=row[6], saved_at=row[7], section=row[8], answered=row[9], total=row[10],
            head=row[11], is_new_household=bool(row[12]),
        )
        for row in found
    )  # fmt: skip
