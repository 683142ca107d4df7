"""What the header says of the open workspace: who works, saved when, what waits; asked anew after each change."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject, Slot

from ui.changes import ChangeNotice
from ui.tasks import StoreThread
from ui.widgets.header import Header, HeaderState
from ui.widgets.page import Desk
from ui.window_calls import Status, status


class HeaderFigures(QObject):
    """Keeps ``header`` up to date for as long as a workspace is open."""

    def __init__(self, header: Header, store: StoreThread, changes: ChangeNotice, parent: QObject) -> None:
        super().__init__(parent)
        self._header = header
        self._store = store
        self._desk: Desk | None = None
        self._status = Status()
        self._saved_at: datetime | None = None
        changes.changed.connect(self._ask)
        changes.saved.connect(self._note_done)
        self._show()

    @property
    def saved_at(self) -> datetime | None:
        """Return when something was saved last since the workspace was opened."""
        return self._saved_at

    def set_desk(self, desk: Desk | None) -> None:
        """Speak of the workspace that was opened, or of none."""
        self._desk = desk
        self._saved_at = None
        self._show()
        self._ask(None)

    def note_saved(self, at: datetime) -> None:
        """Say that something was saved at this moment, unless something was saved later."""
        if self._saved_at is None or at > self._saved_at:
            self._saved_at = at
            self._show()

    @Slot(object)
    def _note_done(self, _done: object) -> None:
        self._saved_at = datetime.now(UTC)
        self._show()

    @Slot(object)
    def _ask(self, _changes: object) -> None:
        if self._desk is not None:
            self._store.run(status, self._take, key="status")

    def _take(self, found: Status) -> None:
        self._status = found
        self._show()

    def _show(self) -> None:
        desk = self._desk
        if desk is None:
            self._header.set_state(None)
            return
        self._header.set_state(
            HeaderState(
                workspace=desk.name,
                worker=self._status.worker or desk.worker,
                is_practice=desk.is_practice,
                saved_at=self._saved_at,
                unsent=self._status.unsent,
                conflicts=self._status.conflicts,
            )
        )
