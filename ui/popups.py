"""What opens over the page and goes with Esc: the palette of Ctrl+K and the card of F1, each built when called for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from ui.finder import Finder
    from ui.page_stack import PageStack
    from ui.widgets.key_card import KeyCard
    from ui.widgets.palette import Palette


class Popups(QObject):
    """Shows palette and card in the middle of ``ground``; most starts of the program need neither."""

    def __init__(self, shell: Shell, stack: PageStack, actions: Actions, ground: QWidget) -> None:
        super().__init__(ground)
        self._shell = shell
        self._stack = stack
        self._actions = actions
        self._ground = ground
        self._built: list[Palette | KeyCard] = []

    @cached_property
    def _finder(self) -> Finder:
        from ui.finder import Finder

        made = Finder(self._shell, self._ground, self._actions)
        self._built.append(made.palette)
        return made

    @cached_property
    def _keys(self) -> KeyCard:
        from ui.widgets.key_card import KeyCard

        made = KeyCard(self._ground)
        self._built.append(made)
        return made

    @Slot()
    def search(self) -> None:
        """Open the palette."""
        self._finder.palette.open()

    @Slot()
    def show_keys(self) -> None:
        """Show the keys of the page and of the program."""
        page = self._stack.page
        if page is not None:
            self._keys.open(page.title(), page.keys(), self._actions.keys())

    def dismiss(self) -> bool:
        """Put away what is open; say whether something was."""
        for popup in self._built:
            if popup.isVisible():
                popup.dismiss()
                return True
        return False
