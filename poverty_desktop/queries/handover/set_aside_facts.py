"""What lies in entries that wait, fact by fact: what the register says now, and what it would say after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.fold import FieldState, RecordState, Rules, Status, fold
from poverty_desktop.journal.operation import Operation, OperationKind
from poverty_desktop.journal.transaction import Transaction
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.queries.handover.set_aside_records import Records, records_in
from poverty_desktop.queries.register import facts
from poverty_desktop.queries.register.household_words import household_words
from poverty_desktop.store import log
from poverty_desktop.store.rules import field_rules
from poverty_desktop.store.session import Session

MOST_ENTRIES: Final = 500
MOST_ROWS: Final = 3000

WOULD_COME: Final = N_("would come into the register")
WOULD_GO: Final = N_("would be taken out")
WOULD_CONFLICT: Final = N_("would become a conflict")
WOULD_PROPOSE: Final = N_("the office's value would stay")
NO_CHANGE: Final = N_("changes nothing")

_NAMED_KINDS: Final = frozenset({RecordKind.HOUSEHOLD, RecordKind.PERSON})
"""Kinds whose coming is news of its own; of any other record its facts tell."""

_REFERENCES: Final = frozenset({PropertyType.REFERENCE, PropertyType.PHOTO})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact of one record, before and after; ``item`` is None for the record as a whole and for what is unknown."""

    household: HouseholdId | None
    home: str = field(repr=False)
    subject: str = field(repr=False)
    label: str
    item: Property | None
    before: str = field(repr=False)
    after: str = field(repr=False)
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in it. ``trouble`` says why it cannot be opened; ``unread`` entries cannot be read, ``more`` follow."""

    rows: tuple[FactRow, ...] = ()
    entries: int = 0
    households: int = 0
    unread: int = 0
    more: int = 0
    trouble: PovertyDesktopError | None = None


def contents(session: Session, entries: Sequence[Transaction | None], total: int, language: str) -> Contents:
    """Return what lies in the first ``entries`` of ``total`` (None: one that cannot be read); nothing is used of it."""
    readable = [item for item in entries if item is not None]
    records = records_in(session, readable)
    authors = _authors(session, readable, records)
    names = _names(session, records)
    rows: list[FactRow] = []
    for row in _rows(session, records, authors, names, language):
        if len(rows) == MOST_ROWS:
            break
        rows.append(row)
    rows.sort(key=lambda row: (row.household or b"", row.subject))
    return Contents(
        rows=tuple(rows),
        entries=total,
        households=len(set(records.homes.values())),
        unread=len(entries) - len(readable),
        more=total - len(entries),
    )


def _rows(
    session: Session,
    records: Records,
    authors: Mapping[bytes, str],
    names: Mapping[tuple[RecordKind, RecordId], str],
    language: str,
) -> Iterator[FactRow]:
    rules = field_rules(session.pack)
    homes: dict[HouseholdId, str] = {}
    for (kind, record), said in records.operations.items():
        household = records.homes.get((kind, record))
        if household is not None and household not in homes:
            homes[household] = _home(session, household, _new_names(records, names), language)
        known = log.operations_of(session.db, kind, record)
        before = fold(known, rules) if known else None
        after = fold([*known, *said], rules)
        for number, label, item, was, becomes, note, newest in _changes(
            session, kind, before, after, said, rules, language
        ):
            yield FactRow(
                household=household,
                home=homes.get(household, "") if household is not None else "",
                subject=names.get((kind, record), ""),
                label=label or _("data item {number}").format(number=number),
                item=item,
                before=was,
                after=becomes,
                by=authors.get(newest.id.transaction, ""),
                at=hlc.moment(newest.hlc),
                note=note,
            )


_Changed = tuple[int, str, Property | None, str, str, str, Operation]


def _changes(
    session: Session,
    kind: RecordKind,
    before: RecordState | None,
    after: RecordState,
    said: Sequence[Operation],
    rules: Rules,
    language: str,
) -> Iterator[_Changed]:
    newest: dict[int, Operation] = {}
    for operation in said:
        newest[operation.field] = operation
    for number, operation in newest.items():
        item = session.pack.by_number.get(number)
        found = after.fields.get(number)
        if found is None:
            note = _existence_note(before, after, operation)
            if note and (kind in _NAMED_KINDS or note != WOULD_COME):
                yield number, _("The record itself"), None, "", "", note, operation
            continue
        was = before.fields.get(number) if before is not None else None
        if item is not None and item.type in _REFERENCES:
            continue  # ids of other records, and photos: nobody reads them here
        yield (
            number,
            item.label(language) if item is not None else "",
            item,
            _text(session, item, was, language),
            _said(session, item, operation, found, language, is_set=rules(number).is_set),
            _note(was, found, operation),
            operation,
        )


def _existence_note(before: RecordState | None, after: RecordState, operation: Operation) -> str:
    if operation.kind is OperationKind.REMOVE:
        return WOULD_GO if not after.is_alive else WOULD_CONFLICT
    if operation.kind in (OperationKind.SAME_AS, OperationKind.NOT_SAME, OperationKind.ERASE):
        return ""
    return WOULD_COME if before is None or not before.is_alive else ""


def _said(
    session: Session, item: Property | None, operation: Operation, found: FieldState, language: str, *, is_set: bool
) -> str:
    """Return what the entry writes, even where another value would go on standing; of options, all that would."""
    value = found.shown if is_set else operation.value
    return _words(session, item, BLANK if value is None else value, language)


def _text(session: Session, item: Property | None, found: FieldState | None, language: str) -> str:
    return "" if found is None else _words(session, item, found.shown, language)


def _words(session: Session, item: Property | None, value: Value, language: str) -> str:
    if item is not None:
        return facts.text_of(session.pack, item, value, language)
    return "" if not value else value.scalar.hex() if isinstance(value.scalar, bytes) else str(value.scalar)


def _note(was: FieldState | None, found: FieldState, operation: Operation) -> str:
    if found.status in (Status.HARD, Status.SOFT):
        return WOULD_CONFLICT
    if found.status is Status.PROPOSED:
        return WOULD_PROPOSE
    if operation.id not in {head.id for head in found.heads}:
        return NO_CHANGE
    return NO_CHANGE if was is not None and was.shown == found.shown else ""


def _authors(session: Session, transactions: Sequence[Transaction], records: Records) -> dict[bytes, str]:
    """Return who wrote each entry: by the name in the register, else by the one that these entries bring along."""
    item = session.pack.by_name[RecordKind.STAFF, "name"]
    names = {
        bytes(record): str(operation.value.scalar)
        for (kind, record), said in records.operations.items()
        for operation in (said if kind is RecordKind.STAFF else ())
        if operation.field == item.number and operation.value
    }
    names.update({row[0]: row[1] for row in session.db.conn.execute("SELECT id, name FROM staff") if row[1]})
    return {item.hash[:16]: names.get(bytes(item.header.actor), "") for item in transactions}


def _names(session: Session, records: Records) -> dict[tuple[RecordKind, RecordId], str]:
    """Return the name of the person that each record is about, as these entries or the register have it."""
    item = session.pack.by_name.get((RecordKind.PERSON, "name"))
    persons: dict[bytes, str] = {}
    for (kind, record), said in records.operations.items():
        for operation in said if kind is RecordKind.PERSON and item is not None else ():
            if item is not None and operation.field == item.number and operation.value:
                persons[record] = str(operation.value.scalar)
    found: dict[tuple[RecordKind, RecordId], str] = {}
    for (kind, record), said in records.operations.items():
        person = record if kind is RecordKind.PERSON else _person_of(session, kind, record, said)
        if person:
            found[kind, record] = persons.get(person) or _known_name(session, person)
    return found


def _person_of(session: Session, kind: RecordKind, record: RecordId, said: Sequence[Operation]) -> bytes:
    item = session.pack.by_name.get((kind, "person"))
    if item is None:
        return b""
    for operation in said:
        if operation.field == item.number and operation.value and isinstance(operation.value.scalar, bytes):
            return operation.value.scalar
    row = session.db.conn.execute(f"SELECT person FROM {kind.table} WHERE id = ?", (record,)).fetchone()
    return bytes(row[0]) if row and row[0] else b""


def _known_name(session: Session, person: bytes) -> str:
    row = session.db.conn.execute("SELECT name FROM person WHERE id = ?", (person,)).fetchone()
    return str(row[0] or "") if row else ""


def _new_names(records: Records, names: Mapping[tuple[RecordKind, RecordId], str]) -> Mapping[HouseholdId, str]:
    """Return for each household the first person of it that these entries name."""
    found: dict[HouseholdId, str] = {}
    for (kind, record), household in records.homes.items():
        if kind is RecordKind.PERSON and names.get((kind, record)):
            found.setdefault(household, names[kind, record])
    return found


def _home(session: Session, household: HouseholdId, new_names: Mapping[HouseholdId, str], language: str) -> str:
    words = household_words(session, household, language)
    if words:
        row = session.db.conn.execute(
            "SELECT head_name FROM household_summary WHERE household = ?", (household,)
        ).fetchone()
        return str(row[0]) if row and row[0] else " · ".join(words)
    name = new_names.get(household, "")
    return _("{name} (new household)").format(name=name) if name else _("new household")
