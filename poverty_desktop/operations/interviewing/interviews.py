"""An interview at the door or from a paper form: opened, answered one by one, left, resumed, completed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.draft import DraftHead, DraftRow
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Effect, Interview, restore
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.interviewing import attachments, audit_log, completion
from poverty_desktop.operations.interviewing.known_facts import known_household
from poverty_desktop.operations.interviewing.open_interview import FROM_PAPER, OpenInterview
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.queries.interviewing.last_saved import LAST_SAVED, answers_of, last_completed
from poverty_desktop.queries.interviewing.register_lists import register_lists
from poverty_desktop.queries.register import years
from poverty_desktop.store import drafts, log, packs
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import commit

COMPLETED = N_("Interview of a household")


def open_interview(
    session: Session,
    household: HouseholdId | None,
    *,
    form_id: str | None = None,
    year: int | None = None,
    language: str = "zh_CN",
    known: tuple[KnownRecord, ...] | None = None,
    properties: Mapping[str, str] | None = None,
) -> Done[OpenInterview]:
    """Open the questionnaire at a household: its unfinished draft if there is one, else a new one with known facts.

    ``household`` None begins an interview at a household that is not in the register yet, or at none where the
    questionnaire writes no records; ``form_id`` None means the pack's yearly survey. ``known`` takes the place of what
    the register knows, ``properties`` go into the draft's head. Raises ``RuleError`` when the pack has no such
    questionnaire.
    """
    form_id = form_id or session.pack.settings["yearly_form"]
    if household is not None and (draft := drafts.of_household(session.db, household, form_id)) is not None:
        return resume(session, draft.id, language=language)
    published = session.pack.forms.get(form_id)
    if published is None:
        raise RuleError(N_("The policy pack of this workspace has no such questionnaire."))
    form = load_form(published.xform)
    year = year or years.working_year(session)
    if known is None:
        known = known_household(session, household, year) if household else ()
    now = session.clock.now()
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=session.ids.random_bytes(16),
        started_at=now.astimezone().isoformat(timespec="milliseconds"),
        language=form.language_for(language),
        known=known,
        properties={"username": session.worker, **_last_saved(session, form), **(properties or {})},
    )
    lists = _lists(session, form, household, head)
    interview = Interview.start(form, head, now=lambda: session.clock.now().astimezone(), instances=lists)
    opened = OpenInterview(
        id=InterviewId(session.ids.new()),
        household=household or HouseholdId(RecordId(session.ids.new())),
        year=year,
        pack=session.pack,
        form=form,
        interview=interview,
        seen=log.position(session.db),
    )
    begin_draft(session, opened, head, is_new_household=household is None)
    opened.comments = _comments(session, opened)
    return Done(value=opened, changes=frozenset({Topic.DRAFTS}))


def _last_saved(session: Session, form: Form) -> Mapping[str, str]:
    """Name, for the head of a draft, the interview whose answers are its ``last-saved``: a resumed one keeps it."""
    found = last_completed(session, form)
    return {LAST_SAVED: found.hex()} if found is not None else {}


def _lists(session: Session, form: Form, household: HouseholdId | None, head: DraftHead) -> Mapping[str, Node]:
    """Return the lists that do not travel with the questionnaire: those of the register, and what was saved last."""
    named = head.properties.get(LAST_SAVED, "")
    last = answers_of(session, RecordId(bytes.fromhex(named))) if named else None
    return {**register_lists(session, form, household), **({LAST_SAVED: last} if last is not None else {})}


def begin_draft(session: Session, opened: OpenInterview, head: DraftHead, *, is_new_household: bool) -> None:
    """Put an interview that was just opened on disk, as a draft without a step."""
    now = session.clock.now()
    answered, total, section = _progress(opened.interview)
    drafts.begin(
        session,
        drafts.Draft(
            id=opened.id,
            form=opened.form.form_id,
            pack=opened.pack.content_hash,
            household=opened.household,
            year=opened.year,
            seen=opened.seen,
            opened_at=now.isoformat(),
            saved_at=now.isoformat(),
            section=section,
            answered=answered,
            total=total,
            head=head.to_text(),
            is_new_household=is_new_household,
        ),
    )


def resume(session: Session, identity: InterviewId, *, language: str = "zh_CN") -> Done[OpenInterview]:
    """Open a draft again at the very question where it was left, with the pack it was begun with."""
    draft = drafts.find(session.db, identity)
    if draft is None:
        raise RuleError(N_("This interview is finished or was thrown away."))
    pack = session.pack if draft.pack == session.pack.content_hash else packs.by_hash(session.db, draft.pack)
    published = pack.forms.get(draft.form) if pack else None
    if pack is None or published is None:
        raise RuleError(N_("The policy pack of this workspace has no such questionnaire."))
    form = load_form(published.xform)
    head = DraftHead.from_text(draft.head)
    interview = restore(
        form,
        head,
        drafts.rows(session.db, identity),
        now=lambda: session.clock.now().astimezone(),
        instances=_lists(session, form, draft.household, head),
    )
    interview.set_language(form.language_for(language))
    session.saved_at = session.saved_at or datetime.fromisoformat(draft.saved_at)
    opened = OpenInterview(
        id=identity,
        household=draft.household,
        year=draft.year,
        pack=pack,
        form=form,
        interview=interview,
        seen=draft.seen,
    )
    opened.comments = _comments(session, opened)
    return Done(value=opened, changes=frozenset())


def answer(session: Session, opened: OpenInterview, path: str, text: str) -> Effect:
    """Answer one question; the answer is on disk when this returns. Raises ``StorageError`` when it is not."""
    return _keep(session, opened, opened.interview.answer(path, text))


def answer_nothing(session: Session, opened: OpenInterview, path: str, why: Why) -> Effect:
    """Say that a question has no answer, and why."""
    return _keep(session, opened, opened.interview.answer_nothing(path, why))


def add_row(session: Session, opened: OpenInterview, repeat: str) -> Effect:
    """Add a row to a repeat, a new member for example."""
    return _keep(session, opened, opened.interview.add_repeat(repeat))


def remove_row(session: Session, opened: OpenInterview, row: str) -> Effect:
    """Take a row of a repeat out of this interview."""
    return _keep(session, opened, opened.interview.remove_repeat(row))


def annotate(session: Session, opened: OpenInterview, path: str, note: str) -> Effect:
    """Put a note beside an answer."""
    return _keep(session, opened, opened.interview.annotate(path, note))


def move(session: Session, opened: OpenInterview, path: str) -> None:
    """Remember at which question the person stands."""
    _store(session, opened, [opened.interview.move(path)])


def keep_typing(session: Session, opened: OpenInterview, path: str, text: str) -> None:
    """Put half-typed text on disk, unjudged, until the field is handed over; a finished interview keeps nothing."""
    if drafts.find(session.db, opened.id) is not None:
        _store(session, opened, [opened.interview.type(path, text)])


def key_from_paper(session: Session, opened: OpenInterview, *, is_on: bool) -> None:
    """Remember with the draft whether its answers are keyed in from paper; a finished interview remembers nothing."""
    running = opened.interview.running
    if opened.is_from_paper is is_on or drafts.find(session.db, opened.id) is None:
        return
    properties = {**running.head.properties, FROM_PAPER: "1" if is_on else ""}
    running.head = replace(running.head, properties=properties)
    with Write(session.db):
        drafts.set_head(session.db, opened.id, running.head.to_text())


def keep_steps(session: Session, opened: OpenInterview, steps: Sequence[DraftRow]) -> None:
    """Put steps on disk that were taken in the interview already."""
    _store(session, opened, steps)


def discard(session: Session, opened: OpenInterview) -> Done[None]:
    """Throw the draft away; the register is as it was."""
    with Write(session.db):
        drafts.remove(session.db, opened.id)
    attachments.sweep(session)
    return Done(value=None, changes=frozenset({Topic.DRAFTS}))


def complete(session: Session, opened: OpenInterview) -> Done[HouseholdId | None]:
    """Let the answers reach the register, in one action; return the household, None where it concerned none.

    Raises ``RuleError`` while required answers are missing or answers break a constraint; the draft stays.
    """
    interview = opened.interview
    problems = interview.problems()
    if problems:
        raise RuleError(
            N_("{count} answers are missing or do not fit. The list beside the questions shows them."),
            count=len(problems),
        )
    audit_log.write(session, opened, interview.finish().row)
    committed = commit(
        session,
        [completion.save_of(session, opened)],
        seen=opened.seen,
        label=COMPLETED,
        params=json.dumps({}),
        alongside=lambda: drafts.remove(session.db, opened.id),
    )
    attachments.sweep(session)
    return Done(
        value=opened.household if completion.concerns_household(session, opened) else None,
        changes=frozenset(committed.kinds) | {Topic.DRAFTS},
        undo_label=COMPLETED,
    )


def _keep(session: Session, opened: OpenInterview, effect: Effect) -> Effect:
    """Put one step on disk at once; how far the interview is, is counted when the person moves on."""
    drafts.save(session, opened.id, [effect.row])
    return effect


def _store(session: Session, opened: OpenInterview, rows: Sequence[DraftRow]) -> None:
    answered, total, section = _progress(opened.interview)
    drafts.save(session, opened.id, rows, progress=(section, answered, total))


def _progress(interview: Interview) -> tuple[int, int, str]:
    """Return how many questions are answered, of how many, and the label of the section in work."""
    found = questions.sections(interview)
    here = questions.section_of(interview, interview.position) if interview.position else ""
    section = next((item.label for item in found if item.path == here), "")
    return sum(item.answered for item in found), sum(item.total for item in found), section


def _comments(session: Session, opened: OpenInterview) -> Mapping[str, str]:
    """Return the comments with which the interview that ``opened`` corrects was handed back."""
    if opened.corrects is None:
        return {}
    try:
        return completed.comments_of(completed.stored_interview(session, opened.corrects))
    except RuleError:  # it was taken out since
        return {}
