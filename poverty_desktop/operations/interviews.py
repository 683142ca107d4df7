"""An interview at the door or from a paper form: opened, answered one by one, left, resumed, completed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.domain.kinds import RecordKind, kind_of
from poverty_desktop.domain.values import BLANK, Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, PersonId, RecordId, derive_id
from poverty_desktop.interviews import questions, save_to, submission
from poverty_desktop.interviews.draft import DraftHead, DraftRow
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Effect, Interview, restore
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.save_to import EntityChange
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.known_facts import answer_value, known_household
from poverty_desktop.packs.model import Pack, Property, PropertyType
from poverty_desktop.packs.save_to import property_of
from poverty_desktop.queries import years
from poverty_desktop.queries.years import household_year_id, person_year_id
from poverty_desktop.store import drafts, log, packs
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

HOUSEHOLD_SURVEY = "household_survey"
COMPLETED = N_("Interview of a household")


@dataclass(slots=True, kw_only=True)
class OpenInterview:
    """A running interview and the draft that every answer goes to; it stays on the thread of the session."""

    id: InterviewId
    household: HouseholdId
    year: int
    pack: Pack
    form: Form
    interview: Interview
    seen: int


def open_interview(
    session: Session,
    household: HouseholdId | None,
    *,
    form_id: str = HOUSEHOLD_SURVEY,
    year: int | None = None,
    language: str = "zh_CN",
) -> Done[OpenInterview]:
    """Open the questionnaire at a household: its unfinished draft if there is one, else a new one with known facts.

    ``household`` None begins an interview at a household that is not in the register yet. Raises ``RuleError`` when
    the pack has no such questionnaire.
    """
    if household is not None and (draft := drafts.of_household(session.db, household, form_id)) is not None:
        return resume(session, draft.id, language=language)
    published = session.pack.forms.get(form_id)
    if published is None:
        raise RuleError(N_("The policy pack of this workspace has no such questionnaire."))
    form = load_form(published.xform)
    year = year or years.working_year(session)
    known = known_household(session, household, year) if household else ()
    now = session.clock.now()
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=session.ids.random_bytes(16),
        started_at=now.astimezone().isoformat(timespec="milliseconds"),
        language=form.language_for(language),
        known=known,
        properties={"username": session.worker},
    )
    interview = Interview.start(form, head, now=lambda: session.clock.now().astimezone(), instances={})
    opened = OpenInterview(
        id=InterviewId(session.ids.new()),
        household=household or HouseholdId(RecordId(session.ids.new())),
        year=year,
        pack=session.pack,
        form=form,
        interview=interview,
        seen=log.position(session.db),
    )
    answered, total, section = _progress(interview)
    drafts.begin(
        session,
        drafts.Draft(
            id=opened.id,
            form=form_id,
            pack=session.pack.content_hash,
            household=opened.household,
            year=year,
            seen=opened.seen,
            opened_at=now.isoformat(),
            saved_at=now.isoformat(),
            section=section,
            answered=answered,
            total=total,
            head=head.to_text(),
            is_new_household=household is None,
        ),
    )
    return Done(value=opened, changes=frozenset({Topic.DRAFTS}))


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
    interview = restore(
        form,
        DraftHead.from_text(draft.head),
        drafts.rows(session.db, identity),
        now=lambda: session.clock.now().astimezone(),
    )
    interview.set_language(form.language_for(language))
    opened = OpenInterview(
        id=identity,
        household=draft.household,
        year=draft.year,
        pack=pack,
        form=form,
        interview=interview,
        seen=draft.seen,
    )
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


def discard(session: Session, opened: OpenInterview) -> Done[None]:
    """Throw the draft away; the register is as it was."""
    with Write(session.db):
        drafts.remove(session.db, opened.id)
    return Done(value=None, changes=frozenset({Topic.DRAFTS}))


def complete(session: Session, opened: OpenInterview) -> Done[HouseholdId]:
    """Let the answers reach the register, in one action.

    Raises ``RuleError`` while required answers are missing or answers break a constraint; the draft stays.
    """
    interview = opened.interview
    problems = interview.problems()
    if problems:
        raise RuleError(
            N_("{count} answers are missing or do not fit. The list beside the questions shows them."),
            count=len(problems),
        )
    interview.finish()
    edits = _edits(session, opened, save_to.entity_changes(interview))
    edits.append(_interview_record(session, opened))
    village = _village(session, opened, edits)
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits))],
        seen=opened.seen,
        label=COMPLETED,
        params=json.dumps({}),
        alongside=lambda: drafts.remove(session.db, opened.id),
    )
    return Done(
        value=opened.household,
        changes=frozenset(committed.kinds) | {Topic.DRAFTS},
        undo_label=COMPLETED,
    )


def _keep(session: Session, opened: OpenInterview, effect: Effect) -> Effect:
    _store(session, opened, [effect.row])
    return effect


def _store(session: Session, opened: OpenInterview, rows: Sequence[DraftRow]) -> None:
    answered, total, section = _progress(opened.interview)
    drafts.save(session, opened.id, rows, section=section, answered=answered, total=total)


def _progress(interview: Interview) -> tuple[int, int, str]:
    """Return how many questions are answered, of how many, and the label of the section in work."""
    found = questions.sections(interview)
    here = interview.position
    section = next((item.label for item in found if item.path and here.startswith(item.path)), "")
    return sum(item.answered for item in found), sum(item.total for item in found), section


def _edits(session: Session, opened: OpenInterview, changes: Sequence[EntityChange]) -> list[RecordEdit]:
    """Return the edits of the register; ids of records with a natural key are made from it."""
    edits: list[RecordEdit] = []
    names: dict[bytes, RecordId] = {}
    has_household = False
    for number, change in enumerate(changes):
        kind = kind_of(change.dataset)
        values = _typed(opened.pack, kind, change, names)
        parent = names.get(change.parent[1], RecordId(change.parent[1])) if change.parent else None
        record, is_new = _record(session, opened, kind, change, parent, values, number)
        names[change.id] = record
        if kind is RecordKind.HOUSEHOLD:
            has_household = True
            if is_new and not values.get("village"):
                values["village"] = Value(session.village)
        if is_new:
            values |= _references(opened, kind, parent)
        edits.append(RecordEdit(kind=kind, record=record, values=values, is_new=is_new))
    edits += _taken_out(session, save_to.removed_entities(opened.interview))
    if not has_household and not is_known(session, RecordKind.HOUSEHOLD, opened.household):
        new = {"village": Value(session.village)}
        edits.insert(0, RecordEdit(kind=RecordKind.HOUSEHOLD, record=opened.household, values=new, is_new=True))
    return edits


def _taken_out(session: Session, removed: Sequence[tuple[str, bytes]]) -> Iterable[RecordEdit]:
    """Return what becomes of known rows that were taken out: a line ends; of a person only the membership does."""
    today = Value(session.clock.today().isoformat())
    for dataset, identity in removed:
        kind, record = kind_of(dataset), RecordId(identity)
        if kind is RecordKind.MEMBERSHIP:
            yield RecordEdit(kind=kind, record=record, values={"to_date": today})
        elif kind in (RecordKind.INCOME_LINE, RecordKind.NEED, RecordKind.MEASURE):
            yield RecordEdit(kind=kind, record=record, values={}, removes=True)


def _record(
    session: Session,
    opened: OpenInterview,
    kind: RecordKind,
    change: EntityChange,
    parent: RecordId | None,
    values: dict[str, Value],
    number: int,
) -> tuple[RecordId, bool]:
    """Return the id under which a change is kept, and whether the record comes into being."""
    if not change.is_new:
        return RecordId(change.id), not is_known(session, kind, RecordId(change.id))
    match kind:
        case RecordKind.HOUSEHOLD:
            record = RecordId(opened.household)
        case RecordKind.HOUSEHOLD_YEAR:
            record = household_year_id(opened.household, opened.year)
        case RecordKind.PERSON_YEAR if parent is not None:
            record = person_year_id(PersonId(parent), opened.year)
        case RecordKind.INCOME_LINE:
            item, source = values.get("item", BLANK), values.get("source", BLANK)
            record = derive_id(kind, opened.household, opened.year, str(item.scalar), str(source.scalar), number)
        case _:
            record = RecordId(change.id)
    return record, not is_known(session, kind, record)


def _typed(pack: Pack, kind: RecordKind, change: EntityChange, names: dict[bytes, RecordId]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, value in change.values.items():
        item: Property | None = property_of(pack, kind, name)
        if item is None:
            continue
        if item.type is PropertyType.REFERENCE and item.target is not None and value:
            named = change.references.get(name, {}).get(item.target.table)
            values[item.name] = BLANK if named is None else Value(names.get(named, named))
        else:
            values[item.name] = answer_value(item, value)
    return values


def _references(opened: OpenInterview, kind: RecordKind, parent: RecordId | None) -> dict[str, Value]:
    """Return the references that are no questions: they follow from the nesting and the interview's year."""
    household, year = Value(opened.household), Value(opened.year)
    match kind:
        case RecordKind.HOUSEHOLD | RecordKind.PERSON:
            return {}
        case RecordKind.MEMBERSHIP:
            return {"household": household, "person": Value(parent or b"")}
        case RecordKind.PERSON_YEAR:
            return {"person": Value(parent or b""), "year": year}
        case RecordKind.HOUSEHOLD_YEAR | RecordKind.INCOME_LINE | RecordKind.NEED | RecordKind.MEASURE:
            return {"household": household, "year": year}
    return {"household": household}


def _interview_record(session: Session, opened: OpenInterview) -> RecordEdit:
    """Return the record that keeps the whole interview: what has no ``save_to`` stays with it."""
    now = session.clock.now()
    draft = drafts.find(session.db, opened.id)
    started = draft.opened_at if draft else now.isoformat()
    return RecordEdit(
        kind=RecordKind.INTERVIEW,
        record=RecordId(opened.id),
        values={
            "household": Value(opened.household),
            "year": Value(opened.year),
            "form": Value(opened.form.form_id),
            "form_version": Value(opened.form.version),
            "started_at": Value(datetime.fromisoformat(started).isoformat(timespec="seconds")),
            "finished_at": Value(now.isoformat(timespec="seconds")),
            "interviewer": Value(session.worker),
            "answers": Value(submission.instance_xml(opened.interview).decode()),
        },
        is_new=True,
    )


def _village(session: Session, opened: OpenInterview, edits: Sequence[RecordEdit]) -> str:
    if is_known(session, RecordKind.HOUSEHOLD, opened.household):
        return village_of(session, RecordKind.HOUSEHOLD, opened.household)
    own = next((edit.values.get("village") for edit in edits if edit.kind is RecordKind.HOUSEHOLD), None)
    return str(own.scalar) if own else session.village
