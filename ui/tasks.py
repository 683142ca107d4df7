"""Work off the GUI thread: one store thread that owns the session, and others for work that needs none, such as PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from ui.changes import ChangeNotice
from ui.lanes import Job, Lane, Receiver, Task

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

T = TypeVar("T")
Failed = Callable[[BaseException], None]


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
        self._lane = Lane("store", self._delivered.emit)
        self._pure = Lane("pure work", self._delivered.emit)
        self._apart = Lane("work apart", self._delivered.emit)
        self._away = Lane("work away", self._delivered.emit)
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
        lane: Lane,
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
        job = Job(
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
    def _deliver(self, job: Job) -> None:
        try:
            self._tell(job)
        finally:
            job.let_go()

    def _tell(self, job: Job) -> None:
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
