"""A new passphrase, typed twice, with its strength and what would make it better."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets.controls import column, label, line_edit
from ui.widgets.words import Words

HINT = N_(
    "Ten mixed letters and digits, or five Chinese characters, at least. Names in pinyin, dates, common "
    "words and rows such as 1234 hardly count. Four unrelated words are strong and easy to keep in mind."
)
LEVELS = 4


class PassphraseFields(QWidget):
    """The two fields with their headings; whoever shows them puts a line for trouble below each."""

    def __init__(self, below_first: QWidget, below_second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_passphrase_fields")
        self._words = Words(self)
        self.first = self._secret(N_("Passphrase"), "new_passphrase")
        self.second = self._secret(N_("Passphrase, once more"), "new_repeat")
        box = column(self, spacing=6)
        box.addWidget(label(self._words, N_("Passphrase"), "new_passphrase_label", role="heading"))
        box.addWidget(self.first)
        box.addWidget(below_first)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        self._strength = QProgressBar()
        self._strength.setObjectName("new_strength")
        self._strength.setRange(0, LEVELS)
        self._strength.setTextVisible(False)
        self._words.put(self._strength.setAccessibleName, N_("Strength of the passphrase"))
        theme.width(self._strength, most=160)
        self._strength_words = label(None, "", "new_strength_words", role="small")
        row.addWidget(self._strength, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._strength_words, 1)
        box.addLayout(row)
        box.addWidget(label(self._words, N_("Passphrase, once more"), "new_repeat_label", role="heading"))
        box.addWidget(self.second)
        box.addWidget(below_second)
        self.first.textChanged.connect(self._judge)
        self._words.also(self._say)

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()
        self._say()

    def missing(self) -> dict[str, str]:
        """Return what is wrong, by field: ``passphrase`` and ``repeat``."""
        from poverty_desktop.crypto.passphrase import Strength, judge

        found: dict[str, str] = {}
        judgement = judge(self.first.text())
        if judgement.strength is Strength.TOO_WEAK:
            reasons = (_(advice) for advice in judgement.advice)
            found["passphrase"] = " ".join([_("This passphrase is too easy to guess."), *reasons])
        if self.second.text() != self.first.text():
            found["repeat"] = _("The two passphrases differ. Type it once more.")
        return found

    def _secret(self, msgid: str, name: str) -> QLineEdit:
        made = line_edit(self._words, msgid, name)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _say(self) -> None:
        self._judge(self.first.text())

    @Slot(str)
    def _judge(self, text: str) -> None:
        self._strength.setVisible(bool(text))
        if not text:
            self._strength.setValue(0)
            self._strength_words.setText(_(HINT))
            return
        from poverty_desktop.crypto.passphrase import LABELS, judge

        judgement = judge(text)
        self._strength.setValue(judgement.strength + 1)
        self._strength_words.setText(
            " · ".join([_(LABELS[judgement.strength]), *(_(advice) for advice in judgement.advice)])
        )
