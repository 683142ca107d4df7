"""A completed interview goes back with comments, is corrected, and completed again; all of it in the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.interviews.marks import put_marks, read_marks
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.interviews.returned import fill
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.interviewing.known_facts import known_household
from poverty_desktop.operations.interviewing.open_interview import CORRECTS, OpenInterview
from poverty_desktop.queries.interviewing import completed, reviews
from poverty_desktop.store import drafts, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

HANDED_BACK = N_("Interview handed back")
UNFINISHED = N_("An interview at this household is not finished. Complete it or throw it away first.")
_MOST_COMMENT = 2_000


def hand_back(session: Session, interview: InterviewId, comments: Mapping[str, str]) -> Done[None]:
    """Hand a completed interview back for correction; ``comments`` by path, the one on the whole under "".

    Raises ``RuleError`` without any comment, where it is handed back already, or where it was corrected since.
    """
    row = completed.one(session, interview, language="zh_CN")
    said = {path: text.strip()[:_MOST_COMMENT] for path, text in comments.items() if text.strip()}
    if not said:
        raise RuleError(N_("Say what is to be corrected: a comment on an answer, or on the whole interview."))
    if row.state == completed.CORRECTED:
        raise RuleError(N_("This interview was corrected since. Hand back the newer one."))
    edit = RecordEdit(
        kind=RecordKind.INTERVIEW,
        record=RecordId(interview),
        values={
            "returned_at": Value(session.clock.now().isoformat(timespec="seconds")),
            "returned_by": Value(session.worker),
            "return_comments": Value(json.dumps(said, ensure_ascii=False, separators=(",", ":"))),
        },
    )
    village = village_of(session, RecordKind.HOUSEHOLD, row.household)
    done = commit(session, [Save(village=village, edits=(edit,))], seen=log.position(session.db), label=HANDED_BACK)
    return Done(value=None, changes=frozenset(done.kinds), undo_label=HANDED_BACK)


def correct(session: Session, interview: InterviewId, *, language: str = "zh_CN") -> Done[OpenInterview]:
    """Open a completed interview again, its answers and notes in place, for another completion that corrects it.

    What the register learned since stands where the interview only knew less. Raises ``RuleError`` where another
    interview of this questionnaire is unfinished at the household.
    """
    stored = completed.stored_interview(session, interview)
    household = HouseholdId(RecordId(stored["household"]))
    unfinished = drafts.of_household(session.db, household, str(stored["form"]))
    if unfinished is not None:
        done = interviews.resume(session, unfinished.id, language=language)
        if done.value.corrects == interview:
            return done
        raise RuleError(UNFINISHED)
    form = reviews.form_of(session, stored)
    submission = reviews.submission_of(form, stored)
    order = {record: number for number, record in enumerate(_ids(submission.known))}
    known = known_household(session, household, int(stored["year"]), also=frozenset(order))
    done = interviews.open_interview(
        session,
        household,
        form_id=form.form_id,
        year=int(stored["year"]),
        language=language,
        known=tuple(_in_order(record, order) for record in known),
        properties={CORRECTS: interview.hex()},
    )
    opened = done.value
    steps = [
        *fill(opened.interview, submission, removes=False).steps,
        *put_marks(opened.interview, read_marks(str(stored["notes"] or ""))),
    ]
    interviews.keep_steps(session, opened, steps)
    return done


def _ids(known: tuple[KnownRecord, ...]) -> list[bytes]:
    found: list[bytes] = []
    for record in known:
        found += [record.id, *_ids(record.children)]
    return found


def _in_order(record: KnownRecord, order: Mapping[bytes, int]) -> KnownRecord:
    """Return the record with those under it in the order in which the interview has them; new ones stand last."""
    children = sorted(record.children, key=lambda child: order.get(child.id, len(order)))
    return replace(record, children=tuple(_in_order(child, order) for child in children))
