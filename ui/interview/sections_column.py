"""The sections of an interview: a list at the left, or a box above the question where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from poverty_desktop.i18n import N_
from poverty_desktop.interviews.views import Section
from ui import theme
from ui.interview.view import View
from ui.widgets import wrapped_items
from ui.widgets.controls import button, column, label
from ui.widgets.section_list import SectionLine, SectionList
from ui.widgets.words import Words

SECTION_STATES = {
    "problem": "trouble",
    "complete": "done",
    "enough": "waiting",
    "started": "waiting",
    "empty": "waiting",
}


class SectionsColumn(QWidget):
    """``chosen`` carries the path of a section; ``box`` is the other shape, ``discard`` the button below the list."""

    chosen = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._list = SectionList("interview_sections", N_("Sections"))
        wrapped_items.wrap(self._list)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.box = QComboBox()
        self.box.setObjectName("interview_section_box")
        words.put(self.box.setAccessibleName, N_("Sections"))
        self.discard = button(words, N_("Throw this interview away"), "interview_discard", None, role="link")
        theme.width(self, least=180, most=230)
        inside = column(self, spacing=6)
        inside.addWidget(label(words, N_("Sections"), "interview_sections_title", role="heading"))
        inside.addWidget(self._list, 1)
        inside.addWidget(self.discard)
        self._list.chosen.connect(self.chosen)
        self.box.activated.connect(self._choose)

    def fit(self, *, is_wide: bool) -> None:
        """Show the list, or the box instead."""
        self.setVisible(is_wide)
        self.box.setVisible(not is_wide)

    def show_view(self, view: View) -> None:
        """Show how far each section is."""
        lines = tuple(_line(section, view) for section in view.sections if section.is_relevant)
        self._list.set_sections(lines, view.section)
        self.box.clear()
        for line in lines:
            self.box.addItem(line.words(), line.name)
        self.box.setCurrentIndex(self.box.findData(view.section))

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.chosen.emit(str(self.box.itemData(index)))


def _line(section: Section, view: View) -> SectionLine:
    state = "open" if section.path == view.section else SECTION_STATES[section.state]
    return SectionLine(
        name=section.path,
        title=view.title_of(section),
        state=state,
        answered=section.answered,
        total=section.total,
        is_blank=section.rows == 0 and section.state == "empty",
    )
