"""The shipped procedures: what may follow what, when at the earliest, and what is warned of before it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_desktop.domain.procedure import Ending, Moment, Outcome, Taken, ending_of
from poverty_desktop.domain.procedure_clock import Clock
from poverty_desktop.domain.procedure_warnings import Fault, replayed, warnings
from poverty_desktop.packs.load import load_shipped

PACK = load_shipped()
FAR = date(2099, 1, 1)
EXIT_BEGUN = (
    Taken(step="nomination", on=date(2017, 2, 10)),
    Taken(step="visit", on=date(2017, 2, 15), signatures=frozenset({"visitors"})),
    Taken(step="consent", on=date(2017, 2, 20), signatures=frozenset({"household"})),
    Taken(step="review", on=date(2017, 2, 25), entitled=30, present=24, agreed=20, opposed=3, abstained=1),
)
MARCH = [date(2017, 3, day) for day in range(1, 32)]


def march(day: int) -> date:
    return date(2017, 3, day)


def faults(machine, taken, proposed, **more) -> set[Fault]:
    clock = Clock(machine=machine, taken=taken, calendar=PACK.calendar, **more)
    return {item.fault for item in warnings(clock, proposed, today=FAR)}


def signed(machine, step: str, on: date, **more) -> Taken:
    return Taken(step=step, on=on, signatures=frozenset(machine.by_id[step].signatures), **more)


@pytest.fixture
def exits():
    return PACK.procedure("exit").machine


@pytest.fixture
def shown(exits):
    """The exit procedure up to the village's signature on 7 March, displayed since 1 March (domain.md 11.3)."""
    return (
        *EXIT_BEGUN,
        Taken(step="village_display", on=march(1), until=march(7)),
        signed(exits, "village_sign", march(7)),
    )


@pytest.mark.parametrize(("day", "is_early"), [(10, True), (13, True), (14, False), (20, False)])
def test_that_the_township_signs_seven_days_after_the_village(exits, shown, day, is_early):
    assert (Fault.TOO_EARLY in faults(exits, shown, signed(exits, "township", march(day)))) is is_early


@pytest.mark.parametrize(("day", "is_early"), [(18, True), (20, True), (21, False)])
def test_that_the_county_signs_seven_days_after_the_township(exits, shown, day, is_early):
    taken = (
        *shown,
        signed(exits, "township", march(14)),
        Taken(step="township_display", on=march(14), until=march(20)),
    )
    assert (Fault.TOO_EARLY in faults(exits, taken, signed(exits, "county", march(day)))) is is_early


def test_that_the_earliest_days_are_told_before_anything_is_signed(exits, shown):
    (township,) = (item for item in Clock(machine=exits, taken=shown).next_steps() if item.step.id == "township")
    assert township.earliest.day == march(14)
    assert township.earliest.rule.anchor == "village_sign"


@pytest.mark.parametrize(("day", "fault"), [(1, None), (7, None), (8, Fault.TOO_LATE)])
def test_that_the_village_signs_while_the_display_hangs(exits, day, fault):
    taken = (*EXIT_BEGUN, Taken(step="village_display", on=march(1)))
    found = faults(exits, taken, signed(exits, "village_sign", march(day)))
    assert found == ({fault} if fault else set())


def test_that_a_household_cannot_agree_after_the_display_has_begun(exits):
    taken = EXIT_BEGUN[:2]
    late = signed(exits, "consent", march(3))
    assert faults(exits, taken, late) == set()
    assert Fault.BEFORE_LAST in faults(
        exits, (*taken, late), Taken(step="review", on=march(1), entitled=3, present=3, agreed=3)
    )


@pytest.mark.parametrize(("until", "is_short"), [(4, True), (5, False), (9, False)])
def test_that_a_display_of_the_monitoring_era_lasts_five_days(until, is_short):
    machine = PACK.procedure("identification").machine
    taken = tuple(
        Taken(step=name, on=date(2026, 3, 1)) for name in ("clue", "visit", "authorisation", "comparison", "review")
    )
    shown = Taken(step="display", on=date(2026, 3, 1), until=date(2026, 3, until))
    assert (Fault.DISPLAY_SHORT in faults(machine, taken, shown)) is is_short


def test_that_data_are_not_compared_without_the_authorisation_of_the_household():
    machine = PACK.procedure("identification").machine
    taken = (Taken(step="clue", on=date(2026, 3, 1)), Taken(step="visit", on=date(2026, 3, 2)))
    found = faults(machine, taken, Taken(step="comparison", on=date(2026, 3, 3)))
    assert {Fault.NOT_NEXT, Fault.LACKS} <= found


def test_that_from_clue_to_identification_there_are_fifteen_days():
    machine = PACK.procedure("identification").machine
    names = ("clue", "visit", "authorisation", "comparison", "review", "display", "township")
    taken = tuple(Taken(step=name, on=date(2026, 3, 1)) for name in names)
    assert Fault.TOO_LATE not in faults(machine, taken, signed(machine, "county", date(2026, 3, 16)))
    assert Fault.TOO_LATE in faults(machine, taken, signed(machine, "county", date(2026, 3, 17)))
    due = Clock(machine=machine, taken=taken).clocks().due
    assert due.day == date(2026, 3, 16)


def test_that_a_risk_is_not_eliminated_within_six_months():
    machine = PACK.procedure("elimination").machine
    facts = {"household.identified_on": date(2026, 1, 1)}
    check = signed(machine, "check", date(2026, 6, 30))
    assert Fault.TOO_EARLY in faults(machine, (), check, facts=facts)
    assert faults(machine, (), replace(check, on=date(2026, 7, 1)), facts=facts) == set()
    assert faults(machine, (), check) == set()  # nothing is known of the identification, so nothing is claimed


@pytest.mark.parametrize(
    ("votes", "fault"),
    [
        ({"entitled": 30, "present": 20, "agreed": 11, "opposed": 9}, None),
        ({"entitled": 30, "present": 19, "agreed": 19}, Fault.NO_QUORUM),
        ({"entitled": 30, "present": 20, "agreed": 10, "opposed": 10}, Fault.NO_MAJORITY),
        ({"entitled": 30, "present": 20, "agreed": 11, "opposed": 8}, Fault.VOTES_SUM),
        ({"entitled": 30, "present": 20}, Fault.VOTES_MISSING),
        ({"entitled": 0, "present": 0, "agreed": 0}, Fault.NO_QUORUM),
    ],
)
def test_that_votes_are_counted_by_quorum_and_majority(exits, votes, fault):
    found = faults(exits, EXIT_BEGUN[:3], replace(signed(exits, "review", date(2017, 2, 25)), **votes))
    assert fault in found if fault else found == set()


def test_that_a_refused_review_leads_to_the_refusal_and_nowhere_else(exits):
    taken = (*EXIT_BEGUN[:3], Taken(step="review", on=march(1), outcome=Outcome.FAILED))
    assert [item.step.id for item in Clock(machine=exits, taken=taken).next_steps()] == ["rejected"]
    assert ending_of(exits, (*taken, Taken(step="rejected", on=march(2)))) is Ending.REJECTED


def test_that_an_objection_to_a_display_leads_back_to_the_review(exits):
    taken = (*EXIT_BEGUN, Taken(step="village_display", on=march(1), until=march(3), outcome=Outcome.FAILED))
    assert "review" in [item.step.id for item in Clock(machine=exits, taken=taken).next_steps()]


def test_that_missing_signatures_are_named(exits, shown):
    clock = Clock(machine=exits, taken=shown)
    proposed = Taken(step="township", on=march(14), signatures=frozenset({"station_head"}))
    (found,) = warnings(clock, proposed, today=FAR)
    assert found.names == ("township_secretary", "township_head")


def test_that_a_day_to_come_is_warned_of(exits):
    clock = Clock(machine=exits, taken=())
    assert [item.fault for item in warnings(clock, Taken(step="nomination", on=march(2)), today=march(1))] == [
        Fault.FUTURE
    ]


def test_that_the_display_that_hangs_tells_its_last_day(exits):
    taken = (*EXIT_BEGUN, Taken(step="village_display", on=march(1)))
    assert Clock(machine=exits, taken=taken).clocks().display_ends == march(7)
    taken_down = (*taken[:-1], replace(taken[-1], until=march(9)))
    assert Clock(machine=exits, taken=taken_down).clocks().display_ends is None


def test_that_an_elimination_can_be_taken_back_after_it_has_ended():
    machine = PACK.procedure("elimination").machine
    names = ("check", "consent", "review", "display", "township", "county", "announcement", "entry")
    taken = tuple(Taken(step=name, on=date(2026, 3, 1)) for name in names)
    assert ending_of(machine, taken) is Ending.COMPLETED
    assert [item.step.id for item in Clock(machine=machine, taken=taken).next_steps()] == ["rolled_back"]


@st.composite
def walks(draw):
    """A procedure gone through as the program allows it, each step on a day that it calls allowed."""
    procedure = draw(st.sampled_from(PACK.procedures))
    machine = procedure.machine
    facts = {"household.identified_on": draw(st.dates(date(2020, 1, 1), date(2026, 1, 1)))}
    taken: list[Taken] = []
    day = draw(st.dates(date(2026, 1, 1), date(2026, 6, 1)))
    for _number in range(draw(st.integers(1, 16))):
        clock = Clock(machine=machine, taken=tuple(taken), calendar=PACK.calendar, facts=facts)
        following = [item for item in clock.next_steps() if not item.lacks]
        if not following:
            break
        chosen = draw(st.sampled_from(following))
        first = max([day, *([chosen.earliest.day] if chosen.earliest else [])])
        if chosen.latest and chosen.latest.day < first:
            break  # the deadline has gone by: nothing is allowed any more
        room = (chosen.latest.day - first).days if chosen.latest else 40
        day = first + timedelta(days=draw(st.integers(0, min(room, 40))))
        until = None
        if chosen.step.display_days is not None and draw(st.booleans()):
            until = clock.least_end(chosen.step, day) + timedelta(days=draw(st.integers(0, 5)))
        outcome = draw(st.sampled_from(Outcome))
        taken.append(
            Taken(
                step=chosen.step.id, on=day, until=until, outcome=outcome, entitled=30, present=30, agreed=30,
                signatures=frozenset(chosen.step.signatures),
            )
        )  # fmt: skip
    return machine, tuple(taken), facts


def _days(machine, taken, number, rule, facts) -> date | None:
    """Work out a rule by hand, with nothing of the clock but the calendar's own counting."""
    if rule.anchor in facts:
        start = facts[rule.anchor]
    else:
        before = [item for item in taken[:number] if item.step == rule.anchor]
        if not before:
            return None
        last = before[-1]
        start = last.on
        if rule.moment is Moment.END:
            length = machine.by_id[rule.anchor].display_days
            start = last.until or last.on + timedelta(days=length - 1)
    return PACK.calendar.after(start, rule.count, rule.unit)


@given(walks())
@settings(deadline=None, max_examples=300)
def test_that_no_walk_of_allowed_steps_has_an_order_of_days_that_the_rules_forbid(walk):
    machine, taken, facts = walk
    for number, item in enumerate(taken):
        step = machine.by_id[item.step]
        assert all(item.on >= earlier.on for earlier in taken[:number])
        assert set(step.needs) <= {earlier.step for earlier in taken[:number]}
        for rule in step.earliest:
            bound = _days(machine, taken, number, rule, facts)
            assert bound is None or item.on >= bound
        for rule in step.latest:
            bound = _days(machine, taken, number, rule, facts)
            assert bound is None or item.on <= bound
    clock = Clock(machine=machine, taken=taken, calendar=PACK.calendar, facts=facts)
    assert all(found == () for found in replayed(clock, today=FAR))


@pytest.mark.parametrize("procedure", PACK.procedures, ids=lambda item: item.id)
def test_that_every_step_can_be_reached_and_every_way_ends(procedure):
    machine = procedure.machine
    ends = {step.id for step in machine.steps if step.ends is not None}
    reached, waiting = set(), [()]
    while waiting:
        taken = waiting.pop()
        for item in Clock(machine=machine, taken=taken).next_steps():
            if item.step.id not in reached:
                reached.add(item.step.id)
                waiting += [
                    (*taken, Taken(step=item.step.id, on=date(2026, 3, 1), outcome=outcome)) for outcome in Outcome
                ]
    assert reached == {step.id for step in machine.steps}
    assert ends
