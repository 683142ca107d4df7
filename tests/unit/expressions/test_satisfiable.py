from __future__ import annotations

import pytest

from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.satisfiable import always_holds, constant_part, is_constant, never_holds


@pytest.mark.parametrize(
    "source",
    [
        "a < 0 and a > 100",
        "a >= 5 and b = 1 and 5 > a",
        "a = '1' and a = '2'",
        "a = '' and a = '1'",
        "a = 3 and a != 3",
        "count(b[c < 1 and c > 2]) > 0",
        "x or (a = 1 and a = 2)",
        "age(a, b) < 6 and age(a, b) > 14",
        "a = '' and a > 5",
        "is-unanswered(a) and a > 5",
        "a and not(a)",
        "not(a) and a = 1",
        "selected(a, '1') and not(selected(a, '1'))",
        "count(a) < 0",
        "string-length(a) = 1.5",
        "a != a",
    ],
)
def test_that_what_can_never_hold_is_found(source: str) -> None:
    assert never_holds(parse(source)) is not None


@pytest.mark.parametrize(
    "source",
    [
        "a > 0 and a < 100",
        "a = '1' or a = '2'",
        "a = 1 and b = 2",
        "a >= 5 and a <= 5",
        "is-unanswered(a) or a != ''",
        "count(a) > 0 and count(a) != 1",
        "a < 0",
    ],
)
def test_that_what_can_hold_is_left_alone(source: str) -> None:
    assert never_holds(parse(source)) is None
    assert always_holds(parse(source)) is None


@pytest.mark.parametrize("source", ["a != '1' or a != '2'", "a < 5 or a >= 3", "count(a) >= 0", "a = a", "a or not(a)"])
def test_that_what_always_holds_is_found(source: str) -> None:
    assert always_holds(parse(source)) is not None


def test_that_constants_are_found() -> None:
    assert is_constant(parse("1 = 1 or true()"))
    assert not is_constant(parse("a = 1"))
    assert constant_part(parse("a = 1 and 2 > 1")) is not None
    assert constant_part(parse("a = 1")) is None
