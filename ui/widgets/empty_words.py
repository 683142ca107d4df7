"""What a table without rows says in its middle: why it is empty, and the first step."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout

from poverty_desktop.i18n import _
from ui import theme
from ui.widgets.controls import label
from ui.widgets.words import Words


class EmptyWords(QObject):
    """Shows ``sentence`` (a msgid) in the middle of ``view`` once its model was filled and holds no row."""

    def __init__(self, view: QAbstractItemView, words: Words, sentence: str) -> None:
        super().__init__(view)
        self._view = view
        self._sentence = sentence
        self._label = label(None, "", f"{view.objectName()}_empty", role="weak")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = QVBoxLayout(view.viewport())
        theme.space(box, margins=12)
        box.addWidget(self._label)
        self._label.hide()
        words.also(self._put)
        self.watch(view.model())

    def watch(self, model: QAbstractItemModel) -> None:
        """Look whenever ``model``, which the view may show, was filled anew."""
        model.modelReset.connect(self._look)

    def say(self, sentence: str) -> None:
        """Say another sentence (a msgid) from now on."""
        self._sentence = sentence
        self._put()

    def _put(self) -> None:
        self._label.setText(_(self._sentence))

    @Slot()
    def _look(self) -> None:
        is_empty = self._view.model().rowCount() == 0
        self._label.setVisible(is_empty)
        self._view.setAccessibleDescription(self._label.text() if is_empty else "")
