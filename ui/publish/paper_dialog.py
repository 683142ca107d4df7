"""The papers of an edition before it is published, each with a household of the register."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.packs.pack import Pack
from ui import theme
from ui.publish.paper_view import PaperView
from ui.widgets.controls import button, column
from ui.widgets.page import Shell
from ui.widgets.words import Words


class PaperDialog(QDialog):
    """Nothing is published by looking; the files are changed in Excel and read again."""

    def __init__(self, shell: Shell, pack: Pack, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("publish_paper_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Papers of the new edition"))
        self.setMinimumSize(theme.px(620), theme.px(560))
        view = PaperView(shell)
        box = column(self, margins=12, spacing=8)
        box.addWidget(view, 1)
        box.addWidget(button(Words(self), N_("Close"), "publish_paper_close", self.accept))
        view.show_pack(pack)
