"""The same files over the network: found, let in, brought, taken in by the same code, cut wherever it can be."""

from __future__ import annotations

import pytest
from network import serves
from registers import add_family, admit

from poverty_desktop.queries import today


@pytest.fixture
def laptop(office, field, tmp_path):
    admit(office, field, tmp_path / "admission")
    return field


def test_that_one_press_brings_everything_and_takes_the_receipt_home(office, laptop):
    add_family(laptop)
    with serves(office) as host:
        found = host.sync(laptop).value
    assert found.sent == 1
    assert found.news is not None
    assert found.news.receipt is not None
    assert (found.news.receipt.merged, found.is_complete, found.clock_days) == (1, True, 0)
    assert today.unsent(laptop) == 0
