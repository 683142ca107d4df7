"""A household has a name on screen even where nobody of it has one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ui.models.household_words import named, titled


@pytest.mark.parametrize(
    ("head", "members", "name", "title"),
    [
        ("王一", 3, "王一", "Household 王一"),
        ("", 3, "No head", "No head recorded"),
        ("", 0, "No members", "No members recorded"),
    ],
)
def test_that_a_household_without_a_head_is_called_by_words_that_say_so(head, members, name, title):
    row = SimpleNamespace(head_name=head, member_count=members)
    assert (named(row), titled(row)) == (name, title)
