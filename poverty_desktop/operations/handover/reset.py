"""A forgotten passphrase, answered by the office: two persons approve, and the laptop sets a new one (sync.md 2.15)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.clock import Clock, SystemClock
from poverty_desktop.crypto import cbor, wrapping
from poverty_desktop.crypto.fingerprint import same_fingerprint
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids, SystemIds, from_text, laptop_digits
from poverty_desktop.office import downstream, receiving, revocations
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover import enrolment
from poverty_desktop.operations.handover.enrolment import WRONG_FINGERPRINT, Asked
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.store import ledger, workspace_keys
from poverty_desktop.store import workspace as stored
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import BY_OFFICE
from poverty_desktop.sync import delivery, file_names, reset
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.office_keys import office_sender, read_escrow_file
from poverty_desktop.sync.reset import ResetRequest

ASKING_FILE = "reset.cbor"

NOT_WRITTEN = N_("The file could not be written. Check that the disk is there, not full and not write-protected.")
NO_OFFICE = N_(
    "The office cannot help with this workspace: it was never admitted by one. Use the code of the recovery sheet, or"
    " a backup whose passphrase is known."
)
NOT_ASKED = N_("This laptop waits for no answer. Write a request first, and bring it to the office.")
REVOKED = N_("This laptop was revoked. Nobody can let it be opened; admit the laptop again first.")
UNKNOWN = N_("The request is not of a laptop that this office admitted.")
OTHER_OFFICE = N_("This request is for another office.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the office sees of a request before it answers."""

    name: str  # what this office calls the laptop
    digits: str  # and those by which people tell the laptops of one village
    admitted_at: datetime | None
    asked_at: datetime
    request: ResetRequest


def ask(folder: Path, target: Path, *, clock: Clock | None = None, ids: Ids | None = None) -> Asked:
    """Write the request of the locked workspace ``folder`` into ``target``; return it and the digits to read aloud.

    An earlier request counts no more. Raises ``RuleError`` where no office has admitted this laptop.
    """
    found = workspace.info(folder)
    clock = clock or SystemClock()
    wrap = workspace_keys.read(folder).get(BY_OFFICE)
    if wrap is None:
        raise RuleError(NO_OFFICE)
    identity = from_text(found.identity)
    data, asking = reset.ask(wrap, workspace=identity, name=found.name, clock=clock, ids=ids or SystemIds(clock.now))
    path = delivery.place_for(target, file_names.reset_request_name(found.name, identity))
    try:
        paths.write_whole(folder / ASKING_FILE, reset.asking_to_bytes(asking))
        paths.write_whole(path, data)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    return Asked(path=path, fingerprint=reset.read_request(data).fingerprint)


def is_asked(folder: Path) -> bool:
    """Say whether the workspace waits for an answer."""
    return (folder / ASKING_FILE).exists()


def look(session: Session, path: Path) -> Shown:
    """Return whose request this is, as the office knows the laptop; raises ``RuleError`` where it is none of ours."""
    keys = receiving.office_keys(session)
    request = reset.read_request(delivery.read_small_file(path, most=reset.MAX_BYTES))
    if request.wrap.office != keys.office:
        raise RuleError(OTHER_OFFICE)
    device = reset.open_half(request.wrap.for_office, keys.sealing, request).device
    row = session.db.conn.execute("SELECT name, admitted_at FROM device WHERE id = ?", (device,)).fetchone()
    if row is None:
        raise RuleError(UNKNOWN)
    if revocations.is_barred(session, device) or device not in downstream.laptops(session):
        raise RuleError(REVOKED)
    return Shown(
        name=row[0],
        digits=laptop_digits(device),
        admitted_at=datetime.fromisoformat(row[1]) if row[1] else None,
        asked_at=moment(request.created_ms),
        request=request,
    )


def answer(
    session: Session,
    path: Path,
    typed_fingerprint: str,
    folder: Path,
    *,
    present: str,
    holder_file: Path,
    holder_passphrase: str,
) -> Done[Path]:
    """Write the answer to a laptop's request into ``folder``, once two persons have approved.

    The first compares the digits with the person who asks and types the passphrase of this office, ``present``; the
    second brings the key file of the second holder and types its passphrase. Raises ``RuleError`` where the digits
    differ, a passphrase is wrong, the key file is another's, or the laptop is not admitted here or was revoked.
    """
    keys = receiving.office_keys(session)
    request = look(session, path).request
    if not same_fingerprint(typed_fingerprint, request.fingerprint):
        raise RuleError(WRONG_FINGERPRINT)
    workspace.verify_passphrase(session.folder, present)
    holder = read_escrow_file(delivery.read_small_file(holder_file, most=reset.MAX_BYTES), holder_passphrase)
    if holder.recipient != keys.escrow_recipient:
        raise RuleError(reset.OTHER_HOLDER)
    halves = (
        reset.open_half(request.wrap.for_office, keys.sealing, request),
        reset.open_half(request.wrap.for_holder, holder, request),
    )
    device = halves[0].device
    data = reset.answer(request, halves, office_sender(keys, device, request.recipient), clock=session.clock)
    with Write(session.db):  # first, so that no answer leaves this office unnoted
        ledger.note(session, Act.RESET_ANSWERED, device=device, nonce=request.nonce)
    target = delivery.place_for(folder, file_names.reset_answer_name(request.name, request.workspace))
    try:
        paths.write_whole(target, data)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    return Done(value=target, changes=frozenset({Topic.DEVICES}))


def accept(
    folder: Path,
    path: Path,
    passphrase: str,
    *,
    clock: Clock | None = None,
    cost: wrapping.PassphraseCost = wrapping.STANDARD_COST,
) -> None:
    """Let ``passphrase`` open the workspace from now on, as the office's answer allows.

    Raises ``RuleError`` for a weak passphrase and for an answer that is another laptop's, another request's or not
    signed by the office that admitted this laptop; nothing is changed then, and the request still waits.
    """
    workspace.require_strong(passphrase)
    asking = _asking(folder)
    identity = from_text(workspace.info(folder).identity)
    data = delivery.read_small_file(path, most=reset.MAX_BYTES)
    answered = reset.read_answer(data, asking, identity)
    session = workspace.open_with(folder, answered.key, clock=clock)
    try:
        known = enrolment.enrolment(session)
        if known is None:
            raise RuleError(NO_OFFICE)
        at = max(session.clock.now(), moment(answered.created_ms))
        reset.require_signed(answered, known.root, known.office, at)
        stored.change_passphrase(session, passphrase, cost=cost)
        workspace.note_passphrase(session, by="office")
    finally:
        workspace.close(session)
    with contextlib.suppress(OSError):
        (folder / ASKING_FILE).unlink()


def _asking(folder: Path) -> reset.Asking:
    try:
        return reset.read_asking((folder / ASKING_FILE).read_bytes())
    except (OSError, cbor.CodecError):
        raise RuleError(NOT_ASKED) from None
