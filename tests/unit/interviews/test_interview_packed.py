"""A submission of any length is one value of the journal, and comes out as it went in."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.errors import StorageError
from poverty_desktop.interviews.packed import MARK, MOST_BYTES, MOST_PLAIN, pack_submission, unpack_submission


@given(st.text(max_size=200), st.integers(0, 3000))
def test_that_what_went_in_comes_out(text: str, times: int) -> None:
    xml = f"<data>{text * times}</data>".encode("utf-8", "ignore")
    assert unpack_submission(pack_submission(xml)) == xml


def test_that_a_short_one_stays_readable_and_a_long_one_fits_a_value() -> None:
    member = b"<member><name>\xe5\xbc\xa0\xe4\xb8\x89</name><age>%d</age><health>01</health></member>"
    assert pack_submission(b"<data/>") == "<data/>"
    long = b"".join(member % number for number in range(5_000))
    assert len(long) > MOST_PLAIN
    packed = pack_submission(long)
    assert packed.startswith(MARK)
    assert len(packed) < MOST_PLAIN


@pytest.mark.parametrize(
    "damaged",
    [
        MARK,
        MARK + "not base64!",
        MARK + base64.b64encode(b"not deflated").decode(),
        MARK + base64.b64encode(zlib.compress(b"x" * 100_000)[:-9]).decode(),
        MARK + base64.b64encode(zlib.compress(b"x" * (MOST_BYTES + 1))).decode(),
    ],
)
def test_that_damage_and_bombs_are_refused(damaged: str) -> None:
    with pytest.raises(StorageError):
        unpack_submission(damaged)
