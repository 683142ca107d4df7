"""Who works here, in which accounting year, and for which village."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done
from ui.errors import Message, Tone
from ui.settings import calls
from ui.settings.form import Pane, left
from ui.settings.village_box import VillageBox
from ui.widgets.controls import button, label, line_edit
from ui.widgets.page import Shell


class WorkerPane(Pane):
    """The name in the log, the working year, and the village."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._worker = line_edit(self.words, N_("Who works here"), "settings_worker")
        self._worker.returnPressed.connect(self._save_worker)
        self._year = QComboBox()
        self._year.setObjectName("settings_year")
        self.words.put(self._year.setAccessibleName, N_("Working year"))
        self._year.activated.connect(self._save_year)
        self._village = VillageBox(shell)
        self.fill(
            "worker",
            N_("Who works here"),
            label(
                self.words,
                N_("This name stands in the log beside everything that is saved from now on."),
                "settings_worker_note",
                role="weak",
            ),
            self._worker,
            left(button(self.words, N_("Save the name"), "settings_worker_save", self._save_worker, role="primary")),
            label(self.words, N_("Working year"), "settings_year_label", role="heading"),
            label(
                self.words,
                N_("Interviews and corrections belong to this accounting year."),
                "settings_year_note",
                role="weak",
            ),
            left(self._year),
            self._village,
        )

    def set_facts(self, found: calls.Facts) -> None:
        """Show the worker, unless another name is being typed, and the years there are."""
        if not self._worker.isModified():
            self._worker.setText(found.worker)
        self._village.set_village(found.home)
        years = sorted({line.year for line in found.pack.lines} | {found.year, found.year + 1}, reverse=True)
        self._year.clear()
        for year in years:
            self._year.addItem(str(year), year)
        self._year.setCurrentIndex(years.index(found.year))

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
