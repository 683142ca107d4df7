"""The settings of this user on this machine: language, text size, look, folders used lately; never a record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.i18n import LANGUAGES

LOOKS = ("light", "dark", "system")
LOCK_MINUTES = (0, 5, 10, 30)
"""After how long without input the window may be locked; 0 is never."""
TEXT_PERCENTS = (100, 125, 150, 175, 200)
RECENT_LIMIT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """One user's choices; ``recent`` holds the paths of workspace folders, newest first.

    ``folders`` holds pairs of a purpose and the folder that was chosen for it last.
    """

    language: str = "zh_CN"
    lock_minutes: int = 10
    text_percent: int = 100
    look: str = "light"
    recent: tuple[str, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()

    def folder(self, purpose: str) -> str:
        """Return the folder last chosen for ``purpose``, empty before the first time."""
        return dict(self.folders).get(purpose, "")

    def with_folder(self, purpose: str, folder: Path) -> Preferences:
        """Return these choices with ``folder`` remembered for ``purpose``."""
        return replace(self, folders=tuple(sorted({**dict(self.folders), purpose: str(folder)}.items())))

    def with_recent(self, folder: Path) -> Preferences:
        """Return these choices with ``folder`` at the head of the recent workspaces."""
        path = str(folder)
        others = tuple(item for item in self.recent if item != path)
        return replace(self, recent=(path, *others)[:RECENT_LIMIT])

    def without_recent(self, folder: Path) -> Preferences:
        """Return these choices without ``folder`` among the recent workspaces."""
        return replace(self, recent=tuple(item for item in self.recent if item != str(folder)))


def load() -> Preferences:
    """Return what was saved; anything unreadable or unknown falls back to the default of that choice."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(found, dict):
        return Preferences()
    minutes = found.get("lock_minutes")
    language = found.get("language")
    percent = found.get("text_percent")
    look = found.get("look")
    recent = found.get("recent")
    folders = found.get("folders")
    return Preferences(
        language=language if language in LANGUAGES else "zh_CN",
        lock_minutes=minutes if minutes in LOCK_MINUTES else 10,
        text_percent=percent if percent in TEXT_PERCENTS else 100,
        look=look if look in LOOKS else "light",
        recent=tuple(str(item) for item in recent)[:RECENT_LIMIT] if isinstance(recent, list) else (),
        folders=_pairs(folders) if isinstance(folders, list) else (),
    )


def save(preferences: Preferences) -> None:
    """Write the choices; a read-only home is no reason to disturb anyone, so ``OSError`` is swallowed here."""
    text = json.dumps(asdict(preferences), ensure_ascii=False, indent=1)
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        paths.write_whole(_file(), text.encode("utf-8"))
    except OSError:
        return


def _pairs(found: list[object]) -> tuple[tuple[str, str], ...]:
    pairs = (tuple(map(str, item)) for item in found if isinstance(item, list))
    return tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2)


def _file() -> Path:
    return paths.settings_folder() / "window.json"
