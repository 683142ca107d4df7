"""What of this laptop's work waits at the office, as its last receipt says: how much, why, of which households."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.store import accounts, log, settings
from poverty_desktop.store.session import Session

GAP: Final = "gap"
BEFORE_MISSING: Final = N_("Entries before these have not arrived there yet; the next bundle brings them.")
_NAME = "held_at_office"
_MOST_NAMED = 5
_MOST_READ = 200
_KINDS = {int(kind): kind for kind in RecordKind}

Said = tuple[str, bytes, int, int, str]
"""Code, chain, from, to and sentence, as a receipt says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldThere:
    """Entries that wait for one reason; ``sentence`` is a msgid. Of the ``households`` some heads are named."""

    code: str
    sentence: str
    entries: int
    households: int
    heads: tuple[str, ...] = field(repr=False)


def note(session: Session, said: Iterable[Said]) -> None:
    """Keep what a receipt says, inside the caller's write; it replaces what the one before said."""
    found = [[code, replica.hex(), low, high, text] for code, replica, low, high, text in said]
    settings.put(session.db, _NAME, json.dumps(found, ensure_ascii=False))


def held_at_office(session: Session) -> tuple[HeldThere, ...]:
    """Return what waits at the office, by reason."""
    by_reason: dict[tuple[str, str], list[tuple[bytes, int, int]]] = {}
    for code, replica, low, high, text in json.loads(settings.get(session.db, _NAME, "[]")):
        by_reason.setdefault((code, text), []).append((bytes.fromhex(replica), low, high))
    return tuple(_told(session, code, text, runs) for (code, text), runs in by_reason.items())


def _told(session: Session, code: str, text: str, runs: list[tuple[bytes, int, int]]) -> HeldThere:
    touched: dict[tuple[RecordKind, RecordId], None] = {}
    for replica, low, high in runs:
        where, until = "rep = ? AND seq BETWEEN ? AND ?", min(high, low + _MOST_READ)
        for transaction in log.read(session.db, where, (replica, low, until)):
            for record in transaction.header.records:
                if record.entity in _KINDS:
                    touched[_KINDS[record.entity], record.record] = None
    households = accounts.households_of(session.db, list(touched))
    heads = [
        row[0]
        for household in households[:_MOST_NAMED]
        if (
            row := session.db.conn.execute(
                "SELECT head_name FROM household_summary WHERE household = ?", (household,)
            ).fetchone()
        )
        and row[0]
    ]
    return HeldThere(
        code=code,
        sentence=BEFORE_MISSING if code == GAP else text,
        entries=sum(high - low + 1 for _replica, low, high in runs),
        households=len(households),
        heads=tuple(heads),
    )
