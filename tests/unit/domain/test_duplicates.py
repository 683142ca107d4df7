"""Who may have been entered twice is found and ranked; who is plainly somebody else is not proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from poverty_desktop.domain.duplicate_pairs import Entry
from poverty_desktop.domain.duplicates import Reason, Tier, candidates, comparable_number
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.ids import HouseholdId, PersonId, RecordId


def _number(birth: str, serial: str = "996", prefix: str = "420581") -> str:
    body = prefix + birth.replace("-", "") + serial
    return body + check_character(body)


def _entry(place: int, **facts: str) -> Entry:
    told = {"name": "王桂英", "sex": "2", "birth": "1960-05-04", "village": "420581001001"} | facts
    if "number" not in told:
        told["number"] = _number(told["birth"])
    return Entry(
        person=PersonId(RecordId(place.to_bytes(16, "big"))),
        household=HouseholdId(RecordId(place.to_bytes(16, "little"))),
        **told,
    )


def _strangers(count: int = 300) -> list[Entry]:
    surnames, given = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋艳勇杰娟涛明超秀霞平"
    return [
        _entry(
            1000 + number,
            name=surnames[number % 10] + given[number % 20] + given[number // 20 % 20],
            sex=str(1 + number % 2),
            birth=f"{1940 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
        )
        for number in range(count)
    ]


_WRONG_DIGIT = _number("1960-05-04")[:12] + "14996" + _number("1960-05-04")[17:]


@pytest.mark.parametrize(
    ("changed", "tier", "reason"),
    [
        ({}, Tier.CERTAIN, Reason.SAME_NUMBER),
        ({"name": "李四", "birth": "1970-01-01"}, Tier.CERTAIN, Reason.SAME_NUMBER),
        ({"number": _WRONG_DIGIT}, Tier.LIKELY, Reason.ONE_DIGIT),
        ({"number": "", "name": "汪贵英"}, Tier.LIKELY, Reason.SOUND_ALIKE),
        ({"number": "", "birth": "1960-04-05"}, Tier.LIKELY, Reason.NEAR_BIRTH),
        ({"number": "", "birth": "", "phone": "13800000000"}, Tier.POSSIBLE, Reason.SAME_PHONE),
    ],
)
def test_that_the_second_entry_of_a_person_is_found(changed: dict[str, str], tier: Tier, reason: Reason) -> None:
    number = _number("1960-05-04")
    first = _entry(1, number=number, phone="13800000000")
    second = _entry(2, **{"number": number, **changed})
    found = [item for item in candidates([first, second, *_strangers()]) if {item.one, item.other} == {first, second}]
    assert [(item.tier, reason in item.reasons) for item in found] == [(tier, True)]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "王桂芳", "number": _number("1960-05-04", "998")},  # twins: one serial number apart
        {"name": "李大山", "sex": "1", "number": _number("1960-05-04", "997")},  # only the birthday in common
        {"birth": "1985-11-30", "number": _number("1985-11-30", "998")},  # a namesake of another age
    ],
)
def test_that_another_person_is_not_proposed(other: dict[str, str]) -> None:
    first, second = _entry(1), _entry(2, **other)
    found = candidates([first, second, *_strangers()])
    assert not [item for item in found if {item.one, item.other} == {first, second}]


def test_that_a_decided_pair_is_left_out() -> None:
    first, second = _entry(1), _entry(2)
    apart = frozenset((frozenset((first.person, second.person)),))
    assert candidates([first, second], apart=apart) == []


def test_that_two_memberships_of_one_entry_are_no_candidate() -> None:
    first = _entry(1)
    assert candidates([first, replace(first, household=HouseholdId(RecordId(bytes(16))))]) == []


def test_that_the_surest_comes_first_and_the_order_is_settled() -> None:
    entries = [_entry(1), _entry(2), _entry(3, number="")]
    found = candidates(entries)
    assert found == candidates(entries[::-1]) or {frozenset((c.one, c.other)) for c in found} == {
        frozenset((c.one, c.other)) for c in candidates(entries[::-1])
    }
    assert found[0].tier is Tier.CERTAIN


def test_that_placeholders_and_broken_numbers_are_not_compared() -> None:
    assert comparable_number("999999198001011234") == ""
    assert comparable_number("5.1E+17") == ""
    assert comparable_number("4.20581196001010E+17") == ""
    assert comparable_number("４２０５８１１９６００５０４９９６x12B1")[:17] == "42058119600504996"


def test_that_an_old_number_of_15_digits_is_the_one_that_it_became() -> None:
    number = _number("1960-05-04")
    assert comparable_number(number[:6] + number[8:17]) == number
    assert comparable_number("42058160050499X") == ""


def test_that_a_name_without_the_fathers_name_is_still_found() -> None:
    first, second = _entry(1, name="古丽娜尔·买买提"), _entry(2, name="古丽娜尔", number="")
    found = [item for item in candidates([first, second, *_strangers()]) if {item.one, item.other} == {first, second}]
    assert [(item.tier, Reason.PART_OF_NAME in item.reasons) for item in found] == [(Tier.LIKELY, True)]


def test_that_nobody_is_shown_by_the_repr_of_an_entry() -> None:
    assert "王桂英" not in repr(_entry(1))
