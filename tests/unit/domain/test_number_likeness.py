"""Identity numbers are compared without their check digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.number_likeness import NumberLikeness, number_keys, number_likeness

_NUMBER = "420581198001019961"


@pytest.mark.parametrize(
    ("other", "likeness"),
    [
        (_NUMBER, NumberLikeness.SAME),
        ("42058119800101996X", NumberLikeness.ONE_DIGIT),
        ("420581198001019971", NumberLikeness.ONE_DIGIT),
        ("42058119800701996X", NumberLikeness.ONE_DIGIT),
        ("420851198001019961", NumberLikeness.SWAPPED),
        ("420581198010019961", NumberLikeness.SWAPPED),
        ("420581198001019916", NumberLikeness.SWAPPED),
        ("420581198002029961", NumberLikeness.DIFFERENT),
        ("", NumberLikeness.DIFFERENT),
        ("4205811980010199", NumberLikeness.DIFFERENT),
    ],
)
def test_that_a_digit_apart_is_seen(other: str, likeness: NumberLikeness) -> None:
    assert number_likeness(_NUMBER, other) is likeness


_DIGITS = st.text("0123456789", min_size=18, max_size=18)


@given(_DIGITS, st.integers(0, 16), st.sampled_from("0123456789"), st.booleans())
def test_that_alike_numbers_share_a_key(number: str, place: int, digit: str, swaps: bool) -> None:
    if swaps and place < 16:
        other = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    else:
        other = number[:place] + digit + number[place + 1 :]
    assert number_likeness(number, other) is not NumberLikeness.DIFFERENT
    assert set(number_keys(number)) & set(number_keys(other))


@given(_DIGITS, _DIGITS)
def test_that_numbers_which_share_no_key_are_different(one: str, other: str) -> None:
    if not set(number_keys(one)) & set(number_keys(other)):
        assert number_likeness(one, other) is NumberLikeness.DIFFERENT
