"""What the register knows of a household, in the words of a questionnaire, and answers as values of the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.save_to import save_to_of
from poverty_desktop.queries.facts import value_of
from poverty_desktop.queries.years import household_year_id, person_year_id
from poverty_desktop.store import accounts
from poverty_desktop.store.accounts import HouseholdFacts, Row
from poverty_desktop.store.session import Session

_NOT_CARRIED = ("income", "survey", "causes")
"""Sections of a household's year that are asked anew each year; the rest is shown as it stood."""


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
    PropertyType.DECIMAL: lambda text: _plain_decimal(Decimal(text)),
    PropertyType.REFERENCE: bytes.fromhex,
    PropertyType.PHOTO: _photo,
    PropertyType.CHOICES: lambda text: " ".join(sorted(set(text.split()))),
}


def known_household(session: Session, household: HouseholdId, year: int) -> tuple[KnownRecord, ...]:
    """Return the household, its year, its current members and their year, its income lines and needs.

    Facts of a year that has no record yet are carried over from the year before, where they describe a condition.
    Raises ``RuleError`` when the household is not in the register.
    """
    now = next(iter(accounts.read_facts(session.db, [household], year=year)), None)
    before = next(iter(accounts.read_facts(session.db, [household], year=year - 1)), None)
    if now is None or before is None:
        raise RuleError(N_("This household is no longer in the register."))
    children = [
        _year(
            session,
            RecordKind.HOUSEHOLD_YEAR,
            household_year_id(household, year),
            now.condition,
            before.condition,
            year,
        )
    ]
    children += [_person(session, index, now, before, year) for index in range(len(now.current))]
    children += [_plain(session, RecordKind.INCOME_LINE, row) for row in now.lines]
    children += [
        _plain(session, RecordKind.NEED, row)
        for row in accounts.rows(
            session.db, "SELECT * FROM need WHERE alive AND household = ? AND year = ? ORDER BY id", (household, year)
        )
    ]
    values, whys = _texts(session, RecordKind.HOUSEHOLD, now.household)
    return (KnownRecord(dataset="household", id=household, values=values, whys=whys, children=tuple(children)),)


def answer_text(item: Property, value: Value) -> str:
    """Return a value in the words of a questionnaire: money in yuan, everything else as it stands."""
    if not value:
        return ""
    if item.type is PropertyType.MONEY:
        assert isinstance(value.scalar, int)
        return _plain_decimal(Decimal(value.scalar) / 100)
    if item.type is PropertyType.PHOTO and isinstance(value.scalar, bytes):
        return media.read_reference(value.scalar).to_name(media.PHOTO)
    return value.scalar.hex() if isinstance(value.scalar, bytes) else str(value.scalar)


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


def _plain_decimal(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _person(session: Session, index: int, now: HouseholdFacts, before: HouseholdFacts, year: int) -> KnownRecord:
    member = now.current[index]
    last: Row = next((item.year for item in before.members if item.person["id"] == member.person["id"]), {})
    values, whys = _texts(session, RecordKind.PERSON, member.person)
    identity = person_year_id(PersonId(member.person["id"]), year)
    return KnownRecord(
        dataset="person",
        id=member.person["id"],
        values=values,
        whys=whys,
        children=(
            _plain(session, RecordKind.MEMBERSHIP, member.membership),
            _year(session, RecordKind.PERSON_YEAR, identity, member.year, last, year),
        ),
    )


def _year(session: Session, kind: RecordKind, record: RecordId, row: Row, before: Row, year: int) -> KnownRecord:
    last, _whys = _texts(session, kind, before) if before else ({}, {})
    if row:
        values, whys = _texts(session, kind, row)
        return KnownRecord(dataset=kind.table, id=record, values=values, whys=whys, last=last, as_of=str(year - 1))
    asked_anew = {save_to_of(kind, item.name) for item in session.pack.of_kind(kind) if item.section in _NOT_CARRIED}
    carried = {name: text for name, text in last.items() if name not in asked_anew}
    return KnownRecord(dataset=kind.table, id=record, values=carried, last=last, as_of=str(year - 1), exists=False)


def _plain(session: Session, kind: RecordKind, row: Row) -> KnownRecord:
    values, whys = _texts(session, kind, row)
    return KnownRecord(dataset=kind.table, id=row["id"], values=values, whys=whys)


def _texts(session: Session, kind: RecordKind, row: Row) -> tuple[Mapping[str, str], Mapping[str, Why]]:
    """Return the record's values in the words of a questionnaire, and why some have none."""
    values: dict[str, str] = {}
    whys: dict[str, Why] = {}
    for item in session.pack.of_kind(kind):
        value = value_of(row, item)
        name = save_to_of(kind, item.name)
        if value:
            values[name] = answer_text(item, value)
        elif value.why is not Why.BLANK:
            whys[name] = value.why
    return values, whys
