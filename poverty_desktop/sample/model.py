"""What the sample county hands over: records with ids and tagged values, household by household."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.sample.circumstances import Facts, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRecord:
    """One record of the register: its kind, its id, and a value for every property that the sample knows."""

    kind: RecordKind
    id: RecordId
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMember:
    """One person with the membership and the year; ``made`` holds the same facts in Chinese wordings."""

    person: SampleRecord
    membership: SampleRecord
    year: SampleRecord
    made: Person
    plain: Facts  # of the person: name, document number, phone …


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHousehold:
    """One household with everything that hangs on it; ``plain`` and ``plain_year`` hold the facts in wordings."""

    id: HouseholdId
    household: SampleRecord
    year: SampleRecord
    members: tuple[SampleMember, ...]
    income_lines: tuple[SampleRecord, ...]
    needs: tuple[SampleRecord, ...]
    measures: tuple[SampleRecord, ...]
    visits: tuple[SampleRecord, ...]
    helpers: tuple[SampleRecord, ...]
    is_filed: bool
    plain: Facts
    plain_year: Facts
    promised: tuple[SampleRecord, ...] = ()  # what was done for it in the year of the article's table

    def records(self) -> Iterator[SampleRecord]:
        """Yield every record, what is referred to before what refers to it."""
        yield self.household
        yield self.year
        for member in self.members:
            yield member.person
            yield member.membership
            yield member.year
        yield from self.income_lines
        yield from self.needs
        yield from self.measures
        yield from self.visits
        yield from self.helpers
        yield from self.promised
