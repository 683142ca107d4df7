"""The watched disk of the campaigns: the shim is built, its log read, and what a power cut may leave made of it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import random
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("disk_shim.c")
SECTOR = 512
_HEAD = struct.Struct("<cHHQQ")
ACKNOWLEDGED = "acknowledged"
"""The file that a process writes to once it has told its user that something is saved."""


def shim() -> Path:
    """Return the shim, built once for each version of its source."""
    name = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    made = Path(tempfile.gettempdir()) / f"fp-disk-{os.getuid()}-{name}.so"
    if not made.exists():
        part = made.with_suffix(f".{os.getpid()}")
        command = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(part), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        part.replace(made)
    return made


def quick_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder in memory where the system has one: what a sync costs is not what is looked for here."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="fp-disk-", dir=memory if os.access(memory, os.W_OK) else None)


def run(
    script: Path, *arguments: object, root: Path, log: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a script of Python on the watched disk; only what lies below ``root`` counts."""
    environment = {**os.environ, "LD_PRELOAD": str(shim()), "FP_ROOT": str(root), **more}
    if log is not None:
        environment["FP_LOG"] = str(log)
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


class Armed:
    """The disk under this very process, to be made fail; the process must run on the shim."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.fp_count.restype = ctypes.c_long
        self._library.fp_arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_int]
        self._library.fp_room.argtypes = [ctypes.c_long]

    def root(self, folder: Path) -> None:
        """Let what lies below ``folder`` count."""
        self._library.fp_root(str(folder).encode())

    def fail(self, at: int, error: int, *, goes_on: bool = False) -> None:
        """Let the operation ``at`` fail, and every later one where it ``goes_on``."""
        self._library.fp_arm(at, error, int(goes_on), 0)

    def leave_room(self, size: int) -> None:
        """Let so many bytes be written and no more."""
        self._library.fp_room(size)

    def disarm(self) -> int:
        """Let everything succeed again; return how many operations there were."""
        counted = int(self._library.fp_count())
        self._library.fp_arm(0, 0, 0, 0)
        self._library.fp_room(-1)
        return counted


class Event(NamedTuple):
    """One thing that happened to the disk."""

    what: str  # C created, W written, T cut, S synced, D folder synced, R renamed, U removed, M folder made
    path: str
    other: str
    place: int
    data: bytes


def read_log(log: Path) -> Iterator[Event]:
    """Yield what happened, in order."""
    data, at = log.read_bytes(), 0
    while at + _HEAD.size <= len(data):
        what, first, second, place, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        path, other = data[at : at + first].decode(), data[at + first : at + first + second].decode()
        at += first + second
        body = data[at : at + length] if what == b"W" else b""
        at += len(body)
        yield Event(what.decode(), path, other, place, body)


@dataclass(eq=False)
class _File:
    """One file, whatever it is called: what is on the platter for sure, and what was written since its last sync."""

    sure: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)


@dataclass
class Disk:
    """A disk that keeps what was synced and, of everything else, any part in any order; names change in order."""

    names: dict[str, _File] = field(default_factory=dict)
    sure_names: dict[str, _File] = field(default_factory=dict)
    pending_names: list[tuple[str, str, _File | None]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """Return a disk on which everything below ``folder`` lies for sure."""
        found = {str(path): _File(sure=bytearray(path.read_bytes())) for path in folder.rglob("*") if path.is_file()}
        return cls(names=dict(found), sure_names=dict(found))

    def happen(self, event: Event) -> None:
        """Let one thing happen."""
        what, path = event.what, event.path
        if what == "C":
            self._name(path, _File())
        elif what in "WT":
            self.names.setdefault(path, _File()).pending.append(event)
        elif what == "S":
            found = self.names.get(path)
            if found is not None:
                found.sure = _applied(found.sure, found.pending)
                found.pending = []
        elif what == "D":
            self._sync_names(path)
        elif what == "R" and path in self.names:
            moved = self.names[path]
            self._name(event.other, moved)
            self._name(path, None)
        elif what == "U":
            self._name(path, None)

    def cut(self, rnd: random.Random) -> dict[str, bytes]:
        """Return what a power cut at this moment may leave: path and content."""
        names = dict(self.sure_names)
        for path, _folder, found in self.pending_names[: rnd.randint(0, len(self.pending_names))]:
            if found is None:
                names.pop(path, None)
            else:
                names[path] = found
        return {path: bytes(_after_cut(found, rnd)) for path, found in names.items()}

    def _name(self, path: str, found: _File | None) -> None:
        if found is None:
            self.names.pop(path, None)
        else:
            self.names[path] = found
        self.pending_names.append((path, str(Path(path).parent), found))

    def _sync_names(self, folder: str) -> None:
        """A folder's sync makes the names in it sure, and with them what came before: a journal is kept in order."""
        last = max((n for n, (_path, where, _found) in enumerate(self.pending_names, 1) if where == folder), default=0)
        for path, _where, found in self.pending_names[:last]:
            if found is None:
                self.sure_names.pop(path, None)
            else:
                self.sure_names[path] = found
        del self.pending_names[:last]


def _applied(content: bytearray, events: list[Event]) -> bytearray:
    made = bytearray(content)
    for event in events:
        _apply(made, event)
    return made


def _apply(content: bytearray, event: Event) -> None:
    if event.what == "T":
        del content[event.place :]
        content.extend(bytes(event.place - len(content)))
        return
    end = event.place + len(event.data)
    content.extend(bytes(max(0, end - len(content))))
    content[event.place : end] = event.data


def _after_cut(found: _File, rnd: random.Random) -> bytearray:
    """Return a file with any part of what was not synced: whole writes, none, or some of their sectors."""
    made = bytearray(found.sure)
    mood = rnd.random()  # some cuts lose nearly everything, some nearly nothing
    for event in found.pending:
        luck = rnd.random()
        if luck < mood * 0.5:
            continue
        if event.what == "W" and luck > 0.85:
            for start in range(0, len(event.data), SECTOR):
                if rnd.random() < 0.5:
                    piece = event.data[start : start + SECTOR]
                    _apply(made, event._replace(place=event.place + start, data=piece))
            continue
        _apply(made, event)
    return made


def acknowledged(event: Event) -> str:
    """Return what a process told its user with this event, "" where it told nothing."""
    return event.data.decode() if event.what == "W" and Path(event.path).name == ACKNOWLEDGED else ""
