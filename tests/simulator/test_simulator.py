"""What the simulator rests on: a seed gives one history, clocks change nothing that stands, planted bugs are found."""

from __future__ import annotations

import pytest
from sim_desk import in_memory
from sim_histories import FIRST, STEPS
from sim_mutants import MUTANTS, Mutant, hunt
from sim_world import World
from simulate import run

MOST = 150  # histories until a planted bug has to be found
FOUND_LONG_AFTER = (1000179, 1000278, 6004511, 6006305, 6010974)
"""Two machines of one name, to one of which the office sent for ever what it had, and never what it lacked; a laptop
that was restored with nothing in it and so had nothing to say; a restored office that a laptop never heard of which
lacked nothing, or did not believe to have lost what was all that the laptop had."""


@pytest.mark.parametrize("seed", FOUND_LONG_AFTER)
def test_that_what_a_long_run_found_is_found_no_more(seed: int) -> None:
    assert run(seed, 1, STEPS)[0] == 0


def test_that_a_seed_gives_the_same_history_again() -> None:
    with in_memory():
        for seed in range(FIRST, FIRST + 4):
            told = []
            for _time in range(2):
                world = World(seed)
                world.run(STEPS)
                told.append(world.signature())
            assert told[0] == told[1]


def test_that_wrong_clocks_change_nothing_that_stands() -> None:
    with in_memory():
        for seed in range(FIRST, FIRST + 8):
            truths = []
            for has_skew in (True, False):
                world = World(seed, has_skew=has_skew)
                world.run(STEPS)
                truths.append(world.truth())
            assert truths[0] == truths[1]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_that_a_planted_bug_is_found(mutant: Mutant) -> None:
    assert hunt(mutant, seed=FIRST, count=MOST, steps=STEPS)[0] is not None
