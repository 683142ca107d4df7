"""The twelve digits that are read aloud."""

from __future__ import annotations

import re

import pytest

from poverty_desktop.crypto.fingerprint import fingerprint, same_fingerprint


def test_that_a_fingerprint_is_four_groups_of_three_digits_and_stands_for_its_bytes() -> None:
    shown = fingerprint(b"a request")
    assert re.fullmatch(r"\d{3} \d{3} \d{3} \d{3}", shown)
    assert shown == fingerprint(b"a request")
    assert shown != fingerprint(b"a requesT")


def test_that_the_digits_never_change_from_version_to_version() -> None:
    assert fingerprint(b"poverty_desktop") == "035 176 010 227"


@pytest.mark.parametrize(
    "typed", ["042917330586", "042-917-330-586", " 042 917 330 586\n", "０４２ ９１７ ３３０ ５８６"]
)
def test_that_typed_digits_are_compared_without_regard_to_separators(typed: str) -> None:
    assert same_fingerprint(typed, "042 917 330 586")


@pytest.mark.parametrize("typed", ["", "042 917 330 587", "42 917 330 586", "042 917 330 586 0"])
def test_that_other_digits_are_not_the_same(typed: str) -> None:
    assert not same_fingerprint(typed, "042 917 330 586")


def test_that_nothing_is_not_the_same_as_nothing() -> None:
    assert not same_fingerprint("", "")
