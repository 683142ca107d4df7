"""What the office trusts no more, on a list that travels to every laptop: certificates of laptops, cards of households.

Nothing of a revoked laptop comes in. A revoked card is a record of its village as well; the list tells of it where that
village is not: on it stands the digest of a code, which says nothing of anybody.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from poverty_desktop.crypto.certificate_issue import Issuer
from poverty_desktop.crypto.certificates import Certificate, read
from poverty_desktop.crypto.revocation import issue_list, number_of_card
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync.office_keys import OfficeKeys

_NUMBER = "crl_number"
_CARDS = "crl_cards"
_MOST_CARDS = 2_000
"""The newest; with them the list stays far below what a laptop reads."""


def is_revoked(session: Session, certificate: Certificate) -> bool:
    """Say whether a certificate was revoked, or its laptop as a whole and not admitted again since."""
    row = session.db.conn.execute(
        "SELECT 1 FROM revocation WHERE serial = ? OR (device = ? AND NOT is_lifted) LIMIT 1",
        (_serial(certificate), certificate.subject),
    ).fetchone()
    return row is not None


def is_barred(session: Session, device: bytes) -> bool:
    """Say whether a laptop was revoked and not admitted again since."""
    row = session.db.conn.execute("SELECT 1 FROM revocation WHERE device = ? AND NOT is_lifted LIMIT 1", (device,))
    return row.fetchone() is not None


def revoke(session: Session, device: bytes, reason: str) -> int:
    """Put every certificate of a laptop that is known here onto the list; return the list's new number."""
    rows = session.db.conn.execute(
        "SELECT certificate FROM device WHERE id = ?1 AND certificate IS NOT NULL UNION"
        " SELECT s.cert FROM head_sig s JOIN replica r ON r.rep = s.rep WHERE r.device = ?1",
        (device,),
    ).fetchall()
    now = session.clock.now().isoformat()
    found = [certificate for (der,) in rows if (certificate := read(der)).subject == device]
    number = list_number(session) + 1
    with Write(session.db) as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO revocation VALUES(?,?,?,?,0)",
            [(_serial(certificate), device, now, reason) for certificate in found],
        )
        settings.put(session.db, _NUMBER, str(number))
    return number


def lift(session: Session, device: bytes) -> None:
    """Let a laptop in again, inside the caller's write: it was admitted anew. Its old certificates stay revoked."""
    session.db.conn.execute("UPDATE revocation SET is_lifted = 1 WHERE device = ?", (device,))


def note_cards(session: Session) -> None:
    """Give the list a new number where cards were revoked, or count again, since it was numbered last."""
    serials = sorted(_cards(session))
    said = hashlib.sha256(repr(serials).encode()).hexdigest() if serials else ""
    if said != settings.get(session.db, _CARDS, ""):
        with Write(session.db):
            settings.put(session.db, _NUMBER, str(list_number(session) + 1))
            settings.put(session.db, _CARDS, said)


def list_number(session: Session) -> int:
    """Return the number of the newest list, 0 before the first."""
    return int(settings.get(session.db, _NUMBER, "0"))


def list_file(session: Session, keys: OfficeKeys) -> bytes:
    """Return the newest list, signed now."""
    rows = session.db.conn.execute("SELECT serial, at FROM revocation").fetchall()
    return issue_list(
        Issuer(key=keys.issuing, certificate=keys.issuing_certificate),
        {int.from_bytes(serial, "big"): datetime.fromisoformat(at) for serial, at in rows} | _cards(session),
        number=list_number(session),
        now=session.clock.now(),
    )


def _cards(session: Session) -> dict[int, datetime]:
    """Return the newest revoked cards by their number on the list."""
    if (RecordKind.CARD, "code") not in session.pack.by_name:
        return {}
    rows = session.db.conn.execute(
        "SELECT code, revoked_on FROM card WHERE alive AND revoked_on IS NOT NULL ORDER BY revoked_on DESC, id LIMIT ?",
        (_MOST_CARDS,),
    )
    return {
        number_of_card(bytes.fromhex(code)): datetime.fromisoformat(day).replace(tzinfo=UTC)
        for code, day in rows.fetchall()
    }


def _serial(certificate: Certificate) -> bytes:
    return certificate.serial.to_bytes(20, "big")
