"""The log that a person reads: who printed, exported, admitted or reset what and when, each line provable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.crypto import merkle
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.store import ledger, settings
from poverty_desktop.store.ledger import Act, LedgerEntry
from poverty_desktop.store.session import Session

NO_ENTRY = N_("The log has no entry {number}.")
WORDS: Mapping[str, str] = {
    Act.PRINT: N_("Printed"),
    Act.EXPORT: N_("Written out as a list"),
    Act.REVEAL: N_("Looked at what is masked"),
    Act.BUNDLE: N_("Wrote a bundle"),
    Act.BACKUP: N_("Backed up"),
    Act.JOURNAL: N_("Took in entries"),
    Act.ADMIT: N_("Admitted a laptop"),
    Act.REVOKE: N_("Revoked a laptop"),
    Act.RENEW: N_("Renewed the admission of a laptop"),
    Act.LIFT: N_("Let a revoked laptop in again"),
    Act.RELEASE: N_("Decided on what was set aside"),
    Act.PASSPHRASE: N_("Changed what opens the workspace"),
    Act.RESET_ANSWERED: N_("Answered a forgotten passphrase"),
    Act.CONTRADICTION: N_("Found a log that was rewritten"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log as it is read."""

    number: int
    at: datetime
    who: str
    what: str
    how_much: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What proves to anybody with the checkpoint that an entry is in the log (RFC 9162, 2.1.3)."""

    number: int
    size: int
    root: bytes
    entry: bytes
    path: tuple[bytes, ...]

    def holds(self) -> bool:
        """Say whether it does."""
        return merkle.is_included(merkle.leaf_hash(self.entry), self.number - 1, self.size, self.path, self.root)


def lines(session: Session, *, most: int = 500) -> tuple[LogLine, ...]:
    """Return the newest lines of the log, the last first."""
    names = _names(session)
    return tuple(
        LogLine(
            number=entry.number,
            at=entry.at,
            who=names.get(entry.actor, ""),
            what=_(WORDS.get(entry.act, "")),
            how_much=_how_much(entry),
        )
        for entry in ledger.entries(session.db, newest=most)
    )


def prove(session: Session, number: int) -> Proof:
    """Return what proves that entry ``number`` is in the log as it stands; raises ``RuleError`` where there is none."""
    row = session.db.conn.execute("SELECT entry FROM ledger WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise RuleError(NO_ENTRY, number=number)
    leaves, now = ledger.leaves(session.db), ledger.checkpoint(session.db)
    path = tuple(merkle.inclusion_path(leaves, number - 1))
    return Proof(number=number, size=now.size, root=now.root, entry=bytes(row[0]), path=path)


def _names(session: Session) -> dict[bytes, str]:
    """Return who works or worked here, by what the entries call them."""
    own = json.loads(settings.get(session.db, "own_actors", "{}"))
    return {bytes.fromhex(actor): name for name, actor in own.items()}


def _how_much(entry: LedgerEntry) -> str:
    detail = entry.detail
    count = _count(detail)
    return "" if count is None else ngettext("{n} record", "{n} records", count).format(n=count)


def _count(detail: Mapping[str, object]) -> int | None:
    first, last = detail.get("first"), detail.get("last")
    if isinstance(first, int) and isinstance(last, int):
        return last - first + 1
    since, to = detail.get("since"), detail.get("to")
    if isinstance(since, int) and isinstance(to, int):
        return to - since
    for name in ("rows", "entries", "villages"):
        found = detail.get(name)
        if isinstance(found, int):
            return found
    return None
