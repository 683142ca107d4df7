"""The log of printing, export and admission, the newest line first."""

from __future__ import annotations

from PySide6.QtCore import Slot

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.workspaces.log_book import LogLine
from poverty_desktop.operations.workspaces.verification import Verified
from ui import theme
from ui.errors import Message, Tone
from ui.models.rows_model import Cell, CellsModel
from ui.settings import calls
from ui.settings.form import Pane, left
from ui.widgets.controls import button, label
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Shell


def _at(line: LogLine) -> str:
    return f"{line.at:%Y-%m-%d %H:%M}"


def _who(line: LogLine) -> str:
    return line.who


def _what(line: LogLine) -> str:
    return line.what


def _how_much(line: LogLine) -> str:
    return line.how_much


COLUMNS = (
    Cell(words=N_("When"), text=_at),
    Cell(words=N_("By"), text=_who),
    Cell(words=N_("What was recorded"), text=_what),
    Cell(words=N_("How much"), text=_how_much),
)


class LogPane(Pane):
    """Shows who took what out of the program, and checks that nobody changed it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._lines: CellsModel[LogLine] = CellsModel(COLUMNS, self)
        self._table = KeyTable("settings_log")
        self.words.put(self._table.setAccessibleName, N_("Log"))
        self._table.setModel(self._lines)
        theme.height(self._table, least=260)
        self._empty = label(
            self.words,
            N_("Nothing was printed or written out yet. What is, stands here with who and when."),
            "settings_log_empty",
            role="weak",
        )
        self.fill(
            "log",
            N_("Log"),
            label(
                self.words,
                N_(
                    "Every print, export, bundle, backup and admission is written down here. Nobody can change or"
                    " remove a line unnoticed: what laptops and the office have seen of the log would contradict it."
                ),
                "settings_log_note",
                role="weak",
            ),
            self._empty,
            self._table,
            left(
                button(self.words, N_("Check the log and the register"), "settings_verify", self._verify, icon="good")
            ),
        )

    def refresh(self) -> None:
        """Ask for the newest lines."""
        self.shell.store.run(calls.log_lines, self._show, key="settings.log")

    def _show(self, lines: tuple[LogLine, ...]) -> None:
        self._lines.set_rows(lines)
        self._table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        for column, width in enumerate((150, 110, 220)):
            self._table.setColumnWidth(column, theme.px(width))

    @Slot()
    def _verify(self) -> None:
        self.shell.watch(self.shell.store.run_long(calls.verify, self._verified), _("Checking the workspace"))

    def _verified(self, found: Verified) -> None:
        said = _("Everything holds: {entries} entries of the journal, {lines} lines of the log, {photos} photos.")
        text = said.format(entries=found.transactions, lines=found.ledger.size, photos=found.photos)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=text))
