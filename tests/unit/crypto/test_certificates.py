"""Certificates: whom they name, whose signature they carry, when they hold, and what openssl says of them."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from poverty_desktop.crypto import certificate_issue as issue
from poverty_desktop.crypto import certificates as certs
from poverty_desktop.crypto.certificates import CertificateError, Scope, Trouble, Use
from poverty_desktop.crypto.sealing import new_identity
from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.ids import SeededIds

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
IDS = SeededIds(21)
DAY = timedelta(days=1)

ROOT_KEY, ISSUING_KEY, PUBLISHER_KEY, DEVICE_KEY = (new_signing_key(IDS) for _number in range(4))
OFFICE, DEVICE = IDS.new(), IDS.new()
ROOT = issue.issue_root(ROOT_KEY, OFFICE, name="宜都市办公室", now=NOW, ids=IDS)
ROOT_ISSUER = issue.Issuer(key=ROOT_KEY, certificate=ROOT)
ISSUING = issue.issue_office_key(ROOT_ISSUER, ISSUING_KEY.public, Scope(use=Use.ISSUING), now=NOW, ids=IDS)
PUBLISHER = issue.issue_office_key(ROOT_ISSUER, PUBLISHER_KEY.public, Scope(use=Use.PUBLISHER), now=NOW, ids=IDS)
SCOPE = Scope(
    use=Use.DEVICE,
    villages=("420581100201", "420581100202"),
    roles=("team", "leader"),
    max_rank=2,
    recipient=new_identity().recipient,
)
CERTIFICATE = issue.issue_device(
    issue.Issuer(key=ISSUING_KEY, certificate=ISSUING), DEVICE, DEVICE_KEY.public, SCOPE, now=NOW, ids=IDS
)
CHAIN = [CERTIFICATE.der, ISSUING.der]


def trouble_of(
    chain: list[bytes], *, use: Use = Use.DEVICE, at: datetime = NOW, root: certs.Certificate = ROOT
) -> Trouble:
    with pytest.raises(CertificateError) as refused:
        certs.verify_chain(chain, root=root, use=use, at=at)
    return refused.value.trouble


def test_that_a_device_is_proven_up_to_the_root_with_its_scope() -> None:
    found = certs.verify_chain(CHAIN, root=ROOT, use=Use.DEVICE, at=NOW)
    assert (found.subject, found.public, found.scope) == (DEVICE, DEVICE_KEY.public, SCOPE)
    assert found.name == "宜都市办公室"
    assert certs.verify_chain([*CHAIN, ROOT.der], root=ROOT, use=Use.DEVICE, at=NOW) == found


def test_that_a_device_certificate_holds_twelve_months_and_no_longer() -> None:
    assert CERTIFICATE.not_after - NOW <= certs.MAX_DEVICE_VALIDITY
    assert certs.verify_chain(CHAIN, root=ROOT, use=Use.DEVICE, at=CERTIFICATE.not_after)
    assert trouble_of(CHAIN, at=CERTIFICATE.not_after + timedelta(seconds=1)) is Trouble.EXPIRED
    assert trouble_of(CHAIN, at=CERTIFICATE.not_before - timedelta(seconds=1)) is Trouble.NOT_YET_VALID
    issuer = issue.Issuer(key=ISSUING_KEY, certificate=ISSUING)
    for wrong in (certs.MAX_DEVICE_VALIDITY + DAY, timedelta(0), -DAY):
        with pytest.raises(ValueError, match="twelve months"):
            issue.issue_device(issuer, DEVICE, DEVICE_KEY.public, SCOPE, now=NOW, ids=IDS, valid_for=wrong)


def test_that_a_slow_clock_of_a_few_hours_does_no_harm() -> None:
    assert certs.verify_chain(CHAIN, root=ROOT, use=Use.DEVICE, at=NOW - timedelta(hours=20))


def test_that_an_ended_issuing_certificate_ends_what_it_issued() -> None:
    short = issue.issue_office_key(
        ROOT_ISSUER, ISSUING_KEY.public, Scope(use=Use.ISSUING), now=NOW, ids=IDS, valid_for=30 * DAY
    )
    assert trouble_of([CERTIFICATE.der, short.der], at=NOW + 31 * DAY) is Trouble.EXPIRED


def test_that_another_offices_root_is_not_believed() -> None:
    stranger = issue.issue_root(new_signing_key(IDS), OFFICE, name="宜都市办公室", now=NOW, ids=IDS)
    assert trouble_of(CHAIN, root=stranger) is Trouble.UNKNOWN_ISSUER


def test_that_a_device_cannot_certify_a_device() -> None:
    issuer = issue.Issuer(key=DEVICE_KEY, certificate=CERTIFICATE)
    with pytest.raises(ValueError, match="issuing key"):
        issue.issue_device(issuer, IDS.new(), DEVICE_KEY.public, SCOPE, now=NOW, ids=IDS)
    forged_issuing = replace(ISSUING, der=CERTIFICATE.der, public=DEVICE_KEY.public)
    child = issue.issue_device(
        issue.Issuer(key=DEVICE_KEY, certificate=forged_issuing), IDS.new(), DEVICE_KEY.public, SCOPE, now=NOW, ids=IDS
    )
    assert trouble_of([child.der, CERTIFICATE.der, ISSUING.der]) is Trouble.UNKNOWN_ISSUER
    assert trouble_of([child.der, ISSUING.der]) is Trouble.UNKNOWN_ISSUER


def test_that_a_key_signs_only_what_it_is_for() -> None:
    assert certs.verify_chain([PUBLISHER.der], root=ROOT, use=Use.PUBLISHER, at=NOW) == PUBLISHER
    assert trouble_of([PUBLISHER.der]) is Trouble.WRONG_USE
    assert trouble_of(CHAIN, use=Use.PUBLISHER) is Trouble.WRONG_USE
    assert trouble_of([ROOT.der]) is Trouble.WRONG_USE


@pytest.mark.parametrize("chain", [[], [CERTIFICATE.der], [CERTIFICATE.der] * 5, [CERTIFICATE.der, PUBLISHER.der]])
def test_that_a_chain_with_a_missing_or_wrong_link_is_refused(chain: list[bytes]) -> None:
    assert trouble_of(chain) in (Trouble.UNKNOWN_ISSUER, Trouble.DAMAGED)


def test_that_a_self_signed_root_is_told_from_anything_else() -> None:
    certs.verify_self_signed(ROOT)
    for other in (ISSUING, replace(ROOT, der=PUBLISHER.der)):
        with pytest.raises(CertificateError):
            certs.verify_self_signed(other)


def test_that_every_sampled_changed_byte_of_a_certificate_is_found() -> None:
    for at in range(len(CERTIFICATE.der)):
        changed = bytearray(CERTIFICATE.der)
        changed[at] ^= 1 << at % 8
        assert trouble_of([bytes(changed), ISSUING.der]) in (
            Trouble.DAMAGED, Trouble.UNKNOWN_ISSUER, Trouble.NOT_YET_VALID, Trouble.EXPIRED, Trouble.WRONG_USE
        )  # fmt: skip


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"junk" * 50, CERTIFICATE.der[:-1], CERTIFICATE.der + b"\0"])
def test_that_what_is_no_certificate_is_refused(der: bytes) -> None:
    with pytest.raises(CertificateError):
        certs.read(der)


def test_that_one_certificate_has_one_encoding() -> None:
    """A parser that takes a count of unused bits would let one signature stand in two different files."""
    issuer = issue.Issuer(key=ISSUING_KEY, certificate=ISSUING)
    even = next(
        found.der
        for found in (
            issue.issue_device(issuer, DEVICE, DEVICE_KEY.public, SCOPE, now=NOW, ids=IDS) for _number in range(100)
        )
        if found.der[-1] % 2 == 0
    )
    assert trouble_of([even[:-65] + b"\x01" + even[-64:], ISSUING.der]) is Trouble.DAMAGED


def test_that_a_bottomless_scope_is_damage_and_no_crash() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

    key = Ed25519PrivateKey.from_private_bytes(DEVICE_KEY.private)
    nested = b"\x0c\x82\x2e\xe0" + b"[" * 12_000
    scope = x509.UnrecognizedExtension(x509.ObjectIdentifier(certs.SCOPE_OID), nested)
    builder = x509.CertificateBuilder(
        issuer_name=x509.Name([]), subject_name=x509.Name([]), public_key=key.public_key(), serial_number=1,
        not_valid_before=NOW, not_valid_after=NOW + DAY,
    ).add_extension(scope, critical=True)  # fmt: skip
    assert trouble_of([builder.sign(key, None).public_bytes(Encoding.DER)]) is Trouble.DAMAGED


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, villages=("42058110020",)), replace(SCOPE, villages=("４２０５８１１００２０１",)),
        replace(SCOPE, villages=("420581100201",) * 513), replace(SCOPE, roles=("Team",)),
        replace(SCOPE, roles=("a",) * 9),
        replace(SCOPE, max_rank=10), replace(SCOPE, recipient="age1x"), replace(SCOPE, suite=0),
    ],
)  # fmt: skip
def test_that_an_insane_scope_is_not_written(scope: Scope) -> None:
    with pytest.raises(ValueError, match="scope"):
        certs.write_scope(scope)


def test_that_the_largest_scope_is_read_back() -> None:
    scope = replace(SCOPE, villages=tuple(f"4205811{number:05d}" for number in range(512)))
    issuer = issue.Issuer(key=ISSUING_KEY, certificate=ISSUING)
    big = issue.issue_device(issuer, DEVICE, DEVICE_KEY.public, scope, now=NOW, ids=IDS)
    assert certs.read(big.der).scope == scope
    assert len(big.der) <= certs.MAX_CERTIFICATE_BYTES


def test_that_a_device_without_a_village_or_a_recipient_is_not_certified() -> None:
    issuer = issue.Issuer(key=ISSUING_KEY, certificate=ISSUING)
    for scope in (replace(SCOPE, villages=()), replace(SCOPE, recipient="")):
        with pytest.raises(ValueError, match="villages"):
            issue.issue_device(issuer, DEVICE, DEVICE_KEY.public, scope, now=NOW, ids=IDS)


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], check=False, capture_output=True, text=True)


def write_pem(folder: Path, name: str, der: bytes) -> Path:
    source, target = folder / f"{name}.der", folder / f"{name}.pem"
    source.write_bytes(der)
    assert openssl("x509", "-inform", "der", "-in", source, "-out", target).returncode == 0
    return target


def test_that_openssl_verifies_the_chain_once_told_of_our_critical_scope(tmp_path: Path) -> None:
    root, issuing, device = (
        write_pem(tmp_path, name, item.der)
        for name, item in (("root", ROOT), ("issuing", ISSUING), ("dev", CERTIFICATE))
    )
    at = str(int(NOW.timestamp()))
    checked = ["-x509_strict", "-attime", at, "-CAfile", root, "-untrusted", issuing, device]
    assert "OK" in openssl("verify", "-ignore_critical", *checked).stdout
    unaware = openssl("verify", *checked)
    assert unaware.returncode != 0
    assert "unhandled critical extension" in unaware.stderr


def test_that_openssl_refuses_a_forged_link_and_a_wrong_time(tmp_path: Path) -> None:
    stranger = issue.issue_root(new_signing_key(IDS), OFFICE, name="宜都市办公室", now=NOW, ids=IDS)
    root, false_root, issuing, device = (
        write_pem(tmp_path, name, item.der)
        for name, item in (("root", ROOT), ("false", stranger), ("issuing", ISSUING), ("dev", CERTIFICATE))
    )
    for anchor, moment in ((false_root, NOW), (root, NOW + 400 * DAY), (root, NOW - 3 * DAY)):
        found = openssl(
            "verify", "-ignore_critical", "-attime", str(int(moment.timestamp())), "-CAfile", anchor,
            "-untrusted", issuing, device,
        )  # fmt: skip
        assert found.returncode != 0


def test_that_an_inspector_reads_the_scope_with_openssl(tmp_path: Path) -> None:
    shown = openssl("x509", "-in", write_pem(tmp_path, "dev", CERTIFICATE.der), "-noout", "-text").stdout
    assert '"villages":["420581100201","420581100202"]' in shown
    assert DEVICE.hex() in shown
    assert "Digital Signature" in shown
