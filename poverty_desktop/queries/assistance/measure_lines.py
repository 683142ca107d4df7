"""The lines of measures of a household or a register: one row for the whole life of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED, PROMISED, Status, status_of
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.households import code_label
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

_JOINED = (
    "SELECT m.*, p.name AS person_name, n.description AS need_words FROM measure m"
    " LEFT JOIN person p ON p.id = m.person LEFT JOIN need n ON n.id = m.need AND n.alive"
)
_ALONE = "SELECT m.* FROM measure m"  # in the register of an older pack a measure names neither person nor need
_OF_HOUSEHOLD = " WHERE m.alive AND m.household = ? AND (? IS NULL OR m.year = ?) ORDER BY m.year DESC, m.kind, m.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One line with everything that its life has left on it."""

    id: RecordId
    household: HouseholdId
    year: int | None
    item: str
    kind: str
    kind_label: str
    name: str
    person: RecordId | None
    person_name: str
    need: RecordId | None
    need_words: str
    quantity: str
    unit: str
    amount_fen: int | None
    status: Status
    status_label: str
    planned_on: str
    approved_on: str
    started_on: str
    finished_on: str
    confirmed_on: str
    due_on: str
    department: str
    helper: str
    evidence: str
    effect: str
    income_effect_fen: int | None
    satisfaction: str
    confirmed_by: str
    confirm_note: str
    dropped_because: str
    source_list: str
    project: str
    person_times: int | None

    @property
    def is_alive(self) -> bool:
        """Say whether it still answers something: neither dropped nor only suggested."""
        return self.status in COUNTED

    def is_overdue(self, today: date) -> bool:
        """Say whether it was promised by a day that has passed."""
        waits = (*PROMISED, Status.UNDER_WAY)
        return self.status in waits and bool(self.due_on) and self.due_on < today.isoformat()


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows the life of a measure."""
    return (RecordKind.MEASURE, "item") in session.pack.by_name


def of_household(
    session: Session, household: HouseholdId, year: int | None, language: str = "zh_CN"
) -> tuple[MeasureLine, ...]:
    """Return the lines of a household, of one year or of all, the latest year first."""
    sql = (_JOINED if is_kept(session) else _ALONE) + _OF_HOUSEHOLD
    return tuple(line_of(session.pack, row, language) for row in rows(session.db, sql, (household, year, year)))


def is_member(session: Session, household: HouseholdId, person: RecordId) -> bool:
    """Say whether a person lives in the household today."""
    sql = (
        "SELECT 1 FROM membership WHERE alive AND household = ? AND person = ?"
        " AND (to_date IS NULL OR to_date > ?) LIMIT 1"
    )
    today = session.clock.today().isoformat()
    return session.db.conn.execute(sql, (household, person, today)).fetchone() is not None


def members(session: Session, household: HouseholdId) -> tuple[tuple[RecordId, str], ...]:
    """Return who belongs, or belonged, to the household: id and name, those who live there first."""
    sql = (
        "SELECT p.id, coalesce(p.name, '') FROM membership m JOIN person p ON p.id = m.person AND p.alive"
        " WHERE m.alive AND m.household = ? ORDER BY m.to_date IS NOT NULL, m.relation, p.id"
    )
    return tuple((RecordId(bytes(row[0])), row[1]) for row in session.db.conn.execute(sql, (household,)))


def with_member(measure: str, member: str) -> str:
    """Return the name of a measure with the member who gets it, where it is one for a person."""
    return _("{measure} ({member})").format(measure=measure, member=member) if member else measure


def line_of(pack: Pack, row: Row, language: str) -> MeasureLine:
    """Return one row of ``measure`` with the names that are joined to it."""
    status = status_of(row.get("status"))
    item = pack.measure_items.get(row.get("item") or "")

    def text(name: str) -> str:
        return str(row.get(name) or "")

    return MeasureLine(
        id=RecordId(row["id"]),
        household=HouseholdId(RecordId(row["household"])),
        year=row.get("year"),
        item=text("item"),
        kind=text("kind"),
        kind_label=code_label(pack, "measure_kind", row.get("kind"), language),
        name=item.title(language) if item is not None else text("name"),
        person=RecordId(row["person"]) if row.get("person") else None,
        person_name=text("person_name"),
        need=RecordId(row["need"]) if row.get("need") else None,
        need_words=text("need_words"),
        quantity=f"{row['quantity']:g}" if row.get("quantity") is not None else "",
        unit=text("unit"),
        amount_fen=row.get("amount"),
        status=status,
        status_label=code_label(pack, "measure_status", status.value, language),
        planned_on=text("planned_on"),
        approved_on=text("approved_on"),
        started_on=text("started_on"),
        finished_on=text("finished_on"),
        confirmed_on=text("confirmed_on"),
        due_on=text("due_on"),
        department=code_label(pack, "department", row.get("department"), language),
        helper=text("helper"),
        evidence=text("evidence"),
        effect=text("effect"),
        income_effect_fen=row.get("income_effect"),
        satisfaction=code_label(pack, "satisfaction", row.get("satisfaction"), language),
        confirmed_by=text("confirmed_by"),
        confirm_note=text("confirm_note"),
        dropped_because=text("dropped_because"),
        source_list=text("source_list"),
        project=text("project"),
        person_times=row.get("person_times"),
    )
