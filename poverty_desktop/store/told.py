"""Whether the office knows what came here from it: the ends of the chains that others wrote, as last told."""

from __future__ import annotations

from poverty_desktop.crypto import cbor, hashes
from poverty_desktop.store import settings
from poverty_desktop.store.session import Session

CRL_NUMBER = "crl_number"
_TOLD = "told"


def is_due(session: Session) -> bool:
    """Say whether something came from the office since the last bundle, so that the next one has to confirm it."""
    now = _state(session)
    return bool(now) and now != settings.get(session.db, _TOLD)


def note(session: Session) -> None:
    """Remember, inside the caller's write, that a bundle tells how things stand now."""
    settings.put(session.db, _TOLD, _state(session))


def _state(session: Session) -> str:
    """Return a digest of what others wrote and this workspace has; "" where that is nothing."""
    rows = session.db.conn.execute(
        "SELECT h.rep, h.h FROM head h JOIN replica r ON r.rep = h.rep WHERE r.device <> ? ORDER BY 1, 2",
        (session.device,),
    ).fetchall()
    number = int(settings.get(session.db, CRL_NUMBER, "0"))
    if not rows and not number:
        return ""
    return hashes.sha256(cbor.encode([number, *(item for row in rows for item in row)])).hex()
