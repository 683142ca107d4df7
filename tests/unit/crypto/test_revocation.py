"""The list of revoked certificates: what it holds, whose signature it carries, and what openssl says of it."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.crypto import certificate_issue as issue
from poverty_desktop.crypto.certificates import CertificateError, Scope, Use
from poverty_desktop.crypto.revocation import issue_list, read_list
from poverty_desktop.crypto.sealing import new_identity
from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.ids import SeededIds

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
IDS = SeededIds(31)
ROOT_KEY, ISSUING_KEY, OTHER_KEY = (new_signing_key(IDS) for _number in range(3))
ROOT = issue.issue_root(ROOT_KEY, IDS.new(), name="宜都市办公室", now=NOW, ids=IDS)


def issuing(key) -> issue.Issuer:
    root = issue.Issuer(key=ROOT_KEY, certificate=ROOT)
    scope = Scope(use=Use.ISSUING)
    return issue.Issuer(key=key, certificate=issue.issue_office_key(root, key.public, scope, now=NOW, ids=IDS))


ISSUER = issuing(ISSUING_KEY)
LIST = issue_list(ISSUER, {7: NOW, 1 << 120: NOW - timedelta(days=3)}, number=4, now=NOW)


def test_that_the_list_names_what_was_revoked_and_its_number() -> None:
    found = read_list(LIST, ISSUER.certificate)
    assert (found.number, found.serials) == (4, {7, 1 << 120})


def test_that_an_empty_list_is_a_list() -> None:
    assert read_list(issue_list(ISSUER, {}, number=0, now=NOW), ISSUER.certificate).serials == frozenset()


def test_that_a_list_signed_by_another_key_is_refused() -> None:
    with pytest.raises(CertificateError):
        read_list(LIST, issuing(OTHER_KEY).certificate)


@given(data=st.data())
def test_that_no_changed_or_cut_list_is_believed(data: st.DataObject) -> None:
    broken = bytearray(LIST)
    at = data.draw(st.integers(0, len(LIST) - 1))
    if data.draw(st.booleans()):
        broken[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del broken[at:]
    try:
        found = read_list(bytes(broken), ISSUER.certificate)
    except CertificateError:
        return
    assert found == read_list(LIST, ISSUER.certificate)


def test_that_openssl_reads_and_verifies_the_list(tmp_path: Path) -> None:
    (tmp_path / "list.der").write_bytes(LIST)
    (tmp_path / "issuing.der").write_bytes(ISSUER.certificate.der)
    subprocess.run(
        ["openssl", "x509", "-inform", "der", "-in", tmp_path / "issuing.der", "-out", tmp_path / "issuing.pem"],
        check=True,
    )
    told = subprocess.run(
        ["openssl", "crl", "-inform", "der", "-in", tmp_path / "list.der", "-noout", "-text",
         "-CAfile", tmp_path / "issuing.pem"],
        check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert "verify OK" in told.stderr + told.stdout
    assert "Serial Number: 07" in told.stdout
    assert "X509v3 Authority Key Identifier" in told.stdout  # RFC 5280, 5.2.1


def test_that_openssl_refuses_a_laptop_on_the_list_and_no_other(tmp_path: Path) -> None:
    def pem(name: str, kind: str, der: bytes) -> Path:
        (tmp_path / f"{name}.der").write_bytes(der)
        target = tmp_path / f"{name}.pem"
        subprocess.run(["openssl", kind, "-inform", "der", "-in", tmp_path / f"{name}.der", "-out", target], check=True)
        return target

    scope = Scope(
        use=Use.DEVICE, villages=("420581100201",), roles=("team",), max_rank=1, recipient=new_identity().recipient
    )
    device = issue.issue_device(ISSUER, IDS.new(), new_signing_key(IDS).public, scope, now=NOW, ids=IDS)
    root, link, leaf = (
        pem(name, "x509", der)
        for name, der in (("root", ROOT.der), ("issuing", ISSUER.certificate.der), ("device", device.der))
    )
    for revoked, is_trusted in (({7: NOW}, True), ({7: NOW, device.serial: NOW}, False)):
        found = subprocess.run(
            ["openssl", "verify", "-ignore_critical", "-x509_strict", "-crl_check", "-attime",
             str(int(NOW.timestamp()) + 60), "-CAfile", root, "-untrusted", link, "-CRLfile",
             pem("list", "crl", issue_list(ISSUER, revoked, number=5, now=NOW)), leaf],
            check=False, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert (found.returncode == 0) is is_trusted
        assert ("certificate revoked" in found.stderr) is not is_trusted
