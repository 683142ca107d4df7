"""A second process that paints papers: laid-out pages go in through a pipe, PDF comes back; nothing touches the disk.

Run as ``python -m poverty_desktop.pdf.paint_process`` by :class:`PaintProcess` only. Painting is the larger half of
what a file costs, and needs neither the register nor a key.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from poverty_desktop.pdf.page import Document

_LENGTH: Final = struct.Struct(">Q")
Order = tuple[tuple[Document, ...], str, bool, int]
"""Papers of one file, its title, whether each begins a sheet, and its first side."""


class PaintProcess:
    """Takes orders one after the other and returns the files in the same order; up to two are under way."""

    AHEAD: Final = 2

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "poverty_desktop.pdf.paint_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((root, os.environ.get("PYTHONPATH", "")))},
        )
        self.waiting = 0
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="painted papers")
        self._reader.start()

    def _read(self) -> None:
        """Take answers as they come: a full pipe would let both processes wait for each other."""
        assert self._process.stdout is not None
        while (answer := _receive(self._process.stdout)) is not None:
            self._answers.put(answer)
        self._answers.put(None)

    @staticmethod
    def is_possible() -> bool:
        """Say whether there is a second processor, and an interpreter that can be started again."""
        return (os.cpu_count() or 1) > 1 and not getattr(sys, "frozen", False) and bool(sys.executable)

    def give(self, papers: Sequence[Document], *, title: str, both_sides: bool, first_side: int) -> None:
        """Hand over the papers of one file; raises ``OSError`` where the process is gone."""
        assert self._process.stdin is not None
        _send(
            self._process.stdin, pickle.dumps((tuple(papers), title, both_sides, first_side), pickle.HIGHEST_PROTOCOL)
        )
        self.waiting += 1

    def take(self) -> tuple[bytes, int]:
        """Return the oldest file and its pages, waiting for it; raises ``OSError`` where the process is gone."""
        answer = self._answers.get()
        if answer is None:
            raise OSError("the painting process ended")
        self.waiting -= 1
        pages, pdf = pickle.loads(answer)  # noqa: S301 - from a process that this one started
        if isinstance(pdf, Exception):
            raise pdf
        return pdf, pages

    def close(self) -> None:
        """End the process; what it had not returned is dropped."""
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.waiting = 0


def main() -> None:
    """Paint what comes in until nothing comes any more."""
    for order in _orders(sys.stdin.buffer):
        _send(sys.stdout.buffer, pickle.dumps(_painted(order), pickle.HIGHEST_PROTOCOL))


def _painted(order: Order) -> tuple[int, bytes | Exception]:
    import io

    from poverty_desktop.errors import PovertyDesktopError
    from poverty_desktop.pdf.volume import VolumeWriter

    papers, title, both_sides, first_side = order
    target = io.BytesIO()
    writer = VolumeWriter(target, title=title, both_sides=both_sides, first_side=first_side)
    try:
        for paper in papers:
            writer.add(paper)
        return writer.close(), target.getvalue()
    except PovertyDesktopError as error:
        return 0, error


def _orders(source: IO[bytes]) -> Iterator[Order]:
    while (told := _receive(source)) is not None:
        yield pickle.loads(told)  # noqa: S301 - from the process that started this one


def _send(target: IO[bytes], data: bytes) -> None:
    target.write(_LENGTH.pack(len(data)))
    target.write(data)
    target.flush()


def _receive(source: IO[bytes]) -> bytes | None:
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = source.read(length)
    return data if len(data) == length else None


if __name__ == "__main__":
    main()
