"""Procedures as they stand: the steps taken, what comes next and when, and the clocks that run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.domain.procedure import Ending, Outcome, Taken, ending_of
from poverty_desktop.domain.procedure_clock import Clock, Clocks, Next
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import Procedure, StepPaper, Subject
from poverty_desktop.queries.casework.procedure_dates import dates_of
from poverty_desktop.queries.casework.step_records import StepTaken, bytes_of, date_of, step_of, text_of
from poverty_desktop.queries.register.snapshot import Record, records, records_by
from poverty_desktop.queries.register.village_file import name_of
from poverty_desktop.store.session import Session

NO_PROCEDURES = N_("The policy pack has no procedures. Ask the office for a newer pack.")
NOT_FOUND = N_("This procedure is no longer in the register. Open the household again.")
GONE = N_("The policy pack does not know this procedure any more.")


@dataclass(frozen=True, kw_only=True)
class ProcedureState:
    """One procedure of a household, or of the village where ``household`` is None: ``head_name`` is the village's then.

    A procedure of a ``project`` bears the project's name instead.

    ``dropped_on`` is the day on which it was given up.
    """

    id: RecordId
    household: HouseholdId | None
    head_name: str = field(repr=False)
    group_name: str = ""
    village: str = ""
    procedure: Procedure
    begun_on: date
    steps: tuple[StepTaken, ...]
    clock: Clock
    dropped_on: date | None = None
    dropped_because: str = ""
    project: RecordId | None = None

    @property
    def taken(self) -> tuple[Taken, ...]:
        """Return the steps taken, as the rules see them."""
        return tuple(item.taken for item in self.steps)

    @property
    def ending(self) -> Ending | None:
        """Return how it has ended, None while it runs or where it was dropped."""
        return None if self.dropped_on is not None else ending_of(self.procedure.machine, self.taken)

    @property
    def is_running(self) -> bool:
        """Say whether something is still to be done."""
        return self.dropped_on is None and self.ending is None

    @property
    def clocks(self) -> Clocks:
        """Return the clocks that run."""
        return self.clock.clocks() if self.dropped_on is None else Clocks(next=())

    @property
    def next(self) -> tuple[Next, ...]:
        """Return what may come next."""
        return self.clock.next_steps() if self.dropped_on is None else ()

    @property
    def hanging(self) -> StepTaken | None:
        """Return the display that hangs, if one does."""
        if not self.steps:
            return None
        for item in reversed(self.steps):
            step = self.procedure.machine.by_id.get(item.taken.step)
            if step is not None and step.display_days is not None:
                return item if item.taken.until is None else None
        return None


def is_offered(pack: Pack) -> bool:
    """Say whether the pack knows procedures at all."""
    return bool(pack.procedures) and (RecordKind.PROCEDURE, "kind") in pack.by_name


def of_household(session: Session, household: HouseholdId) -> tuple[ProcedureState, ...]:
    """Return the procedures of a household that the pack knows, the last begun first."""
    if not is_offered(session.pack):
        return ()
    found = records(session, RecordKind.PROCEDURE, "household = ?", [household])
    return tuple(sorted(_states(session, list(found)), key=lambda item: (item.begun_on, item.id), reverse=True))


def of_village(session: Session, village: str) -> tuple[ProcedureState, ...]:
    """Return the procedures of the village itself, the last begun first."""
    if not is_offered(session.pack) or not knows_villages(session.pack):
        return ()
    own = "village = ? AND household IS NULL" + (" AND project IS NULL" if knows_projects(session.pack) else "")
    found = records(session, RecordKind.PROCEDURE, own, [village])
    return tuple(sorted(_states(session, list(found)), key=lambda item: (item.begun_on, item.id), reverse=True))


def knows_villages(pack: Pack) -> bool:
    """Say whether a procedure can be that of a village."""
    return (RecordKind.PROCEDURE, "village") in pack.by_name and (RecordKind.STEP, "village") in pack.by_name


def knows_projects(pack: Pack) -> bool:
    """Say whether a procedure can be that of a project."""
    return knows_villages(pack) and (RecordKind.PROCEDURE, "project") in pack.by_name


def of_project(session: Session, project: RecordId) -> tuple[ProcedureState, ...]:
    """Return the procedures of a project, the last begun first."""
    if not is_offered(session.pack) or not knows_projects(session.pack):
        return ()
    found = records(session, RecordKind.PROCEDURE, "project = ?", [project])
    return tuple(sorted(_states(session, list(found)), key=lambda item: (item.begun_on, item.id), reverse=True))


def offered_to_project(session: Session, project: RecordId, day: date) -> tuple[Procedure, ...]:
    """Return the procedures of a project that can be begun on ``day``: of its era, and not running."""
    if not is_offered(session.pack) or not knows_projects(session.pack):
        return ()
    under_way = {item.procedure.id for item in of_project(session, project) if item.is_running}
    era = session.pack.era(day.year)
    return tuple(
        item
        for item in session.pack.procedures
        if item.subject is Subject.PROJECT and era in item.eras and item.id not in under_way
    )


def one(session: Session, procedure: RecordId) -> ProcedureState:
    """Return one procedure; raises ``RuleError`` where it is gone, or the pack does not know it."""
    if not is_offered(session.pack):
        raise RuleError(NO_PROCEDURES)
    found = list(records(session, RecordKind.PROCEDURE, "id = ?", [procedure]))
    if not found:
        raise RuleError(NOT_FOUND)
    states = list(_states(session, found))
    if not states:
        raise RuleError(GONE)
    return states[0]


def running(session: Session, village: str = "") -> tuple[ProcedureState, ...]:
    """Return the procedures that run, by village, group and household."""
    if not is_offered(session.pack):
        return ()
    states = _states(session, list(records(session, RecordKind.PROCEDURE, *_not_ended(session.pack))))
    found = [item for item in states if item.is_running and village in ("", item.village)]
    return tuple(sorted(found, key=lambda item: (item.village, place_key(item.group_name), item.head_name, item.id)))


def _not_ended(pack: Pack) -> tuple[str, tuple[str, ...]]:
    """Return the SQL that leaves out what has ended: after years of work that is nearly everything."""
    ends = [(item.id, row.step.id) for item in pack.procedures for row in item.steps if row.step.ends is not None]
    if not ends:
        return "dropped_on IS NULL", ()
    sql = (
        "dropped_on IS NULL AND NOT EXISTS (SELECT 1 FROM step s WHERE s.procedure = procedure.id AND s.alive"
        f" AND s.done_on IS NOT NULL AND coalesce(s.outcome, '') <> '{Outcome.FAILED}'"
        f" AND (procedure.kind, s.name) IN (VALUES {', '.join(['(?, ?)'] * len(ends))})"
        " AND NOT EXISTS (SELECT 1 FROM step n WHERE n.procedure = s.procedure AND n.alive AND n.done_on IS NOT NULL"
        " AND (coalesce(n.number, 0), n.id) > (coalesce(s.number, 0), s.id)))"
    )
    return sql, tuple(text for pair in ends for text in pair)


def unauthorised(session: Session) -> frozenset[HouseholdId]:
    """Return the households whose running procedure asks for an authorisation that is not signed yet."""
    found = set()
    for state in running(session):
        letters = {row.step.id for row in state.procedure.steps if row.paper is StepPaper.AUTHORISATION}
        signed = {taken.step for taken in state.taken if taken.outcome is Outcome.PASSED}
        if letters and not letters & signed and state.household is not None:
            found.add(state.household)
    return frozenset(found)


def unwritten(
    session: Session,
    record: RecordId,
    household: HouseholdId | None,
    procedure: Procedure,
    begun_on: date,
    *,
    village: str = "",
    project: RecordId | None = None,
) -> ProcedureState:
    """Return a procedure that is about to begin."""
    facts = dates_of(session, [household]).get(household, {}) if household is not None else {}
    clock = Clock(machine=procedure.machine, taken=(), calendar=session.pack.calendar, facts=facts)
    return ProcedureState(
        id=record,
        household=household,
        head_name="",
        village=village,
        procedure=procedure,
        begun_on=begun_on,
        steps=(),
        clock=clock,
        project=project,
    )


def followed(state: ProcedureState, record: RecordId, taken: Taken) -> ProcedureState:
    """Return a procedure after one more step."""
    steps = (*state.steps, StepTaken(record=record, taken=taken, texts={}))
    clock = replace(state.clock, taken=tuple(item.taken for item in steps))
    return replace(state, steps=steps, clock=clock)


def offered(session: Session, household: HouseholdId, day: date) -> tuple[Procedure, ...]:
    """Return the procedures that can be begun for a household on ``day``: of its era and type, and not running."""
    if not is_offered(session.pack):
        return ()
    row = session.db.conn.execute(
        "SELECT household_type FROM household WHERE alive AND id = ?", (household,)
    ).fetchone()
    kind = str(row[0] or "") if row else ""
    under_way = {item.procedure.id for item in of_household(session, household) if item.is_running}
    era = session.pack.era(day.year)
    return tuple(
        item
        for item in session.pack.procedures
        if era in item.eras
        and item.subject is Subject.HOUSEHOLD
        and item.id not in under_way
        and (not item.household_types or kind in ("", *item.household_types))
    )


def offered_to_village(session: Session, village: str, day: date) -> tuple[Procedure, ...]:
    """Return the procedures of the village itself that can be begun on ``day``: of its era, and not running."""
    if not is_offered(session.pack) or not knows_villages(session.pack):
        return ()
    under_way = {item.procedure.id for item in of_village(session, village) if item.is_running}
    era = session.pack.era(day.year)
    return tuple(
        item
        for item in session.pack.procedures
        if item.subject is Subject.VILLAGE and era in item.eras and item.id not in under_way
    )


def _states(session: Session, found: Sequence[Record]) -> Iterator[ProcedureState]:
    subjects = [bytes_of(item, "household") for item in found]
    households = [HouseholdId(RecordId(item)) for item in subjects if item]
    steps: dict[bytes, list[Record]] = {}
    for step in records_by(session, RecordKind.STEP, "procedure", [item.id for item in found]):
        steps.setdefault(bytes_of(step, "procedure"), []).append(step)
    known = dates_of(session, list(dict.fromkeys(households)))
    heads = _heads(session, households)
    titles = _titles(session, {item for item in (bytes_of(record, "project") for record in found) if item})
    for record, subject in zip(found, subjects, strict=True):
        household = HouseholdId(RecordId(subject)) if subject else None
        procedure = session.pack.procedure(text_of(record, "kind"))
        begun_on = date_of(record, "begun_on")
        if procedure is None or begun_on is None:
            continue
        taken = sorted(
            (item for item in map(step_of, steps.get(record.id, ())) if item is not None), key=lambda item: item[0]
        )
        village = text_of(record, "village")
        of_project = bytes_of(record, "project")
        name, group = titles.get(of_project) or name_of(session.pack, village), ""
        if household is not None:
            name, group, village = heads.get(household, ("", "", ""))
        yield ProcedureState(
            id=record.id,
            household=household,
            head_name=name,
            group_name=group,
            village=village,
            procedure=procedure,
            begun_on=begun_on,
            steps=tuple(step for _number, step in taken),
            clock=Clock(
                machine=procedure.machine,
                taken=tuple(step.taken for _number, step in taken),
                calendar=session.pack.calendar,
                facts=known.get(household, {}) if household is not None else {},
            ),
            dropped_on=date_of(record, "dropped_on"),
            dropped_because=text_of(record, "dropped_because"),
            project=RecordId(of_project) if of_project else None,
        )


def _titles(session: Session, projects: Collection[bytes]) -> dict[bytes, str]:
    """Return the names of projects."""
    sql = "SELECT name FROM village_project WHERE id = ?"
    rows = ((item, session.db.conn.execute(sql, (item,)).fetchone()) for item in projects)
    return {item: str(row[0]) for item, row in rows if row and row[0]}


def _heads(session: Session, households: Sequence[HouseholdId]) -> dict[HouseholdId, tuple[str, str, str]]:
    sql = "SELECT head_name, group_name, village FROM household_summary WHERE household = ?"
    rows = ((item, session.db.conn.execute(sql, (item,)).fetchone()) for item in dict.fromkeys(households))
    return {item: (str(row[0]), str(row[1]), str(row[2])) for item, row in rows if row}
