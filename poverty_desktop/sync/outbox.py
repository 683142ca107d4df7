"""Bundles in several volumes, sealed and ready on this computer: carried volume by volume, and on from where it ended.

What lies here is sealed for the receiver; nobody here can open it. It stays until the office says that it has it, so
that a volume which was lost on its way is written again by itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from poverty_desktop import paths
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.sync.delivery import deliver, place_for
from poverty_desktop.sync.file_names import FileName

FOLDER = "outbox"
_INDEX = "set.json"
_CHUNK = 1 << 20
_LOOKING = N_("Looking at what lies there already")
STOPPED = N_(
    "Volume {volume} of {volumes} could not be written: the stick was pulled out, is full or write-protected. The"
    " volumes before it are whole. Hand over again, on this stick or another one; it goes on from there."
)
_FULL = N_("The disk of this computer is full. Make room, then try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingVolume:
    """One volume of a set: its file here is named by its number, on the carrier by ``name``."""

    number: int
    name: FileName
    sha256: str
    length: int
    is_carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingSet:
    """A bundle in volumes, whole on this computer."""

    folder: Path
    bundle_id: bytes
    number: int
    volumes: tuple[OutgoingVolume, ...]

    @property
    def waiting(self) -> tuple[int, ...]:
        """Return the volumes that were not carried yet."""
        return tuple(item.number for item in self.volumes if not item.is_carried)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What lies on the carrier now: the files, how many of them had been there already, and their bytes."""

    paths: tuple[Path, ...]
    were_there: int
    bytes: int


class BegunSet:
    """A set that is being made."""

    def __init__(self, folder: Path, bundle_id: bytes, number: int) -> None:
        self._set = OutgoingSet(folder=folder, bundle_id=bundle_id, number=number, volumes=())

    def place(self, number: int) -> Path:
        """Return where a volume goes."""
        return _place(self._set, number)

    def add(self, volume: OutgoingVolume) -> None:
        """Take a volume that was written to its place."""
        self._set = replace(self._set, volumes=(*self._set.volumes, volume))

    def finish(self) -> OutgoingSet:
        """Return the set, which counts from now on."""
        _note(self._set)
        return self._set


@contextlib.contextmanager
def begin_set(outbox: Path, bundle_id: bytes, number: int) -> Iterator[BegunSet]:
    """Begin a set in ``outbox``; where it is not finished nothing is left of it. Raises ``StorageError``."""
    folder = outbox / bundle_id.hex()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield BegunSet(folder, bundle_id, number)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StorageError(_FULL) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def sets(outbox: Path) -> list[OutgoingSet]:
    """Return the sets that lie here, the oldest first; what is broken is left out."""
    found = []
    for index in outbox.glob(f"*/{_INDEX}"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(index.read_text("utf-8"))
            volumes = tuple(
                OutgoingVolume(**{**item, "name": FileName(readable=item["name"][0], plain=item["name"][1])})
                for item in said["volumes"]
            )
            made = OutgoingSet(
                folder=index.parent, bundle_id=bytes.fromhex(index.parent.name), number=said["number"], volumes=volumes
            )
            if all(_place(made, item.number).stat().st_size == item.length for item in volumes):
                found.append(made)
    return sorted(found, key=lambda item: item.number)


def remove(found: OutgoingSet, carrier: Path | None = None) -> None:
    """Take a set away: the office has it, or a later bundle holds everything that was in it; from a carrier, too."""
    for volume in found.volumes if carrier is not None else ():
        for path in _names(carrier or Path(), volume.name):
            paths.drop(path)
    shutil.rmtree(found.folder, ignore_errors=True)


def carry(found: OutgoingSet, folder: Path, wanted: Collection[int], progress: Progress) -> Carried:
    """Write the ``wanted`` volumes into ``folder``, each synced, read back and compared.

    What lies there already and is the same is not written again. Raises ``StorageError`` naming the volume where the
    carrier fails; the volumes before it are whole then, and the next call goes on from there.
    """
    paths_there, were_there, size = [], 0, 0
    for volume in found.volumes:
        if volume.number not in wanted:
            continue
        there = next((path for path in _names(folder, volume.name) if _is_there(path, volume, progress)), None)
        were_there += there is not None
        try:
            target = there or place_for(folder, volume.name)
            if there is None:
                deliver(target, partial(_copy, _place(found, volume.number)), progress)
        except (OSError, StorageError) as error:
            raise StorageError(STOPPED, volume=volume.number, volumes=len(found.volumes)) from error
        paths_there.append(target)
        size += volume.length
        found = _with_carried(found, volume.number)
    return Carried(paths=tuple(paths_there), were_there=were_there, bytes=size)


def _with_carried(found: OutgoingSet, number: int) -> OutgoingSet:
    volumes = tuple(replace(item, is_carried=item.is_carried or item.number == number) for item in found.volumes)
    made = replace(found, volumes=volumes)
    _note(made)
    return made


def _note(found: OutgoingSet) -> None:
    volumes = [
        {
            "number": item.number,
            "name": [item.name.readable, item.name.plain],
            "sha256": item.sha256,
            "length": item.length,
            "is_carried": item.is_carried,
        }
        for item in found.volumes
    ]
    text = json.dumps({"number": found.number, "volumes": volumes}, ensure_ascii=False, indent=1)
    paths.write_whole(found.folder / _INDEX, text.encode())


def _place(found: OutgoingSet, number: int) -> Path:
    return found.folder / f"{number:03d}"


def _names(folder: Path, name: FileName) -> tuple[Path, Path]:
    return folder / name.readable, folder / name.plain


def _is_there(path: Path, volume: OutgoingVolume, progress: Progress) -> bool:
    """Say whether a volume lies on the carrier, whole: read and hashed, not only by its name."""
    try:
        if path.stat().st_size != volume.length:
            return False
        digest, done = hashlib.sha256(), 0
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                done += len(piece)
                progress.step(_LOOKING, done, volume.length)
    except OSError:
        return False
    return digest.hexdigest() == volume.sha256


def _copy(source: Path, writer: IO[bytes]) -> None:
    with source.open("rb") as reader:
        shutil.copyfileobj(reader, writer, _CHUNK)
