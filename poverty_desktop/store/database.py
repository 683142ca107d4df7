"""The open register as the store hands it around: the connection, and sqlite-utils once it is called for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite_utils
    from sqlite_utils.db import Table

Row = Mapping[str, Any]


class Database:
    """One open register file; belongs to the thread that opened it.

    Nearly everything is a statement on ``conn``. sqlite-utils, which makes rows of what is not there yet, takes longer
    to load than a register takes to open, so it comes with the first call of :meth:`table`.
    """

    def __init__(self, connection: Any) -> None:
        self.conn = connection

    def table(self, name: str) -> Table:
        """Return the table ``name`` as sqlite-utils sees it."""
        return self._tables.table(name)

    @cached_property
    def _tables(self) -> sqlite_utils.Database:
        from poverty_desktop.store.engine import load_sqlite_utils

        load_sqlite_utils()
        from sqlite_utils import Database as Tables

        return Tables(self.conn)


def rows(db: Database, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Iterator[Row]:
    """Yield the rows of a SELECT as mappings by column name."""
    if isinstance(parameters, Mapping):
        cursor = db.conn.execute(sql, {name: _bound(item) for name, item in parameters.items()})
    else:
        cursor = db.conn.execute(sql, [_bound(item) for item in parameters])
    names = [item[0] for item in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _bound(item: object) -> object:
    return bytearray(item) if type(item) is bytes else item
