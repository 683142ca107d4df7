"""What the interview page asks the store thread: open, do a step and go on, look, finish; one call, one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import kind_of
from poverty_desktop.i18n import language
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.views import Question, Table
from poverty_desktop.operations import disclosure
from poverty_desktop.operations import interviews as operations
from poverty_desktop.packs.model import Property, Sensitivity
from poverty_desktop.packs.save_to import property_of
from ui.interview.places import can_stand, first_place, is_asked, place_after, row_places
from ui.interview.view import (
    Act,
    Hidden,
    Item,
    Official,
    Step,
    TableView,
    Then,
    Trouble,
    View,
    row_name,
    row_of,
    table_of,
)

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId, InterviewId
    from poverty_desktop.interviews.interview import Interview
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.open_interview import OpenInterview
    from poverty_desktop.operations.session import Session


@dataclass(slots=True, kw_only=True, repr=False)
class Running:
    """An open interview; the window only carries it back to the store thread."""

    opened: OpenInterview
    head_name: str
    is_new_household: bool
    was_begun_now: bool
    secrets: frozenset[tuple[str, str]]
    is_disclosed: bool = False
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An interview just opened, with its first picture."""

    running: Running
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What became of pasted cells."""

    view: View
    taken: int
    left_out: int


def begin(household: HouseholdId | None, interview: InterviewId | None, session: Session) -> Done[Opened]:
    """Open the interview at a household, a draft by its id, or a new household's."""
    from poverty_desktop.operations.done import Done
    from poverty_desktop.queries import households
    from poverty_desktop.queries.today import draft_rows

    drafts = {draft.interview for draft in draft_rows(session)}
    if interview is not None:
        done = operations.resume(session, interview, language=language())
    else:
        done = operations.open_interview(session, household, language=language())
    opened = done.value
    row = households.one(session, opened.household, language=language())
    running = Running(
        opened=opened,
        head_name=row.head_name if row is not None else "",
        is_new_household=row is None,
        was_begun_now=opened.id not in drafts,
        secrets=_secrets(opened),
    )
    if not can_stand(opened.interview, opened.interview.position):
        operations.move(session, opened, questions.next_open(opened.interview) or first_place(opened.interview))
    return Done(value=Opened(running=running, view=picture(session, running)), changes=done.changes)


def act(running: Running, steps: Sequence[Step], then: Then | str, session: Session) -> View:
    """Do ``steps``, each on disk before the next, go where ``then`` says (a path, or a direction), and look."""
    opened = running.opened
    here = opened.interview.position
    for step in steps:
        here = _do(session, opened, step) or here
        running.steps += 1
    place = place_after(opened.interview, here, then)
    if place != opened.interview.position:
        operations.move(session, opened, place)
    return picture(session, running)


def look(running: Running, session: Session) -> View:
    """Return the picture in the present language of the screen."""
    opened = running.opened
    opened.interview.set_language(opened.form.language_for(language()))
    return picture(session, running)


def paste(
    running: Running, start: str, columns: Sequence[str], cells: Sequence[Sequence[str]], session: Session
) -> Pasted:
    """Fill a table from the cell ``start`` on with ``cells``; ``columns`` are the names to the right of it.

    Rows that are not there yet are added. A word that is no choice of its question is left out and counted.
    """
    opened = running.opened
    interview = opened.interview
    table, row = table_of(start), row_of(start)
    number = questions.row(interview, row).number
    taken = left_out = 0
    for offset, line in enumerate(cells):
        rows = questions.table(interview, table).rows
        if number + offset > len(rows):
            added = operations.add_row(session, opened, table)
            rows = (*rows, added.path)
        for name, text in zip(columns, line, strict=False):
            path = rows[number + offset - 1]
            cell = next((item for item in questions.row(interview, path).cells if item.name == name), None)
            answer = _pasted(cell, text) if cell is not None else None
            if cell is None or answer is None:
                left_out += bool(text.strip())
                continue
            operations.answer(session, opened, cell.path, answer)
            running.steps += 1
            taken += 1
        left_out += sum(bool(text.strip()) for text in line[len(columns) :])
    return Pasted(view=picture(session, running), taken=taken, left_out=left_out)


def official(running: Running, path: str, _session: Session) -> Official | None:
    """Return the official name and code of the question at ``path``, where it fills a data item."""
    question = questions.question(running.opened.interview, path)
    item = _property(running.opened, question.dataset, question.save_to)
    if item is None:
        return None
    return Official(
        name=item.label(language()), code=item.official_code or "", section=item.section, source=item.source
    )


def complete(running: Running, session: Session) -> Done[HouseholdId]:
    """Let the answers reach the register."""
    return operations.complete(session, running.opened)


def discard(running: Running, session: Session) -> Done[None]:
    """Throw the draft away."""
    return operations.discard(session, running.opened)


def leave(running: Running, session: Session) -> Done[None] | None:
    """Forget a draft in which nothing was done; keep every other one."""
    if running.was_begun_now and running.steps == 0:
        return operations.discard(session, running.opened)
    return None


def picture(session: Session, running: Running) -> View:
    """Return what the page shows at the present question."""
    opened = running.opened
    interview = opened.interview
    current = interview.position
    section = questions.section_of(interview, current)
    sections = questions.sections(interview)
    items = questions.items(interview, section)
    tables = dict(_tables(interview, items, current))
    view = View(
        interview=opened.id,
        household=opened.household,
        is_new_household=running.is_new_household,
        head_name=running.head_name,
        form_title=opened.pack.forms[opened.form.form_id].title(language()),
        year=opened.year,
        sections=sections,
        section=section,
        items=items,
        tables=tables,
        current=current,
        troubles=_troubles(interview),
        hidden=_hidden(interview, items, tables, current),
        saved_at=session.saved_at,
        answered=sum(item.answered for item in sections),
        total=sum(item.total for item in sections),
        secrets=running.secrets,
        spoken=_spoken(session, opened),
    )
    _note_disclosure(session, running, view)
    return view


def _spoken(session: Session, opened: OpenInterview) -> tuple[str, ...]:
    """Return what the checks that speak in interviews say, with the member's name."""
    from poverty_desktop.operations.interview_findings import findings_now

    found = findings_now(session, opened, language())
    return tuple("  ".join(text for text in (one.person_name, one.sentence) if text) for one in found)


def _do(session: Session, opened: OpenInterview, step: Step) -> str:
    """Do one step; return where it leads, "" for where one stands."""
    match step.act:
        case Act.ANSWER:
            operations.answer(session, opened, step.path, step.text)
        case Act.NOTHING:
            operations.answer_nothing(session, opened, step.path, step.why)
        case Act.NOTE:
            operations.annotate(session, opened, step.path, step.text)
        case Act.ADD:
            added = operations.add_row(session, opened, step.path).path
            return next(row_places(opened.interview, added), step.path)
        case Act.REMOVE:
            operations.remove_row(session, opened, step.path)
            return table_of(step.path)
    return ""


def _tables(interview: Interview, items: Sequence[Item], current: str) -> Iterator[tuple[str, TableView]]:
    """Yield the tables of the section with their rows, and those inside the row in work."""
    for item in items:
        if isinstance(item, Table):
            yield from _table_with_rows(interview, item, current)


def _table_with_rows(interview: Interview, table: Table, current: str) -> Iterator[tuple[str, TableView]]:
    rows = tuple(questions.row(interview, path) for path in table.rows)
    yield table.path, TableView(table=table, rows=rows)
    for row in rows:
        if current.startswith(f"{row.path}/"):
            for inner in row.tables:
                yield from _table_with_rows(interview, questions.table(interview, inner), current)


def _troubles(interview: Interview) -> tuple[Trouble, ...]:
    found = []
    for problem in interview.problems():
        if problem.kind == "count":
            label, is_open = questions.table(interview, problem.path).label, False
        else:
            label = questions.question(interview, problem.path).label
            is_open = problem.kind == "required"
        if row := row_of(problem.path):
            label = f"{row_name(questions.row(interview, row))} · {label}"
        found.append(Trouble(path=problem.path, label=label, words=problem.words, is_open=is_open))
    return tuple(found)


def _hidden(
    interview: Interview, items: Sequence[Item], tables: dict[str, TableView], current: str
) -> tuple[Hidden, ...]:
    """Return the questions of the section, or of the row in work, that are not asked."""
    around = row_of(current)
    if around:
        row = next((row for shown in tables.values() for row in shown.rows if row.path == around), None)
        found = [cell for cell in row.cells if not cell.is_relevant] if row is not None else []
    else:
        found = [item for item in items if isinstance(item, Question) and not item.is_relevant]
    return tuple(
        Hidden(label=item.label, reason=questions.why_hidden(interview, item.path)) for item in found if item.label
    )


def _pasted(cell: Question, text: str) -> str | None:
    """Return a pasted word as an answer: the code of a choice by label or code; None where it cannot be taken."""
    plain = text.strip()
    if not plain or not is_asked(cell):
        return None
    if not cell.choices:
        return plain
    by_word = {choice.label.strip().casefold(): choice.code for choice in cell.choices}
    by_word |= {choice.code.casefold(): choice.code for choice in cell.choices}
    words = plain.replace("、", " ").split() if cell.type == "codes" else [plain]
    codes = [by_word.get(word.casefold()) for word in words]
    return None if None in codes else " ".join(code for code in codes if code)


def _property(opened: OpenInterview, dataset: str, save_to: str) -> Property | None:
    try:
        return property_of(opened.pack, kind_of(dataset), save_to) if dataset and save_to else None
    except KeyError:
        return None


def _secrets(opened: OpenInterview) -> frozenset[tuple[str, str]]:
    """Return which data items of the questionnaire are shown masked, by dataset and ``save_to``."""
    found = set()
    for section in questions.sections(opened.interview):
        for item in questions.items(opened.interview, section.path):
            asked = [(item.dataset, item.save_to)] if isinstance(item, Question) else []
            if isinstance(item, Table):
                asked = [(column.dataset, column.save_to) for column in item.columns]
            for pair in asked:
                known = _property(opened, *pair)
                if known is not None and known.sensitivity is Sensitivity.SECRET:
                    found.add(pair)
    return frozenset(found)


def _note_disclosure(session: Session, running: Running, view: View) -> None:
    """Log once per interview that a private answer of the register was shown in full."""
    question = view.question(view.current)
    if running.is_disclosed or question is None or not question.text or not view.is_secret(question):
        return
    if question.known is not None and not running.is_new_household:
        disclosure.note(session, "reveal", [view.household])
        running.is_disclosed = True
