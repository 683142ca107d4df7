"""The four lights of a household: compulsory education, basic medical care, safe housing, safe drinking water."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.domain.guarantee import Guarantee
from poverty_desktop.domain.person import age_at, school_year_start
from poverty_desktop.i18n import N_


class State(StrEnum):
    """The colour of a light."""

    GOOD = "good"
    ATTENTION = "attention"
    UNKNOWN = "unknown"
    BAD = "bad"


_WORST_FIRST = (State.BAD, State.ATTENTION, State.UNKNOWN, State.GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence behind a light, the facts that it was made from, and the person whom it is about."""

    state: State
    message_id: str
    facts: tuple[str, ...]  # property names
    person: bytes | None = None
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One guarantee: the worst of its reasons decides."""

    guarantee: Guarantee
    state: State
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """What the lights look at in one member; None where nothing is recorded.

    ``has_finished`` means that the nine years of compulsory education are completed; ``reason_out`` is the code of
    the recorded reason for not being at school.
    """

    person: bytes
    birth_date: date | None = None
    at_school: bool | None = None
    has_finished: bool | None = None
    reason_out: str | None = None
    resident_medical: bool | None = None
    employee_medical: bool | None = None
    serious_illness_insurance: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFacts:
    """What the lights look at in the household's year; ``house_grade`` is A to D, the area is in square metres."""

    dangerous_house: bool | None = None
    house_grade: str | None = None
    house_area: Decimal | None = None
    safe_drinking_water: bool | None = None
    drinking_water_difficulty: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a province may set otherwise. The values come from the pack; the defaults are the guidance of 2019."""

    school_age_from: int = 6
    school_age_to: int = 15
    least_area: Decimal = Decimal(13)  # square metres per person
    excused_reasons: frozenset[str] = frozenset()  # codes of reasons that illness or disability give


def lights(
    house: HouseFacts, members: Sequence[MemberFacts], *, on: date, limits: Limits | None = None
) -> tuple[Light, Light, Light, Light]:
    """Return the four lights as of ``on``; school age is taken at 1 September of that school year.

    Sources: domain.md 3.5, rules C03, E01-E04.
    """
    bounds = limits or Limits()
    return (
        _light(Guarantee.EDUCATION, _education(members, on, bounds)),
        _light(Guarantee.MEDICAL, _medical(members)),
        _light(Guarantee.HOUSING, _housing(house, len(members), bounds)),
        _light(Guarantee.WATER, _water(house)),
    )


def _light(guarantee: Guarantee, reasons: list[Reason]) -> Light:
    state = next(state for state in _WORST_FIRST if any(reason.state is state for reason in reasons))
    ordered = sorted(reasons, key=lambda reason: _WORST_FIRST.index(reason.state))
    return Light(guarantee=guarantee, state=state, reasons=tuple(ordered))


def _education(members: Sequence[MemberFacts], on: date, limits: Limits) -> list[Reason]:
    if not members:
        return [_of_house(State.UNKNOWN, N_("No members are recorded."), "birth_date")]
    day = school_year_start(on)
    reasons = []
    for member in members:
        if member.birth_date is None:
            if member.at_school is None and not member.has_finished:
                reasons.append(
                    _about(member, State.UNKNOWN, N_("The birth date is not recorded."), "birth_date", "schooling")
                )
            continue
        age = age_at(member.birth_date, day)
        if age is not None and limits.school_age_from <= age <= limits.school_age_to:
            reasons.append(_pupil(member, age, limits))
    if not reasons:
        return [_of_house(State.GOOD, N_("No member is of school age."), "birth_date")]
    return reasons


def _pupil(member: MemberFacts, age: int, limits: Limits) -> Reason:
    facts = ("birth_date", "schooling", "education", "dropout_reason")
    params = MappingProxyType({"age": age})

    def reason(state: State, message_id: str) -> Reason:
        return Reason(state=state, message_id=message_id, facts=facts, person=member.person, params=params)

    if member.at_school:
        return reason(State.GOOD, N_("A child of {age} is at school."))
    if member.has_finished:
        return reason(State.GOOD, N_("A child of {age} has finished compulsory education."))
    if member.reason_out is not None and member.reason_out in limits.excused_reasons:
        return reason(
            State.ATTENTION,
            N_("A child of {age} is not at school because of illness or disability; keep the certificate."),
        )
    if member.at_school is None and member.reason_out is None:
        return reason(State.UNKNOWN, N_("Whether a child of {age} is at school is not recorded."))
    return reason(State.BAD, N_("A child of {age} is not at school."))


def _medical(members: Sequence[MemberFacts]) -> list[Reason]:
    if not members:
        return [_of_house(State.UNKNOWN, N_("No members are recorded."), "resident_medical")]
    reasons = [_insurance(member) for member in members]
    if all(reason.state is State.GOOD for reason in reasons):
        return [
            _of_house(
                State.GOOD, N_("Every member has basic medical insurance."), "resident_medical", "employee_medical"
            )
        ]
    return [reason for reason in reasons if reason.state is not State.GOOD]


def _insurance(member: MemberFacts) -> Reason:
    both = ("resident_medical", "employee_medical")
    resident, employee = member.resident_medical, member.employee_medical
    if resident and employee:
        return _about(member, State.ATTENTION, N_("Both medical insurances are recorded; one is enough."), *both)
    if resident or employee:
        if member.serious_illness_insurance is False:
            return _about(
                member,
                State.ATTENTION,
                N_("Insured, but without insurance for serious illness."),
                *both,
                "serious_illness_insurance",
            )
        return _about(member, State.GOOD, N_("Insured."), *both)
    if resident is None and employee is None:
        return _about(member, State.UNKNOWN, N_("Whether the member has medical insurance is not recorded."), *both)
    if resident is None:
        return _about(member, State.UNKNOWN, N_("Resident medical insurance is not recorded."), *both)
    return _about(member, State.BAD, N_("The member has no basic medical insurance."), *both)


def _housing(house: HouseFacts, size: int, limits: Limits) -> list[Reason]:
    facts = ("dangerous_house", "house_grade")
    grade = house.house_grade.upper() if house.house_grade else None
    per_person = house.house_area / size if house.house_area is not None and size else None
    small = per_person is not None and per_person < limits.least_area
    area = _of_house(
        State.ATTENTION,
        N_("Less than {area} square metres of housing per person."),
        "house_area",
        area=int(limits.least_area),
    )
    if house.dangerous_house is None and grade is None:
        unknown = _of_house(State.UNKNOWN, N_("Whether the house is safe is not recorded."), *facts)
        return [unknown, area] if small else [unknown]
    if (house.dangerous_house is True and grade in ("A", "B")) or (
        house.dangerous_house is False and grade in ("C", "D")
    ):
        return [
            _of_house(
                State.ATTENTION, N_("The grade {grade} contradicts what is recorded of danger."), *facts, grade=grade
            )
        ]
    if house.dangerous_house or grade in ("C", "D"):
        if grade is None:
            return [_of_house(State.BAD, N_("The house is recorded as dangerous, without a grade."), *facts)]
        return [_of_house(State.BAD, N_("The house is dangerous, grade {grade}."), *facts, grade=grade)]
    safe = _of_house(State.GOOD, N_("The house is safe."), *facts)
    return [safe, area] if small else [safe]


def _water(house: HouseFacts) -> list[Reason]:
    facts = ("safe_drinking_water", "drinking_water_difficulty")
    safe, difficult = house.safe_drinking_water, house.drinking_water_difficulty
    if safe is False:
        return [_of_house(State.BAD, N_("The drinking water is not safe."), *facts)]
    if difficult:
        return [_of_house(State.ATTENTION, N_("Fetching drinking water is difficult."), *facts)]
    if safe is None:
        return [_of_house(State.UNKNOWN, N_("Whether the drinking water is safe is not recorded."), *facts)]
    return [_of_house(State.GOOD, N_("The drinking water is safe."), *facts)]


def _about(member: MemberFacts, state: State, message_id: str, *facts: str) -> Reason:
    return Reason(state=state, message_id=message_id, facts=facts, person=member.person)


def _of_house(state: State, message_id: str, *facts: str, **params: object) -> Reason:
    return Reason(state=state, message_id=message_id, facts=facts, params=MappingProxyType(params))
