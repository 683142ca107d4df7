"""The register as it was at an earlier position of the journal, in memory, for a figure that is computed again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlcipher3.dbapi2 as dbapi

from poverty_desktop.clock import Clock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import log, projection, schema
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import Connection
from poverty_desktop.store.session import Session


@contextmanager
def as_of(
    session: Session,
    position: int,
    pack: Pack,
    clock: Clock,
    *,
    kinds: Collection[RecordKind] | None = None,
    has_summary: bool = True,
) -> Iterator[Session]:
    """Yield a session that reads the register as the first ``position`` transactions leave it, by ``pack``.

    It lies in memory only, reads the journal of ``session`` and cannot be written to. ``clock`` says which day it is.
    ``kinds`` are the only kinds of record that are laid out, if not all; the summary gives the income per head.
    """
    connection = dbapi.connect(":memory:", isolation_level=None, factory=Connection)
    try:
        db = Database(connection)
        schema.create_tables(db, pack)
        connection.execute("BEGIN")
        entries = log.all_entries(session.db, until=position, kinds=kinds)
        projection.rebuild(db, pack, entries, has_summary=has_summary)
        connection.execute("COMMIT")
        yield replace(session, db=db, pack=pack, clock=clock, is_reading=True)
    finally:
        connection.close()
