"""What the register knows of a household, in the words of a questionnaire, and answers as values of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from uuid import UUID

from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.journal import hlc
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.questionnaires.save_to import save_to_of
from poverty_desktop.queries.interviewing.answer_texts import plain_decimal, texts
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import accounts, database, log
from poverty_desktop.store.accounts import HouseholdFacts, MemberFacts
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

_NOT_CARRIED = ("income", "survey", "causes")
"""Sections of a household's year that are asked anew each year; the rest is shown as it stood."""

_LINE_NAMES = ("item", "source", "person")
"""What names a line of income or expense; last year's lines are asked again with nothing but this filled in."""

Changed = Mapping[tuple[RecordId, int], str]
"""The day of the last change, by record and number of the property."""


def _photo(text: str) -> bytes:
    named = media.named_in(text)
    if named is None:
        raise ValueError("no photo is named")
    return named.to_bytes()


_TRUTHS = {"1": 1, "0": 0, "yes": 1, "no": 0, "true": 1, "false": 0}
_READERS: Mapping[PropertyType, Callable[[str], str | int | bytes]] = {
    PropertyType.MONEY: lambda text: int((Decimal(text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)),
    PropertyType.INTEGER: lambda text: int(Decimal(text)),
    PropertyType.YEAR: lambda text: int(Decimal(text)),
    PropertyType.BOOLEAN: lambda text: _TRUTHS[text.lower()],
    PropertyType.DECIMAL: lambda text: plain_decimal(Decimal(text)),
    PropertyType.REFERENCE: lambda text: UUID(text).bytes,
    PropertyType.PHOTO: _photo,
    PropertyType.CHOICES: lambda text: " ".join(sorted(set(text.split()))),
}


def known_household(
    session: Session, household: HouseholdId, year: int, *, also: frozenset[bytes] = frozenset()
) -> tuple[KnownRecord, ...]:
    """Return the household, its year, its current members and their year, its income lines and needs.

    Facts of a year that has no record yet are carried over from the year before, where they describe a condition; a
    year without lines of income and expense gets those of the year before, without their amounts.
    ``also`` are persons who are told of though they left. Raises ``RuleError`` when the household is not in the
    register.
    """
    now = next(iter(accounts.read_facts(session.db, [household], year=year)), None)
    before = next(iter(accounts.read_facts(session.db, [household], year=year - 1)), None)
    if now is None or before is None:
        raise RuleError(N_("This household is no longer in the register."))
    changed = _changed(session, [row["id"] for row in _rows(now)])
    children = [
        _year(
            session,
            RecordKind.HOUSEHOLD_YEAR,
            household_year_id(household, year),
            now.condition,
            before.condition,
            _asked_on(before, year),
            changed,
        )
    ]
    left = [item for item in now.members if not item.is_current and item.person["id"] in also]
    children += [_person(session, member, before, year, changed) for member in [*now.current, *left]]
    children += [_plain(session, RecordKind.INCOME_LINE, row, changed) for row in now.lines]
    if not now.lines:
        children += [_line_of_last_year(session, household, row, year, _asked_on(before, year)) for row in before.lines]
    children += [
        _plain(session, RecordKind.NEED, row, changed)
        for row in database.rows(
            session.db, "SELECT * FROM need WHERE alive AND household = ? AND year = ? ORDER BY id", (household, year)
        )
    ]
    values, whys = texts(session.pack, RecordKind.HOUSEHOLD, now.household)
    dates = _dates(session, RecordKind.HOUSEHOLD, household, changed)
    return (
        KnownRecord(dataset="household", id=household, values=values, whys=whys, dates=dates, children=tuple(children)),
    )


def answer_value(item: Property, value: Value) -> Value:
    """Return an answer as a value of the register.

    Raises ``RuleError`` naming the property where the answer does not fit its type; money is rounded half up to the
    fen.
    """
    if not value:
        return value
    read = _READERS.get(item.type, str)
    try:
        return Value(read(str(value.scalar)))
    except (InvalidOperation, ValueError, KeyError) as error:
        raise RuleError(
            N_("The answer to {label} does not fit. Correct it and finish again."), label=item.label
        ) from error


def _rows(facts: HouseholdFacts) -> Iterator[Row]:
    """Yield the rows whose facts an interview shows."""
    yield from (facts.household, *facts.lines, *([facts.condition] if facts.condition else []))
    for member in facts.current:
        yield from (member.person, member.membership, *([member.year] if member.year else []))


def _changed(session: Session, records: Sequence[RecordId]) -> Changed:
    """Return the day on which each fact of these records was last written."""
    return {
        (record, field): f"{hlc.moment(time).astimezone():%Y-%m-%d}"
        for record, field, time, _arrived in log.latest_changes(session.db, records)
    }


def _dates(session: Session, kind: RecordKind, record: RecordId, changed: Changed) -> Mapping[str, str]:
    return {
        save_to_of(kind, item.name): changed[record, item.number]
        for item in session.pack.of_kind(kind)
        if (record, item.number) in changed
    }


def _asked_on(before: HouseholdFacts, year: int) -> str:
    """Return when last year's facts were asked: the month of the survey, else the year alone."""
    return str(before.condition.get("surveyed_on") or "")[:7] or str(year - 1)


def _person(session: Session, member: MemberFacts, before: HouseholdFacts, year: int, changed: Changed) -> KnownRecord:
    last: Row = next((item.year for item in before.members if item.person["id"] == member.person["id"]), {})
    values, whys = texts(session.pack, RecordKind.PERSON, member.person)
    identity = person_year_id(PersonId(member.person["id"]), year)
    as_of = _asked_on(before, year)
    return KnownRecord(
        dataset="person",
        id=member.person["id"],
        values=values,
        whys=whys,
        dates=_dates(session, RecordKind.PERSON, member.person["id"], changed),
        children=(
            _plain(session, RecordKind.MEMBERSHIP, member.membership, changed),
            _year(session, RecordKind.PERSON_YEAR, identity, member.year, last, as_of, changed),
        ),
    )


def _year(
    session: Session, kind: RecordKind, record: RecordId, row: Row, before: Row, as_of: str, changed: Changed
) -> KnownRecord:
    last, _whys = texts(session.pack, kind, before) if before else ({}, {})
    if row:
        values, whys = texts(session.pack, kind, row)
        dates = _dates(session, kind, record, changed)
        return KnownRecord(dataset=kind.table, id=record, values=values, whys=whys, last=last, as_of=as_of, dates=dates)
    asked_anew = {save_to_of(kind, item.name) for item in session.pack.of_kind(kind) if item.section in _NOT_CARRIED}
    carried = {name: text for name, text in last.items() if name not in asked_anew}
    return KnownRecord(dataset=kind.table, id=record, values=carried, last=last, as_of=as_of, exists=False)


def _line_of_last_year(session: Session, household: HouseholdId, row: Row, year: int, as_of: str) -> KnownRecord:
    """Return a line of income or expense of last year as one of this year whose amount is still to be asked."""
    kind = RecordKind.INCOME_LINE
    last, _whys = texts(session.pack, kind, row)
    names = {save_to_of(kind, name) for name in _LINE_NAMES}
    return KnownRecord(
        dataset=kind.table,
        id=derive_id(kind, household, year, row["id"].hex()),
        values={name: text for name, text in last.items() if name in names},
        last=last,
        as_of=as_of,
        exists=False,
    )


def _plain(session: Session, kind: RecordKind, row: Row, changed: Changed) -> KnownRecord:
    values, whys = texts(session.pack, kind, row)
    dates = _dates(session, kind, row["id"], changed)
    return KnownRecord(dataset=kind.table, id=row["id"], values=values, whys=whys, dates=dates)
