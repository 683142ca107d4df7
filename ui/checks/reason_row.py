"""The reasons for which findings may stand: one key or button each, and what goes with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from poverty_desktop.i18n import N_, language
from poverty_desktop.operations.lookback.checks import Explanation
from poverty_desktop.packs.model import Label
from ui import theme
from ui.widgets.controls import column, label, line_edit
from ui.widgets.fields import day_field, day_of
from ui.widgets.flow import FlowLayout
from ui.widgets.picture_button import PictureButton
from ui.widgets.words import Words

OTHER = "99"
EVIDENCE = N_("Supporting evidence")
APPROVER = N_("Explanation approved by")
UNTIL = N_("Explanation holds until")


class ReasonRow(QFrame):
    """``given`` carries the code of the reason; :meth:`explanation` says the rest."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_reasons")
        self.setProperty("role", "card")
        self._words = Words(self)
        self._reasons: tuple[tuple[str, Label], ...] = ()
        self._buttons: list[QPushButton] = []
        box = column(self, margins=(12, 8, 12, 8), spacing=6)
        head = QHBoxLayout()
        title = N_("Explain the chosen findings (press the number)")
        head.addWidget(label(self._words, title, "check_reasons_title"), 1)
        self.picture = PictureButton(self._words, "check_picture")
        head.addWidget(self.picture)
        box.addLayout(head)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        self._note = line_edit(
            self._words, N_("Note"), "check_note", hint=N_("Note; needed where the reason is another")
        )
        self._note.returnPressed.connect(self._give_other)
        top.addWidget(self._note, 3)
        self._evidence = line_edit(
            self._words, EVIDENCE, "check_evidence", hint=N_("Evidence: a paper, a photo, who confirmed it")
        )
        top.addWidget(self._evidence, 3)
        self._approver = line_edit(self._words, APPROVER, "check_approver", hint=N_("who approved it"))
        top.addWidget(self._approver, 1)
        self._until = day_field(self._words, UNTIL, "check_until")
        self._words.put(self._until.setPlaceholderText, N_("valid until; may stay empty"))
        theme.width(self._until, least=170, most=190)
        top.addWidget(self._until)
        box.addLayout(top)
        self._flow = FlowLayout()
        box.addLayout(self._flow)

    def set_reasons(self, reasons: Sequence[tuple[str, Label]]) -> None:
        """Offer ``reasons``, the first by the key 1."""
        if tuple(reasons) == self._reasons and self._buttons:
            self.say()
            return
        self._reasons = tuple(reasons)
        for made in self._buttons:
            self._flow.removeWidget(made)
            made.deleteLater()
        self._buttons = []
        for number in range(len(self._reasons)):
            made = QPushButton()
            made.setObjectName(f"check_reason_{number + 1}")
            made.clicked.connect(partial(self._choose, number))
            self._flow.addWidget(made)
            self._buttons.append(made)
        self.say()

    def say(self) -> None:
        """Say the reasons in the present language."""
        for number, (made, (_code, words)) in enumerate(zip(self._buttons, self._reasons, strict=True), start=1):
            made.setText(f"{number}  {words(language())}")
            made.setAccessibleName(words(language()))

    def press(self, key: str) -> bool:
        """Take a key; say whether it was the number of a reason."""
        if key.isdecimal() and 1 <= int(key) <= len(self._reasons):
            self._choose(int(key) - 1)
            return True
        return False

    def explanation(self, reason: str) -> Explanation:
        """Return ``reason`` with what stands in the fields; raises ``RuleError`` where the last day is no day."""
        return Explanation(
            reason=reason,
            note=self._note.text().strip(),
            evidence=self._evidence.text().strip(),
            approver=self._approver.text().strip(),
            expires_on=day_of(self._until.text()),
            picture=self.picture.path,
        )

    def clear(self) -> None:
        """Empty the fields: what was said of these findings is not said of the next."""
        for field in (self._note, self._evidence, self._approver, self._until):
            field.clear()
        self.picture.clear()

    def _choose(self, number: int, _checked: object = None) -> None:
        code = self._reasons[number][0]
        if code == OTHER and not self._note.text().strip():
            self._note.setFocus()
            return
        self.given.emit(code)

    @Slot()
    def _give_other(self) -> None:
        if self._note.text().strip():
            self.given.emit(OTHER)
