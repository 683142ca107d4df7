"""Pictures of every screen for the documentation: ``python -m tests.screenshots`` writes ``docs/screenshots``.

Drives the real window on the practice village, 1366 × 768, in Chinese and English, and some pages at 200 % text.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.packs.load import load_shipped
from tests.journeys.rosters import village_rows, write_roster
from tests.journeys.terminal import PASSPHRASE, Terminal
from tests.journeys.window import Window, screen

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
SIZE = (1366, 768)
MOST_LOOKS = 40
LOOK_EVERY_S = 0.15
TABS = ("summary", "members", "income", "conditions", "causes", "visits", "history")
FAMILY = "李恒文"
"""A filed household of five in the practice village."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures of one window into one folder."""

    window: Window
    folder: Path
    scratch: Path

    def take(self, name: str) -> None:
        """Save the window as soon as two looks in a row are the same."""
        target = self.folder / f"{name}.png"
        before = b""
        for _ in range(MOST_LOOKS):
            time.sleep(LOOK_EVERY_S)
            self.window.ask("grab", str(target), *SIZE)
            if (now := target.read_bytes()) == before:
                return
            before = now


def first_start(camera: Camera) -> None:
    """Picture what a new machine shows."""
    window = camera.window
    window.ask("is_there", "way_practise")
    camera.take("01-welcome")
    window.ask("click", "way_field")
    window.ask("type_text", "new_worker", "李明")
    window.ask("type_text", "new_passphrase", "seven persimmon trees")
    camera.take("02-new-workspace")
    window.ask("click", "new_back")


def village(camera: Camera) -> None:
    """Picture the desk of the practice village."""
    window = camera.window
    window.ask("click", "way_practise")
    window.ask("is_there", "today_figures")
    camera.take("03-today")
    window.ask("click", "place_households")
    window.ask("is_there", "households_table")
    camera.take("04-households")
    window.ask("type_text", "households_search", "lhw")
    camera.take("05-households-search")
    household_file(camera)
    interview(camera)
    window.ask("click", "place_papers")
    window.ask("is_there", "papers_table")
    if window.is_there("papers_preview"):  # at 200 % there is no room for it
        window.wait("read", "papers_page_number", differs="")
    camera.take("15-papers")
    window.ask("click", "place_bundles")
    window.until("322", "bundles_here_figure")
    camera.take("16-bundles")
    roster(camera)
    window.ask("click", "header_settings")
    camera.take("18-settings")
    window.ask("press", "F1")
    camera.take("19-keys")
    window.ask("press", "Escape")


def household_file(camera: Camera) -> None:
    """Picture every tab of one household."""
    window = camera.window
    window.ask("type_text", "households_search", FAMILY)
    window.until("1 ", "households_count")
    window.ask("press", "Return", "households_search")
    window.until(FAMILY, "household_name")
    for number, tab in enumerate(TABS, start=6):
        camera.take(f"{number:02}-file-{tab}")
        window.ask("press", "Ctrl+Tab")


def interview(camera: Camera) -> None:
    """Picture a question, and the table of the members."""
    window = camera.window
    window.ask("click", "household_interview")
    window.until(FAMILY, "interview_title")
    camera.take("13-interview")
    window.ask("press", "PgDown", window.ask("focus"))
    camera.take("14-interview-members")


def roster(camera: Camera) -> None:
    """Picture what would happen to every row of a roster with faults."""
    window = camera.window
    window.ask("click", "place_households")
    window.ask("click", "households_take_in")
    window.ask("click", "roster_choose")
    window.ask("choose_file", str(write_roster(camera.scratch / "roster.xlsx", village_rows(load_shipped()))))
    window.ask("is_there", "roster_import")
    camera.take("17-roster")


def office(camera: Camera) -> None:
    """Picture the office: its locked door, how it makes its keys, where it publishes."""
    window = camera.window
    window.ask("is_there", "unlock_passphrase")
    camera.take("20-unlock")
    window.ask("type_text", "unlock_passphrase", PASSPHRASE)
    window.ask("click", "unlock_open")
    window.ask("click", "place_bundles")
    window.ask("is_there", "keys_make")
    camera.take("21-office")
    window.ask("click", "place_publish")
    window.ask("is_there", "publish_choose")
    camera.take("22-publish")


@dataclass(frozen=True, slots=True)
class Series:
    """One run of the program with its own settings; ``recent`` is a workspace that it was closed with."""

    name: str
    language: str
    parts: tuple[Callable[[Camera], None], ...]
    text_percent: int = 100
    recent: str = ""


ALL = (
    Series("zh", "zh_CN", (first_start, village)),
    Series("zh", "zh_CN", (office,), recent="office"),
    Series("en", "en", (first_start, village)),
    Series("en", "en", (office,), recent="office"),
    Series("zh-200", "zh_CN", (first_start, village), text_percent=200),
)


def main() -> None:
    """Take every series anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch, screen(f"{SIZE[0]}x{SIZE[1]}") as display:
        here = Path(scratch)
        Terminal(here).ask("init", here / "office", "--worker", "王主任", "--office", "宜都市乡村振兴办公室")
        for number, series in enumerate(ALL):
            home = here / f"home-{number}"
            home.mkdir()
            recent = [str(here / series.recent)] if series.recent else []
            chosen = {"language": series.language, "text_percent": series.text_percent, "recent": recent}
            (home / "window.json").write_text(json.dumps(chosen), "utf-8")
            (FOLDER / series.name).mkdir(parents=True, exist_ok=True)
            window = Window(display, home)
            try:
                for part in series.parts:
                    part(Camera(window, FOLDER / series.name, home))
                window.quit()
            finally:
                window.end()


if __name__ == "__main__":
    main()
