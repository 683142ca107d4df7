"""One run over a roster: the households met so far, who was named in them, and what each row does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.differences import Differences
from poverty_desktop.exchange.existing import ExistingMember, ExistingRegister, text_of
from poverty_desktop.exchange.joining import since, without_death
from poverty_desktop.exchange.known_households import KnownHouseholds
from poverty_desktop.exchange.matching import (
    SKIPPED,
    Choice,
    Decision,
    Found,
    Matcher,
    question_of_joining,
    twice_in_file,
)
from poverty_desktop.exchange.planned import (
    LIVES,
    MOVES,
    RETURNS,
    SAME_PERSON_ABOVE,
    STAYS_WORDS,
    WAITS_FOR_HOUSEHOLD,
    Action,
    PlannedRecord,
    PlannedRow,
    action_of,
    asking_row,
    is_repeated,
    plain_row,
    reason_of,
)
from poverty_desktop.exchange.problems import Problem, Reason, attention
from poverty_desktop.exchange.roster import Roster, RosterHousehold, RosterRow
from poverty_desktop.exchange.withholding import Withholding
from poverty_desktop.ids import HouseholdId, MembershipId, PersonId, RecordId, derive_id
from poverty_desktop.packs.pack import Pack

Decisions = Mapping[tuple[RecordKind, int], Decision]
"""Answers by what the question was about (household or person) and the number of the row it stood at."""
_STAYS_OUT = (Action.ASK, Action.REJECT, Action.SKIP)


@dataclass(slots=True)
class _Home:
    """A household of the file while its rows are planned."""

    found: Found
    id: HouseholdId
    first: int  # sheet row of the first row that can come in: where its questions stand
    is_written: bool = False
    is_whole: bool = True  # every row of it came in, so whoever is not named is not in the file
    named: set[PersonId] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Planning:
    """The state of one run: the households met so far, and who was named in them."""

    roster: Roster
    existing: ExistingRegister
    decisions: Decisions
    matcher: Matcher
    differences: Differences
    pack: Pack
    tells_kept: bool  # say at the row which facts stay, and where they came from
    homes: dict[str, _Home] = field(default_factory=dict)

    def plan_row(self, row: RosterRow) -> PlannedRow:
        """Return what happens to one row; rows must come in the order of the file."""
        household = self.roster.households.get(row.household_key)
        home = self._home(household) if household is not None else None
        made = self._plan_row(row, household, home)
        if home is not None and made.action in _STAYS_OUT and not is_repeated(made):
            home.is_whole = False
        return made

    def withhold(self, rows: list[PlannedRow]) -> None:
        """Hold back what a row that stays out makes unsure in its household, and ask the register who is missing."""
        withholding = Withholding(roster=self.roster, head=self.matcher.head)
        judging = KnownHouseholds(roster=self.roster, existing=self.existing, head=self.matcher.head)
        for key, home in self.homes.items():
            if not home.is_whole and not home.found.is_open and not _is_skip(home.found):
                known = self._known_heads(home) if home.found.target is not None else None
                withholding.look(rows, self.roster.households[key], known)
            if (likely := _likely(home.found)) is not None:
                judging.look(rows, self.roster.households[key], likely, home.named)

    def _known_heads(self, home: _Home) -> set[str]:
        return {
            text_of(self.existing.persons[member.person].values, "name")
            for member in self.existing.members_of.get(home.id, ())
            if member.person in self.existing.persons and text_of(member.values, "relation") == self.matcher.head
        }

    def missing(self) -> tuple[PersonId, ...]:
        """Return the members of the register's households whom the file does not name beside the others."""
        return tuple(
            PersonId(RecordId(member.person))
            for home in self.homes.values()
            if home.found.target is not None and home.is_whole
            for member in self.existing.members_of.get(home.id, ())
            if member.person not in home.named
        )

    def _plan_row(self, row: RosterRow, household: RosterHousehold | None, home: _Home | None) -> PlannedRow:
        against = next((problem for problem in row.problems if problem.is_reject), None)
        if against is not None:
            return plain_row(row, Action.REJECT, reason_of(against))
        assert household is not None
        assert home is not None
        if home.found.is_open and row.number != home.first:
            return plain_row(row, Action.ASK, Reason(message=WAITS_FOR_HOUSEHOLD, params={"row": home.first}))
        if home.found.is_open:
            return asking_row(row, home.found, RecordKind.HOUSEHOLD)
        if _is_skip(home.found):
            return plain_row(row, Action.SKIP, Reason(message=SKIPPED))
        if not row.person:
            return self._write(row, household, home, person=None, records=[], reason=None)
        return self._plan_person(row, household, home)

    def _home(self, household: RosterHousehold) -> _Home:
        home = self.homes.get(household.key)
        if home is None:
            rows = (self.roster.rows[index] for index in household.rows)
            first = next((row.number for row in rows if not row.is_rejected), household.number)
            derived = HouseholdId(self._derive(RecordKind.HOUSEHOLD, household.number))
            found = self._decided(self.matcher.find_household(household, derived), RecordKind.HOUSEHOLD, first)
            home = _Home(found=found, id=HouseholdId(RecordId(found.target)) if found.target else derived, first=first)
            self.homes[household.key] = home
        return home

    def _plan_person(self, row: RosterRow, household: RosterHousehold, home: _Home) -> PlannedRow:
        derived = PersonId(self._derive(RecordKind.PERSON, row.number))
        found = self._decided(self.matcher.find_person(row, home.id, derived), RecordKind.PERSON, row.number)
        person = PersonId(RecordId(found.target)) if found.target else derived
        if not found.is_open and not _is_skip(found):
            earlier = self.matcher.note(row, person)
            if earlier is not None and earlier[1] == row.household_key:
                return plain_row(row, Action.REJECT, Reason(message=SAME_PERSON_ABOVE, params={"row": earlier[0]}))
            if earlier is not None:
                found = self._decided(twice_in_file(earlier[0]), RecordKind.PERSON, row.number)
                person = derived
        if found.is_open:
            return asking_row(row, found, RecordKind.PERSON)
        if _is_skip(found):
            return plain_row(row, Action.SKIP, Reason(message=SKIPPED))
        return self._join(row, household, home, person, found)

    def _join(
        self, row: RosterRow, household: RosterHousehold, home: _Home, person: PersonId, found: Found
    ) -> PlannedRow:
        """Put the person into the household: there already, new, come back, or moved from elsewhere."""
        memberships = self.existing.open_members.get(person, ())
        here = next((member for member in memberships if member.household == home.id), None)
        known = self.existing.persons.get(person)
        records: list[PlannedRecord] = []
        reason = None
        if here is None and known is not None:
            has_died = bool(known.values.get("death_date"))
            question = question_of_joining(person, has_died=has_died, others=memberships)
            if question is not None and not _answers(found.decision, question):
                found = self._decided(question, RecordKind.PERSON, row.number)
                if found.is_open:
                    return asking_row(row, found, RecordKind.PERSON)
                if _is_skip(found):
                    return plain_row(row, Action.SKIP, Reason(message=SKIPPED))
            records.extend(self._end(member, found.decision) for member in memberships)
            reason = Reason(message=MOVES if memberships else RETURNS)
            if has_died and found.decision is not None and found.decision.choice is Choice.LIVES:
                here, reason = self.existing.ended_by_death_in(home.id, person), Reason(message=LIVES)
                records.extend(without_death(known, here))
        home.named.add(person)
        self._add_person(row, home, person, here, records)
        return self._write(row, household, home, person=person, records=records, reason=reason)

    def _add_person(
        self, row: RosterRow, home: _Home, person: PersonId, here: ExistingMember | None, records: list[PlannedRecord]
    ) -> None:
        known = self.existing.persons.get(person)
        if known is None:
            records.append(PlannedRecord(kind=RecordKind.PERSON, id=person, is_new=True, values=row.person))
        else:
            _add(records, self.differences.record(RecordKind.PERSON, person, row.person, known.values))
        if here is None:
            membership = MembershipId(self._derive(RecordKind.MEMBERSHIP, row.number))
            day = since(row, home.id, self.existing, moved_on=self._moved_on(person))
            values = {"person": Value(person), "household": Value(home.id), **day, **row.membership}
            records.append(PlannedRecord(kind=RecordKind.MEMBERSHIP, id=membership, is_new=True, values=values))
        else:
            _add(
                records,
                self.differences.record(RecordKind.MEMBERSHIP, here.membership, row.membership, here.values),
            )
        years = known.year_values if known is not None else {}
        _add(records, self.differences.year(RecordKind.PERSON_YEAR, person, row.year, row.person_year, years))

    def _moved_on(self, person: PersonId) -> date | None:
        return self.roster.today if self.existing.open_members.get(person) else None

    def _write(
        self,
        row: RosterRow,
        household: RosterHousehold,
        home: _Home,
        *,
        person: PersonId | None,
        records: list[PlannedRecord],
        reason: Reason | None,
    ) -> PlannedRow:
        """Add the household's own records to the first of its rows that comes in, and name the action."""
        if not home.is_written:
            home.is_written = True
            records[:0] = self._household_records(household, home)
        action, usual = action_of(records)
        return PlannedRow(
            number=row.number,
            action=action,
            reason=reason or usual,
            household_key=row.household_key,
            household=home.id,
            person=person,
            records=tuple(records),
            problems=(*row.problems, *self._kept(records)),
        )

    def _kept(self, records: list[PlannedRecord]) -> list[Problem]:
        """Say of each fact that stays where it came from, and that the file has another."""
        if not self.tells_kept:
            return []
        items = [(record, self.pack.by_name[record.kind, name]) for record in records for name in record.kept]
        return [
            attention(STAYS_WORDS[self.existing.origins[record.id, item.number]], label=item.label)
            for record, item in items
        ]

    def _household_records(self, household: RosterHousehold, home: _Home) -> list[PlannedRecord]:
        known = self.existing.households.get(home.id)
        values = dict(household.household)
        if household.village is not None:
            values["village"] = Value(household.village)
        records: list[PlannedRecord] = []
        if known is None:
            records.append(PlannedRecord(kind=RecordKind.HOUSEHOLD, id=home.id, is_new=True, values=values))
        else:
            _add(records, self.differences.record(RecordKind.HOUSEHOLD, home.id, values, known.values))
        years = known.year_values if known is not None else {}
        kind = RecordKind.HOUSEHOLD_YEAR
        _add(records, self.differences.year(kind, home.id, household.year, household.household_year, years))
        return records

    def _end(self, member: ExistingMember, decision: Decision | None) -> PlannedRecord:
        values = {"to_date": Value(self.roster.today.isoformat())}
        if decision is not None and decision.reason_out:
            values["reason_out"] = Value(decision.reason_out)
        old = {name: member.values[name] for name in values if name in member.values}
        return PlannedRecord(kind=RecordKind.MEMBERSHIP, id=member.membership, is_new=False, values=values, old=old)

    def _decided(self, found: Found, about: RecordKind, number: int) -> Found:
        """Return ``found`` with a person's answer put in, if there is one and the question allows it."""
        decision = self.decisions.get((about, number))
        if decision is None or not _answers(decision, found):
            return found
        return Found(target=decision.target, decision=decision, reason=found.reason)

    def _derive(self, kind: RecordKind, number: int) -> RecordId:
        return derive_id(kind, self.roster.table.content_hash, self.roster.table.sheet_index, number)


def _answers(decision: Decision | None, question: Found) -> bool:
    """Say whether the decision is one of the options; to move somebody, or that he lives, is also to say who it is."""
    if decision is None:
        return False
    says_who = decision.choice in (Choice.MOVE, Choice.LIVES)
    choices = {decision.choice, Choice.USE} if says_who else {decision.choice}
    return any(option.choice in choices and option.target == decision.target for option in question.options)


def _likely(found: Found) -> bytes | None:
    """Return the household of the register that is meant, or the only one that a person is asked about."""
    targets = {option.target for option in found.options if option.target is not None} if found.is_open else set()
    return targets.pop() if len(targets) == 1 else found.target


def _is_skip(found: Found) -> bool:
    return found.decision is not None and found.decision.choice is Choice.SKIP


def _add(records: list[PlannedRecord], record: PlannedRecord | None) -> None:
    if record is not None:
        records.append(record)
