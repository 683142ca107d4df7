"""The answers of a completed interview as a supervisor reads them, each with its note and comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.domain.kinds import kind_of
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
from poverty_desktop.interviews.packed import unpack_submission
from poverty_desktop.interviews.returned import Returned, fill, read_xml
from poverty_desktop.interviews.views import Heading, Question, Table, row_name
from poverty_desktop.packs.model import Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.questionnaires.save_to import property_of
from poverty_desktop.queries.interviewing.completed import comments_of, stored_interview
from poverty_desktop.queries.interviewing.register_lists import register_lists
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

NO_FORM = N_("The policy pack of this workspace has no such questionnaire.")


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
    is_private: bool


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
            found += _answers(session.pack, read, item, section.label, comments)
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
        properties={"username": str(stored["interviewer"] or "")},
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
    """Return the answers as they were stored; raises ``StorageError`` where they are damaged."""
    return read_xml(form, unpack_submission(str(stored["answers"])))


def _answers(
    pack: Pack,
    interview: Interview,
    item: Question | Heading | Table,
    section: str,
    comments: Mapping[str, str],
    around: str = "",
) -> list[ReviewAnswer]:
    if isinstance(item, Question):
        return [_answer(pack, item, section, around, comments)] if _is_told(item) else []
    if isinstance(item, Heading):
        return []
    found: list[ReviewAnswer] = []
    for path in item.rows:
        row = questions.row(interview, path)
        name = row_name(row)
        for cell in row.cells:
            found += _answers(pack, interview, cell, section, comments, name)
        for inner in row.tables:
            found += _answers(pack, interview, questions.table(interview, inner), section, comments, name)
    return found


def _is_told(question: Question) -> bool:
    return question.is_relevant and question.kind != "note"


def _is_private(pack: Pack, question: Question) -> bool:
    try:
        item = property_of(pack, kind_of(question.dataset), question.save_to) if question.dataset else None
    except KeyError:
        return False
    return item is not None and item.sensitivity is Sensitivity.SECRET


def _answer(pack: Pack, question: Question, section: str, around: str, comments: Mapping[str, str]) -> ReviewAnswer:
    return ReviewAnswer(
        path=question.path,
        section=section,
        row=around,
        label=question.label,
        shown=question.shown,
        why=question.why if not question.text else Why.VALUE,
        note=question.note,
        comment=comments.get(question.path, ""),
        is_private=_is_private(pack, question),
    )
