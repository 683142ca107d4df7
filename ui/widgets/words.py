"""The texts of a widget, said again in the other language without a restart."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from poverty_desktop.i18n import _


class LanguageNotice(QObject):
    """Tells every widget that the language of the screen changed."""

    changed = Signal()


LANGUAGE = LanguageNotice()


class Words(QObject):
    """Keeps which setter shows which msgid for one widget; a child of that widget, so it ends with it."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._puts: list[tuple[Callable[[str], object], str]] = []
        self._calls: list[Callable[[], None]] = []
        LANGUAGE.changed.connect(self.say)

    def put(self, setter: Callable[[str], object], msgid: str) -> None:
        """Say ``msgid`` through ``setter`` now and whenever the language changes."""
        self._puts.append((setter, msgid))
        setter(_(msgid))

    def also(self, call: Callable[[], None]) -> None:
        """Call ``call``, which composes sentences, now and whenever the language changes."""
        self._calls.append(call)
        call()

    @Slot()
    def say(self) -> None:
        """Say everything in the present language."""
        for setter, msgid in self._puts:
            setter(_(msgid))
        for call in self._calls:
            call()
