from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from poverty_desktop.crypto import base45, claim
from poverty_desktop.crypto import certificate_issue as issue
from poverty_desktop.crypto.certificates import Scope, Use
from poverty_desktop.crypto.sealing import new_identity
from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.ids import SeededIds

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
IDS = SeededIds(45)
ISSUING_KEY, DEVICE_KEY = new_signing_key(IDS), new_signing_key(IDS)
ROOT = issue.issue_root(ISSUING_KEY, IDS.new(), name="宜都市办公室", now=NOW, ids=IDS)
ROOT_ISSUER = issue.Issuer(key=ISSUING_KEY, certificate=ROOT)
ISSUING = issue.issue_office_key(ROOT_ISSUER, ISSUING_KEY.public, Scope(use=Use.ISSUING), now=NOW, ids=IDS)
CERTIFICATE = issue.issue_device(
    issue.Issuer(key=ISSUING_KEY, certificate=ISSUING),
    IDS.new(),
    DEVICE_KEY.public,
    Scope(use=Use.DEVICE, villages=("420581100201",), roles=("team",), max_rank=1, recipient=new_identity().recipient),
    now=NOW,
    ids=IDS,
)

TOLD = claim.Claim(
    issued_at=NOW.replace(microsecond=0),
    expires_at=NOW.replace(microsecond=0) + timedelta(days=365),
    fields={1: "0123456789abcdef", 2: "2026", 4: "王𬭎", 10: "白鸭垴村三组"},
)


@given(st.binary(max_size=300))
def test_that_base45_gives_back_every_byte(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


def test_that_base45_is_that_of_the_rfc() -> None:
    assert base45.encode(b"AB") == "BB8"
    assert base45.encode(b"Hello!!") == "%69 VD92EX0"
    assert base45.encode(b"base-45") == "UJCLQE7W581"
    assert base45.decode("QED8WEX0") == b"ietf!"
    for wrong in ("A", "::::", "ZZZ", "aa"):
        with pytest.raises(ValueError):
            base45.decode(wrong)


def test_that_a_claim_says_what_was_signed_and_by_whom() -> None:
    assert claim.verify(claim.sign(TOLD, DEVICE_KEY, CERTIFICATE)) == (TOLD, CERTIFICATE)


def test_that_no_letter_can_be_changed() -> None:
    text = claim.sign(TOLD, DEVICE_KEY, CERTIFICATE)
    for place in range(len(text)):
        other = "0" if text[place] != "0" else "1"
        with pytest.raises(claim.ClaimError):
            claim.verify(text[:place] + other + text[place + 1 :])


def test_that_another_key_with_this_certificate_is_refused() -> None:
    from poverty_desktop.crypto.signing import signing_key

    with pytest.raises(claim.ClaimError):
        claim.verify(claim.sign(TOLD, signing_key(bytes(32)), CERTIFICATE))


@given(st.text(max_size=60))
def test_that_any_other_text_is_no_claim(text: str) -> None:
    for one in (text, claim.PREFIX + text):
        with pytest.raises(claim.ClaimError):
            claim.verify(one)


def test_that_a_standard_reader_reads_it_from_paper() -> None:
    text = claim.sign(TOLD, DEVICE_KEY, CERTIFICATE)
    picture = io.BytesIO()
    segno.make_qr(text, error="m", mask=3, boost_error=False).save(picture, kind="png", scale=4, border=4)
    read = zxingcpp.read_barcodes(Image.open(picture))
    assert [one.text for one in read] == [text]
