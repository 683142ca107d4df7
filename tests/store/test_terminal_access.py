"""The terminal changes what opens a workspace: the passphrase, and the recovery sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from registers import PASSPHRASE, make_field

from poverty_desktop.cli import main
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.workspaces import workspace

NEW = "four unrelated words: 柿子 lamp river 1986"


class Terminal:
    """One workspace, and files with what opens it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.workspace = folder / "field"
        self.folder = folder
        self._capsys = capsys
        make_field(self.workspace).db.conn.close()

    def secret(self, name: str, text: str) -> str:
        file = self.folder / name
        file.write_text(text + "\n", "utf-8")
        return str(file)

    def run(self, command: str, *options: str) -> tuple[int, dict[str, str], str]:
        code = main([command, str(self.workspace), *options, "--json", "--language", "en"])
        told = self._capsys.readouterr()
        return code, json.loads(told.out or "{}"), told.err


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def opens(folder: Path, passphrase: str) -> bool:
    try:
        workspace.verify_passphrase(folder, passphrase)
    except RuleError:
        return False
    return True


def test_that_a_new_passphrase_opens_the_workspace_and_the_old_one_does_not(terminal: Terminal) -> None:
    old, new = terminal.secret("old", PASSPHRASE), terminal.secret("new", NEW)
    code, _told, _said = terminal.run("passphrase", "--passphrase-file", old, "--new-passphrase-file", new)
    assert code == 0
    assert (opens(terminal.workspace, NEW), opens(terminal.workspace, PASSPHRASE)) == (True, False)


def test_that_a_wrong_or_weak_passphrase_changes_nothing(terminal: Terminal) -> None:
    old, wrong, weak = (terminal.secret(*pair) for pair in (("old", PASSPHRASE), ("wrong", NEW), ("weak", "123456")))
    assert terminal.run("passphrase", "--passphrase-file", wrong, "--new-passphrase-file", wrong)[0] == 1
    assert terminal.run("passphrase", "--passphrase-file", old, "--new-passphrase-file", weak)[0] == 1
    assert opens(terminal.workspace, PASSPHRASE)


def test_that_who_forgot_the_passphrase_sets_one_with_the_recovery_sheet(terminal: Terminal) -> None:
    old = terminal.secret("old", PASSPHRASE)
    _code, told, _said = terminal.run("recovery-sheet", "--passphrase-file", old)
    sheet = terminal.secret("code", told["recovery code"])
    new = terminal.secret("new", NEW)
    code, _told, _said = terminal.run("passphrase", "--recovery-code-file", sheet, "--new-passphrase-file", new)
    assert code == 0
    assert opens(terminal.workspace, NEW)


def test_that_a_new_recovery_sheet_closes_the_old_one(terminal: Terminal, tmp_path: Path) -> None:
    old = terminal.secret("old", PASSPHRASE)
    first = terminal.run("recovery-sheet", "--passphrase-file", old)[1]["recovery code"]
    target = tmp_path / "sheet.pdf"
    code, told, _said = terminal.run("recovery-sheet", "--passphrase-file", old, "--recovery-sheet", str(target))
    assert (code, told) == (0, {"recovery sheet": str(target)})
    assert len(PdfReader(target).pages) == 1
    with pytest.raises(RuleError):
        workspace.unlock_with_recovery(terminal.workspace, first)


def test_that_the_old_sheet_stays_good_where_the_new_one_cannot_be_written(terminal: Terminal, tmp_path: Path) -> None:
    old = terminal.secret("old", PASSPHRASE)
    first = terminal.run("recovery-sheet", "--passphrase-file", old)[1]["recovery code"]
    target = tmp_path / "none" / "sheet.pdf"
    assert terminal.run("recovery-sheet", "--passphrase-file", old, "--recovery-sheet", str(target))[0] == 3
    workspace.close(workspace.unlock_with_recovery(terminal.workspace, first))


def test_that_the_practice_village_keeps_opening_without_a_passphrase(tmp_path: Path) -> None:
    session = workspace.create_practice(tmp_path / "practice")
    with pytest.raises(RuleError) as refused:
        workspace.change_passphrase(session, NEW, present="")
    assert refused.value.message_id == workspace.NO_PASSPHRASE
    workspace.close(session)
    workspace.close(workspace.unlock(tmp_path / "practice", ""))
