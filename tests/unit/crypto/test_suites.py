"""The one interface and the ids of the suites."""

from __future__ import annotations

import io

import pytest

from poverty_desktop.crypto import suites
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import SeededIds


def test_that_the_first_suite_does_everything_through_one_interface() -> None:
    suite = suites.by_id(1)
    key = suite.signing_key(suite.new_signing_key(SeededIds(1)).private)
    identity = suite.identity(suite.new_identity().secret)
    assert suite.verify(key.public, key.sign(b"x"), b"x")
    sealed, opened = io.BytesIO(), io.BytesIO()
    suite.seal_stream(io.BytesIO(b"plain"), sealed, [identity.recipient])
    suite.open_stream(io.BytesIO(sealed.getvalue()), opened, [identity])
    assert opened.getvalue() == b"plain"
    assert suites.sealed_by(sealed.getvalue()[:64]) is suite
    assert len(suite.digest(b"x")) == len(suite.mac(b"k", b"x")) == len(suite.derive(b"k", info=b"i")) == 32


def test_that_an_unknown_suite_asks_for_an_update() -> None:
    for number in (0, 2, 255):
        with pytest.raises(RuleError, match="Update"):
            suites.by_id(number)
    assert suites.sealed_by(b"PK\x03\x04") is None
