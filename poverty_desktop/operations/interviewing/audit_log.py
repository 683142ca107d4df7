"""The time that each question took goes along with a submission whose questionnaire asks for it (``meta/audit``)."""

from __future__ import annotations

from poverty_desktop.domain.values import Why
from poverty_desktop.interviews.audit import audit_csv
from poverty_desktop.interviews.draft import DraftHead, DraftRow
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.store import blobs, drafts
from poverty_desktop.store.session import Session


def write(session: Session, opened: OpenInterview, finished: DraftRow) -> None:
    """Keep ``audit.csv`` of an interview that is being completed and name it in ``meta/audit``."""
    interview = opened.interview
    asked = interview.form.by_path.get(f"{interview.form.fields[0].path}/meta/audit")
    draft = drafts.find(session.db, opened.id)
    if asked is None or draft is None:
        return
    rows = (*drafts.rows(session.db, opened.id), finished)
    log = audit_csv(DraftHead.from_text(draft.head), rows)
    reference = blobs.keep(session, log.encode())
    for node in interview.running.tree.nodes(asked.index):
        interview.running.recalculation.set_text(node, reference.to_name("csv"), Why.VALUE)
