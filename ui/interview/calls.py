"""What the interview page asks the store thread: open, do a step and go on, look, finish; one call, one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from poverty_desktop.i18n import language
from poverty_desktop.interviews import questions
from poverty_desktop.operations.interviewing import interviews as operations
from poverty_desktop.operations.interviewing import second_keying
from ui.interview.clashes import clash_at
from ui.interview.picture import picture
from ui.interview.places import can_stand, first_place, place_after, place_in_row
from ui.interview.running import Opened, Running, property_asked, secret_items
from ui.interview.view import Act, Official, Step, Then, View, table_of
from ui.models.household_words import named

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId, InterviewId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.interviewing.open_interview import OpenInterview
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.packs import QuestionnaireRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The questionnaires among which a person chooses first; none where the pack has none that fits."""

    rows: tuple[QuestionnaireRow, ...]


def begin_or_offer(household: HouseholdId | None, of_village: bool, session: Session) -> Done[Opened] | Offer:  # noqa: FBT001 - bound with partial
    """Open the only questionnaire that fits a household, a new one or the village, or offer those that do."""
    from poverty_desktop.queries import packs

    rows = packs.questionnaires(session, household)
    if household is None:
        rows = tuple(row for row in rows if row.concerns_household is not of_village)
    return begin(household, None, session, form_id=rows[0].form_id) if len(rows) == 1 else Offer(rows=rows)


def has_village_forms(session: Session) -> bool:
    """Say whether a questionnaire of the pack can be asked without a household."""
    return any(not form.concerns_household for form in session.pack.forms.values())


def begin(
    household: HouseholdId | None, interview: InterviewId | None, session: Session, *, form_id: str | None = None
) -> Done[Opened]:
    """Open a draft by its id, else a questionnaire at a household, a new one's or the village's."""
    from poverty_desktop.operations.done import Done
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.today import draft_rows

    drafts = {draft.interview for draft in draft_rows(session)}
    if interview is not None:
        done = operations.resume(session, interview, language=language())
    else:
        done = operations.open_interview(session, household, form_id=form_id, language=language())
    opened = done.value
    row = households.one(session, opened.household, language=language())
    concerns_household = row is not None or opened.form.fills_register
    running = Running(
        opened=opened,
        head_name=named(row) if row is not None else "",
        is_new_household=row is None,
        concerns_household=concerns_household,
        was_begun_now=opened.id not in drafts,
        secrets=secret_items(opened),
        first=second_keying.first_keying(session, opened, language=language()),
    )
    if not can_stand(opened.interview, opened.interview.position):
        operations.move(session, opened, _beginning(opened))
    return Done(value=Opened(running=running, view=picture(session, running)), changes=done.changes)


def _beginning(opened: OpenInterview) -> str:
    """Return where one begins: at the first answer that was handed back, else where one is missing, else above."""
    handed_back = (path for path in questions.order(opened.interview) if opened.comments.get(path))
    first = next(handed_back, None) or questions.next_open(opened.interview)
    return first or first_place(opened.interview)


def act(running: Running, steps: Sequence[Step], then: Then | str, session: Session) -> View:
    """Do ``steps``, each on disk before the next, go where ``then`` says (a path, or a direction), and look."""
    opened = running.opened
    here = opened.interview.position
    for step in steps:
        here = _do(session, running, step) or here
        running.steps += 1
    place = here if clash_at(running, here) else place_after(opened.interview, here, then)
    if place != opened.interview.position:
        operations.move(session, opened, place)
    return picture(session, running)


def keep_typing(running: Running, path: str, text: str, session: Session) -> datetime | None:
    """Put half an answer on disk; return when the interview was saved."""
    operations.keep_typing(session, running.opened, path, text)
    return session.saved_at


def key_from_paper(running: Running, is_on: bool, session: Session) -> None:  # noqa: FBT001 - bound with partial
    """Remember whether this interview is keyed in from paper."""
    operations.key_from_paper(session, running.opened, is_on=is_on)


def look(running: Running, session: Session) -> View:
    """Return the picture in the present language of the screen."""
    opened = running.opened
    opened.interview.set_language(opened.form.language_for(language()))
    return picture(session, running)


def official(running: Running, path: str, _session: Session) -> Official | None:
    """Return the official name and code of the question at ``path``, where it fills a data item."""
    question = questions.question(running.opened.interview, path)
    item = property_asked(running.opened, question.dataset, question.save_to)
    if item is None:
        return None
    return Official(
        name=item.label(language()), code=item.official_code or "", section=item.section, source=item.source
    )


def complete(running: Running, session: Session) -> Done[HouseholdId | None]:
    """Let the answers reach the register, or end a second keying."""
    if running.first is not None:
        return second_keying.finish(session, running.opened, running.first)
    return operations.complete(session, running.opened)


def discard(running: Running, session: Session) -> Done[None]:
    """Throw the draft away."""
    return operations.discard(session, running.opened)


def leave(running: Running, session: Session) -> Done[None] | None:
    """Forget a draft in which nothing was done; keep every other one."""
    if running.was_begun_now and running.steps == 0:
        return operations.discard(session, running.opened)
    return None


def _do(session: Session, running: Running, step: Step) -> str:
    """Do one step; return where it leads, "" for where one stands. Two keyings that differ hold one back there."""
    opened = running.opened
    match step.act:
        case Act.KEEP_FIRST | Act.KEEP_SECOND if running.first is not None:
            keeps_first = step.act is Act.KEEP_FIRST
            second_keying.decide(session, opened, running.first, step.path, keeps_first=keeps_first)
        case Act.ANSWER:
            operations.answer(session, opened, step.path, step.text)
            return step.path if clash_at(running, step.path) else ""
        case Act.NOTHING:
            operations.answer_nothing(session, opened, step.path, step.why)
            return step.path if clash_at(running, step.path) else ""
        case Act.NOTE:
            operations.annotate(session, opened, step.path, step.text)
        case Act.ADD:
            added = operations.add_row(session, opened, step.path).path
            return place_in_row(opened.interview, added) or step.path
        case Act.REMOVE:
            operations.remove_row(session, opened, step.path)
            return table_of(step.path)
    return ""
