"""What a completed interview writes: the answers as edits of the register, ids and references from their nesting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from poverty_desktop.domain.kinds import RecordKind, is_kind, kind_of
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.ids import PersonId, RecordId, derive_id
from poverty_desktop.interviews import save_to, submission
from poverty_desktop.interviews.marks import marks_text
from poverty_desktop.interviews.packed import pack_submission
from poverty_desktop.interviews.save_to import EntityChange
from poverty_desktop.operations.interviewing import attachments
from poverty_desktop.operations.interviewing.known_facts import answer_value
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.operations.register.entry_lines import lines_of_interview
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.questionnaires.save_to import property_of
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import drafts
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save


def save_of(session: Session, opened: OpenInterview) -> Save:
    """Return the one save of a completed interview: changed facts, new records, and the interview itself.

    Raises ``RuleError`` where an answer does not fit its data item.
    """
    names: dict[bytes, RecordId] = {}
    edits = _edits(session, opened, save_to.entity_changes(opened.interview), names)
    edits += list(attachments.attachment_edits(session, opened, edits))
    edits += lines_of_interview(session, opened.household, edits, today=session.clock.today())
    edits.append(_interview_record(session, opened, names))
    return Save(village=_village(session, opened, edits), edits=tuple(edits))


def edits_of(session: Session, opened: OpenInterview) -> list[RecordEdit]:
    """Return what the answers so far would change in the register; raises ``RuleError`` as :func:`save_of` does."""
    return _edits(session, opened, save_to.entity_changes(opened.interview), {})


def concerns_household(session: Session, opened: OpenInterview) -> bool:
    """Say whether the interview belongs to a household; one whose answers stay with it may be a whole village's."""
    return opened.form.fills_register or is_known(session, RecordKind.HOUSEHOLD, opened.household)


def _edits(
    session: Session, opened: OpenInterview, changes: Sequence[EntityChange], names: dict[bytes, RecordId]
) -> list[RecordEdit]:
    """Return the edits of the register; ids of records with a natural key are made from it and noted in ``names``."""
    edits: list[RecordEdit] = []
    has_household = False
    for number, change in enumerate(changes):
        if not is_kind(change.dataset):
            continue  # an entity list of another office: it goes out in the submission
        kind = kind_of(change.dataset)
        values = _typed(session, opened.pack, kind, change, names)
        above = change.parent if change.parent is not None and is_kind(change.parent[0]) else None
        parent = names.get(above[1], RecordId(above[1])) if above is not None else None
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
    if (
        not has_household
        and opened.form.fills_register
        and not is_known(session, RecordKind.HOUSEHOLD, opened.household)
    ):
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


def _typed(
    session: Session, pack: Pack, kind: RecordKind, change: EntityChange, names: dict[bytes, RecordId]
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, value in change.values.items():
        item: Property | None = property_of(pack, kind, name)
        if item is None:
            continue
        if item.type is PropertyType.REFERENCE and item.target is not None and value:
            named = change.references.get(name, {}).get(item.target.table)
            values[item.name] = (
                _chosen(session, item.target, value) if named is None else Value(names.get(named, named))
            )
        else:
            values[item.name] = answer_value(item, value)
    return values


def _chosen(session: Session, target: RecordKind, value: Value) -> Value:
    """Return the record that an answer from a list of the register names, BLANK where it names none."""
    try:
        record = RecordId(UUID(str(value.scalar)).bytes)
    except ValueError:
        return BLANK
    return Value(record) if is_known(session, target, record) else BLANK


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


def _interview_record(session: Session, opened: OpenInterview, names: Mapping[bytes, RecordId]) -> RecordEdit:
    """Return the record that keeps the whole interview: with notes, and what has no ``save_to``."""
    now = session.clock.now()
    draft = drafts.find(session.db, opened.id)
    started = draft.opened_at if draft else now.isoformat()
    of_household = {"household": Value(opened.household)} if concerns_household(session, opened) else {}
    return RecordEdit(
        kind=RecordKind.INTERVIEW,
        record=RecordId(opened.id),
        values={
            **of_household,
            "year": Value(opened.year),
            "form": Value(opened.form.form_id),
            "form_version": Value(opened.form.version),
            "started_at": Value(datetime.fromisoformat(started).isoformat(timespec="seconds")),
            "finished_at": Value(now.isoformat(timespec="seconds")),
            "interviewer": Value(session.worker),
            "answers": Value(pack_submission(submission.instance_xml(opened.interview, names))),
            **({"notes": Value(notes)} if (notes := marks_text(opened.interview)) else {}),
            **({"corrects": Value(opened.corrects)} if opened.corrects is not None else {}),
        },
        is_new=True,
    )


def _village(session: Session, opened: OpenInterview, edits: Sequence[RecordEdit]) -> str:
    if is_known(session, RecordKind.HOUSEHOLD, opened.household):
        return village_of(session, RecordKind.HOUSEHOLD, opened.household)
    own = next((edit.values.get("village") for edit in edits if edit.kind is RecordKind.HOUSEHOLD), None)
    return str(own.scalar) if own else session.village
