"""A service without a register, and laptops that come to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sync_factory import NOW, World, clock, world

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.server_key import pin
from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.ids import SeededIds
from poverty_desktop.network.courier import Courier
from poverty_desktop.network.doors import House
from poverty_desktop.network.entrance import Goal, Identity
from poverty_desktop.network.service import Service
from poverty_desktop.network.visits import Task
from poverty_desktop.progress import Progress


def house(of: World | None = None, **changes: object) -> House:
    office = (of or world()).office
    key = new_signing_key(SeededIds(99))
    made: dict[str, object] = {
        "office": office.office,
        "owner": office.office,
        "root": office.root_certificate,
        "signer": office.publisher,
        "chain": (office.publisher_certificate,),
        "server_key": key,
        "pin": pin(key.public),
    }
    return House(**(made | changes))  # type: ignore[arg-type]


def identity(of: World | None = None) -> Identity:
    found = of or world()
    return Identity(
        device=found.keys.device,
        key=found.keys.signing,
        chain=found.enrolment.chain,
        office=world().office.office,
        root=world().office.root_certificate,
    )


class Served:
    """A service that remembers what it was asked to do, and does it at once: whatever came is called taken."""

    def __init__(self, folder: Path, at: House, *, later: timedelta = timedelta(0), is_found: bool = False) -> None:
        self.tasks: list[Task] = []
        self.contents: list[bytes] = []
        self.service = Service(
            at,
            folder,
            clock=ManualClock(NOW + later),
            on_task=self._do,
            port=0,
            host="127.0.0.1",
            is_found=is_found,
        )

    def _do(self, task: Task) -> None:
        self.tasks.append(task)
        if task.digest:
            shelf = self.service.shelf(task.device)
            self.contents.append(shelf.whole(task.digest).read_bytes())
            shelf.settle(task.digest, is_taken=True)
        self.service.settled(task)


@contextmanager
def served(folder: Path, at: House | None = None, **options: object) -> Iterator[Served]:
    made = Served(folder, at or house(), **options)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.service.stop()


def courier(
    port: int,
    who: Identity | None = None,
    *,
    known: bytes = b"",
    since_ms: int = 0,
    pauses: list[float] | None = None,
    progress: Progress | None = None,
) -> Courier:
    goal = Goal(host="127.0.0.1", port=port, pin=known, since_ms=since_ms)
    pause = (lambda _seconds: None) if pauses is None else pauses.append
    return Courier(goal, who or identity(), clock=clock(), progress=progress, pause=pause)
