"""Promised work that is overdue: needs, measures, steps of procedures, money not paid, papers not signed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED, DONE, Status
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.i18n import _, format_yuan
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.assistance.measure_lines import is_kept
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken
from poverty_desktop.queries.register.households import code_label
from poverty_desktop.queries.register.village_file import name_of
from poverty_desktop.store.session import Session

MOST_ROWS = 2_000


class Overdue(StrEnum):
    """What kind of work waits."""

    NEED = "need"
    MEASURE = "measure"
    STEP = "step"
    DISPLAY = "display"
    PAPER = "paper"
    MONEY = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow:
    """One thing that was to be done by ``due``; ``household`` is None where it is the village's own."""

    kind: Overdue
    what: str
    due: str
    village: str
    village_name: str
    household: HouseholdId | None = None
    record: RecordId | None = None
    group_name: str = ""
    head_name: str = ""


def overdue(session: Session, year: int, *, begin: str = "", language: str = "zh_CN") -> tuple[OverdueRow, ...]:
    """Return what of ``year`` is overdue in the villages whose codes begin so, by village, group and head.

    Procedures count whenever they began. Nobody is ranked.
    """
    found = [*_needs(session, year, begin, language), *_measures(session, year, begin, language)]
    found += _steps(session, begin, language)
    found += _money(session, year, begin)
    return tuple(sorted(found, key=_by_place)[:MOST_ROWS])


def _by_place(row: OverdueRow) -> tuple[str, str, str, str]:
    return row.village, place_key(row.group_name), row.head_name, row.due


_PLACED = (
    " FROM {table} r JOIN household h ON h.id = r.household AND h.alive"
    " LEFT JOIN household_summary s ON s.household = h.id"
    " WHERE r.alive AND r.year = ? AND h.village LIKE ? || '%'"
)


def _needs(session: Session, year: int, begin: str, language: str) -> list[OverdueRow]:
    if not is_kept(session):
        return []
    counted = ", ".join(f"'{status}'" for status in COUNTED)
    sql = (
        "SELECT r.id, r.household, h.village, s.group_name, s.head_name, r.wanted_by, r.kind, r.description"
        + _PLACED.format(table="need")
        + " AND r.wanted_by < ? AND NOT EXISTS (SELECT 1 FROM measure m WHERE m.alive AND m.need = r.id"
        f" AND coalesce(m.status, '01') IN ({counted}))"
    )
    today = session.clock.today().isoformat()
    return [
        OverdueRow(
            kind=Overdue.NEED,
            what=str(wish or "") or code_label(session.pack, "need_kind", kind or "", language),
            due=str(due),
            village=str(village),
            village_name=name_of(session.pack, str(village)),
            household=HouseholdId(RecordId(bytes(household))),
            record=RecordId(bytes(record)),
            group_name=str(group or ""),
            head_name=str(head or ""),
        )
        for record, household, village, group, head, due, kind, wish in session.db.conn.execute(
            sql, (year, begin, today)
        )
    ]


def _measures(session: Session, year: int, begin: str, language: str) -> list[OverdueRow]:
    if not is_kept(session):
        return []
    open_ones = ", ".join(f"'{status}'" for status in COUNTED if status not in DONE)
    sql = (
        "SELECT r.id, r.household, h.village, s.group_name, s.head_name, r.due_on, r.item, r.name, r.status"
        + _PLACED.format(table="measure")
        # What is under way without a limit, such as an allowance, goes on.
        + f" AND coalesce(r.due_on, iif(coalesce(r.status, '01') = '{Status.UNDER_WAY}', NULL, r.year || '-12-31')) < ?"
        f" AND coalesce(r.status, '01') IN ({open_ones})"
    )
    today = session.clock.today().isoformat()
    found = []
    for record, household, village, group, head, due, item, name, status in session.db.conn.execute(
        sql, (year, begin, today)
    ):
        label = code_label(session.pack, "measure_item", item or "", language) or str(name or "")
        state = code_label(session.pack, "measure_status", status or "01", language)
        found.append(
            OverdueRow(
                kind=Overdue.MEASURE,
                what=_("{measure} ({status})").format(measure=label, status=state),
                due=str(due or f"{year}-12-31"),
                village=str(village),
                village_name=name_of(session.pack, str(village)),
                household=HouseholdId(RecordId(bytes(household))),
                record=RecordId(bytes(record)),
                group_name=str(group or ""),
                head_name=str(head or ""),
            )
        )
    return found


def _steps(session: Session, begin: str, language: str) -> list[OverdueRow]:
    today = session.clock.today()
    found = []
    for state in procedures.running(session):
        if not state.village.startswith(begin):
            continue
        clocks = state.clocks
        title = state.procedure.name(language)
        days = [
            (Overdue.PAPER, step.taken.on, _("{procedure}: a paper is not signed by all"))
            for step in state.steps[-1:]
            if _lacks_signatures(state, step)
        ]
        if clocks.due is not None and clocks.due.day < today:
            days.append((Overdue.STEP, clocks.due.day, _("{procedure}: the next step")))
        if clocks.display_ends is not None and clocks.display_ends < today:
            days.append((Overdue.DISPLAY, clocks.display_ends, _("{procedure}: take the display down")))
        found += [
            OverdueRow(
                kind=kind,
                what=words.format(procedure=title),
                due=day.isoformat(),
                village=state.village,
                village_name=name_of(session.pack, state.village),
                household=state.household,
                record=state.id,
                group_name=state.group_name,
                head_name=state.head_name,
            )
            for kind, day, words in days
        ]
    return found


def _lacks_signatures(state: ProcedureState, step: StepTaken) -> bool:
    known = state.procedure.machine.by_id.get(step.taken.step)
    return known is not None and bool(set(known.signatures) - step.taken.signatures)


def _money(session: Session, year: int, begin: str) -> list[OverdueRow]:
    """Return the lines of money to households of a year that was over before they arrived."""
    today = session.clock.today()
    if (RecordKind.BENEFICIARY, "paid_on") not in session.pack.by_name or today.year <= year:
        return []
    sql = (
        "SELECT r.id, r.household, h.village, s.group_name, s.head_name, r.amount, r.project_name, r.state"
        + _PLACED.format(table="beneficiary")
        + " AND r.paid_on IS NULL AND coalesce(r.state, '01') NOT IN ('04', '06')"
    )
    return [
        OverdueRow(
            kind=Overdue.MONEY,
            what=_("{amount} yuan of {project}").format(amount=format_yuan(amount or 0), project=project or "—"),
            due=f"{year}-12-31",
            village=str(village),
            village_name=name_of(session.pack, str(village)),
            household=HouseholdId(RecordId(bytes(household))),
            record=RecordId(bytes(record)),
            group_name=str(group or ""),
            head_name=str(head or ""),
        )
        for record, household, village, group, head, amount, project, _state in session.db.conn.execute(
            sql, (year, begin)
        )
    ]
