"""Load a published pack from a file or from bytes, whole or not at all."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.published.decoding import NewerFormatError, NotAPackError, decode

PUBLISHED_NAME = "published.json"
_DAMAGED = N_("The policy pack is damaged. Nothing was changed; get the pack again from the office.")


def load(source: bytes | Path, *, expected: bytes | None = None, is_known: bool = False) -> Pack:
    """Return the pack in ``source``, the published bytes or the file that holds them.

    ``expected`` is the content hash that the caller knows (from a journal, a bundle); for a file it is otherwise
    taken from the ``.sha256`` file beside it, if there is one. ``is_known`` says that the pack was read whole before
    and found sound: of such a one, parts are read when they are first asked for. Raises ``StorageError`` where the
    pack cannot be read, is damaged, or was published by a newer program.
    """
    if isinstance(source, Path):
        data = _read(source)
        expected = expected or _written_hash(source)
    else:
        data = source
    content_hash = hashlib.sha256(data).digest()
    if expected is not None and content_hash != expected:
        raise StorageError(_DAMAGED)
    try:
        return decode(data, content_hash, is_known=is_known)
    except NotAPackError as error:
        raise StorageError(_DAMAGED) from error
    except NewerFormatError as error:
        raise StorageError(
            N_("The policy pack was made by a newer version of this program. Update the program first.")
        ) from error


def published_bytes(source: Path) -> bytes:
    """Return the bytes of a published pack, as the hash in the ``.sha256`` file beside it says, if there is one.

    Raises ``StorageError`` where they cannot be read or are others.
    """
    data, expected = _read(source), _written_hash(source)
    if expected is not None and hashlib.sha256(data).digest() != expected:
        raise StorageError(_DAMAGED)
    return data


@cache
def load_shipped() -> Pack:
    """Return the pack that ships with the program, read once; raises ``StorageError`` where it is damaged."""
    return load(shipped_folder() / PUBLISHED_NAME, is_known=True)


def shipped_hash() -> bytes | None:
    """Return the content hash of the shipped pack as the file beside it says, or nothing where there is none."""
    return _written_hash(shipped_folder() / PUBLISHED_NAME)


def shipped_bytes() -> bytes:
    """Return the published bytes of the shipped pack, as a workspace keeps them."""
    return _read(shipped_folder() / PUBLISHED_NAME)


def shipped_folder() -> Path:
    """Return the folder of the shipped pack: its source and its published form."""
    return paths.resources() / "packs" / "standard"


def hash_file(published: Path) -> Path:
    """Return the file beside ``published`` that holds its hash in the form of ``sha256sum``."""
    return published.with_name(published.name + ".sha256")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(N_("The policy pack could not be read. Nothing was changed.")) from error


def _written_hash(published: Path) -> bytes | None:
    beside = hash_file(published)
    if not beside.exists():
        return None
    text = _read(beside).decode("ascii", errors="replace")
    if not re.match(r"[0-9a-f]{64}\b", text):
        raise StorageError(_DAMAGED)
    return bytes.fromhex(text[:64])
