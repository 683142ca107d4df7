"""Of whom a row of a list from elsewhere speaks: a member or household of the register, or why of nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.name_likeness import NameLikeness, name_likeness
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session

_MEMBERS = (
    "SELECT p.id AS person, p.name, p.document_number, m.household, m.to_date, h.national_number FROM person p"
    " JOIN membership m ON m.person = p.id AND m.alive JOIN household h ON h.id = m.household AND h.alive"
    " WHERE p.alive ORDER BY m.to_date IS NOT NULL, p.id"
)


OTHER_NAME = N_("this ID number belongs to somebody of another name")


class Refusal(StrEnum):
    """Why a row is not taken in."""

    NOBODY = "nobody"
    LEFT = "left"
    SEVERAL = "several"
    OTHER_NAME = "other_name"
    NO_PERSON = "no_person"
    NO_ITEM = "no_item"
    OUT_OF_TIME = "out_of_time"
    BELOW_ZERO = "below_zero"
    UNREAD = "unread"
    AHEAD = "ahead"
    NO_MEMBER = "no_member"
    NO_HELPER = "no_helper"
    NO_DAY = "no_day"
    COUNTED = "counted"


REFUSAL_WORDS: Mapping[Refusal, str] = {
    Refusal.NOBODY: N_("not a member of a household here"),
    Refusal.LEFT: N_("no longer a member of a household here"),
    Refusal.SEVERAL: N_("several members have this name; the list needs ID numbers"),
    Refusal.OTHER_NAME: OTHER_NAME,
    Refusal.NO_PERSON: N_("the row says nobody"),
    Refusal.NO_ITEM: N_("this measure is not in the catalogue"),
    Refusal.OUT_OF_TIME: N_("this measure is not on offer in the year"),
    Refusal.BELOW_ZERO: N_("the amount is below zero"),
    Refusal.UNREAD: N_("an amount, date or number cannot be read"),
    Refusal.AHEAD: N_("the date is in the future"),
    Refusal.NO_MEMBER: N_("this measure is for a person; the row names only the household"),
    Refusal.NO_HELPER: N_("the row names no helper"),
    Refusal.NO_DAY: N_("the row has no day"),
    Refusal.COUNTED: N_("this person is counted for this course and day already"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Whom a row means; ``is_by_name``: nothing but a name tells it."""

    household: HouseholdId
    person: RecordId | None
    name: str = field(repr=False)
    is_by_name: bool


class Members:
    """The members of the register by number, by name, and the households by their number."""

    def __init__(self, session: Session) -> None:
        self._today = session.clock.today().isoformat()
        self._by_number: dict[str, Mapping[str, object]] = {}
        self._by_person: dict[str, list[Mapping[str, object]]] = {}
        self._by_household: dict[str, HouseholdId] = {}
        self._names: dict[object, set[str]] = defaultdict(set)
        for member in rows(session.db, _MEMBERS):
            self._names[member["household"]].add(str(member["name"] or ""))
            self._by_number.setdefault(comparable_number(member["document_number"] or ""), member)
            if not _has_left(member, self._today):
                self._by_person.setdefault(member["name"] or "", []).append(member)
                if member["national_number"]:
                    self._by_household[member["national_number"]] = HouseholdId(RecordId(member["household"]))
        self._by_number.pop("", None)

    def find(self, *, name: str = "", number: str = "", household_number: str = "") -> Listed | Refusal:
        """Return whom a row means: by ID number before name, by name with the number of the household before alone."""
        if number:
            member = self._by_number.get(number)
            if member is None:
                return Refusal.NOBODY
            if name and not is_called(name, str(member["name"] or ""), self._names[member["household"]]):
                return Refusal.OTHER_NAME
            return Refusal.LEFT if _has_left(member, self._today) else _told(member, is_by_name=False)
        return self._named(name, household_number)

    def _named(self, name: str, household_number: str) -> Listed | Refusal:
        if name:
            same = self._by_person.get(name, [])
            own = self._by_household.get(household_number)
            same = [one for one in same if own is None or one["household"] == own]
            if len(same) > 1:
                return Refusal.SEVERAL
            return _told(same[0], is_by_name=own is None) if same else Refusal.NOBODY
        if household_number:
            household = self._by_household.get(household_number)
            if household is None:
                return Refusal.NOBODY
            return Listed(household=household, person=None, name="", is_by_name=False)
        return Refusal.NO_PERSON


def is_called(name: str, own: str, household: Iterable[str]) -> bool:
    """Say whether a row with this ID number and ``name`` means its owner: a slip of one sign is no other person.

    Many lists name the head of the household beside the number of the member.
    """
    return not own or name in household or name_likeness(name, own) is not NameLikeness.DIFFERENT


def _has_left(member: Mapping[str, object], today: str) -> bool:
    return bool(member["to_date"]) and str(member["to_date"]) <= today


def _told(member: Mapping[str, object], *, is_by_name: bool) -> Listed:
    household, person = member["household"], member["person"]
    assert isinstance(household, bytes)
    assert isinstance(person, bytes)
    return Listed(
        household=HouseholdId(RecordId(household)),
        person=RecordId(person),
        name=str(member["name"] or ""),
        is_by_name=is_by_name,
    )
