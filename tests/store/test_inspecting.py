"""The page for inspectors, its commands run as they are printed, on a bundle of a real laptop."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import cbor2
import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from den import make_den
from registers import PASSPHRASE, add_family, admit, change, make_office, save, unlock

from poverty_desktop import paths
from poverty_desktop.cli.main import main
from poverty_desktop.cli.opening import PASSPHRASE_VARIABLE
from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, certificate_issue, dsse, sealing, wrapping
from poverty_desktop.crypto.certificates import read as certificate_read
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.crypto.revocation import read_list
from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import ActorId, ReplicaId
from poverty_desktop.office import revocations
from poverty_desktop.office.receiving import office_keys as office_keys_of
from poverty_desktop.operations.handover import bundles, enrolment, laptops
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.sync import office_keys
from poverty_desktop.sync.enrolment import device_sender

DOCS = Path(__file__).parents[2] / "docs"
HOLDER = "silver otter bridge 19 moon"
CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)


@pytest.fixture
def desk(tmp_path, field, monkeypatch):
    """What an inspector has: a bundle, the second holder's key file, an admission, the pack, and the page's script."""
    for name in ("write_key_file", "write_escrow_file"):
        monkeypatch.setattr(
            f"poverty_desktop.operations.handover.enrolment.{name}", partial(getattr(office_keys, name), cost=CHEAP)
        )
    office = make_office(tmp_path / "office", has_keys=False)
    folder = tmp_path / "inspector"
    folder.mkdir()
    made = enrolment.make_office_keys(office, folder, PASSPHRASE, HOLDER).value
    admit(office, field, folder)
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("07170000009")))
    made.escrow.rename(folder / "holder.fpk")
    next(folder.glob("*.fpa")).rename(folder / "admission.fpa")
    bundles.export_bundle(field, folder).value.path.rename(folder / "bundle.fpb")
    shutil.copy(paths.resources() / "packs" / "standard" / "published.json", folder)
    shutil.copy(DOCS / "inspect_bundle.py", folder)
    office.db.conn.close()
    return folder


def printed_commands(part: int = 1) -> str:
    page = (DOCS / "inspecting.md").read_text("utf-8")
    return page.split("```sh\n")[part].split("```")[0]


def give_out(desk: Path, clock: Clock, *, revoked: bytes | None = None) -> None:
    """The office gives out its list, once it has revoked that laptop."""
    office = unlock(desk.parent / "office", clock=clock)
    if revoked is not None:
        enrolment.revoke(office, revoked, "lost")
    laptops.write_revoked(office, desk / "revoked.crl")
    office.db.conn.close()


def compared(desk: Path, clock: Clock) -> subprocess.CompletedProcess[str]:
    at = int(clock.now().timestamp()) + 60  # the day on which all this happens; a real inspector has today's
    return run(desk, printed_commands(2).replace("-crl_check", f"-crl_check -attime {at}"))


def test_that_openssl_tells_by_the_printed_commands_whether_the_sender_was_revoked(desk, field):
    assert run(desk, printed_commands()).returncode == 0
    give_out(desk, field.clock)
    done = compared(desk, field.clock)
    assert done.returncode == 0, done.stderr
    assert "chain.pem: OK" in done.stdout
    assert "verify OK" in done.stdout + done.stderr
    give_out(desk, field.clock, revoked=device_keys(field).device)
    done = compared(desk, field.clock)
    assert done.returncode != 0
    assert "certificate revoked" in done.stderr
    assert "chain.pem: OK" not in done.stdout


def test_that_the_office_gives_out_its_list_by_the_command_that_the_page_names(desk, field, monkeypatch, capsys):
    [line] = [line for line in (DOCS / "inspecting.md").read_text("utf-8").splitlines() if "`devices " in line]
    command = line.split("`")[1].replace("WORKSPACE", str(desk.parent / "office"))
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    monkeypatch.chdir(desk)
    assert main([*command.split(), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["file"], said["number"]) == ("revoked.crl", 0)
    issuing = certificate_read(enrolment.enrolment(field).chain[-1].der)
    assert read_list((desk / "revoked.crl").read_bytes(), issuing).number == 0


def test_that_openssl_believes_no_list_that_another_office_signed(desk, field):
    assert run(desk, printed_commands()).returncode == 0
    stranger = make_office(desk.parent / "stranger", seed=77)
    (desk / "revoked.crl").write_bytes(revocations.list_file(stranger, office_keys_of(stranger)))
    stranger.db.conn.close()
    done = compared(desk, field.clock)
    assert done.returncode != 0
    assert "chain.pem: OK" not in done.stdout


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-e"],
        input=script.replace("python3 ", f"'{sys.executable}' -P "),
        cwd=folder,
        env={**os.environ, "PASSPHRASE": HOLDER, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_that_the_printed_commands_prove_who_wrote_what(desk):
    done = run(desk, printed_commands())
    assert done.returncode == 0, done.stderr
    assert "PROVEN: 2 entries" in done.stderr
    assert "digits of the office: " in done.stderr
    said = done.stdout.splitlines()
    assert sum("测试员" in line and "village 420581001001" in line for line in said) == 2
    assert any("set" in line and "07170000009" in line for line in said)
    assert any("组（自然村）" in line and "一组" in line for line in said)


def test_that_nothing_is_proven_of_a_plaintext_that_was_changed(desk):
    run(desk, printed_commands())
    whole = (desk / "plaintext").read_bytes()
    signature, value = bytearray(whole), bytearray(whole)
    signature[200] ^= 1
    value[-5] ^= 1
    for data in (signature, value, whole[: whole.rindex(b"\x28\xb5\x2f\xfd") - 3]):
        (desk / "plaintext").write_bytes(data)
        done = run(desk, printed_commands().splitlines()[3])
        assert done.returncode != 0
        assert "PROVEN: " not in done.stderr.replace("NOT PROVEN: ", "")


@pytest.fixture(scope="module")
def den(tmp_path_factory):
    made = make_den(tmp_path_factory.mktemp("den"))
    yield made
    made.close()


def plaintext(den):
    """The opened bundle of an honest laptop: its manifest, what its certificates are, and the parts."""
    sender = device_sender(device_keys(den.victim), enrolment.enrolment(den.victim))
    den.replica, den.actor = ReplicaId(den.ids.new()), ActorId(den.victim.actor)
    entry = den.packed(den.sets(RecordKind.HOUSEHOLD, den.own.household, phone="1"))
    path = den.bundle(entry, sender=sender)
    stream = io.BytesIO(sealing.open_sealed(path.read_bytes(), [office_keys_of(den.office).sealing]))
    envelope = cbor2.load(stream)
    return cbor2.loads(envelope[1]), envelope[3], stream.read()


def proof(den, folder, manifest, parts, key, certificates):
    """What the script says of a manifest that somebody signed."""
    signed = dsse.sign("application/vnd.fp.manifest+cbor", cbor.encode(manifest), [key], certificates=certificates)
    (folder / "plaintext").write_bytes(dsse.to_cbor(signed) + parts)
    office = x509.load_der_x509_certificate(office_keys_of(den.office).root_certificate.der)
    (folder / "root.pem").write_bytes(office.public_bytes(Encoding.PEM))
    command = [sys.executable, str(DOCS / "inspect_bundle.py"), "prove", "plaintext", "root.pem"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_that_a_laptop_cannot_certify_another_one_and_write_in_its_name(den, tmp_path):
    manifest, certificates, parts = plaintext(den)
    victim = certificate_read(certificates[0])
    key = new_signing_key(den.ids)
    wanted = certificate_issue._wanted(
        key.public, victim.subject, victim.scope, name=victim.name, now=den.office.clock.now(),
        valid_for=timedelta(days=300), ids=den.ids,
    )  # fmt: skip
    own = den.sender.chain
    issuer = certificate_issue._subject_name(own[0].subject, own[0].scope.use, own[0].name)
    forged = certificate_issue._sign(wanted, issuer, den.sender.key)
    manifest[13] = []
    done = proof(den, tmp_path, manifest, parts, key, [forged.der, *(item.der for item in own)])
    assert (done.returncode, done.stdout) == (1, "")
    assert "NOT PROVEN: who certified whom" in done.stderr


def test_that_nothing_is_slipped_under_the_signed_end_of_another_laptop(den, tmp_path):
    manifest, certificates, parts = plaintext(den)
    key, own = den.sender.key, [item.der for item in den.sender.chain]
    heads = [[*row[:3], with_certificates(row[3], certificates)] for row in manifest[13]]
    honest = proof(den, tmp_path, {**manifest, 13: heads}, parts, key, own)
    assert "PROVEN: 1 entries" in honest.stderr, "a laptop may carry what another one signed"
    slipped = den.packed(den.sets(RecordKind.PERSON, den.own.head, name="王五"))
    part = zstandard.compress(b"".join(map(cbor.encode, ([slipped.header, slipped.salt, slipped.values],))))
    first = [1, 1, sha256(part), len(part), 1000, 1, bytes(den.replica), 1, 1]
    rows = [first, *([row[0] + 1, *row[1:]] for row in manifest[14])]
    done = proof(den, tmp_path, {**manifest, 13: heads, 14: rows}, cbor.encode(part) + parts, key, own)
    assert (done.returncode, done.stdout) == (1, "")
    assert "NOT PROVEN: an entry has no signed head" in done.stderr


def with_certificates(head, certificates):
    """A signed end that brings its signer's certificates along, as it does in another's bundle."""
    envelope = cbor2.loads(head)
    return cbor.encode([*envelope[:3], certificates])


def test_that_the_script_uses_public_libraries_only():
    text = (DOCS / "inspect_bundle.py").read_text("utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"cbor2", "cryptography", "zstandard"}
