"""The file of a backup: a plain archive of encrypted members with a sum for each; photos in it, or beside it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs
from poverty_desktop.store.workspace import REGISTER_FILE
from poverty_desktop.store.workspace_info import INFO_FILE
from poverty_desktop.store.workspace_keys import KEYS_FILE

SUFFIX = ".fpbackup"
MEMBERS = (INFO_FILE, KEYS_FILE, REGISTER_FILE)

NOT_A_BACKUP = N_(
    "This file is not a backup of a workspace, or it is damaged. Choose another one; nothing was changed."
)
NO_ROOM = N_("The backup could not be laid down. Choose another folder or free some space, then try again.")
_LAYING_DOWN = N_("Laying down the files of the backup")
_MANIFEST = "manifest.json"
_ABOUT = "about"
_PHOTO = re.compile(rf"^{blobs.FOLDER}/[0-9a-f]{{2}}/[0-9a-f]{{62}}$")
_MOST_BYTES = 64 << 30
_MOST_SAID = 64 << 20
_CHUNK = 1 << 20
_NOT_A_ZIP = (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged archive raises; ``RuntimeError`` for flags and methods that we never write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a backup says of itself without a passphrase; ``mark`` names the state of the register it holds.

    ``is_rotating`` stands in a backup that the program made by itself and may replace by a newer one.
    """

    at: datetime
    identity: str
    name: str
    mark: str = ""
    is_rotating: bool = False


def member_of(digest: bytes) -> str:
    """Return the name of a photo inside the archive, and below the folder of one whose photos lie beside it."""
    return blobs.place(Path(), digest).as_posix()


def write(source: Path, register: Path, part: Path, *, about: About, photos_beside: bool) -> None:
    """Write the archive of the workspace in ``source`` with the copy ``register``, synced to the disk; ``OSError``."""
    members = {name: source / name for name in (INFO_FILE, KEYS_FILE)} | {REGISTER_FILE: register}
    photos = {member_of(digest): blobs.place(source, digest) for digest in blobs.kept(source)}
    sums: dict[str, object] = {name: sum_of(path) for name, path in (members | photos).items()}
    sums[_ABOUT] = {"at": about.at.isoformat(), "mark": about.mark, "is_rotating": about.is_rotating}
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_STORED, strict_timestamps=False) as archive:
            archive.writestr(_MANIFEST, json.dumps(sums))
            for name, path in (members if photos_beside else members | photos).items():
                archive.write(path, name)
        sync(file.fileno())


def sync(handle: int) -> None:
    """Bring a file to the disk and forget what the system remembers of it: what is read back comes from the disk."""
    os.fsync(handle)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def unpack(source: Path, folder: Path, progress: Progress | None = None, *, with_photos: bool = True) -> int:
    """Lay the files of a backup into ``folder``, each compared with its sum.

    Photos that lie beside the file are taken from there; how many of them are missing or damaged is returned, for the
    register counts without them. Raises ``StorageError`` for a file that is no intact backup.
    """
    lost = 0
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            photos = [name for name in manifest if _PHOTO.match(name)] if with_photos else []
            sums = {name: str(manifest[name]) for name in (*MEMBERS, *photos)}
            inside = {name for name in archive.namelist() if name in sums}
            if not inside.issuperset(MEMBERS) or sum(archive.getinfo(name).file_size for name in inside) > _MOST_BYTES:
                raise StorageError(NOT_A_BACKUP)
            for number, (name, expected) in enumerate(sums.items()):
                if progress is not None:
                    progress.step(_LAYING_DOWN, number, len(sums))
                if name in inside:
                    _lay_down(_pieces(archive, name), folder / name, expected)
                else:
                    lost += not _lay_down_beside(source.parent / name, folder / name, expected)
    except _NOT_A_ZIP as error:
        raise StorageError(NOT_A_BACKUP) from error
    return lost


def about(source: Path) -> About:
    """Return what a backup says of itself; raises ``StorageError`` where it is none."""
    try:
        with zipfile.ZipFile(source) as archive:
            said = _manifest(archive).get(_ABOUT, {})
            info = json.loads(_small(archive, INFO_FILE))
            at = said.get("at") or datetime.fromtimestamp(source.stat().st_mtime).astimezone().isoformat()
            return About(
                at=datetime.fromisoformat(str(at)),
                identity=str(info["identity"]),
                name=str(info["name"]),
                mark=str(said.get("mark", "")),
                is_rotating=said.get("is_rotating") is True,
            )
    except (*_NOT_A_ZIP, AttributeError) as error:
        raise StorageError(NOT_A_BACKUP) from error


def photos_of(source: Path) -> dict[str, str]:
    """Return the photos that a backup needs, by name, each with its sum; raises ``StorageError`` where it is none."""
    try:
        with zipfile.ZipFile(source) as archive:
            return {name: str(value) for name, value in _manifest(archive).items() if _PHOTO.match(name)}
    except _NOT_A_ZIP as error:
        raise StorageError(NOT_A_BACKUP) from error


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:  # its values are looked at where they are used
    found = json.loads(_small(archive, _MANIFEST))
    if not isinstance(found, dict):
        raise TypeError("a manifest is a mapping")
    return found


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_SAID:
        raise ValueError("too much is said")
    return archive.read(name)


def _lay_down_beside(source: Path, target: Path, expected: str) -> bool:
    """Lay down a photo that lies beside the backup; say whether it was there and sound."""
    try:
        if sum_of(source) != expected:
            return False
        with source.open("rb") as file:
            _lay_down(iter(lambda: file.read(_CHUNK), b""), target, expected)
    except OSError:
        return False
    return True


def _lay_down(pieces: Iterator[bytes], target: Path, expected: str) -> None:
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(NO_ROOM) from error
    if digest.hexdigest() != expected:
        raise StorageError(NOT_A_BACKUP)


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as packed:
            while piece := packed.read(_CHUNK):
                yield piece
    except _NOT_A_ZIP as error:
        raise StorageError(NOT_A_BACKUP) from error
