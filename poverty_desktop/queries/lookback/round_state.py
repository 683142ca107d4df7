"""One verification round at one moment: its balance, its households, its persons and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain import verification
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.domain.verification import Balance, Standing
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.queries.lookback.round_frame import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """One round of one village with its balance."""

    id: RecordId
    name: str
    village: str
    village_name: str
    scope: str  # code of the list round_scope
    series: str
    started_on: date
    deadline: date
    closed_on: date | None
    households: int
    households_open: int
    balance: Balance
    closed_balance: Balance | None = None  # as it was when the round was closed
    sample_seed: str = ""
    sample_sizes: Mapping[str, int] = field(default_factory=dict)
    sample_drawn_on: date | None = None

    @property
    def is_changed(self) -> bool:
        """Say whether something came in after the round was closed that changes its numbers."""
        return self.closed_balance is not None and self.closed_balance != self.balance


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person in a round; ``id`` is that of the outcome, secrets are as they stand in the register."""

    id: RecordId
    household: HouseholdId
    person: PersonId
    membership: RecordId
    sheet_number: int
    group_name: str
    head_name: str
    name: str
    sex: str  # label
    birth_date: date | None
    age: int | None
    relation: str  # label
    document_number: str = field(repr=False)
    in_base: bool
    outcome: str  # code, empty: nobody has looked yet
    outcome_label: str
    standing: Standing
    happened_on: date | None
    evidence: str  # label
    note: str
    corrections: tuple[Correction, ...]
    checked_on: date | None
    photo: bytes | None = field(default=None, repr=False)  # reference of the picture that bears the outcome out
    is_gone: bool = False  # on the books of no household of the village now
    moved_to: str | None = None  # head of the household of the village where the person is now, after a split or merger

    @property
    def has_photo(self) -> bool:
        """Say whether a picture bears the outcome out."""
        return self.photo is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One pair of fields: what stood, and what stands now; of secrets as they may be seen by everybody."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdInRound:
    """One household with its persons, those who joined last."""

    id: HouseholdId
    row: RecordId  # what the round says of the household as a whole
    sheet_number: int
    group_name: str
    head_name: str
    category: str  # code of the list round_category
    visit: str  # code of the list round_visit
    note: str
    persons: tuple[PersonRow, ...]

    @property
    def open(self) -> int:
        """Return how many persons are still to be verified."""
        return sum(person.standing is Standing.OPEN for person in self.persons)

    @property
    def wants_visit(self) -> bool:
        """Say whether the conclusion of the visit is lacking: outside the file, or where nobody is on the books."""
        return not self.visit and (self.category == Category.NOT_FILED or not self.persons)

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to do: everybody verified, and what the visit showed where that is asked."""
        return not self.open and not self.wants_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundState:
    """Everything of one round at one moment.

    ``outside`` are persons on the books of whom the round knows nothing, with their households; whoever only went to
    another household of the village is none.
    """

    row: RoundRow
    households: tuple[HouseholdInRound, ...]
    outside: tuple[tuple[HouseholdId, str], ...]
    seen: int

    @property
    def persons(self) -> tuple[PersonRow, ...]:
        """Return everybody of whom the round knows."""
        return tuple(person for household in self.households for person in household.persons)

    def of(self, standing: Standing) -> tuple[PersonRow, ...]:
        """Return the persons behind one number of the balance."""
        return tuple(person for person in self.persons if person.standing is standing)

    def by_group(self) -> tuple[tuple[str, Balance], ...]:
        """Return the balance of each group, as people count groups."""
        found: dict[str, list[Standing]] = {}
        for person in self.persons:
            found.setdefault(person.group_name, []).append(person.standing)
        return tuple((name, verification.balance(found[name])) for name in sorted(found, key=place_key))
