"""Whom a clue may be about where no ID number tells it: households with reasons; a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.name_likeness import NameLikeness, name_likeness
from poverty_desktop.domain.number_likeness import NumberLikeness, number_likeness
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.register.snapshot import records_by
from poverty_desktop.store.session import Session

GONE = N_("This clue is no longer in the register.")
MOST = 6
"""Candidates that are shown: who is not among them is found by hand."""
NAME_WORDS = {
    NameLikeness.SAME: N_("same name"),
    NameLikeness.SOUND: N_("name sounds alike"),
    NameLikeness.SHAPE: N_("name looks alike"),
    NameLikeness.PART: N_("one name is the first part of the other"),
    NameLikeness.ONE_CHARACTER: N_("one character of the name differs"),
}
NUMBER_WORDS = {
    NumberLikeness.SAME: N_("same ID number"),
    NumberLikeness.ONE_DIGIT: N_("one digit of the ID number differs"),
    NumberLikeness.SWAPPED: N_("two digits of the ID number are swapped"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A household with a member whom a clue may be about, and why; the likeliest come first."""

    household: HouseholdId
    person_name: str = field(repr=False)
    head_name: str = field(repr=False)
    group_name: str
    reasons: tuple[str, ...]
    weight: int


def candidates(session: Session, clue: RecordId) -> tuple[Candidate, ...]:
    """Return the households that a clue may be about, at most ``MOST``.

    Somebody is one by the name or the ID number; that the address names their group, or that the phone is theirs,
    only says more of whom the name fits already. Raises ``RuleError`` where the clue is gone.
    """
    found = next(iter(records_by(session, RecordKind.CLUE, "id", [clue])), None)
    if found is None:
        raise RuleError(GONE)
    said = {
        name: str(value.scalar)
        for name in ("person_name", "document_number", "phone", "place", "content", "village")
        if (value := found.values.get(name))
    }
    best: dict[HouseholdId, Candidate] = {}
    for item in _judged(session, said):
        known = best.get(item.household)
        if known is None or item.weight > known.weight:
            best[item.household] = item
    ranked = sorted(
        best.values(), key=lambda item: (-item.weight, place_key(item.group_name), item.head_name, item.household)
    )
    return tuple(ranked[:MOST])


def _judged(session: Session, said: dict[str, str]) -> Iterator[Candidate]:
    name, number = said.get("person_name", "").strip(), said.get("document_number", "")[:18]
    where = said.get("place", "") + said.get("content", "")
    for household, person, document, phone, head, group in _persons(session, said.get("village", ""), name, number):
        reasons, weight = [], 0
        alike = name_likeness(name, person) if name else NameLikeness.DIFFERENT
        if alike is not NameLikeness.DIFFERENT:
            reasons.append(_(NAME_WORDS[alike]))
            weight += 10 * alike
        near = number_likeness(number, document[:18]) if number and document else NumberLikeness.DIFFERENT
        if near is not NumberLikeness.DIFFERENT:
            reasons.append(_(NUMBER_WORDS[near]))
            weight += 50
        if not reasons:
            continue
        if phone and phone == said.get("phone"):
            reasons.append(_("same phone"))
            weight += 30
        if group and group in where:
            reasons.append(_("the address names group {group}").format(group=group))
            weight += 5
        if person == head:
            reasons.append(_("is the head"))
            weight += 1
        yield Candidate(
            household=household,
            person_name=person,
            head_name=head,
            group_name=group,
            reasons=tuple(reasons),
            weight=weight,
        )


def _persons(
    session: Session, village: str, name: str, number: str
) -> Iterator[tuple[HouseholdId, str, str, str, str, str]]:
    """Return the members now who may fit: names that are alike have equally many characters."""
    sql = (
        "SELECT m.household, p.name, coalesce(p.document_number, ''), coalesce(p.phone, ''),"
        " coalesce(s.head_name, ''), coalesce(h.group_name, '')"
        " FROM person p JOIN membership m ON m.person = p.id AND m.alive AND m.to_date IS NULL"
        " JOIN household h ON h.id = m.household AND h.alive"
        " LEFT JOIN household_summary s ON s.household = h.id"
        " WHERE p.alive AND p.name IS NOT NULL AND (? = '' OR h.village = ?)"
        " AND (length(p.name) = ? OR (? != '' AND substr(p.document_number, 1, 6) = substr(?, 1, 6)))"
    )
    for row in session.db.conn.execute(sql, (village, village, len(name), number, number)):
        yield HouseholdId(RecordId(row[0])), str(row[1]), str(row[2]), str(row[3]), str(row[4]), str(row[5])
