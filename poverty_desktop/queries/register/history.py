"""Every change of a household's facts, from the journal: what, before and after, who, when, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import BatchId, HouseholdId, RecordId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.operation import EXISTENCE, Operation, OperationId, OperationKind, value_or_blank
from poverty_desktop.journal.transaction import Header, parse
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.queries.clock_words import clock_words
from poverty_desktop.queries.register import facts
from poverty_desktop.queries.register.file_rows import HistoryRow
from poverty_desktop.store import clock_notes, log
from poverty_desktop.store.session import Session

_EXISTENCE_WORDS = {
    OperationKind.CREATE: N_("came into the register"),
    OperationKind.REMOVE: N_("was taken out"),
    OperationKind.RESTORE: N_("was brought back"),
}

_NAMED_KINDS = (RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP)
"""Kinds whose coming and going is news of its own; a year's record shows in its facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What the transaction of an operation says of it."""

    by: str
    device: str
    reason: str
    batch: BatchId
    arrived: int
    is_undone: bool
    clock: str


def of_household(session: Session, household: HouseholdId, language: str = "zh_CN") -> tuple[HistoryRow, ...]:
    """Return the changes of the household, its members and its years, the newest first."""
    records = _records(session, household)
    operations = {(kind, record): log.operations_of(session.db, kind, record) for kind, record, _subject in records}
    sources = _sources(session, {operation.id.transaction for items in operations.values() for operation in items})
    found: list[tuple[int, HistoryRow]] = []
    for kind, record, subject in records:
        told = [item for item in operations[kind, record] if item.field != EXISTENCE or kind in _NAMED_KINDS]
        found += _of_record(session, told, sources, subject, language)
    return _newest_first(found)


def of_fact(
    session: Session, kind: RecordKind, record: RecordId, property_name: str, language: str = "zh_CN"
) -> tuple[HistoryRow, ...]:
    """Return the changes of one fact, the newest first."""
    number = session.pack.by_name[kind, property_name].number
    operations = log.operations_of(session.db, kind, record)
    sources = _sources(session, {operation.id.transaction for operation in operations})
    return _newest_first(_of_record(session, operations, sources, "", language, only=number))


def _newest_first(found: list[tuple[int, HistoryRow]]) -> tuple[HistoryRow, ...]:
    return tuple(row for _position, row in sorted(found, key=lambda item: (item[1].at, item[0]), reverse=True))


def _records(session: Session, household: HouseholdId) -> list[tuple[RecordKind, RecordId, str]]:
    db = session.db
    records = [(RecordKind.HOUSEHOLD, RecordId(household), "")]
    for membership, person, name in db.conn.execute(
        "SELECT m.id, m.person, p.name FROM membership m LEFT JOIN person p ON p.id = m.person WHERE m.household = ?",
        (household,),
    ).fetchall():
        records += [(RecordKind.MEMBERSHIP, RecordId(membership), name or "")]
        if person:
            records.append((RecordKind.PERSON, RecordId(person), name or ""))
            for (year,) in db.conn.execute("SELECT id FROM person_year WHERE person = ?", (person,)).fetchall():
                records.append((RecordKind.PERSON_YEAR, RecordId(year), name or ""))
    for kind in (
        RecordKind.HOUSEHOLD_YEAR,
        RecordKind.INCOME_LINE,
        RecordKind.NEED,
        RecordKind.MEASURE,
        RecordKind.VISIT,
        RecordKind.WAIVER,
        RecordKind.PERSON_LINK,
        RecordKind.LIST_HIT,
        RecordKind.OUTCOME,
        RecordKind.PROCEDURE,
        RecordKind.STEP,
    ):
        if (kind, "household") not in session.pack.by_name:
            continue
        for (record,) in db.conn.execute(f"SELECT id FROM {kind.table} WHERE household = ?", (household,)).fetchall():
            records.append((kind, RecordId(record), ""))
    return records


def _of_record(
    session: Session,
    operations: list[Operation],
    sources: Mapping[bytes, _Source],
    subject: str,
    language: str,
    *,
    only: int | None = None,
) -> list[tuple[int, HistoryRow]]:
    by_id = {operation.id: operation for operation in operations}
    rows = []
    for operation in operations:
        if only is not None and operation.field != only:
            continue
        source = sources[operation.id.transaction]
        words = _words(session, operation, by_id, language)
        if words is None:
            continue
        label, before, after = words
        rows.append(
            (
                source.arrived,
                HistoryRow(
                    at=hlc.moment(operation.hlc),
                    by=source.by,
                    device=source.device,
                    label=label,
                    subject=subject,
                    before=before,
                    after=after,
                    reason=_(source.reason),
                    batch=source.batch,
                    is_undone=source.is_undone,
                    clock=source.clock,
                ),
            )
        )
    return rows


def _words(
    session: Session, operation: Operation, by_id: Mapping[OperationId, Operation], language: str
) -> tuple[str, str, str] | None:
    """Return label, before and after of one change; nothing for links and for fields this pack does not know."""
    if operation.field == EXISTENCE:
        words = _EXISTENCE_WORDS.get(operation.kind)
        return (_(words), "", "") if words else None
    item = session.pack.by_number.get(operation.field)
    if item is None or item.type is PropertyType.REFERENCE:
        return None

    def text(value: Value | None) -> str:
        words = facts.text_of(session.pack, item, value_or_blank(value), language)
        return facts.masked(item, words) if value else words

    if operation.kind is OperationKind.ADD:
        return item.label(language), "", text(operation.value)
    if operation.kind is OperationKind.TAKE:
        return item.label(language), text(operation.value), ""
    before = [by_id[pred].value for pred in operation.pred if pred in by_id]
    return item.label(language), " / ".join(text(value) for value in before) or text(BLANK), text(operation.value)


def _sources(session: Session, prefixes: set[bytes]) -> Mapping[bytes, _Source]:
    names = {row[0]: row[1] for row in session.db.conn.execute("SELECT id, name FROM staff")}
    devices = {row[0]: row[1] for row in session.db.conn.execute("SELECT id, name FROM device")}
    headers: dict[bytes, tuple[Header, int, bytes]] = {}
    for prefix in prefixes:
        row = session.db.conn.execute(
            "SELECT t.header, t.arrived, r.device FROM tx t LEFT JOIN replica r ON r.rep = t.rep"
            " WHERE t.h >= ? AND t.h < ?",
            (prefix, prefix + b"\xff" * 17),
        ).fetchone()
        headers[prefix] = (parse(row[0], None, None).header, row[1], row[2])
    notes = clock_notes.of_chains(session.db)
    taken_back_by = {
        header.undoes: header.batch for header, _arrived, _device in headers.values() if header.undoes is not None
    }
    return {
        prefix: _Source(
            by=names.get(header.actor, ""),
            device=devices.get(device, "") if device != session.device else _("this laptop"),
            reason=header.reason,
            batch=header.batch,
            arrived=arrived,
            is_undone=_is_undone(header.batch, taken_back_by),
            clock=clock_words(clock_notes.at(notes.get(header.replica, []), header.sequence, header.hlc)),
        )
        for prefix, (header, arrived, device) in headers.items()
    }


def _is_undone(batch: BatchId, taken_back_by: Mapping[BatchId, BatchId]) -> bool:
    """An action counts as undone unless its undoing was undone again."""
    is_undone = False
    while batch in taken_back_by:
        batch = taken_back_by[batch]
        is_undone = not is_undone
    return is_undone
