"""Whole histories of laptops and offices, each from a seed: nothing is lost, hidden or believed that must not be."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache

import pytest
from sim_desk import in_memory
from sim_mutants import MUTANTS, Mutant, hunt
from sim_world import World
from simulate import run

FIRST = int(os.environ.get("FP_SIMULATOR_SEED", "1"))
COUNT = int(os.environ.get("FP_SIMULATOR_COUNT", "500"))
STEPS = 150
MOST = 150  # histories until a planted bug has to be found
PARTS = 100
FOUND_LONG_AFTER = (1000179, 1000278, 6004511, 6006305, 6010974)
"""Two machines of one name, to one of which the office sent for ever what it had, and never what it lacked; a laptop
that was restored with nothing in it and so had nothing to say; a restored office that a laptop never heard of which
lacked nothing, or did not believe to have lost what was all that the laptop had."""
FLOORS = {
    "attack": 40, "clone": 20, "conflicts": 60, "decision": 30, "durable": 40, "fork": 30, "gap": 20, "late": 50,
    "lost": 25, "new epoch": 10, "old receipt": 30, "refused": 60, "restored": 30, "revoked": 25, "set back": 4,
    "torn import": 20, "torn save": 20, "undo": 40,
}  # fmt: skip
"""In how many of a hundred histories each must have happened at least once (S4)."""


@cache
def part(number: int) -> tuple[int, Counter[str]]:
    each = COUNT // PARTS
    return run(FIRST + number * each, each, STEPS)


@pytest.mark.parametrize("number", range(PARTS))
def test_that_no_history_breaks_an_invariant(number: int) -> None:
    assert part(number)[0] == 0


@pytest.mark.parametrize("seed", FOUND_LONG_AFTER)
def test_that_what_a_long_run_found_is_found_no_more(seed: int) -> None:
    assert run(seed, 1, STEPS)[0] == 0


@pytest.mark.timeout(1800)  # asked first, it runs them all
def test_that_the_histories_reach_what_they_are_for() -> None:
    reached = sum((part(number)[1] for number in range(PARTS)), Counter[str]())
    assert {name: reached[name] for name, share in FLOORS.items() if reached[name] * 100 < share * COUNT} == {}


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
