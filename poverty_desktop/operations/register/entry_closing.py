"""The next national export closes what was entered, and says what it has otherwise.

It never holds a household that is not on file: what happened there is closed by a roster of the whole village.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.exchange.matching import HAS_DIED, IN_OTHER_HOUSEHOLD
from poverty_desktop.exchange.plan import Action, ImportPlan, PlannedRow
from poverty_desktop.exchange.problems import Reason
from poverty_desktop.exchange.roster import Roster
from poverty_desktop.i18n import N_, ngettext
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.queries.casework import entry_list
from poverty_desktop.queries.casework.entry_list import expected_of, expected_words
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save

STILL_MEMBER = N_("Still a member in the export.")
NOT_A_MEMBER = N_("Not a member in the export.")
STILL_HOUSEHOLD = N_("The household is still in the export.")
LEFT_HERE = N_("Has left the household here; that is still to be entered in the national system.")
OTHERWISE = N_("In the export: {values}")


@dataclass(slots=True)
class _Seen:
    """What a file says: who is in which household, and which households and villages it holds.

    ``whole`` are the villages of which it also holds households that are not on file. ``undecided`` and ``unread`` are
    the persons, and the names by household number, of rows that stay out: whom these mean is in the file all the same.
    """

    members: set[tuple[bytes, bytes]] = field(default_factory=set)
    persons: set[bytes] = field(default_factory=set)
    facts: dict[bytes, Mapping[str, Value]] = field(default_factory=dict)
    villages: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    undecided: set[bytes] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)


def closings(session: Session, roster: Roster, plan: ImportPlan) -> list[Save]:
    """Return the saves that close the open lines which the file bears out, and note what it has otherwise.

    A line of a household that the file does not hold stays as it is.
    """
    if not entry_list.is_offered(session.pack):
        return []
    lines = list(records(session, RecordKind.ENTRY_LINE, "entered_on IS NULL"))
    if not lines:
        return []
    seen = _look(session, roster, plan)
    by_village: dict[str, list[RecordEdit]] = {}
    for line in lines:
        household = line.values["household"].scalar if "household" in line.values else b""
        if not isinstance(household, bytes):
            continue
        village = village_of(session, RecordKind.HOUSEHOLD, RecordId(household))
        found = _judged(session, line, household, village, seen)
        if found is None:
            continue
        today = Value(session.clock.today().isoformat())
        values = {"differs": Value(found)} if found else {"entered_on": today, "differs": BLANK}
        edit = RecordEdit(kind=RecordKind.ENTRY_LINE, record=line.id, values=values)
        by_village.setdefault(village, []).append(edit)
    return [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What an import did: rows that came in, entry lines that it closed, and those of which the file says otherwise."""

    rows: int
    closed: int = 0
    differing: int = 0

    def words(self) -> str:
        """Return what became of the entry lines, "" where the file says nothing of any."""
        said = []
        if self.closed:
            closed = ngettext(
                "{n} line of the entry list was closed.", "{n} lines of the entry list were closed.", self.closed
            )
            said.append(closed.format(n=self.closed))
        if self.differing:
            differing = ngettext(
                "{n} line stays open because the file says otherwise.",
                "{n} lines stay open because the file says otherwise.",
                self.differing,
            )
            said.append(differing.format(n=self.differing))
        return ("" if i18n.language() == "zh_CN" else " ").join(said)


def taken_in(rows: int, closed: Iterable[Save]) -> TakenIn:
    """Return how many lines ``closings`` close, and of how many the file has something else."""
    edits = [edit for save in closed for edit in save.edits]
    done = sum("entered_on" in edit.values for edit in edits)
    return TakenIn(rows=rows, closed=done, differing=len(edits) - done)


def hold_back(session: Session, plan: ImportPlan, roster: Roster) -> ImportPlan:
    """Return the plan without bringing back who left here while the export does not know it yet.

    Nor is it asked about such a person, who died or lives elsewhere now: the file is merely older.
    """
    if not entry_list.is_offered(session.pack):
        return plan
    sql = (
        "SELECT l.household, l.person, coalesce(h.national_number, '') FROM entry_line l"
        " JOIN household h ON h.id = l.household WHERE l.alive AND l.entered_on IS NULL AND l.kind = 'leave'"
    )
    left = [(bytes(home), bytes(who), str(number)) for home, who, number in session.db.conn.execute(sql) if who]
    if not left:
        return plan
    gone = {(household, person) for household, person, _number in left}
    homes = {row.household_key: row.household for row in plan.rows if row.household is not None}
    numbered = {(number, person): household for household, person, number in left if number}

    def meant(row: PlannedRow) -> tuple[bytes, bytes] | None:
        """Return whom the row means and from where, if the person left there."""
        if row.household is not None and row.person is not None:
            found: tuple[bytes | None, bytes] = row.household, row.person
        elif row.reason.message in (HAS_DIED, IN_OTHER_HOUSEHOLD):
            person = next(option.target for option in row.options if option.target is not None)
            number = _number(roster, row)
            found = homes.get(row.household_key) or numbered.get((number, person)), person
        else:
            return None
        household, person = found
        return (household, person) if household is not None and (household, person) in gone else None

    return replace(plan, rows=tuple(_held(row, meant(row)) for row in plan.rows))


def _number(roster: Roster, row: PlannedRow) -> str:
    home = roster.households.get(row.household_key)
    value = home.household.get("national_number") if home is not None else None
    return str(value.scalar) if value else ""


def _held(row: PlannedRow, meant: tuple[bytes, bytes] | None) -> PlannedRow:
    if meant is None:
        return row
    if row.action is Action.ASK:
        household, person = HouseholdId(RecordId(meant[0])), PersonId(RecordId(meant[1]))
        return replace(
            row,
            household=household,
            person=person,
            action=Action.UNCHANGED,
            reason=Reason(message=LEFT_HERE),
            about=None,
            options=(),
        )
    records_ = tuple(item for item in row.records if not (item.kind is RecordKind.MEMBERSHIP and item.is_new))
    if records_ == row.records:
        return row
    action = Action.UPDATE if any(item.values for item in records_) else Action.UNCHANGED
    return replace(row, records=records_, action=action, reason=Reason(message=LEFT_HERE))


def _look(session: Session, roster: Roster, plan: ImportPlan) -> _Seen:
    seen = _Seen()
    for row, told in zip(plan.rows, roster.rows, strict=True):
        if row.household is None or row.action in (Action.REJECT, Action.ASK, Action.SKIP):
            seen.undecided.update(option.target for option in row.options if option.target is not None)
            name = told.person.get("name")
            seen.unread.add((_number(roster, row), str(name.scalar) if name else ""))
            continue
        home = roster.households.get(row.household_key)
        is_new = row.household not in seen.facts
        seen.facts[row.household] = home.household if home is not None else {}
        if is_new and home is not None and home.village:
            seen.villages.add(home.village)
            if group := home.household.get("group_name"):
                seen.groups.setdefault(home.village, set()).add(str(group.scalar))
            if home.village not in seen.whole and not entry_list.is_on_file(session, row.household, home.household):
                seen.whole.add(home.village)
        if row.person is not None:
            seen.members.add((row.household, row.person))
            seen.persons.add(row.person)
    return seen


def _judged(session: Session, line: Record, household: bytes, village: str, seen: _Seen) -> str | None:
    """Return "" where the file bears the line out, what it has otherwise, or None where it says nothing."""
    person = line.values["person"].scalar if line.values.get("person") else None
    kind = str(line.values["kind"].scalar) if line.values.get("kind") else ""
    is_here, is_member = household in seen.facts, (household, person) in seen.members
    match kind:
        case "leave":
            found = STILL_MEMBER if is_member else None
            if not is_member and not _is_left_out(session, household, person, seen):
                is_gone = is_here or person in seen.persons or _is_empty_and_told(session, household, village, seen)
                found = "" if is_gone else None
        case "join":
            is_unread = not is_member and _is_left_out(session, household, person, seen)
            found = "" if is_member else NOT_A_MEMBER if is_here and not is_unread else None
        case "split":
            found = "" if is_here else None
        case "merge":
            told = seen.villages if entry_list.is_on_file(session, household) else seen.whole
            found = STILL_HOUSEHOLD if is_here else "" if village in told else None
        case _:
            found = _status(session, line, seen.facts[household]) if is_here else None
    return i18n.say(found, {}) if found else found


def _is_left_out(session: Session, household: bytes, person: object, seen: _Seen) -> bool:
    """Say whether a row that stays out may mean the person: it says this, or has household number and name."""
    if person in seen.undecided:
        return True
    sql = "SELECT h.national_number, p.name FROM household h, person p WHERE h.id = ? AND p.id = ?"
    found = session.db.conn.execute(sql, (household, person)).fetchone()
    return found is not None and (str(found[0] or ""), str(found[1] or "")) in seen.unread


def _is_empty_and_told(session: Session, household: bytes, village: str, seen: _Seen) -> bool:
    """Say whether a household on file without any member left is missing in a file that holds its neighbours.

    Where the file says groups, a part of the village is not taken for the whole.
    """
    lives = "SELECT 1 FROM membership WHERE household = ? AND to_date IS NULL AND alive"
    if session.db.conn.execute(lives, (household,)).fetchone():
        return False
    if village not in (seen.villages if entry_list.is_on_file(session, household) else seen.whole):
        return False
    (group,) = session.db.conn.execute("SELECT group_name FROM household WHERE id = ?", (household,)).fetchone()
    return not group or not seen.groups.get(village) or group in seen.groups[village]


def _status(session: Session, line: Record, facts: Mapping[str, Value]) -> str | None:
    expected = expected_of(line)
    told = {name: facts[name] for name in expected if name in facts}
    if not told:
        return None
    other = dict(_otherwise(expected, told))
    if not other:
        return ""
    return i18n.say(OTHERWISE, {"values": expected_words(session.pack, other, i18n.language())})


def _otherwise(
    expected: Mapping[str, str | int | None], told: Mapping[str, Value]
) -> Iterator[tuple[str, str | int | None]]:
    for name, value in told.items():
        scalar = value.scalar if isinstance(value.scalar, str | int) else None
        if scalar != expected[name]:
            yield name, scalar
