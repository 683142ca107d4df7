"""The data key of an admitted laptop in two halves beside the register, so that its office can help (sync.md 2.15)."""

from __future__ import annotations

from poverty_desktop.crypto import cbor
from poverty_desktop.ids import from_text
from poverty_desktop.store import workspace_keys
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import BY_OFFICE
from poverty_desktop.sync import reset
from poverty_desktop.sync.enrolment import Enrolment


def keep(session: Session, known: Enrolment, device: bytes) -> None:
    """Let the office that admitted this laptop help where its passphrase is forgotten, if it cannot yet.

    One half is sealed for the office, the other for its second key holder. The practice village has no passphrase.
    Raises ``StorageError`` where the folder cannot be written.
    """
    if session.is_practice:
        return
    keys = workspace_keys.read(session.folder)
    if BY_OFFICE in keys and _office_of(keys[BY_OFFICE]) == known.office:
        return
    keys[BY_OFFICE] = reset.wrap_key(
        session.key,
        workspace=from_text(session.identity),
        device=device,
        office=known.office,
        recipients=(known.recipients[0], known.recipients[1]),
        ids=session.ids,
    )
    workspace_keys.write(session.folder, keys)


def _office_of(wrap: bytes) -> bytes:
    try:
        return reset.read_wrap(wrap).office
    except cbor.CodecError:
        return b""
