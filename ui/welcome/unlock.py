"""The page that unlocks a workspace: passphrase, or the code of the recovery sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.errors import explain
from ui.welcome.calls import RecentWorkspace
from ui.welcome.start import card
from ui.widgets import icons
from ui.widgets.controls import button, label, line_edit, restyle
from ui.widgets.words import Words


class UnlockPane(QWidget):
    """Emits the passphrase or the recovery code; shows why it did not open."""

    passphrase_given = Signal(str)
    code_given = Signal(str)
    left = Signal()
    restore_asked = Signal()
    forgotten = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_unlock")
        self._words = Words(self)
        words = self._words
        self._found: RecentWorkspace | None = None
        self._by_code = False
        self._given = ""
        self._goes_on = False
        frame = card("unlock_card")
        box = QVBoxLayout(frame)
        theme.space(box, margins=24, spacing=12)
        head = QHBoxLayout()
        theme.space(head, spacing=12)
        picture = label(None, "", "unlock_icon")
        icons.put(picture, "lock", "accent", size=28)
        head.addWidget(picture)
        self._title = label(None, "", "unlock_title", role="title")
        head.addWidget(self._title, 1)
        box.addLayout(head)
        self._prompt = label(None, "", "unlock_prompt", role="weak")
        box.addWidget(self._prompt)
        self._field = line_edit(words, N_("Passphrase"), "unlock_passphrase")
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.returnPressed.connect(self._submit)
        self._field.textEdited.connect(self._edit)
        box.addWidget(self._field)
        self._refusal: BaseException | None = None
        self._trouble = label(None, "", "unlock_trouble")
        self._trouble.setProperty("tone", "error")
        self._trouble.hide()
        box.addWidget(self._trouble)
        self._restore = button(
            words, N_("Restore from a backup …"), "unlock_restore", self.restore_asked.emit, icon="backup"
        )
        self._restore.hide()
        box.addWidget(self._restore)
        self._office = button(
            words,
            N_("No sheet at hand? Ask the office …"),
            "unlock_forgotten",
            self.forgotten.emit,
            role="link",
            icon="office",
            color="accent",
        )
        self._office.hide()
        box.addWidget(self._office)
        self._open = button(words, N_("Open the workspace"), "unlock_open", self._submit, role="primary")
        box.addWidget(self._open)
        foot = QHBoxLayout()
        theme.space(foot, spacing=8)
        foot.addWidget(
            button(
                words, N_("Another workspace"), "unlock_back", self.left.emit, role="link", icon="back", color="accent"
            )
        )
        foot.addStretch(1)
        self._switch = button(words, "", "unlock_switch", self._switch_way, role="link")
        foot.addWidget(self._switch)
        box.addLayout(foot)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(frame)
        words.also(self._say)

    def set_workspace(self, found: RecentWorkspace) -> None:
        """Ask for the passphrase of ``found``."""
        self._found = found
        self._by_code = False
        self._field.clear()
        self._given = ""
        self._goes_on = False
        self._clear_trouble()
        self.set_busy(is_busy=False)
        self._say()

    @property
    def folder(self) -> Path:
        """Return the folder of the workspace asked for."""
        assert self._found is not None
        return self._found.folder

    @property
    def role(self) -> str:
        """Return the role of the workspace asked for."""
        assert self._found is not None
        return self._found.role

    def say_renewed(self) -> None:
        """Ask for the passphrase that was just set."""
        if self._by_code:
            self._switch_way()

    def focus_first(self) -> None:
        """Put the keyboard into the field."""
        self._field.setFocus()

    def set_busy(self, *, is_busy: bool) -> None:
        """Hold the button while the key is derived; the field takes what is typed meanwhile."""
        self._open.setEnabled(not is_busy)

    def show_trouble(self, error: BaseException, *, can_restore: bool) -> None:
        """Say why it did not open; the typed text stays selected, to be typed again.

        Where another one was typed and entered meanwhile, it is tried instead.
        """
        self.set_busy(is_busy=False)
        is_other = self._field.text() != self._given
        if is_other and self._goes_on:
            self._submit()
            return
        self._refusal = error
        self._trouble.setText(explain(error).text)
        self._trouble.show()
        self._restore.setVisible(can_restore)
        self._field.setProperty("wrong", "true")
        restyle(self._field)
        if not is_other:
            self._field.selectAll()
        self._field.setFocus()

    def _clear_trouble(self) -> None:
        self._refusal = None
        self._trouble.hide()
        self._restore.hide()
        if self._field.property("wrong") == "true":  # looking at a style for nothing would delay the first painting
            self._field.setProperty("wrong", "false")
            restyle(self._field)

    @Slot()
    def _submit(self) -> None:
        if not self._open.isEnabled():
            self._goes_on = True
            return
        if not self._field.text():
            return
        self._goes_on = False
        self._given = self._field.text()
        self._clear_trouble()
        self.set_busy(is_busy=True)
        (self.code_given if self._by_code else self.passphrase_given).emit(self._given)

    @Slot()
    def _edit(self) -> None:
        self._goes_on = False
        self._clear_trouble()

    @Slot()
    def _switch_way(self) -> None:
        self._by_code = not self._by_code
        self._field.clear()
        self._clear_trouble()
        self._say()
        self._field.setFocus()

    def _say(self) -> None:
        self._title.setText(self._found.name if self._found is not None else "")
        if self._refusal is not None:
            self._trouble.setText(explain(self._refusal).text)
        if self._by_code:
            self._prompt.setText(
                _("Type the recovery code from the printed recovery sheet, eight groups of characters.")
            )
            self._switch.setText(_("Use the passphrase"))
            self._field.setAccessibleName(_("Recovery code"))
            self._field.setPlaceholderText(_("Recovery code"))
            self._field.setEchoMode(QLineEdit.EchoMode.Normal)
        else:
            self._prompt.setText(_("Type the passphrase of this workspace."))
            self._switch.setText(_("Passphrase forgotten?"))
            self._field.setAccessibleName(_("Passphrase"))
            self._field.setPlaceholderText(_("Passphrase"))
            self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._office.setVisible(self._by_code and self._found is not None and self._found.role == "field")
        self._switch.setAccessibleName(self._switch.text())
