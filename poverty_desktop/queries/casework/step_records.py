"""Steps of procedures as the register has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome, Taken
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.register.snapshot import Record
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """A step as it stands in the register; ``texts`` are its written parts by property name."""

    record: RecordId
    taken: Taken
    texts: Mapping[str, str] = field(repr=False)


_TEXTS = ("participants", "opinion", "place", "objections", "exception_reason", "earliest", "latest", "least_end")
_VOTES = ("entitled", "present", "agreed", "opposed", "abstained")


def step_of(record: Record) -> tuple[tuple[int, bytes], StepTaken] | None:
    """Return number, id and step of one record, None where its day is blank."""
    done_on = date_of(record, "done_on")
    if done_on is None:
        return None
    entitled, present, agreed, opposed, abstained = (number_of(record, name) for name in _VOTES)
    taken = Taken(
        step=text_of(record, "name"),
        on=done_on,
        until=date_of(record, "ended_on"),
        outcome=Outcome(text_of(record, "outcome") or Outcome.PASSED),
        entitled=entitled,
        present=present,
        agreed=agreed,
        opposed=opposed,
        abstained=abstained,
        signatures=frozenset(text_of(record, "signatures").split()),
    )
    texts = {name: text_of(record, name) for name in _TEXTS if text_of(record, name)}
    return (number_of(record, "number") or 0, record.id), StepTaken(record=record.id, taken=taken, texts=texts)


def left_behind(session: Session, owner: RecordId, steps: Sequence[StepTaken]) -> frozenset[RecordId]:
    """Return the steps that had been noted when their paper was last printed here for ``owner``, and changed since.

    A paper that is printed first, then signed, then noted is as good as its signatures: it is never old by that.
    """
    papers = (
        "SELECT substr(paper, 6), max(at) FROM printed_paper WHERE household = ? AND paper GLOB 'step:*' GROUP BY 1"
    )
    printed = dict(session.db.conn.execute(papers, (owner,)).fetchall())
    changed = (
        "WITH print(ms) AS (SELECT round((julianday(?) - 2440587.5) * 86400000)) SELECT 1 FROM op, print"
        " WHERE ent = ? AND eid = ? GROUP BY eid HAVING min(hlc >> 16) <= max(ms) AND max(hlc >> 16) > max(ms)"
    )
    return frozenset(
        step.record
        for step in steps
        if (at := printed.get(step.taken.step))
        and session.db.conn.execute(changed, (at, int(RecordKind.STEP), step.record)).fetchone()
    )


def text_of(record: Record, name: str) -> str:
    """Return a text, "" where there is none."""
    value = record.values.get(name)
    return str(value.scalar) if value else ""


def number_of(record: Record, name: str) -> int | None:
    """Return a whole number."""
    value = record.values.get(name)
    return value.scalar if value and isinstance(value.scalar, int) else None


def date_of(record: Record, name: str) -> date | None:
    """Return a day."""
    value = record.values.get(name)
    return date.fromisoformat(str(value.scalar)) if value else None


def bytes_of(record: Record, name: str) -> bytes:
    """Return an id, b"" where there is none."""
    value = record.values.get(name)
    return value.scalar if value is not None and isinstance(value.scalar, bytes) else b""
