"""What speaks against signing a step: said before the paper is signed, for a signed one cannot be made undone.

A warning stops no draft, and nothing that has happened: whoever notes it all the same says why (domain.md 8.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.procedure import DateRule, Outcome, Step, Taken, state_of
from poverty_desktop.domain.procedure_clock import Clock
from poverty_desktop.domain.workdays import Unit


class Fault(StrEnum):
    """Which rule a step breaks."""

    NOT_NEXT = "not_next"
    LACKS = "lacks"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    BEFORE_LAST = "before_last"
    FUTURE = "future"
    DISPLAY_SHORT = "display_short"
    DISPLAY_BACKWARDS = "display_backwards"
    VOTES_MISSING = "votes_missing"
    VOTES_SUM = "votes_sum"
    NO_QUORUM = "no_quorum"
    NO_MAJORITY = "no_majority"
    UNSIGNED = "unsigned"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One objection to a step: what it concerns, in days, steps and numbers; words are chosen at the screen."""

    fault: Fault
    day: date | None = None
    rule: DateRule | None = None
    steps: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_date(self) -> bool:
        """Say whether it is about a date or the order of papers, which no later paper can mend."""
        return self.fault in _OF_ORDER


_OF_ORDER = frozenset(
    {
        Fault.NOT_NEXT, Fault.LACKS, Fault.TOO_EARLY, Fault.TOO_LATE, Fault.BEFORE_LAST, Fault.DISPLAY_SHORT,
        Fault.DISPLAY_BACKWARDS,
    }
)  # fmt: skip


def warnings(clock: Clock, proposed: Taken, *, today: date) -> tuple[Warned, ...]:
    """Return what speaks against ``proposed`` as the next step; nothing where it keeps every rule."""
    step = clock.machine.by_id.get(proposed.step)
    if step is None:
        return (Warned(fault=Fault.NOT_NEXT, steps=(proposed.step,)),)
    return (
        *_order(clock, step, proposed, today),
        *_dates(clock, step, proposed),
        *_display(clock, step, proposed),
        *_votes(step, proposed),
        *_signatures(step, proposed),
    )


def _order(clock: Clock, step: Step, proposed: Taken, today: date) -> Iterator[Warned]:
    state = state_of(clock.taken)
    if state not in step.after:
        yield Warned(fault=Fault.NOT_NEXT, steps=(step.id, state.step))
    if lacks := clock.of(step).lacks:
        yield Warned(fault=Fault.LACKS, steps=lacks)
    if clock.taken and proposed.on < clock.taken[-1].on:
        yield Warned(fault=Fault.BEFORE_LAST, day=clock.taken[-1].on, steps=(clock.taken[-1].step,))
    if proposed.on > today or (proposed.until is not None and proposed.until > today):
        yield Warned(fault=Fault.FUTURE, day=today)


def _dates(clock: Clock, step: Step, proposed: Taken) -> Iterator[Warned]:
    if proposed.outcome is Outcome.FAILED:
        return  # what is refused may be refused at once
    bounds = clock.of(step)
    if bounds.earliest is not None and proposed.on < bounds.earliest.day:
        yield Warned(fault=Fault.TOO_EARLY, day=bounds.earliest.day, rule=bounds.earliest.rule)
    if bounds.latest is not None and proposed.on > bounds.latest.day:
        yield Warned(fault=Fault.TOO_LATE, day=bounds.latest.day, rule=bounds.latest.rule)
    rules = [rule for rule in (*step.earliest, *step.latest) if rule.unit is Unit.WORKDAY]
    counts_work = bool(rules) or (step.display_days is not None and step.display_unit is Unit.WORKDAY)
    if counts_work and not clock.calendar.knows(proposed.on):
        yield Warned(fault=Fault.CALENDAR, numbers=(proposed.on.year,))


def _display(clock: Clock, step: Step, proposed: Taken) -> Iterator[Warned]:
    if step.display_days is not None and proposed.until is not None:
        if proposed.until < proposed.on:
            yield Warned(fault=Fault.DISPLAY_BACKWARDS)
        elif proposed.outcome is Outcome.PASSED and proposed.until < clock.least_end(step, proposed.on):
            shown = clock.shown_days(step, proposed.on, proposed.until)
            yield Warned(
                fault=Fault.DISPLAY_SHORT,
                day=clock.least_end(step, proposed.on),
                numbers=(shown, step.display_days),
            )


def _votes(step: Step, proposed: Taken) -> Iterator[Warned]:
    if not step.votes:
        return
    entitled, present = proposed.entitled, proposed.present
    parts = (proposed.agreed, proposed.opposed, proposed.abstained)
    agreed = proposed.agreed
    if present is None or agreed is None or (step.quorum is not None and entitled is None):
        yield Warned(fault=Fault.VOTES_MISSING)
        return
    if sum(part or 0 for part in parts) != present or any((part or 0) < 0 for part in parts):
        yield Warned(fault=Fault.VOTES_SUM, numbers=(sum(part or 0 for part in parts), present))
    if step.quorum is not None and not step.quorum.is_reached(present, entitled or 0):
        yield Warned(fault=Fault.NO_QUORUM, numbers=(present, entitled or 0), names=(str(step.quorum),))
    has_passed = proposed.outcome is Outcome.PASSED
    if step.majority is not None and has_passed and not step.majority.is_reached(agreed, present):
        yield Warned(fault=Fault.NO_MAJORITY, numbers=(agreed, present), names=(str(step.majority),))


def _signatures(step: Step, proposed: Taken) -> Iterator[Warned]:
    if missing := tuple(name for name in step.signatures if name not in proposed.signatures):
        yield Warned(fault=Fault.UNSIGNED, names=missing)


def replayed(clock: Clock, *, today: date) -> tuple[tuple[Warned, ...], ...]:
    """Return for each step taken what spoke against it when it was taken, as the rules are now."""
    found = []
    for number, item in enumerate(clock.taken):
        before = Clock(
            machine=clock.machine, taken=tuple(clock.taken[:number]), calendar=clock.calendar, facts=clock.facts
        )
        found.append(warnings(before, item, today=today))
    return tuple(found)
