"""Starts Qt, the fonts, the language and the window, and ends them cleanly."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from poverty_desktop import i18n
from poverty_desktop.progress import Progress
from ui import preferences as settings
from ui import theme
from ui.actions import CompositionGuard
from ui.changes import ChangeNotice
from ui.errors import explain, report
from ui.garbage import GarbageSearch
from ui.lock.keeper import LockKeeper
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.tasks import StoreThread
from ui.welcome import calls
from ui.welcome.page import WelcomePage
from ui.widgets import icons
from ui.widgets.page import Desk
from ui.widgets.words import LANGUAGE

if TYPE_CHECKING:
    from ui.backup_keeper import BackupKeeper

FIRST_SIZE = (1280, 720)

PAINTED_MS = 30
"""After this time a page that was just shown has been painted; nothing heavy is loaded before."""


STYLE = ("-style", "fusion")
"""Said in the words of the command line: ``setStyle`` returns the style, whose class the start has no other use for."""

SETTLED_MS = 1000
"""So long after the desk was opened the search for garbage begins: what a start makes stays."""

CALM_MS = 3000
"""So long after the desk was opened the pages are loaded whose code is largest, before one of them is asked for."""


class Program(QObject):
    """Ties window, store thread and settings together for as long as the program runs."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._app = app
        self._translator: QTranslator | None = None
        self._applied: Preferences | None = None
        self._is_dark = False
        self.garbage = GarbageSearch(self)
        self._changes = ChangeNotice(self)
        self.store = StoreThread(self._changes, calls.close, self)
        theme.load_fonts()
        CompositionGuard(app, self)
        self._apply(preferences)
        self.window = MainWindow(self.store, self._changes, preferences)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.window.preferences_changed.connect(self._adopt)
        self.lock = LockKeeper(self.window, self.window, self.window.actions_by_id)
        self.window.header.lock_asked.connect(self.lock.lock_now)
        self.welcome = WelcomePage(self.window)
        self.welcome.asking.connect(self._warm_up_soon)
        self.welcome.opening.connect(self._prepare_desk)
        self.welcome.entered.connect(self._enter)
        self.backups: BackupKeeper | None = None
        self.window.show_welcome(self.welcome)

    def show(self) -> None:
        """Show the window, as large as the screen allows on a small one."""
        room = self.window.screen().availableSize()
        wide, tall = (theme.px(side) for side in FIRST_SIZE)
        if room.width() <= wide or room.height() <= tall:
            self.window.showMaximized()
        else:
            self.window.resize(wide, tall)
            self.window.show()
        self.welcome.focus_first()

    @Slot()
    def _warm_up_soon(self) -> None:
        QTimer.singleShot(PAINTED_MS, self.warm_up)

    @Slot()
    def warm_up(self) -> None:
        """Load what opening a workspace and its first pages need, while a person still types the passphrase."""
        self.store.run_pure(calls.warm_up)
        self.store.run_pure(_load_pages, self._build_pages)

    @Slot(object)
    def _build_pages(self, _loaded: None) -> None:
        """Build the first pages too, now that it takes no longer than a key stroke."""
        self._prepare_desk()

    @Slot()
    def _prepare_desk(self) -> None:
        self.window.prepare_desk(self.welcome.asked_role)

    @Slot(object)
    def _enter(self, desk: Desk) -> None:
        self.window.set_preferences(self.window.preferences.with_recent(Path(desk.folder)))
        self.window.open_desk(desk)
        QTimer.singleShot(SETTLED_MS, self.garbage.begin)
        QTimer.singleShot(CALM_MS, self._load_ahead)

    @Slot()
    def _load_ahead(self) -> None:
        self.store.run_at_once(_load_large_pages)
        if self.backups is None:
            from ui.backup_keeper import BackupKeeper

            self.backups = BackupKeeper(self.window, self.lock.idle)
            self.lock.covered.connect(self.backups.ask)

    @Slot(object)
    def _adopt(self, preferences: Preferences) -> None:
        self._apply(preferences)
        settings.save(preferences)

    def _apply(self, preferences: Preferences) -> None:
        before = self._applied
        self._applied = preferences
        is_dark = self._wants_dark(preferences)
        if before is None or before.text_percent != preferences.text_percent or is_dark != self._is_dark:
            theme.apply(self._app, preferences.text_percent, is_dark=is_dark)
        if is_dark != self._is_dark:
            self._is_dark = is_dark
            icons.redraw()
            if before is not None and before.language == preferences.language:
                LANGUAGE.changed.emit()  # lists draw their marks anew when they are said anew
        if before is None or before.language != preferences.language:
            i18n.set_language(preferences.language)
            self._translate_qt(preferences.language)
            LANGUAGE.changed.emit()

    def _wants_dark(self, preferences: Preferences) -> bool:
        return preferences.look == "dark" or (preferences.look == "system" and theme.system_is_dark(self._app))

    @Slot()
    def _follow_system(self) -> None:
        """Turn dark or light with the desktop, where that was chosen."""
        if self._applied is not None:
            self._apply(self._applied)

    def _translate_qt(self, language: str) -> None:
        """Let Qt's own dialogs speak ``language`` too."""
        QLocale.setDefault(QLocale(language))
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and translator.load(f"qtbase_{language}", folder):
            self._app.installTranslator(translator)
            self._translator = translator


def _load_pages(_progress: Progress) -> None:
    import ui.households.page
    import ui.today.page  # noqa: F401 - loaded, not used


def _load_large_pages(_progress: Progress) -> None:
    import ui.interview.page
    import ui.publish.page
    import ui.rounds.page  # noqa: F401 - loaded, not used


def choose_input_method(environment: MutableMapping[str, str], available: frozenset[str]) -> None:
    """Point Qt to an input method that it can load.

    Chinese distributions ask for ``fcitx``, whose plugin no wheel carries; fcitx 5 answers on the bus of ``ibus``
    as well. Measured with fcitx 5 and pinyin.
    """
    asked = environment.get("QT_IM_MODULE", "")
    is_framework = any(name in environment.get("XMODIFIERS", "") for name in ("fcitx", "ibus"))
    if (asked and asked not in available) or (not asked and is_framework):
        environment["QT_IM_MODULE"] = "ibus"
        environment.pop("QT_IM_MODULES", None)


def input_method_plugins() -> frozenset[str]:
    """Return the names of the input method plugins that Qt finds."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    names = (file.name.split("platforminputcontextplugin")[0].removeprefix("lib") for file in folder.glob("*"))
    return frozenset(name.removeprefix("qt") if name != "qtvirtualkeyboard" else name for name in names)


def install_hooks(window: MainWindow) -> None:
    """Show one calm sentence for our own bugs, wherever they happen, and log them without personal data."""

    def in_gui(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
            return
        window.tell(explain(error))

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            report(told.exc_value)

    sys.excepthook = in_gui
    threading.excepthook = in_thread


def run(arguments: list[str]) -> int:
    """Run the program until its window is closed; return the exit code."""
    if sys.platform.startswith("linux"):
        choose_input_method(os.environ, input_method_plugins())
    gc.freeze()  # so far there are modules and their classes only, which never go
    app = QApplication([*arguments, *STYLE])
    app.setApplicationName("poverty_desktop")
    program = Program(app, settings.load())
    install_hooks(program.window)
    QTimer.singleShot(0, program.show)
    return app.exec()
