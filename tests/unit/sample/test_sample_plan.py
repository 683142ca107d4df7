"""How many households, in which villages."""

from __future__ import annotations

import dataclasses

import pytest

from poverty_desktop.errors import RuleError
from poverty_desktop.sample.county import households
from poverty_desktop.sample.plan import article_county, county, practice_village


def test_that_the_county_of_the_article_has_its_exact_figures(pack):
    plan = article_county(pack, year=2025)
    assert plan.household_count == 8_393
    assert plan.person_count == 24_047
    assert len(plan.villages) == 123
    assert sum(bool(village.filed_sizes) for village in plan.villages) == 120
    assert len({village.code for village in plan.villages}) == 123
    assert all(pack.divisions[village.code].level == "village" for village in plan.villages)


def test_that_a_practice_village_has_all_its_rural_households(pack):
    (village,) = practice_village(pack, year=2025).villages
    assert len(village.filed_sizes) == 68
    assert len(village.filed_sizes) + len(village.other_sizes) > 300
    chosen = practice_village(pack, year=2025, village="420581104210", filed=3, unfiled=0)
    assert chosen.villages[0].code == "420581104210"
    assert chosen.household_count == 3


@pytest.mark.parametrize(("households_wanted", "persons"), [(100, 100), (100, 800), (100, 287), (37, 111)])
def test_that_any_size_comes_out_exactly(pack, households_wanted, persons):
    plan = county(pack, year=2025, households=households_wanted, persons=persons, villages=7, teams=9)
    assert (plan.household_count, plan.person_count, len(plan.villages)) == (households_wanted, persons, 9)
    made = list(households(pack, plan))
    assert len(made) == households_wanted
    assert sum(len(household.members) for household in made) == persons


def test_that_other_rural_households_come_on_top(pack):
    plan = county(pack, year=2025, households=10, persons=30, villages=2, teams=2, unfiled_per_village=6)
    made = list(households(pack, plan))
    assert sum(household.is_filed for household in made) == 10
    assert len(made) == 22


def test_that_impossible_sizes_are_refused(pack):
    with pytest.raises(ValueError, match="persons"):
        county(pack, year=2025, households=10, persons=9, villages=1, teams=1)
    with pytest.raises(RuleError):
        county(pack, year=2025, households=10, persons=20, villages=1, teams=9_999)
    with pytest.raises(RuleError):
        practice_village(dataclasses.replace(pack, divisions={}), year=2025)
