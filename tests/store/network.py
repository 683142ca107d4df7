"""An office, or a laptop, that serves in a test: its tasks are done on the test's own thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from poverty_desktop.network.visits import Task
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.handover import serving, syncing
from poverty_desktop.operations.handover.syncing import Synced
from poverty_desktop.progress import Progress


class Host:
    """A service on a port that the system chose, at this machine only."""

    def __init__(self, session, *, is_found: bool = False) -> None:
        self.session = session
        self.tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self.done: list[Task] = []
        self.serving = serving.start(session, self.tasks.put, port=0, host="127.0.0.1", is_found=is_found).value

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.serving.service.port}"

    def work(self, seconds: float = 0.02) -> None:
        """Do one task, where one comes in time."""
        try:
            task = self.tasks.get(timeout=seconds)
        except queue.Empty:
            return
        serving.perform(self.session, self.serving.service, task)
        self.done.append(task)

    def while_it_serves(self, work):
        """Run ``work``, which needs no register, on another thread, and do the tasks meanwhile."""
        found: list[object] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                found.append(work())
            except BaseException as error:  # noqa: BLE001 - it is raised again below
                errors.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive():
            self.work()
        thread.join()
        if errors:
            raise errors[0]
        return found[0]

    def sync(self, laptop, address: str | None = None, progress: Progress | None = None) -> Done[Synced]:
        """Press the button on a laptop; ``progress`` may stop it."""
        found: Done[Synced] | None = None
        for _round in range(syncing.ROUNDS):
            journey, sent = syncing.prepare(laptop, self.address if address is None else address, progress)
            carried = self.while_it_serves(lambda: syncing.carry(journey, progress, pause=_at_once))  # noqa: B023
            done = syncing.finish(laptop, carried, sent, progress)
            found = done if found is None else syncing.joined(found, done)
            if done.was_stopped or not syncing.is_due(laptop):
                break
        assert found is not None
        return found


@contextmanager
def serves(session, *, is_found: bool = False) -> Iterator[Host]:
    host = Host(session, is_found=is_found)
    try:
        yield host
    finally:
        host.serving.service.stop()


class StopAt(Progress):
    """Asks to stop at step ``number``, counted from one; ``steps`` is how many were met."""

    def __init__(self, number: int = 0) -> None:
        super().__init__()
        self.steps = 0
        self._number = number

    def step(self, what: str, done: int, total: int) -> None:
        self.steps += 1
        if self.steps == self._number:
            self.cancel()
        super().step(what, done, total)


def some_of(steps: int) -> range:
    """At most eight steps of so many, the first among them."""
    return range(1, steps + 1, max(1, -(-steps // 8)))


def _at_once(_seconds: float) -> None:
    """Wait for nothing between two tries."""
