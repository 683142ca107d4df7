"""A stick that is torn out at the n-th thing that is done with it: from then on nothing there works."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CALLS = ("open", "touch", "unlink", "replace", "rename", "stat", "lstat", "mkdir", "iterdir")


class TornStick:
    """Counts what is done below ``folder``, and fails each of it from number ``at`` on."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.at: int | None = None
        self.count = 0
        self._descriptors: set[int] = set()
        for name in CALLS:
            monkeypatch.setattr(Path, name, self._guarded(getattr(Path, name)))
        self._sync, self._open = os.fsync, os.open
        monkeypatch.setattr(os, "fsync", self._fsync)
        monkeypatch.setattr(os, "open", self._os_open)

    def tear_at(self, number: int) -> None:
        """Tear the stick out before its ``number``-th use from now on."""
        self.at, self.count = number, 0

    def put_back(self) -> bool:
        """Plug it in again; say whether it had been out."""
        was_out = self.at is not None and self.count >= self.at
        self.at = None
        return was_out

    def use(self) -> None:
        """Count one use; raises ``OSError`` as a system does whose stick is gone."""
        self.count += 1
        if self.at is not None and self.count >= self.at:
            raise OSError(errno.EIO, "Input/output error")

    def _is_on_stick(self, path: object) -> bool:
        return isinstance(path, (str, Path)) and str(path).startswith(str(self.folder))

    def _guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: Path, *args: Any, **options: Any) -> Any:
            if not self._is_on_stick(path):
                return call(path, *args, **options)
            self.use()
            found = call(path, *args, **options)
            if isinstance(found, io.IOBase):
                self._descriptors.add(found.fileno())
                return _File(self, found)
            return found

        return guarded

    def _fsync(self, descriptor: int) -> None:
        if descriptor in self._descriptors:
            self.use()
        self._sync(descriptor)

    def _os_open(self, path: Any, *args: Any, **options: Any) -> int:
        if self._is_on_stick(path):
            self.use()
        return self._open(path, *args, **options)


class _File:
    """An open file of the stick."""

    def __init__(self, stick: TornStick, file: Any) -> None:
        self._stick, self._file = stick, file

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stick._descriptors.discard(self._file.fileno())
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        if name not in ("read", "write", "flush", "seek", "readinto", "truncate"):
            return found

        def used(*args: Any) -> Any:
            self._stick.use()
            return found(*args)

        return used
