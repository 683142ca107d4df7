"""Who a row is: the household and the person of the register that it means, a new one, or a question to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.existing import (
    ExistingMember,
    ExistingPerson,
    ExistingRegister,
    birth_key,
    document_key,
    text_of,
)
from poverty_desktop.exchange.problems import Reason
from poverty_desktop.exchange.roster import Roster, RosterHousehold, RosterRow
from poverty_desktop.i18n import N_

MOST_BY_NAME = 5  # beyond this a common name says nothing


class Choice(StrEnum):
    """How a question is answered."""

    USE = "use"  # it is the household or person of ``target``
    CREATE = "create"  # it is a new one
    MOVE = "move"  # it is the person of ``target``, whose other membership ends
    LIVES = "lives"  # it is the person of ``target``, whose death was noted by mistake
    SKIP = "skip"  # leave the row out


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that a question allows; ``target`` is a record of the register, to be shown beside the row."""

    choice: Choice
    target: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's answer. ``reason_out`` (a code) goes with MOVE: why the other membership ends."""

    choice: Choice
    target: bytes | None = None
    reason_out: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The outcome: a record of the register (``target``), a new one (neither), or a question (``options``)."""

    target: bytes | None = None
    reason: Reason | None = None
    options: tuple[Option, ...] = ()
    decision: Decision | None = None  # what a person chose

    @property
    def is_open(self) -> bool:
        """Say whether a person must choose first."""
        return bool(self.options)


NEW = Found()

HOUSEHOLD_NUMBER_TWICE = N_("{count} households of the register have this household number.")
OTHER_PEOPLE = N_("The register has a household with this number, but none of its members is in the file.")
MEMBERS_ELSEWHERE = N_("The members of this household belong to {count} households of the register.")
MEMBER_ELSEWHERE = N_("A member of this household belongs to a household of the register, but the head does not.")
SAME_HEAD_NAME = N_("The village has {count} households with a head of this name; nothing else tells them apart.")
PERSON_TWICE = N_("The numbers in this row belong to {count} different persons of the register.")
NAME_DIFFERS = N_("The register has another name for the person with this number.")
DOCUMENT_DIFFERS = N_("The register has another ID number for the person with this person number.")
NUMBER_DIFFERS = N_("The register has another person number for the person with this ID number.")
SAME_NAME_AND_BIRTH = N_("The register has {count} persons with this name and date of birth.")
IN_OTHER_HOUSEHOLD = N_("The person belongs to another household of the register.")
HAS_DIED = N_("The register says that this person has died.")
TWICE_IN_FILE = N_("The person stands in row {row} too, in another household.")
SKIPPED = N_("Left out by choice.")


@dataclass(slots=True)
class Matcher:
    """Looks rows up in the register; keeps who was met in the file already."""

    roster: Roster
    existing: ExistingRegister
    head: str | None
    _by_document: dict[str, tuple[int, str]] = field(default_factory=dict)
    _by_number: dict[str, tuple[int, str]] = field(default_factory=dict)
    _by_person: dict[bytes, tuple[int, str]] = field(default_factory=dict)

    def find_household(self, household: RosterHousehold, derived: bytes) -> Found:
        """Return which household of the register the rows mean.

        By the id that this very row of this very file gives, then by the national number, then by where its
        members live; a name alone is only ever a question.
        """
        if not self.existing.households or derived in self.existing.households:
            return Found(target=derived) if derived in self.existing.households else NEW
        number = text_of(household.household, "national_number")
        same = self.existing.households_by_number.get(number, ()) if number else ()
        if len(same) > 1:
            return _question(HOUSEHOLD_NUMBER_TWICE, same, count=len(same))
        if same:
            return Found(target=same[0]) if self._shares_members(household, same[0]) else _question(OTHER_PEOPLE, same)
        return self._by_members(household, number)

    def find_person(self, row: RosterRow, household: bytes, derived: bytes) -> Found:
        """Return which person of the register the row means, looked for within ``household`` first by name."""
        existing = self.existing
        if not existing.persons:
            return NEW
        strong = self._by_numbers(row)
        if derived in existing.persons:
            strong = dict.fromkeys([derived, *strong])
        if len(strong) > 1:
            return _question(PERSON_TWICE, strong, may_create=False, count=len(strong))
        if strong:
            person = existing.persons[next(iter(strong))]
            return _contradiction(row.person, person) or Found(target=person.id)
        return self._by_name(row, household)

    def note(self, row: RosterRow, person: bytes) -> tuple[int, str] | None:
        """Remember who a row means; returns row and household key of an earlier row that means the same person."""
        document, number = document_key(row.person), text_of(row.person, "national_number")
        here = (row.number, row.household_key)
        earlier = self._by_person.setdefault(person, here)
        if document:
            earlier = min(earlier, self._by_document.setdefault(document, here))
        if number:
            earlier = min(earlier, self._by_number.setdefault(number, here))
        return None if earlier == here else earlier

    def _by_numbers(self, row: RosterRow) -> dict[bytes, None]:
        number, document = text_of(row.person, "national_number"), document_key(row.person)
        found: dict[bytes, None] = {}
        if number:
            found |= dict.fromkeys(self.existing.persons_by_number.get(number, ()))
        if document:
            found |= dict.fromkeys(self.existing.persons_by_document.get(document, ()))
        return found

    def _by_name(self, row: RosterRow, household: bytes) -> Found:
        """Within the same household a name that nothing contradicts is enough; elsewhere it is a question."""
        name = text_of(row.person, "name")
        here = [
            person
            for member in self.existing.members_of.get(household, ())
            if (person := self.existing.persons.get(member.person)) and text_of(person.values, "name") == name
        ]
        agreeing = [person for person in here if _may_be(row.person, person.values)]
        if len(here) == 1 and agreeing:
            return Found(target=here[0].id)
        key = birth_key(row.person)
        same = dict.fromkeys([person.id for person in here])
        if key:
            same |= dict.fromkeys(self.existing.persons_by_birth.get(key, ()))
        if not same:
            return NEW
        return _question(SAME_NAME_AND_BIRTH, same, count=len(same))

    def _shares_members(self, household: RosterHousehold, known: bytes) -> bool:
        members = self.existing.members_of.get(known, ())
        if not members:
            return True
        persons = {member.person for member in members}
        names = {
            text_of(self.existing.persons[person].values, "name")
            for person in persons
            if person in self.existing.persons
        }
        rows = [self.roster.rows[index] for index in household.rows]
        return any(text_of(row.person, "name") in names or persons & self._by_numbers(row).keys() for row in rows)

    def _by_members(self, household: RosterHousehold, number: str) -> Found:
        rows = [self.roster.rows[index] for index in household.rows]
        homes: dict[bytes, bool] = {}  # whether the head of the rows lives there
        for row in rows:
            is_head = text_of(row.membership, "relation") == self.head
            for person in self._by_numbers(row):
                for member in self.existing.open_members.get(person, ()):
                    if self._may_have_number(member.household, number):
                        homes[member.household] = homes.get(member.household, False) or is_head
        if len(homes) > 1:
            return _question(MEMBERS_ELSEWHERE, homes, count=len(homes))
        for home, has_head in homes.items():
            return Found(target=home) if has_head else _question(MEMBER_ELSEWHERE, [home])
        same = self._by_head_name(household, rows, number)
        return _question(SAME_HEAD_NAME, same, count=len(same)) if 0 < len(same) <= MOST_BY_NAME else NEW

    def _by_head_name(self, household: RosterHousehold, rows: Iterable[RosterRow], number: str) -> list[bytes]:
        """Return households whose head has this name and no number that says it is somebody else."""
        head = next((row for row in rows if text_of(row.membership, "relation") == self.head), None)
        if head is None or not household.village or self.head is None:
            return []
        key = (household.village, self.head, text_of(head.person, "name"))
        return [
            known
            for known in self.existing.households_by_member_name.get(key, ())
            if self._may_have_number(known, number) and self._head_may_be(known, head)
        ]

    def _head_may_be(self, household: bytes, row: RosterRow) -> bool:
        persons = self.existing.persons
        return any(
            text_of(member.values, "relation") == self.head and _may_be(row.person, persons[member.person].values)
            for member in self.existing.members_of.get(household, ())
            if member.person in persons
        )

    def _may_have_number(self, household: bytes, number: str) -> bool:
        known = self.existing.households.get(household)
        own = text_of(known.values, "national_number") if known is not None else ""
        return known is not None and (not own or not number or own == number)


def twice_in_file(earlier: int) -> Found:
    """Return the question about a person who stands in row ``earlier`` too, in another household."""
    options = (Option(choice=Choice.CREATE), Option(choice=Choice.SKIP))
    return Found(reason=Reason(message=TWICE_IN_FILE, params={"row": earlier}), options=options)


def question_of_joining(person: bytes, *, has_died: bool, others: tuple[ExistingMember, ...]) -> Found | None:
    """Return what must be asked before a known person becomes a member: others of the open memberships, or a death."""
    skip = Option(choice=Choice.SKIP)
    if others:
        options = (Option(choice=Choice.MOVE, target=person), skip)
        return Found(reason=Reason(message=IN_OTHER_HOUSEHOLD), options=options)
    if has_died:
        return Found(reason=Reason(message=HAS_DIED), options=(Option(choice=Choice.LIVES, target=person), skip))
    return None


def _question(message: str, targets: Iterable[bytes], *, may_create: bool = True, **params: object) -> Found:
    options = [Option(choice=Choice.USE, target=target) for target in targets]
    if may_create:
        options.append(Option(choice=Choice.CREATE))
    options.append(Option(choice=Choice.SKIP))
    return Found(reason=Reason(message=message, params=params), options=tuple(options))


def _contradiction(row: Mapping[str, Value], person: ExistingPerson) -> Found | None:
    """Return the question that arises when one number agrees and something else about the person does not."""
    for message, new, old in (
        (NAME_DIFFERS, text_of(row, "name"), text_of(person.values, "name")),
        (DOCUMENT_DIFFERS, document_key(row), document_key(person.values)),
        (NUMBER_DIFFERS, text_of(row, "national_number"), text_of(person.values, "national_number")),
    ):
        if new and old and new != old:
            return _question(message, [person.id], may_create=message == NAME_DIFFERS)
    return None


def _may_be(row: Mapping[str, Value], known: Mapping[str, Value]) -> bool:
    """Say whether nothing contradicts that both are one person: numbers, birth and sex, where both sides have them."""
    pairs = (
        (document_key(row), document_key(known)),
        *((text_of(row, name), text_of(known, name)) for name in ("national_number", "birth_date", "sex")),
    )
    return all(not new or not old or new == old for new, old in pairs)
