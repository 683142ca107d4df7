from __future__ import annotations

from pathlib import Path

import pytest

from poverty_desktop import paths
from ui import preferences
from ui.preferences import Preferences


def test_that_choices_survive() -> None:
    chosen = Preferences(
        language="en", text_percent=150, look="dark", recent=("/a",), folders=(("papers", "/b"), ("stick", "/c"))
    )
    preferences.save(chosen)
    assert preferences.load() == chosen


def test_that_a_damaged_file_gives_the_defaults() -> None:
    paths.settings_folder().mkdir(parents=True)
    (paths.settings_folder() / "window.json").write_text("{broken", encoding="utf-8")
    assert preferences.load() == Preferences()


def test_that_unknown_choices_fall_back_one_by_one() -> None:
    paths.settings_folder().mkdir(parents=True)
    (paths.settings_folder() / "window.json").write_text(
        '{"language": "fr", "text_percent": 150, "recent": 3, "look": "pink", "folders": [["a"], 3]}', encoding="utf-8"
    )
    assert preferences.load() == Preferences(text_percent=150)


def test_that_each_purpose_remembers_its_own_folder() -> None:
    chosen = Preferences().with_folder("stick", Path("/a")).with_folder("papers", Path("/b"))
    chosen = chosen.with_folder("stick", Path("/c"))
    assert (chosen.folder("stick"), chosen.folder("papers"), chosen.folder("roster")) == (
        str(Path("/c")),
        str(Path("/b")),
        "",
    )


def test_that_the_newest_workspace_comes_first_and_once() -> None:
    chosen = Preferences().with_recent(Path("/a")).with_recent(Path("/b")).with_recent(Path("/a"))
    assert chosen.recent == (str(Path("/a")), str(Path("/b")))
    assert chosen.without_recent(Path("/a")).recent == (str(Path("/b")),)


@pytest.mark.parametrize("said", ["", "config"])
def test_that_an_empty_or_relative_folder_of_the_system_is_passed_over(monkeypatch, said) -> None:
    monkeypatch.delenv("POVERTY_DESKTOP_HOME", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", said)
    assert paths.settings_folder() == Path.home() / ".config" / "poverty_desktop"
