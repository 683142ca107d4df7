"""What this program is, and the way out of the workspace."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QLibraryInfo

from poverty_desktop.i18n import N_, _
from ui.settings.form import Pane, left
from ui.widgets.controls import button, label
from ui.widgets.page import Shell


class AboutPane(Pane):
    """Version, and closing the workspace."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._about = label(None, "", "settings_about_text")
        self.words.also(self._say_about)
        self.fill(
            "about",
            N_("About"),
            self._about,
            left(
                button(
                    self.words, N_("Close this workspace"), "settings_close", self.shell.close_workspace, icon="lock"
                )
            ),
        )

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
