"""What an import would do, row by row, with its reason; nothing is picked silently and nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.origin import Origin
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.matching import Found, Option
from poverty_desktop.exchange.problems import Problem, Reason
from poverty_desktop.exchange.roster import RosterRow
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId

NEW_HOUSEHOLD = N_("A new household.")
NEW_MEMBER = N_("A new member of the household.")
RETURNS = N_("A person of the register becomes a member of the household.")
LIVES = N_("The person lives: the death was noted by mistake, and is taken back.")
MOVES = N_("The person moves here from another household.")
CHANGES = N_("The register differs from the file in {count} facts.")
SAME = N_("The register says the same.")
KEPT = N_("The file differs in {count} facts, which are kept as the register has them.")
STAYS_WORDS: Mapping[Origin, str] = {
    Origin.BY_HAND: N_("“{label}” was entered or corrected here, and stays. The file differs."),
    Origin.INTERVIEW: N_("“{label}” was answered in an interview here, and stays. The file differs."),
    Origin.LAPTOP: N_("“{label}” came from another laptop, and stays. The file differs."),
    Origin.OFFICE: N_("“{label}” came from the office, and stays. The file differs."),
}
"""Why a fact stays though the file has another, by where it came from."""
WAITS_FOR_HOUSEHOLD = N_("It must first be decided which household row {row} means.")
SAME_PERSON_ABOVE = N_("The person stands in row {row} of the same household already.")


class Action(StrEnum):
    """What happens with a row."""

    NEW_HOUSEHOLD = "new_household"
    NEW_MEMBER = "new_member"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ASK = "ask"
    SKIP = "skip"
    REJECT = "reject"


ACTION_WORDS: Mapping[Action, str] = {
    Action.ASK: N_("Your decision"),
    Action.REJECT: N_("Cannot come in"),
    Action.NEW_HOUSEHOLD: N_("New household"),
    Action.NEW_MEMBER: N_("New member"),
    Action.UPDATE: N_("Changes facts"),
    Action.UNCHANGED: N_("Stays as it is"),
    Action.SKIP: N_("Left out"),
}
"""In the order in which they need a look."""


class Take(StrEnum):
    """Which facts of the file replace facts that the register has already; blanks are always filled."""

    NEWER = "newer"  # all but what a person, an interview, another laptop or the office said last
    ALL = "all"
    OFFICIAL = "official"  # what the national system decides: its numbers, attributes, dates of identification
    BLANKS = "blanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRecord:
    """Values to be written to one record. ``old`` is what they replace, ``kept`` what the file has and is not taken."""

    kind: RecordKind
    id: RecordId
    is_new: bool
    values: Mapping[str, Value] = field(repr=False)
    old: Mapping[str, Value] = field(repr=False, default_factory=dict)
    kept: Mapping[str, Value] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row of the preview. ``about`` says whether a question is about the household or the person."""

    number: int
    action: Action
    reason: Reason
    household_key: str = ""
    household: HouseholdId | None = None
    person: PersonId | None = None
    records: tuple[PlannedRecord, ...] = ()
    about: RecordKind | None = None
    options: tuple[Option, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """The preview of a whole file; ``missing`` are members of its households whom it does not name."""

    rows: tuple[PlannedRow, ...] = field(repr=False)
    missing: tuple[PersonId, ...] = ()

    @cached_property
    def counts(self) -> Mapping[Action, int]:
        """Return how many rows there are of each action."""
        found = Counter(row.action for row in self.rows)
        return {action: found.get(action, 0) for action in Action}

    @cached_property
    def kept_count(self) -> int:
        """Return how many facts differ from the file and stay."""
        return sum(len(record.kept) for row in self.rows for record in row.records)

    @cached_property
    def household_count(self) -> int:
        """Return how many households the plan makes."""
        return sum(
            1 for row in self.rows for record in row.records if record.kind is RecordKind.HOUSEHOLD and record.is_new
        )

    @cached_property
    def person_count(self) -> int:
        """Return how many persons the plan makes."""
        return sum(
            1 for row in self.rows for record in row.records if record.kind is RecordKind.PERSON and record.is_new
        )


def action_of(records: list[PlannedRecord]) -> tuple[Action, Reason]:
    """Return what a row does whose records are these, and the usual reason."""
    written = [record for record in records if record.values]
    new = {record.kind for record in written if record.is_new}
    if RecordKind.HOUSEHOLD in new:
        return Action.NEW_HOUSEHOLD, _NEW_HOUSEHOLD
    if RecordKind.MEMBERSHIP in new:
        return Action.NEW_MEMBER, _NEW_MEMBER
    if written:
        count = sum(len(record.values) for record in written)
        return Action.UPDATE, Reason(message=CHANGES, params={"count": count})
    kept = sum(len(record.kept) for record in records)
    return Action.UNCHANGED, Reason(message=KEPT, params={"count": kept}) if kept else _SAME


def asking_row(row: RosterRow, found: Found, about: RecordKind) -> PlannedRow:
    """Return a row that waits for a person's choice."""
    assert found.reason is not None
    return PlannedRow(
        number=row.number,
        action=Action.ASK,
        reason=found.reason,
        household_key=row.household_key,
        about=about,
        options=found.options,
        problems=row.problems,
    )


def is_repeated(row: PlannedRow) -> bool:
    """Say whether the row stays out because its person stands in the household already, so that nobody is missing."""
    return row.reason.message == SAME_PERSON_ABOVE


def plain_row(row: RosterRow, action: Action, reason: Reason) -> PlannedRow:
    """Return a row that writes nothing."""
    return PlannedRow(
        number=row.number, action=action, reason=reason, household_key=row.household_key, problems=row.problems
    )


def reason_of(problem: Problem) -> Reason:
    """Return a problem as the reason why its row stays out."""
    return Reason(message=problem.message, params={"caption": problem.caption, **problem.params})


_NEW_HOUSEHOLD = Reason(message=NEW_HOUSEHOLD)
_NEW_MEMBER = Reason(message=NEW_MEMBER)
_SAME = Reason(message=SAME)
