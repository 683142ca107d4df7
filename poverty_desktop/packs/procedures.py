"""The procedures of a pack: each a state machine with its words, its papers and what it changes in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Machine, Step

if TYPE_CHECKING:
    from poverty_desktop.packs.model import Label


class StepPaper(StrEnum):
    """What a step is written on."""

    AUTHORISATION = "authorisation"
    MINUTES = "minutes"
    DISPLAY = "display"
    ANNOUNCEMENT = "announcement"
    APPROVAL = "approval"


class Subject(StrEnum):
    """Of whom a procedure is: of a household, of the village itself, or of a project."""

    HOUSEHOLD = "household"
    VILLAGE = "village"
    PROJECT = "project"


class Given(StrEnum):
    """What an effect writes where it writes no fixed value."""

    DATE = "@date"  # the day of the step
    MONTH = "@month"
    YEAR = "@year"
    BLANK = "@blank"
    ASKED = "?"  # whoever notes the step says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a step, once it has passed, says of its subject: a fixed value as typed, or one of ``Given``.

    ``kind`` is household, village_year (the village's record of the year of the step) or village_project.
    """

    property_name: str
    value: str
    kind: RecordKind = RecordKind.HOUSEHOLD

    @property
    def is_household_type(self) -> bool:
        """Say whether it settles what kind of household it is."""
        return self.kind is RecordKind.HOUSEHOLD and self.property_name == "household_type" and not self.is_asked

    @property
    def is_asked(self) -> bool:
        """Say whether a person gives the value."""
        return self.value == Given.ASKED

    def __str__(self) -> str:
        """Return it as the pack writes it."""
        return f"{self.kind.table}.{self.property_name}={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureStep:
    """One row of the sheet ``procedure_steps``: the step, its name, its paper, its effects, and where its rules stand.

    ``title`` is what its paper is called, where it is not called by the name of the step.
    """

    step: Step
    name: Label
    source: str
    paper: StepPaper | None = None
    title: Label | None = None
    effects: tuple[Effect, ...] = ()
    note: Label | None = None


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One row of the sheet ``procedures`` with its steps.

    ``household_types`` are those to whose households it is offered; none means every household.
    """

    id: str
    name: Label
    eras: str
    source: str
    steps: tuple[ProcedureStep, ...]
    household_types: tuple[str, ...] = ()
    counts_first_day: bool = True
    subject: Subject = Subject.HOUSEHOLD

    @cached_property
    def machine(self) -> Machine:
        """Return its steps as a state machine."""
        return Machine(steps=tuple(row.step for row in self.steps), counts_first_day=self.counts_first_day)

    def row(self, step: str) -> ProcedureStep | None:
        """Return the row of a step."""
        return next((row for row in self.steps if row.step.id == step), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureHead:
    """A row of the sheet ``procedures``."""

    id: str
    name: Label
    eras: str
    household_types: tuple[str, ...]
    counts_first_day: bool
    source: str
    subject: Subject = Subject.HOUSEHOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A row of the sheet ``procedure_steps``."""

    procedure: str
    row: ProcedureStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day that is off, or a day of a weekend that is worked."""

    day: date
    is_off: bool
    name: Label
    source: str
