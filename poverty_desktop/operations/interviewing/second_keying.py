"""A paper form is keyed a second time by another person; what differs is decided at once, and who keyed is kept."""

from __future__ import annotations

import json

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.interviews.double_entry import Difference, difference_at, differences
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.returned import rows_for
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.interviewing import interviews, reviews
from poverty_desktop.operations.interviewing.open_interview import KEYS_AGAIN, OpenInterview
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.queries.interviewing import reviews as stored_answers
from poverty_desktop.store import drafts, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

SOMEBODY_ELSE = N_("Somebody else keys the form a second time. Change who works here in the settings.")
KEYED_AGAIN = N_("Paper form keyed a second time")
_WHYS = {why.name.lower(): why for why in (Why.NOT_APPLICABLE, Why.DONT_KNOW, Why.REFUSED)}


def begin(session: Session, interview: InterviewId, *, language: str = "zh_CN") -> Done[OpenInterview]:
    """Open the questionnaire of a completed interview without its answers, with as many rows, to be keyed again.

    Raises ``RuleError`` for whoever keyed it first, or while an interview at the household is unfinished.
    """
    stored = completed.stored_interview(session, interview)
    household = HouseholdId(RecordId(stored["household"]))
    unfinished = drafts.of_household(session.db, household, str(stored["form"]))
    if unfinished is not None:
        done = interviews.resume(session, unfinished.id, language=language)
        if done.value.keys_again == interview:
            return done
        raise RuleError(reviews.UNFINISHED)
    if session.worker == stored["interviewer"]:
        raise RuleError(SOMEBODY_ELSE)
    form = stored_answers.form_of(session, stored)
    return interviews.open_interview(
        session,
        household,
        form_id=form.form_id,
        year=int(stored["year"]),
        language=language,
        known=stored_answers.submission_of(form, stored).known,
        properties={KEYS_AGAIN: interview.hex()},
    )


def first_keying(session: Session, opened: OpenInterview, *, language: str) -> Interview | None:
    """Return the answers with which ``opened`` is compared, None where it is no second keying."""
    if opened.keys_again is None:
        return None
    return stored_answers.read_again(session, completed.stored_interview(session, opened.keys_again), language=language)


def decide(session: Session, opened: OpenInterview, first: Interview, path: str, *, keeps_first: bool) -> None:
    """Choose one of two values at ``path``; what the second person keyed is kept beside it."""
    found = difference_at(first, opened.interview, path)
    if found is None:
        return
    interviews.keep_steps(session, opened, [opened.interview.decide(path, found.second)])
    _put(session, opened, path, found.first if keeps_first else found.second)


def finish(session: Session, opened: OpenInterview, first: Interview) -> Done[HouseholdId | None]:
    """End a second keying: note who did it and what differed, and correct the interview where that was decided.

    Raises ``RuleError`` while a difference is undecided; or where the corrected interview cannot be completed, which
    then waits as a draft.
    """
    assert opened.keys_again is not None
    found = differences(first, opened.interview)
    undecided = sum(item.kept is None for item in found)
    if undecided:
        raise RuleError(
            N_("{count} differences are not decided yet. The list beside the questions shows them."), count=undecided
        )
    now = Value(session.clock.now().isoformat(timespec="seconds"))
    values = {"keyed_again_at": now, "keyed_again_by": Value(session.worker)}
    if found:
        values["keying_differences"] = Value(_told(found))
    edit = RecordEdit(kind=RecordKind.INTERVIEW, record=RecordId(opened.keys_again), values=values)
    committed = commit(
        session,
        [Save(village=village_of(session, RecordKind.HOUSEHOLD, opened.household), edits=(edit,))],
        seen=log.position(session.db),
        label=KEYED_AGAIN,
        alongside=lambda: drafts.remove(session.db, opened.id),
    )
    changes = frozenset(committed.kinds) | {Topic.DRAFTS}
    corrected = [item for item in found if item.kept != item.first]
    if corrected:
        correction = reviews.correct(session, opened.keys_again).value
        for item in corrected:
            _put(session, correction, item.path, item.kept or "")
        changes |= interviews.complete(session, correction).changes
    return Done(value=opened.household, changes=changes, undo_label=KEYED_AGAIN)


def _put(session: Session, opened: OpenInterview, path: str, text: str) -> None:
    interviews.keep_steps(session, opened, list(rows_for(opened.interview, path)))
    if text in _WHYS:
        interviews.answer_nothing(session, opened, path, _WHYS[text])
    else:
        interviews.answer(session, opened, path, text)


def _told(found: tuple[Difference, ...]) -> str:
    plain = [{"path": item.path, "first": item.first, "second": item.second, "kept": item.kept} for item in found]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
