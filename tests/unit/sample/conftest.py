"""The shipped pack, and one practice village that most tests look at."""

from __future__ import annotations

import pytest

from poverty_desktop.packs.load import load_shipped
from poverty_desktop.sample.county import households
from poverty_desktop.sample.plan import county, practice_village

YEAR = 2025


@pytest.fixture(scope="session")
def pack():
    return load_shipped()


@pytest.fixture(scope="session")
def village(pack):
    return tuple(households(pack, practice_village(pack, year=YEAR)))


@pytest.fixture(scope="session")
def small_county(pack):
    plan = county(pack, year=YEAR, households=700, persons=2_005, villages=20, teams=21, seed=5)
    return tuple(households(pack, plan))
