"""What a laptop knows of its office's service in the local network: its card, and where it was found the last time."""

from __future__ import annotations

import json

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.store import settings
from poverty_desktop.store.session import Session
from poverty_desktop.sync.enrolment import Enrolment
from poverty_desktop.sync.refusal import Refusal
from poverty_desktop.sync.service_card import ProvenCard, read_card

CARD_SECRET = "service_card"  # noqa: S105 - the name of a row
_FOUND = "office_found_at"
_MOST = 8

NO_ADDRESS = N_("This is no address. It looks like 192.168.1.20:45820, as the office shows it.")


def keep_card(session: Session, admitted: Enrolment, data: bytes) -> None:
    """Keep a card of the office's service, inside the caller's write, unless it is older than the one that stands.

    What is no card of our office is passed over: the file that brought it is proven, and worth more than its card.
    """
    try:
        proven = read_card(data, root=admitted.root, office=admitted.office, now=session.clock.now())
    except Refusal:
        return
    known = card(session, admitted)
    if known is None or known.card.created_ms <= proven.card.created_ms:
        settings.put_secret(session.db, CARD_SECRET, data)


def card(session: Session, admitted: Enrolment) -> ProvenCard | None:
    """Return the card that stands, None where there is none or its office is another one."""
    data = settings.secret(session.db, CARD_SECRET)
    if data is None:
        return None
    try:
        return read_card(data, root=admitted.root, office=admitted.office, now=session.clock.now())
    except Refusal:
        return None


def places(session: Session, admitted: Enrolment) -> list[tuple[str, int]]:
    """Return where to look for the office: where it was found before, the latest first, then what its card says."""
    found = [_place(item) for item in json.loads(settings.get(session.db, _FOUND, "[]"))]
    known = card(session, admitted)
    if known is not None and known.card.port:
        found += [(host, known.card.port) for host in known.card.hosts]
    return list(dict.fromkeys(found))


def note_found(session: Session, host: str, port: int) -> None:
    """Remember, inside the caller's write, where the office was found."""
    before = json.loads(settings.get(session.db, _FOUND, "[]"))
    told = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    settings.put(session.db, _FOUND, json.dumps([told, *(item for item in before if item != told)][:_MOST]))


def is_placed(session: Session, admitted: Enrolment) -> bool:
    """Say whether this laptop knows an address of its office; without one it can still call."""
    return bool(places(session, admitted))


def read_place(text: str, port: int) -> tuple[str, int]:
    """Return host and port of an address as typed, with ``port`` where none was; raises ``RuleError``."""
    typed = text.strip().replace("：", ":").replace("。", ".").replace("．", ".")
    if not typed or any(letter.isspace() or letter in "/\\@?#" for letter in typed) or len(typed) > 255:
        raise RuleError(NO_ADDRESS)
    if typed.count(":") > 1 and not typed.startswith("["):
        return typed, port
    return _place(typed if ":" in typed.rpartition("]")[2] else f"{typed}:{port}")


def _place(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536 or not host:
        raise RuleError(NO_ADDRESS)
    return host.removeprefix("[").removesuffix("]"), int(port)
