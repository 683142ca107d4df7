"""The papers of an edition before it is published, each with a household of the register."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.model import Pack
from ui import theme
from ui.errors import explain
from ui.publish import calls
from ui.widgets.controls import button, column
from ui.widgets.page import Shell
from ui.widgets.preview_pane import Preview, PreviewPane
from ui.widgets.words import Words


class PaperDialog(QDialog):
    """Nothing is published by looking; the files are changed in Excel and read again."""

    def __init__(self, shell: Shell, pack: Pack, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("publish_paper_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Papers of the new edition"))
        self.setMinimumSize(theme.px(620), theme.px(560))
        self._shell = shell
        self._pack = pack
        self._words = words = Words(self)
        self._papers = QComboBox()
        self._papers.setObjectName("publish_paper")
        words.put(self._papers.setAccessibleName, N_("Which paper"))
        for paper in pack.papers:
            self._papers.addItem(self._title(paper.title), paper.id)
        self._preview = PreviewPane()
        box = column(self, margins=12, spacing=8)
        box.addWidget(self._papers)
        box.addWidget(self._preview, 1)
        box.addWidget(button(words, N_("Close"), "publish_paper_close", self.accept))
        self._papers.currentIndexChanged.connect(self._ask_first)
        self._preview.page_asked.connect(self._ask)
        self._preview.size_asked.connect(self._ask_same)
        self._ask(0)

    def _title(self, key: str) -> str:
        texts = self._pack.texts
        found = texts.get(key) or texts[f"{key}.c"]
        return found(language())

    @Slot()
    def _ask_first(self) -> None:
        self._ask(0)

    @Slot()
    def _ask_same(self) -> None:
        self._ask(self._preview.page())

    @Slot(int)
    def _ask(self, page: int) -> None:
        wanted = partial(calls.paper_page, self._pack, self._papers.currentData(), page, self._preview.dots_per_inch())
        self._shell.store.run(wanted, self._show, self._fail, key="publish.paper")

    def _show(self, found: Preview) -> None:
        self._preview.show_preview(found)

    def _fail(self, error: BaseException) -> None:
        self._preview.say(explain(error).text)
