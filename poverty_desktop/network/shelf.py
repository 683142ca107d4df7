"""The files of one laptop at a service: what comes in piece by piece, and what lies ready for it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from poverty_desktop import paths
from poverty_desktop.network import wire
from poverty_desktop.network.wire import Offer
from poverty_desktop.sync import file_names, limits, repository

MOST_BYTES: Final = limits.LARGEST_VOLUME_BYTES + limits.LARGEST_VOLUME_BYTES // 1024 + 8 * limits.MIB
"""A sealed volume: the seal adds 16 bytes to each 64 KiB."""
SPARE_BYTES: Final = 64 * limits.MIB
MOST_PARTIAL: Final = 4
MOST_REMEMBERED: Final = 200

_SUFFIXES = (file_names.BUNDLE_SUFFIX, file_names.DOWNSTREAM_SUFFIX, file_names.RECEIPT_SUFFIX)


class ShelfError(Exception):
    """A file cannot go on here; ``word`` says why to the other program."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Shelf:
    """Two folders of one laptop: ``in`` with parts, whole files and notes of what became of them, and ``out``.

    Several connections may speak for one laptop; one at a time writes.
    """

    def __init__(self, folder: Path) -> None:
        self.incoming = folder / "in"
        self.outgoing = folder / "out"
        for place in (self.incoming, self.outgoing):
            place.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._hashes: dict[Path, tuple[int, int, str]] = {}

    def state(self, digest: str) -> tuple[int, str, str]:
        """Return how much of a file is here, what became of it, and why it was refused."""
        note = self._note(digest)
        with contextlib.suppress(OSError, UnicodeDecodeError):
            length, state, reason = note.read_text("ascii").split(" ", 2)
            return int(length), state, wire.word(reason)
        with contextlib.suppress(OSError):
            return self.whole(digest).stat().st_size, wire.WAITING, ""
        with contextlib.suppress(OSError):
            return self._part(digest).stat().st_size, wire.PARTIAL, ""
        return 0, wire.PARTIAL, ""

    def append(
        self, digest: str, offset: int, total: int, pieces: Callable[[IO[bytes]], object]
    ) -> tuple[int, str, bool]:
        """Add a piece at ``offset``; return how much is here, its state, and whether it became whole just now.

        A piece that was here before, or does not follow on what is here, changes nothing. What arrived before a cut
        stays. Raises ``ShelfError`` where the whole is not what its name says, or there is no room.
        """
        if total > MOST_BYTES:
            raise ShelfError(wire.TOO_LARGE)
        with self._lock:
            here, state, _reason = self.state(digest)
            if state != wire.PARTIAL or here != offset or offset > total:
                return here, state, False
            self._require_room(total - offset)
            if not offset:
                self._forget_parts()
            part = self._part(digest)
            try:
                with part.open("ab") as file:
                    try:
                        pieces(file)
                    finally:
                        file.flush()
                        os.fsync(file.fileno())
                here = part.stat().st_size
                if here < total:
                    return here, wire.PARTIAL, False
                if here > total or _hash(part) != digest:
                    part.unlink(missing_ok=True)
                    raise ShelfError(wire.DAMAGED)
                part.replace(self.whole(digest))
                paths.sync_folder(self.incoming)
            except OSError as error:
                if isinstance(error, (ConnectionError, TimeoutError)):
                    raise
                raise ShelfError(wire.FULL) from None
        return here, wire.WAITING, True

    def settle(self, digest: str, *, is_taken: bool, reason: str = "") -> None:
        """Note what became of a whole file, which is not needed here any more."""
        whole = self.whole(digest)
        with self._lock, contextlib.suppress(OSError):
            length = whole.stat().st_size
            state = wire.TAKEN if is_taken else wire.REFUSED
            paths.write_whole(self._note(digest), f"{length} {state} {reason}".encode("ascii"))
            whole.unlink()
            for old in _oldest(self.incoming, ".note", keep=MOST_REMEMBERED):
                old.unlink(missing_ok=True)

    def waiting(self) -> list[str]:
        """Return the whole files that nobody has looked at yet, by their hashes."""
        return sorted(item.name for item in self.incoming.iterdir() if wire.DIGEST.fullmatch(item.name))

    def whole(self, digest: str) -> Path:
        """Return where a file lies once it is whole."""
        return self.incoming / digest

    def offers(self) -> tuple[Offer, ...]:
        """Return what lies ready, in the order in which it was written; a policy pack's repository last."""
        lying = sorted(self.outgoing.iterdir(), key=lambda item: (item.stat().st_mtime_ns, item.name))
        found = [self._offer(path, path.name) for path in lying if path.suffix in _SUFFIXES and path.is_file()]
        for part in (repository.METADATA, repository.TARGETS):
            place = self.outgoing / repository.FOLDER / part
            found += [
                self._offer(path, f"{repository.FOLDER}/{part}/{path.name}")
                for path in (sorted(place.iterdir()) if place.is_dir() else ())
                if repository.is_own_name(part, path.name)
            ]
        return tuple(found[: wire.FILES])

    def find(self, digest: str) -> Path | None:
        """Return the file that lies ready under this hash."""
        names = [offer.name for offer in self.offers() if offer.sha256 == digest]
        return self.outgoing / names[0] if names else None

    def _offer(self, path: Path, name: str) -> Offer:
        status = path.stat()
        known = self._hashes.get(path)
        if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
            known = self._hashes[path] = (status.st_mtime_ns, status.st_size, _hash(path))
        return Offer(name=name, sha256=known[2], length=status.st_size)

    def _require_room(self, wanted: int) -> None:
        try:
            free = shutil.disk_usage(self.incoming).free
        except OSError:
            raise ShelfError(wire.FULL) from None
        if free < wanted + SPARE_BYTES:
            raise ShelfError(wire.FULL)

    def _forget_parts(self) -> None:
        """Let the oldest files go that were begun and never finished: a laptop sends one after the other."""
        for old in _oldest(self.incoming, ".part", keep=MOST_PARTIAL - 1):
            old.unlink(missing_ok=True)

    def _part(self, digest: str) -> Path:
        return self.incoming / f"{digest}.part"

    def _note(self, digest: str) -> Path:
        return self.incoming / f"{digest}.note"


def _oldest(folder: Path, suffix: str, *, keep: int) -> list[Path]:
    found = sorted((item for item in folder.iterdir() if item.suffix == suffix), key=lambda item: item.stat().st_mtime)
    return found[: max(0, len(found) - keep)]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
