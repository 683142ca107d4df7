"""Pictures of every screen for the documentation: ``python -m tests.screenshots`` writes ``docs/screenshots``.

Drives the real window on the practice village, 1366 × 768, in Chinese and English, and some pages at 200 % text.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.progress import Progress
from tests.journeys.rosters import village_rows, write_roster
from tests.journeys.window import Window, screen
from tests.ui import midst, quarrel, visited

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
TAKEN = "taken"
SIZE = (1366, 768)
SURVEYED = 2025
MOST_LOOKS = 40
LOOK_EVERY_S = 0.15
TABS = (
    "summary",
    "members",
    "income",
    "conditions",
    "causes",
    "help",
    "money",
    "visits",
    "procedures",
    "photos",
    "history",
)
CHECKING = (("checks_duplicates", "duplicates"), ("checks_lists", "lists"), ("checks_opinion", "opinion"))
FAMILY = "李恒文"
"""A filed household of five in the practice village."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures of one window into one folder."""

    window: Window
    folder: Path
    scratch: Path

    def take(self, name: str, dialog: str = "") -> None:
        """Save the window, or a dialog, as soon as two looks in a row are the same."""
        look = ("grab_dialog", dialog) if dialog else ("grab", *SIZE)
        target = self.folder / f"{name}.png"
        before = b""
        for _ in range(MOST_LOOKS):
            time.sleep(LOOK_EVERY_S)
            self.window.ask(look[0], str(target), *look[1:])
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
    camera.take("16-papers")
    window.ask("click", "place_bundles")
    window.until("322", "bundles_here_figure")
    camera.take("17-bundles")
    roster(camera)
    window.ask("click", "header_settings")
    camera.take("19-settings")
    window.ask("press", "F1")
    camera.take("20-keys")
    window.ask("press", "Escape")


def household_file(camera: Camera) -> None:
    """Picture every tab of one household."""
    window = camera.window
    window.ask("type_text", "households_search", FAMILY)
    window.until("1 ", "households_count")
    window.ask("press", "Return", "households_search")
    window.until(FAMILY, "household_name")
    for number, tab in enumerate((tab for tab in TABS if tab not in ("procedures", "help")), start=6):
        window.ask("turn_tab", "household_tabs", TABS.index(tab))
        camera.take(f"{number:02}-file-{tab}")
    window.ask("turn_tab", "household_tabs", 0)


def interview(camera: Camera) -> None:
    """Picture a question that waits for an answer, and the section after it."""
    window = camera.window
    window.ask("click", "household_interview")
    window.until(FAMILY, "interview_title")
    camera.take("14-interview")
    window.ask("press", "PgDown", window.ask("focus"))
    camera.take("15-interview-housing")


def roster(camera: Camera) -> None:
    """Picture what would happen to every row of a roster with faults."""
    window = camera.window
    window.ask("click", "place_households")
    window.ask("click", "households_take_in")
    window.ask("click", "roster_choose")
    window.ask("choose_file", str(write_roster(camera.scratch / "roster.xlsx", village_rows(load_shipped()))))
    window.ask("is_there", "roster_import")
    camera.take("18-roster")


def office(camera: Camera) -> None:
    """Picture the office: its closed door, how it makes its keys."""
    window = camera.window
    window.ask("is_there", "unlock_passphrase")
    camera.take("21-unlock")
    open_office(window)
    window.ask("click", "place_bundles")
    window.ask("is_there", "keys_make")
    camera.take("22-office")


def county(camera: Camera) -> None:
    """Picture the office that has published: what is in force, what would change, and the covered window."""
    window = camera.window
    open_office(window)
    window.ask("click", "place_merge")
    window.ask("click", "merge_publish")
    window.until(visited.OFFICE, "header_workspace")
    camera.take("23-publish")
    window.ask("click", "publish_choose")
    window.ask("choose_file", str(visited.xlsform(camera.scratch / "walks.xlsx", "walks", "走访记录表")))
    window.ask("is_there", "publish_publish")
    camera.take("24-publish-changes")
    window.ask("press", "Escape")
    window.ask("press", "Ctrl+L")
    window.ask("is_there", "lock_passphrase")
    camera.take("25-lock")


def open_office(window: Window) -> None:
    """Open the office that the program was closed with."""
    window.ask("is_there", "unlock_passphrase")
    window.ask("type_text", "unlock_passphrase", visited.PASSPHRASE)
    window.ask("click", "unlock_open")


def visited_village(camera: Camera) -> None:
    """Picture a village after a visit: what is handed back, found, photographed, and what goes to other programs."""
    window = camera.window
    window.ask("click", "recent_0")
    window.ask("is_there", "today_figures")
    camera.take("26-today-visited")
    window.ask("click", "place_checks")
    window.ask("click", "tab_reviews")
    window.until(visited.TITLE, "reviews_said")
    camera.take("27-reviews")
    window.ask("click", "place_checks")
    window.ask("is_there", "checks_findings")
    camera.take("28-checks")
    window.ask("click", "place_households")
    window.ask("type_text", "households_search", FAMILY)
    window.until("1 ", "households_count")
    window.ask("press", "Return", "households_search")
    window.until(FAMILY, "household_name")
    window.ask("turn_tab", "household_tabs", TABS.index("photos"))
    window.ask("is_there", "household_photos")
    camera.take("29-file-photos")
    window.ask("click", "household_interview")
    window.ask("is_there", "interview_questionnaires")
    camera.take("30-questionnaires")
    window.ask("press", "2", "interview_questionnaires")
    window.until(visited.TITLE, "interview_title")
    window.ask("press", "Return", window.ask("focus"))
    window.ask("is_there", "media_choose")
    camera.take("31-photo-question")
    window.ask("click", "place_papers")
    window.ask("is_there", "papers_table")
    window.ask("click", "papers_questionnaire")
    window.ask("choose", "papers_form", visited.TITLE)
    if window.is_there("papers_preview"):
        window.wait("read", "papers_page_number", differs="")
    camera.take("32-papers-questionnaire")
    window.ask("click", "place_bundles")
    window.until("322", "bundles_here_figure")
    window.ask("choose", "submissions_form", visited.TITLE)
    window.ask("scroll_to", "submissions_bar")
    camera.take("33-submissions")
    window.ask("click", "submissions_folder")
    window.ask("choose_file", str(camera.scratch.parent / "visit" / "export" / "instances"))
    window.ask("is_there", "return_table")
    camera.take("34-submissions-preview", dialog="return_dialog")
    window.ask("click", "return_cancel")


def checking(camera: Camera) -> None:
    """Picture what looks at the whole village: checks, back-checks, doubles, lists, a second opinion, procedures."""
    window = camera.window
    window.ask("click", "recent_0")
    window.ask("is_there", "today_figures")
    window.ask("click", "place_checks")
    window.ask("click", "checks_run")
    window.ask("is_there", "checks_findings")
    camera.take("35-checks-run")
    window.ask("click", "tab_rounds")
    window.ask("point_at", "rounds_table", midst.ROUND)
    window.ask("press", "Return", "rounds_table")
    window.ask("is_there", "round_balance")
    camera.take("36-back-checks")
    for number, (opener, name) in enumerate(CHECKING, start=37):
        window.ask("click", "place_checks")
        window.ask("click", opener)
        camera.take(f"{number}-{name}")
    window.ask("click", "place_procedures")
    for number, name in enumerate(("running", "clues", "entries")):
        window.ask("turn_tab", "procedures_tabs", number)
        camera.take(f"{number + 40}-procedures-{name}")
    window.ask("click", "place_households")
    window.ask("click", "households_village")
    camera.take("43-village")
    window.ask("click", "place_households")
    window.ask("type_text", "households_search", FAMILY)
    window.until("1 ", "households_count")
    window.ask("press", "Return", "households_search")
    window.until(FAMILY, "household_name")
    window.ask("turn_tab", "household_tabs", TABS.index("procedures"))
    camera.take("44-file-procedures")
    window.ask("turn_tab", "household_tabs", TABS.index("members"))
    window.ask("click", "event_open")
    camera.take("45-file-event")


def merging(camera: Camera) -> None:
    """Picture where an office brings together what its work groups wrote differently."""
    window = camera.window
    open_office(window)
    window.ask("click", "place_merge")
    camera.take("46-merge")
    window.ask("turn_tab", "merge_tabs", 1)
    camera.take("47-held-back")


def spending(camera: Camera) -> None:
    """Picture the money of the practice county, from its source to the household."""
    window = camera.window
    window.ask("click", "recent_0")
    window.ask("is_there", "today_figures")
    for number, name in enumerate(("projects", "ledger", "lists", "compared", "risks")):
        window.ask("click", "place_funds")
        window.ask("turn_tab", "funds_tabs", number)
        if name == "lists":
            window.wait("read", "funds_lists_said", differs="")
        camera.take(f"{number + 48}-funds-{name}")


def helping(camera: Camera) -> None:
    """Picture helpers, visits and duties of a village, and what it is assessed by."""
    window = camera.window
    window.ask("click", "recent_0")
    window.ask("is_there", "today_figures")
    window.ask("click", "place_assistance")
    camera.take("53-assistance")
    window.ask("click", "assistance_team")
    for number, name in enumerate(("helpers", "coverage", "days", "duties")):
        window.ask("turn_tab", "team_tabs", number)
        camera.take(f"{number + 54}-team-{name}")
    window.ask("click", "place_assessment")
    camera.take("58-assessment")
    window.ask("turn_tab", "assessment_tabs", 1)
    camera.take("59-assessment-overdue")


@dataclass(frozen=True, slots=True)
class Series:
    """One run of the program with its own settings; ``recent`` is a workspace that it was closed with."""

    name: str
    language: str
    parts: tuple[Callable[[Camera], None], ...]
    text_percent: int = 100
    recent: str = ""


LATER = (("zh", "zh_CN", 100), ("en", "en", 100), ("zh-200", "zh_CN", 200))
ALL = (
    Series("zh", "zh_CN", (first_start, village)),
    Series("zh", "zh_CN", (office,), recent="office"),
    Series("zh", "zh_CN", (county,), recent="visit/county"),
    Series("zh", "zh_CN", (visited_village,), recent="village"),
    Series("en", "en", (first_start, village)),
    Series("en", "en", (office,), recent="office"),
    Series("en", "en", (county,), recent="visit/county"),
    Series("en", "en", (visited_village,), recent="village"),
    Series("zh-200", "zh_CN", (first_start, village), text_percent=200),
    Series("zh-200", "zh_CN", (office,), text_percent=200, recent="office"),
    Series("zh-200", "zh_CN", (county,), text_percent=200, recent="visit/county"),
    Series("zh-200", "zh_CN", (visited_village,), text_percent=200, recent="village"),
    *(Series(name, said, (checking,), text_percent=percent, recent="midst") for name, said, percent in LATER),
    *(Series(name, said, (merging,), text_percent=percent, recent="quarrel/county") for name, said, percent in LATER),
    *(Series(name, said, (spending,), text_percent=percent, recent="county") for name, said, percent in LATER),
    *(Series(name, said, (helping,), text_percent=percent, recent="village") for name, said, percent in LATER),
)


def prepare(here: Path) -> None:
    """Make what the pictures show: offices that are new, have published, and have to decide; a county; villages."""
    os.environ["POVERTY_DESKTOP_HOME"] = str(here / "maker")
    made, _sheet = workspace.create_office(
        here / "office", visited.PASSPHRASE, worker="王主任", office_name=visited.OFFICE, cost=visited.CHEAP
    )
    workspace.close(made)
    workspace.close(workspace.create_practice(here / "village", Progress()))
    visited.visit(here / "village", here / "visit", (FAMILY,))
    workspace.close(workspace.create_practice(here / "midst", Progress()))
    midst.work(here / "midst", here, FAMILY)
    quarrel.make(here / "quarrel", year=SURVEYED)
    workspace.close(sample.create_county(here / "county", Progress()))


def take(series: Series, here: Path, display: str) -> None:
    """Take one series."""
    home = here / f"home-{time.monotonic_ns()}"
    home.mkdir()
    recent = [str(here / series.recent)] if series.recent else []
    kept = here / "kept"
    if series.recent:  # every series begins with what was made, in the very place, or the program would see a copy
        shutil.copytree(here / series.recent, kept)
        shutil.copytree(here / "maker" / "witness", home / "witness")
    chosen = {"language": series.language, "text_percent": series.text_percent, "recent": recent}
    (home / "window.json").write_text(json.dumps(chosen), "utf-8")
    (here / TAKEN / series.name).mkdir(parents=True, exist_ok=True)
    window = Window(display, home)
    try:
        for part in series.parts:
            part(Camera(window, here / TAKEN / series.name, home))
        window.quit()
    finally:
        window.end()
        if series.recent:
            shutil.rmtree(here / series.recent)
            kept.rename(here / series.recent)


PARTS = tuple(dict.fromkeys(part.__name__ for series in ALL for part in series.parts))


def main() -> None:
    """Take every series anew, or only those whose parts are named, whose pictures then replace those of before."""
    parser = argparse.ArgumentParser(description="Take the pictures in docs/screenshots.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    wanted = set(parser.parse_args().parts)
    with tempfile.TemporaryDirectory() as scratch, screen(f"{SIZE[0]}x{SIZE[1]}") as display:
        here = Path(scratch)
        prepare(here)
        for series in ALL:
            if not wanted or wanted & {part.__name__ for part in series.parts}:
                take(series, here, display)
        if not wanted:  # nothing of before goes until all is there
            shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.copytree(here / TAKEN, FOLDER, dirs_exist_ok=True)


if __name__ == "__main__":
    main()
