"""What can be done from anywhere: each action with its words and keys, found by the palette and shown by F1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from poverty_desktop.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of a page and what it does, for the F1 card: ``words`` is a msgid."""

    keys: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """An action of the program: ``words`` is a msgid, ``keys`` are portable key sequences."""

    id: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    in_palette: bool = True


class Actions(QObject):
    """The registry of actions of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}

    def add(self, spec: ActionSpec, slot: Callable[[], None]) -> QAction:
        """Register ``spec`` and connect it to ``slot``, a bound method."""
        action = QAction(self._window)
        action.setObjectName(f"action_{spec.id}")
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(slot)
        self._window.addAction(action)
        self._specs[spec.id] = spec
        self._actions[spec.id] = action
        self._word(spec)
        return action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def retranslate(self) -> None:
        """Give every action its words in the present language."""
        for spec in self._specs.values():
            self._word(spec)

    def rename(self, action_id: str, words: str) -> None:
        """Let the action be called by another msgid from now on."""
        self._specs[action_id] = replace(self._specs[action_id], words=words)
        self._word(self._specs[action_id])

    def for_palette(self, text: str) -> Iterator[tuple[ActionSpec, QAction]]:
        """Yield the enabled actions whose words contain ``text``."""
        wanted = text.strip().casefold()
        for spec in self._specs.values():
            action = self._actions[spec.id]
            if spec.in_palette and action.isEnabled() and wanted in action.text().casefold():
                yield spec, action

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of the whole program for the F1 card."""
        return tuple(
            Key(keys=" / ".join(spec.keys), words=spec.words)
            for spec in self._specs.values()
            if spec.keys and self._actions[spec.id].isEnabled()
        )

    def _word(self, spec: ActionSpec) -> None:
        self._actions[spec.id].setText(_(spec.words))


class CompositionGuard(QObject):
    """Keeps shortcuts away from the keys of an input method while it composes.

    Watches only the widget that has the focus, so that no other event passes through Python.
    """

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._is_composing = False
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        self._is_composing = False
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note whether text is being composed, and claim shortcut keys for it if so."""
        if event.type() is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._is_composing = bool(event.preeditString())
        elif event.type() is QEvent.Type.ShortcutOverride and self._is_composing:
            event.accept()
            return True
        return False
