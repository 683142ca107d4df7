"""Attach what a department's list says to households: previewed, with a reason for each row that does not fit.

Most measures arrive so (部门名单). A row moves the line that waits for it, or begins one where none does; nobody types
the steps before. The same list taken in twice adds nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from poverty_desktop.checks.entitlement import OLD_PACK
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DATES, DONE, LIFE, Status, following, status_of
from poverty_desktop.domain.values import Scalar, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.measure_list import VALUES, ListedMeasure, MeasureList, read_measure_list
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.operations import list_columns
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.measures import item_of
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.store import log
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in a list of measures: {count} lines")
NO_MEASURE = N_("The list does not say which measure it is. Choose the measure.")
NOTHING_NEW = N_("This list has nothing that is not in the register already.")
BEFORE_LIFE = N_("A list begins a line at planned, approved, under way, delivered or confirmed.")

_MEMBERS = (
    "SELECT p.id AS person, p.name, p.document_number, m.household, m.to_date, h.national_number FROM person p"
    " JOIN membership m ON m.person = p.id AND m.alive JOIN household h ON h.id = m.household AND h.alive"
    " WHERE p.alive ORDER BY m.to_date IS NOT NULL, p.id"
)


class Refusal(StrEnum):
    """Why a row is not taken in."""

    NOBODY = "nobody"
    LEFT = "left"
    SEVERAL = "several"
    NO_PERSON = "no_person"
    NO_ITEM = "no_item"
    OUT_OF_TIME = "out_of_time"
    BELOW_ZERO = "below_zero"
    UNREAD = "unread"
    AHEAD = "ahead"
    NO_MEMBER = "no_member"


REFUSAL_WORDS: Mapping[Refusal, str] = {
    Refusal.NOBODY: N_("not a member of a household here"),
    Refusal.LEFT: N_("no longer a member of a household here"),
    Refusal.SEVERAL: N_("several members have this name; the list needs ID numbers"),
    Refusal.NO_PERSON: N_("the row says nobody"),
    Refusal.NO_ITEM: N_("this measure is not in the catalogue"),
    Refusal.OUT_OF_TIME: N_("this measure is not on offer in the year"),
    Refusal.BELOW_ZERO: N_("the amount is below zero"),
    Refusal.UNREAD: N_("an amount, date or number cannot be read"),
    Refusal.AHEAD: N_("the date is in the future"),
    Refusal.NO_MEMBER: N_("this measure is for a person; the row names only the household"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A row that fits: ``line`` is the line that it moves, None where it begins one; ``is_known``: taken in before."""

    row: int
    household: HouseholdId
    person: RecordId | None
    name: str = field(repr=False)
    item: MeasureItem
    values: Mapping[str, Scalar]
    record: RecordId
    line: RecordId | None
    is_known: bool
    is_by_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that does not fit, and why."""

    row: int
    name: str = field(repr=False)
    why: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureListPreview:
    """What taking in a list would do."""

    source: MeasureList
    year: int
    status: Status
    title: str
    attached: tuple[Attached, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> tuple[Attached, ...]:
        """Return the rows that would change something."""
        return tuple(item for item in self.attached if not item.is_known)

    @property
    def reasons(self) -> Mapping[Refusal, int]:
        """Return how many rows do not fit, by reason."""
        return Counter(item.why for item in self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoice:
    """What the person says about a list: year, name, where its lines begin, and what the list itself leaves open."""

    year: int
    title: str = ""
    item: str = ""  # where no column names the measure
    status: Status = Status.DELIVERED
    columns: Mapping[str, str] = field(default_factory=dict)  # caption: what it is


def preview(session: Session, path: Path, choice: ListChoice) -> MeasureListPreview:
    """Compare a list with the register and say what would come of every row; nothing is written.

    Raises ``RuleError`` where the file is no such list or nothing says which measure it is about.
    """
    if not session.pack.measures:
        raise RuleError(OLD_PACK)
    if choice.status not in LIFE[1:]:
        raise RuleError(BEFORE_LIFE)
    source = read_measure_list(path, session.pack, remembered=list_columns.remembered(session), chosen=choice.columns)
    fixed = item_of(session, choice.item, choice.year) if choice.item else None
    if fixed is None and "measure" not in source.columns:
        raise RuleError(NO_MEASURE)
    matching = _Matching(session, choice, fixed, path.name)
    attached: list[Attached] = []
    refused: list[Refused] = []
    for line in source.lines:
        found = matching.match(line)
        if isinstance(found, Attached):
            attached.append(found)
        else:
            refused.append(Refused(row=line.row, name=line.name, why=found))
    return MeasureListPreview(
        source=source,
        year=choice.year,
        status=choice.status,
        title=matching.title,
        attached=tuple(attached),
        refused=tuple(refused),
    )


class _Matching:
    """Finds for each row the member and the line that it speaks of."""

    def __init__(self, session: Session, choice: ListChoice, fixed: MeasureItem | None, file_name: str) -> None:
        self.title = choice.title.strip() or file_name
        self._choice, self._fixed = choice, fixed
        self._today = session.clock.today().isoformat()
        self._on_offer = session.pack.measures_in(choice.year)
        self._by_name = {
            name: item for item in session.pack.measures for name in (item.title.zh, item.title.en, *item.names)
        }
        self._by_number: dict[str, Mapping[str, object]] = {}
        self._by_person: dict[str, list[Mapping[str, object]]] = {}
        self._by_household: dict[str, HouseholdId] = {}
        for member in rows(session.db, _MEMBERS):
            self._by_number.setdefault(comparable_number(member["document_number"] or ""), member)
            if not _has_left(member, self._today):
                self._by_person.setdefault(member["name"] or "", []).append(member)
                if member["national_number"]:
                    self._by_household[member["national_number"]] = HouseholdId(RecordId(member["household"]))
        self._by_number.pop("", None)
        self._waiting: dict[tuple[HouseholdId, RecordId | None, str], list[Mapping[str, object]]] = {}
        self._known: dict[RecordId, Mapping[str, object]] = {}
        sql = "SELECT * FROM measure WHERE alive AND year BETWEEN ? AND ? ORDER BY year DESC, id"
        for line in rows(session.db, sql, (choice.year - 1, choice.year + 1)):
            item = line["item"] or getattr(self._by_name.get(line["name"] or ""), "id", "")
            person = RecordId(line["person"]) if line["person"] else None
            self._known[RecordId(line["id"])] = line
            self._waiting.setdefault((HouseholdId(RecordId(line["household"])), person, item), []).append(line)
        self._used: set[RecordId] = set()

    def match(self, line: ListedMeasure) -> Attached | Refusal:
        """Return what a row would do, or why it does not fit."""
        item = self._fixed or self._item(line.measure)
        if item is None:
            return Refusal.NO_ITEM
        if item not in self._on_offer:
            return Refusal.OUT_OF_TIME
        if refusal := self._values_wrong(line):
            return refusal
        found = self._who(line)
        if isinstance(found, Refusal):
            return found
        household, person, name, is_by_name = found
        if item.is_personal and person is None:
            return Refusal.NO_MEMBER
        return self._attached(line, item, household, person if item.is_personal else None, name, is_by_name)

    def _item(self, text: str) -> MeasureItem | None:
        """Return the item that a cell means: by its name, or by the one name that stands in it."""
        if text in self._by_name:
            return self._by_name[text]
        inside = {item.id: item for name, item in self._by_name.items() if len(name) > 1 and name in text}
        return next(iter(inside.values())) if len(inside) == 1 else None

    def _values_wrong(self, line: ListedMeasure) -> Refusal | None:
        numbers = [value for value in line.values.values() if isinstance(value, int)]
        if any(number < 0 for number in numbers) or str(line.values.get("quantity", "")).startswith("-"):
            return Refusal.BELOW_ZERO
        if line.problems:
            return Refusal.UNREAD
        if str(line.values.get("finished_on", "")) > self._today:
            return Refusal.AHEAD
        return None

    def _who(self, line: ListedMeasure) -> tuple[HouseholdId, RecordId | None, str, bool] | Refusal:
        if line.number:
            member = self._by_number.get(line.number)
            if member is None:
                return Refusal.NOBODY
            return Refusal.LEFT if _has_left(member, self._today) else _told(member, is_by_name=False)
        if line.name:
            same = self._by_person.get(line.name, [])
            own = self._by_household.get(line.household_number)
            same = [one for one in same if own is None or one["household"] == own]
            if len(same) > 1:
                return Refusal.SEVERAL
            return _told(same[0], is_by_name=own is None) if same else Refusal.NOBODY
        if line.household_number:
            household = self._by_household.get(line.household_number)
            return (household, None, "", False) if household is not None else Refusal.NOBODY
        return Refusal.NO_PERSON

    def _attached(
        self,
        line: ListedMeasure,
        item: MeasureItem,
        household: HouseholdId,
        person: RecordId | None,
        name: str,
        is_by_name: bool,  # noqa: FBT001 - told on
    ) -> Attached:
        told = [str(line.values.get(value, "")) for value in VALUES]
        record = derive_id(RecordKind.MEASURE, household, (person or b"").hex(), item.id, self._choice.year, *told)
        waiting = self._line_for(household, person, item.id, line.values)
        if waiting is not None:
            self._used.add(_id(waiting))
        is_known = record in self._known or (waiting is not None and self._says_the_same(waiting, line.values))
        self._known.setdefault(record, {})
        return Attached(
            row=line.row,
            household=household,
            person=person,
            name=name,
            item=item,
            values=line.values,
            record=record,
            line=_id(waiting) if waiting is not None else None,
            is_known=is_known,
            is_by_name=is_by_name,
        )

    def _line_for(
        self, household: HouseholdId, person: RecordId | None, item: str, values: Mapping[str, Scalar]
    ) -> Mapping[str, object] | None:
        """Return the line that a row speaks of: one that it told before, else one that waits to get so far."""
        lines = self._waiting.get((household, person, item), [])
        if person is not None:
            lines = [*lines, *self._waiting.get((household, None, item), [])]
        free = [line for line in lines if _id(line) not in self._used]
        of_year = [line for line in free if line["year"] == self._choice.year]
        for line in of_year:
            if self._says_the_same(line, values):
                return line
        return next((line for line in [*of_year, *free] if self._waits(line)), None)

    def _waits(self, line: Mapping[str, object]) -> bool:
        """Say whether a line is still on its way to where the list has it; of another year only one not yet done."""
        status = status_of(str(line["status"] or ""))
        if status is Status.DROPPED or (status in DONE and line["year"] != self._choice.year):
            return False
        return self._choice.status in following(status)

    def _says_the_same(self, line: Mapping[str, object], values: Mapping[str, Scalar]) -> bool:
        status = status_of(str(line["status"] or ""))
        if status not in LIFE or LIFE.index(status) < LIFE.index(self._choice.status):
            return False
        return all(_same(line[name], value) for name, value in values.items())


def _has_left(member: Mapping[str, object], today: str) -> bool:
    return bool(member["to_date"]) and str(member["to_date"]) <= today


def _told(member: Mapping[str, object], *, is_by_name: bool) -> tuple[HouseholdId, RecordId, str, bool]:
    household, person = member["household"], member["person"]
    assert isinstance(household, bytes)
    assert isinstance(person, bytes)
    return HouseholdId(RecordId(household)), RecordId(person), str(member["name"] or ""), is_by_name


def _id(line: Mapping[str, object]) -> RecordId:
    identity = line["id"]
    assert isinstance(identity, bytes)
    return RecordId(identity)


def _same(kept: object, told: Scalar) -> bool:
    if isinstance(kept, float):
        return abs(kept - float(str(told))) < 1e-9
    return kept == told


def take_in(session: Session, found: MeasureListPreview, *, with_names: bool = True) -> Done[int]:
    """Attach the new rows of a list; one action. Without ``with_names`` those are left out that only a name tells.

    Raises ``RuleError`` where there is none.
    """
    wanted = [item for item in found.new if with_names or not item.is_by_name]
    if not wanted:
        raise RuleError(NOTHING_NEW)
    by_village: dict[str, list[RecordEdit]] = {}
    for item, edit in _edits(session, found, wanted):
        by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, item.household), []).append(edit)
    params = {"count": len(wanted)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=TAKEN_IN,
        params=json.dumps(params),
    )
    list_columns.remember(session, {caption: target for target, caption in found.source.columns.items()})
    return Done(value=len(wanted), changes=frozenset(committed.kinds), undo_label=TAKEN_IN, params=params)


def _edits(
    session: Session, found: MeasureListPreview, wanted: list[Attached]
) -> Iterator[tuple[Attached, RecordEdit]]:
    dated = DATES[found.status]
    today = session.clock.today().isoformat()
    for item in wanted:
        values: dict[str, Value] = {
            "status": Value(found.status.value),
            "item": Value(item.item.id),
            "source_list": Value(found.title),
            "department": Value(item.item.department),
        }
        if item.person is not None:
            values["person"] = Value(item.person)
        values.update({name: Value(value) for name, value in item.values.items()})
        values.setdefault(dated, Value(today))
        if item.line is None:
            values |= {
                "household": Value(item.household),
                "year": Value(found.year),
                "kind": Value(item.item.kind),
                "name": Value(item.item.title.zh),
            }
            if item.item.amount.unit is not None and "quantity" in values:
                values["unit"] = Value(item.item.amount.unit.zh)
        yield (
            item,
            RecordEdit(
                kind=RecordKind.MEASURE,
                record=item.line or item.record,
                values=values,
                is_new=item.line is None,
            ),
        )
