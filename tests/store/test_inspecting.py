"""The page for inspectors, its commands run as they are printed, on a bundle of a real laptop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from registers import PASSPHRASE, add_family, admit, change, make_office, save

from poverty_desktop import paths
from poverty_desktop.crypto import wrapping
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.operations import bundles, enrolment
from poverty_desktop.sync import office_keys

DOCS = Path(__file__).parents[2] / "docs"
HOLDER = "silver otter bridge 19 moon"
CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)


@pytest.fixture
def desk(tmp_path, field, monkeypatch):
    """What an inspector has: a bundle, the second holder's key file, an admission, the pack, and the page's script."""
    for name in ("write_key_file", "write_escrow_file"):
        monkeypatch.setattr(
            f"poverty_desktop.operations.enrolment.{name}", partial(getattr(office_keys, name), cost=CHEAP)
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


def printed_commands() -> str:
    page = (DOCS / "inspecting.md").read_text("utf-8")
    return page.split("```sh\n")[1].split("```")[0]


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


def test_that_the_script_uses_public_libraries_only():
    text = (DOCS / "inspect_bundle.py").read_text("utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"cbor2", "cryptography", "zstandard"}
