"""Remember what was printed, and say of a paper in the hand what has changed in the register since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.register import history, households
from poverty_desktop.queries.register.file_rows import HistoryRow
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.page import Document

DIGITS = 12
STEP = "step:"
"""What the papers of steps begin with; the checks leave these out (``checks.computed``)."""
NOT_A_NUMBER = N_(
    "The number of a paper has 12 digits and stands at its foot. Type it as it stands there, or scan the code."
)
_CODE = re.compile("PD1/[A-Z]{2}/([0-9A-F]{32})/[0-9A-F]{32}")
_NEWEST = 5
UNKNOWN = N_("No paper with this number was printed in this workspace.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One paper that was printed."""

    number: str
    code: bytes
    paper: str
    household: HouseholdId


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperState:
    """A paper that was printed, and what has changed since, the newest first; nothing: it is as the register.

    Of one printed on another computer nobody knows here when: ``printed_at`` is None, ``changes`` are the newest.
    """

    paper: str
    household: HouseholdId
    head_name: str
    printed_at: datetime | None
    changes: tuple[HistoryRow, ...]

    @property
    def is_stale(self) -> bool:
        """Say whether the register is not any more as the paper has it."""
        return self.printed_at is not None and bool(self.changes)


def note_of(document: Document, paper: str, household: HouseholdId) -> Note:
    """Return what is remembered of a paper; nothing of what stands on it."""
    return Note(number=_plain(document.number), code=_digest(document.code), paper=paper, household=household)


def remember(session: Session, notes: Sequence[Note]) -> None:
    """Write down that these papers were printed now."""
    now = session.clock.now().isoformat()
    with Write(session.db, is_note=True) as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO printed_paper VALUES(?,?,?,?,?)",
            [(note.number, note.code, note.paper, note.household, now) for note in notes],
        )


def remember_step(session: Session, document: Document, step: str, owners: Sequence[RecordId]) -> None:
    """Write down that the paper of a step was printed now for these households, or the procedures of a village.

    It is not looked up by its number: it says what the step says, and the step tells when that has changed.
    """
    number = _plain(document.number)
    remember(
        session,
        [
            Note(number=f"{STEP}{number}:{place}", code=b"", paper=f"{STEP}{step}", household=HouseholdId(owner))
            for place, owner in enumerate(owners)
        ],
    )


def look_up(session: Session, text: str) -> PaperState:
    """Return what has changed since the paper was printed whose number is typed or whose code is scanned.

    A scanned code of another computer's paper tells its household and the newest changes of it. Raises ``RuleError``
    where it is neither number nor code, and for a number that was not printed here.
    """
    plain = text.strip()
    is_code = plain.startswith(("PD1/", "FP1:"))
    if not is_code and not re.fullmatch(rf"\d{{{DIGITS}}}", _plain(plain)):
        raise RuleError(NOT_A_NUMBER)
    column, wanted = ("code", _digest(plain)) if is_code else ("number", _plain(plain))
    row = session.db.conn.execute(
        f"SELECT paper, household, at FROM printed_paper WHERE {column} = ? ORDER BY at DESC LIMIT 1",  # noqa: S608
        (wanted,),
    ).fetchone()
    if row is None:
        return _of_another_computer(session, plain)
    household, printed_at = HouseholdId(RecordId(bytes(row[1]))), datetime.fromisoformat(row[2])
    shown = households.one(session, household)
    changes = history.of_household(session, household, i18n.language())
    return PaperState(
        paper=row[0],
        household=household,
        head_name=shown.head_name if shown is not None else "",
        printed_at=printed_at,
        changes=tuple(change for change in changes if change.at > printed_at),
    )


def _of_another_computer(session: Session, code: str) -> PaperState:
    found = _CODE.fullmatch(code)
    household = HouseholdId(RecordId(bytes.fromhex(found[1]))) if found else None
    shown = households.one(session, household) if household is not None else None
    if household is None or shown is None:
        raise RuleError(UNKNOWN)
    changes = history.of_household(session, household, i18n.language())[:_NEWEST]
    return PaperState(paper="", household=household, head_name=shown.head_name, printed_at=None, changes=changes)


def _plain(number: str) -> str:
    return re.sub(r"[\s-]", "", number)


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()[:16]
