"""Alkire–Foster: published tables, and what must hold of any data."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.assessment.alkire_foster import Unit, measure, score

FOUR = {name: Fraction(1, 4) for name in "abcd"}


def units(*rows: str, sizes: tuple[int, ...] = ()) -> list[Unit]:
    """Return a unit for each row of noughts and ones."""
    weights = sizes or (1,) * len(rows)
    return [
        Unit(deprived={name: cell == "1" for name, cell in zip("abcdefghij", row, strict=False)}, weight=Fraction(size))
        for row, size in zip(rows, weights, strict=True)
    ]


def test_that_the_five_by_four_example_gives_its_known_figures():
    """H 0.6, A 0.5833, M0 0.35 at k = 2 of 4 equally weighted dimensions."""
    found = measure(units("1100", "0111", "0011", "0001", "0000"), FOUR, Fraction(1, 2))
    assert (found.headcount, found.intensity, found.adjusted) == (Fraction(3, 5), Fraction(7, 12), Fraction(7, 20))
    assert found.poor == (True, True, True, False, False)


def test_that_the_achievements_of_the_paper_give_its_figures():
    """Alkire and Foster 2011, 4 persons and 4 dimensions, cut-offs (13, 12, 3, 1), k = 2: H ½, A ¾, M0 ⅜."""
    achievements = [(13.1, 14, 4, 1), (15.2, 7, 5, 0), (12.5, 10, 1, 0), (20, 11, 3, 1)]
    cutoffs = (13, 12, 3, 1)
    rows = ["".join("1" if x < z else "0" for x, z in zip(row, cutoffs, strict=True)) for row in achievements]
    found = measure(units(*rows), FOUR, Fraction(1, 2))
    assert (found.headcount, found.intensity, found.adjusted) == (Fraction(1, 2), Fraction(3, 4), Fraction(3, 8))
    assert found.censored == {"a": Fraction(1, 4), "b": Fraction(1, 2), "c": Fraction(1, 4), "d": Fraction(1, 2)}


def test_that_the_four_households_of_the_technical_note_give_its_figures():
    """UNDP, technical note on the multidimensional poverty index: H 80 %, A 56.3 %, MPI 0.450."""
    weights = {name: Fraction(1, 6) if name in "abcd" else Fraction(1, 18) for name in "abcdefghij"}
    # schooling, enrolment, nutrition, mortality, electricity, water, sanitation, floor, fuel, assets
    rows = units("0001000010", "1101101011", "0010111010", "1001100011", sizes=(4, 7, 5, 4))
    found = measure(rows, weights, Fraction(1, 3))
    assert [round(float(item), 3) for item in found.scores] == [0.222, 0.722, 0.389, 0.5]
    assert found.headcount == Fraction(4, 5)
    assert (found.intensity, found.adjusted) == (Fraction(9, 16), Fraction(9, 20))


CELLS = st.lists(st.tuples(st.lists(st.booleans(), min_size=4, max_size=4), st.integers(0, 9)), min_size=1, max_size=12)
CUTOFFS = st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1)])


def drawn(cells) -> list[Unit]:
    return [
        Unit(deprived=dict(zip("abcd", row, strict=True)), weight=Fraction(weight))
        for row, weight in [*cells, ([True] * 4, 1)]
    ]


@given(CELLS, CUTOFFS)
def test_that_the_measures_agree_with_each_other(cells, cutoff):
    found = measure(drawn(cells), FOUR, cutoff)
    assert found.adjusted == found.headcount * found.intensity
    assert found.adjusted == sum(FOUR[name] * share for name, share in found.censored.items())
    assert sum(found.contributions.values()) == 1
    assert all(found.censored[name] <= found.raw[name] for name in FOUR)
    assert 0 <= found.adjusted <= found.headcount <= 1


@given(CELLS, CELLS, CUTOFFS)
def test_that_the_whole_is_its_parts_by_their_share_of_the_population(one, other, cutoff):
    first, second = drawn(one), drawn(other)
    weights = [sum(unit.weight for unit in part) for part in (first, second)]
    parts = [measure(part, FOUR, cutoff).adjusted for part in (first, second)]
    whole = measure([*first, *second], FOUR, cutoff).adjusted
    assert whole == sum(w * part for w, part in zip(weights, parts, strict=True)) / sum(weights)


@given(CELLS)
def test_that_a_higher_cutoff_never_makes_more_poor(cells):
    counts = [measure(drawn(cells), FOUR, k).headcount for k in (Fraction(1, 4), Fraction(1, 2), Fraction(1))]
    assert counts == sorted(counts, reverse=True)


def test_that_nobody_poor_gives_noughts():
    found = measure(units("0000", "1000"), FOUR, Fraction(1))
    assert (found.headcount, found.intensity, found.adjusted) == (0, 0, 0)
    assert set(found.contributions.values()) == {0}


@pytest.mark.parametrize(
    ("rows", "weights", "cutoff"),
    [
        (units("1000"), {"a": Fraction(1, 2)}, Fraction(1, 2)),
        (units("1000"), FOUR, Fraction(0)),
        (units("1000"), FOUR, Fraction(3, 2)),
        ([], FOUR, Fraction(1, 2)),
        (units("1000", sizes=(0,)), FOUR, Fraction(1, 2)),
        ([Unit(deprived={}, weight=Fraction(-1))], FOUR, Fraction(1, 2)),
    ],
)
def test_that_what_is_no_index_is_refused(rows, weights, cutoff):
    with pytest.raises(ValueError, match=r"add up|cut-off|weights"):
        measure(rows, weights, cutoff)


def test_that_a_missing_dimension_is_an_error_and_never_a_nought():
    with pytest.raises(KeyError):
        score({"a": True}, FOUR)
