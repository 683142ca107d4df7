"""The card of the office's service as each laptop is given it: its key, where it was last, the laptops of one team."""

from __future__ import annotations

import json
from collections.abc import Collection

from poverty_desktop.crypto.server_key import pin
from poverty_desktop.crypto.signing import SigningKey, new_signing_key, signing_key
from poverty_desktop.office import receipts, revocations
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync import service_card
from poverty_desktop.sync.office_keys import OfficeKeys
from poverty_desktop.sync.service_card import ServiceCard

KEY_SECRET = "service_key"  # noqa: S105 - the name of a row
HOSTS, PORT = "service_hosts", "service_port"


def server_key(session: Session) -> SigningKey:
    """Return the key by which this workspace's service is known; it is made when first asked for and then stays."""
    data = settings.secret(session.db, KEY_SECRET)
    if data is not None:
        return signing_key(data)
    made = new_signing_key(session.ids)
    with Write(session.db):
        settings.put_secret(session.db, KEY_SECRET, made.private)
    return made


def note_place(session: Session, hosts: Collection[str], port: int) -> None:
    """Remember where the service is to be found; laptops learn it with what is next sent to them."""
    if (json.loads(settings.get(session.db, HOSTS, "[]")), settings.get(session.db, PORT)) != (list(hosts), str(port)):
        with Write(session.db):
            settings.put(session.db, HOSTS, json.dumps(list(hosts)))
            settings.put(session.db, PORT, str(port))


def for_device(session: Session, keys: OfficeKeys, device: bytes) -> bytes | None:
    """Return the card for one laptop, None while this office has no service."""
    if settings.secret(session.db, KEY_SECRET) is None:
        return None
    return _card(session, keys, device, receipts.villages_of(session, device))


def at_admission(session: Session, keys: OfficeKeys, device: bytes, villages: Collection[str]) -> bytes:
    """Return the card that goes along with an admission; the service's key is made for it where there is none yet."""
    server_key(session)
    return _card(session, keys, device, villages)


def is_news(session: Session, device: bytes) -> bool:
    """Say whether key or place of the service are others than what was last written for a laptop."""
    return settings.get(session.db, _told(device)) != _place(session)


def note_told(session: Session, device: bytes) -> None:
    """Remember, inside the caller's write, that a laptop was written where the service is."""
    settings.put(session.db, _told(device), _place(session))


def _card(session: Session, keys: OfficeKeys, device: bytes, villages: Collection[str]) -> bytes:
    hosts = json.loads(settings.get(session.db, HOSTS, "[]"))
    card = ServiceCard(
        office=keys.office,
        owner=keys.office,
        pin=pin(server_key(session).public),
        created_ms=int(session.clock.now().timestamp() * 1000),
        port=int(settings.get(session.db, PORT, "0")),
        hosts=tuple(str(host) for host in hosts),
        mates=tuple(_mates(session, device, villages)),
    )
    return service_card.sign_card(card, keys.publisher, (keys.publisher_certificate,))


def _mates(session: Session, device: bytes, villages: Collection[str]) -> list[bytes]:
    """Return the certificates of the other laptops that share a village with this one and are trusted."""
    rows = session.db.conn.execute(
        "SELECT id, certificate, villages FROM device WHERE certificate IS NOT NULL AND id <> ?"
        " ORDER BY admitted_at DESC",
        (device,),
    ).fetchall()
    found = [
        bytes(certificate)
        for other, certificate, text in rows
        if not set(villages).isdisjoint(json.loads(text)) and not revocations.is_barred(session, other)
    ]
    return found[: service_card.MAX_MATES]


def _place(session: Session) -> str:
    key = settings.secret(session.db, KEY_SECRET)
    told = [settings.get(session.db, HOSTS, "[]"), settings.get(session.db, PORT)]
    return json.dumps(["" if key is None else pin(signing_key(key).public).hex(), *told])


def _told(device: bytes) -> str:
    return f"service_told_{device.hex()}"
