"""How many files stand in an archive box, and how wide its spine is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.operations.paperwork.archive_boxes import MOST_IN_A_BOX, SPINES_MM
from ui.widgets.controls import column, label
from ui.widgets.words import Words

USUAL_IN_A_BOX = 20
USUAL_SPINE_MM = 40


class BoxDialog(QDialog):
    """``accepted_boxes`` tells how many files a box holds, and the width of its spine in millimetres."""

    accepted_boxes = Signal(int, int)

    def __init__(self, households: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("box_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Archive boxes"))
        words = Words(self)
        self._households = households
        self._in_a_box = QSpinBox()
        self._in_a_box.setObjectName("box_files")
        self._in_a_box.setRange(1, MOST_IN_A_BOX)
        self._in_a_box.setValue(USUAL_IN_A_BOX)
        self._spine = QComboBox()
        self._spine.setObjectName("box_spine")
        for width in SPINES_MM:
            self._spine.addItem(_("{width} mm").format(width=width), width)
        self._spine.setCurrentIndex(SPINES_MM.index(USUAL_SPINE_MM))
        self._said = label(None, "", "box_count", role="weak")
        form = QFormLayout()
        files, spine = (
            label(words, N_("Files in a box"), "box_files_words"),
            label(words, N_("Width of the spine"), "box_spine_words"),
        )
        files.setBuddy(self._in_a_box)
        spine.setBuddy(self._spine)
        form.addRow(files, self._in_a_box)
        form.addRow(spine, self._spine)
        buttons = QDialogButtonBox()
        make = buttons.addButton(_("Make the PDF"), QDialogButtonBox.ButtonRole.AcceptRole)
        make.setObjectName("box_make")
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        box = column(self, margins=12, spacing=8)
        box.addWidget(
            label(
                words,
                N_("Labels for the spines, to be cut out, and a list of what lies in each box."),
                "box_how",
            )
        )
        box.addLayout(form)
        box.addWidget(self._said)
        box.addWidget(buttons)
        self._in_a_box.valueChanged.connect(self._say)
        self._say()

    @Slot()
    def _say(self) -> None:
        count = -(-self._households // self._in_a_box.value())
        self._said.setText(ngettext("About {n} box.", "About {n} boxes.", count).format(n=count))

    @Slot()
    def _accept(self) -> None:
        self.accept()
        self.accepted_boxes.emit(self._in_a_box.value(), int(self._spine.currentData()))
