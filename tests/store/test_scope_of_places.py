"""Of which places a laptop may write that is admitted for a village."""

from __future__ import annotations

import pytest

from poverty_desktop.store.belonging import covers

VILLAGE = "420581101203"


@pytest.mark.parametrize("place", [VILLAGE, "420581101000", "420581000000", "420500000000", "420000000000"])
def test_that_a_village_stands_in_its_township_county_city_and_province(place: str) -> None:
    assert covers(place, frozenset({VILLAGE}))


@pytest.mark.parametrize(
    "place",
    [
        "420581101204",
        "420581100000",
        "420581100203",
        "420580000000",
        "420600000000",
        "400000000000",
        "000000000000",
        "",
    ],
)
def test_that_a_place_whose_code_ends_with_zeros_is_not_taken_for_what_is_above_it(place: str) -> None:
    assert not covers(place, frozenset({VILLAGE}))
