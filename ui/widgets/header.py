"""The line at the top: which workspace, who works, saved when, what waits, language and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from poverty_desktop.i18n import N_, _, language
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

NARROW = 1000
GAPS = 60
"""Margins and spacing of the whole line, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderState:
    """What the header says of an open workspace."""

    workspace: str
    worker: str
    is_practice: bool
    saved_at: datetime | None = None
    unsent: int = 0
    conflicts: int = 0


class Header(QFrame):
    """Tells which of its buttons was pressed; shows only the product and the language while no workspace is open."""

    language_asked = Signal()
    settings_asked = Signal()
    search_asked = Signal()
    unsent_asked = Signal()
    conflicts_asked = Signal()
    lock_asked = Signal()
    end_practice_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setProperty("role", "header")
        words = Words(self)
        words.put(self.setAccessibleName, N_("Header"))
        self._state: HeaderState | None = None
        self._product = label(words, N_("Village Work Desk"), "header_product", role="title", wraps=False)
        self._workspace = label(None, "", "header_workspace", role="lead", wraps=False)
        self._practice = label(words, N_("Practice, no real data"), "header_practice", wraps=False)
        self._practice.setProperty("tone", "warning")
        self._practice.setProperty("badge", "true")
        self._end_practice = button(
            words, N_("End practice"), "header_end_practice", self.end_practice_asked.emit, role="quiet", icon="close"
        )
        words.put(self._end_practice.setToolTip, N_("Close the practice village and begin your own workspace"))
        self._worker = self._fact("person", "header_worker")
        self._saved = self._fact("good", "header_saved")
        self._unsent = self._ask(words, "send", "header_unsent", self.unsent_asked.emit)
        self._conflicts = self._ask(words, "conflict", "header_conflicts", self.conflicts_asked.emit)
        self._search = button(words, N_("Search"), "header_search", self.search_asked.emit, role="quiet", icon="search")
        words.put(self._search.setToolTip, N_("Search everything (Ctrl+K)"))
        self._lock = button(words, N_("Lock now"), "header_lock", self.lock_asked.emit, role="quiet", icon="lock")
        words.put(self._lock.setToolTip, N_("Lock now (Ctrl+L)"))
        self._language = button(words, "", "header_language", self.language_asked.emit, role="quiet", icon="language")
        self._settings = button(
            words, N_("Settings"), "header_settings", self.settings_asked.emit, role="quiet", icon="settings"
        )
        words.put(self._settings.setToolTip, N_("Settings (Ctrl+,)"))
        left = QWidget()
        left_flow = FlowLayout(left, in_middle=True)
        theme.space(left_flow, spacing=10)
        for name in (self._product, self._workspace, self._practice, self._end_practice):
            left_flow.addWidget(name)
        right = QWidget()
        flow = FlowLayout(right, to_right=True, in_middle=True)
        theme.space(flow, spacing=4)
        for shown in (
            self._worker,
            self._saved,
            self._unsent,
            self._conflicts,
            self._search,
            self._language,
            self._settings,
            self._lock,
        ):
            flow.addWidget(shown)
        row = QHBoxLayout(self)
        theme.space(row, margins=(16, 6, 8, 6), spacing=12)
        row.addWidget(left)
        row.addWidget(right, 1)
        words.also(self._show)
        words.also(self._word_buttons)

    def set_state(self, state: HeaderState | None) -> None:
        """Show ``state``; none while no workspace is open."""
        if state != self._state:
            self._state = state
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of search and settings to their tool tips where there is little room."""
        super().resizeEvent(event)
        self._word_buttons()
        self._end_practice.setVisible(self._offers_end())
        self._worker.setVisible(self._names_worker())
        if self._state is not None:
            self._put(self._state)

    def _word_buttons(self) -> None:
        is_narrow = self.width() < theme.px(NARROW)
        for shown, msgid in ((self._search, N_("Search")), (self._settings, N_("Settings"))):
            shown.setText("" if is_narrow else _(msgid))
        self._lock.setText("")

    def _fact(self, picture: str, name: str) -> QWidget:
        frame = QWidget()
        frame.setObjectName(name)
        row = QHBoxLayout(frame)
        theme.space(row, margins=(4, 0, 8, 0), spacing=4)
        shown = label(None, "", f"{name}_icon")
        icons.put(shown, picture, "ink_weak", size=16)
        row.addWidget(shown)
        row.addWidget(label(None, "", f"{name}_text", role="weak", wraps=False))
        return frame

    def _ask(self, words: Words, picture: str, name: str, slot: object) -> QPushButton:
        made = button(words, "", name, None, role="quiet", icon=picture, color="ink_weak")
        made.clicked.connect(slot)
        return made

    @Slot()
    def _show(self) -> None:
        state = self._state
        self._language.setText("English" if language() == "zh_CN" else "中文")
        self._language.setAccessibleName("English" if language() == "zh_CN" else "中文")
        if state is not None:
            self._put(state)
        for shown, is_needed in (
            (self._product, state is None),
            (self._workspace, state is not None),
            (self._worker, self._names_worker()),
            (self._practice, state is not None and state.is_practice),
            (self._end_practice, self._offers_end()),
            (self._saved, state is not None and state.saved_at is not None),
            (self._unsent, state is not None and state.unsent > 0),
            (self._conflicts, state is not None and state.conflicts > 0),
            (self._search, state is not None),
            (self._settings, state is not None),
            (self._lock, state is not None and not state.is_practice),
        ):  # each once, and with its words: whatever comes or goes has the whole header laid out anew
            shown.setVisible(is_needed)

    def _offers_end(self) -> bool:
        """Say whether the way out of practice stands here; with large text the line has no room, the settings have."""
        return self._state is not None and self._state.is_practice and self.width() >= theme.px(NARROW)

    def _names_worker(self) -> bool:
        """Say whether there is room to say who works; the settings say it too."""
        return self._state is not None and self.width() >= theme.px(NARROW)

    def _put(self, state: HeaderState) -> None:
        """Say everything in words; icons and figures alone where these do not fit into one line."""
        self._workspace.setText(state.workspace)
        self._say(self._worker, state.worker)
        time = "00:00" if state.saved_at is None else f"{state.saved_at.astimezone():%H:%M}"
        facts = (
            (self._saved, _("Saved {time}").format(time=time), time),
            (self._unsent, _("To hand over {count}").format(count=state.unsent), str(state.unsent)),
            (self._conflicts, _("Conflicts {count}").format(count=state.conflicts), str(state.conflicts)),
        )
        for frame, words, _figure in facts:
            self._say(frame, words)
        if not self._fits(state):
            for frame, words, figure in facts:
                self._say(frame, figure, words)

    def _fits(self, state: HeaderState) -> bool:
        """Say whether all stands in one line; the time counts from the first, so that a save moves nothing."""
        shown: list[QWidget] = [self._workspace, self._saved, self._search, self._language, self._settings]
        shown += [self._practice] if state.is_practice else [self._lock]
        shown += [self._end_practice] if self._offers_end() else []
        shown += [self._worker] if self._names_worker() else []
        shown += [self._unsent] if state.unsent else []
        shown += [self._conflicts] if state.conflicts else []
        wide = sum(one.sizeHint().width() for one in shown) + len(shown) * theme.px(6) + theme.px(GAPS)
        return wide <= self.width()

    def _say(self, frame: QWidget, text: str, name: str = "") -> None:
        shown = frame if isinstance(frame, QPushButton) else frame.findChild(QLabel, f"{frame.objectName()}_text")
        if isinstance(shown, QLabel | QPushButton):
            shown.setText(text)
        frame.setAccessibleName(name or text)
        frame.setToolTip(name)
