"""The form of a new workspace, on one page: where, who, which village, with which passphrase."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.welcome.calls import NewWorkspace, Village
from ui.welcome.start import card, documents_folder
from ui.welcome.village_picker import VillagePicker
from ui.widgets import file_chooser
from ui.widgets.controls import button, label, line_edit, restyle
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words

HINT = N_(
    "Ten mixed letters and digits, or five Chinese characters, at least. Names in pinyin, dates, common "
    "words and rows such as 1234 hardly count. Four unrelated words are strong and easy to keep in mind."
)
TONES = ("error", "warning", "info", "success")


class NewWorkspacePane(QWidget):
    """Emits what was asked for once every field is right; until then says beside each field what is missing."""

    asked = Signal(object)
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.setObjectName("welcome_new")
        self._role = "field"
        self._words = Words(self)
        words = self._words
        self._troubles: dict[str, QLabel] = {}
        frame = card("new_card")
        box = QVBoxLayout(frame)
        theme.space(box, margins=24, spacing=6)
        self._title = label(None, "", "new_title", role="title")
        box.addWidget(self._title)
        box.addSpacing(theme.px(6))

        self._village_label = label(words, N_("Village of this work group"), "new_village_label", role="heading")
        self._village = VillagePicker()
        self._office_label = label(words, N_("Name of the office"), "new_office_label", role="heading")
        self._office = line_edit(words, N_("Name of the office"), "new_office")
        self._worker = line_edit(
            words, N_("Who works here"), "new_worker", hint=N_("Your name, as it stands in the log")
        )
        self._folder = line_edit(words, N_("Folder"), "new_folder")
        self._passphrase = self._secret(N_("Passphrase"), "new_passphrase")
        self._repeat = self._secret(N_("Passphrase, once more"), "new_repeat")

        box.addWidget(self._village_label)
        box.addWidget(self._village)
        box.addWidget(self._trouble("village"))
        box.addWidget(self._office_label)
        box.addWidget(self._office)
        box.addWidget(self._trouble("office"))
        self._add(box, N_("Who works here"), self._worker, "worker")
        self._add_folder(box)
        self._add(box, N_("Passphrase"), self._passphrase, "passphrase")
        self._add_strength(box)
        self._add(box, N_("Passphrase, once more"), self._repeat, "repeat")
        box.addWidget(
            label(
                words,
                N_(
                    "Nobody can open the workspace without the passphrase or the recovery sheet "
                    "that is shown next; not even we can."
                ),
                "new_warning",
                role="small",
            )
        )
        box.addSpacing(theme.px(8))
        foot = QHBoxLayout()
        theme.space(foot, spacing=8)
        self._back = button(words, N_("Back"), "new_back", self.left.emit, icon="back")
        self._create = button(words, N_("Create the workspace"), "new_create", self._submit, role="primary")
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._create)
        box.addLayout(foot)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(frame)
        self._watch_fields()
        self._office.textEdited.connect(self._propose_folder)
        self._village.chosen.connect(self._village_chosen)
        words.also(self._say)
        self.begin("field")

    def _watch_fields(self) -> None:
        self._passphrase.textChanged.connect(self._judge)
        for here, there in pairwise((self._office, self._worker, self._folder, self._passphrase, self._repeat)):
            here.returnPressed.connect(there.setFocus)
        self._repeat.returnPressed.connect(self._create.click)
        for name, field in self._fields().items():
            field.textChanged.connect(partial(self._forgive, name))

    def begin(self, role: str) -> None:
        """Start a fresh form for ``role``, field or office."""
        self._role = role
        for field in (self._passphrase, self._repeat):
            field.clear()
        for name in self._troubles:
            self._forgive(name)
        is_office = role == "office"
        for shown in (self._village_label, self._village):
            shown.setVisible(not is_office)
        for one in (self._office_label, self._office):
            one.setVisible(is_office)
        self.set_busy(is_busy=False)
        self._propose_folder()
        self._judge("")
        self._say()

    def set_villages(self, villages: tuple[Village, ...]) -> None:
        """Give the picker its villages."""
        self._village.set_villages(villages)

    def villages(self) -> tuple[Village, ...]:
        """Return what the picker chooses among."""
        return self._village.villages()

    def set_busy(self, *, is_busy: bool) -> None:
        """Hold the form while the workspace is made."""
        self._create.setEnabled(not is_busy)
        self._back.setEnabled(not is_busy)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        (self._office if self._role == "office" else self._village.field).setFocus()

    def _secret(self, msgid: str, name: str) -> QLineEdit:
        made = line_edit(self._words, msgid, name)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _trouble(self, name: str) -> QLabel:
        made = label(None, "", f"new_trouble_{name}")
        made.setProperty("tone", "error")
        made.hide()
        self._troubles[name] = made
        return made

    def _add(self, box: QVBoxLayout, msgid: str, field: QLineEdit, name: str) -> None:
        box.addWidget(label(self._words, msgid, f"new_{name}_label", role="heading"))
        box.addWidget(field)
        box.addWidget(self._trouble(name))

    def _add_folder(self, box: QVBoxLayout) -> None:
        box.addWidget(label(self._words, N_("Folder"), "new_folder_label", role="heading"))
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._folder, 1)
        row.addWidget(button(self._words, N_("Choose …"), "new_folder_browse", self._browse, icon="folder"))
        box.addLayout(row)
        box.addWidget(self._trouble("folder"))

    def _add_strength(self, box: QVBoxLayout) -> None:
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        self._strength = QProgressBar()
        self._strength.setObjectName("new_strength")
        self._strength.setRange(0, len(TONES))
        self._strength.setTextVisible(False)
        self._words.put(self._strength.setAccessibleName, N_("Strength of the passphrase"))
        theme.width(self._strength, most=160)
        self._strength_words = label(None, "", "new_strength_words", role="small")
        row.addWidget(self._strength, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._strength_words, 1)
        box.addLayout(row)

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

    @Slot()
    def _propose_folder(self) -> None:
        if self._folder.isModified():
            return
        name = (
            self._office.text()
            if self._role == "office"
            else (self._village.village.name if self._village.village else "")
        )
        clean = "".join(letter for letter in name if letter.isalnum())
        self._folder.setText(str(documents_folder() / _("Village Work Desk") / clean) if clean else "")

    @Slot()
    def _village_chosen(self) -> None:
        self._propose_folder()
        self._worker.setFocus()

    @Slot()
    def _browse(self) -> None:
        found = file_chooser.ask_folder(self, self.shell, Purpose.WORKSPACE, _("Folder for the new workspace"))
        if found is not None:
            self._folder.setText(str(found))
            self._folder.setModified(True)

    def _forgive(self, name: str, _text: str = "") -> None:
        """Take back what was said about a field as soon as it is changed."""
        self._troubles[name].hide()
        field = self._fields()[name]
        if field.property("wrong") == "true":
            field.setProperty("wrong", "false")
            restyle(field)

    @Slot()
    def _submit(self) -> None:
        missing = self._missing()
        for name, line in self._troubles.items():
            line.setText(missing.get(name, ""))
            line.setVisible(name in missing)
        for name, field in self._fields().items():
            field.setProperty("wrong", "true" if name in missing else "false")
            restyle(field)
        if missing:
            self._fields()[next(iter(missing))].setFocus()
            return
        self.set_busy(is_busy=True)
        village = self._village.village
        self.asked.emit(
            NewWorkspace(
                role=self._role,
                folder=documents_folder() / Path(self._folder.text().strip()).expanduser(),
                worker=self._worker.text().strip(),
                village=self._office.text().strip() if village is None or self._role == "office" else village.code,
                passphrase=self._passphrase.text(),
            )
        )

    def _fields(self) -> dict[str, QLineEdit]:
        return {
            "village": self._village.field,
            "office": self._office,
            "worker": self._worker,
            "folder": self._folder,
            "passphrase": self._passphrase,
            "repeat": self._repeat,
        }

    def _missing(self) -> dict[str, str]:
        from poverty_desktop.crypto.passphrase import Strength, judge

        found: dict[str, str] = {}
        if self._role == "field" and self._village.village is None:
            found["village"] = _("Choose the village from the list: type a part of its name, then press Enter.")
        if self._role == "office" and not self._office.text().strip():
            found["office"] = _("Type the name of the office.")
        if not self._worker.text().strip():
            found["worker"] = _("Type the name of the person who works here.")
        if not self._folder.text().strip():
            found["folder"] = _("Choose an empty folder for the workspace.")
        judgement = judge(self._passphrase.text())
        if judgement.strength is Strength.TOO_WEAK:
            reasons = (_(advice) for advice in judgement.advice)
            found["passphrase"] = " ".join([_("This passphrase is too easy to guess."), *reasons])
        if self._repeat.text() != self._passphrase.text():
            found["repeat"] = _("The two passphrases differ. Type it once more.")
        return found

    def _say(self) -> None:
        self._title.setText(_("New office workspace") if self._role == "office" else _("New field workspace"))
        self._judge(self._passphrase.text())
