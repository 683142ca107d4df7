"""Pieces of work, the worker threads that do them one after the other, and who hears of the result."""

from __future__ import annotations

import inspect
import queue
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from poverty_desktop.progress import Progress

T = TypeVar("T")
PROGRESS_INTERVAL_S = 0.05


class Receiver(Generic[T]):
    """A callback that does not keep its page alive and falls silent when the page is gone."""

    def __init__(self, call: Callable[[T], None]) -> None:
        self._method = weakref.WeakMethod(call) if inspect.ismethod(call) else None
        self._function = None if inspect.ismethod(call) else call

    def __call__(self, value: T) -> None:
        """Hand ``value`` on, unless the receiver was deleted."""
        call = self._method() if self._method is not None else self._function
        if call is None:
            return
        owner = getattr(call, "__self__", None)
        if isinstance(owner, QObject) and not shiboken6.isValid(owner):
            return
        call(value)


class Task(QObject):
    """One piece of work under way: tells how far it is, can be cancelled, ends once.

    One that ``can_pause`` is done in parts; whoever does it asks ``is_paused`` before the next, and waits for
    ``resumed``.
    """

    progressed = Signal(str, int, int)
    resumed = Signal()
    ended = Signal()

    def __init__(self, parent: QObject, *, can_pause: bool = False) -> None:
        super().__init__(parent)
        self.can_pause = can_pause
        self.is_paused = False
        self._told_at = 0.0
        self._progress = Progress(self._listen)

    @property
    def progress(self) -> Progress:
        """Return what the work reports to and asks whether to stop."""
        return self._progress

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._progress.cancel()
        self.set_paused(is_paused=False)

    def set_paused(self, *, is_paused: bool) -> None:
        """Let the work wait before its next part, or go on."""
        was_paused, self.is_paused = self.is_paused, is_paused and self.can_pause
        if was_paused and not self.is_paused:
            self.resumed.emit()

    def _listen(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._told_at < PROGRESS_INTERVAL_S:
            return
        self._told_at = now
        self.progressed.emit(what, done, total)


class Job:
    """A queued call with its receivers; ``key`` lets a newer request replace it."""

    __slots__ = ("call", "done", "error", "failed", "is_stale", "key", "lane", "result", "serial", "task")

    def __init__(
        self,
        lane: Lane,
        call: Callable[[], Any],
        done: Receiver[Any] | None,
        failed: Receiver[BaseException] | None,
    ) -> None:
        self.lane = lane
        self.call = call
        self.done = done
        self.failed = failed
        self.key: object = None
        self.serial = 0
        self.is_stale = False
        self.task: Task | None = None
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Do the work, and keep its result or its error for the receivers."""
        try:
            self.result = self.call()
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the receiver in the GUI thread
            self.error = error

    def let_go(self) -> None:
        """Forget everything: the worker holds the job until its next one, and must not be the last that has a widget.

        What belongs to Qt is taken apart on the thread where its last holder is; that has to be the GUI thread.
        """
        self.call, self.done, self.failed, self.task, self.key = _nothing, None, None, None, None
        self.result, self.error = None, None


def _nothing() -> None:
    """Stand in for the work of a job that was done."""


class Lane:
    """One worker thread with its queue; results go to ``deliver``, which may be called from that thread."""

    def __init__(self, name: str, deliver: Callable[[Job], None]) -> None:
        self._name = name
        self._deliver = deliver
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._newest: dict[object, int] = {}
        self._serial = 0
        self._thread: threading.Thread | None = None

    def put(self, job: Job) -> None:
        """Queue ``job``; the thread begins with the first."""
        self._serial += 1
        job.serial = self._serial
        if job.key is not None:
            self._newest[job.key] = job.serial
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name)
            self._thread.start()
        self._queue.put(job)

    def was_replaced(self, job: Job) -> bool:
        """Say whether a newer job with the same key was queued."""
        return job.key is not None and self._newest.get(job.key) != job.serial

    def stop(self) -> None:
        """End the thread after everything that is queued, and wait for it."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job.is_stale = self.was_replaced(job)
            if not job.is_stale:
                job.run()
            self._deliver(job)
