"""The program as a person at a terminal meets it: real processes, their answers and their complaints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poverty_desktop.operations.workspaces import verification, workspace
from poverty_desktop.store import backup, log

PASSPHRASE = "七棵柿子树 seven persimmon trees 1986"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs commands with the passphrase file of ``folder``."""

    folder: Path

    def environment(self) -> dict[str, str]:
        return os.environ | {"LANG": "en_US.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}

    def run(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "poverty_desktop", command, *map(str, arguments)]
        return subprocess.run(line, check=False, capture_output=True, encoding="utf-8", env=self.environment())

    def ask(self, command: str, workspace_folder: Path, *arguments: str | Path) -> Any:
        """Run a command that must succeed in silence; return what it answers."""
        keys = ("--passphrase-file", self.passphrase_file()) if command != "restore" else ()
        done = self.run(command, workspace_folder, *arguments, "--json", *keys)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return json.loads(done.stdout)

    def refused(self, code: int, command: str, *arguments: str | Path) -> str:
        """Run a command that must fail; return the one sentence that it says."""
        done = self.run(command, *arguments)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        sentence = done.stderr.strip()
        assert sentence
        assert "\n" not in sentence, sentence
        assert "Traceback" not in sentence
        assert sentence.endswith(".")
        return sentence

    def passphrase_file(self, text: str = PASSPHRASE) -> Path:
        file = self.folder / f"passphrase-{abs(hash(text))}.txt"
        file.write_text(text + "\n", "utf-8")
        return file

    def found(self, folder: Path, text: str) -> list[dict[str, Any]]:
        return list(self.ask("search", folder, text))


def state_of(folder: Path, passphrase: str = PASSPHRASE) -> tuple[bytes, int]:
    """Return a digest of every row of a register that verifies, and how far its journal reaches."""
    session = workspace.unlock(folder, passphrase)
    try:
        verification.verify(session)
        return backup.fingerprint(session.db), log.position(session.db)
    finally:
        workspace.close(session)


def words_of(pdf: Path) -> str:
    """Return the text of a PDF as a stock tool reads it."""
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8")
    return read.stdout
