"""The completed interviews as they are sent: which there are, at which household, and their XML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.interviews.packed import unpack_submission
from poverty_desktop.store import drafts
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

_INSTANCE_ID = re.compile(r"<(?:\w+:)?instanceID>\s*([^<\s]+)\s*</")

_NOT_CORRECTED = " AND NOT EXISTS (SELECT 1 FROM interview c WHERE c.alive AND c.corrects = interview.id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedInterview:
    """One completed interview; ``xml`` is the submission."""

    id: InterviewId
    household: HouseholdId
    form: str
    instance_id: str
    finished_at: str
    xml: str = field(repr=False)


def completed(
    session: Session, form: str, households: Collection[HouseholdId] | None = None
) -> Iterator[CompletedInterview]:
    """Yield the completed interviews of a questionnaire, of all households or of these, the oldest first.

    One that was corrected since is left out, for its answers hold no more.
    """
    for identity, household, finished, xml in _rows(session.db, form, _NOT_CORRECTED):
        if households is None or household in households:
            yield CompletedInterview(
                id=InterviewId(identity),
                household=HouseholdId(RecordId(household)),
                form=form,
                instance_id=instance_id_of(xml),
                finished_at=finished,
                xml=xml,
            )


def instance_ids(session: Session, form: str) -> frozenset[str]:
    """Return the instance ids of what is here already: completed interviews, and drafts that came from elsewhere."""
    here = {instance_id_of(xml) for _id, _household, _finished, xml in _rows(session.db, form)}
    pending = (draft.head for draft in drafts.every(session.db) if draft.form == form)
    here |= {match[1] for match in (re.search(r'"instance_id":"([^"]+)"', head) for head in pending) if match}
    return frozenset(here - {""})


def instance_id_of(xml: str) -> str:
    """Return ``meta/instanceID`` of a submission, "" where it has none."""
    match = _INSTANCE_ID.search(xml)
    return match[1] if match else ""


def _rows(db: Database, form: str, condition: str = "") -> list[tuple[bytes, bytes, str, str]]:
    rows = db.conn.execute(
        "SELECT id, household, coalesce(finished_at, ''), answers FROM interview"
        f" WHERE alive AND form = ? AND answers IS NOT NULL{condition} ORDER BY finished_at, id",
        (form,),
    )
    return [(*told, unpack_submission(answers).decode()) for *told, answers in rows]
