"""The papers of a pack that is not in force, one at a time, each with a household of the register."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from poverty_desktop.i18n import N_, language
from poverty_desktop.packs.pack import Pack
from ui.errors import explain
from ui.publish import calls
from ui.widgets.controls import column
from ui.widgets.page import Shell
from ui.widgets.preview_pane import Preview, PreviewPane
from ui.widgets.words import Words


class PaperView(QWidget):
    """A choice of papers above the page; another pack keeps the paper and the page that were looked at."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._pack: Pack | None = None
        self._words = Words(self)
        self._papers = QComboBox()
        self._papers.setObjectName("publish_paper")
        self._words.put(self._papers.setAccessibleName, N_("Which paper"))
        self._preview = PreviewPane()
        box = column(self, spacing=8)
        box.addWidget(self._papers)
        box.addWidget(self._preview, 1)
        self._papers.currentIndexChanged.connect(self._ask_first)
        self._preview.page_asked.connect(self._ask)
        self._preview.size_asked.connect(self._ask_same)

    def show_pack(self, pack: Pack) -> None:
        """Show the papers of ``pack``."""
        chosen, page = self._papers.currentData(), self._preview.page() if self._pack is not None else 0
        self._pack = pack
        with QSignalBlocker(self._papers):
            self._papers.clear()
            for paper in pack.papers:
                found = pack.texts.get(paper.title) or pack.texts[f"{paper.title}.c"]
                self._papers.addItem(found(language()), paper.id)
            self._papers.setCurrentIndex(max(0, self._papers.findData(chosen)))
        self._ask(page)

    @Slot()
    def _ask_first(self) -> None:
        self._ask(0)

    @Slot()
    def _ask_same(self) -> None:
        self._ask(self._preview.page())

    @Slot(int)
    def _ask(self, page: int) -> None:
        paper = self._papers.currentData()
        if self._pack is not None and paper is not None:
            wanted = partial(calls.paper_page, self._pack, paper, page, self._preview.dots_per_inch())
            self._shell.store.run(wanted, self._show, self._fail, key="publish.paper")

    def _show(self, found: Preview) -> None:
        self._preview.show_preview(found)

    def _fail(self, error: BaseException) -> None:
        self._preview.say(explain(error).text)
