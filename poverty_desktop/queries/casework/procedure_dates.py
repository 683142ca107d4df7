"""The dates of the register that the clocks of procedures count from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.procedures import Given, Subject
from poverty_desktop.queries.casework.step_records import bytes_of, step_of, text_of
from poverty_desktop.queries.register.snapshot import records_by
from poverty_desktop.store.session import Session


def dates_of(session: Session, households: Sequence[HouseholdId]) -> dict[HouseholdId, dict[str, date]]:
    """Return the dates of households that date rules can name, by ``household.name``.

    A month counts from the day of the step that wrote it, where one of the household's procedures did; else from its
    first, as the national system compares months.
    """
    kinds = {
        item.name: item.type
        for item in session.pack.of_kind(RecordKind.HOUSEHOLD)
        if item.type in (PropertyType.DATE, PropertyType.MONTH)
    }
    written = _written(session, households)
    found: dict[HouseholdId, dict[str, date]] = {}
    for record in records_by(session, RecordKind.HOUSEHOLD, "id", households):
        home = HouseholdId(record.id)
        found[home] = {
            f"household.{name}": written.get((home, name, str(record.values[name].scalar)))
            or _day(record.values[name], kinds[name])
            for name in kinds
            if record.values.get(name)
        }
    return found


def _written(session: Session, households: Sequence[HouseholdId]) -> dict[tuple[HouseholdId, str, str], date]:
    """Return on which day a step wrote a month, by household, data item and month; the last one counts."""
    writers: dict[tuple[str, str], list[str]] = {}
    for procedure in session.pack.procedures:
        for row in procedure.steps:
            names = [item.property_name for item in row.effects if item.value == Given.MONTH]
            if names and procedure.subject is Subject.HOUSEHOLD:
                writers[procedure.id, row.step.id] = names
    begun = {
        item.id: (HouseholdId(RecordId(home)), text_of(item, "kind"))
        for item in (records_by(session, RecordKind.PROCEDURE, "household", households) if writers else ())
        if (home := bytes_of(item, "household"))
    }
    found: dict[tuple[HouseholdId, str, str], date] = {}
    for record in records_by(session, RecordKind.STEP, "procedure", list(begun)):
        home, kind = begun[RecordId(bytes_of(record, "procedure"))]
        step = step_of(record)
        if step is None or step[1].taken.outcome is not Outcome.PASSED:
            continue
        day = step[1].taken.on
        for name in writers.get((kind, step[1].taken.step), ()):
            key = (home, name, f"{day:%Y-%m}")
            found[key] = max(day, found.get(key, day))
    return found


def _day(value: Value, kind: PropertyType) -> date:
    text = str(value.scalar)
    return date.fromisoformat(f"{text}-01" if kind is PropertyType.MONTH else text)
