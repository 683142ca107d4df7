"""What is still to be entered in the national system, in words, with what differs in the last export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import Property
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.lookback.round_frame import Category, category_of
from poverty_desktop.queries.register.facts import text_of
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.store.session import Session


class Waits(StrEnum):
    """What closes a line, apart from a person who ticks it."""

    EXPORT = "export"  # of the national system, which holds the households on file
    ROSTER = "roster"  # of the whole village: no export will ever hold a household that is not on file


WAITS_WORDS = {Waits.EXPORT: N_("Next national export"), Waits.ROSTER: N_("Roster of the whole village, or a tick")}

_REASON_LISTS = {"join": "reason_in", "leave": "reason_out"}
_JOIN = "join"
_NEWCOMER = ((RecordKind.MEMBERSHIP, ("relation",)), (RecordKind.PERSON, ("sex", "birth_date")))
"""What else the other system asks of a person whom it does not have yet."""
_STATUS = "status"  # of the household on file itself


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One event. ``document`` is the whole ID number: it is typed into another system from this list.

    ``what`` is the kind of event in words, ``how`` its reason or the values to be entered, ``differs`` what the last
    export says otherwise.
    """

    id: RecordId
    household: HouseholdId
    village: str
    group_name: str
    head_name: str = field(repr=False)
    national_number: str = field(repr=False)
    person: PersonId | None
    person_name: str = field(repr=False)
    document: str = field(repr=False)
    kind: str
    what: str
    how: str
    happened_on: date | None
    entered_on: date | None
    differs: str
    waits_for: Waits


def is_offered(pack: Pack) -> bool:
    """Say whether the pack knows entry lines."""
    return (RecordKind.ENTRY_LINE, "kind") in pack.by_name


def entries(session: Session, *, language: str, is_open: bool | None = True) -> tuple[EntryRow, ...]:
    """Return the events by village, group and household; the open ones, the entered ones, or with None all."""
    if not is_offered(session.pack):
        return ()
    where = {True: "entered_on IS NULL", False: "entered_on IS NOT NULL", None: "1"}[is_open]
    found = [_row(session, record, language) for record in records(session, RecordKind.ENTRY_LINE, where)]
    return tuple(
        sorted(found, key=lambda row: (row.village, place_key(row.group_name), row.head_name, row.household, row.id))
    )


def is_on_file(session: Session, household: bytes, facts: Mapping[str, Value] | None = None) -> bool:
    """Say whether a household is one that the national system holds, by ``facts`` of a file where these say it."""
    kept = session.db.conn.execute(
        "SELECT household_type, exit_status, monitoring_category FROM household WHERE id = ?", (household,)
    ).fetchone() or (None, None, None)
    names = ("household_type", "exit_status", "monitoring_category")
    told = {name: facts[name].scalar for name in names if name in facts} if facts else {}
    kind, exit_status, monitored = (told.get(name, value) for name, value in zip(names, kept, strict=True))
    category = category_of(session.pack, str(kind or "") or None, str(exit_status or "") or None)
    return bool(monitored) or category is not Category.NOT_FILED


def expected_of(record: Record) -> Mapping[str, str | int | None]:
    """Return the values of the household that are to be entered, by property name; None stands for a blank."""
    value = record.values.get("expected")
    return dict(json.loads(str(value.scalar))) if value else {}


def expected_words(pack: Pack, expected: Mapping[str, str | int | None], language: str) -> str:
    """Return these values with their names: ``户类型：脱贫户；脱贫年度：2017``."""
    parts = []
    for name, scalar in expected.items():
        item = pack.by_name.get((RecordKind.HOUSEHOLD, name))
        if item is not None:
            text = text_of(pack, item, BLANK if scalar is None else Value(scalar), language) or "--"
            parts.append(_fact(item, text, language))
    return _in_a_row(parts, language)


def _fact(item: Property, text: str, language: str) -> str:
    return f"{item.label(language)}：{text}" if language == "zh_CN" else f"{item.label.en}: {text}"


def _in_a_row(parts: Iterable[str], language: str) -> str:
    return ("；" if language == "zh_CN" else "; ").join(part for part in parts if part)


def _row(session: Session, record: Record, language: str) -> EntryRow:
    def text(name: str) -> str:
        value = record.values.get(name)
        return str(value.scalar) if value else ""

    def key(name: str) -> bytes:
        value = record.values.get(name)
        return value.scalar if value and isinstance(value.scalar, bytes) else b""

    def label(code_list: str, code: str) -> str:
        codes = session.pack.code_lists.get(code_list)
        found = codes.find(code) if codes is not None else None
        return found.label(language) if found is not None else code

    household, person = key("household"), key("person")
    place = session.db.conn.execute(
        "SELECT coalesce(s.village, h.village), coalesce(s.group_name, h.group_name), coalesce(s.head_name, ''),"
        " h.national_number FROM household h LEFT JOIN household_summary s ON s.household = h.id WHERE h.id = ?",
        (household,),
    ).fetchone() or ("", "", "", "")
    named = session.db.conn.execute("SELECT name, document_number FROM person WHERE id = ?", (person,)).fetchone()
    head = session.db.conn.execute(  # the other system asks for it where the event is the household's
        "SELECT p.document_number FROM household_summary s JOIN person p ON p.id = s.head_person WHERE s.household = ?",
        (household,),
    ).fetchone()
    document = named[1] if named else head[0] if head and not person else ""
    kind = text("kind")
    how = label(_REASON_LISTS[kind], text("reason")) if kind in _REASON_LISTS else ""
    if kind == _JOIN:
        how = _in_a_row([how, *_newcomer(session, household, person, language)], language)
    return EntryRow(
        id=record.id,
        household=HouseholdId(RecordId(household)),
        village=str(place[0] or ""),
        group_name=str(place[1] or ""),
        head_name=str(place[2] or ""),
        national_number=str(place[3] or ""),
        person=PersonId(RecordId(person)) if person else None,
        person_name=str(named[0] or "") if named else "",
        document=str(document or ""),
        kind=kind,
        what=label("entry_kind", kind),
        how=how or expected_words(session.pack, expected_of(record), language),
        happened_on=date.fromisoformat(text("happened_on")) if text("happened_on") else None,
        entered_on=date.fromisoformat(text("entered_on")) if text("entered_on") else None,
        differs=text("differs"),
        waits_for=Waits.EXPORT if kind == _STATUS or is_on_file(session, household) else Waits.ROSTER,
    )


def _newcomer(session: Session, household: bytes, person: bytes, language: str) -> Iterator[str]:
    """Yield relation to the head, sex and date of birth of a member, with their names."""
    belongs = "household = ? AND person = ? AND to_date IS NULL"
    wheres = {RecordKind.MEMBERSHIP: (belongs, [household, person]), RecordKind.PERSON: ("id = ?", [person])}
    for kind, names in _NEWCOMER:
        record = next(records(session, kind, *wheres[kind]), None)
        known: Mapping[str, Value] = record.values if record is not None else {}
        for name in names:
            value, item = known.get(name), session.pack.by_name.get((kind, name))
            if value and item is not None:
                yield _fact(item, text_of(session.pack, item, value, language), language)
