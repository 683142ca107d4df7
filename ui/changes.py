"""One object that tells visible pages which kinds of record an operation changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ChangeNotice(QObject):
    """Broadcasts the ``changes`` of every finished operation and what its undo is called."""

    changed = Signal(object)  # frozenset[RecordKind | Topic]
    saved = Signal(object)  # Done, after changed
