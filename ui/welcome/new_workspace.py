"""The form of a new workspace, on one page: where, who, which village, with which passphrase."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.welcome.calls import NewWorkspace
from ui.welcome.pack_choice import PackChoice
from ui.welcome.passphrase_fields import PassphraseFields
from ui.welcome.place_calls import PickedPlace
from ui.welcome.start import card, documents_folder
from ui.welcome.village_choice import VillageChoice
from ui.widgets import file_chooser
from ui.widgets.controls import button, label, line_edit, restyle
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words


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
        self._title = label(None, "", "new_title", role="title")
        self._village_label = label(words, N_("Village of this work group"), "new_village_label", role="heading")
        self._village = VillageChoice(shell)
        self._pack = PackChoice(shell)
        self._office_label = label(words, N_("Name of the office"), "new_office_label", role="heading")
        self._office = line_edit(words, N_("Name of the office"), "new_office")
        self._worker = line_edit(
            words, N_("Who works here"), "new_worker", hint=N_("Your name, as it stands in the log")
        )
        self._folder = line_edit(words, N_("Folder"), "new_folder")
        self._secrets = PassphraseFields(self._trouble("passphrase"), self._trouble("repeat"))
        self._back = button(words, N_("Back"), "new_back", self.left.emit, icon="back")
        self._create = button(words, N_("Create the workspace"), "new_create", self._submit, role="primary")
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(self._card())
        self._watch_fields()
        words.also(self._say)
        self.begin("field")

    def _card(self) -> QFrame:
        frame = card("new_card")
        box = QVBoxLayout(frame)
        theme.space(box, margins=24, spacing=6)
        box.addWidget(self._title)
        box.addSpacing(theme.px(6))
        for shown in (self._village_label, self._village, self._trouble("village")):
            box.addWidget(shown)
        for one in (self._office_label, self._office, self._trouble("office"), self._pack):
            box.addWidget(one)
        self._add(box, N_("Who works here"), self._worker, "worker")
        self._add_folder(box)
        box.addWidget(self._secrets)
        warning = N_(
            "Nobody can open the workspace without the passphrase or the recovery sheet "
            "that is shown next; not even we can."
        )
        box.addWidget(label(self._words, warning, "new_warning", role="small"))
        box.addSpacing(theme.px(8))
        foot = QHBoxLayout()
        theme.space(foot, spacing=8)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._create)
        box.addLayout(foot)
        return frame

    def _watch_fields(self) -> None:
        secrets = (self._secrets.first, self._secrets.second)
        for here, there in pairwise((self._office, self._worker, self._folder, *secrets)):
            here.returnPressed.connect(there.setFocus)
        self._secrets.second.returnPressed.connect(self._create.click)
        for name, fields in self._fields().items():
            for field in fields:
                field.textChanged.connect(partial(self._forgive, name))
        self._village.named.connect(partial(self._forgive, "village"))
        self._village.chosen.connect(self._village_chosen)
        self._village.named.connect(self._propose_folder)
        self._office.textEdited.connect(self._propose_folder)
        self._pack.chosen.connect(self._village.set_places)

    def begin(self, role: str) -> None:
        """Start a fresh form for ``role``, field or office."""
        self._role = role
        self._secrets.clear()
        for name in self._troubles:
            self._forgive(name)
        is_office = role == "office"
        for shown in (self._village_label, self._village):
            shown.setVisible(not is_office)
        for one in (self._office_label, self._office):
            one.setVisible(is_office)
        self.set_busy(is_busy=False)
        self._propose_folder()
        self._say()

    def look_up(self) -> None:
        """Ask which villages there are to choose among."""
        self._pack.begin()

    def take_pack(self, source: Path) -> None:
        """Begin with the policy pack of the office in ``source``."""
        self._pack.take(source)

    def villages(self) -> tuple[PickedPlace, ...]:
        """Return what the picker chooses among."""
        return self._village.villages()

    def set_busy(self, *, is_busy: bool) -> None:
        """Hold the form while the workspace is made."""
        self._create.setEnabled(not is_busy)
        self._back.setEnabled(not is_busy)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        (self._office if self._role == "office" else self._village.field()).setFocus()

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

    @Slot()
    def _propose_folder(self) -> None:
        if self._folder.isModified():
            return
        name = self._office.text() if self._role == "office" else self._village.name()
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
        self._mark(name)

    def _mark(self, name: str, *, wrong: tuple[QLineEdit, ...] = ()) -> None:
        for field in self._fields()[name]:
            wanted = "true" if field in wrong else "false"
            if (field.property("wrong") or "false") != wanted:
                field.setProperty("wrong", wanted)
                restyle(field)

    def _wrong(self, name: str) -> tuple[QLineEdit, ...]:
        return self._village.wrong_fields() if name == "village" else self._fields()[name]

    @Slot()
    def _submit(self) -> None:
        missing = self._missing()
        for name, line in self._troubles.items():
            line.setText(missing.get(name, ""))
            line.setVisible(name in missing)
        for name in self._fields():
            self._mark(name, wrong=self._wrong(name) if name in missing else ())
        if missing:
            self._wrong(next(iter(missing)))[0].setFocus()
            return
        self.set_busy(is_busy=True)
        self.asked.emit(
            NewWorkspace(
                role=self._role,
                folder=documents_folder() / Path(self._folder.text().strip()).expanduser(),
                worker=self._worker.text().strip(),
                village=self._office.text().strip() if self._role == "office" else self._village.answer() or "",
                passphrase=self._secrets.first.text(),
                pack=self._pack.source,
            )
        )

    def _fields(self) -> dict[str, tuple[QLineEdit, ...]]:
        return {
            "village": self._village.fields(),
            "office": (self._office,),
            "worker": (self._worker,),
            "folder": (self._folder,),
            "passphrase": (self._secrets.first,),
            "repeat": (self._secrets.second,),
        }

    def _missing(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self._role == "field" and (trouble := self._village.trouble()):
            found["village"] = trouble
        if self._role == "office" and not self._office.text().strip():
            found["office"] = _("Type the name of the office.")
        if not self._worker.text().strip():
            found["worker"] = _("Type the name of the person who works here.")
        if not self._folder.text().strip():
            found["folder"] = _("Choose an empty folder for the workspace.")
        return found | self._secrets.missing()

    def _say(self) -> None:
        self._title.setText(_("New office workspace") if self._role == "office" else _("New field workspace"))
