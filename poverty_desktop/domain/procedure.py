"""A procedure as a state machine: its steps, what may come after which, and what each step asks for.

Which procedures there are, and every number in them, is data of the policy pack (domain.md 3.1, 3.3, 3.4, 3.7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from poverty_desktop.domain.workdays import Unit

START = "start"
"""Stands in ``after`` of the steps with which a procedure begins."""


class Actor(StrEnum):
    """Who takes a step."""

    HOUSEHOLD = "household"
    GROUP = "group"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


class Outcome(StrEnum):
    """How a step came out: a review that refuses and a display that meets an objection have failed."""

    PASSED = "passed"
    FAILED = "failed"


class Ending(StrEnum):
    """What it means that a procedure ends with a step."""

    COMPLETED = "completed"
    REJECTED = "rejected"


class Moment(StrEnum):
    """Which day of a step a rule counts from."""

    ON = "on"  # the day it is signed, or a display is hung out
    END = "end"  # the last day of a display


@dataclass(frozen=True, slots=True, order=True)
class After:
    """A step may come after ``step`` has come out as ``outcome``."""

    step: str
    outcome: Outcome = Outcome.PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """``count`` units after a day: that of a step, or a date of the register such as ``household.identified_on``."""

    anchor: str
    count: int
    unit: Unit = Unit.DAY
    moment: Moment = Moment.ON

    @property
    def is_register(self) -> bool:
        """Say whether the day stands in the register."""
        return "." in self.anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole that is needed: at least ``fraction``, or more than it."""

    fraction: Fraction
    is_strict: bool = False

    def is_reached(self, part: int, whole: int) -> bool:
        """Say whether ``part`` of ``whole`` is enough; of nobody nothing is."""
        if whole <= 0:
            return False
        return part > self.fraction * whole if self.is_strict else part >= self.fraction * whole

    def __str__(self) -> str:
        """Return it as the pack writes it."""
        return f"{'>' if self.is_strict else '>='}{self.fraction}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``needs`` are steps that must lie before it at any distance; ``earliest`` and ``latest`` its clocks.

    ``display_days`` is the least length of a display, None for a step that displays nothing. ``quorum`` is the part of
    those entitled to vote who must be present, ``majority`` the part of those present who must agree.
    """

    id: str
    actor: Actor
    after: tuple[After, ...]
    needs: tuple[str, ...] = ()
    earliest: tuple[DateRule, ...] = ()
    latest: tuple[DateRule, ...] = ()
    display_days: int | None = None
    display_unit: Unit = Unit.DAY
    quorum: Share | None = None
    majority: Share | None = None
    signatures: tuple[str, ...] = ()
    ends: Ending | None = None

    @property
    def votes(self) -> bool:
        """Say whether it is decided by votes."""
        return self.quorum is not None or self.majority is not None


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The steps of one procedure; ``counts_first_day`` says whether the day on which a display is hung out counts."""

    steps: tuple[Step, ...]
    counts_first_day: bool = True
    by_id: Mapping[str, Step] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", MappingProxyType({step.id: step for step in self.steps}))

    def following(self, last: After) -> tuple[Step, ...]:
        """Return the steps that may come after ``last``."""
        return tuple(step for step in self.steps if last in step.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step as it was taken, or as somebody is about to sign it.

    ``until`` is the day on which a display was taken down, None while it hangs. Votes are None where none were noted.
    """

    step: str
    on: date
    until: date | None = None
    outcome: Outcome = Outcome.PASSED
    entitled: int | None = None
    present: int | None = None
    agreed: int | None = None
    opposed: int | None = None
    abstained: int | None = None
    signatures: frozenset[str] = frozenset()


def state_of(taken: Sequence[Taken]) -> After:
    """Return where a procedure stands: its last step and how it came out."""
    return After(taken[-1].step, taken[-1].outcome) if taken else After(START)


def ending_of(machine: Machine, taken: Sequence[Taken]) -> Ending | None:
    """Return how a procedure has ended, None while it runs; a step the machine does not know ends nothing."""
    if not taken or taken[-1].outcome is Outcome.FAILED:
        return None
    step = machine.by_id.get(taken[-1].step)
    return step.ends if step is not None else None
