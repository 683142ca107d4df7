"""The list of conflicts: every fact with several values, all of them, who wrote each, when, on which laptop."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import HouseholdId, RecordId, laptop_digits
from poverty_desktop.journal import hlc
from poverty_desktop.journal.fold import FieldState, RecordState, Status, fold
from poverty_desktop.journal.operation import EXISTENCE, Operation, OperationKind, value_or_blank
from poverty_desktop.journal.transaction import parse
from poverty_desktop.packs.model import Property
from poverty_desktop.queries.clock_words import clock_words
from poverty_desktop.queries.handover.laptop_names import called
from poverty_desktop.queries.register import facts
from poverty_desktop.store import accounts, clock_notes, log
from poverty_desktop.store.rules import field_rules
from poverty_desktop.store.session import RANK_TEAM, Session

EXISTS, REMOVED = N_("stays in the register"), N_("is taken out")
EXISTENCE_LABEL = N_("Removed here, changed there")
_EVIDENCE = {
    RecordKind.INTERVIEW: N_("interview"),
    RecordKind.VISIT: N_("visit"),
    RecordKind.ATTACHMENT: N_("photo or document"),
    RecordKind.LIST_HIT: N_("department's list"),
    RecordKind.OUTCOME: N_("verification round"),
}
_PERSON_SQL = {
    RecordKind.PERSON: "SELECT name FROM person WHERE id = ?",
    RecordKind.PERSON_YEAR: "SELECT p.name FROM person_year r JOIN person p ON p.id = r.person WHERE r.id = ?",
    RecordKind.MEMBERSHIP: "SELECT p.name FROM membership r JOIN person p ON p.id = r.person WHERE r.id = ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictValue:
    """One of the values: as text, and who wrote it when and where; a private one is not to be shown unasked.

    ``evidence`` says what was saved together with it: an interview, a visit, a photo.
    """

    value: Value = field(repr=False)
    text: str = field(repr=False)
    by: str
    device: str
    at: datetime
    reason: str
    is_shown: bool
    evidence: str = ""
    clock: str = ""  # how far the clock that ``at`` was read from is known to have been off


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """One fact with several values. ``number`` is the property's, 0 for whether the record exists at all.

    One that ``is_incomplete`` waits for what another laptop wrote before; it cannot be decided yet.
    """

    kind: RecordKind
    record: RecordId
    number: int
    item: Property | None
    label: str
    household: HouseholdId | None
    head_name: str = field(repr=False)
    subject: str = field(repr=False)
    status: Status
    values: tuple[ConflictValue, ...]
    is_incomplete: bool

    @property
    def since(self) -> datetime:
        """Return when the fact came to have more than one value: with the second of them."""
        return sorted(value.at for value in self.values)[min(1, len(self.values) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictList:
    """The conflicts as of the journal position ``seen``, those first that stop something, the oldest of them first."""

    rows: tuple[ConflictRow, ...]
    seen: int


def conflict_list(session: Session, language: str = "zh_CN") -> ConflictList:
    """Return every fact that waits for a decision."""
    seen = log.position(session.db)
    keys: dict[tuple[RecordKind, RecordId], list[int]] = {}
    for entity, record, number in session.db.conn.execute("SELECT ent, eid, field FROM unsettled").fetchall():
        keys.setdefault((RecordKind(entity), RecordId(record)), []).append(number)
    rows: list[ConflictRow] = []
    for (kind, record), numbers in keys.items():
        state = fold(log.operations_of(session.db, kind, record), field_rules(session.pack))
        rows += [row for number in numbers if (row := _row(session, kind, record, number, state, language)) is not None]
    return ConflictList(rows=tuple(sorted(rows, key=lambda row: (-row.status, row.since, row.record))), seen=seen)


def _row(
    session: Session, kind: RecordKind, record: RecordId, number: int, state: RecordState, language: str
) -> ConflictRow | None:
    item, found = session.pack.by_number.get(number), state.fields.get(number)
    if number == EXISTENCE:
        label, status, values = _(EXISTENCE_LABEL), state.existence, _existence(session, state)
    elif item is not None and found is not None:
        label, status = item.label(language), found.status
        values = _values(session, kind, record, item, found, language)
    else:
        return None
    household = next(iter(accounts.households_of(session.db, [(kind, record)])), None)
    head = session.db.conn.execute("SELECT head_name FROM household_summary WHERE household = ?", (household,))
    return ConflictRow(
        kind=kind,
        record=record,
        number=number,
        item=item,
        label=label,
        household=household,
        head_name=str((head.fetchone() or ("",))[0]),
        subject=_subject(session, kind, record),
        status=status,
        values=values,
        is_incomplete=bool(state.missing),
    )


def _values(
    session: Session, kind: RecordKind, record: RecordId, item: Property, found: FieldState, language: str
) -> tuple[ConflictValue, ...]:
    """Return the values that stand, the strongest last; where the office decided, its value and the proposals."""
    said = {value_or_blank(head.value): head for head in found.heads}
    told = [one for one in log.operations_of(session.db, kind, record) if one.field == item.number]
    for operation in told:
        value = value_or_blank(operation.value)
        if value == found.shown and value not in said:
            said[value] = operation
    for value, head in said.items():
        said[value] = _origin(session, head, [one for one in told if value_or_blank(one.value) == value])
    ranked = sorted(said.items(), key=lambda pair: (pair[1].rank, pair[1].hlc, pair[1].id))
    return tuple(
        _value(session, head, facts.text_of(session.pack, item, value, language), is_shown=value == found.shown)
        for value, head in ranked
    )


def _origin(session: Session, head: Operation, alike: list[Operation]) -> Operation:
    """Return who first said a value: one that stands again because a decision was undone is not his who undid it."""
    row = session.db.conn.execute(
        "SELECT header FROM tx WHERE h >= ? AND h < ?", (head.id.transaction, head.id.transaction + b"\xff" * 17)
    ).fetchone()
    if parse(row[0], None, None).header.undoes is None:
        return head
    earlier = [one for one in alike if one.hlc < head.hlc and one.kind is not OperationKind.RESOLVE]
    return max(earlier, key=lambda one: one.hlc, default=head)


def _existence(session: Session, state: RecordState) -> tuple[ConflictValue, ...]:
    """Return the removals, and what was written by people who had not seen them."""
    removals = [head for head in state.existence_heads if head.kind is OperationKind.REMOVE]
    accounted = {pred for removal in removals for pred in removal.pred}
    others = [head for found in state.fields.values() for head in found.heads if head.id not in accounted]
    others += [head for head in state.existence_heads if head.kind is not OperationKind.REMOVE]
    kept = max(others, key=lambda head: head.hlc, default=None)
    removed = max(removals, key=lambda head: head.hlc, default=None)
    return tuple(
        _value(session, head, _(text), is_shown=text == EXISTS)
        for head, text in ((kept, EXISTS), (removed, REMOVED))
        if head is not None
    )


def _value(session: Session, head: Operation, text: str, *, is_shown: bool) -> ConflictValue:
    header, device = session.db.conn.execute(
        "SELECT t.header, r.device FROM tx t LEFT JOIN replica r ON r.rep = t.rep WHERE t.h >= ? AND t.h < ?",
        (head.id.transaction, head.id.transaction + b"\xff" * 17),
    ).fetchone()
    said = parse(header, None, None).header
    notes = clock_notes.of_chains(session.db, said.replica).get(said.replica, [])
    name = session.db.conn.execute("SELECT name FROM staff WHERE id = ?", (said.actor,)).fetchone()
    laptop = session.db.conn.execute("SELECT name FROM device WHERE id = ?", (device,)).fetchone()
    return ConflictValue(
        value=value_or_blank(head.value),
        text=text,
        by=str(name[0] or "") if name else "",
        device=_written_on(session, head, device, str(laptop[0] or "") if laptop else ""),
        at=hlc.moment(head.hlc),
        reason=_(said.reason) if said.reason else "",
        is_shown=is_shown,
        evidence=_evidence(session, said.batch),
        clock=clock_words(clock_notes.at(notes, said.sequence, said.hlc)),
    )


def _written_on(session: Session, head: Operation, device: bytes | None, name: str) -> str:
    """Return what the page of devices calls the laptop: two of one village have one name. Of the office nothing is."""
    if device == session.device:
        return _("this laptop")
    if device is None or (not name and head.rank > RANK_TEAM):
        return ""
    return called(name, laptop_digits(device))


def _evidence(session: Session, batch: bytes) -> str:
    """Return what was saved in the same action as a value."""
    rows = session.db.conn.execute(
        "SELECT DISTINCT o.ent FROM op o JOIN tx t ON t.arrived = o.arrived WHERE t.batch = ?", (batch,)
    ).fetchall()
    kinds = {row[0] for row in rows}
    return format_list(_(words) for kind, words in _EVIDENCE.items() if kind in kinds)


def _subject(session: Session, kind: RecordKind, record: RecordId) -> str:
    sql = _PERSON_SQL.get(kind)
    row = session.db.conn.execute(sql, (record,)).fetchone() if sql else None
    return str(row[0] or "") if row else ""
