"""Laptops that the office trusts no more: their certificates on a list that travels, and nothing of theirs comes in."""

from __future__ import annotations

from datetime import datetime

from poverty_desktop.crypto.certificate_issue import Issuer
from poverty_desktop.crypto.certificates import Certificate, read
from poverty_desktop.crypto.revocation import issue_list
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync.office_keys import OfficeKeys

_NUMBER = "crl_number"


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


def list_number(session: Session) -> int:
    """Return the number of the newest list, 0 before the first."""
    return int(settings.get(session.db, _NUMBER, "0"))


def list_file(session: Session, keys: OfficeKeys) -> bytes:
    """Return the newest list, signed now."""
    rows = session.db.conn.execute("SELECT serial, at FROM revocation").fetchall()
    return issue_list(
        Issuer(key=keys.issuing, certificate=keys.issuing_certificate),
        {int.from_bytes(serial, "big"): datetime.fromisoformat(at) for serial, at in rows},
        number=list_number(session),
        now=session.clock.now(),
    )


def _serial(certificate: Certificate) -> bytes:
    return certificate.serial.to_bytes(20, "big")
