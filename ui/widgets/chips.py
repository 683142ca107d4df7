"""A row of filters as chips: press to choose, press again to remove."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One chip: ``group`` is the filter it sets, ``code`` the value, ``text`` is already translated."""

    group: str
    code: str
    text: str
    count: int | None = None


class ChipRow(QWidget):
    """Chips of several groups; at most one of a group is chosen. ``chosen`` tells the new choice."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._layout = FlowLayout(self)
        theme.space(self._layout, spacing=6)
        self._buttons: list[tuple[Chip, QPushButton]] = []
        self._chosen: dict[str, str] = {}
        self._follows: QWidget | None = None

    def follow(self, control: QWidget) -> None:
        """Let Tab come to the chips from ``control``, the one that stands before them on the page."""
        self._follows = control

    def set_chips(self, chips: tuple[Chip, ...]) -> None:
        """Show ``chips``; what was chosen stays chosen where it is still there."""
        if [chip for chip, _button in self._buttons] == list(chips):
            return
        for _chip, old in self._buttons:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for chip in chips:
            made = QPushButton()
            made.setObjectName(f"chip_{chip.group}_{chip.code}")
            made.setProperty("role", "chip")
            made.setCheckable(True)
            made.setAutoDefault(True)
            self._buttons.append((chip, made))
            made.clicked.connect(self._clicked)
            self._layout.addWidget(made)
            made.show()  # at once: shown later by the layout, they would have the page laid out and painted twice
            before = self._buttons[-2][1] if len(self._buttons) > 1 else self._follows or self.previousInFocusChain()
            self.setTabOrder(before or self, made)
        self._show()

    def chosen(self) -> dict[str, str]:
        """Return the chosen code of each group."""
        return dict(self._chosen)

    def choose(self, group: str, code: str | None) -> None:
        """Choose ``code`` of ``group``, or nothing of it."""
        if code is None:
            self._chosen.pop(group, None)
        else:
            self._chosen[group] = code
        self._show()
        self.changed.emit()

    def clear(self) -> None:
        """Remove every choice."""
        if self._chosen:
            self._chosen = {}
            self._show()
            self.changed.emit()

    @Slot()
    def _clicked(self) -> None:
        pressed = self.sender()
        for chip, made in self._buttons:
            if made is pressed:
                self.choose(chip.group, None if self._chosen.get(chip.group) == chip.code else chip.code)
                return

    def _show(self) -> None:
        for chip, made in self._buttons:
            is_chosen = self._chosen.get(chip.group) == chip.code
            text = chip.text if chip.count is None else f"{chip.text} {chip.count}"
            made.setChecked(is_chosen)
            made.setText(f"{text} ×" if is_chosen else text)
            made.setAccessibleName(_("Filter: {words}").format(words=text))
        self.updateGeometry()
