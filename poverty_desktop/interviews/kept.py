"""What was worked out for the screen and holds until an answer in it changes: rows of tables, counts of sections."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.views import Row, Section


class Kept:
    """A table of two thousand rows is shown after every key; only the rows that a step touched are worked out anew."""

    def __init__(self) -> None:
        self.sections: tuple[Section, ...] | None = None
        self.troubled: tuple[Answer, ...] | None = None
        self._rows: dict[Answer, Row] = {}
        self.built = 0
        """How many rows were worked out so far."""

    def row(self, node: Answer, path: str) -> Row | None:
        """Return the row at ``node``, None where it must be worked out because it changed."""
        found = self._rows.get(node)
        if found is not None and found.path != path:  # rows above it went
            found = self._rows[node] = _moved(found, path, node.position)
        return found

    def keep(self, node: Answer, row: Row) -> Row:
        """Keep a row until :meth:`forget` is told of a change in it."""
        self._rows[node] = row
        self.built += 1
        return row

    def forget(self, changed: Collection[Answer]) -> None:
        """Let go of what shows one of ``changed``."""
        self.sections = self.troubled = None
        for node in changed:
            above: Answer | None = node
            while above is not None:
                if above.field.is_repeat:
                    self._rows.pop(above, None)
                above = above.up


def _moved(row: Row, path: str, number: int) -> Row:
    """Return a row as it is called after rows above it went."""
    before = len(row.path)
    return replace(
        row,
        path=path,
        number=number,
        cells=tuple(replace(cell, path=path + cell.path[before:]) for cell in row.cells),
        tables=tuple(path + table[before:] for table in row.tables),
    )
