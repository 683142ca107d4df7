"""The very first page: three ways in, and the workspaces opened lately."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.welcome.calls import RecentWorkspace
from ui.widgets import icons
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words

WAYS = (
    (
        "practise",
        "practice",
        N_("Practise with the sample village"),
        N_("Invented households, nothing can go wrong. Start here to get to know the program."),
    ),
    (
        "field",
        "households",
        N_("Open a field workspace"),
        N_("For the resident work group in a village: filing cards, interviews, papers."),
    ),
    (
        "office",
        "office",
        N_("Set up an office workspace"),
        N_("For the township or county office that takes in the bundles of the villages."),
    ),
)


class WayButton(QPushButton):
    """One of the ways in: an icon, a title and what it is for."""

    def __init__(self, name: str, picture: str, title: str, hint: str, words: Words) -> None:
        super().__init__()
        self.setObjectName(f"way_{name}")
        self.setProperty("role", "choice")
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words.put(self.setAccessibleName, title)
        words.put(self.setAccessibleDescription, hint)
        row = self._row = QHBoxLayout(self)
        theme.space(row, margins=(20, 16, 20, 16), spacing=16)
        shown = label(None, "", f"way_{name}_icon")
        icons.put(shown, picture, "accent", size=28)
        text = column(spacing=2)
        text.addWidget(label(words, title, f"way_{name}_title", role="lead"))
        text.addWidget(label(words, hint, f"way_{name}_hint", role="weak"))
        arrow = label(None, "", f"way_{name}_arrow")
        icons.put(arrow, "chevron-right", "ink_weak")
        row.addWidget(shown)
        row.addLayout(text, 1)
        row.addWidget(arrow)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.MinimumExpanding)

    def hasHeightForWidth(self) -> bool:
        """Grow with the wrapped words."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of icon, title and wrapped hint at ``width``."""
        return self._row.heightForWidth(width)


class StartPane(QWidget):
    """Emits which way was taken: practise, field, office, county, or the folder of a recent workspace."""

    way_taken = Signal(str)
    folder_taken = Signal(str)
    browse_asked = Signal()
    restore_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_start")
        words = Words(self)
        box = QVBoxLayout(self)
        theme.space(box, spacing=12)
        box.addWidget(label(words, N_("Village Work Desk"), "welcome_product", role="page"))
        box.addWidget(
            label(
                words,
                N_("Filing cards, interviews, papers and reporting of the resident work group, without a network."),
                "welcome_purpose",
                role="weak",
            )
        )
        box.addSpacing(theme.px(8))
        self._recent_heading = label(words, N_("Opened lately"), "welcome_recent_heading", role="heading")
        self._recent = QWidget()
        self._recent.setObjectName("welcome_recent")
        self._recent_box = column(self._recent, spacing=6)
        box.addWidget(self._recent_heading)
        box.addWidget(self._recent)
        self._ways_heading = label(words, N_("Begin"), "welcome_ways_heading", role="heading")
        box.addWidget(self._ways_heading)
        self._ways: list[WayButton] = []
        self._links: list[QPushButton] = []
        self._lately: list[QPushButton] = []
        for name, picture, title, hint in WAYS:
            made = WayButton(name, picture, title, hint, words)
            made.clicked.connect(partial(self.way_taken.emit, name))
            box.addWidget(made)
            self._ways.append(made)
        county = partial(self.way_taken.emit, "county")
        for msgid, made_name, slot, picture in (
            (N_("Practise as an office with the sample county …"), "welcome_county", county, "practice"),
            (N_("Open an existing workspace folder …"), "welcome_browse", self.browse_asked.emit, "folder"),
            (N_("Restore from a backup …"), "welcome_restore", self.restore_asked.emit, "backup"),
        ):
            link = button(words, msgid, made_name, slot, role="link", icon=picture, color="accent")
            box.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self._links.append(link)
        self.set_recent(())

    def set_recent(self, found: tuple[RecentWorkspace, ...]) -> None:
        """Show the workspaces opened lately, newest first."""
        while (item := self._recent_box.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._lately = [self._recent_button(number, one) for number, one in enumerate(found)]
        for made in self._lately:
            self._recent_box.addWidget(made)
        for before, after in pairwise((*self._lately, *self._ways, *self._links)):  # what is made later would come last
            QWidget.setTabOrder(before, after)
        self._recent_heading.setVisible(bool(found))
        self._recent.setVisible(bool(found))

    def focus_first(self) -> None:
        """Put the keyboard on the newest workspace, or on practising."""
        (self._lately or self._ways)[0].setFocus()

    def _recent_button(self, number: int, one: RecentWorkspace) -> QPushButton:
        made = button(
            Words(self._recent),
            "",
            f"recent_{number}",
            None,
            role="choice",
            icon="practice" if one.is_practice else "office" if one.role == "office" else "households",
            color="accent",
        )
        kind = _("practice") if one.is_practice else _("office") if one.role == "office" else _("field")
        made.setText(_("{name} ({kind})").format(name=one.name, kind=kind))
        made.setToolTip(str(one.folder))
        made.setAccessibleName(made.text())
        made.clicked.connect(partial(self.folder_taken.emit, str(one.folder)))
        return made


def documents_folder() -> Path:
    """Return where a new workspace is proposed."""
    from PySide6.QtCore import QStandardPaths

    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(where or Path.home())


def card(name: str) -> QFrame:
    """Return an empty white card."""
    frame = QFrame()
    frame.setObjectName(name)
    frame.setProperty("role", "card")
    return frame
