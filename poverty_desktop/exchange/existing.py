"""What the register holds already, indexed by everything that an imported row may be recognised by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from poverty_desktop.domain.identity_number import CITIZEN_LENGTH, PLACEHOLDER_PREFIX
from poverty_desktop.domain.origin import Origin
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingMember:
    """A membership; ``values`` hold ``relation`` and the other properties."""

    membership: RecordId
    person: bytes
    household: bytes
    values: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingHousehold:
    """A household with its values and those of its years."""

    id: bytes
    values: Mapping[str, Value] = field(repr=False)
    year_values: Mapping[int, Mapping[str, Value]] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingPerson:
    """A person, member of a household or not any more, with values and those of the years."""

    id: bytes
    values: Mapping[str, Value] = field(repr=False)
    year_values: Mapping[int, Mapping[str, Value]] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExistingRegister:
    """The register as the import sees it; the indexes are made when they are first asked for."""

    households: Mapping[bytes, ExistingHousehold] = field(repr=False, default_factory=dict)
    persons: Mapping[bytes, ExistingPerson] = field(repr=False, default_factory=dict)
    members: tuple[ExistingMember, ...] = field(repr=False, default=())
    """The open memberships."""
    ended_by_death: tuple[ExistingMember, ...] = field(repr=False, default=())
    """Those that ended on the day on which the person is said to have died."""
    origins: Mapping[tuple[bytes, int], Origin] = field(default_factory=dict)
    """Record and number of the property of facts that something else than a roster said last."""

    @cached_property
    def first_years(self) -> Mapping[str, int]:
        """Return the first year of which there are facts of households, by village."""
        found: dict[str, int] = {}
        for home in self.households.values():
            village, first = text_of(home.values, "village"), min(home.year_values, default=None)
            if first is not None:
                found[village] = min(first, found.get(village, first))
        return found

    @cached_property
    def households_by_number(self) -> Mapping[str, tuple[bytes, ...]]:
        """Return the households of each national number."""
        return _index((text_of(item.values, "national_number"), item.id) for item in self.households.values())

    @cached_property
    def persons_by_number(self) -> Mapping[str, tuple[bytes, ...]]:
        """Return the persons of each national number."""
        return _index((text_of(item.values, "national_number"), item.id) for item in self.persons.values())

    @cached_property
    def persons_by_document(self) -> Mapping[str, tuple[bytes, ...]]:
        """Return the persons by the first 18 characters of the document number."""
        return _index((document_key(item.values), item.id) for item in self.persons.values())

    @cached_property
    def persons_by_birth(self) -> Mapping[tuple[str, str], tuple[bytes, ...]]:
        """Return the persons by name and date of birth, where both are known."""
        return _index((birth_key(item.values), item.id) for item in self.persons.values())

    @cached_property
    def open_members(self) -> Mapping[bytes, tuple[ExistingMember, ...]]:
        """Return the open memberships of each person."""
        return _index((member.person, member) for member in self.members)

    def ended_by_death_in(self, household: bytes, person: bytes) -> ExistingMember | None:
        """Return the membership that the person's death ended there."""
        here = (member for member in self.ended_by_death if (member.household, member.person) == (household, person))
        return next(here, None)

    @cached_property
    def members_of(self) -> Mapping[bytes, tuple[ExistingMember, ...]]:
        """Return the open memberships of each household."""
        return _index((member.household, member) for member in self.members)

    @cached_property
    def households_by_member_name(self) -> Mapping[tuple[str, str, str], tuple[bytes, ...]]:
        """Return the households by village, relation code and a member's name."""
        found = _index((self._name_key(member), member.household) for member in self.members)
        return {key: tuple(dict.fromkeys(households)) for key, households in found.items()}

    def _name_key(self, member: ExistingMember) -> tuple[str, str, str] | None:
        household = self.households.get(member.household)
        person = self.persons.get(member.person)
        if household is None or person is None:
            return None
        key = (text_of(household.values, "village"), text_of(member.values, "relation"), text_of(person.values, "name"))
        return key if all(key) else None


EMPTY = ExistingRegister()


def text_of(values: Mapping[str, Value], name: str) -> str:
    """Return the text of a value, "" where there is none."""
    value = values.get(name)
    return str(value.scalar) if value else ""


def document_key(values: Mapping[str, Value]) -> str:
    """Return what two documents of one person have in common: the first 18 characters.

    A placeholder is nobody's number, so it identifies only as a whole and together with a name: not here.
    """
    text = text_of(values, "document_number")
    return "" if text.startswith(PLACEHOLDER_PREFIX) else text[:CITIZEN_LENGTH]


def birth_key(values: Mapping[str, Value]) -> tuple[str, str] | None:
    """Return name and date of birth where both are known."""
    name, birth = text_of(values, "name"), text_of(values, "birth_date")
    return (name, birth) if name and birth else None


def _index(pairs: Iterable[tuple[K | None, V]]) -> Mapping[K, tuple[V, ...]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
