"""What the rows of a household say against each other, judged anew where the register has the household already."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.exchange.existing import ExistingRegister, text_of
from poverty_desktop.exchange.household_checks import COUNT_DISAGREES, HEAD_MISSING
from poverty_desktop.exchange.planned import PlannedRow
from poverty_desktop.exchange.problems import Problem, attention
from poverty_desktop.exchange.roster import Roster, RosterHousehold
from poverty_desktop.i18n import N_

COUNT_DISAGREES_TOGETHER = N_(
    "The file says that the household has {said} members, but the register and the file together have {found}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHouseholds:
    """Looks at the planned rows of a household that the register has: a file often names only some of its members.

    ``head`` is the head's code.
    """

    roster: Roster
    existing: ExistingRegister
    head: str | None

    def look(self, rows: list[PlannedRow], household: RosterHousehold, known: bytes, named: Set[bytes]) -> None:
        """Take back what the register answers; ``named`` are the persons whose rows come in."""
        for place in household.rows:
            problems = rows[place].problems
            kept = tuple(
                judged
                for problem in problems
                if (judged := self._judged(problem, rows, household, known, named)) is not None
            )
            if kept != problems:
                rows[place] = replace(rows[place], problems=kept)

    def _judged(
        self, problem: Problem, rows: list[PlannedRow], household: RosterHousehold, known: bytes, named: Set[bytes]
    ) -> Problem | None:
        if problem.message == HEAD_MISSING:
            return None if self._has_head((rows[place] for place in household.rows), known) else problem
        if problem.message == COUNT_DISAGREES:
            found = self._count(rows, household, known, named)
            said = problem.params["said"]
            if said == found:
                return None
            return attention(COUNT_DISAGREES_TOGETHER, caption=problem.caption, said=said, found=found)
        return problem

    def _has_head(self, rows: Iterable[PlannedRow], known: bytes) -> bool:
        """Say whether the register names a head whom the file leaves head."""
        changed = {
            record.id
            for row in rows
            for record in row.records
            if record.kind is RecordKind.MEMBERSHIP and "relation" in record.values
        }
        return any(
            text_of(member.values, "relation") == self.head and member.membership not in changed
            for member in self.existing.members_of.get(known, ())
        )

    def _count(self, rows: list[PlannedRow], household: RosterHousehold, known: bytes, named: Set[bytes]) -> int:
        """Count the members whom the register, the file or both name; a refused row counts by its name."""
        members = {member.person for member in self.existing.members_of.get(known, ())}
        names = {
            text_of(person.values, "name")
            for identity in members
            if (person := self.existing.persons.get(identity)) is not None
        }
        strangers = sum(
            1
            for place in household.rows
            if self.roster.rows[place].person
            and rows[place].person is None
            and text_of(self.roster.rows[place].person, "name") not in names
        )
        return len(members | named) + strangers
