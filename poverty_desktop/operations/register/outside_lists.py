"""Compare the register with a department's list and keep who stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.person_list import NAME, NUMBER, PersonLine, PersonList, read_person_list
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.operations.register.saved_hits import save_hits
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

TAKEN_IN = N_("Take in a list: {count} hits")
OLD_PACK = N_("The policy pack of this workspace does not know such lists yet. Take in the office's newest pack.")
NO_LIST = N_("Choose what kind of list this is.")
NO_HITS = N_("Nobody on this list is a member of a household here.")

_CURRENT = (
    "SELECT p.id AS person, p.name, p.document_number, m.household FROM person p"
    " JOIN membership m ON m.person = p.id AND m.alive AND m.to_date IS NULL"
    " JOIN household h ON h.id = m.household AND h.alive WHERE p.alive AND p.document_number IS NOT NULL ORDER BY p.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A line of the list and the member whose number it bears."""

    line: PersonLine
    person: PersonId
    household: HouseholdId
    is_known: bool  # taken in before
    is_named_otherwise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What taking in a list would do. Who is not a member here is counted and never kept."""

    list: str
    department: str
    source: PersonList
    hits: tuple[Hit, ...]
    without_number: tuple[int, ...]  # rows of the sheet
    unsigned: tuple[Hit, ...] = ()  # left out: the authorisation comes before any comparison

    @property
    def new(self) -> tuple[Hit, ...]:
        """Return the hits that were not taken in before."""
        return tuple(hit for hit in self.hits if not hit.is_known)

    @property
    def others(self) -> int:
        """Return how many lines name nobody of this register."""
        return len(self.other_rows)

    @property
    def other_rows(self) -> tuple[int, ...]:
        """Return the rows of the sheet that name nobody of this register."""
        known = {hit.line.row for hit in (*self.hits, *self.unsigned)}.union(self.without_number)
        return tuple(line.row for line in self.source.lines if line.row not in known)


def preview(
    session: Session,
    path: Path,
    *,
    list_kind: str,
    department: str = "",
    chosen: Mapping[str, str] = MappingProxyType({}),
) -> ListPreview:
    """Compare a list with the current members by the first 18 characters of their numbers.

    Members of a household whose procedure asks for an authorisation that is not signed yet are left out and counted:
    nothing about them may be compared before. ``chosen`` says by caption which column holds names or ID numbers ("" for
    none). Raises ``RuleError`` where the file is no table or no kind of list was chosen, ``UnknownColumnsError`` where
    no column holds ID numbers.
    """
    _require(session, list_kind)
    source = read_person_list(path, session.pack, remembered=list_columns.remembered(session), chosen=chosen)
    return compare(session, source, list_kind=list_kind, department=department)


def compare(session: Session, source: PersonList, *, list_kind: str, department: str = "") -> ListPreview:
    """Compare a list that was read before, as one of this kind and from this department.

    Raises ``RuleError`` where no kind of list was chosen.
    """
    _require(session, list_kind)
    wanted: dict[str, list[PersonLine]] = {}
    for line in source.lines:
        wanted.setdefault(line.number, []).append(line)
    wanted.pop("", None)
    kept = {bytes(row["id"]) for row in rows(session.db, "SELECT id FROM list_hit WHERE alive")}
    hits: list[Hit] = []
    unsigned: list[Hit] = []
    barred = procedures.unauthorised(session)
    for row in rows(session.db, _CURRENT):
        for line in wanted.get(comparable_number(row["document_number"]), ()):
            person = PersonId(RecordId(row["person"]))
            household = HouseholdId(RecordId(row["household"]))
            (unsigned if household in barred else hits).append(
                Hit(
                    line=line,
                    person=person,
                    household=household,
                    is_known=hit_id(person, list_kind, department, line.detail) in kept,
                    is_named_otherwise=bool(line.name) and line.name != row["name"],
                )
            )
    return ListPreview(
        list=list_kind,
        department=department.strip(),
        source=source,
        hits=tuple(sorted(hits, key=lambda hit: hit.line.row)),
        without_number=tuple(line.row for line in source.lines if not line.number),
        unsigned=tuple(unsigned),
    )


def take_in(session: Session, found: ListPreview) -> Done[int]:
    """Keep the new hits of a list, each to be looked into; one action; its columns are remembered.

    Raises ``RuleError`` where there is none.
    """
    if not found.new:
        raise RuleError(NO_HITS)
    today = Value(session.clock.today().isoformat())
    edits = []
    for hit in found.new:
        values = {
            "household": Value(hit.household),
            "person": Value(hit.person),
            "list": Value(found.list),
            "department": _text(found.department),
            "received_on": today,
            "listed_name": _text(hit.line.name),
            "detail": _text(hit.line.detail),
        }
        record = hit_id(hit.person, found.list, found.department, hit.line.detail)
        edits.append((hit.household, RecordEdit(kind=RecordKind.LIST_HIT, record=record, values=values, is_new=True)))
    done = save_hits(session, edits, TAKEN_IN)
    before, source = list_columns.remembered(session), found.source
    wrong = {
        caption: "" for caption, said in source.chosen.items() if not said and before.get(caption) in (NAME, NUMBER)
    }
    list_columns.remember(session, {**wrong, **source.told})
    return done


def _require(session: Session, list_kind: str) -> None:
    if not outside_hits.is_kept(session):
        raise RuleError(OLD_PACK)
    if list_kind not in {code for code, _label in outside_hits.lists_on_offer(session)}:
        raise RuleError(NO_LIST)


def hit_id(person: PersonId, list_kind: str, department: str, detail: str) -> RecordId:
    """Return the id of a hit: the same line taken in twice, or by two offices, is one record."""
    return derive_id(RecordKind.LIST_HIT, person, list_kind, department.strip(), detail)


def _text(text: str) -> Value:
    return Value(text.strip()) if text.strip() else BLANK
