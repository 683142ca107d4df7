"""Candidates for persons entered twice, as a list shows them, and what a decision would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from poverty_desktop.domain import duplicates
from poverty_desktop.domain.duplicate_pairs import Entry
from poverty_desktop.domain.duplicates import AGAINST, Candidate, Reason, Tier
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import Property
from poverty_desktop.queries.register.facts import masked, text_of
from poverty_desktop.queries.register.snapshot import records_by
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session

VERDICTS = "link_verdict"
SAME, APART = "01", "02"

TIER_WORDS: Mapping[Tier, str] = {
    Tier.CERTAIN: N_("the same ID number"),
    Tier.LIKELY: N_("likely the same person"),
    Tier.POSSIBLE: N_("perhaps the same person"),
}
REASON_WORDS: Mapping[Reason, str] = {
    Reason.SAME_NUMBER: N_("the first 18 characters of the ID numbers are the same"),
    Reason.ONE_DIGIT: N_("the ID numbers differ in one digit"),
    Reason.SWAPPED_DIGITS: N_("two digits of the ID numbers are exchanged"),
    Reason.SAME_NAME: N_("same name"),
    Reason.SOUND_ALIKE: N_("names that sound alike"),
    Reason.SHAPE_ALIKE: N_("names that look alike"),
    Reason.PART_OF_NAME: N_("one name is the first part of the other"),
    Reason.ONE_CHARACTER: N_("names one character apart"),
    Reason.SAME_BIRTH: N_("same date of birth"),
    Reason.NEAR_BIRTH: N_("dates of birth one digit apart"),
    Reason.SAME_PHONE: N_("same phone"),
    Reason.SAME_VILLAGE: N_("same village"),
    Reason.SAME_HOUSEHOLD: N_("same household"),
    Reason.OTHER_NUMBER: N_("different ID numbers"),
    Reason.OTHER_NAME: N_("different names"),
    Reason.OTHER_BIRTH: N_("different dates of birth"),
    Reason.OTHER_SEX: N_("different sex"),
}

_CURRENT = (
    "SELECT p.id AS person, m.household, h.village, h.group_name, coalesce(s.head_name, '') AS head, p.name, p.sex,"
    " p.birth_date, p.document_number, p.phone FROM membership m JOIN person p ON p.id = m.person AND p.alive"
    " JOIN household h ON h.id = m.household AND h.alive LEFT JOIN household_summary s ON s.household = h.id"
    " WHERE m.alive AND m.to_date IS NULL ORDER BY p.id, m.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRow:
    """One candidate; ``places`` are village and group, ``heads`` the heads of the two households.

    ``whole`` are the pairs of entries (kept, leaving) of a household that stands twice: each of its members has a
    counterpart in the other one. Empty where only this person does.
    """

    candidate: Candidate
    places: tuple[str, str]
    heads: tuple[str, str]
    whole: tuple[tuple[PersonId, PersonId], ...] = ()

    @property
    def reasons_for(self) -> tuple[Reason, ...]:
        """Return what speaks for one person."""
        return tuple(reason for reason in self.candidate.reasons if reason not in AGAINST)

    @property
    def reasons_against(self) -> tuple[Reason, ...]:
        """Return what speaks for two persons."""
        return tuple(reason for reason in self.candidate.reasons if reason in AGAINST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFact:
    """One data item of two entries side by side, as text; ``is_missing``: only the second has it."""

    item: Property
    values: tuple[Value | None, Value | None]
    texts: tuple[str, str]

    @property
    def is_different(self) -> bool:
        """Say whether both have a value and it is not the same."""
        return all(self.values) and self.values[0] != self.values[1]


def candidates(session: Session) -> tuple[DuplicateRow, ...]:
    """Return the undecided pairs of current members that may be one person, the surest first.

    Compared are all members of the workspace's register, of an office across its villages.
    """
    entries: list[Entry] = []
    places: dict[tuple[PersonId, HouseholdId], tuple[str, str]] = {}
    for row in rows(session.db, _CURRENT):
        person, household = PersonId(RecordId(row["person"])), HouseholdId(RecordId(row["household"]))
        village = row["village"] or ""
        entries.append(
            Entry(
                person=person,
                household=household,
                village=village,
                name=row["name"] or "",
                sex=row["sex"] or "",
                birth=row["birth_date"] or "",
                number=duplicates.comparable_number(row["document_number"] or ""),
                phone=row["phone"] or "",
            )
        )
        division = session.pack.divisions.get(village)
        place = " ".join(part for part in (division.name if division else village, row["group_name"]) if part)
        places[person, household] = (place, row["head"])
    with undisturbed():
        found = duplicates.candidates(entries, apart=frozenset(decided(session)))
    members = Counter(entry.household for entry in entries)
    return with_households(tuple(_row(candidate, places) for candidate in found), members)


def with_households(found: Sequence[DuplicateRow], members: Mapping[HouseholdId, int]) -> tuple[DuplicateRow, ...]:
    """Return the rows, those of a household that stands twice with all of its pairs.

    A household stands twice where it has at least two members and each has a counterpart of its own in the other; the
    one of which that is true leaves, of two alike the second.
    """
    pairs: dict[frozenset[HouseholdId], list[Candidate]] = {}
    for row in found:
        homes = frozenset((row.candidate.one.household, row.candidate.other.household))
        if len(homes) == 2:
            pairs.setdefault(homes, []).append(row.candidate)
    whole = {homes: _whole(some, members) for homes, some in pairs.items() if len(some) > 1}
    return tuple(
        replace(row, whole=whole.get(frozenset((row.candidate.one.household, row.candidate.other.household)), ()))
        for row in found
    )


def _whole(found: Sequence[Candidate], members: Mapping[HouseholdId, int]) -> tuple[tuple[PersonId, PersonId], ...]:
    first = found[0]
    for kept, going in (
        (first.one.household, first.other.household),
        (first.other.household, first.one.household),
    ):
        matched: dict[PersonId, PersonId] = {}
        for pair in found:  # the surest first: each entry takes the counterpart that is likest
            stays, leaves = (pair.one, pair.other) if pair.one.household == kept else (pair.other, pair.one)
            if leaves.person not in matched and stays.person not in matched.values():
                matched[leaves.person] = stays.person
        if len(matched) == members[going]:
            return tuple((stays, leaves) for leaves, stays in matched.items())
    return ()


def decided(session: Session) -> set[frozenset[PersonId]]:
    """Return the pairs of which somebody has said whether they are one person."""
    if (RecordKind.PERSON_LINK, "other") not in session.pack.by_name:
        return set()
    return {
        frozenset((PersonId(RecordId(row["person"])), PersonId(RecordId(row["other"]))))
        for row in rows(session.db, "SELECT person, other FROM person_link WHERE alive AND verdict IS NOT NULL")
    }


def compared(session: Session, one: PersonId, other: PersonId, language: str) -> tuple[ComparedFact, ...]:
    """Return the facts of two persons side by side, in the pack's order; items that neither has are left out."""
    found = {record.id: record.values for record in records_by(session, RecordKind.PERSON, "id", (one, other))}
    left, right = found.get(one, {}), found.get(other, {})
    return tuple(
        ComparedFact(
            item=item,
            values=(left.get(item.name), right.get(item.name)),
            texts=(
                _text(session, item, left.get(item.name), language),
                _text(session, item, right.get(item.name), language),
            ),
        )
        for item in session.pack.of_kind(RecordKind.PERSON)
        if left.get(item.name) or right.get(item.name)
    )


def _row(candidate: Candidate, places: Mapping[tuple[PersonId, HouseholdId], tuple[str, str]]) -> DuplicateRow:
    pair: Sequence[Entry] = (candidate.one, candidate.other)
    (first, second) = (places[entry.person, entry.household] for entry in pair)
    return DuplicateRow(candidate=candidate, places=(first[0], second[0]), heads=(first[1], second[1]))


def _text(session: Session, item: Property, value: Value | None, language: str) -> str:
    return masked(item, text_of(session.pack, item, value, language)) if value is not None else ""
