from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from poverty_desktop.operations.workspaces import workspace
from ui import requirements

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "reportlab", "openpyxl", "PIL", "pypinyin", "sqlite_utils", "pyxform", "babel", "xlsxwriter", "cryptography",
    "hashlib",
)  # fmt: skip

UNNEEDED = (
    *(name for name in HEAVY if name not in ("cryptography", "hashlib")), "lxml",
    "poverty_desktop.office", "poverty_desktop.sample", "poverty_desktop.expressions",
    "poverty_desktop.journal", "poverty_desktop.store.writing",
    "poverty_desktop.store.log", "poverty_desktop.store.projection", "poverty_desktop.store.summary",
    "poverty_desktop.domain.guarantees", "poverty_desktop.domain.identity_number", "poverty_desktop.domain.income",
    "poverty_desktop.queries.packs", "poverty_desktop.queries.handover.standing",
    "poverty_desktop.queries.register.file_rows",
    "poverty_desktop.checks", "poverty_desktop.cli", "poverty_desktop.exchange", "poverty_desktop.interviews",
    "poverty_desktop.pdf", "poverty_desktop.sync", "poverty_desktop.operations.lookback.checks",
    "poverty_desktop.operations.paperwork.papers", "poverty_desktop.operations.interviewing.reviews",
    "poverty_desktop.operations.handover.packs",
    "ui.interview", "ui.papers", "ui.bundles", "ui.settings", "ui.checks", "ui.reviews", "ui.roster", "ui.publish",
    "ui.finder", "ui.lock.cover", "ui.welcome.new_workspace", "ui.households.file_page", "ui.households.list_export",
    "ui.households.new_household_form", "poverty_desktop.domain.textual",
    "ui.widgets.file_chooser", "ui.widgets.opening", "ui.widgets.print_job", "pypdfium2", "pyrage", "python_calamine",
    "rl_accel", "securesystemslib", "segno", "tuf", "zstandard",
)  # fmt: skip

AT_START = {
    "poverty_desktop", "poverty_desktop.catalogue", "poverty_desktop.domain", "poverty_desktop.domain.kinds",
    "poverty_desktop.errors", "poverty_desktop.garbage", "poverty_desktop.i18n", "poverty_desktop.ids",
    "poverty_desktop.operations", "poverty_desktop.operations.done", "poverty_desktop.paths",
    "poverty_desktop.progress",
}  # fmt: skip
"""All of the library that the window needs until a workspace is asked for."""

FOR_THE_KEY = {
    "poverty_desktop.crypto", "poverty_desktop.crypto.cbor", "poverty_desktop.crypto.hashes",
    "poverty_desktop.crypto.recovery", "poverty_desktop.crypto.wrapping",
    "poverty_desktop.operations.workspaces", "poverty_desktop.operations.workspaces.unlocking",
    "poverty_desktop.store", "poverty_desktop.store.workspace_info", "poverty_desktop.store.workspace_keys",
}  # fmt: skip
"""What stands between a typed passphrase and the derivation of its key."""

PACKAGES_AT_START = {"lock", "welcome", "widgets"}
"""All packages of the window that its first page needs."""


def test_that_a_machine_without_a_desktop_gets_one_sentence_in_both_languages() -> None:
    said = requirements.missing({}, "linux")
    assert "图形桌面" in said
    assert "graphical desktop" in said


def test_that_an_offscreen_platform_needs_no_desktop() -> None:
    assert requirements.missing({"QT_QPA_PLATFORM": "offscreen"}, "linux") == ""


def test_that_missing_libraries_name_the_line_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(requirements.SCREEN, "libnowhere.so.9", "libnowhere9")
    said = requirements.missing({"DISPLAY": ":0"}, "linux")
    assert "sudo apt-get install libnowhere9" in said


def test_that_the_bindings_are_looked_up_when_they_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(sys, "setdlopenflags", asked.append)
    requirements.hasten_loading()
    monkeypatch.setattr(sys, "platform", "win32")
    requirements.hasten_loading()
    assert asked == [os.RTLD_LAZY]


def test_that_other_systems_bring_their_libraries() -> None:
    assert requirements.missing({}, "win32") == ""


def test_that_the_program_without_a_desktop_ends_with_two_and_no_traceback() -> None:
    clean = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"}
    ended = subprocess.run(
        [sys.executable, "main.py"], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "graphical desktop" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_that_starting_the_window_loads_nothing_heavy() -> None:
    code = f"import sys, ui.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_that_the_first_page_loads_no_more_of_the_program_than_it_shows() -> None:
    code = (
        "import sys, ui.app, ui.welcome.unlock;"
        "print(*sorted(name for name in sys.modules if name.startswith(('ui.', 'poverty_desktop'))))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.split())
    assert {name for name in loaded if name.startswith("poverty_desktop")} == AT_START
    assert {name.split(".")[1] for name in loaded if name.startswith("ui.") and name.count(".") > 1} <= (
        PACKAGES_AT_START
    )


def test_that_the_key_is_derived_before_anything_else_of_the_store_is_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "village"
    workspace.close(workspace.create_practice(folder))
    code = (
        "import sys; from pathlib import Path; from poverty_desktop.progress import Progress;"
        "told = lambda *_: print(*sorted(name for name in sys.modules if name.startswith(('poverty', 'sqlcipher'))));"
        "from poverty_desktop.operations.workspaces import unlocking;"
        f"print('|', unlocking.unlock(Path({str(folder)!r}), '', Progress(told)).is_practice)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded, _bar, is_practice = ended.stdout.partition("|")
    assert set(loaded.split()) <= AT_START | FOR_THE_KEY
    assert is_practice.strip() == "True"


def test_that_opening_a_workspace_and_its_first_two_pages_loads_nothing_that_only_others_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POVERTY_DESKTOP_HOME", str(tmp_path / "home"))
    folder = tmp_path / "village"
    workspace.close(workspace.create_practice(folder))
    code = (
        "import sys; from pathlib import Path; from ui.welcome import calls;"
        "from poverty_desktop.progress import Progress;"
        f"folder = Path({str(folder)!r}); calls.told(folder);"
        "print([name for name in ('sqlcipher3', 'cryptography') if name in sys.modules]);"
        "calls.warm_up(Progress()); session, _desk = calls.unlock(folder, '', Progress());"
        "import ui.today.page, ui.households.page, ui.window_calls; from ui.households import list_calls;"
        "from poverty_desktop.queries import today; from poverty_desktop.queries.register import households;"
        "from poverty_desktop.queries.register.list_rows import HouseholdFilter;"
        "today.today(session); ui.window_calls.status(session); list_calls.choices('zh_CN', session);"
        "households.find(session, HouseholdFilter());"
        f"print([name for name in {UNNEEDED!r} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["[]", "[]"]


def test_that_the_page_of_reporting_is_built_before_what_hands_over_is_loaded() -> None:
    late = ("poverty_desktop.sync", "poverty_desktop.office", "poverty_desktop.interviews", "lxml")
    code = (
        "import sys, ui.app, ui.households.page, ui.today.page; from ui.welcome import calls;"
        "from poverty_desktop.progress import Progress; calls.warm_up(Progress()); import ui.bundles.page;"
        f"print([name for name in {late!r} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
