"""The ledger of clues: who sent what, by when it is to be visited, what came of it, whether it was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.identity_number import mask
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.store.session import Session


class ClueState(StrEnum):
    """How far a clue is."""

    OPEN = "open"  # to be visited
    VISITED = "visited"  # to be answered
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueRow:
    """One clue; labels are in the language asked for, the document number is masked."""

    id: RecordId
    household: HouseholdId | None
    head_name: str = field(repr=False)
    village: str
    person_name: str = field(repr=False)
    document: str = field(repr=False)
    place: str = field(repr=False)
    content: str = field(repr=False)
    source: str
    sender: str
    batch: str
    received_on: date | None
    deadline: date | None
    visited_on: date | None
    visitors: str
    result_code: str
    result: str
    result_note: str = field(repr=False)
    feedback_on: date | None
    days_left: int | None  # until the deadline, while nobody has been there; below none it is overdue

    @property
    def state(self) -> ClueState:
        """Return how far it is."""
        if self.feedback_on is not None:
            return ClueState.ANSWERED
        return ClueState.VISITED if self.result_code else ClueState.OPEN

    @property
    def is_overdue(self) -> bool:
        """Say whether the visit is overdue."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """The clues of one file of a sender."""

    batch: str
    sender: str
    received_on: date | None
    count: int
    visited: int
    answered: int


def is_offered(pack: Pack) -> bool:
    """Say whether the pack knows clues."""
    return (RecordKind.CLUE, "received_on") in pack.by_name


def clues(
    session: Session, *, language: str, state: ClueState | None = None, household: HouseholdId | None = None
) -> tuple[ClueRow, ...]:
    """Return the clues, those due first at the top; of one household or in one state where that is asked for."""
    if not is_offered(session.pack):
        return ()
    where, parameters = ("1", []) if household is None else ("household = ?", [household])
    heads = dict(session.db.conn.execute("SELECT household, head_name FROM household_summary"))
    found = [_row(session, record, heads, language) for record in records(session, RecordKind.CLUE, where, parameters)]
    return tuple(sorted((row for row in found if state in (None, row.state)), key=_order))


def batches(session: Session) -> tuple[BatchRow, ...]:
    """Return the files that clues came in, the last first."""
    if not is_offered(session.pack):
        return ()
    sql = (
        "SELECT batch, max(sender), max(received_on), count(*), sum(result IS NOT NULL), sum(feedback_on IS NOT NULL)"
        " FROM clue WHERE alive AND batch IS NOT NULL GROUP BY batch ORDER BY 3 DESC, batch"
    )
    return tuple(
        BatchRow(
            batch=batch,
            sender=sender or "",
            received_on=date.fromisoformat(day) if day else None,
            count=count,
            visited=visited,
            answered=answered,
        )
        for batch, sender, day, count, visited, answered in session.db.conn.execute(sql)
    )


def _order(row: ClueRow) -> tuple[bool, date, bytes]:
    return row.state is not ClueState.OPEN, row.deadline or date.max, row.id


def _row(session: Session, record: Record, heads: dict[bytes, str], language: str) -> ClueRow:
    def text(name: str) -> str:
        value = record.values.get(name)
        return str(value.scalar) if value else ""

    def day(name: str) -> date | None:
        return date.fromisoformat(text(name)) if text(name) else None

    def label(name: str, code_list: str) -> str:
        codes = session.pack.code_lists.get(code_list)
        found = codes.find(text(name)) if codes is not None else None
        return found.label(language) if found is not None else text(name)

    household = record.values.get("household")
    owner = household.scalar if household and isinstance(household.scalar, bytes) else None
    deadline = day("deadline")
    is_open = not text("result")
    return ClueRow(
        id=record.id,
        household=HouseholdId(RecordId(owner)) if owner is not None else None,
        head_name=str(heads.get(owner, "")) if owner is not None else "",
        village=text("village"),
        person_name=text("person_name"),
        document=mask(text("document_number")) if text("document_number") else "",
        place=text("place"),
        content=text("content"),
        source=label("source", "clue_source"),
        sender=text("sender"),
        batch=text("batch"),
        received_on=day("received_on"),
        deadline=deadline,
        visited_on=day("visited_on"),
        visitors=text("visitors"),
        result_code=text("result"),
        result=label("result", "clue_result"),
        result_note=text("result_note"),
        feedback_on=day("feedback_on"),
        days_left=(deadline - session.clock.today()).days if deadline is not None and is_open else None,
    )
