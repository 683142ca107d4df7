"""A screen of its own, and the real window on it, driven from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DRIVEN = Path(__file__).with_name("driven.py")
PATIENCE_S = 20.0
GLANCE_S = 0.02


@contextmanager
def screen(size: str = "1366x768", *, frames: Path | None = None) -> Iterator[str]:
    """Run an X server without a network; yield its display. It chooses a free number itself.

    What it shows lies in the file ``Xvfb_screen0`` of the folder ``frames``, where one is given.
    """
    reader, writer = os.pipe()
    line = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    if frames is not None:
        line += ["-fbdir", str(frames)]
    server = subprocess.Popen(line, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


class Window:
    """The program in a process of its own on ``display``, with ``home`` for its settings."""

    def __init__(self, display: str, home: Path, **environment: str) -> None:
        settings = os.environ | {
            "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "POVERTY_DESKTOP_HOME": str(home), "XDG_DATA_HOME": str(home),
            "HOME": str(home), "LANG": "zh_CN.UTF-8",
        }  # fmt: skip
        home.mkdir(parents=True, exist_ok=True)
        self._errors = home / f"stderr-{time.monotonic_ns()}.txt"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, str(DRIVEN)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=settings | environment,
                encoding="utf-8",
            )

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    def errors(self) -> str:
        """Return what the program wrote to standard error: nothing, if all is well."""
        return self._errors.read_text("utf-8")

    def ask(self, order: str, *arguments: object) -> Any:
        """Carry out an order, again and again until what it needs is on screen; return its answer."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            said = self._say(order, arguments)
            if "missing" not in said:
                return said["said"]
            assert time.monotonic() < deadline, f"{order}{arguments}: {said['missing']} — on screen: {self._names()}"
            time.sleep(GLANCE_S)

    def until(self, text: str, name: str) -> str:
        """Wait until the widget ``name`` says ``text``; return all it says."""
        return str(self._wait("read", (name,), lambda said: text in str(said), text))

    def wait(self, order: str, *arguments: object, gives: object = None, differs: object = None) -> Any:
        """Repeat an order until it gives a value, or another one than ``differs``; return it."""
        if gives is not None:
            return self._wait(order, arguments, lambda said: said == gives, gives)
        return self._wait(order, arguments, lambda said: said != differs, f"other than {differs}")

    def is_there(self, name: str) -> bool:
        """Say whether a widget is on screen now."""
        return "missing" not in self._say("is_there", (name,))

    def kill(self) -> None:
        """End the process as a power cut does: at once, without a chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)
        self._process.wait()
        self._close()

    def quit(self) -> None:
        """Close the program; it must end by itself and in silence."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = self._process.wait(timeout=PATIENCE_S)
        self._close()
        assert (code, self.errors()) == (0, "")

    def end(self) -> None:
        """Make sure that the process is gone."""
        if self._process.poll() is None:
            self.kill()

    def _wait(self, order: str, arguments: tuple[object, ...], fits: Callable[[Any], bool], wanted: object) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while not fits(said := self.ask(order, *arguments)):
            assert time.monotonic() < deadline, f"{order}{arguments} gives {said!r}, not {wanted!r}"
            time.sleep(GLANCE_S)
        return said

    def _say(self, order: str, arguments: tuple[object, ...]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([order, arguments], ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the program ended: {self.errors()}"
        said: dict[str, Any] = json.loads(line)
        assert "wrong" not in said, f"{order}{arguments}: {said['wrong']}"
        return said

    def _names(self) -> str:
        return ", ".join(self._say("names", ()).get("said", []))

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
