"""Whether the office knows what came here from it: the ends of the chains that others wrote, as last told.

What is in doubt stays so until the office answers a bundle that told it: a lost stick settles nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from poverty_desktop.store import settings
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.store.arrival import Arrived

CRL_NUMBER = "crl_number"
_TOLD = "told"
_IN_DOUBT = "in doubt"
_TELLING = "told_in_bundle"


def is_due(session: Session) -> bool:
    """Say whether something came from the office since the last bundle, so that the next one has to confirm it."""
    now, said = _state(session), settings.get(session.db, _TOLD)
    return is_in_doubt(session) or (bool(now) and now != said)


def is_in_doubt(session: Session) -> bool:
    """Say whether the office may think something here that is not, which only a bundle can set right.

    A copy that has written nothing yet begins its new life, and with it the doubt, when it writes.
    """
    begins_anew = session.was_copied and not session.is_awake
    return begins_anew or settings.get(session.db, _TOLD) == _IN_DOUBT


def doubt(session: Session) -> None:
    """Remember, inside the caller's write, that the office thinks something here that is not.

    This disk was set back, or another machine speaks in its name, or the office itself woke up from a backup: only the
    next bundle tells what really lies here, and without it the office would never send what is missing.
    """
    settings.put(session.db, _TOLD, _IN_DOUBT)
    settings.put(session.db, _TELLING, "")


def weigh(session: Session, bundle: bytes, outcome: Arrived) -> None:
    """Doubt, inside the caller's write and before ``bundle`` is noted, where what it brought shows that one has to.

    The office leaves out what is missing here, or sends once more what lies here and was told: it speaks to another
    machine of this name, or what was told never reached it.
    """
    from poverty_desktop.store.arrival import Refused  # loads what the page of the day has no need of

    is_gap = any(item.reason is Refused.GAP for item in outcome.refused)
    is_repeated = bool(outcome.known) and not outcome.accepted
    row = session.db.conn.execute("SELECT 1 FROM bundle WHERE id = ?", (bundle,)).fetchone()
    if is_gap or (is_repeated and row is None):
        doubt(session)


def note(session: Session, bundle: bytes) -> None:
    """Remember, inside the caller's write, that ``bundle`` tells how things stand now."""
    if is_in_doubt(session):
        settings.put(session.db, _TELLING, f"{bundle.hex()} {_state(session)}")
    else:
        settings.put(session.db, _TOLD, _state(session))


def hear(session: Session, answered: Collection[bytes]) -> None:
    """Take note, inside the caller's write, of which bundles the office has: one that told ends the doubt."""
    bundle, _blank, state = settings.get(session.db, _TELLING).partition(" ")
    if bundle and bytes.fromhex(bundle) in answered:
        settings.put(session.db, _TOLD, state)
        settings.put(session.db, _TELLING, "")


def _state(session: Session) -> str:
    """Return a digest of what others wrote and this workspace has; "" where that is nothing."""
    rows = session.db.conn.execute(
        "SELECT h.rep, h.h FROM head h JOIN replica r ON r.rep = h.rep WHERE r.device <> ? ORDER BY 1, 2",
        (session.device,),
    ).fetchall()
    number = int(settings.get(session.db, CRL_NUMBER, "0"))
    if not rows and not number:
        return ""
    from poverty_desktop.crypto import cbor, hashes

    return hashes.sha256(cbor.encode([number, *(item for row in rows for item in row)])).hex()
