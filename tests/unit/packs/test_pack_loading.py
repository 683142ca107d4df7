"""A pack is loaded whole or not at all."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_desktop.errors import StorageError
from poverty_desktop.packs.load import PUBLISHED_NAME, hash_file, load, load_shipped, shipped_folder
from poverty_desktop.packs.pack import Pack

SHIPPED = (shipped_folder() / PUBLISHED_NAME).read_bytes()


def test_that_the_content_hash_is_that_of_the_published_bytes() -> None:
    assert load_shipped().content_hash == hashlib.sha256(SHIPPED).digest()


def test_that_bytes_are_loaded_like_a_file() -> None:
    assert load(SHIPPED) == load_shipped()


def test_that_a_changed_file_is_damaged(tmp_path: Path) -> None:
    for name in (PUBLISHED_NAME, hash_file(Path(PUBLISHED_NAME)).name):
        (tmp_path / name).write_bytes((shipped_folder() / name).read_bytes())
    published = tmp_path / PUBLISHED_NAME
    assert load(published).name == "standard"

    published.write_bytes(SHIPPED.replace(b"285500", b"285600"))

    with pytest.raises(StorageError, match="damaged"):
        load(published)


def test_that_an_unexpected_pack_is_refused() -> None:
    with pytest.raises(StorageError, match="damaged"):
        load(SHIPPED, expected=bytes(32))


def test_that_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be read"):
        load(tmp_path / "no.json")


def test_that_an_unreadable_hash_is_damage(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(SHIPPED)
    (tmp_path / "p.json.sha256").write_text("not a hash")

    with pytest.raises(StorageError, match="damaged"):
        load(tmp_path / "p.json")


def test_that_a_newer_layout_asks_for_a_newer_program() -> None:
    with pytest.raises(StorageError, match="newer version"):
        load(json.dumps({"format": [2]}).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b'{"format":["1"]}', b'{"format":[1]}'])
def test_that_anything_else_is_damage(data: bytes) -> None:
    with pytest.raises(StorageError, match="damaged"):
        load(data)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(SHIPPED) - 2))
def test_that_a_torn_file_is_one_sentence(cut: int) -> None:
    with pytest.raises(StorageError):
        load(SHIPPED[:cut])


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(SHIPPED) - 1), byte=st.integers(0, 255))
def test_that_a_flipped_byte_never_gets_out_as_another_error(at: int, byte: int) -> None:
    try:
        loaded = load(SHIPPED[:at] + bytes([byte]) + SHIPPED[at + 1 :])
    except StorageError:
        return
    assert isinstance(loaded, Pack)


def test_that_loading_stays_light() -> None:
    script = (
        "import sys; from poverty_desktop.packs.load import load_shipped; load_shipped(); "
        "print([n for n in ('pyxform', 'python_calamine', 'lxml', 'openpyxl') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
