"""What is printed and where to: the papers to tick, the files to make, and the button."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from textwrap import fill

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QRadioButton, QSizePolicy, QSpinBox, QWidget

from poverty_desktop.i18n import N_, _, format_list, ngettext
from poverty_desktop.operations.paperwork.papers import PAPER_WORDS, Paper, Wanted
from poverty_desktop.operations.paperwork.print_plan import Order, Volume
from ui import theme
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.words import Words

VOLUME_WORDS = {
    Volume.ONE: N_("Everything in one PDF"),
    Volume.VILLAGE: N_("One PDF per village"),
    Volume.HOUSEHOLD: N_("One PDF per household"),
}

BOOKLET_WORDS = {
    "": N_("Page after page"),
    "A4": N_("Booklet, A4 folded"),
    "A3": N_("Booklet, A3 folded"),
}
"""The sheet that is folded, none for no booklet; it is printed on both sides over the short edge."""

LEAST_TALL = 150
LINE_CHARS = 26
"""Longer English titles go on in a second line; Chinese ones have no blanks and fit."""
_OF_FORMS = frozenset({Paper.QUESTIONNAIRE, Paper.BLANK_QUESTIONNAIRE})


class PrintPanel(QFrame):
    """``changed`` when another paper is ticked; ``confirmed`` goes on in spite of a warning.

    ``direct_asked`` wants the papers on a printer, ``print_asked`` as files; ``table_asked`` fills an office's table,
    ``boxes_asked`` labels the boxes in which the files stand; ``village_asked`` wants a paper of the whole village,
    by id and title.
    """

    changed = Signal()
    direct_asked = Signal()
    print_asked = Signal()
    confirmed = Signal()
    table_asked = Signal()
    boxes_asked = Signal()
    village_asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("papers_panel")
        self.setProperty("role", "card")
        self.words = Words(self)
        self._count = 0
        self._missing: Mapping[str, str] = {}
        self._papers: dict[Wanted, QCheckBox] = {}
        self._composed = column(spacing=8)
        self._volumes: dict[Volume, QRadioButton] = {}
        self._form = QComboBox()
        self._form.setObjectName("papers_form")
        self._form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._village_title = label(self.words, N_("Of the whole village"), "papers_of_village", role="heading")
        self._village_papers = column(spacing=4)
        self._said = label(None, "", "papers_count", role="lead")
        self._route = self._tick(N_("In walking order"), "papers_route")
        self._both_sides = self._tick(N_("On both sides"), "papers_both_sides")
        self.words.put(self._route.setToolTip, N_("By group and address, as one walks from house to house."))
        self.words.put(self._both_sides.setToolTip, N_("Every paper begins on the front of a sheet."))
        self._booklet = QComboBox()
        self._booklet.setObjectName("papers_booklet")
        for sheet in BOOKLET_WORDS:
            self._booklet.addItem("", sheet)
        self.words.put(self._booklet.setAccessibleName, N_("As a booklet"))
        self._copies = QSpinBox()
        self._copies.setObjectName("papers_copies")
        self._copies.setRange(1, 99)
        self.words.put(self._copies.setAccessibleName, N_("Copies"))
        self._open = self._tick(N_("Open the PDF for printing"), "papers_open")
        self._open.setChecked(True)
        self._direct = button(
            self.words, N_("Print …"), "papers_direct", self.direct_asked.emit, role="primary", icon="papers"
        )
        self._print = button(self.words, N_("Make the PDF"), "papers_print", self.print_asked.emit, icon="export")
        self._fill = button(
            self.words, N_("Fill an office's table …"), "papers_fill_table", self.table_asked.emit, role="quiet"
        )
        self._boxes = button(self.words, N_("Archive boxes …"), "papers_boxes", self.boxes_asked.emit, role="quiet")
        self._warning = QFrame()
        self._warning.setObjectName("papers_warning")
        self._warning.setProperty("role", "banner")
        self._warning.setProperty("tone", "warning")
        self._warned = label(None, "", "papers_missing")
        warned = column(self._warning, margins=8, spacing=6)
        warned.addWidget(self._warned)
        warned.addWidget(button(self.words, N_("Print with 〓 for them"), "papers_confirm", self._confirm))
        warned.addWidget(button(self.words, N_("Do not print"), "papers_refuse", self.drop_warning, role="quiet"))
        self._warning.hide()
        self._build()
        self.words.also(self._say)

    def papers(self) -> tuple[Wanted, ...]:
        """Return the ticked papers."""
        return tuple(paper for paper, box in self._papers.items() if box.isChecked())

    def order(self) -> Order:
        """Return what is printed of each household."""
        return Order(
            papers=self.papers(),
            form_id=self._form.currentData(),
            by_route=self._route.isChecked(),
            both_sides=self._both_sides.isChecked(),
            folded=self._booklet.currentData(),
        )

    def copies(self) -> int:
        """Return how often each page is printed; a file has every page once."""
        return self._copies.value()

    def shown(self) -> Order:
        """Return what the preview shows: the papers that are ticked, else the household file."""
        return Order(papers=self.papers() or (Paper.HOUSEHOLD_FILE,), form_id=self._form.currentData())

    def set_questionnaires(self, found: tuple[tuple[str, str], ...]) -> None:
        """Offer these questionnaires, id and title; a choice is shown only where there are several."""
        chosen = self._form.currentData()
        with QSignalBlocker(self._form):
            self._form.clear()
            for form_id, title in found:
                self._form.addItem(title, form_id)
            self._form.setCurrentIndex(max(0, self._form.findData(chosen)))
        self._say()

    def set_composed(self, found: tuple[tuple[str, str], ...]) -> None:
        """Offer the papers that the pack composes, id and title; those ticked stay so."""
        ticked = set(self.papers())
        for paper in [paper for paper in self._papers if not isinstance(paper, Paper)]:
            gone = self._papers.pop(paper)
            self._composed.removeWidget(gone)
            gone.deleteLater()
        before: QWidget = self._form
        for paper, title in found:
            tick = QCheckBox(fill(title, LINE_CHARS, break_long_words=False))
            tick.setObjectName(f"papers_{paper}")
            tick.setAccessibleName(title)
            tick.setToolTip(title)
            tick.setChecked(paper in ticked)
            tick.toggled.connect(self._change)
            self._papers[paper] = tick
            self._composed.addWidget(tick)
            self.setTabOrder(before, tick)  # the keyboard reads as the eye does
            before = tick
        self._say()

    def set_village_papers(self, found: tuple[tuple[str, str], ...]) -> None:
        """Offer the papers of a whole village, id and title."""
        while (item := self._village_papers.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.deleteLater()
        self._village_title.setVisible(bool(found))
        before: QWidget = self._open
        for paper, title in found:
            made = button(self.words, "", f"papers_village_{paper}", role="link")
            for put in (made.setText, made.setAccessibleName, made.setToolTip):
                put(f"{title} …")
            made.clicked.connect(partial(self._ask_of_village, paper, title))
            self._village_papers.addWidget(made)
            made.show()  # at once: Tab is led to what can be seen only
            self.setTabOrder(before, made)
            before = made

    def volume(self) -> Volume:
        """Return how the papers are put into files."""
        return next(volume for volume, choice in self._volumes.items() if choice.isChecked())

    def opens(self) -> bool:
        """Say whether the PDF is opened when it is made."""
        return self._open.isChecked()

    def set_count(self, count: int) -> None:
        """Say how many households are printed."""
        self._count = count
        self._say()

    def set_villages(self, count: int) -> None:
        """Offer a file per village only where there are several."""
        self._volumes[Volume.VILLAGE].setVisible(count > 1)

    def warn(self, missing: Mapping[str, str]) -> None:
        """Say before printing which characters no font can draw, and at which householder each stands."""
        self._missing = missing
        self._warning.show()
        self._say()

    @Slot()
    def drop_warning(self) -> None:
        """Take the warning away."""
        self._missing = {}
        self._warning.hide()

    def _tick(self, msgid: str, name: str) -> QCheckBox:
        tick = QCheckBox()
        tick.setObjectName(name)
        for put in (tick.setText, tick.setAccessibleName, tick.setToolTip):
            self.words.put(put, msgid)
        return tick

    def _build(self) -> None:
        content = QWidget()
        box = column(content, margins=(0, 0, 8, 0), spacing=8)
        box.addWidget(label(self.words, N_("Papers"), "papers_which", role="heading"))
        for paper, msgid in PAPER_WORDS.items():
            tick = self._tick(msgid, f"papers_{paper.value}")
            tick.setChecked(paper is Paper.HOUSEHOLD_FILE)
            tick.toggled.connect(self._change)
            self._papers[paper] = tick
            box.addWidget(tick)
        self.words.put(self._form.setAccessibleName, N_("Which questionnaire"))
        self._form.currentIndexChanged.connect(self._change)
        box.addWidget(self._form)
        box.addLayout(self._composed)
        box.addSpacing(theme.px(8))
        box.addWidget(label(self.words, N_("How"), "papers_how", role="heading"))
        box.addWidget(self._both_sides)
        box.addWidget(self._route)
        box.addWidget(self._booklet)
        copies = QHBoxLayout()
        copies.addWidget(label(self.words, N_("Copies"), "papers_copies_words", wraps=False))
        copies.addWidget(self._copies)
        copies.addStretch(1)
        box.addLayout(copies)
        box.addSpacing(theme.px(8))
        box.addWidget(label(self.words, N_("Files"), "papers_files", role="heading"))
        for volume, msgid in VOLUME_WORDS.items():
            choice = QRadioButton()
            choice.setObjectName(f"papers_volume_{volume.value}")
            choice.setChecked(volume is Volume.ONE)
            self.words.put(choice.setText, msgid)
            self.words.put(choice.setAccessibleName, msgid)
            self._volumes[volume] = choice
            box.addWidget(choice)
        box.addWidget(self._open)
        box.addSpacing(theme.px(8))
        box.addWidget(self._village_title)
        box.addLayout(self._village_papers)
        box.addStretch(1)
        outer = column(self, margins=16, spacing=8)
        outer.addWidget(self._said)
        choices = scrolled(content, "papers_choices")
        choices.setMinimumHeight(theme.px(LEAST_TALL))
        choices.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        outer.addWidget(choices, 1)
        outer.addWidget(self._warning)
        outer.addWidget(self._direct)
        outer.addWidget(self._print)
        outer.addWidget(self._fill)
        outer.addWidget(self._boxes)

    def _ask_of_village(self, paper: str, title: str, _is_checked: object = None) -> None:
        self.village_asked.emit(paper, title)

    @Slot()
    def _change(self) -> None:
        self._say()
        self.changed.emit()

    @Slot()
    def _confirm(self) -> None:
        self.drop_warning()
        self.confirmed.emit()

    def _say(self) -> None:
        for index, msgid in enumerate(BOOKLET_WORDS.values()):
            self._booklet.setItemText(index, _(msgid))
        count = self._count
        self._said.setText(
            ngettext("{n} household is printed", "{n} households are printed", count).format(n=count)
            if count
            else _("No household is chosen")
        )
        for made in (self._direct, self._print):
            made.setEnabled(count > 0 and bool(self.papers()))
        for made in (self._fill, self._boxes):
            made.setEnabled(count > 0)
        self._form.setVisible(self._form.count() > 1 and not _OF_FORMS.isdisjoint(self.papers()))
        letters = format_list(f"{letter} ({who})" if who else letter for letter, who in self._missing.items())
        self._warned.setText(
            ngettext(
                "No font has {n} character: {letters}. It will stand as 〓.",
                "No font has {n} characters: {letters}. They will stand as 〓.",
                len(self._missing),
            ).format(n=len(self._missing), letters=letters)
        )
