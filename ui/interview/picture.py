"""The picture of a running interview that the page shows, made on the store thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import _, language
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.numbering import numbers
from poverty_desktop.interviews.problems import CONSTRAINT, REQUIRED
from poverty_desktop.interviews.reasons import why_hidden, why_refused
from poverty_desktop.interviews.views import Question, Table, row_name
from poverty_desktop.operations import disclosure
from ui.interview.clashes import clash_at, full_label, undecided
from ui.interview.places import first_place
from ui.interview.running import Running
from ui.interview.view import MOST_SAID, Hidden, Item, TableView, Trouble, View, row_of

if TYPE_CHECKING:
    from poverty_desktop.interviews.interview import Interview
    from poverty_desktop.operations.interviewing.open_interview import OpenInterview
    from poverty_desktop.operations.session import Session


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
        is_yearly=opened.pack.settings["yearly_form"] == opened.form.form_id,
        concerns_household=running.concerns_household,
        year=opened.year,
        sections=sections,
        section=section,
        items=items,
        tables=tables,
        current=current,
        troubles=_troubles(interview) if running.first is None else undecided(running, running.first),
        is_second_keying=running.first is not None,
        is_from_paper=opened.is_from_paper,
        numbers=numbers(opened.form) if opened.is_from_paper else {},
        clash=clash_at(running, current),
        hidden=_hidden(running, items, tables, current),
        saved_at=session.saved_at,
        answered=sum(item.answered for item in sections),
        total=sum(item.total for item in sections),
        secrets=running.secrets,
        spoken=_spoken(session, opened),
        comments=_comments(opened),
        reason=_reason(running, current),
        typed=interview.typing.text if interview.typing is not None and interview.typing.path == current else None,
    )
    _note_disclosure(session, running, view)
    return view


def _spoken(session: Session, opened: OpenInterview) -> tuple[str, ...]:
    """Return what the checks that speak in interviews say, with the member's name."""
    from poverty_desktop.operations.interviewing.interview_findings import findings_now

    found = findings_now(session, opened, language())
    return tuple("  ".join(text for text in (one.person_name, one.sentence) if text) for one in found)


def _tables(interview: Interview, items: Sequence[Item], current: str) -> Iterator[tuple[str, TableView]]:
    """Yield the tables of the section with their rows, and those inside the row in work."""
    for item in items:
        if isinstance(item, Table):
            yield from _table_with_rows(interview, item, current)


def _table_with_rows(interview: Interview, table: Table, current: str) -> Iterator[tuple[str, TableView]]:
    rows = questions.rows(interview, table)
    yield table.path, TableView(table=table, rows=rows)
    for row in rows:
        if current.startswith(f"{row.path}/"):
            for inner in row.tables:
                yield from _table_with_rows(interview, questions.table(interview, inner), current)


def _comments(opened: OpenInterview) -> tuple[Trouble, ...]:
    """Return the comments on answers, and on the whole at the first place of the interview."""
    found = []
    for path, words in opened.comments.items():
        place = path
        try:
            label = full_label(opened.interview, path) if path else _("The whole interview")
        except RuleError:  # the question is gone from the questionnaire, or its row
            label, place = _("An answer that is asked no more"), ""
        begin = place or first_place(opened.interview)
        found.append(Trouble(path=begin, label=label, words=words, is_open=False, is_apart=not place))
    return tuple(found)


def _troubles(interview: Interview) -> tuple[Trouble, ...]:
    """Return what stands in the way, in the order of the list beside the questions: what does not fit comes first."""
    found: list[Trouble] = []
    for problem in interview.problems(named=MOST_SAID):
        if not problem.words:
            found.append(Trouble(path=problem.path, label="", words="", is_open=True))
            continue
        row = row_of(problem.path)
        around = questions.row(interview, row) if row else None
        if problem.kind == "count":
            label, is_open = questions.table(interview, problem.path).label, False
        else:
            cells = around.cells if around is not None else ()
            shown = next((cell for cell in cells if cell.path == problem.path), None)
            label = (shown or questions.question(interview, problem.path)).label
            is_open = problem.kind == REQUIRED
        if around is not None:
            label = f"{row_name(around)} · {label}"
        found.append(Trouble(path=problem.path, label=label, words=problem.words, is_open=is_open))
    return tuple(sorted(found, key=lambda trouble: trouble.is_open))


def _reason(running: Running, current: str) -> str:
    """Return which facts the answer of the current question does not go with."""
    interview = running.opened.interview
    if not any(node.problem == CONSTRAINT and node.path == current for node in interview.running.troubled):
        return ""
    return why_refused(interview.running, interview.running.tree.find(current), running.secrets)


def _hidden(running: Running, items: Sequence[Item], tables: dict[str, TableView], current: str) -> tuple[Hidden, ...]:
    """Return the questions of the section, or of the row in work, that are not asked."""
    around = row_of(current)
    if around:
        row = next((row for shown in tables.values() for row in shown.rows if row.path == around), None)
        found = [cell for cell in row.cells if not cell.is_relevant] if row is not None else []
    else:
        found = [item for item in items if isinstance(item, Question) and not item.is_relevant]
    return tuple(
        Hidden(label=item.label, reason=why_hidden(running.opened.interview.running, item.path, running.secrets))
        for item in found
        if item.label
    )


def _note_disclosure(session: Session, running: Running, view: View) -> None:
    """Log once per interview that a private answer of the register was shown in full."""
    question = view.question(view.current)
    if running.is_disclosed or question is None or not question.text or not view.is_secret(question):
        return
    if question.known is not None and not running.is_new_household:
        disclosure.note(session, "reveal", [view.household])
        running.is_disclosed = True
