"""The four lights, state by state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.guarantee import Guarantee
from poverty_desktop.domain.guarantees import HouseFacts, Limits, MemberFacts, State, lights

ON = date(2026, 11, 23)
INSURED = {"resident_medical": True}


def member(**facts):
    return MemberFacts(person=b"p", **facts)


def state(guarantee, *members, house=None, limits=None, on=ON):
    found = lights(house or HouseFacts(), members, on=on, limits=limits)
    return next(light for light in found if light.guarantee is guarantee)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"birth_date": date(2016, 3, 1), "at_school": True}, State.GOOD),
        ({"birth_date": date(2016, 3, 1), "at_school": False}, State.BAD),
        ({"birth_date": date(2016, 3, 1)}, State.UNKNOWN),
        ({"birth_date": date(2016, 3, 1), "at_school": False, "reason_out": "tired"}, State.BAD),
        ({"birth_date": date(2016, 3, 1), "at_school": False, "reason_out": "ill"}, State.ATTENTION),
        ({"birth_date": date(2016, 3, 1), "reason_out": "tired"}, State.BAD),
        ({"birth_date": date(2011, 3, 1), "at_school": False, "has_finished": True}, State.GOOD),
        ({"birth_date": date(2020, 9, 1), "at_school": False}, State.BAD),  # six on the very day
        ({"birth_date": date(2020, 9, 2), "at_school": False}, State.GOOD),  # five: not yet of school age
        ({"birth_date": date(2010, 9, 1), "at_school": False}, State.GOOD),  # sixteen
        ({"birth_date": date(2010, 9, 2), "at_school": False}, State.BAD),  # fifteen
        ({"birth_date": date(1970, 9, 1)}, State.GOOD),
        ({}, State.UNKNOWN),
        ({"at_school": False}, State.GOOD),
    ],
)
def test_the_light_of_compulsory_education(facts, expected):
    limits = Limits(excused_reasons=frozenset({"ill"}))
    assert state(Guarantee.EDUCATION, member(**facts), limits=limits).state is expected


def test_that_school_age_is_taken_at_the_september_of_the_school_year():
    child = member(birth_date=date(2020, 5, 1), at_school=False)
    assert state(Guarantee.EDUCATION, child, on=date(2026, 8, 31)).state is State.GOOD  # five in September 2025
    assert state(Guarantee.EDUCATION, child, on=date(2026, 9, 1)).state is State.BAD


def test_that_the_worst_child_decides_and_stands_first():
    fine = member(birth_date=date(2016, 3, 1), at_school=True)
    out = MemberFacts(person=b"out", birth_date=date(2015, 3, 1), at_school=False)
    light = state(Guarantee.EDUCATION, fine, out)
    assert light.state is State.BAD
    assert light.reasons[0].person == b"out"
    assert light.reasons[0].params == {"age": 11}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (INSURED, State.GOOD),
        ({"employee_medical": True, "resident_medical": False}, State.GOOD),
        ({"resident_medical": True, "employee_medical": True}, State.ATTENTION),
        ({"resident_medical": True, "serious_illness_insurance": False}, State.ATTENTION),
        ({"resident_medical": False, "employee_medical": False}, State.BAD),
        ({"resident_medical": False}, State.BAD),
        ({"employee_medical": False}, State.UNKNOWN),
        ({}, State.UNKNOWN),
    ],
)
def test_the_light_of_basic_medical_care(facts, expected):
    assert state(Guarantee.MEDICAL, member(**facts)).state is expected


def test_that_one_uninsured_member_turns_the_light():
    light = state(Guarantee.MEDICAL, member(**INSURED), member(resident_medical=False, employee_medical=False))
    assert light.state is State.BAD
    assert len(light.reasons) == 1
    assert state(Guarantee.MEDICAL).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"dangerous_house": False, "house_grade": "A"}, State.GOOD),
        ({"dangerous_house": False}, State.GOOD),
        ({"house_grade": "b"}, State.GOOD),
        ({"dangerous_house": True, "house_grade": "C"}, State.BAD),
        ({"dangerous_house": True}, State.BAD),
        ({"house_grade": "D"}, State.BAD),
        ({"dangerous_house": True, "house_grade": "A"}, State.ATTENTION),
        ({"dangerous_house": False, "house_grade": "D"}, State.ATTENTION),
        ({"dangerous_house": False, "house_area": Decimal(25)}, State.ATTENTION),  # 12.5 each
        ({"dangerous_house": False, "house_area": Decimal(26)}, State.GOOD),
        ({"house_area": Decimal(10)}, State.ATTENTION),
        ({}, State.UNKNOWN),
    ],
)
def test_the_light_of_safe_housing(facts, expected):
    two = (member(), member())
    assert state(Guarantee.HOUSING, *two, house=HouseFacts(**facts)).state is expected


@pytest.mark.parametrize(
    ("safe", "difficult", "expected"),
    [
        (True, False, State.GOOD),
        (True, None, State.GOOD),
        (True, True, State.ATTENTION),
        (None, True, State.ATTENTION),
        (False, False, State.BAD),
        (False, True, State.BAD),
        (None, False, State.UNKNOWN),
        (None, None, State.UNKNOWN),
    ],
)
def test_the_light_of_safe_drinking_water(safe, difficult, expected):
    house = HouseFacts(safe_drinking_water=safe, drinking_water_difficulty=difficult)
    assert state(Guarantee.WATER, house=house).state is expected


tri = st.none() | st.booleans()


@given(
    st.builds(
        HouseFacts,
        dangerous_house=tri,
        house_grade=st.sampled_from([None, "A", "B", "C", "D"]),
        house_area=st.none() | st.decimals(0, 500, places=1),
        safe_drinking_water=tri,
        drinking_water_difficulty=tri,
    ),
    st.lists(
        st.builds(
            MemberFacts,
            person=st.binary(min_size=1, max_size=4),
            birth_date=st.none() | st.dates(date(1920, 1, 1), date(2030, 1, 1)),
            at_school=tri,
            has_finished=tri,
            reason_out=st.none() | st.just("tired"),
            resident_medical=tri,
            employee_medical=tri,
            serious_illness_insurance=tri,
        ),
        max_size=6,
    ),
)
def test_that_every_light_has_a_sentence_with_its_facts(house, members):
    found = lights(house, members, on=ON)
    assert [light.guarantee for light in found] == list(Guarantee)
    for light in found:
        assert light.reasons[0].state is light.state
        for reason in light.reasons:
            assert reason.message_id.format(**reason.params)
            assert reason.facts


def test_that_a_dwelling_in_which_nobody_is_recorded_fulfils_nothing():
    found = lights(HouseFacts(), (), on=ON)
    assert {light.state for light in found} == {State.UNKNOWN}
