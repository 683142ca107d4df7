from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.verification import Balance, OutcomeRule, Standing, balance, standing_of

DIED = OutcomeRule(code="04", balance=-1)
BORN = OutcomeRule(code="21", balance=1)
SEEN = OutcomeRule(code="01", balance=0)
NOT_FOUND = OutcomeRule(code="08", balance=0, leaves_open=True)


def test_that_everybody_stands_in_one_place() -> None:
    assert standing_of(None, in_base=True) is Standing.OPEN
    assert standing_of(NOT_FOUND, in_base=True) is Standing.OPEN
    assert standing_of(SEEN, in_base=True) is Standing.KEPT
    assert standing_of(DIED, in_base=True, is_member=False, is_on_books=False) is Standing.LEFT
    assert standing_of(DIED, in_base=True, is_member=False) is Standing.LEFT  # and came back to another household
    assert standing_of(DIED, in_base=True) is Standing.OPEN
    assert standing_of(SEEN, in_base=True, is_member=False) is Standing.KEPT  # in another household of the village
    assert standing_of(SEEN, in_base=True, is_member=False, is_on_books=False) is Standing.OPEN
    assert standing_of(BORN, in_base=False) is Standing.JOINED
    assert standing_of(BORN, in_base=True) is Standing.OPEN


def test_that_the_books_after_verification_are_base_plus_added_minus_removed() -> None:
    found = balance([Standing.KEPT] * 196 + [Standing.LEFT] * 4 + [Standing.OPEN] * 3 + [Standing.JOINED] * 5)
    assert (found.base, found.added, found.removed, found.after, found.open) == (203, 5, 4, 204, 3)


@given(st.lists(st.sampled_from(Standing)), st.lists(st.sampled_from(Standing)))
def test_that_balances_of_parts_add_up_to_the_whole(one: list[Standing], other: list[Standing]) -> None:
    assert balance(one) + balance(other) == balance(one + other)
    assert balance([]) == Balance()
