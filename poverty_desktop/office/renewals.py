"""The office renews the certificates of its laptops: made with a bundle, and sent until the laptop signs with it."""

from __future__ import annotations

from poverty_desktop.crypto.certificates import Certificate, read
from poverty_desktop.store import ledger, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.sync import renewal
from poverty_desktop.sync.office_keys import OfficeKeys


def days_before(session: Session) -> int:
    """Return how many days before its end a certificate is renewed, as the policy pack says."""
    said = session.pack.settings.get(renewal.SETTING, "")
    return int(said) if said.isdecimal() else renewal.DAYS


def to_send(session: Session, keys: OfficeKeys, device: bytes) -> bytes | None:
    """Return the renewed admission that a laptop still lacks; where one is due, it is made now."""
    waiting = settings.secret(session.db, _name(device))
    if waiting is not None:
        return waiting
    certificate = of_device(session, device)
    if certificate is None or not renewal.is_due(certificate, session.clock, days_before(session)):
        return None
    return make(session, keys, certificate)


def make(session: Session, keys: OfficeKeys, certificate: Certificate) -> bytes:
    """Renew the certificate of a laptop now, and keep the admission until the laptop signs with it."""
    device = certificate.subject
    name = session.db.conn.execute("SELECT name FROM device WHERE id = ?", (device,)).fetchone()[0]
    renewed = renewal.renew(keys, certificate, name=name, clock=session.clock, ids=session.ids)
    with Write(session.db) as connection:
        connection.execute("UPDATE device SET certificate = ? WHERE id = ?", (renewed.certificate.der, device))
        settings.put_secret(session.db, _name(device), renewed.file)
        ledger.note(session, Act.RENEW, device=device)
    return renewed.file


def is_waiting(session: Session, device: bytes) -> bool:
    """Say whether a laptop was renewed and has not signed with its new certificate yet."""
    return settings.secret(session.db, _name(device)) is not None


def note_signed(session: Session, certificate: Certificate) -> None:
    """Note, inside the caller's write, with which certificate a laptop signs: what it has need not be sent again."""
    newest = of_device(session, certificate.subject)
    if newest is not None and newest.serial == certificate.serial:
        session.db.conn.execute("DELETE FROM secret WHERE name = ?", (_name(certificate.subject),))


def of_device(session: Session, device: bytes) -> Certificate | None:
    """Return the newest certificate of a laptop."""
    row = session.db.conn.execute("SELECT certificate FROM device WHERE id = ?", (device,)).fetchone()
    return None if row is None or row[0] is None else read(row[0])


def _name(device: bytes) -> str:
    return f"renewal_{device.hex()}"
