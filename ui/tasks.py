"""Work off the GUI thread: one store thread that owns the session, and one worker for pure work such as PDF."""

from __future__ import annotations

import inspect
import queue
import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from ui.changes import ChangeNotice

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

T = TypeVar("T")
Failed = Callable[[BaseException], None]
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


class _Job:
    """A queued call with its receivers; ``key`` lets a newer request replace it."""

    __slots__ = ("call", "done", "error", "failed", "is_stale", "key", "lane", "result", "serial", "task")

    def __init__(
        self,
        lane: _Lane,
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


class _Lane:
    """One worker thread with its queue; results go to ``deliver``, which may be called from that thread."""

    def __init__(self, name: str, deliver: Callable[[_Job], None]) -> None:
        self._name = name
        self._deliver = deliver
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._newest: dict[object, int] = {}
        self._serial = 0
        self._thread: threading.Thread | None = None

    def put(self, job: _Job) -> None:
        self._serial += 1
        job.serial = self._serial
        if job.key is not None:
            self._newest[job.key] = job.serial
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name)
            self._thread.start()
        self._queue.put(job)

    def was_replaced(self, job: _Job) -> bool:
        return job.key is not None and self._newest.get(job.key) != job.serial

    def stop(self) -> None:
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


class StoreThread(QObject):
    """Owns the open session on its own thread; everything that reads or writes the register goes through here.

    ``done`` and ``failed`` are bound methods; they are called in the GUI thread, and not at all once their
    object is gone. What nobody handles goes to ``unhandled``.
    """

    unhandled = Signal(object)
    _delivered = Signal(object)

    def __init__(self, notice: ChangeNotice, close: Callable[[Session], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notice = notice
        self._close_one = close
        self._session: Session | None = None
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._lane = _Lane("store", self._delivered.emit)
        self._pure = _Lane("pure work", self._delivered.emit)
        self._apart = _Lane("work apart", self._delivered.emit)
        self._away = _Lane("work away", self._delivered.emit)
        self._tasks: set[Task] = set()
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Say whether the threads were ended: what is asked now never runs."""
        return self._is_over

    def open(
        self,
        opener: Callable[[Progress], tuple[Session, T]],
        done: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Task:
        """Open a workspace on the store thread, closing the one that was open; ``done`` gets the second value."""
        return self._put(self._lane, lambda task: self._open(opener, task), done, failed)

    def run(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        key: object = None,
    ) -> Task:
        """Run ``work`` with the session.

        A result of type ``Done`` is broadcast before ``done`` is called. A later call with the same ``key``
        replaces this one: it is not started any more, or its result is dropped.
        """
        return self._put(self._lane, lambda _task: work(self._open_session()), done, failed, key=key)

    def run_long(
        self,
        work: Callable[[Session, Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Run ``work`` with the session and a progress that the returned task shows and cancels."""
        return self._put(self._lane, lambda task: work(self._open_session(), task.progress), done, failed)

    def run_pure(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        key: object = None,
    ) -> Task:
        """Run ``work``, which needs no session (making a PDF, reading a file), beside the store thread."""
        return self._put(self._pure, lambda task: work(task.progress), done, failed, key=key)

    def run_at_once(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Run ``work``, which needs no session and must not wait behind any other, on a third thread."""
        return self._put(self._apart, lambda task: work(task.progress), done, failed)

    def run_away(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Run ``work``, which waits for another machine and needs no session, on a fourth thread."""
        return self._put(self._away, lambda task: work(task.progress), done, failed)

    def close_session(self, done: Callable[[None], None] | None = None) -> None:
        """Close the workspace after everything that was asked before."""
        self._put(self._lane, lambda _task: self._close(), done, None)

    def shut_down(self) -> None:
        """Cancel what runs, close the session and end both threads; waits for them. What is asked later never runs."""
        if self._is_over:
            return
        for task in self._tasks:
            task.cancel()
        self.close_session()
        self._is_over = True
        self._lane.stop()
        self._pure.stop()
        self._apart.stop()
        self._away.stop()

    def _put(
        self,
        lane: _Lane,
        call: Callable[[Task], Any],
        done: Callable[[T], None] | None,
        failed: Failed | None,
        *,
        key: object = None,
    ) -> Task:
        task = Task(self)
        if self._is_over:
            return task
        self._tasks.add(task)
        job = _Job(
            lane,
            lambda: call(task),
            None if done is None else Receiver(done),
            None if failed is None else Receiver(failed),
        )
        job.key = key
        job.task = task
        lane.put(job)
        return task

    def _open(self, opener: Callable[[Progress], tuple[Session, T]], task: Task) -> T:
        session, value = opener(task.progress)
        self._close()
        self._session = session
        return value

    def _open_session(self) -> Session:
        if self._session is None:
            raise LookupError("no workspace is open")
        return self._session

    def _close(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            self._close_one(session)

    @Slot(object)
    def _deliver(self, job: _Job) -> None:
        try:
            self._tell(job)
        finally:
            job.let_go()

    def _tell(self, job: _Job) -> None:
        if job.task is not None:
            self._tasks.discard(job.task)
            job.task.ended.emit()
            job.task.deleteLater()
        if job.is_stale or job.lane.was_replaced(job):
            return
        if job.error is not None:
            if job.failed is not None:
                job.failed(job.error)
            else:
                self.unhandled.emit(job.error)
            return
        if isinstance(job.result, Done):
            self._notice.changed.emit(job.result.changes)
            self._notice.saved.emit(job.result)
        if job.done is not None:
            job.done(job.result)
