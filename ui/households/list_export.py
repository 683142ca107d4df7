"""The ticked households as an Excel list, where the person says."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _, ngettext
from poverty_desktop.ids import HouseholdId
from ui.errors import Mend, Message, Tone
from ui.households import list_calls
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.opening import open_path
from ui.widgets.page import Shell


class ListExport(QObject):
    """Asks where to, writes, and says what was written."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._target: Path | None = None

    def save(self, households: tuple[HouseholdId, ...]) -> None:
        """Save the list of ``households``."""
        self._target = file_chooser.ask_target(
            self._page,
            self._shell,
            Purpose.PAPERS,
            _("Save the list of households"),
            f"{_('List of households')}.xlsx",
            _("Excel workbook (*.xlsx)"),
        )
        if self._target is not None:
            self._shell.store.run(partial(list_calls.export_list, households, self._target), self._saved)

    def _saved(self, count: int) -> None:
        said = ngettext(
            "The list of {n} household was saved. It holds names: keep it as you keep papers.",
            "The list of {n} households was saved. It holds names: keep it as you keep papers.",
            count,
        ).format(n=count)
        mend = Mend(words=_("Open the folder"), act=self._open_folder)
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))

    def _open_folder(self) -> None:
        if self._target is not None:
            open_path(self._shell, self._target.parent)
