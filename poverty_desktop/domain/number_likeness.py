"""How two identity numbers are alike: the same, a digit apart, two neighbours swapped."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from poverty_desktop.domain.identity_number import CITIZEN_LENGTH

BODY = CITIZEN_LENGTH - 1
"""The digits that are compared: a mistyped number often got its check digit recomputed or mistyped along with it."""


class NumberLikeness(IntEnum):
    """The closest way in which two numbers are alike; a larger one is closer."""

    DIFFERENT = 0
    SWAPPED = 1
    ONE_DIGIT = 2
    SAME = 3


def number_likeness(one: str, other: str) -> NumberLikeness:
    """Say how the first seventeen characters of two numbers are alike; a blank one is like nothing."""
    left, right = one[:BODY], other[:BODY]
    if len(left) < BODY or len(right) < BODY:
        return NumberLikeness.DIFFERENT
    if left == right:
        return NumberLikeness.SAME if one == other else NumberLikeness.ONE_DIGIT
    apart = [place for place in range(BODY) if left[place] != right[place]]
    if len(apart) == 1:
        is_last_swapped = apart == [BODY - 1] and one[BODY - 1 :] == other[BODY - 1 :][::-1]
        return NumberLikeness.SWAPPED if is_last_swapped else NumberLikeness.ONE_DIGIT
    first, second = apart[0], apart[-1]
    if len(apart) == 2 and second == first + 1 and left[first] == right[second] and left[second] == right[first]:
        return NumberLikeness.SWAPPED
    return NumberLikeness.DIFFERENT


def number_keys(number: str, first: int = 0, last: int = BODY) -> Iterator[str]:
    """Yield keys of which two alike numbers share at least one: each digit masked, and each two neighbours sorted.

    Only the digits from ``first`` up to ``last`` are masked and sorted. Numbers that share a key are alike.
    """
    body = number[:BODY]
    if len(body) < BODY:
        return
    for place in range(first, last):
        yield f"{body[:place]}?{body[place + 1 :]}"
    for place in range(first, last - 1):
        low, high = sorted(body[place : place + 2])
        if low != high:
            yield f"{body[:place]}<{low}{high}>{body[place + 2 :]}"
