"""The network service of an open workspace: begun here, its tasks done one by one by whoever has the register."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from poverty_desktop.crypto.fingerprint import fingerprint
from poverty_desktop.crypto.revocation import read_list
from poverty_desktop.crypto.server_key import pin
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.ids import laptop_digits
from poverty_desktop.network import wire
from poverty_desktop.network.doors import House
from poverty_desktop.network.service import Service
from poverty_desktop.network.visits import Task
from poverty_desktop.office import downstream as outgoing
from poverty_desktop.office import receiving, service_cards
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.handover import bundles, downstream, team
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover.bundle_names import FROM_NETWORK
from poverty_desktop.store import incarnation, settings
from poverty_desktop.store.session import Session
from poverty_desktop.sync.file_names import DOWNSTREAM_SUFFIX, RECEIPT_SUFFIX
from poverty_desktop.sync.refusal import Refusal

FOLDER = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A service that has begun, where it is to be found, and the twelve digits by which a person knows its key."""

    service: Service
    addresses: tuple[str, ...]
    fingerprint: str


def house(session: Session) -> House:
    """Return whose service this is and who may come; asked again whenever laptops are admitted or revoked.

    Raises ``RuleError`` for an office without keys and a laptop without an office.
    """
    rows = session.db.conn.execute("SELECT serial, device, is_lifted FROM revocation").fetchall()
    if session.is_office:
        keys = receiving.office_keys(session)
        key = service_cards.server_key(session)
        return House(
            office=keys.office,
            owner=keys.office,
            root=keys.root_certificate,
            signer=keys.publisher,
            chain=(keys.publisher_certificate,),
            server_key=key,
            pin=pin(key.public),
            revoked=frozenset(int.from_bytes(row[0], "big") for row in rows),
            barred=frozenset(bytes(row[1]) for row in rows if not row[2]),
        )
    admitted, own = bundles.admission(session), device_keys(session)
    key = service_cards.server_key(session)
    data = settings.secret(session.db, downstream.REVOKED_SECRET)
    return House(
        office=admitted.office,
        owner=own.device,
        root=admitted.root,
        signer=own.signing,
        chain=admitted.chain,
        server_key=key,
        pin=pin(key.public),
        villages=frozenset(admitted.certificate.scope.villages),
        revoked=read_list(data, admitted.chain[-1]).serials if data else frozenset(),
    )


def start(
    session: Session,
    on_task: Callable[[Task], None],
    *,
    on_visit: Callable[[], None] = lambda: None,
    port: int = wire.PORT,
    host: str = "",
    is_found: bool = True,
) -> Done[Serving]:
    """Begin to serve; ``on_task`` is called from other threads and must only hand the task to :func:`perform`.

    Raises ``StorageError`` where the port is taken.
    """
    incarnation.awaken(session)
    service = Service(
        house(session),
        session.folder / FOLDER,
        clock=session.clock,
        on_task=on_task,
        on_visit=on_visit,
        port=port,
        host=host,
        is_found=is_found,
    )
    try:
        addresses = (f"{host}:{service.port}",) if host else tuple(service.addresses())
        if session.is_office:
            hosts = [host] if host else [item.rpartition(":")[0].strip("[]") for item in addresses]
            service_cards.note_place(session, hosts, service.port)
        digits = fingerprint(service.doors.house.pin)
    except BaseException:
        service.stop()
        raise
    session.before_close.append(service.stop)
    found = Serving(service=service, addresses=addresses, fingerprint=digits)
    return Done(value=found, changes=frozenset({Topic.BUNDLES}))


def perform(session: Session, service: Service, task: Task, progress: Progress | None = None) -> Done[bool]:
    """Do what a laptop asked for, and tell the service; return whether it could be done.

    A file goes the same way as one from a stick, and its receipt lies ready afterwards. What is refused is noted with
    a plain word; whatever fails at the disk leaves the file where it is, for the next time. Never raises for a file.
    """
    shelf = service.shelf(task.device)
    changes: Changes = frozenset({Topic.BUNDLES})
    trouble = ""
    try:
        if task.digest:
            changes = _take_in(session, service, task, progress)
        elif session.is_office:
            _write_news(session, task, shelf.outgoing, progress)
        else:
            team.answer(session, task.certificate, shelf.outgoing, progress)
    except Refusal as refusal:
        trouble = wire.word(str(refusal.reason)) or wire.DAMAGED
        shelf.settle(task.digest, is_taken=False, reason=trouble)
    except StorageError:
        trouble = wire.FULL
    except PovertyDesktopError:
        trouble = wire.BUSY
    finally:
        service.settled(task, trouble)
    return Done(value=not trouble, changes=changes)


def _take_in(session: Session, service: Service, task: Task, progress: Progress | None) -> Changes:
    shelf = service.shelf(task.device)
    path = shelf.whole(task.digest)
    if not path.is_file():
        return frozenset()  # taken in already: it was asked for twice
    if session.is_office:
        found = bundles.receive(session, path, shelf.outgoing, progress, name=FROM_NETWORK).value
        if found.receipt is not None:
            place = service.shelf(found.device).outgoing  # of who wrote it, whoever has brought it
            receipt = found.receipt.replace(place / found.receipt.name)
            _tidy(place, receipt, RECEIPT_SUFFIX)
    else:
        team.take_in(session, path, progress, name=FROM_NETWORK)
    shelf.settle(task.digest, is_taken=True)
    return frozenset(RecordKind) | {Topic.BUNDLES, Topic.UNDO}


def _write_news(session: Session, task: Task, folder: Path, progress: Progress | None) -> None:
    """Write what the laptop lacks, and its receipt: that its entries are safe now is news, too."""
    if task.device not in outgoing.laptops(session):
        raise RuleError(outgoing.UNKNOWN_LAPTOP)
    (sent,) = downstream.send(session, folder, [task.device], progress).value
    if sent.path is not None:
        _tidy(folder, sent.path, DOWNSTREAM_SUFFIX, also=sent.volumes)
    receipt = sent.receipt or receiving.answer(session, task.certificate, folder, progress)
    _tidy(folder, receipt, RECEIPT_SUFFIX)


def _tidy(folder: Path, kept: Path, suffix: str, *, also: tuple[Path, ...] = ()) -> None:
    """Take away what is older than ``kept`` and says no more than it: a receipt is the whole state."""
    for path in folder.iterdir():
        if path.suffix == suffix and path not in (kept, *also):
            with contextlib.suppress(OSError):
                path.unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A laptop that came: what it is called here, when it last said something, and how many bytes it brought."""

    name: str
    digits: str
    at: datetime
    brought: int


def guests(session: Session, service: Service) -> list[Guest]:
    """Return who came since the service began, the latest first."""
    names = dict(session.db.conn.execute("SELECT id, name FROM device").fetchall())
    return [
        Guest(
            name=names.get(visit.device, ""),
            digits=laptop_digits(visit.device),
            at=datetime.fromtimestamp(visit.at, UTC),
            brought=visit.brought,
        )
        for visit in service.visits()
    ]
