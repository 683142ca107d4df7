"""Oracle 1: JavaRosa, the reference engine, gets the same random answers; every value and relevance
must agree, and in the end the submission.

More seeds: ``ORACLE_SEEDS=100 ORACLE_STEPS=200 .venv/bin/python -m pytest tests/oracles/test_javarosa_forms.py``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from differential import Reference, compare, compare_submissions, javarosa, zone_name
from oracle_forms import names, oracle_form

SEEDS = int(os.environ.get("ORACLE_SEEDS", "3"))
STEPS = int(os.environ.get("ORACLE_STEPS", "40"))
ZONE = zone_name()


@pytest.fixture(scope="session")
def reference() -> Iterator[Reference]:
    """JavaRosa, started once: it needs a Java runtime, which ``.ci/prepare test`` installs."""
    engine = javarosa(ZONE)
    yield engine
    engine.close()


@pytest.mark.parametrize("name", list(names()))
def test_that_every_value_and_relevance_is_javarosas(name: str, reference: Reference, tmp_path: Path) -> None:
    values = 0
    for seed in range(SEEDS):
        score = compare(reference, oracle_form(name), tmp_path, zone=ZONE, seed=seed, steps=STEPS)
        compare_submissions(score, reference)
        assert score.differences == []
        assert score.steps == STEPS
        values += score.values
    assert values > SEEDS * STEPS
