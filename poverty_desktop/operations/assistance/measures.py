"""Plan measures and move their lines through their life; plan, record and effect are one line (domain.md 4.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from poverty_desktop.checks.entitlement import OLD_PACK
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DATES, Status, following, status_of
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.queries.assistance import measure_lines
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

PLANNED = N_("Plan measures: {count}")
MOVED = N_("Measures: {status} ({count})")

GONE = N_("This household is no longer in the register.")
NO_ITEM = N_("There is no such measure in the catalogue. Choose one from the list.")
OUT_OF_TIME = N_("{measure} is not on offer in {year}; choose another measure or another year.")
NO_MEMBER = N_("Choose the member who gets this: {measure}.")
LEFT = N_("{name} is no longer a member of this household. Choose a current member.")
NO_NEED = N_("This need is not one of this household.")
BELOW_ZERO = N_("An amount cannot be below zero.")
NO_QUANTITY = N_("The quantity is not a number above zero.")
TOO_EARLY = N_("The time limit is before the day of planning.")
TWICE = N_("{measure} stands in the plan of {year} already.")
NOTHING = N_("Choose a measure first.")
NO_WAY = N_("This line is at “{status}” and cannot go to “{wanted}”.")
NO_SIGNATURE = N_("Write who of the household signed, or why nobody did.")
NO_REASON = N_("Write why the measure is dropped.")
AHEAD = N_("The date is in the future.")
LEFT_BEFORE = N_("{name} left this household on {day}: nothing can reach them there after that. Drop the line instead.")
BEFORE_START = N_("It cannot be done on {day}: the line says that it began on {start}.")
NO_TIMES = N_("Person-times are a whole number above zero.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One measure as it is planned; what is blank comes from the catalogue."""

    item: str
    person: RecordId | None = None
    need: RecordId | None = None
    amount_fen: int | None = None
    quantity: str = ""
    due_on: date | None = None
    department: str = ""
    helper: str = ""
    project: str = ""
    status: Status = Status.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the life of a line, and what is known from then on; what is None or blank stays as it is."""

    status: Status
    on: date | None = None
    amount_fen: int | None = None
    evidence: str = ""
    effect: str = ""
    income_effect_fen: int | None = None
    satisfaction: str = ""
    confirmed_by: str = ""
    confirm_note: str = ""
    dropped_because: str = ""
    person_times: int | None = None


def plan(session: Session, household: HouseholdId, year: int, lines: Sequence[PlanLine]) -> Done[tuple[RecordId, ...]]:
    """Put measures into the plan of a household; one action, all or none.

    Raises ``RuleError`` where the household is gone, a member has left, a measure is not on offer in ``year`` or
    stands in the plan already, or an amount, quantity or date cannot be.
    """
    if not lines:
        raise RuleError(NOTHING)
    if not is_known(session, RecordKind.HOUSEHOLD, household):
        raise RuleError(GONE)
    made = []
    taken = {(row.item, row.person) for row in measure_lines.of_household(session, household, year) if row.is_alive}
    for line in lines:
        item = item_of(session, line.item, year)
        values = _planned(session, household, year, line, item)
        if (item.id, line.person) in taken:
            raise RuleError(TWICE, measure=item.title(language()), year=year)
        taken.add((item.id, line.person))
        made.append(RecordEdit(kind=RecordKind.MEASURE, record=RecordId(session.ids.new()), values=values, is_new=True))
    params = {"count": len(made)}
    committed = commit(
        session,
        [Save(village=village_of(session, RecordKind.HOUSEHOLD, household), edits=tuple(made))],
        seen=log.position(session.db),
        label=PLANNED,
        params=json.dumps(params),
    )
    return Done(
        value=tuple(edit.record for edit in made),
        changes=frozenset(committed.kinds),
        undo_label=PLANNED,
        params=params,
    )


def item_of(session: Session, code: str, year: int) -> MeasureItem:
    """Return an item of the catalogue that is on offer in ``year``; raises ``RuleError`` for any other."""
    if not session.pack.measures:
        raise RuleError(OLD_PACK)
    item = session.pack.measure_items.get(code)
    if item is None:
        raise RuleError(NO_ITEM)
    if item not in session.pack.measures_in(year):
        raise RuleError(OUT_OF_TIME, measure=item.title(language()), year=year)
    return item


def _planned(
    session: Session, household: HouseholdId, year: int, line: PlanLine, item: MeasureItem
) -> Mapping[str, Value]:
    if item.is_personal and line.person is None:
        raise RuleError(NO_MEMBER, measure=item.title(language()))
    if line.person is not None:
        check_member(session, household, line.person)
    if line.need is not None and not _is_own_need(session, household, line.need):
        raise RuleError(NO_NEED)
    check_amount(line.amount_fen)
    today = session.clock.today()
    due = line.due_on or max(date(year, 12, 31), today)
    if due < today:
        raise RuleError(TOO_EARLY)
    values: dict[str, Value] = {
        "household": Value(household),
        "year": Value(year),
        "kind": Value(item.kind),
        "item": Value(item.id),
        "name": Value(item.title.zh),
        "status": Value(line.status.value),
        "due_on": Value(due.isoformat()),
        "department": Value(line.department or item.department),
    }
    for name, record in (("person", line.person), ("need", line.need)):
        if record is not None:
            values[name] = Value(record)
    if line.amount_fen is not None:
        values["amount"] = Value(line.amount_fen)
    if line.quantity.strip():
        values["quantity"] = Value(canonical_quantity(line.quantity))
        if item.amount.unit is not None:
            values["unit"] = Value(item.amount.unit.zh)
    values.update({name: Value(text.strip()) for name, text in _texts(line).items() if text.strip()})
    if dated := DATES.get(line.status):
        values[dated] = Value(today.isoformat())
    return values


def _texts(line: PlanLine) -> Mapping[str, str]:
    return {"helper": line.helper, "project": line.project}


def check_member(session: Session, household: HouseholdId, person: RecordId) -> None:
    """Raise ``RuleError`` where the person is not a member of the household today."""
    if not measure_lines.is_member(session, household, person):
        row = session.db.conn.execute("SELECT name FROM person WHERE alive AND id = ?", (person,)).fetchone()
        raise RuleError(LEFT, name=row[0] if row and row[0] else "–")


def check_amount(fen: int | None) -> None:
    """Raise ``RuleError`` for an amount below zero."""
    if fen is not None and fen < 0:
        raise RuleError(BELOW_ZERO)


def canonical_quantity(text: str) -> str:
    """Return a quantity as canonical decimal text; raises ``RuleError`` for what is no number above zero."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise RuleError(NO_QUANTITY)
    return format(number.normalize(), "f")


def _is_own_need(session: Session, household: HouseholdId, need: RecordId) -> bool:
    sql = "SELECT 1 FROM need WHERE alive AND id = ? AND household = ?"
    return session.db.conn.execute(sql, (need, household)).fetchone() is not None


def move(session: Session, lines: Sequence[RecordId], step: Step) -> Done[int]:
    """Move lines on in their life, or out of it; one action, all or none.

    Raises ``RuleError`` where a line cannot go there from where it stands, the effect is confirmed without a signature
    or a reason, a line is dropped without a reason, or a date or amount cannot be.
    """
    if not lines:
        raise RuleError(NOTHING)
    today = session.clock.today()
    on = step.on or today
    if on > today:
        raise RuleError(AHEAD)
    check_amount(step.amount_fen)
    check_amount(step.income_effect_fen)
    if step.person_times is not None and step.person_times < 1:
        raise RuleError(NO_TIMES)
    if step.status is Status.CONFIRMED and not (step.confirmed_by.strip() or step.confirm_note.strip()):
        raise RuleError(NO_SIGNATURE)
    if step.status is Status.DROPPED and not step.dropped_because.strip():
        raise RuleError(NO_REASON)
    by_village: dict[str, list[RecordEdit]] = {}
    for line in dict.fromkeys(lines):
        values = _moved(session, line, step, on)
        village = village_of(session, RecordKind.MEASURE, line)
        by_village.setdefault(village, []).append(RecordEdit(kind=RecordKind.MEASURE, record=line, values=values))
    label = session.pack.code_lists["measure_status"].find(step.status.value)
    params = {"count": sum(map(len, by_village.values())), "status": [label.label.zh, label.label.en] if label else ""}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=MOVED,
        params=json.dumps(params, ensure_ascii=False),
    )
    return Done(
        value=params["count"] if isinstance(params["count"], int) else 0,
        changes=frozenset(committed.kinds),
        undo_label=MOVED,
        params={**params, "status": label.label} if label else params,
    )


def _check_dates(session: Session, status: Status, on: date, row: Sequence[object]) -> None:
    """Raise ``RuleError`` where a step lies before the one it follows, or after its member has left."""
    _now, started, finished, household, person = row
    before = started if status is Status.DELIVERED else finished if status is Status.CONFIRMED else ""
    if before and on.isoformat() < str(before):
        raise RuleError(BEFORE_START, day=on.isoformat(), start=str(before))
    if person is None or status not in (Status.APPROVED, Status.UNDER_WAY, Status.DELIVERED):
        return
    sql = (
        "SELECT p.name, m.to_date FROM membership m JOIN person p ON p.id = m.person WHERE m.alive AND m.household = ?"
        " AND m.person = ? ORDER BY m.to_date IS NOT NULL, m.to_date DESC LIMIT 1"
    )
    found = session.db.conn.execute(sql, (household, person)).fetchone()
    if found is not None and found[1] and found[1] <= on.isoformat():
        raise RuleError(LEFT_BEFORE, name=found[0] or "–", day=found[1])


def _moved(session: Session, line: RecordId, step: Step, on: date) -> Mapping[str, Value]:
    sql = "SELECT status, started_on, finished_on, household, person FROM measure WHERE alive AND id = ?"
    row = session.db.conn.execute(sql, (line,)).fetchone()
    if row is None:
        raise RuleError(N_("This record is no longer in the register. Open the household again."))
    now = status_of(row[0])
    if step.status not in following(now):
        words = {code.code: code.label(language()) for code in session.pack.code_lists["measure_status"].codes}
        raise RuleError(NO_WAY, status=words.get(now, now), wanted=words.get(step.status, step.status))
    _check_dates(session, step.status, on, row)
    values: dict[str, Value] = {"status": Value(step.status.value)}
    if name := DATES.get(step.status):
        values[name] = Value(on.isoformat())
    numbers = {
        "amount": step.amount_fen,
        "income_effect": step.income_effect_fen,
        "person_times": step.person_times,
    }
    texts = {
        "evidence": step.evidence,
        "effect": step.effect,
        "satisfaction": step.satisfaction,
        "confirmed_by": step.confirmed_by,
        "confirm_note": step.confirm_note,
        "dropped_because": step.dropped_because,
    }
    values.update({name: Value(number) for name, number in numbers.items() if number is not None})
    values.update({name: Value(text.strip()) for name, text in texts.items() if text.strip()})
    if now is Status.DROPPED:
        values["dropped_because"] = BLANK
    return values
