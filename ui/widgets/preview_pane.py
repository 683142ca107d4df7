"""One page of a paper as it will be printed, with the pages before and after it, and larger or smaller."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words

A4_INCHES = 8.27
ZOOMS = (1.0, 1.25, 1.6, 2.0)
LEAST_DPI, MOST_DPI = 40, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One page of a paper as a picture."""

    png: bytes
    page: int
    pages: int


class PreviewPane(QWidget):
    """``page_asked`` wants another page of the same paper, ``size_asked`` the same page at another size."""

    page_asked = Signal(int)
    size_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("papers_preview")
        self.words = Words(self)
        self._shown: Preview | None = None
        self._zoom = 0
        self._wide = 0
        self._picture = QLabel()
        self._picture.setObjectName("papers_page")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.words.put(self._picture.setAccessibleName, N_("Preview of the paper"))
        self._area = QScrollArea()
        self._area.setObjectName("papers_preview_scroll")
        self._area.setWidget(self._picture)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._said = label(None, "", "papers_page_number", wraps=False)
        self._before = button(self.words, N_("Page before"), "papers_before", self.go_back, role="quiet")
        self._after = button(self.words, N_("Next page"), "papers_after", self.go_on, role="quiet")
        self._smaller = button(self.words, N_("Smaller"), "papers_smaller", self.shrink, role="quiet")
        self._larger = button(self.words, N_("Larger"), "papers_larger", self.grow, role="quiet")
        row = QHBoxLayout()
        theme.space(row, spacing=4)
        for shown in (self._before, self._said, self._after):
            row.addWidget(shown)
        row.addStretch(1)
        for shown in (self._smaller, self._larger):
            row.addWidget(shown)
        box = column(self, spacing=6)
        box.addLayout(row)
        box.addWidget(self._area, 1)
        self.words.also(self._say)

    def dots_per_inch(self) -> int:
        """Return the resolution at which a page fills the width at the present size."""
        room = max(200, self._area.viewport().width() - theme.px(8)) * self.devicePixelRatioF()
        return round(min(max(room / A4_INCHES * ZOOMS[self._zoom], LEAST_DPI), MOST_DPI))

    def page(self) -> int:
        """Return the number of the page shown, from 0."""
        return self._shown.page if self._shown is not None else 0

    def show_preview(self, preview: Preview | None) -> None:
        """Show a page, or nothing."""
        is_other = preview is None or self._shown is None or preview.page != self._shown.page
        self._shown = preview
        picture = QPixmap()
        if preview is not None:
            picture.loadFromData(preview.png)
            ratio = self.devicePixelRatioF()
            room = round((self._area.viewport().width() - theme.px(8)) * ratio)
            if self._zoom == 0 and picture.width() > room > 0:  # a lying page is seen whole at first
                picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
            picture.setDevicePixelRatio(ratio)
        self._picture.setPixmap(picture)
        if is_other:
            self._area.verticalScrollBar().setValue(0)
        self._say()

    def say(self, text: str) -> None:
        """Show a sentence in place of a page."""
        self._shown = None
        self._picture.setPixmap(QPixmap())
        self._picture.setText(text)
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the page anew when the width changed."""
        super().resizeEvent(event)
        if abs(self.width() - self._wide) > theme.px(24):
            self._wide = self.width()
            self.size_asked.emit()

    def sizeHint(self) -> QSize:
        """Return the width of a readable page."""
        return QSize(theme.px(480), theme.px(400))

    @Slot()
    def go_back(self) -> None:
        """Ask for the page before."""
        if self._shown is not None and self._shown.page > 0:
            self.page_asked.emit(self._shown.page - 1)

    @Slot()
    def go_on(self) -> None:
        """Ask for the next page."""
        if self._shown is not None and self._shown.page + 1 < self._shown.pages:
            self.page_asked.emit(self._shown.page + 1)

    @Slot()
    def grow(self) -> None:
        """Show the page larger."""
        self._set_zoom(self._zoom + 1)

    @Slot()
    def shrink(self) -> None:
        """Show the page smaller."""
        self._set_zoom(self._zoom - 1)

    def _set_zoom(self, zoom: int) -> None:
        if 0 <= zoom < len(ZOOMS):
            self._zoom = zoom
            self._say()
            self.size_asked.emit()

    def _say(self) -> None:
        shown = self._shown
        text = "" if shown is None else _("Page {page} of {pages}").format(page=shown.page + 1, pages=shown.pages)
        self._said.setText(text)
        self._before.setEnabled(shown is not None and shown.page > 0)
        self._after.setEnabled(shown is not None and shown.page + 1 < shown.pages)
        self._smaller.setEnabled(shown is not None and self._zoom > 0)
        self._larger.setEnabled(shown is not None and self._zoom + 1 < len(ZOOMS))
