"""One try with a passphrase: deriving its key takes a while, and its answer counts only while the try stands."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class Attempt(QObject):
    """Hands on the answer of one try; an answer that comes after :meth:`end` is dropped, whatever it says."""

    opened = Signal()
    refused = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stands = True

    def end(self) -> None:
        """Let nothing more be heard of this try: another has begun, or there is nothing left to open."""
        self._stands = False
        self.deleteLater()

    @Slot(object)
    def succeed(self, _answer: object) -> None:
        """Tell that it opened."""
        if self._stands:
            self.opened.emit()

    @Slot(object)
    def fail(self, error: BaseException) -> None:
        """Tell why it did not open."""
        if self._stands:
            self.refused.emit(error)
