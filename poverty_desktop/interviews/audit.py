"""How long each question took: the log of an interview in the format of ODK's ``audit.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.interviews import draft
from poverty_desktop.interviews.draft import DraftHead, DraftRow

_EVENTS = {
    draft.ANSWER: "question",
    draft.NOTHING: "question",
    draft.ADD: "add repeat",
    draft.REMOVE: "delete repeat",
    draft.FINISH: "form finalize",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One entry: what happened, at which question, and from when to when."""

    event: str
    node: str
    start: datetime
    end: datetime | None


def audit_rows(head: DraftHead, rows: Iterable[DraftRow]) -> Iterator[AuditRow]:
    """Yield the log of a draft. A question begins when the step before it ended, and ends with its answer."""
    before = datetime.fromisoformat(head.started_at)
    yield AuditRow(event="form start", node="", start=before, end=None)
    for row in rows:
        event = _EVENTS.get(row.kind)
        if event is None or not row.at:
            continue
        at = datetime.fromisoformat(row.at)
        is_question = event == "question"
        yield AuditRow(event=event, node=row.path, start=before if is_question else at, end=at if is_question else None)
        before = at


def audit_csv(head: DraftHead, rows: Iterable[DraftRow]) -> str:
    """Return the log as ``audit.csv``: event, node, start and end in milliseconds since 1970 (ODK XForms, audit)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("event", "node", "start", "end"))
    for row in audit_rows(head, rows):
        writer.writerow((row.event, row.node, _milliseconds(row.start), _milliseconds(row.end)))
    return out.getvalue()


def _milliseconds(at: datetime | None) -> str:
    return "" if at is None else str(round(at.timestamp() * 1000))
