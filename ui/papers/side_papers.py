"""What is printed beside the papers of households: labels of archive boxes, and papers of a whole village."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork.papers import Printed
from ui.errors import Mend, Message, Tone
from ui.papers import calls
from ui.papers.box_dialog import BoxDialog
from ui.widgets import file_chooser
from ui.widgets.file_chooser import PAPER_KINDS, Purpose
from ui.widgets.opening import open_path
from ui.widgets.page import Shell


class SidePapers(QObject):
    """Asks what is needed, has it written, and offers to open it."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page

    def ask_boxes(self, households: Sequence[HouseholdId]) -> None:
        """Ask how many files go into a box and how wide its spine is."""
        if households:
            dialog = BoxDialog(len(households), self._page)
            dialog.accepted_boxes.connect(partial(self._make_boxes, households))
            dialog.open()

    def print_of_village(self, paper: str, title: str, household: HouseholdId) -> None:
        """Ask where a paper of the village of ``household`` goes, and write it there."""
        target = file_chooser.ask_target(
            self._page,
            self._shell,
            Purpose.PAPERS,
            _("Where should it go?"),
            f"{title}.pdf",
            ";;".join(map(_, PAPER_KINDS[:3])),
        )
        if target is not None:
            work = partial(calls.print_of_village, paper, household, target)
            self._shell.store.run(work, partial(self._village_printed, title), self._shell.fail)

    def _make_boxes(self, households: Sequence[HouseholdId], in_a_box: int, spine_mm: int) -> None:
        target = file_chooser.ask_target(
            self._page,
            self._shell,
            Purpose.PAPERS,
            _("Where should the PDF go?"),
            f"{_('Archive boxes')}.pdf",
            "PDF (*.pdf)",
        )
        if target is not None:
            work = partial(calls.write_boxes, households, target, in_a_box, spine_mm)
            self._shell.store.run(work, self._boxes_made, self._shell.fail)

    def _village_printed(self, title: str, done: Printed) -> None:
        said = _("{paper}: {pages} pages are ready.").format(paper=title, pages=done.pages)
        mend = Mend(words=_("Open it"), act=partial(open_path, self._shell, done.path))
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))

    def _boxes_made(self, done: Printed) -> None:
        said = _("Labels and lists for the boxes are on {pages} pages.").format(pages=done.pages)
        mend = Mend(words=_("Open the PDF"), act=partial(open_path, self._shell, done.path))
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))
