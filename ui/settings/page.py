"""Settings: language and text size, who works here, passphrase, backup, policy pack, about."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QStandardPaths, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from poverty_desktop.i18n import N_, _, say
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.preferences import TEXT_PERCENTS
from ui.settings import calls
from ui.settings.lock_choice import LockChoice
from ui.settings.pack_pane import PackPane
from ui.widgets.controls import button, label, line_edit, restyle, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell
from ui.widgets.section_list import SectionLine, SectionList

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.operations.workspace import RecoverySheet

SECTIONS = (
    ("look", N_("Language and text size")),
    ("worker", N_("Who works here")),
    ("passphrase", N_("Passphrase")),
    ("backup", N_("Backup")),
    ("pack", N_("Policy pack")),
    ("about", N_("About")),
)
LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}


class SettingsPage(Page):
    """Sections left, the chosen one right; everything takes effect at once."""

    name = "settings"
    touched_by = frozenset({Topic.SETTINGS})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._backup: Path | None = None
        self._list = SectionList("settings_sections", N_("Sections of the settings"))
        theme.width(self._list, least=180, most=260)
        self._stack = QStackedWidget()
        self._stack.setObjectName("settings_stack")
        self._pack = PackPane()
        for pane in (
            self._look_pane(),
            self._worker_pane(),
            self._passphrase_pane(),
            self._backup_pane(),
            self._card("pack", N_("Policy pack"), self._pack),
            self._about_pane(),
        ):
            self._stack.addWidget(pane)
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addWidget(self._list)
        columns.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        theme.space(box, margins=(16, 12, 16, 16), spacing=12)
        box.addWidget(label(self.words, N_("Settings"), "settings_title", role="page"))
        box.addLayout(columns, 1)
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list_sections("look")

    def title(self) -> str:
        """Return the name of the page."""
        return _("Settings")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (Key(keys="↑ ↓", words=N_("Next and previous section")), Key(keys="Tab", words=N_("Next field")))

    def refresh(self) -> None:
        """Ask worker, year and pack again."""
        self.shell.store.run(calls.facts, self._show, key="settings")

    def retranslate(self) -> None:
        """Say the sections in the new language."""
        self._list_sections(SECTIONS[max(0, self._list.currentRow())][0])

    def go_to(self, place: Place) -> None:
        """Open the section that ``place`` names."""
        if place.tab:
            self._list_sections(place.tab)

    def place(self) -> Place:
        """Return the open section."""
        return Place(page=self.name, tab=SECTIONS[max(0, self._list.currentRow())][0])

    def focus_first(self) -> None:
        """Put the keyboard on the sections."""
        self._list.setFocus()

    def _list_sections(self, current: str) -> None:
        lines = tuple(SectionLine(name=name, title=_(words), state="plain") for name, words in SECTIONS)
        self._list.set_sections(lines, current)

    def _card(self, name: str, title: str, content: QWidget | None = None) -> QFrame:
        frame = QFrame()
        frame.setObjectName(f"settings_{name}")
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        theme.space(box, margins=24, spacing=12)
        box.addWidget(label(self.words, title, f"settings_{name}_title", role="title"))
        if content is not None:
            box.addWidget(content, 1)
        return frame

    def _form(self, name: str, title: str, *rows: QWidget) -> QWidget:
        inner = self._card(name, title)
        box = inner.layout()
        assert isinstance(box, QVBoxLayout)
        for row in rows:
            if isinstance(row, QLineEdit):
                theme.width(row, most=420)
            box.addWidget(row)
        box.addStretch(1)
        return scrolled(inner, f"settings_{name}_area")

    def _look_pane(self) -> QWidget:
        self._languages = QButtonGroup(self)
        self._sizes = QButtonGroup(self)
        chosen = self.shell.preferences
        languages = QWidget()
        flow = FlowLayout(languages)
        theme.space(flow, spacing=24)
        for code, name in LANGUAGE_NAMES.items():
            made = QRadioButton(name)
            made.setObjectName(f"settings_language_{code}")
            made.setAccessibleName(name)
            made.setChecked(code == chosen.language)
            made.setProperty("code", code)
            self._languages.addButton(made)
            flow.addWidget(made)
        sizes = QWidget()
        flow = FlowLayout(sizes)
        theme.space(flow, spacing=24)
        for percent in TEXT_PERCENTS:
            made = QRadioButton(f"{percent} %")
            made.setObjectName(f"settings_text_{percent}")
            made.setAccessibleName(f"{percent} %")
            made.setChecked(percent == chosen.text_percent)
            made.setProperty("percent", percent)
            self._sizes.addButton(made)
            flow.addWidget(made)
        self._languages.buttonClicked.connect(self._choose_language)
        self._sizes.buttonClicked.connect(self._choose_size)
        return self._form(
            "look",
            N_("Language and text size"),
            label(self.words, N_("Language of the screen"), "settings_language_label", role="heading"),
            languages,
            label(self.words, N_("Size of the text"), "settings_text_label", role="heading"),
            sizes,
            label(self.words, N_("Both take effect at once, on every page."), "settings_look_note", role="weak"),
        )

    def _worker_pane(self) -> QWidget:
        self._worker = line_edit(self.words, N_("Who works here"), "settings_worker")
        self._worker.returnPressed.connect(self._save_worker)
        self._year = QComboBox()
        self._year.setObjectName("settings_year")
        self.words.put(self._year.setAccessibleName, N_("Working year"))
        self._year.activated.connect(self._save_year)
        return self._form(
            "worker",
            N_("Who works here"),
            label(
                self.words,
                N_("This name stands in the log beside everything that is saved from now on."),
                "settings_worker_note",
                role="weak",
            ),
            self._worker,
            self._left(
                button(self.words, N_("Save the name"), "settings_worker_save", self._save_worker, role="primary")
            ),
            label(self.words, N_("Working year"), "settings_year_label", role="heading"),
            label(
                self.words,
                N_("Interviews and corrections belong to this accounting year."),
                "settings_year_note",
                role="weak",
            ),
            self._left(self._year),
        )

    def _passphrase_pane(self) -> QWidget:
        self._new = line_edit(self.words, N_("New passphrase"), "settings_passphrase")
        self._again = line_edit(self.words, N_("New passphrase, once more"), "settings_passphrase_again")
        for field in (self._new, self._again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._strength = label(None, "", "settings_strength", role="small")
        self._new.textChanged.connect(self._judge)
        return self._form(
            "passphrase",
            N_("Passphrase"),
            label(self.words, N_("New passphrase"), "settings_passphrase_label", role="heading"),
            self._new,
            self._strength,
            label(self.words, N_("New passphrase, once more"), "settings_again_label", role="heading"),
            self._again,
            self._left(
                button(
                    self.words,
                    N_("Change the passphrase"),
                    "settings_passphrase_save",
                    self._save_passphrase,
                    role="primary",
                )
            ),
            LockChoice(self.shell),
            label(self.words, N_("Recovery sheet"), "settings_sheet_label", role="heading"),
            label(
                self.words,
                N_("A new sheet replaces the old one, which then opens nothing any more."),
                "settings_sheet_note",
                role="weak",
            ),
            self._left(
                button(self.words, N_("Make a new recovery sheet …"), "settings_sheet", self._new_sheet, icon="papers")
            ),
        )

    def _backup_pane(self) -> QWidget:
        return self._form(
            "backup",
            N_("Backup"),
            label(
                self.words,
                N_(
                    "A backup is one encrypted file. It opens with the passphrase of this workspace. "
                    "Keep it on a stick or a disk apart from this laptop."
                ),
                "settings_backup_note",
                role="weak",
            ),
            self._left(
                button(
                    self.words, N_("Back up now …"), "settings_backup_now", self._back_up, role="primary", icon="backup"
                )
            ),
        )

    def _about_pane(self) -> QWidget:
        self._about = label(None, "", "settings_about_text")
        self.words.also(self._say_about)
        return self._form(
            "about",
            N_("About"),
            self._about,
            self._left(
                button(
                    self.words, N_("Close this workspace"), "settings_close", self.shell.close_workspace, icon="lock"
                )
            ),
        )

    def _left(self, widget: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        theme.space(row)
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _show(self, found: calls.Facts) -> None:
        if not self._worker.isModified():
            self._worker.setText(found.worker)
        years = sorted({line.year for line in found.pack.lines} | {found.year, found.year + 1}, reverse=True)
        self._year.clear()
        for year in years:
            self._year.addItem(str(year), year)
        self._year.setCurrentIndex(years.index(found.year))
        self._pack.set_pack(found.pack)

    def _say_about(self) -> None:
        try:
            number = version("poverty-desktop")
        except PackageNotFoundError:
            number = "—"
        self._about.setText(
            "\n".join(
                (
                    _("Village Work Desk, version {number}").format(number=number),
                    _("Everything stays on this laptop, encrypted; nothing is sent anywhere by itself."),
                    _("Window library {version}").format(version=QLibraryInfo.version().toString()),
                )
            )
        )

    @Slot(object)
    def _choose_language(self, pressed: QRadioButton) -> None:
        self.shell.set_preferences(replace(self.shell.preferences, language=pressed.property("code")))

    @Slot(object)
    def _choose_size(self, pressed: QRadioButton) -> None:
        self.shell.set_preferences(replace(self.shell.preferences, text_percent=pressed.property("percent")))

    @Slot()
    def _save_worker(self) -> None:
        self._worker.setModified(False)
        self.shell.store.run(partial(calls.set_worker, self._worker.text()), self._worker_saved)

    def _worker_saved(self, _done: Done[None]) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("From now on this name stands in the log.")))

    @Slot(int)
    def _save_year(self, number: int) -> None:
        self.shell.store.run(partial(calls.set_year, self._year.itemData(number)), self._year_saved)

    def _year_saved(self, _done: Done[None]) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The working year was changed.")))

    @Slot(str)
    def _judge(self, text: str) -> None:
        from poverty_desktop.crypto.passphrase import LABELS, judge

        judgement = judge(text)
        said = [_(LABELS[judgement.strength]), *(_(advice) for advice in judgement.advice)]
        self._strength.setText(" · ".join(said) if text else "")

    @Slot()
    def _save_passphrase(self) -> None:
        is_wrong = self._new.text() != self._again.text()
        self._again.setProperty("wrong", "true" if is_wrong else "false")
        restyle(self._again)
        if is_wrong:
            self.shell.tell(Message(tone=Tone.WARNING, text=_("The two passphrases differ. Type it once more.")))
            return
        self.shell.store.run(partial(calls.set_passphrase, self._new.text()), self._passphrase_saved)

    def _passphrase_saved(self, _done: Done[None]) -> None:
        self._new.clear()
        self._again.clear()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The new passphrase opens this workspace from now on.")))

    @Slot()
    def _new_sheet(self) -> None:
        target, _kind = QFileDialog.getSaveFileName(
            self, _("Save the recovery sheet"), str(_documents() / f"{_('Recovery sheet')}.pdf"), "PDF (*.pdf)"
        )
        if target:
            self.shell.store.run(partial(_sheet_to_file, Path(target)), self._sheet_saved)

    def _sheet_saved(self, file: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
        self.shell.tell(
            Message(
                tone=Tone.SUCCESS,
                text=_("Print the new recovery sheet, then delete the file; the old sheet opens nothing any more."),
            )
        )

    @Slot()
    def _back_up(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Folder for the backup"), str(_documents()))
        if folder:
            task = self.shell.store.run_long(partial(calls.back_up, Path(folder)), self._backed_up)
            self.shell.watch(task, _("Backing up"))

    def _backed_up(self, done: Done[Path]) -> None:
        self._backup = done.value
        self.shell.tell(
            Message(
                tone=Tone.SUCCESS,
                text=say(N_("The backup {file} was written and proved."), {"file": done.value.name}),
                mend=Mend(words=_("Open the folder"), act=self._open_backup_folder),
            )
        )

    def _open_backup_folder(self) -> None:
        if self._backup is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._backup.parent)))


def _documents() -> Path:
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(where or Path.home())


def _sheet_to_file(target: Path, session: Session) -> Path:
    from poverty_desktop.errors import StorageError
    from poverty_desktop.operations import papers
    from poverty_desktop.paths import write_whole

    sheet: RecoverySheet = calls.new_sheet(session).value
    try:
        write_whole(target, papers.recovery_sheet_pdf(sheet))
    except OSError as error:
        raise StorageError(
            N_("The PDF file could not be written. Choose another folder or free some space.")
        ) from error
    return target
