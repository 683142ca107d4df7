"""Lies that nobody thought of: drawn from a seed, told by an admitted laptop between honest entries."""

from __future__ import annotations

import os
import random

from going_on import Record
from liar import CHAINS
from lies import campaign

SEED = 2026 if os.environ.get("CI") else random.SystemRandom().randrange(10**6)
BUNDLES = 6


def test_that_no_lie_drawn_at_random_comes_in_and_what_is_honest_does(tmp_path):
    record = Record(seed=SEED, next=SEED)
    campaign(tmp_path, record, None, most=BUNDLES, minutes=None)
    assert record.findings == [], f"seed {SEED}"
    assert record.done == BUNDLES * CHAINS
    assert len(record.reached) > 10, "most kinds of lies were told"
