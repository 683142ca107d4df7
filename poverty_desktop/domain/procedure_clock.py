"""The clocks of a procedure: what may come next and when at the earliest, what is due, how long a display hangs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from poverty_desktop.domain.procedure import (
    DateRule,
    Ending,
    Machine,
    Moment,
    Outcome,
    Step,
    Taken,
    ending_of,
    state_of,
)
from poverty_desktop.domain.workdays import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A day that a rule gives."""

    day: date
    rule: DateRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A step that may come next; ``earliest`` and ``latest`` are None where no rule gives a day.

    ``lacks`` are steps that it needs and that were not taken.
    """

    step: Step
    earliest: Bound | None
    latest: Bound | None
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """One running procedure seen by its days.

    ``display_ends`` is the last day of a display that hangs, ``due`` the first deadline among the steps that lead
    on, ``ready`` the first day on which one of them is allowed.
    """

    next: tuple[Next, ...]
    display_ends: date | None = None
    due: Bound | None = None
    ready: date | None = None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Tells the days of a procedure from the steps taken; ``facts`` are dates of the register by ``kind.name``."""

    machine: Machine
    taken: Sequence[Taken]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    facts: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))

    def next_steps(self) -> tuple[Next, ...]:
        """Return what may come next, in the order of the pack."""
        return tuple(self.of(step) for step in self.machine.following(state_of(self.taken)))

    def of(self, step: Step) -> Next:
        """Return the clock of one step, whether or not it may come next."""
        done = {item.step for item in self.taken if item.outcome is Outcome.PASSED}
        return Next(
            step=step,
            earliest=max(self._bounds(step.earliest), key=lambda bound: bound.day, default=None),
            latest=min(self._bounds(step.latest), key=lambda bound: bound.day, default=None),
            lacks=tuple(name for name in step.needs if name not in done),
        )

    def last_day(self, taken: Taken) -> date:
        """Return the last day of a display: when it was taken down, else when it may be; of other steps their day."""
        step = self.machine.by_id.get(taken.step)
        if taken.until is not None:
            return taken.until
        if step is None or step.display_days is None:
            return taken.on
        return self.least_end(step, taken.on)

    def least_end(self, step: Step, start: date) -> date:
        """Return the last day that a display hung out on ``start`` must still hang."""
        return self.calendar.last_of(
            start, step.display_days or 1, step.display_unit, counts_first=self.machine.counts_first_day
        )

    def shown_days(self, step: Step, start: date, end: date) -> int:
        """Return how many days a display from ``start`` to ``end`` counts."""
        return self.calendar.count(start, end, step.display_unit, counts_first=self.machine.counts_first_day)

    def day_of(self, rule: DateRule) -> date | None:
        """Return the day that a rule gives, None where what it counts from has not happened."""
        if rule.is_register:
            start = self.facts.get(rule.anchor)
        else:
            found = next((item for item in reversed(self.taken) if item.step == rule.anchor), None)
            start = None if found is None else self.last_day(found) if rule.moment is Moment.END else found.on
        return None if start is None else self.calendar.after(start, rule.count, rule.unit)

    def clocks(self) -> Clocks:
        """Return what runs now; nothing runs in a procedure that has ended."""
        following = self.next_steps()
        if ending_of(self.machine, self.taken) is not None:
            return Clocks(next=following)
        last = self.taken[-1] if self.taken else None
        hanging = last is not None and last.until is None and self._is_display(last.step)
        # A rejection is always allowed and has no hurry: what leads on decides.
        onward = [item for item in following if item.step.ends is not Ending.REJECTED]
        ready = [self._first_day(item) for item in onward]
        return Clocks(
            next=following,
            display_ends=self.last_day(last) if hanging and last is not None else None,
            due=min((item.latest for item in onward if item.latest), key=lambda bound: bound.day, default=None),
            ready=min((day for day in ready if day is not None), default=None),
        )

    def _first_day(self, item: Next) -> date | None:
        return item.earliest.day if item.earliest else self.taken[-1].on if self.taken else None

    def _is_display(self, name: str) -> bool:
        step = self.machine.by_id.get(name)
        return step is not None and step.display_days is not None

    def _bounds(self, rules: Sequence[DateRule]) -> list[Bound]:
        days = [(self.day_of(rule), rule) for rule in rules]
        return [Bound(day=day, rule=rule) for day, rule in days if day is not None]
