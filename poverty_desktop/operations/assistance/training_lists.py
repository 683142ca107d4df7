"""Count person-times of training from a sign-in sheet (培训签到册): one person, one day, one course is one line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.measure_list import ListedMeasure, MeasureList, read_measure_list
from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.operations.assistance.measure_matching import Refused
from poverty_desktop.operations.assistance.measures import item_of
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.operations.register.list_members import Members, Refusal
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in a sign-in sheet: {count} person-times")
NO_MEASURE = N_("Choose which measure the training is.")
NOT_PERSONAL = N_("{measure} is for households. Choose a measure for persons, such as training.")
NO_COURSE = N_("Write which course it was: it tells one training from another.")
NOTHING_NEW = N_("This sheet has nobody who is not counted already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChoice:
    """What is said of a sheet: the measure, the course and its day where no column says them."""

    item: str
    year: int
    course: str = ""
    day: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One person-time."""

    row: int
    household: HouseholdId
    person: RecordId
    course: str
    day: date
    record: RecordId
    is_known: bool
    is_by_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPreview:
    """What taking in a sheet would do."""

    source: MeasureList
    item: MeasureItem
    year: int
    title: str
    signed: tuple[SignedIn, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> tuple[SignedIn, ...]:
        """Return the person-times that are not counted yet."""
        return tuple(item for item in self.signed if not item.is_known)


def preview(session: Session, path: Path, choice: CourseChoice) -> TrainingPreview:
    """Compare a sheet with the register and say who would be counted; nothing is written.

    Raises ``RuleError`` where the file is no such sheet, or nothing says which measure or course it is.
    """
    if not choice.item:
        raise RuleError(NO_MEASURE)
    item = item_of(session, choice.item, choice.year)
    if not item.is_personal:
        raise RuleError(NOT_PERSONAL, measure=item.title(language()))
    source = read_measure_list(path, session.pack, remembered=list_columns.remembered(session), chosen=choice.columns)
    if not choice.course.strip() and "measure" not in source.columns:
        raise RuleError(NO_COURSE)
    members = Members(session)
    signed: list[SignedIn] = []
    refused: list[Refused] = []
    seen: set[RecordId] = set()
    for line in source.lines:
        found = _signed(session, members, choice, item, line)
        if isinstance(found, SignedIn) and found.record in seen:
            found = Refusal.COUNTED
        if isinstance(found, SignedIn):
            signed.append(found)
            seen.add(found.record)
        else:
            refused.append(Refused(row=line.row, name=line.name, why=found))
    return TrainingPreview(
        source=source, item=item, year=choice.year, title=path.stem, signed=tuple(signed), refused=tuple(refused)
    )


def _signed(
    session: Session, members: Members, choice: CourseChoice, item: MeasureItem, line: ListedMeasure
) -> SignedIn | Refusal:
    if line.problems:
        return Refusal.UNREAD
    told = str(line.values.get("finished_on", ""))
    day = date.fromisoformat(told) if told else choice.day
    if day is None:
        return Refusal.NO_DAY
    if day > session.clock.today():
        return Refusal.AHEAD
    found = members.find(name=line.name, number=line.number, household_number=line.household_number)
    if isinstance(found, Refusal):
        return found
    if found.person is None:
        return Refusal.NO_MEMBER
    course = "".join((line.measure or choice.course).split())
    record = derive_id(
        RecordKind.MEASURE, found.household, found.person.hex(), item.id, "course", course, day.isoformat()
    )
    return SignedIn(
        row=line.row,
        household=found.household,
        person=found.person,
        course=course,
        day=day,
        record=record,
        is_known=is_known(session, RecordKind.MEASURE, record),
        is_by_name=found.is_by_name,
    )


def take_in(session: Session, found: TrainingPreview, *, with_names: bool = True) -> Done[int]:
    """Count those who signed in, each as one delivered line of one person-time; one action.

    Without ``with_names`` those are left out that only a name tells. Raises ``RuleError`` where nobody is new.
    """
    wanted = [item for item in found.new if with_names or not item.is_by_name]
    if not wanted:
        raise RuleError(NOTHING_NEW)
    by_village: dict[str, list[RecordEdit]] = {}
    for signed in wanted:
        values = {
            "household": Value(signed.household),
            "person": Value(signed.person),
            "year": Value(found.year),
            "kind": Value(found.item.kind),
            "item": Value(found.item.id),
            "name": Value(found.item.title.zh),
            "project": Value(signed.course),
            "status": Value(Status.DELIVERED.value),
            "finished_on": Value(signed.day.isoformat()),
            "department": Value(found.item.department),
            "person_times": Value(1),
            "source_list": Value(found.title),
        }
        edit = RecordEdit(kind=RecordKind.MEASURE, record=signed.record, values=values, is_new=True)
        by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, signed.household), []).append(edit)
    params = {"count": len(wanted)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=TAKEN_IN,
        params=json.dumps(params),
    )
    return Done(value=len(wanted), changes=frozenset(committed.kinds), undo_label=TAKEN_IN, params=params)
