"""What the checks say of the household on screen: one line each, pressed to jump to the fact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.checks import Severity
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, column
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.live import Spoken

SHOWN = 3
SHOWN_LOW = 1
"""In a low window, so that the facts below keep their room."""

MARKS = {
    Severity.ERROR: ("bad", "error"),
    Severity.WARNING: ("attention", "warn"),
    Severity.VERIFY: ("eye", "info"),
    Severity.INFO: ("info", "ink_weak"),
}


class FindingsStrip(QFrame):
    """``chosen`` carries the finding that was pressed; hidden while there is none."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("household_findings")
        self.setProperty("role", "card")
        words = Words(self)
        words.put(self.setAccessibleName, N_("Findings"))
        self._findings: tuple[Spoken, ...] = ()
        self._is_long = False
        self._is_low = False
        self._lines: list[QPushButton] = []
        self._box = column(self, margins=(12, 6, 12, 6), spacing=2)
        self._more = button(words, "", "household_findings_more", self._turn, role="link")
        self._box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def set_findings(self, findings: tuple[Spoken, ...]) -> None:
        """Show ``findings``, the first few until more are asked for."""
        self._findings = findings
        for line in self._lines:
            self._box.removeWidget(line)
            line.deleteLater()
        self._lines = []
        most = SHOWN_LOW if self._is_low else SHOWN
        shown = findings if self._is_long else findings[:most]
        for number, found in enumerate(shown):
            line = QPushButton("  ".join(text for text in (found.person_name, found.sentence) if text))
            line.setObjectName(f"household_finding_{number}")
            line.setAccessibleName(line.text())
            line.setProperty("role", "quiet")
            line.setStyleSheet("text-align: left;")
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            line.setToolTip("\n".join((found.check.title(language()), *(found.reason.lines or found.facts))))
            icons.put(line, *MARKS[found.check.severity])
            theme.height(line, least=30)
            line.clicked.connect(partial(self._choose, found))
            self._box.insertWidget(number, line)
            self._lines.append(line)
        self._order()
        rest = len(findings) - most
        self._more.setVisible(rest > 0)
        words = _("Fewer") if self._is_long else _("{count} more findings").format(count=rest)
        self._more.setText(words)
        self._more.setAccessibleName(words)
        self.setVisible(bool(findings))

    def set_low(self, *, is_low: bool) -> None:
        """Show fewer lines in a low window."""
        if is_low != self._is_low:
            self._is_low = is_low
            self.set_findings(self._findings)

    def _order(self) -> None:
        """Let Tab come to the lines where the eye does; what is made late would be last in the window."""
        before = self._more.previousInFocusChain()
        while before and before is not self._more and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = before.previousInFocusChain()
        for first, second in zip((before, *self._lines), self._lines, strict=False):
            if first is not None:
                self.setTabOrder(first, second)

    def _choose(self, found: Spoken, _checked: object = None) -> None:
        self.chosen.emit(found)

    @Slot()
    def _turn(self) -> None:
        self._is_long = not self._is_long
        self.set_findings(self._findings)
