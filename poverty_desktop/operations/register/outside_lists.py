"""Compare the register with a department's list, keep who stands on it, and say of each what is true."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.person_list import NAME, NUMBER, PersonLine, PersonList, read_person_list
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.store import log
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TRUE, NOT_TRUE, ALLOWED = "01", "02", "03"

TAKEN_IN = N_("Take in a list: {count} hits")
DECIDED = N_("Outcome of hits: {count}")
OLD_PACK = N_("The policy pack of this workspace does not know such lists yet. Take in the office's newest pack.")
NO_LIST = N_("Choose what kind of list this is.")
NO_OUTCOME = N_("Choose an outcome.")
NO_EVIDENCE = N_("Name the evidence that shows that it is not true, such as a certificate or a visit.")
NO_REASON = N_("Say in a few words why it is allowed.")
NO_HITS = N_("Nobody on this list is a member of a household here.")

CAPTIONS = (
    N_("Kind of list"),
    N_("Department"),
    N_("Name"),
    N_("Head of household"),
    N_("Place"),
    N_("What the list says"),
    N_("Outcome"),
    N_("Reason"),
    N_("Supporting evidence"),
)
_WIDTHS = (18, 16, 12, 12, 18, 48, 18, 28, 28)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is true of a hit: a code of the list ``hit_outcome``, and what supports it."""

    outcome: str
    reason: str = ""
    evidence: str = ""


def preview(
    session: Session,
    path: Path,
    *,
    list_kind: str,
    department: str = "",
    name_caption: str = "",
    number_caption: str = "",
) -> ListPreview:
    """Compare a list with the current members by the first 18 characters of their numbers.

    Members of a household whose procedure asks for an authorisation that is not signed yet are left out and counted:
    nothing about them may be compared before. Raises ``RuleError`` where the file is no list of persons, or no kind of
    list was chosen.
    """
    if not outside_hits.is_kept(session):
        raise RuleError(OLD_PACK)
    if list_kind not in {code for code, _label in outside_hits.lists_on_offer(session)}:
        raise RuleError(NO_LIST)
    source = read_person_list(
        path,
        session.pack,
        remembered=list_columns.remembered(session),
        name_caption=name_caption,
        number_caption=number_caption,
    )
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
    done = _committed(session, edits, TAKEN_IN)
    list_columns.remember(session, {found.source.name_caption: NAME, found.source.number_caption: NUMBER})
    return done


def decide(session: Session, hits: Sequence[RecordId], decision: Decision) -> Done[int]:
    """Say what came of looking into hits; one action, however many they are.

    Raises ``RuleError`` where there is no outcome, "not true" has no evidence or "allowed" no reason: bare hits are
    often wrong, and a decision must stand up to an auditor (domain.md 5.6).
    """
    if decision.outcome not in {code for code, _label in outside_hits.outcomes_on_offer(session)}:
        raise RuleError(NO_OUTCOME)
    if decision.outcome == NOT_TRUE and not decision.evidence.strip():
        raise RuleError(NO_EVIDENCE)
    if decision.outcome == ALLOWED and not decision.reason.strip():
        raise RuleError(NO_REASON)
    values = {
        "outcome": Value(decision.outcome),
        "reason": _text(decision.reason),
        "evidence": _text(decision.evidence),
        "decided_on": Value(session.clock.today().isoformat()),
    }
    return _committed(session, list(_edits(session, hits, values)), DECIDED)


def reopen(session: Session, hits: Sequence[RecordId]) -> Done[int]:
    """Let hits wait for an outcome again."""
    values = dict.fromkeys(("outcome", "reason", "evidence", "decided_on"), BLANK)
    return _committed(session, list(_edits(session, hits, values)), DECIDED)


def write_out(session: Session, path: Path, *, is_open: bool) -> Done[int]:
    """Write the open or the decided hits to an .xlsx file and return how many; raises ``StorageError``."""
    tongue = language()
    found = outside_hits.hits(session, is_open=is_open)
    cells = (
        [
            row.list_label(tongue),
            row.department,
            row.name,
            row.head,
            row.place,
            row.detail,
            row.outcome_label(tongue) if row.outcome_label else "",
            row.reason,
            row.evidence,
        ]
        for row in found
    )
    captions = [_(caption) for caption in CAPTIONS]
    count = write_text_sheet(
        path, cells, name=_("Hits"), captions=captions, widths=list(_WIDTHS), wrapped=frozenset({5})
    )
    disclosure.note(session, "export", list(dict.fromkeys(row.household for row in found)))
    return Done(value=count, changes=frozenset())


def hit_id(person: PersonId, list_kind: str, department: str, detail: str) -> RecordId:
    """Return the id of a hit: the same line taken in twice, or by two offices, is one record."""
    return derive_id(RecordKind.LIST_HIT, person, list_kind, department.strip(), detail)


def _edits(
    session: Session, hits: Sequence[RecordId], values: dict[str, Value]
) -> Iterator[tuple[HouseholdId, RecordEdit]]:
    for hit in dict.fromkeys(hits):
        row = session.db.conn.execute("SELECT household FROM list_hit WHERE alive AND id = ?", (hit,)).fetchone()
        if row is not None:
            edit = RecordEdit(kind=RecordKind.LIST_HIT, record=hit, values=values)
            yield HouseholdId(RecordId(bytes(row[0]))), edit


def _committed(session: Session, edits: Sequence[tuple[HouseholdId, RecordEdit]], label: str) -> Done[int]:
    by_village: dict[str, list[RecordEdit]] = {}
    for household, edit in edits:
        by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, household), []).append(edit)
    params = {"count": len(edits)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in by_village.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params),
    )
    return Done(value=len(edits), changes=frozenset(committed.kinds), undo_label=label, params=params)


def _text(text: str) -> Value:
    return Value(text.strip()) if text.strip() else BLANK
