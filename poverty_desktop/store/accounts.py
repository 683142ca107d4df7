"""What the income account and the guarantees are drawn from: the facts of many households, read together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import OF_VILLAGE, RecordKind
from poverty_desktop.domain.membership import ENTERED_TWICE
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.store.database import Database, Row, rows
from poverty_desktop.store.engine import bound

Columns = Mapping[RecordKind, Sequence[str]]
CHUNK = 400


@dataclass(slots=True)
class MemberFacts:
    """One membership with its person and the person's facts of the year (empty where there are none)."""

    membership: Row
    person: Row
    year: Row = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Say whether the membership has no end."""
        return self.membership["to_date"] is None

    def was_there(self, day: str) -> bool:
        """Say whether the person was born by ``day`` and belonged to the household then."""
        membership = self.membership
        held = (membership["from_date"] or "") <= day < (membership["to_date"] or "9999")
        is_true = membership.get("reason_out") != ENTERED_TWICE
        return held and is_true and (self.person["birth_date"] or "") <= day


@dataclass(slots=True)
class HouseholdFacts:
    """Everything of one household and one year that a figure is computed from.

    ``day`` is the one whose members are looked at, "" for those of now; also for it where nobody belonged then.
    """

    household: Row
    members: list[MemberFacts] = field(default_factory=list)
    year: int | None = None
    condition: Row = field(default_factory=dict)
    lines: list[Row] = field(default_factory=list)
    last_visit: str | None = None
    conflicts: int = 0
    day: str = ""

    @property
    def current(self) -> list[MemberFacts]:
        """Return who belongs to the household now, or did on ``day``, the head first."""
        then = [member for member in self.members if member.was_there(self.day)] if self.day else []
        here = then or [member for member in self.members if member.is_current]
        return sorted(
            here, key=lambda member: (member.membership["relation"] or "99", member.person["birth_date"] or "")
        )

    @property
    def head(self) -> MemberFacts | None:
        """Return the member whose relation is head, of two heads the one who has left since, else the first member."""
        here = self.current
        heads = (member for member in here if member.membership["relation"] == "01")
        return min(heads, key=lambda member: member.is_current, default=None) or next(iter(here), None)

    @property
    def namesake(self) -> MemberFacts | None:
        """Return whose name the household goes by: the head's, of one nobody is left of the last head's."""
        if self.current:
            return self.head
        left = sorted(self.members, key=lambda member: member.membership["relation"] or "99")
        return max(left, key=lambda member: member.membership["to_date"] or "", default=None)


def read_facts(
    db: Database, households: Sequence[HouseholdId], *, year: int | None = None, columns: Columns | None = None
) -> Iterator[HouseholdFacts]:
    """Yield the facts of these households; ``year`` None means each household's latest.

    ``columns`` names what is wanted of each kind of record, everything where it is not said.
    """
    wanted = columns or {}
    for start in range(0, len(households), CHUNK):
        yield from _read_chunk(db, households[start : start + CHUNK], year, wanted)


def _select(columns: Columns, kind: RecordKind) -> str:
    return f"SELECT {', '.join(columns[kind]) if kind in columns else '*'} FROM {kind.table}"


def _read_chunk(
    db: Database, households: Sequence[HouseholdId], year: int | None, columns: Columns
) -> Iterator[HouseholdFacts]:
    marks = ",".join("?" * len(households))
    found: dict[RecordId, HouseholdFacts] = {}
    for row in rows(db, f"{_select(columns, RecordKind.HOUSEHOLD)} WHERE alive AND id IN ({marks})", households):
        found[row["id"]] = HouseholdFacts(household=row)
    if not found:
        return
    keys = list(found)
    marks = ",".join("?" * len(keys))
    until = "" if year is None else f" AND year <= {int(year)}"
    yearly = _select(columns, RecordKind.HOUSEHOLD_YEAR)
    for row in rows(db, f"{yearly} WHERE alive AND household IN ({marks}){until} ORDER BY year", keys):
        facts = found[row["household"]]
        if year is None or row["year"] == year:
            facts.year, facts.condition = row["year"], row
    if year is not None:
        for facts in found.values():
            facts.year = year
    for row in rows(db, f"SELECT * FROM income_line WHERE alive AND household IN ({marks})", keys):
        facts = found[row["household"]]
        if row["year"] == facts.year:
            facts.lines.append(row)
    _read_members(db, found, keys, columns)
    for household, day in db.conn.execute(
        "SELECT household, max(day) FROM ("
        f" SELECT household, visited_on AS day FROM visit WHERE alive AND household IN ({marks})"
        " UNION ALL SELECT household, substr(finished_at, 1, 10) FROM interview"
        f" WHERE alive AND household IN ({marks})) GROUP BY household",
        [*keys, *keys],
    ):
        found[household].last_visit = day
    _count_conflicts(db, found, keys, marks)
    yield from found.values()


def _read_members(db: Database, found: dict[RecordId, HouseholdFacts], keys: Sequence[bytes], columns: Columns) -> None:
    by_person: dict[RecordId, list[tuple[HouseholdFacts, MemberFacts]]] = {}
    marks = ",".join("?" * len(keys))
    memberships = list(
        rows(db, f"{_select(columns, RecordKind.MEMBERSHIP)} WHERE alive AND household IN ({marks})", keys)
    )
    persons: dict[RecordId, Row] = {}
    people = list({row["person"] for row in memberships if row["person"]})
    for start in range(0, len(people), CHUNK):
        some = people[start : start + CHUNK]
        marks = ",".join("?" * len(some))
        found_rows = rows(db, f"{_select(columns, RecordKind.PERSON)} WHERE alive AND id IN ({marks})", some)
        persons |= {row["id"]: row for row in found_rows}
    for row in memberships:
        if row["person"] in persons:
            member = MemberFacts(membership=row, person=persons[row["person"]])
            facts = found[row["household"]]
            facts.members.append(member)
            by_person.setdefault(row["person"], []).append((facts, member))
    for start in range(0, len(people), CHUNK):
        some = people[start : start + CHUNK]
        marks = ",".join("?" * len(some))
        yearly = _select(columns, RecordKind.PERSON_YEAR)
        for row in rows(db, f"{yearly} WHERE alive AND person IN ({marks}) ORDER BY year", some):
            for facts, member in by_person.get(row["person"], ()):
                if facts.year is None or row["year"] == facts.year:
                    member.year = row


def _count_conflicts(db: Database, found: dict[RecordId, HouseholdFacts], keys: Sequence[bytes], marks: str) -> None:
    """Count the unsettled fields of the households, of whatever year, of their members and of what hangs on them."""
    if db.conn.execute("SELECT 1 FROM unsettled LIMIT 1").fetchone() is None:
        return
    for sql in _UNSETTLED_SQL:
        for household, count in db.conn.execute(sql.replace("{marks}", marks), keys):
            found[household].conflicts += count


def households_of(db: Database, touched: Sequence[tuple[RecordKind, RecordId]]) -> list[HouseholdId]:
    """Return the households whose figures may have changed with these records."""
    households: dict[bytes, None] = {}
    by_kind: dict[RecordKind, list[RecordId]] = {}
    for kind, record in touched:
        by_kind.setdefault(kind, []).append(record)
    for kind, records in by_kind.items():
        if kind in _ON_NO_HOUSEHOLD:
            continue
        if kind is RecordKind.HOUSEHOLD:
            households.update(dict.fromkeys(records))
            continue
        sql = _OWNER_SQL.get(kind, "SELECT household FROM {table} WHERE id IN ({marks})").replace("{table}", kind.table)
        for start in range(0, len(records), CHUNK):
            some = records[start : start + CHUNK]
            found = db.conn.execute(sql.replace("{marks}", ",".join("?" * len(some))), bound(some))
            households.update(dict.fromkeys(row[0] for row in found if row[0]))
    return [HouseholdId(RecordId(household)) for household in households]


def persons_of(touched: Sequence[tuple[RecordKind, RecordId]]) -> list[PersonId]:
    """Return the persons among the touched records."""
    return [PersonId(record) for kind, record in touched if kind is RecordKind.PERSON]


_OWNER_SQL = {
    RecordKind.PERSON: "SELECT household FROM membership WHERE person IN ({marks})",
    RecordKind.PERSON_YEAR: (
        "SELECT m.household FROM person_year y JOIN membership m ON m.person = y.person WHERE y.id IN ({marks})"
    ),
}

_ON_NO_HOUSEHOLD = frozenset({RecordKind.STAFF}) | OF_VILLAGE
ON_HOUSEHOLD = frozenset(
    kind
    for kind in RecordKind
    if kind not in {RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.PERSON_YEAR, *_ON_NO_HOUSEHOLD}
)
_MEMBERS = "(SELECT DISTINCT household, person FROM membership WHERE alive)"
_UNSETTLED_SQL = tuple(
    f"SELECT {household}, count(*) FROM {source} JOIN unsettled u ON u.ent = {int(kind)} AND u.eid = {record}"
    f" WHERE r.alive AND {household} IN ({{marks}}) GROUP BY {household}"
    for kind, household, source, record in (
        (RecordKind.HOUSEHOLD, "r.id", "household r", "r.id"),
        (RecordKind.PERSON, "m.household", f"{_MEMBERS} m JOIN person r ON r.id = m.person", "r.id"),
        (RecordKind.PERSON_YEAR, "m.household", f"{_MEMBERS} m JOIN person_year r ON r.person = m.person", "r.id"),
        *((kind, "r.household", f"{kind.table} r", "r.id") for kind in sorted(ON_HOUSEHOLD)),
    )
)
