"""What is typed of a visit that is not saved yet, kept in the encrypted file while it is typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

_PREFIX = "visit_draft:"
GIVEN = frozenset({"visitors", "on", "at", "mode", "need_kind"})
"""What stands in the form from the start: alone it is no draft."""


def keep(session: Session, households: Sequence[HouseholdId], texts: Mapping[str, str]) -> None:
    """Keep what was typed; nothing typed keeps nothing."""
    with Write(session.db):
        if any(text.strip() for name, text in texts.items() if name not in GIVEN):
            kept = {"households": [household.hex() for household in households], "texts": dict(texts)}
            settings.put(session.db, _name(households), json.dumps(kept, ensure_ascii=False))
        else:
            forget(session, households)


def find(session: Session, households: Sequence[HouseholdId]) -> Mapping[str, str]:
    """Return what was typed of a visit of just these households, nothing where nothing was."""
    found = settings.get(session.db, _name(households))
    return dict(json.loads(found)["texts"]) if found else {}


def forget(session: Session, households: Sequence[HouseholdId]) -> None:
    """Throw the draft away; inside the caller's write."""
    session.db.conn.execute("DELETE FROM setting WHERE name = ?", (_name(households),))


def drop(session: Session, households: Sequence[HouseholdId]) -> None:
    """Throw the draft away because a person said so."""
    with Write(session.db):
        forget(session, households)


def every(session: Session) -> tuple[tuple[HouseholdId, ...], ...]:
    """Return of which households there are drafts."""
    rows = session.db.conn.execute("SELECT value FROM setting WHERE name LIKE ? ORDER BY name", (_PREFIX + "%",))
    return tuple(
        tuple(HouseholdId(RecordId(bytes.fromhex(text))) for text in json.loads(row[0])["households"]) for row in rows
    )


def _name(households: Sequence[HouseholdId]) -> str:
    return _PREFIX + hashlib.sha256(b"".join(sorted(households))).hexdigest()[:32]
