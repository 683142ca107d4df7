"""What the page of completed interviews asks the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poverty_desktop.domain import media
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.queries.interviewing import completed
from ui.widgets.masked import mask
from ui.widgets.value_text import file_words

if TYPE_CHECKING:
    from poverty_desktop.ids import InterviewId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.interviewing.reviews import ReviewAnswer
    from poverty_desktop.queries.today_rows import InterviewRow

WHYS = {
    Why.NOT_APPLICABLE: N_("Not applicable"),
    Why.DONT_KNOW: N_("Not known"),
    Why.REFUSED: N_("Refused to answer"),
}
STATES = completed.STATE_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One completed interview with its answers."""

    row: InterviewRow
    answers: tuple[ReviewAnswer, ...] = field(repr=False)


def listed(session: Session) -> tuple[InterviewRow, ...]:
    """Return the completed interviews, those that wait for a correction first."""
    from poverty_desktop.queries.interviewing import completed

    return completed.interviews(session, language=language())


def answers(interview: InterviewId, session: Session) -> Answers:
    """Return one interview with what was answered."""
    from poverty_desktop.queries.interviewing import completed, reviews

    row = completed.one(session, interview, language=language())
    return Answers(row=row, answers=reviews.answers(session, interview, language=language()))


def hand_back(interview: InterviewId, comments: Mapping[str, str], session: Session) -> Done[bool]:
    """Hand the interview back with comments by path; say whether it was done at an office."""
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.interviewing import reviews

    done = reviews.hand_back(session, interview, comments)
    return Done(value=session.is_office, changes=done.changes, undo_label=done.undo_label, params=done.params)


def correct(interview: InterviewId, session: Session) -> Done[InterviewId]:
    """Open the interview again for its correction; return the draft."""
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.interviewing import reviews

    done = reviews.correct(session, interview, language=language())
    return Done(value=done.value.id, changes=done.changes)


def key_again(interview: InterviewId, session: Session) -> Done[InterviewId]:
    """Open the questionnaire again to be keyed a second time; return the draft."""
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.interviewing import second_keying

    done = second_keying.begin(session, interview, language=language())
    return Done(value=done.value.id, changes=done.changes)


def answer_words(answer: ReviewAnswer) -> str:
    """Return an answer as one reads it, a private one masked."""
    if answer.is_private and answer.shown:
        return mask(answer.shown)
    if media.named_in(answer.shown) is not None:
        return file_words(answer.shown)
    return answer.shown or (_(WHYS[answer.why]) if answer.why in WHYS else "—")
