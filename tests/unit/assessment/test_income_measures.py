"""Headcount, Foster–Greer–Thorbecke and Gini: small tables by hand, and what must hold of any incomes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.assessment.income_measures import Income, by_group, fgt, gini, headcount


def incomes(*fen: int) -> list[Income]:
    return [Income(fen=one) for one in fen]


def test_that_a_table_by_hand_gives_the_three_measures():
    """Line 100; 40 and 80 are below: gaps 0.6 and 0.2 among 4."""
    found = incomes(40, 80, 100, 300)
    assert [fgt(found, 100, alpha) for alpha in (0, 1, 2)] == [Fraction(1, 2), Fraction(1, 5), Fraction(1, 10)]


def test_that_the_table_of_the_handbook_gives_its_figures_also_told_by_weights():
    """Haughton and Khandker, Handbook on Poverty and Inequality (World Bank 2009), chapter 4: line 125, country C."""
    known = [Fraction(1, 2), Fraction("0.08"), Fraction("0.0136")]
    assert [fgt(incomes(100, 110, 150, 160), 125, alpha) for alpha in (0, 1, 2)] == known
    told = [Income(fen=fen, weight=Fraction(7, 2)) for fen in (100, 110)] + [Income(fen=150, weight=Fraction(7))]
    assert [fgt(told, 125, alpha) for alpha in (0, 1, 2)] == known


def test_that_one_to_five_has_a_gini_of_four_fifteenths():
    assert gini(incomes(5, 1, 4, 2, 3)) == Fraction(4, 15)
    assert gini(incomes(7, 7, 7)) == 0
    assert gini(incomes(0, 0, 0, 8)) == Fraction(3, 4)


def test_that_a_loss_counts_as_it_is():
    assert fgt(incomes(-50, 100), 100, 1) == Fraction(3, 4)
    assert gini(incomes(-10, 30)) == 1


INCOMES = st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 9)), min_size=1, max_size=20)


@given(INCOMES, st.integers(1, 10**7), st.sampled_from([0, 1, 2, 3]))
def test_that_a_weight_is_so_many_of_the_same_and_order_does_not_matter(pairs, line, alpha):
    weighted = [Income(fen=fen, weight=Fraction(weight)) for fen, weight in pairs]
    repeated = incomes(*(fen for fen, weight in pairs for _ in range(weight)))
    assert fgt(weighted, line, alpha) == fgt(repeated, line, alpha) == fgt(repeated[::-1], line, alpha)
    if any(fen for fen, _weight in pairs):
        assert gini(weighted) == gini(repeated) == gini(repeated[::-1])
        assert 0 <= gini(weighted) < 1


@given(INCOMES, st.integers(2, 9))
def test_that_the_gini_is_the_mean_difference_and_of_no_currency(pairs, factor):
    fen = [item for item, _weight in pairs]
    if not any(fen):
        return
    mean = Fraction(sum(fen), len(fen))
    differences = sum(abs(one - other) for one in fen for other in fen)
    assert gini(incomes(*fen)) == Fraction(differences) / (2 * len(fen) ** 2 * mean)
    assert gini(incomes(*(item * factor for item in fen))) == gini(incomes(*fen))


@given(INCOMES, INCOMES, st.integers(1, 10**7), st.sampled_from([0, 1, 2]))
def test_that_poverty_adds_up_over_groups_by_their_share(one, other, line, alpha):
    parts = [[Income(fen=fen, weight=Fraction(weight)) for fen, weight in part] for part in (one, other)]
    sizes = [sum(item.weight for item in part) for part in parts]
    whole = fgt([*parts[0], *parts[1]], line, alpha)
    assert whole == sum(s * fgt(p, line, alpha) for s, p in zip(sizes, parts, strict=True)) / sum(sizes)


def test_that_a_headcount_is_weighted_and_taken_over_any_group():
    people = [("east", 3, True), ("west", 1, True), ("east", 1, False), ("west", 3, False)]
    shares = by_group(people, lambda row: row[0], lambda rows: headcount((Fraction(row[1]), row[2]) for row in rows))
    assert shares == {"east": Fraction(3, 4), "west": Fraction(1, 4)}


@pytest.mark.parametrize(
    "ask",
    [
        lambda: fgt(incomes(1), 0, 0),
        lambda: fgt(incomes(1), 1, -1),
        lambda: fgt([], 1, 0),
        lambda: fgt([Income(fen=1, weight=Fraction(-1))], 1, 0),
        lambda: gini([]),
        lambda: gini(incomes(0, 0)),
        lambda: headcount([]),
    ],
)
def test_that_what_has_no_answer_is_refused(ask):
    with pytest.raises(ValueError, match=r"line|alpha|weight|mean"):
        ask()
