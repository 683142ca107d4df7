"""Find for each row of a department's list who and which line of a measure it speaks of, or why nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DONE, LIFE, Status, following, status_of
from poverty_desktop.domain.values import Scalar
from poverty_desktop.exchange.measure_list import VALUES, ListedMeasure
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.operations.register.list_members import REFUSAL_WORDS, Listed, Members, Refusal
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session

__all__ = ["REFUSAL_WORDS", "Attached", "ListChoice", "Matching", "Refusal", "Refused"]


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
class ListChoice:
    """What the person says about a list: year, name, where its lines begin, and what the list itself leaves open."""

    year: int
    title: str = ""
    item: str = ""  # where no column names the measure
    status: Status = Status.DELIVERED
    columns: Mapping[str, str] = field(default_factory=dict)  # caption: what it is


class Matching:
    """Finds for each row the member and the line that it speaks of."""

    def __init__(self, session: Session, choice: ListChoice, fixed: MeasureItem | None, file_name: str) -> None:
        self.title = choice.title.strip() or file_name
        self._choice, self._fixed = choice, fixed
        self._today = session.clock.today().isoformat()
        self._on_offer = session.pack.measures_in(choice.year)
        self._by_name = {
            name: item for item in session.pack.measures for name in (item.title.zh, item.title.en, *item.names)
        }
        self._members = Members(session)
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
        found = self._members.find(name=line.name, number=line.number, household_number=line.household_number)
        if isinstance(found, Refusal):
            return found
        person = found.person
        if item.is_personal and person is None:
            return Refusal.NO_MEMBER
        return self._attached(line, item, found, person if item.is_personal else None)

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

    def _attached(
        self,
        line: ListedMeasure,
        item: MeasureItem,
        found: Listed,
        person: RecordId | None,
    ) -> Attached:
        household = found.household
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
            name=found.name,
            item=item,
            values=line.values,
            record=record,
            line=_id(waiting) if waiting is not None else None,
            is_known=is_known,
            is_by_name=found.is_by_name,
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


def _id(line: Mapping[str, object]) -> RecordId:
    identity = line["id"]
    assert isinstance(identity, bytes)
    return RecordId(identity)


def _same(kept: object, told: Scalar) -> bool:
    if isinstance(kept, float):
        return abs(kept - float(str(told))) < 1e-9
    return kept == told
