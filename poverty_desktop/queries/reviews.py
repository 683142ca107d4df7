"""Completed interviews as a supervisor reads them: every answer with its note, and what was handed back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.marks import put_marks, read_marks
from poverty_desktop.interviews.returned import Returned, fill, read_xml
from poverty_desktop.interviews.views import Heading, Question, Table
from poverty_desktop.queries.register_lists import register_lists
from poverty_desktop.store import accounts
from poverty_desktop.store.accounts import Row
from poverty_desktop.store.session import Session

COMPLETE, RETURNED, CORRECTED = "complete", "returned", "corrected"
GONE = N_("This interview is no longer in the register.")
NO_FORM = N_("The policy pack of this workspace has no such questionnaire.")

_LIST = (
    "SELECT i.*, coalesce(s.head_name, '') AS head_name,"
    " EXISTS(SELECT 1 FROM interview c WHERE c.alive AND c.corrects = i.id) AS is_corrected"
    " FROM interview i LEFT JOIN household_summary s ON s.household = i.household WHERE i.alive"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRow:
    """One completed interview; ``comments`` by path, the one on the whole under ""."""

    id: InterviewId
    household: HouseholdId
    head_name: str = field(repr=False)
    form: str
    title: str
    year: int
    finished_at: datetime
    interviewer: str
    state: str
    note_count: int
    comments: Mapping[str, str] = field(repr=False)
    returned_by: str = ""
    keyed_again_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswer:
    """One answer of a completed interview, with what stands beside it."""

    path: str
    section: str
    row: str
    label: str
    shown: str
    why: Why
    note: str
    comment: str
    dataset: str
    save_to: str


def interviews(session: Session, *, household: HouseholdId | None = None, language: str) -> tuple[InterviewRow, ...]:
    """Return the completed interviews, the latest first; those that were handed back and not corrected lead."""
    where, parameters = (" AND i.household = ?", (household,)) if household else ("", ())
    rows = accounts.rows(session.db, f"{_LIST}{where} ORDER BY i.finished_at DESC, i.id", parameters)
    found = [_row(session, item, language) for item in rows]
    return tuple(sorted(found, key=lambda item: item.state != RETURNED))


def returned(session: Session, *, language: str) -> tuple[InterviewRow, ...]:
    """Return the interviews that were handed back and wait for their correction."""
    rows = accounts.rows(session.db, f"{_LIST} AND i.returned_at IS NOT NULL ORDER BY i.returned_at", ())
    return tuple(item for item in (_row(session, row, language) for row in rows) if item.state == RETURNED)


def one(session: Session, interview: InterviewId, *, language: str) -> InterviewRow:
    """Return one completed interview; raises ``RuleError`` where it is not in the register."""
    return _row(session, stored_interview(session, interview), language)


def answers(session: Session, interview: InterviewId, *, language: str) -> tuple[ReviewAnswer, ...]:
    """Return the answers, sections and rows in order, questions that were not asked left out.

    Raises ``RuleError`` where the interview is not in the register, or the pack has not its questionnaire.
    """
    stored = stored_interview(session, interview)
    read = read_again(session, stored, language=language)
    comments = comments_of(stored)
    found: list[ReviewAnswer] = []
    for section in questions.sections(read):
        for item in questions.items(read, section.path):
            found += _answers(read, item, section.label, comments)
    return tuple(found)


def read_again(session: Session, stored: Row, *, language: str) -> Interview:
    """Return the answers of a completed interview in a questionnaire of their own, without any fact from elsewhere."""
    form = form_of(session, stored)
    submission = submission_of(form, stored)
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=bytes(16),
        started_at=str(stored["started_at"]),
        language=form.language_for(language),
        known=submission.known,
    )
    interview = Interview.start(
        form,
        head,
        now=lambda: datetime.fromisoformat(str(stored["finished_at"])),
        instances=register_lists(session, form, HouseholdId(RecordId(stored["household"]))),
    )
    fill(interview, submission)
    put_marks(interview, read_marks(str(stored["notes"] or "")))
    return interview


def form_of(session: Session, stored: Row) -> Form:
    """Return the questionnaire of an interview as the pack has it now; raises ``RuleError`` where it has none."""
    published = session.pack.forms.get(str(stored["form"]))
    if published is None:
        raise RuleError(NO_FORM)
    return load_form(published.xform)


def submission_of(form: Form, stored: Row) -> Returned:
    """Return the answers as they were stored."""
    return read_xml(form, str(stored["answers"]).encode())


def comments_of(stored: Row) -> Mapping[str, str]:
    """Return the comments with which an interview was handed back, by path, the one on the whole under ""."""
    try:
        plain = json.loads(stored["return_comments"] or "{}")
    except ValueError:
        return {}
    return {str(path): str(text) for path, text in plain.items()} if isinstance(plain, dict) else {}


def stored_interview(session: Session, interview: InterviewId) -> Row:
    """Return the record of a completed interview; raises ``RuleError`` where it is not in the register."""
    row = next(accounts.rows(session.db, f"{_LIST} AND i.id = ?", (interview,)), None)
    if row is None:
        raise RuleError(GONE)
    return row


def _row(session: Session, row: Row, language: str) -> InterviewRow:
    form = session.pack.forms.get(str(row["form"]))
    state = CORRECTED if row["is_corrected"] else RETURNED if row["returned_at"] else COMPLETE
    return InterviewRow(
        id=InterviewId(RecordId(row["id"])),
        household=HouseholdId(RecordId(row["household"])),
        head_name=str(row["head_name"]),
        form=str(row["form"]),
        title=form.title(language) if form is not None else str(row["form"]),
        year=int(row["year"] or 0),
        finished_at=datetime.fromisoformat(str(row["finished_at"])),
        interviewer=str(row["interviewer"] or ""),
        state=state,
        note_count=sum(bool(mark.note) for mark in read_marks(str(row["notes"] or "")).values()),
        comments=comments_of(row),
        returned_by=str(row["returned_by"] or ""),
        keyed_again_by=str(row["keyed_again_by"] or ""),
    )


def _answers(
    interview: Interview, item: Question | Heading | Table, section: str, comments: Mapping[str, str], around: str = ""
) -> list[ReviewAnswer]:
    if isinstance(item, Question):
        return [_answer(item, section, around, comments)] if _is_told(item) else []
    if isinstance(item, Heading):
        return []
    found: list[ReviewAnswer] = []
    for path in item.rows:
        row = questions.row(interview, path)
        name = next((cell.shown for cell in row.cells if cell.shown), str(row.number))
        for cell in row.cells:
            found += _answers(interview, cell, section, comments, name)
        for inner in row.tables:
            found += _answers(interview, questions.table(interview, inner), section, comments, name)
    return found


def _is_told(question: Question) -> bool:
    return question.is_relevant and question.kind != "note"


def _answer(question: Question, section: str, around: str, comments: Mapping[str, str]) -> ReviewAnswer:
    return ReviewAnswer(
        path=question.path,
        section=section,
        row=around,
        label=question.label,
        shown=question.shown,
        why=question.why if not question.text else Why.VALUE,
        note=question.note,
        comment=comments.get(question.path, ""),
        dataset=question.dataset,
        save_to=question.save_to,
    )
